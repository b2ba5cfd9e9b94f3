//! The terms of texts as strings of tokens, for search engines that keep an index of their own.

use super::dictionary::WordDictionary;
use super::fold::{fold_text, is_han, searchable_runs};

/// The terms of some texts, each behind a space or at the beginning; none of them has white space in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenStrings {
    /// Every pair of neighbouring characters of a run, and behind them the run's last character alone. So a text
    /// contains a query of one run where the query's pairs follow one another, and nowhere else: no pair follows
    /// another across the end of a run. And it contains a character where a token begins with it.
    pub bigrams: String,
    /// Every word of two and more Han characters that the dictionary has, wherever it begins.
    pub words: String,
}

impl TokenStrings {
    /// Adds the terms of a text.
    pub fn add_text(&mut self, dictionary: &WordDictionary, text: &str) {
        let mut chars = Vec::new();
        for run in searchable_runs(&fold_text(text)) {
            chars.clear();
            chars.extend(run.chars());

            for at in 0..chars.len() {
                push_token(&mut self.bigrams, &chars[at..chars.len().min(at + 2)]);
                if !is_han(chars[at]) {
                    continue;
                }
                dictionary.for_each_prefix(&chars[at..], |length, _| {
                    let word = &chars[at..at + length];
                    if length > 1 && word.iter().all(|c| is_han(*c)) {
                        push_token(&mut self.words, word);
                    }
                });
            }
        }
    }
}

fn push_token(tokens: &mut String, token: &[char]) {
    if !tokens.is_empty() {
        tokens.push(' ');
    }
    tokens.extend(token);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::packed_postings::PackedPostings;
    use super::super::shard_merger::ShardMerger;
    use super::super::{Field, IndexShape, SegmentWriter, Segmenter};
    use super::*;
    use crate::search::bigram::Bigram;

    fn tokens_of(segmenter: &Segmenter, text: &str) -> TokenStrings {
        let mut tokens = TokenStrings::default();
        tokens.add_text(segmenter.dictionary(), text);
        tokens
    }

    #[test]
    fn a_run_ends_with_its_last_character() {
        let found = tokens_of(&Segmenter::new(), "長三角，（Ｃ++）码");
        assert_eq!(found.bigrams, "长三 三角 角 c+ ++ + 码");
        assert_eq!(found.words, "长三 长三角 三角");
    }

    fn term_set(sections: &PackedPostings) -> BTreeSet<u64> {
        let mut gathered = ShardMerger::default();
        gathered.add_section(sections, 0, 0);
        gathered.sort_terms();
        gathered.terms().iter().map(|term| term.term()).collect()
    }

    /// Whatever stands in a text, an engine that is given the tokens knows the terms that the site's index has.
    #[test]
    fn they_are_the_terms_of_the_index() {
        let segmenter = Segmenter::new();
        let segmenter = segmenter.with_words(["卜歆宇", "湖畔燈塔計劃"]);
        let words = include_str!("../../benches/words.txt").lines().filter_map(|line| line.split(' ').next());
        let mut texts: Vec<String> = words.collect::<Vec<_>>().chunks(40).map(|words| words.concat()).collect();
        texts.extend(
            [
                "摄影卜歆宇，湖畔灯塔计划启动。𠮷野家😀ok，二〇二〇年 ①㎡ⅷ \u{FEFF}x\u{200B}y",
                "投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。",
                "",
                "——……。",
            ]
            .map(str::to_owned),
        );
        assert!(texts.len() > 100);
        for text in &texts {
            let shape = IndexShape { shards: 1, characters: 1, suggestions: 1 };
            let mut cutter = SegmentWriter::new(&segmenter, shape);
            cutter.add_text(0, Field::Body, text);
            let chunk = cutter.finish_segment().segment;
            let TokenStrings { bigrams: pairs, words } = tokens_of(&segmenter, text);
            fn split(text: &str) -> BTreeSet<String> {
                text.split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect()
            }
            let (pairs, words): (BTreeSet<String>, BTreeSet<String>) = (split(&pairs), split(&words));

            let (double, single): (BTreeSet<String>, _) = pairs.into_iter().partition(|t| t.chars().count() == 2);
            let own = |terms: BTreeSet<u64>| terms.into_iter().map(|n| Bigram::from_number(n).to_text());
            assert_eq!(double, own(term_set(chunk.bigrams())).collect(), "{text}");
            let beginnings = double.iter().chain(&single).filter_map(|token| token.chars().next());
            let characters: BTreeSet<u64> = beginnings.map(|c| u64::from(u32::from(c))).collect();
            assert_eq!(characters, term_set(chunk.characters()), "{text}");
            let short = chunk.short_words().iter().map(|(pair, _)| pair.to_text());
            assert_eq!(words, chunk.long_words().iter().map(|name| name.to_string()).chain(short).collect(), "{text}");
        }
    }
}
