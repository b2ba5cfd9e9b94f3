//! Text of a body that would be lost, or printed as it is written: J680 to J689, and J532 to J534 of links.

use super::messages;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, Place};
use crate::source::Span;

messages! {
    /// A row with more cells than the table has columns: no reader would see these.
    J680 Error Content
    surplus_cells(span: Span, cells: usize, columns: usize, lost: &str, widened: Option<Fix>) at span {
        let lost = shortened(lost);
        say: "表格这一行有 {cells} 格，表头只有 {columns} 格，多出来的不会显示：`{lost}`"
           | "this row has {cells} cells and the table {columns} columns, so that the rest is not shown: `{lost}`";
        help: "表头和它下面的横线行各补上缺的格；若 `|` 是文字的一部分，写成 `\\|`"
            | "add the missing cells to the head and to the line of dashes below it; write `\\|` if the `|` is part of the text";
        fix: widened;
    }

    /// A line behind a table that is no row.
    J681 Warning Content
    text_behind_table(span: Span, blank_line: Fix) at span {
        say: "紧接在表格下面的这一行没有 `|`，当作表格后面的正文"
           | "the line right below the table has no `|`, and is taken for text behind the table";
        help: "在它上面空一行；若是表格的一行，两头加上 `|`"
            | "leave a blank line above it, or begin and end it with `|` if it is a row";
        fix: blank_line;
    }

    /// A row with fewer cells than the table has columns.
    J682 Warning Content
    missing_cells(span: Span, cells: usize, columns: usize, padded: Fix) at span {
        say: "表格这一行只有 {cells} 格，表头有 {columns} 格，后面的空着"
           | "this row has {cells} cells and the table {columns} columns: the last ones are empty";
        help: "核对有没有漏掉一格；本来就空的，也写出来：`| |`"
            | "check whether a cell was forgotten, and write down the empty ones too: `| |`";
        fix: padded;
    }

    /// A note that is defined twice.
    J683 Warning Content
    note_twice(span: Span, label: &str, first: Span) at span {
        say: "注释 `[^{label}]` 写了两次，两次的内容登在同一条里"
           | "the note `[^{label}]` is written twice, and both texts are shown in one";
        related at first: "第一次在这里"
            | "the first one";
        help: "若是两条注释，给这一条和正文里引用它的地方换一个编号"
            | "if they are two notes, give this one another label, and the place in the text that refers to it";
    }

    /// A note that nothing refers to.
    J684 Warning Content
    note_not_referred_to(span: Span, label: &str) at span {
        say: "正文里没有引用注释 `[^{label}]`，不会登出"
           | "nothing refers to the note `[^{label}]`, so it is not published";
        help: "在要注释的文字后面写 `[^{label}]`，或删掉这条注释"
            | "write `[^{label}]` behind the words that it belongs to, or delete the note";
    }

    /// The definition of a link that no reader sees.
    J685 Warning Content
    link_definition_unused(span: Span, label: &str, first: Option<Span>) at span {
        let is_second = first.is_some();
        let place = first.map_or(Place::Site, Place::At);
        say: match is_second {
            true => "链接 `[{label}]` 的网址写了两次，这一个不起作用" | "the address of `[{label}]` is given twice, and this one has no effect",
            false => "没有地方用到 `[{label}]` 的网址，这一行不会登出" | "nothing uses the address of `[{label}]`, so this line is not published",
        };
        related at place: "它的网址在这里"
            | "its address is here";
        help: match is_second {
            true => "删掉一个，或给其中一个换一个名字" | "delete one of them, or give one another name",
            false => "在正文里写 `[文字][{label}]` 引用它，或删掉这一行" | "refer to it with `[text][{label}]`, or delete the line",
        };
    }

    /// An element whose content is not published, with that content.
    J687 Warning Content
    html_removed(span: Span, name: &str, words: &str, removed: &RemovedHtml, deleted: Span) at span {
        let words = shortened(words);
        let has_words = !words.is_empty();
        let remedy = removed_remedy(removed);
        let fix = removed_fix(span, removed, deleted);
        words remedy;
        say: match has_words {
            true => "HTML 标签 `<{name}>` 连同里面的文字不会登出：`{words}`"
                  | "the HTML element `<{name}>` is taken out with the text in it: `{words}`",
            false => "HTML 标签 `<{name}>` 连同它的内容不会登出" | "the HTML element `<{name}>` is taken out with its content",
        };
        help: "{remedy}"
            | "{remedy}";
        fix: fix;
    }

    /// HTML that never ends, and would take the rest of the body with it.
    J688 Error Content
    html_never_ends(span: Span, open: &str, close: &str) at span {
        say: "`{open}` 没有结束，它后面的正文都不会登出"
           | "`{open}` never ends, and the rest of the text is not published";
        help: "在它结束的地方写 `{close}`，或删掉 `{open}`"
            | "write `{close}` where it ends, or delete `{open}`";
        fix: Fix::to_confirm(span, "");
    }

    /// An address that is cut before Chinese characters that may belong to it.
    J532 Warning Content
    address_cut(span: Span, url: &str, word: &str, whole: Fix) at span {
        let url = shortened(url);
        let word = shortened(word);
        say: "看不出 `{word}` 是网址的一部分还是正文，链接在 `{url}` 断开"
           | "`{word}` may belong to the address or to the text; the link ends with `{url}`";
        help: "是网址的一部分，就写成 `<{url}{word}>`；是正文，就在网址后面空一格"
            | "write `<{url}{word}>` if it belongs to the address, or a space behind the address if it does not";
        fix: whole;
    }

    /// A link that no reader can see or follow.
    J533 Warning Content
    empty_link(span: Span, has_target: bool) at span {
        say: match has_target {
            true => "链接没有文字，读者看不到" | "the link has no words, so that no reader sees it",
            false => "链接没有网址，读者点了到不了别处" | "the link has no address, and leads nowhere",
        };
        help: match has_target {
            true => "在方括号里写上文字：`[文字](…)`" | "write words into the brackets: `[words](…)`",
            false => "在括号里写上网址；不要链接的，去掉方括号和括号" | "write an address into the parentheses, or delete these and the brackets",
        };
    }

    /// A link to an address that is defined nowhere.
    J534 Warning Content
    link_definition_missing(span: Span, written: &str, label: &str) at span {
        let written = shortened(written);
        let label = shortened(label);
        say: "`{written}` 会原样印出来：没有写 `[{label}]` 的网址"
           | "`{written}` is shown as it is written: the address of `[{label}]` is not given";
        help: "若是链接，把网址直接写在后面：`[文字](网址)`"
            | "if it is a link, write its address right behind it: `[words](address)`";
    }
}

