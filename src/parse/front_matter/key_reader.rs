//! Reads the values of the front matter, a method for each kind of value.

use chrono::DateTime;
use chrono_tz::Tz;

use super::aliases;
use super::bylines::{self, Byline, split_at_commas};
use super::corrections::{self, Correction};
use super::figures::{self, Figures};
use super::required::Required;
use super::signatures::{self, Signature};
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::chart::ChartContext;
use crate::parse::issue::{IssueName, PageNumber};
use crate::parse::moment::{Moment, read_moment};
use crate::source::{Span, Spanned};
use crate::yaml::{MapReader, Node, in_smart_quotes};

/// The most tags of a story: each has a page on which the story stands with all of them.
const MAX_TAGS: usize = 100;

/// Takes the values out of a YAML map and reports the ones that cannot be used.
pub(super) struct KeyReader<'a, 'd> {
    fields: MapReader<'d>,
    /// The zone of dates without one.
    zone: Tz,
    /// The text that is read, and the files that figures may be drawn from.
    context: ChartContext<'a>,
    /// Whether the YAML itself cannot be read. Then reporting missing keys would be noise.
    is_broken: bool,
}

impl<'a, 'd> KeyReader<'a, 'd> {
    /// Starts to read a map. Mistakes behind the first `before` ones are those of its YAML.
    pub fn new(
        node: Node,
        context: ChartContext<'a>,
        zone: Tz,
        before: usize,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        let mut fields = MapReader::from_node(node, "稿件头", diagnostics);
        let is_broken = fields.diagnostics().len() > before;

        Self { fields, zone, context, is_broken }
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
        if !self.is_broken {
            let span = self.fields.span();
            self.report(catalog::missing_key(span, en, zh, example));
        }
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

        match node.and_then(|node| read_moment(&node, en, self.zone, self.fields.diagnostics())) {
            Some(date) => Required::Written(date),
            None => Required::StandIn(Moment { at: DateTime::UNIX_EPOCH.fixed_offset(), has_time: false }),
        }
    }

    /// Takes a text of one line.
    pub fn take_line(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<String>> {
        self.fields.take_text(en, zh).map(|(text, span)| Spanned::new(text, span))
    }

    /// Takes a text that may have several lines.
    pub fn take_paragraph(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<String>> {
        self.fields.take_paragraph(en, zh).map(|(text, span)| Spanned::new(text, span))
    }

    /// Takes a date, with or without a time of day.
    pub fn take_moment(&mut self, en: &'static str, zh: &'static str) -> Option<Spanned<Moment>> {
        let node = self.fields.take_node(en, zh)?;
        read_moment(&node, en, self.zone, self.fields.diagnostics())
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
        let mut tags = Vec::new();
        for (text, span) in self.fields.take_texts(en, zh) {
            let text = Spanned::new(text, span);
            self.report_quotes(&text);
            tags.extend(split_at_commas(&text).map(|tag| Spanned::new(tag.to_owned(), span)));
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
                Spanned::new(bylines::read_bylines(node, en, self.fields.diagnostics()), span)
            }
            None => Spanned::new(Vec::new(), Span::new(self.context.file, 0, 3)),
        }
    }

    /// Takes the signatures of a review.
    pub fn take_signatures(&mut self, en: &'static str, zh: &'static str) -> Spanned<Vec<Signature>> {
        match self.fields.take_node(en, zh) {
            Some(node) => {
                let span = node.span;
                Spanned::new(signatures::read_signatures(node, en, self.fields.diagnostics()), span)
            }
            None => Spanned::new(Vec::new(), Span::new(self.context.file, 0, 3)),
        }
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
                Some(inside) => catalog::smart_quotes(written.span, en, inside),
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
