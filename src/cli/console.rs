//! Prints for people and programs: reports of mistakes, results and progress, in the language and as much as was asked for.

use std::io::{IsTerminal, Write, stderr};
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Status, output};
use crate::diagnostic::baseline::BASELINE_FILE;
use crate::diagnostic::report::{Overview, Printer, render_gitlab, render_sarif, sort_by_place};
use crate::diagnostic::{Diagnostic, DiagnosticKind, Lang, any_error};
use crate::source::Sources;

/// How much is said beside mistakes and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Nothing.
    Quiet,
    /// How it went.
    Normal,
    /// Details, too.
    Verbose,
}

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Human,
    Json,
    Sarif,
    Github,
    Gitlab,
}

/// How a report is made.
#[derive(Clone, Copy)]
pub(super) struct ReportOptions<'r> {
    pub format: ReportFormat,
    /// The bulletin's: some forms need paths from the repository's.
    pub root: &'r Path,
    /// Whether people get every mistake, however many there are of one code. Programs always do.
    pub all: bool,
}

/// The way to print that the user chose.
#[derive(Clone, Copy)]
pub(super) struct Console {
    pub lang: Lang,
    pub voice: Voice,
}

impl Console {
    pub fn is_quiet(self) -> bool {
        self.voice == Voice::Quiet
    }

    pub fn is_verbose(self) -> bool {
        self.voice == Voice::Verbose
    }

    /// The text in the language.
    pub fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Prints a line to standard error, in the language.
    pub fn print_note(self, zh: &str, en: &str) {
        let _ = writeln!(stderr(), "{}", self.pick(zh, en));
    }

    /// Prints a mistake that keeps a command from its work.
    pub fn refuse(self, mistake: Diagnostic) -> Status {
        self.refuse_with(vec![mistake], &Sources::default())
    }

    /// Prints the mistakes that keep a command from its work.
    pub fn refuse_with(self, mistakes: Vec<Diagnostic>, sources: &Sources) -> Status {
        self.report(mistakes, sources);
        Status::Failed
    }

    /// Prints mistakes for people, and returns the status that they mean.
    pub fn report(self, diagnostics: Vec<Diagnostic>, sources: &Sources) -> Status {
        let options = ReportOptions { format: ReportFormat::Human, root: Path::new("."), all: false };
        self.report_as(options, diagnostics, sources)
    }

    /// Prints mistakes in order, then how many there are, and returns the status that they mean. Text for people goes to
    /// standard error, all else to standard output.
    pub fn report_as(self, options: ReportOptions, mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Status {
        let ReportOptions { format, root, all } = options;
        sort_by_place(&mut diagnostics, sources);

        let lang = self.lang;
        let prefix = path_prefix(root);
        let printer = Printer::new(sources);
        match format {
            ReportFormat::Sarif => output::print_json(&render_sarif(&diagnostics, sources, lang)),
            ReportFormat::Gitlab => output::print_json(&render_gitlab(&diagnostics, sources, lang, &prefix)),
            ReportFormat::Github => {
                diagnostics.iter().for_each(|d| output::print(printer.render_github(d, lang, &prefix)))
            }
            ReportFormat::Json => {
                diagnostics.iter().for_each(|d| output::print_json(&format!("{}\n", printer.render_json(d, lang))));
            }
            ReportFormat::Human => print_for_people(&diagnostics, &printer, lang, all),
        }

        if diagnostics.iter().any(|d| d.kind == DiagnosticKind::Environment) {
            Status::Failed
        } else if any_error(&diagnostics) {
            Status::Mistakes
        } else {
            Status::Done
        }
    }

    /// A progress bar on a terminal, hidden elsewhere and where nothing is to be said.
    pub fn progress_bar(self, length: usize) -> ProgressBar {
        if !self.shows_progress() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length as u64);
        set_template(&bar, "{bar:40} {pos}/{len}");
        bar
    }

    pub fn shows_progress(self) -> bool {
        !self.is_quiet() && stderr().is_terminal()
    }
}

/// Sets the form of a bar; it keeps the one that it has where the template cannot be read.
pub(super) fn set_template(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

/// Prints mistakes, warnings first, then a table by code, then how many there are.
fn print_for_people(diagnostics: &[Diagnostic], printer: &Printer, lang: Lang, all: bool) {
    let mut err = stderr().lock();
    let has_colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();

    let overview = Overview::new(diagnostics, printer, lang, has_colour, all);
    for text in &overview.shown {
        let _ = writeln!(err, "{text}");
    }
    let table = overview.table(lang);
    if !table.is_empty() {
        let _ = writeln!(err, "{table}");
    }
    if overview.leaves_out() {
        let _ = match lang {
            Lang::Zh => writeln!(err, "同一种有很多的，只列出几处；要全部列出，运行 `jianbao check --all`"),
            Lang::En => writeln!(err, "of those that are many only a few are listed: `jianbao check --all` lists all"),
        };
    }
    let _ = err.write_all(count_lines(diagnostics, lang).as_bytes());
}

/// Returns how many mistakes there are, and how many warnings the baseline has; nothing where there are none.
fn count_lines(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let errors: usize = diagnostics.iter().filter(|d| !d.known && d.is_error()).map(Diagnostic::count).sum();
    let warnings: usize = diagnostics.iter().filter(|d| !d.known && !d.is_error()).map(Diagnostic::count).sum();
    let known: usize = diagnostics.iter().filter(|d| d.known).map(Diagnostic::count).sum();

    let mut lines = String::new();
    let first = diagnostics.iter().filter(|d| !d.known).min_by_key(|d| !d.is_error());
    if let Some(first) = first {
        let explain = format!("jianbao explain {}", first.code);
        lines.push_str(&match lang {
            Lang::Zh => format!("{errors} 个错误，{warnings} 个警告（想知道更多：{explain}）\n"),
            Lang::En => format!(
                "{errors} error{}, {warnings} warning{} (more: {explain})\n",
                plural_ending(errors),
                plural_ending(warnings)
            ),
        });
    }
    if known > 0 {
        lines.push_str(&match lang {
            Lang::Zh => format!("基线 {BASELINE_FILE} 里的 {known} 个警告没有列出\n"),
            Lang::En => {
                format!("{known} warning{} of the baseline {BASELINE_FILE} not listed\n", plural_ending(known))
            }
        });
    }
    lines
}

fn plural_ending(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The path from the working directory to a bulletin: empty, or ending in `/`.
fn path_prefix(root: &Path) -> String {
    let parts = root.components().filter(|part| *part != Component::CurDir);
    let path = parts.collect::<PathBuf>().to_string_lossy().replace('\\', "/");
    if path.is_empty() || path.ends_with('/') { path } else { path + "/" }
}
