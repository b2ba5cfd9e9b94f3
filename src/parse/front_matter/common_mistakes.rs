//! Common mistakes made with a Chinese keyboard, found line by line before YAML makes something else of them.

use std::ops::Range;

use super::keys::KEYS;
use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::schema::{Key, ValueKind};
use crate::source::{FileId, Span};

/// Characters of the longest role or label that a full-width colon is looked for behind.
const MAX_ROLE_LENGTH: usize = 8;

/// Characters of the longest word that may be a misspelt key.
const MAX_KEY_LENGTH: usize = 12;

/// Reports the most common mistakes made with a Chinese keyboard: a full-width colon after a key, no space after the colon,
/// signs that YAML takes for its own. YAML would see something else in them and say so in its own way. Returns whether
/// there are any.
pub(super) fn report_common_mistakes(
    file: FileId,
    text: &str,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let before = diagnostics.len();
    let mut at = range.start;
    let mut top_key = "";

    for line in text[range].split_inclusive('\n') {
        diagnostics.extend(check_colon(line, file, at));

        if !line.starts_with([' ', '\t', '-']) {
            top_key = line.split(':').next().unwrap_or_default().trim_end();
        }
        let is_in_map = find_key(top_key).is_some_and(|key| matches!(key.kind, ValueKind::Names | ValueKind::Map));
        let entries = is_in_map.then(|| entries_with_full_width_colon(line)).into_iter().flatten();
        diagnostics.extend(find_misspelt_key(line).into_iter().chain(entries).map(|entry| {
            let colon = at + entry.colon;
            catalog::full_width_colon(Span::new(file, colon, colon + '：'.len_utf8()), entry.key)
        }));

        diagnostics.extend(find_dropped_text(line, file, at));
        at += line.len();
    }
    diagnostics.len() > before
}

/// Finds a key by either of its names.
fn find_key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.names().any(|other| other == name))
}

/// Returns what is wrong with the colon behind the key of a line that begins at byte `at` of a file.
fn check_colon(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let colon = line.find([':', '：'])?;
    let (key, rest) = line.split_at(colon);
    find_key(key)?;

    let start = at + colon;
    if rest.starts_with('：') {
        return Some(catalog::full_width_colon(Span::new(file, start, start + '：'.len_utf8()), key));
    }
    let is_apart = rest[1..].starts_with([' ', '\n', '\r', '\t']) || rest.len() == 1;
    (!is_apart).then(|| catalog::no_space_after_colon(Span::new(file, start, start + 1), key))
}

/// Finds text that YAML would silently leave out: behind ` #`, or a leading `&x` or `!x`.
fn find_dropped_text(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let (key, value) = line.split_once(": ")?;
    find_key(key).filter(|key| key.prose)?;

    let value = value.trim_end();
    let start = value.len() - value.trim_start().len();
    let bare = &value[start..];
    if bare.is_empty() || bare.starts_with(['"', '\'', '[', '{', '|', '>']) {
        return None;
    }

    let sign_at = if bare.starts_with(['#', '&', '!']) { 0 } else { bare.find(" #")? + 1 };
    let value_at = at + key.len() + ": ".len();
    let span = Span::new(file, value_at + start + sign_at, value_at + value.len());
    Some(catalog::sign_in_text(span, bare[sign_at..].chars().next()?))
}

/// A key with a full-width colon.
struct Entry<'l> {
    /// The byte of its colon in the line.
    colon: usize,
    key: &'l str,
}

/// Finds a key that does not exist but is near one, with its full-width colon: `titel：`.
fn find_misspelt_key(line: &str) -> Option<Entry<'_>> {
    let colon = line.find([':', '：']).filter(|at| line[*at..].starts_with('：'))?;
    let key = &line[..colon];
    let may_be_misspelt = find_key(key).is_none() && key.chars().count() <= MAX_KEY_LENGTH;
    let is_near = may_be_misspelt && nearest(key, KEYS.iter().flat_map(Key::names)).is_some();
    is_near.then_some(Entry { colon, key })
}

/// Finds entries of a map, on a line of their own or in braces, that have a full-width colon and no other.
fn entries_with_full_width_colon(line: &str) -> impl Iterator<Item = Entry<'_>> {
    let inline = line.find(['{', '[']);
    let is_entry = line.starts_with([' ', '\t', '-']) || inline.is_some();
    let from = inline.map_or(0, |at| at + 1);

    let parts = line[from..].split_inclusive([',', '，', '{', '}']).scan(from, |at, part| {
        let start = *at;
        *at += part.len();
        Some((start, part))
    });
    parts.filter(move |_| is_entry).filter_map(|(start, part)| {
        let colon = part.find([':', '：', '"', '\'']).filter(|at| part[*at..].starts_with('：'))?;
        let key = part[..colon].trim_start_matches([' ', '\t', '-', '　']);
        let is_short =
            !key.is_empty() && key.chars().count() <= MAX_ROLE_LENGTH && key.chars().all(char::is_alphanumeric);
        // In a label such as `{“十三五”：数值: 3}` the half-width colon is the one that counts.
        (is_short && !part[colon..].contains(": ")).then_some(Entry { colon: start + colon, key })
    })
}

/// Finds a line that looks like `---` and is none, with its place.
pub(super) fn find_dashes(text: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.chars().count() >= 2 && bare.chars().all(is_dash) {
            return Some((at, bare));
        }
        at += line.len();
    }
    None
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '－' | '–' | '―' | '─')
}
