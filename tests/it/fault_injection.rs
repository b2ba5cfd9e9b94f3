//! What may befall a build from outside: it is killed, the disk is full, files vanish, permission is taken away, another
//! build is under way. The site is then the old one or the new one, whole; and it is said what was wrong.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Finished, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::{NOW, SMALL, build, jianbao, stderr, tree, write};

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A small bulletin, published.
struct Place {
    directory: tempfile::TempDir,
    old: Tree,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // Others than its owner build here too.
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let mut place = Self { directory, old: Tree::new() };
        write(&place.site(), SMALL);
        place.publish();
        place
    }

    fn site(&self) -> PathBuf {
        self.directory.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.directory.path().join("public")
    }

    fn publish(&mut self) {
        let finished = build(&self.site(), &self.out());
        assert!(finished.status.success(), "{}", stderr(&finished));
        self.old = tree(&self.out());
    }

    /// A build that must fail with status 2, say why, and leave the site and what is beside it as they were.
    fn fails(&self, finished: &Finished, saying: &[&str]) {
        let said = stderr(finished);
        assert_eq!(finished.status.code(), Some(2), "{saying:?}: {said}");
        assert!(saying.iter().all(|piece| said.contains(piece)), "{saying:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(tree(&self.out()) == self.old, "{saying:?}: the site is another one");
    }
}

/// The arguments of a build.
fn arguments(command: &mut Command, site: &Path, out: &Path) {
    command.arg("build").arg("--root").arg(site).arg("--out").arg(out).args(["--now", NOW]);
}

/// A build behind a line of shell, which runs it as `"$@"`.
fn shell(line: &str, site: &Path, out: &Path) -> Finished {
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh"]).arg(env!("CARGO_BIN_EXE_jianbao"));
    arguments(&mut command, site, out);
    command.output().unwrap()
}

/// The same by somebody for whom permissions count: not by root. `None` if root cannot become somebody else.
fn as_somebody(line: &str, site: &Path, out: &Path) -> Option<Finished> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return Some(shell(line, site, out));
    }
    let become_nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let able = shell(&format!("{become_nobody} \"$1\" --version"), site, out);
    if !able.status.success() {
        eprintln!("skipped: root cannot run the program as somebody else: {}", stderr(&able));
        return None;
    }
    Some(shell(&line.replace("\"$@\"", &format!("{become_nobody} \"$@\"")), site, out))
}

/// Adds fifty stories, so that there is something to write.
fn grow(site: &Path) {
    for n in 0..50 {
        let path = format!("content/yaowen/c{n}.md");
        write(site, &[(&path, "---\ntitle: 丙\ndate: 2020-09-17\n---\n正文。\n")]);
    }
}

/// Changes every page.
fn edit(site: &Path, n: usize) {
    let text = format!("title: 第{}版\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n", n % 2);
    write(site, &[("site.yaml", &text)]);
}

/// Kills at moments that are spread over a build and a little more, in no order.
#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let mut place = Place::new();
    let (site, out) = (place.site(), place.out());
    grow(&site);
    let mut whole = Vec::new();
    let mut usual = Duration::ZERO;
    for n in 0..2 {
        edit(&site, n);
        let clock = Instant::now();
        place.publish();
        usual = clock.elapsed();
        whole.push(place.old.clone());
    }
    let mut killed = 0;
    for n in 0..200_u32 {
        edit(&site, n as usize);
        let mut command = jianbao();
        arguments(&mut command, &site, &out);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // 89 has no divisor in common with 211: every moment comes once.
        std::thread::sleep(usual * (n * 89 % 211) / 200);
        let _ = child.kill();
        killed += usize::from(child.wait().unwrap().signal().is_some());
        assert!(whole.contains(&tree(&out)), "after kill {n} the site is neither the old one nor the new one");
    }
    assert!(killed > 20, "only {killed} of 200 came in time");
    edit(&site, 0);
    place.publish();
    assert!(place.old == whole[0]);
    let names: Vec<_> = fs::read_dir(place.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "something is left: {names:?}");
}

/// On a file system of its own, half of which the old site takes; where that needs more rights than there are, the limit of
/// a file's size stands for it.
#[test]
fn a_full_disk_leaves_the_old_site() {
    let place = Place::new();
    let (site, out) = (place.site(), place.out());
    grow(&site);
    let small = place.directory.path().join("small");
    fs::create_dir(&small).unwrap();
    // The mount is seen by this process alone, and goes with it.
    let line = format!(
        "mount -t tmpfs -o size=500k none '{0}' || exit 77; cp -R '{1}' '{0}/public' && \"$@\"; status=$?;
         rm -r '{1}'; cp -R '{0}/public' '{1}'; ls -A '{0}' >'{0}.list'; exit $status",
        small.display(),
        out.display()
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &line, "sh"]).arg(env!("CARGO_BIN_EXE_jianbao"));
    arguments(&mut command, &site, &small.join("public"));
    match command.output() {
        Ok(finished) if finished.status.code() == Some(2) => {
            place.fails(&finished, &["J702", "small", "os error 28"]);
            let left = fs::read_to_string(small.with_extension("list")).unwrap();
            assert_eq!(left, "public\n", "something takes up room still");
        }
        Ok(finished) if finished.status.code() == Some(0) => panic!("the disk was not full"),
        other => eprintln!("skipped: no file system can be mounted: {other:?}"),
    }
    // Pages are larger than 4 KiB. Without the trap the system would kill the program.
    let finished = shell("trap '' XFSZ; ulimit -f 8; exec \"$@\"", &site, &out);
    place.fails(&finished, &["J702", "os error 27"]);
}

