//! Roles and links of reStructuredText: ``:strong:`粗` ``, `` `文字 <https://a.cn>`_ ``.

use super::{ForeignMark, MAX_MARKED_LENGTH, limited};
use crate::diagnostic::catalog::markup_advice;

const LANGUAGE: &str = "reStructuredText";

/// The roles that are looked for.
const ROLES: [&str; 12] =
    ["strong", "emphasis", "ref", "doc", "term", "sup", "sub", "math", "guilabel", "download", "abbr", "literal"];

/// Finds roles in a paragraph.
pub(super) fn find_roles(text: &str) -> Vec<ForeignMark> {
    let mut found = Vec::new();
    for (colon, _) in text.match_indices(":`") {
        let before = &text[..colon];
        let is_role = |name: &&&str| before.strip_suffix(**name).is_some_and(|before| before.ends_with(':'));
        let Some(name) = ROLES.iter().find(is_role) else { continue };
        let behind = limited(text, colon + 2);
        let Some(length) = behind.find('`') else { continue };
        let words = &behind[..length];

        let instead = match *name {
            "strong" => Some(format!("**{words}**")),
            "emphasis" => Some(format!("*{words}*")),
            "sup" => Some(format!("<sup>{words}</sup>")),
            "sub" => Some(format!("<sub>{words}</sub>")),
            _ => None,
        };
        found.push(ForeignMark {
            language: LANGUAGE,
            range: colon - name.len() - 1..colon + 3 + length,
            name_length: name.len() + 2,
            instead,
            advice: markup_advice::write_the_words(),
        });
    }
    found
}

/// Finds links in a paragraph. Markdown takes one for code with `_` behind it.
pub(super) fn find_links(text: &str) -> Vec<ForeignMark> {
    text.match_indices(">`_").filter_map(|(close, _)| link_before(text, close)).collect()
}

/// Returns the link whose address ends at a byte.
fn link_before(text: &str, close: usize) -> Option<ForeignMark> {
    let limit = text.floor_char_boundary(close.saturating_sub(MAX_MARKED_LENGTH));
    let before = &text[limit..close];
    let (before_address, address) = before.rsplit_once('<')?;
    let (_, words) = before_address.rsplit_once('`')?;
    let start = close - address.len() - words.len() - 2;

    let is_address = !address.is_empty() && !address.contains(char::is_whitespace);
    let is_labelled = words.ends_with(char::is_whitespace) && !words.trim().is_empty();
    if !is_address || !is_labelled {
        return None;
    }

    // Two underscores are a link whose words name nothing else.
    let end = close + if text[close..].starts_with(">`__") { 4 } else { 3 };
    let goes_on = text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_certain = !words.contains(['\n', '[', ']']) && !address.contains(['(', ')']);
    (!goes_on).then(|| ForeignMark {
        language: LANGUAGE,
        range: start..end,
        name_length: end - start,
        instead: is_certain.then(|| format!("[{}]({address})", words.trim())),
        advice: markup_advice::write_a_link(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_links_have_what_markdown_writes() {
        assert_eq!(find_roles(":strong:`粗`")[0].instead.as_deref(), Some("**粗**"));
        assert!(find_roles("说明:`码`").is_empty());

        for (text, range, instead) in [
            ("`文字 <https://a.cn/x>`_", 0..26, Some("[文字](https://a.cn/x)")),
            ("见`文 字 <a.html>`__。", 3..23, Some("[文 字](a.html)")),
            ("`一` 和`二 <a(b)>`_", 9..22, None),
        ] {
            let found = find_links(text);
            assert_eq!(found[0].range, range, "{text}");
            assert_eq!(found[0].instead.as_deref(), instead, "{text}");
        }
        for text in ["`甲<乙>`_", "`<a>`_", "`甲 <a b>`_", "甲 <a>`_", ">`_", "`甲 <a>`", "`甲 <a>`_b"] {
            assert!(find_links(text).is_empty(), "{text}");
        }
    }
}
