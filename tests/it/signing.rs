//! `jianbao sign`, and what becomes of signatures when a story is changed.

mod command;

use std::collections::BTreeMap;

use jianbao::model::Edition;
use jianbao::model::review::{SignatureState, signature_entries};
use jianbao::parse::front_matter::signing::{StepSignatures, signing_edit};
use jianbao::parse::{Signature, Story};
use jianbao::picture::probe_picture;
use jianbao::pipeline::{Bulletin, prepare};
use jianbao::source::{Asset, Bytes, Input, Sources, Span, Text};
use proptest::prelude::*;

use crate::support::{edition, picture};

const STORY: &str = "content/yaowen/a.md";

/// A bulletin in memory: texts and other files by their paths.
#[derive(Clone)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// A story that shows all that a story can show.
    fn new() -> Self {
        let front = "标题: 市级项目签约\n日期: 2020-09-15\n引题: 市科技局\n副题: 集中签约\n更新: 2020-09-16\n\
                     更正: {date: 2020-09-16, text: 已改正。}\n标签: [科技]\n署名: {记者: 甲, 摄影: 乙}\n来源: 本报\n\
                     摘要: 二十九个项目。\n封面: c.png\n期: 2020年第9期\n版: 1\n\
                     数据: {title: 经费, alt: 说明文字, file: f.csv}\n";
        let body = "一段文字，很好。\n\n![图片说明](p.png)\n\n见[附件](t.txt)和[乙](b.md)。\n\n```图表 研发\n文件: g.csv\n```\n\n\
                    - 一项\n- 二项\n\n最后一段。\n";
        let story = format!("---\n{front}---\n{body}");
        let texts = [
            ("site.yaml", "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\nreview: strict\n"),
            (STORY, story.as_str()),
            ("content/yaowen/b.md", "---\ntitle: 乙\ndate: 2020-09-14\n---\n正文。\n"),
            ("content/yaowen/f.csv", "年份,经费\n2016,18\n2017,21\n"),
            ("content/yaowen/g.csv", "年份,研发\n2016,8\n2017,2\n"),
            ("content/yaowen/t.txt", "附件的文字\n"),
        ];
        let mut files: BTreeMap<String, Vec<u8>> =
            texts.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
        for (name, width) in [("p.png", 30), ("c.png", 40)] {
            files.insert(format!("content/yaowen/{name}"), picture(name, width, 20));
        }
        Self(files)
    }

    fn story(&self) -> String {
        String::from_utf8(self.0[STORY].clone()).unwrap()
    }

    fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), bytes.into());
        self
    }

    /// The same with other words in the story.
    fn replaced(&self, old: &str, new: &str) -> Self {
        let story = self.story();
        assert!(story.contains(old), "{old}");
        self.clone().with(STORY, story.replacen(old, new, 1))
    }

    fn bulletin(&self) -> Bulletin {
        prepare(self.input(), edition(), None, None).bulletin
    }

    fn input(&self) -> Input {
        let is_text = |path: &str| path.ends_with(".md") || path.ends_with(".yaml") || path.ends_with(".csv");
        let texts = self.0.iter().filter(|(path, _)| is_text(path)).map(|(path, bytes)| {
            // As the disk reads it.
            let text = String::from_utf8(bytes.clone()).unwrap();
            let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
            Text { path: path.clone(), text }
        });
        let files = self.0.iter().filter(|(path, _)| path.starts_with("content/") && !path.ends_with(".md"));
        let assets = files.map(|(path, bytes)| Asset {
            path: path.clone(),
            bytes: Bytes::Memory(bytes.clone().into()),
            picture: probe_picture(path, bytes, bytes.len() as u64),
        });
        Input { sources: Sources::new(texts.collect()), assets: assets.collect(), ..Input::default() }
    }

    /// The same with all steps signed.
    fn signed(&self) -> Self {
        let steps = [("初审", "张三"), ("复审", "李四"), ("终审", "王五")];
        steps.into_iter().fold(self.clone(), |files, (step, name)| {
            let bulletin = files.bulletin();
            let story = find_story(&bulletin);
            let signature = Signature {
                step: step.to_owned(),
                name: name.to_owned(),
                date: Some("2026-06-30".to_owned()),
                text: Some(bulletin.reviewed_text(story)),
                span: Span::new(story.file, 0, 0),
            };
            let new = StepSignatures { step, signatures: &[signature] };
            let text = files.story();
            let edit = signing_edit(story.file, &text, new).unwrap();
            let signed = jianbao::diagnostic::fix::apply_edits(&text, &[edit]).unwrap();
            files.with(STORY, signed)
        })
    }

    /// The states of the signatures.
    fn states(&self) -> Vec<String> {
        let bulletin = self.bulletin();
        let entries = signature_entries(&bulletin.site, find_story(&bulletin));
        entries.iter().map(|entry| format!("{:?}", entry.state)).collect()
    }

    fn is_published(&self) -> bool {
        self.bulletin().site.stories.iter().any(|story| story.path == STORY)
    }
}

