//! What stands between the `---` lines: J2xx.

use super::{error, say, warning};
use crate::diagnostic::{Diagnostic, Message};
use crate::source::Span;

/// A story that does not begin with `---`; `first` is its first line that says anything.
pub fn no_front_matter(span: Span, first: &str) -> Diagnostic {
    let d = error("J201", span, say!("缺少稿件头", "the front matter is missing"));
    if first.starts_with("---\r") && first.trim_end().contains('\r') {
        return d.help(say!(
            "换行符是老式的 CR，整个文件成了一行：用编辑器把换行符改成 LF",
            "lines end in the CR of old, so that the file is one line: let your editor end them in LF"
        ));
    }
    let dashes = !first.is_empty() && first.trim().chars().all(|c| matches!(c, '-' | '—' | '－' | '–' | '+'));
    if dashes {
        d.help(say!(
            "稿件头要从文件第一行开始，前后各一行，正好是三个半角减号 `---`",
            "front matter begins in the first line, between two lines of exactly three hyphens, `---`"
        ))
    } else {
        d.help(say!(
            "在文件开头写：一行 `---`，然后 `title: 标题` 和 `date: 2020-09-15`，再一行 `---`",
            "begin the file with a `---` line, `title: …`, `date: 2020-09-15` and another `---` line"
        ))
    }
}

/// Front matter without its second `---`; `dashes` is a line that was probably meant to be it.
pub fn front_matter_not_closed(span: Span, dashes: Option<&str>) -> Diagnostic {
    let d = error("J202", span, say!("稿件头没有结束", "the front matter is never closed"));
    match dashes {
        Some(line) => d.help(say!(
            "把这一行 `{line}` 改成正好三个半角减号 `---`",
            "make this line `{line}` exactly three hyphens, `---`"
        )),
        None => d.help(say!("在稿件头后面、正文前面加一行 `---`", "add a `---` line between front matter and text")),
    }
}

/// Quotation marks of text round a value that is no text.
pub fn smart_quotes(span: Span, key: &str, inside: &str) -> Diagnostic {
    error("J223", span, say!("`{key}` 的值用了中文引号", "quotation marks of text round the value of `{key}`"))
        .help(say!("去掉引号：`{key}: {inside}`", "write it without: `{key}: {inside}`"))
}

/// Quotation marks of text round a whole text, where they will be printed.
pub fn quotes_in_text(span: Span, inside: &str) -> Diagnostic {
    warning(
        "J224",
        span,
        say!("整个值都在中文引号里，引号会印出来", "the quotation marks round the whole value are printed"),
    )
    .help(say!("不是引文就去掉引号：`{inside}`", "unless it is a quotation, write `{inside}`"))
}

/// More tags than a story can have.
pub fn too_many_tags(span: Span, tags: usize, limit: usize) -> Diagnostic {
    error("J225", span, say!("标签有 {tags} 个，上限 {limit} 个", "the story has {tags} tags, and may have {limit}"))
        .help(say!("只留最要紧的几个", "keep the few that matter"))
}

/// A text of front matter or settings with more characters than it may have.
pub fn text_too_long(span: Span, key: &str, count: usize, limit: usize) -> Diagnostic {
    error(
        "J226",
        span,
        say!("`{key}` 太长：{count} 个字，上限 {limit} 个", "`{key}` is too long: {count} characters of {limit}"),
    )
    .help(say!(
        "缩短它；长的内容写进正文，也看看是不是漏了换行或引号",
        "shorten it and put the rest into the text; or a line break or a quotation mark is missing"
    ))
}

/// Front matter beyond the limit.
pub fn front_matter_too_large(span: Span, bytes: usize, limit: usize) -> Diagnostic {
    let (bytes, limit) = (bytes / 1024, limit / 1024);
    error(
        "J227",
        span,
        say!("稿件头太大：{bytes} KiB，上限 {limit} KiB", "the front matter is too large: {bytes} KiB of {limit} KiB"),
    )
    .help(say!(
        "正文要写在第二行 `---` 下面；图表的数据另存为 CSV 文件，用 `file` 引用",
        "the text goes below the second `---`; keep the data of charts in CSV files, and name these with `file`"
    ))
}

