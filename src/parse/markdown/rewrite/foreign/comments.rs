//! Comments of Obsidian, `%%…%%`: notes of editors to one another, which are not published.

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit};
use super::protected::{Protected, paragraphs};
use crate::diagnostic::{add, catalog};

const MARK: &str = "%%";

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, MARK)
}

/// Deletes comments. One that begins a line may hold blank lines, any other ends in its paragraph.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let source = input.source;
    let code = Protected::code_and_addresses(&input.lines);
    let paragraphs = paragraphs(&input.lines);
    let mut at = 0;

    while let Some(start) = next_mark(source, at, &code) {
        let inside = start + MARK.len();
        at = inside;
        let begins_line = is_behind_blanks(source, start);
        let paragraph = paragraphs.get(paragraphs.partition_point(|it| it.end <= start));
        let paragraph_end = paragraph.filter(|it| it.contains(&start)).map_or(source.len(), |it| it.end);
        let limit = if begins_line { source.len() } else { paragraph_end };
        let close = next_mark(source, inside, &code).filter(|close| *close < limit);
        // `5%%` is a slip, but for `5%%待核%%`.
        let is_behind_digit = |at: usize| source[..at].ends_with(|c: char| c.is_ascii_digit());
        if is_behind_digit(start) && close.is_none_or(is_behind_digit) {
            continue;
        }
        // `%% 表示百分号`: the text speaks of it; `${var%%suffix}` is code.
        let is_spoken_of = !begins_line
            && (source[inside..].starts_with([' ', '，', '。', '、', '”', '）', '」', '》', '"'])
                || source[..start].ends_with(|c: char| c.is_ascii_alphanumeric()));
        if close.is_none() && is_spoken_of {
            continue;
        }
        let Some(close) = close else {
            let span = input.span(&(start..inside));
            add(&mut output.diagnostics, catalog::mark_without_end(span, MARK, MARK));
            continue;
        };

        let end = close + MARK.len();
        at = end;
        add(&mut output.diagnostics, catalog::editors_comment(input.span(&(start..end))));
        let ends_line = source[end..].split('\n').next().unwrap_or_default().trim().is_empty();
        let whole_lines = begins_line && ends_line;
        output.edits.push(if whole_lines { delete_lines(input, start, end) } else { SourceEdit::deletion(start..end) });
    }
}

/// Returns the next `%%` outside of code that is neither longer nor escaped.
fn next_mark(source: &str, from: usize, code: &Protected) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memmem::find(&bytes[at..], MARK.as_bytes())?;
        let length = bytes[start..].iter().take_while(|byte| **byte == b'%').count();
        if let Some(end) = code.end_at(start) {
            at = end;
            continue;
        }
        if length == MARK.len() && !bytes[..start].ends_with(b"\\") {
            return Some(start);
        }
        at = start + length;
    }
}

/// Whether only blanks stand before a byte in its line.
fn is_behind_blanks(source: &str, at: usize) -> bool {
    source[..at].rsplit('\n').next().unwrap_or_default().trim().is_empty()
}

/// Deletes whole lines. Between two paragraphs their end stays, between two lines of one it goes too.
fn delete_lines(input: &RuleInput, start: usize, end: usize) -> SourceEdit {
    let source = input.source;
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
    let before = line_start.checked_sub(1).and_then(|at| input.lines.line_at(at));
    let is_within_paragraph = before.is_some_and(|line| line.kind == LineKind::Text);
    if is_within_paragraph { SourceEdit::deletion(line_start..line_end) } else { SourceEdit::deletion(start..end) }
}
