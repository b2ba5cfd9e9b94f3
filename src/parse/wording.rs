//! The house's lexicon in one text: forbidden wording, full names at first mention, people with their titles.

use super::{Rules, proof};
use crate::config::lexicon::{LexiconOfDay, Rule};
use crate::config::wording_packs::WordingPack;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::source::Span;

/// Checks a text by the lexicon, and remembers the entries that it has mentioned.
pub(super) struct LexiconChecker<'l> {
    lexicon: LexiconOfDay<'l>,
    /// By entry.
    mentioned: Vec<bool>,
}

impl<'l> LexiconChecker<'l> {
    /// For a text that has yet to begin; none where there is nothing to look for.
    pub fn new(lexicon: LexiconOfDay<'l>) -> Option<Self> {
        (!lexicon.is_empty()).then(|| Self { lexicon, mentioned: vec![false; lexicon.len()] })
    }

    /// Looks through the next paragraph.
    pub fn check_paragraph(
        &mut self,
        text: &str,
        span: &dyn Fn(usize, usize) -> Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (at, n) in self.lexicon.find_entries(text) {
            let entry = self.lexicon.entry_at(n);
            let place = || span(at, entry.text.len());
            let first = !std::mem::replace(&mut self.mentioned[n], true);

            match &entry.rule {
                Rule::Forbidden(instead) => add(diagnostics, catalog::forbidden_wording(place(), &entry.text, instead)),
                Rule::Short(full) if first && !self.mentioned[*full] => {
                    add(
                        diagnostics,
                        catalog::short_name_first(place(), &entry.text, &self.lexicon.entry_at(*full).text),
                    );
                    // Of several short names the first one is enough to say it.
                    self.mentioned[*full] = true;
                }
                Rule::Titled(titles) if first => {
                    let before = text[..at].trim_end();
                    let after = text[at + entry.text.len()..].trim_start();
                    let titled = titles
                        .iter()
                        .any(|title| before.ends_with(title.as_str()) || after.starts_with(title.as_str()));
                    if let (false, Some(title)) = (titled, titles.first()) {
                        let mut mistake = catalog::name_without_title(place(), &entry.text, title);
                        // Behind a word a title may stand that is another one.
                        if !before.ends_with(char::is_alphanumeric) {
                            let titled_name = format!("{title}{}", entry.text);
                            mistake.fixes.push(Fix::to_confirm(place(), titled_name).of_text(&entry.text));
                        }
                        add(diagnostics, mistake);
                    }
                }
                Rule::Allowed | Rule::Full | Rule::Short(_) | Rule::Titled(_) => {}
            }
        }
    }
}

/// Looks for forbidden wording in a value of the front matter, which stands at a place of the file. Headlines
/// may be short: names are not asked to be written in full there.
pub(super) fn check_value(
    lexicon: LexiconOfDay,
    rules: &Rules,
    value: &str,
    place: Span,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut typos =
        rules.lexicon.packs().find_entries(value).filter(|(_, entry)| entry.pack == WordingPack::Typos).peekable();
    if lexicon.is_empty() && typos.peek().is_none() {
        return;
    }
    let written = file.get(place.start as usize..place.end as usize).unwrap_or_default();
    // Where the value does not stand in the file letter by letter, the whole of it is shown.
    let start = written.find(value).map(|at| place.start as usize + at);
    for (at, n) in lexicon.find_entries(value) {
        let entry = lexicon.entry_at(n);
        if let Rule::Forbidden(instead) = &entry.rule {
            let span = start.map_or(place, |start| Span::new(place.file, start + at, start + at + entry.text.len()));
            add(diagnostics, catalog::forbidden_wording(span, &entry.text, instead));
        }
    }

    for (at, entry) in typos {
        let is_allowed = lexicon
            .find_entries(value)
            .any(|(start, n)| start <= at && at + entry.text.len() <= start + lexicon.entry_at(n).text.len());
        // A value of front matter is YAML first: its fix is found in the file, or there is none.
        if let Some(start) = start
            && !is_allowed
            && entry.unless.is_empty()
            && proof::is_cut_off(value, at, entry.text.len(), rules.proof_segmenter)
        {
            let span = Span::new(place.file, start + at, start + at + entry.text.len());
            add(diagnostics, catalog::wrong_word(span, entry.text, entry.instead));
        }
    }
}
