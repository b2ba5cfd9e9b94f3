//! YAML in which certain mistakes are mended before it is parsed, and the way back to the text of the file.

use std::ops::Range;

use crate::diagnostic::fix::{Edit, apply_edits};
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Span;
use crate::yaml::{Node, Value};

/// YAML with edits applied to it.
pub(super) struct RepairedYaml {
    /// The YAML as it is parsed.
    pub text: String,
    /// Where the YAML stands in its file.
    base: usize,
    edits: Vec<Edit>,
}

impl RepairedYaml {
    /// Applies edits to a range of a text. Edits that overlap are left out altogether: then the text is parsed as it is.
    pub fn new(text: &str, range: Range<usize>, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        edits.dedup();
        let Ok(edited) = apply_edits(&text[..range.end], &edits) else { return Self::new(text, range, Vec::new()) };
        Self { text: edited[range.start..].to_owned(), base: range.start, edits }
    }

    /// Returns the place in the file of a stretch of the repaired YAML.
    pub fn in_file(&self, span: Span) -> Span {
        let start = self.offset_in_file(span.start as usize);
        let end = self.offset_in_file(span.end as usize);
        Span::new(span.file, start, end.max(start))
    }

    fn offset_in_file(&self, at: usize) -> usize {
        // The byte of the repaired text that corresponds to `original`, the end of the last edit.
        let mut repaired = 0;
        let mut original = self.base;
        for edit in &self.edits {
            let unchanged = (edit.span.start as usize).saturating_sub(original);
            if at < repaired + unchanged {
                break;
            }
            repaired += unchanged;
            original = edit.span.end as usize;

            let inserted = edit.replacement.len();
            // Within a replacement only its ends are places of the file.
            if at < repaired + inserted {
                return if at == repaired { edit.span.start as usize } else { original };
            }
            repaired += inserted;
        }
        original + (at - repaired)
    }

    /// Gives a tree of the repaired YAML its places in the file.
    pub fn locate_node(&self, node: &mut Node) {
        node.span = self.in_file(node.span);
        match &mut node.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.locate_node(item)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    self.locate_node(key);
                    self.locate_node(value);
                }
            }
            _ => {}
        }
    }

    /// Gives a mistake of the repaired YAML its places in the file. Its fixes are kept only where they edit nothing that
    /// was mended.
    pub fn locate_diagnostic(&self, d: &mut Diagnostic) {
        if let Place::At(span) = &mut d.place {
            *span = self.in_file(*span);
        }
        for edit in d.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = self.in_file(edit.span);
        }
    }
}
