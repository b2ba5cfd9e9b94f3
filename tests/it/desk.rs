//! Starting out: a new bulletin, a new story.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use crate::support::{jianbao, stderr, stdout, tree, write};

const NOW: [&str; 2] = ["--now", "2026-06-29T20:00:00Z"];

fn run_jianbao(arguments: &[&str], path: &Path) -> Output {
    jianbao().args(arguments).arg(path).args(NOW).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_new_bulletin_builds_at_once_and_has_nothing_to_complain_of() {
    let directory = tempfile::tempdir().unwrap();
    let site = directory.path().join("简报");
    let made = run_jianbao(&["init"], &site);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let checked = run_jianbao(&["check", "--root"], &site);
    assert_eq!((checked.status.code(), stderr(&checked).as_str()), (Some(0), ""));
    let built = run_jianbao(&["build", "--root"], &site);
    assert!(stdout(&built).contains("已发布 2 篇"), "{}", stdout(&built));
    let story = fs::read_to_string(site.join("public/yaowen/kaishi.html")).unwrap();
    // In Beijing it is the next day.
    assert!(story.contains("2026年6月30日") && story.contains("/tongzhi/shiyunxing.html"), "{story}");
}

#[test]
fn a_directory_with_something_in_it_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), &[(".git/HEAD", "ref: refs/heads/main\n")]);
    assert_eq!(run_jianbao(&["init"], directory.path()).status.code(), Some(0));
    let before = tree(directory.path());
    let again = run_jianbao(&["init"], directory.path());
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("J111"), "{}", stderr(&again));
    assert_eq!(tree(directory.path()), before);
}

#[test]
fn a_new_story_takes_the_template_of_its_column() {
    let directory = tempfile::tempdir().unwrap();
    run_jianbao(&["init"], directory.path());
    let made = run_jianbao(&["new", "tongzhi", "“五一”放假: 通知", "--root"], directory.path());
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let path = stdout(&made);
    let text = fs::read_to_string(path.trim()).unwrap();
    assert!(text.starts_with("---\n标题: '“五一”放假: 通知'\n日期: 2026-06-30\n标签: [通知]\n"), "{text}");
    write(
        directory.path(),
        &[("templates/story.md", "---\ntitle: {{ title }}\ndate: {{ date }}\n---\n{{ column }}\n")],
    );
    let made = run_jianbao(&["new", "yaowen", "甲", "--root"], directory.path());
    assert_eq!(fs::read_to_string(stdout(&made).trim()).unwrap(), "---\ntitle: '甲'\ndate: 2026-06-30\n---\nyaowen\n");
}

#[test]
fn without_a_template_the_byline_is_that_of_the_column_s_newest_story() {
    let directory = tempfile::tempdir().unwrap();
    run_jianbao(&["init"], directory.path());
    let older = "---\ntitle: 旧\ndate: 2020-01-01\nbyline: {记者: 甲}\n---\n正文。\n";
    let newer = "---\ntitle: 新\ndate: 2026-07-01\nbyline: {记者: [乙, O'Neill], 摄影: 丙}\n---\n正文。\n";
    write(directory.path(), &[("content/yaowen/a.md", older), ("content/yaowen/b.md", newer)]);
    let made = run_jianbao(&["new", "yaowen", "再来一篇", "--root"], directory.path());
    let text = fs::read_to_string(stdout(&made).trim()).unwrap();
    assert!(text.contains("byline:\n  记者: ['乙', 'O''Neill']\n  摄影: ['丙']\nsummary: \ndraft: true\n"), "{text}");
}

#[test]
fn where_nobody_can_be_asked_what_is_missing_is_said() {
    let directory = tempfile::tempdir().unwrap();
    run_jianbao(&["init"], directory.path());
    let before = tree(directory.path());
    for (arguments, missing) in [(&["new", "--root"][..], "COLUMN"), (&["new", "yaowen", "--root"], "TITLE")] {
        let finished = run_jianbao(arguments, directory.path());
        assert_eq!(finished.status.code(), Some(2));
        assert!(stderr(&finished).contains(&format!("错误[J112]: 没有写 `{missing}`")), "{}", stderr(&finished));
    }
    assert_eq!(tree(directory.path()), before);
}
