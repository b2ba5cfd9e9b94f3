//! `jianbao fix`: applies the edits that diagnostics carry, and writes the files that these change.
//!
//! [`fix_texts`] works on texts in memory, in rounds: edits that touch each other wait for the next one, and what a round
//! has mended may show what stood behind it. [`rewrite`] puts a changed text in the place of its file.

pub mod rewrite;
mod selection;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::fix::{Edit, apply_edits};
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Edition;
use crate::model::review::{SignatureState, signature_entries};
use crate::pipeline::{Bulletin, Prepared, prepare};
use crate::source::{FileId, Input, Sources, Text};

pub use selection::{FixChoice, FixSelection};

use selection::Caution;

/// The most rounds of edits. A round mends all that is known at once; more than a few are only taken by a text that has
/// more mistakes than are listed.
const MAX_ROUNDS: usize = 64;

/// The texts of a bulletin after the fixes, in memory.
pub struct FixedTexts {
    /// The texts that were changed, in the order of their paths.
    pub changed: Vec<ChangedText>,
    /// The paths of stories that were left as they are, since their signatures name them so.
    pub signed: Vec<String>,
    /// All texts as they are now.
    pub sources: Sources,
    /// Mistakes that are left, in order.
    pub left: Vec<Diagnostic>,
}

/// A text that fixes have changed.
#[derive(Clone, Debug)]
pub struct ChangedText {
    /// The text as it was read.
    pub before: Arc<Text>,
    /// The text with the fixes.
    pub after: Arc<Text>,
    /// How many mistakes were mended, by code.
    pub mended: BTreeMap<Code, usize>,
}

/// Applies the fixes that a choice takes to the texts of an input, until none is left.
///
/// A fix that would bring a new mistake into its text is taken back, and not tried again.
pub fn fix_texts(input: Input, edition: Edition, choice: &FixChoice) -> FixedTexts {
    let original = input.sources.clone();
    let mut round = Round::prepare(input, edition, None);
    let mut ledger = FixLedger::default();

    for _ in 0..MAX_ROUNDS {
        let selection = choice.select(&round.diagnostics, &round.bulletin.sources, &ledger.caution);
        let Some(edited) = apply_selection(&round.bulletin.sources, &selection) else { break };

        let next = Round::prepare(round.input_with(edited), edition, Some(&round.bulletin));
        let harmed = find_harmed_texts(&round, &next, &selection);
        ledger.note_round(&selection, &harmed);
        if harmed.is_empty() {
            round = next;
            continue;
        }

        let restored = harmed.iter().map(|file| round.bulletin.sources.shared(*file).clone()).collect();
        round = Round::prepare(next.input_with(restored), edition, Some(&next.bulletin));
    }

    let Round { bulletin, mut diagnostics } = round;
    sort_by_place(&mut diagnostics, &bulletin.sources);
    let signed = spared_stories(&bulletin, &diagnostics, choice);
    let changed = ledger.changed_texts(&original, &bulletin.sources);
    FixedTexts { changed, signed, sources: bulletin.sources, left: diagnostics }
}

/// Returns the paths of the stories that could be mended and were not, since they are signed and would lose their signatures.
fn spared_stories(bulletin: &Bulletin, left: &[Diagnostic], choice: &FixChoice) -> Vec<String> {
    let site = &bulletin.site;
    let stories = site.stories.iter().chain(site.held.iter().map(|held| &held.story));
    let signed = stories.filter(|story| {
        let entries = signature_entries(site, story);
        entries.iter().any(|entry| entry.state == SignatureState::Right)
    });

    let mendable: BTreeSet<FileId> = left.iter().filter_map(|d| choice.fixable_file(d, &bulletin.sources)).collect();
    signed.filter(|story| mendable.contains(&story.file)).map(|story| story.path.clone()).collect()
}

/// Applies the safe fixes of some diagnostics of an input, in one round. What would bring a new mistake into its text is left
/// out.
pub fn fix_listed(input: Input, edition: Edition, listed: &[Diagnostic]) -> Vec<ChangedText> {
    let original = input.sources.clone();
    let round = Round::prepare(input, edition, None);
    let selection = FixChoice::default().select(listed, &original, &Caution::default());
    let Some(edited) = apply_selection(&original, &selection) else { return Vec::new() };

    let next = Round::prepare(round.input_with(edited), edition, Some(&round.bulletin));
    let harmed = find_harmed_texts(&round, &next, &selection);
    let mut ledger = FixLedger::default();
    ledger.note_round(&selection, &harmed);
    let mut changed = ledger.changed_texts(&original, &next.bulletin.sources);
    changed.retain(|text| original.find(&text.before.path).is_none_or(|(file, _)| !harmed.contains(&file)));
    changed
}

/// The bulletin between two rounds of edits, with all that is wrong with its texts.
struct Round {
    bulletin: Bulletin,
    diagnostics: Vec<Diagnostic>,
}