#[test]
fn what_may_not_be_read_or_written_is_named() {
    let place = Place::new();
    let (site, out) = (place.site(), place.out());
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for path in ["content/yaowen/a.md", "content/yaowen", "site.yaml", "content/yaowen/c.csv"] {
        let leads_there = "---\ntitle: 丙\ndate: 2020-09-15\n---\n[表](c.csv)\n";
        write(&site, &[("content/yaowen/c.csv", "甲,1\n"), ("content/yaowen/c.md", leads_there)]);
        let path = site.join(path);
        let before = fs::metadata(&path).unwrap().permissions().mode();
        mode(&path, 0);
        let finished = as_somebody("exec \"$@\"", &site, &out);
        mode(&path, before);
        let Some(finished) = finished else { return };
        let name = path.file_name().unwrap().to_str().unwrap();
        place.fails(&finished, &["J702", name, "os error 13"]);
    }
    // Nobody may write beside the site.
    mode(place.directory.path(), 0o555);
    let finished = as_somebody("exec \"$@\"", &site, &out);
    mode(place.directory.path(), 0o777);
    place.fails(&finished.unwrap(), &["J702", "os error 13"]);
}

#[test]
fn a_list_of_changes_that_cannot_be_replaced_keeps_the_site_from_being_published() {
    let place = Place::new();
    let (site, out) = (place.site(), place.out());
    let list = site.join(".jianbao/changes.json");
    let before = fs::read(&list).unwrap();
    edit(&site, 1);
    fs::set_permissions(site.join(".jianbao"), fs::Permissions::from_mode(0o555)).unwrap();
    let Some(finished) = as_somebody("exec \"$@\"", &site, &out) else { return };
    place.fails(&finished, &["错误[J707]", "changes.json", "--changes"]);
    assert_eq!(fs::read(&list).unwrap(), before);
    let elsewhere = place.directory.path().join("list.json");
    let line = format!("exec \"$@\" --changes '{}'", elsewhere.display());
    let finished = as_somebody(&line, &site, &out).unwrap();
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    assert!(elsewhere.is_file());
}

#[test]
fn a_file_in_the_place_of_a_directory_is_named() {
    let place = Place::new();
    let site = place.site();
    write(place.directory.path(), &[("file", "x"), (".public.jianbao-new", "x")]);
    let finished = build(&site, &place.directory.path().join("file/public"));
    place.fails(&finished, &["file"]);
    let finished = build(&site, &place.out());
    place.fails(&finished, &[".public.jianbao-new"]);
    assert_eq!(fs::read(place.directory.path().join(".public.jianbao-new")).unwrap(), b"x");
    fs::remove_file(place.directory.path().join(".public.jianbao-new")).unwrap();
    // What is remembered from one build to the next is not needed.
    let _ = fs::remove_dir_all(site.join(".jianbao"));
    write(&site, &[(".jianbao", "x")]);
    assert!(build(&site, &place.out()).status.success());
}

#[test]
fn of_two_builds_at_once_one_waits_or_is_refused() {
    let place = Place::new();
    let (site, out) = (place.site(), place.out());
    grow(&site);
    let mut published = 0;
    for n in 1..9 {
        edit(&site, n);
        let start = || {
            let mut command = jianbao();
            arguments(&mut command, &site, &out);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let builds = [start(), start(), start()].map(|child| child.wait_with_output().unwrap());
        for finished in &builds {
            let said = stderr(finished);
            match finished.status.code() {
                Some(0) => published += 1,
                Some(2) => assert!(said.contains("J701") && said.contains("另一个 jianbao"), "{said}"),
                other => panic!("{other:?}: {said}"),
            }
        }
        assert!(builds.iter().any(|finished| finished.status.success()));
        let page = fs::read_to_string(out.join("yaowen/c49.html")).unwrap();
        assert!(page.contains(&format!("第{}版", n % 2)), "the site is an older one");
    }
    assert!(published >= 8);
    let names: Vec<_> = fs::read_dir(place.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "something is left: {names:?}");
}

/// Stories, attachments and directories come, go and change while they are read.
#[test]
fn files_that_change_under_the_reader_harm_nothing() {
    let place = Place::new();
    let (site, out) = (place.site(), place.out());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Also when a check below fails: the scope waits for its threads.
        let _end = Ends(&stop);
        scope.spawn(|| {
            let column = site.join("content/yaowen");
            for n in 0_usize.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let text = format!("---\ntitle: 丙\ndate: 2020-09-17\n---\n{}\n", "字".repeat(n % 7 * 10_000));
                write(&column, &[("v.md", &text), ("v.pdf", &text), ("d/w.md", &text), ("d/w.csv", "甲,1\n")]);
                let _ = fs::remove_file(column.join("v.md"));
                let _ = fs::remove_file(column.join("v.pdf"));
                let _ = fs::remove_dir_all(column.join("d"));
            }
        });
        for n in 0..30 {
            let before = tree(&out);
            let finished = build(&site, &out);
            let said = stderr(&finished);
            assert!(!said.contains("panicked"), "{said}");
            let after = tree(&out);
            if finished.status.code() == Some(0) {
                let listed = String::from_utf8(after[Path::new(".jianbao")].clone()).unwrap();
                let whole = listed
                    .lines()
                    .filter_map(|line| line.splitn(3, ' ').nth(2).filter(|_| !line.starts_with('#')))
                    .all(|file| after.contains_key(Path::new(file)));
                assert!(whole && after.contains_key(Path::new("yaowen/b.html")), "build {n} has left files out");
            } else {
                assert!(after == before, "build {n} failed and changed the site: {said}");
                assert!(said.contains("错误["), "{:?}: {said}", finished.status);
            }
        }
    });
}

/// Says at its end that something has ended.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
