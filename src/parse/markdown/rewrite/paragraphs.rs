//! Lines that are paragraphs of their own, though no blank line stands between them.
//!
//! CommonMark joins neighbouring lines. Chinese texts that are pasted from Word or WeChat have a line for each paragraph,
//! and show where one begins by blanks or by the mark of an item; lines wrapped by hand show nothing of that, and are
//! joined as before. `docs/markdown.md` has the rules.

mod aligned_line;
mod blanks;
mod indented_prose;
mod inline_spans;
mod item_mark;
mod item_sequence;
mod joined_lines;
mod label;
mod line_end;
mod line_shape;
mod paragraph_run;
mod signature;
mod underline;
mod verse;

pub(in crate::parse::markdown) use blanks::{LeadingBlanks, trim_blanks};

use super::source_lines::LineKind;
use super::{ClassedRange, ParagraphClass, RuleInput, RuleOutput};
use paragraph_run::ParagraphRun;

/// Returns whether lines of a source may be paragraphs of their own: whether one follows another without a blank line
/// between, is indented, or whether the source may end with a signature.
pub(super) fn may_apply(source: &str) -> bool {
    let bytes = source.as_bytes();
    if bytes.first().is_some_and(|byte| begins_with_blank(*byte)) {
        return true;
    }

    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let next = bytes.get(end + 1).copied().unwrap_or(b'\n');
        let is_behind_text = end > start && &bytes[start..end] != b"\r";
        let goes_on = !matches!(next, b'\n' | b'\r' | b'#' | b'|' | b'<' | b'`');
        if begins_with_blank(next) || (is_behind_text && goes_on) {
            return true;
        }
        start = end + 1;
    }
    signature::may_have_signature(source)
}

/// Returns whether a blank may begin with a byte, of the kinds that are looked for at the beginnings of lines.
fn begins_with_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'&' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Makes paragraphs of lines that look like ones.
pub(super) fn rewrite_paragraphs(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines;
    let indented_prose = indented_prose::find_indented_prose(lines);
    let is_prose = |n: usize| lines.lines[n].kind == LineKind::Text || indented_prose[n];
    let signature = signature::find_signature(lines, |n| is_prose(n) && lines.lines[n].depth == 0);

    let mut n = 0;
    while n < lines.lines.len() {
        if !is_prose(n) {
            n += 1;
            continue;
        }
        let behind = n + 1;
        let length = (behind..lines.lines.len())
            .take_while(|next| is_prose(*next) && !lines.lines[*next].begins_container)
            .count();
        let end = behind + length;

        let run = ParagraphRun::from_lines(input, n..end, &signature);
        run.rewrite(output);
        underline::rewrite_underline(input, &run, end, output);
        n = end;
    }

    for line in &lines.lines[signature] {
        if line.content_start < line.range.end {
            output.classes.push(ClassedRange { range: line.range.clone(), class: ParagraphClass::Signature });
        }
    }
}
