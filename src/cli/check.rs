//! `jianbao check`: everything that is wrong, or that concerns some files, or that is new. Writes nothing but what it is
//! asked for: a baseline, a page.

mod other_checker;
mod page;
mod selection;

use std::path::PathBuf;

use chrono::NaiveDate;

use self::other_checker::{EXTERNAL_CODES, run_checker};
use self::page::write_page;
use self::selection::Selection;
use super::arguments::BuildArguments;
use super::baseline::{read_baseline, write_baseline};
use super::bulletin::{OpenOptions, OpenedBulletin};
use super::console::{Console, ReportFormat, ReportOptions};
use super::external::ExternalCheck;
use super::summary::{format_timings, summary_json, summary_text};
use super::{Outcome, Status, output};
use crate::config::period::parse_day;
use crate::diagnostic::baseline::{BASELINE_FILE, Baseline};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Diagnostic, DiagnosticKind, Lang, Severity, any_error, catalog};
use crate::memo::Memo;
use crate::pipeline::{Bulletin, Timings};

/// Codes of links to other sites, which are only looked for with `--external`.
const LINK_CODES: [&str; 2] = ["J509", "J510"];

#[derive(clap::Args)]
pub(super) struct CheckArguments {
    /// 只说和这些文件、目录有关的；可以写几个
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    build: BuildArguments,
    /// 只说一个栏目的稿件：目录名或栏目名；可以写几次
    #[arg(long, value_name = "COLUMN")]
    column: Vec<String>,
    /// 只说这一天和以后的稿件，如 2024-01-01；全站的设置照样说
    #[arg(long, value_name = "DATE", value_parser = parse_since)]
    since: Option<NaiveDate>,
    /// 只说这些代码，如 J611,J612
    #[arg(long, value_name = "CODES")]
    only: Vec<String>,
    /// 全部列出，同一种再多也不省略
    #[arg(long)]
    all: bool,
    /// 把现在的警告记进基线 .jianbao-baseline，以后只说新的；错误不记，从不隐藏
    #[arg(long, conflicts_with_all = ["files", "column", "since", "only", "no_baseline"])]
    write_baseline: bool,
    /// 不看基线，原有的警告也说
    #[arg(long)]
    no_baseline: bool,
    /// 警告都算作错误；基线里的不算
    #[arg(long)]
    strict: bool,
    /// 最多可以有多少个警告，超过就算没有通过；基线里的不算
    #[arg(long, value_name = "N")]
    max_warnings: Option<usize>,
    /// 也查外部链接：逐个问对方的网站，最多两分钟，打不开的只是警告
    #[arg(long)]
    external: bool,
    /// 也用这个命令检查：给它每一段文字，收它的意见，都是一行一个 JSON；见 docs/check-formats.md
    #[arg(long, value_name = "COMMAND")]
    with: Option<String>,
    /// --with 的命令最多运行多少秒，到时还没有结束就中止
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    with_timeout: u64,
    /// 另写一份网页，附在一审的后面，如 机审.html：可以打印，不用联网
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

fn parse_since(written: &str) -> Result<NaiveDate, String> {
    parse_day(written).ok_or_else(|| "2024-01-01".to_owned())
}

pub(super) fn run_check(arguments: &CheckArguments, console: Console) -> Outcome {
    let build = &arguments.build;
    let OpenedBulletin { bulletin, mut diagnostics, timings } = OpenedBulletin::open(OpenOptions {
        root: &build.site.root,
        edition: build.site.to_edition(),
        segmenter: None,
        memo: Memo::default(),
        base_url: build.base_url.clone(),
    });
    // Where there is no bulletin, that alone is said, and not that it has no such file.
    let selection = match diagnostics.iter().any(|d| d.kind.leaves_no_bulletin()) {
        true => Selection::of_everything(&bulletin.sources),
        false => Selection::parse(arguments, &bulletin).map_err(|mistake| console.refuse(*mistake))?,
    };

    diagnostics.extend(bulletin.check());
    let external = arguments.external.then(|| ExternalCheck::run(&bulletin, console));
    diagnostics.extend(external.iter().flat_map(|external| external.mistakes.clone()));
    if let Some(command) = &arguments.with {
        diagnostics.extend(run_checker(command, arguments.with_timeout, &bulletin, &selection));
    }
    sort_by_place(&mut diagnostics, &bulletin.sources);

    let mut check = Check { arguments, console, bulletin: &bulletin, diagnostics, errors_elsewhere: 0, mended: 0 };
    check.select(&selection);
    check.compare_with_baseline(selection.is_all())?;
    check.raise_levels();
    let page = arguments.report.as_ref().filter(|_| check.has_bulletin());
    if let Some(path) = page {
        write_page(path, &check, &selection).map_err(|mistake| console.refuse(*mistake))?;
    }
    let status = check.print(external.as_ref(), &timings);
    if let Some(path) = page.filter(|_| !console.is_quiet()) {
        let path = one_line(&path.display().to_string());
        console.print_note(&format!("机审报告写好了：{path}"), &format!("the report is written: {path}"));
    }
    Ok(status)
}

/// One run of the command.
struct Check<'c> {
    arguments: &'c CheckArguments,
    console: Console,
    bulletin: &'c Bulletin,
    /// In the order of their places.
    diagnostics: Vec<Diagnostic>,
    /// Errors that were not asked for.
    errors_elsewhere: usize,
    /// Warnings of the baseline that are there no more.
    mended: usize,
}

