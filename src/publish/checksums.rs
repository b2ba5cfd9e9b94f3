//! A list of SHA-256 checksums, for verifying a copy of the site with `sha256sum -c manifest.sha256`.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{FileEntry, Listing, PublishError, disk_error, refuse_output};
use crate::diagnostic::catalog::phrases;
use crate::digest::{self, Digest};
use crate::nofollow;

/// The address of the list in a site.
pub const CHECKSUM_FILE: &str = "manifest.sha256";

/// Writes the checksums of a site's files. The marker is not among them, as it is no part of what readers get.
pub(super) fn write_checksums(directory: &Path, listing: &Listing) -> Result<FileEntry, PublishError> {
    let mut text = String::new();
    for file in listing.0.keys() {
        let source = directory.join(file);
        let checksum = sha256_hex(&source).map_err(disk_error(&source))?;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{checksum}  {file}");
    }

    let path = directory.join(CHECKSUM_FILE);
    if nofollow::entry_kind(&path).is_some() {
        return refuse_output(&path, &phrases::name_is_taken());
    }
    fs::write(&path, &text).map_err(disk_error(&path))?;
    Ok(FileEntry { digest: Digest::of_bytes(text.as_bytes()), bytes: text.len() as u64 })
}

fn sha256_hex(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    digest::for_each_block(&mut nofollow::open_regular(path)?, |block: &[u8]| {
        hasher.update(block);
        Ok(())
    })?;

    let mut hex = String::new();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
