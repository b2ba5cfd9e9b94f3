//! Marks for a table of contents, alone on a line: `[TOC]`, `[[toc]]`, `@[toc]`. The theme has the contents anyway.

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit};

pub(super) fn may_apply(source: &str) -> bool {
    ["toc", "TOC", "Toc"].iter().any(|name| super::holds(source, name))
}

/// Deletes these marks, with the item of a list that kramdown hangs one on.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let has_definition = input.source.to_lowercase().contains("[toc]:");
    for (n, line) in input.lines.lines.iter().enumerate() {
        if !matches!(line.kind, LineKind::Text) {
            continue;
        }
        let content = input.lines.content(line);
        if is_contents_mark(content, has_definition) {
            output.edits.push(SourceEdit::deletion(line.content_start..line.range.end));
        } else if is_kramdown_mark(content) {
            output.edits.push(SourceEdit::deletion(line.content_start..line.range.end));
            let item = n.checked_sub(1).and_then(|n| input.lines.lines.get(n)).filter(|item| item.begins_container);
            output.edits.extend(item.map(|item| SourceEdit::deletion(item.range.clone())));
        }
    }
}

/// Returns whether a line is such a mark. `[TOC]` is a link where its address is defined.
fn is_contents_mark(content: &str, has_definition: bool) -> bool {
    let mark = content.trim().to_lowercase();
    // @[TOC](目录) of CSDN names its heading.
    let mark = match mark.strip_prefix("@[toc](") {
        Some(rest) if rest.ends_with(')') => "@[toc]",
        _ => &mark,
    };
    match mark {
        "[toc]" | "［toc］" | "【toc】" => !has_definition,
        "[[toc]]" | "@[toc]" | "[[_toc_]]" | "\\[toc\\]" | "\\[toc]" | "{{toc}}" | "{{ toc }}" | "{{>toc}}"
        | "${toc}" => true,
        _ => false,
    }
}

fn is_kramdown_mark(content: &str) -> bool {
    matches!(content.trim(), "{:toc}" | "{: toc}" | "{:toc .toc}")
}
