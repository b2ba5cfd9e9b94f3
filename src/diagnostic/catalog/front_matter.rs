//! Front matter, the keys and values between the `---` lines: J2xx.

use super::{messages, yaml_mistakes};
use crate::diagnostic::Message;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// A story that does not begin with `---`; `first` is its first line that says anything.
    J201 Error Content
    no_front_matter(span: Span, first: &str) at span {
        let beginning = Beginning::of_line(first);
        say: match beginning {
            Beginning::Html => "这是网页（HTML），不是稿件" | "this is a web page (HTML), not a story",
            _ => "缺少稿件头" | "the front matter is missing",
        };
        help: match beginning {
            Beginning::CarriageReturns => "换行符是老式的 CR，整个文件成了一行：用编辑器把换行符改成 LF"
                                        | "lines end in the CR of old, so that the file is one line: let your editor end them in LF",
            Beginning::Dashes => "稿件头要从文件第一行开始，前后各一行，正好是三个半角减号 `---`"
                               | "front matter begins in the first line, between two lines of exactly three hyphens, `---`",
            Beginning::Toml => "这是 Hugo 的 TOML 写法：把两行 `+++` 改成 `---`，`title = \"…\"` 改成 `title: …`"
                             | "this is TOML, of Hugo: make both `+++` lines `---`, and `title = \"…\"` `title: …`",
            Beginning::Html => "用浏览器打开，把文字复制到新的稿件里；网页本身放进 `static/`"
                             | "open it in a browser and copy its text into a story; a page as it is goes into `static/`",
            Beginning::CodeFence => "删掉稿件头外面的 ``` 两行，让文件从 `---` 开始"
                                  | "delete the two lines of back-ticks around the front matter: the file begins with `---`",
            Beginning::Text => "在文件开头写：一行 `---`，然后 `标题: …` 和 `日期: 2020-09-15`，再一行 `---`"
                             | "begin the file with a `---` line, `title: …`, `date: 2020-09-15` and another `---` line",
        };
    }

    /// Front matter without its second `---`.
    J202 Error Content
    front_matter_not_closed(span: Span, fix: Option<Fix>) at span {
        let is_known = fix.is_some();
        say: "稿件头没有结束"
           | "the front matter is never closed";
        help: match is_known {
            true => "在这里加一行 `---`：上面是稿件头，下面是正文" | "put a `---` line here, between front matter and text",
            false => "在稿件头后面、正文前面加一行 `---`" | "add a `---` line between front matter and text",
        };
        fix: fix;
    }

    /// YAML that cannot be read; `reason` is what the YAML crate says.
    J203 Error Content
    yaml_syntax(span: Span, reason: &str) at span {
        let known = yaml_mistakes::find_known(reason);
        // What is not in the table is named by its place alone: an English text would help no editor.
        let meaning = Message::new(known.map_or("这里读不懂", |known| known.meaning), reason);
        let remedy = known.map_or(yaml_mistakes::YamlRemedy::Quote, |known| known.remedy).in_words();
        words meaning, remedy;
        say: "YAML 写法有误：{meaning}"
           | "the YAML cannot be read: {meaning}";
        help: "{remedy}"
            | "{remedy}";
    }

    /// A key that means nothing.
    J204 Error Content
    unknown_key(span: Span, key: &str, near: Option<&str>) at span {
        say: "没有 `{key}` 这个字段"
           | "there is no key `{key}`";
        help: match near {
            Some(near) => "是不是 `{near}`？" | "did you mean `{near}`?",
            None => "查对字段名，用不着就删掉" | "look up the name, or delete it",
        };
        fix: near.map(|near| Fix::to_confirm(span, near));
    }

    /// Quotation marks of text round a value that is no text.
    J223 Error Content
    smart_quotes(span: Span, key: &str, inside: &str) at span {
        say: "`{key}` 的值用了中文引号"
           | "quotation marks of text round the value of `{key}`";
        help: "去掉引号：`{key}: {inside}`"
            | "write it without: `{key}: {inside}`";
        fix: Fix::safe(span, inside);
    }

    /// Quotation marks of text round a whole text, where they will be printed.
    J224 Warning Content
    quotes_in_text(span: Span, inside: &str) at span {
        say: "整个值都在中文引号里，引号会印出来"
           | "the quotation marks round the whole value are printed";
        help: "不是引文就去掉引号：`{inside}`"
            | "unless it is a quotation, write `{inside}`";
        fix: Fix::to_confirm(span, inside);
    }

    /// More tags than a story can have.
    J225 Error Content
    too_many_tags(span: Span, tags: usize, limit: usize) at span {
        say: "标签有 {tags} 个，上限 {limit} 个"
           | "the story has {tags} tags, and may have {limit}";
        help: "只留最要紧的几个"
            | "keep the few that matter";
    }

    /// A text of front matter or settings with more characters than it may have.
    J226 Error Content
    text_too_long(span: Span, key: &str, count: usize, limit: usize) at span {
        say: "`{key}` 太长：{count} 个字，上限 {limit} 个"
           | "`{key}` is too long: {count} characters of {limit}";
        help: "缩短它；长的内容写进正文，也看看是不是漏了换行或引号"
            | "shorten it and put the rest into the text; or a line break or a quotation mark is missing";
    }

    /// Front matter beyond the limit.
    J227 Error Content
    front_matter_too_large(span: Span, bytes: usize, limit: usize) at span {
        let bytes = bytes / 1024;
        let limit = limit / 1024;
        say: "稿件头太大：{bytes} KiB，上限 {limit} KiB"
           | "the front matter is too large: {bytes} KiB of {limit} KiB";
        help: "正文要写在第二行 `---` 下面；图表的数据另存为 CSV 文件，用 `file` 引用"
            | "the text goes below the second `---`; keep the data of charts in CSV files, and name these with `file`";
    }

    /// More former addresses than a story can have.
    J228 Error Content
    too_many_aliases(span: Span, aliases: usize, limit: usize) at span {
        say: "旧址有 {aliases} 个，上限 {limit} 个"
           | "the story has {aliases} former addresses, and may have {limit}";
        help: "只留还有人用的；成批的旧址在网页服务器里转"
            | "keep those that are still in use; redirect whole ranges on the web server";
    }

    /// A full-width colon after a key.
    J214 Error Content
    full_width_colon(span: Span, key: &str) at span {
        say: "`{key}` 后面是全角冒号"
           | "a full-width colon after `{key}`";
        help: "换成半角冒号，后面空一格：`{key}: …`"
            | "use a half-width colon and a space: `{key}: …`";
        fix: Fix::safe(span, ": ");
    }

    /// A sign from which on YAML would leave a text out.
    J216 Error Content
    sign_in_text(span: Span, sign: char, fix: Fix) at span {
        say: "`{sign}` 在这里有特殊含义，它和后面的文字会丢失"
           | "`{sign}` means something else here: it and what follows would be lost";
        help: "用单引号把整个值括起来：`'… {sign} …'`"
            | "put the whole value in single quotes: `'… {sign} …'`";
        fix: fix;
    }

    /// A key with its value right behind the colon.
    J215 Error Content
    no_space_after_colon(span: Span, key: &str) at span {
        say: "`{key}:` 后面没有空格"
           | "no space after `{key}:`";
        help: "冒号后面空一格（半角空格）：`{key}: …`"
            | "put a (half-width) space after the colon: `{key}: …`";
        fix: Fix::safe(span, ": ");
    }

    /// A key that stands twice.
    J205 Error Content
    duplicate_key(span: Span, key: &str, first: Span, fix: Option<Fix>) at span {
        say: "字段 `{key}` 写了两次"
           | "the key `{key}` stands twice";
        related at first: "第一次在这里"
            | "the first one";
        help: "只留一个"
            | "keep one";
        fix: fix;
    }

    /// A value of the wrong kind.
    J206 Error Content
    wrong_type(span: Span, key: &str, wanted: &Message) at span {
        words wanted;
        say: "`{key}` 的值应当是{wanted}"
           | "`{key}` must be {wanted}";
    }

    /// A key that every story must have.
    J207 Error Content
    missing_key(span: Span, key: &str, chinese: &str, example: &str, is_empty: bool) at span {
        let is_chinese = key == chinese;
        say: match is_empty {
            true => "`{key}` 后面没有内容" | "`{key}` has no value",
            false if is_chinese => "缺少 `{key}`" | "`{key}` is missing",
            false => "缺少 `{key}`（{chinese}）" | "`{key}` ({chinese}) is missing",
        };
        help: match is_empty {
            true => "在这一行写上，如 `{key}: {example}`" | "write it in this line, such as `{key}: {example}`",
            false => "加一行 `{key}: {example}`" | "add a line `{key}: {example}`",
        };
    }

    /// A date that is none.
    J208 Error Content
    bad_date(span: Span, key: &str, value: &str) at span {
        say: "`{key}` 不是有效的日期：`{value}`"
           | "`{key}` is not a date: `{value}`";
        help: "写成 `2020-09-15` 或 `2020-09-15 08:30`"
            | "write `2020-09-15` or `2020-09-15 08:30`";
    }

    /// An issue that is none.
    J209 Error Content
    bad_issue(span: Span, value: &str) at span {
        say: "看不懂期号 `{value}`"
           | "`{value}` is not an issue";
        help: "写成 `第15期`、`2020年第9期（总第103期）`、`2020年第9—10期`、`2020年增刊第1期`，日报写 `2020-09-15`"
            | "write `第15期`, `2020年第9期`, `2020年第9—10期`, `2020年增刊第1期`, or `2020-09-15` for a daily paper";
    }

    /// A page number that is none.
    J210 Error Content
    bad_page(span: Span, value: &str) at span {
        say: "看不懂版次 `{value}`"
           | "`{value}` is not a page";
        help: "写成 `1`、`第1版`、`头版`、`A1` 或 `A1—A2`"
            | "write `1`, `第1版`, `A1` or `A1—A2`";
    }

    /// A figure whose value is not a number.
    J211 Error Content
    figure_not_a_number(span: Span, label: &str) at span {
        say: "数据“{label}”的值不是数字"
           | "the value of “{label}” is not a number";
        help: "只写数字，如 `6623.48`；单位写在 `unit` 里"
            | "write a number such as `6623.48`; the unit goes into `unit`";
    }

    /// A story that ends before it begins.
    J212 Error Content
    expires_before_date(span: Span, date: &str, expires: &str) at span {
        say: "下线时间不晚于发布日期，稿件永远不会出现"
           | "the story expires no later than its date and would never appear";
        help: "核对 `{date}` 和 `{expires}`"
            | "check `{date}` and `{expires}`";
    }

    /// A page number on a story of no issue.
    J213 Warning Content
    page_without_issue(span: Span, issue: &str, page: &str) at span {
        say: "写了版次，却没有写期"
           | "a page without an issue";
        help: "加上 `{issue}`，或删掉 `{page}`"
            | "add `{issue}` or delete `{page}`";
    }
}

/// How a text without front matter begins.
enum Beginning {
    /// With `---` and a lone carriage return, the line break of old Mac OS.
    CarriageReturns,
    /// With dashes of some kind.
    Dashes,
    /// With `+++`, round TOML.
    Toml,
    /// With a tag of a web page.
    Html,
    /// With a fence of a code block, which was copied with its content.
    CodeFence,
    /// With anything else.
    Text,
}

impl Beginning {
    fn of_line(line: &str) -> Self {
        let bare = line.trim().to_ascii_lowercase();
        if line.starts_with("---\r") && line.trim_end().contains('\r') {
            Self::CarriageReturns
        } else if bare.starts_with("```") || bare.starts_with("~~~") {
            Self::CodeFence
        } else if bare == "+++" {
            Self::Toml
        } else if ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|tag| bare.starts_with(tag)) {
            Self::Html
        } else if !line.is_empty() && line.trim().chars().all(|c| matches!(c, '-' | '—' | '－' | '–')) {
            Self::Dashes
        } else {
            Self::Text
        }
    }
}
