//! Stories that were filed twice: one headline, or nearly one text.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::value_place;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::parse::Story;
use crate::search::fold::fold_text;

/// Texts with one key that are compared: more would be compared again and again.
const MAX_COMPARED_TEXTS: usize = 4;

pub(super) fn check_duplicates(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) {
    let duplicates = report_near_duplicates(stories, diagnostics);
    report_repeated_headlines(stories, &duplicates, diagnostics);
}

/// Reports texts that are nearly those of an earlier story, and returns their positions. Candidates are found by
/// locality-sensitive hashing: bands of the texts' MinHash signatures are the keys.
fn report_near_duplicates(stories: &[&Story], diagnostics: &mut Vec<Diagnostic>) -> HashSet<usize> {
    // Nearly every key has one story: none needs a list of its own.
    let mut by_key: FxHashMap<(usize, &[u32]), [Option<u32>; MAX_COMPARED_TEXTS]> = FxHashMap::default();
    by_key.reserve(stories.len() * 16);
    let mut duplicates = HashSet::new();

    for (position, story) in stories.iter().enumerate() {
        let Some(minhash) = &story.minhash else { continue };
        let mut original: Option<&Story> = None;

        for key in minhash.band_keys() {
            let others = by_key.entry(key).or_default();
            original = original.or_else(|| {
                let mut candidates = others.iter().flatten().map(|other| stories[*other as usize]);
                candidates.find(|other| other.minhash.as_ref().is_some_and(|other| other.is_near_duplicate(minhash)))
            });
            if let Some(free) = others.iter_mut().find(|other| other.is_none()) {
                *free = u32::try_from(position).ok();
            }
        }

        if let Some(original) = original {
            duplicates.insert(position);
            diagnostics.push(catalog::near_duplicate(title_place(story), title_place(original)));
        }
    }

    duplicates
}

/// Reports a headline that stands twice in a column, or on a day. A subtitle makes another headline of it. Of the
/// `duplicates` it is said already.
fn report_repeated_headlines(stories: &[&Story], duplicates: &HashSet<usize>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first_in_column: HashMap<(String, &str), usize> = HashMap::new();
    let mut first_on_day: HashMap<(String, String), usize> = HashMap::new();

    for (position, story) in stories.iter().enumerate() {
        let Some(place) = story.front.title.span() else { continue };
        let mut headline = fold_text(&story.front.title);
        if let Some(subtitle) = &story.front.subtitle {
            headline.push('\n');
            headline.push_str(subtitle);
        }

        let on_day = *first_on_day.entry((headline.clone(), story.front.date.iso_date())).or_insert(position);
        let in_column = *first_in_column.entry((headline, &story.column)).or_insert(position);
        let is_same_day = on_day != position;
        let first = if is_same_day { on_day } else { in_column };

        if first != position && !duplicates.contains(&position) {
            let first = title_place(stories[first]);
            diagnostics.push(catalog::duplicate_headline(place.into(), &story.front.title, first, is_same_day));
        }
    }
}

fn title_place(story: &Story) -> Place {
    value_place(story, story.front.title.span())
}
