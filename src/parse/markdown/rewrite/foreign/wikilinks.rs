//! Links and embeds of Obsidian: `[[文件名]]`, `[[文件名#小标题|文字]]`, `![[图.png|300]]`.

use std::ops::Range;

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit};
use super::file_names::NameMatch;
use super::protected::{Protected, paragraphs};
use crate::diagnostic::{add, catalog};
use crate::parse::text;

/// The longest link, in bytes.
const MAX_WIKILINK_LENGTH: usize = 1000;

/// File name extensions of pictures.
const WIKILINK_PICTURE_ENDS: [&str; 10] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "heic", "avif", "tiff"];

/// File name extensions of other files that a link may lead to.
const WIKILINK_FILE_ENDS: [&str; 14] =
    ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "zip", "mp3", "mp4", "wps", "et", "txt"];

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "[[") || super::holds(source, " ^")
}

/// Returns the name of a block at the end of a paragraph: ` ^37066d`.
fn block_name(text: &str) -> Option<Range<usize>> {
    let at = text.rfind(" ^")?;
    let name = text[at + 2..].trim_end();
    let is_name = name.len() == 6 && name.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
    (is_name && name.bytes().any(|byte| byte.is_ascii_digit())).then_some(at..at + 2 + name.len())
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        output.edits.extend(
            block_name(text).map(|name| SourceEdit::deletion(paragraph.start + name.start..paragraph.start + name.end)),
        );
        let in_table = input.lines.line_at(paragraph.start).is_some_and(|line| line.kind == LineKind::Table);
        let mut done = 0;
        for (at, _) in text.match_indices("[[") {
            if at < done || code.covers(paragraph.start + at) || text[..at].ends_with('\\') {
                continue;
            }
            let Some(link) = WikiLink::parse(text, at, in_table) else { continue };
            done = link.range.end;
            let range = link.range.start + paragraph.start..link.range.end + paragraph.start;
            if let Some(instead) = link.to_markdown(input, &range, output) {
                output.edits.push(SourceEdit::replacement(range, instead));
            }
        }
    }
}

/// A link of Obsidian.
struct WikiLink<'t> {
    range: Range<usize>,
    is_embed: bool,
    /// The name of the file; empty for a heading of the same story.
    name: &'t str,
    heading: Option<&'t str>,
    /// The texts behind bars.
    words: Vec<&'t str>,
}

impl<'t> WikiLink<'t> {
    /// Parses the link whose brackets open at a byte. `[[1]]` and `[[1]](a.md)` are none.
    fn parse(text: &'t str, at: usize, in_table: bool) -> Option<Self> {
        let inside = &text[at + 2..text.floor_char_boundary((at + 2 + MAX_WIKILINK_LENGTH).min(text.len()))];
        let length = inside.find("]]")?;
        let after = &inside[length + 2..];
        let inside = &inside[..length];
        // Characters that no file has in its name: `[[ -f "$a" ]]` is a test of a shell.
        let is_other =
            |c: char| matches!(c, '[' | ']' | '\n' | '"' | '$' | '=' | '<' | '>' | '*' | '?' | ':' | '{' | '}' | ';');
        let is_name = !inside.trim().is_empty() && !inside.contains(is_other) && !inside.trim().starts_with(['^', '-']);
        let is_number = inside.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'-' | b' '));
        if !is_name || is_number || after.starts_with(['(', '（', '[']) {
            return None;
        }

        let mut parts = inside.split('|').map(|part| if in_table { part.trim_end_matches('\\') } else { part });
        let target = parts.next()?.trim();
        let (name, heading) = target.split_once('#').map_or((target, None), |(name, heading)| (name, Some(heading)));
        let is_embed = text[..at].ends_with('!');
        let words = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
        let start = at - usize::from(is_embed);
        Some(Self { range: start..at + 2 + length + 2, is_embed, name: name.trim(), heading, words })
    }

    /// Returns the link as Markdown, and reports a name that leads nowhere; then its words stay.
    fn to_markdown(&self, input: &RuleInput, range: &Range<usize>, output: &mut RuleOutput) -> Option<String> {
        let end = self.name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
        if WIKILINK_PICTURE_ENDS.contains(&end.as_str()) {
            return Some(self.to_picture(input));
        }
        if WIKILINK_FILE_ENDS.contains(&end.as_str()) {
            return Some(format!("[{}](<{}>)", self.text(), self.name));
        }

        let anchor = self.anchor();
        if self.name.is_empty() {
            return anchor.map(|anchor| format!("[{}](<#{anchor}>)", self.text()));
        }
        let path = match input.names?.find_story(self.name) {
            NameMatch::One(path) => path,
            NameMatch::Several(first, second) => {
                add(&mut output.diagnostics, catalog::name_of_several(input.span(range), self.name, &first, &second));
                return Some(self.text());
            }
            NameMatch::Nothing => {
                add(&mut output.diagnostics, catalog::name_of_nothing(input.span(range), self.name));
                return Some(self.text());
            }
        };
        if self.is_embed {
            add(&mut output.diagnostics, catalog::embedded_story(input.span(range), self.name));
        } else if self.words.is_empty() && self.name.is_ascii() {
            add(&mut output.diagnostics, catalog::link_named_by_file(input.span(range), self.name));
        }
        let fragment = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        Some(format!("[{}](<{path}{fragment}>)", self.text()))
    }

    fn to_picture(&self, input: &RuleInput) -> String {
        let path = match input.names.map(|names| names.find_picture(self.name)) {
            Some(NameMatch::One(path)) => path,
            // A picture that is missing is reported where all of them are.
            _ => self.name.to_owned(),
        };
        fn is_size(word: &&&str) -> bool {
            word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
        }
        let size = self.words.iter().find(is_size).map_or_else(String::new, |size| format!("|{size}"));
        let words: Vec<&str> = self.words.iter().filter(|word| !is_size(word)).copied().collect();
        let stem = self.name.rsplit('/').next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        // A name that a camera or a program gave says nothing.
        let named = if stem.is_ascii() { "" } else { stem };
        let alt = if words.is_empty() { named.to_owned() } else { words.join(" ") };
        let mark = if self.is_embed { "!" } else { "" };
        format!("{mark}[{alt}{size}](<{path}>)")
    }

    /// The words that readers see: those behind the bar, or the name.
    fn text(&self) -> String {
        if let Some(words) = self.words.first() {
            return (*words).to_owned();
        }
        let name = self.name.rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".md").unwrap_or(name);
        match self.heading.map(|heading| heading.rsplit('#').next().unwrap_or_default()) {
            Some(heading) if name.is_empty() => heading.to_owned(),
            Some(heading) if !heading.starts_with('^') => format!("{name} › {heading}"),
            _ => name.to_owned(),
        }
    }

    /// The anchor of the heading: of headings below one another the last. A block has none.
    fn anchor(&self) -> Option<String> {
        let heading = self.heading?.rsplit('#').next()?.trim();
        (!heading.is_empty() && !heading.starts_with('^')).then(|| text::heading_anchor(heading))
    }
}
