//! Cache keys of the files of an index: of files with the same key the bytes are the same, and nothing has to be put
//! together to tell it.

use super::{Bigram, Index};
use crate::digest::{Digest, Hasher};
use crate::search::Segmenter;

/// The parts that keys are made from.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The part that all files of terms share.
    all: Hasher,
    /// By shard: the pairs that longer words begin with.
    heads: Vec<Vec<Bigram>>,
}

impl Index {
    /// Makes the parts that all files share.
    pub(super) fn make_keys(&self, segmenter: &Segmenter) -> Keys {
        let mut all = Hasher::default().add_text(env!("JIANBAO_BUILD")).add_text(&segmenter.digest().to_string());
        for chunk in &self.segments {
            all = all.add_bytes(&chunk.story_count().to_le_bytes());
        }
        let mut heads = vec![Vec::new(); self.shape.shards];
        for pair in self.long_words.keys() {
            heads[pair.shard(self.shape.shards)].push(*pair);
        }
        heads.iter_mut().for_each(|pairs| pairs.sort_unstable());
        Keys { all, heads }
    }

    /// The key of [`Index::shard`].
    pub fn shard_key(&self, shard: usize) -> Digest {
        let pairs = self.segments.iter().map(|chunk| chunk.bigrams().shard_bytes(shard));
        let mut maker = pairs.fold(self.keys.all.clone(), Hasher::add_part);
        for word in self.keys.heads[shard].iter().filter_map(|pair| self.long_words.get(pair)).flatten() {
            maker = maker.add_text(&word.text);
            for &(chunk, place) in &word.locations {
                let section = self.segments[chunk as usize].long_word_postings().shard_bytes(place as usize);
                maker = maker.add_bytes(&chunk.to_le_bytes()).add_part(section);
            }
        }
        maker.to_digest()
    }

    /// The key of [`Index::characters`].
    pub fn characters_key(&self, shard: usize) -> Digest {
        let sections = self.segments.iter().map(|chunk| chunk.characters().shard_bytes(shard));
        sections.fold(self.keys.all.clone(), Hasher::add_part).to_digest()
    }
}
