//! What the files of an index are made from: of files with the same key the bytes are the same, and nothing has to be put
//! together to tell it.

use super::{Bigram, Index};
use crate::digest::{Digest, Maker};
use crate::search::Segmenter;

/// What keys are made with.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// What every file of terms depends on besides its own terms.
    all: Maker,
    /// By shard: the pairs that longer words begin with.
    heads: Vec<Vec<Bigram>>,
}

impl Index {
    /// What is the same for all files is looked at once.
    pub(super) fn make_keys(&self, segmenter: &Segmenter) -> Keys {
        let mut all = Maker::default().text(env!("JIANBAO_BUILD")).text(&segmenter.digest().to_string());
        for chunk in &self.segments {
            all = all.bytes(&chunk.story_count().to_le_bytes());
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
        let mut maker = pairs.fold(self.keys.all.clone(), Maker::part);
        for word in self.keys.heads[shard].iter().filter_map(|pair| self.long_words.get(pair)).flatten() {
            maker = maker.text(&word.text);
            for &(chunk, place) in &word.locations {
                let section = self.segments[chunk as usize].long_word_postings().shard_bytes(place as usize);
                maker = maker.bytes(&chunk.to_le_bytes()).part(section);
            }
        }
        maker.done()
    }

    /// The key of [`Index::characters`].
    pub fn characters_key(&self, shard: usize) -> Digest {
        let sections = self.segments.iter().map(|chunk| chunk.characters().shard_bytes(shard));
        sections.fold(self.keys.all.clone(), Maker::part).done()
    }
}
