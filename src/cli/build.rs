//! `jianbao build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::ProgressBar;

use super::arguments::BuildArguments;
use super::baseline::apply_baseline;
use super::bulletin::{OpenOptions, OpenedBulletin};
use super::console::{Console, ReportFormat, ReportOptions};
use super::summary::{format_timings, summary_json, summary_text};
use super::{Outcome, Status, output};
use crate::address::Address;
use crate::diagnostic::catalog::{self, Linked};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Diagnostic, Lang, any_error};
use crate::digest::Digest;
use crate::disk;
use crate::memo::Memo;
use crate::model::Site;
use crate::model::review::{SignatureEntry, SignatureState, signature_entries};
use crate::nofollow::{self, EntryKind};
use crate::pipeline::{Bulletin, Destination};
use crate::publish::{self, BuildReport, PageSignature, PublishError, PublishOptions, SignedPage, Staging};
use crate::render::Output;
use crate::search::Segmenter;

/// A progress bar appears when writing is expected to take longer than a blink.
const MANY_PAGES: usize = 2000;

#[derive(clap::Args)]
pub(super) struct PublishArguments {
    #[command(flatten)]
    build: BuildArguments,
    /// 把这次新增、改动、删除的地址写进这个文件，默认为简报目录下的 .jianbao/changes.json
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// 网站里附一份校验和清单 manifest.sha256，读者可用 sha256sum -c 核对
    #[arg(long)]
    manifest: bool,
    /// 发布前确认数据已写进磁盘，断电也不会坏；慢一些
    #[arg(long)]
    sync: bool,
    /// 发布前从头再生成一遍，逐个字节比对；慢一倍
    #[arg(long)]
    verify: bool,
}

pub(super) fn run_build(arguments: &PublishArguments, console: Console) -> Outcome {
    publish::fix_modes();
    let mut build = Build::open(arguments, console);
    build.opened.diagnostics.extend(unnamed_link(build.arguments.out.as_deref(), &build.arguments.site.root));
    if any_error(&build.opened.diagnostics) {
        let mistakes = build.opened.bulletin.check();
        build.opened.diagnostics.extend(mistakes);
        return Err(build.refuse(Refusal::Mistakes));
    }

    let staging = match Staging::create_beside(&build.out, &build.arguments.site.root) {
        Ok(staging) => staging,
        Err(error) => return Err(build.refuse(error.into())),
    };
    if let Err(refusal) = build.write_site(&staging) {
        staging.discard();
        return Err(build.refuse(refusal));
    }
    if let Err(error) = build.publish_site(staging) {
        return Err(build.refuse(error.into()));
    }

    build.print_result();
    build.finish();
    Ok(Status::Done)
}

/// One run of the command.
struct Build<'a> {
    publish: &'a PublishArguments,
    arguments: &'a BuildArguments,
    console: Console,
    /// Where the site is written.
    out: PathBuf,
    segmenter: Segmenter,
    opened: OpenedBulletin,
}

/// Why nothing is published.
enum Refusal {
    /// There are errors among the diagnostics.
    Mistakes,
    Publishing(PublishError),
}

impl From<PublishError> for Refusal {
    fn from(error: PublishError) -> Self {
        Self::Publishing(error)
    }
}

impl<'a> Build<'a> {
    fn open(publish: &'a PublishArguments, console: Console) -> Self {
        let arguments = &publish.build;
        let segmenter = Segmenter::new();
        let opened = open_with(arguments, &segmenter, disk::open_memo(&arguments.site.root));
        let out = arguments.out.clone().unwrap_or_else(|| arguments.site.root.join("public"));
        Self { publish, arguments, console, out, segmenter, opened }
    }

    /// Writes everything into the staging area.
    fn write_site(&mut self, staging: &Staging) -> Result<(), Refusal> {
        let clock = Instant::now();
        self.opened.bulletin.index();
        self.record_time("index", clock);

        let clock = Instant::now();
        let mistakes = self.opened.bulletin.prepare_pictures(true);
        if any_error(&mistakes) {
            self.opened.diagnostics.extend(mistakes);
            return Err(Refusal::Mistakes);
        }
        self.record_time("pictures", clock);

        let clock = Instant::now();
        let mistakes = self.opened.bulletin.inspect_attachments();
        self.refuse_errors(mistakes)?;
        self.record_time("attachments", clock);

        self.render_pages(staging)?;
        if self.publish.verify {
            self.verify_pages(staging)?;
        }
        Ok(())
    }

    fn render_pages(&mut self, staging: &Staging) -> Result<(), Refusal> {
        let clock = Instant::now();
        let routes = self.opened.bulletin.plan.routes();
        let destination = CountingDestination { staging, bar: self.progress_bar(routes.len()) };
        let written = staging
            .create_directories(routes.iter().map(|(address, _)| address))
            .and_then(|()| self.opened.bulletin.render_all(&destination));
        destination.bar.finish_and_clear();
        self.record_time("render", clock);

        self.refuse_errors(written?)
    }

    /// Prepares the bulletin from nothing once more, and compares every page with the one that was written.
    fn verify_pages(&mut self, staging: &Staging) -> Result<(), Refusal> {
        let clock = Instant::now();
        let again = open_with(self.arguments, &self.segmenter, Memo::default());
        let mistakes =
            again.bulletin.compare(&self.opened.bulletin, |address, output| staging.has_content(address, output));
        self.record_time("verify", clock);

        self.refuse_errors(mistakes)
    }

