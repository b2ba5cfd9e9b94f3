//! How much a text may hold before it is taken for a mistake: `limits:` of `site.yaml`.

use std::ops::RangeInclusive;

use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{MapReader, Node, Value};

/// The largest story, in bytes, where a site says nothing else.
pub const DEFAULT_STORY_BYTES: u64 = 2 * MIB;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// The limits in bytes that a site may set. A place in a text is a number of 32 bits, and a build holds all texts at once.
const STORY_BYTES_RANGE: RangeInclusive<u64> = KIB..=64 * MIB;

/// The limits of nesting that a site may set: a sanitiser's time grows with the square of the depth.
const DEPTH_RANGE: RangeInclusive<u32> = 1..=1000;

/// The Markdown crate fills up short rows to some 260,000 cells a table.
const CELL_RANGE: RangeInclusive<u32> = 1..=10_000;

/// Limits for stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a story's file.
    pub story: u64,
    /// Blocks, marks and elements of HTML in one another.
    pub depth: usize,
    /// Cells of a row of a table.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { story: DEFAULT_STORY_BYTES, depth: 100, cells: 1000 }
    }
}

/// Parses `limits: {story: 4MiB, depth: 200, cells: 2000}`; any may be missing.
pub(super) fn parse_limits(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Limits {
    let mut limits = Limits::default();
    let mut fields = MapReader::from_node(node, "limits", diagnostics);

    if let Some(node) = fields.take_node("story", "") {
        match parse_size(&node) {
            Some(bytes) => limits.story = bytes,
            None => fields.diagnostics().push(catalog::wrong_type(node.span, "story", &phrases::wanted_text_size())),
        }
    }
    if let Some(depth) = fields.take_number("depth", DEPTH_RANGE) {
        limits.depth = depth as usize;
    }
    if let Some(cells) = fields.take_number("cells", CELL_RANGE) {
        limits.cells = cells as usize;
    }

    fields.report_unknown();
    limits
}

/// Parses `4MiB`, `512 KiB`; no bare number, whose unit everybody guesses differently.
fn parse_size(node: &Node) -> Option<u64> {
    let Value::Text(text) = &node.value else { return None };
    let text = text.trim();
    let (digits, unit) =
        [("KiB", KIB), ("MiB", MIB)].into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let number: u64 = digits.trim_end().parse().ok()?;
    number.checked_mul(unit).filter(|bytes| STORY_BYTES_RANGE.contains(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn size_of(text: &str) -> Option<u64> {
        parse_size(&Node { span: Span::new(FileId(0), 0, 0), value: Value::Text(text.to_owned()) })
    }

    #[test]
    fn a_size_has_a_unit_and_is_neither_tiny_nor_huge() {
        for (text, wanted) in [("2MiB", 2 << 20), ("512 KiB", 512 << 10), ("64MiB", 64 << 20)] {
            assert_eq!(size_of(text), Some(wanted), "{text}");
        }

        let refused = ["65MiB", "0KiB", "-1MiB", "2MB", "MiB", "99999999999999999999MiB", "18014398509481984KiB"];
        for text in refused {
            assert_eq!(size_of(text), None, "{text}");
        }
    }
}