impl Round {
    fn prepare(input: Input, edition: Edition, previous: Option<&Bulletin>) -> Self {
        let Prepared { bulletin, .. } = prepare(input, edition, None, previous);
        let mut diagnostics = bulletin.all_diagnostics();
        sort_by_place(&mut diagnostics, &bulletin.sources);
        Self { bulletin, diagnostics }
    }

    /// The input of the bulletin with other texts.
    fn input_with(&self, texts: Vec<Arc<Text>>) -> Input {
        let input = self.bulletin.input();
        let sources = texts.into_iter().fold(input.sources.clone(), Sources::with_shared);
        Input { sources, ..input.clone() }
    }

    /// Counts the diagnostics of some files, by file and code.
    fn count_by_code(&self, files: &BTreeSet<FileId>) -> HashMap<(FileId, Code), usize> {
        let mut counts = HashMap::new();
        for d in self.diagnostics.iter().filter(|d| !depends_on_the_rest(d.code)) {
            if let Place::At(span) = d.place
                && files.contains(&span.file)
            {
                *counts.entry((span.file, d.code)).or_default() += 1 + d.others;
            }
        }
        counts
    }
}

/// Returns whether a mistake is judged by more than its place, so that mending another one may show it: two stories may be
/// seen to be alike as soon as their punctuation is; blanks and dots to be slips once the rest of the text is written as
/// Chinese is; lines to be whole sentences once each ends with one mark; and figures and wording to be wrong once their
/// digits are those that are read as figures (J690 to J699).
fn depends_on_the_rest(code: Code) -> bool {
    matches!(code, "J405" | "J406" | "J613" | "J619" | "J656") || code.starts_with("J69")
}

/// Applies the selected edits to their texts. `None` if there is nothing to change.
fn apply_selection(sources: &Sources, selection: &FixSelection) -> Option<Vec<Arc<Text>>> {
    let mut edited = Vec::new();
    for (file, edits) in &selection.edits {
        let text = sources.text(*file);
        // Edits that do not fit their text are a bug of a message, and change nothing.
        let Ok(fixed) = apply_edits(&text.text, &with_line_ends_of(&text.text, edits)) else { continue };
        if fixed != text.text {
            edited.push(Arc::new(Text { path: text.path.clone(), text: fixed }));
        }
    }
    (!edited.is_empty()).then_some(edited)
}

/// Gives line breaks in replacements the form that those of the text have.
fn with_line_ends_of(text: &str, edits: &[Edit]) -> Vec<Edit> {
    let has_crlf = text.contains("\r\n");
    let adapt = |edit: &Edit| {
        let replacement = &edit.replacement;
        let replacement =
            if has_crlf { replacement.replace("\r\n", "\n").replace('\n', "\r\n") } else { replacement.clone() };
        Edit { replacement, ..edit.clone() }
    };
    edits.iter().map(adapt).collect()
}

/// Returns the files that have a mistake after a round which they did not have before. Where an error was mended, it is
/// seen for the first time what stands behind it.
fn find_harmed_texts(before: &Round, after: &Round, selection: &FixSelection) -> BTreeSet<FileId> {
    let files: BTreeSet<FileId> = selection.edits.keys().copied().collect();
    let counts_before = before.count_by_code(&files);
    let counts_after = after.count_by_code(&files);

    let has_new = |(key, count): (&(FileId, Code), &usize)| {
        let is_new = *count > counts_before.get(key).copied().unwrap_or_default();
        (is_new && !selection.mends_error(key.0)).then_some(key.0)
    };
    counts_after.iter().filter_map(has_new).collect()
}

/// The state of the rounds so far.
#[derive(Default)]
struct FixLedger {
    /// How many mistakes were mended, by file and code.
    mended: BTreeMap<FileId, BTreeMap<Code, usize>>,
    /// Codes that are not tried again.
    caution: Caution,
}

impl FixLedger {
    fn note_round(&mut self, selection: &FixSelection, harmed: &BTreeSet<FileId>) {
        for fix in selection.fixes.iter().filter(|fix| !harmed.contains(&fix.file)) {
            *self.mended.entry(fix.file).or_default().entry(fix.code).or_default() += 1;
        }
        for file in harmed {
            self.caution.note_harm(*file, selection.codes_in(*file));
        }
    }

    fn changed_texts(mut self, before: &Sources, after: &Sources) -> Vec<ChangedText> {
        let mut changed = Vec::new();
        for (file, _) in before.iter() {
            let old = before.shared(file);
            let new = after.shared(file);
            if old.text != new.text {
                let mended = self.mended.remove(&file).unwrap_or_default();
                changed.push(ChangedText { before: old.clone(), after: new.clone(), mended });
            }
        }
        changed
    }
}

impl ChangedText {
    /// How many mistakes were mended.
    pub fn mended_count(&self) -> usize {
        self.mended.values().sum()
    }
}
