//! Definitions of links: `[甲]: https://…`. A line such as `[注]: 以上数据由市统计局提供。` is none, though CommonMark takes it
//! for one and leaves it out. Of the others, those that nothing uses are reported.

use std::collections::HashMap;
use std::ops::Range;

use super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{add, catalog};

/// Returns whether a source may hold a definition.
pub(super) fn may_apply(source: &str) -> bool {
    memchr::memmem::find(source.as_bytes(), b"]:").is_some()
}

/// Makes text of lines that are no definitions, and reports definitions without use.
pub(super) fn rewrite_link_definitions(input: &RuleInput, output: &mut RuleOutput) {
    let mut definitions: Vec<Definition> = Vec::new();
    let mut continues_text = false;

    for line in &input.lines.lines {
        let is_text = line.kind == LineKind::Text;
        let definition = (is_text && !continues_text).then(|| Definition::at_line(input, line)).flatten();
        continues_text = is_text && definition.is_none();

        match definition {
            Some(definition) if definition.is_text() => {
                output.edits.push(SourceEdit::insertion(line.content_start, "\\"));
                continues_text = true;
            }
            Some(definition) => definitions.push(definition),
            None => {}
        }
    }
    report_unused(&definitions, input, output);
}

/// A line that CommonMark takes for the definition of a link.
struct Definition<'s> {
    label: &'s str,
    target: &'s str,
    range: Range<usize>,
}

impl<'s> Definition<'s> {
    fn at_line(input: &RuleInput<'s>, line: &SourceLine) -> Option<Self> {
        let content = input.lines.content(line);
        let (label, target) = content.strip_prefix('[')?.split_once("]:")?;
        let is_label = !label.trim().is_empty() && !label.starts_with('^') && !label.contains(['[', ']']);
        let range = line.content_start..line.content_start + content.trim_end().len();
        let target = target.trim();
        // Behind the address only a title may stand.
        let title = target.split_once(char::is_whitespace).map_or("", |(_, title)| title.trim());
        let is_title = title.is_empty() || title.starts_with(['"', '\'', '(']) || target.starts_with('<');
        (is_label && is_title && !target.is_empty() && line.indent < 4).then_some(Self { label, target, range })
    }

    /// Returns whether it is text: what should be the address is none.
    fn is_text(&self) -> bool {
        let address = self.target.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let is_ascii_address = || address.is_ascii() || address.starts_with(['#', '/', '.', '<']);
        let names_file = || address.rsplit_once('.').is_some_and(|(_, end)| is_extension(end));
        let names_site = || address.contains("://") || address.starts_with("www.");
        !is_ascii_address() && !names_file() && !names_site()
    }

    /// Returns whether it is the usual way to write a comment: `[//]: # (…)`.
    fn is_comment(&self) -> bool {
        matches!(self.target.split_whitespace().next(), Some("#" | "<>"))
    }
}

fn is_extension(text: &str) -> bool {
    let text = text.split(['#', '?']).next().unwrap_or_default();
    (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Reports definitions that nothing refers to, and those behind another one of the same label.
fn report_unused(definitions: &[Definition], input: &RuleInput, output: &mut RuleOutput) {
    let mut first_places: HashMap<String, Range<usize>> = HashMap::new();
    let labels = labels_in_brackets(input.source, definitions);

    for definition in definitions.iter().filter(|definition| !definition.is_comment()) {
        let key = label_key(definition.label);
        let span = input.span(&definition.range);
        let first = first_places.get(&key).map(|range| input.span(range));
        let is_used = labels.get(&key).is_some_and(|count| *count > 0);

        if first.is_some() || !is_used {
            let mut mistake = catalog::link_definition_unused(span, definition.label, first);
            mistake
                .fixes
                .extend(line_of_definition(definition, input).map(|line| Fix::to_confirm(input.span(&line), "")));
            add(&mut output.diagnostics, mistake);
        }
        first_places.entry(key).or_insert_with(|| definition.range.clone());
    }
}

/// Returns the lines that a definition takes, if nothing else stands there.
fn line_of_definition(definition: &Definition, input: &RuleInput) -> Option<Range<usize>> {
    let Range { start, end } = definition.range;
    let begins_line = input.source[..start].is_empty() || input.source[..start].ends_with('\n');
    let behind = &input.source[end..];
    let line_end =
        behind.strip_prefix('\r').unwrap_or(behind).strip_prefix('\n').or(behind.is_empty().then_some(""))?;
    begins_line.then_some(start..input.source.len() - line_end.len())
}

/// Counts everything in brackets that may refer to one of the definitions.
fn labels_in_brackets(source: &str, definitions: &[Definition]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, usize> =
        definitions.iter().map(|definition| (label_key(definition.label), 0)).collect();
    for (open, _) in source.match_indices('[').filter(|_| !definitions.is_empty()) {
        let begins_definition = definitions.binary_search_by_key(&open, |definition| definition.range.start).is_ok();
        let rest = &source[open + 1..];
        let rest = &rest[..rest.floor_char_boundary(MAX_DEFINITION_LABEL_BYTES)];
        if let Some((label, _)) = rest.split_once(']').filter(|_| !begins_definition)
            && let Some(count) = counts.get_mut(&label_key(label))
        {
            *count += 1;
        }
    }
    counts
}

/// The longest label that is looked for.
const MAX_DEFINITION_LABEL_BYTES: usize = 1000;

/// Returns the form of a label in which two are compared.
fn label_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
