//! `jianbao deploy`: puts the site that `build` made where readers reach it.

mod addresses;
mod command;
mod failure;
mod liveness;
mod preconditions;
mod progress;
mod summary;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::Utc;

use self::addresses::{hand_on_addresses, write_purge_list};
use self::failure::FailureContext;
use self::liveness::RunSign;
use self::preconditions::check_preconditions;
use self::progress::{DeployProgress, listen_for_signals};
use self::summary::{dry_run_text, signed_text, summary_text};
use super::arguments::SiteArguments;
use super::bulletin::{OpenedBulletin, OpenedSettings};
use super::console::Console;
use super::{Outcome, Status, output};
use crate::config::targets::{self, Target};
use crate::deploy::state::Journal;
use crate::deploy::{
    Cancellation, DeployError, DeployOptions, DeploySummary, LockHolder, StoreCredentials, deploy, plan_deployment,
};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Diagnostic, catalog};
use crate::publish::{self, PublishedSite};

#[derive(clap::Args)]
pub(super) struct DeployArguments {
    /// site.yaml 里 deploy 的一个目标；不写就是唯一的那个，或名叫 production 的
    target: Option<String>,
    /// 生成好的网站，默认为简报目录下的 public
    #[arg(long)]
    out: Option<PathBuf>,
    /// 只列出要上传、替换、删除什么，不改动
    #[arg(long)]
    dry_run: bool,
    /// 要删的超过 50 个文件，而且超过十分之一时，照删
    #[arg(long)]
    allow_deletes: bool,
    /// 接管已有别的文件或别的网站的目标；不是 jianbao 放的文件留着不动
    #[arg(long)]
    take_over: bool,
    /// 放在目标的这个子目录里，如分支的预览
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true, value_parser = parse_subdirectory)]
    under: String,
    /// 上线后把变了的和没了的网址写进这个文件，每行一个，供清除 CDN 的缓存；- 是打印出来
    #[arg(long, value_name = "FILE")]
    purge_list: Option<PathBuf>,
    /// 上线后运行这个命令，从标准输入给它变了的和没了的网址，每行一个
    #[arg(long, value_name = "COMMAND")]
    purge_with: Option<String>,
    /// 上线后运行这个命令，从标准输入给它新的和变了的网页的网址，每行一个，供提交给搜索引擎
    #[arg(long, value_name = "COMMAND")]
    submit_with: Option<String>,
    /// 这两个命令各自最多运行多少秒，到时还没有结束就中止
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    command_timeout: u64,
    /// 只打印下一次该生成的时刻：下一篇定时的稿件，或要下线的
    #[arg(long, conflicts_with_all = ["dry_run", "purge_list", "purge_with", "submit_with"])]
    watch_schedule: bool,
    #[command(flatten)]
    site: SiteArguments,
}

/// Parses a directory below a target's own: no way out of it, nothing that a URL would write otherwise.
fn parse_subdirectory(path: &str) -> Result<String, String> {
    let trimmed = path.trim_matches('/');
    let is_valid = trimmed.is_empty() || trimmed.split('/').all(is_plain_name);
    is_valid.then(|| trimmed.to_owned()).ok_or_else(|| "a-z 0-9 - _ . /".to_owned())
}

fn is_plain_name(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

pub(super) fn run_deploy(arguments: &DeployArguments, console: Console) -> Outcome {
    publish::fix_modes();
    if arguments.watch_schedule {
        return print_next_change(arguments, console);
    }

    let root = &arguments.site.root;
    let mut settings = OpenedSettings::open(root);
    // Without settings that can be relied on, nothing is put anywhere.
    settings.diagnostics.retain(Diagnostic::is_error);
    if !settings.diagnostics.is_empty() {
        return Err(console.refuse_with(settings.diagnostics, &settings.sources));
    }
    let target = targets::choose_target(&settings.config.targets, arguments.target.as_deref())
        .map_err(|mistake| console.refuse_with(vec![*mistake], &settings.sources))?;
    let target = resolve_directory(target, root);
    check_preconditions(arguments, root, &target).map_err(|mistake| console.refuse(*mistake))?;

    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let site =
        PublishedSite::open_output(&out, root, arguments.site.drafts).map_err(|mistake| console.refuse(*mistake))?;
    let progress = DeployProgress::new(console);
    let stop = listen_for_signals(progress.bar(), console)
        .map_err(|error| console.refuse(catalog::disk("", &error.to_string())))?;
    let run = Run {
        arguments,
        console,
        site,
        credentials: webdav_credentials(),
        options: deploy_options(arguments, stop),
        progress,
    };

    let result = if arguments.dry_run { run.print_plan(&target) } else { run.deploy_site(&target) };
    result.map_err(|error| match error {
        RunError::AddressesLost(mistakes) => console.refuse_with(mistakes, &settings.sources),
        RunError::Deploy(error) => FailureContext {
            target: &target,
            timezone: settings.config.timezone,
            out: &out,
            credentials: &run.credentials,
            has_begun: run.progress.has_begun(),
            console,
        }
        .report(error),
    })
}

/// One run of the command.
struct Run<'a> {
    arguments: &'a DeployArguments,
    console: Console,
    site: PublishedSite,
    credentials: StoreCredentials,
    options: DeployOptions,
    progress: DeployProgress,
}

