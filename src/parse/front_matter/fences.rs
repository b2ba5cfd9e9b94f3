//! The `---` lines around the front matter, and the YAML between them.

use std::ops::Range;

use super::common_mistakes;
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span};
use crate::yaml::{self, Node, Value};

/// The most bytes of front matter.
const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// A text divided into its front matter and its body.
pub(super) struct SplitText {
    /// The YAML; an empty map if there is none or it cannot be read.
    pub node: Node,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// The byte at which the closing fence begins; none where the YAML cannot be read.
    pub yaml_end: Option<usize>,
}

impl SplitText {
    fn without_yaml(file: FileId, at: usize, body_start: usize) -> Self {
        Self { node: Node { span: Span::new(file, at, at), value: Value::Map(Vec::new()) }, body_start, yaml_end: None }
    }
}

/// Finds the front matter of a text and reads its YAML. A text without any is reported if it is `required`.
pub(super) fn split_front_matter(
    file: FileId,
    text: &str,
    required: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> SplitText {
    match find_fences(text) {
        Fences::None => {
            if required {
                let line = text.find('\n').unwrap_or(text.len());
                let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                diagnostics.push(catalog::no_front_matter(Span::new(file, 0, line), first));
            }
            SplitText::without_yaml(file, 0, 0)
        }

        Fences::Open(range) => {
            diagnostics.push(unclosed_fence(file, text, range));
            SplitText::without_yaml(file, 0, text.len())
        }

        Fences::Both { yaml, body_start } => {
            let yaml_end = Some(yaml.end);
            match read_yaml(file, text, yaml, diagnostics) {
                Some(node) => SplitText { node, body_start, yaml_end },
                None => SplitText::without_yaml(file, 0, body_start),
            }
        }
    }
}

/// Reads the YAML at `range`; `None` if something is wrong with it, which is reported.
fn read_yaml(file: FileId, text: &str, range: Range<usize>, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    // The whole is shown by its first line, where a missing key belongs.
    let first_line = Span::new(file, 0, 3);

    if range.len() > MAX_FRONT_MATTER_BYTES {
        diagnostics.push(catalog::front_matter_too_large(first_line, range.len(), MAX_FRONT_MATTER_BYTES));
        return None;
    }
    if common_mistakes::report_common_mistakes(file, text, range.clone(), diagnostics) {
        return None;
    }

    match yaml::parse_document(file, text, range) {
        Ok(node) => Some(Node { span: first_line, ..node }),
        Err(mistake) => {
            diagnostics.push(*mistake);
            None
        }
    }
}

/// Returns the mistake of a front matter that is not closed. A line of other dashes was probably meant to close it.
fn unclosed_fence(file: FileId, text: &str, range: Range<usize>) -> Diagnostic {
    let start = range.start;
    match common_mistakes::find_dashes(&text[range]) {
        Some((at, line)) => {
            let span = Span::new(file, start + at, start + at + line.len());
            catalog::front_matter_not_closed(span, Some(line))
        }
        None => catalog::front_matter_not_closed(Span::new(file, 0, start.min(3)), None),
    }
}

enum Fences {
    None,
    /// The bytes behind a fence that is not closed.
    Open(Range<usize>),
    Both {
        yaml: Range<usize>,
        body_start: usize,
    },
}

fn find_fences(text: &str) -> Fences {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else { return Fences::None };

    let mut at = first.len();
    for line in lines {
        if is_fence(line) {
            return Fences::Both { yaml: first.len()..at, body_start: at + line.len() };
        }
        at += line.len();
    }
    Fences::Open(first.len()..text.len())
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}
