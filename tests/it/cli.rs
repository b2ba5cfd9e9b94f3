//! The program as scripts see it: exit statuses, the streams and files that are written, and that nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support::{NOW, SMALL, build, jianbao, stderr, stdout, tree, write};

fn make_site() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);
    directory
}

#[test]
fn a_good_bulletin_is_published_with_status_0() {
    let site = make_site();
    let out = site.path().join("public");
    let finished = build(site.path(), &out);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    assert!(stdout(&finished).contains("已发布 2 篇，定时 0 篇，草稿 0 篇，已下线 0 篇"), "{}", stdout(&finished));
    assert!(out.join("yaowen/a.html").is_file() && out.join("index.html").is_file());
    assert!(!site.path().join(".public.jianbao-new").exists(), "staging is left");
}

#[test]
fn mistakes_are_status_1_and_change_nothing() {
    let site = make_site();
    let out = site.path().join("public");
    build(site.path(), &out);
    let before = tree(&out);

    for (path, text) in [
        ("content/yaowen/c.md", "---\ntitel: 丙\ndate: 2020-02-30\n---\n[无](x.md)\n"),
        ("content/yaowen/c.md", "---\ntitle: 丙\n"),
        ("static/yaowen/a.html", "x"),
        ("themes/jianbao/templates/story.html", "{{ nothing }}"),
        ("themes/jianbao/templates/story.html", "{% if %}"),
    ] {
        write(site.path(), &[(path, text)]);
        let finished = build(site.path(), &out);
        assert_eq!(finished.status.code(), Some(1), "{path}: {}", stderr(&finished));
        assert_eq!(tree(&out), before, "{path} changed the output");
        fs::remove_file(site.path().join(path)).unwrap();
    }

    assert_eq!(build(site.path(), &out).status.code(), Some(0));
}

