//! Exports the published stories as documents for a search engine, with the settings of the index for them.
//! `docs/search-export.md` says how both are used.

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
    /// Returns the lines of a story in a bulk request of the engine.
    pub fn document_lines(self, document: &Document) -> String {
        match self {
            // OpenSearch was forked after the format was made.
            Self::Elasticsearch | Self::Opensearch => cluster::bulk_lines(document),
            Self::Meilisearch => meilisearch::document_line(document),
        }
    }

    /// Returns the settings of the index as JSON, for a site whose segmenter knows its own words.
    pub fn index_settings(self, segmenter: &Segmenter) -> String {
        let settings = match self {
            Self::Elasticsearch | Self::Opensearch => cluster::index_settings(),
            Self::Meilisearch => meilisearch::index_settings(segmenter),
        };
        format!("{settings:#}\n")
    }
}

/// Returns a value as one line of JSON.
fn json_line(value: &impl serde::Serialize) -> String {
    // Texts, lists and objects whose keys are texts can always be written as JSON.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
