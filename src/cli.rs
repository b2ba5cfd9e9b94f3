//! The command line: the commands, and the status that a run ends with.
//!
//! Each command stands in a file of its own with its arguments. All of them open bulletins by `bulletin`, and say what
//! they have to say by `console`.

mod arguments;
mod baseline;
mod build;
mod bulletin;
mod check;
mod console;
#[cfg(feature = "deploy")]
mod deploy;
mod explain;
mod external;
mod fix;
mod headers;
mod help;
mod init;
mod language;
mod list;
mod new;
mod output;
mod schema;
mod search_export;
mod serve;
mod shell;
mod sign;
mod signers;
mod story_path;
mod suggest_tags;
mod summary;
mod why;

use std::io::Write;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use self::console::{Console, Voice};
use self::language::{LangArgument, requested_lang, system_lang};
use crate::diagnostic::catalog;
use crate::pipeline::threads;

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

#[derive(Subcommand)]
enum Command {
    /// 生成网站
    Build(build::PublishArguments),
    /// 检查全部，或几个文件；不生成网站
    Check(check::CheckArguments),
    /// 改好能放心改的，如半角标点；显示改了什么
    Fix(fix::FixArguments),
    /// 在本机预览，存稿后页面自动更新
    Serve(serve::ServeArguments),
    /// 新建一篇稿件
    New(new::NewArguments),
    /// 新建一份简报，马上就能生成
    Init(init::InitArguments),
    /// 稿件头和 site.yaml 的 JSON Schema，供编辑器补全和检查
    Schema(schema::SchemaArguments),
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
    SuggestTags(suggest_tags::SuggestTagsArguments),
    /// 解释提示的代码，如 J204：是什么、为什么要改、怎么写才对
    Explain(explain::ExplainArguments),
    /// 一篇稿件在不在线，为什么，出现在哪些页面
    Why(why::WhyArguments),
    /// 签审：在稿件头里写上谁审过现在的稿件
    Sign(sign::SignArguments),
    /// 列出稿件：已发、待审、定时、草稿、下线
    List(list::ListArguments),
    /// 打印网页服务器的配置：安全、缓存、压缩、旧址
    Headers(headers::HeadersArguments),
    /// 上线：把生成好的网站传到存储或服务器
    #[cfg(feature = "deploy")]
    Deploy(deploy::DeployArguments),
    /// 把已发布的稿件导出给搜索集群：稿件，或索引的设置
    SearchExport(search_export::SearchExportArguments),
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

/// The end of a command: `Err` where it was refused or failed, after the reason has been printed.
type Outcome = Result<Status, Status>;

/// Runs the command that the program was called with.
pub fn run() -> ExitCode {
    // The stack of the first thread is as large as the shell allows, and may be far too small.
    threads::with_own_stack(run_command).unwrap_or_else(|error| {
        let refusal = catalog::no_threads(&error.to_string()).message;
        let _ = writeln!(std::io::stderr(), "{}", refusal.in_lang(system_lang()));
        ExitCode::from(Status::Failed as u8)
    })
}

fn run_command() -> ExitCode {
    let wanted = std::env::var("RAYON_NUM_THREADS").ok();
    threads::start_workers(wanted.and_then(|count| count.parse().ok()));

    let lang = requested_lang(std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()));
    let matches = help::command_line(lang).try_get_matches();
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return help::refuse_arguments(&error, lang),
    };
    let voice = match (arguments.quiet, arguments.verbose) {
        (true, _) => Voice::Quiet,
        (_, true) => Voice::Verbose,
        _ => Voice::Normal,
    };

    let console = Console { lang, voice };
    let status = arguments.command.run(console).unwrap_or_else(|refused| refused);
    let status = match output::write_error() {
        Some(reason) => console.refuse(catalog::disk("stdout", reason)),
        None => status,
    };
    ExitCode::from(status as u8)
}

impl Command {
    fn run(&self, console: Console) -> Outcome {
        match self {
            Self::Build(arguments) => build::run_build(arguments, console),
            Self::Check(arguments) => check::run_check(arguments, console),
            Self::Fix(arguments) => fix::run_fix(arguments, console),
            Self::Serve(arguments) => serve::run_serve(arguments, console),

            Self::New(arguments) => new::run_new(arguments, console),
            Self::Init(arguments) => init::run_init(arguments, console),
            Self::Completions { shell } => help::print_completions(*shell, console.lang),
            Self::Man { command } => help::print_manual(command.as_deref(), console.lang),
            Self::Schema(arguments) => schema::run_schema(arguments),

            Self::SuggestTags(arguments) => suggest_tags::run_suggest_tags(arguments, console),
            Self::Explain(arguments) => explain::run_explain(arguments, console.lang),
            Self::Why(arguments) => why::run_why(arguments, console),
            Self::Sign(arguments) => sign::run_sign(arguments, console),
            Self::List(arguments) => list::run_list(arguments, console),

            Self::Headers(arguments) => headers::run_headers(arguments, console),
            #[cfg(feature = "deploy")]
            Self::Deploy(arguments) => deploy::run_deploy(arguments, console),
            Self::SearchExport(arguments) => search_export::run_search_export(arguments, console),
        }
    }
}
