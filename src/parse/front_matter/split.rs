//! Divides a text into front matter and body, and reads the YAML of the front matter.

use std::ops::Range;

use super::common_mistakes::report_common_mistakes;
use super::duplicate_keys::remove_duplicates;
use super::entries::{ReadEntries, read_entries};
use super::fences::{Fences, find_fences};
use super::foreign_keys::{has_foreign_review, translate_keys};
use super::repaired::RepairedYaml;
use crate::character::is_text_char;
use crate::diagnostic::fix::{Edit, Fix, FixSafety};
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span};
use crate::yaml::{self, Node, Value};

/// The most bytes of front matter.
const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// A text divided into its front matter and its body.
pub(super) struct SplitText {
    /// The YAML; an empty map if there is none or it cannot be read.
    pub node: Node,
    /// Keys of which the value cannot be read, which is reported.
    pub broken_keys: Vec<String>,
    /// Whether there is front matter that could be read.
    pub is_readable: bool,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// The byte at which the closing fence begins; none where the YAML could only be read with repairs.
    pub yaml_end: Option<usize>,
}

impl SplitText {
    fn without_yaml(file: FileId, body_start: usize) -> Self {
        let node = Node { span: Span::new(file, 0, 0), value: Value::Map(Vec::new()) };
        Self { node, broken_keys: Vec::new(), is_readable: false, body_start, yaml_end: None }
    }
}

/// Finds the front matter of a text and reads its YAML. A text without any is reported if it is `required`.
pub(super) fn split_front_matter(
    file: FileId,
    text: &str,
    required: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> SplitText {
    if !required && !text.starts_with("---") {
        return SplitText::without_yaml(file, 0);
    }

    let Fences { yaml, body_start, mistakes } = find_fences(file, text);
    let is_reported = !mistakes.is_empty();
    diagnostics.extend(mistakes);

    let Some(yaml) = yaml else {
        if !is_reported && required {
            let line = text.find('\n').unwrap_or(text.len());
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            diagnostics.push(catalog::no_front_matter(Span::new(file, 0, line), first));
        }
        return SplitText::without_yaml(file, body_start);
    };
    let split = read_yaml(file, text, yaml, body_start, diagnostics);
    SplitText { yaml_end: split.yaml_end.filter(|_| !is_reported), ..split }
}

/// Reads the YAML at a range of a text. What cannot be read is reported, and the rest is read.
fn read_yaml(
    file: FileId,
    text: &str,
    range: Range<usize>,
    body_start: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> SplitText {
    // The whole is shown by its first line, where a missing key belongs.
    let first_line = Span::new(file, 0, 3);

    if range.len() > MAX_FRONT_MATTER_BYTES {
        diagnostics.push(catalog::front_matter_too_large(first_line, range.len(), MAX_FRONT_MATTER_BYTES));
        return SplitText::without_yaml(file, body_start);
    }

    let mut mistakes = Vec::new();
    report_common_mistakes(file, text, range.clone(), &mut mistakes);
    let mut edits = safe_edits(&mistakes);
    edits.extend(control_characters(file, text, range.clone()));
    diagnostics.append(&mut mistakes);

    let parsed = match edits.is_empty() {
        true => yaml::parse_document(file, text, range.clone()).ok(),
        false => None,
    };
    let yaml_end = parsed.as_ref().filter(|node| !has_foreign_review(node)).map(|_| range.end);
    let (value, broken_keys) = match parsed {
        Some(node) => (node.value, Vec::new()),
        None => read_with_repairs(file, RepairedYaml::new(text, range, edits), diagnostics),
    };

    let value = match value {
        Value::Map(entries) => {
            let entries = remove_duplicates(entries, text, diagnostics);
            Value::Map(translate_keys(entries, text, diagnostics))
        }
        other => other,
    };
    SplitText { node: Node { span: first_line, value }, broken_keys, is_readable: true, body_start, yaml_end }
}

/// Returns the edits of all fixes that may be applied without asking.
fn safe_edits(mistakes: &[Diagnostic]) -> Vec<Edit> {
    let fixes = mistakes.iter().filter_map(|mistake| mistake.fixes.iter().find(|fix| fix.safety == FixSafety::Safe));
    fixes.flat_map(|Fix { edits, .. }| edits.iter().cloned()).collect()
}

/// Returns the edits that leave out control characters, which are reported elsewhere and which YAML does not have.
fn control_characters(file: FileId, text: &str, range: Range<usize>) -> impl Iterator<Item = Edit> {
    let start = range.start;
    let bad = text[range].char_indices().filter(|(_, c)| !is_text_char(*c));
    bad.map(move |(at, c)| {
        let span = Span::new(file, start + at, start + at + c.len_utf8());
        Edit { span, replacement: String::new() }
    })
}

/// Reads YAML with edits, as a whole or, if that fails, entry by entry.
fn read_with_repairs(file: FileId, repaired: RepairedYaml, diagnostics: &mut Vec<Diagnostic>) -> (Value, Vec<String>) {
    let yaml = &repaired.text;
    if let Ok(mut node) = yaml::parse_document(file, yaml, 0..yaml.len()) {
        repaired.locate_node(&mut node);
        return (node.value, Vec::new());
    }

    let mut mistakes = Vec::new();
    let ReadEntries { entries, broken_keys } = read_entries(file, yaml, &mut mistakes);
    mistakes.iter_mut().for_each(|mistake| repaired.locate_diagnostic(mistake));
    diagnostics.append(&mut mistakes);

    let mut node = Node { span: Span::new(file, 0, 0), value: Value::Map(entries) };
    repaired.locate_node(&mut node);
    (node.value, broken_keys)
}
