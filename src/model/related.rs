//! Related stories: those that share the rarest tags.

use crate::model::{Site, StoryIx};

/// Of each tag only this many neighbours on either side are weighed, so that a tag on every story costs no more.
const REACH: usize = 24;

/// At most `limit` stories that share tags with one, the most alike first; of equals the newer.
#[must_use]
pub fn related(site: &Site, ix: StoryIx, limit: usize) -> Vec<StoryIx> {
    let mut scores: Vec<(StoryIx, f64)> = Vec::new();
    for tag in site.tags_of(ix) {
        let stories = &site.tags[tag].stories;
        // Stories are in ascending order of their indexes: a tag's list is newest first.
        let Ok(at) = stories.binary_search(&ix) else { continue };
        #[allow(clippy::cast_precision_loss)] // a weight, not a count
        let weight = 1.0 / (1.0 + stories.len() as f64).ln();
        for &other in &stories[at.saturating_sub(REACH)..stories.len().min(at + REACH + 1)] {
            if other != ix {
                scores.push((other, weight));
            }
        }
    }
    scores.sort_by_key(|(story, _)| *story);
    scores.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores.truncate(limit);
    scores.into_iter().map(|(story, _)| story).collect()
}
