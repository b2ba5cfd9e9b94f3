//! Remains of Word, WeChat and Yuque in pasted text: tags of Office (`<o:p>`), their conditions (`<![if …]>`), attributes
//! and style sheets (`mso-…`), pictures without an address (`data-src`), empty anchors.

use std::ops::Range;

use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::html_scan::{ScannedTag, tag_at};
use super::protected::Protected;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};
use crate::parse::link;

/// Prefixes of the tags of Office.
const OFFICE_PREFIXES: [&str; 9] = ["o:", "w:", "v:", "m:", "x:", "st1:", "wp:", "pic:", "w10:"];

/// Words of Word's style sheets, which nobody writes.
const STYLE_WORDS: [&str; 4] =
    ["/* Style Definitions */", "MicrosoftInternetExplorer4", "table.MsoNormalTable", "EN-US ZH-CN X-NONE"];

pub(super) fn may_apply(source: &str) -> bool {
    memchr::memchr(b'<', source.as_bytes()).is_some()
        || super::holds(source, "mso-")
        || super::holds(source, "MsoNormal")
        || super::holds(source, "X-NONE")
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let source = input.source;
    let code = Protected::code_without_html(&input.lines);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &source.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        if code.covers(start) {
            continue;
        }
        if source[start..].starts_with("<!--") {
            at = source[start..].find("-->").map_or(source.len(), |end| start + end);
            continue;
        }
        if let Some(end) = condition_end(source, start) {
            output.edits.push(SourceEdit::deletion(start..end));
            at = end;
        } else if let Some(tag) = tag_at(source, start) {
            at = tag.range.end;
            rewrite_tag(input, &tag, output);
        }
    }
    report_style_sheets(input, output);
}

/// Returns the end of `<![if !supportLists]>` or `<![endif]>`.
fn condition_end(source: &str, start: usize) -> Option<usize> {
    let rest = source[start..].strip_prefix("<![")?;
    let is_condition = rest.starts_with("if ") || rest.starts_with("endif");
    let line = rest.split('\n').next().filter(|_| is_condition)?;
    Some(start + "<![".len() + line.find('>')? + 1)
}

fn rewrite_tag(input: &RuleInput, tag: &ScannedTag, output: &mut RuleOutput) {
    let is_office = OFFICE_PREFIXES.iter().any(|prefix| tag.name.starts_with(prefix)) || tag.name == "xml";
    let lost = lost_picture(tag);
    if is_office || lost.is_some() {
        output.edits.push(SourceEdit::deletion(tag.range.clone()));
        let span = input.span(&tag.range);
        if let Some(address) = lost {
            add(&mut output.diagnostics, catalog::picture_lost(span, address));
        }
    } else if tag.name == "a" && !tag.is_closing {
        rewrite_anchor(input, tag, output);
    } else if is_styled_by_word(tag) {
        output.edits.push(SourceEdit::replacement(tag.range.clone(), format!("<{}>", tag.name)));
    }
}

/// Returns the address of a picture that only a script of the page would have loaded, or that lies in the clipboard.
fn lost_picture<'t>(tag: &'t ScannedTag) -> Option<&'t str> {
    match tag.name.as_str() {
        "img" => {
            let source =
                tag.attribute("src").filter(|source| !source.is_empty() && !source.starts_with("data:image/gif"));
            if let Some(source) = source.filter(|source| link::shows_elsewhere_only(source)) {
                return Some(source);
            }
            let lazy =
                ["data-src", "data-original", "data-lazy-src", "_src"].iter().find_map(|name| tag.attribute(name));
            lazy.filter(|_| source.is_none())
        }
        "v:imagedata" => tag.attribute("src"),
        _ => None,
    }
}

/// An anchor without words: `<a name="…"></a>`. Where a link leads to it, it keeps its name as an `id`.
fn rewrite_anchor(input: &RuleInput, tag: &ScannedTag, output: &mut RuleOutput) {
    let source = input.source;
    let (Some(name), true) = (tag.attribute("name"), source[tag.range.end..].starts_with("</a>")) else { return };
    if tag.attribute("href").is_some() {
        return;
    }
    let end = tag.range.end + "</a>".len();
    let is_used = source.contains(&format!("(#{name})"));
    let instead = if is_used { format!("<a id=\"{name}\"></a>") } else { String::new() };
    output.edits.push(SourceEdit::replacement(tag.range.start..end, instead));
}

/// Returns whether a tag has nothing but the looks that Word gave it.
fn is_styled_by_word(tag: &ScannedTag) -> bool {
    let is_plain = matches!(
        tag.name.as_str(),
        "p" | "span" | "b" | "i" | "u" | "em" | "strong" | "div" | "font" | "h1" | "h2" | "h3"
    );
    let by_word =
        tag.attributes.contains("mso-") || tag.attribute("class").is_some_and(|class| class.starts_with("Mso"));
    is_plain && by_word && !tag.is_closing
}

/// Reports the lines of Word's style sheets that stand in the text as words.
fn report_style_sheets(input: &RuleInput, output: &mut RuleOutput) {
    let lines = input.lines.lines.iter().map(|line| line.range.clone());
    let mut found: Vec<Range<usize>> = lines.filter(|line| is_style_sheet(&input.source[line.clone()])).collect();
    if !found.is_empty() {
        // What stands in an element is taken out with it, and reported there.
        let elements = style_elements(input.source);
        found.retain(|line| {
            let n = elements.partition_point(|element| element.end <= line.start);
            elements.get(n).is_none_or(|element| line.start < element.start)
        });
    }
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return };
    let span = input.span(&(first.start..first.end));
    let mut diagnostic = catalog::word_style_sheet(span);
    // Between two of its lines other words may stand.
    let is_one_stretch =
        input.source[first.start..last.end].lines().all(|line| is_style_sheet(line) || line.trim().is_empty());
    if is_one_stretch {
        diagnostic.fixes.push(Fix::to_confirm(input.span(&(first.start..last.end)), ""));
    }
    add(&mut output.diagnostics, diagnostic);
}

/// Returns the places of `<style>` elements that have an end.
fn style_elements(source: &str) -> Vec<Range<usize>> {
    let mut elements: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find("<style").map(|found| at + found) {
        let Some(length) = source[start..].find("</style") else { break };
        at = start + length;
        elements.push(start..at);
    }
    elements
}

fn is_style_sheet(line: &str) -> bool {
    let is_property = line.trim_start().starts_with("mso-") || line.contains("{mso-") || line.contains("; mso-");
    let is_property = is_property && line.contains(':') && !line.contains('<');
    is_property || STYLE_WORDS.iter().any(|words| line.contains(words))
}
