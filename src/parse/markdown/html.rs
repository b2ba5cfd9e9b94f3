//! Raw HTML in a body: elements that news needs go through, others are reported here and removed by the sanitiser.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::allowed_html::{ALLOWED_ELEMENTS, LINE_ELEMENTS, is_allowed_attribute, is_reserved};
use super::html_tags::{HtmlPart, HtmlTag, split_tags, tags_of, without_comments};
use super::reader::BodyReader;
use super::rewrite::removed_html::REMOVED_ELEMENTS;
use crate::character::is_text_char;
use crate::config::RawHtml;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};
use crate::parse::char_reference;
use crate::parse::link;
use crate::parse::markdown::rewrite::Events;
use crate::search::fold::is_han;
use crate::source::Span;

impl<'a> BodyReader<'a, '_> {
    /// Reads a block of HTML; the events of its lines are read as one.
    pub fn read_html_block(&mut self, range: &Range<usize>, events: &mut Events<'a>) {
        let mut html = String::new();
        for (event, _) in events.take_while(|(event, _)| *event != Event::End(TagEnd::HtmlBlock)) {
            if let Event::Html(line) | Event::Text(line) = event {
                html.push_str(&line);
            }
        }

        let html = without_comments(&self.clean_text(&html, range));
        if !html.trim().is_empty() {
            let words = self.check_raw_html(&html, range, false);
            self.start_text_line();
            self.body.text.push_str(words.trim());
            self.start_text_line();
            self.write_raw_html(&html);
        }
    }

    /// Reads a tag in a line.
    pub fn read_inline_html(&mut self, html: &str, range: &Range<usize>) {
        let html = without_comments(&self.clean_text(html, range));
        if !html.trim().is_empty() {
            let words = self.check_raw_html(&html, range, true);
            self.body.text.push_str(&words);
            self.write_raw_html(&html);
        }
    }

    fn write_raw_html(&mut self, html: &str) {
        match self.rules.html.raw {
            RawHtml::Safe => self.html.write_html(html),
            RawHtml::Trusted => self.html.write_trusted(html),
        }
    }

    /// Reports what the sanitiser will remove from some HTML, and returns its words.
    fn check_raw_html(&mut self, html: &str, range: &Range<usize>, is_inline: bool) -> String {
        let span = self.span(range);
        let is_safe = self.rules.html.raw == RawHtml::Safe;
        self.raw_html_span.get_or_insert(span);
        if is_safe {
            self.report_bad_references(range);
        }

        let parts = split_tags(html);
        let sources = if is_safe { self.tags_in_source(&parts, range) } else { Vec::new() };
        let mut sources = sources.into_iter();
        let mut words = String::new();
        for part in parts {
            match part {
                HtmlPart::Words(_) if self.in_reading => {}
                HtmlPart::Words(text) => push_html_words(&mut words, text),
                HtmlPart::Tag(tag) => {
                    match tag.name.as_str() {
                        "rt" | "rp" => self.in_reading = !tag.is_closing,
                        // What is published as it is written is not always seen.
                        name if !is_safe && REMOVED_ELEMENTS.contains(&name) && name != "embed" => {
                            self.in_reading = !tag.is_closing;
                        }
                        "ruby" => self.in_reading &= !tag.is_closing,
                        // Words on two lines are not one text.
                        name if LINE_ELEMENTS.contains(&name) => words.push('\n'),
                        _ => {}
                    }
                    let source = sources.next();
                    if is_safe {
                        self.check_tag(&tag, source, span, is_inline)
                    } else {
                        self.check_trusted_tag(&tag, span)
                    }
                }
            }
        }
        words
    }

    /// Returns the tags of some HTML as the source has them, with their places in it; none where the two do not agree.
    fn tags_in_source(&self, parts: &[HtmlPart], range: &Range<usize>) -> Vec<HtmlTag> {
        let mut tags: Vec<HtmlTag> = tags_of(&self.markdown[range.clone()]).collect();
        let count = parts.iter().filter(|part| matches!(part, HtmlPart::Tag(_))).count();
        if tags.len() != count {
            return Vec::new();
        }
        for tag in &mut tags {
            shift(&mut tag.range, range.start);
            tag.attributes.iter_mut().for_each(|attribute| shift(&mut attribute.range, range.start));
        }
        tags
    }

    /// Returns the fix that deletes a stretch of the source which readers get nothing of.
    fn deletion(&self, range: &Range<usize>) -> Fix {
        Fix::safe(self.span(range), "").of_text(&self.markdown[range.clone()])
    }

    /// Returns whether what stands behind a stretch cannot become a list, a heading or code when that is deleted.
    fn leaves_words(&self, range: &Range<usize>) -> bool {
        let before = &self.markdown[..range.start];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let is_within_line = line.chars().any(char::is_alphanumeric);
        is_within_line || self.markdown[range.end..].starts_with(is_han)
    }

    /// Reports a tag, or attributes of it, that may not stand in a body. `source` is the same tag with its places.
    fn check_tag(&mut self, tag: &HtmlTag, source: Option<HtmlTag>, whole: Span, is_inline: bool) {
        let source = source.filter(|source| source.name == tag.name && source.attributes.len() == tag.attributes.len());
        let span = source.as_ref().map_or(whole, |source| self.span(&source.range));
        let name = &tag.name;
        if tag.is_closing {
            self.close_element(name);
        } else {
            self.open_element(name, span);
        }
        if !ALLOWED_ELEMENTS.contains(&name.as_str()) {
            let fix = source.map(|source| {
                let is_certain = is_inline && (tag.is_closing || self.leaves_words(&source.range));
                self.deletion(&source.range).safe_if(is_certain)
            });
            self.dropped_html.add_tag(span, tag, fix);
            return;
        }

        for (index, attribute) in tag.attributes.iter().enumerate() {
            let is_address = matches!(attribute.name.as_str(), "href" | "src");
            if !is_allowed_attribute(name, &attribute.name)
                || is_reserved(&attribute.name, &htmlize::unescape(&attribute.value))
            {
                let place = source.as_ref().map(|source| source.attributes[index].range.clone());
                let fix = place.map(|place| self.deletion(&place));
                self.dropped_html.add_attribute(span, name, &attribute.name, fix);
            } else if is_address && let Some(mistake) = link::check_address(&attribute.value, span) {
                add(self.diagnostics, mistake);
            }
        }
    }

    /// Reports files on the editor's own computer: nothing else is forbidden to trusted HTML.
    fn check_trusted_tag(&mut self, tag: &HtmlTag, span: Span) {
        let addresses = tag.attributes.iter().filter(|it| matches!(it.name.as_str(), "href" | "src" | "poster"));
        let local = addresses.filter(|attribute| link::is_on_this_computer(&attribute.value));
        self.diagnostics.extend(local.map(|attribute| catalog::file_on_this_computer(span, &attribute.value)));
    }

    /// Reports references in raw HTML to characters that no text may hold; they are left out of it.
    fn report_bad_references(&mut self, range: &Range<usize>) {
        let source = &self.markdown[range.clone()];
        for (place, c) in char_reference::numeric_references(source).filter(|(_, c)| !is_text_char(*c)) {
            let span = self.span(&(range.start + place.start..range.start + place.end));
            self.diagnostics.push(catalog::bad_character(span, c));
        }
    }
}

fn shift(range: &mut Range<usize>, by: usize) {
    *range = range.start + by..range.end + by;
}

/// Adds text of HTML as a browser shows it: references are resolved, and any white space is a space.
fn push_html_words(words: &mut String, text: &str) {
    let text: String = htmlize::unescape(text).chars().filter(|c| is_text_char(*c)).collect();
    let spaced = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");

    if text.starts_with(|c: char| c.is_ascii_whitespace()) {
        words.push(' ');
    }
    words.push_str(&spaced);
    if text.ends_with(|c: char| c.is_ascii_whitespace()) && !spaced.is_empty() {
        words.push(' ');
    }
}
