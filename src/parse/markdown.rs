//! The body: Markdown to HTML, with its plain text, headings, links and pictures.
//!
//! Links within the site begin with [`ROOT`] in the HTML, which becomes the base path on a page and the
//! absolute address in a feed.

mod heading;
mod html;
mod picture;
mod writer;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Tag, TagEnd};

use super::inline::{self, Piece};
use super::link::{self, Link};
use super::proof::Paragraph;
use super::{Rules, cjk, text};
use crate::config::LineBreaks;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span, Text};
use crate::yaml::is_text;
use writer::Writer;

/// Stands for the site's root in [`Body::html`]. A noncharacter: no source may hold it.
pub const ROOT: char = '\u{FDD1}';

/// The text of a story.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Safe HTML; see [`ROOT`].
    pub html: String,
    /// What a reader reads, paragraphs apart by line breaks.
    pub text: String,
    /// The first paragraphs of running text: without headings, lists, captions, notes.
    pub lead: String,
    /// In order, their anchors unique.
    pub headings: Vec<Heading>,
    /// Links and pictures within the site, to be checked once all addresses are known.
    pub links: Vec<Link>,
    /// How many pictures there are.
    pub pictures: usize,
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: the page's only first-level heading is the headline.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// Reads the body that begins at byte `start` of a file.
pub fn read(file: FileId, source: &Text, start: usize, rules: &Rules, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let markdown = &source.text[start..];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let marked = cjk::mark(markdown);
    let events = marked.events(options);
    let top =
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1));
    let mut reader = Reader {
        file,
        path: &source.path,
        markdown,
        start,
        rules,
        diagnostics,
        body: Body { text: String::with_capacity(markdown.len()), ..Body::default() },
        html: Writer::with_capacity(markdown.len() + markdown.len() / 4),
        anchors: HashMap::new(),
        shift: u8::from(top),
        heading: None,
        own_anchors: HashSet::new(),
        paragraph: None,
        raw_html: None,
        raw_depth: (0, 0),
        proof: Paragraph::new(rules.lexicon),
        in_link: false,
        in_reading: false,
        in_code: false,
        depth: 0,
    };
    let own_ids = events.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::Heading { id: Some(id), .. }) => Some(text::anchor(id)),
        _ => None,
    });
    reader.own_anchors = own_ids.collect();
    let mut at = 0;
    while at < events.len() {
        at = reader.event(&events, at);
    }
    reader.proof.finish(file, reader.diagnostics);
    reader.proof.end(reader.diagnostics);
    let html = std::mem::take(&mut reader.html).finish();
    reader.body.html = reader.sanitise(html);
    let mut body = reader.body;
    body.text.truncate(body.text.trim_end().len());
    body
}

/// Characters of [`Body::lead`] after which no more paragraphs are added: enough to cut a summary from.
const LEAD: usize = 400;

struct Reader<'a, 'd> {
    file: FileId,
    path: &'a str,
    markdown: &'a str,
    start: usize,
    rules: &'a Rules<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    body: Body,
    html: Writer<'a>,
    anchors: HashMap<String, usize>,
    /// By how much headings go down, so that none is of the first level.
    shift: u8,
    /// The heading we are in: its level, the anchor it names, and where its HTML and its text begin.
    heading: Option<(u8, Option<String>, usize, usize)>,
    /// Anchors that headings name themselves; no other heading may take them.
    own_anchors: HashSet<String>,
    /// Where the text of the paragraph we are in begins, if it is not part of something else.
    paragraph: Option<usize>,
    /// Where raw HTML begins, if there is any.
    raw_html: Option<Span>,
    /// How many elements of raw HTML are open, and the most that were.
    raw_depth: (usize, usize),
    /// The running text of the block we are in, for proofreading.
    proof: Paragraph<'a>,
    in_link: bool,
    /// Whether we are in `<rt>`: how a word is read is not part of the text.
    in_reading: bool,
    in_code: bool,
    /// How deep we are in blocks that are no running text: lists, quotes, tables, notes.
    depth: usize,
}

use picture::lone_picture;

type Events<'a> = [(Event<'a>, Range<usize>)];

