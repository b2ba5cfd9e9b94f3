//! Tags in a source, as far as rules need them.

use std::ops::Range;

/// The longest tag, in bytes.
const MAX_TAG_LENGTH: usize = 4000;

/// A tag of HTML or XML.
#[derive(Debug)]
pub(super) struct ScannedTag<'t> {
    pub range: Range<usize>,
    /// In lower case, with its prefix: `o:p`.
    pub name: String,
    pub is_closing: bool,
    /// The text behind the name, without the last bracket.
    pub attributes: &'t str,
}

impl ScannedTag<'_> {
    /// Returns the value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut rest = self.attributes;
        loop {
            let at = rest.find(name)?;
            let is_name = at == 0 || rest[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
            let after = &rest[at + name.len()..];
            if let Some(value) = after.trim_start().strip_prefix('=').filter(|_| is_name) {
                let value = value.trim_start();
                return match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                    _ => value.split(|c: char| c.is_whitespace()).next(),
                };
            }
            rest = after;
        }
    }
}

/// Returns the tag that begins at a byte of a text, which is `<`.
pub(super) fn tag_at(text: &str, start: usize) -> Option<ScannedTag<'_>> {
    let limit = text.floor_char_boundary((start + MAX_TAG_LENGTH).min(text.len()));
    let inside = &text[start + 1..limit];
    let is_closing = inside.starts_with('/');
    let behind = inside.trim_start_matches('/');
    fn is_name(c: char) -> bool {
        c.is_ascii_alphanumeric() || matches!(c, ':' | '-')
    }
    let name_length = behind.find(|c| !is_name(c)).unwrap_or(behind.len());
    let name = &behind[..name_length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }

    let name_end = start + 1 + inside.len() - behind.len() + name_length;
    let mut quote = None;
    let end = text[name_end..limit].bytes().position(|byte| match quote {
        Some(open) => {
            if byte == open {
                quote = None;
            }
            false
        }
        None => {
            if matches!(byte, b'"' | b'\'') {
                quote = Some(byte);
            }
            // No tag holds the beginning of another.
            matches!(byte, b'>' | b'<')
        }
    })?;
    if text.as_bytes()[name_end + end] == b'<' {
        return None;
    }
    let range = start..name_end + end + 1;
    Some(ScannedTag { range, name: name.to_ascii_lowercase(), is_closing, attributes: &text[name_end..name_end + end] })
}

/// Returns all tags of a text.
pub(super) fn all_tags(text: &str) -> Vec<ScannedTag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let start = at + found;
        match tag_at(text, start) {
            Some(tag) => {
                at = tag.range.end;
                tags.push(tag);
            }
            None => at = start + 1,
        }
    }
    tags
}