    /// Puts the staging area in the place of the site.
    fn publish_site(&mut self, staging: Staging) -> Result<(), PublishError> {
        let clock = Instant::now();
        let bulletin = &self.opened.bulletin;
        let options = PublishOptions {
            report: BuildReport {
                site: bulletin.site.config.root_url(),
                lasting: bulletin.theme.directory.clone(),
                stories: bulletin.site.stories.len(),
                drafts: self.arguments.site.drafts,
            },
            signed: signed_pages(&bulletin.site),
            changes: self.publish.changes.clone(),
            sync: self.publish.sync,
            manifest: self.publish.manifest,
        };

        let mut warnings = staging.publish(&options)?;
        bulletin.site.apply_levels(&mut warnings);
        self.opened.diagnostics.extend(warnings);
        self.record_time("publish", clock);
        Ok(())
    }

    /// Adds diagnostics; with an error among all of them the build ends.
    fn refuse_errors(&mut self, more: Vec<Diagnostic>) -> Result<(), Refusal> {
        self.opened.diagnostics.extend(more);
        if any_error(&self.opened.diagnostics) { Err(Refusal::Mistakes) } else { Ok(()) }
    }

    fn record_time(&mut self, stage: &'static str, clock: Instant) {
        self.opened.timings.push((stage, clock.elapsed()));
    }

    fn progress_bar(&self, pages: usize) -> ProgressBar {
        if pages < MANY_PAGES { ProgressBar::hidden() } else { self.console.progress_bar(pages) }
    }

    fn report(&mut self) -> Status {
        let mut diagnostics = std::mem::take(&mut self.opened.diagnostics);
        let sources = &self.opened.bulletin.sources;
        let root = &self.arguments.site.root;
        sort_by_place(&mut diagnostics, sources);
        apply_baseline(root, &mut diagnostics, sources);

        let options = ReportOptions { format: self.arguments.format, root, all: false };
        self.console.report_as(options, diagnostics, sources)
    }

    /// Reports why nothing is published.
    fn refuse(&mut self, refusal: Refusal) -> Status {
        publish::record_failure(&self.out, &self.arguments.site.root);
        if let Refusal::Publishing(error) = refusal {
            self.opened.diagnostics.push(error.into_diagnostic());
            self.report();
            return Status::Failed;
        }

        let status = self.report();
        if self.arguments.format == ReportFormat::Human {
            self.console.print_note(
                "没有发布：改正以上错误后再生成，原来的网站没有改动",
                "nothing was published: mend the errors above; the old site is untouched",
            );
        }
        status
    }

    fn print_result(&mut self) {
        self.report();
        let site = &self.opened.bulletin.site;
        let timings = &self.opened.timings;
        let files = self.opened.bulletin.plan.routes().len();

        match self.arguments.format {
            ReportFormat::Json => output::print_line(&summary_json(site, files, timings).to_string()),
            ReportFormat::Human if !self.console.is_quiet() => {
                output::print_line(&summary_text(site, true, self.console));
                output::print_line(&one_line(&match self.console.lang {
                    Lang::Zh => format!("已写入 {files} 个文件：{}", self.out.display()),
                    Lang::En => format!("{files} files written: {}", self.out.display()),
                }));
                output::print_line(&format_timings(timings, self.console.lang));
            }
            ReportFormat::Human | ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Gitlab => {}
        }
    }

    /// Ends the run without giving the memory of ten thousand stories back piece by piece: the process ends anyway.
    fn finish(self) {
        let Bulletin { sources, site, plan, .. } = self.opened.bulletin;
        std::mem::forget((sources, site, plan));
    }
}

fn open_with(arguments: &BuildArguments, segmenter: &Segmenter, memo: Memo) -> OpenedBulletin {
    OpenedBulletin::open(OpenOptions {
        root: &arguments.site.root,
        edition: arguments.site.to_edition(),
        segmenter: Some(segmenter),
        memo,
        base_url: arguments.base_url.clone(),
    })
}

/// The published stories that were signed, with the signatures that count.
fn signed_pages(site: &Site) -> Vec<SignedPage> {
    let pages = site.stories.iter().map(|story| SignedPage {
        address: story.address.as_str().to_owned(),
        title: story.front.title.to_string(),
        signatures: page_signatures(&signature_entries(site, story)),
    });
    pages.filter(|page| !page.signatures.is_empty()).collect()
}

fn page_signatures(entries: &[SignatureEntry]) -> Vec<PageSignature> {
    let counting = entries.iter().filter(|entry| matches!(entry.state, SignatureState::Right | SignatureState::ByHand));
    let signatures = counting.map(|entry| PageSignature {
        step: entry.step.to_owned(),
        name: entry.name.to_owned(),
        date: entry.date.unwrap_or_default().to_owned(),
    });
    signatures.collect()
}

/// A staging area that counts pages on a progress bar.
struct CountingDestination<'s> {
    staging: &'s Staging,
    bar: ProgressBar,
}

impl Destination for CountingDestination<'_> {
    type Failure = PublishError;

    fn keeps(&self, address: &Address, key: Digest) -> bool {
        let kept = self.staging.keeps(address, key);
        self.bar.inc(u64::from(kept));
        kept
    }

    fn take(&self, address: &Address, output: Output, key: Option<Digest>) -> Result<(), PublishError> {
        self.bar.inc(1);
        self.staging.take(address, output, key)
    }
}

/// Reports a `public` in the bulletin that is a link: what comes with the stories does not say where a site is written or taken
/// from. A link that somebody names with `--out` does.
pub(super) fn unnamed_link(out: Option<&Path>, root: &Path) -> Option<Diagnostic> {
    let is_unnamed = out.is_none() && nofollow::entry_kind(&root.join("public")) == Some(EntryKind::Link);
    is_unnamed.then(|| catalog::symlink("public", Linked::Output))
}
