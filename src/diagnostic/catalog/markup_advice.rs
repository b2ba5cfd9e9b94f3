//! Advice on what to write in the place of markup of other programs: J663, J668.

use super::phrase_table;
use crate::diagnostic::Message;

/// Returns the advice to write something in the place of a mark, or to delete the mark if that is nothing; other advice where
/// nothing is certain.
pub fn write_instead_or(instead: Option<&str>, advice: &Message) -> Message {
    match instead {
        Some("") => delete_it(),
        Some(instead) => write_it(instead),
        None => advice.clone(),
    }
}

phrase_table! {
    /// Nothing at all.
    delete_it() = "删掉它，这里用不着" | "delete it: there is no need for it here";
    /// What is certain.
    write_it(instead: &str) = "改为 `{instead}`" | "write `{instead}`";
    /// A picture.
    write_a_picture() = "图片写 `![图上是什么](图片.jpg)`" | "write a picture as `![what it shows](picture.jpg)`";
    /// A link.
    write_a_link() = "链接写 `[文字](稿件.md)`" | "write a link as `[words](story.md)`";
    /// A link to where a film or a song is.
    write_a_link_to_the_page()
        = "写一个到视频、音频所在网页的链接：`[看视频](https://…)`"
        | "write a link to the page of the film or sound: `[watch](https://…)`";
    /// Code.
    write_a_fence()
        = "代码放在两行 ` ``` ` 之间"
        | "put code between two lines of ` ``` `";
    /// A call-out.
    write_a_callout()
        = "提示框写 `> [!提示]`，下面每行前面加 `> `"
        | "write a call-out as `> [!NOTE]`, and `> ` before each line below it";
    /// A quotation.
    write_a_quote() = "引文每行前面加 `> `" | "write `> ` before each line of a quotation";
    /// The text that it would have printed.
    write_the_words() = "把它本来要印的字直接写在这里，或删掉它" | "write the words that it would have printed, or delete it";
    /// A note below the text.
    write_a_note() = "脚注写 `[^1]`，文末另起一段写 `[^1]: 注文`" | "write `[^1]`, and `[^1]: note` as a paragraph at the end";
    /// A formula.
    write_a_formula()
        = "简单的算式用文字写，上标写 `x^2^`；复杂的存成图片，写 `![算式](图片.png)`"
        | "write a simple formula in words, with `x^2^` for what is raised; save a complicated one as a picture";
    /// A list.
    write_a_list() = "列表每项前面写 `- `，这一行删掉" | "begin each item of a list with `- `, and delete this line";
}
