//! `jianbao explain`: a text for every code, whose examples do what they say.

use std::collections::BTreeSet;

use crate::support::{edition, jianbao, picture, stderr, stdout};
use jianbao::diagnostic::catalog;
use jianbao::diagnostic::explain::{self, Example, Explanation};
use jianbao::picture::probe_picture;
use jianbao::pipeline::prepare;
use jianbao::source::{Asset, Bytes, Input, Sources, Text};

const SETTINGS: &str = "title: 科技简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n";
const FRONT: &str = "title: 市级科技计划项目签约\ndate: 2020-09-15\n";

/// Files that an example may refer to.
const AROUND: [(&str, &str); 2] = [
    (
        "content/yaowen/zhinan.md",
        "---\ntitle: 申报指南\ndate: 2020-09-14\n---\n企业均可申报。\n\n![签约现场](xianchang.jpg)\n",
    ),
    ("content/yaowen/caogao.md", "---\ntitle: 实施细则\ndate: 2020-09-14\ndraft: 是\n---\n征求意见中。\n"),
];

/// Places that a program can check; the others are illustrations.
fn is_text(place: &str) -> bool {
    place == "稿件头" || place == "正文" || [".md", ".yaml", ".txt", ".html"].iter().any(|end| place.ends_with(end))
}

/// The key of a line, in English.
fn english_key(line: &str) -> &str {
    match line.split([':', '：']).next().unwrap() {
        "标题" => "title",
        "日期" => "date",
        key => key,
    }
}

/// Settings with the lines of an example, which take the place of those of the same key.
fn merge_settings(base: &str, lines: &str) -> String {
    let given: BTreeSet<&str> = lines.lines().map(english_key).collect();
    let kept = base.lines().filter(|line| !given.contains(english_key(line)));
    lines.lines().chain(kept).map(|line| format!("{line}\n")).collect()
}

/// The codes of the catalogue, in order.
fn codes_of_the_catalog() -> Vec<&'static str> {
    catalog::all_entries().iter().map(|entry| entry.code).collect()
}

fn story_text(front: &str, body: &str) -> String {
    format!("---\n{front}---\n{body}\n")
}

/// The codes that a minimal site with the example yields.
fn codes_of(example: &Example) -> BTreeSet<&'static str> {
    let (path, text) = match example.place.as_str() {
        "稿件头" => {
            ("content/yaowen/qianyue.md", story_text(&merge_settings(FRONT, &example.text), "29个项目集中签约。"))
        }
        "正文" => ("content/yaowen/qianyue.md", story_text(FRONT, &example.text)),
        "site.yaml" => ("site.yaml", merge_settings(SETTINGS, &example.text)),
        path => (path, example.text.clone()),
    };

    let mut texts = vec![Text { path: path.to_owned(), text }];
    for (path, text) in AROUND.into_iter().chain([("site.yaml", SETTINGS)]) {
        if texts[0].path != path {
            texts.push(Text { path: path.to_owned(), text: text.to_owned() });
        }
    }

    let jpeg = picture("xianchang.jpg", 3, 2);
    let facts = probe_picture("xianchang.jpg", &jpeg, jpeg.len() as u64).unwrap();
    let picture = Bytes::Memory(jpeg.into());
    let picture = Asset { path: "content/yaowen/xianchang.jpg".to_owned(), bytes: picture, picture: Some(facts) };

    let prepared = prepare(
        Input { sources: Sources::new(texts), assets: vec![picture], ..Input::default() },
        edition(),
        None,
        None,
    );

    let mistakes = prepared.bulletin.check();
    prepared.diagnostics.iter().chain(&mistakes).map(|d| d.code).collect()
}

/// Whether an explanation has a right example, or a wrong one.
fn has_example(explanation: &Explanation, right: bool) -> bool {
    explanation.examples.iter().any(|example| example.right == right && !example.text.trim().is_empty())
}

#[test]
fn every_code_is_explained_in_both_languages_and_no_other() {
    let all = explain::all_explanations();
    let explained: Vec<&str> = all.iter().map(|explanation| explanation.code.as_str()).collect();
    assert_eq!(explained, codes_of_the_catalog(), "src/diagnostic/explain/ and the catalogue");

    for explanation in &all {
        for said in [&explanation.title, &explanation.meaning, &explanation.why] {
            assert!(!said.zh.is_empty() && !said.en.is_empty() && said.zh != said.en, "{}: {said:?}", explanation.code);
        }
        assert!(
            has_example(explanation, true) && has_example(explanation, false),
            "{} shows no wrong or no right example",
            explanation.code
        );
        assert!(
            explanation.title.zh.chars().count() <= 20 && explanation.title.en.len() <= 60,
            "{}: a long heading",
            explanation.code
        );
    }
}

#[test]
fn wrong_examples_are_wrong_and_right_ones_right() {
    let mut failed = Vec::new();
    let mut held = 0;
    for Explanation { code, examples, .. } in explain::all_explanations() {
        for example in examples.iter().filter(|example| is_text(&example.place)) {
            held += 1;
            let found = codes_of(example);
            let wanted = if example.right { BTreeSet::new() } else { BTreeSet::from([code.as_str()]) };
            if found != wanted {
                failed.push(format!("{code}: {found:?} instead of {wanted:?} in\n{}", example.text));
            }
        }
    }

    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(held >= 100, "only {held} examples are held to the program");
}

#[test]
fn codes_are_explained_in_any_case_and_several_at_once() {
    let finished = jianbao().args(["explain", "j204", "J611"]).output().unwrap();
    assert_eq!(finished.status.code(), Some(0));
    let said = stdout(&finished);
    for part in
        ["错误[J204]: 没有这个字段", "错（稿件头）\n  | tgas: [科技创新]", "警告[J611]", "warnings: {J611: off}"]
    {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }

    let finished = jianbao().args(["explain", "J204", "--lang", "en"]).output().unwrap();
    assert!(stdout(&finished).contains("error[J204]: An unknown key"), "{}", stdout(&finished));
    assert!(stdout(&finished).contains("Wrong (front matter)\n  | tgas"), "{}", stdout(&finished));
}

#[test]
fn without_a_code_all_are_listed_a_line_each() {
    let finished = jianbao().arg("explain").output().unwrap();
    let lines: Vec<String> = stdout(&finished).lines().map(|line| line.chars().take(4).collect()).collect();
    assert_eq!(lines, codes_of_the_catalog());
}

#[test]
fn an_unknown_code_is_status_2_and_the_nearest_is_named() {
    let finished = jianbao().args(["explain", "J2O4", "J611"]).output().unwrap();
    assert_eq!(finished.status.code(), Some(2));
    assert!(stderr(&finished).contains("没有 `J2O4` 这个代码"), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("是不是 `J204`？"), "{}", stderr(&finished));
    assert!(stdout(&finished).contains("J611"), "what is known is explained all the same");
}
