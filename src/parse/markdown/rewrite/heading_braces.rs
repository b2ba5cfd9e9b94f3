//! Braces at the end of a heading are text unless they hold attributes: `{#anchor}`, `{.class}`, `{key=value}`. The parser
//! takes any for attributes, and the words in them would be gone.

use super::{LineKind, RuleInput, RuleOutput, SourceEdit};

/// Returns whether a heading of a source may end with braces.
pub(super) fn may_apply(source: &str) -> bool {
    memchr::memchr(b'}', source.as_bytes()).is_some()
}

/// Escapes the braces of headings that are text.
pub(super) fn rewrite_heading_braces(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    for (n, line) in lines.iter().enumerate() {
        let is_underlined = lines.get(n + 1).is_some_and(|next| next.kind == LineKind::Underline);
        if line.kind != LineKind::Heading && !(line.kind == LineKind::Text && is_underlined) {
            continue;
        }

        let content = input.lines.content(line).trim_end().trim_end_matches('#').trim_end();
        let Some(open) = content.strip_suffix('}').and_then(|before| before.rfind('{')) else { continue };
        let inside = &content[open + 1..content.len() - 1];
        if !are_attributes(inside) {
            // At the `}`: the parser looks for that one.
            output.edits.push(SourceEdit::insertion(line.content_start + content.len() - 1, "\\"));
        }
    }
}

/// Returns whether what stands in braces can only be attributes.
fn are_attributes(inside: &str) -> bool {
    let mut parts = inside.split_whitespace().peekable();
    parts.peek().is_some()
        && parts.all(|part| part.len() > 1 && part.starts_with(['#', '.']) || part.split_once('=').is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_attributes() {
        for (inside, expected) in [
            ("#id", true),
            ("#签约 .class", true),
            ("data-x=1", true),
            ("重要", false),
            ("", false),
            ("#", false),
            ("2024年 修订", false),
        ] {
            assert_eq!(are_attributes(inside), expected, "{inside}");
        }
    }
}
