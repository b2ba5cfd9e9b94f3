//! Dates that exist and are hardly meant: years from now, or in the future of something that has happened.

use chrono::{DateTime, Datelike, FixedOffset, TimeDelta};

use super::value_place;
use crate::diagnostic::catalog::{self, DateDoubt};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::Edition;
use crate::parse::Story;
use crate::source::Span;

/// The days that a scheduled story is at most ahead: beyond a hundred years the year is mistyped.
const MAX_DAYS_AHEAD: i64 = 36_525;

/// Clocks may differ by so many days, by their zones.
const DAYS_OF_ZONES: i64 = 1;

/// Reports doubtful dates of a story.
pub(super) fn check_dates(story: &Story, edition: Edition, diagnostics: &mut Vec<Diagnostic>) {
    let front = &story.front;
    if let Some(span) = front.date.span()
        && is_ahead(front.date.at, edition, MAX_DAYS_AHEAD)
    {
        let doubt = DateDoubt::FarFuture(front.date.at.year());
        diagnostics.push(catalog::doubtful_date(span.into(), front.key_names.name_of("date"), doubt));
    }

    // A story that is itself to come may well say when it is changed.
    let is_published = !is_ahead(front.date.at, edition, 0);
    if let Some(updated) = &front.updated
        && is_published
        && is_ahead(updated.at, edition, DAYS_OF_ZONES)
    {
        let name = front.key_names.name_of("updated");
        diagnostics.push(catalog::doubtful_date(place_of(story, updated.span), name, DateDoubt::Future));
    }
}

fn is_ahead(at: DateTime<FixedOffset>, edition: Edition, days: i64) -> bool {
    at > edition.now + TimeDelta::days(days)
}

fn place_of(story: &Story, span: Span) -> Place {
    value_place(story, Some(span))
}
