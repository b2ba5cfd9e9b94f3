//! Charts: J64x, J65x.

use super::messages;
use crate::diagnostic::Message;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// A cell of a chart's data that is not a number.
    J641 Error Content
    chart_not_a_number(span: Span, written: &str) at span {
        say: "图表里的 `{written}` 不是数字"
           | "`{written}` in a chart is not a number";
        help: "只写半角数字，如 `6623.48`；单位写在 `单位` 里；没有数字就空着"
            | "write a number such as `6623.48`; the unit goes into `unit`; where there is none, leave it empty";
        fix: half_width_number(written).map(|number| Fix::safe(span, number).of_text(written));
    }

    /// A row with more or fewer cells than the first one.
    J642 Error Content
    chart_ragged_row(span: Span, cells: usize, wanted: usize) at span {
        say: "这一行有 {cells} 格，表头有 {wanted} 格"
           | "this row has {cells} cells, the first one has {wanted}";
        help: "补上或删去多余的逗号；千分位的逗号要加引号：`\"1,234\"`"
            | "add or delete commas; quote a number with a comma in it: `\"1,234\"`";
    }

    /// A kind of chart that there is not.
    J643 Error Content
    chart_unknown_type(span: Span, written: &str, near: Option<&str>) at span {
        say: "没有 `{written}` 这种图"
           | "there is no chart of type `{written}`";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "写 `条形`、`折线`、`比例`、`环形` 或 `小图`；柱状图写 `条形`，饼图写 `环形`"
                  | "write `bar`, `line`, `proportion`, `ring` or `multiples`; columns are `bar`, a pie is a `ring`",
        };
        fix: near.map(|near| Fix::to_confirm(span, near).of_text(written));
    }

    /// A chart without a number.
    J644 Error Content
    chart_without_data(span: Span) at span {
        say: "图表里没有可以画的数据"
           | "the chart has no data to draw";
        help: "第一行写表头，如 `年份,研发经费`，下面一行一项，如 `2016,18.2`；写在 `数据:` 下面时，冒号后面加 ` |`"
            | "begin with a line such as `年份,研发经费`, then a line each, such as `2016,18.2`; below `data:` put ` |` behind the colon";
    }

    /// A chart without a title.
    J645 Warning Content
    chart_without_title(span: Span) at span {
        say: "图表没有标题"
           | "the chart has no title";
        help: "写在第一行，如 ` ```chart 全市研发经费`，或加一行 `标题: …`"
            | "write it behind ` ```chart`, or add a line `title: …`";
    }

    /// More than a reader can tell apart.
    J646 Error Content
    chart_too_many(span: Span, what: &Message, count: usize, limit: usize) at span {
        words what;
        say: "图表的{what}是 {count}，这种图最多 {limit}"
           | "the chart has {count} {what}, this type takes {limit}";
        help: "小的几项合成“其他”，分成几张图，或换一种图（多条线可以用 `小图`）"
            | "join small ones as 其他, make several charts, or another type (`multiples` for many lines)";
    }

    /// A value axis that does not begin at zero, where lengths are compared.
    J647 Error Content
    chart_broken_axis(span: Span) at span {
        say: "这种图的数轴只能从零起"
           | "the axis of this type begins at zero";
        help: "删掉 `起点`：截短的条形会把差距放大；要看细小的变化，改用 `折线`"
            | "delete `from`: bars cut short exaggerate; to show small changes use `line`";
    }

    /// A value axis that begins above a value.
    J654 Error Content
    chart_axis_above(span: Span, from: &str) at span {
        say: "起点 `{from}` 比最小的数还大"
           | "the axis begins at `{from}`, above the smallest number";
        help: "改小，或删掉这一行，从零起"
            | "make it smaller, or delete the line and begin at zero";
    }

    /// Numbers that are no parts of a whole.
    J648 Error Content
    chart_no_shares(span: Span) at span {
        say: "这些数不能画成比例：有负数、有空格，或全是零"
           | "these are no shares: one is negative or missing, or all are zero";
        help: "核对数字，或改用 `条形`"
            | "check the numbers, or use `bar`";
    }

    /// Percentages that do not add up.
    J649 Warning Content
    chart_not_hundred(span: Span, sum: &str) at span {
        say: "各项百分比加起来是 {sum}，不是 100"
           | "the percentages add up to {sum}, not 100";
        help: "核对数字；漏了的写成“其他”"
            | "check the numbers; add what is missing as 其他";
    }

    /// A file of data that is not there.
    J650 Error Content
    chart_file_missing(span: Span, path: &str, near: Option<&str>) at span {
        say: "找不到数据文件 `{path}`"
           | "the file of data `{path}` is missing";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "把 CSV 文件放在稿件旁边，路径从稿件算起"
                  | "put the CSV file beside the story; the path is relative to the story",
        };
        fix: near.map(|near| Fix::to_confirm(span, near).of_text(path));
    }

    /// A file of data that cannot be read.
    J651 Error Content
    chart_file_unreadable(span: Span, path: &str, why: &Message) at span {
        words why;
        say: "数据文件 `{path}` 读不了：{why}"
           | "the file of data `{path}` cannot be read: {why}";
        help: "在 WPS 或 Excel 里另存为“CSV UTF-8（逗号分隔）”，只留要画的行"
            | "save it as “CSV UTF-8” in your spreadsheet, with the rows to be drawn only";
    }

    /// Data in two places.
    J652 Error Content
    chart_data_twice(span: Span, first: Span) at span {
        say: "一张图的数据写了两处"
           | "the data of a chart stand in two places";
        related at first: "第一处在这里"
            | "the first ones";
        help: "`数据`、`数值`、`文件` 只留一个"
            | "keep one of `data`, `values` and `file`";
    }

    /// Data whose first line is data already.
    J653 Error Content
    chart_without_head(span: Span) at span {
        say: "图表的第一行应当是表头"
           | "the first line of a chart's data says what the columns are";
        help: "在上面加一行，如 `年份,研发经费`"
            | "add a line above, such as `年份,研发经费`";
    }
}

/// Returns a number in ASCII that is written in full-width digits.
fn half_width_number(written: &str) -> Option<String> {
    let half_width = |c: char| match c {
        '０'..='９' | '．' | '－' => char::from_u32(c as u32 - 0xFEE0),
        '0'..='9' | '.' | '-' => Some(c),
        _ => None,
    };
    let number: String = written.chars().map(half_width).collect::<Option<_>>()?;
    number.parse::<f64>().ok().map(|_| number)
}
