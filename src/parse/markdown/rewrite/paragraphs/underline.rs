//! `---` or `===` directly below a paragraph: CommonMark makes a heading of the whole paragraph.

use super::super::line_starts;
use super::super::source_lines::LineKind;
use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::line_end::{LineEnd, has_chinese};
use super::paragraph_run::ParagraphRun;
use crate::diagnostic::catalog;
use crate::diagnostic::fix::Fix;

/// The most characters of a line that is surely a heading, …
const MAX_SURE_HEADING: usize = 20;
/// … and of one that may be one.
const MAX_HEADING: usize = 40;

/// Readings of a paragraph with a line of `---` below it.
enum Underlined {
    Heading,
    ParagraphAndRule,
    /// It is read as a heading, and reported.
    Undecided,
}

/// Makes a rule of the line below a paragraph, if that is none that could be a heading.
pub(super) fn rewrite_underline(input: &RuleInput, run: &ParagraphRun, below: usize, output: &mut RuleOutput) {
    let Some(line) = input.lines.lines.get(below) else { return };
    let content = input.lines.content(line);
    let is_underline = match line.kind {
        LineKind::Underline => true,
        // It would become one, since what stands above was taken for code.
        LineKind::Rule => run.ends_in_indented_code() && line_starts::is_underline(content),
        _ => false,
    };
    if !is_underline {
        return;
    }

    let prefix = &input.source[line.range.start..line.container_end];
    let break_text = format!("{}\n{prefix}", prefix.trim_end());
    match judge_paragraph(run) {
        Underlined::Heading => {}
        Underlined::ParagraphAndRule => {
            let start = line.range.start..line.container_end;
            output.edits.push(SourceEdit::replacement(start, break_text));
            if content.starts_with("===") {
                output.edits.push(SourceEdit::replacement(line.content_start..line.range.end, "---"));
            }
        }
        Underlined::Undecided => {
            let Some(last) = run.last_line() else { return };
            let place = last.content_start..last.range.end;
            let start = line.range.start..line.range.start;
            let fix = Fix::to_confirm(input.span(&start), format!("{}\n", prefix.trim_end()));
            let mark = content.trim_end();
            output.diagnostics.push(catalog::heading_or_rule(input.span(&place), mark, fix));
        }
    }
}

fn judge_paragraph(run: &ParagraphRun) -> Underlined {
    let mut lines = run.last_paragraph();
    let count = lines.len();
    let Some(text) = lines.next() else { return Underlined::Heading };
    let text = text.trim_end();
    let is_picture = text.starts_with("![") && text.ends_with(')');
    let is_remark = text.starts_with('（') && text.ends_with('）');
    if is_picture || is_remark {
        return Underlined::ParagraphAndRule;
    }
    if !has_chinese(text) {
        return Underlined::Heading;
    }

    let length = text.chars().count();
    let is_question = text.ends_with(['？', '！', '?', '!']);
    let ends = LineEnd::of_line(text) > LineEnd::Open || text.ends_with(['，', '、', ',']);
    if count > 1 || run.is_last_indented() || length > MAX_HEADING || (ends && !is_question) {
        return Underlined::ParagraphAndRule;
    }
    if length > MAX_SURE_HEADING { Underlined::Undecided } else { Underlined::Heading }
}
