//! Marks of other languages than Markdown: LaTeX, reStructuredText, BBCode, Org, MediaWiki, AsciiDoc, short codes of
//! emoji. They are reported with what to write instead.

mod latex;
mod marked_lines;
mod roles;
mod short_codes;

use std::ops::Range;

use super::super::{RuleInput, RuleOutput};
use super::protected::{Protected, paragraphs};
use crate::diagnostic::catalog::markup_advice;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Message, add, catalog};

/// The longest stretch between two marks, in bytes.
const MAX_MARKED_LENGTH: usize = 1000;

/// A mark of another language in a text.
struct ForeignMark {
    language: &'static str,
    /// The bytes that it takes with what it marks.
    range: Range<usize>,
    /// The length of the part that names it.
    name_length: usize,
    /// The Markdown in its place, where that is certain.
    instead: Option<String>,
    /// Advice for where it is not.
    advice: Message,
}

impl ForeignMark {
    /// Returns a byte of it that is in code only if all of it is: a link of reStructuredText is code to Markdown, but for its
    /// last sign.
    fn place_out_of_code(&self, text: &str) -> usize {
        if text[self.range.start..].starts_with('`') { self.range.end - 1 } else { self.range.start }
    }
}

pub(super) fn may_apply(source: &str) -> bool {
    ["\\", "$", "[/", "'''", ".. ", "#+", "= ", ":`", "`_", "&amp;"].iter().any(|mark| super::holds(source, mark))
        || marked_lines::may_hold_asciidoc(source)
        || short_codes::may_hold(source)
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code(&input.lines);
    for mark in input.lines.lines.iter().filter_map(|line| marked_lines::mark_of_line(input, line)) {
        report_mark(input, &mark, output);
    }

    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut found = find_paired(text);
        found.extend(latex::find_latex(text));
        found.extend(roles::find_roles(text));
        found.extend(roles::find_links(text));
        found.extend(short_codes::find_short_codes(text));
        found.extend(find_twice_encoded(text));
        found.sort_by_key(|mark| mark.range.start);

        let mut done = 0;
        for mark in found {
            let range = paragraph.start + mark.range.start..paragraph.start + mark.range.end;
            if range.start < done || code.covers(paragraph.start + mark.place_out_of_code(text)) {
                continue;
            }
            done = range.end;
            report_mark(input, &ForeignMark { range, ..mark }, output);
        }
    }
}

fn report_mark(input: &RuleInput, mark: &ForeignMark, output: &mut RuleOutput) {
    let written = &input.source[mark.range.clone()];
    let span = input.span(&mark.range);
    let name = &written[..mark.name_length];
    let advice = markup_advice::write_instead_or(mark.instead.as_deref(), &mark.advice);
    let mut diagnostic = catalog::other_language(span, name, mark.language, &advice);
    let instead = mark.instead.clone();
    diagnostic.fixes.extend(instead.map(|instead| Fix::to_confirm(span, instead).of_text(written)));
    add(&mut output.diagnostics, diagnostic);
}

/// A tag of BBCode, and the mark that Markdown has on either side of its text; of most the text alone stays.
struct BbcodeTag {
    name: &'static str,
    sign: &'static str,
}

const BBCODE_TAGS: [BbcodeTag; 12] = [
    BbcodeTag { name: "b", sign: "**" },
    BbcodeTag { name: "i", sign: "*" },
    BbcodeTag { name: "s", sign: "~~" },
    BbcodeTag { name: "u", sign: "" },
    BbcodeTag { name: "color", sign: "" },
    BbcodeTag { name: "size", sign: "" },
    BbcodeTag { name: "font", sign: "" },
    BbcodeTag { name: "center", sign: "" },
    BbcodeTag { name: "align", sign: "" },
    BbcodeTag { name: "quote", sign: "" },
    BbcodeTag { name: "url", sign: "" },
    BbcodeTag { name: "img", sign: "" },
];

/// Finds `[b]…[/b]` and `'''…'''`.
fn find_paired(text: &str) -> Vec<ForeignMark> {
    find_marks(text, [b'[', b'\''], |start| bbcode_at(text, start).or_else(|| wiki_bold_at(text, start)))
}

