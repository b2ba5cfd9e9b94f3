//! The state of reading a body, and what all parts of the reader share.

use std::ops::Range;

use super::anchors::{Anchors, HeadingsAhead};
use super::body::StoryBody;
use super::dropped_html::DroppedHtml;
use super::nesting::Nesting;
use super::notes::NotesSeen;
use super::rewrite;
use super::stray_marks::StrayMarks;
use super::writer::HtmlWriter;
use crate::character::is_text_char;
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::markup::escape_html;
use crate::parse::link::{self, Href};
use crate::parse::proof::RunningText;
use crate::parse::rules::Rules;
use crate::parse::{char_reference, inline};
use crate::source::{FileId, Span, Text};

/// A heading that is being read.
pub(super) struct OpenHeading {
    /// From 1 to 6, as it is written to the page.
    pub level: u8,
    /// The anchor that it names itself.
    pub anchor: Option<String>,
    /// The byte at which its HTML begins.
    pub html_start: usize,
    /// The byte at which its text begins.
    pub text_start: usize,
}

/// Where a link begins.
#[derive(Clone, Copy, Default)]
pub(super) struct LinkStart {
    /// The byte at which its text begins.
    pub text: usize,
    /// How many pictures stand before it.
    pub pictures: usize,
    /// Whether an address is written in it.
    pub has_target: bool,
}

/// Reads the events of the Markdown parser into a [`StoryBody`].
pub(super) struct BodyReader<'a, 'd> {
    pub file: FileId,
    pub path: &'a str,
    pub source: &'a str,
    pub markdown: &'a str,
    pub start: usize,
    pub rules: &'a Rules<'a>,
    pub diagnostics: &'d mut Vec<Diagnostic>,
    pub body: StoryBody,
    pub html: HtmlWriter,
    pub anchors: Anchors,
    /// Facts about all of its headings, if they had to be found out.
    pub ahead: Option<HeadingsAhead>,
    /// The heading that is open.
    pub heading: Option<OpenHeading>,
    /// The byte at which the text of the open paragraph begins, if it is not part of another block.
    pub paragraph: Option<usize>,
    /// How many blocks and marks were open when the open paragraph began.
    pub paragraph_nesting: Option<usize>,
    /// The end of the call-out's title that is open.
    pub callout_title: Option<&'static str>,
    /// How many figures have been read.
    pub figures: usize,
    /// The place of the first raw HTML.
    pub raw_html_span: Option<Span>,
    /// Tags and attributes that are taken out.
    pub dropped_html: DroppedHtml,
    /// The blocks and elements that are open.
    pub nesting: Nesting,
    /// The notes that have been read.
    pub notes: NotesSeen,
    /// The running text, to be proofread.
    pub proof: RunningText,
    /// Whether an address may stand in the text; in most bodies there is none to look for.
    pub may_hold_address: bool,
    /// Marks of emphasis that are left over in the paragraph that is open.
    pub stray: StrayMarks,
    pub in_link: bool,
    /// The link that was opened last.
    pub link_start: LinkStart,
    /// Whether `<rt>` is open: the pronunciation of a word is not part of the text.
    pub in_reading: bool,
    pub in_code: bool,
    /// How many blocks are open that hold no running text: lists, quotes, tables, notes.
    pub depth: usize,
}

impl<'a, 'd> BodyReader<'a, 'd> {
    /// Starts to read the Markdown behind byte `start` of a text.
    pub fn new(
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
            paragraph_nesting: None,
            callout_title: None,
            figures: 0,
            raw_html_span: None,
            dropped_html: DroppedHtml::default(),
            nesting: Nesting::default(),
            notes: NotesSeen::default(),
            proof: RunningText::new(markdown.len()),
            may_hold_address: inline::may_hold_address(markdown),
            stray: StrayMarks::new(markdown),
            in_link: false,
            link_start: LinkStart::default(),
            in_reading: false,
            in_code: false,
            depth: 0,
        }
    }

    /// Returns the place in the file of a range of the Markdown.
    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start, self.start + range.end)
    }

    /// Begins a line of the plain text, unless it is at the beginning of one.
    pub fn start_text_line(&mut self) {
        if !self.body.text.is_empty() && !self.body.text.ends_with('\n') {
            self.body.text.push('\n');
        }
    }

    /// Records a resolved link, to be checked later, and its mistake.
    pub fn record_link(&mut self, resolved: link::ResolvedLink) -> Href {
        if let Some(mistake) = resolved.mistake {
            add(self.diagnostics, mistake);
        }
        self.body.links.extend(resolved.link);
        resolved.href
    }

    /// Returns text of an attribute, cleaned and escaped.
    pub fn escaped_attribute(&mut self, text: &str, range: &Range<usize>) -> String {
        escape_html(&self.clean_text(text, range))
    }

    /// Returns text without the control characters that entities brought in; they are reported.
    pub fn clean_text(&mut self, text: &str, range: &Range<usize>) -> String {
        if let Some(bad) = text.chars().find(|c| !is_text_char(*c))
            && !self.source_has_bad_character(range)
        {
            add(self.diagnostics, catalog::bad_character(self.span(range), bad));
        }
        text.chars().filter(|c| is_text_char(*c)).collect()
    }

    /// Returns whether bad characters stand in the source itself, where they have been reported one by one, or a
    /// sentinel that is written as a reference, which has been reported too.
    pub fn source_has_bad_character(&self, range: &Range<usize>) -> bool {
        let source = &self.markdown[range.clone()];
        !source.chars().all(is_text_char)
            || char_reference::numeric_references(source).any(|(_, c)| rewrite::is_sentinel(c))
    }
}
