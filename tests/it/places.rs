//! Links, pipes and devices at the paths of files that the program writes, and others' text in a terminal or a table.
//! Those that can be laid out before a first build are in `tests/cases/hostile/places.yaml`.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Finished, Stdio};
use std::time::{Duration, Instant};

use crate::support::{NOW, SMALL, build, jianbao, stderr, stdout, tree, write};

/// Far more than any run here takes.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Settings with a target that is a directory.
const DEPLOYED: &str = "title: 报
base_url: https://example.org
columns: {yaowen: 要闻}
deploy: {a: {service: fs, directory: ../target}}
";

/// A bulletin that is published below its root, and a directory of somebody else.
struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        write(&place.site(), SMALL);
        write(&place.theirs(), &[("thesis.md", "theirs"), ("list.json", "theirs")]);
        let finished = place.run(&["build"], &[]);
        assert!(finished.status.success(), "{}", stderr(&finished));
        place
    }

    fn site(&self) -> PathBuf {
        self.directory.path().join("site")
    }

    fn theirs(&self) -> PathBuf {
        self.directory.path().join("theirs")
    }

    /// Runs a command in the bulletin's directory, and fails if it does not end.
    fn run(&self, command: &[&str], more: &[&OsStr]) -> Finished {
        let mut program = jianbao();
        program.args(command).args(more).current_dir(self.site());
        if !["explain", "man", "schema", "completions"].contains(&command[0]) {
            program.args(["--now", NOW]);
        }
        ended(&mut program)
    }

    fn is_untouched(&self) {
        let theirs: Vec<_> = tree(&self.theirs()).into_values().collect();
        assert_eq!(theirs, [b"theirs", b"theirs"], "somebody else's files are others");
    }
}

