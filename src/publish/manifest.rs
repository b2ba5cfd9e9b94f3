//! A list of check sums for whoever wants to verify a copy of the site: `sha256sum -c manifest.sha256`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{FileEntry, Listing, PublishError, disk_error, refuse_output};
use crate::digest::{self, Digest};
use crate::nofollow;

/// Where it stands.
pub const CHECKSUM_FILE: &str = "manifest.sha256";

/// Writes the list of a site's files; the marker, which is no part of what readers get, is not in it.
pub(super) fn write_checksums(directory: &Path, listing: &Listing) -> Result<FileEntry, PublishError> {
    let path = directory.join(CHECKSUM_FILE);
    let mut text = String::new();
    for file in listing.0.keys() {
        let source = directory.join(file);
        let mut sum = Sha256::new();
        let add = |block: &[u8]| {
            sum.update(block);
            Ok(())
        };
        nofollow::open(&source).and_then(|mut from| digest::blocks(&mut from, add)).map_err(disk_error(&source))?;
        for byte in sum.finalize() {
            // Writing to a string cannot fail.
            let _ = write_checksums!(text, "{byte:02x}");
        }
        let _ = writeln!(text, "  {file}");
    }
    if nofollow::kind(&path).is_some() {
        return refuse_output(
            &path,
            "网站里已有同名文件，请先改名",
            "the site has a file of that name: rename it first",
        );
    }
    fs::write(&path, &text).map_err(disk_error(&path))?;
    Ok(FileEntry { digest: Digest::of(text.as_bytes()), bytes: text.len() as u64 })
}
