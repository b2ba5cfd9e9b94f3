//! The body: Markdown to HTML, with its plain text, headings, links and pictures.
//!
//! Links within the site begin with a [`Slot`] in the HTML, which is filled in with the base path on a page and with the
//! absolute address in a feed.

mod addresses;
mod aligned;
mod allowed_html;
mod anchors;
mod body;
mod bounds;
mod callout;
mod dropped_html;
mod events;
mod figures;
mod heading;
mod html;
mod html_tags;
mod lines;
mod list_numbers;
mod nesting;
mod notes;
mod picture;
mod reader;
mod rewrite;
mod sanitise;
mod slots;
mod stray_marks;
mod table;
mod text_run;
mod weight;
mod writer;

use std::ops::Range;

use pulldown_cmark::Options;

pub use addresses::addresses_in_html;
pub use body::{Heading, StoryBody};
pub(in crate::parse) use figures::CREDIT_MARK;
pub use rewrite::{FileNames, PUNCTUATION_SENTINEL, RewriteSettings, RewrittenSource, amend_emphasis, rewrite_source};
pub use slots::{Html, Slot};

use super::proof::RunningText;
use super::rules::Rules;
use crate::diagnostic::{Diagnostic, add, catalog, thin};
use crate::source::{FileId, Span, Text};
use reader::BodyReader;
use weight::TooHeavy;

/// Extensions of CommonMark that are read: those of GFM, and some beyond.
pub const MARKDOWN_OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Parses the body that begins at byte `start` of a file, and returns it with the running text that is to be proofread.
pub fn parse_body(
    file: FileId,
    source: &Text,
    start: usize,
    rules: &Rules,
    diagnostics: &mut Vec<Diagnostic>,
) -> (StoryBody, RunningText) {
    let markdown = &source.text[start..];
    if let Some(why) = weight::check_weight(markdown, rules.html.depth) {
        diagnostics.push(report_weight(why, file, source, start, rules));
        return (StoryBody::default(), RunningText::new(0));
    }

    let settings = RewriteSettings { file, start, line_breaks: rules.line_breaks, raw_html: rules.html.raw };
    let (rewritten, reported) = rewrite_source(markdown, settings, Some(FileNames::new(&source.path, rules)));
    // A rule may have made blocks of what was text.
    if let Some(why) = rewritten.edited_text().and_then(|text| weight::check_weight(text, rules.html.depth)) {
        let why = match why {
            TooHeavy::Deep(range) => TooHeavy::Deep(rewritten.unedited_range(&range)),
            TooHeavy::Marked(_) => why,
        };
        diagnostics.push(report_weight(why, file, source, start, rules));
        return (StoryBody::default(), RunningText::new(0));
    }
    diagnostics.extend(reported);

    for (range, c) in rewrite::forged_sentinels(markdown, MARKDOWN_OPTIONS) {
        add(diagnostics, catalog::bad_character(Span::new(file, start + range.start, start + range.end), c));
    }
    // Mistakes that are thinned out later stand behind these.
    thin(diagnostics);

    let said = diagnostics.len();
    let mut reader = BodyReader::new(file, source, start, rules, diagnostics);
    let ahead = reader.read_events(rewritten.parse_events(MARKDOWN_OPTIONS));
    if ahead.is_some() {
        // A heading bears on others before it: read once more, with all of them known. Few bodies have such a one.
        diagnostics.truncate(said);
        reader = BodyReader::new(file, source, start, rules, diagnostics);
        reader.ahead = ahead;
        reader.read_events(rewritten.parse_events(MARKDOWN_OPTIONS));
    }

    let html = std::mem::take(&mut reader.html).finish();
    let html = reader.limit_size(html);
    let dropped = std::mem::take(&mut reader.dropped_html);
    reader.diagnostics.extend(dropped.into_reports());
    reader.body.html = reader.sanitise_body(html);

    let mut body = reader.body;
    body.text.truncate(body.text.trim_end().len());
    reader.proof.end_paragraph();
    (body, reader.proof)
}

/// Returns whether a body is not parsed because that would take too much memory.
pub(super) fn is_too_heavy(markdown: &str, depth: usize) -> bool {
    weight::check_weight(markdown, depth).is_some()
}

/// Returns the mistake of a body that is not parsed because that would take too much memory.
fn report_weight(why: TooHeavy, file: FileId, source: &Text, start: usize, rules: &Rules) -> Diagnostic {
    match why {
        TooHeavy::Deep(Range { start: from, end }) => {
            catalog::too_deep(Span::new(file, start + from, start + end), rules.html.depth)
        }
        TooHeavy::Marked(count) => {
            let markdown = &source.text[start..];
            let first = markdown.len() - markdown.trim_start().len();
            catalog::too_many_marks(Span::new(file, start + first, source.text.len()), count, weight::MAX_MARKS)
        }
    }
}
