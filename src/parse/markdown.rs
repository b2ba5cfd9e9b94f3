//! The body: Markdown to HTML, with its plain text, headings, links and pictures.
//!
//! Links within the site begin with a [`Slot`] in the HTML, which is filled in with the base path on a page and with the
//! absolute address in a feed.

mod addresses;
mod body;
mod bounds;
mod heading;
mod html;
mod lines;
mod picture;
mod slots;
mod text_run;
mod weight;
mod writer;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Tag, TagEnd};

use super::cjk::Events;
use super::inline;
use super::link::{self, Href};
use super::proof::RunningText;
use super::{Rules, char_reference, chart, cjk};
use crate::character::is_text_char;
use crate::config::LineBreaks;
use crate::diagnostic::{Diagnostic, add, catalog, thin};
use crate::markup::escape_html;
use crate::source::{FileId, Span, Text};
pub use addresses::addresses_in_html;
pub use body::{Heading, StoryBody};
use bounds::Nesting;
use heading::{Anchors, HeadingsAhead};
use lines::{begins_line, ends_line, following_text, is_aside};
pub use slots::{Html, Slot};
use text_run::TextRun;
use weight::TooHeavy;
use writer::HtmlWriter;

/// What of GFM and beyond is read.
pub const MARKDOWN_OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Reads the body that begins at byte `start` of a file; tells what of it is to be proofread.
pub fn parse_body(
    file: FileId,
    source: &Text,
    start: usize,
    rules: &Rules,
    diagnostics: &mut Vec<Diagnostic>,
) -> (StoryBody, RunningText) {
    let markdown = &source.text[start..];
    if let Some(why) = weight::check_weight(markdown, rules.html.depth) {
        let span = |at: Range<usize>| Span::new(file, start + at.start, start + at.end);
        diagnostics.push(match why {
            TooHeavy::Deep(at) => catalog::too_deep(span(at), rules.html.depth),
            TooHeavy::Marked(count) => {
                let first = markdown.len() - markdown.trim_start().len();
                catalog::too_many_marks(span(first..markdown.len()), count, weight::MAX_MARKS)
            }
        });
        return (StoryBody::default(), RunningText::new(0));
    }

    let marked = cjk::insert_sentinels(markdown);
    for (range, c) in cjk::forged_sentinels(markdown, MARKDOWN_OPTIONS) {
        add(diagnostics, catalog::bad_character(Span::new(file, start + range.start, start + range.end), c));
    }
    // What is left out of a crowd later stands behind these.
    thin(diagnostics);
    let said = diagnostics.len();
    let mut reader = BodyReader::new(file, source, start, rules, diagnostics);
    let ahead = reader.read_events(marked.parse_events(MARKDOWN_OPTIONS));
    if ahead.is_some() {
        // A heading bears on others before it: read once more, with all of them known. Few bodies have such a one.
        diagnostics.truncate(said);
        reader = BodyReader::new(file, source, start, rules, diagnostics);
        reader.ahead = ahead;
        reader.read_events(marked.parse_events(MARKDOWN_OPTIONS));
    }
    let html = std::mem::take(&mut reader.html).finish();
    let html = reader.limit_size(html);
    reader.body.html = reader.sanitise_body(html);
    let mut body = reader.body;
    body.text.truncate(body.text.trim_end().len());
    reader.proof.end_paragraph();
    (body, reader.proof)
}

/// Characters of a text behind which no paragraph is added to [`StoryBody::lead_text`]: enough to cut a summary from.
const LEAD_LENGTH: usize = 400;

struct BodyReader<'a, 'd> {
    file: FileId,
    path: &'a str,
    source: &'a str,
    markdown: &'a str,
    start: usize,
    rules: &'a Rules<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    body: StoryBody,
    html: HtmlWriter<'a>,
    anchors: Anchors,
    /// What its headings say of one another, if that had to be found out.
    ahead: Option<HeadingsAhead>,
    /// The heading we are in: its level, the anchor it names, and where its HTML and its text begin.
    heading: Option<(u8, Option<String>, usize, usize)>,
    /// Where the text of the paragraph we are in begins, if it is not part of something else.
    paragraph: Option<usize>,
    /// Where raw HTML begins, if there is any.
    raw_html_span: Option<Span>,
    /// What is open.
    nesting: Nesting,
    /// What of the text is to be proofread.
    proof: RunningText,
    /// Whether an address may stand in the text; in most bodies there is none to look for.
    may_hold_address: bool,
    in_link: bool,
    /// Whether we are in `<rt>`: how a word is read is not part of the text.
    in_reading: bool,
    in_code: bool,
    /// How deep we are in blocks that are no running text: lists, quotes, tables, notes.
    depth: usize,
}