/// More former addresses than a story can have.
pub fn too_many_aliases(span: Span, aliases: usize, limit: usize) -> Diagnostic {
    error(
        "J228",
        span,
        say!("旧址有 {aliases} 个，上限 {limit} 个", "the story has {aliases} former addresses, and may have {limit}"),
    )
    .help(say!(
        "只留还有人用的；成批的旧址在网页服务器里转",
        "keep those that are still in use; redirect whole ranges on the web server"
    ))
}

/// YAML that cannot be read; `reason` is what the YAML crate says.
pub fn yaml_syntax(span: Span, reason: &str) -> Diagnostic {
    const QUOTE: (&str, &str) = (
        "值里有 `: `、`#`、引号，或以 `@`、`*`、`&`、`[`、`{` 开头时，用单引号把整个值括起来：`title: '甲: 乙'`",
        "put a value with `: `, `#` or quotes, or one that begins with `@`, `*`, `&`, `[` or `{`, in single quotes",
    );
    const CLOSE: (&str, &str) = ("补上缺少的引号或括号", "close the quote or bracket");
    const SIMPLE: (&str, &str) = ("只写“字段: 值”，不要用 YAML 的高级写法", "write plain `key: value` lines only");
    const ALIGN: (&str, &str) =
        ("同一层的字段左边对齐，最外层前面不空格", "align the keys of one level, the outermost without spaces");
    // What the crate says, what it means, what to do.
    const KNOWN: [(&str, &str, (&str, &str)); 17] = [
        ("mapping values are not allowed", "这里不该有冒号", QUOTE),
        ("illegal placement of ':'", "这里不该有冒号", QUOTE),
        ("tab", "用了制表符（Tab）", ("缩进和冒号后面都用空格，不用 Tab", "use spaces, not tabs")),
        ("unclosed quote", "引号没有结束", CLOSE),
        ("unexpected end", "还没有写完就结束了", CLOSE),
        ("document start", "缩进不对", ALIGN),
        ("block mapping", "缩进不对", ALIGN),
        ("did not find expected", "括号或逗号不配对", CLOSE),
        ("flow", "括号或逗号不配对", CLOSE),
        ("unexpected character", "有不能直接写的符号", QUOTE),
        ("simple key expected", "这一行缺少半角冒号", ("写成 `字段: 值`", "write `key: value`")),
        ("unknown anchor", "`*` 在 YAML 里有特殊含义", QUOTE),
        ("recursion", "嵌套太深", SIMPLE),
        ("budget", "内容过多或嵌套过深", SIMPLE),
        ("alias replay", "内容过多或嵌套过深", SIMPLE),
        (
            "multiple YAML documents",
            "中间多了一行 `---` 或 `...`",
            ("删掉多余的分隔行", "delete the extra separator line"),
        ),
        ("indent", "缩进不对", ALIGN),
    ];
    match KNOWN.iter().find(|(said, ..)| reason.contains(said)) {
        Some((_, reason_zh, (help_zh, help_en))) => {
            let reason_en = reason;
            error("J203", span, say!("YAML 写法有误：{reason_zh}", "the YAML cannot be read: {reason_en}"))
                .help(say!("{help_zh}", "{help_en}"))
        }
        None => error("J203", span, say!("YAML 写法有误（{reason}）", "the YAML cannot be read: {reason}"))
            .help(say!("{}", "{}", QUOTE.0, QUOTE.1)),
    }
}

/// A full-width colon after a key.
pub fn full_width_colon(span: Span, key: &str) -> Diagnostic {
    error("J214", span, say!("`{key}` 后面是全角冒号", "a full-width colon after `{key}`"))
        .help(say!("换成半角冒号，后面空一格：`{key}: …`", "use a half-width colon and a space: `{key}: …`"))
}

/// A sign from which on YAML would leave a text out.
pub fn sign_in_text(span: Span, sign: char) -> Diagnostic {
    error(
        "J216",
        span,
        say!(
            "`{sign}` 在这里有特殊含义，它和后面的文字会丢失",
            "`{sign}` means something else here: it and what follows would be lost"
        ),
    )
    .help(say!("用单引号把整个值括起来：`'… {sign} …'`", "put the whole value in single quotes: `'… {sign} …'`"))
}

