//! Mistakes in the arguments, in Chinese; English ones are the library's own.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};

/// Prints what the library has to say of the arguments: help, the version, or, in the language, a mistake.
pub(in crate::cli) fn refuse_arguments(error: &clap::Error, lang: Lang) -> ExitCode {
    match describe_usage_error(error).filter(|_| lang == Lang::Zh) {
        Some(text) => {
            let text = one_line(&text);
            let _ = writeln!(
                io::stderr(),
                "用法有误：{text}\n办法：运行 `jianbao --help`，或在命令后面加 `--help`，看怎样写"
            );
        }
        // The text quotes what was typed.
        None if error.use_stderr() => {
            let _ = write!(io::stderr(), "{}", printable(&error.render().to_string()));
        }
        None => {
            let _ = error.print();
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// A mistake in the arguments in Chinese; `None` for what is no mistake.
fn describe_usage_error(error: &clap::Error) -> Option<String> {
    let arg = context_text(error, ContextKind::InvalidArg).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("没有 `{arg}` 这个选项{}", suggestion(error, ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            let command = context_text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有 `{command}` 这个命令{}", suggestion(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => describe_value_error(error, &arg),
        ErrorKind::InvalidUtf8 => "有一个参数不是 UTF-8 文字".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("没有写 {arg}"),
        ErrorKind::ArgumentConflict => {
            let other = context_text(error, ContextKind::PriorArg).unwrap_or_default();
            format!("`{arg}` 不能和 `{other}` 一起用")
        }
        _ => return None,
    })
}

/// A value that is wrong or missing. `arg` is the argument as the library names it: `--root <ROOT>`.
fn describe_value_error(error: &clap::Error, arg: &str) -> String {
    let values = context_text(error, ContextKind::ValidValue);
    let values = values.map_or_else(String::new, |values| format!("，可以是 `{values}`"));
    match context_text(error, ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
        Some(value) => format!("`{arg}` 不能是 `{value}`{values}"),
        None => format!("`{arg}` 后面要写一个值{values}"),
    }
}

fn suggestion(error: &clap::Error, kind: ContextKind) -> String {
    context_text(error, kind).map_or_else(String::new, |near| format!("，是不是 `{near}`？"))
}

/// A text that belongs to an error; of several, all of them.
fn context_text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("` 或 `")).filter(|text| !text.is_empty()),
        _ => None,
    }
}
