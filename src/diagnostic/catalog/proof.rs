//! Slips in Chinese text, all of them warnings: J61x, J62x.

use super::{say, warning};
use crate::diagnostic::{Diagnostic, Message};
use crate::source::Span;

/// Half-width punctuation in Chinese text.
pub fn half_width(span: Span, mark: char) -> Diagnostic {
    let full = match mark {
        ',' => '，',
        '.' => '。',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        _ => '）',
    };
    warning("J611", span, say!("中文里用了半角标点 `{mark}`", "half-width `{mark}` in Chinese text"))
        .help(say!("改为全角 `{full}`", "use full-width `{full}`"))
}

/// A straight quotation mark in Chinese text.
pub fn ascii_quote(span: Span) -> Diagnostic {
    warning("J612", span, say!("中文里用了直引号 `\"`", "a straight quotation mark `\"` in Chinese text"))
        .help(say!("改为“ ”", "use “ ”"))
}

/// `...` or `。。。` instead of an ellipsis.
pub fn ascii_ellipsis(span: Span) -> Diagnostic {
    warning("J613", span, say!("省略号写法不对", "this is no Chinese ellipsis")).help(say!("改为 `……`", "use `……`"))
}

/// `--` instead of a dash.
pub fn ascii_dash(span: Span) -> Diagnostic {
    warning("J614", span, say!("破折号写法不对", "this is no Chinese dash")).help(say!("改为 `——`", "use `——`"))
}

/// A mark without its counterpart.
pub fn unbalanced(span: Span, mark: char) -> Diagnostic {
    warning("J615", span, say!("`{mark}` 没有配对", "`{mark}` has no counterpart"))
        .help(say!("补上或删掉另一半", "add the other one or delete this one"))
}

/// `*` between digits.
pub fn star_for_times(span: Span) -> Diagnostic {
    warning("J616", span, say!("数字之间的 `*` 会被当作强调", "`*` between digits is taken for emphasis"))
        .help(say!("乘号写 `×`", "write `×` for “times”"))
}

/// `~~` between digits.
pub fn tildes_for_range(span: Span) -> Diagnostic {
    warning("J617", span, say!("数字之间的 `~~` 会被当作删除线", "`~~` between digits strikes text out"))
        .help(say!("起止号写一个 `～` 或 `—`", "write a single `～` or `—` for a range"))
}

/// Full-width letters or digits.
pub fn full_width_letters(span: Span, letters: &str) -> Diagnostic {
    let half: String = letters.chars().filter_map(|c| char::from_u32(c as u32 - 0xFEE0)).collect();
    warning("J618", span, say!("全角的数字或字母 `{letters}`", "full-width letters or digits `{letters}`"))
        .help(say!("改为半角 `{half}`", "use half-width `{half}`"))
}

/// A space between two Han characters.
pub fn space_between_han(span: Span) -> Diagnostic {
    warning("J619", span, say!("两个汉字之间有空格", "a space between two Chinese characters"))
        .help(say!("删掉空格", "delete it"))
}

/// 的的, 了了.
pub fn doubled(span: Span, c: char) -> Diagnostic {
    warning("J620", span, say!("“{c}{c}”多了一个字", "“{c}{c}” has one character too many"))
        .help(say!("删掉一个“{c}”", "delete one “{c}”"))
}

/// A role of the byline that nobody has.
pub fn role_without_name(span: Span, role: &str) -> Diagnostic {
    warning("J621", span, say!("署名“{role}”没有名字", "the role “{role}” has no name"))
        .help(say!("写上名字，或删掉这一行", "write the name or delete the line"))
}

/// A figure without a text for those who do not see it.
pub fn figure_without_alt(span: Span) -> Diagnostic {
    warning("J622", span, say!("数据图没有 `alt` 说明", "the figure has no `alt`"))
        .help(say!("加一行 `alt: 用一句话说出图上的数字`", "add `alt: …`, the numbers in a sentence"))
}

/// A date that no calendar has.
pub fn impossible_date(span: Span, date: &str) -> Diagnostic {
    warning("J623", span, say!("没有“{date}”这一天", "there is no such day as “{date}”"))
        .help(say!("核对日期", "check the date"))
}

/// Markdown that was meant but is shown as it is written.
pub fn markdown_as_text(span: Span, written: &str, instead: &str) -> Diagnostic {
    warning("J624", span, say!("`{written}` 会原样印出来", "`{written}` is shown as it is written"))
        .help(say!("若是排版标记，写成 `{instead}`", "if it is meant as markup, write `{instead}`"))
}

/// A note that the text refers to and nobody has written.
pub fn note_missing(span: Span, label: &str) -> Diagnostic {
    warning("J625", span, say!("没有注释 `[^{label}]` 的内容", "the note `[^{label}]` is not written"))
        .help(say!("另起一段写 `[^{label}]: 注释内容`", "write `[^{label}]: …` as a paragraph of its own"))
}

/// Two headings of a story that name the same anchor.
pub fn anchor_twice(span: Span, anchor: &str, first: Span) -> Diagnostic {
    warning("J629", span, say!("锚点 `#{anchor}` 用了两次", "two headings name the anchor `#{anchor}`"))
        .related(first.into(), say!("第一次在这里", "the first one"))
        .help(say!("改掉其中一个：链接只会到第一个", "change one of them: a link leads to the first"))
}
