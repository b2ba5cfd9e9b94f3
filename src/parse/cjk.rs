//! Which characters are Chinese in width, and what a line break between two characters becomes.

use unicode_width::UnicodeWidthChar;

/// Whether a character is as wide as a Han character and neither Hangul nor emoji.
#[must_use]
pub fn is_wide(c: char) -> bool {
    !is_hangul(c) && !is_emoji(c) && c.width() == Some(2)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{FFA0}'..='\u{FFDC}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{231A}'..='\u{27BF}' | '\u{2B1B}'..='\u{2B55}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether a line break between two characters is a space: not if one of them is wide, unless the
/// other is Hangul or emoji.
#[must_use]
pub fn break_is_space(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    let foreign = |c| is_hangul(c) || is_emoji(c);
    foreign(before)
        || foreign(after)
        || !(is_wide(before) || is_wide(after) || before == '\u{200B}' || after == '\u{200B}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_join_chinese() {
        for (before, after, space) in
            [('汉', '字', false), ('汉', 'a', false), ('，', 'a', false), ('a', 'b', true), ('한', '汉', true)]
        {
            assert_eq!(break_is_space(Some(before), Some(after)), space, "{before}{after}");
        }
    }
}
