//! The digest of what readers get of a story, which signatures of its review name.
//!
//! It is made from the source and not from the page, so that it is the same on every machine and in every version of the
//! program: from the values of the front matter that readers see, and from the Markdown of the body without line ends, blanks
//! and comments that make no difference. `docs/review.md` says what it covers. The digests of the files that the story
//! shows are added to it by [`with_files`].

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::front_matter::KEYS;
use super::markdown::is_too_heavy;
use crate::digest::{Digest, Hasher};
use crate::yaml::{Node, Value};

/// The version of the rules by which digests are made. With other rules it must be another one, and old digests must still
/// be understood.
const DIGEST_VERSION: &str = "jianbao review 1";

/// Keys of the front matter that readers see nothing of: a change of these leaves signatures as they are.
const UNSEEN_KEYS: [&str; 5] = ["review", "draft", "expires", "aliases", "pinned"];

/// The extensions that are read to find code and comments. They belong to [`DIGEST_VERSION`].
const CODE_OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES);

/// How deep blocks may lie in one another where code and comments are looked for.
const MAX_BRACKET_NESTING: usize = 100;

/// A file that a story shows, for the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownFile<'f> {
    /// Its path as seen from the story.
    pub name: &'f str,
    /// The digest of its content; none if it is not there.
    pub digest: Option<Digest>,
}

/// Returns the digest of a story's text: of the map of its front matter, and of its body in Markdown.
pub fn digest_text(front: &Node, body: &str) -> Digest {
    let hasher = Hasher::default().add_text(DIGEST_VERSION);
    add_front_matter(hasher, front).add_text(&normalize_body(body)).to_digest()
}

/// Returns the digest of a story's text together with the files that it shows.
pub fn with_files(text: Digest, files: &mut [ShownFile]) -> Digest {
    files.sort_unstable();
    let hasher = Hasher::default().add_bytes(&text.to_bytes());
    let hasher = files.iter().fold(hasher, |hasher, file| {
        let content = file.digest.map(Digest::to_bytes).unwrap_or_default();
        hasher.add_text(file.name).add_bytes(&content)
    });
    hasher.to_digest()
}

/// Adds the values that readers see, in the order of the names of their keys.
fn add_front_matter(hasher: Hasher, front: &Node) -> Hasher {
    let Value::Map(entries) = &front.value else { return hasher };
    let mut seen: Vec<(Cow<str>, &Node)> = entries
        .iter()
        .filter_map(|(key, value)| Some((english_name(key.scalar_text()?), value)))
        .filter(|(key, value)| !UNSEEN_KEYS.contains(&key.as_ref()) && !is_empty(value))
        .collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));

    seen.into_iter().fold(hasher, |hasher, (key, value)| add_value(hasher.add_text(&key), value))
}

/// Returns the English name of a key.
fn english_name(written: String) -> Cow<'static, str> {
    match KEYS.iter().find(|key| key.names().any(|name| name == written)) {
        Some(key) => Cow::Borrowed(key.name),
        None => Cow::Owned(written),
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Text(text) => text.trim().is_empty(),
        Value::Bool(..) | Value::Number(_) => false,
    }
}

/// Adds a value with its kind before it. Texts, numbers and truth values are what is written; quotes make no difference.
fn add_value(hasher: Hasher, node: &Node) -> Hasher {
    match &node.value {
        Value::Null => hasher.add_bytes(b"n"),
        Value::List(items) => {
            let hasher = hasher.add_bytes(b"l").add_bytes(&(items.len() as u64).to_le_bytes());
            items.iter().fold(hasher, add_value)
        }
        Value::Map(entries) => {
            let hasher = hasher.add_bytes(b"m").add_bytes(&(entries.len() as u64).to_le_bytes());
            entries.iter().fold(hasher, |hasher, (key, value)| add_value(add_value(hasher, key), value))
        }
        Value::Bool(..) | Value::Number(_) | Value::Text(_) => {
            let text = node.scalar_text().unwrap_or_default();
            hasher.add_bytes(b"t").add_text(text.trim())
        }
    }
}

