//! Which stories have which terms: a shard's, out of all chunks.
//!
//! Nearly all of what an index costs beside the cutting of words is done here, for every character of every story;
//! `benches/index.rs` has the figures.

use super::encoding::VarintReader;
use super::impact::Impact;
use super::packed_postings::{IMPACT_BITS, PackedPostings, STORY_COUNT_BITS};
use super::radix_sort::radix_sort;

/// A story that has a term, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

impl Posting {
    /// A story by its final number, below 2²⁹.
    pub fn new(story: u32, class: Impact) -> Self {
        Self(story << IMPACT_BITS | u32::from(class.number()))
    }

    /// The story.
    pub fn story(self) -> u32 {
        self.0 >> IMPACT_BITS
    }

    /// How the term stands in it.
    pub fn impact(self) -> Impact {
        Impact::from_number(self.0 as u8)
    }
}

/// The terms of a shard out of several chunks.
#[derive(Debug, Default)]
pub struct ShardMerger<'c> {
    /// Of each chunk, what is packed, and the number of its first story.
    sections: Vec<(&'c [u8], u32)>,
    terms: Vec<SegmentTerm>,
}

/// A term of one chunk.
#[derive(Clone, Copy, Debug)]
pub struct SegmentTerm {
    /// The term, and in the lowest bit whether it is a word.
    term: u64,
    /// The chunk, and how many stories have the term there: [`COUNT`] bits.
    chunk: u32,
    /// Where in the chunk its stories are.
    start: u32,
}

/// Below so many terms, comparing them is quicker than to count digits.
const COMPARISON_SORT_LIMIT: usize = 256;

impl SegmentTerm {
    /// What was given to [`Occurrence::new`].
    pub fn term(&self) -> u64 {
        self.term >> 1
    }

    /// Whether it is a word of the dictionary.
    pub fn is_word(&self) -> bool {
        self.term & 1 == 1
    }

    /// How many stories of the chunk have it.
    fn story_count(&self) -> usize {
        self.chunk as usize & ((1 << STORY_COUNT_BITS) - 1)
    }
}

impl<'c> ShardMerger<'c> {
    /// Adds the terms of a chunk whose stories are numbered from `first` on, behind those of all that were added before.
    pub fn add_section(&mut self, sections: &'c PackedPostings, shard: usize, first: u32) {
        let section = sections.shard_bytes(shard);
        let chunk = self.sections.len() as u32;
        self.sections.push((section, first));
        let mut packed = VarintReader(section);
        let mut term = 0;
        while !packed.0.is_empty() {
            term += packed.read_varint();
            // Stories of two bytes each, doubled, are bytes; the lowest bit says whether it is a word.
            let stories = packed.read_varint();
            let start = (section.len() - packed.0.len()) as u32;
            let chunk = chunk << STORY_COUNT_BITS | (stories >> 1) as u32;
            self.terms.push(SegmentTerm { term: term << 1 | stories & 1, chunk, start });
            packed.0 = packed.0.get((stories & !1) as usize..).unwrap_or_default();
        }
    }

    /// Puts the terms in order; those of one term stay in the order of their chunks.
    pub fn sort_terms(&mut self) {
        if self.terms.len() < COMPARISON_SORT_LIMIT {
            // Stable, because that one makes use of what is already in order: every chunk's terms are.
            return self.terms.sort_by_key(SegmentTerm::term);
        }
        radix_sort(&mut self.terms, &mut Vec::new(), |term| term.term());
    }

    /// The terms, each once for every chunk that has it.
    pub fn terms(&self) -> &[SegmentTerm] {
        &self.terms
    }

    /// The stories of one term out of [`Gathered::terms`], ascending, instead of what was found before.
    pub fn collect_postings(&self, terms: &[SegmentTerm], found: &mut Vec<Posting>) {
        found.clear();
        for term in terms {
            let (section, first) = self.sections[(term.chunk >> STORY_COUNT_BITS) as usize];
            let (stories, _) = section[term.start as usize..][..2 * term.story_count()].as_chunks();
            // What is packed of a story is its posting in the chunk.
            found.extend(
                stories.iter().map(|story| Posting((first << IMPACT_BITS) + u32::from(u16::from_le_bytes(*story)))),
            );
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.sections.clear();
        self.terms.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::impact::Field;
    use super::super::packed_postings::{MAX_SEGMENT_STORIES, Occurrence, PostingsPacker};
    use super::*;

    #[test]
    fn stories_come_in_order_with_their_classes() {
        let mut found = Vec::new();
        // One term is sorted by comparing, many are by digits.
        for terms in [1, COMPARISON_SORT_LIMIT as u64] {
            for every in [1, 3, 64, 2000] {
                let stories = || (0..MAX_SEGMENT_STORIES as u16).step_by(every);
                let field = |story| [Field::Title, Field::Head, Field::Body][usize::from(story) % 3];
                let all =
                    (0..terms).flat_map(|term| stories().map(move |story| Occurrence::new(term, story, field(story))));
                let sections = PostingsPacker::default().pack_occurrences(&all.collect::<Vec<_>>(), 1, |_| 0, |_| true);
                let mut gathered = ShardMerger::default();
                let firsts = [0, MAX_SEGMENT_STORIES as u32];
                firsts.iter().for_each(|first| gathered.add_section(&sections, 0, *first));
                gathered.sort_terms();
                let (one, others) = gathered.terms().split_at(2);
                assert!(one.iter().all(|term| term.term() == 0) && others.iter().all(|term| term.term() > 0));
                gathered.collect_postings(one, &mut found);
                let class = |story| Impact::from_count(1, field(story));
                let of = |first| stories().map(move |story| Posting::new(first + u32::from(story), class(story)));
                assert_eq!(found, firsts.into_iter().flat_map(of).collect::<Vec<_>>(), "every {every} of {terms}");
            }
        }
    }
}
