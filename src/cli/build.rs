//! `jianbao build` and `jianbao check`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::{BuildArguments, CheckArguments, Format, PublishArguments, Status, Voice, external, output, report_below};
use crate::address::Address;
use crate::diagnostic::catalog::{self, Linked};
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, Lang, any_error};
use crate::digest::Digest;
use crate::disk;
use crate::model::{Site, Unpublished};
use crate::nofollow::{self, EntryKind};
use crate::parse::Moment;
use crate::pipeline::{Bulletin, Destination, Prepared, Timings, prepare};
use crate::publish::{self, BuildReport, PublishError, PublishOptions, Staging};
use crate::render::Output;
use crate::search::Segmenter;
use crate::source::{Input, Kept};

/// A progress bar appears when writing is expected to take longer than a blink.
const MANY_PAGES: usize = 2000;

/// A staging area with a progress bar.
struct Counted<'s> {
    staging: &'s Staging,
    bar: ProgressBar,
}

impl Destination for Counted<'_> {
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

pub(super) fn build(publish: &PublishArguments, voice: Voice, lang: Lang) -> Status {
    publish::fix_modes();
    let arguments = &publish.build;
    let Prepared { bulletin, mut diagnostics, mut timings, .. } =
        load(arguments, true, disk::shelf(&arguments.site.root));
    diagnostics.extend(unnamed_link(arguments.out.as_deref(), &arguments.site.root));
    if any_error(&diagnostics) {
        diagnostics.extend(bulletin.check());
        return refused(diagnostics, &bulletin, arguments, lang);
    }
    let out = output(arguments);
    let failed = |failure: PublishError, mut diagnostics: Vec<Diagnostic>| {
        diagnostics.push(failure.into_diagnostic());
        publish::record_failure(&out, &arguments.site.root);
        report_below(&arguments.site.root, diagnostics, &bulletin.sources, lang, arguments.format);
        Status::Failed
    };
    let staging = match Staging::create_beside(&out, &arguments.site.root) {
        Ok(staging) => staging,
        Err(failure) => return failed(failure, diagnostics),
    };
    let clock = Instant::now();
    bulletin.index();
    timings.push(("index", clock.elapsed()));
    let clock = Instant::now();
    let mistakes = bulletin.prepare_pictures(true);
    if any_error(&mistakes) {
        diagnostics.extend(mistakes);
        staging.discard();
        return refused(diagnostics, &bulletin, arguments, lang);
    }
    timings.push(("pictures", clock.elapsed()));
    let clock = Instant::now();
    diagnostics.extend(bulletin.inspect_attachments());
    if any_error(&diagnostics) {
        staging.discard();
        return refused(diagnostics, &bulletin, arguments, lang);
    }
    timings.push(("attachments", clock.elapsed()));
    let clock = Instant::now();
    let counted = Counted { staging: &staging, bar: progress(bulletin.plan.routes().len(), voice) };
    let written = staging
        .create_directories(bulletin.plan.routes().iter().map(|(address, _)| address))
        .and_then(|()| bulletin.render_all(&counted));
    counted.bar.finish_and_clear();
    timings.push(("render", clock.elapsed()));
    match written {
        Err(failure) => {
            staging.discard();
            return failed(failure, diagnostics);
        }
        Ok(mistakes) => diagnostics.extend(mistakes),
    }
    if any_error(&diagnostics) {
        staging.discard();
        return refused(diagnostics, &bulletin, arguments, lang);
    }
    if publish.verify {
        let clock = Instant::now();
        diagnostics.extend(
            load(arguments, true, Kept::default())
                .bulletin
                .compare(&bulletin, |address, output| staging.has_content(address, output)),
        );
        timings.push(("verify", clock.elapsed()));
        if any_error(&diagnostics) {
            staging.discard();
            return refused(diagnostics, &bulletin, arguments, lang);
        }
    }
    let clock = Instant::now();
    let options = PublishOptions {
        report: BuildReport {
            site: bulletin.site.config.root_url(),
            lasting: bulletin.theme.directory.clone(),
            stories: bulletin.site.stories.len(),
            drafts: arguments.site.drafts,
        },
        changes: publish.changes.clone(),
        sync: publish.sync,
        manifest: publish.manifest,
    };
    match staging.publish(&options) {
        Ok(mut warnings) => {
            bulletin.site.config.apply_levels(&mut warnings);
            diagnostics.extend(warnings);
        }
        Err(failure) => return failed(failure, diagnostics),
    }
    timings.push(("publish", clock.elapsed()));
    report_below(&arguments.site.root, diagnostics, &bulletin.sources, lang, arguments.format);
    let pages = bulletin.plan.routes().len();
    match arguments.format {
        Format::Json => say(&summary_json(&bulletin.site, pages, &timings).to_string()),
        Format::Human if voice != Voice::Quiet => {
            say(&summary(&bulletin.site, true, voice, lang));
            say(&one_line(&match lang {
                Lang::Zh => format!("已写入 {pages} 个文件：{}", out.display()),
                Lang::En => format!("{pages} files written: {}", out.display()),
            }));
            say(&stages(&timings, lang));
        }
        Format::Human | Format::Sarif | Format::Github | Format::Gitlab => {}
    }
    // The process ends: nobody needs the memory of ten thousand stories, given back one by one.
    let Bulletin { sources, site, plan, .. } = bulletin;
    std::mem::forget((sources, site, plan));
    Status::Done
}

