//! Markup of other programs in a body: J66x, J67x.

use super::messages;
use crate::diagnostic::Message;
use crate::diagnostic::fix::Fix;
use crate::source::Span;

messages! {
    /// A container whose mark stands where none can be read.
    J660 Warning Content
    container_misplaced(span: Span, mark: &str) at span {
        say: "`{mark}` 写在这里不能做成提示框，会原样印出来"
           | "`{mark}` makes no call-out here: it is shown as it is written";
        help: "提示框单独写：上面空一行，`{mark}` 写在行首；不要框就删掉它"
            | "write it by itself: a blank line above, `{mark}` at the beginning of the line; or delete it";
    }

    /// A table of pandoc that is none here.
    J661 Warning Content
    pandoc_table(span: Span) at span {
        say: "这是 pandoc 的表格，这里排不成表格，线和字会原样印出来"
           | "this is a table of pandoc, and none here: its lines are shown as they are written";
        help: "从 Word、Excel 里重新复制这张表，粘贴在这里；或每行写成 `| 甲 | 乙 |`，第一行下面加一行 `|---|---|`"
            | "copy the table from Word or Excel and paste it here; or write each row as `| a | b |`, with `|---|---|` below the first";
    }

    /// Notes within a line.
    J662 Warning Content
    inline_note(span: Span, count: usize) at span {
        say: "`^[…]` 里的注文不会排成脚注，会原样印在正文里（共 {count} 处）"
           | "`^[…]` makes no note: it is shown in the text as it is written ({count} in all)";
        help: "正文里写 `[^1]`，在文末另起一段写 `[^1]: 注文`"
            | "write `[^1]` in the text, and `[^1]: note` as a paragraph at its end";
    }

    /// A mark of another language than Markdown.
    J663 Warning Content
    other_language(span: Span, mark: &str, language: &str, advice: &Message) at span {
        words advice;
        say: "`{mark}` 是 {language} 的写法，会原样印出来"
           | "`{mark}` is {language}, not Markdown: it is shown as it is written";
        help: "{advice}"
            | "{advice}";
    }

    /// A comment of Obsidian.
    J666 Warning Content
    editors_comment(span: Span) at span {
        say: "`%%` 之间是编者的话，没有刊出"
           | "what stands between `%%` is an editor's note, and not published";
        help: "处理完就删掉；确实要刊出，去掉两头的 `%%`"
            | "delete it when it is done with; to publish it, delete `%%` on both sides";
    }

    /// A mark that opens something and has no counterpart.
    J667 Warning Content
    mark_without_end(span: Span, mark: &str, end: &str) at span {
        say: "`{mark}` 有开头没有结尾，会原样印出来"
           | "`{mark}` begins something that never ends: it is shown as it is written";
        help: "在结尾处补上 `{end}`，或删掉它"
            | "write `{end}` where it ends, or delete it";
    }

    /// A tag of a template.
    J668 Warning Content
    template_tag(span: Span, written: &str, advice: &Message) at span {
        words advice;
        say: "`{written}` 是别的程序的模板标签，会原样印出来"
           | "`{written}` is a template tag of another program: it is shown as it is written";
        help: "{advice}"
            | "{advice}";
    }

    /// Lines that look like a table and are none.
    J669 Warning Content
    table_without_head(span: Span) at span {
        say: "这几行像是表格，但不是表格，`|` 会原样印出来"
           | "these lines look like a table and are none: `|` is shown as it is written";
        help: "每行两头都写 `|`，第一行是表头，下面加一行 `|---|---|`，有几列写几个 `---|`"
            | "begin and end each line with `|`; below the first one, which is the head, add `|---|---|` with a `---|` for each column";
    }

    /// A name in double brackets that no file has.
    J670 Warning Content
    name_of_nothing(span: Span, name: &str) at span {
        say: "没有叫 `{name}` 的稿件，`[[…]]` 里的字按普通文字印出来"
           | "there is no story named `{name}`: the words in `[[…]]` are printed as text";
        help: "写稿件的文件名，如 `[[2020-09-15-qianyue|签约]]`，或写 `[签约](2020-09-15-qianyue.md)`"
            | "write the name of the story's file, such as `[[2020-09-15-qianyue|…]]`, or `[…](2020-09-15-qianyue.md)`";
    }

    /// A link whose words are the name of a file.
    J678 Warning Content
    link_named_by_file(span: Span, name: &str) at span {
        say: "链接的字是文件名 `{name}`，读者看不懂"
           | "the words of the link are the name of a file: `{name}`";
        help: "在 `|` 后面写给读者看的字：`[[{name}|文字]]`"
            | "write words for readers behind a `|`: `[[{name}|文字]]`";
    }

    /// A name in double brackets that several files have.
    J671 Warning Content
    name_of_several(span: Span, name: &str, first: &str, second: &str) at span {
        say: "叫 `{name}` 的稿件不止一篇：`{first}`、`{second}`，不知道指哪篇，没有做成链接"
           | "several stories are named `{name}`: `{first}`, `{second}`; no link was made";
        help: "连栏目一起写：`[[{first}]]`"
            | "write the column too: `[[{first}]]`";
    }

    /// Another story that was to be shown within this one.
    J672 Warning Content
    embedded_story(span: Span, name: &str) at span {
        say: "`![[{name}]]` 不能把另一篇稿件嵌进来，做成了链接"
           | "`![[{name}]]` cannot show another story within this one: it is a link";
        help: "要链接，去掉前面的 `!`；要那篇的内容，把文字复制过来"
            | "for a link delete the `!`; for what that story says copy its text";
        fix: Fix::to_confirm(span, "[[").of_text("![[");
    }

    /// A picture whose address was left on the page that it was copied from.
    J673 Warning Content
    picture_lost(span: Span, address: &str) at span {
        say: "图片没有跟着贴过来，读者看不到：`{address}`"
           | "the picture did not come along, and readers do not see it: `{address}`";
        help: "在原来的网页或文档里把图片另存到稿件旁边，这里写 `![图上是什么](图片.jpg)`"
            | "save the picture beside the story and write `![what it shows](picture.jpg)` here";
    }

    /// The headline, once more at the beginning of the body.
    J535 Warning Content
    title_repeated(span: Span, line: &str, without: Fix) at span {
        say: "正文开头又写了一遍标题，读者会看到两次：`{line}`"
           | "the body begins with the headline once more, and readers see it twice: `{line}`";
        help: "删掉这一行：标题已经写在稿件头里"
            | "delete this line: the headline stands in the front matter";
        fix: without;
    }

    /// Words of the page around a text.
    J536 Warning Content
    words_of_a_page(span: Span, words: &str, without: Fix) at span {
        say: "`{words}` 是公众号页面上的字，不是稿件的正文"
           | "`{words}` belongs to the WeChat page around the article, not to its text";
        help: "删掉这一行"
            | "delete this line";
        fix: without;
    }

    /// A comment of a Word document.
    J537 Warning Content
    comment_of_word(span: Span, mark: &str, first: Span, without: Fix) at span {
        say: "`{mark}` 像是 Word 的批注，会和正文一起登出来"
           | "`{mark}` looks like a comment of Word, and is published with the text";
        related at first: "批注的记号在这里"
            | "the comment belongs here";
        help: "把这一行和正文里的 `{mark}` 都删掉；在 Word 里先删除全部批注、接受修订再复制"
            | "delete this line and `{mark}` in the text; delete all comments in Word before copying";
        fix: without;
    }

    /// A table whose head has fewer cells than its rows, since some were merged.
    J538 Warning Content
    merged_table_head(span: Span, cells: usize, columns: usize) at span {
        say: "表头只有 {cells} 格，下面的行有 {columns} 格：多半是合并的格拆开了，表头和数字可能错开"
           | "the head has {cells} cells and the rows below {columns}: merged cells came apart, and heads may stand above the wrong figures";
        help: "在表头里补上缺的格（按一下 Tab 就是一个空格），让每一格对着自己的那一列"
            | "add the missing cells to the head, a Tab for each, until every one stands above its own column";
    }

    /// A page of HTML, or a part of one, whose tags and attributes are taken out.
    J539 Warning Content
    pasted_html(span: Span, count: usize, names: &str) at span {
        say: "这里贴进了网页的代码：{count} 个标签和属性不能用，已去掉，文字都留着（{names} 等）"
           | "HTML of another page was pasted here: {count} tags and attributes are taken out, the words stay ({names} and others)";
        help: "核对网页上的样子；想去掉这些代码，就重新粘贴，选“只保留文本”（Ctrl+Shift+V）"
            | "look at the page; to be rid of the code, paste once more as plain text (Ctrl+Shift+V)";
    }

    /// A cell that shows an error of a formula.
    J540 Warning Content
    spreadsheet_error(span: Span, value: &str) at span {
        say: "`{value}` 是 Excel 算不出数或列太窄时显示的，不是数"
           | "`{value}` is what Excel shows where a formula has no value or a column is too narrow";
        help: "回到原来的表格里改好公式、拉宽列，再复制；没有这个数就写 `—`"
            | "mend the formula or widen the column in Excel and copy again, or write `—`";
    }

    /// A heading with `#` on both sides, some of which are printed.
    J541 Warning Content
    closed_heading(span: Span, written: &str, instead: &str, fix: Fix) at span {
        say: "`{written}` 里的 `#` 会印出来"
           | "`#` in `{written}` is printed";
        help: "小标题写成 `{instead}`"
            | "write the heading as `{instead}`";
        fix: fix;
    }

    /// Two lines of dots that may have been meant as fences of code.
    J542 Warning Content
    dotted_fence(span: Span, fix: Fix) at span {
        say: "`···` 不是代码的围栏，会原样印出来，中间的行当作正文排"
           | "`···` is no fence of code: it is shown as it is written, and the lines between are set as text";
        help: "代码前后的两行都改成英文输入法的 ` ``` `；若是省略号，写 `……`"
            | "write ` ``` ` on both lines for code; write `……` for what is left out";
        fix: fix;
    }

    /// Markdown in a block of HTML, where it is not read.
    J674 Warning Content
    markdown_in_html(span: Span) at span {
        say: "HTML 标签里的 Markdown 不会排版，标记会原样印出来"
           | "Markdown within a block of HTML is not read: its marks are shown as they are written";
        help: "删掉外面的 HTML 标签；留着标签，就在标签和文字之间各空一行"
            | "delete the tags round it, or put a blank line between the tags and the text";
    }

    /// A comment of HTML that never ends, so that nothing behind it is shown.
    J675 Error Content
    comment_without_end(span: Span) at span {
        say: "`<!--` 没有结尾，它后面的正文都不会刊出"
           | "`<!--` never ends: nothing behind it is published";
        help: "在注释的结尾写 `-->`，或删掉 `<!--`"
            | "write `-->` where the comment ends, or delete `<!--`";
        fix: Fix::to_confirm(span, "");
    }

    /// Word's style sheets as words.
    J676 Warning Content
    word_style_sheet(span: Span) at span {
        say: "这里贴进了 Word 的样式代码，会原样印出来"
           | "this is a style sheet of Word: it is shown as it is written";
        help: "删掉带 `mso-`、`MsoNormal` 这类字样的行；粘贴时选“只保留文本”"
            | "delete the lines with `mso-`, `MsoNormal` and the like; paste as plain text";
    }

    /// A container whose kind is unknown.
    J677 Warning Content
    unknown_container(span: Span, name: &str) at span {
        say: "没有 `{name}` 这种提示框，里面的字按普通段落印出来"
           | "there is no call-out of the kind `{name}`: what it holds is printed as paragraphs";
        help: "写 `提示`、`注意`、`警告`、`重要`、`说明` 或 `details`；不要框，就删掉这两行 `:::`"
            | "write `tip`, `warning`, `caution`, `important`, `note` or `details`; for none delete the two lines of `:::`";
    }
}
