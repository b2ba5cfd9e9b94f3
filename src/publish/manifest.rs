//! A list of check sums for whoever wants to verify a copy of the site: `sha256sum -c manifest.sha256`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Entry, Failure, Listing, disk, refuse};
use crate::diagnostic::catalog::phrases;
use crate::digest::{self, Digest};
use crate::nofollow;

/// Where it stands.
pub const MANIFEST: &str = "manifest.sha256";

/// Writes the list of a site's files; the marker, which is no part of what readers get, is not in it.
pub(super) fn write(directory: &Path, listing: &Listing) -> Result<Entry, Failure> {
    let path = directory.join(MANIFEST);
    let mut text = String::new();
    for file in listing.0.keys() {
        let source = directory.join(file);
        let mut sum = Sha256::new();
        let add = |block: &[u8]| {
            sum.update(block);
            Ok(())
        };
        nofollow::open(&source).and_then(|mut from| digest::blocks(&mut from, add)).map_err(disk(&source))?;
        for byte in sum.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        let _ = writeln!(text, "  {file}");
    }
    if nofollow::kind(&path).is_some() {
        return refuse(&path, &phrases::name_is_taken());
    }
    fs::write(&path, &text).map_err(disk(&path))?;
    Ok(Entry { digest: Digest::of(text.as_bytes()), bytes: text.len() as u64 })
}
