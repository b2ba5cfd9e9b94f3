//! Readings of Chinese words in pinyin, without tones, `v` for ü. A text is cut into words of the general dictionary; a table has
//! the words that are read otherwise than their characters one by one.

use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::search::Segmenter;
use crate::search::fold::simplify_character;

/// Characters with two common readings, where no word of the dictionary tells which.
const DOUBTFUL: &str = "乐重行长调藏朝弹尉";

/// Characters that are read otherwise as a family name.
const DOUBTFUL_FAMILY_NAMES: &str = "单仇区朴";

/// The characters of most names: one of the family, two given.
const NAME_LENGTH: usize = 3;

static READINGS: LazyLock<ReadingTable> = LazyLock::new(ReadingTable::parse);

/// The general dictionary alone: an address must not change because a site adds a word.
static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(Segmenter::new);

/// Words, and characters alone, that are read otherwise than the first readings of the characters.
struct ReadingTable {
    /// Each with a syllable for each of its characters.
    words: FxHashMap<Box<[char]>, Vec<&'static str>>,
    /// All characters of these words.
    characters: FxHashSet<char>,
    longest: usize,
}

impl ReadingTable {
    fn parse() -> Self {
        let mut words = FxHashMap::default();
        for line in include_str!("readings.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split(' ');
            let word: Box<[char]> = parts.next().unwrap_or_default().chars().collect();
            words.insert(word, parts.collect());
        }

        let characters = words.keys().flatten().copied().collect();
        let longest = words.keys().map(|word| word.len()).max().unwrap_or_default();
        Self { words, characters, longest }
    }

    /// Reads the characters of a word: the longest words of the table from its end, as Chinese words have their head there.
    fn read_word(&self, word: &[char], out: &mut [Option<&'static str>]) {
        let mut end = word.len();
        while end > 1 {
            let lengths = (2..=self.longest.min(end)).rev();
            let found = lengths.filter_map(|length| self.words.get(&word[end - length..end])).next();
            for (place, syllable) in found.iter().flat_map(|syllables| syllables.iter().rev().enumerate()) {
                out[end - 1 - place] = Some(syllable);
            }
            end -= found.map_or(1, Vec::len);
        }
    }
}

/// Returns the first reading of a character as earlier versions wrote it, with ü.
pub(super) fn first_reading(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|reading| reading.plain())
}

/// Returns the reading of a character that stands alone.
fn character_reading(c: char) -> Option<&'static str> {
    match READINGS.words.get([simplify_character(c)].as_slice()) {
        Some(syllables) => syllables.first().copied(),
        None => first_reading(c).map(without_umlaut),
    }
}

/// Writes `v` for ü, as it is typed.
fn without_umlaut(syllable: &'static str) -> &'static str {
    match syllable {
        "lü" => "lv",
        "lüe" => "lve",
        "nü" => "nv",
        "nüe" => "nve",
        "ê" => "ei",
        other => other,
    }
}

/// Returns the reading of each character of a text; `None` for one that has none.
pub(super) fn read_words(characters: &[char]) -> Vec<Option<&'static str>> {
    let mut readings: Vec<Option<&'static str>> = characters.iter().map(|c| character_reading(*c)).collect();
    let simplified: Vec<char> = characters.iter().map(|c| simplify_character(*c)).collect();
    // Most names need no dictionary.
    if simplified.iter().filter(|c| READINGS.characters.contains(c)).count() < 2 {
        return readings;
    }

    let mut start = 0;
    for length in word_lengths(&simplified) {
        READINGS.read_word(&simplified[start..start + length], &mut readings[start..start + length]);
        start += length;
    }
    readings
}

/// Cuts a text into words; characters that stand alone side by side are one, since the dictionary lacks some words.
fn word_lengths(text: &[char]) -> Vec<usize> {
    let text = String::from_iter(text);
    let mut lengths = Vec::new();
    let mut is_loose = false;
    for word in SEGMENTER.known_words(&text) {
        let length = word.chars().count();
        match lengths.last_mut() {
            Some(last) if is_loose && length == 1 => *last += 1,
            _ => lengths.push(length),
        }
        is_loose = length == 1;
    }
    lengths
}

/// Returns the readings of a name's first character where both are common and no word tells which it is.
pub fn doubtful_readings(name: &str) -> Option<Vec<&'static str>> {
    let simplified: Vec<char> = name.chars().map(simplify_character).collect();
    let first = *simplified.first()?;
    let is_family_name = DOUBTFUL_FAMILY_NAMES.contains(first);
    if !is_family_name && !DOUBTFUL.contains(first) {
        return None;
    }

    let text = String::from_iter(&simplified);
    let mut words = SEGMENTER.known_words(&text);
    let is_loose = words.next().is_some_and(|word| word.chars().count() == 1);
    let is_known = (2..=simplified.len()).any(|length| READINGS.words.contains_key(&simplified[..length]));
    let may_be_name = simplified.len() == NAME_LENGTH && words.all(|word| word.chars().count() == 1);

    let is_doubtful = is_loose && !is_known && simplified.len() > 1 && (may_be_name || !is_family_name);
    is_doubtful.then(|| all_readings(first))
}

/// Returns all readings of a character, the commonest first.
fn all_readings(c: char) -> Vec<&'static str> {
    let mut readings: Vec<&'static str> = character_reading(c).into_iter().collect();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = without_umlaut(reading.plain());
        if !readings.contains(&plain) {
            readings.push(plain);
        }
    }
    readings
}

/// Returns whether two texts may be spoken alike, without their tones.
pub fn sound_alike(text: &str, other: &str) -> bool {
    text.chars().count() == other.chars().count() && text.chars().zip(other.chars()).all(|(a, b)| share_reading(a, b))
}

fn share_reading(a: char, b: char) -> bool {
    a == b || all_readings(a).iter().any(|reading| all_readings(b).contains(reading))
}

/// The most characters of a name that letters are aligned with.
const MAX_ALIGNED_CHARACTERS: usize = 32;

/// Divides letters into a syllable for each Chinese character of a name: `chong gangshan` for 重岗山 into `chong`, `gang`, `shan`.
/// Other letters and digits stand for themselves, signs and spaces for nothing. `None` if the letters are no reading of the name.
pub(super) fn align_reading(characters: &[char], letters: &str) -> Option<Vec<Option<&'static str>>> {
    let letters: String = letters.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut readings = Vec::with_capacity(characters.len());
    let is_short = characters.len() <= MAX_ALIGNED_CHARACTERS;
    (is_short && align_rest(characters, &letters.replace('ü', "v"), &mut readings)).then_some(readings)
}

/// Aligns what is left, trying the readings of the first character one after the other.
fn align_rest(characters: &[char], letters: &str, aligned: &mut Vec<Option<&'static str>>) -> bool {
    let Some((first, rest)) = characters.split_first() else { return letters.is_empty() };
    let readings = all_readings(*first);
    if readings.is_empty() {
        let own: String = first.to_lowercase().filter(|c| c.is_alphanumeric()).collect();
        let Some(letters) = letters.strip_prefix(&own) else { return false };
        aligned.push(None);
        let is_aligned = align_rest(rest, letters, aligned);
        if !is_aligned {
            aligned.pop();
        }
        return is_aligned;
    }

    for syllable in readings {
        if let Some(letters) = letters.strip_prefix(syllable) {
            aligned.push(Some(syllable));
            if align_rest(rest, letters, aligned) {
                return true;
            }
            aligned.pop();
        }
    }
    false
}
