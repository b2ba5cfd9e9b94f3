//! `jianbao deploy` over SFTP, against a true `sshd`.

use std::fs;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::readers::missing;
use super::ssh::{Line, Sshd};
use super::{Place, copy, through_its_life};
use crate::support::{stderr, tree};

/// A bulletin with an SFTP server over its target; so many files are sent at a time.
fn place(sftp: &str, at_a_time: usize) -> (Place, Sshd) {
    let place = Place::new("");
    let sshd = Sshd::start(&place.directory.path().join("ssh"), sftp);
    let deploy = format!(
        "deploy: {{production: {{service: sftp, endpoint: jianbao, directory: '{}', concurrency: {at_a_time}}}}}\n",
        place.target().display()
    );
    let place = Place { deploy, programs: Some(sshd.path()), ..place };
    place.first();
    (place, sshd)
}

/// What is left of files that were not put in their places.
fn left(place: &Place) -> usize {
    let new = place.target().join(".jianbao-deploy/new");
    if new.is_dir() { tree(&new).len() } else { 0 }
}

#[test]
fn an_sftp_server_gets_a_site_and_keeps_up_with_it() {
    let (place, _sshd) = place("", 8);
    fs::create_dir_all(place.root().join("static")).unwrap();
    fs::write(place.root().join("static/empty.txt"), "").unwrap();
    place.built();
    // Looking leaves nothing behind, not even the directory.
    let looked = place.deploy(&["--dry-run"]);
    assert!(looked.status.success(), "{}", stderr(&looked));
    assert!(!place.target().exists());
    through_its_life(&place, None);
    // No directory is left where a tag was.
    assert!(!place.target().join("tags/jiu").exists());
    assert_eq!(left(&place), 0);
}

#[test]
fn a_server_that_renames_onto_nothing_gets_it_too() {
    let (place, _sshd) = place("-P posix-rename", 2);
    through_its_life(&place, None);
}

/// Puts a large file up in the place of an older one, `cut` in the middle; under its name is always one of them, whole.
fn replaced(place: &Place, line: &Line, at: i64, cut: impl FnMut() + Send + 'static) -> Child {
    let large = place.root().join("static/large.bin");
    let text = |byte: u8| vec![byte; 6 << 20];
    fs::create_dir_all(large.parent().unwrap()).unwrap();
    line.mend();
    fs::write(&large, text(b'a')).unwrap();
    place.built();
    place.deployed();
    fs::write(&large, text(b'b')).unwrap();
    place.built();
    line.cut_after(at, cut);
    place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Whether the large file is the old one, or the new; anything else is a failure.
fn is_old(place: &Place) -> bool {
    let found = fs::read(place.target().join("large.bin")).unwrap();
    assert_eq!(found.len(), 6 << 20, "it is cut off");
    let all = |byte: u8| found.iter().all(|found| *found == byte);
    assert!(all(b'a') || all(b'b'), "half of one, half of the other");
    all(b'a')
}

#[test]
fn a_line_that_is_cut_within_a_file_leaves_the_old_one_and_the_next_attempt_brings_the_new() {
    let (place, sshd) = place("", 2);
    for megabytes in [1, 3, 5] {
        let (line, held) = (sshd.line.clone(), Arc::new(Mutex::new(None)));
        let seen = held.clone();
        let target = place.target();
        let run = replaced(&place, &sshd.line, megabytes << 20, move || {
            // Once; then it goes again.
            line.mend();
            *seen.lock().unwrap() = Some(fs::read(target.join("large.bin")).unwrap());
        });
        let finished = run.wait_with_output().unwrap();
        assert!(finished.status.success(), "{}", stderr(&finished));
        // At the cut, the old one.
        assert_eq!(held.lock().unwrap().take().unwrap(), vec![b'a'; 6 << 20]);
        assert!(!is_old(&place));
        place.is_there();
        assert_eq!(left(&place), 0, "what was begun is deleted");
    }
}

#[test]
fn a_line_that_stays_cut_within_a_file_leaves_the_old_one() {
    let (place, sshd) = place("", 2);
    let finished: Output = replaced(&place, &sshd.line, 3 << 20, || {}).wait_with_output().unwrap();
    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("错误[J907]"), "{}", stderr(&finished));
    assert!(is_old(&place));
    sshd.line.mend();
    assert_eq!(left(&place), 1);
    place.deployed();
    place.is_there();
    assert_eq!(left(&place), 0);
}

#[test]
fn killed_anywhere_it_leaves_whole_pages_and_the_next_run_completes_it() {
    let (place, sshd) = place("", 2);
    place.deployed();
    let kept = place.directory.path().join("kept");
    copy(&place.target(), &kept);
    place.second();
    let (mut at, mut cuts) = (2000, 0);
    loop {
        fs::remove_dir_all(place.target()).unwrap();
        copy(&kept, &place.target());
        let child: Arc<Mutex<Option<Child>>> = Arc::default();
        let killed = child.clone();
        sshd.line.cut_after(at, move || {
            let _ = killed.lock().unwrap().as_mut().map(Child::kill);
        });
        // Held until the child is there to be killed.
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
        sshd.line.mend();
        whole(&place.target(), at);
        if status.success() {
            break;
        }
        let finished = place.deploy(&["--allow-deletes"]);
        assert!(finished.status.success(), "after {at}: {}", stderr(&finished));
        place.is_there();
        assert_eq!(left(&place), 0, "after {at}");
        (at, cuts) = (at * 3 / 2 + 10_000, cuts + 1);
    }
    assert!(cuts > 5, "{cuts}");
}

fn whole(target: &Path, at: i64) {
    assert!(missing(target).is_empty(), "cut off at {at}: {:?}", missing(target));
}
