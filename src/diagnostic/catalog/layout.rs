//! Lines and marks of emphasis of which it is not certain what they mean: J656–J665.

use super::messages;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// Lines that each end a sentence, and no blank line between.
    J656 Warning Content
    lines_joined(span: Span, count: usize, fix: Fix) at span {
        say: "相连的 {count} 行每行都是完整的句子，现在排成了一段"
           | "{count} neighbouring lines each end a sentence, and are shown as one paragraph";
        help: "若是 {count} 段，各段之间空一行；若是一段，接成一行"
            | "if they are {count} paragraphs, put blank lines between them; if they are one, write it as one line";
        fix: fix;
    }

    /// A line with `---` below it that may be a heading or a paragraph.
    J657 Warning Content
    heading_or_rule(span: Span, mark: &str, fix: Fix) at span {
        say: "下一行的 `{mark}` 使这一行成了小标题"
           | "the `{mark}` on the next line makes a heading of this one";
        help: "若 `{mark}` 是分隔线，在它上面空一行；若是小标题，改为 `## ` 开头，删掉 `{mark}`"
            | "if `{mark}` is a rule, put a blank line above it; for a heading begin the line with `## ` and delete `{mark}`";
        fix: fix;
    }

    /// Marks of emphasis that have blanks inside, or are underscores within a word, and are shown as they are written.
    J658 Warning Content
    marks_without_effect(span: Span, written: &str, instead: &str, fix: Fix) at span {
        say: "`{written}` 的标记不起作用，会原样印出来"
           | "the marks of `{written}` have no effect and are shown as they are written";
        help: "写成 `{instead}`"
            | "write `{instead}`";
        fix: fix;
    }

    /// A mark of emphasis without its counterpart.
    J659 Warning Content
    stray_emphasis_mark(span: Span, mark: &str, fix: Fix) at span {
        say: "`{mark}` 会原样印出来"
           | "`{mark}` is shown as it is written";
        help: "补上与它配对的 `{mark}`，或者删掉它"
            | "add the `{mark}` that belongs to it, or delete this one";
        fix: fix;
    }
}
