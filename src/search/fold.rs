//! Folding: text without the differences that a reader does not type, so that equal texts match.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Folds a text: compatibility forms and width (NFKC), case, and traditional characters.
pub fn fold_text(text: &str) -> String {
    let simplified = &*SIMPLIFIED;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match fold_character(c, simplified) {
            Some(c) => out.push(c),
            None => return fold_with_nfkc(text),
        }
    }
    out
}

/// The characters of a folded text, instead of what was there before. Tells of Han characters that are perhaps not
/// in it any more.
pub fn fold_into_chars(text: &str, out: &mut Vec<char>, mut was: impl FnMut(char)) {
    let simplified = &*SIMPLIFIED;
    out.clear();
    for c in text.chars() {
        match fold_character(c, simplified) {
            Some(folded) => {
                out.push(folded);
                if folded != c && is_han(c) {
                    was(c);
                }
            }
            None => {
                out.clear();
                text.chars().filter(|c| is_han(*c)).for_each(was);
                return out.extend(fold_with_nfkc(text).chars());
            }
        }
    }
}

/// Folds a character, unless that takes NFKC.
#[inline(always)]
fn fold_character(c: char, simplified: &[char]) -> Option<char> {
    Some(match c {
        FIRST_HAN..=LAST_HAN => simplified[c as usize - FIRST_HAN as usize],
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        // Full-width forms of ASCII: nearly all that NFKC changes in Chinese text.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0)?.to_ascii_lowercase(),
        '\u{3000}' => ' ',
        '\u{3001}'..='\u{301F}' | '\u{2014}'..='\u{2016}' | '\u{2018}'..='\u{2023}' | '…' => c,
        _ => return None,
    })
}

fn fold_with_nfkc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // NFKC would make three full stops of an ellipsis.
    for (n, part) in text.split('…').enumerate() {
        if n > 0 {
            out.push('…');
        }
        let seen = part.chars().filter(|c| !is_invisible(*c));
        out.extend(seen.nfkc().flat_map(char::to_lowercase).map(|c| match c {
            // The final form of sigma is the same letter.
            'ς' => 'σ',
            FIRST_HAN..=LAST_HAN => SIMPLIFIED[c as usize - FIRST_HAN as usize],
            _ => c,
        }));
    }
    out
}

/// Whether a character is neither seen nor typed: soft hyphen, zero-width space, word joiner, byte-order mark,
/// variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The unified ideographs of the basic plane, which the table covers.
const FIRST_HAN: char = '\u{4E00}';
const LAST_HAN: char = '\u{9FFF}';

/// The simplified character for each from [`FIRST_HAN`] to [`LAST_HAN`]: most stand for themselves.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST_HAN..=LAST_HAN).collect();
    for (traditional, simplified) in traditional_pairs() {
        table[traditional as usize - FIRST_HAN as usize] = simplified;
    }
    table
});

/// Returns the traditional characters that are folded, each with its simplified one.
pub fn traditional_pairs() -> impl Iterator<Item = (char, char)> {
    data_lines(include_str!("traditional.txt")).flat_map(|line| {
        let mut chars = line.chars();
        let simplified = chars.next();
        chars.filter_map(move |traditional| Some((traditional, simplified?)))
    })
}

/// Returns the wording of Taiwan and Hong Kong with the mainland's, both simplified: 软体 and 软件.
pub fn regional_wording() -> impl Iterator<Item = (&'static str, &'static str)> {
    data_lines(include_str!("wording.txt")).filter_map(|line| line.split_once(' '))
}

/// Returns the common characters: level 1 of GB 2312.
pub fn common_characters() -> impl Iterator<Item = char> {
    data_lines(include_str!("common.txt")).flat_map(str::chars)
}

fn data_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// Returns the simplified character for a traditional one; every other character as it is.
pub fn simplify_character(c: char) -> char {
    if (FIRST_HAN..=LAST_HAN).contains(&c) { SIMPLIFIED[c as usize - FIRST_HAN as usize] } else { c }
}

/// Whether a character is a traditional one that is folded.
pub fn is_traditional(c: char) -> bool {
    (FIRST_HAN..=LAST_HAN).contains(&c) && SIMPLIFIED[c as usize - FIRST_HAN as usize] != c
}

/// The longest stretches of characters that can be searched for, in a folded text.
pub fn searchable_runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_searchable(c)).filter(|run| !run.is_empty())
}

/// Whether a character can be searched for: letters, digits, Han, and signs that words and numbers are
/// written with (`6623.48`, `gb/t`, `1+4+n`, `c++`, `°c`).
pub fn is_searchable(c: char) -> bool {
    // Nearly all characters are ideographs, most others punctuation; the Unicode tables are slow.
    matches!(c, FIRST_HAN..=LAST_HAN)
        || !matches!(c, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}')
            && c.is_alphanumeric()
        || matches!(c, '+' | '#' | '.' | '/' | '-' | '&' | '%' | '@' | '_' | '°')
}

/// Whether a character is an ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c, FIRST_HAN..=LAST_HAN)
        || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_at_marks_and_spaces() {
        let text = fold_text("投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。");
        assert_eq!(
            searchable_runs(&text).collect::<Vec<_>>(),
            ["投入6623.48万元", "1+4+n", "gb/t", "37668", "c++与r&d"]
        );
    }

    #[test]
    fn what_is_taken_for_a_mark_at_a_glance_is_one() {
        fn slowly(c: char) -> bool {
            matches!(c, FIRST_HAN..=LAST_HAN) || c.is_alphanumeric() || "+#./-&%@_°".contains(c)
        }
        for c in '\0'..=char::MAX {
            assert_eq!(is_searchable(c), slowly(c), "{c:?}");
        }
    }

    #[test]
    fn folding_takes_the_short_way_only_where_it_is_right() {
        for text in
            ["科技，（ＡＢＣ）　“1+4+N”——……·℃①", "ⅷ é ﬁ Å가", "〸卅〱‑‗", "ΟΔΟΣ", "軟體ⅷ發展", "\u{F900}\u{F91F}"]
        {
            assert_eq!(fold_text(text), fold_with_nfkc(text));
        }
    }

    #[test]
    fn traditional_characters_are_taken_for_simplified_ones() {
        assert_eq!(
            fold_text("軟體與網絡安全、臺灣、髮廊、發展、以後、關於、餅乾"),
            "软体与网络安全、台湾、发廊、发展、以后、关于、饼干"
        );
        assert_eq!(fold_text("爱心❤\u{FE0F}葛\u{E0100}志愿\u{200B}服务"), "爱心❤葛志愿服务");
        // Compatibility ideographs on the way.
        assert_eq!(fold_text("\u{F91F}"), "兰");
        let written_in_simplified_text = "著名、瞭望、慰藉、像、俱";
        assert_eq!(fold_text(written_in_simplified_text), written_in_simplified_text);
    }

    #[test]
    fn folding_once_is_enough() {
        for (traditional, simplified) in traditional_pairs() {
            assert!(is_traditional(traditional) && !is_traditional(simplified), "{traditional}{simplified}");
        }
        for (from, to) in regional_wording() {
            assert!(fold_text(from) == from && fold_text(to) == to && from != to, "{from} {to}");
        }
        assert!(regional_wording().any(|pair| pair == ("软体", "软件")));
    }
}
