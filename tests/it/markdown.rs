//! The Markdown stage against CommonMark, against the rule for emphasis beside Chinese, and on anything.

use crate::support::parse_body;
use jianbao::parse::{self, markdown};
use jianbao::search::LazySegmenter;
use proptest::prelude::*;
use pulldown_cmark::{Options, Parser, html};

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

fn ours(markdown: &str, options: Options) -> String {
    let marked = markdown::amend_emphasis(markdown);
    let mut out = String::new();
    html::push_html(&mut out, marked.parse_events(options).map(|(event, _)| event));
    out
}

fn plain(markdown: &str, options: Options) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}

/// `tests/data/commonmark-0.31.2.json`: the examples of the CommonMark specification 0.31.2, © John
/// MacFarlane, CC-BY-SA 4.0.
#[test]
fn commonmark_comes_out_as_with_the_plain_parser() {
    let examples: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../data/commonmark-0.31.2.json")).unwrap();
    assert_eq!(examples.len(), 652);
    // 5*6*78 is a multiplication: docs/markdown.md.
    let is_kept = |example: &&serde_json::Value| example["number"] != 356;
    for example in examples.iter().filter(is_kept) {
        let markdown = example["markdown"].as_str().unwrap();
        assert_eq!(ours(markdown, Options::empty()), plain(markdown, Options::empty()), "{}", example["number"]);
    }
}

#[test]
fn emphasis_beside_chinese_follows_the_rule() {
    let lines = include_str!("../data/emphasis.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let (mut count, mut changed, mut faults) = (0, 0, Vec::new());
    for line in lines {
        let (markdown, expected) = line.split_once('\t').unwrap();
        let expected = format!("<p>{expected}</p>\n");
        count += 1;
        changed += usize::from(plain(markdown, options()) != expected);
        let actual = ours(markdown, options());
        if actual != expected {
            faults.push(format!("{markdown}\n  expected {expected}  actual   {actual}"));
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count >= 120 && changed >= 60, "{count} examples, {changed} of them the plain parser gets wrong");
}

/// Inlines and blocks that lead to as many borders between delimiters, marks and letters as possible.
fn documents() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "*",
        "**",
        "***",
        "_",
        "__",
        "~",
        "~~",
        "~~~",
        "`",
        "“",
        "”",
        "（",
        "）",
        "。",
        "，",
        "《",
        "》",
        "汉",
        "字",
        "한",
        "𠮷",
        "a",
        "1",
        " ",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "# ",
        "1. ",
        "[",
        "](u)",
        "![",
        "<b>",
        "&amp;",
        "\\",
        "|",
        "\n|--|--|\n",
        ".",
        "!",
        "\u{FE00}",
        "\u{FE01}",
        "\u{E0100}",
        "\u{200B}",
        "😀",
        "：",
        "[^1]",
        "\n[^1]: ",
        "    ",
        "　　",
        "一、",
        "（1）",
        "\n---\n",
        "联系人：甲",
        "\n市科技局\n",
        "2024年5月1日",
        "&emsp;",
        "5*3",
        "- 　　",
        "```\n",
        "\t",
        "<!-- ",
        "-->",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// HTML without emphasis and without the characters that delimit it.
fn without_emphasis(html: &str) -> String {
    let mut html = html.replace(['*', '_', '~'], "");
    for tag in ["em", "strong", "del"] {
        html = html.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
    }
    html
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sentinel_leaks_and_nothing_but_emphasis_changes(markdown in documents()) {
        let html = ours(&markdown, options());
        let sentinel = html.chars().find(|c| ('\u{FDD0}'..='\u{FDEF}').contains(c) || *c == markdown::PUNCTUATION_SENTINEL);
        prop_assert_eq!(sentinel, None, "{}", html);
        let marked = markdown::amend_emphasis(&markdown);
        for (_, range) in marked.parse_events(options()) {
            prop_assert!(markdown.get(range.clone()).is_some(), "{:?} is no place in {:?}", range, markdown);
        }
        prop_assert_eq!(without_emphasis(&html), without_emphasis(&plain(&markdown, options())));
    }
}

fn read(body: &str) -> (Option<parse::Story>, Vec<jianbao::diagnostic::Diagnostic>) {
    parse_body(body, &LazySegmenter::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// The whole stage never panics, names places that are there, and lets no code through.
    #[test]
    fn any_body_becomes_safe_html(body in documents(), raw in prop::collection::vec(html(), 0..8)) {
        let (story, diagnostics) = read(&format!("{body}\n\n{}", raw.concat()));
        let body = story.unwrap().body;
        let html = body.html.text();
        // In text a `<` is always escaped: what stands between `<` and `>` is a tag. The words of a heading are
        // its anchor.
        let tags = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest).to_lowercase());
        for tag in tags.filter(|tag| !tag.starts_with('h')) {
            for bad in ["script", "iframe", "svg", "onclick", "onerror", "onload", "javascript", "data:", "style"] {
                prop_assert!(!tag.contains(bad), "{} in {}", bad, html);
            }
        }
        prop_assert!(html.chars().all(jianbao::character::is_text_char), "{:?}", html);
        for diagnostic in diagnostics {
            if let jianbao::diagnostic::Place::At(span) = diagnostic.place {
                prop_assert!(span.start <= span.end);
            }
        }
    }
}

/// A heading of the first level, or one that names its anchor, bears on those before it, and all is read again.
#[test]
fn a_late_heading_bears_on_those_before_it_and_nothing_is_said_twice() {
    let (story, diagnostics) = read("5*3*2 与[此](javascript:x)\n\n## 甲\n\n## 乙 {#yi}\n\n丙\n=\n");
    let body = story.unwrap().body;
    let headings: Vec<_> = body.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    assert_eq!(headings, [(3, "甲", "甲"), (3, "yi", "乙"), (2, "丙", "丙")]);
    let html = body.html.text();
    assert_eq!(body.text.matches('此').count() + html.matches("此").count(), 2, "{html}");
    let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes.len(), 2, "{codes:?}");
}

