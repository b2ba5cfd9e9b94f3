//! `jianbao deploy` over SFTP, against a true `sshd`.

use std::fs;
use std::process::{Child, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::readers::missing_pages;
use super::ssh::{Line, Sshd};
use super::{Place, copy_directory, deploy_through_changes};
use crate::support::{stderr, tree};

/// A bulletin with an SFTP server over its target, to which `at_a_time` files are sent at once.
fn sftp_place(sftp: &str, at_a_time: usize) -> (Place, Sshd) {
    let place = Place::new("");
    let sshd = Sshd::start(&place.directory.path().join("ssh"), sftp);
    let deploy = format!(
        "deploy: {{production: {{service: sftp, endpoint: jianbao, directory: '{}', concurrency: {at_a_time}}}}}\n",
        place.target().display()
    );
    let place = Place { deploy, programs: Some(sshd.search_path()), ..place };
    place.build_first();
    (place, sshd)
}

/// The number of files at the target that were uploaded and not renamed to their places.
fn unfinished_files(place: &Place) -> usize {
    let new = place.target().join(".jianbao-deploy/new");
    if new.is_dir() { tree(&new).len() } else { 0 }
}

#[test]
fn an_sftp_server_gets_a_site_and_keeps_up_with_it() {
    let (place, _sshd) = sftp_place("", 8);
    fs::create_dir_all(place.root().join("static")).unwrap();
    fs::write(place.root().join("static/empty.txt"), "").unwrap();
    place.build_site();

    // A dry run creates nothing, not even the directory.
    let looked = place.deploy(&["--dry-run"]);
    assert!(looked.status.success(), "{}", stderr(&looked));
    assert!(!place.target().exists());

    deploy_through_changes(&place, None);
    // No directory is left where a tag was.
    assert!(!place.target().join("tags/jiu").exists());
    assert_eq!(unfinished_files(&place), 0);
}

#[test]
fn a_server_that_renames_onto_nothing_gets_it_too() {
    let (place, _sshd) = sftp_place("-P posix-rename", 2);
    deploy_through_changes(&place, None);
}

const LARGE_SIZE: usize = 6 << 20;

/// Replaces a large file at the target and interrupts the line in the middle: the old file must stay until the new one is
/// whole.
fn replace_large_file(place: &Place, line: &Line, at: i64, cut: impl FnMut() + Send + 'static) -> Child {
    let large = place.root().join("static/large.bin");
    fs::create_dir_all(large.parent().unwrap()).unwrap();
    line.restore();
    fs::write(&large, vec![b'a'; LARGE_SIZE]).unwrap();
    place.build_site();
    place.deploy_successfully();

    fs::write(&large, vec![b'b'; LARGE_SIZE]).unwrap();
    place.build_site();
    line.cut_after(at, cut);
    place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Whether the large file is the old one, or the new; anything else is a failure.
fn is_old(place: &Place) -> bool {
    let found = fs::read(place.target().join("large.bin")).unwrap();
    assert_eq!(found.len(), LARGE_SIZE, "it is cut off");
    let is_old = found.iter().all(|byte| *byte == b'a');
    let is_new = found.iter().all(|byte| *byte == b'b');
    assert!(is_old || is_new, "half of one, half of the other");
    is_old
}

#[test]
fn a_line_that_is_cut_within_a_file_leaves_the_old_one_and_the_next_attempt_brings_the_new() {
    let (place, sshd) = sftp_place("", 2);
    for megabytes in [1, 3, 5] {
        let line = sshd.line.clone();
        let held = Arc::new(Mutex::new(None));
        let seen = held.clone();
        let target = place.target();

        let run = replace_large_file(&place, &sshd.line, megabytes << 20, move || {
            // The line works again at once.
            line.restore();
            *seen.lock().unwrap() = Some(fs::read(target.join("large.bin")).unwrap());
        });
        let finished = run.wait_with_output().unwrap();
        assert!(finished.status.success(), "{}", stderr(&finished));

        // When the line was cut, the old file was there.
        assert_eq!(held.lock().unwrap().take().unwrap(), vec![b'a'; LARGE_SIZE]);
        assert!(!is_old(&place));
        place.assert_deployed();
        assert_eq!(unfinished_files(&place), 0, "what was begun is deleted");
    }
}

#[test]
fn a_line_that_stays_cut_within_a_file_leaves_the_old_one() {
    let (place, sshd) = sftp_place("", 2);
    let finished: Output = replace_large_file(&place, &sshd.line, 3 << 20, || {}).wait_with_output().unwrap();
    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("错误[J907]"), "{}", stderr(&finished));
    assert!(is_old(&place));
    sshd.line.restore();
    assert_eq!(unfinished_files(&place), 1);
    place.deploy_successfully();
    place.assert_deployed();
    assert_eq!(unfinished_files(&place), 0);
}

#[test]
fn killed_anywhere_it_leaves_whole_pages_and_the_next_run_completes_it() {
    let (place, sshd) = sftp_place("", 2);
    place.deploy_successfully();
    let kept = place.directory.path().join("kept");
    copy_directory(&place.target(), &kept);
    place.build_second();
    let mut at = 2000;
    let mut cuts = 0;

    loop {
        fs::remove_dir_all(place.target()).unwrap();
        copy_directory(&kept, &place.target());
        let child: Arc<Mutex<Option<Child>>> = Arc::default();
        let killed = child.clone();
        sshd.line.cut_after(at, move || {
            let _ = killed.lock().unwrap().as_mut().map(Child::kill);
        });

        // The lock delays the callback until there is a child to kill.
        let mut held = child.lock().unwrap();
        let run = place.command(&["--allow-deletes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        *held = Some(run);
        drop(held);

        let status = loop {
            if let Some(status) = child.lock().unwrap().as_mut().unwrap().try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };

        sshd.line.restore();
        let missing = missing_pages(&place.target());
        assert!(missing.is_empty(), "cut off at {at}: {missing:?}");
        if status.success() {
            break;
        }

        let finished = place.deploy(&["--allow-deletes"]);
        assert!(finished.status.success(), "after {at}: {}", stderr(&finished));
        place.assert_deployed();
        assert_eq!(unfinished_files(&place), 0, "after {at}");
        at = at * 3 / 2 + 10_000;
        cuts += 1;
    }
    assert!(cuts > 5, "{cuts}");
}
