//! Fences of code as a Chinese keyboard writes them: `···`, on the key of the backtick.

use super::super::{LineKind, RuleInput, RuleOutput, SourceLine};
use crate::diagnostic::catalog;
use crate::diagnostic::fix::{Edit, Fix};

const DOTTED_FENCE: &str = "···";

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, DOTTED_FENCE)
}

/// Reports pairs of such fences. They may also be dots for what is left out.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let mut opened: Option<&SourceLine> = None;
    for line in input.lines.lines.iter().filter(|line| line.kind == LineKind::Text) {
        let Some(info) = fence_info(input.lines.content(line)) else { continue };
        match opened.take() {
            Some(open) if info.is_empty() => report_fences(input, open, line, output),
            _ => opened = Some(line),
        }
    }
}

/// Returns what a fence says of its code: nothing, or the name of a language.
fn fence_info(content: &str) -> Option<&str> {
    let info = content.strip_prefix(DOTTED_FENCE)?.trim();
    info.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'#')).then_some(info)
}

fn report_fences(input: &RuleInput, open: &SourceLine, close: &SourceLine, output: &mut RuleOutput) {
    let [open, close] = [open, close].map(|line| {
        let start = line.content_start;
        input.span(&(start..start + DOTTED_FENCE.len()))
    });
    let edits = [open, close].map(|span| Edit { span, replacement: "```".to_owned() });
    output.diagnostics.push(catalog::dotted_fence(open, Fix::edits_to_confirm(edits.to_vec())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_told_from_dots() {
        for (content, info) in [
            ("···", Some("")),
            ("···js", Some("js")),
            ("··· c++", Some("c++")),
            ("······", None),
            ("···略", None),
            ("··", None),
            ("甲···", None),
        ] {
            assert_eq!(fence_info(content), info, "{content}");
        }
    }
}
