//! Reads the values of the front matter, a method for each kind of value.

use chrono::DateTime;
use chrono_tz::Tz;

use super::aliases;
use super::bylines::{self, Byline};
use super::corrections::{self, Correction};
use super::cover::{self, Cover};
use super::figures::{self, Figures};
use super::key_names::KeyNames;
use super::keys::KEYS;
use super::required::Required;
use super::signatures::{self, Signature};
use super::tags::{WrittenTags, read_tags};
use super::text_values::report_no_text;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::chart::ChartContext;
use crate::parse::issue::{IssueName, PageNumber};
use crate::parse::moment::{Moment, read_moment};
use crate::schema::Key;
use crate::source::{Span, Spanned};
use crate::yaml::{MapReader, Node, STORY_HEAD, Value, in_smart_quotes, quote_if_needed};

/// The most tags of a story: each has a page on which the story stands with all of them.
const MAX_TAGS: usize = 100;

/// Takes the values out of a YAML map and reports the ones that cannot be used.
pub(super) struct KeyReader<'a, 'd> {
    fields: MapReader<'d>,
    /// The zone of dates without one.
    zone: Tz,
    /// The text that is read, and the files that figures may be drawn from.
    context: ChartContext<'a>,
    missing: MissingKeys,
}

/// Which keys are missing: not those of which something else is reported already.
pub(super) struct MissingKeys {
    /// Whether any is: of a text without front matter that would be noise.
    pub are_reported: bool,
    /// Keys that are there, with values that cannot be read.
    pub broken: Vec<String>,
}

impl<'a, 'd> KeyReader<'a, 'd> {
    /// Starts to read a map.
    pub fn new(
        node: Node,
        context: ChartContext<'a>,
        zone: Tz,
        missing: MissingKeys,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        let is_map = matches!(node.value, Value::Map(_));
        let fields = MapReader::from_node(node, STORY_HEAD, diagnostics);
        let missing = MissingKeys { are_reported: missing.are_reported && is_map, ..missing };

        Self { fields, zone, context, missing }
    }

    /// Reports the keys that have not been taken.
    pub fn finish(self) {
        self.fields.report_unknown();
    }

    /// For mistakes that concern several keys.
    pub fn report(&mut self, mistake: Diagnostic) {
        self.fields.diagnostics().push(mistake);
    }

    fn report_missing(&mut self, en: &'static str, zh: &'static str, example: &str) {
        let names: Vec<&'static str> = KEYS.iter().flat_map(Key::names).collect();
        let key_span = self.fields.key_span(en);
        let is_broken = self.missing.broken.iter().any(|key| key == en || key == zh);
        // One mistake, one message: a misspelt key is reported as such.
        if self.missing.are_reported && !is_broken && !self.fields.has_misspelt(en, zh, &names) {
            let span = key_span.unwrap_or(self.fields.span());
            let name = self.fields.name_of(en, zh);
            self.report(catalog::missing_key(span, &name, zh, example, key_span.is_some()));
        }
    }

    /// Returns the name of a key as it is written; of one that is not there, the name in the language of the others.
    pub fn name_of(&self, en: &'static str, zh: &'static str) -> String {
        self.fields.name_of(en, zh)
    }

    /// Returns how the keys that have been taken are written.
    pub fn key_names(&self) -> KeyNames {
        KeyNames::of_fields(&self.fields)
    }

    /// Reports quotation marks around a whole text, which would be printed with it.
    fn report_quotes(&mut self, text: &Spanned<String>) {
        if let Some(inside) = in_smart_quotes(text) {
            self.report(catalog::quotes_in_text(text.span, inside));
        }
    }

    /// Takes the headline.
    pub fn take_title(&mut self, en: &'static str, zh: &'static str) -> Required<String> {
        let is_given = self.fields.has_value(en, zh);
        let title = self.take_line(en, zh);
        if !is_given {
            self.report_missing(en, zh, "市级科技计划项目签约");
        }

        match title {
            Some(title) => {
                self.report_quotes(&title);
                Required::Written(title)
            }
            None => {
                let path = self.context.path;
                Required::StandIn(path.strip_prefix("content/").unwrap_or(path).to_owned())
            }
        }
    }

    /// Takes the date of publication.
    pub fn take_date(&mut self, en: &'static str, zh: &'static str) -> Required<Moment> {
        let node =
            self.fields.take_node(en, zh).filter(|node| node.scalar_text().is_none_or(|written| !written.is_empty()));
        if node.is_none() {
            self.report_missing(en, zh, "2020-09-15");
        }

        let name = self.name_of(en, zh);
        match node.and_then(|node| read_moment(&node, &name, self.zone, self.fields.diagnostics())) {
            Some(date) => Required::Written(date),
            None => Required::StandIn(Moment { at: DateTime::UNIX_EPOCH.fixed_offset(), has_time: false }),
        }
    }

