//! Widths of characters, and line breaks inside Chinese text.

use unicode_properties::{EmojiStatus, UnicodeEmoji};
use unicode_width::UnicodeWidthChar;

use crate::config::LineBreaks;

/// Whether a line break between two stretches of text is a space. Each is given from the break on:
/// `before` backwards, `after` forwards. Marks of ambiguous width, such as “ and …, are as wide as the
/// nearest character on their own side that is not.
pub fn break_is_space(
    mode: LineBreaks,
    before: impl Iterator<Item = char> + Clone,
    after: impl Iterator<Item = char> + Clone,
) -> bool {
    let (Some(last), Some(first)) = (before.clone().next(), after.clone().next()) else { return true };
    if last == '\u{200B}' || first == '\u{200B}' {
        return false;
    }
    if [last, first].into_iter().any(|c| is_hangul(c) || is_emoji(c)) {
        return true;
    }

    let before = side_is_wide(before);
    let after = side_is_wide(after);
    match mode {
        LineBreaks::Simple => !(before && after),
        LineBreaks::Zh | LineBreaks::Hard => !(before || after),
    }
}

fn side_is_wide(side: impl Iterator<Item = char>) -> bool {
    let mut clear = side.take(64).filter(|c| !is_ambiguous(*c));
    clear.next().is_some_and(is_wide)
}

/// Whether a character is as wide as a Han character and neither Hangul nor emoji.
pub fn is_wide(c: char) -> bool {
    c.width() == Some(2) && !is_hangul(c) && !is_emoji(c)
}

/// East Asian Width A: full-width in Chinese, half-width elsewhere.
fn is_ambiguous(c: char) -> bool {
    c.width() == Some(1) && c.width_cjk() == Some(2)
}

pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{FFA0}'..='\u{FFDC}')
}

/// East Asian Width H.
pub(super) fn is_half_width(c: char) -> bool {
    matches!(c, '\u{20A9}' | '\u{FF61}'..='\u{FFDC}' | '\u{FFE8}'..='\u{FFEE}')
}

/// Whether a character is an emoji unless it is told otherwise.
pub(super) fn is_emoji(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            c.emoji_status(),
            EmojiStatus::EmojiPresentation
                | EmojiStatus::EmojiPresentationAndModifierBase
                | EmojiStatus::EmojiPresentationAndEmojiComponent
                | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_space_between(mode: LineBreaks, before: &str, after: &str) -> bool {
        break_is_space(mode, before.chars().rev(), after.chars())
    }

    #[test]
    fn breaks_join_chinese() {
        for (before, after, zh, simple) in [
            ("汉", "字", false, false),
            ("汉", "a", false, true),
            ("，", "a", false, true),
            ("a", "b", true, true),
            ("한", "汉", true, true),
            ("汉”", "a", false, true),
            ("汉”", "“字", false, false),
            ("word”", "“word", true, true),
            ("word…", "汉", false, true),
            ("汉", "😀", true, true),
            ("a\u{200B}", "b", false, false),
            ("", "汉", true, true),
        ] {
            assert_eq!(is_space_between(LineBreaks::Zh, before, after), zh, "{before}|{after}");
            assert_eq!(is_space_between(LineBreaks::Simple, before, after), simple, "{before}|{after} simple");
        }
    }
}
