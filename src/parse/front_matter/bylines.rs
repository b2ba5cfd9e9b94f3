//! Bylines (署名): roles with the names of people.

use serde::{Deserialize, Serialize};

use super::byline_text::{is_role, parse_byline_text, split_name_list};
use crate::diagnostic::{Diagnostic, catalog};

use crate::yaml::{MapReader, Node, Value, text_list};

/// Who did what: 记者 徐晓雯.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Byline {
    /// 记者, 通讯员, 摄影, 责任编辑 …
    pub role: String,
    /// In the order of the file, without padding.
    pub names: Vec<String>,
}

/// Reads `{记者: 甲, 通讯员: [乙, 丙]}`, a list of such maps, or a text such as `记者 张三 通讯员 李四`. The padding of
/// two-character names (戴　亮) is removed.
pub(super) fn read_bylines(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Byline> {
    if let Some(names) = names_without_roles(&node) {
        diagnostics.push(catalog::unclear_byline(node.span, name, &names, false));
        return Vec::new();
    }

    match node.value {
        Value::List(nodes) if !nodes.is_empty() => {
            nodes.into_iter().flat_map(|node| read_bylines(node, name, diagnostics)).collect()
        }
        Value::Text(ref text) => parse_byline_text(text).unwrap_or_else(|| {
            diagnostics.push(catalog::unclear_byline(node.span, name, text, true));
            Vec::new()
        }),
        _ => read_roles(node, name, diagnostics),
    }
}

/// Returns the names of a list or of braces that say no role: `[张三, 李四]`, `{张三, 李四}`.
fn names_without_roles(node: &Node) -> Option<String> {
    let names: Vec<String> = match &node.value {
        Value::List(items) if items.len() > 1 => items.iter().map(Node::scalar_text).collect::<Option<_>>()?,
        Value::Map(entries) if entries.iter().all(|(_, name)| name.is_null()) => {
            entries.iter().map(|(role, _)| role.scalar_text()).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let are_names = !names.is_empty() && names.iter().all(|name| parse_byline_text(name).is_none() && !is_role(name));
    are_names.then(|| names.join("、"))
}

/// Reads the entries of a map.
fn read_roles(node: Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Byline> {
    let mut bylines = Vec::new();
    for (role, span, node) in MapReader::from_node(node, name, diagnostics).into_entries() {
        if node.is_null() {
            diagnostics.push(catalog::role_without_name(span, &role));
            continue;
        }

        let texts = text_list(node, &role, diagnostics);
        let names: Vec<String> = texts.iter().flat_map(|(text, _)| split_name_list(text)).collect();
        if !names.is_empty() {
            bylines.push(Byline { role, names });
        }
    }
    bylines
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
