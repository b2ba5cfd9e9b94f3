//! The language of messages and help.

use clap::ValueEnum;

use crate::diagnostic::Lang;

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum LangArgument {
    Zh,
    En,
}

/// The language that the arguments ask for, found without parsing them: help and mistakes in the arguments themselves are
/// in it too.
pub(super) fn requested_lang(arguments: impl Iterator<Item = String>) -> Lang {
    let mut is_value = false;
    for argument in arguments {
        match argument.strip_prefix("--lang=").unwrap_or(if is_value { &argument } else { "" }) {
            "zh" => return Lang::Zh,
            "en" => return Lang::En,
            _ => is_value = argument == "--lang",
        }
    }
    system_lang()
}

/// English only where the system clearly speaks another language than Chinese.
pub(super) fn system_lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    let is_neutral = ["", "C", "POSIX", "C.UTF-8", "C.utf8"].contains(&locale.as_str());
    if is_neutral || locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}
