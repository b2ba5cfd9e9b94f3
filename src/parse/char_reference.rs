//! Numeric character references of HTML, such as `&#8;` and `&#x8;`.

use std::ops::Range;

/// The references in a text with what they stand for, in order. As in HTML the `;` may be missing.
pub fn numeric_references(text: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), b"&#");
    starts.filter_map(|start| {
        let digits = &text[start + "&#".len()..];
        let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
        let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        let end = text.len() - digits.len() + count;
        let end = end + usize::from(digits[count..].starts_with(';'));

        // The standard gives some numbers another character than their own.
        let mut chars = htmlize::unescape(&text[start..end]).chars().collect::<Vec<_>>().into_iter();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Some((start..end, c)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_browsers_read_them() {
        let found = numeric_references("甲&#8;乙&#x1B丙&#XFDD1;&#x80;&#0;&#;&#x;&amp;#9&# 9");
        let texts = found.map(|(range, c)| (range.start, c)).collect::<Vec<_>>();
        assert_eq!(texts, [(3, '\u{8}'), (10, '\u{1B}'), (18, '\u{FDD1}'), (26, '€'), (32, '\u{FFFD}')]);
    }
}
