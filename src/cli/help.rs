//! The command line's own words in two languages, shell completions, and the manual page.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::{Arguments, Status, output};
use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};

/// What stands in Chinese beside the arguments, in English: of the program (empty), a command, or an argument of
/// one (`build.out`).
const ENGLISH: &str = include_str!("help/en.txt");

/// The headings of help in Chinese; English ones are the library's own.
const CHINESE_TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line in a language.
pub(super) fn command(lang: Lang) -> Command {
    let command = Arguments::command().disable_help_subcommand(true);
    match lang {
        Lang::Zh => chinese(command),
        Lang::En => english(command, ""),
    }
}

fn chinese(command: Command) -> Command {
    let command = command
        .help_template(CHINESE_TEMPLATE)
        .subcommand_help_heading("命令")
        .next_help_heading("选项")
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示这段说明"));
    let version = || Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
    let command = match command.get_version() {
        Some(_) => command.disable_version_flag(true).arg(version()),
        None => command,
    };
    let command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        with_values(arg).help_heading(heading)
    });
    command.mut_subcommands(chinese)
}

/// An argument whose help says in Chinese what its value may be, and what it is unless it is given.
fn with_values(arg: Arg) -> Arg {
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let default: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut more = Vec::new();
    if arg.get_action().takes_values() && !values.is_empty() {
        more.push(format!("可以是 {}", values.join("、")));
    }
    if arg.get_action().takes_values() && default.iter().any(|value| !value.is_empty()) {
        more.push(format!("默认 {}", default.join("、")));
    }
    match arg.get_help().map(ToString::to_string).filter(|_| !more.is_empty()) {
        Some(help) => {
            arg.help(format!("{help}（{}）", more.join("，"))).hide_possible_values(true).hide_default_value(true)
        }
        None => arg,
    }
}

/// Prints what the library has to say of the arguments: help, the version, or, in the language, what is wrong.
pub(super) fn refuse(error: &clap::Error, lang: Lang) -> ExitCode {
    match wrong(error).filter(|_| lang == Lang::Zh) {
        Some(text) => {
            let _ = writeln!(
                io::stderr(),
                "用法有误：{}\n办法：运行 `jianbao --help`，或在命令后面加 `--help`，看怎样写",
                one_line(&text)
            );
        }
        // What is wrong quotes what was typed.
        None if error.use_stderr() => {
            let _ = write!(io::stderr(), "{}", printable(&error.render().to_string()));
        }
        None => {
            let _ = error.print();
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// What is wrong with the arguments, in Chinese; `None` for what is no mistake.
fn wrong(error: &clap::Error) -> Option<String> {
    let said = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("` 或 `")).filter(|text| !text.is_empty()),
        _ => None,
    };
    let arg = said(ContextKind::InvalidArg).unwrap_or_default();
    let meant = |kind| said(kind).map_or_else(String::new, |near| format!("，是不是 `{near}`？"));
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("没有 `{arg}` 这个选项{}", meant(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            let command = said(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有 `{command}` 这个命令{}", meant(ContextKind::SuggestedSubcommand))
        }
        // `--root <ROOT>`, as the library names it.
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let values =
                said(ContextKind::ValidValue).map_or_else(String::new, |values| format!("，可以是 `{values}`"));
            match said(ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
                Some(value) => format!("`{arg}` 不能是 `{value}`{values}"),
                None => format!("`{arg}` 后面要写一个值{values}"),
            }
        }
        ErrorKind::InvalidUtf8 => "有一个参数不是 UTF-8 文字".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("没有写 {arg}"),
        ErrorKind::ArgumentConflict => {
            format!("`{arg}` 不能和 `{}` 一起用", said(ContextKind::PriorArg).unwrap_or_default())
        }
        _ => return None,
    })
}

fn english(command: Command, path: &str) -> Command {
    let command = match text(path) {
        Some(about) => command.about(about),
        None => command,
    };
    let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
    let command = command.mut_args(|arg| match text(&format!("{prefix}{}", arg.get_id())) {
        Some(help) => arg.help(help),
        None => arg,
    });
    command.mut_subcommands(|sub| {
        let path = format!("{prefix}{}", sub.get_name());
        english(sub, &path)
    })
}

/// The English text of a command or an argument; of an argument that several commands have, that for all (`*.root`).
fn text(path: &str) -> Option<&'static str> {
    let of = |wanted: &str| ENGLISH.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| *key == wanted));
    let shared = || of(&format!("*.{}", path.rsplit('.').next().unwrap_or(path)));
    of(if path.is_empty() { "jianbao" } else { path }).or_else(shared).map(|(_, text)| text)
}

/// Prints a script that completes the command line in a shell.
pub(super) fn completions(shell: clap_complete::Shell, lang: Lang) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(lang), "jianbao", &mut script);
    print(&script)
}

/// Prints the manual page (roff) of the program, or of one command.
pub(super) fn man(of: Option<&str>, lang: Lang) -> Status {
    let all = command(lang);
    let command = match of {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(command) => {
                command.clone().display_name(format!("jianbao-{name}")).bin_name(format!("jianbao {name}"))
            }
            None => {
                let _ = match lang {
                    Lang::Zh => writeln!(io::stderr(), "用法有误：没有 `{}` 这个命令", one_line(name)),
                    Lang::En => writeln!(io::stderr(), "error: there is no command `{}`", one_line(name)),
                };
                return Status::Failed;
            }
        },
    };
    let mut page = Vec::new();
    match clap_mangen::Man::new(command).render(&mut page) {
        Ok(()) => print(&page),
        Err(_) => Status::Failed,
    }
}

fn print(bytes: &[u8]) -> Status {
    // A closed pipe is no reason to fail.
    output::print(bytes);
    Status::Done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(command: &Command, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
        // The library's own are English.
        let own = command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
        found.extend(own.map(|arg| format!("{prefix}{}", arg.get_id())));
        for sub in command.get_subcommands() {
            paths(sub, &format!("{prefix}{}", sub.get_name()), found);
        }
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        let mut found = Vec::new();
        paths(&Arguments::command(), "", &mut found);
        let missing: Vec<_> = found.iter().filter(|path| text(path).is_none()).collect();
        assert!(missing.is_empty(), "src/cli/help/en.txt has nothing for {missing:?}");
        let shown = |lang| {
            let mut command = command(lang);
            command.build();
            let subs: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            let mut all = command.render_long_help().to_string();
            for name in subs {
                if let Some(sub) = command.find_subcommand_mut(&name) {
                    all += &sub.render_long_help().to_string();
                }
            }
            all
        };
        let english = shown(Lang::En);
        assert!(english.is_ascii() || !english.chars().any(crate::search::fold::is_han), "{english}");
        let chinese = shown(Lang::Zh);
        assert!(!chinese.contains("Usage") && !chinese.contains("Options") && chinese.contains("用法："), "{chinese}");
    }

    #[test]
    fn the_command_line_holds_together() {
        for lang in [Lang::Zh, Lang::En] {
            command(lang).debug_assert();
        }
    }
}
