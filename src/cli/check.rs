//! `jianbao check`: everything that is wrong. Writes nothing.

use super::arguments::BuildArguments;
use super::bulletin::{OpenOptions, OpenedBulletin};
use super::console::{Console, ReportFormat};
use super::external::ExternalCheck;
use super::summary::{format_timings, summary_json, summary_text};
use super::{Outcome, output};
use crate::memo::Memo;

#[derive(clap::Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    build: BuildArguments,
    /// 也查外部链接：逐个问对方的网站，最多两分钟，打不开的只是警告
    #[arg(long)]
    external: bool,
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
    diagnostics.extend(bulletin.check());
    let external = arguments.external.then(|| ExternalCheck::run(&bulletin, console));
    diagnostics.extend(external.iter().flat_map(|external| external.mistakes.clone()));

    let is_clean = diagnostics.is_empty();
    let status = console.report_as(build.format, &build.site.root, diagnostics, &bulletin.sources);
    match build.format {
        ReportFormat::Json => {
            let mut summary = summary_json(&bulletin.site, 0, &timings);
            if let Some(external) = &external {
                summary["summary"]["external"] = external.to_json();
            }
            output::print_line(&summary.to_string());
        }
        ReportFormat::Human if !console.is_quiet() => {
            output::print_line(&summary_text(&bulletin.site, false, console));
            if let Some(external) = &external {
                output::print_line(&external.summary_text(console));
            }
            if console.is_verbose() {
                output::print_line(&format_timings(&timings, console.lang));
            }
            if is_clean {
                output::print_line(console.pick("没有发现问题", "nothing is wrong"));
            }
        }
        ReportFormat::Human | ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Gitlab => {}
    }
    Ok(status)
}