/// How many characters of what is quoted are shown.
const SHOWN_CHARACTERS: usize = 60;

/// Cuts a text to the length of a line, without line breaks.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Kinds of raw HTML that is removed with its content; each has its own remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemovedHtml {
    /// Scripts, styles, templates: no text.
    Code,
    /// A film, a recording or another page.
    Embedded {
        /// The element.
        element: String,
        /// Where that is.
        address: String,
    },
    /// An element that is marked as hidden.
    Hidden,
    /// Text for old browsers, or in a drawing.
    Fallback,
}

impl RemovedHtml {
    /// Returns a link to what is embedded.
    fn link(&self) -> Option<String> {
        let Self::Embedded { element, address } = self else { return None };
        let words = match element.as_str() {
            "video" => "观看视频",
            "audio" => "收听录音",
            "iframe" => "打开网页",
            _ => "打开文件",
        };
        let needs_brackets = address.contains([' ', '(', ')']);
        let target = if needs_brackets { format!("<{address}>") } else { address.clone() };
        Some(format!("[{words}]({target})"))
    }
}

fn removed_remedy(removed: &RemovedHtml) -> Message {
    match (removed, removed.link()) {
        (_, Some(link)) => Message::new(format!("改成链接：`{link}`"), format!("write a link in its place: `{link}`")),
        (RemovedHtml::Code, _) => {
            Message::new("删掉它；样式和脚本由主题决定", "delete it; looks and scripts are the theme's")
        }
        (RemovedHtml::Hidden, _) => Message::new(
            "要登的，去掉 `hidden` 或 `display:none`；不登的，删掉这一段",
            "take `hidden` or `display:none` away if it is to be published, and delete it if it is not",
        ),
        _ => Message::new(
            "要登的文字写到标签外面，其余删掉",
            "write the text that is to be published outside of the element, and delete the rest",
        ),
    }
}

fn removed_fix(span: Span, removed: &RemovedHtml, deleted: Span) -> Option<Fix> {
    match (removed, removed.link()) {
        (_, Some(link)) => Some(Fix::to_confirm(span, link)),
        (RemovedHtml::Code, _) => Some(Fix::safe(deleted, "")),
        _ => None,
    }
}
