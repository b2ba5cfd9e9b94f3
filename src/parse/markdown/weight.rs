//! The cost of a body, estimated before it is parsed. The parser makes nodes of every mark, some hundred bytes for one of
//! the text, and only then can be asked how deep they lie; here nothing is made.

use std::ops::Range;

/// The most marks of a body: every byte that the parser may make a node of. No story of the usual limit has more.
pub(super) const MAX_MARKS: usize = 2 * 1024 * 1024;

/// Why a body is not parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TooHeavy {
    /// A line begins with more quotes, lists and notes in one another than may be: where it begins.
    Deep(Range<usize>),
    /// There are so many marks.
    Marked(usize),
}

/// Whether a body is too deep or too full of marks to be parsed. The time grows with its length.
pub(super) fn check_weight(markdown: &str, depth: usize) -> Option<TooHeavy> {
    let marks = markdown.bytes().filter(|byte| may_become_node(*byte)).count();
    if marks > MAX_MARKS {
        return Some(TooHeavy::Marked(marks));
    }

    let mut fence: Option<(u8, usize)> = None;
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        let bytes = line.as_bytes();
        match (fence, parse_fence_line(bytes)) {
            // What stands in a fence is code.
            (Some((mark, length)), Some((other, run, true))) if mark == other && run >= length => fence = None,
            (Some(_), _) => {}
            (None, Some((mark, run, _))) => fence = Some((mark, run)),
            (None, None) => {
                if count_containers(bytes) > depth {
                    return Some(TooHeavy::Deep(start..start + line.trim_end().len()));
                }
            }
        }
        start += line.len();
    }
    None
}

/// Whether the parser may make a node of a byte.
fn may_become_node(byte: u8) -> bool {
    matches!(
        byte,
        b'\n' | b'!' | b'&' | b'*' | b'+' | b'-' | b':' | b'<' | b'>' | b'[' | b'\\' | b']' | b'_' | b'`' | b'|' | b'~'
    )
}

/// The mark and the length of a line that begins or ends fenced code outside of quotes and lists, and whether it may
/// end it.
fn parse_fence_line(line: &[u8]) -> Option<(u8, usize, bool)> {
    let indent = line.iter().take_while(|byte| **byte == b' ').count();
    let rest = line[indent..].trim_ascii_end();
    let mark = *rest.first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let run = rest.iter().take_while(|byte| **byte == mark).count();
    let info = &rest[run..];
    // A back-tick behind back-ticks makes them code in a line.
    let is_fence = indent <= 3 && run >= 3 && !(mark == b'`' && info.contains(&b'`'));
    is_fence.then_some((mark, run, info.is_empty()))
}

/// How many quotes, items, notes and definitions may begin at the start of a line.
fn count_containers(line: &[u8]) -> usize {
    let line = line.trim_ascii_end();
    let break_from = rule_at_end(line);
    let mut count = 0;
    let mut at = 0;

    while let Some(byte) = line.get(at) {
        let rest = &line[at..];
        let length = match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => 1,
            b'-' | b'*' if at >= break_from => break,
            b'-' | b'*' | b'+' | b':' if is_blank(rest.get(1)) => 1,
            b'0'..=b'9' => {
                let digits = rest.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
                match rest.get(digits) {
                    Some(b'.' | b')') if digits <= 9 && is_blank(rest.get(digits + 1)) => digits + 1,
                    _ => break,
                }
            }
            b'[' if rest.starts_with(b"[^") => match rest.iter().position(|byte| *byte == b']') {
                Some(end) if rest.get(end + 1) == Some(&b':') => end + 2,
                _ => break,
            },
            _ => break,
        };

        count += 1;
        at += length;
    }
    count
}

fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_none_or(u8::is_ascii_whitespace)
}

/// Where the rule begins (`* * *`) with which a line may end: its marks are no lists.
fn rule_at_end(line: &[u8]) -> usize {
    let Some(mark) = line.last().filter(|mark| matches!(mark, b'-' | b'*')) else { return line.len() };
    let rule = line.iter().rev().take_while(|byte| *byte == mark || is_blank(Some(byte)));
    let start = line.len() - rule.count();
    let marks = line[start..].iter().filter(|byte| *byte == mark).count();
    if marks >= 3 { start } else { line.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_line_is_counted() {
        for (line, count) in [
            ("> > 甲", 2),
            (">>>甲", 3),
            ("- 1. > * + 甲", 5),
            ("1234567890. 甲", 0),
            ("12) 甲", 1),
            ("[^a]: [^b]: - 甲", 3),
            ("[^a]甲", 0),
            (": : 甲", 2),
            ("-甲 > 乙", 0),
            ("- - - -", 0),
            ("> * * *", 1),
            ("- - - 甲", 3),
            ("- -", 2),
            ("甲 > > >", 0),
            ("", 0),
        ] {
            assert_eq!(count_containers(line.as_bytes()), count, "{line}");
        }
    }

    #[test]
    fn code_is_not_deep() {
        let deep = ">".repeat(50);
        for (text, wanted) in [
            (format!("甲\n\n{deep} 乙\n"), true),
            (format!("```\n{deep}\n```\n"), false),
            (format!("~~~ text\n{deep}\n```\n{deep}\n~~~\n"), false),
            (format!("````\n```\n{deep}\n````\n"), false),
            (format!("```\n甲\n```\n{deep} 乙\n"), true),
            (format!("``` a`b\n{deep} 乙\n"), true),
            (format!("    ```\n{deep} 乙\n"), true),
        ] {
            let deep = matches!(check_weight(&text, 10), Some(TooHeavy::Deep(_)));
            assert_eq!(deep, wanted, "{text}");
        }
    }

    #[test]
    fn the_place_is_the_line() {
        let text = "甲\n\n> > > 乙\n";
        assert_eq!(check_weight(text, 2), Some(TooHeavy::Deep(5..14)));
        assert_eq!(check_weight(text, 3), None);
        assert_eq!(check_weight(&"<".repeat(MAX_MARKS + 1), 3), Some(TooHeavy::Marked(MAX_MARKS + 1)));
    }
}
