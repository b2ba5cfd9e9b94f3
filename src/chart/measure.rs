//! How wide text is, and where it is broken, without asking a font: a full-width character is one em, any other a little
//! more than half, so that no label is wider than it is thought to be.

use unicode_width::UnicodeWidthChar;

/// Width of a half-width character in ems: a digit of a bold sans face.
const HALF: f64 = 0.6;

/// The width of a character, in ems.
fn em(c: char) -> f64 {
    match c {
        // Ambiguous, but set full-width among Chinese.
        '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '×' | '℃' | '‰' => 1.0,
        'W' | 'M' | '@' | '%' => 0.95,
        c => match c.width() {
            Some(2) => 1.0,
            Some(1) => HALF,
            _ => 0.0,
        },
    }
}

/// The width of a text, in ems.
pub fn width(text: &str) -> f64 {
    text.chars().map(em).sum()
}

/// Marks that do not begin a line.
const CLOSING: &str = "，。、；：！？）》」』”’％%…";
/// Marks that do not end a line.
const OPENING: &str = "（《「『“‘(";

/// Breaks a text into lines of at most `max` ems: between Han characters or behind a space, not within a number or a
/// word unless it alone is too long. Joined, the lines are the text.
pub fn wrap(text: &str, max: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = max;
    for piece in pieces(text) {
        let needed = width(piece.trim_end());
        if needed > room && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
            room = max;
        }
        for c in piece.chars() {
            if em(c) > room && !c.is_whitespace() && lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
                room = max;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            room -= em(c);
        }
    }
    lines
}

/// Like [`wrap`], with as many lines but of about one length: no character is left alone on the last.
pub fn balanced(text: &str, max: f64) -> Vec<String> {
    let lines = wrap(text, max);
    let mut narrow = width(text) / lines.len() as f64;
    while lines.len() > 1 && narrow < max {
        let tried = wrap(text, narrow);
        // Too narrow for a word it would break inside it, where the first way did not.
        if tried.len() == lines.len() && tried.iter().all(|line| width(line.trim_end()) <= narrow) {
            return tried;
        }
        narrow += 0.5;
    }
    lines
}

/// The smallest parts that stay together.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut before) = (0, None::<char>);
    for (at, c) in text.char_indices() {
        let breaks = before.is_some_and(|b| {
            let wide = |c| em(c) >= 1.0;
            !CLOSING.contains(c)
                && !OPENING.contains(b)
                && !c.is_whitespace()
                && (wide(b) || wide(c) || b.is_whitespace())
        });
        if breaks {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = Some(c);
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_is_one_em() {
        assert!((width("研发经费") - 4.0).abs() < 1e-9);
        assert!((width("2016年") - 3.4).abs() < 1e-9);
        assert!((width("“深根”") - 4.0).abs() < 1e-9);
    }

    #[test]
    fn no_character_is_left_alone() {
        assert_eq!(balanced("汽车零部件产业", 6.0), ["汽车零部", "件产业"]);
        assert_eq!(balanced("新材料", 6.0), ["新材料"]);
        assert_eq!(balanced("supercalifragilistic", 3.0).concat(), "supercalifragilistic");
    }

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        assert_eq!(wrap("研发总投入", 3.0), ["研发总", "投入"]);
        assert_eq!(wrap("累计使用额（截至8月底）", 6.0), ["累计使用额", "（截至8月", "底）"]);
        assert_eq!(wrap("平湖2020年度", 4.0), ["平湖", "2020年", "度"]);
        assert_eq!(wrap("", 4.0), [""]);
        assert_eq!(wrap("supercalifragilistic", 3.0).concat(), "supercalifragilistic");
        assert!(wrap("supercalifragilistic", 3.0).iter().all(|line| width(line) <= 3.0));
    }
}
