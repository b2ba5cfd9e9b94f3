//! A single file outside of a site. It takes the place of an old one only when it is whole; what is no file (a pipe, a device)
//! is written to, and a link is refused.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{PublishError, disk_error, too_late_error};
use crate::diagnostic::catalog::{self, Linked};
use crate::nofollow::{self, Directory, Kind};

/// Where the text of a file goes until it is published.
enum WriteMode {
    /// Into a file beside the one whose place it is to take.
    Beside { directory: Directory, name: OsString, beside: OsString },
    /// Into a pipe or a device.
    Through,
}

/// A file that waits to be published.
pub(super) struct PendingFile {
    way: WriteMode,
    path: PathBuf,
}

impl PendingFile {
    /// Begins a file at a path that somebody has named, and makes the directory that it is to stand in.
    pub(super) fn create_at(path: &Path) -> Result<(Self, File), PublishError> {
        let Some(name) = path.file_name() else {
            return Err(not_a_target(path, ("这是一个目录", "it is a directory")));
        };
        if let Some(file) = open_special(path)? {
            return Ok((Self { way: WriteMode::Through, path: path.to_owned() }, file));
        }

        let directory = path.parent().unwrap_or(Path::new(""));
        if !directory.as_os_str().is_empty() {
            fs::create_dir_all(directory).map_err(disk_error(directory))?;
        }
        let opened = Directory::open(directory, "").map_err(disk_error(directory))?;
        Self::create_beside(opened, name, path)
    }

    /// Begins a file in one of the program's own directories.
    pub(super) fn create_own(root: &Path, place: &str, name: &str) -> Result<(Self, File), PublishError> {
        let path = root.join(place).join(name);
        let directory = Directory::create(root, place).map_err(disk_error(&root.join(place)))?;
        if nofollow::kind(&path) == Some(Kind::Directory) {
            return Err(not_a_target(&path, ("这是一个目录", "it is a directory")));
        }
        Self::create_beside(directory, OsStr::new(name), &path)
    }

    fn create_beside(directory: Directory, name: &OsStr, path: &Path) -> Result<(Self, File), PublishError> {
        let (beside, file) = directory.create_beside().map_err(disk_error(path))?;
        let way = WriteMode::Beside { directory, name: name.to_owned(), beside };
        Ok((Self { way, path: path.to_owned() }, file))
    }

    /// Whether the text is to be held back until it is published: what is written to a pipe is read at once.
    pub(super) fn is_special(&self) -> bool {
        matches!(self.way, Way::Through)
    }

    fn rename_into_place(&self) -> io::Result<()> {
        match &self.way {
            WriteMode::Beside { directory, name, beside } => directory.rename(beside, name),
            WriteMode::Through => Ok(()),
        }
    }

    /// The site is published. A list that could not be renamed is not left to be taken for the new one.
    pub fn publish_file(&self) -> Result<(), PublishError> {
        self.rename_into_place().map_err(|error| {
            if let WriteMode::Beside { directory, name, .. } = &self.way {
                let _ = directory.remove(name);
            }
            too_late_error(&self.path)(error)
        })
    }
}

impl Drop for PendingFile {
    /// What was not put in place is nothing. After it was, nothing is left to delete.
    fn drop(&mut self) {
        if let WriteMode::Beside { directory, beside, .. } = &self.way {
            let _ = directory.remove(beside);
        }
    }
}

/// A file outside of a site that is written piece by piece.
pub struct OutputFile {
    waiting: PendingFile,
    file: BufWriter<File>,
}

impl OutputFile {
    /// Begins it beside the file whose place it is to take.
    ///
    /// # Errors
    /// A link, a directory or a socket at the path; a pipe that nobody reads; a failing disk.
    pub fn create_at(path: &Path) -> Result<Self, PublishError> {
        let (waiting, file) = PendingFile::create_at(path)?;
        Ok(Self { waiting, file: BufWriter::new(file) })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// A failing disk.
    pub fn write_text(&mut self, text: &str) -> Result<(), PublishError> {
        self.file.write_all(text.as_bytes()).map_err(disk_error(&self.waiting.path))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// A failing disk; the old file is as it was.
    pub fn finish(mut self) -> Result<(), PublishError> {
        self.file.flush().and_then(|()| self.waiting.rename_into_place()).map_err(disk_error(&self.waiting.path))
    }
}

fn not_a_target(path: &Path, why: (&str, &str)) -> PublishError {
    PublishError::Refused(Box::new(catalog::not_a_target(&path.display().to_string(), why)))
}

/// Opens what is no file and can be written to; `None` where a file is or may be. `/dev/stdout` and what shells give for
/// `>(command)` are links to pipes: a link is followed to a pipe or a device, and to nothing else.
fn open_special(path: &Path) -> Result<Option<File>, PublishError> {
    let linked = match nofollow::kind(path) {
        None | Some(Kind::File) => return Ok(None),
        Some(Kind::Directory) => return Err(not_a_target(path, ("这是一个目录", "it is a directory"))),
        Some(kind) => kind == Kind::Link,
    };

    let is_special = fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    if linked && !is_special {
        let mistake = catalog::symlink(&path.display().to_string(), Linked::Target);
        return Err(PublishError::Refused(Box::new(mistake)));
    }
    match nofollow::open_special(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if nofollow::is_unread_pipe(&error) => {
            Err(not_a_target(path, ("没有程序在读这个管道", "nobody reads from this pipe")))
        }
        Err(error) => Err(disk_error(path)(error)),
    }
}
