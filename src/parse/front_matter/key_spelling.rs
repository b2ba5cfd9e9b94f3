//! Keys that are written in another form than `key: value`, and can only be these: `【标题】甲`, `**标题**: 甲`, `- 标题: 甲`,
//! `标题=甲`, `“标题”: 甲`, `Title: 甲`, `标 题: 甲`; and two keys on one line.

use super::head_lines::find_key;
use super::keys::KEYS;
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::wide::is_invisible;
use crate::schema::{Key, ValueKind};
use crate::source::{FileId, Span};

/// Marks before a key that make it stand out elsewhere.
const KEY_OPENING_MARKS: [char; 10] = ['【', '［', '[', '“', '"', '\'', '*', '＊', '「', '_'];

/// Marks behind it.
const KEY_CLOSING_MARKS: [char; 10] = ['】', '］', ']', '”', '"', '\'', '*', '＊', '」', '_'];

/// Marks that are typed for the colon, or are it.
const COLON_MARKS: [char; 6] = [':', '：', '=', '＝', ';', '；'];

/// The most characters of a key with the blanks within it.
const MAX_SPACED_LENGTH: usize = 12;

/// Reports a key of ours in another form. `may_be_listed` says whether it may stand behind `- `, which is otherwise an entry of
/// a list. The edit of the fix makes it `key: `.
pub(super) fn check_key_spelling(line: &str, file: FileId, at: usize, may_be_listed: bool) -> Option<Diagnostic> {
    if line.starts_with([' ', '\t', '　']) {
        return None;
    }
    let listed = line.strip_prefix("- ").filter(|_| may_be_listed);
    let decorated = listed.unwrap_or(line);
    let opened = decorated.trim_start_matches(|c| KEY_OPENING_MARKS.contains(&c) || is_invisible(c));

    let end = opened.find(|c| KEY_CLOSING_MARKS.contains(&c) || COLON_MARKS.contains(&c))?;
    let key = find_spaced_key(&opened[..end])?;
    let closed = opened[end..].trim_start_matches(|c| KEY_CLOSING_MARKS.contains(&c) || is_invisible(c));
    let behind = closed.trim_start_matches([' ', '\t', '　']);
    let is_in_brackets = opened.len() < decorated.len() && closed.len() < opened.len() - end;
    let value = match behind.strip_prefix(COLON_MARKS) {
        Some(value) => value,
        None if is_in_brackets => behind,
        None => return None,
    };

    let written = &line[..line.len() - value.len()];
    let is_usual = opened.len() == line.len() && opened[..end].trim_end() == key && behind.starts_with([':', '：']);
    if is_usual || is_quoted_for_yaml(written, key) {
        return None;
    }

    let value = value.trim_start_matches([' ', '\t', '　', '\u{A0}']);
    let span = Span::new(file, at, at + line.len() - value.len());
    Some(catalog::key_misspelt(span, written.trim_end(), key, value.trim_end()))
}

/// Finds the key that a text is but for blanks, invisible characters and its case.
fn find_spaced_key(text: &str) -> Option<&'static str> {
    if text.is_empty() || text.chars().count() > MAX_SPACED_LENGTH {
        return None;
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    KEYS.iter().flat_map(Key::names).find(|name| name.eq_ignore_ascii_case(&bare))
}

/// Returns whether a key stands in quotes that are YAML's: `"标题": `.
fn is_quoted_for_yaml(written: &str, key: &str) -> bool {
    ['"', '\''].iter().any(|quote| {
        let inside = written.strip_prefix(*quote).and_then(|rest| rest.strip_prefix(key));
        inside.and_then(|rest| rest.strip_prefix(*quote)).is_some_and(|rest| rest.trim_end() == ":")
    })
}

/// Reports keys of ours behind the value of another one: `标题: 甲 日期: 2020-09-15`. One of two neighbours is a date, since `来源: 乙`
/// may as well be a part of a headline.
pub(super) fn check_second_keys(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let colon = line.find([':', '：'])?;
    let first = find_key(line[..colon].trim_end())?;
    let value = line[colon..].trim_start_matches([':', '：', ' ', '　']);
    if value.starts_with(['"', '\'', '[', '{', '“', '|', '>']) {
        return None;
    }

    let mut before = first;
    let mut edits = Vec::new();
    let mut second: Option<Span> = None;
    for (mark, c) in line.char_indices().filter(|(at, c)| *at > colon && matches!(c, ':' | '：')) {
        let Some(found) = KeyInLine::ending_at(line, colon, mark) else { continue };
        let value = line[mark + c.len_utf8()..].trim_start_matches([' ', '　']);
        let has_day = found.key.kind == ValueKind::Date && value.starts_with(|c: char| c.is_ascii_digit() || c == '二');
        if !has_day && before.kind != ValueKind::Date {
            continue;
        }

        before = found.key;
        second.get_or_insert(Span::new(file, at + found.start, at + mark));
        let gap = Span::new(file, at + found.gap_start, at + found.start);
        let behind = Span::new(file, at + mark, at + line.len() - value.len());
        edits.push(Edit { span: gap, replacement: "\n".to_owned() });
        edits.push(Edit { span: behind, replacement: ": ".to_owned() });
    }

    let span = second?;
    let name = &line[span.start as usize - at..span.end as usize - at];
    Some(catalog::keys_on_one_line(span, name, Fix::safe_edits(edits)))
}

/// A key of ours within a line.
struct KeyInLine {
    key: &'static Key,
    start: usize,
    /// The byte at which the blanks or the mark before it begin.
    gap_start: usize,
}

impl KeyInLine {
    /// Finds the key that ends at a colon and stands behind a blank or a mark.
    fn ending_at(line: &str, first_colon: usize, colon: usize) -> Option<Self> {
        let text = line[..colon].trim_end();
        let key = KEYS.iter().find(|key| key.names().any(|name| name.chars().count() > 1 && text.ends_with(name)))?;
        let name = key.names().find(|name| text.ends_with(*name))?;

        let start = text.len() - name.len();
        let bare = text[..start].trim_end_matches([' ', '　', '\t', ',', '，', ';', '；', '|']);
        let is_apart = bare.len() < start && bare.len() > first_colon + 1;
        is_apart.then_some(Self { key, start, gap_start: bare.len() })
    }
}