impl<'a> Reader<'a, '_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start, self.start + range.end)
    }

    /// Reads the event at `at` and gives the index of the next one to be read.
    fn event(&mut self, events: &Events<'a>, at: usize) -> usize {
        let (event, range) = &events[at];
        match event {
            Event::Start(Tag::Paragraph) => {
                if let Some(close) = lone_picture(events, at) {
                    self.figure(events, at + 1);
                    return close + 1;
                }
                self.paragraph = (self.depth == 0).then_some(self.body.text.len());
                self.html.start(&Tag::Paragraph);
            }
            Event::Start(Tag::Heading { level, id, .. }) => {
                let level = (*level as u8 + self.shift).min(6);
                self.html.line();
                let own = id.as_ref().map(|id| text::anchor(id));
                self.heading = Some((level, own, self.html.place(), self.body.text.len()));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let span = self.span(range);
                let url = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => self.keep(link::link(self.path, self.rules.naming, dest_url, span)),
                };
                let title = if title.is_empty() {
                    String::new()
                } else {
                    format!(" title=\"{}\"", self.attribute(title, range))
                };
                self.html.raw(&format!("<a href=\"{}\"{title}>", escape(&url)));
                self.in_link = true;
            }
            Event::End(TagEnd::Link) => {
                self.html.raw("</a>");
                self.in_link = false;
            }
            Event::Start(Tag::Image { .. }) => {
                let (picture, close) = self.image(events, at);
                self.html.raw(&picture);
                return close + 1;
            }
            Event::Start(Tag::HtmlBlock) => return self.html_block(events, at),
            Event::InlineHtml(html) => self.raw_html(html, range),
            Event::Text(words) => self.text(words, range),
            Event::Code(words) => {
                self.proof.opaque(self.start + range.start);
                self.body.text.push_str(words);
                self.html.raw("<code>");
                self.html.text(words);
                self.html.raw("</code>");
            }
            Event::SoftBreak => {
                self.proof.space();
                let mode = self.rules.line_breaks;
                let before = self.body.text.chars().rev();
                if mode == LineBreaks::Hard {
                    self.body.text.push('\n');
                    self.html.raw("<br>\n");
                } else if cjk::break_is_space(mode, before, following(events, at).chars()) {
                    self.body.text.push(' ');
                    self.html.raw("\n");
                }
            }
            Event::HardBreak => {
                self.proof.space();
                self.body.text.push('\n');
                self.html.raw("<br>\n");
            }
            Event::Rule => {
                self.body.text.push('\n');
                self.html.line();
                self.html.raw("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let checked = if *done { " checked" } else { "" };
                self.html.raw(&format!("<input type=\"checkbox\" disabled{checked}> "));
            }
            Event::FootnoteReference(label) => self.html.reference(label),
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(*end),
            // Extensions that are off.
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        at + 1
    }

    /// Running text: bare addresses become links, long words may break anywhere.
    fn text(&mut self, words: &str, range: &Range<usize>) {
        let source = &self.markdown[range.clone()];
        let exact = source == words;
        // An entity such as `&#8;` can bring in what the source does not hold.
        if !exact && !words.chars().all(is_text) {
            let words = self.clean(words, range);
            self.exact_text(&words, source, false, range.start);
        } else {
            self.exact_text(words, source, exact, range.start);
        }
    }

    /// Running text that stands in the source at a place, `exact` if letter by letter.
    fn exact_text(&mut self, words: &str, source: &str, exact: bool, at: usize) {
        if !self.in_reading {
            self.body.text.push_str(words);
        }
        let mut at = self.start + at;
        if self.in_code {
            self.html.text(words);
            return;
        }
        if inline::is_plain(words) {
            self.proof.text(words, source, at);
            self.words(words);
            return;
        }
        for piece in inline::pieces(words, !self.in_link) {
            let (Piece::Plain(part) | Piece::Url(part) | Piece::Long(part)) = piece;
            match piece {
                Piece::Plain(text) => {
                    self.proof.text(text, if exact { text } else { source }, at);
                    self.words(text);
                }
                Piece::Url(url) => {
                    self.proof.opaque(at);
                    let scheme = if url.starts_with(['w', 'W']) { "http://" } else { "" };
                    let class = if inline::is_long(url) { " class=\"long\"" } else { "" };
                    let url = escape(url);
                    self.html.raw(&format!("<a href=\"{scheme}{url}\"{class}>{url}</a>"));
                }
                Piece::Long(word) => {
                    self.proof.opaque(at);
                    self.html.raw(&format!("<span class=\"long\">{}</span>", escape(word)));
                }
            }
            if exact {
                at += part.len();
            }
        }
    }

    /// Writes text; in a heading with `<wbr>` between words.
    fn words(&mut self, text: &str) {
        let mut from = 0;
        if let (Some(_), Some(segmenter)) = (&self.heading, self.rules.segmenter) {
            for at in inline::word_breaks(text, segmenter) {
                self.html.text(&text[from..at]);
                self.html.raw("<wbr>");
                from = at;
            }
        }
        self.html.text(&text[from..]);
    }

    fn start(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        self.delimiter_between_digits(tag, range);
        // A block inside an item stands below the item's own words.
        if begins_line(tag) {
            self.new_line();
        }
        self.in_code |= matches!(tag, Tag::CodeBlock(_));
        if is_aside(&tag.to_end()) {
            self.depth += 1;
        }
        if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
            let info = self.clean(info, range);
            self.html.start(&Tag::CodeBlock(CodeBlockKind::Fenced(info.into())));
        } else {
            self.html.start(tag);
        }
    }

    /// `5*3*2` and `5~~10~~` are multiplications and ranges, not emphasis.
    fn delimiter_between_digits(&mut self, tag: &Tag, range: &Range<usize>) {
        let len = match tag {
            Tag::Emphasis => 1,
            Tag::Strikethrough => 2,
            _ => return,
        };
        let bytes = self.markdown.as_bytes();
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        if digit(range.start.checked_sub(1)) && digit(Some(range.start + len)) {
            let span = self.span(&(range.start..range.start + len));
            self.diagnostics.push(if len == 1 {
                catalog::star_for_times(span)
            } else {
                catalog::tildes_for_range(span)
            });
        }
    }

    fn end(&mut self, end: TagEnd) {
        if ends_line(end) {
            self.in_reading = false;
            self.proof.finish(self.file, self.diagnostics);
        }
        if is_aside(&end) {
            self.depth = self.depth.saturating_sub(1);
        }
        if end == TagEnd::Paragraph
            && let Some(from) = self.paragraph.take()
            && self.body.lead.len() < LEAD * 3
        {
            self.body.lead.push_str(self.body.text[from..].trim());
            self.body.lead.push('\n');
        }
        if ends_line(end) {
            self.new_line();
        }
        self.in_code &= end != TagEnd::CodeBlock;
        self.html.end(end);
    }

    /// What follows in the plain text stands on a line of its own.
    fn new_line(&mut self) {
        if !self.body.text.is_empty() && !self.body.text.ends_with('\n') {
            self.body.text.push('\n');
        }
    }

    /// Takes a resolved link over: its mistake, and what has to be checked later.
    fn keep(&mut self, resolved: link::Resolved) -> String {
        self.diagnostics.extend(resolved.mistake);
        self.body.links.extend(resolved.link);
        resolved.url
    }

    /// Text of an attribute, escaped.
    fn attribute(&mut self, text: &str, range: &Range<usize>) -> String {
        escape(&self.clean(text, range))
    }

    /// Text without the control characters that entities brought in; they are reported.
    fn clean(&mut self, text: &str, range: &Range<usize>) -> String {
        if let Some(bad) = text.chars().find(|c| !is_text(*c))
            && !self.source_has_bad(range)
        {
            self.diagnostics.push(catalog::bad_character(self.span(range), bad));
        }
        text.chars().filter(|c| is_text(*c)).collect()
    }

    /// Whether bad characters stand in the source itself, where they have been reported one by one.
    fn source_has_bad(&self, range: &Range<usize>) -> bool {
        !self.markdown[range.clone()].chars().all(is_text)
    }
}

/// Blocks whose paragraphs are not the story's running text.
fn is_aside(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::Table | TagEnd::DefinitionList
    )
}

/// Blocks before which the plain text begins a new line.
fn begins_line(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::List(_) | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::Heading { .. } | Tag::Table(_) | Tag::Paragraph
    )
}

/// Blocks after which the plain text begins a new line.
fn ends_line(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// What a reader sees after an event on the same line, through emphasis, links and notes: as much as it
/// takes to tell whether it is Chinese.
fn following(events: &Events, at: usize) -> String {
    let mut text = String::new();
    for (event, _) in events[at + 1..].iter().take(64) {
        match event {
            Event::Text(words) | Event::Code(words) => text.extend(words.chars().take(64)),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::FootnoteReference(_)
            | Event::InlineHtml(_) => continue,
            _ => break,
        }
        if text.len() > 64 {
            break;
        }
    }
    text
}

/// Text for an HTML attribute or element.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
