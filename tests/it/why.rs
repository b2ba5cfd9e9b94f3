//! `jianbao why` and `jianbao list`: what the newsroom asks about its stories.

use std::path::Path;

use crate::support::{NOW, SMALL, jianbao, stderr, stdout, tree, write};

const STORIES: &[(&str, &str)] = &[
    (
        "site.yaml",
        "title: 测试简报\nbase_url: https://example.org/bulletin\npage_size: 1\nfeed_size: 2\ncolumns: {yaowen: 要闻}\n",
    ),
    (
        "content/yaowen/a.md",
        "---\ntitle: 甲\ndate: 2020-09-15\ntags: [科技]\nissue: 2020年第9期\npage: 1\naliases: [/old/a.html]\n---\n正文。\n",
    ),
    ("content/yaowen/b.md", "---\ntitle: 乙，“丙”\ndate: 2020-09-16\ntags: [科技]\nexpires: 2027-01-01\n---\n正文。\n"),
    ("content/yaowen/c.md", "---\ntitle: 丁\ndate: 2020-09-17\n---\n正文。\n"),
    ("content/yaowen/soon.md", "---\ntitle: 将来\ndate: 2026-07-01 08:30\n---\n正文。\n"),
    ("content/yaowen/draft.md", "---\ntitle: 草稿\ndate: 2020-09-18\ndraft: true\n---\n正文。\n"),
    ("content/yaowen/over.md", "---\ntitle: 过去\ndate: 2020-01-01\nexpires: 2020-02-01\n---\n正文。\n"),
];

fn site() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), STORIES);
    directory
}

fn run(site: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = jianbao();
    command.args(arguments).args(["--now", NOW, "--root"]).arg(site);
    let finished = command.output().unwrap();
    (finished.status.code(), stdout(&finished), stderr(&finished))
}

#[test]
fn a_story_that_is_online_is_shown_with_every_page_that_has_it() {
    let site = site();
    let before = tree(site.path());
    let (status, said, _) = run(site.path(), &["why", "content/yaowen/a.md"]);
    assert_eq!(status, Some(0), "{said}");
    let expected = "《甲》 content/yaowen/a.md
已发：2020-09-15 00:00 起在线
出现在：
  https://example.org/bulletin/yaowen/a.html  稿件本身
  https://example.org/bulletin/  首页
  https://example.org/bulletin/page/1.html  全部稿件，第 1 页
  https://example.org/bulletin/yaowen/page/1.html  栏目“要闻”，第 1 页
  https://example.org/bulletin/tags/keji/page/1.html  标签“科技”，第 1 页
  https://example.org/bulletin/archive/2020/09/  归档 2020年9月
  https://example.org/bulletin/issues/2020-09.html  2020年第9期
  https://example.org/bulletin/issues/2020-09-print.html  2020年第9期，整期打印
  https://example.org/bulletin/tags/keji/rss.xml  标签“科技”的 RSS
  https://example.org/bulletin/old/a.html  旧址，转到新址
";
    assert_eq!(said, expected);
    for url in
        ["https://example.org/bulletin/yaowen/a.html?x#y", "/bulletin/yaowen/a.html", "/yaowen/a", "/yaowen/a.html"]
    {
        assert_eq!(run(site.path(), &["why", url]).1, expected, "{url}");
    }
    let (_, said, _) = run(site.path(), &["why", "/old/a.html"]);
    assert!(said.contains("/old/a.html 转到 /yaowen/a.html"), "{said}");
    let (_, said, _) = run(site.path(), &["why", "content/yaowen/b.md"]);
    assert!(said.contains("2027-01-01 00:00 下线") && said.contains("Atom 订阅"), "{said}");
    assert_eq!(tree(site.path()), before);
}

