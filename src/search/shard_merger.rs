//! Merging of a shard's postings out of all segments.
//!
//! Nearly all of what an index costs beside segmentation is spent here, on every character of every story; `benches/index.rs`
//! has the figures.

use super::encoding::VarintReader;
use super::impact::Impact;
use super::packed_postings::{IMPACT_BITS, PackedPostings, STORY_COUNT_BITS};
use super::radix_sort::radix_sort;

/// A story that has a term, with the term's impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

impl Posting {
    /// Makes a posting of a story's number in the index, below 2²⁹.
    pub fn new(story: u32, impact: Impact) -> Self {
        Self(story << IMPACT_BITS | u32::from(impact.number()))
    }

    /// The number of the story.
    pub fn story(self) -> u32 {
        self.0 >> IMPACT_BITS
    }

    /// The impact of the term.
    pub fn impact(self) -> Impact {
        Impact::from_number(self.0 as u8)
    }
}

/// The terms of a shard in several segments.
#[derive(Debug, Default)]
pub struct ShardMerger<'s> {
    sections: Vec<ShardSection<'s>>,
    terms: Vec<SegmentTerm>,
}

/// The shard in one segment.
#[derive(Debug)]
struct ShardSection<'s> {
    bytes: &'s [u8],
    /// The number of the segment's first story in the index.
    first_story: u32,
}

/// A term in one segment.
#[derive(Clone, Copy, Debug)]
pub struct SegmentTerm {
    /// The term, and in the lowest bit whether it is a word.
    term: u64,
    /// The position of the section, and in the lowest [`STORY_COUNT_BITS`] bits the number of the segment's stories that have the
    /// term.
    section: u32,
    /// Where in the section the postings begin.
    start: u32,
}

/// Below this number of terms a comparison sort is faster than a radix sort.
const COMPARISON_SORT_LIMIT: usize = 256;

impl SegmentTerm {
    /// The term.
    pub fn term(&self) -> u64 {
        self.term >> 1
    }

    /// Whether the term is a word of the dictionary.
    pub fn is_word(&self) -> bool {
        self.term & 1 == 1
    }

    /// The number of the segment's stories that have the term.
    fn story_count(&self) -> usize {
        self.section as usize & ((1 << STORY_COUNT_BITS) - 1)
    }
}

impl<'s> ShardMerger<'s> {
    /// Adds the terms of a segment whose stories are numbered from `first_story` on, behind those of all segments before.
    pub fn add_section(&mut self, postings: &'s PackedPostings, shard: usize, first_story: u32) {
        let bytes = postings.shard_bytes(shard);
        let section = self.sections.len() as u32;
        self.sections.push(ShardSection { bytes, first_story });

        let mut packed = VarintReader(bytes);
        let mut term = 0;
        while !packed.0.is_empty() {
            term += packed.read_varint();
            // The length of the postings in bytes, two each, and in the lowest bit whether the term is a word.
            let length = packed.read_varint();
            let start = (bytes.len() - packed.0.len()) as u32;
            let section = section << STORY_COUNT_BITS | (length >> 1) as u32;
            self.terms.push(SegmentTerm { term: term << 1 | length & 1, section, start });
            packed.0 = packed.0.get((length & !1) as usize..).unwrap_or_default();
        }
    }

    /// Sorts the terms; those of one term stay in the order of their segments.
    pub fn sort_terms(&mut self) {
        if self.terms.len() < COMPARISON_SORT_LIMIT {
            // Each segment's terms are sorted already; the stable sort merges such runs.
            return self.terms.sort_by_key(SegmentTerm::term);
        }
        radix_sort(&mut self.terms, &mut Vec::new(), |term| term.term());
    }

    /// The terms, each once for every segment that has it.
    pub fn terms(&self) -> &[SegmentTerm] {
        &self.terms
    }

    /// Fills `found` with the postings of one term, given by its entries in [`ShardMerger::terms`], by ascending stories.
    pub fn collect_postings(&self, terms: &[SegmentTerm], found: &mut Vec<Posting>) {
        found.clear();
        for term in terms {
            let ShardSection { bytes, first_story } = self.sections[(term.section >> STORY_COUNT_BITS) as usize];
            let (postings, _) = bytes[term.start as usize..][..2 * term.story_count()].as_chunks();
            // A packed posting has the story's number in the segment.
            let first = first_story << IMPACT_BITS;
            found.extend(postings.iter().map(|posting| Posting(first + u32::from(u16::from_le_bytes(*posting)))));
        }
    }

    /// Removes all terms.
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