    /// Takes a text of one line.
    pub fn take_line(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<String>> {
        self.report_list_or_map(en, zh);
        self.fields.take_text(en, zh).map(|(text, span)| Spanned::new(text, span))
    }

    /// Reports a list or a map in the place of a text.
    fn report_list_or_map(&mut self, en: &'static str, zh: &'static str) {
        if let Some(node) = self.fields.take_list_or_map(en, zh) {
            let name = self.name_of(en, zh);
            self.report(report_no_text(&node, en, &name, self.context.text));
        }
    }

    /// Takes a text that may have several lines.
    pub fn take_paragraph(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<String>> {
        self.report_list_or_map(en, zh);
        self.fields.take_paragraph(en, zh).map(|(text, span)| Spanned::new(text, span))
    }

    /// Takes a date, with or without a time of day.
    pub fn take_moment(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<Moment>> {
        let node = self.fields.take_node(en, zh)?;
        let name = self.name_of(en, zh);
        read_moment(&node, &name, self.zone, self.fields.diagnostics())
    }

    /// Takes `true` or `false`, 是 or 否; `false` if there is none of these.
    pub fn take_flag(&mut self, en: &'static str, zh: &'static str) -> bool {
        self.fields.take_flag(en, zh).unwrap_or(false)
    }

    /// Takes a correction or a list of them.
    pub fn take_corrections(&mut self, en: &'static str, zh: &'static str) -> Vec<Correction> {
        match self.fields.take_node(en, zh) {
            Some(node) => corrections::read_corrections(node, self.zone, self.fields.diagnostics()),
            None => Vec::new(),
        }
    }

    /// Takes tags: a list, or texts with commas between.
    pub fn take_tags(&mut self, en: &'static str, zh: &'static str) -> Vec<Spanned<String>> {
        let texts = self.fields.take_texts(en, zh);
        let is_one = texts.len() == 1;
        let mut tags: Vec<Spanned<String>> = Vec::new();

        for (text, span) in texts {
            let text = Spanned::new(text, span);
            self.report_quotes(&text);
            let WrittenTags { tags: read, perhaps } = read_tags(&text, is_one);
            if let Some(perhaps) = perhaps {
                let quoted: Vec<String> = perhaps.iter().map(|tag| quote_if_needed(tag)).collect();
                let name = self.name_of(en, zh);
                self.report(catalog::tags_perhaps_several(span, &name, &quoted.join(", ")));
            }
            for tag in read {
                if tags.iter().all(|other| other.value != tag) {
                    tags.push(Spanned::new(tag, span));
                }
            }
        }

        if let Some(first) = tags.get(MAX_TAGS) {
            self.report(catalog::too_many_tags(first.span, tags.len(), MAX_TAGS));
            tags.truncate(MAX_TAGS);
        }
        tags
    }

    /// Takes roles with names.
    pub fn take_bylines(&mut self, en: &'static str, zh: &'static str) -> Spanned<Vec<Byline>> {
        match self.fields.take_node(en, zh) {
            Some(node) => {
                let span = node.span;
                let name = self.name_of(en, zh);
                Spanned::new(bylines::read_bylines(node, &name, self.fields.diagnostics()), span)
            }
            None => Spanned::new(Vec::new(), Span::new(self.context.file, 0, 3)),
        }
    }

    /// Takes the signatures of a review.
    pub fn take_signatures(&mut self, en: &'static str, zh: &'static str) -> Spanned<Vec<Signature>> {
        match self.fields.take_node(en, zh) {
            Some(node) => {
                let span = node.span;
                let name = self.name_of(en, zh);
                Spanned::new(signatures::read_signatures(node, &name, self.fields.diagnostics()), span)
            }
            None => Spanned::new(Vec::new(), Span::new(self.context.file, 0, 3)),
        }
    }

    /// Takes a cover: the path of a picture, or a map of what is said of it.
    pub fn take_cover(&mut self, en: &'static str, zh: &'static str) -> Option<Cover> {
        let Some(node) = self.fields.take_list_or_map(en, zh) else {
            return self.take_line(en, zh).map(Cover::from_path);
        };

        let name = self.name_of(en, zh);
        if cover::is_map_of_facts(&node) {
            return cover::read_cover(node, &name, self.fields.diagnostics());
        }
        self.report(report_no_text(&node, en, &name, self.context.text));
        None
    }

    /// Takes the name of an issue.
    pub fn take_issue(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<IssueName>> {
        self.take_parsed(en, zh, IssueName::parse, catalog::bad_issue)
    }

    /// Takes the page of an issue.
    pub fn take_page(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<PageNumber>> {
        self.take_parsed(en, zh, PageNumber::parse, catalog::bad_page)
    }

    /// Takes a line that has a form of its own. One in Chinese quotation marks is told so, any other by `bad_value`.
    fn take_parsed<T>(
        &mut self,
        en: &'static str,
        zh: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        bad_value: impl Fn(Span, &str) -> Diagnostic,
    ) -> Option<Spanned<T>> {
        let written = self.take_line(en, zh)?;
        let value = parse(&written);
        if value.is_none() {
            self.report(match in_smart_quotes(&written) {
                Some(inside) => catalog::smart_quotes(written.span, &self.name_of(en, zh), inside),
                None => bad_value(written.span, &written),
            });
        }

        value.map(|value| Spanned::new(value, written.span))
    }

    /// Takes a figure or a list of them.
    pub fn take_figures(&mut self, en: &'static str, zh: &'static str) -> Figures {
        match self.fields.take_node(en, zh) {
            Some(node) => figures::read_figures(node, self.context, self.fields.diagnostics()),
            None => Figures::default(),
        }
    }

    /// Takes former addresses.
    pub fn take_aliases(&mut self, en: &'static str, zh: &'static str) -> Vec<Spanned<String>> {
        let written =
            self.fields.take_texts(en, zh).into_iter().map(|(alias, span)| Spanned::new(alias, span)).collect();
        aliases::read_aliases(written, self.fields.diagnostics())
    }
}