/// Why a run ends without success.
enum RunError {
    /// The site is deployed, but its addresses could not be handed on.
    AddressesLost(Vec<Diagnostic>),
    Deploy(DeployError),
}

impl From<DeployError> for RunError {
    fn from(error: DeployError) -> Self {
        Self::Deploy(error)
    }
}

impl Run<'_> {
    /// Prints what would be done, and changes nothing.
    fn print_plan(&self, target: &Target) -> Result<Status, RunError> {
        let plan = plan_deployment(&self.site, target, &self.credentials, &self.options)?;
        output::print_line(&dry_run_text(&plan, self.console.lang));
        let paths = plan.uploads().map(|upload| upload.path.as_str());
        if let Some(signed) = signed_text(&self.site.signed, paths, self.console.lang) {
            output::print_line(&signed);
        }
        Ok(Status::Done)
    }

    fn deploy_site(&self, target: &Target) -> Result<Status, RunError> {
        let sign = RunSign::create_sign(&self.arguments.site.root, &self.options.holder.run);
        let mut mistakes = Vec::new();
        let mut signed = None;
        let mut after = |journal: &Journal| {
            signed = signed_text(&self.site.signed, journal.uploaded_paths(), self.console.lang);
            mistakes = hand_on_addresses(self.arguments, &self.site.report.site, journal, &self.options.stop);
            mistakes.is_empty()
        };
        let result = deploy(&self.site, target, &self.credentials, &self.options, &self.progress, &mut after);
        self.progress.finish();

        // Where the connection was cut the lock stays, and the next run is to know whose it was.
        if let (Some(sign), Ok(_) | Err(DeployError::Stopped { unlocked: true, .. })) = (sign, &result) {
            sign.take_away();
        }
        let summary = result?;
        if summary == DeploySummary::default() {
            mistakes.extend(write_purge_list(self.arguments, ""));
        }

        self.print_summary(&summary, target, signed.as_deref());
        if mistakes.is_empty() { Ok(Status::Done) } else { Err(RunError::AddressesLost(mistakes)) }
    }

    fn print_summary(&self, summary: &DeploySummary, target: &Target, signed: Option<&str>) {
        if self.console.is_quiet() {
            return;
        }
        let line = one_line(&summary_text(summary, target, self.console.lang));
        let lines = signed.map_or_else(|| line.clone(), |signed| format!("{line}\n{signed}"));
        // Where addresses are printed, nothing else is.
        if self.arguments.purge_list.as_deref() == Some(Path::new("-")) {
            let _ = writeln!(std::io::stderr(), "{lines}");
        } else {
            output::print_line(&lines);
        }
    }
}

/// A target whose directory, if it is one of this machine, counts from the bulletin's.
fn resolve_directory(target: &Target, root: &Path) -> Target {
    let mut target = target.clone();
    if target.service == targets::Service::Fs {
        let directory = root.join(&target.directory);
        let directory = std::path::absolute(&directory).unwrap_or(directory);
        target.directory = directory.to_string_lossy().into_owned();
    }
    target
}

fn deploy_options(arguments: &DeployArguments, stop: Cancellation) -> DeployOptions {
    DeployOptions {
        allow_deletes: arguments.allow_deletes,
        take_over: arguments.take_over,
        under: arguments.under.clone(),
        holder: lock_holder(),
        ended: liveness::ended_runs(&arguments.site.root),
        stop,
        now: current_seconds,
    }
}

fn current_seconds() -> i64 {
    Utc::now().timestamp()
}

/// This process as the holder of a lock.
fn lock_holder() -> LockHolder {
    let machine = variable("HOSTNAME").or_else(|| variable("COMPUTERNAME")).unwrap_or_else(machine_name);
    let user = variable("USER").or_else(|| variable("USERNAME")).unwrap_or_else(|| "?".to_owned());
    let process = std::process::id();
    let nanos = Utc::now().timestamp_nanos_opt().unwrap_or_default();
    LockHolder {
        who: format!("{user}@{machine} ({process})"),
        run: format!("{machine}-{process}-{nanos}"),
        at: current_seconds(),
    }
}

/// A variable of the environment that is not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The machine's name, where no variable has it.
fn machine_name() -> String {
    std::fs::read_to_string("/etc/hostname").map_or_else(|_| "?".to_owned(), |name| name.trim().to_owned())
}

/// The credentials for WebDAV, whose client reads no variables itself.
fn webdav_credentials() -> StoreCredentials {
    StoreCredentials {
        user: std::env::var("JIANBAO_WEBDAV_USERNAME").unwrap_or_default(),
        password: std::env::var("JIANBAO_WEBDAV_PASSWORD").unwrap_or_default(),
    }
}

/// Prints when the site will change by itself.
fn print_next_change(arguments: &DeployArguments, console: Console) -> Outcome {
    let mut opened = OpenedBulletin::open_unindexed(&arguments.site.root, arguments.site.to_edition());
    let site = &opened.require_bulletin(console)?.site;
    if let Some(next) = site.next_change {
        output::print_line(&next.with_timezone(&site.config.timezone).to_rfc3339());
    }
    Ok(Status::Done)
}
