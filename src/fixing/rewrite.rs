//! Puts a changed text in the place of its file: atomically, with the encoding, the line ends and the mode of the old one.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use crate::address;
use crate::nofollow::{AtomicFile, Directory};

/// The byte-order mark that some programs begin UTF-8 with.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a file was left as it is.
#[derive(Debug)]
pub enum RewriteError {
    /// It no longer says what was read.
    Changed,
    /// It may only be read.
    ReadOnly,
    /// It is a link or no regular file, lies behind a link, or the disk failed.
    Disk(io::Error),
}

impl fmt::Display for RewriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("the file has changed since it was read"),
            Self::ReadOnly => f.write_str("the file may only be read"),
            Self::Disk(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RewriteError {}

impl From<io::Error> for RewriteError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Replaces the text of the file at a path below the root, if it still says `before`. The new file has the byte-order mark,
/// the mode and the owner of the old one. It is on the disk before it takes the place of the old one.
///
/// # Errors
/// A file that has changed or may only be read, a link at the path or on the way to it, a failing disk; then the old file is
/// as it was.
pub fn rewrite_text(root: &Path, path: &str, before: &str, after: &str) -> Result<(), RewriteError> {
    let path = find_on_disk(root, path).unwrap_or_else(|| path.to_owned());
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let directory = Directory::open_below(root, directory)?;

    let metadata = directory.open_file(name)?.metadata()?;
    if metadata.permissions().readonly() {
        return Err(RewriteError::ReadOnly);
    }
    let old = directory.read_file(name)?;
    let mark = if old.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
    if &old[mark.len()..] != before.as_bytes() {
        return Err(RewriteError::Changed);
    }

    let mut new = AtomicFile::create(&directory, name)?;
    new.write_all(mark)?;
    new.write_all(after.as_bytes())?;
    new.take_attributes(&metadata)?;
    new.sync()?;

    // An editor may have saved it while the disk was at work.
    if directory.read_file(name)? != old {
        return Err(RewriteError::Changed);
    }
    Ok(new.commit()?)
}

/// Returns the path of a file as the disk has it: texts have theirs in Unicode's form NFC, and a disk may have another.
fn find_on_disk(root: &Path, path: &str) -> Option<String> {
    if root.join(path).symlink_metadata().is_ok() {
        return Some(path.to_owned());
    }

    let mut found = String::new();
    for part in path.split('/') {
        let directory = root.join(&found);
        let name = if directory.join(part).symlink_metadata().is_ok() {
            part.to_owned()
        } else {
            let entries = directory.read_dir().ok()?;
            let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            names.into_iter().find(|name| address::to_nfc(name) == part)?
        };
        if !found.is_empty() {
            found.push('/');
        }
        found.push_str(&name);
    }
    Some(found)
}
