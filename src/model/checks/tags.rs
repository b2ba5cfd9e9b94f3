//! Tags that were probably meant to be others.
//!
//! One character apart is not enough in Chinese: 农业科技 and 工业科技, 创新券 and 创新 are all in order. So a name is a
//! near miss if it is the same without marks, case, width and traditional characters, or has two neighbours exchanged,
//! or is long and one character in it is another, missing or too many, which is none that names are told apart by.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, catalog};
use crate::model::{Site, TagEntry, TagIx};
use crate::search::fold::fold_text;

/// Characters of a name from which on one of them may be wrong.
const MIN_LENGTH_FOR_SUBSTITUTION: usize = 5;

/// Characters of a name up to which its variants are made; longer ones are compared as a whole only.
const MAX_VARIANT_LENGTH: usize = 32;

/// Tags with one variant that are looked at. Many are a series, such as years.
const MAX_TAGS_PER_VARIANT: usize = 16;

/// Characters by which names are told apart.
const DISTINGUISHING_CHARACTERS: &str = "0123456789〇零一二三四五六七八九十百千万甲乙丙丁东西南北中上下左右前后内外大小新老旧高低长短进出市省县区镇乡村国军男女工农商学";

pub(super) fn check_tag_names(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let index = VariantIndex::new(&site.tags);

    for (tag_index, tag) in TagIx::enumerate(&site.tags).filter(|(_, tag)| tag.stories.len() == 1) {
        let near = index
            .candidates(tag_index)
            .filter(|&other| other != tag_index && is_likely_typo(index.name(tag_index), index.name(other)))
            // Of two that are used once each, the second is said to be the slip.
            .filter(|&other| site.tag(other).stories.len() > 1 || other < tag_index)
            .max_by_key(|&other| (site.tag(other).stories.len(), std::cmp::Reverse(other)));

        if let Some(near) = near {
            diagnostics.push(catalog::tag_near_miss(tag.place.clone(), &tag.name, &site.tag(near).name));
        }
    }
}

/// Tags by their deletion variants: two names that are one change apart share one. The "symmetric delete" of SymSpell, with
/// one deletion.
struct VariantIndex {
    names: Vec<Vec<char>>,
    by_variant: HashMap<Vec<char>, Vec<TagIx>>,
}

impl VariantIndex {
    fn new(tags: &[TagEntry]) -> Self {
        let names: Vec<Vec<char>> = tags.iter().map(|tag| significant_characters(&tag.name)).collect();
        let mut by_variant: HashMap<Vec<char>, Vec<TagIx>> = HashMap::new();

        for ((tag, _), name) in TagIx::enumerate(tags).zip(&names) {
            for variant in deletion_variants(name) {
                by_variant.entry(variant).or_default().push(tag);
            }
        }
        Self { names, by_variant }
    }

    fn name(&self, tag: TagIx) -> &[char] {
        &self.names[tag.index()]
    }

    /// Iterates over tags that may be one change apart from a tag, itself and repetitions included.
    fn candidates(&self, tag: TagIx) -> impl Iterator<Item = TagIx> {
        let variants = deletion_variants(self.name(tag)).into_iter();
        variants
            .filter_map(|variant| self.by_variant.get(&variant))
            .flat_map(|tags| tags.iter().copied().take(MAX_TAGS_PER_VARIANT))
    }
}

/// Returns a name without case, width, traditional characters, marks and spaces.
fn significant_characters(name: &str) -> Vec<char> {
    fold_text(name).chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '#' | '&')).collect()
}

/// Returns the name, and the name without each of its characters.
fn deletion_variants(name: &[char]) -> Vec<Vec<char>> {
    let mut variants = vec![name.to_vec()];
    if name.len() <= MAX_VARIANT_LENGTH {
        variants.extend((0..name.len()).map(|at| [&name[..at], &name[at + 1..]].concat()));
        variants.sort_unstable();
        variants.dedup();
    }
    variants
}

/// Whether one of two names is probably the other, mistyped.
fn is_likely_typo(a: &[char], b: &[char]) -> bool {
    let short = if a.len() <= b.len() { a } else { b };
    let long = if a.len() <= b.len() { b } else { a };

    let prefix = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let short_rest = &short[prefix..];
    let long_rest = &long[prefix..];
    let suffix = short_rest.iter().rev().zip(long_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let short_change = &short_rest[..short_rest.len() - suffix];
    let long_change = &long_rest[..long_rest.len() - suffix];

    match (short_change, long_change) {
        ([], []) => true,
        // Digits in another order are another number.
        ([a, b], [c, d]) => a == d && b == c && short.len() > 2 && !is_distinguishing(*a) && !is_distinguishing(*b),
        ([a], [b]) => short.len() >= MIN_LENGTH_FOR_SUBSTITUTION && !is_distinguishing(*a) && !is_distinguishing(*b),
        // At an end it is a name of its own: 科技创新 and 科技创新券.
        ([], [extra]) => {
            long.len() >= MIN_LENGTH_FOR_SUBSTITUTION && prefix > 0 && suffix > 0 && !is_distinguishing(*extra)
        }
        _ => false,
    }
}

fn is_distinguishing(c: char) -> bool {
    DISTINGUISHING_CHARACTERS.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares two names in both orders, which have to agree.
    fn are_near(a: &str, b: &str) -> bool {
        let a = significant_characters(a);
        let b = significant_characters(b);
        let near = is_likely_typo(&a, &b);
        assert_eq!(near, is_likely_typo(&b, &a));
        near
    }

    #[test]
    fn typos_are_told_from_names() {
        for (a, b) in [
            ("人工智能", "人工能智"),
            ("產學研合作", "产学研合作"),
            ("“深根计划”", "深根计划"),
            ("产学合作社", "产学研合作社"),
            ("创新创业大赛", "创新创业大塞"),
            ("R&D 投入", "r&d投入"),
        ] {
            assert!(are_near(a, b), "{a} {b}");
        }

        for (a, b) in [
            ("农业科技", "工业科技"),
            ("科技创新", "科技创新券"),
            ("新材料", "新能源"),
            ("2020年项目", "2021年项目"),
            ("第一批试点项目", "第二批试点项目"),
            ("东部工业园区", "西部工业园区"),
            ("科技", "技科"),
            ("企业服务", "企业研发"),
        ] {
            assert!(!are_near(a, b), "{a} {b}");
        }
    }
}
