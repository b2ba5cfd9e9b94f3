//! Marks that take a line: `.. note::` of reStructuredText, `#+TITLE:` of Org, `== 标题 ==` of MediaWiki and AsciiDoc,
//! `[NOTE]` and `image::a.png[图]` of AsciiDoc.

use super::super::super::{LineKind, RuleInput, SourceLine};
use super::ForeignMark;
use crate::diagnostic::catalog::markup_advice;
use crate::search::fold::is_han;

const ASCIIDOC: &str = "AsciiDoc";

/// The most characters of a heading.
const MAX_FOREIGN_HEADING_LENGTH: usize = 40;

/// Returns the mark of another language that a line is.
pub(super) fn mark_of_line(input: &RuleInput, line: &SourceLine) -> Option<ForeignMark> {
    if line.kind != LineKind::Text {
        return None;
    }
    let content = input.lines.content(line).trim_end();
    let mark = mark_of(content)?;
    let range = line.content_start..line.content_start + content.len();
    Some(ForeignMark { range, ..mark })
}

/// Returns whether a source may hold a block or a macro of AsciiDoc.
pub(super) fn may_hold_asciidoc(source: &str) -> bool {
    memchr::memmem::find(source.as_bytes(), b"::").is_some()
        || source.lines().any(|line| asciidoc_block(line.trim_end()).is_some())
}

fn mark_of(content: &str) -> Option<ForeignMark> {
    directive(content)
        .or_else(|| org_keyword(content))
        .or_else(|| wiki_heading(content))
        .or_else(|| asciidoc_block(content))
        .or_else(|| asciidoc_macro(content))
}

/// `.. note:: 请注意`, `.. figure:: a.png`, `.. _label:`
fn directive(content: &str) -> Option<ForeignMark> {
    let rest = content.strip_prefix(".. ")?;
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
    let (name, behind) = rest.split_at(length);
    let is_label = name.starts_with('_') && behind == ":";
    let value = behind.strip_prefix("::").or(is_label.then_some(""))?.trim();
    if name.is_empty() {
        return None;
    }

    let instead = match name {
        "contents" | "toctree" => Some(String::new()),
        "image" | "figure" if !value.is_empty() && !value.contains([' ', '(', ')']) => Some(format!("![]({value})")),
        _ => is_label.then(String::new),
    };
    let advice = match name {
        "image" | "figure" => markup_advice::write_a_picture(),
        "note" | "tip" | "hint" | "warning" | "caution" | "danger" | "important" | "attention" | "admonition" => {
            markup_advice::write_a_callout()
        }
        "code" | "code-block" | "literalinclude" => markup_advice::write_a_fence(),
        _ => markup_advice::write_the_words(),
    };
    let name_length = content.len() - behind.len() + if is_label { 1 } else { 2 };
    Some(ForeignMark { language: "reStructuredText", range: 0..content.len(), name_length, instead, advice })
}

/// `#+TITLE: 题`, `#+BEGIN_QUOTE`
fn org_keyword(content: &str) -> Option<ForeignMark> {
    let rest = content.strip_prefix("#+")?;
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'_').count();
    let name = rest[..length].to_ascii_lowercase();
    let is_block = name.starts_with("begin_") || name.starts_with("end_");
    if length < 3 || !(is_block || rest[length..].starts_with(':')) {
        return None;
    }

    let advice = match name.as_str() {
        "begin_quote" | "end_quote" => markup_advice::write_a_quote(),
        "begin_src" | "end_src" | "begin_example" | "end_example" => markup_advice::write_a_fence(),
        _ => markup_advice::write_the_words(),
    };
    Some(ForeignMark { language: "Org", range: 0..content.len(), name_length: length + 2, instead: None, advice })
}

