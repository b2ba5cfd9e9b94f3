//! Quotation marks: straight ones in Chinese text, reversed ones, and those that do not close or close nothing.

use super::context::{is_code_like, is_latin_context};
use super::passage::{Passage, is_chinese};
use super::running::OPAQUE;
use crate::diagnostic::fix::{Edit, Fix};
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::search::fold::is_han;
use crate::source::Span;

/// Bytes of a quotation whose marks are taken for a pair although one of them is the wrong way round: forty characters.
const SHORT_QUOTATION: usize = 120;

/// A quotation may go on over so many paragraphs without opening anew.
const MAX_QUOTED_PARAGRAPHS: usize = 12;

/// A quotation that was open at the end of the paragraph before: it may close in another, or open anew in each.
#[derive(Default)]
pub(super) struct OpenQuotation {
    open: Option<Span>,
    paragraphs: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Open,
    Close,
    Straight,
}

impl OpenQuotation {
    /// Whether a quotation is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Checks the quotation marks of the next paragraph.
    pub fn check_paragraph(&mut self, passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
        let quotes = find_quotes(passage);
        self.paragraphs += 1;
        if quotes.is_empty() && self.paragraphs <= MAX_QUOTED_PARAGRAPHS {
            return;
        }

        let runs = QuoteRuns::new(&quotes);
        let mut walk = QuoteWalk { passage, quotes: &quotes, runs, open: Vec::new(), diagnostics };
        let mut next = 0;
        if let Some(span) = self.open.take() {
            if quotes.first().is_some_and(|(_, quote)| *quote == Quote::Close) {
                next = 1;
            } else if !passage.text.trim_start().starts_with(['“', '「']) {
                add(walk.diagnostics, catalog::unbalanced(span, '“', None));
            }
        }
        while next < quotes.len() {
            next += walk.read_quote(next);
        }

        // A quotation over several paragraphs opens anew in each and closes in the last.
        let last = walk.open.pop();
        for at in std::mem::take(&mut walk.open) {
            add(walk.diagnostics, catalog::unbalanced(passage.span(at, '“'.len_utf8()), '“', None));
        }
        self.open = last.map(|at| passage.span(at, '“'.len_utf8()));
        self.paragraphs = 0;
    }

    /// Reports what is open at the end of the text.
    pub fn report_rest(self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(self.open.map(|span| catalog::unbalanced(span, '“', None)));
    }
}

/// The quotation marks of a paragraph, ascending. Straight ones between Latin letters count where others are.
fn find_quotes(passage: &Passage) -> Vec<(usize, Quote)> {
    let mut quotes: Vec<(usize, Quote)> = Vec::new();
    let mut has_straight = false;
    for (at, c) in passage.marked_characters() {
        match c {
            '“' => quotes.push((at, Quote::Open)),
            '”' => quotes.push((at, Quote::Close)),
            '"' => has_straight = true,
            _ => {}
        }
    }
    if has_straight {
        quotes.extend(memchr::memchr_iter(b'"', passage.text.as_bytes()).map(|at| (at, Quote::Straight)));
        quotes.sort_unstable_by_key(|(at, _)| *at);
    }
    quotes
}

/// The marks from each one on, looked at once for all.
struct QuoteRuns {
    /// How many straight ones stand one behind the other.
    straight: Vec<usize>,
    /// Whether they close and open by turns, to the paragraph's end.
    reversed_to_end: Vec<bool>,
}

impl QuoteRuns {
    fn new(quotes: &[(usize, Quote)]) -> Self {
        let mut straight = vec![0; quotes.len() + 1];
        let mut reversed_to_end = vec![false; quotes.len() + 1];
        reversed_to_end[quotes.len()] = true;
        for n in (0..quotes.len()).rev() {
            if quotes[n].1 == Quote::Straight {
                straight[n] = straight[n + 1] + 1;
            }
            let is_turned = quotes[n].1 == Quote::Close && quotes.get(n + 1).is_some_and(|next| next.1 == Quote::Open);
            reversed_to_end[n] = is_turned && reversed_to_end[n + 2];
        }
        Self { straight, reversed_to_end }
    }
}

/// A walk over the quotation marks of a paragraph.
struct QuoteWalk<'w, 'p> {
    passage: &'w Passage<'p>,
    quotes: &'w [(usize, Quote)],
    runs: QuoteRuns,
    /// The places of those that are open.
    open: Vec<usize>,
    diagnostics: &'w mut Vec<Diagnostic>,
}

impl QuoteWalk<'_, '_> {
    /// Reads the mark with a number, and returns how many marks were read with it.
    fn read_quote(&mut self, n: usize) -> usize {
        let (at, quote) = self.quotes[n];
        match quote {
            Quote::Open if self.closes_wrongly(n) => {
                self.open.pop();
                self.report_reversed(at, '“', '”');
            }
            Quote::Open => self.open.push(at),
            Quote::Close if self.open.pop().is_some() => {}
            Quote::Close => return self.read_stray_close(n),
            Quote::Straight => return self.read_straight(n),
        }
        1
    }

    fn quote(&self, n: usize) -> Option<Quote> {
        self.quotes.get(n).map(|(_, quote)| *quote)
    }

