//! Call-outs: quotes that begin with `[!NOTE]`, as GitHub and Obsidian write them, with titles and signs for folding.
//!
//! A call-out is a section whose first line says its kind in a word, so that nobody needs its colour to know it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::reader::BodyReader;
use super::rewrite::Events;

/// The longest name of a kind that is looked for, in bytes.
const MAX_CALLOUT_NAME: usize = 60;

/// A kind of call-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CalloutKind {
    /// The class by which style sheets know it.
    pub class: &'static str,
    /// The word that readers see.
    pub word: &'static str,
}

/// The kinds with the names that programs and editors have for them, in lower case.
const KINDS: [(CalloutKind, &[&str]); 10] = [
    (
        CalloutKind { class: "note", word: "说明" },
        &["note", "info", "seealso", "说明", "备注", "注", "信息", "相关信息", "附注", "注释", "须知"],
    ),
    (CalloutKind { class: "tip", word: "提示" }, &["tip", "hint", "提示", "小提示", "技巧", "小贴士", "贴士", "建议"]),
    (CalloutKind { class: "important", word: "重要" }, &["important", "重要", "重点", "要点", "关键"]),
    (CalloutKind { class: "warning", word: "注意" }, &["warning", "warn", "attention", "注意", "注意事项", "提醒"]),
    (
        CalloutKind { class: "caution", word: "警告" },
        &["caution", "danger", "error", "bug", "警告", "危险", "小心", "当心", "错误", "严重"],
    ),
    (CalloutKind { class: "summary", word: "摘要" }, &["abstract", "summary", "tldr", "摘要", "概要", "总结", "小结"]),
    (CalloutKind { class: "question", word: "问题" }, &["question", "help", "faq", "问题", "疑问", "问答", "问"]),
    (
        CalloutKind { class: "success", word: "完成" },
        &["success", "check", "done", "failure", "fail", "missing", "todo", "完成", "成功", "失败", "待办"],
    ),
    (CalloutKind { class: "example", word: "示例" }, &["example", "示例", "例", "例子", "案例", "举例"]),
    (CalloutKind { class: "quote", word: "引用" }, &["quote", "cite", "引用", "引文", "摘录"]),
];

/// Names whose kind has another word for them.
const OWN_WORDS: [(&str, &str); 4] = [("failure", "失败"), ("fail", "失败"), ("missing", "缺失"), ("todo", "待办")];

/// Names of what is folded and has no other kind.
const DETAILS: [&str; 4] = ["details", "collapse", "详情", "折叠"];

/// Returns the kind of a name, whatever its case. A Chinese name is its own word.
pub(super) fn find_kind(name: &str) -> Option<CalloutKind> {
    let name = name.to_lowercase();
    let (kind, names) = KINDS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    let chinese = names.iter().find(|known| **known == name && !known.is_ascii());
    let own_word = OWN_WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| word);
    Some(CalloutKind { word: chinese.or(own_word).unwrap_or(&kind.word), ..*kind })
}

/// Returns whether a name is that of a folded block without a kind.
pub(super) fn is_details(name: &str) -> bool {
    DETAILS.contains(&name.to_lowercase().as_str())
}

/// How a call-out is folded when a page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folding {
    /// It cannot be folded.
    Never,
    Open,
    Closed,
}

/// The mark at the beginning of a call-out: `[!NOTE]-`.
#[derive(Debug, PartialEq, Eq)]
struct CalloutMark<'t> {
    name: &'t str,
    folding: Folding,
    /// Its bytes, with the blanks behind it.
    length: usize,
}

impl<'t> CalloutMark<'t> {
    /// Parses the mark at the beginning of a text.
    fn parse(text: &'t str) -> Option<Self> {
        let inside = text.strip_prefix("[!").or_else(|| text.strip_prefix("[！"))?;
        let (name, rest) = inside.split_once(']')?;
        // Obsidian has metadata behind a `|`, of which nothing shows.
        let name = name.split('|').next().unwrap_or_default().trim();
        fn is_name(c: char) -> bool {
            c.is_alphanumeric() || matches!(c, '-' | '_')
        }
        if name.is_empty() || name.len() > MAX_CALLOUT_NAME || !name.chars().all(is_name) {
            return None;
        }

        let (folding, rest) = match rest.chars().next() {
            Some(sign @ ('-' | '+' | '－' | '＋')) => {
                let is_closed = matches!(sign, '-' | '－');
                (if is_closed { Folding::Closed } else { Folding::Open }, &rest[sign.len_utf8()..])
            }
            _ if is_details(name) => (Folding::Closed, rest),
            _ => (Folding::Never, rest),
        };
        Some(Self { name, folding, length: text.len() - rest.trim_start().len() })
    }
}

