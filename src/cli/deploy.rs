//! `jianbao deploy`: puts the site that `build` made where readers reach it.

mod alive;
mod command;
mod failure;
mod place;

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use command::CommandError;
use failure::{About, ended_by};

use super::build::say;
use super::{Format, SiteArguments, Status, Voice, report};
use crate::address::Address;
use crate::config;
use crate::config::targets::{self, Target};
use crate::deploy::plan::DeployPlan;
use crate::deploy::state::Journal;
use crate::deploy::{
    Cancellation, DeployError, DeployOptions, DeploySummary, LockHolder, Progress, StoreCredentials, deploy as put,
    plan_deployment,
};
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, Lang, any_error, catalog};
use crate::disk;
use crate::pipeline::prepare;
use crate::publish::{self, OutputFile, PublishError as PublishFailure, PublishedSite};
use crate::source::Sources;

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
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true, value_parser = below)]
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

/// A directory below a target's own: no way out of it, nothing that a URL would write otherwise.
fn below(path: &str) -> Result<String, String> {
    let fine = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let trimmed = path.trim_matches('/');
    let valid = trimmed.is_empty() || trimmed.split('/').all(fine);
    valid.then(|| trimmed.to_owned()).ok_or_else(|| "a-z 0-9 - _ . /".to_owned())
}

pub(super) fn deploy(arguments: &DeployArguments, voice: Voice, lang: Lang) -> Status {
    publish::fix_modes();
    if arguments.watch_schedule {
        return schedule(arguments, lang);
    }
    let root = &arguments.site.root;
    let (sources, mut mistakes) = disk::settings(root);
    let config = config::parse_settings(&sources, &mut mistakes);
    let refused = |mistakes: Vec<Diagnostic>| {
        report(mistakes, &sources, lang, Format::Human);
        Status::Failed
    };
    // Without settings that can be relied on, nothing is put anywhere.
    mistakes.retain(Diagnostic::is_error);
    if any_error(&mistakes) {
        return refused(mistakes);
    }
    let target = match targets::choose_target(&config.targets, arguments.target.as_deref()) {
        Ok(target) => below_root(target, root),
        Err(mistake) => return refused(vec![*mistake]),
    };
    if let Some(mistake) = place::refusal(arguments, root, &target) {
        return refused(vec![mistake]);
    }
    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let site = match PublishedSite::open_output(&out, root, arguments.site.drafts) {
        Ok(site) => site,
        Err(mistake) => return refused(vec![*mistake]),
    };
    let bar = Bar { bar: ProgressBar::hidden(), voice, lang, begun: Cell::new(false) };
    let stop = match listen(bar.bar.clone(), lang) {
        Ok(stop) => stop,
        Err(error) => return refused(vec![catalog::disk("", &error.to_string())]),
    };
    let options = options(arguments, stop);
    let login = login();
    let failed = |failure: DeployError, begun: bool| {
        let about = About { target: &target, timezone: config.timezone, out: &out, login: &login, begun, lang };
        about.mistake(failure).map_or_else(|status| status, |mistake| refused(vec![mistake]))
    };
    if arguments.dry_run {
        return match plan_deployment(&site, &target, &login, &options) {
            Ok(work) => {
                say(&listed(&work, lang));
                Status::Done
            }
            Err(failure) => failed(failure, false),
        };
    }
    let sign = alive::Sign::of(root, &options.holder.run);
    let mut told = Vec::new();
    let mut after = |journal: &Journal| {
        told = tell(arguments, &site.report.site, journal, &options.stop);
        told.is_empty()
    };
    let done = put(&site, &target, &login, &options, &bar, &mut after);
    bar.bar.finish_and_clear();
    // Where the line is cut the lock stays, and the next run is to know whose it was.
    if let (Some(sign), Ok(_) | Err(DeployError::Stopped { unlocked: true, .. })) = (sign, &done) {
        sign.take_away();
    }
    match done {
        Err(failure) => failed(failure, bar.begun.get()),
        Ok(done) => {
            if done == DeploySummary::default() {
                told.extend(write_list(arguments, ""));
            }
            let line = one_line(&summary(&done, &target, lang));
            // Where addresses are printed, nothing else is.
            match arguments.purge_list.as_deref() {
                _ if voice == Voice::Quiet => {}
                Some(path) if path == Path::new("-") => {
                    let _ = writeln!(std::io::stderr(), "{line}");
                }
                _ => say(&line),
            }
            if told.is_empty() { Status::Done } else { refused(told) }
        }
    }
}

