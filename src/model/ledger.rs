//! The newsroom's ledger: every story, published or not, with its state.

use super::{Site, Unpublished, newest_first};
use crate::parse::Story;

/// A story in the ledger.
pub struct LedgerEntry<'s> {
    /// The story.
    pub story: &'s Story,
    /// Why it is not published; `None` if it is.
    pub unpublished: Option<Unpublished>,
}

/// Returns every story, newest first.
pub fn ledger_entries(site: &Site) -> Vec<LedgerEntry<'_>> {
    let published = site.stories.iter().map(|story| LedgerEntry { story, unpublished: None });
    let held = site.held.iter().map(|held| LedgerEntry { story: &held.story, unpublished: Some(held.reason) });

    let mut entries: Vec<LedgerEntry> = published.chain(held).collect();
    entries.sort_by(|a, b| newest_first(a.story, b.story));
    entries
}