#[test]
fn all_mistakes_are_reported_in_one_run() {
    let site = make_site();
    write(
        site.path(),
        &[
            ("content/yaowen/c.md", "---\ntitel: 丙\ndate: 2020-02-30\n---\n[无](x.md)\n"),
            ("content/yaowen/d.md", "没有稿件头\n"),
        ],
    );

    let finished = jianbao().args(["check", "--format", "json", "--root"]).arg(site.path()).output().unwrap();
    assert_eq!(finished.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        stdout(&finished).lines().map(|line| serde_json::from_str(line).unwrap()).collect();

    let seen: Vec<String> = lines
        .iter()
        .filter(|line| line["code"].is_string())
        .map(|line| {
            format!(
                "{} {}:{}:{}",
                line["code"].as_str().unwrap(),
                line["path"].as_str().unwrap(),
                line["line"],
                line["column"]
            )
        })
        .collect();

    assert_eq!(
        seen,
        [
            "J204 content/yaowen/c.md:2:1",
            "J208 content/yaowen/c.md:3:7",
            "J501 content/yaowen/c.md:5:1",
            "J201 content/yaowen/d.md:1:1",
        ]
    );

    assert!(lines.last().unwrap()["summary"].is_object());
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [vec!["build", "--nonsense"], vec!["build", "--now", "tomorrow"], vec![]] {
        assert_eq!(jianbao().args(&arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

/// Builds the bulletin at `site` into a directory beside it, with further arguments.
fn build_beside(site: &Path, out: &str, more: &[&str]) -> Output {
    let command = ["build", "--now", NOW, "--changes", "changes.json", "--root", ".", "--out", out];
    jianbao().current_dir(site).args(command).args(more).output().unwrap()
}

#[test]
fn a_preview_is_the_site_as_if_its_address_were_another() {
    let site = make_site();
    let elsewhere = "https://preview.example.org/branch-1";

    // Cached parts of the site must not get into its preview.
    assert_eq!(build_beside(site.path(), "public", &[]).status.code(), Some(0));
    assert_eq!(build_beside(site.path(), "preview", &["--base-url", elsewhere]).status.code(), Some(0));
    let public = tree(&site.path().join("public"));
    let preview = tree(&site.path().join("preview"));
    assert_ne!(public, preview);

    for wrong in ["preview.example.org", "https://example.org/?branch", ""] {
        let finished = build_beside(site.path(), "preview", &["--base-url", wrong]);
        assert_eq!(finished.status.code(), Some(1), "{wrong}");
        let said = stderr(&finished);
        assert!(said.contains("J303") && said.contains("--base-url") && said.contains(wrong), "{said}");
    }
    assert_eq!(tree(&site.path().join("preview")), preview);

    let settings = fs::read_to_string(site.path().join("site.yaml")).unwrap();
    fs::write(site.path().join("site.yaml"), settings.replace("https://example.org", elsewhere)).unwrap();
    fs::remove_dir_all(site.path().join(".jianbao")).unwrap();
    fs::remove_dir_all(site.path().join("preview")).unwrap();
    assert_eq!(build_beside(site.path(), "preview", &[]).status.code(), Some(0));
    assert_eq!(tree(&site.path().join("preview")), preview);
}

/// The files below a directory, except the cache, which a refused build may fill.
fn files_except_cache(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    tree(root).into_iter().filter(|(path, _)| !path.starts_with(".jianbao/cache")).collect()
}

#[test]
fn an_output_directory_that_is_not_ours_is_refused() {
    let site = make_site();
    let foreign = tempfile::tempdir().unwrap();
    fs::write(foreign.path().join("thesis.doc"), "x").unwrap();
    let file = site.path().join("file");
    fs::write(&file, "x").unwrap();
    let root = site.path();
    let before = files_except_cache(root);

    let refused = [
        foreign.path().to_owned(),
        root.to_owned(),
        root.parent().unwrap().to_owned(),
        root.join("content"),
        root.join("content/public"),
        root.join("content/../content"),
        file,
        "/".into(),
        std::env::home_dir().unwrap(),
    ];

    for out in refused {
        let finished = build(root, &out);
        assert_eq!(finished.status.code(), Some(2), "{}: {}", out.display(), stderr(&finished));
        assert!(stderr(&finished).contains("J701"), "{}", stderr(&finished));
    }

    assert!(files_except_cache(root) == before);
    assert_eq!(tree(foreign.path()).len(), 1);
}

#[test]
fn left_over_staging_is_cleaned_and_foreign_files_are_not() {
    let site = make_site();
    let out = site.path().join("public");
    let staging = site.path().join(".public.jianbao-new");
    write(&staging, &[(".jianbao", "x"), ("old/page.html", "x")]);
    assert_eq!(build(site.path(), &out).status.code(), Some(0));
    assert!(!staging.exists());
    write(&staging, &[("thesis.doc", "x")]);
    assert_eq!(build(site.path(), &out).status.code(), Some(2));
    assert!(staging.join("thesis.doc").exists());
}

#[test]
fn pages_that_are_gone_are_gone() {
    let site = make_site();
    let out = site.path().join("public");
    build(site.path(), &out);
    fs::remove_file(site.path().join("content/yaowen/b.md")).unwrap();
    fs::write(site.path().join("content/yaowen/a.md"), "---\ntitle: 甲\ndate: 2020-09-15\n---\n正文。\n").unwrap();
    assert_eq!(build(site.path(), &out).status.code(), Some(0));
    assert!(!out.join("yaowen/b.html").exists() && !out.join("tags/keji").exists());
}

/// The surroundings of a process that must not affect the output.
struct Surroundings {
    threads: &'static str,
    time_zone: &'static str,
    locale: &'static str,
    umask: &'static str,
}

/// Copies the demo bulletin, beginning with another file for each `rotation`: directories then list their files in another
/// order.
fn copy_demo(copy: &Path, rotation: usize) {
    let demo = crate::support::root();
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        ["site.yaml", "tags.yaml"].map(|name| (name.into(), fs::read(demo.join(name)).unwrap())).into();
    files.extend(tree(&demo.join("content")).into_iter().map(|(path, bytes)| (Path::new("content").join(path), bytes)));

    files.rotate_left(rotation);
    for (path, bytes) in files {
        fs::create_dir_all(copy.join(&path).parent().unwrap()).unwrap();
        fs::write(copy.join(path), bytes).unwrap();
    }
}

fn build_surrounded(root: &Path, out: &Path, surroundings: &Surroundings) -> Output {
    let Surroundings { threads, time_zone, locale, umask } = surroundings;
    let command =
        format!("umask {umask}; exec \"$0\" build --root \"$1\" --out \"$2\" --now 2026-06-30T12:00:00+08:00");
    std::process::Command::new("sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_jianbao")])
        .args([root, out])
        .envs([("RAYON_NUM_THREADS", threads), ("TZ", time_zone), ("LC_ALL", locale)])
        .output()
        .unwrap()
}

#[cfg(unix)]
fn permission_bits(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    let copies = tempfile::tempdir().unwrap();
    let mut trees = Vec::new();
    for (n, surroundings) in [
        Surroundings { threads: "1", time_zone: "UTC", locale: "C", umask: "022" },
        Surroundings { threads: "2", time_zone: "America/New_York", locale: "zh_CN.UTF-8", umask: "077" },
        Surroundings { threads: "7", time_zone: "Asia/Kathmandu", locale: "tr_TR.UTF-8", umask: "000" },
    ]
    .iter()
    .enumerate()
    {
        let copy = copies.path().join(n.to_string());
        copy_demo(&copy, n * 3);

        let out = copies.path().join(format!("out{n}"));
        let finished = build_surrounded(&copy, &out, surroundings);
        assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
        #[cfg(unix)]
        assert_eq!((permission_bits(&out.join("index.html")), permission_bits(&out.join("tags"))), (0o644, 0o755));
        trees.push(tree(&out));
    }

    assert!(trees[0].len() > 50);
    for tree in &trees[1..] {
        assert_eq!(tree.keys().collect::<Vec<_>>(), trees[0].keys().collect::<Vec<_>>());
        assert!(tree == &trees[0]);
    }
}

/// The messages of `check` under a locale.
fn check_messages(site: &Path, arguments: &[&str], locale: &str) -> String {
    let finished = jianbao().arg("check").args(arguments).arg("--root").arg(site).env("LANG", locale).output();
    stderr(&finished.unwrap())
}

#[test]
fn messages_follow_the_language() {
    let site = make_site();
    write(site.path(), &[("content/yaowen/c.md", "x")]);
    let site = site.path();

    assert!(check_messages(site, &[], "").contains("缺少稿件头"));
    assert!(check_messages(site, &[], "zh_CN.UTF-8").contains("缺少稿件头"));
    assert!(check_messages(site, &[], "en_US.UTF-8").contains("the front matter is missing"));
    assert!(check_messages(site, &["--lang", "en"], "zh_CN.UTF-8").contains("the front matter is missing"));
    assert!(check_messages(site, &["--lang", "zh"], "en_US.UTF-8").contains("缺少稿件头"));
}

#[test]
fn less_is_said_with_quiet_and_more_with_verbose() {
    let site = make_site();
    write(site.path(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-15\ndraft: true\n---\n他说:好。\n")]);
    let [quiet, verbose] = ["--quiet", "--verbose"]
        .map(|more| jianbao().args(["check", "--now", NOW, "--root"]).arg(site.path()).arg(more).output().unwrap());

    assert_eq!((quiet.status.code(), stdout(&quiet).as_str()), (Some(0), ""));
    assert!(stderr(&quiet).contains("警告[J611]"), "{}", stderr(&quiet));
    assert!(stdout(&verbose).contains("草稿　丙　content/yaowen/c.md"), "{}", stdout(&verbose));
    assert!(stdout(&verbose).contains("解析"), "{}", stdout(&verbose));
}

#[test]
fn wrong_usage_is_said_in_the_language() {
    for (arguments, wanted) in [
        (&["check", "--exernal"][..], "没有 `--exernal` 这个选项，是不是 `--external`？"),
        (&["biuld"], "没有 `biuld` 这个命令，是不是 `build`？"),
        (&["check", "--format", "xml"], "`--format <FORMAT>` 不能是 `xml`，可以是 `human` 或 `json`"),
        (&["check", "-q", "-v"], "`--quiet` 不能和 `--verbose` 一起用"),
        (&["init"], "没有写 <DIRECTORY>"),
        (&["man", "biuld"], "没有 `biuld` 这个命令"),
    ] {
        let finished = jianbao().args(arguments).output().unwrap();
        assert_eq!(finished.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&finished).contains(wanted), "{arguments:?}: {}", stderr(&finished));
    }

    let english = jianbao().args(["check", "--exernal", "--lang", "en"]).output().unwrap();
    assert!(stderr(&english).contains("unexpected argument '--exernal'"), "{}", stderr(&english));
}

fn manual_page(arguments: &[&str]) -> String {
    stdout(&jianbao().arg("man").args(arguments).output().unwrap())
}

#[test]
fn every_command_has_its_page_of_the_manual() {
    assert!(manual_page(&[]).contains(".TH jianbao 1"), "{}", manual_page(&[]));
    let check = manual_page(&["check"]);
    assert!(check.contains(".TH jianbao\\-check 1") || check.contains(".TH jianbao-check 1"), "{check}");
    assert!(check.contains("external"), "{check}");
}

#[test]
fn scheduled_stories_are_listed_and_the_next_change_is_said() {
    let site = make_site();
    write(
        site.path(),
        &[
            ("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2026-07-01 08:30\n---\n明天。\n"),
            ("content/yaowen/d.md", "---\ntitle: 丁\ndate: 2020-01-01\nexpires: 2020-02-01\n---\n过去。\n"),
            ("content/yaowen/e.md", "---\ntitle: 戊\ndate: 2020-01-01\n草稿: 是\n---\n草稿。\n"),
        ],
    );
    let said = stdout(&build(site.path(), &site.path().join("public")));
    assert!(said.contains("已发布 2 篇，定时 1 篇，草稿 1 篇，已下线 1 篇"), "{said}");
    assert!(said.contains("定时 2026-07-01 08:30　丙"), "{said}");
    assert!(said.contains("到 2026-07-01 08:30 网站内容会变"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_does_not_arrive_is_no_success() {
    let site = make_site();
    let root = site.path().to_str().unwrap();

    for arguments in [
        &["list", "--root", root][..],
        &["check", "--format", "json", "--root", root],
        &["headers", "--for", "nginx", "--root", root],
        &["explain", "J204"],
        &["schema", "site"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let finished = jianbao().args(arguments).stdout(full).output().unwrap();
        let said = stderr(&finished);
        assert_eq!(finished.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("错误[J702]") && said.contains("stdout"), "{arguments:?}: {said}");
    }
}

/// Runs `new` on a bulletin.
fn create_story(site: &Path, column: &str, title: &str) -> Output {
    let arguments = ["new", column, title, "--now", "2026-06-29T20:00:00Z", "--root"];
    jianbao().args(arguments).arg(site).output().unwrap()
}

#[test]
fn new_makes_a_draft_and_never_overwrites() {
    let site = make_site();
    let title = "“火炬杯”开赛: 第一天";
    let finished = create_story(site.path(), "yaowen", title);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    let path = site.path().join("content/yaowen/2026-06-30-huojubei-kaisai-diyitian.md");
    assert!(path.is_file(), "{}", stdout(&finished));

    let before = fs::read(&path).unwrap();
    assert_eq!(create_story(site.path(), "yaowen", title).status.code(), Some(2));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(stdout(&build(site.path(), &site.path().join("public"))).contains("草稿 1 篇"));

    // A column may be given by its name, but not one that does not exist.
    assert_eq!(create_story(site.path(), "要闻", "乙").status.code(), Some(0));
    assert!(site.path().join("content/yaowen/2026-06-30-yi.md").is_file());
    let refused = create_story(site.path(), "yaowne", "乙");
    assert_eq!(
        (refused.status.code(), stderr(&refused).contains("错误[J115]")),
        (Some(2), true),
        "{}",
        stderr(&refused)
    );
    assert!(!site.path().join("content/yaowne").exists());
}

#[test]
fn files_that_somebody_put_into_the_output_are_not_deleted() {
    let site = make_site();
    let out = site.path().join("public");
    build(site.path(), &out);
    write(&out, &[(".git/HEAD", "ref: refs/heads/pages")]);
    let before = tree(&out);
    let finished = build(site.path(), &out);
    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("HEAD"), "{}", stderr(&finished));
    assert_eq!(tree(&out), before);
}

#[test]
fn a_site_that_waits_between_two_renames_is_put_back() {
    let site = make_site();
    let out = site.path().join("public");
    build(site.path(), &out);
    let aside = site.path().join(".public.jianbao-old");
    fs::rename(&out, &aside).unwrap();
    assert_eq!(build(site.path(), &out).status.code(), Some(0));
    assert!(out.join("index.html").is_file() && !aside.exists());
}

#[test]
fn a_failing_disk_is_status_2_and_names_the_file() {
    let site = make_site();
    let finished = build(&site.path().join("nowhere"), &site.path().join("public"));
    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("J702") && stderr(&finished).contains("nowhere"), "{}", stderr(&finished));
}
