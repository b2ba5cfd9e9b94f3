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

    /// A mark without its counterpart, or a quotation mark that is the wrong way round: with the mark that is meant, and the fix.
    J615 Warning Content
    unbalanced(span: Span, mark: char, reversed: Option<(char, Fix)>) at span {
        let instead = reversed.as_ref().map(|(instead, _)| *instead);
        say: match instead {
            None => "`{mark}` 没有配对" | "`{mark}` has no counterpart",
            Some(_) => "引号 `{mark}` 写反了" | "the quotation mark `{mark}` is reversed",
        };
        help: match instead {
            None => "补上或删掉另一半" | "add the other one or delete this one",
            Some(instead) => "这里应当是 `{instead}`" | "write `{instead}` here",
        };
        fix: reversed.map(|(_, fix)| fix);
    }

    /// `*` between digits.
    J616 Warning Content
    star_for_times(span: Span) at span {
        say: "数字之间的 `*` 常被当作强调"
           | "`*` between digits is often taken for emphasis";
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

    /// A date that no calendar has, or a time that no clock shows.
    J623 Warning Content
    impossible_moment(span: Span, moment: &str) at span {
        say: "没有“{moment}”这个日期或时间"
           | "there is no such date or time as “{moment}”";
        help: "核对日期和时间"
            | "check the date and the time";
    }

    /// Markdown that was meant but is shown as it is written.
    J624 Warning Content
    markdown_as_text(span: Span, written: &str, instead: &str) at span {
        say: "`{written}` 会原样印出来"
           | "`{written}` is shown as it is written";
        help: "若是排版标记，写成 `{instead}`"
            | "if it is meant as markup, write `{instead}`";
        fix: Fix::to_confirm(span, instead).of_text(written);
    }

    /// A note that the text refers to and nobody has written.
    J625 Warning Content
    note_missing(span: Span, label: &str) at span {
        say: "没有注释 `[^{label}]` 的内容"
           | "the note `[^{label}]` is not written";
        help: "另起一段写 `[^{label}]: 注释内容`"
            | "write `[^{label}]: …` as a paragraph of its own";
    }

    /// `，，`, `；。`.
    J636 Warning Content
    doubled_marks(span: Span, written: &str, instead: Option<char>) at span {
        say: "标点重复：`{written}`"
           | "doubled punctuation `{written}`";
        help: match instead {
            Some(instead) => "只留一个 `{instead}`" | "keep one `{instead}`",
            None => "只留该用的一个" | "keep the one that is meant",
        };
        fix: instead.map(|instead| if written.chars().all(|c| c == instead) {
            Fix::safe(span, instead)
        } else {
            Fix::to_confirm(span, instead)
        });
    }

    /// U+FFFD, a character of private use.
    J637 Warning Content
    lost_character(span: Span, c: char) at span {
        let code = format!("U+{:04X}", c as u32);
        say: "这里有一个字没有转换过来（{code}），读者看到的是方框或乱码"
           | "a character was lost in conversion ({code}): readers see a box";
        help: "照原稿补上这个字"
            | "put in the character of the original";
    }

    /// A radical in the place of an ideograph.
    J638 Warning Content
    radical_for_ideograph(span: Span, written: char, instead: char) at span {
        say: "`{written}` 是部首符号，不是汉字：搜索找不到它"
           | "`{written}` is the sign of a radical and no ideograph: no search finds it";
        help: "改为汉字 `{instead}`；从 PDF 复制的文字常有这样的字"
            | "write the ideograph `{instead}`; text that was copied from PDF often has such signs";
        fix: Fix::safe(span, instead);
    }

    /// `[图片]` of a chat.
    J640 Warning Content
    placeholder_left(span: Span, written: &str) at span {
        say: "`{written}` 是复制时留下的，图片或表情并没有复制过来"
           | "`{written}` was left by copying: the picture itself was not copied";
        help: "补上图片，或删掉它"
            | "put the picture in, or delete this";
        fix: Fix::to_confirm(span, "").of_text(written);
    }

    /// A weekday that is not that of its date.
    J690 Warning Content
    wrong_weekday(span: Span, date: &str, right: &str, written: &str, fix: Option<Fix>) at span {
        say: "{date}是星期{right}，不是星期{written}"
           | "{date} is 星期{right} and not 星期{written}";
        help: "核对日期和星期，改正其中一个"
            | "check date and weekday, and mend one of them";
        fix: fix;
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
