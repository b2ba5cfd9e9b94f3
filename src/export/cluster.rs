//! Elasticsearch and OpenSearch: lines for `_bulk`, and an index whose analyzers split a query as the stories are split.

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{ByField, Document};
use super::json_line;
use crate::search::fold::{fold_text, is_searchable};

#[derive(Serialize)]
struct ClusterDocument<'d> {
    #[serde(flatten)]
    document: &'d Document<'d>,
    pairs: ByField<&'d String>,
    words: ByField<&'d String>,
}

/// Returns the action and the document of a story.
pub(super) fn bulk_lines(document: &Document) -> String {
    let action = json!({"index": {"_id": document.id}});
    let pairs = document.tokens.select_tokens(|tokens| &tokens.bigrams);
    let words = document.tokens.select_tokens(|tokens| &tokens.words);
    json_line(&action) + &json_line(&ClusterDocument { document, pairs, words })
}

/// Largest number of characters of a keyword: Lucene takes 32,766 bytes of a term, and a character has up to four.
const KEYWORD_MAX_CHARS: usize = 8191;

/// Largest number of characters of a query's words: few are longer, and their parts are found.
const WORD_MAX_CHARS: usize = 8;

/// Signs in words, as in `search::fold::is_searchable`, and searchable characters that are no letters to Java.
const WORD_SIGNS: &str = "+#./-&%@_°〇";

/// Returns `settings` and `mappings` of an index.
pub(super) fn index_settings() -> Value {
    json!({
        "settings": {"index": {"max_ngram_diff": WORD_MAX_CHARS - 2, "analysis": analysis()}},
        "mappings": mappings(),
    })
}

fn analysis() -> Value {
    let remove_unseen = json!({
        "type": "pattern_replace",
        "pattern": r"[\u00AD\u200B\u2060\uFEFF\uFE00-\uFE0F\x{E0100}-\x{E01EF}]",
        "replacement": "",
    });

    json!({
        "char_filter": {
            "jianbao_unseen": remove_unseen,
            "jianbao_fold": {"type": "mapping", "mappings": fold_mappings()},
        },
        "tokenizer": {
            "jianbao_pairs": ngram_tokenizer(2, 2),
            "jianbao_words": ngram_tokenizer(2, WORD_MAX_CHARS),
        },
        "analyzer": {
            "jianbao_tokens": {"type": "custom", "tokenizer": "whitespace"},
            "jianbao_pairs": query_analyzer("jianbao_pairs"),
            "jianbao_words": query_analyzer("jianbao_words"),
            // For a query of one character, which has no pairs: a prefix query.
            "jianbao_character": query_analyzer("keyword"),
        },
    })
}

fn ngram_tokenizer(min_chars: usize, max_chars: usize) -> Value {
    json!({
        "type": "ngram", "min_gram": min_chars, "max_gram": max_chars,
        "token_chars": ["letter", "digit", "custom"], "custom_token_chars": WORD_SIGNS,
    })
}

fn query_analyzer(tokenizer: &str) -> Value {
    json!({
        "type": "custom", "char_filter": ["jianbao_unseen", "jianbao_fold"],
        "tokenizer": tokenizer, "filter": ["lowercase"],
    })
}

fn mappings() -> Value {
    let keyword = json!({"type": "keyword", "ignore_above": KEYWORD_MAX_CHARS});
    let date = json!({"type": "date", "format": "strict_date_optional_time"});
    // Shown and not searched: the tokens are.
    let shown = json!({"type": "text", "index": false});
    let pairs = json!({"type": "text", "analyzer": "jianbao_tokens", "search_analyzer": "jianbao_pairs"});
    let words = json!({
        "type": "text", "analyzer": "jianbao_tokens", "search_analyzer": "jianbao_words", "index_options": "freqs",
    });

    json!({
        "dynamic": "strict",
        "_source": {"excludes": ["pairs", "words"]},
        "properties": {
            "url": keyword, "column": keyword, "issue": keyword, "tags": keyword, "names": keyword,
            "date": date, "updated": date,
            "title": shown, "kicker": shown, "subtitle": shown, "figures": shown, "summary": shown, "body": shown,
            "pairs": {"properties": {"title": pairs, "head": pairs, "body": pairs}},
            "words": {"properties": {"title": words, "head": words, "body": words}},
        },
    })
}

/// Returns the rules of [`fold_text`] for single characters, except for their case.
fn fold_mappings() -> Vec<String> {
    ('\0'..=char::MAX).filter_map(fold_mapping).collect()
}

fn fold_mapping(c: char) -> Option<String> {
    let text = c.to_string();
    let folded = fold_text(c.encode_utf8(&mut [0; 4]));
    // White space and backslashes have a meaning in a rule.
    let is_writable = !folded.contains(|c: char| c.is_whitespace() || c == '\\');
    let is_needed = folded != text.to_lowercase() && folded.contains(is_searchable);
    (is_needed && is_writable).then(|| format!("{text}=>{folded}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::search::{Segmenter, TokenStrings};

    /// Splits a query as the analyzer `jianbao_pairs` does.
    fn analyzed_pairs(query: &str) -> Vec<String> {
        let mappings = fold_mappings();
        let table: HashMap<char, &str> = mappings
            .iter()
            .map(|rule| rule.split_once("=>").unwrap())
            .map(|(from, to)| (from.chars().next().unwrap(), to))
            .collect();

        let mut text = String::new();
        for c in query.chars().filter(|c| !is_unseen(*c)) {
            match table.get(&c) {
                Some(folded) => text.push_str(folded),
                None => text.push(c),
            }
        }

        let mut pairs = Vec::new();
        for run in text.split(|c: char| !c.is_alphanumeric() && !WORD_SIGNS.contains(c)) {
            // As Java does it, each character by itself.
            let chars: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
            pairs.extend(chars.windows(2).map(String::from_iter));
        }
        pairs
    }

    fn is_unseen(c: char) -> bool {
        matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
    }

    #[test]
    fn a_query_is_split_as_the_stories_are() {
        let segmenter = Segmenter::new();
        for text in [
            "軟體與網絡安全、臺灣，ＡＩ繪畫２．０版",
            "投入6623.48万元“1+4+N”GB/T 37668 Ｃ++与R&D 二〇二〇年 50㎡ 37℃ ①号 №5",
            "𠮷野家😀科技\u{200B}创新 \u{F900}\u{2F800} ΟΔΟΣ ﬁn ½ﾊ⒜",
        ] {
            let mut tokens = TokenStrings::default();
            tokens.add_text(segmenter.dictionary(), text);
            let pairs: Vec<&str> = tokens.bigrams.split(' ').filter(|token| token.chars().count() == 2).collect();
            assert_eq!(analyzed_pairs(text), pairs, "{text}");
        }
    }

    #[test]
    fn rules_can_be_read_by_the_filter() {
        let mappings = fold_mappings();
        assert!(mappings.contains(&"臺=>台".to_owned()) && mappings.contains(&"Ａ=>a".to_owned()));
        for rule in &mappings {
            let (from, to) = rule.split_once("=>").unwrap();
            assert_eq!(from.chars().count(), 1, "{rule}");
            assert!(!to.is_empty() && !rule.contains(['\\', ' ', '\n']), "{rule}");
        }
    }
}