/// Raw HTML, much of it bad.
fn html() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<b>",
        "</b>",
        "<b onclick=x>",
        "<script>",
        "</script>",
        "alert(1)",
        "<a href=\"javascript:x\">",
        "<a href='x.md'>",
        "</a>",
        "<img src=data:x onerror=y>",
        "<",
        ">",
        "\"",
        "'",
        "<!--",
        "-->",
        "<p style=\"x\">",
        "</p>",
        "<table><tr><td>",
        "汉字",
        "\n",
        "\n\n",
        "<ruby>",
        "<rt",
        "&lt;script&gt;",
        "<svg/onload=x>",
        "<iframe src=x>",
        "=",
        "/",
        " ",
        "<p/",
        "<![CDATA[",
        "<?",
    ])
}

/// Work grows with the input, not with its square: 1 MB of what parsers stumble over.
#[test]
fn hostile_text_is_read_to_its_end() {
    for piece in [
        "*“",
        "[",
        ">",
        "_中",
        "**“",
        "~~（",
        "- ",
        "![",
        "`",
        "<!--",
        "\\*",
        "**“甲”**乙\n",
        "汉** ",
        "汉5*3",
        "汉__ ",
        "`a`\n",
        "<b",
        "<!-- ",
        "　　汉\n",
        "一、汉\n",
        "汉：汉\n",
        "    汉\n",
        "汉。\n---\n",
        "2024年5月1日\n",
        "汉\n",
        "]（",
        "[^",
        "[^a]: b\n\n",
        "“",
        "<b>",
    ] {
        let markdown = piece.repeat(1_000_000 / piece.len());
        let marked = markdown::amend_emphasis(&markdown);
        assert!(marked.parse_events(options()).next().is_some(), "{piece}");
        // The whole stage, debug assertions and all, on a tenth of it.
        assert!(read(&piece.repeat(100_000 / piece.len())).0.is_some(), "{piece}");
    }
}
