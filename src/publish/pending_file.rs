//! A single file outside of a site. A regular file replaces the old one only when it is complete; a pipe or a device is
//! written to directly, and a link to anything else is refused.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{PublishError, disk_error, too_late_error};
use crate::diagnostic::Message;
use crate::diagnostic::catalog::{self, Linked, phrases};
use crate::nofollow::{self, AtomicFile, Directory, EntryKind};

/// Where the text of a file is written.
enum WriteTarget {
    /// Beside the file that it is to replace.
    File(AtomicFile<Directory>),
    /// A pipe or a device.
    Special(File),
}

/// A file that waits to be published.
pub(super) struct PendingFile {
    target: WriteTarget,
    path: PathBuf,
}

impl PendingFile {
    /// Creates a file for a path that the user has named, and the directory that it is to stand in.
    pub(super) fn create_at(path: &Path) -> Result<Self, PublishError> {
        let Some(name) = path.file_name() else {
            return Err(not_a_target(path, &phrases::is_a_directory()));
        };
        if let Some(file) = open_special(path)? {
            return Ok(Self { target: WriteTarget::Special(file), path: path.to_owned() });
        }

        let parent = path.parent().unwrap_or(Path::new(""));
        if !parent.as_os_str().is_empty() {
            fs::create_dir_all(parent).map_err(disk_error(parent))?;
        }
        let directory = Directory::open_below(parent, "").map_err(disk_error(parent))?;

        Self::create_in(directory, name, path)
    }

    /// Creates a file in one of the program's own directories.
    pub(super) fn create_own(root: &Path, directory_name: &str, name: &str) -> Result<Self, PublishError> {
        let own = root.join(directory_name);
        let path = own.join(name);

        let directory = Directory::create_below(root, directory_name).map_err(disk_error(&own))?;
        if nofollow::entry_kind(&path) == Some(EntryKind::Directory) {
            return Err(not_a_target(&path, &phrases::is_a_directory()));
        }

        Self::create_in(directory, OsStr::new(name), &path)
    }

    fn create_in(directory: Directory, name: &OsStr, path: &Path) -> Result<Self, PublishError> {
        let file = AtomicFile::create(directory, name).map_err(disk_error(path))?;
        Ok(Self { target: WriteTarget::File(file), path: path.to_owned() })
    }

    /// Whether it is a pipe or a device, whose reader sees at once what is written to it.
    pub(super) fn is_special(&self) -> bool {
        matches!(self.target, WriteTarget::Special(_))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn commit(&mut self) -> io::Result<()> {
        match &mut self.target {
            WriteTarget::File(file) => file.commit(),
            WriteTarget::Special(_) => Ok(()),
        }
    }

    /// Puts the file in its place, after the site was published.
    ///
    /// # Errors
    /// A failing disk. The old file is then deleted, so that nobody takes it for the new one.
    pub(super) fn publish(mut self) -> Result<(), PublishError> {
        let committed = self.commit();
        if committed.is_err()
            && let WriteTarget::File(file) = &self.target
        {
            let _ = file.delete_target();
        }
        committed.map_err(too_late_error(&self.path))
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            WriteTarget::File(file) => file.write(bytes),
            WriteTarget::Special(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            WriteTarget::File(file) => file.flush(),
            WriteTarget::Special(file) => file.flush(),
        }
    }
}

/// A file outside of a site that is written piece by piece, through a buffer.
pub struct OutputFile {
    writer: BufWriter<PendingFile>,
}

impl OutputFile {
    /// Creates it beside the file that it is to replace.
    ///
    /// # Errors
    /// A link, a directory or a socket at the path; a pipe that nobody reads; a failing disk.
    pub fn create_at(path: &Path) -> Result<Self, PublishError> {
        Ok(Self { writer: BufWriter::new(PendingFile::create_at(path)?) })
    }

    /// Appends a text.
    ///
    /// # Errors
    /// A failing disk.
    pub fn write_text(&mut self, text: &str) -> Result<(), PublishError> {
        self.writer.write_all(text.as_bytes()).map_err(disk_error(self.writer.get_ref().path()))
    }

    /// Replaces the old file.
    ///
    /// # Errors
    /// A failing disk; the old file is as it was.
    pub fn finish(mut self) -> Result<(), PublishError> {
        let finished = self.writer.flush().and_then(|()| self.writer.get_mut().commit());
        finished.map_err(disk_error(self.writer.get_ref().path()))
    }
}

fn not_a_target(path: &Path, why: &Message) -> PublishError {
    let mistake = catalog::not_a_target(&path.display().to_string(), why);
    PublishError::Refused(Box::new(mistake))
}

/// Opens a pipe or a device for writing; `None` where a regular file is or may be. `/dev/stdout` and what shells give for
/// `>(command)` are links to pipes: a link is followed to a pipe or a device, and to nothing else.
fn open_special(path: &Path) -> Result<Option<File>, PublishError> {
    let is_link = match nofollow::entry_kind(path) {
        None | Some(EntryKind::File) => return Ok(None),
        Some(EntryKind::Directory) => return Err(not_a_target(path, &phrases::is_a_directory())),
        Some(kind) => kind == EntryKind::Link,
    };

    let is_special = fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    if is_link && !is_special {
        let mistake = catalog::symlink(&path.display().to_string(), Linked::Target);
        return Err(PublishError::Refused(Box::new(mistake)));
    }

    match nofollow::open_special(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if nofollow::is_unread_pipe(&error) => Err(not_a_target(path, &phrases::pipe_has_no_reader())),
        Err(error) => Err(disk_error(path)(error)),
    }
}
