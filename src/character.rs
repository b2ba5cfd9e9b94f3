//! The characters of which texts are made.

/// Returns whether a character may stand in a text: any but noncharacters (Unicode 23.7) and control characters, of which
/// tabs and line breaks are allowed.
pub fn is_text_char(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{FDD0}'..='\u{FDEF}' => false,
        c => !c.is_control() && u32::from(c) & 0xFFFE != 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::is_text_char;

    #[test]
    fn a_text_is_of_no_controls_and_no_noncharacters() {
        assert!("甲a\t\n\r\u{FEFF}\u{10FFFD}".chars().all(is_text_char));
        assert!(!"\0\u{8}\u{7F}\u{85}\u{FDD0}\u{FFFE}\u{1FFFF}".chars().any(is_text_char));
    }
}
