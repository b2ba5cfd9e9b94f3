//! Reads the events of the Markdown parser, one after the other.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::anchors::HeadingsAhead;
use super::lines::{begins_line, ends_line, following_text, is_aside};
use super::list_numbers::item_number;
use super::reader::{BodyReader, LinkStart, OpenHeading};
use super::rewrite::Events;
use super::slots::Slot;
use super::text_run::TextRun;
use crate::config::LineBreaks;
use crate::diagnostic::{add, catalog};
use crate::parse::chart;
use crate::parse::cjk;
use crate::parse::link::{self, Href};

/// Characters of the lead behind which no paragraph is added to it: enough to cut a summary from.
const LEAD_LENGTH: usize = 400;

impl<'a> BodyReader<'a, '_> {
    /// Reads all events. If a heading bears on the ones before it and [`Self::ahead`] is not known, reading stops and
    /// the facts about all headings are returned, with which everything is to be read again.
    pub fn read_events(&mut self, mut events: Events<'a>) -> Option<HeadingsAhead> {
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

    /// Reads an event, and those behind it that belong to it.
    pub(super) fn read_event(&mut self, event: &Event<'a>, range: &Range<usize>, events: &mut Events<'a>) {
        match event {
            Event::Start(Tag::Paragraph) => {
                self.open_paragraph(range, events);
            }
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.open_heading(*level, id.as_deref(), range);
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let href = match link_type {
                    LinkType::Email => Href::Elsewhere(format!("mailto:{dest_url}")),
                    _ => self.resolve_link(dest_url, range),
                };
                self.open_link(&href, title, range);
                self.link_start = LinkStart { has_target: !dest_url.is_empty(), ..self.link_start() };
            }
            Event::End(TagEnd::Link) => {
                self.html.write_html("</a>");
                self.in_link = false;
                self.report_empty_link(range);
            }

            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.read_picture(dest_url, title, range, events);
            }
            Event::Start(Tag::HtmlBlock) => self.read_html_block(range, events),
            Event::InlineHtml(html) => self.read_inline_html(html, range),
            Event::Code(words) => self.read_code(words, range),

            Event::SoftBreak | Event::HardBreak if self.callout_title.is_some() => self.end_callout_title(false),
            Event::SoftBreak | Event::HardBreak if self.read_figures_behind_break(events) => {}
            Event::SoftBreak => self.break_softly(events),
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
            Event::Start(tag @ Tag::BlockQuote(_)) => self.open_quote(tag, range, events),
            Event::Start(Tag::TableCell) if !self.has_room_for_cell() => self.skip_table(events),
            Event::Start(tag @ (Tag::Item | Tag::TableCell)) => {
                self.open_tag(tag, range);
                self.read_figures_of_block(tag, events);
            }
            Event::Start(tag @ Tag::FootnoteDefinition(_)) => self.open_note(tag, range, events),
            Event::Start(tag) => self.open_tag(tag, range),
            Event::End(end) => self.close_tag(*end),
            // Read before, as a whole; and extensions that are off.
            Event::Text(_) | Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn open_heading(&mut self, level: HeadingLevel, id: Option<&str>, range: &Range<usize>) {
        // The headline is the only first-level heading of the page.
        let shift = u8::from(self.ahead.as_ref().is_some_and(|ahead| ahead.first_level));
        let level = (level as u8 + shift).min(6);
        self.html.begin_line();

        let anchor = id.map(|id| self.read_named_anchor(id, range));
        let html_start = self.html.position();
        let text_start = self.body.text.len();
        self.heading = Some(OpenHeading { level, anchor, html_start, text_start });
    }

    fn resolve_link(&mut self, url: &str, range: &Range<usize>) -> Href {
        let resolved = link::resolve_link(self.path, self.rules.naming, url, self.span(range));
        self.record_link(resolved)
    }

    fn open_link(&mut self, href: &Href, title: &str, range: &Range<usize>) {
        self.html.write_html("<a href=\"");
        self.html.write_href(href);
        if !title.is_empty() {
            self.html.write_html("\" title=\"");
            let title = self.clean_text(title, range);
            self.html.write_attribute(&title);
        }
        self.html.write_html("\">");
        self.in_link = true;
    }

    fn link_start(&self) -> LinkStart {
        LinkStart { text: self.body.text.len(), pictures: self.body.pictures, has_target: true }
    }

    /// Reports a link that has just ended if it has no words to click, or leads nowhere.
    fn report_empty_link(&mut self, range: &Range<usize>) {
        let LinkStart { text, pictures, has_target } = self.link_start;
        let has_words = self.body.pictures > pictures || !self.body.text[text..].trim().is_empty();
        if !has_words || !has_target {
            add(self.diagnostics, catalog::empty_link(self.span(range), has_target));
        }
    }

    fn read_code(&mut self, words: &str, range: &Range<usize>) {
        self.proof.push_opaque(self.start + range.start);
        self.body.text.push_str(words);
        self.html.write_html("<code>");
        self.html.write_text(words);
        self.html.write_html("</code>");
    }

    /// Ends a line inside a paragraph: with a space, with nothing between Chinese characters, or with a line break.
    fn break_softly(&mut self, events: &mut Events<'a>) {
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

    pub(super) fn open_tag(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        self.delimiter_between_digits(tag, range);
        self.enter_block(tag, range);

        if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
            let info = self.clean_text(info, range);
            self.html.write_start(&Tag::CodeBlock(CodeBlockKind::Fenced(info.into())));
        } else {
            self.html.write_start(tag);
        }

        if matches!(tag, Tag::Item) && self.html.is_in_numbered_list() {
            let number = item_number(&self.markdown[range.clone()]);
            number.into_iter().for_each(|number| self.html.number_item(number));
        }
    }

    /// Counts a block or mark that opens, and begins a line for it.
    pub(super) fn enter_block(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        self.enter_tag(tag, range);

        // A block inside an item stands below the item's own words.
        if begins_line(tag) {
            self.start_text_line();
        }
        self.in_code |= matches!(tag, Tag::CodeBlock(_));
        if is_aside(&tag.to_end()) {
            self.depth += 1;
        }
    }

    /// Reads a fence that holds a chart, to its end. One that cannot be drawn leaves nothing but its mistakes.
    fn read_chart(&mut self, info: &str, range: &Range<usize>, events: &mut Events<'a>) {
        let mut code = String::new();
        for (event, _) in events.take_while(|(event, _)| *event != Event::End(TagEnd::CodeBlock)) {
            if let Event::Text(piece) = event {
                code.push_str(&piece);
            }
        }

        let code = self.clean_text(&code, range);
        let title = self.clean_text(chart::fence_title(info).unwrap_or_default(), range);
        let context =
            chart::ChartContext { path: self.path, sources: self.rules.sources, file: self.file, text: self.source };
        let span = self.span(range);
        let tables = &mut self.body.tables;
        let Some(chart) = chart::parse_chart_fence(&code, &title, span, context, tables, self.diagnostics) else {
            return;
        };
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

    /// Reports `5*3*2` and `5~~10~~`: they are multiplications and ranges, not emphasis.
    fn delimiter_between_digits(&mut self, tag: &Tag, range: &Range<usize>) {
        let len = match tag {
            Tag::Emphasis => 1,
            Tag::Strikethrough => 2,
            _ => return,
        };

        let bytes = self.markdown.as_bytes();
        let is_behind_digit = bytes[..range.start].last().is_some_and(u8::is_ascii_digit);
        let is_before_digit = bytes.get(range.start + len).is_some_and(u8::is_ascii_digit);
        if is_behind_digit && is_before_digit {
            let span = self.span(&(range.start..range.start + len));
            let mistake = if len == 1 { catalog::star_for_times(span) } else { catalog::tildes_for_range(span) };
            add(self.diagnostics, mistake);
        }
    }

    pub(super) fn close_tag(&mut self, end: TagEnd) {
        if end == TagEnd::Paragraph && self.callout_title.is_some() {
            return self.end_callout_title(true);
        }

        self.leave_tag(end);
        if ends_line(end) {
            self.in_reading = false;
            self.proof.end_paragraph();
            self.report_stray_marks();
        }
        if is_aside(&end) {
            self.depth = self.depth.saturating_sub(1);
        }

        if end == TagEnd::Paragraph {
            self.paragraph_nesting = None;
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
}
