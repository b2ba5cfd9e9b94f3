//! Raw HTML whose content no reader may see or hear: scripts and styles, embedded pages and films with what stands in them
//! for old browsers, elements that are hidden, and what only a program reads (`<?…?>`, `<![CDATA[…]]>`).
//!
//! The sanitiser would take it out of the page alone. Taken out before the parser, it is in no word count, search index,
//! description, feed or proof either.

use std::ops::Range;

use super::code_spans::{self, find_code_spans};
use super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::config::RawHtml;
use crate::diagnostic::add;
use crate::diagnostic::catalog::{self, RemovedHtml};
use crate::parse::markdown::html_tags::{HtmlPart, HtmlTag, split_tags, tag_at, without_comments};

/// Elements that are removed with their content.
pub(in crate::parse::markdown) const REMOVED_ELEMENTS: [&str; 17] = [
    "applet", "audio", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "style", "svg", "template", "title", "video",
];

/// Elements in which no tags are read.
const RAW_TEXT_ELEMENTS: [&str; 7] = ["iframe", "noembed", "noframes", "noscript", "script", "style", "title"];

/// How many elements of a body are removed: each takes a look through the rest.
const MAX_REMOVED: usize = 500;

/// How many bytes of tags are read for each byte of a source.
const MAX_READ_PER_BYTE: usize = 8;

/// Returns whether a source may hold a tag.
pub(super) fn may_apply(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'!' | b'?')))
}

/// Removes elements with their content, and reports them.
pub(super) fn remove_html(input: &RuleInput, output: &mut RuleOutput) {
    if input.settings.raw_html == RawHtml::Trusted {
        return;
    }

    let mut scanner = HtmlScanner { input, code: Vec::new(), code_end: 0, read: 0, never_closed: Vec::new() };
    let mut at = 0;
    let mut removed = 0;
    while let Some(found) = memchr::memchr(b'<', &input.source.as_bytes()[at..]).filter(|_| removed < MAX_REMOVED) {
        let start = at + found;
        at = match scanner.construct_at(start) {
            Some(construct) => {
                removed += 1;
                construct.remove(start, input, output)
            }
            None => start + 1,
        };
    }
}

/// Looks for what is to be removed.
struct HtmlScanner<'r, 's> {
    input: &'r RuleInput<'s>,
    /// The stretches of code in the line that was looked at last, …
    code: Vec<Range<usize>>,
    /// … and its end.
    code_end: usize,
    /// How many bytes of tags have been read: tags without an end reach to that of the source.
    read: usize,
    /// Ends that stand nowhere in the rest of the source, so that nobody looks for them again.
    never_closed: Vec<&'static str>,
}

/// A construct that begins with a `<`.
enum Construct {
    /// A comment, which ends at a byte; it is removed elsewhere.
    Comment(usize),
    /// An instruction to programs; ends at a byte.
    Instruction(usize),
    /// HTML that never ends: what it begins with, up to a byte, and what should end it.
    Endless(&'static str, usize, &'static str),
    /// An element that is removed up to a byte, with its content.
    Element(HtmlTag, Range<usize>),
}

impl HtmlScanner<'_, '_> {
    fn construct_at(&mut self, start: usize) -> Option<Construct> {
        let line = self.input.lines.line_at(start)?;
        if matches!(line.kind, LineKind::Fence | LineKind::Code | LineKind::IndentedCode) {
            return None;
        }
        let is_html = line.kind == LineKind::Html;
        let is_escaped = self.input.source[..start].ends_with('\\');
        if !is_html && (is_escaped || self.is_in_code(line, start)) {
            return None;
        }

        let rest = &self.input.source[start..];
        if rest.starts_with("<!--") {
            return self.end_of("-->", start).map(Construct::Comment);
        }
        if rest.starts_with("<![CDATA[") {
            return match self.end_of("]]>", start) {
                Some(end) => Some(Construct::Instruction(end)),
                None => is_html.then_some(Construct::Endless("<![CDATA[", start + "<![CDATA[".len(), "]]>")),
            };
        }
        if rest.starts_with("<?")
            || (rest.starts_with("<!") && rest[2..].starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            return self.end_of(">", start).map(Construct::Instruction);
        }
        self.element_at(rest, start, is_html)
    }

