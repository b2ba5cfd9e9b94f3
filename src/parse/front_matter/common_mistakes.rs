//! Common mistakes made with a Chinese keyboard, found line by line before YAML makes something else of them.

use std::ops::Range;

use super::byline_text::{parse_byline_text, write_bylines};
use super::head_lines::{KeyLine, find_key, is_known_key, is_known_key_line};
use super::key_spelling::{check_key_spelling, check_second_keys};
use super::keys::KEYS;
use super::list_items::find_lists;
use super::tags::read_tags;
use crate::diagnostic::catalog::{self, Indent, phrases};
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{Diagnostic, nearest};
use crate::schema::{Key, ValueKind};
use crate::source::{FileId, Span};
use crate::yaml::{quote_if_needed, quote_text};

/// Characters of the longest role or label that a full-width colon is looked for behind.
const MAX_ROLE_LENGTH: usize = 8;

/// Characters of the longest word that may be a misspelt key.
const MAX_KEY_LENGTH: usize = 12;

/// Reports the most common mistakes made with a Chinese keyboard: a full-width colon after a key, no space after the colon or
/// no colon, blanks before a key, signs that YAML takes for its own. YAML would see something else in them and say so in its own way.
/// The edits of the safe fixes make the text such that the rest can be read.
pub(super) fn report_common_mistakes(file: FileId, text: &str, range: Range<usize>, diagnostics: &mut Vec<Diagnostic>) {
    let mut at = range.start;
    let mut top_key = "";
    let mut listed_keys = Vec::new();
    let indentation = Indentation::of_keys(&text[range.clone()]);
    diagnostics.extend(find_lists(&text[range.clone()], file, at));
    diagnostics.extend(find_nested_tabs(&text[range.clone()], &indentation, file, at));

    for line in text[range].split_inclusive('\n') {
        let indented = indentation.find_indented_key(line, top_key);
        diagnostics.extend(indented.as_ref().map(|key| key.report(file, at)));
        let indent = indented.as_ref().map_or(0, |key| key.white_space.len());
        let misspelt = check_key_spelling(line, file, at, !indentation.is_none);
        let is_spelt = misspelt.is_none();
        match misspelt {
            Some(mistake) if line.starts_with("- ") => listed_keys.push(mistake),
            Some(mistake) => diagnostics.push(mistake),
            None => diagnostics.extend(check_colon(&line[indent..], file, at + indent)),
        }
        diagnostics.extend(check_second_keys(line, file, at));

        if indented.is_some() || !line.starts_with([' ', '\t', '-']) {
            top_key = line;
        }
        let is_in_map = KeyLine::parse(top_key)
            .and_then(|top| find_key(top.key))
            .is_some_and(|key| matches!(key.kind, ValueKind::Names | ValueKind::Map));
        let misspelt = check_byline(line, file, at);
        let is_whole = misspelt.is_some();
        diagnostics.extend(misspelt);
        let entries = (is_in_map && !is_whole).then(|| entries_with_full_width_colon(line)).into_iter().flatten();
        diagnostics.extend(find_misspelt_key(line).filter(|_| is_spelt).into_iter().chain(entries).map(|entry| {
            let colon = at + entry.colon;
            catalog::full_width_colon(Span::new(file, colon, colon + '：'.len_utf8()), entry.key)
        }));

        diagnostics.extend(find_dropped_text(line, file, at));
        at += line.len();
    }
    diagnostics.extend(merge_fixes(listed_keys));
}

/// Makes one mistake of those that must be mended together.
fn merge_fixes(mistakes: Vec<Diagnostic>) -> Option<Diagnostic> {
    let mut mistakes = mistakes.into_iter();
    let mut first = mistakes.next()?;
    let edits: Vec<Edit> = mistakes.flat_map(|other| other.fixes).flat_map(|fix| fix.edits).collect();
    first.fixes.iter_mut().for_each(|fix| fix.edits.extend(edits.clone()));
    Some(first)
}

/// Finds tabs by which the entries of a value are indented. One mistake with the edits of all its lines.
fn find_nested_tabs(yaml: &str, indentation: &Indentation, file: FileId, start: usize) -> Option<Diagnostic> {
    memchr::memchr(b'\t', yaml.as_bytes())?;

    let mut first: Option<(Span, &str)> = None;
    let mut edits = Vec::new();
    let mut at = start;
    let mut top_key = "";
    for line in yaml.split_inclusive('\n') {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        let is_top_key = indentation.find_indented_key(line, top_key).is_some();
        if tabs > 0 && !is_top_key && !line.trim().is_empty() {
            let span = Span::new(file, at, at + tabs);
            let name = KeyLine::parse(line).map_or_else(|| line.trim(), |line| line.key);
            first.get_or_insert((span, name));
            edits.push(Edit { span, replacement: "  ".repeat(tabs) });
        }
        if is_top_key || !line.starts_with([' ', '\t', '-']) {
            top_key = line;
        }
        at += line.len();
    }

    let (span, name) = first?;
    Some(catalog::indented_key(span, name, Indent::NestedTab, Fix::safe_edits(edits)))
}