pub(super) fn check(arguments: &CheckArguments, voice: Voice, lang: Lang) -> Status {
    let CheckArguments { build: arguments, external } = arguments;
    let Prepared { bulletin, mut diagnostics, timings, .. } = load(arguments, false, Kept::default());
    diagnostics.extend(bulletin.check());
    let external = external.then(|| external::check(&bulletin, voice));
    diagnostics.extend(external.iter().flat_map(|external| external.mistakes.clone()));
    let clean = diagnostics.is_empty();
    let status = report_below(&arguments.site.root, diagnostics, &bulletin.sources, lang, arguments.format);
    match arguments.format {
        Format::Json => {
            let mut summary = summary_json(&bulletin.site, 0, &timings);
            if let Some(external) = &external {
                summary["summary"]["external"] = external.json();
            }
            say(&summary.to_string());
        }
        Format::Human if voice != Voice::Quiet => {
            say(&summary(&bulletin.site, false, voice, lang));
            if let Some(external) = &external {
                say(&external.summary(voice, lang));
            }
            if voice == Voice::Verbose {
                say(&stages(&timings, lang));
            }
            if clean {
                say(if lang == Lang::Zh { "没有发现问题" } else { "nothing is wrong" });
            }
        }
        Format::Human | Format::Sarif | Format::Github | Format::Gitlab => {}
    }
    status
}

/// Reads and prepares; from nothing without a shelf.
fn load(arguments: &BuildArguments, search: bool, kept: Kept) -> Prepared {
    let clock = Instant::now();
    let (input, mistakes) = disk::read(&arguments.site.root);
    let read = clock.elapsed();
    let segmenter = search.then(Segmenter::new);
    let base_url = arguments.base_url.clone();
    let mut prepared = prepare(Input { kept, base_url, ..input }, arguments.site.edition(), segmenter.as_ref(), None);
    prepared.diagnostics.extend(mistakes);
    prepared.timings.insert(0, ("read", read));
    prepared
}

/// Where the site is written.
fn output(arguments: &BuildArguments) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| arguments.site.root.join("public"))
}

/// Reports a `public` in the bulletin that is a link: what comes with the stories does not say where a site is written or taken
/// from. A link that somebody names with `--out` does.
pub(super) fn unnamed_link(out: Option<&Path>, root: &Path) -> Option<Diagnostic> {
    let unnamed = out.is_none() && nofollow::entry_kind(&root.join("public")) == Some(EntryKind::Link);
    unnamed.then(|| catalog::symlink("public", Linked::Output))
}

fn refused(diagnostics: Vec<Diagnostic>, bulletin: &Bulletin, arguments: &BuildArguments, lang: Lang) -> Status {
    publish::record_failure(&output(arguments), &arguments.site.root);
    let status = report_below(&arguments.site.root, diagnostics, &bulletin.sources, lang, arguments.format);
    if arguments.format == Format::Human {
        let _ = match lang {
            Lang::Zh => writeln!(std::io::stderr(), "没有发布：改正以上错误后再生成，原来的网站没有改动"),
            Lang::En => {
                writeln!(std::io::stderr(), "nothing was published: mend the errors above; the old site is untouched")
            }
        };
    }
    status
}

