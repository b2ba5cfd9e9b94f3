//! Tags of raw HTML and the text between them, as far as it takes to tell an editor what will be taken out.

use std::borrow::Cow;
use std::ops::Range;

/// A stretch of HTML.
pub(super) enum HtmlPart<'h> {
    /// Text between tags.
    Words(&'h str),
    /// A tag.
    Tag(HtmlTag),
}

/// A tag that opens or closes an element.
pub(super) struct HtmlTag {
    /// The element, in lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub is_closing: bool,
    pub attributes: Vec<Attribute>,
    /// Its place in the HTML that was split.
    pub range: Range<usize>,
}

/// An attribute of a tag.
pub(super) struct Attribute {
    /// In lower case.
    pub name: String,
    /// As written, without its quotation marks; empty if there is none.
    pub value: String,
    /// Its place in the HTML that was split, with the white space before it.
    pub range: Range<usize>,
}

/// Splits HTML into tags and the text between them.
pub(super) fn split_tags(html: &str) -> Vec<HtmlPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        let inside = &tag[1..];
        let is_closing = inside.starts_with('/');
        let name: String =
            inside.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();

        // A `<` of the text.
        if name.is_empty() {
            parts.push(HtmlPart::Words(&rest[..=at]));
            rest = inside;
            continue;
        }

        parts.push(HtmlPart::Words(words));
        let after = &inside[usize::from(is_closing) + name.len()..];
        let start = html.len() - tag.len();
        let behind_name = html.len() - after.len();
        let (attributes, end) = parse_attributes(after, behind_name);
        let range = start..behind_name + end;
        parts.push(HtmlPart::Tag(HtmlTag { name: name.to_ascii_lowercase(), is_closing, attributes, range }));
        rest = &after[end..];
    }
    parts.push(HtmlPart::Words(rest));
    parts
}

/// Returns the text of some HTML, without its tags.
pub(super) fn text_between_tags(html: &str) -> Cow<'_, str> {
    if !html.contains('<') {
        return Cow::Borrowed(html);
    }
    let words = split_tags(html).into_iter().filter_map(|part| match part {
        HtmlPart::Words(words) => Some(words),
        HtmlPart::Tag(_) => None,
    });
    Cow::Owned(words.collect())
}

/// Returns the tags of some HTML.
pub(super) fn tags_of(html: &str) -> impl Iterator<Item = HtmlTag> + use<'_> {
    split_tags(html).into_iter().filter_map(|part| match part {
        HtmlPart::Tag(tag) => Some(tag),
        HtmlPart::Words(_) => None,
    })
}

/// Returns the tag that some HTML begins with, and its length in bytes; `None` if it does not end.
pub(super) fn tag_at(html: &str) -> Option<(HtmlTag, usize)> {
    let inside = html.strip_prefix('<')?;
    let is_closing = inside.starts_with('/');
    let name = inside.trim_start_matches('/');
    let name_len = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let name = &name[..name_len];
    if name.is_empty() {
        return None;
    }

    let after = &inside[usize::from(is_closing) + name.len()..];
    let (attributes, end) = parse_attributes(after, html.len() - after.len());
    let length = html.len() - after.len() + end;
    let tag = HtmlTag { name: name.to_ascii_lowercase(), is_closing, attributes, range: 0..length };
    html[..length].ends_with('>').then_some((tag, length))
}

/// Parses the attributes of a tag behind its name, which ends at byte `base` of the HTML. Returns them with the byte of `tag` at
/// which the tag ends.
fn parse_attributes(tag: &str, base: usize) -> (Vec<Attribute>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let start = base + at;
        at += tag[at..].len() - tag[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        let rest = &tag[at..];
        if rest.is_empty() || rest.starts_with('>') {
            return (found, (at + 1).min(tag.len()));
        }

        let name_len = attribute_name_len(rest);
        let name = rest[..name_len].to_ascii_lowercase();
        at += name_len;

        let value = tag[at..].trim_start();
        let Some(value) = value.strip_prefix('=').map(str::trim_start) else {
            found.push(Attribute { name, value: String::new(), range: start..base + at });
            continue;
        };
        at = tag.len() - value.len();
        let (text, len) = parse_value(value);
        at += len;
        found.push(Attribute { name, value: text.to_owned(), range: start..base + at });
    }
}

/// Returns the length of a name in bytes. Its first character belongs to it whatever it is, so that parsing always goes on.
fn attribute_name_len(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    let end = chars.find(|(_, c)| c.is_whitespace() || matches!(c, '=' | '>' | '/'));
    end.map_or(rest.len(), |(at, _)| at)
}

/// Returns the value at the beginning of a text, and its length in bytes with its quotation marks.
fn parse_value(text: &str) -> (&str, usize) {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = text[1..].find(quote).map_or(text.len(), |at| at + 1);
        return (&text[1..end], (end + 1).min(text.len()));
    }

    let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    (&text[..end], end)
}

/// Returns HTML without its comments; one that is never closed reaches to the end.
pub(super) fn without_comments(html: &str) -> String {
    let mut without = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        without.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    without + rest
}
