//! What the YAML crate says of a text that it cannot parse, and what that means to an editor.

use super::phrases;
use crate::diagnostic::Message;

/// A mistake that the YAML crate has a text for.
#[derive(Clone, Copy)]
pub(super) struct YamlMistake {
    /// A part of the crate's text.
    reason: &'static str,
    /// The same in Chinese, as an editor understands it.
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: Remedy,
}

/// What to do about a mistake in YAML.
#[derive(Clone, Copy)]
pub(super) enum Remedy {
    Align,
    Close,
    Colon,
    OneDocument,
    Plain,
    Quote,
    Spaces,
}

impl Remedy {
    pub(super) fn words(self) -> Message {
        match self {
            Self::Align => phrases::align_keys(),
            Self::Close => phrases::close_quote_or_bracket(),
            Self::Colon => phrases::write_key_and_value(),
            Self::OneDocument => phrases::delete_separator_line(),
            Self::Plain => phrases::write_plain_yaml(),
            Self::Quote => phrases::quote_the_value(),
            Self::Spaces => phrases::use_spaces_for_tabs(),
        }
    }
}

/// Of two that fit, the first one counts.
const KNOWN: [YamlMistake; 17] = [
    YamlMistake { reason: "mapping values are not allowed", meaning: "这里不该有冒号", remedy: Remedy::Quote },
    YamlMistake { reason: "illegal placement of ':'", meaning: "这里不该有冒号", remedy: Remedy::Quote },
    YamlMistake { reason: "tab", meaning: "用了制表符（Tab）", remedy: Remedy::Spaces },
    YamlMistake { reason: "unclosed quote", meaning: "引号没有结束", remedy: Remedy::Close },
    YamlMistake { reason: "unexpected end", meaning: "还没有写完就结束了", remedy: Remedy::Close },
    YamlMistake { reason: "document start", meaning: "缩进不对", remedy: Remedy::Align },
    YamlMistake { reason: "block mapping", meaning: "缩进不对", remedy: Remedy::Align },
    YamlMistake { reason: "did not find expected", meaning: "括号或逗号不配对", remedy: Remedy::Close },
    YamlMistake { reason: "flow", meaning: "括号或逗号不配对", remedy: Remedy::Close },
    YamlMistake { reason: "unexpected character", meaning: "有不能直接写的符号", remedy: Remedy::Quote },
    YamlMistake { reason: "simple key expected", meaning: "这一行缺少半角冒号", remedy: Remedy::Colon },
    YamlMistake { reason: "unknown anchor", meaning: "`*` 在 YAML 里有特殊含义", remedy: Remedy::Quote },
    YamlMistake { reason: "recursion", meaning: "嵌套太深", remedy: Remedy::Plain },
    YamlMistake { reason: "budget", meaning: "内容过多或嵌套过深", remedy: Remedy::Plain },
    YamlMistake { reason: "alias replay", meaning: "内容过多或嵌套过深", remedy: Remedy::Plain },
    YamlMistake {
        reason: "multiple YAML documents",
        meaning: "中间多了一行 `---` 或 `...`",
        remedy: Remedy::OneDocument,
    },
    YamlMistake { reason: "indent", meaning: "缩进不对", remedy: Remedy::Align },
];

/// Returns what is known of a text of the YAML crate.
pub(super) fn known(reason: &str) -> Option<YamlMistake> {
    KNOWN.into_iter().find(|known| reason.contains(known.reason))
}
