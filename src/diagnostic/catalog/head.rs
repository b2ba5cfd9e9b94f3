//! Front matter that is not written as it should be and can be read all the same; keys of other programs: J229 to J250.

use super::messages;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place};
use crate::source::Span;

messages! {
    /// A line round the front matter that is no `---`.
    J231 Warning Content
    misspelt_fence(span: Span, line: &str) at span {
        say: "稿件头前后的分隔线应当是 `---`，这里是 `{line}`"
           | "the line round the front matter should be `---`, and is `{line}`";
        help: "改成正好三个半角减号 `---`"
            | "make it exactly three hyphens, `---`";
        fix: Fix::safe(span, "---");
    }

    /// Lines round the front matter that are too many: blank ones before it, a second `---`.
    J232 Warning Content
    superfluous_lines(span: Span, is_doubled: bool) at span {
        say: match is_doubled {
            true => "分隔线 `---` 多了一行" | "there is one `---` line too many",
            false => "稿件头前面有空行" | "there are blank lines before the front matter",
        };
        help: "删掉多余的行"
            | "delete what is too much";
        fix: Fix::safe(span, "");
    }

    /// A code in `warnings` of which the level cannot be set.
    J233 Error Content
    level_is_fixed(span: Span, code: &str, why: &Message) at span {
        words why;
        say: "`{code}` 不能降低：{why}"
           | "`{code}` cannot be lowered: {why}";
        help: "从 `warnings` 里删掉它，改掉它说的差错"
            | "remove it from `warnings`, and mend what it reports";
    }

    /// Front matter without its first `---`.
    J234 Error Content
    opening_fence_missing(span: Span, first: &str, is_closed: bool) at span {
        say: "稿件头前面缺少一行 `---`"
           | "there is no `---` line before the front matter";
        help: match is_closed {
            true => "在 `{first}` 上面加一行 `---`" | "put a `---` line above `{first}`",
            false => "在 `{first}` 上面加一行 `---`，稿件头写完后再加一行 `---`"
                   | "put a `---` line above `{first}`, and another one below the front matter",
        };
        fix: Fix::safe(span, "---\n");
    }

    /// Lines of running text between the `---` lines.
    J235 Error Content
    text_in_front_matter(span: Span, fix: Option<Fix>) at span {
        say: "这里不是“字段: 值”，像是正文"
           | "this is no “key: value”, but text";
        help: "正文写在第二行 `---` 下面；是上一个字段的下半句，就接在那一行后面，或在前面空两格"
            | "text goes below the second `---`; the rest of a value goes onto the line of its key, or is indented";
        fix: fix;
    }

    /// A key without a colon.
    J236 Error Content
    colon_missing(span: Span, key: &str) at span {
        say: "`{key}` 后面缺少冒号"
           | "there is no colon after `{key}`";
        help: "加上半角冒号，后面空一格：`{key}: …`"
            | "write a colon and a space: `{key}: …`";
        fix: Fix::safe(span, ": ");
    }

    /// A key with white space before it.
    J237 Warning Content
    indented_key(span: Span, key: &str, indent: Indent, fix: Fix) at span {
        say: match indent {
            Indent::Tab => "`{key}` 前面多了制表符（Tab）" | "there is a tab before `{key}`",
            Indent::Blanks => "`{key}` 前面多了空格" | "there are blanks before `{key}`",
            Indent::NestedTab => "`{key}` 的缩进用了制表符（Tab）" | "`{key}` is indented with a tab",
        };
        help: match indent {
            Indent::Tab | Indent::Blanks => "顶格写" | "begin it at the start of the line",
            Indent::NestedTab => "换成两个空格" | "use two blanks",
        };
        fix: fix;
    }

    /// A key of ours in another form than `key: value`.
    J246 Warning Content
    key_misspelt(span: Span, written: &str, key: &str, value: &str) at span {
        let written = show_invisible(written);
        say: "字段 `{key}` 不能写成 `{written}`"
           | "the key `{key}` cannot be written as `{written}`";
        help: "写成 `{key}: {value}`"
            | "write `{key}: {value}`";
        fix: Fix::safe(span, format!("{key}: "));
    }

    /// A key behind the value of another one.
    J247 Warning Content
    keys_on_one_line(span: Span, key: &str, fix: Fix) at span {
        say: "`{key}` 和上一个字段写在一行里"
           | "`{key}` stands on the line of another key";
        help: "一个字段一行：在 `{key}` 前面换行"
            | "give each key a line: break the line before `{key}`";
        fix: fix;
    }

    /// Text behind the `---` of a line round the front matter.
    J248 Warning Content
    fence_with_text(span: Span, text: &str, break_at: Span) at span {
        say: "分隔线 `---` 后面跟着文字：`{text}`"
           | "there is text behind a `---` line: `{text}`";
        help: "`---` 要单独占一行：在它后面换行"
            | "`---` stands alone on its line: break the line behind it";
        fix: Fix::safe(break_at, "\n");
    }

    /// A value of several lines that YAML does not take for a text.
    J249 Warning Content
    block_mark_missing(span: Span, key: &str, fix: Fix) at span {
        say: "`{key}` 有几行，里面有 YAML 的符号，要先说明下面是一段文字"
           | "`{key}` has lines with signs of YAML, and must say that they are a text";
        help: "在 `{key}:` 后面空一格加 `|`，下面各行照旧缩进"
            | "write `{key}: |`, and leave the lines below it indented as they are";
        fix: fix;
    }

    /// The credit of a cover with what the page adds itself: a role, brackets, a mark.
    J250 Warning Content
    decorated_credit(span: Span, key: &str, plain: &str) at span {
        say: "`{key}` 里只写姓名，“摄影”二字由版面加"
           | "`{key}` holds names alone: the page adds what they did";
        help: "写成 `{key}: {plain}`"
            | "write `{key}: {plain}`";
        fix: Fix::safe(span, plain);
    }

    /// A value in which YAML sees signs of its own.
    J229 Warning Content
    value_needs_quotes(place: Span, value: Span, key: &str, reason: &Message, replacement: &str) at place {
        words reason;
        say: "`{key}` 的值{reason}，要用引号括起来"
           | "the value of `{key}` {reason} and should be in quotes";
        help: "写成 `{key}: {replacement}`"
            | "write `{key}: {replacement}`";
        fix: Fix::safe(value, replacement);
    }

    /// A list or a byline in which brackets, commas or colons are not YAML's.
    J245 Warning Content
    list_misspelt(span: Span, key: &str, replacement: &str) at span {
        say: "`{key}` 的括号、逗号或冒号不是 YAML 的写法"
           | "brackets, commas or colons of `{key}` are not those of YAML";
        help: "写成 `{key}: {replacement}`"
            | "write `{key}: {replacement}`";
        fix: Fix::safe(span, replacement);
    }

    /// A tag that is perhaps several.
    J238 Warning Content
    tags_perhaps_several(span: Span, key: &str, tags: &str) at span {
        say: "看不出 `{key}` 是一个还是几个"
           | "`{key}` may be one tag or several";
        help: "是几个就写成 `{key}: [{tags}]`；是一个就加方括号：`{key}: [标签]`"
            | "write `{key}: [{tags}]` if they are several, and `{key}: [tag]` if it is one";
        fix: Fix::to_confirm(span, format!("[{tags}]"));
    }

    /// A byline that names no role.
    J239 Error Content
    unclear_byline(span: Span, key: &str, text: &str, may_replace: bool) at span {
        let names = plain_names(text);
        let people = names.as_deref().unwrap_or("徐晓雯");
        let other = if text.contains("李四") { "赵六" } else { "李四" };
        say: "看不出 `{key}` 里谁做了什么：`{text}`"
           | "`{key}` does not say who did what: `{text}`";
        help: "按“职责: 姓名”写，如 `{key}: {{记者: {people}}}`，几种职责写成 `{key}: {{记者: {people}, 摄影: {other}}}`"
            | "write roles with names, such as `{key}: {{记者: {people}}}` or `{key}: {{记者: {people}, 摄影: {other}}}`";
        fix: names.filter(|_| may_replace).map(|names| Fix::to_confirm(span, format!("{{记者: {names}}}")));
    }

    /// A date that exists, and is hardly meant.
    J240 Warning Content
    doubtful_date(place: Place, key: &str, doubt: DateDoubt) at place {
        say: match doubt {
            DateDoubt::FarPast(year) => "`{key}` 的年份是 {year}，像是打错了" | "the year of `{key}` is {year}, which is probably mistyped",
            DateDoubt::FarFuture(year) => "`{key}` 的年份是 {year}，离现在太远" | "the year of `{key}` is {year}, far from now",
            DateDoubt::Future => "`{key}` 在将来，读者和订阅会把它当作已经发生的" | "`{key}` is in the future, and shown as if it had happened",
            DateDoubt::BeforePublication => "`{key}` 早于发布日期" | "`{key}` is before the date of publication",
        };
        help: "核对日期"
            | "check the date";
    }

    /// A key of another program.
    J230 Warning Content
    foreign_key(span: Span, key: &str, own: &str, line: &str, fix: Option<Fix>) at span {
        let is_line = line != own;
        say: "`{key}` 在这里叫 `{own}`"
           | "`{key}` is called `{own}` here";
        help: match is_line {
            true => "写成 `{line}`" | "write `{line}`",
            false => "改用 `{own}`，写法见手册" | "use `{own}`; the handbook tells how",
        };
        fix: fix;
    }

    /// A key of another program beside ours.
    J241 Error Content
    foreign_key_beside(span: Span, key: &str, own: &str) at span {
        say: "`{key}` 在这里叫 `{own}`，而 `{own}` 已经写了"
           | "`{key}` is called `{own}` here, and there is a `{own}`";
        help: "核对两个值，对的写在 `{own}` 里，另一行删掉"
            | "compare the two, write the right one as `{own}` and delete the other line";
    }

    /// A switch of another program.
    J242 Warning Content
    needless_key(span: Span, key: &str, fix: Option<Fix>) at span {
        say: "`{key}` 是别的程序的设置，在这里不起作用"
           | "`{key}` is a setting of another program and has no effect here";
        help: "这一行可以删掉，网站不会因此改变"
            | "this line can be deleted; the site stays as it is";
        fix: fix;
    }

    /// A key for what is said in another place here.
    J243 Warning Content
    misplaced_key(span: Span, key: &str, place: &Misplaced, fix: Option<Fix>) at span {
        say: "`{key}` 在这里不起作用"
           | "`{key}` has no effect here";
        help: match place {
            Misplaced::Column { tags } => "栏目就是稿件所在的目录：要换栏目，把文件移过去；别的分类写成标签 `{tags}`"
                                        | "the column is the directory of the file: move it there; other categories are tags: `{tags}`",
            Misplaced::FormerAddress { line } => "网址由文件名决定；从前的网址要继续有效，就写 `{line}`"
                                               | "the address follows from the file's name; to keep a former one, write `{line}`",
            Misplaced::FileName => "网址由文件名决定：要改网址，给文件改名"
                                 | "the address follows from the file's name: rename the file to change it",
            Misplaced::Attachment => "附件放在稿件旁边，在正文里写链接：`[附件名](文件名)`"
                                   | "put the files beside the story, and link them in the text: `[name](file)`",
        };
        fix: fix;
    }

    /// A key that keeps readers away elsewhere.
    J244 Error Content
    restriction_without_effect(span: Span, key: &str, draft: &str, fix: Option<Fix>) at span {
        say: "`{key}` 在这里不起作用，稿件会向所有人公开"
           | "`{key}` has no effect here: everybody could read the story";
        help: "不能公开就写 `{draft}: 是`，或把文件移出 `content/`；确实可以公开，再删掉这一行"
            | "write `{draft}: true` or move the file out of `content/`; delete the line only if the story is for everybody";
        fix: fix;
    }
}

