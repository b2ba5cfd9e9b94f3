//! Names that differ by one character from one of the lexicon, beside that person's title: 市科技局局长王健国 for 王建国.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::naming::sound_alike;
use crate::search::fold::is_han;

/// Titles of fewer characters are those of many people: 局长, 副市长.
const SPECIFIC_TITLE: usize = 4;

/// The titles of the lexicon, with the people who have them.
#[derive(Clone, Debug, Default)]
pub struct NearNames {
    titles: Vec<(String, Vec<String>)>,
    known: HashSet<String>,
    finder: Option<AhoCorasick>,
}

/// A name that is nearly one of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearName<'n> {
    /// Where it stands in the text, in bytes.
    pub at: usize,
    /// The name that was probably meant.
    pub name: &'n str,
    /// The title that both have.
    pub title: &'n str,
}

impl NearNames {
    /// Collects people, each with a title.
    pub fn new<'p>(people: impl Iterator<Item = (&'p str, &'p str)>) -> Self {
        let mut by_title: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut known = HashSet::new();
        for (name, title) in people {
            known.insert(name.to_owned());
            // Of two characters too many names are one apart.
            if name.chars().count() >= 3 && name.chars().all(is_han) && !title.is_empty() {
                by_title.entry(title).or_default().push(name.to_owned());
            }
        }

        let titles: Vec<(String, Vec<String>)> =
            by_title.into_iter().map(|(title, names)| (title.to_owned(), names)).collect();
        let words = titles.iter().map(|(title, _)| title);
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
        Self { finder: finder.filter(|_| !titles.is_empty()), titles, known }
    }

    /// Finds the names in a paragraph of a story with this text. A title that many may have counts where both names sound
    /// alike, or the story names the right person, too.
    pub fn find_near_names(&self, paragraph: &str, story: &str) -> Vec<NearName<'_>> {
        let mut found = Vec::new();
        let matches = self.finder.iter().flat_map(|finder| finder.find_iter(paragraph));
        for matched in matches {
            let (title, names) = &self.titles[matched.pattern().as_usize()];
            let is_specific = title.chars().count() >= SPECIFIC_TITLE;
            let near = names.iter().filter_map(|name| {
                let count = name.chars().count();
                let after = text_ahead(&paragraph[matched.end()..], count);
                let before = text_behind(&paragraph[..matched.start()], count);
                let candidates = [(matched.end(), after), (matched.start() - before.len(), before)];
                let is_candidate = |(_, other): &(usize, &str)| is_near(name, other) && !self.known.contains(*other);
                let (at, other) = candidates.into_iter().find(is_candidate)?;
                // Then one was typed for the other.
                let is_alike = sound_alike(name, other);
                (is_specific || is_alike || story.contains(name.as_str())).then_some((is_alike, at, name))
            });

            // Of several people the one whose name sounds alike.
            if let Some((_, at, name)) = near.max_by_key(|(is_alike, ..)| *is_alike) {
                found.push(NearName { at, name, title });
            }
        }
        found
    }
}

/// The first characters of a text.
fn text_ahead(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(end, _)| &text[..end])
}

/// The last characters of a text.
fn text_behind(text: &str, count: usize) -> &str {
    text.char_indices().rev().nth(count.saturating_sub(1)).map_or(text, |(start, _)| &text[start..])
}

/// Whether two names have one family name and differ by one character of the rest.
fn is_near(name: &str, other: &str) -> bool {
    let differ = name.chars().zip(other.chars()).filter(|(a, b)| a != b).count();
    name.chars().count() == other.chars().count()
        && other.chars().all(is_han)
        && name.chars().next() == other.chars().next()
        && differ == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_off_beside_the_title() {
        let names =
            NearNames::new([("王建国", "市科技局局长"), ("李小明", "局长"), ("王健安", "市科技局局长")].into_iter());
        let find = |text| names.find_near_names(text, text).into_iter().map(|near| near.name).collect::<Vec<_>>();
        assert_eq!(find("市科技局局长王健国出席"), ["王建国"]);
        assert_eq!(find("王健国（市科技局局长）"), [""; 0]);
        assert_eq!(find("王健国市科技局局长"), ["王建国"]);
        assert_eq!(find("市科技局局长王建国出席"), [""; 0]);
        assert_eq!(find("市科技局局长王健安出席"), [""; 0], "another person of the lexicon");
        assert_eq!(find("局长李晓明出席"), ["李小明"], "it sounds alike");
        assert_eq!(find("局长李大明出席"), [""; 0], "many are 局长");
        assert_eq!(find("局长李大明出席，李小明讲话"), ["李小明"]);
        assert_eq!(find("市科技局局长张建国出席"), [""; 0], "another family");
    }
}
