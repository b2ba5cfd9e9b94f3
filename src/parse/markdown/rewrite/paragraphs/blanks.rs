//! Blanks at the beginning of a line, of all kinds that editors and programs indent Chinese paragraphs with.

/// References to characters that are blanks.
const BLANK_REFERENCES: [(&str, usize); 9] = [
    ("&emsp;", 2),
    ("&ensp;", 1),
    ("&nbsp;", 1),
    ("&thinsp;", 0),
    ("&#12288;", 2),
    ("&#x3000;", 2),
    ("&#8195;", 2),
    ("&#160;", 1),
    ("&#xa0;", 1),
];

/// The blanks at the beginning of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse::markdown) struct LeadingBlanks {
    /// Their bytes.
    pub length: usize,
    /// Their width, where a Han character has two columns.
    pub columns: usize,
    /// Whether one is none of CommonMark's: it takes such a line for text that begins with blanks.
    pub has_other_than_ascii: bool,
    /// Whether one is as wide as a Han character.
    pub has_wide: bool,
}

impl LeadingBlanks {
    /// Measures the blanks that a text begins with.
    pub fn of_text(text: &str) -> Self {
        let mut blanks = Self::default();
        while let Some((length, columns)) = blank_at(&text[blanks.length..]) {
            blanks.has_wide |= columns == 2;
            blanks.has_other_than_ascii |= !matches!(text.as_bytes()[blanks.length], b' ' | b'\t');
            blanks.length += length;
            blanks.columns += columns;
        }
        blanks
    }
}

/// Returns the bytes and columns of the blank that a text begins with.
fn blank_at(text: &str) -> Option<(usize, usize)> {
    let c = text.chars().next()?;
    let columns = match c {
        ' ' | '\u{A0}' | '\u{2000}' | '\u{2002}' | '\u{2007}' => 1,
        '\t' => 4,
        '\u{3000}' | '\u{2001}' | '\u{2003}' => 2,
        '\u{2004}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => 0,
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => 0,
        '&' => {
            let starts =
                |reference: &str| text.get(..reference.len()).is_some_and(|it| it.eq_ignore_ascii_case(reference));
            let (reference, columns) = BLANK_REFERENCES.iter().find(|(reference, _)| starts(reference))?;
            return Some((reference.len(), *columns));
        }
        _ => return None,
    };
    Some((c.len_utf8(), columns))
}

/// Returns whether a text has nothing but blanks, none of them a character reference.
pub(super) fn is_blank_text(text: &str) -> bool {
    LeadingBlanks::of_text(text).length == text.len() && !text.contains('&')
}

/// Returns a text without the blanks at both ends.
pub(in crate::parse::markdown) fn trim_blanks(text: &str) -> &str {
    let text = &text[LeadingBlanks::of_text(text).length..];
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_measured() {
        for (text, length, columns) in [
            ("　　甲", 6, 4),
            ("　　　甲", 9, 6),
            ("　  甲", 5, 4),
            ("\u{2003}\u{2003}甲", 6, 4),
            ("&emsp;&emsp;甲", 12, 4),
            ("&nbsp;&nbsp;&nbsp;&nbsp;甲", 24, 4),
            ("\u{A0} \u{A0}甲", 5, 3),
            ("\t　甲", 4, 6),
            ("\u{FEFF}　　甲", 9, 4),
            ("甲", 0, 0),
            ("&amp;甲", 0, 0),
        ] {
            let blanks = LeadingBlanks::of_text(text);
            assert_eq!((blanks.length, blanks.columns), (length, columns), "{text}");
        }
        assert!(is_blank_text("　　 \t") && is_blank_text("") && !is_blank_text("&nbsp;"));
    }
}
