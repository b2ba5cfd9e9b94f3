//! The published stories as documents for a search engine, each by itself, and the settings of the index that they go
//! to. `docs/search-export.md` says how both are used.

mod cluster;
mod document;
mod meilisearch;

pub use document::Document;

use crate::search::Segmenter;

/// A search engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Elasticsearch, from 7.6.
    Elasticsearch,
    /// OpenSearch.
    Opensearch,
    /// Meilisearch, from 1.10.
    Meilisearch,
}

impl Engine {
    /// A story's lines, as the engine takes many of them in one request.
    pub fn document_lines(self, document: &Document) -> String {
        match self {
            // They parted from one another after the format was made.
            Self::Elasticsearch | Self::Opensearch => cluster::bulk_lines(document),
            Self::Meilisearch => meilisearch::document_line(document),
        }
    }

    /// The settings of the index as JSON, for a site whose segmenter knows its own words.
    pub fn index_settings(self, segmenter: &Segmenter) -> String {
        let settings = match self {
            Self::Elasticsearch | Self::Opensearch => cluster::index_settings(),
            Self::Meilisearch => meilisearch::index_settings(segmenter),
        };
        format!("{settings:#}\n")
    }
}

/// A value as one line.
fn json_line(value: &impl serde::Serialize) -> String {
    // Texts, lists and objects with keys that are texts: nothing that JSON lacks.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