impl<'a> BodyReader<'a, '_> {
    /// Opens a quote, or the call-out that it is if its first words are the mark of one.
    pub fn open_quote(&mut self, tag: &Tag<'a>, range: &Range<usize>, events: &mut Events<'a>) {
        self.enter_block(tag, range);
        let text = leading_text(events);
        let Some(mark) = CalloutMark::parse(&text) else { return self.html.write_start(tag) };

        events.next();
        events.skip_text(mark.length);
        let has_title =
            !matches!(events.peek(0), Some(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph)) | None);
        let kind = find_kind(mark.name);
        let class = kind.map_or("note", |kind| kind.class);
        let word = match kind {
            Some(kind) => kind.word,
            None if is_details(mark.name) => {
                if has_title {
                    ""
                } else {
                    "详情"
                }
            }
            // Unknown names are shown: nothing that was written is lost.
            None => mark.name,
        };

        match mark.folding {
            Folding::Never => {
                self.html.open_quote(
                    &format!("<section class=\"callout {class}\">\n<p class=\"callout-title\">"),
                    "</section>\n",
                );
            }
            Folding::Open | Folding::Closed => {
                let open = if mark.folding == Folding::Open { " open" } else { "" };
                self.html.open_quote(&format!("<details class=\"callout {class}\"{open}>\n<summary>"), "</details>\n");
            }
        }
        self.start_text_line();
        self.write_kind(word, has_title);
        self.callout_title = Some(if mark.folding == Folding::Never { "</p>\n" } else { "</summary>\n" });
    }

    /// Writes the word of a call-out's kind, before its title.
    fn write_kind(&mut self, word: &str, has_title: bool) {
        if word.is_empty() {
            return;
        }

        self.body.text.push_str(word);
        self.html.write_html("<strong>");
        self.html.write_attribute(word);
        self.html.write_html("</strong>");
        if has_title {
            self.body.text.push(' ');
            self.html.write_html(" ");
        }
    }

    /// Ends the title of a call-out where its line ends. What follows is a paragraph, unless the paragraph ends there too.
    pub fn end_callout_title(&mut self, is_last_line: bool) {
        let close = self.callout_title.take().unwrap_or_default();
        self.proof.end_paragraph();
        self.start_text_line();
        self.html.write_html(close);
        if !is_last_line {
            self.html.write_start(&Tag::Paragraph);
        }
    }
}

/// Returns the text at the beginning of the paragraph that comes next, as far as the mark of a call-out can reach.
fn leading_text(events: &mut Events) -> String {
    let mut text = String::new();
    if !matches!(events.peek(0), Some(Event::Start(Tag::Paragraph))) {
        return text;
    }

    let mut n = 1;
    while let Some(Event::Text(words)) = events.peek(n)
        && text.len() <= MAX_CALLOUT_NAME * 2
    {
        text.push_str(words);
        // No other quote begins like this.
        if !text.starts_with('[') {
            break;
        }
        n += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_a_name_and_a_sign_for_folding() {
        for (text, name, folding, length) in [
            ("[!NOTE]", "NOTE", Folding::Never, 7),
            ("[!note] 标题", "note", Folding::Never, 8),
            ("[!warning]- 标题", "warning", Folding::Closed, 12),
            ("[!提示]+标题", "提示", Folding::Open, 10),
            ("[！注意]－ 标题", "注意", Folding::Closed, 15),
            ("[!info|left] x", "info", Folding::Never, 13),
            ("[!details]", "details", Folding::Closed, 10),
        ] {
            assert_eq!(CalloutMark::parse(text), Some(CalloutMark { name, folding, length }), "{text}");
        }
        for text in ["[NOTE]", "[!]", "[! ]", "[!甲乙，丙]", "[!甲", "!NOTE"] {
            assert_eq!(CalloutMark::parse(text), None, "{text}");
        }
    }

    #[test]
    fn names_have_kinds_whatever_their_case() {
        for (name, class, word) in [
            ("NOTE", "note", "说明"),
            ("Tip", "tip", "提示"),
            ("IMPORTANT", "important", "重要"),
            ("warning", "warning", "注意"),
            ("CAUTION", "caution", "警告"),
            ("danger", "caution", "警告"),
            ("小心", "caution", "小心"),
            ("todo", "success", "待办"),
        ] {
            assert_eq!(find_kind(name), Some(CalloutKind { class, word }), "{name}");
        }
        assert_eq!(find_kind("foo"), None);
    }
}
