//! Characters that nobody sees at the beginning of a line: U+200B and its kin before a mark, `&nbsp;` in the place of an
//! indentation, `<br />` in the place of a blank line.

use super::super::line_starts;
use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};

/// Characters without a width that editors and web pages leave behind.
const INVISIBLE_BEFORE_MARK: [char; 6] = ['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}'];

/// References to spaces with which a paragraph is indented.
const SPACE_REFERENCES: [&str; 5] = ["&nbsp;", "&emsp;", "&ensp;", "&#160;", "&#12288;"];

pub(super) fn may_apply(source: &str) -> bool {
    [
        "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{A0}", "&nbsp;", "&e", "&#1", "<br",
        "<BR",
    ]
    .iter()
    .any(|mark| super::holds(source, mark))
}

/// Deletes these characters where a line begins, and makes a blank line of one that holds nothing else.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    for (n, line) in lines.iter().enumerate() {
        let is_prose =
            matches!(line.kind, LineKind::Text | LineKind::Heading | LineKind::Html | LineKind::IndentedCode);
        let content = input.lines.content(line);
        if !is_prose
            || !content.starts_with(|c| INVISIBLE_BEFORE_MARK.contains(&c) || matches!(c, '&' | '<' | '\u{A0}'))
        {
            continue;
        }

        let is_html = line.kind == LineKind::Html && n.checked_sub(1).is_some_and(|n| lines[n].kind == LineKind::Html);
        let breaks = skip_breaks(content);
        if breaks == content.len() && !is_html {
            output.edits.push(SourceEdit::deletion(line.content_start..line.range.end));
            continue;
        }

        let length = leading_blanks(content);
        // How a paragraph is indented tells where it begins: the rule of paragraphs needs it.
        let is_indented =
            content[..length].contains(['&', '\u{A0}', '\u{3000}']) && !line_starts::begins_block(&content[length..]);
        if is_indented && line.kind == LineKind::Text {
            continue;
        }
        if length > 0 && line.kind != LineKind::Html {
            let indents = content[..length].starts_with(['&', '\u{A0}']) && goes_on(lines, n);
            let replacement = if indents { "\n" } else { "" };
            let range = line.content_start - line.indent.min(line.content_start - line.container_end)
                ..line.content_start + length;
            output.edits.push(SourceEdit::replacement(range, replacement));
        }
    }
}

/// Returns whether a line goes on with a paragraph at the top level.
fn goes_on(lines: &[SourceLine], n: usize) -> bool {
    let before = n.checked_sub(1).and_then(|n| lines.get(n));
    lines[n].depth == 0 && before.is_some_and(|before| before.kind == LineKind::Text && before.depth == 0)
}

/// Returns the length of the invisible characters and references to spaces at the beginning of a line.
fn leading_blanks(content: &str) -> usize {
    let mut rest = content;
    loop {
        let reference = SPACE_REFERENCES.iter().find_map(|it| rest.strip_prefix(it));
        let next = reference.unwrap_or_else(|| {
            rest.trim_start_matches(|c: char| {
                INVISIBLE_BEFORE_MARK.contains(&c) || matches!(c, '\u{A0}' | '\u{3000}' | ' ')
            })
        });
        if next.len() == rest.len() {
            return content.len() - rest.len();
        }
        rest = next;
    }
}

/// Returns the length of the line breaks, and of the blanks between them, at the beginning of a line; 0 without a break.
fn skip_breaks(content: &str) -> usize {
    let mut rest = content;
    let mut found = false;
    loop {
        rest = &rest[leading_blanks(rest)..];
        let lower = rest.get(..6).or(rest.get(..rest.len().min(5))).unwrap_or_default().to_ascii_lowercase();
        let Some(length) = ["<br />", "<br/>", "<br>"].iter().find(|tag| lower.starts_with(**tag)).map(|tag| tag.len())
        else {
            let only_blanks = rest.trim().is_empty() && !content.trim().is_empty();
            return if found || only_blanks { content.len() - rest.trim_start().len() } else { 0 };
        };
        found = true;
        rest = &rest[length..];
    }
}