fn find_story(bulletin: &Bulletin) -> &Story {
    let site = &bulletin.site;
    let held = site.held.iter().map(|held| &held.story);
    site.stories.iter().chain(held).find(|story| story.path == STORY).unwrap()
}

fn all_right() -> Vec<String> {
    vec![format!("{:?}", SignatureState::Right); 3]
}

fn all_lost() -> Vec<String> {
    vec![format!("{:?}", SignatureState::Lost); 3]
}

#[test]
fn a_signed_story_is_published_and_one_that_readers_get_otherwise_is_not() {
    let files = Files::new();
    assert!(!files.is_published());
    let signed = files.signed();
    assert_eq!(signed.states(), all_right());
    assert!(signed.is_published());

    let path = |name: &str| format!("content/yaowen/{name}");
    let edits = [
        ("a word", signed.replaced("很好", "不好")),
        ("the headline", signed.replaced("市级项目签约", "市级项目验收")),
        ("the kicker", signed.replaced("引题: 市科技局", "引题: 市教育局")),
        ("the subtitle", signed.replaced("副题: 集中签约", "副题: 分批签约")),
        ("the date", signed.replaced("日期: 2020-09-15", "日期: 2020-09-17")),
        ("the update", signed.replaced("更新: 2020-09-16", "更新: 2020-09-18")),
        ("a correction", signed.replaced("已改正。", "已更正。")),
        ("a tag", signed.replaced("[科技]", "[科研]")),
        ("a name", signed.replaced("记者: 甲", "记者: 丙")),
        ("a role", signed.replaced("摄影: 乙", "编辑: 乙")),
        ("the source", signed.replaced("来源: 本报", "来源: 新华社")),
        ("the summary", signed.replaced("二十九个项目。", "三十九个项目。")),
        ("no summary", signed.replaced("摘要: 二十九个项目。\n", "")),
        ("the cover", signed.replaced("封面: c.png", "封面: p.png")),
        ("the issue", signed.replaced("第9期", "第8期")),
        ("the page", signed.replaced("版: 1", "版: 2")),
        ("a caption", signed.replaced("图片说明", "另一说明")),
        ("a link", signed.replaced("(b.md)", "(../yaowen/b.md)")),
        ("a figure", signed.replaced("title: 经费", "title: 开支")),
        ("a line break", signed.replaced("一段文字，很好。\n", "一段文字，\n很好。\n")),
        ("a paragraph", signed.replaced("一段文字，很好。\n", "一段文字，\n\n很好。\n")),
        ("a picture's pixels", signed.clone().with(&path("p.png"), picture("p.png", 31, 20))),
        ("the cover's pixels", signed.clone().with(&path("c.png"), picture("c.png", 41, 20))),
        ("an attachment", signed.clone().with(&path("t.txt"), "附件的另一段文字\n")),
        ("a table of a figure", signed.clone().with(&path("f.csv"), "年份,经费\n2016,18\n2017,22\n")),
        ("a table of a chart", signed.clone().with(&path("g.csv"), "年份,研发\n2016,8\n2017,3\n")),
        ("a picture that is gone", {
            let mut files = signed.clone();
            files.0.remove(&path("p.png"));
            files
        }),
    ];
    for (edit, files) in edits {
        assert_eq!(files.states(), all_lost(), "{edit}");
        assert!(!files.is_published(), "{edit}");
    }
}

