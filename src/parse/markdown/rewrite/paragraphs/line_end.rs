//! The ends of lines: whether a sentence is over there.

use crate::search::fold::is_han;

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineEnd {
    /// Within a sentence.
    Open,
    /// With a semicolon or a colon, behind which items stand.
    Clause,
    /// With the end of a sentence.
    Sentence,
}

impl LineEnd {
    /// Tells how a line ends, whatever quotation marks, brackets and marks of emphasis close behind its last mark.
    pub fn of_line(line: &str) -> Self {
        let mut rest = trim_closing(line);
        // 。（张三） and 。[^1]
        for (open, close) in [('（', '）'), ('(', ')'), ('[', ']')] {
            if let Some(inside) = rest.strip_suffix(close)
                && let Some(start) = inside.rfind(open)
                && inside.len() - start < 60
            {
                let before = trim_closing(&inside[..start]);
                if ends_with_stop(before) || ends_with_stop(trim_closing(inside)) {
                    return Self::Sentence;
                }
            }
        }

        rest = rest.trim_end_matches(['）', ')']);
        match rest.chars().next_back() {
            _ if ends_with_stop(rest) => Self::Sentence,
            Some('；' | ';' | '：' | ':') => Self::Clause,
            _ => Self::Open,
        }
    }
}

/// Words at the beginning of a sentence that belongs to the one before it. Of a news story hardly a paragraph begins with one.
#[rustfmt::skip]
const CONNECTIVES: [&str; 23] = [
    "所以", "因此", "因而", "那么", "但", "不过", "然而", "而且", "并且", "例如", "比如", "譬如", "也就是", "原因是", "其中", "该", "这样",
    "这些", "这个", "这种", "它", "否则", "如果",
];

/// Returns whether a line begins as a sentence does that belongs to the line above: with a connective, or with code, as
/// in the documents of programs.
pub(super) fn goes_on_from_above(line: &str) -> bool {
    line.starts_with('`') || CONNECTIVES.iter().any(|word| line.starts_with(word))
}

fn trim_closing(text: &str) -> &str {
    fn is_closing(c: char) -> bool {
        c.is_whitespace()
            || matches!(c, '”' | '’' | '」' | '』' | '】' | '》' | '"' | '\'' | '*' | '_' | '~' | '`' | '\\')
    }
    text.trim_end_matches(is_closing)
}

fn ends_with_stop(text: &str) -> bool {
    let mut back = text.chars().rev();
    match back.next() {
        Some('。' | '！' | '？' | '!' | '?' | '…' | '．') => true,
        Some('.') => back.next().is_some_and(is_han),
        _ => false,
    }
}

/// Returns whether a text has a Han character or a mark of Chinese punctuation.
pub(super) fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

/// Returns whether a character is Han or a mark of Chinese punctuation.
pub(super) fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '，' | '。'
                | '、'
                | '；'
                | '：'
                | '？'
                | '！'
                | '“'
                | '”'
                | '（'
                | '）'
                | '《'
                | '》'
                | '【'
                | '】'
                | '「'
                | '」'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_are_told_apart() {
        for (line, end) in [
            ("开会。", LineEnd::Sentence),
            ("他说：“好。”", LineEnd::Sentence),
            ("**重点！**", LineEnd::Sentence),
            ("开会。（张三）", LineEnd::Sentence),
            ("开会。[^1]", LineEnd::Sentence),
            ("（已开会。）", LineEnd::Sentence),
            ("开会. ", LineEnd::Sentence),
            ("如下：", LineEnd::Clause),
            ("甲；", LineEnd::Clause),
            ("甲，", LineEnd::Open),
            ("甲（乙）", LineEnd::Open),
            ("v1.", LineEnd::Open),
            ("", LineEnd::Open),
        ] {
            assert_eq!(LineEnd::of_line(line), end, "{line}");
        }
    }
}
