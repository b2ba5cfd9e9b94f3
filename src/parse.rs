//! Parses texts into stories. This never fails: mistakes are reported, and parsing goes on with the rest, so that every
//! mistake of every file is found in one run.

mod bare_address;
mod char_reference;
mod chart;
pub mod cjk;
pub mod front_matter;
pub mod headline;
pub mod inline;
pub mod issue;
pub mod kept;
pub mod link;
pub mod markdown;
pub mod minhash;
pub mod moment;
pub mod proof;
mod repeated_title;
pub mod reviewed_text;
mod rules;
mod shared;
mod story;
mod summary;
pub mod text;
mod wide;
mod wording;

use std::sync::Arc;

pub use front_matter::{Byline, FrontMatter, Signature, SignedText};
pub use issue::{IssueName, PageNumber, PagePlace};
pub use link::{LinkTarget, SiteLink};
pub use markdown::{Heading, StoryBody};
pub use minhash::MinHash;
pub use moment::Moment;
pub use rules::Rules;
pub use story::{Introduction, ParsedText, Story};

use self::front_matter::{Cover, ParsedFrontMatter};
use crate::character::is_text_char;
use crate::diagnostic::{Diagnostic, add_alike, catalog, thin};
use crate::naming;
use crate::source::{FileId, Span, Spanned, Text};

/// Characters of a summary that is cut from the text.
const SUMMARY_LENGTH: usize = 100;

/// Parses a text as a story or as the introduction of a column, by its path.
pub fn parse_text(file: FileId, source: &Text, rules: &Rules) -> ParsedText {
    if is_introduction(&source.path) {
        let (introduction, diagnostics) = parse_introduction(file, source, rules);
        return ParsedText { story: None, introduction: Some(introduction), diagnostics };
    }
    let (story, diagnostics) = parse_story(file, source, rules);
    ParsedText { story: story.map(Arc::new), introduction: None, diagnostics }
}

/// Returns whether the file at a path below the root is a story.
pub fn is_story(path: &str) -> bool {
    path.starts_with("content/") && path.ends_with(".md") && !is_introduction(path)
}

/// Returns whether the file at a path below the root introduces a column.
pub fn is_introduction(path: &str) -> bool {
    path.strip_prefix("content/").and_then(|below| below.strip_suffix("/_column.md")).is_some_and(|c| !c.contains('/'))
}

/// Parses one story. `None` only if its path gives it no address or no column.
pub fn parse_story(file: FileId, source: &Text, rules: &Rules) -> (Option<Story>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let below = source.path.strip_prefix("content/").unwrap_or(&source.path);
    if below.ends_with("_column.md") {
        return (None, vec![catalog::stray_introduction(&source.path)]);
    }

    report_bad_characters(file, &source.text, &mut diagnostics);
    let ParsedFrontMatter { mut front, body_start, is_readable, reviewed_text } =
        front_matter::parse_front_matter(file, source, rules.timezone, rules.sources, &mut diagnostics);
    delete_control_characters(&mut diagnostics, body_start);
    let date = front.date.span().map(|_| front.date.at.date_naive());
    let lexicon = rules.lexicon.for_day(date);
    for (value, place) in front.running_text() {
        wording::check_value(lexicon, rules, value, place, &source.text, &mut diagnostics);
    }

    proof::check_head(file, &source.text[..body_start], &mut diagnostics);

    let before_body = diagnostics.len();
    let (body, running) = markdown::parse_body(file, source, body_start, rules, &mut diagnostics);
    running.proofread(&body.text, file, date, rules, &mut diagnostics);
    if is_readable && body.is_empty() && diagnostics.len() == before_body {
        diagnostics.push(catalog::empty_body(
            Span::new(file, body_start, body_start).into(),
            front.key_names.name_of("draft"),
        ));
    }
    diagnostics.extend(repeated_title::find_repeated_title(file, &source.text, body_start, &front.title));
    proof::attach_edits(&source.text, body_start, &mut diagnostics);
    // Without front matter it is not known what the body is: there is one mistake to mend first.
    if !is_readable {
        diagnostics.truncate(before_body);
    }
    thin(&mut diagnostics);
    front.cover = front.cover.and_then(|cover| resolve_cover(&source.path, cover, &mut diagnostics));

    let Some((column, _)) = below.split_once('/') else {
        diagnostics.push(catalog::story_without_column(&source.path));
        return (None, diagnostics);
    };
    let Some(address) = naming::story_address(below, rules.naming) else {
        diagnostics.push(catalog::bad_file_name(&source.path));
        return (None, diagnostics);
    };

    let summary = front
        .summary
        .as_ref()
        .map(|summary| summary::one_line(summary))
        .unwrap_or_else(|| summary::cut_summary(&body.lead_text(), SUMMARY_LENGTH));
    let headline = headline::headline_html(&front.title, rules.segmenter);
    let length = text::measure_length(&body.text);
    let path = source.path.clone();
    let column = column.to_owned();
    let minhash = MinHash::from_text(&body.text);
    let text_digest = kept::text_key(source);

    let story = Story {
        file,
        text_digest,
        reviewed_text,
        path,
        column,
        address,
        front,
        body,
        headline,
        summary,
        length,
        minhash,
    };
    (Some(story), diagnostics)
}

/// Resolves the path of a cover into its address. It must be a file of the site, since lists and cards show it.
fn resolve_cover(path: &str, cover: Cover, diagnostics: &mut Vec<Diagnostic>) -> Option<Cover> {
    let image = &cover.image;
    let resolved = link::resolve_picture(path, image, image.span);
    if let Some(LinkTarget::Picture(output)) = resolved.link.map(|link| link.target) {
        return Some(Cover { image: Spanned::new(output, image.span), ..cover });
    }

    diagnostics.push(resolved.mistake.unwrap_or_else(|| catalog::link_outside(image.span, image)));
    None
}

/// Parses the introduction of a column; front matter is allowed and ignored.
pub fn parse_introduction(file: FileId, source: &Text, rules: &Rules) -> (Introduction, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    report_bad_characters(file, &source.text, &mut diagnostics);
    let start = front_matter::skip_front_matter(file, &source.text, &mut diagnostics);
    let (body, running) = markdown::parse_body(file, source, start, rules, &mut diagnostics);
    running.proofread(&body.text, file, None, rules, &mut diagnostics);
    proof::attach_edits(&source.text, start, &mut diagnostics);
    thin(&mut diagnostics);
    let below = source.path.strip_prefix("content/").unwrap_or(&source.path);
    let column = below.strip_suffix("/_column.md").unwrap_or(below).to_owned();
    (Introduction { column, body }, diagnostics)
}

/// Makes the fixes of control characters in the front matter deletions: a line break there would end a value.
fn delete_control_characters(diagnostics: &mut [Diagnostic], body_start: usize) {
    let bad_characters = diagnostics.iter_mut().filter(|mistake| mistake.code == catalog::BAD_CHARACTER);
    for edit in bad_characters.flat_map(|mistake| &mut mistake.fixes).flat_map(|fix| &mut fix.edits) {
        if (edit.span.start as usize) < body_start {
            edit.replacement.clear();
        }
    }
}

/// Reports control characters and noncharacters: the first would break feeds, the second serve the
/// program as marks.
fn report_bad_characters(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let bad = text.char_indices().filter(|(_, c)| !is_text_char(*c) || *c == markdown::PUNCTUATION_SENTINEL);
    add_alike(diagnostics, bad, |(at, c)| catalog::bad_character(Span::new(file, at, at + c.len_utf8()), c));
}
