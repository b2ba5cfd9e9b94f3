//! The character set of a site's texts, and the files derived from it: traditional characters, wording, pinyin readings.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::ToPinyinMulti;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::fold::{common_characters, fold_text, is_traditional, regional_wording, traditional_pairs};

/// The Han characters of some texts, as they are written and as they are folded: a bit set of code points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CharacterSet(Vec<u64>);

impl CharacterSet {
    /// Inserts a character.
    pub fn insert_character(&mut self, c: char) {
        let word = c as usize / 64;
        let bit = c as usize % 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    /// Returns the union with another set.
    pub fn union_with(mut self, other: Self) -> Self {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own |= other;
        }
        self
    }

    fn iter_characters(&self) -> impl Iterator<Item = char> {
        let bits = self
            .0
            .iter()
            .zip(0_u32..)
            .flat_map(|(word, at)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit));
        bits.filter_map(char::from_u32)
    }

    /// Returns the traditional characters, each followed by its simplified one.
    pub fn traditional_variants(&self) -> String {
        let written = self.iter_characters().filter(|c| is_traditional(*c));
        written.flat_map(|c| [c.to_string(), fold_text(&c.to_string())]).collect()
    }

    /// `fold.bin` as JSON: every traditional character whose simplified one is written here, and the wording of Taiwan
    /// and Hong Kong that, or whose mainland form, can be. And how often characters are words: the common ones in their
    /// order, the others by name.
    pub fn fold_json(&self, frequencies: &FxHashMap<char, u32>) -> Vec<u8> {
        let here: BTreeSet<char> = fold_text(&self.iter_characters().collect::<String>()).chars().collect();
        let pairs: String =
            traditional_pairs().filter(|(_, simplified)| here.contains(simplified)).flat_map(|(a, b)| [a, b]).collect();
        let wording: Vec<_> = regional_wording()
            .filter(|texts| [texts.0, texts.1].iter().any(|text| text.chars().all(|c| here.contains(&c))))
            .collect();
        let mut others: BTreeMap<char, u32> = frequencies.iter().map(|(c, frequency)| (*c, *frequency)).collect();
        let ordered: Vec<u32> = common_characters().map(|c| others.remove(&c).unwrap_or(0)).collect();
        others.retain(|_, frequency| *frequency > 0);
        to_json(&(pairs, wording, ordered, others))
    }

    /// `sounds.bin` as JSON: characters by their readings; those that are written here and the common ones.
    pub fn sounds_json(&self) -> Vec<u8> {
        let mut all: BTreeSet<char> = fold_text(&self.iter_characters().collect::<String>()).chars().collect();
        all.extend(common_characters());
        let mut sounds: BTreeMap<&str, String> = BTreeMap::new();
        for c in all {
            for reading in pinyin_readings(c) {
                sounds.entry(reading).or_default().push(c);
            }
        }
        to_json(&sounds)
    }
}

pub(super) fn to_json(value: &impl serde::Serialize) -> Vec<u8> {
    // Strings, numbers and lists of them always have a JSON form.
    serde_json::to_vec(value).unwrap_or_default()
}

/// The two commonest pinyin readings of a character, without tones, with v for ü as it is typed; none if it is no Han character.
pub(super) fn pinyin_readings(c: char) -> Vec<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_are_told() {
        let mut written = CharacterSet::default();
        "臺灣的软件".chars().for_each(|c| written.insert_character(c));
        assert_eq!(written.traditional_variants(), "灣湾臺台");
        assert_eq!(CharacterSet::default().traditional_variants(), "");
    }
}
