//! Opens files and directories without following symbolic links and without waiting for pipes.
//!
//! A bulletin comes from others, and so may what lies in the places that the program calls its own: `.jianbao` below the
//! root, the directories beside an output. A link there must not lead a build to somebody else's files. [`open_regular`] takes
//! regular files only. A [`Directory`] is an open handle, and what is below it is named relative to the handle (`openat`),
//! so that a link which is put there meanwhile is not followed either.

mod atomic;
#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

pub use atomic::AtomicFile;
#[cfg(not(unix))]
pub use portable::PortableDirectory as Directory;
#[cfg(unix)]
pub use unix::UnixDirectory as Directory;

/// The kind of thing that stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// A regular file of a [`Directory`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedFile {
    /// The time of the last write.
    pub modified: SystemTime,
    /// Its length in bytes.
    pub length: u64,
    /// Its name in the directory.
    pub name: OsString,
}

/// Returns the kind of thing at a path; `None` if nothing is there, or it cannot be told.
pub fn entry_kind(path: &Path) -> Option<EntryKind> {
    let file_type = fs::symlink_metadata(path).ok()?.file_type();

    Some(if file_type.is_symlink() {
        EntryKind::Link
    } else if file_type.is_dir() {
        EntryKind::Directory
    } else if file_type.is_file() {
        EntryKind::File
    } else {
        EntryKind::Special
    })
}

/// Opens a regular file for reading. The last part of the path may not be a link; those before it may.
///
/// # Errors
/// A link, a pipe, a socket, a device or a directory at the path; whatever else keeps the file from being opened.
pub fn open_regular(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    return unix::open_regular(path);
    #[cfg(not(unix))]
    portable::open_regular(path)
}

/// Reads a regular file.
///
/// # Errors
/// As [`open_regular`], and errors of reading.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read_all(open_regular(path)?)
}

/// Reads a regular file that is a text.
///
/// # Errors
/// As [`read_file`], and a file that is not UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    into_text(read_file(path)?)
}

/// Time limit for a reader to open a pipe that is written to: one that was started at the same moment needs a little.
const READER_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens a pipe or a device for writing, through links.
///
/// # Errors
/// A pipe that nobody reads ([`is_unread_pipe`]), a socket, a regular file; whatever else keeps it from being opened.
pub fn open_special(path: &Path) -> io::Result<File> {
    let begin = Instant::now();
    loop {
        match open_special_now(path) {
            Err(error) if is_unread_pipe(&error) && begin.elapsed() < READER_TIMEOUT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

fn open_special_now(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    return unix::open_special(path);
    #[cfg(not(unix))]
    fs::OpenOptions::new().write(true).open(path)
}

/// Returns whether a pipe could not be opened for writing since nobody reads from it.
pub fn is_unread_pipe(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(unix::NO_READER);
    #[cfg(not(unix))]
    {
        let _ = error;
        false
    }
}

impl Directory {
    /// Reads a regular file.
    ///
    /// # Errors
    /// As [`open_regular`], and errors of reading.
    pub fn read_file(&self, name: impl AsRef<OsStr>) -> io::Result<Vec<u8>> {
        read_all(self.open_file(name.as_ref())?)
    }

    /// Reads a regular file that is a text.
    ///
    /// # Errors
    /// As [`Directory::read_file`], and a file that is not UTF-8.
    pub fn read_to_string(&self, name: impl AsRef<OsStr>) -> io::Result<String> {
        into_text(self.read_file(name)?)
    }

    /// Replaces a file [atomically](AtomicFile) by the pieces, one after the other.
    ///
    /// # Errors
    /// A failing disk; the old file is then as it was.
    pub fn replace_file(&self, name: impl AsRef<OsStr>, pieces: &[&[u8]]) -> io::Result<()> {
        let mut file = AtomicFile::create(self, name.as_ref())?;
        for piece in pieces {
            file.write_all(piece)?;
        }
        file.commit()
    }
}

fn read_all(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn into_text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::unix::make_pipe;
    use super::*;

    /// A directory with one file, and another with links to both and a pipe.
    fn linked_directories() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let place = tempfile::tempdir().unwrap();
        let theirs = place.path().join("theirs");
        let ours = place.path().join("ours");
        fs::create_dir_all(&theirs).unwrap();
        fs::create_dir_all(&ours).unwrap();
        fs::write(theirs.join("file"), "text").unwrap();
        symlink(theirs.join("file"), ours.join("file")).unwrap();
        symlink(&theirs, ours.join("directory")).unwrap();
        make_pipe(&ours.join("pipe"));
        (place, theirs, ours)
    }

    #[test]
    fn only_regular_files_are_opened_and_nothing_is_waited_for() {
        let (_place, theirs, ours) = linked_directories();
        assert_eq!(read_file(&theirs.join("file")).unwrap(), b"text");
        for name in ["file", "directory", "pipe", "nothing"] {
            assert!(open_regular(&ours.join(name)).is_err(), "{name}");
            assert!(Directory::open_path(&ours).unwrap().read_file(name).is_err(), "{name}");
            assert!(Directory::open_below(&ours, name).is_err(), "{name}");
        }
        assert!(open_special(&theirs.join("file")).is_err(), "it would be written through");
        assert_eq!(entry_kind(&ours.join("file")), Some(EntryKind::Link));
        assert_eq!(entry_kind(&ours.join("pipe")), Some(EntryKind::Special));
        assert_eq!(entry_kind(&ours.join("nothing")), None);
    }

    #[test]
    fn what_is_written_or_deleted_is_the_link_and_not_what_it_leads_to() {
        let (_place, theirs, ours) = linked_directories();
        assert!(Directory::create_below(&ours, "directory/below").is_err());
        assert!(Directory::create_below(&ours, "file").is_err());
        let directory = Directory::open_path(&ours).unwrap();
        assert!(directory.overwrite_file("file", b"other").is_err());
        directory.replace_file("file", &[b"other"]).unwrap();
        assert_eq!(directory.read_file("file").unwrap(), b"other");

        // A second name of the same file is written to no more than a link is.
        fs::hard_link(theirs.join("file"), ours.join("second")).unwrap();
        assert!(directory.overwrite_file("second", b"other").is_err());
        directory.overwrite_file("new", b"longer").unwrap();
        directory.overwrite_file("new", b"new").unwrap();
        assert_eq!(directory.read_file("new").unwrap(), b"new");
        assert_eq!(directory.list_files().unwrap().len(), 3);

        fs::create_dir_all(ours.join("a/b")).unwrap();
        symlink(&theirs, ours.join("a/b/directory")).unwrap();
        directory.clear_except("new").unwrap();
        assert_eq!(fs::read_dir(&ours).unwrap().count(), 1);
        assert_eq!(fs::read(theirs.join("file")).unwrap(), b"text");
    }
}
