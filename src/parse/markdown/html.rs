//! Raw HTML in a body: what news needs goes through, the rest is taken out and reported.
//!
//! What may stand is said once, in [`ALLOWED_ELEMENTS`] and [`allowed_attribute`]. The reader reports with these
//! what it sees in the source; the sanitiser holds the finished HTML of the whole body to the same lists,
//! so that what the reader misses does not get through.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use pulldown_cmark::{Event, TagEnd};

use super::BodyReader;
use super::slots::{Html, RESERVED_CLASSES, SlotToken};
use crate::character::is_text_char;
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::parse::char_reference;
use crate::parse::cjk::Events;
use crate::parse::link::{self, Href, SiteLink};
use crate::source::Span;

/// Elements that may stand in a body; what Markdown makes is among them.
const ALLOWED_ELEMENTS: [&str; 65] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "wbr",
];

/// Elements that begin or end a line.
const LINE_ELEMENTS: [&str; 31] = [
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The most attributes of an element that are looked through.
const MAX_ATTRIBUTES: usize = 200;

/// What the `id` of a note and of a reference to one begin with.
const NOTE_ID_PREFIXES: [&str; 2] = ["note:", "ref:"];

/// Whether a class or an `id` is one of those by which elements of the program are known.
fn is_reserved(attribute: &str, value: &str) -> bool {
    match attribute {
        "class" => value.split_ascii_whitespace().any(|class| RESERVED_CLASSES.contains(&class)),
        "id" => NOTE_ID_PREFIXES.iter().any(|prefix| value.starts_with(prefix)),
        _ => false,
    }
}

/// Whether an element may have an attribute.
fn allowed_attribute(element: &str, attribute: &str) -> bool {
    matches!(attribute, "class" | "dir" | "id" | "lang" | "title")
        || matches!(
            (element, attribute),
            ("a", "href")
                | ("img", "src" | "alt" | "width" | "height" | "loading" | "decoding")
                | ("td" | "th", "colspan" | "rowspan" | "scope")
                | ("col" | "colgroup", "span")
                | ("ol", "start" | "type" | "reversed")
                | ("li", "value")
                | ("details", "open")
                | ("time" | "del" | "ins", "datetime")
                | ("input", "type" | "checked" | "disabled")
        )
}

impl<'a> BodyReader<'a, '_> {
    /// A block of HTML; the events of its lines are read as one.
    pub(super) fn read_html_block(&mut self, range: &Range<usize>, events: &mut Events<'a>) {
        let mut html = String::new();
        for (event, _) in events.take_while(|(event, _)| *event != Event::End(TagEnd::HtmlBlock)) {
            if let Event::Html(line) | Event::Text(line) = event {
                html.push_str(&line);
            }
        }
        let html = without_comments(&self.clean_text(&html, range));
        if !html.trim().is_empty() {
            let words = self.check_raw_html(&html, range);
            self.start_text_line();
            self.body.text.push_str(words.trim());
            self.start_text_line();
            self.write_raw_html(&html);
        }
    }

    /// A tag in a line.
    pub(super) fn read_inline_html(&mut self, html: &str, range: &Range<usize>) {
        let html = without_comments(&self.clean_text(html, range));
        if !html.trim().is_empty() {
            let words = self.check_raw_html(&html, range);
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

    /// Reports what of some HTML will be taken out; gives its words.
    fn check_raw_html(&mut self, html: &str, range: &Range<usize>) -> String {
        let span = self.span(range);
        self.raw_html_span.get_or_insert(span);
        if self.rules.html.raw == RawHtml::Safe {
            self.report_bad_references(range);
        }
        let mut words = String::new();
        for part in split_tags(html) {
            if let HtmlPart::Tag { name, closing, .. } = &part {
                match name.as_str() {
                    "rt" | "rp" => self.in_reading = !closing,
                    "ruby" => self.in_reading &= !closing,
                    // What stands on two lines is not one text.
                    name if LINE_ELEMENTS.contains(&name) => words.push('\n'),
                    _ => {}
                }
            }
            match part {
                HtmlPart::Words(text) if !self.in_reading => {
                    // White space is a space, whatever it is; what is behind an entity is what is read.
                    let text: String = htmlize::unescape(text).chars().filter(|c| is_text_char(*c)).collect();
                    let space = |c: char| c.is_ascii_whitespace();
                    let spaced = text.split(space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
                    if text.starts_with(space) {
                        words.push(' ');
                    }
                    words.push_str(&spaced);
                    if text.ends_with(space) && !spaced.is_empty() {
                        words.push(' ');
                    }
                }
                HtmlPart::Words(_) => {}
                HtmlPart::Tag { name, closing, attributes } if self.rules.html.raw == RawHtml::Safe => {
                    if closing {
                        self.close_element(&name);
                    } else {
                        self.open_element(&name, span);
                    }
                    if !ALLOWED_ELEMENTS.contains(&name.as_str()) {
                        add(self.diagnostics, catalog::html_element(span, &name));
                        continue;
                    }
                    for (attribute, value) in attributes {
                        let address = matches!(attribute.as_str(), "href" | "src");
                        if !allowed_attribute(&name, &attribute) || is_reserved(&attribute, &htmlize::unescape(&value))
                        {
                            add(self.diagnostics, catalog::html_attribute(span, &name, &attribute));
                        } else if address && let Some(refusal) = link::check_address(&value, span) {
                            add(self.diagnostics, refusal);
                        }
                    }
                }
                // Trusted HTML may do what it likes, but a file that no reader has is a slip.
                HtmlPart::Tag { attributes, .. } => {
                    let of_files =
                        attributes.iter().filter(|(name, _)| matches!(name.as_str(), "href" | "src" | "poster"));
                    let slips = of_files.filter(|(_, value)| link::is_on_this_computer(value));
                    self.diagnostics.extend(slips.map(|(_, value)| catalog::file_on_this_computer(span, value)));
                }
            }
        }
        words
    }

    /// Reports references in raw HTML to characters that no text may hold; they are left out of it.
    fn report_bad_references(&mut self, range: &Range<usize>) {
        let bad = char_reference::numeric_references(&self.markdown[range.clone()]).filter(|(_, c)| !is_text_char(*c));
        for (place, c) in bad.collect::<Vec<_>>() {
            let span = self.span(&(range.start + place.start..range.start + place.end));
            self.diagnostics.push(catalog::bad_character(span, c));
        }
    }

    /// The finished HTML of a body, held to the lists if raw HTML is in it.
    pub(super) fn sanitise_body(&mut self, html: Html) -> Html {
        let Some(span) = self.raw_html_span.filter(|_| self.rules.html.raw == RawHtml::Safe) else { return html };
        // A sanitiser takes long over elements in elements in elements.
        if self.nesting.too_deep {
            return Html::from_text(html.text());
        }
        // As it does over many attributes of one tag: a quotation mark that never closes makes text into some.
        let most = split_tags(html.text()).into_iter().filter_map(|part| match part {
            HtmlPart::Tag { name, attributes, .. } => Some((attributes.len(), name)),
            HtmlPart::Words(_) => None,
        });
        if let Some((count, name)) = most.max().filter(|(count, _)| *count > MAX_ATTRIBUTES) {
            self.diagnostics.push(catalog::too_many_attributes(span, &name, count, MAX_ATTRIBUTES));
            return Html::from_text(html.text());
        }
        let clean = html.sanitise_with(self.markdown, |html, token| self.sanitise_html(html, token, span));

        // A tag without an end may have taken a chart for a piece of its own.
        let shown: HashSet<usize> = clean.chart_indexes().collect();
        if (0..self.body.charts.len()).any(|at| !shown.contains(&at)) {
            self.diagnostics.push(catalog::chart_in_a_tag(span));
        }
        clean
    }

    /// HTML with everything taken out that is not on the lists. Relative addresses are resolved like those of Markdown,
    /// and kept to be checked.
    fn sanitise_html(&mut self, html: &str, token: &SlotToken, span: Span) -> String {
        let found: Arc<Mutex<(Vec<SiteLink>, Vec<Diagnostic>)>> = Arc::default();
        let (path, naming, kept, token) = (self.path.to_owned(), self.rules.naming, found.clone(), token.clone());
        let mut cleaner = ammonia::Builder::empty();
        cleaner
            .tags(HashSet::from(ALLOWED_ELEMENTS))
            .tag_attributes(attributes_by_element())
            .generic_attributes(HashSet::from(["class", "dir", "id", "lang", "title"]))
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .link_rel(None)
            .strip_comments(true)
            .clean_content_tags(HashSet::from(["script", "style", "iframe", "object", "noscript", "template"]))
            .attribute_filter(move |element, attribute, value| {
                let resolved = match (element, attribute) {
                    _ if token.strip_token(value).is_some() => return Some(value.into()),
                    (_, "class" | "id") if is_reserved(attribute, value) => return None,
                    // An address that could not be used has been reported, and is empty since.
                    _ if value.is_empty() || value.starts_with('#') => return Some(value.into()),
                    ("a", "href") => link::resolve_link(&path, naming, value, span),
                    ("img", "src") => link::resolve_picture(&path, value, span),
                    _ => return Some(value.into()),
                };
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.0.extend(resolved.link);
                kept.1.extend(resolved.mistake);
                match resolved.href {
                    Href::Site(path) => Some(format!("{}{path}", token.root_prefix()).into()),
                    Href::Here(anchor) => Some(format!("#{anchor}").into()),
                    Href::Elsewhere(url) => Some(url.into()),
                    Href::Unusable => None,
                }
            });
        let clean = cleaner.clean(html).to_string();
        drop(cleaner);
        let (links, mistakes) = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
        self.body.links.extend(links);
        self.diagnostics.extend(mistakes);
        clean
    }
}

fn attributes_by_element() -> HashMap<&'static str, HashSet<&'static str>> {
    const ELEMENT_ATTRIBUTES: [&str; 17] = [
        "href", "src", "alt", "width", "height", "loading", "decoding", "colspan", "rowspan", "scope", "span", "start",
        "type", "reversed", "value", "open", "datetime",
    ];
    let all = ELEMENT_ATTRIBUTES.into_iter().chain(["checked", "disabled"]);
    let of = |element| all.clone().filter(|attribute| allowed_attribute(element, attribute)).collect::<HashSet<_>>();
    ALLOWED_ELEMENTS.into_iter().map(|element| (element, of(element))).filter(|(_, all)| !all.is_empty()).collect()
}

pub(super) enum HtmlPart<'h> {
    Words(&'h str),
    Tag { name: String, closing: bool, attributes: Vec<(String, String)> },
}

/// Tags and what is between them, as far as it takes to tell an editor what will be taken out.
pub(super) fn split_tags(html: &str) -> Vec<HtmlPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        let inside = &tag[1..];
        let closing = inside.starts_with('/');
        let name: String =
            inside.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if name.is_empty() {
            parts.push(HtmlPart::Words(&rest[..=at]));
            rest = inside;
            continue;
        }
        parts.push(HtmlPart::Words(words));
        let after = &inside[usize::from(closing) + name.len()..];
        let (attributes, end) = parse_attributes(after);
        parts.push(HtmlPart::Tag { name: name.to_ascii_lowercase(), closing, attributes });
        rest = &after[end..];
    }
    parts.push(HtmlPart::Words(rest));
    parts
}

/// The attributes of a tag, and where the tag ends.
fn parse_attributes(tag: &str) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at += tag[at..].len() - tag[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        let rest = &tag[at..];
        if rest.is_empty() || rest.starts_with('>') {
            return (found, (at + 1).min(tag.len()));
        }
        // The first character belongs to the name whatever it is, so that every turn goes on.
        let ends = |(n, c): &(usize, char)| *n > 0 && (c.is_whitespace() || matches!(c, '=' | '>' | '/'));
        let name_len = rest.char_indices().find(ends).map_or(rest.len(), |(n, _)| n);
        let name = rest[..name_len].to_ascii_lowercase();
        at += name_len;
        let value = tag[at..].trim_start();
        let Some(value) = value.strip_prefix('=').map(str::trim_start) else {
            found.push((name, String::new()));
            continue;
        };
        at = tag.len() - value.len();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (text, len) = match quote {
            Some(quote) => {
                let end = value[1..].find(quote).map_or(value.len(), |n| n + 1);
                (&value[1..end], (end + 1).min(value.len()))
            }
            None => {
                let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
                (&value[..end], end)
            }
        };
        found.push((name, text.to_owned()));
        at += len;
    }
}

/// HTML without its comments; one that is never closed reaches to the end.
fn without_comments(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}