impl<'a, 'd> BodyReader<'a, 'd> {
    fn new(
        file: FileId,
        source: &'a Text,
        start: usize,
        rules: &'a Rules<'a>,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        let markdown = &source.text[start..];
        Self {
            file,
            path: &source.path,
            source: &source.text,
            markdown,
            start,
            rules,
            diagnostics,
            body: StoryBody { text: String::with_capacity(markdown.len()), ..StoryBody::default() },
            html: HtmlWriter::new(markdown),
            anchors: Anchors::default(),
            ahead: None,
            heading: None,
            paragraph: None,
            raw_html_span: None,
            nesting: Nesting::default(),
            proof: RunningText::new(markdown.len()),
            may_hold_address: inline::may_hold_address(markdown),
            in_link: false,
            in_reading: false,
            in_code: false,
            depth: 0,
        }
    }

    /// Reads what the parser tells. Gives what headings say of one another if there is something that
    /// [`Self::ahead`] does not hold: then it has gone no further, and all is to be read again.
    fn read_events(&mut self, mut events: Events<'a>) -> Option<HeadingsAhead> {
        let mut words = TextRun::default();
        // By reference: events are large, and moving one is a good part of the work on it.
        while let Some((event, range)) = &mut events.next() {
            if let Event::Text(piece) = event {
                words.push_piece(std::mem::replace(piece, "".into()), range.clone(), &events);
                continue;
            }
            if let Some((text, range)) = words.joined_text() {
                self.read_text(text, range);
                words.clear();
            }
            if self.ahead.is_none() && HeadingsAhead::affects_others(event) {
                return Some(HeadingsAhead::look_ahead(event, events));
            }
            self.read_event(event, range, &mut events);
        }
        None
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start, self.start + range.end)
    }

    /// Reads an event, and those behind it that belong to it.
    fn read_event(&mut self, event: &Event<'a>, range: &Range<usize>, events: &mut Events<'a>) {
        match event {
            Event::Start(Tag::Paragraph) => {
                if self.markdown[range.clone()].starts_with("![") && picture::is_lone_picture(events) {
                    return self.read_figure(events);
                }
                self.paragraph = (self.depth == 0).then_some(self.body.text.len());
                self.html.write_start(&Tag::Paragraph);
            }
            Event::Start(Tag::Heading { level, id, .. }) => {
                let shift = u8::from(self.ahead.as_ref().is_some_and(|ahead| ahead.first_level));
                let level = (*level as u8 + shift).min(6);
                self.html.begin_line();
                let own = id.as_ref().map(|id| self.read_named_anchor(id, range));
                self.heading = Some((level, own, self.html.position(), self.body.text.len()));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let href = match link_type {
                    LinkType::Email => Href::Elsewhere(format!("mailto:{dest_url}")),
                    _ => self.record_link(link::resolve_link(self.path, self.rules.naming, dest_url, self.span(range))),
                };
                self.html.write_html("<a href=\"");
                self.html.write_href(&href);
                if !title.is_empty() {
                    self.html.write_html("\" title=\"");
                    let title = self.clean_text(title, range);
                    self.html.write_attribute(&title);
                }
                self.html.write_html("\">");
                self.in_link = true;
            }
            Event::End(TagEnd::Link) => {
                self.html.write_html("</a>");
                self.in_link = false;
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.read_picture(dest_url, title, range, events);
            }
            Event::Start(Tag::HtmlBlock) => self.read_html_block(range, events),
            Event::InlineHtml(html) => self.read_inline_html(html, range),
            Event::Code(words) => {
                self.proof.push_opaque(self.start + range.start);
                self.body.text.push_str(words);
                self.html.write_html("<code>");
                self.html.write_text(words);
                self.html.write_html("</code>");
            }
            Event::SoftBreak => {
                self.proof.push_break();
                let mode = self.rules.line_breaks;
                let before = self.body.text.chars().rev();
                if mode == LineBreaks::Hard {
                    self.body.text.push('\n');
                    self.html.write_html("<br>\n");
                } else if cjk::break_is_space(mode, before, following_text(events).chars()) {
                    self.body.text.push(' ');
                    self.html.write_html("\n");
                }
            }
            Event::HardBreak => {
                self.proof.push_break();
                self.body.text.push('\n');
                self.html.write_html("<br>\n");
            }
            Event::Rule => {
                self.body.text.push('\n');
                self.html.begin_line();
                self.html.write_html("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let checked = if *done { " checked" } else { "" };
                self.html.write_html(&format!("<input type=\"checkbox\" disabled{checked}> "));
            }
            Event::FootnoteReference(label) => self.html.write_note_reference(label),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if chart::fence_title(info).is_some() => {
                self.read_chart(info, range, events);
            }
            Event::Start(Tag::TableCell) if !self.has_room_for_cell() => self.skip_table(events),
            Event::Start(tag) => self.open_tag(tag, range),
            Event::End(end) => self.close_tag(*end),
            // Read before, as a whole; and extensions that are off.
            Event::Text(_) | Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn open_tag(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        self.delimiter_between_digits(tag, range);
        self.enter_tag(tag, range);
        // A block inside an item stands below the item's own words.
        if begins_line(tag) {
            self.start_text_line();
        }
        self.in_code |= matches!(tag, Tag::CodeBlock(_));
        if is_aside(&tag.to_end()) {
            self.depth += 1;
        }
        if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
            let info = self.clean_text(info, range);
            self.html.write_start(&Tag::CodeBlock(CodeBlockKind::Fenced(info.into())));
        } else {
            self.html.write_start(tag);
        }
    }

    /// A fence that holds a chart, to its end. One that cannot be drawn leaves nothing: its mistakes are said.
    fn read_chart(&mut self, info: &str, range: &Range<usize>, events: &mut Events<'a>) {
        let mut code = String::new();
        for (event, _) in events.take_while(|(event, _)| *event != Event::End(TagEnd::CodeBlock)) {
            if let Event::Text(piece) = event {
                code.push_str(&piece);
            }
        }
        let title = chart::fence_title(info).unwrap_or_default();
        let (code, title) = (self.clean_text(&code, range), self.clean_text(title, range));
        let place =
            chart::ChartContext { path: self.path, sources: self.rules.sources, file: self.file, text: self.source };
        let span = self.span(range);
        let chart = chart::parse_chart_fence(&code, &title, span, place, &mut self.body.tables, self.diagnostics);
        let Some(chart) = chart else { return };
        if !self.has_room_for_chart(range) {
            return;
        }
        self.start_text_line();
        self.body.text.push_str(&chart.to_text());
        self.start_text_line();
        self.html.begin_line();
        self.html.write_slot(Slot::Chart(self.body.charts.len()));
        self.html.write_html("\n");
        self.body.charts.push(chart);
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
            let mistake = if len == 1 { catalog::star_for_times(span) } else { catalog::tildes_for_range(span) };
            add(self.diagnostics, mistake);
        }
    }

    fn close_tag(&mut self, end: TagEnd) {
        self.leave_tag(end);
        if ends_line(end) {
            self.in_reading = false;
            self.proof.end_paragraph();
        }
        if is_aside(&end) {
            self.depth = self.depth.saturating_sub(1);
        }
        if end == TagEnd::Paragraph
            && let Some(from) = self.paragraph.take()
            && self.body.lead_ranges.last().is_none_or(|last| last.end < LEAD_LENGTH * 3)
        {
            self.body.lead_ranges.push(from..self.body.text.trim_end().len());
        }
        if ends_line(end) {
            self.start_text_line();
        }
        self.in_code &= end != TagEnd::CodeBlock;
        self.html.write_end(end);
    }

    /// What follows in the plain text stands on a line of its own.
    fn start_text_line(&mut self) {
        if !self.body.text.is_empty() && !self.body.text.ends_with('\n') {
            self.body.text.push('\n');
        }
    }

    /// Takes a resolved link over: its mistake, and what has to be checked later.
    fn record_link(&mut self, resolved: link::ResolvedLink) -> Href {
        if let Some(mistake) = resolved.mistake {
            add(self.diagnostics, mistake);
        }
        self.body.links.extend(resolved.link);
        resolved.href
    }

    /// Text of an attribute, escaped.
    fn escaped_attribute(&mut self, text: &str, range: &Range<usize>) -> String {
        escape_html(&self.clean_text(text, range))
    }

    /// Text without the control characters that entities brought in; they are reported.
    fn clean_text(&mut self, text: &str, range: &Range<usize>) -> String {
        if let Some(bad) = text.chars().find(|c| !is_text_char(*c))
            && !self.source_has_bad_character(range)
        {
            add(self.diagnostics, catalog::bad_character(self.span(range), bad));
        }
        text.chars().filter(|c| is_text_char(*c)).collect()
    }

    /// Whether bad characters stand in the source itself, where they have been reported one by one, or a sentinel that is
    /// written as a reference, which has been reported too.
    fn source_has_bad_character(&self, range: &Range<usize>) -> bool {
        let source = &self.markdown[range.clone()];
        !source.chars().all(is_text_char)
            || char_reference::numeric_references(source).any(|(_, c)| cjk::is_sentinel(c))
    }
}
