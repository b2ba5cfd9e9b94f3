//! What helps a reader to type: words and tags of the site by their first characters, by pinyin, and by sound;
//! readings of characters; traditional characters and wording.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::ToPinyinMulti;
use rustc_hash::FxHashMap;

use super::bits::{Packed, hash, put};
use super::fold::{common, fold, is_han, is_traditional, pairs, wording};

/// The Han characters of some texts, as they are written and [folded](fold): a bit for each code point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written(Vec<u64>);

impl Written {
    /// Writes them down.
    pub fn write(&self, out: &mut Vec<u8>) {
        put(out, self.0.len() as u64);
        self.0.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }

    /// Reads what [`Written::write`] wrote; `None` if it cannot have been that.
    pub fn read(packed: &mut Packed) -> Option<Self> {
        let length = packed.count()?.checked_mul(8)?;
        let (words, _) = packed.take(length)?.as_chunks();
        Some(Self(words.iter().map(|word| u64::from_le_bytes(*word)).collect()))
    }

    /// Adds one.
    pub fn add(&mut self, c: char) {
        let (word, bit) = (c as usize / 64, c as usize % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    /// Those of both.
    pub fn and(mut self, other: Self) -> Self {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own |= other;
        }
        self
    }

    fn characters(&self) -> impl Iterator<Item = char> {
        let bits = self
            .0
            .iter()
            .zip(0_u32..)
            .flat_map(|(word, at)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit));
        bits.filter_map(char::from_u32)
    }

    /// The traditional characters, each followed by the simplified one that it is folded to.
    pub fn variants(&self) -> String {
        let written = self.characters().filter(|c| is_traditional(*c));
        written.flat_map(|c| [c.to_string(), fold(&c.to_string())]).collect()
    }

    /// `fold.bin` as JSON: every traditional character whose simplified one is written here, and the wording of Taiwan
    /// and Hong Kong that, or whose mainland form, can be. And how often characters are words: the common ones in their
    /// order, the others by name.
    pub fn fold_file(&self, frequencies: &FxHashMap<char, u32>) -> Vec<u8> {
        let here: BTreeSet<char> = fold(&self.characters().collect::<String>()).chars().collect();
        let pairs: String =
            pairs().filter(|(_, simplified)| here.contains(simplified)).flat_map(|(a, b)| [a, b]).collect();
        let can_be = |text: &str| text.chars().all(|c| here.contains(&c));
        let wording: Vec<_> = wording().filter(|(from, to)| can_be(from) || can_be(to)).collect();
        let mut others: BTreeMap<char, u32> = frequencies.iter().map(|(c, frequency)| (*c, *frequency)).collect();
        let ordered: Vec<u32> = common().map(|c| others.remove(&c).unwrap_or(0)).collect();
        others.retain(|_, frequency| *frequency > 0);
        json(&(pairs, wording, ordered, others))
    }

    /// `sounds.bin` as JSON: characters by their readings; those that are written here and the common ones.
    pub fn sounds_file(&self) -> Vec<u8> {
        let mut all: BTreeSet<char> = fold(&self.characters().collect::<String>()).chars().collect();
        all.extend(common());
        let mut sounds: BTreeMap<&str, String> = BTreeMap::new();
        for c in all {
            for reading in readings(c) {
                sounds.entry(reading).or_default().push(c);
            }
        }
        json(&sounds)
    }
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Strings, numbers and lists of them always have a JSON form.
    serde_json::to_vec(value).unwrap_or_default()
}

/// The two commonest readings of a character, without tones, with v for ü as they are typed; none if it is no Han
/// character.
fn readings(c: char) -> Vec<&'static str> {
    let mut found = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = match reading.plain() {
            "lü" => "lv",
            "lüe" => "lve",
            "nü" => "nv",
            "nüe" => "nve",
            other => other,
        };
        if !found.contains(&plain) && found.len() < 2 {
            found.push(plain);
        }
    }
    found
}

/// A word or a tag of the site that may be suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As it is written.
    pub text: String,
    /// Whether it is a tag.
    pub tag: bool,
    /// How many stories have it.
    pub stories: usize,
}

/// Suggestions by their keys, divided among files.
#[derive(Debug, Default)]
pub struct Suggestions {
    all: Vec<Suggestion>,
    /// By file: the best for each key, as indexes.
    files: Vec<BTreeMap<String, Vec<u32>>>,
}

/// The most suggestions for one key.
const BEST: usize = 200;

