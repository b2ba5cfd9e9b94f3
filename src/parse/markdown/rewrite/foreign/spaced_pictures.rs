//! Pictures whose file names have blanks, as phones and WeChat give them: `![](微信图片_20261120 (2).jpg)`.

use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::protected::{Protected, paragraphs};
use crate::picture::PICTURE_EXTENSIONS;

/// The longest file name with its path that is looked for, in bytes.
const MAX_PICTURE_NAME: usize = 300;

pub(super) fn may_apply(source: &str) -> bool {
    super::holds(source, "![")
}

/// Puts file names of pictures that have blanks into angle brackets: without these they are no addresses.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        let mut done = 0;
        for (at, _) in text.match_indices("](") {
            let start = at + "](".len();
            if at < done || code.covers(paragraph.start + at) || !opens_picture(&text[done..at]) {
                continue;
            }
            done = start;
            let Some(length) = spaced_name_length(&text[start..]) else { continue };
            for (place, bracket) in [(start, "<"), (start + length, ">")] {
                output.edits.push(SourceEdit::insertion(paragraph.start + place, bracket));
            }
        }
    }
}

/// Returns whether the last bracket that is open at the end of a text is that of a picture.
fn opens_picture(text: &str) -> bool {
    text.rfind('[').is_some_and(|at| text[..at].ends_with('!') && !text[..at].ends_with("\\!"))
}

/// Returns the length of the name of a picture that a text begins with, if there are blanks in it.
fn spaced_name_length(text: &str) -> Option<usize> {
    let line = text.split(['\n', '<', '>']).next()?;
    let line = &line[..line.floor_char_boundary(MAX_PICTURE_NAME)];
    let lower = line.to_ascii_lowercase();
    let length = lower.match_indices('.').find_map(|(dot, _)| {
        let behind = &lower[dot + 1..];
        let lengths = PICTURE_EXTENSIONS.iter().filter(|name| behind.starts_with(**name)).map(|name| name.len());
        lengths.map(|length| dot + 1 + length).find(|end| ends_address(&line[*end..]))
    })?;

    let name = &line[..length];
    let is_address = name.contains("://") || name.contains('"') || name.contains("](");
    (name.trim_start() == name && name.contains([' ', '\u{A0}']) && !is_address).then_some(length)
}

/// Returns whether a text is what stands behind the address of a picture: the bracket, or a title.
fn ends_address(rest: &str) -> bool {
    rest.starts_with(')') || (rest.starts_with(' ') && rest.trim_start().starts_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_blanks_are_found() {
        for (text, name) in [
            ("现场 照片1.JPG)", Some("现场 照片1.JPG")),
            ("微信图片_20261120 (2).jpg)\n", Some("微信图片_20261120 (2).jpg")),
            ("图/a b.png \"说明\")", Some("图/a b.png")),
            ("a.jpg)", None),
            ("a.jpg \"b c.jpg\")", None),
            ("a b.docx)", None),
            ("<a b.jpg>)", None),
            ("https://a.cn/a b.jpg)", None),
        ] {
            assert_eq!(spaced_name_length(text).map(|length| &text[..length]), name, "{text}");
        }
    }
}
