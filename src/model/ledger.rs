//! The newsroom's ledger: every story, published or not, with its state.

use super::{Site, Unpublished};
use crate::parse::Story;

/// Every story with why it is not published (`None`: it is), newest first.
pub fn ledger_entries(site: &Site) -> Vec<(&Story, Option<Unpublished>)> {
    let mut entries: Vec<(&Story, Option<Unpublished>)> = site.stories.iter().map(|story| (&**story, None)).collect();
    entries.extend(site.held.iter().map(|entry| (&*entry.story, Some(entry.reason))));
    entries.sort_by(|(a, _), (b, _)| b.front.date.at.cmp(&a.front.date.at).then_with(|| a.path.cmp(&b.path)));
    entries
}
