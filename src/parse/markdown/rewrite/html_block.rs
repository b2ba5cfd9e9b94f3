//! Blocks of raw HTML, by the seven conditions of CommonMark under which they begin and end.

/// Elements that begin a block which ends at a blank line.
const BLOCK_ELEMENTS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// Elements whose text is not HTML.
const HTML_BLOCK_RAW_ELEMENTS: [&str; 4] = ["pre", "script", "style", "textarea"];

/// The place where a block of HTML ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlBlockEnd {
    BlankLine,
    /// The line that holds a text.
    Text(&'static str),
    /// The line that closes an element whose text is not HTML.
    RawTextElement,
}

impl HtmlBlockEnd {
    /// Returns the end of the block that begins with a line, if one does.
    pub fn of_block(content: &str, in_paragraph: bool) -> Option<Self> {
        let rest = content.strip_prefix('<')?;
        if rest.starts_with("!--") {
            return Some(Self::Text("-->"));
        }
        if rest.starts_with('?') {
            return Some(Self::Text("?>"));
        }
        if rest.starts_with("![CDATA[") {
            return Some(Self::Text("]]>"));
        }
        if rest.starts_with('!') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(Self::Text(">"));
        }

        let is_closing = rest.starts_with('/');
        let name = element_name(rest.trim_start_matches('/'));
        if !is_closing && HTML_BLOCK_RAW_ELEMENTS.contains(&name.as_str()) {
            return Some(Self::RawTextElement);
        }
        if BLOCK_ELEMENTS.contains(&name.as_str()) {
            return Some(Self::BlankLine);
        }

        let tag = content.trim_ascii_end();
        let is_lone_tag = !name.is_empty() && tag.ends_with('>') && !tag[1..tag.len() - 1].contains(['<', '>']);
        (is_lone_tag && !in_paragraph && !rest.contains("://")).then_some(Self::BlankLine)
    }

    /// Returns whether the block goes on to the next blank line.
    pub fn is_blank_line(self) -> bool {
        self == Self::BlankLine
    }

    /// Returns whether a line of the block is its last.
    pub fn ends_in(self, content: &str) -> bool {
        match self {
            Self::BlankLine => false,
            Self::Text(text) => content.contains(text),
            Self::RawTextElement => {
                let content = content.to_ascii_lowercase();
                HTML_BLOCK_RAW_ELEMENTS.iter().any(|name| content.contains(&format!("</{name}>")))
            }
        }
    }
}

/// Returns the name at the beginning of a tag, in small letters; nothing if what follows it cannot be part of a tag.
fn element_name(rest: &str) -> String {
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let is_name = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends = rest[length..].is_empty() || rest[length..].starts_with([' ', '\t', '>', '/']);
    if is_name && ends && length <= 40 { rest[..length].to_ascii_lowercase() } else { String::new() }
}
