//! Help in two languages, shell completions, and the manual page.

mod usage;

use std::io::{self, Write};

use clap::{Arg, ArgAction, Command, CommandFactory};

pub(super) use self::usage::refuse_arguments;
use super::{Arguments, Outcome, Status, output};
use crate::diagnostic::Lang;
use crate::diagnostic::plain::one_line;

/// English for the help that stands in Chinese beside the arguments: of the program (empty), a command, or an argument of
/// one (`build.out`).
const ENGLISH_HELP: &str = include_str!("help/en.txt");

/// The headings of help in Chinese; English ones are the library's own.
const CHINESE_TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line in a language.
pub(super) fn command_line(lang: Lang) -> Command {
    let command = Arguments::command().disable_help_subcommand(true);
    match lang {
        Lang::Zh => into_chinese(command),
        Lang::En => into_english(command, ""),
    }
}

fn into_chinese(command: Command) -> Command {
    let mut command = command
        .help_template(CHINESE_TEMPLATE)
        .subcommand_help_heading("命令")
        .next_help_heading("选项")
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示这段说明"));
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        command = command.disable_version_flag(true).arg(version);
    }

    let command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        describe_values(arg).help_heading(heading)
    });
    command.mut_subcommands(into_chinese)
}

/// An argument whose help says in Chinese what its value may be, and what it is unless it is given.
fn describe_values(arg: Arg) -> Arg {
    let Some(help) = arg.get_help().map(ToString::to_string).filter(|_| arg.get_action().takes_values()) else {
        return arg;
    };
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();

    let mut remarks = Vec::new();
    if !values.is_empty() {
        remarks.push(format!("可以是 {}", values.join("、")));
    }
    if defaults.iter().any(|value| !value.is_empty()) {
        remarks.push(format!("默认 {}", defaults.join("、")));
    }

    if remarks.is_empty() {
        return arg;
    }
    arg.help(format!("{help}（{}）", remarks.join("，"))).hide_possible_values(true).hide_default_value(true)
}

fn into_english(command: Command, path: &str) -> Command {
    let command = match english_text(path) {
        Some(about) => command.about(about),
        None => command,
    };
    let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };

    let command = command.mut_args(|arg| match english_text(&format!("{prefix}{}", arg.get_id())) {
        Some(help) => arg.help(help),
        None => arg,
    });
    command.mut_subcommands(|sub| {
        let path = format!("{prefix}{}", sub.get_name());
        into_english(sub, &path)
    })
}

/// The English text of a command or an argument; of an argument that several commands have, that for all (`*.root`).
fn english_text(path: &str) -> Option<&'static str> {
    let key = if path.is_empty() { "jianbao" } else { path };
    let name = path.rsplit('.').next().unwrap_or(path);
    english_line(key).or_else(|| english_line(&format!("*.{name}")))
}

/// The text behind a key.
fn english_line(key: &str) -> Option<&'static str> {
    ENGLISH_HELP.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

/// Prints a script that completes the command line in a shell.
pub(super) fn print_completions(shell: clap_complete::Shell, lang: Lang) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command_line(lang), "jianbao", &mut script);
    output::print(&script);
    Ok(Status::Done)
}

/// Prints the manual page (roff) of the program, or of one command.
pub(super) fn print_manual(of: Option<&str>, lang: Lang) -> Outcome {
    let all = command_line(lang);
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
                return Err(Status::Failed);
            }
        },
    };

    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|_| Status::Failed)?;
    output::print(&page);
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect_paths(command: &Command, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
        // The library's own are English.
        let own = command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
        found.extend(own.map(|arg| format!("{prefix}{}", arg.get_id())));
        for sub in command.get_subcommands() {
            collect_paths(sub, &format!("{prefix}{}", sub.get_name()), found);
        }
    }

    /// The help of the program and of every command.
    fn whole_help(lang: Lang) -> String {
        let mut command = command_line(lang);
        command.build();
        let mut help = command.render_long_help().to_string();
        for sub in command.get_subcommands_mut() {
            help += &sub.render_long_help().to_string();
        }
        help
    }

    #[test]
    fn everything_is_said_in_both_languages() {
        let mut found = Vec::new();
        collect_paths(&Arguments::command(), "", &mut found);
        let missing: Vec<_> = found.iter().filter(|path| english_text(path).is_none()).collect();
        assert!(missing.is_empty(), "src/cli/help/en.txt has nothing for {missing:?}");

        let english = whole_help(Lang::En);
        assert!(english.is_ascii() || !english.chars().any(crate::search::fold::is_han), "{english}");
        let chinese = whole_help(Lang::Zh);
        assert!(!chinese.contains("Usage") && !chinese.contains("Options") && chinese.contains("用法："), "{chinese}");
    }

    #[test]
    fn the_command_line_holds_together() {
        for lang in [Lang::Zh, Lang::En] {
            command_line(lang).debug_assert();
        }
    }
}
