//! Lines that begin with `: ` below a paragraph: a definition only where a term stands above them.

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};

/// The most characters of a term. A longer line is prose.
const MAX_TERM_LENGTH: usize = 20;

pub(super) fn may_apply(source: &str) -> bool {
    source.starts_with(':') || ["\n:", " :", ">:", "\t:"].iter().any(|start| super::holds(source, start))
}

/// Escapes the colon of a line that defines nothing.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    let mut in_definition = false;
    for (n, line) in lines.iter().enumerate() {
        if line.kind == LineKind::Blank {
            continue;
        }
        let content = input.lines.content(line);
        let has_colon = line.kind == LineKind::Text && content.starts_with(':');
        let begins = has_colon && begins_definition(content);
        // The parser takes `:smile:` for a definition too.
        if has_colon && (!begins || (!in_definition && !has_term_above(input, &lines[..n]))) {
            output.edits.push(SourceEdit::insertion(line.content_start, "\\"));
            continue;
        }
        // A term may have several definitions, and a definition several lines.
        in_definition = begins || (in_definition && (line.indent > 0 || line.depth > 0));
    }
}

fn begins_definition(content: &str) -> bool {
    content.starts_with(": ") || content.starts_with(":\t")
}

/// Returns whether the last of some lines is a term: short, without the marks of a sentence, and a paragraph of its own.
fn has_term_above(input: &RuleInput, above: &[SourceLine]) -> bool {
    let Some(at) = above.iter().rposition(|line| line.kind != LineKind::Blank) else { return false };
    let term = &above[at];
    let is_alone =
        at == 0 || above[at - 1].kind != LineKind::Text || begins_definition(input.lines.content(&above[at - 1]));
    let words = input.lines.content(term).trim();
    let is_sentence = words.contains(['。', '，', '；', '！', '？', '：', ',', ';', '!', '?'])
        || words.ends_with(['.', ':', '”', '）']);
    term.kind == LineKind::Text && is_alone && !is_sentence && words.chars().count() <= MAX_TERM_LENGTH
}
