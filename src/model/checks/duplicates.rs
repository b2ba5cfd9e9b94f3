//! Stories that were filed twice: one headline, or nearly one text.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::value_place;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::parse::Story;
use crate::search::fold::fold_text;

/// Texts with one key that are compared: more would be compared again and again.
const MAX_COMPARED_TEXTS: usize = 4;

/// Versions of one story are filed within so many days.
const MAX_DAYS_BETWEEN_VERSIONS: i64 = 31;

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

/// Reports a headline that a story of the days before had too, in the same column or on the same day, with a similar text:
/// the story was filed twice. What recurs has one headline and another text each time (图片新闻, 天气预报), and a subtitle
/// makes another headline. Of the `duplicates` it is said already.
fn report_repeated_headlines(stories: &[&Story], duplicates: &HashSet<usize>, diagnostics: &mut Vec<Diagnostic>) {
    let mut last_of_headline: HashMap<String, Vec<usize>> = HashMap::new();

    for (position, story) in stories.iter().enumerate() {
        let Some(place) = story.front.title.span() else { continue };
        let mut headline = fold_text(&story.front.title);
        if let Some(subtitle) = &story.front.subtitle {
            headline.push('\n');
            headline.push_str(subtitle);
        }

        let earlier = last_of_headline.entry(headline).or_default();
        let first = earlier.iter().rev().find(|first| {
            let first = stories[**first];
            (first.column == story.column || day(first) == day(story))
                && is_near(first, story)
                && is_version(first, story)
        });
        if let Some(first) = first
            && !duplicates.contains(&position)
        {
            let is_same_day = day(stories[*first]) == day(story);
            let first = title_place(stories[*first]);
            diagnostics.push(catalog::duplicate_headline(place.into(), &story.front.title, first, is_same_day));
        }

        earlier.push(position);
        if earlier.len() > MAX_COMPARED_TEXTS {
            earlier.remove(0);
        }
    }
}

fn day(story: &Story) -> NaiveDate {
    story.front.date.at.date_naive()
}

/// Whether a story may be a second version of an earlier one by its date.
fn is_near(earlier: &Story, story: &Story) -> bool {
    (day(story) - day(earlier)).num_days() <= MAX_DAYS_BETWEEN_VERSIONS
}

/// Whether the texts of two stories with one headline are versions of one text.
fn is_version(earlier: &Story, story: &Story) -> bool {
    match (&earlier.minhash, &story.minhash) {
        (Some(earlier), Some(story)) => earlier.is_similar(story),
        (None, None) => are_short_texts_similar(&earlier.body.text, &story.body.text),
        _ => false,
    }
}

/// Whether eight of ten character pairs of two short texts are the same (Jaccard similarity): notices are alike by nature.
fn are_short_texts_similar(first: &str, second: &str) -> bool {
    let pairs = |text: &str| {
        let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        characters.array_windows().copied().collect::<HashSet<[char; 2]>>()
    };
    let first = pairs(first);
    let second = pairs(second);
    let shared = first.intersection(&second).count();
    shared * 10 >= (first.len() + second.len() - shared) * 8
}

fn title_place(story: &Story) -> Place {
    value_place(story, story.front.title.span())
}
