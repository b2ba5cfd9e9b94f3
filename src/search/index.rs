//! The index as files: `search/meta.json`, `search/t/<shard>.json` (terms) and `search/s/<block>.json` (stories).
//!
//! A term lives in the shard of its first two characters, so the shard of a pair also holds every word that
//! begins with it. Stories are numbered from the newest.
//!
//! Stories are indexed where they are parsed, a [`Chunk`] of some hundred at a time and side by side; a
//! chunk keeps its postings sorted and packed (about 4 bytes each), so that the index of a large bulletin
//! stays small in memory. A shard is put together from all chunks when it is written.

use std::fmt::Write;

use serde::Serialize;

use super::terms::{self, Key, Segmenter, fold};

/// Stories in one block of story data.
const BLOCK: usize = 32;

/// What the result list shows of a story.
#[derive(Clone, Debug, Serialize)]
pub struct StoryEntry {
    /// Its address from the site's root, without a leading `/`.
    pub url: String,
    /// Its headline.
    pub title: String,
    /// `2020-09-15`
    pub date: String,
    /// Its column's name.
    pub column: String,
    /// Its summary.
    pub summary: String,
}

/// Number of term shards for a number of stories.
#[must_use]
pub fn shard_count(stories: usize) -> usize {
    (stories / 16).next_power_of_two().clamp(16, 1024)
}

/// Where a term is looked up. The browser computes the same: FNV-1a over the first two code points.
fn shard_of(term: impl Iterator<Item = char>, shards: usize) -> u16 {
    let hash = term.take(2).fold(0x811c_9dc5_u32, |hash, c| (hash ^ c as u32).wrapping_mul(0x0100_0193));
    (hash & (shards as u32 - 1)) as u16
}

/// One occurrence of a term in a story of a chunk.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence<T> {
    shard: u16,
    term: T,
    story: u16,
    weight: u8,
}

/// Collects the terms of a chunk's stories.
pub struct ChunkBuilder<'s> {
    segmenter: &'s Segmenter,
    shards: usize,
    short: Vec<Occurrence<Key>>,
    long: Vec<Occurrence<Box<str>>>,
}

/// The packed postings of a chunk, by shard.
#[derive(Debug, Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    /// Where the short terms and where the long terms of each shard begin; one more at the end.
    starts: Vec<(u32, u32)>,
}

impl<'s> ChunkBuilder<'s> {
    /// An empty chunk of an index with a number of [shards](shard_count).
    #[must_use]
    pub fn new(segmenter: &'s Segmenter, shards: usize) -> Self {
        Self { segmenter, shards, short: Vec::new(), long: Vec::new() }
    }

    /// Adds a text of a story by its number in the chunk. A term weighs the sum over its occurrences of the
    /// text's weight, at most 255.
    pub fn add(&mut self, story: u16, weight: u8, text: &str) {
        let shards = self.shards;
        self.segmenter.each_term(&fold(text), |term| {
            let shard = shard_of(term.chars(), shards);
            match terms::key(term) {
                Some(term) => self.short.push(Occurrence { shard, term, story, weight }),
                None => self.long.push(Occurrence { shard, term: Box::from(term), story, weight }),
            }
        });
    }

    /// Sorts and packs.
    #[must_use]
    pub fn finish(mut self) -> Chunk {
        sum(&mut self.short);
        sum(&mut self.long);
        let mut bytes = Vec::with_capacity(self.short.len() * 4);
        let mut starts = Vec::with_capacity(self.shards + 1);
        let mut short = self.short.chunk_by(|a, b| a.shard == b.shard).peekable();
        let mut long = self.long.chunk_by(|a, b| a.shard == b.shard).peekable();
        for shard in 0..self.shards {
            let start = bytes.len() as u32;
            let mut before = 0;
            for group in short
                .next_if(|g| usize::from(g[0].shard) == shard)
                .unwrap_or_default()
                .chunk_by(|a, b| a.term == b.term)
            {
                put(&mut bytes, group[0].term - before);
                before = group[0].term;
                put_postings(&mut bytes, group);
            }
            starts.push((start, bytes.len() as u32));
            for group in
                long.next_if(|g| usize::from(g[0].shard) == shard).unwrap_or_default().chunk_by(|a, b| a.term == b.term)
            {
                put(&mut bytes, group[0].term.len() as u64);
                bytes.extend_from_slice(group[0].term.as_bytes());
                put_postings(&mut bytes, group);
            }
        }
        starts.push((bytes.len() as u32, bytes.len() as u32));
        bytes.shrink_to_fit();
        Chunk { bytes, starts }
    }
}

/// Sorts occurrences and adds up the weights of a term in one story.
fn sum<T: Ord>(occurrences: &mut Vec<Occurrence<T>>) {
    occurrences.sort_unstable();
    occurrences.dedup_by(|next, kept| {
        let same = next.term == kept.term && next.story == kept.story;
        if same {
            kept.weight = kept.weight.saturating_add(next.weight);
        }
        same
    });
}