/// A directory of this machine counts from the bulletin's.
fn below_root(target: &Target, root: &Path) -> Target {
    let mut target = target.clone();
    if target.service == targets::Service::Fs {
        let directory = root.join(&target.directory);
        let directory = std::path::absolute(&directory).unwrap_or(directory);
        target.directory = directory.to_string_lossy().into_owned();
    }
    target
}

fn options(arguments: &DeployArguments, stop: Cancellation) -> DeployOptions {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let now = || Utc::now().timestamp();
    let machine = variable("HOSTNAME").or_else(|| variable("COMPUTERNAME")).unwrap_or_else(machine);
    let user = variable("USER").or_else(|| variable("USERNAME")).unwrap_or_else(|| "?".to_owned());
    let process = std::process::id();
    let nanos = Utc::now().timestamp_nanos_opt().unwrap_or_default();
    DeployOptions {
        allow_deletes: arguments.allow_deletes,
        take_over: arguments.take_over,
        under: arguments.under.clone(),
        holder: LockHolder {
            who: format!("{user}@{machine} ({process})"),
            run: format!("{machine}-{process}-{nanos}"),
            at: now(),
        },
        ended: alive::ended(&arguments.site.root),
        stop,
        now,
    }
}

/// Hears the system's signals; the second ends the process at once, whatever it is about.
fn listen(bar: ProgressBar, lang: Lang) -> std::io::Result<Cancellation> {
    Cancellation::listen_for_signals(move |signal, before| {
        if before > 0 {
            std::process::exit(ended_by(signal) as i32);
        }
        let line = match lang {
            Lang::Zh => "正在停下：记下进度，放开锁。再按一次 Ctrl-C 就立即退出",
            Lang::En => "stopping: noting how far it is and giving the lock back. Ctrl-C once more ends it at once",
        };
        bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    })
}

/// The machine's name, where no variable has it.
fn machine() -> String {
    std::fs::read_to_string("/etc/hostname").map_or_else(|_| "?".to_owned(), |name| name.trim().to_owned())
}

/// For WebDAV, which has no variables of its own.
fn login() -> StoreCredentials {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    StoreCredentials { user: variable("JIANBAO_WEBDAV_USERNAME"), password: variable("JIANBAO_WEBDAV_PASSWORD") }
}

/// Hands on the addresses; what failed.
fn tell(arguments: &DeployArguments, site: &str, journal: &Journal, stop: &Cancellation) -> Vec<Diagnostic> {
    let stale = addresses(site, journal.stale_paths(), |_| true);
    let fresh = addresses(site, journal.uploaded_paths(), |path| path.ends_with(".html") && path != "404.html");
    let mut mistakes = Vec::new();
    mistakes.extend(write_list(arguments, &stale));
    let limit = Duration::from_secs(arguments.command_timeout);
    for (command, list) in [(&arguments.purge_with, &stale), (&arguments.submit_with, &fresh)] {
        let Some(command) = command.as_ref().filter(|_| !list.is_empty()) else { continue };
        match command::run(command, list, limit, stop) {
            Ok(()) => {}
            Err(CommandError::Failed(reason)) => mistakes.push(catalog::command_failed(command, &reason)),
            Err(CommandError::TimedOut) => {
                mistakes.push(catalog::command_timed_out(command, arguments.command_timeout));
            }
        }
    }
    mistakes
}

/// Writes the addresses for a CDN where they are wanted.
fn write_list(arguments: &DeployArguments, stale: &str) -> Option<Diagnostic> {
    let path = arguments.purge_list.as_deref()?;
    if path != Path::new("-") {
        let written = OutputFile::create_at(path).and_then(|mut file| {
            file.write_text(stale)?;
            file.finish()
        });
        return written.err().map(|failure| match failure {
            PublishFailure::Disk { path, error } => {
                catalog::command_failed(&path.display().to_string(), &error.to_string())
            }
            refused => refused.into_diagnostic(),
        });
    }

    let written = std::io::stdout().write_all(stale.as_bytes());
    let error = written.err().filter(|error| error.kind() != std::io::ErrorKind::BrokenPipe)?;
    Some(catalog::command_failed(&path.display().to_string(), &error.to_string()))
}

