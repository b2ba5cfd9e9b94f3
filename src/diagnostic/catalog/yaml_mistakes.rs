//! The YAML crate's error texts, with their meaning for an editor and the remedy. The one place that matches them.

use super::phrases;
use crate::diagnostic::Message;

/// A mistake that the YAML crate has a text for.
#[derive(Clone, Copy)]
pub(super) struct YamlMistake {
    /// A part of the crate's text.
    reason: &'static str,
    /// The same in Chinese, as an editor understands it.
    pub meaning: &'static str,
    /// The remedy.
    pub remedy: YamlRemedy,
}

/// Remedies of mistakes in YAML.
#[derive(Clone, Copy)]
pub(super) enum YamlRemedy {
    Align,
    Close,
    Colon,
    OneDocument,
    Plain,
    Quote,
    Spaces,
}

impl YamlRemedy {
    pub(super) fn in_words(self) -> Message {
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
const KNOWN_MISTAKES: [YamlMistake; 17] = [
    YamlMistake {
        reason: "mapping values are not allowed", meaning: "这里不该有冒号", remedy: YamlRemedy::Quote
    },
    YamlMistake { reason: "illegal placement of ':'", meaning: "这里不该有冒号", remedy: YamlRemedy::Quote },
    YamlMistake { reason: "tab", meaning: "用了制表符（Tab）", remedy: YamlRemedy::Spaces },
    YamlMistake { reason: "unclosed quote", meaning: "引号没有结束", remedy: YamlRemedy::Close },
    YamlMistake { reason: "unexpected end", meaning: "还没有写完就结束了", remedy: YamlRemedy::Close },
    YamlMistake { reason: "document start", meaning: "缩进不对", remedy: YamlRemedy::Align },
    YamlMistake { reason: "block mapping", meaning: "缩进不对", remedy: YamlRemedy::Align },
    YamlMistake { reason: "did not find expected", meaning: "括号或逗号不配对", remedy: YamlRemedy::Close },
    YamlMistake { reason: "flow", meaning: "括号或逗号不配对", remedy: YamlRemedy::Close },
    YamlMistake { reason: "unexpected character", meaning: "有不能直接写的符号", remedy: YamlRemedy::Quote },
    YamlMistake { reason: "simple key expected", meaning: "这一行缺少半角冒号", remedy: YamlRemedy::Colon },
    YamlMistake { reason: "unknown anchor", meaning: "`*` 在 YAML 里有特殊含义", remedy: YamlRemedy::Quote },
    YamlMistake { reason: "recursion", meaning: "嵌套太深", remedy: YamlRemedy::Plain },
    YamlMistake { reason: "budget", meaning: "内容过多或嵌套过深", remedy: YamlRemedy::Plain },
    YamlMistake { reason: "alias replay", meaning: "内容过多或嵌套过深", remedy: YamlRemedy::Plain },
    YamlMistake {
        reason: "multiple YAML documents",
        meaning: "中间多了一行 `---` 或 `...`",
        remedy: YamlRemedy::OneDocument,
    },
    YamlMistake { reason: "indent", meaning: "缩进不对", remedy: YamlRemedy::Align },
];

/// Returns the mistake that an error text of the YAML crate speaks of.
pub(super) fn find_known(reason: &str) -> Option<YamlMistake> {
    KNOWN_MISTAKES.into_iter().find(|known| reason.contains(known.reason))
}