/// Number of stories, then for each the distance from the one before and the weight.
fn put_postings<T>(bytes: &mut Vec<u8>, group: &[Occurrence<T>]) {
    put(bytes, group.len() as u64);
    let mut before = 0;
    for occurrence in group {
        put(bytes, u64::from(occurrence.story - before));
        before = occurrence.story;
        bytes.push(occurrence.weight);
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

/// Reads what [`put`] wrote.
struct Packed<'b>(&'b [u8]);

impl<'b> Packed<'b> {
    fn number(&mut self) -> u64 {
        let (mut n, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.0.split_first() {
            self.0 = rest;
            n |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        n
    }

    fn take(&mut self, len: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn postings(&mut self, mut found: impl FnMut(usize, u8)) {
        let mut story = 0;
        for _ in 0..self.number() {
            story += self.number() as usize;
            found(story, self.take(1).first().copied().unwrap_or_default());
        }
    }
}

/// The terms of all stories.
#[derive(Debug, Default)]
pub struct Index {
    chunks: Vec<Chunk>,
    /// The final number of each story of each chunk; none if it is not published.
    numbers: Vec<Vec<Option<u32>>>,
    shards: usize,
    stories: usize,
}

impl Index {
    /// Puts chunks together. `numbers` gives each chunk's stories their final numbers, of which there are
    /// `stories`; `shards` is what the chunks were made with.
    #[must_use]
    pub fn new(chunks: Vec<Chunk>, numbers: Vec<Vec<Option<u32>>>, shards: usize, stories: usize) -> Self {
        Self { chunks, numbers, shards, stories }
    }

    /// Number of term shards.
    #[must_use]
    pub fn shards(&self) -> usize {
        self.shards
    }

    /// Number of story blocks.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.stories.div_ceil(BLOCK)
    }

    /// The stories in a block.
    #[must_use]
    pub fn block_range(&self, block: usize) -> std::ops::Range<usize> {
        let start = block * BLOCK;
        start..(start + BLOCK).min(self.stories)
    }

    /// `meta.json`: how many there are of everything.
    #[must_use]
    pub fn meta(&self) -> Vec<u8> {
        let Self { shards, stories, .. } = self;
        format!("{{\"version\":1,\"stories\":{stories},\"shards\":{shards},\"block\":{BLOCK}}}").into_bytes()
    }

    /// One shard: `{"term": [story, weight, story, weight, …]}`, stories ascending.
    #[must_use]
    pub fn shard(&self, shard: usize) -> Vec<u8> {
        let mut short: Vec<(Key, u32, u8)> = Vec::new();
        let mut long: Vec<(&str, u32, u8)> = Vec::new();
        for (chunk, numbers) in self.chunks.iter().zip(&self.numbers) {
            let (Some(&(start, middle)), Some(&(end, _))) = (chunk.starts.get(shard), chunk.starts.get(shard + 1))
            else {
                continue;
            };
            let mut packed = Packed(&chunk.bytes[start as usize..middle as usize]);
            let mut key = 0;
            while !packed.0.is_empty() {
                key += packed.number();
                packed.postings(|story, weight| short.extend(numbers[story].map(|number| (key, number, weight))));
            }
            let mut packed = Packed(&chunk.bytes[middle as usize..end as usize]);
            while !packed.0.is_empty() {
                let len = packed.number() as usize;
                let term = std::str::from_utf8(packed.take(len)).unwrap_or_default();
                packed.postings(|story, weight| long.extend(numbers[story].map(|number| (term, number, weight))));
            }
        }
        short.sort_unstable();
        long.sort_unstable();
        let mut out = String::with_capacity(short.len() * 8);
        out.push('{');
        for group in short.chunk_by(|a, b| a.0 == b.0) {
            let term: String = terms::characters(group[0].0).collect();
            entry(&mut out, &term, group);
        }
        for group in long.chunk_by(|a, b| a.0 == b.0) {
            entry(&mut out, group[0].0, group);
        }
        out.push('}');
        out.into_bytes()
    }
}

/// Writes `"term":[story,weight,…]`. Terms hold nothing that JSON would escape: letters, digits and `+#./-&_`.
fn entry<T>(out: &mut String, term: &str, postings: &[(T, u32, u8)]) {
    out.push_str(if out.ends_with('{') { "\"" } else { ",\"" });
    out.push_str(term);
    out.push_str("\":[");
    for (n, (_, story, weight)) in postings.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(out, "{}{story},{weight}", if n == 0 { "" } else { "," });
    }
    out.push(']');
}

/// A block of story data.
#[must_use]
pub fn block(stories: &[StoryEntry]) -> Vec<u8> {
    // Strings always have a JSON form.
    serde_json::to_vec(stories).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_found_in_its_shard_with_every_story_and_weight() {
        let segmenter = Segmenter::new();
        let shards = shard_count(3);
        let chunk = |texts: &[(u16, u8, &str)]| {
            let mut builder = ChunkBuilder::new(&segmenter, shards);
            texts.iter().for_each(|&(story, weight, text)| builder.add(story, weight, text));
            builder.finish()
        };
        let chunks = vec![
            chunk(&[(0, 12, "火炬长三角"), (0, 1, "火炬，火炬"), (1, 1, "草稿火炬")]),
            chunk(&[(0, 1, "火炬6623.48")]),
        ];
        let index = Index::new(chunks, vec![vec![Some(1), None], vec![Some(0)]], shards, 2);
        let look_up = |term: &str| -> Option<Vec<u32>> {
            let json = index.shard(usize::from(shard_of(term.chars(), shards)));
            let shard: std::collections::HashMap<String, Vec<u32>> = serde_json::from_slice(&json).unwrap();
            shard.get(term).cloned()
        };
        assert_eq!(look_up("火炬"), Some(vec![0, 1, 1, 14]));
        assert_eq!(look_up("长三角"), Some(vec![1, 12]));
        assert_eq!(look_up("6623.48"), Some(vec![0, 1]));
        assert_eq!(look_up("草稿"), None, "a story that is not published is not found");
    }
}
