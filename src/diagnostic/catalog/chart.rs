//! Charts: J64x, J65x.

use super::{error, say, warning};
use crate::diagnostic::{Diagnostic, Message};
use crate::source::Span;

/// A cell of a chart's data that is not a number.
pub fn chart_not_a_number(span: Span, written: &str) -> Diagnostic {
    error("J641", span, say!("图表里的 `{written}` 不是数字", "`{written}` in a chart is not a number")).help(say!(
        "只写半角数字，如 `6623.48`；单位写在 `单位` 里；没有数字就空着",
        "write a number such as `6623.48`; the unit goes into `unit`; where there is none, leave it empty"
    ))
}

/// A row with more or fewer cells than the first one.
pub fn chart_ragged_row(span: Span, cells: usize, wanted: usize) -> Diagnostic {
    error(
        "J642",
        span,
        say!("这一行有 {cells} 格，表头有 {wanted} 格", "this row has {cells} cells, the first one has {wanted}"),
    )
    .help(say!(
        "补上或删去多余的逗号；千分位的逗号要加引号：`\"1,234\"`",
        "add or delete commas; quote a number with a comma in it: `\"1,234\"`"
    ))
}

/// A kind of chart that there is not.
pub fn chart_unknown_type(span: Span, written: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J643", span, say!("没有 `{written}` 这种图", "there is no chart of type `{written}`"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!(
            "写 `条形`、`折线`、`比例`、`环形` 或 `小图`；柱状图写 `条形`，饼图写 `环形`",
            "write `bar`, `line`, `proportion`, `ring` or `multiples`; columns are `bar`, a pie is a `ring`"
        )),
    }
}

/// A chart without a number.
pub fn chart_without_data(span: Span) -> Diagnostic {
    error("J644", span, say!("图表里没有可以画的数据", "the chart has no data to draw")).help(say!(
        "第一行写表头，如 `年份,研发经费`，下面一行一项，如 `2016,18.2`；写在 `数据:` 下面时，冒号后面加 ` |`",
        "begin with a line such as `年份,研发经费`, then a line each, such as `2016,18.2`; below `data:` put ` |` behind the colon"
    ))
}

/// A chart without a title.
pub fn chart_without_title(span: Span) -> Diagnostic {
    warning("J645", span, say!("图表没有标题", "the chart has no title")).help(say!(
        "写在第一行，如 ` ```chart 全市研发经费`，或加一行 `标题: …`",
        "write it behind ` ```chart`, or add a line `title: …`"
    ))
}

/// More than a reader can tell apart.
pub fn chart_too_many(span: Span, what: (&str, &str), count: usize, limit: usize) -> Diagnostic {
    let (what_zh, what_en) = what;
    error(
        "J646",
        span,
        say!(
            "图表的{what_zh}是 {count}，这种图最多 {limit}",
            "the chart has {count} {what_en}, this type takes {limit}"
        ),
    )
    .help(say!(
        "小的几项合成“其他”，分成几张图，或换一种图（多条线可以用 `小图`）",
        "join small ones as 其他, make several charts, or another type (`multiples` for many lines)"
    ))
}

/// A value axis that does not begin at zero, where lengths are compared.
pub fn chart_broken_axis(span: Span) -> Diagnostic {
    error("J647", span, say!("这种图的数轴只能从零起", "the axis of this type begins at zero")).help(say!(
        "删掉 `起点`：截短的条形会把差距放大；要看细小的变化，改用 `折线`",
        "delete `from`: bars cut short exaggerate; to show small changes use `line`"
    ))
}

/// A value axis that begins above a value.
pub fn chart_axis_above(span: Span, from: &str) -> Diagnostic {
    error("J654", span, say!("起点 `{from}` 比最小的数还大", "the axis begins at `{from}`, above the smallest number"))
        .help(say!("改小，或删掉这一行，从零起", "make it smaller, or delete the line and begin at zero"))
}

/// Numbers that are no parts of a whole.
pub fn chart_no_shares(span: Span) -> Diagnostic {
    error(
        "J648",
        span,
        say!(
            "这些数不能画成比例：有负数、有空格，或全是零",
            "these are no shares: one is negative or missing, or all are zero"
        ),
    )
    .help(say!("核对数字，或改用 `条形`", "check the numbers, or use `bar`"))
}

/// Percentages that do not add up.
pub fn chart_not_hundred(span: Span, sum: &str) -> Diagnostic {
    warning("J649", span, say!("各项百分比加起来是 {sum}，不是 100", "the percentages add up to {sum}, not 100"))
        .help(say!("核对数字；漏了的写成“其他”", "check the numbers; add what is missing as 其他"))
}

/// A file of data that is not there.
pub fn chart_file_missing(span: Span, path: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J650", span, say!("找不到数据文件 `{path}`", "the file of data `{path}` is missing"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!(
            "把 CSV 文件放在稿件旁边，路径从稿件算起",
            "put the CSV file beside the story; the path is relative to the story"
        )),
    }
}

/// A file of data that cannot be read.
pub fn chart_file_unreadable(span: Span, path: &str, why: (&str, &str)) -> Diagnostic {
    let (zh, en) = why;
    error("J651", span, say!("数据文件 `{path}` 读不了：{zh}", "the file of data `{path}` cannot be read: {en}")).help(
        say!(
            "在 WPS 或 Excel 里另存为“CSV UTF-8（逗号分隔）”，只留要画的行",
            "save it as “CSV UTF-8” in your spreadsheet, with the rows to be drawn only"
        ),
    )
}

/// Data in two places.
pub fn chart_data_twice(span: Span, first: Span) -> Diagnostic {
    error("J652", span, say!("一张图的数据写了两处", "the data of a chart stand in two places"))
        .related(first.into(), say!("第一处在这里", "the first ones"))
        .help(say!("`数据`、`数值`、`文件` 只留一个", "keep one of `data`, `values` and `file`"))
}

/// Data whose first line is data already.
pub fn chart_without_head(span: Span) -> Diagnostic {
    error("J653", span, say!("图表的第一行应当是表头", "the first line of a chart's data says what the columns are"))
        .help(say!("在上面加一行，如 `年份,研发经费`", "add a line above, such as `年份,研发经费`"))
}
