//! Reports for people that can be read whole: of a flood of mistakes a few of each kind, then a table with all kinds.
//!
//! Warnings come first and errors last, each in the order of their places: the end is what stays on a terminal.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::{Location, Printer};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Code, Diagnostic, Lang, Message, Severity, explain};
use crate::source::Sources;

/// The most mistakes of one code that are shown in one run.
const MAX_SHOWN: usize = 20;

/// With more mistakes than this the report is held to [`MAX_LINES`].
const MANY_MISTAKES: usize = 200;

/// Of very many mistakes fewer of each code are shown where the report would otherwise have more lines than this.
const MAX_LINES: usize = 280;

/// The lines that errors may take of these before fewer of them are shown, too.
const MAX_ERROR_LINES: usize = 180;

/// Numbers of mistakes of each code that are tried, until the report is short enough.
const SHOWN_STEPS: [usize; 7] = [MAX_SHOWN, 10, 5, 3, 2, 1, 0];

/// The mistakes of one code in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCount {
    /// The code.
    pub code: Code,
    /// Their level.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
    /// How many of them the report shows.
    pub shown: usize,
    /// A heading of a few words.
    pub title: Message,
    /// The path of the first one, with line and column where it has such.
    pub first: String,
}

/// Counts mistakes by code and level: warnings first, and of each level the most frequent first.
pub fn count_codes<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>, sources: &Sources) -> Vec<CodeCount> {
    let mut by_code: BTreeMap<(Code, Severity), CodeCount> = BTreeMap::new();
    for d in diagnostics {
        let row = by_code.entry((d.code, d.severity)).or_insert_with(|| CodeCount {
            code: d.code,
            severity: d.severity,
            count: 0,
            shown: 0,
            title: Message::new("", ""),
            first: start_of_place(d, sources),
        });
        row.count += d.count();
    }

    let mut titles: BTreeMap<String, Message> =
        explain::all_explanations().into_iter().map(|explanation| (explanation.code, explanation.title)).collect();
    let mut rows: Vec<CodeCount> = by_code.into_values().collect();
    for row in &mut rows {
        row.title = titles.remove(row.code).unwrap_or_else(|| row.title.clone());
    }
    rows.sort_by(|a, b| (b.severity, b.count, a.code).cmp(&(a.severity, a.count, b.code)));
    rows
}

fn start_of_place(d: &Diagnostic, sources: &Sources) -> String {
    match Location::of_place(&d.place, sources) {
        None => String::new(),
        Some(Location { path, range: None }) => path.to_owned(),
        Some(Location { path, range: Some(range) }) => format!("{path}:{}:{}", range.start.line, range.start.column),
    }
}

/// A report for people, in pieces.
pub struct Overview {
    /// The mistakes that are shown, warnings first.
    pub shown: Vec<String>,
    /// A row for each code.
    pub rows: Vec<CodeCount>,
}

impl Overview {
    /// Chooses what is shown of sorted diagnostics, those of the baseline aside. With `all`, everything is.
    pub fn new(diagnostics: &[Diagnostic], printer: &Printer, lang: Lang, colour: bool, all: bool) -> Self {
        let new = || diagnostics.iter().filter(|d| !d.known);
        let mut rows = count_codes(new(), printer.sources);
        let is_flood = rows.iter().any(|row| row.count > MAX_SHOWN);
        let limit = if all || !is_flood { usize::MAX } else { MAX_SHOWN };

        let mut rendered = Vec::new();
        for severity in [Severity::Warning, Severity::Error] {
            let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
            for d in new().filter(|d| d.severity == severity) {
                let rank = shown.entry(d.code).or_default();
                *rank += 1;
                if *rank <= limit {
                    let text = printer.render_human(d, lang, colour);
                    rendered.push(RenderedDiagnostic { code: d.code, severity, rank: *rank, text });
                }
            }
        }

        if !all && rows.iter().map(|row| row.count).sum::<usize>() > MANY_MISTAKES {
            shorten(&mut rendered, rows.len());
        }
        for row in &mut rows {
            let of_row = |text: &&RenderedDiagnostic| (text.code, text.severity) == (row.code, row.severity);
            row.shown = rendered.iter().filter(of_row).count();
        }
        Self { shown: rendered.into_iter().map(|rendered| rendered.text).collect(), rows }
    }

    /// Returns whether mistakes are counted that are not shown.
    pub fn leaves_out(&self) -> bool {
        self.rows.iter().any(|row| row.shown < row.count)
    }

    /// Renders the table: level, code, count, heading and the first place, a line for each code. Empty where there is no more
    /// than one code, and all of it is shown.
    pub fn table(&self, lang: Lang) -> String {
        if self.rows.len() < 2 && !self.leaves_out() {
            return String::new();
        }

        let counts: Vec<String> = self.rows.iter().map(|row| row.count.to_string()).collect();
        let titles: Vec<&str> = self.rows.iter().map(|row| row.title.in_lang(lang)).collect();
        let count_width = counts.iter().map(String::len).max().unwrap_or(0);
        let title_width = titles.iter().map(|title| title.width()).max().unwrap_or(0);

        let mut table = String::new();
        for ((row, count), title) in self.rows.iter().zip(&counts).zip(&titles) {
            let level = level_name(row.severity, lang);
            let gap = " ".repeat(title_width - title.width());
            let first = one_line(&row.first);
            let line = format!("{level}  {}  {count:>count_width$}  {title}{gap}  {first}", row.code);
            table.push_str(line.trim_end());
            table.push('\n');
        }
        table
    }
}

fn level_name(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Error, Lang::En) => "error  ",
        (Severity::Warning, Lang::En) => "warning",
    }
}

/// A diagnostic as it is printed.
struct RenderedDiagnostic {
    code: Code,
    severity: Severity,
    /// Its number among those of its code and level, from 1.
    rank: usize,
    text: String,
}

impl RenderedDiagnostic {
    /// Its lines, and the empty one behind it.
    fn lines(&self) -> usize {
        memchr::memchr_iter(b'\n', self.text.as_bytes()).count() + 1
    }
}

/// Drops texts so that the whole, with a table of some rows, stays within [`MAX_LINES`]. Errors have the first claim.
fn shorten(rendered: &mut Vec<RenderedDiagnostic>, rows: usize) {
    let room = MAX_LINES.saturating_sub(rows);
    drop_beyond(rendered, Severity::Error, room.min(MAX_ERROR_LINES));
    let errors: usize = rendered.iter().filter(|d| d.severity == Severity::Error).map(RenderedDiagnostic::lines).sum();
    drop_beyond(rendered, Severity::Warning, room.saturating_sub(errors));
}

/// Keeps so many texts of each code of one level that they fit into `room` lines.
fn drop_beyond(rendered: &mut Vec<RenderedDiagnostic>, severity: Severity, room: usize) {
    let steps = SHOWN_STEPS.into_iter().find(|step| {
        let kept = rendered.iter().filter(|d| d.severity == severity && d.rank <= *step);
        kept.map(RenderedDiagnostic::lines).sum::<usize>() <= room
    });
    // An error of each code is shown whatever room there is.
    let least = usize::from(severity == Severity::Error);
    let limit = steps.unwrap_or(0).max(least);
    rendered.retain(|d| d.severity != severity || d.rank <= limit);
}
