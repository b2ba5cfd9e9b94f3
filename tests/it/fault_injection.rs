//! Faults from outside a build: it is killed, the disk is full, files vanish, permissions are taken away, another build is
//! running. Afterwards the site is the old one or the new one, whole, and the message names the fault.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output as Finished, Stdio};
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
        // Unprivileged builds write here too.
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let mut place = Self { directory, old: Tree::new() };
        write(&place.site(), SMALL);
        place.publish_site();
        place
    }

    fn site(&self) -> PathBuf {
        self.directory.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.directory.path().join("public")
    }

    fn publish_site(&mut self) {
        let finished = build(&self.site(), &self.out());
        assert!(finished.status.success(), "{}", stderr(&finished));
        self.old = tree(&self.out());
    }

    /// Asserts that a build failed with status 2, said why, and left the site as it was.
    fn assert_failed(&self, finished: &Finished, saying: &[&str]) {
        let said = stderr(finished);
        assert_eq!(finished.status.code(), Some(2), "{saying:?}: {said}");
        assert!(saying.iter().all(|piece| said.contains(piece)), "{saying:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(tree(&self.out()) == self.old, "{saying:?}: the site is another one");
    }
}

/// Adds the arguments of a build to a command.
fn add_build_arguments(command: &mut Command, site: &Path, out: &Path) {
    command.arg("build").arg("--root").arg(site).arg("--out").arg(out).args(["--now", NOW]);
}

/// A build behind a line of shell, which runs it as `"$@"`.
fn build_in_shell(line: &str, site: &Path, out: &Path) -> Finished {
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh"]).arg(env!("CARGO_BIN_EXE_jianbao"));
    add_build_arguments(&mut command, site, out);
    command.output().unwrap()
}

/// Builds in a shell as a user to whom permissions apply: not as root. `None` if root cannot become another user.
fn build_unprivileged(line: &str, site: &Path, out: &Path) -> Option<Finished> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return Some(build_in_shell(line, site, out));
    }
    let become_nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let able = build_in_shell(&format!("{become_nobody} \"$1\" --version"), site, out);
    if !able.status.success() {
        eprintln!("skipped: root cannot run the program as somebody else: {}", stderr(&able));
        return None;
    }
    Some(build_in_shell(&line.replace("\"$@\"", &format!("{become_nobody} \"$@\"")), site, out))
}

/// Adds fifty stories, so that there is something to write.
fn add_fifty_stories(site: &Path) {
    for n in 0..50 {
        let path = format!("content/yaowen/c{n}.md");
        write(site, &[(&path, "---\ntitle: 丙\ndate: 2020-09-17\n---\n正文。\n")]);
    }
}

/// Changes the title of the bulletin, and with it every page, to one of two.
fn edit_title(site: &Path, n: usize) {
    let text = format!("title: 第{}版\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n", n % 2);
    write(site, &[("site.yaml", &text)]);
}

/// Kills at moments that are spread over a build and a little more, in no order.
#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let mut place = Place::new();
    let site = place.site();
    let out = place.out();
    add_fifty_stories(&site);

    let mut whole = Vec::new();
    let mut usual = Duration::ZERO;
    for n in 0..2 {
        edit_title(&site, n);
        let clock = Instant::now();
        place.publish_site();
        usual = clock.elapsed();
        whole.push(place.old.clone());
    }

    let mut killed = 0;
    for n in 0..200_u32 {
        edit_title(&site, n as usize);
        let mut command = jianbao();
        add_build_arguments(&mut command, &site, &out);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();

        // 89 has no divisor in common with 211: every moment comes once.
        std::thread::sleep(usual * (n * 89 % 211) / 200);
        let _ = child.kill();
        killed += usize::from(child.wait().unwrap().signal().is_some());
        assert!(whole.contains(&tree(&out)), "after kill {n} the site is neither the old one nor the new one");
    }

    assert!(killed > 20, "only {killed} of 200 came in time");
    edit_title(&site, 0);
    place.publish_site();
    assert!(place.old == whole[0]);
    assert_nothing_left(&place);
}