    /// Whether a mark that opens closes the quotation before it: `“思麦早“的`.
    fn closes_wrongly(&self, n: usize) -> bool {
        let Some(open) = self.open.last() else { return false };
        let is_short = self.quotes[n].0 - open <= SHORT_QUOTATION;
        is_short && self.quote(n + 1) != Some(Quote::Close)
    }

    /// A mark that closes nothing: one of a pair that is reversed, one that should open, or one too many.
    fn read_stray_close(&mut self, n: usize) -> usize {
        let (at, _) = self.quotes[n];
        let next = self.quotes.get(n + 1).filter(|(next, _)| next - at <= SHORT_QUOTATION);
        match next {
            // `”甲“和”乙“`: the rest of the paragraph has all of them reversed.
            Some((close, Quote::Open)) if self.runs.reversed_to_end[n] && self.quotes_words(at + 3, *close) => {
                let edits = [(at, '“'), (*close, '”')].map(|(at, mark)| Edit {
                    span: self.passage.span(at, mark.len_utf8()),
                    replacement: mark.to_string(),
                });
                let fix = Fix::edits_to_confirm(edits.into());
                let mistake = catalog::unbalanced(self.passage.span(at, 3), '”', Some(('“', fix)));
                self.passage.report(at, close + 3 - at, mistake, self.diagnostics);
                2
            }
            Some((_, Quote::Close)) => {
                self.report_reversed(at, '”', '“');
                self.open.push(at);
                1
            }
            _ => {
                // 5” is five inches.
                if !self.passage.before(at).is_some_and(|c| c.is_ascii_digit()) {
                    add(self.diagnostics, catalog::unbalanced(self.passage.span(at, 3), '”', None));
                }
                1
            }
        }
    }

    /// Whether anything that is read stands between two places.
    fn quotes_words(&self, from: usize, to: usize) -> bool {
        self.passage.text[from..to].chars().any(|c| c.is_alphanumeric() || c == OPAQUE)
    }

    fn report_reversed(&mut self, at: usize, mark: char, instead: char) {
        let span = self.passage.span(at, mark.len_utf8());
        let mistake = catalog::unbalanced(span, mark, Some((instead, Fix::to_confirm(span, instead))));
        self.passage.report(at, mark.len_utf8(), mistake, self.diagnostics);
    }

    /// A straight mark: one of a pair of its own, or the other half of a curved one.
    fn read_straight(&mut self, n: usize) -> usize {
        let (at, _) = self.quotes[n];
        let straight = self.runs.straight[n];
        if straight.is_multiple_of(2) {
            self.report_straight_pair(at, self.quotes[n + 1].0);
            return 2;
        }

        if self.open.pop().is_some() {
            self.report_straight(at);
        } else if self.quote(n + straight) == Some(Quote::Close) {
            self.report_straight(at);
            self.open.push(at);
        } else if straight > 1 {
            self.report_straight_pair(at, self.quotes[n + 1].0);
            return 2;
        } else if self.stands_between_chinese(at) {
            self.report_straight(at);
        }
        1
    }

    /// Whether a mark without another half stands in Chinese text: `"` alone may be an inch.
    fn stands_between_chinese(&self, at: usize) -> bool {
        let before = self.passage.before(at);
        let after = self.passage.at(at + 1);
        is_chinese(before) && is_chinese(after) && (before.is_some_and(is_han) || after.is_some_and(is_han))
    }

    fn report_straight(&mut self, at: usize) {
        let text = self.passage.text;
        let beside_chinese = is_chinese(self.passage.before(at)) || is_chinese(self.passage.at(at + 1));
        if beside_chinese && !is_latin_context(text, at) && !is_code_like(text, at) {
            add(self.diagnostics, catalog::ascii_quote(self.passage.span(at, 1)));
        }
    }

    /// Reports a pair once, if what it quotes is Chinese or it stands in Chinese text.
    fn report_straight_pair(&mut self, open: usize, close: usize) {
        let text = self.passage.text;
        let outer_before = is_chinese(self.passage.before(open));
        let outer_after = is_chinese(self.passage.at(close + 1));
        let content = &text[open + 1..close];
        let is_chinese = content.chars().any(is_han) || (outer_before && outer_after);
        let touches_chinese =
            outer_before || outer_after || content.starts_with(is_chinese_char) || content.ends_with(is_chinese_char);
        // Code in quotation marks is quoted twice, which nobody mends.
        let is_code = !content.chars().any(is_han)
            && (content.contains(OPAQUE) || content.starts_with('-') || content.contains(is_sign_of_code));
        // 12"、15"的: inches.
        let are_inches = [open, close].iter().all(|at| self.passage.before(*at).is_some_and(|c| c.is_ascii_digit()))
            && !content.starts_with(|c| is_han(c) && c != '的');
        if !is_chinese
            || !touches_chinese
            || is_code
            || are_inches
            || is_latin_context(text, open)
            || is_code_like(text, open)
        {
            return;
        }

        add(self.diagnostics, catalog::ascii_quote(self.passage.span(open, 1)));
    }
}

/// Whether a character stands in what is typed rather than read: "/usr/sbin", "$unit", "a=b".
fn is_sign_of_code(c: char) -> bool {
    matches!(c, '/' | '\\' | '$' | '=' | '_' | '<' | '>' | '{' | '}' | '@' | '|')
}

fn is_chinese_char(c: char) -> bool {
    is_chinese(Some(c))
}
