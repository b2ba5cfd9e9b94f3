//! The site that is about to be replaced: which of its files may stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::keys::{self, Keys};
use super::{Entry, Listing, MARKER};
use crate::address::Address;
use crate::digest::Digest;

/// What is known of the old site.
pub(super) struct Old {
    out: PathBuf,
    /// Its files.
    pub listing: Listing,
    keys: Keys,
    /// When it was finished. What was written later was not written by us.
    finished: SystemTime,
}

impl Old {
    /// Reads its marker. A directory without one holds nothing that could stay.
    pub fn read(out: &Path, root: &Path) -> Self {
        let marker = out.join(MARKER);
        let finished = marker.symlink_metadata().and_then(|meta| meta.modified());
        let text = fs::read_to_string(&marker).unwrap_or_default();
        Self {
            out: out.to_owned(),
            listing: Listing::parse(&text),
            keys: keys::load(root, &text),
            finished: finished.unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }

    /// Whether this stands at an address.
    pub fn has(&self, address: &Address, entry: Entry) -> bool {
        self.listing.get(address.as_str()) == Some(entry)
    }

    /// What stands at an address, if it was made from this.
    pub fn made_from(&self, address: &Address, key: Digest) -> Option<Entry> {
        let same = self.keys.get(address.as_str()) == Some(&key);
        same.then(|| self.listing.get(address.as_str())).flatten()
    }

    /// Whether the file at an address is one that we wrote and nobody has changed.
    pub fn is_untouched(&self, address: &Address, entry: Entry) -> bool {
        let Ok(meta) = self.out.join(address.as_str()).symlink_metadata() else { return false };
        let before = meta.modified().is_ok_and(|at| at <= self.finished);
        meta.is_file() && meta.len() == entry.bytes && before && has_our_mode(&meta)
    }
}

/// Whether a file has the mode that all of ours have.
fn has_our_mode(meta: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        meta.permissions().mode() & 0o7777 == 0o644
    }
    #[cfg(not(unix))]
    {
        !meta.permissions().readonly()
    }
}