fn ended(command: &mut Command) -> Finished {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > TIMEOUT {
            child.kill().unwrap();
            panic!("does not end: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A run that ends with a status, says a code, and does not panic.
fn says(finished: &Finished, status: i32, pieces: &[&str]) {
    let said = stderr(finished);
    assert_eq!(finished.status.code(), Some(status), "{pieces:?}: {said}");
    assert!(pieces.iter().all(|piece| said.contains(piece)), "{pieces:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn links_and_pipes_among_what_is_kept_are_replaced_and_not_followed() {
    let place = Place::new();
    let cache = place.site().join(".jianbao/cache");
    let kept: Vec<PathBuf> = tree(&cache).into_keys().map(|path| cache.join(path)).collect();
    assert!(kept.len() > 1, "{kept:?}");
    for make in [|path: &Path| symlink("../../../../theirs/thesis.md", path).unwrap(), pipe] {
        for path in &kept {
            fs::remove_file(path).unwrap();
            make(path);
        }
        let finished = place.run(&["build"], &[]);
        says(&finished, 0, &[]);
        place.is_untouched();
        assert!(kept.iter().any(|path| path.symlink_metadata().unwrap().is_file()), "nothing was kept");
    }
}

#[test]
fn what_is_no_file_in_the_output_is_neither_read_nor_waited_for() {
    for (path, codes) in [(".jianbao", ["J701", "J901"]), ("index.html", ["", "J903"])] {
        for make in [|path: &Path| symlink("../../theirs/thesis.md", path).unwrap(), pipe] {
            let place = Place::new();
            write(
                &place.site(),
                &[(
                    "site.yaml",
                    "title: 报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\ndeploy: {a: {service: fs, directory: ../target}}\n",
                )],
            );
            let out = place.site().join("public");
            fs::remove_file(out.join(path)).unwrap();
            make(&out.join(path));
            let deployed = place.run(&["deploy"], &[]);
            assert_eq!(deployed.status.code(), Some(2), "{path} {codes:?}: {}", stderr(&deployed));
            assert!(!place.directory.path().join("target/index.html").exists());
            let built = place.run(&["build"], &[]);
            says(&built, if path == "index.html" { 0 } else { 2 }, &[codes[0]]);
            place.is_untouched();
        }
    }
}

#[test]
fn what_is_no_file_among_a_deployments_own_is_neither_followed_nor_waited_for() {
    let place = Place::new();
    write(&place.site(), &[("site.yaml", DEPLOYED)]);
    says(&place.run(&["build"], &[]), 0, &[]);
    let own = place.directory.path().join("target/.jianbao-deploy");
    for name in ["lock.json", "manifest.json", "other"] {
        for make in [|path: &Path| symlink("../../theirs/thesis.md", path).unwrap(), pipe] {
            let _ = fs::remove_dir_all(place.directory.path().join("target"));
            fs::create_dir_all(&own).unwrap();
            make(&own.join(name));
            let finished = place.run(&["deploy"], &[]);
            says(&finished, 2, &[name]);
            place.is_untouched();
        }
    }
    fs::remove_dir_all(&own).unwrap();
    symlink("../theirs", &own).unwrap();
    says(&place.run(&["deploy"], &[]), 2, &["错误[J103]", ".jianbao-deploy"]);
    place.is_untouched();
    assert_eq!(fs::read_dir(place.theirs()).unwrap().count(), 2);
    // What is beside the lock of the bulletin itself.
    fs::remove_file(&own).unwrap();
    let signs = place.site().join(".jianbao/deploying");
    fs::create_dir_all(&signs).unwrap();
    pipe(&signs.join("0"));
    symlink("../../../theirs/thesis.md", signs.join("1")).unwrap();
    says(&place.run(&["deploy"], &[]), 0, &[]);
    place.is_untouched();
}

#[test]
fn what_other_sites_answered_is_not_remembered_through_a_link() {
    let place = Place::new();
    let text = "---\ntitle: 丙\ndate: 2020-09-15\n---\n[丁](http://127.0.0.1:1/)\n";
    write(&place.site(), &[("content/yaowen/c.md", text)]);
    let cache = place.directory.path().join("cache");
    for (path, make) in [
        ("jianbao", (|path| symlink("../theirs", path).unwrap()) as fn(&Path)),
        ("jianbao/links.json", |path| symlink("../../theirs/list.json", path).unwrap()),
        ("jianbao/links.json", pipe),
        ("jianbao", pipe),
    ] {
        let _ = fs::remove_dir_all(&cache);
        let path = cache.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        make(&path);
        let mut command = jianbao();
        command.args(["check", "--external", "--now", NOW]).env("XDG_CACHE_HOME", &cache).current_dir(place.site());
        says(&ended(&mut command), 0, &["警告[J509]"]);
        place.is_untouched();
        assert_eq!(fs::read_dir(place.theirs()).unwrap().count(), 2);
    }
}

#[test]
fn an_output_that_is_a_link_must_be_named() {
    let place = Place::new();
    let (out, other) = (place.site().join("public"), place.directory.path().join("other"));
    fs::rename(&out, &other).unwrap();
    symlink("../other", &out).unwrap();
    let before = tree(&other);
    write(&place.site(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-15\n---\n正文。\n")]);
    says(&place.run(&["build"], &[]), 1, &["错误[J103]", "--out"]);
    assert!(tree(&other) == before);
    says(&place.run(&["build", "--out", "public"], &[]), 0, &[]);
    assert!(other.join("yaowen/c.html").is_file());
}

#[test]
fn what_a_build_failed_to_publish_is_not_noted_through_a_link() {
    let place = Place::new();
    fs::create_dir_all(place.site().join(".jianbao")).unwrap();
    symlink("../../theirs/thesis.md", place.site().join(".jianbao/failed")).unwrap();
    says(&place.run(&["build"], &[]), 1, &["错误[J103]", ".jianbao/failed"]);
    place.is_untouched();
    // The remedy is followed to the letter.
    fs::remove_file(place.site().join(".jianbao/failed")).unwrap();
    says(&place.run(&["build"], &[]), 0, &[]);
}

#[test]
fn a_list_is_written_through_to_pipes_and_devices_and_never_through_a_link_to_a_file() {
    let place = Place::new();
    let commands: [&[&str]; 2] = [&["build", "--changes"], &["search-export", "--format", "meilisearch", "--out"]];
    write(&place.site(), &[("site.yaml", DEPLOYED)]);
    let link = place.directory.path().join("link.json");
    symlink("theirs/list.json", &link).unwrap();
    let dangling = place.directory.path().join("dangling.json");
    symlink("theirs/new.json", &dangling).unwrap();
    let full = place.directory.path().join("full");
    let made = Command::new("mknod").arg(&full).args(["c", "1", "7"]).status().unwrap();
    for command in commands {
        let before = tree(&place.site().join("public"));
        for link in [&link, &dangling] {
            says(&place.run(command, &[link.as_os_str()]), 2, &["错误[J103]", "不会顺着它写"]);
            assert!(link.symlink_metadata().unwrap().is_symlink());
        }
        says(&place.run(command, &[place.theirs().as_os_str()]), 2, &["错误[J708]", "这是一个目录"]);
        says(&place.run(command, &[OsStr::new("..")]), 2, &["错误[J708]"]);
        place.is_untouched();
        assert!(tree(&place.site().join("public")) == before, "{command:?} has published");
        assert_eq!(fs::read_dir(place.directory.path()).unwrap().count(), 4 + usize::from(made.success()));

        if made.success() {
            let finished = place.run(command, &[full.as_os_str()]);
            assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
            assert!(stderr(&finished).contains("os error 28"), "{}", stderr(&finished));
            assert!(full.symlink_metadata().unwrap().file_type().is_char_device(), "the device is replaced");
        }

        // Links to pipes are what shells give for `>(…)`.
        let (fifo, link) = (place.directory.path().join("fifo"), place.directory.path().join("to-fifo"));
        pipe(&fifo);
        symlink("fifo", &link).unwrap();
        for path in [&fifo, &link] {
            let read_from = fifo.clone();
            let reader = std::thread::spawn(move || {
                let mut text = String::new();
                File::open(read_from).unwrap().read_to_string(&mut text).unwrap();
                text
            });
            says(&place.run(command, &[path.as_os_str()]), 0, &[]);
            assert!(reader.join().unwrap().contains("https://example.org"));
            assert!(fifo.symlink_metadata().unwrap().file_type().is_fifo());
        }
        says(&place.run(command, &[fifo.as_os_str()]), 2, &["错误[J708]", "没有程序在读这个管道"]);
        fs::remove_file(fifo).unwrap();
        fs::remove_file(link).unwrap();
    }
    says(&place.run(&["build"], &[]), 0, &[]);
    says(&place.run(&["deploy", "--purge-list"], &[link.as_os_str()]), 2, &["错误[J103]", "不会顺着它写"]);
    place.is_untouched();
    let into = File::create(place.directory.path().join("out.json")).unwrap();
    let mut printing = jianbao();
    printing.args(["search-export", "--format", "meilisearch"]).current_dir(place.site());
    assert!(printing.stdout(into).status().unwrap().success());
}

#[test]
fn no_list_of_an_earlier_build_is_left_where_none_can_be_written() {
    let place = Place::new();
    let list = place.site().join(".jianbao/changes.json");
    assert!(list.is_file());
    // As full as a disk can be: no file can be made in the directory, the old one can be deleted.
    let own = place.site().join(".jianbao").canonicalize().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "-e", "trace=openat", "-e", "inject=openat:error=ENOSPC", "-P"]).arg(&own);
    command.arg(env!("CARGO_BIN_EXE_jianbao")).args(["build", "--now", NOW]).current_dir(place.site());
    let finished = ended(&mut command);
    let said = stderr(&finished);
    assert_eq!(finished.status.code(), Some(0), "{said}");
    assert!(said.contains("警告[J706]") && said.contains("os error 28"), "{said}");
    assert!(!list.exists(), "hosts would take it for the new one");

    // The site is published, and its list cannot get its name.
    says(&place.run(&["build"], &[]), 0, &[]);
    assert!(list.is_file());
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "-e", "trace=renameat", "-e", "inject=renameat:error=EIO", "-P"]).arg(&own);
    command.arg(env!("CARGO_BIN_EXE_jianbao")).args(["build", "--now", NOW]).current_dir(place.site());
    says(&ended(&mut command), 2, &["错误[J705]", "os error 5"]);
    assert!(!list.exists(), "hosts would take it for the new one");
}

#[test]
fn arguments_and_variables_that_are_no_utf_8_are_refused_or_passed_over() {
    let place = Place::new();
    let bad = OsStr::from_bytes(b"\xFF\x9B");
    let commands = [
        "build",
        "check",
        "serve",
        "new",
        "init",
        "schema",
        "completions",
        "man",
        "suggest-tags",
        "explain",
        "why",
        "list",
        "headers",
        "deploy",
        "search-export",
    ];
    for command in commands {
        for lang in ["zh", "en"] {
            for arguments in [&[bad][..], &[OsStr::new("--root"), bad], &[OsStr::new("--lang"), bad]] {
                let mut program = jianbao();
                program.arg(command).args(arguments).args(["--lang", lang]).current_dir(place.site());
                let finished = ended(&mut program);
                let said = String::from_utf8(finished.stderr).unwrap();
                if command == "init" && finished.status.success() {
                    // A directory may have such a name.
                    fs::remove_dir_all(place.site().join(bad)).unwrap();
                    continue;
                }
                // A root that is not there is a bulletin without settings to some commands.
                let is_root = arguments[0] == "--root";
                let refused = finished.status.code() == Some(2) || is_root && finished.status.code() == Some(1);
                assert!(refused, "{command} {arguments:?}: {:?} {said}", finished.status);
                assert!(!said.is_empty() && !said.contains("panicked"), "{command} {arguments:?}: {said}");
                assert!(!said.contains('\u{9B}'), "{said:?}");
            }
        }
        let finished = ended(jianbao().arg(bad).arg(command));
        assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    }
    for name in ["LANG", "LC_ALL", "NO_COLOR", "HOME", "XDG_CACHE_HOME", "RAYON_NUM_THREADS", "X"] {
        let finished =
            jianbao().args(["check", "--now", NOW]).env(name, bad).current_dir(place.site()).output().unwrap();
        assert_eq!(finished.status.code(), Some(0), "{name}: {}", stderr(&finished));
    }
    // What opens a store reads the whole environment.
    write(
        &place.site(),
        &[(
            "site.yaml",
            "title: 报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\ndeploy: {a: {service: s3, bucket: b, region: c, endpoint: http://127.0.0.1:9}}\n",
        )],
    );
    let finished = jianbao().arg("deploy").env("MIMA", bad).current_dir(place.site()).output().unwrap();
    says(&finished, 2, &["错误[J709]", "MIMA"]);
    assert!(!stderr(&finished).contains('\u{9B}'));
}

/// Texts that steer a terminal, reorder a line, begin a message, or are a formula.
const STEERING: [&str; 4] = ["\u{9B}", "\u{202E}", "\u{2067}", "\n错误[J999]"];

#[test]
fn no_headline_name_or_tag_steers_a_terminal_or_a_spreadsheet() {
    let place = Place::new();
    let settings = r#"title: "报\n错误[J999]: 甲\u202e"
base_url: https://example.org
columns: {yaowen: "要\u2067闻\n错误[J999]"}
"#;
    write(&place.site(), &[("site.yaml", settings)]);
    let front = r#"tags: ["=cmd\n错误[J999]: 丙\u202e\u2067"]"#;
    for (name, title) in [
        ("c", r#""=HYPERLINK(\"http://e.org\",\"甲\")""#),
        ("d", r#""乙\n错误[J999]: 没有\u202e\u2067""#),
        ("e", r#""＝1+1""#),
        ("f", r#"" @甲,乙""#),
        ("g", r#""-1""#),
    ] {
        let path = format!("content/yaowen/{name}.md");
        let text = format!("---\ntitle: {title}\ndate: 2020-09-17\n{front}\n---\n正文。\n");
        write(&place.site(), &[(&path, &text)]);
    }
    let held = "---\ntitle: \"定时\\n错误[J999]\\u202e\"\ndate: 2030-01-01\n---\n正文。\n";
    write(&place.site(), &[("content/yaowen/h.md", held)]);

    let mut shown = Vec::new();
    for command in [
        &["build", "--verbose"][..],
        &["check", "--verbose"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["check", "--format", "gitlab"],
        &["list"],
        &["list", "--format", "csv"],
        &["list", "--format", "json"],
        &["why", "content/yaowen/d.md"],
        &["why", "https://example.org/\u{9B}\u{202E}\n错误[J999].html"],
        &["explain", "J9\u{9B}\u{202E}\n错误[J999]"],
        &["suggest-tags", "content/yaowen/d.md"],
        &["headers", "--for", "nginx"],
        &["new", "\u{9B}\n错误[J999]", "\u{202E}\n错误[J999]"],
        &["man", "\u{9B}\n错误[J999]"],
        &["build", "--x\u{9B}\n错误[J999]"],
        &["build", "--lang", "en", "--x\u{9B}\u{202E}"],
        &["build", "--out", "content/\u{9B}\u{202E}\n错误[J999]"],
    ] {
        let finished = place.run(command, &[]);
        let said = stdout(&finished) + &stderr(&finished);
        assert!(!said.contains("panicked"), "{command:?}: {said}");
        for steering in STEERING {
            assert!(!said.contains(steering), "{command:?} prints {steering:?}: {said:?}");
        }
        shown.push(said);
    }
    // In JSON nothing is lost.
    let list: serde_json::Value =
        serde_json::from_str(&stdout(&place.run(&["list", "--format", "json"], &[]))).unwrap();
    let titles: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert!(titles.iter().any(|title| title.contains("没有\u{202E}")), "{titles:?}");

    let csv = stdout(&place.run(&["list", "--format", "csv"], &[]));
    let fields = |line: &str| line.replace("\"\"", "").split(['"', ',']).map(str::to_owned).collect::<Vec<_>>();
    for field in csv.trim_start_matches('\u{FEFF}').lines().flat_map(fields) {
        let first = field.trim_start().chars().next();
        assert!(!first.is_some_and(|c| "=+-@＝＋－＠".contains(c)), "{field:?} is a formula: {csv}");
    }
    assert!(
        csv.contains("'=HYPERLINK") && csv.contains("'＝1+1") && csv.contains("'@甲") && csv.contains("'-1"),
        "{csv}"
    );
}

#[test]
fn new_writes_and_reads_through_no_link_and_waits_for_no_pipe() {
    for (path, make) in [
        ("templates/yaowen.md", pipe as fn(&Path)),
        ("templates/story.md", pipe),
        ("templates/story.md", |path| symlink("../../theirs/thesis.md", path).unwrap()),
        ("templates", |path| symlink("../theirs", path).unwrap()),
        ("content/fuwu", |path| symlink("../../theirs", path).unwrap()),
        ("content/fuwu", |path| symlink("nowhere", path).unwrap()),
        ("content", |path| symlink("../theirs", path).unwrap()),
        ("content/fuwu", pipe),
    ] {
        let place = Place::new();
        write(
            &place.site(),
            &[("site.yaml", "title: 报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻, fuwu: 服务}\n")],
        );
        let target = place.site().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        if target.is_dir() {
            fs::remove_dir_all(&target).unwrap();
        }
        make(&target);
        let column = if path.ends_with("fuwu") { "fuwu" } else { "yaowen" };
        let finished = place.run(&["new", column, "甲"], &[]);
        let said = stderr(&finished);
        assert_eq!(finished.status.code(), Some(2), "{path}: {said}");
        assert!(said.contains("错误[J103]") || said.contains("错误[J104]"), "{path}: {said}");
        place.is_untouched();
        assert!(stdout(&finished).is_empty(), "{path}: {}", stdout(&finished));
    }
}

/// A build under strace, which fails some calls.
fn build_failing(place: &Place, inject: &str) -> Finished {
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
    command.arg(env!("CARGO_BIN_EXE_jianbao")).args(["build", "--now", NOW]).current_dir(place.site());
    ended(&mut command)
}

#[test]
fn disks_that_cannot_lock_or_exchange_are_named_with_what_to_do() {
    let place = Place::new();
    let out = place.site().join("public");
    let before = tree(&out);
    write(&place.site(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-15\n---\n正文。\n")]);
    for (inject, pieces) in [
        ("flock:error=ENOLCK", ["错误[J702]", "os error 37", "网络盘"]),
        ("flock:error=ENOSYS", ["错误[J702]", "os error 38", "网络盘"]),
        ("renameat2:error=EXDEV", ["错误[J701]", "os error 18", "--out"]),
        ("renameat2:error=EBUSY", ["错误[J701]", "挂载点", "public/site"]),
    ] {
        let finished = build_failing(&place, inject);
        says(&finished, 2, &pieces);
        assert!(!stderr(&finished).contains("另一个 jianbao"), "{}", stderr(&finished));
        assert!(tree(&out) == before, "{inject}: the site is another one");
        let left: Vec<_> = fs::read_dir(place.site()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_str().unwrap().starts_with(".public")), "{inject}: {left:?}");
    }
    says(&place.run(&["build"], &[]), 0, &[]);
}

#[test]
fn a_mount_point_is_refused_before_anything_is_done() {
    let place = Place::new();
    let out = place.directory.path().join("volume");
    fs::create_dir(&out).unwrap();
    let line = format!("mount -t tmpfs none '{}' || exit 77; exec \"$@\"", out.display());
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &line, "sh"]).arg(env!("CARGO_BIN_EXE_jianbao"));
    command.args(["build", "--now", NOW, "--out"]).arg(&out).current_dir(place.site());
    let finished = ended(&mut command);
    if finished.status.code() == Some(2) {
        says(&finished, 2, &["错误[J701]", "挂载点", "volume/site"]);
    } else {
        eprintln!("skipped: nothing can be mounted: {}", stderr(&finished));
        assert_ne!(finished.status.code(), Some(0));
    }
}

#[test]
fn what_was_changed_in_the_output_is_made_anew_whatever_its_date() {
    let place = Place::new();
    let out = place.site().join("public");
    let (page, marker) = (out.join("404.html"), out.join(".jianbao"));
    let good = fs::read(&page).unwrap();
    let mut bad = good.clone();
    bad[20] ^= 1;
    let date = |path: &Path, at| File::open(path).unwrap().set_modified(at).unwrap();
    let published = fs::metadata(&page).unwrap().modified().unwrap();
    let ahead = std::time::SystemTime::now() + Duration::from_secs(86_400 * 365);
    let back = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
    // The clock was ahead when the site was built: then its marker is of a time to come as well.
    for (of_page, of_marker) in
        [(published, None), (ahead, None), (back, None), (ahead, Some(ahead)), (published, Some(ahead))]
    {
        // File systems date by ticks of some milliseconds.
        std::thread::sleep(Duration::from_millis(20));
        fs::write(&page, &bad).unwrap();
        date(&page, of_page);
        if let Some(of_marker) = of_marker {
            date(&marker, of_marker);
        }
        says(&place.run(&["build"], &[]), 0, &[]);
        assert!(fs::read(&page).unwrap() == good, "{of_page:?} {of_marker:?}: it stays");
    }
    // A copy has other dates and the same bytes: it is taken up, and costs no second page.
    let copy = place.directory.path().join("copy");
    assert!(Command::new("cp").arg("-R").arg(&out).arg(&copy).status().unwrap().success());
    fs::remove_dir_all(&out).unwrap();
    fs::rename(&copy, &out).unwrap();
    use std::os::unix::fs::MetadataExt;
    let before = fs::metadata(&page).unwrap().ino();
    says(&place.run(&["build"], &[]), 0, &[]);
    assert_eq!(fs::metadata(&page).unwrap().ino(), before);
    let other = build(&place.site(), &out);
    assert!(other.status.success(), "{}", stderr(&other));
}
