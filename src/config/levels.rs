//! Levels of messages: `warnings:` of `site.yaml`.
//!
//! Warnings may have any level. Of errors those may become warnings without which a site is whole: a link that leads nowhere
//! in an old story misleads nobody else. The others say why they stay.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Config;
use super::period::{Period, take_period};
use crate::diagnostic::catalog::{self, CatalogEntry, phrases};
use crate::diagnostic::{Diagnostic, Message, Place, Severity, nearest};
use crate::source::FileId;
use crate::yaml::{MapReader, Node, Value};

/// The level that a site gives a code.
#[derive(Clone, Copy, Debug)]
pub struct LevelSetting {
    /// The level; `None` where nothing is said.
    pub severity: Option<Severity>,
    /// The days of the stories for which it holds.
    pub period: Period,
}

impl Config {
    /// Returns whether a level holds for the stories of some days only.
    pub fn has_dated_levels(&self) -> bool {
        self.levels.values().any(|level| level.period != Period::default())
    }

    /// Gives messages the levels that the site wants. `day_of` gives the day of the story that a text is.
    pub fn apply_levels(&self, diagnostics: &mut Vec<Diagnostic>, day_of: impl Fn(FileId) -> Option<NaiveDate>) {
        if self.levels.is_empty() {
            return;
        }

        diagnostics.retain_mut(|d| {
            let level = self.levels.get(d.code).filter(|level| may_be_set(d) && level.holds_for(d, &day_of));
            match level.map(|level| level.severity) {
                Some(Some(severity)) => {
                    d.severity = severity;
                    true
                }
                Some(None) => false,
                None => true,
            }
        });
    }
}

impl LevelSetting {
    fn holds_for(&self, d: &Diagnostic, day_of: impl Fn(FileId) -> Option<NaiveDate>) -> bool {
        let day = match &d.place {
            Place::At(span) => day_of(span.file),
            Place::File(_) | Place::Site => None,
        };
        self.period == Period::default() || self.period.contains(day)
    }
}

/// Returns whether a diagnostic may have the level that its code has. Of the characters that no text may hold some serve the
/// program as marks: only those that a fix deletes are left out of pages.
fn may_be_set(d: &Diagnostic) -> bool {
    d.code != catalog::BAD_CHARACTER || !d.fixes.is_empty()
}

/// Parses `warnings: {J619: off, J611: error, J501: {level: warning, before: 2024-01-01}}`.
pub(super) fn parse_levels(node: Node, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<&'static str, LevelSetting> {
    let mut levels = BTreeMap::new();
    for (code, span, node) in MapReader::from_node(node, "warnings", diagnostics).into_entries() {
        let Some(entry) = catalog::find_entry(&code) else {
            diagnostics.push(catalog::unknown_key(span, &code, nearest(&code, catalog::warning_codes())));
            continue;
        };

        let is_error = entry.severity == Severity::Error;
        if is_error && !catalog::LOWERABLE_ERRORS.contains(&entry.code) {
            diagnostics.push(catalog::level_is_fixed(span, entry.code, &why_fixed(entry.code)));
            continue;
        }

        if let Some(level) = parse_level(node, entry, is_error, diagnostics) {
            levels.insert(entry.code, level);
        }
    }
    levels
}

/// Parses one level, with or without a period.
fn parse_level(
    node: Node,
    entry: &CatalogEntry,
    is_error: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<LevelSetting> {
    let mut period = Period::default();
    let mut written = node.scalar_text().unwrap_or_default();
    let mut span = node.span;
    if let Value::Map(_) = node.value {
        let mut fields = MapReader::from_node(node, entry.code, diagnostics);
        period = take_period(&mut fields);
        (written, span) = fields.take_text("level", "").unwrap_or_else(|| (String::new(), fields.span()));
        fields.report_unknown();
    }

    let severity = match written.as_str() {
        // YAML's own word for `off` is `false`.
        "off" | "false" if !is_error => None,
        "warning" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => {
            let options = if is_error { "`warning`, `error`" } else { "`off`, `warning`, `error`" };
            diagnostics.push(catalog::unknown_choice(span, entry.code, &written, options));
            return None;
        }
    };
    Some(LevelSetting { severity, period })
}

/// Returns why an error cannot be lowered, by its subject.
fn why_fixed(code: &str) -> Message {
    match code.as_bytes() {
        [b'J', b'1', ..] => phrases::fixed_since_file_is_lost(),
        [b'J', b'2', ..] => phrases::fixed_since_head_is_misread(),
        [b'J', b'3', ..] | [b'J', b'8', ..] => phrases::fixed_since_settings_hold_everywhere(),
        [b'J', b'4', ..] => phrases::fixed_since_pages_collide(),
        [b'J', b'5', ..] => phrases::fixed_since_readers_are_harmed(),
        [b'J', b'6', ..] => phrases::fixed_since_page_is_broken(),
        _ => phrases::fixed_since_site_is_not_written(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels_of(yaml: &str) -> (Config, Vec<&'static str>) {
        let mut diagnostics = Vec::new();
        let node = crate::yaml::parse_document(FileId(0), yaml, 0..yaml.len()).unwrap();
        let levels = parse_levels(node, &mut diagnostics);
        (Config { levels, ..Config::default() }, diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn errors_of_old_stories_become_warnings() {
        let (config, mistakes) = levels_of("{J501: {level: warning, before: 2024-01-01}}");
        assert!(mistakes.is_empty(), "{mistakes:?}");

        for (day, severity) in [("2023-12-31", Severity::Warning), ("2024-01-01", Severity::Error)] {
            let span = crate::source::Span::new(FileId(0), 0, 1);
            let mut diagnostics = vec![catalog::dead_link(span, "a.md", None)];
            config.apply_levels(&mut diagnostics, |_| day.parse().ok());
            assert_eq!(diagnostics[0].severity, severity, "{day}");
        }
    }

    #[test]
    fn what_cannot_be_lowered_or_switched_off_is_said() {
        assert_eq!(levels_of("{J401: warning}").1, ["J233"]);
        assert_eq!(levels_of("{J204: off}").1, ["J233"]);
        assert_eq!(levels_of("{J501: off}").1, ["J305"]);
        assert_eq!(levels_of("{J102: warning, J619: off, J611: error}").1, Vec::<&str>::new());
    }

    #[test]
    fn errors_that_may_be_lowered_are_errors() {
        for code in catalog::LOWERABLE_ERRORS {
            assert!(catalog::find_entry(code).is_some(), "{code}");
        }
    }
}