/// Finds the marks, none within another, that begin at one of two signs.
fn find_marks(text: &str, [one, other]: [u8; 2], mark_at: impl Fn(usize) -> Option<ForeignMark>) -> Vec<ForeignMark> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(one, other, &text.as_bytes()[at..]).map(|found| at + found) {
        let mark = mark_at(start);
        at = mark.as_ref().map_or(start + 1, |mark| mark.range.end);
        found.extend(mark);
    }
    found
}

/// Returns the part of a text from a byte on in which the end of a mark is looked for.
fn limited(text: &str, start: usize) -> &str {
    &text[start..text.floor_char_boundary((start + MAX_MARKED_LENGTH).min(text.len()))]
}

fn bbcode_at(text: &str, start: usize) -> Option<ForeignMark> {
    let inside = limited(text, start).strip_prefix('[')?;
    let end = inside.find(']')?;
    let (name, value) = inside[..end].split_once('=').unwrap_or((&inside[..end], ""));
    let tag = BBCODE_TAGS.iter().find(|tag| tag.name.eq_ignore_ascii_case(name))?;
    let behind = &inside[end + 1..];
    let close = format!("[/{}]", tag.name);
    let length = behind.to_ascii_lowercase().find(&close)?;
    let words = &behind[..length];

    let target = value.trim_matches(['"', '\'']);
    let instead = match tag.name {
        "url" if target.is_empty() => format!("<{words}>"),
        "url" => format!("[{words}]({target})"),
        "img" => format!("![]({words})"),
        _ => format!("{sign}{words}{sign}", sign = tag.sign),
    };
    let name_length = end + 2;
    let is_certain = !words.contains(['\n', '[']) && !words.trim().is_empty() && words.trim() == words;
    Some(ForeignMark {
        language: "BBCode",
        range: start..start + name_length + length + close.len(),
        name_length,
        instead: is_certain.then_some(instead),
        advice: markup_advice::write_the_words(),
    })
}

fn wiki_bold_at(text: &str, start: usize) -> Option<ForeignMark> {
    let inside = limited(text, start).strip_prefix("'''")?;
    let words = &inside[..inside.find("'''")?];
    let is_marked =
        !words.is_empty() && words.trim() == words && !words.contains('\n') && !text[..start].ends_with('\'');
    is_marked.then(|| ForeignMark {
        language: "MediaWiki",
        range: start..start + words.len() + 6,
        name_length: 3,
        instead: Some(format!("**{words}**")),
        advice: markup_advice::write_the_words(),
    })
}

/// The references that are often written twice.
const REFERENCES: [&str; 10] =
    ["amp;", "nbsp;", "lt;", "gt;", "quot;", "ldquo;", "rdquo;", "mdash;", "middot;", "hellip;"];

/// Finds references of HTML that were encoded twice: `&amp;nbsp;`.
fn find_twice_encoded(text: &str) -> Vec<ForeignMark> {
    let mut found: Vec<ForeignMark> = Vec::new();
    for (start, encoded) in text.match_indices("&amp;") {
        let behind = &text[start + encoded.len()..];
        let Some(name) = REFERENCES.iter().find(|name| behind.starts_with(**name)) else { continue };
        let end = start + encoded.len() + name.len();
        found.push(ForeignMark {
            language: "HTML",
            range: start..end,
            name_length: end - start,
            instead: Some(format!("&{name}")),
            advice: markup_advice::write_the_words(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_what_markdown_writes() {
        for (text, instead) in [
            ("[b]粗[/b]", "**粗**"),
            ("[B]粗[/B]", "**粗**"),
            ("[url=https://a.cn]字[/url]", "[字](https://a.cn)"),
            ("[url]https://a.cn[/url]", "<https://a.cn>"),
            ("[img]a.png[/img]", "![](a.png)"),
            ("[color=red]红[/color]", "红"),
            ("'''粗'''", "**粗**"),
        ] {
            let found = find_paired(text);
            assert_eq!(found[0].instead.as_deref(), Some(instead), "{text}");
            assert_eq!(found[0].range, 0..text.len(), "{text}");
        }
        for text in ["[b]", "[注]甲[/注]", "[链接](a.md)", "it's 'a' ''b''", "'''", "[1][2]"] {
            assert!(find_paired(text).is_empty(), "{text}");
        }
    }
}
