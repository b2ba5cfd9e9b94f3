//! The command line's own words in two languages, shell completions, and the manual page.

use std::io::{self, Write};

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::{Arguments, Status};
use crate::diagnostic::Lang;

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
        arg.help_heading(heading)
    });
    command.mut_subcommands(chinese)
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

/// Prints the manual page (roff).
pub(super) fn man(lang: Lang) -> Status {
    let mut page = Vec::new();
    match clap_mangen::Man::new(command(lang)).render(&mut page) {
        Ok(()) => print(&page),
        Err(_) => Status::Failed,
    }
}

fn print(bytes: &[u8]) -> Status {
    // A closed pipe is no reason to fail.
    let _ = io::stdout().write_all(bytes);
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