    /// Returns the byte behind the next `close`. Places are asked for in their order.
    fn end_of(&mut self, close: &'static str, start: usize) -> Option<usize> {
        if self.never_closed.contains(&close) {
            return None;
        }
        let end = self.input.source[start..].find(close).map(|at| start + at + close.len());
        if end.is_none() {
            self.never_closed.push(close);
        }
        end
    }

    /// Returns the element that begins here, if it is removed.
    fn element_at(&mut self, rest: &str, start: usize, is_html: bool) -> Option<Construct> {
        let limit = MAX_READ_PER_BYTE * self.input.source.len();
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) || self.read > limit {
            return None;
        }

        let found = tag_at(rest);
        self.read += found.as_ref().map_or(rest.len(), |(_, length)| *length);
        let (tag, length) = found?;
        let is_removed = REMOVED_ELEMENTS.contains(&tag.name.as_str());
        if !is_removed && !is_hidden(&tag) {
            return None;
        }

        let behind_tag = start + length;
        let is_closed_itself = rest[..length].ends_with("/>") || tag.name == "embed";
        let end = if is_closed_itself { None } else { element_end(&tag.name, self.input.source, behind_tag) };
        match (end, tag.name.as_str()) {
            (None, "script") if is_html && !is_closed_itself => {
                Some(Construct::Endless("<script>", behind_tag, "</script>"))
            }
            (None, "style") if is_html && !is_closed_itself => {
                Some(Construct::Endless("<style>", behind_tag, "</style>"))
            }
            // A hidden element without an end is shown, without its attribute: where it ends nobody knows.
            (None, _) if !is_removed => None,
            (end, _) => Some(Construct::Element(tag, behind_tag..end.unwrap_or(behind_tag))),
        }
    }

    fn is_in_code(&mut self, line: &SourceLine, at: usize) -> bool {
        if self.code_end != line.range.end {
            let text = &self.input.source[line.range.clone()];
            let spans = find_code_spans(text).into_iter();
            self.code = spans.map(|span| line.range.start + span.start..line.range.start + span.end).collect();
            self.code_end = line.range.end;
        }
        code_spans::is_in_code(&self.code, at)
    }
}

impl Construct {
    /// Removes what begins at `start`. Returns the byte at which the search goes on.
    fn remove(self, start: usize, input: &RuleInput, output: &mut RuleOutput) -> usize {
        match self {
            Self::Comment(end) => end,
            Self::Instruction(end) => {
                output.edits.push(SourceEdit::deletion(start..end));
                let inside = input.source[start..end].strip_prefix("<![CDATA[").unwrap_or_default();
                let words = inside.trim_end_matches("]]>").trim();
                if !words.is_empty() {
                    let span = input.span(&(start..end));
                    let mistake = catalog::html_removed(span, "![CDATA[", words, &RemovedHtml::Fallback, span);
                    add(&mut output.diagnostics, mistake);
                }
                end
            }
            Self::Endless(open, end, close) => {
                output.edits.push(SourceEdit::deletion(start..end));
                let span = input.span(&(start..end));
                add(&mut output.diagnostics, catalog::html_never_ends(span, open, close));
                input.source.len()
            }
            Self::Element(tag, behind_tag) => {
                let end = end_of_deletion(start, behind_tag.end, input);
                output.edits.push(SourceEdit::deletion(start..end));
                let content = &input.source[behind_tag.clone()];
                if tag.name == "style" && is_style_of_word(content) {
                    return behind_tag.end;
                }
                let span = input.span(&(start..behind_tag.end));
                let (words, kind) = describe_removed(&tag, content);
                let deleted = input.span(&(start..end));
                add(&mut output.diagnostics, catalog::html_removed(span, &tag.name, &words, &kind, deleted));
                behind_tag.end
            }
        }
    }
}

/// Returns whether a style sheet is one that Word put on the clipboard: the page that it came with is reported.
fn is_style_of_word(content: &str) -> bool {
    content.contains("mso-") || content.contains("MsoNormal")
}