/// Whole addresses, one a line. A page of a directory has two.
fn addresses<'p>(site: &str, paths: impl Iterator<Item = &'p str>, wanted: fn(&str) -> bool) -> String {
    let mut lines = String::new();
    for path in paths.filter(|path| wanted(path)) {
        let url = Address::from_known(path).to_url();
        lines.push_str(&format!("{site}{url}\n"));
        if url.is_empty() || url.ends_with('/') {
            lines.push_str(&format!("{site}{url}index.html\n"));
        }
    }
    lines
}

/// When the site will change by itself.
fn schedule(arguments: &DeployArguments, lang: Lang) -> Status {
    let (input, unread) = disk::read(&arguments.site.root);
    let prepared = prepare(input, arguments.site.edition(), None, None);
    let mut missing: Vec<Diagnostic> = unread.into_iter().chain(prepared.diagnostics).collect();
    // Mistakes are `check`'s to tell; without a bulletin there is no schedule.
    missing.retain(|d| d.kind.leaves_no_bulletin());
    if !missing.is_empty() {
        report(missing, &Sources::default(), lang, Format::Human);
        return Status::Failed;
    }
    let site = &prepared.bulletin.site;
    if let Some(next) = site.next_change {
        say(&next.with_timezone(&site.config.timezone).to_rfc3339());
    }
    Status::Done
}

/// What is to be done, a line a file.
fn listed(work: &DeployPlan, lang: Lang) -> String {
    let (add, change, delete) = match lang {
        Lang::Zh => ("上传", "替换", "删除"),
        Lang::En => ("upload ", "replace", "delete "),
    };
    let mut lines = Vec::new();
    let waiting = || work.uploads().filter(|upload| !upload.already_there);
    for upload in waiting() {
        let what = if upload.is_new { add } else { change };
        lines.push(format!("{what}  {}  {}", one_line(&upload.path), HumanBytes(upload.file.bytes)));
    }
    lines.extend(work.deleting.iter().map(|path| format!("{delete}  {}", one_line(path))));
    let (new, all) = (waiting().filter(|upload| upload.is_new).count(), waiting().count());
    let bytes = HumanBytes(waiting().map(|upload| upload.file.bytes).sum());
    let (changed, gone) = (all - new, work.deleting.len());
    lines.push(match lang {
        Lang::Zh if all + gone == 0 => "没有变化".to_owned(),
        Lang::En if all + gone == 0 => "nothing has changed".to_owned(),
        Lang::Zh => format!("上传 {new} 个，替换 {changed} 个，共 {bytes}；删除 {gone} 个。没有改动目标"),
        Lang::En => {
            format!("{new} to upload, {changed} to replace, {bytes} in all; {gone} to delete. Nothing was changed")
        }
    });
    printable(&lines.join("\n"))
}

fn summary(done: &DeploySummary, target: &Target, lang: Lang) -> String {
    let DeploySummary { sent, bytes, deleted } = done;
    let (bytes, name) = (HumanBytes(*bytes), &target.name);
    match lang {
        Lang::Zh if *sent + *deleted == 0 => format!("{name}：没有变化"),
        Lang::En if *sent + *deleted == 0 => format!("{name}: nothing has changed"),
        Lang::Zh => format!("{name}：已上线，传了 {sent} 个文件（{bytes}），删了 {deleted} 个"),
        Lang::En => format!("{name}: deployed, {sent} files sent ({bytes}), {deleted} deleted"),
    }
}

/// How it goes, on a terminal; each file where much is to be said.
struct Bar {
    bar: ProgressBar,
    voice: Voice,
    lang: Lang,
    /// Whether anything may have been changed.
    begun: Cell<bool>,
}

impl Progress for Bar {
    fn begin_upload(&self, files: usize, bytes: u64) {
        self.begun.set(true);
        if self.voice == Voice::Quiet || !std::io::stderr().is_terminal() {
            return;
        }
        self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        self.bar.set_length(bytes);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {msg}") {
            self.bar.set_style(style);
        }
        self.bar.set_message(if self.lang == Lang::Zh {
            format!("{files} 个文件")
        } else {
            format!("{files} files")
        });
    }

    fn file_sent(&self, path: &str, bytes: u64) {
        self.bar.inc(bytes);
        if self.voice == Voice::Verbose {
            self.bar.suspend(|| {
                let _ = writeln!(std::io::stderr(), "{}", one_line(path));
            });
        }
    }
}