impl Suggestions {
    /// Divides suggestions among so many files. Of the same text, the first is taken.
    pub fn new(all: Vec<Suggestion>, files: usize) -> Self {
        let mut all = all;
        let mut seen = BTreeSet::new();
        all.retain(|suggestion| seen.insert(fold(&suggestion.text)));
        // Tags are chosen by people: each weighs as much as a word of many more stories.
        let weight = |s: &Suggestion| s.stories * s.text.chars().count() * if s.tag { 8 } else { 1 };
        all.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.text.cmp(&b.text)));
        let mut found = vec![BTreeMap::<String, Vec<u32>>::new(); files];
        for (at, suggestion) in (0..).zip(&all) {
            for key in keys(&suggestion.text) {
                let file = hash(key.as_bytes()) as usize % files.max(1);
                let best = found[file].entry(key).or_default();
                if best.len() < BEST {
                    best.push(at);
                }
            }
        }
        Self { all, files: found }
    }

    /// How many files there are.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// `p/<n>.bin` as JSON.
    pub fn file(&self, n: usize) -> Vec<u8> {
        let shown = |at: &u32| {
            let Suggestion { text, tag, stories } = &self.all[*at as usize];
            (text, u8::from(*tag), stories)
        };
        let lists = self.files[n].iter().map(|(key, best)| (key, best.iter().map(shown).collect::<Vec<_>>()));
        json(&lists.collect::<BTreeMap<_, _>>())
    }
}

/// What a text is found by: its first one and two characters if they are Han; else the first two and four. The
/// same of its pinyin and of the initials of its characters. And how its first two characters sound, behind `~`.
fn keys(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = fold(text).chars().take(4).collect();
    let mut keys = BTreeSet::new();
    let mut add = |letters: &str, lengths: [usize; 2]| {
        let ends = letters.char_indices().map(|(at, c)| at + c.len_utf8());
        for (_, end) in (1..).zip(ends).filter(|(length, _)| lengths.contains(length)) {
            keys.insert(letters[..end].to_owned());
        }
    };
    let lengths = if chars.first().is_some_and(|c| is_han(*c)) { [1, 2] } else { [2, 4] };
    add(&String::from_iter(&chars), lengths);
    // All ways to read it; few characters have two.
    let mut ways = vec![(String::new(), String::new())];
    for c in &chars {
        let own = c.to_string();
        let mut options = readings(*c);
        if options.is_empty() {
            options.push(&own);
        }
        let longer = |(letters, initials): &(String, String)| {
            let next =
                |option: &&str| (format!("{letters}{option}"), format!("{initials}{}", &option[..first(option)]));
            options.iter().map(next).collect::<Vec<_>>()
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    for (letters, initials) in &ways {
        add(letters, [2, 4]);
        add(initials, [2, 2]);
    }
    if let [a, b, ..] = chars.as_slice() {
        for a in readings(*a) {
            keys.extend(readings(*b).into_iter().map(|b| format!("~{} {}", alike(a), alike(b))));
        }
    }
    keys
}

/// Bytes of the first character.
fn first(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// A syllable without what many speakers do not tell apart: zh and z, ng and n, l and n at the beginning.
fn alike(syllable: &str) -> String {
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

    fn has(text: &str, wanted: &[&str]) {
        let keys = keys(text);
        for key in wanted {
            assert!(keys.contains(*key), "{text}: {key} is not among {keys:?}");
        }
    }

    #[test]
    fn a_word_is_found_by_characters_pinyin_initials_and_sound() {
        has("深根计划", &["深", "深根", "sh", "shen", "sg", "~sen gen"]);
        has("火炬杯", &["火", "火炬", "hu", "huoj", "hj", "~huo ju"]);
        has("重庆", &["zh", "ch", "chon", "cq", "zq"]);
        has("绿色", &["lv", "lvse", "ls", "~nv se"]);
        has("侵略", &["qinl", "~qin nve"]);
        has("5G网络", &["5g", "5g网络", "5gwa"]);
        has("AI", &["ai"]);
        has("軟體園", &["软", "软体", "ruan", "rt"]);
        assert_eq!((alike("sheng"), alike("lan"), alike("er")), ("sen".into(), "nan".into(), "er".into()));
    }

    #[test]
    fn traditional_characters_are_told() {
        let mut written = Written::default();
        "臺灣的软件".chars().for_each(|c| written.add(c));
        assert_eq!(written.variants(), "灣湾臺台");
        assert_eq!(Written::default().variants(), "");
    }

    #[test]
    fn the_best_come_first() {
        let new = |text: &str, tag, stories| Suggestion { text: text.into(), tag, stories };
        let all = vec![new("科学", true, 1), new("科普", false, 3), new("科技", false, 12), new("科学", false, 9)];
        let suggestions = Suggestions::new(all, 1);
        let best: Vec<_> =
            suggestions.files[0]["科"].iter().map(|at| suggestions.all[*at as usize].text.as_str()).collect();
        assert_eq!(best, ["科技", "科学", "科普"]);
        assert_eq!(suggestions.all[1], new("科学", true, 1));
    }
}