/// Returns the Markdown of a body with line ends, blanks and comments as they would be if nobody had cared for them: lines end
/// with `\n`; blanks at their ends are gone, but for the two spaces that break a line; between blocks is one blank line, before
/// the first and behind the last none; comments are gone. Code keeps its blank lines.
fn normalize_body(body: &str) -> String {
    let lines = normalize_lines(body);
    let has_comments = lines.contains("<!--");
    if !(has_comments || lines.contains("\n\n\n")) || is_too_heavy(&lines, MAX_BRACKET_NESTING) {
        return lines.trim_matches('\n').to_owned();
    }

    let literal = LiteralRanges::find_in(&lines);
    let without_comments = literal.comments.iter().rev().fold(lines.clone(), |mut text, comment| {
        text.replace_range(comment.clone(), "");
        text
    });
    let code = literal.code_without_comments();
    collapse_blank_lines(&without_comments, &code)
}

/// Returns a text with its lines ended by `\n`, and without the blanks at their ends that mean nothing.
fn normalize_lines(body: &str) -> String {
    let body =
        if body.contains('\r') { Cow::Owned(body.replace("\r\n", "\n").replace('\r', "\n")) } else { body.into() };
    let mut out = String::with_capacity(body.len());
    let mut lines = body.split('\n').peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim_end_matches([' ', '\t']);
        let is_followed = lines.peek().is_some_and(|next| !next.trim_matches([' ', '\t']).is_empty());
        out.push_str(bare);
        if line.ends_with("  ") && is_followed && !bare.is_empty() {
            out.push_str("  ");
        }
        out.push('\n');
    }
    out
}

/// The stretches of a Markdown text that are not Markdown.
#[derive(Default)]
struct LiteralRanges {
    /// Blocks of code and of HTML, in order.
    code: Vec<Range<usize>>,
    /// Comments, in order.
    comments: Vec<Range<usize>>,
}

impl LiteralRanges {
    fn find_in(text: &str) -> Self {
        let mut ranges = Self::default();
        for (event, range) in Parser::new_ext(text, CODE_OPTIONS).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => ranges.code.push(range),
                Event::Start(Tag::HtmlBlock) => {
                    ranges.code.push(range.clone());
                    ranges.add_comments(text, range);
                }
                Event::InlineHtml(_) => ranges.add_comments(text, range),
                _ => {}
            }
        }
        ranges
    }

    /// Adds the comments in a stretch of HTML. A blank before and one behind a comment are one blank without it.
    fn add_comments(&mut self, text: &str, html: Range<usize>) {
        let mut at = html.start;
        while let Some(open) = text[at..html.end].find("<!--").map(|offset| at + offset) {
            let close = text[open..html.end].find("-->").map_or(html.end, |offset| open + offset + "-->".len());
            let is_between_blanks = text[..open].ends_with(' ') && text[close..].starts_with([' ', '\n']);
            let start = if is_between_blanks { open - 1 } else { open };
            self.comments.push(start..close);
            at = close;
        }
    }

    /// Returns where code stands in the text without its comments.
    fn code_without_comments(&self) -> Vec<Range<usize>> {
        let moved = |at: usize| {
            let removed = self.comments.iter().map(|comment| comment.end.min(at).saturating_sub(comment.start));
            at - removed.sum::<usize>()
        };
        self.code.iter().map(|range| moved(range.start)..moved(range.end)).collect()
    }
}

