//! Slips of a Chinese keyboard in a front matter, found line by line before YAML makes something else of them.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, catalog, nearest};
use crate::source::{FileId, Span};

/// Every key of the front matter, in both languages.
pub const KEYS: [&str; 38] = [
    "title",
    "标题",
    "kicker",
    "引题",
    "subtitle",
    "副题",
    "date",
    "日期",
    "updated",
    "更新",
    "corrections",
    "更正",
    "tags",
    "标签",
    "byline",
    "署名",
    "source",
    "来源",
    "summary",
    "摘要",
    "cover",
    "封面",
    "issue",
    "期",
    "page",
    "版",
    "figures",
    "数据",
    "draft",
    "草稿",
    "expires",
    "下线",
    "aliases",
    "旧址",
    "pinned",
    "置顶",
    "review",
    "三审",
];

/// Keys whose values are running text, in which YAML's own signs are meant as text.
const TEXT_KEYS: [&str; 12] =
    ["title", "标题", "kicker", "引题", "subtitle", "副题", "source", "来源", "summary", "摘要", "tags", "标签"];

/// What YAML would silently leave out of a text: what follows ` #`, and a leading `&x` or `!x`.
fn find_dropped_text(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let (key, value) = line.split_once(": ").filter(|(key, _)| TEXT_KEYS.contains(key))?;
    let value = value.trim_end();
    let start = value.len() - value.trim_start().len();
    let bare = &value[start..];
    if bare.is_empty() || bare.starts_with(['"', '\'', '[', '{', '|', '>']) {
        return None;
    }
    let sign = if bare.starts_with(['#', '&', '!']) { 0 } else { bare.find(" #")? + 1 };
    let from = at + key.len() + 2 + start + sign;
    let sign = bare[sign..].chars().next()?;
    Some(catalog::sign_in_text(Span::new(file, from, at + key.len() + 2 + value.len()), sign))
}

/// Reports the most common slips of a Chinese keyboard: a full-width colon after a key, no space after the colon,
/// signs that YAML takes for its own. YAML would see something else in them and say so in its own way.
pub(super) fn report_common_mistakes(
    file: FileId,
    text: &str,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let before = diagnostics.len();
    let mut at = range.start;
    let mut top = "";
    for line in text[range].split_inclusive('\n') {
        if let Some(colon) = line.find([':', '：'])
            && let key = &line[..colon]
            && KEYS.contains(&key)
        {
            let rest = &line[colon..];
            let span = |len: usize| Span::new(file, at + colon, at + colon + len);
            if rest.starts_with('：') {
                diagnostics.push(catalog::full_width_colon(span('：'.len_utf8()), key));
            } else if rest[1..].chars().next().is_some_and(|c| !matches!(c, ' ' | '\n' | '\r' | '\t')) {
                diagnostics.push(catalog::no_space_after_colon(span(1), key));
            }
        }
        let own = |colon: usize, key: &str| {
            catalog::full_width_colon(Span::new(file, at + colon, at + colon + '：'.len_utf8()), key)
        };
        diagnostics.extend(find_misspelt_key(line).map(|(colon, key)| own(colon, key)));
        if !line.starts_with([' ', '\t', '-']) {
            top = line.split(':').next().unwrap_or_default().trim_end();
        }
        if MAP_KEYS.contains(&top) {
            diagnostics.extend(entries_with_full_width_colon(line).map(|(colon, key)| own(colon, key)));
        }
        diagnostics.extend(find_dropped_text(line, file, at));
        at += line.len();
    }
    diagnostics.len() > before
}

/// Keys whose values are maps.
const MAP_KEYS: [&str; 8] = ["byline", "署名", "review", "三审", "figures", "数据", "corrections", "更正"];

/// Characters of the longest role or label that a full-width colon is looked for behind.
const MAX_ROLE_LENGTH: usize = 8;

/// A key that does not exist but was probably meant, with its full-width colon: `titel：`.
fn find_misspelt_key(line: &str) -> Option<(usize, &str)> {
    let colon = line.find([':', '：']).filter(|at| line[*at..].starts_with('：'))?;
    let key = &line[..colon];
    let near = !KEYS.contains(&key) && key.chars().count() <= 12 && nearest(key, KEYS.into_iter()).is_some();
    near.then_some((colon, key))
}

/// Entries of a map, on a line of their own or in braces, that have a full-width colon and no other.
fn entries_with_full_width_colon(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let inline = line.find(['{', '[']);
    let own = line.starts_with([' ', '\t', '-']) || inline.is_some();
    let from = inline.map_or(0, |at| at + 1);
    let parts = line[from..].split_inclusive([',', '，', '{', '}']).scan(from, |at, part| {
        let start = *at;
        *at += part.len();
        Some((start, part))
    });
    parts.filter(move |_| own).filter_map(|(start, part)| {
        let colon = part.find([':', '：', '"', '\'']).filter(|at| part[*at..].starts_with('：'))?;
        let key = part[..colon].trim_start_matches([' ', '\t', '-', '　']);
        let short = !key.is_empty() && key.chars().count() <= MAX_ROLE_LENGTH && key.chars().all(char::is_alphanumeric);
        // In a label such as `{“十三五”：数值: 3}` the half-width colon is the one that counts.
        (short && !part[colon..].contains(": ")).then_some((start + colon, key))
    })
}

/// A line that looks like `---` and is none, with its place.
pub(super) fn find_dashes(text: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let dash = |c: char| matches!(c, '-' | '—' | '－' | '–' | '―' | '─');
        if bare.chars().count() >= 2 && bare.chars().all(dash) {
            return Some((at, bare));
        }
        at += line.len();
    }
    None
}
