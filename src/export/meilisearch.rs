//! Meilisearch: one document a line. It splits texts and queries itself, so it has no use for the pairs, but for the words
//! within longer ones.

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{ByField, Document};
use super::json_line;
use crate::search::{Segmenter, dictionary};

#[derive(Serialize)]
struct MeilisearchDocument<'d> {
    id: &'d str,
    #[serde(flatten)]
    document: &'d Document<'d>,
    /// Seconds since 1970: Meilisearch compares and sorts numbers only.
    time: i64,
    words: ByField<&'d String>,
}

/// Returns the line of a story.
pub(super) fn document_line(document: &Document) -> String {
    let words = document.tokens.select_tokens(|tokens| &tokens.words);
    json_line(&MeilisearchDocument { id: &document.id, document, time: document.seconds, words })
}

/// Returns the body of `PATCH /indexes/…/settings`.
pub(super) fn index_settings(segmenter: &Segmenter) -> Value {
    let own = segmenter.dictionary().added_words().map(|(word, _)| String::from_iter(word));
    let mut words: Vec<String> = dictionary::house_words().map(str::to_owned).chain(own).collect();
    words.sort_unstable();

    json!({
        // The first attribute weighs most.
        "searchableAttributes": [
            "title", "words.title", "kicker", "subtitle", "tags", "names", "figures", "words.head", "body", "words.body",
        ],
        "displayedAttributes": [
            "id", "url", "title", "kicker", "subtitle", "column", "issue", "date", "updated", "time", "tags", "names",
            "figures", "summary", "body",
        ],
        "filterableAttributes": ["column", "issue", "tags", "names", "time"],
        "sortableAttributes": ["time"],
        "rankingRules": ["words", "typo", "proximity", "attribute", "sort", "exactness", "time:desc"],
        // Without it a headline without a particle may be taken for Japanese.
        "localizedAttributes": [{"attributePatterns": ["*"], "locales": ["cmn"]}],
        "dictionary": words,
        // C++, C#, R&D
        "nonSeparatorTokens": ["+", "#", "&"],
        // A number with another digit is another number.
        "typoTolerance": {"enabled": false},
    })
}