/// Where something is said that another program has a key for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// The directory of the file; `tags` is a line with the same as tags.
    Column {
        /// For example `标签: [科技]`.
        tags: String,
    },
    /// The list of former addresses.
    FormerAddress {
        /// For example `旧址: /old/qianyue.html`.
        line: String,
    },
    /// The name of the file.
    FileName,
    /// The text, which links files.
    Attachment,
}

/// White space before a key that YAML does not have there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indent {
    /// A tab before a key of the front matter.
    Tab,
    /// Blanks before a key of the front matter.
    Blanks,
    /// A tab before an entry of a value.
    NestedTab,
}

/// Why a date is hardly meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateDoubt {
    /// Nothing of this year is in a bulletin.
    FarPast(i32),
    /// It is many years from now.
    FarFuture(i32),
    /// It is still to come, and it is said that something has happened on it.
    Future,
    /// It is before the date of publication.
    BeforePublication,
}

/// Names the invisible characters of a text by their numbers.
fn show_invisible(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\u{AD}' | '\u{A0}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
                shown.push_str(&format!("<U+{:04X}>", u32::from(c)));
            }
            c => shown.push(c),
        }
    }
    shown
}

/// Returns a name, or several as a list of YAML. `None` if a part of the text can be no name.
fn plain_names(text: &str) -> Option<String> {
    let names: Vec<&str> = text.split(['、', ',', '，', ' ', '　']).filter(|name| !name.is_empty()).collect();
    match &names[..] {
        _ if !names.iter().all(|name| is_plain_name(name)) => None,
        [] => None,
        [name] => Some((*name).to_owned()),
        names => Some(format!("[{}]", names.join(", "))),
    }
}

/// Returns whether a text can be the name of one person.
fn is_plain_name(text: &str) -> bool {
    (2..=4).contains(&text.chars().count()) && text.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}