fn progress(pages: usize, voice: Voice) -> ProgressBar {
    if pages < MANY_PAGES || voice == Voice::Quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(pages as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

/// Prints a line; a closed pipe is not a reason to fail after the site is published.
pub(super) fn say(line: &str) {
    output::line(line);
}

/// What is published, or would be, what is held back, and when the site will change by itself.
fn summary(site: &Site, done: bool, voice: Voice, lang: Lang) -> String {
    let (scheduled, drafts, expired) = held(site);
    let published = site.stories.len();
    let title = one_line(&site.config.title);
    let mut lines = vec![match lang {
        Lang::Zh => {
            let verb = if done { "已发布" } else { "可发布" };
            format!("{title}：{verb} {published} 篇，定时 {scheduled} 篇，草稿 {drafts} 篇，已下线 {expired} 篇")
        }
        Lang::En => {
            let verb = if done { "published" } else { "to be published" };
            format!("{title}: {published} {verb}, {scheduled} scheduled, {drafts} drafts, {expired} expired")
        }
    }];
    for held in &site.held {
        let day = |moment: Moment| moment.at.format("%Y-%m-%d %H:%M").to_string();
        let why = match (held.reason, lang) {
            (Unpublished::Scheduled(moment), Lang::Zh) => format!("定时 {}", day(moment)),
            (Unpublished::Scheduled(moment), Lang::En) => format!("scheduled {}", day(moment)),
            // These say nothing of what is to come.
            _ if voice != Voice::Verbose => continue,
            (Unpublished::Draft, Lang::Zh) => "草稿".to_owned(),
            (Unpublished::Draft, Lang::En) => "draft".to_owned(),
            (Unpublished::Expired(moment), Lang::Zh) => format!("{} 已下线", day(moment)),
            (Unpublished::Expired(moment), Lang::En) => format!("expired {}", day(moment)),
        };
        lines.push(one_line(&match lang {
            Lang::Zh => format!("  {why}　{}　{}", *held.story.front.title, held.story.path),
            Lang::En => format!("  {why}  {}  {}", *held.story.front.title, held.story.path),
        }));
    }
    if let Some(next) = site.next_change {
        let when = next.with_timezone(&site.config.timezone).format("%Y-%m-%d %H:%M");
        lines.push(match lang {
            Lang::Zh => format!("到 {when} 网站内容会变，届时请再生成一次"),
            Lang::En => format!("the site changes by itself at {when}: build it again then"),
        });
    }
    printable(&lines.join("\n"))
}

/// Numbers of scheduled, draft and expired stories.
fn held(site: &Site) -> (usize, usize, usize) {
    let count = |wanted: fn(&Unpublished) -> bool| site.held.iter().filter(|held| wanted(&held.reason)).count();
    (
        count(|why| matches!(why, Unpublished::Scheduled(_))),
        count(|why| matches!(why, Unpublished::Draft)),
        count(|why| matches!(why, Unpublished::Expired(_))),
    )
}

/// How long it took, in all and stage by stage.
pub(super) fn stages(timings: &Timings, lang: Lang) -> String {
    let total: Duration = timings.iter().map(|(_, time)| *time).sum();
    let name = |stage: &'static str| match (lang, stage) {
        (Lang::Zh, "read") => "读取",
        (Lang::Zh, "parse") => "解析",
        (Lang::Zh, "index") => "编索引",
        (Lang::Zh, "assemble") => "编排",
        (Lang::Zh, "plan") => "定址",
        (Lang::Zh, "pictures") => "图片",
        (Lang::Zh, "attachments") => "附件",
        (Lang::Zh, "render") => "成页",
        (Lang::Zh, "verify") => "核对",
        (Lang::Zh, "publish") => "发布",
        (_, stage) => stage,
    };
    let parts: Vec<String> =
        timings.iter().map(|(stage, time)| format!("{} {}", name(stage), time.as_millis())).collect();
    match lang {
        Lang::Zh => format!("用时 {} 毫秒（{}）", total.as_millis(), parts.join("，")),
        Lang::En => format!("{} ms ({})", total.as_millis(), parts.join(", ")),
    }
}

/// The summary, the last JSON line: `{"summary": {…}}`.
fn summary_json(site: &Site, files: usize, timings: &Timings) -> serde_json::Value {
    let (scheduled, drafts, expired) = held(site);
    let stages: serde_json::Map<String, serde_json::Value> = timings
        .iter()
        .map(|(stage, time)| ((*stage).to_owned(), u64::try_from(time.as_millis()).unwrap_or(u64::MAX).into()))
        .collect();
    serde_json::json!({"summary": {
        "published": site.stories.len(),
        "scheduled": scheduled,
        "drafts": drafts,
        "expired": expired,
        "next_change": site.next_change.map(|at| at.to_rfc3339()),
        "files": files,
        "milliseconds": stages,
    }})
}
