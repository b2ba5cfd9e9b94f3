//! Slips in Chinese text, all of them warnings: J61x, J62x. Their fixes depend on what stands around them in the file, and are
//! added by `parse::proof`.

use super::messages;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// Half-width punctuation in Chinese text.
    J611 Warning Content
    half_width(span: Span, mark: char) at span {
        let full = full_width(mark);
        say: "中文里用了半角标点 `{mark}`"
           | "half-width `{mark}` in Chinese text";
        help: "改为全角 `{full}`"
            | "use full-width `{full}`";
    }

    /// A straight quotation mark in Chinese text.
    J612 Warning Content
    ascii_quote(span: Span) at span {
        say: "中文里用了直引号 `\"`"
           | "a straight quotation mark `\"` in Chinese text";
        help: "改为“ ”"
            | "use “ ”";
    }

    /// `...` or `。。。` instead of an ellipsis.
    J613 Warning Content
    ascii_ellipsis(span: Span) at span {
        say: "省略号写法不对"
           | "this is no Chinese ellipsis";
        help: "改为 `……`"
            | "use `……`";
    }

    /// `--` instead of a dash.
    J614 Warning Content
    ascii_dash(span: Span) at span {
        say: "破折号写法不对"
           | "this is no Chinese dash";
        help: "改为 `——`"
            | "use `——`";
    }

    /// A mark without its counterpart.
    J615 Warning Content
    unbalanced(span: Span, mark: char) at span {
        say: "`{mark}` 没有配对"
           | "`{mark}` has no counterpart";
        help: "补上或删掉另一半"
            | "add the other one or delete this one";
    }

    /// `*` between digits.
    J616 Warning Content
    star_for_times(span: Span) at span {
        say: "数字之间用了 `*`"
           | "`*` between digits";
        help: "乘号写 `×`"
            | "write `×` for “times”";
    }

    /// `~~` between digits.
    J617 Warning Content
    tildes_for_range(span: Span) at span {
        say: "数字之间的 `~~` 会被当作删除线"
           | "`~~` between digits strikes text out";
        help: "起止号写一个 `～` 或 `—`"
            | "write a single `～` or `—` for a range";
    }

    /// Full-width letters or digits.
    J618 Warning Content
    full_width_letters(span: Span, letters: &str) at span {
        let half = half_width_letters(letters);
        say: "全角的数字或字母 `{letters}`"
           | "full-width letters or digits `{letters}`";
        help: "改为半角 `{half}`"
            | "use half-width `{half}`";
    }

    /// A space between two Han characters.
    J619 Warning Content
    space_between_han(span: Span) at span {
        say: "两个汉字之间有空格"
           | "a space between two Chinese characters";
        help: "删掉空格"
            | "delete it";
    }

    /// 的的, 了了.
    J620 Warning Content
    doubled(span: Span, c: char) at span {
        say: "“{c}{c}”多了一个字"
           | "“{c}{c}” has one character too many";
        help: "删掉一个“{c}”"
            | "delete one “{c}”";
    }

    /// A role of the byline that nobody has.
    J621 Warning Content
    role_without_name(span: Span, role: &str) at span {
        say: "署名“{role}”没有名字"
           | "the role “{role}” has no name";
        help: "写上名字，或删掉这一行"
            | "write the name or delete the line";
    }

    /// A figure without a text for those who do not see it.
    J622 Warning Content
    figure_without_alt(span: Span) at span {
        say: "数据图没有 `alt` 说明"
           | "the figure has no `alt`";
        help: "加一行 `alt: 用一句话说出图上的数字`"
            | "add `alt: …`, the numbers in a sentence";
    }

    /// A date that no calendar has.
    J623 Warning Content
    impossible_date(span: Span, date: &str) at span {
        say: "没有“{date}”这一天"
           | "there is no such day as “{date}”";
        help: "核对日期"
            | "check the date";
    }

    /// Markdown that was meant but is shown as it is written.
    J624 Warning Content
    markdown_as_text(span: Span, written: &str, instead: &str) at span {
        say: "`{written}` 会原样印出来"
           | "`{written}` is shown as it is written";
        help: "若是排版标记，写成 `{instead}`"
            | "if it is meant as markup, write `{instead}`";
        fix: markup_instead(span, written, instead);
    }

    /// A note that the text refers to and nobody has written.
    J625 Warning Content
    note_missing(span: Span, label: &str) at span {
        say: "没有注释 `[^{label}]` 的内容"
           | "the note `[^{label}]` is not written";
        help: "另起一段写 `[^{label}]: 注释内容`"
            | "write `[^{label}]: …` as a paragraph of its own";
    }

    /// Two headings of a story that name the same anchor.
    J629 Warning Content
    anchor_twice(span: Span, anchor: &str, first: Span) at span {
        say: "锚点 `#{anchor}` 用了两次"
           | "two headings name the anchor `#{anchor}`";
        related at first: "第一次在这里"
            | "the first one";
        help: "改掉其中一个：链接只会到第一个"
            | "change one of them: a link leads to the first";
    }
}

/// Returns the markup that was meant. Certain for a heading of the second level and below, since `#甲` may be a hashtag, and
/// for the target of a link.
fn markup_instead(span: Span, written: &str, instead: &str) -> Fix {
    let is_heading = written.bytes().all(|b| b == b'#');
    let replacement = if is_heading { format!("{written} ") } else { instead.to_owned() };
    let is_certain = if is_heading { written.len() > 1 } else { written.starts_with(']') };
    Fix::safe(span, replacement).of_text(written).safe_if(is_certain)
}

fn full_width(mark: char) -> char {
    match mark {
        ',' => '，',
        '.' => '。',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        _ => '）',
    }
}

/// Returns ASCII letters and digits in the place of their full-width forms.
fn half_width_letters(letters: &str) -> String {
    letters.chars().filter_map(|c| char::from_u32(c as u32 - 0xFEE0)).collect()
}
