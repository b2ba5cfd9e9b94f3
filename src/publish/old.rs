//! The site that is about to be replaced: which of its files may stay.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::Duration;
use std::time::SystemTime;

use super::keys::{PageKeys, load_page_keys};
use super::{FileEntry, Listing, MARKER};
use crate::address::Address;
use crate::digest::{self, Digest};
use crate::nofollow;

/// The site that stands in the output directory.
pub(super) struct Old {
    out: PathBuf,
    /// Its files.
    pub listing: Listing,
    keys: PageKeys,
    /// The dates of its marker, which is the last file that a build dates. Nothing of the site was written later.
    finished: Option<Dates>,
}

impl Old {
    /// Reads its marker. A directory without one holds nothing that could stay.
    pub fn read(out: &Path, root: &Path) -> Self {
        let marker = out.join(MARKER);
        let finished = marker.symlink_metadata().ok().and_then(|meta| Dates::of(&meta));
        let text = nofollow::read_to_string(&marker).unwrap_or_default();
        Self {
            out: out.to_owned(),
            listing: Listing::parse_marker(&text),
            keys: load_page_keys(root, &text),
            // After a clock that was ahead was set right, dates tell nothing.
            finished: finished.filter(|dates| dates.are_before(&Dates::now())),
        }
    }

    /// Whether this stands at an address.
    pub fn has(&self, address: &Address, entry: FileEntry) -> bool {
        self.listing.get(address.as_str()) == Some(entry)
    }

    /// Returns the file at an address, if it has this cache key.
    pub fn made_from(&self, address: &Address, key: Digest) -> Option<FileEntry> {
        let same = self.keys.get(address.as_str()) == Some(&key);
        same.then(|| self.listing.get(address.as_str())).flatten()
    }

    /// Whether the file at an address is one that we wrote and nobody has changed: by its dates, or else by its bytes.
    pub fn is_untouched(&self, address: &Address, entry: FileEntry) -> bool {
        let path = self.out.join(address.as_str());
        let Ok(meta) = path.symlink_metadata() else { return false };
        if !meta.is_file() || meta.len() != entry.bytes || !has_our_mode(&meta) {
            return false;
        }

        let dates = Dates::of(&meta);
        let is_older = dates.zip(self.finished).is_some_and(|(dates, finished)| dates.are_before(&finished));
        is_older
            || nofollow::open_regular(&path)
                .and_then(|mut file| digest::copy_with_digest(&mut file, &mut io::sink()))
                .is_ok_and(|(bytes, digest)| FileEntry { digest, bytes } == entry)
    }
}

/// When a file was last written (mtime), and when anything of it was last changed (ctime). Anybody can set the first; the second
/// is the system's own.
#[derive(Clone, Copy)]
struct Dates {
    written: SystemTime,
    changed: SystemTime,
}

impl Dates {
    fn of(meta: &fs::Metadata) -> Option<Self> {
        let written = meta.modified().ok()?;
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            let nanos = u32::try_from(meta.ctime_nsec()).ok()?;
            SystemTime::UNIX_EPOCH + Duration::new(u64::try_from(meta.ctime()).ok()?, nanos)
        };
        #[cfg(not(unix))]
        let changed = written;
        Some(Self { written, changed })
    }

    fn now() -> Self {
        let now = SystemTime::now();
        Self { written: now, changed: now }
    }

    fn are_before(&self, other: &Self) -> bool {
        self.written <= other.written && self.changed <= other.changed
    }
}

/// Dates the marker of a site that has just got its place, so that its ctime is later than that of every file of the site: files
/// that stay get a new ctime when they get a second name and when they lose the first. Where that fails the next build compares
/// their bytes.
pub(super) fn date_marker(out: &Path) {
    let Ok(marker) = nofollow::open_regular(&out.join(MARKER)) else { return };
    if let Ok(written) = marker.metadata().and_then(|meta| meta.modified()) {
        let _ = marker.set_modified(written);
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
