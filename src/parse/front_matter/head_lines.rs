//! The lines of which front matter consists, as far as they can be told apart without parsing YAML.

use super::foreign_keys;
use super::keys::KEYS;
use crate::schema::Key;

/// Characters of the longest word before a colon that may be a key.
const MAX_LINE_KEY_LENGTH: usize = 16;

/// A line that begins with a key.
pub(super) struct KeyLine<'l> {
    /// The key, without blanks round it.
    pub key: &'l str,
    /// The byte of the key in the line.
    pub start: usize,
    /// The byte behind the colon.
    pub value_start: usize,
}

impl<'l> KeyLine<'l> {
    /// Reads a line such as `标题: 签约`. Its colon may be full-width, since that is mended.
    pub fn parse(line: &'l str) -> Option<Self> {
        let colon = line.find([':', '：'])?;
        let key = line[..colon].trim_matches([' ', '\t', '　', '"', '\'']);
        let is_key = !key.is_empty()
            && key.chars().count() <= MAX_LINE_KEY_LENGTH
            && !key.contains(['[', ']', '{', '}', ',', '，', '。', '；', '#', '|', '<', '/', '“', '”'])
            && !key.starts_with(['-', '*', '>', '&', '!']);
        let mark = line[colon..].chars().next()?;
        let behind = &line[colon + mark.len_utf8()..];
        let is_apart = mark == '：' || behind.is_empty() || behind.starts_with([' ', '\t', '\r', '\n', '　']);

        let start = line.len() - line.trim_start_matches([' ', '\t', '　']).len();
        (is_key && (is_apart || is_known_key(key))).then_some(Self { key, start, value_start: colon + mark.len_utf8() })
    }

    /// Returns whether the key is one of ours, or one that other programs have for the same.
    pub fn is_known(&self) -> bool {
        is_known_key(self.key)
    }
}

/// Finds a key by either of its names.
pub(super) fn find_key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.names().any(|other| other == name))
}

/// Returns whether a word is a key of ours, or one that other programs have.
pub(super) fn is_known_key(word: &str) -> bool {
    find_key(word).is_some() || foreign_keys::find_meaning(word).is_some()
}

/// Returns whether a line begins with a key that is known.
pub(super) fn is_known_key_line(line: &str) -> bool {
    KeyLine::parse(line).is_some_and(|line| line.is_known())
}

/// Returns whether a line that stands for itself may be one of the front matter: a key, a part of a value, a comment.
pub(super) fn may_stand_in_head(line: &str) -> bool {
    let bare = line.trim();
    bare.is_empty()
        || bare.starts_with(['#', ']', '}'])
        || line.starts_with([' ', '\t'])
        || line.starts_with("- ")
        || bare == "-"
        || KeyLine::parse(line).is_some_and(|line| line.is_known() || !bare.contains('：'))
}

/// Returns whether a line was meant to divide the front matter from the text: `---`, `———`, `－－－`, `***`, `----`.
pub(super) fn is_fence_like(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || crate::parse::wide::is_invisible(c));
    let mut marks = bare.chars().filter(|c| *c != ' ');
    let Some(first) = marks.next() else { return false };
    let count = marks.clone().count() + 1;

    if is_dash(first) {
        return marks.all(is_dash) && count >= 2;
    }
    matches!(first, '*' | '＊' | '=' | '＝' | '_' | '+' | '.' | '~') && marks.all(|c| c == first) && count >= 3
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '－' | '–' | '―' | '─' | '−' | '﹣')
}
