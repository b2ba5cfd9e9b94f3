//! Puts a changed text in the place of its file.

use std::io::{self, Write};
use std::path::Path;

use crate::diagnostic::{Diagnostic, catalog};
use crate::nofollow::{AtomicFile, Directory};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Replaces the text of the file at a path below the root, if it still says `before`.
///
/// # Errors
/// A file that has changed, a link on the way to it, a failing disk; then the old file is as it was.
pub(super) fn rewrite_text(root: &Path, path: &str, before: &str, after: &str) -> Result<(), Box<Diagnostic>> {
    match replace_if_unchanged(root, path, before, after) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Box::new(catalog::disk(path, "the file has changed meanwhile"))),
        Err(error) => Err(Box::new(catalog::disk(path, &error.to_string()))),
    }
}

/// Returns whether the file said `before`.
fn replace_if_unchanged(root: &Path, path: &str, before: &str, after: &str) -> io::Result<bool> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let directory = Directory::open_below(root, directory)?;
    let bytes = directory.read_file(name)?;
    let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
    if &bytes[mark.len()..] != before.as_bytes() {
        return Ok(false);
    }

    let mut new = AtomicFile::create(&directory, name)?;
    new.write_all(mark)?;
    new.write_all(after.as_bytes())?;
    new.commit()?;
    Ok(true)
}