/// A key with its value right behind the colon.
pub fn no_space_after_colon(span: Span, key: &str) -> Diagnostic {
    error("J215", span, say!("`{key}:` 后面没有空格", "no space after `{key}:`"))
        .help(say!("冒号后面空一格（半角空格）：`{key}: …`", "put a (half-width) space after the colon: `{key}: …`"))
}

/// A key that means nothing.
pub fn unknown_key(span: Span, key: &str, near: Option<&str>) -> Diagnostic {
    let d = error("J204", span, say!("没有 `{key}` 这个字段", "there is no key `{key}`"));
    match near {
        Some(near) => d.help(say!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => d.help(say!("删掉它，或查对字段名", "delete it, or look up the name")),
    }
}

/// A key that stands twice.
pub fn duplicate_key(span: Span, key: &str, first: Span) -> Diagnostic {
    error("J205", span, say!("字段 `{key}` 写了两次", "the key `{key}` stands twice"))
        .related(first.into(), say!("第一次在这里", "the first one"))
        .help(say!("只留一个", "keep one"))
}

/// A value of the wrong kind.
pub fn wrong_type(span: Span, key: &str, wanted_zh: &str, wanted_en: &str) -> Diagnostic {
    error("J206", span, say!("`{key}` 的值应当是{wanted_zh}", "`{key}` must be {wanted_en}"))
}

/// A key that every story must have.
pub fn missing_key(span: Span, key: &str, chinese: &str, example: &str) -> Diagnostic {
    error("J207", span, say!("缺少 `{key}`（{chinese}）", "`{key}` ({chinese}) is missing"))
        .help(say!("加一行 `{key}: {example}`", "add a line `{key}: {example}`"))
}

/// A date that is none.
pub fn bad_date(span: Span, key: &str, value: &str) -> Diagnostic {
    let d = error("J208", span, say!("`{key}` 不是有效的日期：`{value}`", "`{key}` is not a date: `{value}`"));
    // `CST`, `GMT+8`: but for the `T` and `Z` of RFC 3339 a date has no letters.
    let has_zone = value.chars().any(|c| c.is_ascii_alphabetic() && c != 'T' && c != 'Z');
    if has_zone && value.starts_with(|c: char| c.is_ascii_digit()) {
        return d.help(say!(
            "写成 `2020-09-15 08:30`，按北京时间算；别的时区写成 `2020-09-15T08:30:00+09:00`",
            "write `2020-09-15 08:30` in the site's own time, or `2020-09-15T08:30:00+09:00` in another"
        ));
    }
    d.help(say!(
        "写成 `2020-09-15` 或 `2020-09-15 08:30`，并核对这一天是否存在",
        "write `2020-09-15` or `2020-09-15 08:30`, a day that exists"
    ))
}

/// An issue that is none.
pub fn bad_issue(span: Span, value: &str) -> Diagnostic {
    error("J209", span, say!("看不懂期号 `{value}`", "`{value}` is not an issue"))
        .help(say!("写成 `15`、`第15期` 或 `2020年第9期`", "write `15`, `第15期` or `2020年第9期`"))
}

/// A page number that is none.
pub fn bad_page(span: Span, value: &str) -> Diagnostic {
    error("J210", span, say!("看不懂版次 `{value}`", "`{value}` is not a page"))
        .help(say!("写成 `1` 或 `第1版`", "write `1` or `第1版`"))
}

/// A figure whose value is not a number.
pub fn figure_not_a_number(span: Span, label: &str) -> Diagnostic {
    error("J211", span, say!("数据“{label}”的值不是数字", "the value of “{label}” is not a number")).help(say!(
        "只写数字，如 `6623.48`；单位写在 `unit` 里",
        "write a number such as `6623.48`; the unit goes into `unit`"
    ))
}

/// A story that ends before it begins.
pub fn expires_before_date(span: Span) -> Diagnostic {
    error(
        "J212",
        span,
        say!(
            "下线时间不晚于发布日期，稿件永远不会出现",
            "the story expires no later than its date and would never appear"
        ),
    )
    .help(say!("核对 `date` 和 `expires`", "check `date` and `expires`"))
}

/// A page number on a story of no issue.
pub fn page_without_issue(span: Span) -> Diagnostic {
    warning("J213", span, say!("写了版次，却没有写期", "a page without an issue"))
        .help(say!("加上 `issue`，或删掉 `page`", "add `issue` or delete `page`"))
}
