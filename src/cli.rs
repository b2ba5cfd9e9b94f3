//! The command line: arguments, printing, exit status.

mod build;
#[cfg(feature = "deploy")]
mod deploy;
mod explain;
mod external;
mod headers;
mod help;
mod init;
mod list;
mod new;
mod output;
mod schema;
mod search_export;
mod serve;
mod suggest_tags;
mod why;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, Utc};
use clap::{FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::diagnostic::report::{Printer, render_gitlab, render_sarif, sort_by_place};
use crate::diagnostic::{Diagnostic, DiagnosticKind, Lang, any_error, catalog};
use crate::model::Edition;
use crate::pipeline::threads;
use crate::source::Sources;

/// 简报：把 Markdown 稿件生成为完整的中文新闻网站
#[derive(Parser)]
#[command(name = "jianbao", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// 提示信息的语言，默认中文；系统语言不是中文时为英文
    #[arg(long, global = true, value_enum)]
    #[allow(dead_code, reason = "it is read before the others, to speak of them in it")]
    lang: Option<LangArgument>,
    /// 少说话：只有错误和警告
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// 多说话：各步用时，没有发布的稿件和原因，预览时每次改动
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// How much is said beside mistakes and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// Nothing.
    Quiet,
    /// How it went.
    Normal,
    /// What it was made of, too.
    Verbose,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArgument {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// 生成网站
    Build(PublishArguments),
    /// 只检查，不写任何文件
    Check(CheckArguments),
    /// 在本机预览，存稿后页面自动更新
    Serve(ServeArguments),
    /// 新建一篇稿件
    New(NewArguments),
    /// 新建一份简报，马上就能生成
    Init(InitArguments),
    /// 稿件头和 site.yaml 的 JSON Schema，供编辑器补全和检查
    Schema(SchemaArguments),
    /// 打印命令行补全的脚本
    Completions {
        /// 哪一种命令行
        shell: clap_complete::Shell,
    },
    /// 打印使用手册（man）
    Man {
        /// 哪一个命令的手册；不写就是全部命令的总览
        command: Option<String>,
    },
    /// 为一篇稿件建议标签，不改动文件
    SuggestTags(SuggestTagsArguments),
    /// 解释提示的代码，如 J204：是什么、为什么要改、怎么写才对
    Explain(ExplainArguments),
    /// 一篇稿件在不在线，为什么，出现在哪些页面
    Why(WhyArguments),
    /// 列出稿件：已发、定时、草稿、下线
    List(ListArguments),
    /// 打印网页服务器的配置：安全、缓存、压缩、旧址
    Headers(headers::HeadersArguments),
    /// 上线：把生成好的网站传到存储或服务器
    #[cfg(feature = "deploy")]
    Deploy(deploy::DeployArguments),
    /// 把已发布的稿件导出给搜索集群：稿件，或索引的设置
    SearchExport(search_export::SearchExportArguments),
}

#[derive(clap::Args)]
struct BuildArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// 输出目录，默认为简报目录下的 public
    #[arg(long)]
    out: Option<PathBuf>,
    /// 网站放在这个网址，不用 site.yaml 里的 base_url；预览用
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// 提示的格式：给人看，每行一个 JSON 对象，SARIF，GitHub 或 GitLab 的注释
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(clap::Args)]
struct PublishArguments {
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

#[derive(clap::Args)]
struct CheckArguments {
    #[command(flatten)]
    build: BuildArguments,
    /// 也查外部链接：逐个问对方的网站，最多两分钟，打不开的只是警告
    #[arg(long)]
    external: bool,
}

#[derive(clap::Args)]
struct SiteArguments {
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
    /// 连草稿一起发布
    #[arg(long)]
    drafts: bool,
}

#[derive(clap::Args)]
struct ServeArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// 监听的地址，默认 127.0.0.1:4000，占用时换下一个端口；别的地址会让局域网里的人看到草稿
    #[arg(long)]
    addr: Option<std::net::SocketAddr>,
    /// 浏览器跟到刚改过的稿件
    #[arg(long)]
    follow: bool,
}