/// Returns the byte up to which is deleted: with the line end where a line of HTML would be left empty, since a blank line
/// ends the block.
fn end_of_deletion(start: usize, end: usize, input: &RuleInput) -> usize {
    let is_html = |at: usize| input.lines.line_at(at).is_some_and(|line| line.kind == LineKind::Html);
    let Some(line) = input.lines.line_at(start) else { return end };
    let Some(rest) = input.source[end..].find('\n').map(|length| end..end + length) else { return end };
    // A deletion that begins in the marks of a quote or an item leaves no line of HTML.
    let before = input.source.get(line.container_end..start);
    let is_left_empty =
        before.is_some_and(|before| before.trim().is_empty()) && input.source[rest.clone()].trim().is_empty();
    let goes_on = rest.end + 1 < input.source.len() && is_html(start) && is_html(rest.end + 1);
    if is_left_empty && goes_on { rest.end + 1 } else { end }
}

/// Returns the words that an element shows somewhere, and what to do about it.
fn describe_removed(tag: &HtmlTag, content: &str) -> (String, RemovedHtml) {
    if matches!(tag.name.as_str(), "script" | "style" | "template") {
        return (String::new(), RemovedHtml::Code);
    }

    let content = content.rsplit_once("</").map_or(content, |(content, _)| content);
    let words = visible_words(content);
    if !REMOVED_ELEMENTS.contains(&tag.name.as_str()) {
        return (words, RemovedHtml::Hidden);
    }

    let source = attribute(tag, "src").or_else(|| attribute(tag, "data")).or_else(|| nested_source(content));
    match source.filter(|source| !source.trim().is_empty()) {
        Some(address) => (words, RemovedHtml::Embedded { element: tag.name.clone(), address }),
        None => (words, RemovedHtml::Fallback),
    }
}

fn attribute(tag: &HtmlTag, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|attribute| attribute.name == name)?;
    Some(htmlize::unescape(&found.value).into_owned())
}

/// Returns the address of the first `<source>`.
fn nested_source(content: &str) -> Option<String> {
    split_tags(content).into_iter().find_map(|part| match part {
        HtmlPart::Tag(tag) if matches!(tag.name.as_str(), "source" | "embed") => attribute(&tag, "src"),
        _ => None,
    })
}

/// Returns the text between the tags of some HTML.
fn visible_words(html: &str) -> String {
    let html = without_comments(html);
    let parts = split_tags(&html).into_iter();
    let words: String = parts
        .map(|part| match part {
            HtmlPart::Words(words) => htmlize::unescape(words).into_owned(),
            HtmlPart::Tag(_) => " ".to_owned(),
        })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a tag opens an element that readers are not to see.
pub(in crate::parse::markdown) fn is_hidden(tag: &HtmlTag) -> bool {
    !tag.is_closing
        && tag.attributes.iter().any(|attribute| match attribute.name.as_str() {
            "hidden" => true,
            "style" => {
                let style: String = attribute.value.chars().filter(|c| !c.is_whitespace()).collect();
                let style = style.to_ascii_lowercase();
                style.contains("display:none") || style.contains("visibility:hidden")
            }
            _ => false,
        })
}

/// Returns the byte behind the end tag of an element whose start tag ends at a byte.
fn element_end(name: &str, source: &str, behind_tag: usize) -> Option<usize> {
    let counts_nested = !RAW_TEXT_ELEMENTS.contains(&name);
    let mut depth = 1_usize;
    let mut at = behind_tag;
    while let Some(found) = memchr::memchr(b'<', &source.as_bytes()[at..]) {
        let start = at + found;
        let (is_closing, rest) = match source[start + 1..].strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, &source[start + 1..]),
        };
        at = start + 1;
        if !begins_with_name(rest, name) {
            continue;
        }

        if is_closing {
            depth -= 1;
            let end = source[start..].find('>').map(|length| start + length + 1)?;
            if depth == 0 {
                return Some(end);
            }
            at = end;
        } else if counts_nested {
            depth += 1;
        }
    }
    None
}

fn begins_with_name(text: &str, name: &str) -> bool {
    let is_name = text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    is_name && !text[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}
