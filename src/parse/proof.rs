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
mod times;
mod words;

use chrono::NaiveDate;

use self::brackets::OpenBrackets;
pub(super) use self::characters::check_head;
pub use self::edits::attach_edits;
use self::figures::FigureChecks;
pub(super) use self::markup::looks_like_address;
use self::passage::Passage;
pub(super) use self::passage::is_cut_off;
use self::quotes::OpenQuotation;
pub use self::running::RunningText;
use super::Rules;
use super::wording::LexiconChecker;
use crate::config::wording_packs::{PackEntry, WordingPack};
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
        let mut proofreader = Proofreader::new(text, date, rules);
        let all = marks::find_marks(text);
        let mut all = all.as_slice();
        let mut marks = Vec::new();

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

            if !text.trim().is_empty() {
                let passage = Passage { text, marks: &marks, segmenter: rules.proof_segmenter, paragraph, file };
                proofreader.check_passage(&passage, diagnostics);
            }
        });

        proofreader.brackets.report_rest(diagnostics);
        proofreader.quotation.report_rest(diagnostics);
    }
}

/// The state of proofreading a story, paragraph by paragraph.
struct Proofreader<'r> {
    rules: &'r Rules<'r>,
    date: Option<NaiveDate>,
    /// The body's text, and the wordings of the packs that stand in it.
    text: &'r str,
    found_words: Vec<(usize, &'r PackEntry)>,
    figure_checks: FigureChecks,
    wording: Option<LexiconChecker<'r>>,
    brackets: OpenBrackets,
    quotation: OpenQuotation,
}

impl<'r> Proofreader<'r> {
    fn new(text: &'r str, date: Option<NaiveDate>, rules: &'r Rules<'r>) -> Self {
        Self {
            rules,
            date,
            text,
            found_words: rules.lexicon.packs().find_entries(text).collect(),
            figure_checks: FigureChecks::needed_by(text),
            wording: LexiconChecker::new(rules.lexicon.for_day(date)),
            brackets: OpenBrackets::default(),
            quotation: OpenQuotation::default(),
        }
    }

    /// Checks the next paragraph.
    fn check_passage(&mut self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        self.figure_checks.check_paragraph(passage, self.date, diagnostics);
        times::check_times(passage, diagnostics);
        self.check_wording(passage, diagnostics);
        if !passage.marks.is_empty() || self.quotation.is_open() {
            self.check_marks(passage, diagnostics);
        }
        if let Some(wording) = &mut self.wording {
            wording.check_paragraph(passage.text, &|at, len| passage.span_across(at, len), diagnostics);
        }
    }

    /// Checks what a paragraph has at its marks.
    fn check_marks(&mut self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        characters::check_characters(passage, diagnostics);
        doubled::check_doubled(passage, diagnostics);
        blanks::check_blanks(passage, diagnostics);
        self.brackets.check_paragraph(passage, diagnostics);
        self.quotation.check_paragraph(passage, diagnostics);
        dates::check_dates(passage, self.date, diagnostics);
        markup::check_markup(passage, diagnostics);
        markup::check_placeholders(passage, diagnostics);
    }

    /// Checks a paragraph by the packs that the site uses, and the names in it by its lexicon.
    fn check_wording(&self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        let Self { rules, date, .. } = *self;
        let packs = rules.lexicon.packs();
        match passage.paragraph.from {
            Some(from) => {
                let end = from + passage.text.len();
                let here = self.found_words.iter().filter(|(at, _)| (from..end).contains(at));
                words::check_words(passage, here.map(|(at, entry)| (at - from, *entry)), rules, date, diagnostics);
            }
            None => words::check_words(passage, packs.find_entries(passage.text), rules, date, diagnostics),
        }

        let is_of_period = rules.lexicon.period().contains(date);
        if packs.holds(WordingPack::Units) && is_of_period {
            standards::check_units(passage, diagnostics);
        }
        if packs.holds(WordingPack::Punctuation) && is_of_period {
            standards::check_punctuation(passage, diagnostics);
        }

        for near in rules.lexicon.near_names().find_near_names(passage.text, self.text) {
            words::report_near_name(passage, &near, diagnostics);
        }
    }
}