#[derive(clap::Args)]
struct NewArguments {
    /// 栏目目录；不写就问
    column: Option<String>,
    /// 标题；不写就问
    title: Option<String>,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(clap::Args)]
struct InitArguments {
    /// 新的目录，或空的目录
    directory: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
}

impl InitArguments {
    fn now(&self) -> DateTime<FixedOffset> {
        self.now.unwrap_or_else(|| Utc::now().fixed_offset())
    }
}

#[derive(clap::Args)]
struct SuggestTagsArguments {
    /// 稿件：从当前目录或简报目录起的路径
    file: PathBuf,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(clap::Args)]
struct SchemaArguments {
    /// 稿件头，或全站设置
    #[arg(value_enum)]
    of: SchemaOf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaOf {
    FrontMatter,
    Site,
}

#[derive(clap::Args)]
struct ExplainArguments {
    /// 代码，可以写几个；不写则列出全部
    codes: Vec<String>,
}

#[derive(clap::Args)]
struct WhyArguments {
    /// 稿件的路径，或网址
    what: String,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(clap::Args)]
struct ListArguments {
    /// 只列定时的；几个条件可以同时写
    #[arg(long)]
    scheduled: bool,
    /// 只列草稿
    #[arg(long)]
    drafts: bool,
    /// 只列已下线的
    #[arg(long)]
    expired: bool,
    /// 只列一个栏目：目录名或栏目名
    #[arg(long)]
    column: Option<String>,
    /// 只列一期：`15` 或 `2020年第9期`
    #[arg(long)]
    issue: Option<String>,
    /// 表格、CSV 或 JSON
    #[arg(long, value_enum, default_value = "table")]
    format: Ledger,
    /// 简报所在的目录（site.yaml 在这里）
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// 当作现在的时刻（RFC 3339），默认为系统时间
    #[arg(long, value_parser = DateTime::parse_from_rfc3339)]
    now: Option<DateTime<FixedOffset>>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ledger {
    Table,
    Csv,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
    Github,
    Gitlab,
}

impl SiteArguments {
    fn edition(&self) -> Edition {
        Edition { now: self.now.unwrap_or_else(|| Utc::now().fixed_offset()), drafts: self.drafts, scheduled: false }
    }
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// All done.
    Done = 0,
    /// Mistakes in the content: nothing was published.
    Mistakes = 1,
    /// Wrong usage, or the disk failed.
    Failed = 2,
    /// Ctrl-C, as shells count it.
    #[cfg(feature = "deploy")]
    Interrupted = 130,
    /// SIGTERM.
    #[cfg(feature = "deploy")]
    Terminated = 143,
}

/// Runs the command that the program was called with.
pub fn run() -> ExitCode {
    // The stack of the first thread is as large as the shell allows, and may be far too small.
    threads::with_own_stack(run_command).unwrap_or_else(|error| {
        let refusal = catalog::no_threads(&error.to_string()).message;
        let _ = writeln!(std::io::stderr(), "{}", refusal.in_lang(lang_of_system()));
        ExitCode::from(Status::Failed as u8)
    })
}

fn run_command() -> ExitCode {
    let wanted = std::env::var("RAYON_NUM_THREADS").ok();
    threads::start_workers(wanted.and_then(|count| count.parse().ok()));
    let lang = lang_of(std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()));
    let arguments = match help::command(lang).try_get_matches().and_then(|m| Arguments::from_arg_matches(&m)) {
        Ok(arguments) => arguments,
        Err(error) => return help::refuse(&error, lang),
    };
    let voice = match (arguments.quiet, arguments.verbose) {
        (true, _) => Voice::Quiet,
        (_, true) => Voice::Verbose,
        _ => Voice::Normal,
    };
    let status = match arguments.command {
        Command::Build(arguments) => build::build(&arguments, voice, lang),
        Command::Check(arguments) => build::check(&arguments, voice, lang),
        Command::Serve(arguments) => serve::serve(&arguments, voice, lang),
        Command::New(arguments) => new::new(&arguments, lang),
        Command::Init(arguments) => init::init(&arguments, lang),
        Command::Completions { shell } => help::completions(shell, lang),
        Command::Man { command } => help::man(command.as_deref(), lang),
        Command::Schema(arguments) => schema::schema(&arguments),
        Command::SuggestTags(arguments) => suggest_tags::suggest_tags(&arguments, lang),
        Command::Explain(arguments) => explain::explain(&arguments, lang),
        Command::Why(arguments) => why::why(&arguments, lang),
        Command::List(arguments) => list::list(&arguments, lang),
        Command::Headers(arguments) => headers::headers(&arguments, lang),
        #[cfg(feature = "deploy")]
        Command::Deploy(arguments) => deploy::deploy(&arguments, voice, lang),
        Command::SearchExport(arguments) => search_export::search_export(&arguments, voice, lang),
    };
    let status = match output::lost() {
        Some(reason) => {
            report(vec![catalog::disk("stdout", reason)], &Sources::default(), lang, Format::Human);
            Status::Failed
        }
        None => status,
    };
    ExitCode::from(status as u8)
}

/// The language that the arguments ask for: help and mistakes in the arguments themselves are said in it too.
fn lang_of(arguments: impl Iterator<Item = String>) -> Lang {
    let mut next = false;
    for argument in arguments {
        match argument.strip_prefix("--lang=").unwrap_or(if next { &argument } else { "" }) {
            "zh" => return Lang::Zh,
            "en" => return Lang::En,
            _ => next = argument == "--lang",
        }
    }
    lang_of_system()
}

/// English only where the system clearly speaks another language than Chinese.
fn lang_of_system() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    let neutral = ["", "C", "POSIX", "C.UTF-8", "C.utf8"].contains(&locale.as_str());
    if neutral || locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// Prints mistakes in order, then how many there are. Human text goes to standard error, JSON to standard output.
fn report(diagnostics: Vec<Diagnostic>, sources: &Sources, lang: Lang, format: Format) -> Status {
    report_below(Path::new("."), diagnostics, sources, lang, format)
}

/// The same, of a bulletin at `root`, which forms that count from the repository's root put before paths.
fn report_below(
    root: &Path,
    mut diagnostics: Vec<Diagnostic>,
    sources: &Sources,
    lang: Lang,
    format: Format,
) -> Status {
    sort_by_place(&mut diagnostics, sources);
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let prefix = prefix(root);
    let printer = Printer::new(sources);
    match format {
        Format::Sarif => output::print_json(&render_sarif(&diagnostics, sources, lang)),
        Format::Gitlab => output::print_json(&render_gitlab(&diagnostics, sources, lang, &prefix)),
        Format::Github => diagnostics.iter().for_each(|d| output::print(printer.render_github(d, lang, &prefix))),
        Format::Json => {
            diagnostics.iter().for_each(|d| output::print_json(&format!("{}\n", printer.render_json(d, lang))))
        }
        Format::Human => {
            let mut err = std::io::stderr().lock();
            let colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
            for d in &diagnostics {
                let _ = writeln!(err, "{}", printer.render_human(d, lang, colour));
            }
            if let Some(first) = diagnostics.first() {
                let explain = format!("jianbao explain {}", first.code);
                let s = |n| if n == 1 { "" } else { "s" };
                let _ = match lang {
                    Lang::Zh => writeln!(err, "{errors} 个错误，{warnings} 个警告（想知道更多：{explain}）"),
                    Lang::En => writeln!(
                        err,
                        "{errors} error{}, {warnings} warning{} (more: {explain})",
                        s(errors),
                        s(warnings)
                    ),
                };
            }
        }
    }
    if diagnostics.iter().any(|d| d.kind == DiagnosticKind::Environment) {
        Status::Failed
    } else if any_error(&diagnostics) {
        Status::Mistakes
    } else {
        Status::Done
    }
}

/// The path from the working directory to a bulletin: empty, or ending in `/`.
fn prefix(root: &Path) -> String {
    let parts = root.components().filter(|part| *part != std::path::Component::CurDir);
    let path = parts.collect::<PathBuf>().to_string_lossy().replace('\\', "/");
    if path.is_empty() || path.ends_with('/') { path } else { path + "/" }
}
