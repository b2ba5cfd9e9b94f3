//! How much a text may hold before it is taken for a mistake: `limits:` of `site.yaml`.

use std::ops::RangeInclusive;

use crate::diagnostic::{Diagnostic, catalog};
use crate::yaml::{MapReader, Node, Value};

/// The largest story, in bytes, where a site says nothing else.
pub const STORY: u64 = 2 * MIB;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What a story may be asked to fit in. A place in a text is a number of 32 bits, and a build holds all texts at once.
const STORIES: RangeInclusive<u64> = KIB..=64 * MIB;

/// What may be asked of a sanitiser: its time grows with the square of the depth.
const DEPTHS: RangeInclusive<u32> = 1..=1000;

/// The Markdown crate fills up short rows to some 260,000 cells a table.
const CELLS: RangeInclusive<u32> = 1..=10_000;

/// What a site allows its stories.
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
        Self { story: STORY, depth: 100, cells: 1000 }
    }
}

/// `limits: {story: 4MiB, depth: 200, cells: 2000}`; any may be missing.
pub(super) fn read(node: Node, diagnostics: &mut Vec<Diagnostic>) -> Limits {
    let usual = Limits::default();
    let mut fields = MapReader::from_node(node, "limits", diagnostics);
    let story = fields.take_node("story", "").map_or(usual.story, |node| {
        size(&node).unwrap_or_else(|| {
            let (zh, en) = ("1KiB 到 64MiB 的大小，如 `4MiB`", "a size from 1KiB to 64MiB, such as `4MiB`");
            fields.diagnostics().push(catalog::wrong_type(node.span, "story", zh, en));
            usual.story
        })
    });
    let mut number = |key, range, usual| fields.take_number(key, range).map_or(usual, |number| number as usize);
    let limits =
        Limits { story, depth: number("depth", DEPTHS, usual.depth), cells: number("cells", CELLS, usual.cells) };
    fields.report_unknown();
    limits
}

/// `4MiB`, `512 KiB`; no bare number, whose unit everybody guesses differently.
fn size(node: &Node) -> Option<u64> {
    let Value::Text(text) = &node.value else { return None };
    let text = text.trim();
    let (digits, unit) =
        [("KiB", KIB), ("MiB", MIB)].into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let number: u64 = digits.trim_end().parse().ok()?;
    number.checked_mul(unit).filter(|bytes| STORIES.contains(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn a_size_has_a_unit_and_is_neither_tiny_nor_huge() {
        for (text, wanted) in [
            ("2MiB", Some(2 << 20)),
            ("512 KiB", Some(512 << 10)),
            ("64MiB", Some(64 << 20)),
            ("65MiB", None),
            ("0KiB", None),
            ("-1MiB", None),
            ("2MB", None),
            ("MiB", None),
            ("99999999999999999999MiB", None),
            ("18014398509481984KiB", None),
        ] {
            let node = Node { span: Span::new(FileId(0), 0, 0), value: Value::Text(text.to_owned()) };
            assert_eq!(size(&node), wanted, "{text}");
        }
    }
}
