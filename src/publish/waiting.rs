//! A single file outside of a site. It takes the place of an old one only when it is whole; what is no file (a pipe, a device)
//! is written to, and a link is refused.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, disk, too_late};
use crate::diagnostic::Message;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::catalog::{self, Linked};
use crate::nofollow::{self, Directory, Kind};

/// Where the text of a file goes until it is published.
enum Way {
    /// Into a file beside the one whose place it is to take.
    Beside { directory: Directory, name: OsString, beside: OsString },
    /// Into a pipe or a device.
    Through,
}

/// A file that waits to be published.
pub(super) struct Waiting {
    way: Way,
    path: PathBuf,
}

impl Waiting {
    /// Begins a file at a path that somebody has named, and makes the directory that it is to stand in.
    pub(super) fn begin(path: &Path) -> Result<(Self, File), Failure> {
        let Some(name) = path.file_name() else {
            return Err(not_a_target(path, &phrases::is_a_directory()));
        };
        if let Some(file) = special(path)? {
            return Ok((Self { way: Way::Through, path: path.to_owned() }, file));
        }

        let directory = path.parent().unwrap_or(Path::new(""));
        if !directory.as_os_str().is_empty() {
            fs::create_dir_all(directory).map_err(disk(directory))?;
        }
        let opened = Directory::open(directory, "").map_err(disk(directory))?;
        Self::beside(opened, name, path)
    }

    /// Begins a file in one of the program's own directories.
    pub(super) fn begin_own(root: &Path, place: &str, name: &str) -> Result<(Self, File), Failure> {
        let path = root.join(place).join(name);
        let directory = Directory::create(root, place).map_err(disk(&root.join(place)))?;
        if nofollow::kind(&path) == Some(Kind::Directory) {
            return Err(not_a_target(&path, &phrases::is_a_directory()));
        }
        Self::beside(directory, OsStr::new(name), &path)
    }

    fn beside(directory: Directory, name: &OsStr, path: &Path) -> Result<(Self, File), Failure> {
        let (beside, file) = directory.create_beside().map_err(disk(path))?;
        let way = Way::Beside { directory, name: name.to_owned(), beside };
        Ok((Self { way, path: path.to_owned() }, file))
    }

    /// Whether the text is to be held back until it is published: what is written to a pipe is read at once.
    pub(super) fn is_through(&self) -> bool {
        matches!(self.way, Way::Through)
    }

    fn rename(&self) -> io::Result<()> {
        match &self.way {
            Way::Beside { directory, name, beside } => directory.rename(beside, name),
            Way::Through => Ok(()),
        }
    }

    /// The site is published. A list that could not be renamed is not left to be taken for the new one.
    pub fn publish(&self) -> Result<(), Failure> {
        self.rename().map_err(|error| {
            if let Way::Beside { directory, name, .. } = &self.way {
                let _ = directory.remove(name);
            }
            too_late(&self.path)(error)
        })
    }
}

impl Drop for Waiting {
    /// What was not put in place is nothing. After it was, nothing is left to delete.
    fn drop(&mut self) {
        if let Way::Beside { directory, beside, .. } = &self.way {
            let _ = directory.remove(beside);
        }
    }
}

/// A file outside of a site that is written piece by piece.
pub struct Single {
    waiting: Waiting,
    file: BufWriter<File>,
}

impl Single {
    /// Begins it beside the file whose place it is to take.
    ///
    /// # Errors
    /// A link, a directory or a socket at the path; a pipe that nobody reads; a failing disk.
    pub fn begin(path: &Path) -> Result<Self, Failure> {
        let (waiting, file) = Waiting::begin(path)?;
        Ok(Self { waiting, file: BufWriter::new(file) })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// A failing disk.
    pub fn add(&mut self, text: &str) -> Result<(), Failure> {
        self.file.write_all(text.as_bytes()).map_err(disk(&self.waiting.path))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// A failing disk; the old file is as it was.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().and_then(|()| self.waiting.rename()).map_err(disk(&self.waiting.path))
    }
}

fn not_a_target(path: &Path, why: &Message) -> Failure {
    Failure::Refused(Box::new(catalog::not_a_target(&path.display().to_string(), why)))
}

/// Opens what is no file and can be written to; `None` where a file is or may be. `/dev/stdout` and what shells give for
/// `>(command)` are links to pipes: a link is followed to a pipe or a device, and to nothing else.
fn special(path: &Path) -> Result<Option<File>, Failure> {
    let linked = match nofollow::kind(path) {
        None | Some(Kind::File) => return Ok(None),
        Some(Kind::Directory) => return Err(not_a_target(path, &phrases::is_a_directory())),
        Some(kind) => kind == Kind::Link,
    };

    let is_special = fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    if linked && !is_special {
        let mistake = catalog::symlink(&path.display().to_string(), Linked::Target);
        return Err(Failure::Refused(Box::new(mistake)));
    }
    match nofollow::open_special(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if nofollow::is_unread_pipe(&error) => Err(not_a_target(path, &phrases::pipe_has_no_reader())),
        Err(error) => Err(disk(path)(error)),
    }
}
