//! The files that are searched, but for those that are made at once.

use super::{Made, Sheet};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::search::{Index, index};

/// A file of terms, which takes long to put together.
pub(super) enum TermFileKind {
    /// Pairs and words.
    Shard(usize),
    Characters(usize),
}

struct TermFile<'i> {
    index: &'i Index,
    terms: TermFileKind,
}

impl Sheet for TermFile<'_> {
    fn key(&self) -> Option<Digest> {
        Some(match self.terms {
            TermFileKind::Shard(n) => self.index.shard_key(n),
            TermFileKind::Characters(n) => self.index.characters_key(n),
        })
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        Ok(match self.terms {
            TermFileKind::Shard(n) => self.index.shard_file(n),
            TermFileKind::Characters(n) => self.index.characters_file(n),
        })
    }
}

impl<'i> From<(&'i Index, TermFileKind)> for Made<'i> {
    fn from((index, terms): (&'i Index, TermFileKind)) -> Self {
        Self::Sheet(Box::new(TermFile { index, terms }))
    }
}

/// JSON that has to be deflated, which takes longer than to write it.
pub(super) struct DeflatedJson(pub Vec<u8>);

impl Sheet for DeflatedJson {
    fn key(&self) -> Option<Digest> {
        Some(Hasher::default().add_text(env!("JIANBAO_BUILD")).add_part(&self.0).to_digest())
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        Ok(index::pack_json(&self.0))
    }
}

impl From<DeflatedJson> for Made<'_> {
    fn from(json: DeflatedJson) -> Self {
        Self::Sheet(Box::new(json))
    }
}
