//! How wide text is, and where it is broken, without asking a font: a full-width character is one em, any other a little
//! more than half, so that no label is wider than it is thought to be.

use unicode_width::UnicodeWidthChar;

/// Width of a half-width character in ems: a digit of a bold sans face.
const HALF_WIDTH: f64 = 0.6;

/// Returns the width of a character in ems.
fn char_width(c: char) -> f64 {
    match c {
        // Ambiguous, but set full-width among Chinese.
        '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '×' | '℃' | '‰' => 1.0,
        'W' | 'M' | '@' | '%' => 0.95,
        c => match c.width() {
            Some(2) => 1.0,
            Some(1) => HALF_WIDTH,
            _ => 0.0,
        },
    }
}

/// Returns the width of a text in ems.
pub fn text_width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

/// Marks that do not begin a line.
const NOT_AT_LINE_START: &str = "，。、；：！？）》」』”’％%…";

/// Marks that do not end a line.
const NOT_AT_LINE_END: &str = "（《「『“‘(";

/// Breaks a text into lines of at most `max` ems: between Han characters or behind a space, not within a number or a
/// word unless it alone is too long. Joined, the lines are the text.
pub fn wrap_lines(text: &str, max: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut room = max;
    for piece in unbreakable_pieces(text) {
        if text_width(piece.trim_end()) > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            room = max;
        }

        for c in piece.chars() {
            if char_width(c) > room && !c.is_whitespace() && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                room = max;
            }
            line.push(c);
            room -= char_width(c);
        }
    }
    lines.push(line);
    lines
}

/// Breaks a text into as few lines as [`wrap_lines`], of about one length: no character is left alone on the last.
pub fn wrap_balanced(text: &str, max: f64) -> Vec<String> {
    let lines = wrap_lines(text, max);
    let mut narrow = text_width(text) / lines.len() as f64;
    while lines.len() > 1 && narrow < max {
        let tried = wrap_lines(text, narrow);
        // Too narrow for a word it would break inside it, where the first way did not.
        if tried.len() == lines.len() && tried.iter().all(|line| text_width(line.trim_end()) <= narrow) {
            return tried;
        }
        narrow += 0.5;
    }
    lines
}

/// Divides a text into the smallest parts that stay together.
fn unbreakable_pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break_between(before, c)) {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = Some(c);
    }
    pieces.push(&text[from..]);
    pieces
}

/// Returns whether a line may end between two characters.
fn may_break_between(before: char, after: char) -> bool {
    let is_kept_together =
        NOT_AT_LINE_START.contains(after) || NOT_AT_LINE_END.contains(before) || after.is_whitespace();
    !is_kept_together && (char_width(before) >= 1.0 || char_width(after) >= 1.0 || before.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_is_one_em() {
        assert!((text_width("研发经费") - 4.0).abs() < 1e-9);
        assert!((text_width("2016年") - 3.4).abs() < 1e-9);
        assert!((text_width("“深根”") - 4.0).abs() < 1e-9);
    }

    #[test]
    fn no_character_is_left_alone() {
        assert_eq!(wrap_balanced("汽车零部件产业", 6.0), ["汽车零部", "件产业"]);
        assert_eq!(wrap_balanced("新材料", 6.0), ["新材料"]);
        assert_eq!(wrap_balanced("supercalifragilistic", 3.0).concat(), "supercalifragilistic");
    }

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        assert_eq!(wrap_lines("研发总投入", 3.0), ["研发总", "投入"]);
        assert_eq!(wrap_lines("累计使用额（截至8月底）", 6.0), ["累计使用额", "（截至8月", "底）"]);
        assert_eq!(wrap_lines("平湖2020年度", 4.0), ["平湖", "2020年", "度"]);
        assert_eq!(wrap_lines("", 4.0), [""]);
        assert_eq!(wrap_lines("supercalifragilistic", 3.0).concat(), "supercalifragilistic");
        assert!(wrap_lines("supercalifragilistic", 3.0).iter().all(|line| text_width(line) <= 3.0));
    }
}
