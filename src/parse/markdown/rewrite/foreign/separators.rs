//! Line and paragraph separators of Unicode (U+2028, U+2029), with which other programs break lines and for the parser are
//! blanks; and soft hyphens (U+00AD) in Chinese, where no word is divided.

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::search::fold::is_han;

const LINE_SEPARATOR: char = '\u{2028}';
const PARAGRAPH_SEPARATOR: char = '\u{2029}';
const SOFT_HYPHEN: char = '\u{AD}';

pub(super) fn may_apply(source: &str) -> bool {
    ["\u{2028}", "\u{2029}", "\u{AD}"].iter().any(|mark| super::holds(source, mark))
}

/// Makes line ends of separators, and deletes soft hyphens beside Han characters.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    for line in &input.lines.lines {
        if !matches!(line.kind, LineKind::Text | LineKind::Heading | LineKind::Table) {
            continue;
        }
        let content = input.lines.content(line);
        for (at, c) in content.char_indices() {
            let before = &content[..at];
            let after = &content[at + c.len_utf8()..];
            let instead = match c {
                LINE_SEPARATOR | PARAGRAPH_SEPARATOR => separator_instead(line, before, after, c),
                SOFT_HYPHEN if before.ends_with(is_han) || after.starts_with(is_han) => "",
                _ => continue,
            };
            let start = line.content_start + at;
            output.edits.push(SourceEdit::replacement(start..start + c.len_utf8(), instead));
        }
    }
}

/// Returns what a separator is in Markdown: the end of a paragraph behind a sentence, of a line elsewhere.
fn separator_instead(line: &SourceLine, before: &str, after: &str, separator: char) -> &'static str {
    if before.trim().is_empty() || after.trim().is_empty() {
        return "";
    }
    match line.kind {
        LineKind::Heading => " ",
        LineKind::Text if line.depth == 0 => {
            let is_paragraph = separator == PARAGRAPH_SEPARATOR || ends_sentence(before);
            if is_paragraph { "\n\n" } else { "  \n" }
        }
        _ => "<br>",
    }
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '”' | '’' | '」' | '』' | '）' | '》' | '*' | '_' | SOFT_HYPHEN)
    });
    text.ends_with(['。', '！', '？', '…', '!', '?'])
}