/// Checks a byline in braces whose entries are divided by marks that are not YAML's: `{记者：甲；通讯员：乙}`.
fn check_byline(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let key = KeyLine::parse(line).filter(|key| key.start == 0)?;
    find_key(key.key).filter(|key| key.kind == ValueKind::Names)?;

    let value = line[key.value_start..].trim();
    let has_other_marks = value.starts_with(['{', '｛']) && value.contains(['；', '，']);
    let bylines = parse_byline_text(value).filter(|bylines| has_other_marks && bylines.len() > 1)?;
    let start = at + line.find(value)?;
    Some(catalog::list_misspelt(Span::new(file, start, start + value.len()), key.key, &write_bylines(&bylines)))
}

/// Whether keys of the front matter begin at the start of their lines, or all behind the same blanks.
struct Indentation {
    is_none: bool,
}

/// A key of ours with white space before it.
struct IndentedKey<'l> {
    key: &'l str,
    white_space: &'l str,
}

impl Indentation {
    fn of_keys(yaml: &str) -> Self {
        Self { is_none: yaml.lines().any(|line| !line.starts_with([' ', '\t', '　']) && is_known_key_line(line)) }
    }

    /// Finds a key of ours that stands behind blanks, where no map that it could belong to has begun.
    fn find_indented_key<'l>(&self, line: &'l str, top: &str) -> Option<IndentedKey<'l>> {
        let white_space = &line[..line.len() - line.trim_start_matches([' ', '\t', '　']).len()];
        let key = KeyLine::parse(line)
            .filter(|key| self.is_none && !white_space.is_empty() && find_key(key.key).is_some())?;

        let may_belong_to_top = KeyLine::parse(top).is_some_and(|top_key| {
            let value = top[top_key.value_start..].trim();
            value.is_empty() || value.starts_with(['|', '>', '[', '{', '"', '\'', '&', '#'])
        });
        (!may_belong_to_top).then_some(IndentedKey { key: key.key, white_space })
    }
}

impl IndentedKey<'_> {
    fn report(&self, file: FileId, at: usize) -> Diagnostic {
        let span = Span::new(file, at, at + self.white_space.len());
        let indent = if self.white_space.contains('\t') { Indent::Tab } else { Indent::Blanks };
        catalog::indented_key(span, self.key, indent, Fix::safe(span, ""))
    }
}

/// Returns what is wrong with the colon behind the key of a line that begins at byte `at` of a file.
fn check_colon(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let Some(colon) = line.find([':', '：']).filter(|colon| is_known_key(line[..*colon].trim_end())) else {
        return find_missing_colon(line, file, at);
    };
    let (key, rest) = line.split_at(colon);
    let key = key.trim_end();

    let start = at + colon;
    if rest.starts_with('：') {
        return Some(catalog::full_width_colon(Span::new(file, start, start + '：'.len_utf8()), key));
    }
    let is_apart = rest[1..].starts_with([' ', '\n', '\r', '\t']) || rest.len() == 1;
    (!is_apart).then(|| catalog::no_space_after_colon(Span::new(file, start, start + 1), key))
}

/// Finds a key of ours that only blanks divide from its value: `日期 2020-09-15`.
fn find_missing_colon(line: &str, file: FileId, at: usize) -> Option<Diagnostic> {
    let end = line.find([' ', '\t', '　'])?;
    let value = line[end..].trim_start_matches([' ', '\t', '　']);
    let key = find_key(&line[..end]).filter(|_| !value.trim().is_empty())?;
    // A sentence may begin with a word such as 来源.
    let is_value = key.kind != ValueKind::Text || key.required || !value.contains('。');
    let span = Span::new(file, at + end, at + line.len() - value.len());
    is_value.then(|| catalog::colon_missing(span, &line[..end]))
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
    let whole = Span::new(file, value_at + start, value_at + value.len());

    // `#科技 #创新` are tags of a network; YAML sees a comment.
    let is_hashed = sign_at == 0 && bare.starts_with('#') && !bare.starts_with("# ");
    if is_hashed && find_key(key).is_some_and(|key| key.kind == ValueKind::Texts) {
        let tags: Vec<String> = read_tags(bare, true).tags.iter().map(|tag| quote_if_needed(tag)).collect();
        return Some(catalog::list_misspelt(whole, key, &format!("[{}]", tags.join(", "))));
    }

    if sign_at == 0 && begins_with_plain_sign(bare) {
        let reason = phrases::value_begins_with(bare.chars().next()?);
        return Some(catalog::value_needs_quotes(whole, whole, key, &reason, &quote_text(bare)));
    }
    let fix = Fix::to_confirm(whole, quote_text(bare));
    Some(catalog::sign_in_text(span, bare[sign_at..].chars().next()?, fix))
}

/// Returns whether the sign at the start of a headline is a part of it: `#深根计划#启动`, `&甲`, `! 甲`. `# 待定` may be a comment, and `!!str`
/// and `&a` may be YAML.
fn begins_with_plain_sign(text: &str) -> bool {
    let mut chars = text.chars();
    let sign = chars.next();
    match (sign, chars.next()) {
        (Some('#'), Some(next)) => !next.is_whitespace(),
        (Some('!'), Some(' ')) => true,
        (_, Some(next)) => !next.is_ascii(),
        (_, None) => false,
    }
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