/// Builds on a file system of its own, half of which the old site takes. Then a limit on file sizes fails a write too, also
/// where mounting is not permitted.
#[test]
fn a_full_disk_leaves_the_old_site() {
    let place = Place::new();
    let site = place.site();
    let out = place.out();
    add_fifty_stories(&site);

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
    add_build_arguments(&mut command, &site, &small.join("public"));

    match command.output() {
        Ok(finished) if finished.status.code() == Some(2) => {
            place.assert_failed(&finished, &["J702", "small", "os error 28"]);
            let left = fs::read_to_string(small.with_extension("list")).unwrap();
            assert_eq!(left, "public\n", "something takes up room still");
        }
        Ok(finished) if finished.status.code() == Some(0) => panic!("the disk was not full"),
        other => eprintln!("skipped: no file system can be mounted: {other:?}"),
    }

    // Pages are larger than 4 KiB. Without the trap the system would kill the program.
    let finished = build_in_shell("trap '' XFSZ; ulimit -f 8; exec \"$@\"", &site, &out);
    place.assert_failed(&finished, &["J702", "os error 27"]);
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_may_not_be_read_or_written_is_named() {
    let place = Place::new();
    let site = place.site();
    let out = place.out();
    for path in ["content/yaowen/a.md", "content/yaowen", "site.yaml", "content/yaowen/c.csv"] {
        let leads_there = "---\ntitle: 丙\ndate: 2020-09-15\n---\n[表](c.csv)\n";
        write(&site, &[("content/yaowen/c.csv", "甲,1\n"), ("content/yaowen/c.md", leads_there)]);
        let path = site.join(path);
        let before = fs::metadata(&path).unwrap().permissions().mode();
        set_mode(&path, 0);
        let finished = build_unprivileged("exec \"$@\"", &site, &out);
        set_mode(&path, before);
        let Some(finished) = finished else { return };
        let name = path.file_name().unwrap().to_str().unwrap();
        place.assert_failed(&finished, &["J702", name, "os error 13"]);
    }

    // Nobody may write beside the site.
    set_mode(place.directory.path(), 0o555);
    let finished = build_unprivileged("exec \"$@\"", &site, &out);
    set_mode(place.directory.path(), 0o777);
    place.assert_failed(&finished.unwrap(), &["J702", "os error 13"]);
}

#[test]
fn a_list_of_changes_that_cannot_be_replaced_keeps_the_site_from_being_published() {
    let place = Place::new();
    let site = place.site();
    let out = place.out();
    let list = site.join(".jianbao/changes.json");
    let before = fs::read(&list).unwrap();

    edit_title(&site, 1);
    fs::set_permissions(site.join(".jianbao"), fs::Permissions::from_mode(0o555)).unwrap();
    let Some(finished) = build_unprivileged("exec \"$@\"", &site, &out) else { return };
    place.assert_failed(&finished, &["错误[J707]", "changes.json", "--changes"]);
    assert_eq!(fs::read(&list).unwrap(), before);

    let elsewhere = place.directory.path().join("list.json");
    let line = format!("exec \"$@\" --changes '{}'", elsewhere.display());
    let finished = build_unprivileged(&line, &site, &out).unwrap();
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    assert!(elsewhere.is_file());
}

#[test]
fn a_file_in_the_place_of_a_directory_is_named() {
    let place = Place::new();
    let site = place.site();
    write(place.directory.path(), &[("file", "x"), (".public.jianbao-new", "x")]);
    let finished = build(&site, &place.directory.path().join("file/public"));
    place.assert_failed(&finished, &["file"]);
    let finished = build(&site, &place.out());
    place.assert_failed(&finished, &[".public.jianbao-new"]);
    assert_eq!(fs::read(place.directory.path().join(".public.jianbao-new")).unwrap(), b"x");
    fs::remove_file(place.directory.path().join(".public.jianbao-new")).unwrap();

    // The directory of caches is optional: a file may stand in its place.
    let _ = fs::remove_dir_all(site.join(".jianbao"));
    write(&site, &[(".jianbao", "x")]);
    assert!(build(&site, &place.out()).status.success());
}

/// Starts a build without waiting for its end.
fn spawn_build(site: &Path, out: &Path) -> Child {
    let mut command = jianbao();
    add_build_arguments(&mut command, site, out);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Asserts that only the bulletin and its output are in the directory.
fn assert_nothing_left(place: &Place) {
    let names: Vec<_> = fs::read_dir(place.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "something is left: {names:?}");
}

#[test]
fn of_two_builds_at_once_one_waits_or_is_refused() {
    let place = Place::new();
    let site = place.site();
    let out = place.out();
    add_fifty_stories(&site);
    let mut published = 0;
    for n in 1..9 {
        edit_title(&site, n);
        let builds = [(); 3].map(|()| spawn_build(&site, &out)).map(|child| child.wait_with_output().unwrap());

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
    assert_nothing_left(&place);
}

/// Writes and deletes stories, attachments and directories of a column until told to stop.
fn keep_changing(column: &Path, stop: &AtomicBool) {
    for n in 0_usize.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }

        let text = format!("---\ntitle: 丙\ndate: 2020-09-17\n---\n{}\n", "字".repeat(n % 7 * 10_000));
        write(column, &[("v.md", &text), ("v.pdf", &text), ("d/w.md", &text), ("d/w.csv", "甲,1\n")]);
        let _ = fs::remove_file(column.join("v.md"));
        let _ = fs::remove_file(column.join("v.pdf"));
        let _ = fs::remove_dir_all(column.join("d"));
    }
}

/// Whether every file that the manifest of a site lists is there.
fn is_whole(site: &Tree) -> bool {
    let listed = String::from_utf8(site[Path::new(".jianbao")].clone()).unwrap();
    listed
        .lines()
        .filter_map(|line| line.splitn(3, ' ').nth(2).filter(|_| !line.starts_with('#')))
        .all(|file| site.contains_key(Path::new(file)))
}

#[test]
fn files_that_change_under_the_reader_harm_nothing() {
    let place = Place::new();
    let site = place.site();
    let out = place.out();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Stops the thread also when an assertion below fails: the scope waits for its threads.
        let _stop_on_drop = StopOnDrop(&stop);
        scope.spawn(|| keep_changing(&site.join("content/yaowen"), &stop));

        for n in 0..30 {
            let before = tree(&out);
            let finished = build(&site, &out);
            let said = stderr(&finished);
            assert!(!said.contains("panicked"), "{said}");

            let after = tree(&out);
            if finished.status.code() == Some(0) {
                let whole = is_whole(&after);
                assert!(whole && after.contains_key(Path::new("yaowen/b.html")), "build {n} has left files out");
            } else {
                assert!(after == before, "build {n} failed and changed the site: {said}");
                assert!(said.contains("错误["), "{:?}: {said}", finished.status);
            }
        }
    });
}

/// Sets a flag when it is dropped.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
