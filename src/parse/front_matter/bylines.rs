//! Bylines (署名): roles with the names of people.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{MapReader, Node, text_list};

/// Who did what: 记者 徐晓雯.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Byline {
    /// 记者, 通讯员, 摄影, 责任编辑 …
    pub role: String,
    /// In the order of the file, without padding.
    pub names: Vec<String>,
}

/// Reads `{记者: 甲, 通讯员: [乙, 丙]}`. The padding of two-character names (戴　亮) is removed.
pub(super) fn read_bylines(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Byline> {
    let mut bylines = Vec::new();
    for (role, span, node) in MapReader::from_node(node, name, diagnostics).into_entries() {
        if node.is_null() {
            diagnostics.push(catalog::role_without_name(span, &role));
            continue;
        }

        let texts = text_list(node, &role, diagnostics);
        let names: Vec<String> =
            texts.iter().flat_map(|(text, _)| split_at_commas(text)).map(without_padding).collect();
        if !names.is_empty() {
            bylines.push(Byline { role, names });
        }
    }
    bylines
}

/// Splits a text at commas of either width: `科技，项目`, `甲、乙`.
pub(super) fn split_at_commas(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty())
}

/// Removes the spaces that set a Chinese name of two characters to the width of three.
pub(super) fn without_padding(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.len() == 2 && !letters.iter().any(char::is_ascii) {
        letters.into_iter().collect()
    } else {
        name.to_owned()
    }
}
