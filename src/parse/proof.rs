//! Proofreading: typing mistakes in Chinese text, as warnings. Paragraph by paragraph, without code,
//! addresses and pictures.

mod blanks;
mod brackets;
mod characters;
mod context;
mod dates;
mod doubled;
mod edits;
mod figures;
mod marks;
mod markup;
mod passage;
mod quotes;
mod running;
mod standards;
mod sums;
mod words;

use chrono::NaiveDate;

use self::brackets::OpenBrackets;
pub use self::edits::attach_edits;
use self::figures::FigureChecks;
pub(super) use self::markup::looks_like_address;
use self::passage::Passage;
pub(super) use self::passage::is_cut_off;
use self::quotes::OpenQuotation;
pub use self::running::RunningText;
use super::Rules;
use super::wording::LexiconChecker;
use crate::config::wording_packs::WordingPack;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

impl RunningText {
    /// Reports what is wrong in it. `text` is the body's text that it is part of, `date` the story's own.
    pub fn proofread(
        &self,
        text: &str,
        file: FileId,
        date: Option<NaiveDate>,
        rules: &Rules,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut wording = LexiconChecker::new(rules.lexicon.for_day(date));
        let mut brackets = OpenBrackets::default();
        let mut quotation = OpenQuotation::default();
        let all = marks::find_marks(text);
        let mut all = all.as_slice();
        let mut marks = Vec::new();
        let packs = rules.lexicon.packs();
        let found_words: Vec<_> = packs.find_entries(text).collect();
        let figure_checks = FigureChecks::needed_by(text);
        let near_names = rules.lexicon.near_names();
        let story_text = text;

        self.for_each_paragraph(text, |paragraph| {
            let text = paragraph.text;
            marks.clear();
            match paragraph.from {
                Some(from) => {
                    all = &all[all.partition_point(|at| *at < from)..];
                    let here = all.iter().take_while(|at| **at < from + text.len());
                    marks.extend(here.map(|at| at - from));
                }
                None => marks::append_marks(text, &mut marks),
            }
            if text.trim().is_empty() {
                return;
            }

            let passage = Passage { text, marks: &marks, segmenter: rules.proof_segmenter, paragraph, file };
            figure_checks.check_paragraph(&passage, date, diagnostics);
            match paragraph.from {
                Some(from) => {
                    let here = found_words.iter().filter(|(at, _)| (from..from + text.len()).contains(at));
                    words::check_words(&passage, here.map(|(at, entry)| (at - from, *entry)), rules, date, diagnostics);
                }
                None => words::check_words(&passage, packs.find_entries(text), rules, date, diagnostics),
            }
            if packs.holds(WordingPack::Units) && rules.lexicon.period().contains(date) {
                standards::check_units(&passage, diagnostics);
            }
            if packs.holds(WordingPack::Punctuation) && rules.lexicon.period().contains(date) {
                standards::check_punctuation(&passage, diagnostics);
            }
            for near in near_names.find_near_names(text, story_text) {
                words::report_near_name(&passage, &near, diagnostics);
            }
            if marks.is_empty() && !quotation.is_open() && wording.is_none() {
                return;
            }

            characters::check_characters(&passage, diagnostics);
            doubled::check_doubled(&passage, diagnostics);
            blanks::check_blanks(&passage, diagnostics);
            brackets.check_paragraph(&passage, diagnostics);
            quotation.check_paragraph(&passage, diagnostics);
            dates::check_dates(&passage, date, diagnostics);
            markup::check_markup(&passage, diagnostics);
            markup::check_placeholders(&passage, diagnostics);
            if let Some(wording) = &mut wording {
                wording.check_paragraph(text, &|at, len| passage.span_across(at, len), diagnostics);
            }
        });

        brackets.report_rest(diagnostics);
        quotation.report_rest(diagnostics);
    }
}
