//! The command line: arguments, printing, exit status.

mod build;
mod new;
mod serve;
mod suggest_tags;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, Utc};
use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::report::{human, json, sort};
use crate::diagnostic::{Diagnostic, Lang, any_error};
use crate::model::Edition;
use crate::source::Sources;

/// 简报：把 Markdown 稿件生成为完整的中文新闻网站
#[derive(Parser)]
#[command(name = "jianbao", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// 提示信息的语言，默认中文；系统语言不是中文时为英文
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArgument>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArgument {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// 生成网站
    Build(BuildArguments),
    /// 只检查，不写任何文件
    Check(BuildArguments),
    /// 在本机预览，存稿后页面自动更新
    Serve(ServeArguments),
    /// 新建一篇稿件
    New(NewArguments),
    /// 为一篇稿件建议标签，不改动文件
    SuggestTags(SuggestTagsArguments),
}

#[derive(clap::Args)]
struct BuildArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// 输出目录，默认为简报目录下的 public
    #[arg(long)]
    out: Option<PathBuf>,
    /// 提示的格式：给人看，或每行一个 JSON 对象
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
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
    /// 栏目目录
    column: String,
    /// 标题
    title: String,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(clap::Args)]
struct SuggestTagsArguments {
    /// 稿件：从当前目录或简报目录起的路径
    file: PathBuf,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
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
}

/// Runs the command that the program was called with.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let lang = arguments.lang.map_or_else(lang_of_system, |lang| match lang {
        LangArgument::Zh => Lang::Zh,
        LangArgument::En => Lang::En,
    });
    let status = match arguments.command {
        Command::Build(arguments) => build::build(&arguments, lang),
        Command::Check(arguments) => build::check(&arguments, lang),
        Command::Serve(arguments) => serve::serve(&arguments, lang),
        Command::New(arguments) => new::new(&arguments, lang),
        Command::SuggestTags(arguments) => suggest_tags::suggest_tags(&arguments, lang),
    };
    ExitCode::from(status as u8)
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
fn report(mut diagnostics: Vec<Diagnostic>, sources: &Sources, lang: Lang, format: Format) -> Status {
    sort(&mut diagnostics, sources);
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    match format {
        Format::Json => {
            let mut out = std::io::stdout().lock();
            for d in &diagnostics {
                let _ = writeln!(out, "{}", json(d, sources, lang));
            }
        }
        Format::Human => {
            let mut err = std::io::stderr().lock();
            let colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
            for d in &diagnostics {
                let _ = writeln!(err, "{}", human(d, sources, lang, colour));
            }
            if !diagnostics.is_empty() {
                let _ = match lang {
                    Lang::Zh => writeln!(err, "{errors} 个错误，{warnings} 个警告"),
                    Lang::En => writeln!(err, "{errors} errors, {warnings} warnings"),
                };
            }
        }
    }
    if diagnostics.iter().any(|d| d.code == "J702") {
        Status::Failed
    } else if any_error(&diagnostics) {
        Status::Mistakes
    } else {
        Status::Done
    }
}
