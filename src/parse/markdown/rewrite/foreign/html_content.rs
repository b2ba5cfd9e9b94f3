//! Markdown within blocks of HTML: `<div>**粗**</div>`, `<center>![图](a.png)</center>`. The parser reads none until a blank
//! line, so blank lines are put between tags and Chinese text with marks.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit};
use super::html_scan::{ScannedTag, all_tags};
use crate::diagnostic::{add, catalog};
use crate::search::fold::is_han;

/// Elements that stand in a line of text.
const INLINE_ELEMENTS: [&str; 24] = [
    "a", "abbr", "b", "big", "br", "code", "del", "em", "font", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "small", "span", "strong", "sub", "sup",
];

/// Beginnings of what is no text, whatever stands in it.
const VERBATIM: [&str; 7] = ["<script", "<style", "<pre", "<textarea", "<!--", "<?", "<svg"];

pub(super) fn may_apply(source: &str) -> bool {
    memchr::memchr(b'<', source.as_bytes()).is_some()
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let mut n = 0;
    while n < lines.len() {
        let count = lines[n..].iter().take_while(|line| line.kind == LineKind::Html).count();
        if count > 0 {
            let block = lines[n].content_start..lines[n + count - 1].range.end;
            rewrite_block(input, block, lines[n].depth > 0, output);
        }
        n += count.max(1);
    }
}

fn rewrite_block(input: &RuleInput, block: Range<usize>, in_container: bool, output: &mut RuleOutput) {
    let html = &input.source[block.clone()];
    if let Some(at) = html.find("<!--").filter(|at| !html[*at..].contains("-->")) {
        let span = input.span(&(block.start + at..block.start + at + "<!--".len()));
        add(&mut output.diagnostics, catalog::comment_without_end(span));
        return;
    }

    let lower = html.to_ascii_lowercase();
    let is_verbatim = VERBATIM.iter().any(|start| lower.contains(start));
    let runs: Vec<TextRun> =
        text_runs(html).into_iter().filter(|run| holds_markdown(&html[run.range.clone()])).collect();
    if is_verbatim || in_container {
        for run in runs.iter().filter(|_| !is_verbatim) {
            let span = input.span(&(block.start + run.range.start..block.start + run.range.end));
            add(&mut output.diagnostics, catalog::markdown_in_html(span));
        }
        return;
    }
    for run in runs {
        rewrite_run(html, block.start, &run, output);
    }
}

/// Text with the tags of its own, between two tags of blocks.
struct TextRun {
    range: Range<usize>,
    /// The bytes of a `<p>` before it, …
    opening: usize,
    /// … and of a `</p>` behind it.
    closing: usize,
}

/// Splits a block into the runs of text that stand between the tags of blocks.
fn text_runs(html: &str) -> Vec<TextRun> {
    let tags: Vec<ScannedTag> =
        all_tags(html).into_iter().filter(|tag| !INLINE_ELEMENTS.contains(&tag.name.as_str())).collect();
    let mut runs = Vec::new();
    for n in 0..=tags.len() {
        let before = n.checked_sub(1).map(|n| &tags[n]);
        let after = tags.get(n);
        let start = before.map_or(0, |tag| tag.range.end);
        let end = after.map_or(html.len(), |tag| tag.range.start);
        let length = |tag: Option<&ScannedTag>, closes: bool| {
            tag.filter(|tag| tag.name == "p" && tag.is_closing == closes).map_or(0, |tag| tag.range.len())
        };
        runs.push(TextRun { range: start..end, opening: length(before, false), closing: length(after, true) });
    }
    runs
}

/// Returns whether a text is Chinese and has marks of Markdown.
fn holds_markdown(text: &str) -> bool {
    let has_pair = |mark: &str| {
        text.split_once(mark)
            .is_some_and(|(_, rest)| rest.find(mark).is_some_and(|at| at > 0 && !rest.starts_with(' ')))
    };
    fn begins_line(line: &str) -> bool {
        let line = line.trim_start();
        let heading = line.trim_start_matches('#');
        let is_heading = heading.len() < line.len() && heading.starts_with(' ');
        is_heading || ["- ", "* ", "> ", "1. ", "|--", "| --"].iter().any(|mark| line.starts_with(mark))
    }
    let is_link = text.split_once("](").is_some_and(|(before, after)| before.contains('[') && after.contains(')'));
    text.chars().any(is_han)
        && (is_link
            || has_pair("**")
            || has_pair("~~")
            || has_pair("==")
            || has_pair("`")
            || text.lines().any(begins_line))
}

/// Puts blank lines round a run, so that it is read as Markdown. A paragraph of HTML round it would be one too many.
fn rewrite_run(html: &str, start: usize, run: &TextRun, output: &mut RuleOutput) {
    let text = &html[run.range.clone()];
    let words = text.trim();
    let words_start = run.range.start + text.len() - text.trim_start().len();
    let words_end = words_start + words.len();

    if run.range.start > 0 {
        let before = start + run.range.start - run.opening..start + words_start;
        output.edits.push(SourceEdit::replacement(before, "\n\n"));
    } else {
        join_leading_tags(html, start, words_start, output);
    }
    for (at, _) in words.match_indices('\n') {
        let line_start = words_start + at + 1;
        let line = &html[line_start..];
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if indent >= 4 || line[..indent].contains('\t') {
            output.edits.push(SourceEdit::deletion(start + line_start..start + line_start + indent));
        }
    }
    if run.range.end < html.len() {
        let after = start + words_end..start + run.range.end + run.closing;
        output.edits.push(SourceEdit::replacement(after, "\n\n"));
    }
}

/// A tag alone on the first line, such as `<font color="red">`, begins a block only there: it moves to its text.
fn join_leading_tags(html: &str, start: usize, words_start: usize, output: &mut RuleOutput) {
    let first_line = html[words_start..].split('\n').next().unwrap_or_default();
    let line_end = words_start + first_line.len();
    if first_line.trim_end().ends_with('>') && line_end < html.len() {
        let next = html[line_end..].len() - html[line_end..].trim_start().len();
        output.edits.push(SourceEdit::deletion(start + line_end..start + line_end + next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_from_other_text() {
        for (text, expected) in [
            ("甲**乙**", true),
            ("![图](a.png)", true),
            ("\n# 题\n", true),
            ("\n- 甲\n- 乙", true),
            ("甲 * 乙 * 丙", false),
            ("正文", false),
            ("*foo* **bar**", false),
            ("甲（乙）", false),
        ] {
            assert_eq!(holds_markdown(text), expected, "{text}");
        }
    }
}
