//! The sanitiser: holds the finished HTML of a whole body to the lists of what is allowed, so that nothing gets through
//! that was missed where raw HTML was read.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::allowed_html::{
    ALLOWED_ELEMENTS, attributes_by_element, is_allowed_attribute, is_own_attribute, is_reserved,
};
use super::html_tags::tags_of;
use super::reader::BodyReader;
use super::slots::{Html, SlotToken};
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::link::{self, Href, SiteLink};
use crate::source::Span;

/// The most attributes of an element that are looked through: the time of the sanitiser grows with their square.
const MAX_ATTRIBUTES: usize = 200;

/// Links that the sanitiser has come upon, and their mistakes.
#[derive(Default)]
struct FoundLinks {
    links: Vec<SiteLink>,
    mistakes: Vec<Diagnostic>,
}

impl BodyReader<'_, '_> {
    /// Returns the finished HTML of a body, sanitised if raw HTML is in it.
    pub fn sanitise_body(&mut self, html: Html) -> Html {
        let Some(span) = self.raw_html_span.filter(|_| self.rules.html.raw == RawHtml::Safe) else { return html };

        // The sanitiser takes long over deeply nested elements.
        if self.nesting.too_deep {
            return Html::from_text(html.text());
        }
        // As it does over many attributes of one tag: a quotation mark that never closes makes text into some.
        let counts = tags_of(html.text()).map(|tag| (tag.attributes.len(), tag.name));
        if let Some((count, name)) = counts.max().filter(|(count, _)| *count > MAX_ATTRIBUTES) {
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

    /// Removes everything from HTML that is not on the lists. Relative addresses are resolved like those of Markdown, and
    /// kept to be checked.
    fn sanitise_html(&mut self, html: &str, token: &SlotToken, span: Span) -> String {
        let found: Arc<Mutex<FoundLinks>> = Arc::default();
        let kept = found.clone();
        let path = self.path.to_owned();
        let naming = self.rules.naming;
        let token = token.clone();

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
                    _ if !is_allowed_attribute(element, attribute) && !is_own_attribute(element, attribute, value) => {
                        return None;
                    }
                    // An address that could not be used has been reported, and is empty since.
                    _ if value.is_empty() || value.starts_with('#') => return Some(value.into()),
                    ("a", "href") => link::resolve_link(&path, naming, value, span),
                    ("img", "src") => link::resolve_picture(&path, value, span),
                    _ => return Some(value.into()),
                };

                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.links.extend(resolved.link);
                kept.mistakes.extend(resolved.mistake);
                match resolved.href {
                    Href::Site(path) => Some(format!("{}{path}", token.root_prefix()).into()),
                    Href::Here(anchor) => Some(format!("#{anchor}").into()),
                    Href::Elsewhere(url) => Some(url.into()),
                    Href::Unusable => None,
                }
            });
        let clean = cleaner.clean(html).to_string();
        drop(cleaner);

        let found = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
        self.body.links.extend(found.links);
        self.diagnostics.extend(found.mistakes);
        clean
    }
}