#[test]
fn what_readers_do_not_see_loses_no_signature() {
    let signed = Files::new().signed();
    let story = signed.story();
    let path = |name: &str| format!("content/yaowen/{name}");
    let with_story = |text: String| signed.clone().with(STORY, text);

    let edits = [
        ("CR LF", with_story(story.replace('\n', "\r\n"))),
        ("a byte-order mark", with_story(format!("\u{FEFF}{story}"))),
        ("blanks at the end", with_story(format!("{story}\n\n  \n"))),
        ("no line end at the end", with_story(story.trim_end().to_owned())),
        ("a blank at a line's end", signed.replaced("很好。\n", "很好。 \n")),
        ("more blank lines", signed.replaced("很好。\n", "很好。\n\n\n")),
        ("a comment of YAML", signed.replaced("日期: 2020-09-15\n", "日期: 2020-09-15 # 待核\n# 再核\n")),
        ("a comment of HTML", signed.replaced("最后一段。", "<!-- 待核 -->\n\n最后一段。")),
        ("a comment in a line", signed.replaced("最后一段。", "最后<!-- 待核 -->一段。")),
        ("a key in English", signed.replaced("来源: 本报", "source: 本报")),
        ("quotes", signed.replaced("来源: 本报", "来源: '本报'")),
        ("the order of keys", signed.replaced("来源: 本报\n", "").replaced("版: 1", "来源: 本报\n版: 1")),
        ("a former address", signed.replaced("来源: 本报", "旧址: /old.html\n来源: 本报")),
        ("a day to come down", signed.replaced("来源: 本报", "下线: 2099-01-01\n来源: 本报")),
        ("first of all", signed.replaced("来源: 本报", "置顶: 是\n来源: 本报")),
        ("a table with CR LF", signed.clone().with(&path("f.csv"), "\u{FEFF}年份,经费\r\n2016,18\r\n2017,21\r\n")),
        ("another story", signed.clone().with(&path("b.md"), "---\ntitle: 丙\ndate: 2020-09-14\n---\n别的。\n")),
        ("a file that nothing leads to", signed.clone().with(&path("z.txt"), "别的")),
    ];
    for (edit, files) in edits {
        assert_eq!(files.states(), all_right(), "{edit}");
        assert!(files.is_published(), "{edit}");
    }

    let draft = signed.replaced("来源: 本报", "草稿: 是\n来源: 本报");
    assert_eq!(draft.states(), all_right());
    assert!(!draft.is_published());
}

#[test]
fn signing_again_after_a_change_makes_it_right_and_signing_twice_changes_nothing() {
    let signed = Files::new().signed();
    assert_eq!(signed.signed().story(), signed.story());

    let changed = signed.replaced("很好", "不好");
    assert_eq!(changed.states(), all_lost());
    let again = changed.signed();
    assert_eq!(again.states(), all_right());
    assert_eq!(again.replaced("不好", "很好").states(), all_lost());
    assert_eq!(changed.replaced("不好", "很好").states(), all_right(), "what is restored is what was signed");
}

#[test]
fn an_edit_in_the_preview_loses_the_signatures_at_once() {
    let states = |bulletin: &Bulletin| -> Vec<String> {
        let entries = signature_entries(&bulletin.site, find_story(bulletin));
        entries.iter().map(|entry| format!("{:?}", entry.state)).collect()
    };
    let signed = Files::new().signed();
    let preview = Edition { drafts: true, scheduled: true, ..edition() };
    let first = signed.input();
    let before = prepare(first.clone(), preview, None, None).bulletin;
    assert_eq!(states(&before), all_right());

    // The same workshop: no more than a story was read again.
    let edited = Input { sources: signed.replaced("很好", "不好").input().sources, ..first.clone() };
    let after = prepare(edited.clone(), preview, None, Some(&before)).bulletin;
    assert_eq!(states(&after), all_lost());
    after.check_whole_site();
    let reported = prepare(edited, preview, None, Some(&after)).diagnostics;
    assert!(reported.iter().any(|d| d.code == "J420"), "{reported:?}");

    let restored = prepare(first, preview, None, Some(&after)).bulletin;
    assert_eq!(states(&restored), all_right());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A character that is typed, replaced or deleted anywhere in what readers get loses every signature.
    #[test]
    fn any_edit_of_the_body_loses_all_signatures(at in 0.0f64..1.0, kind in 0usize..3, typed in "[一-龥a-z0-9]") {
        let signed = Files::new().signed();
        let story = signed.story();
        let body = story.rfind("---\n").unwrap() + 4;
        let mut places: Vec<usize> = story[body..].char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(n, _)| body + n).collect();
        let place = places.swap_remove(((places.len() - 1) as f64 * at) as usize);
        let next = place + story[place..].chars().next().unwrap().len_utf8();
        prop_assume!(story[place..next] != typed || kind == 0);

        let end = if kind == 0 { place } else { next };
        let put = if kind == 2 { "" } else { &typed };
        let edited = format!("{}{put}{}", &story[..place], &story[end..]);
        prop_assert_eq!(signed.with(STORY, edited).states(), all_lost());
    }

    /// Line ends and blanks that no reader sees lose none.
    #[test]
    fn blanks_and_line_ends_lose_no_signature(crlf in any::<bool>(), mark in any::<bool>(), at in 0.0f64..1.0, more in 1usize..4) {
        let signed = Files::new().signed();
        let story = signed.story();
        let gaps: Vec<usize> = story.match_indices("\n\n").map(|(n, _)| n + 1).collect();
        let gap = gaps[((gaps.len() - 1) as f64 * at) as usize];
        let mut edited = format!("{}{}{}", &story[..gap], "\n".repeat(more), &story[gap..]);
        if crlf {
            edited = edited.replace('\n', "\r\n");
        }
        if mark {
            edited.insert(0, '\u{FEFF}');
        }
        prop_assert_eq!(signed.with(STORY, edited).states(), all_right());
    }
}
