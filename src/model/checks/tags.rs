//! Tags that were probably meant to be others.
//!
//! One character apart is not enough in Chinese: 农业科技 and 工业科技, 创新券 and 创新 are all in order. So a name is a
//! near miss if it is the same without marks, case, width and traditional characters, or has two neighbours exchanged,
//! or is long and one character in it is another, missing or too many, which is none that names are told apart by.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, catalog};
use crate::model::Site;
use crate::search::fold::fold_text;

/// Characters from which on one of them may be wrong.
const MIN_LENGTH_FOR_SUBSTITUTION: usize = 5;

/// Longer names are compared as a whole only.
const MAX_VARIANT_LENGTH: usize = 32;

/// Characters by which names are told apart.
const DISTINGUISHING_CHARACTERS: &str = "0123456789〇零一二三四五六七八九十百千万甲乙丙丁东西南北中上下左右前后内外大小新老旧高低长短进出市省县区镇乡村国军男女工农商学";

pub(super) fn check_tag_names(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let names: Vec<Vec<char>> = site.tags.iter().map(|tag| significant_characters(&tag.name)).collect();
    // Two names that are one change apart share one of their forms with a character left out.
    let mut by_form: HashMap<Vec<char>, Vec<usize>> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        for form in deletion_variants(name) {
            by_form.entry(form).or_default().push(n);
        }
    }
    for (n, tag) in site.tags.iter().enumerate().filter(|(_, tag)| tag.stories.len() == 1) {
        let mut candidates: Vec<usize> = Vec::new();
        for form in deletion_variants(&names[n]) {
            // Many names with one form are a series, such as years; only the first few are looked at.
            candidates.extend(by_form.get(&form).into_iter().flatten().take(16));
        }
        let near = candidates
            .into_iter()
            .filter(|&other| other != n && is_likely_typo(&names[n], &names[other]))
            // Of two that are used once each, the second is said to be the slip.
            .filter(|&other| site.tags[other].stories.len() > 1 || other < n)
            .max_by_key(|&other| (site.tags[other].stories.len(), usize::MAX - other));
        if let Some(near) = near {
            diagnostics.push(catalog::tag_near_miss(tag.place.clone(), &tag.name, &site.tags[near].name));
        }
    }
}

/// A name without case, width, traditional characters, marks and spaces.
fn significant_characters(name: &str) -> Vec<char> {
    fold_text(name).chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '#' | '&')).collect()
}

/// The name, and the name without each of its characters.
fn deletion_variants(name: &[char]) -> Vec<Vec<char>> {
    let mut forms = vec![name.to_vec()];
    if name.len() <= MAX_VARIANT_LENGTH {
        forms.extend((0..name.len()).map(|at| [&name[..at], &name[at + 1..]].concat()));
        forms.sort_unstable();
        forms.dedup();
    }
    forms
}

fn is_likely_typo(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let before = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = (&short[before..], &long[before..]);
    let after = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let (short_rest, long_rest) = (&rest.0[..rest.0.len() - after], &rest.1[..rest.1.len() - after]);
    let telling = |c: &char| DISTINGUISHING_CHARACTERS.contains(*c);
    match (short_rest, long_rest) {
        ([], []) => true,
        // Digits in another order are another number.
        ([a, b], [c, d]) => a == d && b == c && short.len() > 2 && !telling(a) && !telling(b),
        ([a], [b]) => short.len() >= MIN_LENGTH_FOR_SUBSTITUTION && !telling(a) && !telling(b),
        // At an end it is a name of its own: 科技创新 and 科技创新券.
        ([], [extra]) => short.len() + 1 >= MIN_LENGTH_FOR_SUBSTITUTION && before > 0 && after > 0 && !telling(extra),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_told_from_names() {
        let near = |a: &str, b: &str| is_likely_typo(&significant_characters(a), &significant_characters(b));
        for (a, b) in [
            ("人工智能", "人工能智"),
            ("產學研合作", "产学研合作"),
            ("“深根计划”", "深根计划"),
            ("产学合作社", "产学研合作社"),
            ("创新创业大赛", "创新创业大塞"),
            ("R&D 投入", "r&d投入"),
        ] {
            assert!(near(a, b) && near(b, a), "{a} {b}");
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
            assert!(!near(a, b) && !near(b, a), "{a} {b}");
        }
    }
}
