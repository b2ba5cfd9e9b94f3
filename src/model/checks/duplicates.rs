//! Stories that were filed twice: one headline, or nearly one text.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::value_place;
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::Story;
use crate::search::fold::fold_text;

/// Texts with one key that are compared: more would be compared again and again.
const MAX_COMPARED_TEXTS: usize = 4;

pub(super) fn check_duplicates(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let same = report_near_duplicates(stories, diagnostics);
    report_repeated_headlines(stories, &same, diagnostics);
}

/// Nearly the same texts, each with the first of its kind.
fn report_near_duplicates(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) -> HashSet<usize> {
    // Nearly every key has one story: none needs a list of its own.
    let mut by_key: FxHashMap<(usize, &[u32]), [Option<u32>; MAX_COMPARED_TEXTS]> = FxHashMap::default();
    by_key.reserve(stories.len() * 16);
    let mut found = HashSet::new();
    for (n, story) in stories.iter().enumerate() {
        let Some(sketch) = &story.minhash else { continue };
        let mut same = None;
        for key in sketch.band_keys() {
            let others = by_key.entry(key).or_default();
            let stored = || others.iter().flatten().map(|other| *other as usize);
            let alike =
                |other: &usize| stories[*other].minhash.as_ref().is_some_and(|other| other.is_near_duplicate(sketch));
            same = same.or_else(|| stored().find(alike));
            if let Some(free) = others.iter_mut().find(|other| other.is_none()) {
                *free = u32::try_from(n).ok();
            }
        }
        if let Some(other) = same {
            found.insert(n);
            let (own, other) = (value_place(story, story.front.title.span()), stories[other]);
            diagnostics.push(catalog::near_duplicate(own, value_place(other, other.front.title.span())));
        }
    }
    found
}

/// One headline twice in a column, or on a day. A subtitle makes another headline of it.
fn report_repeated_headlines(stories: &[&Story], same: &HashSet<usize>, diagnostics: &mut Vec<Diagnostic>) {
    let mut in_column: HashMap<(String, &str), usize> = HashMap::new();
    let mut on_day: HashMap<(String, String), usize> = HashMap::new();
    for (n, story) in stories.iter().enumerate() {
        let Some(own) = story.front.title.span() else { continue };
        let mut headline = fold_text(&story.front.title);
        if let Some(subtitle) = &story.front.subtitle {
            headline.push('\n');
            headline.push_str(subtitle);
        }
        let day = *on_day.entry((headline.clone(), story.front.date.iso_date())).or_insert(n);
        let column = *in_column.entry((headline, &story.column)).or_insert(n);
        let (other, same_day) = if day == n { (column, false) } else { (day, true) };
        // Of one text that was filed twice it is said already.
        if other != n && !same.contains(&n) {
            let first = value_place(stories[other], stories[other].front.title.span());
            diagnostics.push(catalog::duplicate_headline(own.into(), &story.front.title, first, same_day));
        }
    }
}
