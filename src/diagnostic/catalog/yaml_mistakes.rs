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

impl YamlMistake {
    const fn new(reason: &'static str, meaning: &'static str, remedy: YamlRemedy) -> Self {
        Self { reason, meaning, remedy }
    }
}

/// Remedies of mistakes in YAML.
#[derive(Clone, Copy)]
pub(super) enum YamlRemedy {
    Align,
    BlockText,
    Close,
    Colon,
    OneDocument,
    Plain,
    Quote,
    Retype,
    SingleQuote,
    Spaces,
}

impl YamlRemedy {
    pub(super) fn in_words(self) -> Message {
        match self {
            Self::Align => phrases::align_keys(),
            Self::BlockText => phrases::write_block_text(),
            Self::Close => phrases::close_quote_or_bracket(),
            Self::Colon => phrases::write_key_and_value(),
            Self::OneDocument => phrases::delete_separator_line(),
            Self::Plain => phrases::write_plain_yaml(),
            Self::Quote => phrases::quote_the_value(),
            Self::Retype => phrases::type_line_again(),
            Self::SingleQuote => phrases::use_single_quotes(),
            Self::Spaces => phrases::use_spaces_for_tabs(),
        }
    }
}

/// Of two that fit, the first one counts.
const KNOWN_MISTAKES: [YamlMistake; 58] = [
    YamlMistake::new("behind a closing bracket", "括号后面还有文字", YamlRemedy::Quote),
    YamlMistake::new("must be quoted", "开头有特殊符号", YamlRemedy::Quote),
    YamlMistake::new("mapping values are not allowed", "这里不该有冒号", YamlRemedy::Quote),
    YamlMistake::new("illegal placement of ':'", "这里不该有冒号", YamlRemedy::Quote),
    YamlMistake::new("may not precede", "这里不该有冒号", YamlRemedy::Quote),
    YamlMistake::new("':' must be followed", "冒号后面要空一格", YamlRemedy::Quote),
    YamlMistake::new("'-' must be followed", "`-` 后面要空一格", YamlRemedy::Quote),
    YamlMistake::new("trailing content after", "引号后面还有文字", YamlRemedy::Quote),
    YamlMistake::new("escape", "双引号里的反斜杠 `\\` 有特殊含义", YamlRemedy::SingleQuote),
    YamlMistake::new("hexadecimal", "双引号里的反斜杠 `\\` 有特殊含义", YamlRemedy::SingleQuote),
    YamlMistake::new("surrogate", "双引号里的反斜杠 `\\` 有特殊含义", YamlRemedy::SingleQuote),
    YamlMistake::new("tab", "用了制表符（Tab）", YamlRemedy::Spaces),
    YamlMistake::new("unclosed quote", "引号没有结束", YamlRemedy::Close),
    YamlMistake::new("in multiline quoted", "引号里的第二行没有缩进，多半是引号没有结束", YamlRemedy::Close),
    YamlMistake::new("bracket", "括号不配对", YamlRemedy::Close),
    YamlMistake::new("unexpected end of plain scalar", "括号或逗号不配对", YamlRemedy::Close),
    YamlMistake::new("unexpected end", "还没有写完就结束了", YamlRemedy::Close),
    YamlMistake::new("unexpected EOF", "还没有写完就结束了", YamlRemedy::Close),
    YamlMistake::new("unexpected eof", "还没有写完就结束了", YamlRemedy::Close),
    YamlMistake::new("multiple YAML documents", "中间多了一行 `---` 或 `...`", YamlRemedy::OneDocument),
    YamlMistake::new("multiple documents", "中间多了一行 `---` 或 `...`", YamlRemedy::OneDocument),
    YamlMistake::new("document end marker", "中间多了一行 `...` 或 `%`", YamlRemedy::OneDocument),
    YamlMistake::new("document indicator", "引号里有一行 `---` 或 `...`，多半是引号没有结束", YamlRemedy::Close),
    YamlMistake::new("document start", "缩进不对", YamlRemedy::Align),
    YamlMistake::new("block mapping", "缩进不对", YamlRemedy::Align),
    YamlMistake::new("block collection", "缩进不对", YamlRemedy::Align),
    YamlMistake::new("block sequence entries are not allowed", "这里不该有 `- `", YamlRemedy::Quote),
    YamlMistake::new("only valid inside a block", "这里不该有 `-`", YamlRemedy::Quote),
    YamlMistake::new("simple key expected", "这一行缺少半角冒号", YamlRemedy::Colon),
    YamlMistake::new("simple key", "字段名太长，或跨了行", YamlRemedy::Colon),
    YamlMistake::new("mapping keys are not allowed", "这里不该有 `?`", YamlRemedy::Quote),
    YamlMistake::new("expected node content", "冒号、逗号或括号前后缺少内容", YamlRemedy::Close),
    YamlMistake::new("flow", "括号或逗号不配对", YamlRemedy::Close),
    YamlMistake::new("unexpected character", "有不能直接写的符号", YamlRemedy::Quote),
    YamlMistake::new("cannot start", "有不能直接写的符号", YamlRemedy::Quote),
    YamlMistake::new("unknown anchor", "`*` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("anchor", "`&` 和 `*` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("replay", "内容过多或嵌套过深", YamlRemedy::Plain),
    YamlMistake::new("alias", "`*` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("recursi", "嵌套太深", YamlRemedy::Plain),
    YamlMistake::new("budget", "内容过多或嵌套过深", YamlRemedy::Plain),
    YamlMistake::new("limit", "内容过多或嵌套过深", YamlRemedy::Plain),
    YamlMistake::new("merge", "`<<` 在 YAML 里有特殊含义", YamlRemedy::Plain),
    YamlMistake::new("directive", "`%` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("version", "`%` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("TAG", "`%` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("tag", "`!` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("handle", "`!` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("binary", "`!` 在 YAML 里有特殊含义", YamlRemedy::Quote),
    YamlMistake::new("block scalar", "`|` 或 `>` 后面的写法不对", YamlRemedy::BlockText),
    YamlMistake::new("comment", "`#` 前后的写法不对", YamlRemedy::Quote),
    YamlMistake::new("whitespace", "符号后面要空一格", YamlRemedy::Quote),
    YamlMistake::new("BOM", "中间有看不见的字符 U+FEFF", YamlRemedy::Retype),
    YamlMistake::new("control", "有看不见的控制字符", YamlRemedy::Retype),
    YamlMistake::new("did not find expected", "括号或逗号不配对", YamlRemedy::Close),
    YamlMistake::new("invalid type", "值的种类不对", YamlRemedy::Quote),
    YamlMistake::new("invalid", "值的写法不对", YamlRemedy::Quote),
    YamlMistake::new("indent", "缩进不对", YamlRemedy::Align),
];

/// Returns the mistake that an error text of the YAML crate speaks of.
pub(super) fn find_known(reason: &str) -> Option<YamlMistake> {
    KNOWN_MISTAKES.into_iter().find(|known| reason.contains(known.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_crate_has_a_meaning() {
        let texts = include_str!("../../../tests/data/head/yaml-errors.txt");
        for text in texts.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            assert!(find_known(text).is_some(), "{text}");
        }
    }
}