impl Check<'_> {
    /// Returns whether there is a bulletin.
    fn has_bulletin(&self) -> bool {
        !self.diagnostics.iter().any(|d| d.kind == DiagnosticKind::NoBulletin)
    }

    /// Drops what was not asked for.
    fn select(&mut self, selection: &Selection) {
        if selection.is_all() {
            return;
        }
        let (kept, dropped): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.diagnostics).into_iter().partition(|d| selection.contains(d));
        self.errors_elsewhere = dropped.iter().filter(|d| d.is_error()).map(Diagnostic::count).sum();
        self.diagnostics = kept;
    }

    /// Marks the warnings that the baseline has, after it has been written anew if that was asked for.
    fn compare_with_baseline(&mut self, is_whole: bool) -> Result<(), Status> {
        let root = &self.arguments.build.site.root;
        if self.arguments.no_baseline {
            return Ok(());
        }

        let mut mistakes = Vec::new();
        let mut baseline = read_baseline(root, &mut mistakes);
        if self.arguments.write_baseline {
            // What could not be looked at would be new the next time.
            if self.diagnostics.iter().any(|d| d.kind.leaves_no_bulletin()) {
                self.console
                    .print_note("没有写基线：先解决列出的错误", "no baseline was written: see to the errors first");
                return Ok(());
            }
            let found = Baseline::of_warnings(&self.diagnostics, &self.bulletin.sources);
            // Of what was not looked for nothing new is known.
            baseline = found.with(baseline.with_codes(|code| !self.looks_for(code)));
            write_baseline(root, &baseline)
                .map_err(|error| self.console.refuse(catalog::disk(BASELINE_FILE, &error.to_string())))?;
            self.print_written(&baseline);
            mistakes.clear();
        }

        let mended = baseline.mark_known(&mut self.diagnostics, &self.bulletin.sources);
        self.diagnostics.extend(mistakes);
        if is_whole && !any_error(&self.diagnostics) {
            self.mended = mended.with_codes(|code| self.looks_for(code)).len();
        }
        Ok(())
    }

    /// Returns whether this run looks for mistakes of a code.
    fn looks_for(&self, code: &str) -> bool {
        (self.arguments.external || !LINK_CODES.contains(&code))
            && (self.arguments.with.is_some() || !EXTERNAL_CODES.contains(&code))
    }

    fn print_written(&self, baseline: &Baseline) {
        let warnings = baseline.len();
        let files = baseline.file_count();
        if !self.console.is_quiet() {
            self.console.print_note(
                &format!("基线写好了：{BASELINE_FILE}，{files} 个文件的 {warnings} 个警告；错误不记，从不隐藏"),
                &format!("baseline written: {BASELINE_FILE}, {warnings} warnings in {files} files; errors are never part of it"),
            );
        }
    }

    /// Makes errors of new warnings with `--strict`; of too many with `--max-warnings` there is an error.
    fn raise_levels(&mut self) {
        let new = self.diagnostics.iter_mut().filter(|d| !d.known && d.severity == Severity::Warning);
        if self.arguments.strict {
            new.for_each(|d| d.severity = Severity::Error);
        } else if let Some(limit) = self.arguments.max_warnings {
            let count = new.map(|d| d.count()).sum();
            self.diagnostics.extend((count > limit).then(|| catalog::too_many_warnings(count, limit)));
        }
    }

    /// Prints everything, and returns the status that it means.
    fn print(self, external: Option<&ExternalCheck>, timings: &Timings) -> Status {
        let Self { arguments, console, bulletin, diagnostics, errors_elsewhere, mended } = self;
        let build = &arguments.build;
        let is_clean = diagnostics.is_empty();
        let known: usize = diagnostics.iter().filter(|d| d.known).map(Diagnostic::count).sum();

        let options = ReportOptions { format: build.format, root: &build.site.root, all: arguments.all };
        let status = console.report_as(options, diagnostics, &bulletin.sources);
        match build.format {
            ReportFormat::Json => {
                let mut summary = summary_json(&bulletin.site, 0, timings);
                summary["summary"]["known"] = known.into();
                if let Some(external) = &external {
                    summary["summary"]["external"] = external.to_json();
                }
                output::print_line(&summary.to_string());
            }
            ReportFormat::Human => {
                print_asides(errors_elsewhere, mended, console);
                print_summary(bulletin, external, timings, is_clean, console);
            }
            ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Gitlab => {}
        }
        status
    }
}

/// Prints what is beside the mistakes: errors that were not asked for, and entries of the baseline that are mended.
fn print_asides(errors_elsewhere: usize, mended: usize, console: Console) {
    if errors_elsewhere > 0 {
        console.print_note(
            &format!("这次没有问到的还有 {errors_elsewhere} 个错误，不改就不能发布：运行 `jianbao check` 看全部"),
            &format!("{errors_elsewhere} more errors that were not asked for keep the site from being published: `jianbao check` lists all"),
        );
    }
    if mended > 0 && !console.is_quiet() {
        console.print_note(
            &format!("基线里有 {mended} 个警告已经改好：运行 `jianbao check --write-baseline`，把它们从基线里去掉"),
            &format!("{mended} warnings of the baseline are mended: `jianbao check --write-baseline` takes them out"),
        );
    }
}

fn print_summary(
    bulletin: &Bulletin,
    external: Option<&ExternalCheck>,
    timings: &Timings,
    is_clean: bool,
    console: Console,
) {
    if console.is_quiet() {
        return;
    }
    output::print_line(&summary_text(&bulletin.site, false, console));
    if let Some(external) = external {
        output::print_line(&external.summary_text(console));
    }
    if console.is_verbose() {
        output::print_line(&format_timings(timings, console.lang));
    }
    if is_clean {
        output::print_line(match console.lang {
            Lang::Zh => "没有发现问题",
            Lang::En => "nothing is wrong",
        });
    }
}
