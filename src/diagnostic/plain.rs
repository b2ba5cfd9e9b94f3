//! Untrusted text in plain text: on a terminal, in a log, in a table.
//!
//! A headline or a file's name may hold characters that steer a terminal, reorder the text around them, or begin a line that
//! looks like a message of the program. In text for people each is shown as U+FFFD; in JSON it is escaped, and nothing is lost.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns whether a character does more than stand there: the control characters C0, DEL and C1, line and paragraph separators, marks,
/// embeddings and isolates of the Unicode Bidirectional Algorithm (UAX #9), interlinear annotations.
fn is_steering(c: char) -> bool {
    let is_bidi = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}');
    c.is_control() || is_bidi || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Replaces characters that steer a terminal, but for some, by U+FFFD.
fn replace_steering(text: &str, but: &[char]) -> String {
    text.chars().map(|c| if is_steering(c) && !but.contains(&c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Replaces characters that steer a terminal. Line breaks stay: they are the program's own, and values that are put into such
/// a text go through [`one_line`] first.
pub fn printable(text: &str) -> String {
    replace_steering(text, &['\n'])
}

/// Puts an untrusted value on one line: the text behind a line break would look like another message.
pub fn one_line(text: &str) -> String {
    replace_steering(text, &[])
}

/// Returns a text as one word of a command line, in quotes if it needs them.
pub fn shell_word(text: &str) -> String {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-/+=,:@%".contains(c));
    if is_plain && !text.starts_with('-') {
        return text.to_owned();
    }

    // Both kinds of quotes keep blanks together; within double ones shells expand some signs, and cmd knows no others.
    if text.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Replaces characters that steer a terminal in a report whose colours are the program's own. Of values the renderer has
/// removed escape sequences only.
pub(super) fn rendered_report(report: &str) -> String {
    replace_steering(report, &['\n', '\u{1B}'])
}

/// Escapes characters that steer a terminal in JSON; a parser reads the same. Line breaks between values stay.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.contains(needs_escape) {
        return Cow::Borrowed(json);
    }

    let mut escaped = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if needs_escape(c) {
            // Writing to a string cannot fail. All of these have four digits.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn needs_escape(c: char) -> bool {
    c != '\n' && is_steering(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_what_writes_stays() {
        let steering = "\u{1B}\u{7F}\u{9B}\u{85}\u{61C}\u{200E}\u{200F}\u{202A}\u{202E}\u{2066}\u{2069}\u{2028}\u{2029}\u{FFF9}\t\r\0";
        assert!(one_line(steering).chars().all(|c| c == '\u{FFFD}'));
        assert_eq!(printable("甲\n\u{9B}乙"), "甲\n\u{FFFD}乙");
        assert_eq!(one_line("甲\n错误[J999]"), "甲\u{FFFD}错误[J999]");
        assert_eq!(rendered_report("\u{1B}[31m甲\u{202E}\n"), "\u{1B}[31m甲\u{FFFD}\n");
        let harmless = "“甲”—é👨‍👩‍👧 \u{3000}\u{FEFF}ع";
        assert_eq!(one_line(harmless), harmless);
    }

    #[test]
    fn escaped_json_says_the_same() {
        let value = serde_json::json!({"甲": "\u{9B}31m\u{202E}乙\u{2028}\n\u{7F}"});
        let escaped = escaped_json(&format!("{value:#}\n")).into_owned();
        assert!(!escaped.contains(|c: char| c != '\n' && is_steering(c)), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
