//! Suggestions of words and tags for what a reader types: by their first characters, by pinyin, and by sound.

use std::collections::{BTreeMap, BTreeSet};

use super::charset::{pinyin_readings, to_json};
use super::encoding::fnv1a_hash;
use super::fold::{fold_text, is_han};

/// A word or a tag of the site that is suggested to readers who type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The text, as it is written.
    pub text: String,
    /// Whether it is a tag.
    pub is_tag: bool,
    /// The number of stories that have it.
    pub stories: usize,
}

/// Factor of a tag's weight: tags are chosen by people.
const TAG_FACTOR: usize = 8;

impl Suggestion {
    /// The number of characters that it fills in the stories.
    fn weight(&self) -> usize {
        self.stories * self.text.chars().count() * if self.is_tag { TAG_FACTOR } else { 1 }
    }
}

/// Suggestions by their lookup keys, divided among files by a hash of the key.
#[derive(Debug, Default)]
pub struct SuggestionIndex {
    all: Vec<Suggestion>,
    /// By file: the best for each key, as positions in `all`.
    files: Vec<BTreeMap<String, Vec<u32>>>,
}

/// Greatest number of suggestions for one key.
const MAX_SUGGESTIONS_PER_KEY: usize = 200;

impl SuggestionIndex {
    /// Divides suggestions among so many files. Of equal texts the first is taken.
    pub fn new(mut all: Vec<Suggestion>, files: usize) -> Self {
        let mut seen = BTreeSet::new();
        all.retain(|suggestion| seen.insert(fold_text(&suggestion.text)));
        all.sort_by(|a, b| b.weight().cmp(&a.weight()).then_with(|| a.text.cmp(&b.text)));

        let mut found = vec![BTreeMap::<String, Vec<u32>>::new(); files];
        for (at, suggestion) in (0..).zip(&all) {
            for key in lookup_keys(&suggestion.text) {
                let file = fnv1a_hash(key.as_bytes()) as usize % files.max(1);
                let best = found[file].entry(key).or_default();
                if best.len() < MAX_SUGGESTIONS_PER_KEY {
                    best.push(at);
                }
            }
        }
        Self { all, files: found }
    }

    /// The number of files.
    pub fn file_count(&self) -> usize {
        self.files.len()
    }

    /// Writes `p/<n>.bin` as JSON.
    pub fn file_json(&self, n: usize) -> Vec<u8> {
        let shown = |at: &u32| {
            let Suggestion { text, is_tag: tag, stories } = &self.all[*at as usize];
            (text, u8::from(*tag), stories)
        };
        let lists = self.files[n].iter().map(|(key, best)| (key, best.iter().map(shown).collect::<Vec<_>>()));
        to_json(&lists.collect::<BTreeMap<_, _>>())
    }
}

/// The keys that a text is looked up by: its first one and two characters if they are Han, else the first two and four; the first
/// two and four letters of its pinyin; the initials of its first two characters; and the fuzzy pinyin of these, behind `~`.
fn lookup_keys(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = fold_text(text).chars().take(4).collect();
    let mut keys = BTreeSet::new();
    let mut add = |letters: &str, lengths: [usize; 2]| {
        let ends = letters.char_indices().map(|(at, c)| at + c.len_utf8());
        for (_, end) in (1..).zip(ends).filter(|(length, _)| lengths.contains(length)) {
            keys.insert(letters[..end].to_owned());
        }
    };
    let lengths = if chars.first().is_some_and(|c| is_han(*c)) { [1, 2] } else { [2, 4] };
    add(&String::from_iter(&chars), lengths);

    // All readings; few characters have two.
    let mut ways = vec![(String::new(), String::new())];
    for c in &chars {
        let own = c.to_string();
        let mut options = pinyin_readings(*c);
        if options.is_empty() {
            options.push(&own);
        }
        let longer = |(letters, initials): &(String, String)| {
            let next = |option: &&str| {
                (format!("{letters}{option}"), format!("{initials}{}", &option[..first_character_length(option)]))
            };
            options.iter().map(next).collect::<Vec<_>>()
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    for (letters, initials) in &ways {
        add(letters, [2, 4]);
        add(initials, [2, 2]);
    }
    if let [a, b, ..] = chars.as_slice() {
        for a in pinyin_readings(*a) {
            keys.extend(
                pinyin_readings(*b).into_iter().map(|b| format!("~{} {}", fuzzy_syllable(a), fuzzy_syllable(b))),
            );
        }
    }
    keys
}

/// The length of the first character in bytes.
fn first_character_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Fuzzy pinyin: a syllable without the distinctions that many speakers do not make, zh and z, ch and c, sh and s, initial l and n,
/// final ng and n.
fn fuzzy_syllable(syllable: &str) -> String {
    let flat = ["zh", "ch", "sh"]
        .into_iter()
        .find_map(|initial| syllable.strip_prefix(initial).map(|rest| format!("{}{rest}", &initial[..1])));
    let flat =
        flat.or_else(|| syllable.strip_prefix('l').map(|rest| format!("n{rest}"))).unwrap_or(syllable.to_owned());
    flat.strip_suffix('g').map_or(flat.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_lookup_keys(text: &str, wanted: &[&str]) {
        let keys = lookup_keys(text);
        for key in wanted {
            assert!(keys.contains(*key), "{text}: {key} is not among {keys:?}");
        }
    }

    #[test]
    fn a_word_is_found_by_characters_pinyin_initials_and_sound() {
        assert_lookup_keys("深根计划", &["深", "深根", "sh", "shen", "sg", "~sen gen"]);
        assert_lookup_keys("火炬杯", &["火", "火炬", "hu", "huoj", "hj", "~huo ju"]);
        assert_lookup_keys("重庆", &["zh", "ch", "chon", "cq", "zq"]);
        assert_lookup_keys("绿色", &["lv", "lvse", "ls", "~nv se"]);
        assert_lookup_keys("侵略", &["qinl", "~qin nve"]);
        assert_lookup_keys("5G网络", &["5g", "5g网络", "5gwa"]);
        assert_lookup_keys("AI", &["ai"]);
        assert_lookup_keys("軟體園", &["软", "软体", "ruan", "rt"]);
        assert_eq!(
            (fuzzy_syllable("sheng"), fuzzy_syllable("lan"), fuzzy_syllable("er")),
            ("sen".into(), "nan".into(), "er".into())
        );
    }

    #[test]
    fn the_best_come_first() {
        let new = |text: &str, tag, stories| Suggestion { text: text.into(), is_tag: tag, stories };
        let all = vec![new("科学", true, 1), new("科普", false, 3), new("科技", false, 12), new("科学", false, 9)];
        let suggestions = SuggestionIndex::new(all, 1);
        let best: Vec<_> =
            suggestions.files[0]["科"].iter().map(|at| suggestions.all[*at as usize].text.as_str()).collect();
        assert_eq!(best, ["科技", "科学", "科普"]);
        assert_eq!(suggestions.all[1], new("科学", true, 1));
    }
}
