//! Faults while `jianbao fix` writes: it is killed, or the disk takes no more. Each file is the old one or the new one, whole.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{NOW, SMALL, jianbao, stderr, write};

const STORY_COUNT: usize = 20;

fn story(number: usize) -> String {
    format!("content/yaowen/gao{number}.md")
}

fn text(number: usize, comma: char) -> String {
    format!("---\ntitle: 稿{number}\ndate: 2020-09-17\n---\n第{number}次会议强调{comma}创新是第一动力。\n")
}

fn write_stories(site: &Path) {
    write(site, SMALL);
    for number in 0..STORY_COUNT {
        fs::write(site.join(story(number)), text(number, ',')).unwrap();
    }
}

fn fix_command(site: &Path) -> Command {
    let mut command = jianbao();
    command.args(["fix", "--now", NOW]).current_dir(site).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Returns how many stories are written anew; the others are as they were.
fn count_new(site: &Path) -> usize {
    let is_new = |number: &usize| {
        let found = fs::read_to_string(site.join(story(*number))).unwrap();
        let new = text(*number, '，');
        assert!(found == new || found == text(*number, ','), "neither old nor new: {found:?}");
        found == new
    };
    (0..STORY_COUNT).filter(is_new).count()
}

#[test]
fn a_killed_fix_leaves_each_file_whole_and_the_next_goes_on() {
    let site = tempfile::tempdir().unwrap();
    write_stories(site.path());

    let mut new = 0;
    for _ in 0..500 {
        let mut running = fix_command(site.path()).spawn().unwrap();
        // Until it has begun to write, or has ended.
        while running.try_wait().unwrap().is_none() && count_new(site.path()) == new {
            sleep(Duration::from_millis(1));
        }
        let _ = running.kill();
        running.wait().unwrap();
        new = count_new(site.path());
        if new == STORY_COUNT {
            return;
        }
    }
    panic!("only {new} of {STORY_COUNT} are written");
}

/// A limit on the size of files stands for a disk that takes no more.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_leaves_every_file() {
    let site = tempfile::tempdir().unwrap();
    write_stories(site.path());

    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$@\"",
        "sh",
        env!("CARGO_BIN_EXE_jianbao"),
        "fix",
        "--now",
        NOW,
    ]);
    let finished = command.current_dir(site.path()).output().unwrap();

    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("content/yaowen/gao0.md"), "{}", stderr(&finished));
    assert_eq!(count_new(site.path()), 0);
    let mut files = fs::read_dir(site.path().join("content/yaowen")).unwrap().map(|entry| entry.unwrap().path());
    assert!(files.all(|path| path.extension().is_some_and(|end| end == "md")), "a part is left");
}
