//! Names and numbers as a Chinese keyboard or a copied page leaves them: in full width, with characters that nobody sees.

use unicode_normalization::UnicodeNormalization;

/// Returns a text with full-width forms of ASCII and all blanks in half width, without invisible characters.
pub fn fold_width(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(to_half_width).collect()
}

/// Returns a name as it is meant: composed (NFC), letters and digits in half width, without invisible characters, blanks
/// at its ends or several blanks in a row. So two names that look the same are the same.
pub fn clean_name(name: &str) -> String {
    let seen = name.chars().filter(|c| !is_invisible(*c)).map(letter_to_half_width).nfc();
    let mut clean = String::with_capacity(name.len());
    for c in seen {
        if !(c == ' ' && (clean.is_empty() || clean.ends_with(' '))) {
            clean.push(c);
        }
    }

    clean.truncate(clean.trim_end().len());
    clean
}

/// Returns whether a character is neither seen nor typed.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

fn to_half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c if c.is_whitespace() && c != '\n' => ' ',
        _ => c,
    }
}

/// Returns letters, digits and blanks in half width; marks stay as they are written.
fn letter_to_half_width(c: char) -> char {
    let half = to_half_width(c);
    if half.is_ascii_alphanumeric() || half == ' ' { half } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for (written, clean) in [
            ("Cafe\u{301}", "Café"),
            ("Café", "Café"),
            ("创新\u{FEFF}", "创新"),
            ("\u{200B}创\u{200B}新", "创新"),
            ("ＡＩ", "AI"),
            ("５Ｇ　应用", "5G 应用"),
            ("机器\u{A0} 学习", "机器 学习"),
            ("（试行）", "（试行）"),
            ("C＋＋", "C＋＋"),
        ] {
            assert_eq!(clean_name(written), clean, "{written:?}");
        }
        assert_eq!(fold_width("２０２０－０９－１５　８：３０\u{FEFF}"), "2020-09-15 8:30");
    }
}
