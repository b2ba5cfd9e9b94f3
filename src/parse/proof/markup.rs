//! Markdown that is none because of a slip, and what other programs leave in the place of a picture.

use super::passage::Passage;
use super::running::OPAQUE;
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::parse::link;
use crate::search::fold::is_han;
use crate::source::Span;

/// Words in brackets that chat programs leave in the place of what they cannot copy.
const PLACEHOLDERS: [&str; 25] = [
    "图片",
    "表情",
    "动画表情",
    "语音",
    "小程序",
    "微笑",
    "呲牙",
    "捂脸",
    "强",
    "玫瑰",
    "鼓掌",
    "抱拳",
    "合十",
    "握手",
    "庆祝",
    "爱心",
    "太阳",
    "红包",
    "烟花",
    "加油",
    "胜利",
    "偷笑",
    "咖啡",
    "礼物",
    "蛋糕",
];

/// Placeholders that a label or a headline may be too: told only where they stand alone.
const PLACEHOLDERS_ALONE: [&str; 4] = ["视频", "链接", "文件", "音频"];

/// Reports `[图片]`, `【图片】` and the like.
pub(super) fn check_placeholders(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    for (at, mark) in passage.marked_characters() {
        let close = match mark {
            '[' => ']',
            '【' => '】',
            _ => continue,
        };
        let inside = &passage.text[at + mark.len_utf8()..];
        let Some(end) = truncate_lookahead(inside).find(close) else { continue };
        let word = &inside[..end];
        let behind = &inside[end + close.len_utf8()..];

        let written = &passage.text[at..passage.text.len() - behind.len()];
        let is_alone = passage.text.trim() == written;
        // A sign of a chat is written in square brackets; `[图片]：` and `[图片](…)` are something else.
        let is_known = if mark == '[' { PLACEHOLDERS.contains(&word) } else { word == "图片" };
        let is_placeholder = is_known || (is_alone && PLACEHOLDERS_ALONE.contains(&word));
        if is_placeholder && !behind.starts_with(['：', ':', '(', '（', '[']) {
            add(diagnostics, catalog::placeholder_left(passage.span_across(at, written.len()), written));
        }
    }
}

/// Markdown that is not: `[甲]（a.md）`, `！[图](a.png)`, `##标题`, a note `[^1]` that nobody wrote.
pub(super) fn check_markup(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    for &at in passage.marks {
        let rest = text.get(at..).unwrap_or_default();
        let rest = truncate_lookahead(rest);
        if let Some((written, path)) = split_brackets(rest).filter(|(_, inside)| link::is_on_this_computer(inside)) {
            add(diagnostics, catalog::file_on_this_computer(passage.span_across(at, written.len()), path));
        } else if let Some((written, instead)) = correct_target(rest) {
            add(diagnostics, target_as_text(passage.span_across(at, written.len()), written, &instead));
        } else if let Some(label) = rest.strip_prefix("[^").and_then(|rest| Some(rest.split_once(']')?.0))
            && !label.trim().is_empty()
            && !label.contains(['\n', '['])
            && !is_character_class(passage, at, label)
        {
            add(diagnostics, catalog::note_missing(passage.span_across(at, label.len() + 3), label));
        } else if let Some((written, label)) = undefined_reference(rest) {
            let span = passage.span_across(at, written.len());
            add(diagnostics, catalog::link_definition_missing(span, written, label));
        } else if rest.starts_with('#') && (at == 0 || text[..at].ends_with('\n')) {
            let level = rest.bytes().take_while(|b| *b == b'#').count();
            let title = rest[level..].lines().next().unwrap_or_default();
            // `#话题#` is a hashtag, `#2469` a number, `#include` code.
            let is_heading =
                if level == 1 { title.starts_with(is_han) } else { title.starts_with(char::is_alphanumeric) };
            if level <= 6 && is_heading && !title.contains('#') {
                let written = &rest[..level];
                add(
                    diagnostics,
                    catalog::markdown_as_text(passage.span_across(at, level), written, &format!("{written} {title}")),
                );
            }
        }
    }
}

/// Whether `[^a-z]` is of a regular expression: its brackets are escaped, or the label is a range or has signs.
fn is_character_class(passage: &Passage, at: usize, label: &str) -> bool {
    let is_escaped = !passage.paragraph.is_exact(at, label.len() + "[^]".len());
    let characters: Vec<char> = label.chars().take(4).collect();
    let is_range =
        matches!(characters[..], [from, '-', to, ..] if from.is_ascii_alphanumeric() && to.is_ascii_alphanumeric());
    is_escaped || is_range || label.contains(['\\', '…', '"', '/', '<', '>', '&', '^'])
}

