//! Elements and attributes of raw HTML that may stand in a body.

use std::collections::{HashMap, HashSet};

use super::slots::RESERVED_CLASSES;

/// Elements that may stand in a body; what Markdown makes is among them.
pub(super) const ALLOWED_ELEMENTS: [&str; 65] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "wbr",
];

/// Elements that begin or end a line.
pub(super) const LINE_ELEMENTS: [&str; 31] = [
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The name of a table for those who do not see it.
pub(super) const TABLE_LABEL: &str = "表格";

/// Attributes that the program gives to elements of its own, with these.
const OWN_ATTRIBUTES: [(&str, &str); 5] =
    [("div", "tabindex"), ("div", "role"), ("div", "aria-label"), ("pre", "tabindex"), ("td", "data-pad")];

/// Prefixes of the `id` of a note and of a reference to one.
const NOTE_ID_PREFIXES: [&str; 2] = ["note:", "ref:"];

/// Returns whether a class or an `id` is one by which search and notes know elements of the program.
pub(super) fn is_reserved(attribute: &str, value: &str) -> bool {
    match attribute {
        "class" => value.split_ascii_whitespace().any(|class| RESERVED_CLASSES.contains(&class)),
        "id" => NOTE_ID_PREFIXES.iter().any(|prefix| value.starts_with(prefix)),
        _ => false,
    }
}

/// Returns whether an element may have an attribute.
pub(super) fn is_allowed_attribute(element: &str, attribute: &str) -> bool {
    matches!(attribute, "class" | "dir" | "id" | "lang" | "title")
        || matches!(
            (element, attribute),
            ("a", "href")
                | ("img", "src" | "alt" | "width" | "height" | "loading" | "decoding")
                | ("td" | "th", "colspan" | "rowspan" | "scope")
                | ("col" | "colgroup", "span")
                | ("ol", "start" | "type" | "reversed")
                | ("li", "value")
                | ("details", "open")
                | ("time" | "del" | "ins", "datetime")
                | ("input", "type" | "checked" | "disabled")
        )
}

/// Returns whether an attribute is one that only the program gives: what makes tables and code scroll with the keyboard, and
/// figures stand below each other.
pub(super) fn is_own_attribute(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("div" | "pre", "tabindex") => value == "0",
        ("div", "role") => value == "group",
        ("div", "aria-label") => value == TABLE_LABEL,
        ("td", "data-pad") => value.bytes().all(|byte| matches!(byte, b'.' | b'0')),
        _ => false,
    }
}

/// Returns the attributes that each element may have besides those that all may have or not.
pub(super) fn attributes_by_element() -> HashMap<&'static str, HashSet<&'static str>> {
    const ELEMENT_ATTRIBUTES: [&str; 17] = [
        "href", "src", "alt", "width", "height", "loading", "decoding", "colspan", "rowspan", "scope", "span", "start",
        "type", "reversed", "value", "open", "datetime",
    ];
    let mut by_element = HashMap::new();
    for element in ALLOWED_ELEMENTS {
        let all = ELEMENT_ATTRIBUTES.into_iter().chain(["checked", "disabled"]);
        let own = OWN_ATTRIBUTES.into_iter().filter(|(owner, _)| *owner == element).map(|(_, attribute)| attribute);
        let allowed: HashSet<_> = all.filter(|attribute| is_allowed_attribute(element, attribute)).chain(own).collect();
        if !allowed.is_empty() {
            by_element.insert(element, allowed);
        }
    }
    by_element
}