/// `== 标题 ==`, `== 标题`, `= 标题`
fn wiki_heading(content: &str) -> Option<ForeignMark> {
    let level = content.bytes().take_while(|byte| *byte == b'=').count();
    let rest = content[level..].strip_prefix(' ').filter(|_| (1..=6).contains(&level))?;
    let words = rest.trim_end_matches('=').trim();
    let closing = rest.len() - rest.trim_end_matches('=').len();
    let is_heading = (closing == level || closing == 0)
        && words.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '《' | '（'))
        && words.chars().any(is_han)
        && words.chars().count() <= MAX_FOREIGN_HEADING_LENGTH
        && !words.ends_with(['。', '；', '，'])
        && !words.contains("==");
    // The sum of a calculation.
    let is_sum = level == 1 && words.contains(|c: char| c.is_ascii_digit() || "+-*/×÷＋－＝=".contains(c));
    (is_heading && !is_sum).then(|| ForeignMark {
        language: if closing == 0 { ASCIIDOC } else { "MediaWiki" },
        range: 0..content.len(),
        name_length: level,
        instead: Some(format!("{} {words}", "#".repeat(level))),
        advice: markup_advice::write_the_words(),
    })
}

/// `[NOTE]`, `[source,java]`, `[quote, 鲁迅]`
fn asciidoc_block(content: &str) -> Option<ForeignMark> {
    let inside = content.strip_prefix('[')?.strip_suffix(']')?;
    let name = inside.split(',').next().unwrap_or_default().trim_end();
    let advice = match name {
        "NOTE" | "TIP" | "IMPORTANT" | "WARNING" | "CAUTION" => markup_advice::write_a_callout(),
        "quote" | "verse" => markup_advice::write_a_quote(),
        "source" | "listing" => markup_advice::write_a_fence(),
        _ => return None,
    };
    let length = content.len();
    Some(ForeignMark { language: ASCIIDOC, range: 0..length, name_length: length, instead: None, advice })
}

/// `image::a.png[图]`, `video::a.mp4[]`, `include::b.adoc[]`
fn asciidoc_macro(content: &str) -> Option<ForeignMark> {
    let (name, rest) = content.split_once("::")?;
    let (target, label) = rest.strip_suffix(']')?.split_once('[')?;
    if target.is_empty() || target.contains(char::is_whitespace) {
        return None;
    }

    let label = label.split(',').next().unwrap_or_default();
    let (instead, advice) = match name {
        "image" if target.contains(['(', ')']) => (None, markup_advice::write_a_picture()),
        "image" => (Some(format!("![{label}]({target})")), markup_advice::write_a_picture()),
        "video" | "audio" => (None, markup_advice::write_a_link_to_the_page()),
        "include" => (None, markup_advice::write_the_words()),
        _ => return None,
    };
    let name_length = name.len() + 2;
    Some(ForeignMark { language: ASCIIDOC, range: 0..content.len(), name_length, instead, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead_of(content: &str) -> Option<Option<String>> {
        mark_of(content).map(|mark| mark.instead)
    }

    #[test]
    fn lines_are_told_from_text() {
        for (content, instead) in [
            (".. figure:: a.png", Some("![](a.png)")),
            (".. note:: 请注意", None),
            (".. _label:", Some("")),
            (".. contents::", Some("")),
            ("#+TITLE: 题", None),
            ("#+begin_quote", None),
            ("== 标题 ==", Some("## 标题")),
            ("=== 标题", Some("### 标题")),
            ("= 标题", Some("# 标题")),
            ("[NOTE]", None),
            ("[source,java]", None),
            ("[quote, 鲁迅]", None),
            ("image::a.png[图, 300]", Some("![图](a.png)")),
            ("include::b.adoc[]", None),
        ] {
            assert_eq!(instead_of(content), Some(instead.map(str::to_owned)), "{content}");
        }
        for content in [
            ".. 甲",
            "...",
            "#+",
            "#+1：附议",
            "= 5",
            "= 长 × 宽",
            "==高亮==",
            "== a == b",
            "== 甲 == 乙",
            "======",
            "[注]",
            "[NOTE] 甲",
            "[Note]",
            "std::a[0]",
            "image:: a.png[图]",
        ] {
            assert!(instead_of(content).is_none(), "{content}");
        }
    }
}
