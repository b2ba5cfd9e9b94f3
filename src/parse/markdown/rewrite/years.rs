//! `2020. 全年完成…` is a sentence and no list: nobody counts from there.

use super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::search::fold::is_han;

/// The fewest digits of a number from which no list counts.
const YEAR_DIGITS: usize = 4;

/// Returns whether a line of a source may begin with such a number.
pub(super) fn may_apply(source: &str) -> bool {
    memchr::memchr_iter(b'.', source.as_bytes()).any(|dot| {
        let digits = source.as_bytes()[..dot].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        digits >= YEAR_DIGITS && source[dot + 1..].starts_with([' ', '\t'])
    })
}

/// Makes text of items that are alone and begin with a year. Several of them are a chronicle: they stay a list, which shows
/// the numbers as they are written.
pub(super) fn rewrite_years(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    for (n, line) in lines.iter().enumerate() {
        let Some(dot) = year_dot(input, line) else { continue };
        let before = lines[..n].iter().rev().find(|line| is_beginning(line));
        let after = lines[n + 1..].iter().find(|line| is_beginning(line));
        let is_chronicle = before.into_iter().chain(after).any(|line| year_dot(input, line).is_some());

        if !is_chronicle && input.lines.content(line).starts_with(is_han) {
            output.edits.push(SourceEdit::insertion(dot, "\\"));
        }
    }
}

/// Whether a line begins an item or stands outside of lists.
fn is_beginning(line: &SourceLine) -> bool {
    line.begins_container || (line.depth == 0 && line.kind != LineKind::Blank)
}

/// Returns the place of the `.` behind the year that an item outside of other blocks begins with.
fn year_dot(input: &RuleInput, line: &SourceLine) -> Option<usize> {
    if !line.begins_container || line.depth != 1 || line.kind != LineKind::Text {
        return None;
    }
    let mark = &input.source[line.range.start..line.container_end];
    let number = mark.trim().strip_suffix('.')?;
    let is_year = number.len() >= YEAR_DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| line.range.start + mark.find('.').unwrap_or_default())
}
