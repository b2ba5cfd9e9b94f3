//! Elasticsearch and OpenSearch: lines for `_bulk`, and an index whose analyzers cut a query as the stories are cut.

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

/// What is to be done, and with what.
pub(super) fn bulk_lines(document: &Document) -> String {
    let action = json!({"index": {"_id": document.id}});
    let pairs = document.tokens.select_tokens(|tokens| &tokens.bigrams);
    let words = document.tokens.select_tokens(|tokens| &tokens.words);
    json_line(&action) + &json_line(&ClusterDocument { document, pairs, words })
}

/// Characters of a keyword: more of four bytes would be more than the 32,766 that Lucene takes of a term.
const KEYWORD_MAX_CHARS: usize = 8191;

/// The longest words that are looked for in a query: few are longer, and their parts are found.
const WORD_MAX_CHARS: usize = 8;

/// Signs that words are written with, as `search::fold::is_searchable` has them, and what is not a letter to Java.
const WORD_SIGNS: &str = "+#./-&%@_°〇";

/// `settings` and `mappings`, with which an index is made.
pub(super) fn index_settings() -> Value {
    let keyword = json!({"type": "keyword", "ignore_above": KEYWORD_MAX_CHARS});
    let date = json!({"type": "date", "format": "strict_date_optional_time"});
    // What is shown and not searched: the tokens are.
    let shown = json!({"type": "text", "index": false});
    let pairs = json!({"type": "text", "analyzer": "jianbao_tokens", "search_analyzer": "jianbao_pairs"});
    let words = json!({
        "type": "text", "analyzer": "jianbao_tokens", "search_analyzer": "jianbao_words", "index_options": "freqs",
    });
    let fields = |kind: &Value| json!({"properties": {"title": kind, "head": kind, "body": kind}});
    let cut = |least: usize, most: usize| {
        json!({
            "type": "ngram", "min_gram": least, "max_gram": most,
            "token_chars": ["letter", "digit", "custom"], "custom_token_chars": WORD_SIGNS,
        })
    };
    let query = |tokenizer: &str| {
        json!({
            "type": "custom", "char_filter": ["jianbao_unseen", "jianbao_fold"],
            "tokenizer": tokenizer, "filter": ["lowercase"],
        })
    };
    json!({
        "settings": {"index": {
            "max_ngram_diff": WORD_MAX_CHARS - 2,
            "analysis": {
                "char_filter": {
                    "jianbao_unseen": {
                        "type": "pattern_replace",
                        "pattern": r"[\u00AD\u200B\u2060\uFEFF\uFE00-\uFE0F\x{E0100}-\x{E01EF}]",
                        "replacement": "",
                    },
                    "jianbao_fold": {"type": "mapping", "mappings": fold_mappings()},
                },
                "tokenizer": {"jianbao_pairs": cut(2, 2), "jianbao_words": cut(2, WORD_MAX_CHARS)},
                "analyzer": {
                    "jianbao_tokens": {"type": "custom", "tokenizer": "whitespace"},
                    "jianbao_pairs": query("jianbao_pairs"),
                    "jianbao_words": query("jianbao_words"),
                    // For a query of one character, which has no pairs: what begins with it is looked for.
                    "jianbao_character": query("keyword"),
                },
            },
        }},
        "mappings": {
            "dynamic": "strict",
            "_source": {"excludes": ["pairs", "words"]},
            "properties": {
                "url": keyword, "column": keyword, "issue": keyword, "tags": keyword, "names": keyword,
                "date": date, "updated": date,
                "title": shown, "kicker": shown, "subtitle": shown, "figures": shown, "summary": shown, "body": shown,
                "pairs": fields(&pairs), "words": fields(&words),
            },
        },
    })
}

/// What [`fold`] makes of single characters, but for their case.
fn fold_mappings() -> Vec<String> {
    let folded = |c: char| {
        let (text, folded) = (c.to_string(), fold_text(c.encode_utf8(&mut [0; 4])));
        // White space and a backslash mean something in a rule.
        let is_awkward = |c: char| c.is_whitespace() || c == '\\';
        (folded != text.to_lowercase() && folded.contains(is_searchable) && !folded.contains(is_awkward))
            .then(|| format!("{text}=>{folded}"))
    };
    ('\0'..=char::MAX).filter_map(folded).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::search::{Segmenter, TokenStrings};

    /// What the analyzer `jianbao_pairs` makes of a query.
    fn analyzed_pairs(query: &str) -> Vec<String> {
        let mappings = fold_mappings();
        let table: HashMap<char, &str> = mappings
            .iter()
            .map(|rule| rule.split_once("=>").unwrap())
            .map(|(from, to)| (from.chars().next().unwrap(), to))
            .collect();
        let unseen = |c: &char| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}');
        let mut text = String::new();
        for c in query.chars().filter(unseen) {
            match table.get(&c) {
                Some(folded) => text.push_str(folded),
                None => text.push(c),
            }
        }
        let is_token = |c: char| c.is_alphanumeric() || WORD_SIGNS.contains(c);
        let mut pairs = Vec::new();
        for run in text.split(|c| !is_token(c)) {
            // As Java does it, each character by itself.
            let chars: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
            pairs.extend(chars.windows(2).map(String::from_iter));
        }
        pairs
    }

    #[test]
    fn a_query_is_cut_as_the_stories_are() {
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
    fn rules_are_such_as_the_filter_reads() {
        let mappings = fold_mappings();
        assert!(mappings.contains(&"臺=>台".to_owned()) && mappings.contains(&"Ａ=>a".to_owned()));
        for rule in &mappings {
            let (from, to) = rule.split_once("=>").unwrap();
            assert_eq!(from.chars().count(), 1, "{rule}");
            assert!(!to.is_empty() && !rule.contains(['\\', ' ', '\n']), "{rule}");
        }
    }
}
