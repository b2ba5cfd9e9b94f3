//! Lines that are joined to one paragraph though each ends a sentence: they may be several paragraphs that were pasted.

use super::super::RuleOutput;
use super::line_end::{LineEnd, goes_on_from_above, has_chinese};
use super::paragraph_run::{Break, ParagraphRun, RunLine};
use crate::config::LineBreaks;
use crate::diagnostic::catalog;
use crate::diagnostic::fix::{Edit, Fix};

/// The least width in characters at which editors wrap lines.
const MIN_WRAP_WIDTH: usize = 20;

/// Reports a paragraph whose every line ends a sentence.
pub(super) fn report_joined_lines(run: &ParagraphRun, output: &mut RuleOutput) {
    let lines = &run.lines;
    let is_open = lines.iter().skip(1).all(|line| line.follows == Break::Soft);
    let is_plain = lines.iter().all(|line| line.line.depth == 0);
    if lines.len() < 2 || !is_open || !is_plain || run.input.settings.line_breaks == LineBreaks::Hard {
        return;
    }
    let all_end = lines.iter().all(|line| {
        LineEnd::of_line(line.words) == LineEnd::Sentence
            && has_chinese(line.words)
            && !line.is_broken(run.input.source)
    });
    if !all_end || may_be_wrapped(lines) || are_connected(lines) {
        return;
    }

    let edits = lines.iter().skip(1).map(|line| {
        let start = line.line.range.start..line.line.range.start;
        Edit { span: run.input.span(&start), replacement: "\n".to_owned() }
    });
    let fix = Fix::edits_to_confirm(edits.collect());
    let first = &lines[0];
    let place = first.line.content_start..first.line.range.end;
    output.diagnostics.push(catalog::lines_joined(run.input.span(&place), lines.len(), fix));
}

/// Returns whether they are two lines that are one paragraph: short ones, or a first one that may have been wrapped behind
/// a full stop, with a second that is at most half again as long. Of three lines that is hardly ever so.
fn may_be_wrapped(lines: &[RunLine]) -> bool {
    let [first, second] = lines else { return false };
    let width = first.words.trim_end().chars().count();
    let next = second.words.trim_end().chars().count();
    width + next < MIN_WRAP_WIDTH || (width >= MIN_WRAP_WIDTH && next * 2 <= width * 3)
}

/// Returns whether at least half of the lines go on with what the line above says: then each is a sentence of one
/// paragraph.
fn are_connected(lines: &[RunLine]) -> bool {
    let below = &lines[1..];
    let connected = below.iter().filter(|line| goes_on_from_above(line.words)).count();
    connected * 2 >= below.len()
}
