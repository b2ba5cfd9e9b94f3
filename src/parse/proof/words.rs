//! Wording of the packs in one text: common wrong words and the like. Words are cut by the dictionary before they are
//! judged: 既使 in 既使用 is none.

use chrono::NaiveDate;

use super::passage::Passage;
use crate::config::near_names::NearName;
use crate::config::wording_packs::{PackEntry, WordingPack};
use crate::diagnostic::{Diagnostic, catalog};
use crate::parse::Rules;
use crate::search::fold::is_han;
use crate::source::Span;

/// Bytes on each side of a wording that may decide about it; no entry of a lexicon and hardly a sentence is longer.
const NEIGHBOURHOOD: usize = 600;

/// Reports the wordings that were found in a paragraph, each with the place of its first byte.
pub(super) fn check_words<'e>(
    passage: &Passage,
    found: impl Iterator<Item = (usize, &'e PackEntry)>,
    rules: &Rules,
    date: Option<NaiveDate>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, entry) in found {
        let is_chosen = entry.pack == WordingPack::Typos || rules.lexicon.period().contains(date);
        if is_chosen && is_wrong(passage, at, entry, date) && !is_allowed(passage, at, entry, rules, date) {
            let span = passage.span_across(at, entry.text.len());
            passage.report(at, entry.text.len(), wording_message(span, entry), diagnostics);
        }
    }
}

/// Reports a name that differs by one character from one of the lexicon.
pub(super) fn report_near_name(passage: &Passage, near: &NearName, diagnostics: &mut Vec<Diagnostic>) {
    let len: usize = passage.text[near.at..].chars().take(near.name.chars().count()).map(char::len_utf8).sum();
    let written = &passage.text[near.at..near.at + len];
    // 局长王建议 is 王 with a verb.
    let given_name: Vec<char> = written.chars().skip(1).collect();
    if passage.segmenter.segmenter().dictionary().find_word(&given_name).is_some() {
        return;
    }
    let span = passage.span_across(near.at, len);
    passage.report(near.at, len, catalog::name_off_by_one(span, written, near.name, near.title), diagnostics);
}

/// Whether an entry of the house's lexicon holds the wording: a name, or an exception.
fn is_allowed(passage: &Passage, at: usize, entry: &PackEntry, rules: &Rules, date: Option<NaiveDate>) -> bool {
    let lexicon = rules.lexicon.for_day(date);
    let text = passage.text;
    let end = at + entry.text.len();
    // Most passages are shorter; in a long one the whole of it is not searched for each wording.
    let window =
        text.floor_char_boundary(at.saturating_sub(NEIGHBOURHOOD))..text.ceil_char_boundary(end + NEIGHBOURHOOD);
    lexicon.find_entries(&text[window.clone()]).any(|(start, n)| {
        let start = window.start + start;
        start <= at && end <= start + lexicon.entry_at(n).text.len()
    })
}

/// The message on a wording.
pub(in crate::parse) fn wording_message(span: Span, entry: &PackEntry) -> Diagnostic {
    let PackEntry { text, instead, .. } = entry;
    match entry.pack {
        WordingPack::Variants => catalog::variant_spelling(span, text, instead),
        WordingPack::Advertising => catalog::absolute_wording(span, text),
        WordingPack::Organisations => catalog::wrong_organisation(span, text, instead),
        _ => catalog::wrong_word(span, text, instead),
    }
}

fn is_wrong(passage: &Passage, at: usize, entry: &PackEntry, date: Option<NaiveDate>) -> bool {
    let before = passage.before(at);
    let behind = &passage.text[at + entry.text.len()..];
    if entry.begins_clause && before.is_some_and(is_han) {
        return false;
    }
    if entry.unless_behind.iter().any(|word| passage.text[..at].ends_with(word)) {
        return false;
    }
    // 冒冒然 has another mistake.
    if before.is_some() && before == entry.text.chars().next() {
        return false;
    }
    // A text about the word: “布署”应为“部署”.
    if before == Some('“') && behind.starts_with('”') {
        return false;
    }
    if let Some(since) = entry.since
        && (date.is_none_or(|date| date < since) || before == Some('原'))
    {
        return false;
    }

    let behind = &behind[..behind.floor_char_boundary(NEIGHBOURHOOD)];
    let sentence = behind.split(['。', '！', '？', '；', '\n']).next().unwrap_or_default();
    if entry.unless.iter().any(|word| sentence.contains(word)) {
        return false;
    }
    passage.is_cut_off(at, entry.text.len())
}