/// Returns a text of which each run of blank lines outside of code is one, and none at its ends.
fn collapse_blank_lines(text: &str, code: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = code.iter().peekable();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        while code.next_if(|range| range.end <= at).is_some() {}
        let is_code = code.peek().is_some_and(|range| range.start < at && at < range.end);
        let bare = line.trim_end_matches([' ', '\n', '\t']);

        let is_second_blank = bare.is_empty() && (out.is_empty() || out.ends_with("\n\n"));
        if is_code || !is_second_blank {
            out.push_str(match bare.is_empty() {
                true => "\n",
                // A blank stood before a comment.
                false if !is_code && line.ends_with(" \n") && !line.ends_with("  \n") => bare,
                false => line,
            });
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
        at += line.len();
    }
    out.trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::yaml;

    fn digest(front: &str, body: &str) -> Digest {
        let node = yaml::parse_document(FileId(1), front, 0..front.len()).unwrap();
        digest_text(&node, body)
    }

    #[test]
    fn what_readers_do_not_see_changes_nothing() {
        for (a, b) in [
            ("一段。\n\n二段。\n", "一段。\r\n\r\n二段。\r\n"),
            ("一段。\n\n二段。\n", "\n\n一段。  \n\n\n\n二段。 \t\n\n\n"),
            ("一段。\n\n二段。\n", "一段。\n\n<!-- 待核 -->\n\n二段。\n"),
            ("一段。\n\n二段。\n", "一段。\n\n<!-- 待\n\n\n核 -->\n\n二段。\n"),
            ("一段。\n\n二段。\n", "一<!-- 待核 -->段。\n\n二段。<!-- x -->\n"),
            ("一 段。\n", "一 <!-- 待核 --> 段。\n"),
            ("一段。  \n二行。\n", "一段。     \n二行。\n"),
            ("一段。\n二行。\n", "一段。 \n二行。\n"),
            ("```\na\n\n\nb\n```\n", "\n```\na  \n\n\nb\n```"),
        ] {
            assert_eq!(digest("title: 甲", a), digest("title: 甲", b), "{a:?} {b:?}");
        }
        for (a, b) in [
            ("title: 甲\ndate: 2020-01-01", "日期: '2020-01-01' # 周三\n\n标题: \"甲\"\nsummary:\n"),
            ("title: 甲", "title: 甲\ndraft: 是\n置顶: 是\n旧址: /a.html\n下线: 2021-01-01\n三审: {初审: 张三}"),
            ("title: 甲\ntags: [a, b]", "title: 甲\ntags:\n  - a\n  - b"),
            ("summary: |\n  一\n  二", "summary: |\r\n  一\r\n  二\r\n"),
        ] {
            assert_eq!(digest(a, "文。"), digest(b, "文。"), "{a:?} {b:?}");
        }
    }

    #[test]
    fn what_readers_see_changes_the_digest() {
        let bodies = [
            "一段。\n\n二段。\n",
            "一段。\n二段。\n",
            "一段。  \n二段。\n",
            "一段。二段。\n",
            "一段。\n\n二段！\n",
            "一段。\n\n    二段。\n",
            "```\n一段。\n\n二段。\n```\n",
            "```\n一段。\n\n\n二段。\n```\n",
            "```\n一段。\n\n\n\n二段。\n```\n",
            "`<!-- a -->`\n",
            "`<!-- b -->`\n",
            "```\n<!-- a -->\n```\n",
            "```\n<!-- b -->\n```\n",
            "",
        ];
        for (n, a) in bodies.iter().enumerate() {
            for b in &bodies[..n] {
                assert_ne!(digest("title: 甲", a), digest("title: 甲", b), "{a:?} {b:?}");
            }
        }

        let fronts = [
            "title: 甲",
            "title: 乙",
            "title: 甲\nbyline: {记者: 乙}",
            "title: 甲\nbyline: {通讯员: 乙}",
            "title: 甲\nbyline: {记者: [乙, 丙]}",
            "title: 甲\nsummary: 乙",
            "title: 甲\nsource: 乙",
            "title: 甲\ntags: [乙, 丙]",
            "title: 甲\ntags: [丙, 乙]",
            "title: 甲\nfigures: {values: {申报: 114, 立项: 29}}",
            "title: 甲\nfigures: {values: {申报: 114, 立项: 30}}",
            "title: 甲\ncorrections: {date: 2020-01-01, text: 已改正。}",
            "title: 甲\nupdated: 2020-01-01",
        ];
        for (n, a) in fronts.iter().enumerate() {
            for b in &fronts[..n] {
                assert_ne!(digest(a, "文。"), digest(b, "文。"), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_digest_of_a_text_is_what_it_was() {
        // A change here loses every signature that was ever made: it takes a new version beside the old one.
        let front = "标题: 甲\n日期: 2020-09-15\n署名: {记者: [乙, 丙]}\n数据: {values: {申报: 114}}";
        let text = digest(front, "一段。  \n二行。\n\n\n\n<!-- x -->\n- 三\n");
        assert_eq!(text.to_string(), "bdc0386231e82e472f70c37ec9544267");
        let mut files = [ShownFile { name: "a.jpg", digest: Some(text) }, ShownFile { name: "b.csv", digest: None }];
        assert_eq!(with_files(text, &mut files).to_string(), "aa68745556b1a55d1bc0286825651a9b");
    }

    #[test]
    fn every_key_is_seen_or_known_to_be_unseen() {
        let seen = [
            "title",
            "date",
            "kicker",
            "subtitle",
            "updated",
            "corrections",
            "tags",
            "byline",
            "source",
            "summary",
            "cover",
            "issue",
            "page",
            "figures",
        ];
        for key in KEYS {
            let is_decided = seen.contains(&key.name) != UNSEEN_KEYS.contains(&key.name);
            assert!(is_decided, "do readers see `{}`? Say so here, and in docs/review.md", key.name);
        }
    }
}