/// No address, label or heading is longer, and a hostile text must not be read to its end again and again.
pub(super) fn truncate_lookahead(rest: &str) -> &str {
    &rest[..rest.floor_char_boundary(300)]
}

/// Returns the message about a target that is text. Addresses in it are not known here: they cannot be written into a fix.
fn target_as_text(span: Span, written: &str, instead: &str) -> Diagnostic {
    if !written.contains(OPAQUE) {
        return catalog::markdown_as_text(span, written, instead);
    }
    fn shown(text: &str) -> String {
        text.replace(OPAQUE, "…")
    }
    Diagnostic { fixes: Vec::new(), ..catalog::markdown_as_text(span, &shown(written), &shown(instead)) }
}

/// Returns the link `[words][label]` or `[label][]` that a text begins with, and its label. It is still in the text, so that
/// nothing defines the label. Numbers are citations (`[1][2]`), and `[心][心]` is a pictogram.
fn undefined_reference(rest: &str) -> Option<(&str, &str)> {
    let (words, behind) = rest.strip_prefix('[')?.split_once("][")?;
    let (label, after) = behind.split_once(']')?;
    fn is_number(text: &str) -> bool {
        text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || c == ' ')
    }
    fn is_plain(text: &str) -> bool {
        !text.contains(['[', ']', '\n'])
    }
    let is_link = !words.is_empty() && !is_number(words) && words != label && !after.starts_with(['(', '（', '[']);
    if !is_link || !is_plain(words) || !is_plain(label) || (!label.is_empty() && is_number(label)) {
        return None;
    }

    let written = &rest[..words.len() + label.len() + "[][]".len()];
    Some((written, if label.is_empty() { words } else { label }))
}

/// The brackets behind `]` at the beginning of a text, and what is inside.
fn split_brackets(rest: &str) -> Option<(&str, &str)> {
    let (open, close) = if rest.starts_with("](") { ("](", ')') } else { ("]（", '）') };
    let inside = balanced_inside(rest.strip_prefix(open)?, close)?;
    let written = rest.get(..open.len() + inside.len() + close.len_utf8())?;
    Some((written, inside))
}

/// Returns what stands before the bracket that closes one at the beginning of a line: `附件 (2).docx)` has two.
fn balanced_inside(text: &str, close: char) -> Option<&str> {
    let open = if close == ')' { '(' } else { '（' };
    let line = text.split('\n').next().unwrap_or_default();
    let mut depth = 0_usize;
    for (at, c) in line.char_indices() {
        match c {
            _ if c == open => depth += 1,
            _ if c == close && depth == 0 => return Some(&line[..at]),
            _ if c == close => depth -= 1,
            _ => {}
        }
    }
    // One that is open inside is never closed.
    line.split_once(close).map(|(inside, _)| inside)
}

/// Returns what at the beginning of a text was meant as the target of a link or a picture and is none, because of its
/// brackets, its white space or its quotation marks; and how to write it.
pub(super) fn correct_target(rest: &str) -> Option<(&str, String)> {
    let (written, inside) = split_brackets(rest)?;
    let instead = match inside.split_once(|c: char| c.is_whitespace() || matches!(c, '“' | '‘' | '「' | '＂')) {
        Some((address, title)) if looks_like_address(address) => {
            let marks = ['“', '”', '‘', '’', '「', '」', '＂', '"', '\''];
            let title = title.trim_matches(|c: char| c.is_whitespace() || marks.contains(&c));
            if title.is_empty() { address.to_owned() } else { format!("{address} \"{title}\"") }
        }
        Some(_) if inside.split_whitespace().last().is_some_and(looks_like_address) => format!("<{inside}>"),
        None if written.starts_with("]（") && looks_like_address(inside) => inside.to_owned(),
        _ => return None,
    };
    Some((written, format!("]({instead})")))
}

/// Returns whether a text ends as the names of files do: `.xlsx`, not `3.5`.
fn has_file_extension(text: &str) -> bool {
    let Some((stem, extension)) = text.rsplit_once('.') else { return false };
    let is_name = extension.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_alphanumeric = extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name && is_alphanumeric && (2..=5).contains(&extension.len()) && !stem.is_empty()
}

/// Whether what stands in brackets could only be an address: no sentence has `.md` or `/` and no Han mark.
pub(in crate::parse) fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '，' | '。' | '、' | '；'))
        && (text.contains('/') || has_file_extension(text))
}