/// `why` names the pages that hold the link.
#[test]
fn the_pages_that_are_named_are_those_that_hold_the_link() {
    let site = site();
    let out = site.path().join("public");
    assert_eq!(crate::support::build(site.path(), &out).status.code(), Some(0));
    for story in ["a", "b", "c"] {
        let (_, said, _) = run(site.path(), &["why", &format!("content/yaowen/{story}.md")]);
        let mut named: Vec<String> = said
            .lines()
            .filter_map(|line| line.trim().strip_prefix("https://example.org/bulletin/"))
            .map(|line| line.split("  ").next().unwrap().to_owned())
            .map(|url| if url.is_empty() || url.ends_with('/') { url + "index.html" } else { url })
            .filter(|url| {
                !url.starts_with("yaowen/a.") && !url.starts_with("yaowen/b.") && !url.starts_with("yaowen/c.")
            })
            .collect();
        let mut found: Vec<String> = tree(&out)
            .into_iter()
            .map(|(path, bytes)| (path.to_str().unwrap().to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
            .filter(|(path, _)| !["search/", "yaowen/a.", "yaowen/b.", "yaowen/c."].iter().any(|p| path.starts_with(p)))
            .filter(|(path, _)| path != "sitemap.xml" && path != ".jianbao")
            .filter(|(_, text)| text.contains(&format!("yaowen/{story}.html")))
            .map(|(path, _)| path)
            .collect();
        named.sort();
        found.sort();
        assert_eq!(named, found, "{story}");
    }
}

#[test]
fn a_story_that_is_not_online_says_why_and_when() {
    let site = site();
    for (what, why) in [
        ("content/yaowen/soon.md", "不在线，定时：2026-07-01 08:30 以后再生成一次就会出现"),
        ("/bulletin/yaowen/soon.html", "不在线，定时"),
        ("content/yaowen/draft.md", "不在线，草稿：去掉 `draft: true` 才会发布"),
        ("content/yaowen/over.md", "不在线，下线：2020-02-01 00:00 已到期"),
    ] {
        let (status, said, _) = run(site.path(), &["why", what]);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains(why), "{what}: {said}");
    }
    let (status, said, _) = run(site.path(), &["why", "/tags/keji/"]);
    assert_eq!((status, said.trim()), (Some(0), "/tags/keji/index.html 是标签“科技”"));
    for nothing in ["/yaowen/nothing.html", "https://elsewhere.org/yaowen/a.html"] {
        let (status, _, said) = run(site.path(), &["why", nothing]);
        assert_eq!(status, Some(2));
        assert!(said.contains("J114"), "{said}");
    }
    assert_eq!(run(site.path(), &["why", "content/yaowen/nothing.md"]).0, Some(2));
}

#[test]
fn a_mistake_anywhere_keeps_a_story_offline() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), SMALL);
    write(site.path(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-02-30\n---\n正文。\n")]);
    let (status, said, _) = run(site.path(), &["why", "content/yaowen/a.md"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("全站有 1 个错误（本篇 0 个）"), "{said}");
    let (status, said, mistakes) = run(site.path(), &["why", "content/yaowen/c.md"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("本篇 1 个") && mistakes.contains("J208"), "{said}{mistakes}");
}

#[test]
fn the_ledger_is_listed_filtered_and_exported() {
    let site = site();
    let titles = |arguments: &[&str]| -> Vec<String> {
        let (status, said, wrong) = run(site.path(), &[&["list", "--format", "json"], arguments].concat());
        assert_eq!(status, Some(0), "{wrong}");
        let rows: Vec<serde_json::Value> = serde_json::from_str(&said).unwrap();
        rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&[]), ["将来", "草稿", "丁", "乙，“丙”", "甲", "过去"]);
    assert_eq!(titles(&["--scheduled"]), ["将来"]);
    assert_eq!(titles(&["--drafts", "--expired"]), ["草稿", "过去"]);
    assert_eq!(titles(&["--issue", "2020-09"]), ["甲"]);
    assert_eq!(titles(&["--column", "要闻"]).len(), 6);
    let (_, csv, _) = run(site.path(), &["list", "--format", "csv", "--issue", "2020年第9期"]);
    assert_eq!(
        csv,
        "\u{FEFF}date,state,column,issue,page,title,expires,path,url,review\r\n2020-09-15,已发,要闻,2020年第9期,1,甲,,content/yaowen/a.md,https://example.org/bulletin/yaowen/a.html,\r\n"
    );
    let (_, table, _) = run(site.path(), &["list", "--scheduled", "--drafts"]);
    assert_eq!(
        table,
        "2026-07-01 08:30  定时  要闻  将来  content/yaowen/soon.md\n2020-09-18        草稿  要闻  草稿  content/yaowen/draft.md\n共 2 篇\n"
    );
    for wrong in [["--column", "没有"], ["--issue", "九月号"]] {
        let (status, _, said) = run(site.path(), &["list", wrong[0], wrong[1]]);
        assert_eq!(status, Some(2));
        assert!(said.contains("J115"), "{said}");
    }
}
