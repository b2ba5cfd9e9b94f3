//! Notes within a line, as pandoc and Obsidian have them: `会议^[2024年9月召开。]`. They are reported with the note below the
//! text as a fix: text that a rule moves to another place would have no place in the file.

use std::collections::HashSet;
use std::ops::Range;

use super::super::{RuleInput, RuleOutput};
use super::protected::{Protected, paragraphs};
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{add, catalog};

const NOTE_OPENING: &str = "^[";

/// The longest note that is looked for, in bytes.
const MAX_NOTE_LENGTH: usize = 2000;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, NOTE_OPENING)
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let protected = Protected::code_and_addresses(&input.lines);
    let mut notes: Vec<Range<usize>> = Vec::new();
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut done = 0;
        for (at, _) in text.match_indices(NOTE_OPENING) {
            if at < done || text[..at].ends_with(['\\', '[']) || protected.covers(paragraph.start + at) {
                continue;
            }
            let Some(length) = note_length(&text[at..]) else { continue };
            // `^[1]^` is a number that is raised.
            if text[at + length..].starts_with('^') {
                continue;
            }
            done = at + length;
            notes.push(paragraph.start + at..paragraph.start + done);
        }
    }
    report_notes(input, &notes, output);
}

/// Returns the length of the note that a text begins with, up to the bracket that closes it.
fn note_length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(MAX_NOTE_LENGTH) {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + 1).filter(|_| !text[NOTE_OPENING.len()..at].trim().is_empty()),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Reports notes. All have one fix, whose edits write them at the end of the file under numbers that no other note has.
fn report_notes(input: &RuleInput, notes: &[Range<usize>], output: &mut RuleOutput) {
    let source = input.source;
    let Some(first) = notes.first() else { return };
    let used = used_numbers(source);
    let mut free_numbers = (1_usize..).filter(|number| !used.contains(number));
    let mut edits = Vec::new();
    let mut definitions = String::new();
    for note in notes {
        let number = free_numbers.next().unwrap_or_default();
        let words = source[note.start + NOTE_OPENING.len()..note.end - 1].trim();
        edits.push(Edit { span: input.span(note), replacement: format!("[^{number}]") });
        definitions.push_str(&format!("\n[^{number}]: {words}\n"));
    }

    let line_end = if source.ends_with('\n') { "" } else { "\n" };
    let end = input.span(&(source.len()..source.len()));
    edits.push(Edit { span: end, replacement: format!("{line_end}{definitions}") });
    let is_plain = notes.iter().all(|note| !source[note.clone()].contains('\n'));
    let mut diagnostic = catalog::inline_note(input.span(first), notes.len());
    if is_plain {
        diagnostic.fixes.push(Fix::edits_to_confirm(edits));
    }
    add(&mut output.diagnostics, diagnostic);
}

/// Returns the numbers by which notes are called: `[^1]`.
fn used_numbers(source: &str) -> HashSet<usize> {
    let labels = source.match_indices("[^").filter_map(|(at, mark)| {
        let rest = &source[at + mark.len()..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_digit).count();
        rest[..digits].parse().ok()
    });
    labels.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_ends_with_its_bracket() {
        for (text, length) in
            [("^[甲]乙", Some(6)), ("^[a[b](c)d]", Some(11)), ("^[]", None), ("^[ ]", None), ("^[a", None)]
        {
            assert_eq!(note_length(text), length, "{text}");
        }
    }
}
