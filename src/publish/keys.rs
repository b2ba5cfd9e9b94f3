//! The cache keys of the pages of a published site: a page that would be made from the same is not made again.
//!
//! They are kept below the bulletin's root and not in the site, in an entry that is named by the site's marker, so that it is
//! never taken for another site's.

use std::collections::HashMap;
use std::path::Path;

use crate::digest::Digest;
use crate::memo::{self, Eviction, Memo};

/// The memo's directory below the bulletin's root.
const PAGE_KEYS_DIR: &str = ".jianbao/cache/pages";

/// For how many other sites: one bulletin may be built into several directories.
const OTHER_SITES: usize = 7;

/// Addresses of pages, and the digests of what they were made from.
pub type PageKeys = HashMap<String, Digest>;

fn open(root: &Path) -> Memo {
    Memo::on_disk(root, PAGE_KEYS_DIR, Eviction::MaxEntries(OTHER_SITES))
}

/// The keys of the site that has a marker; none if they were not kept.
pub fn load_page_keys(root: &Path, marker: &str) -> PageKeys {
    let bytes = open(root).load(&entry_name(marker)).unwrap_or_default();
    memo::decode(&bytes).unwrap_or_default()
}

/// Keeps the keys of the site that has a marker: without them the next build takes longer.
pub fn save_page_keys(root: &Path, marker: &str, keys: &PageKeys) {
    open(root).save(&entry_name(marker), &memo::encode(keys));
}

/// The name of the entry with the keys of the site that has a marker.
fn entry_name(marker: &str) -> String {
    Digest::of_bytes(marker.as_bytes()).to_string()
}
