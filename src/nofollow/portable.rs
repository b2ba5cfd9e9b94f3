//! The same where the system has no handles of directories: the kind of thing at a path is looked up before it is used.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{EntryKind, ListedFile, entry_kind, not_regular};

/// A directory that was found to be one.
#[derive(Debug)]
pub struct PortableDirectory {
    path: PathBuf,
}

pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    match entry_kind(path) {
        Some(EntryKind::File) | None => File::open(path),
        Some(_) => Err(not_regular()),
    }
}

fn not_a_directory() -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, "not a directory")
}

impl PortableDirectory {
    /// Opens a directory. The last part of the path may not be a link; those before it may.
    ///
    /// # Errors
    /// A link or anything else but a directory at the path; a failing disk.
    pub fn open_path(path: &Path) -> io::Result<Self> {
        match entry_kind(path) {
            Some(EntryKind::Directory) => Ok(Self { path: path.to_owned() }),
            Some(_) => Err(not_a_directory()),
            None => Err(fs::symlink_metadata(path).err().unwrap_or_else(not_a_directory)),
        }
    }

    /// Opens a directory below another. No part of `below` may be a link; `base` may, as the caller chose it.
    ///
    /// # Errors
    /// A link or anything else but a directory on the way; a failing disk.
    pub fn open_below(base: &Path, below: &str) -> io::Result<Self> {
        let base = Self { path: base.to_owned() };
        path_parts(below).try_fold(base, |directory, part| Self::open_path(&directory.path.join(part)))
    }

    /// Opens a directory below another, after making those that are missing on the way.
    ///
    /// # Errors
    /// As [`PortableDirectory::open_below`].
    pub fn create_below(base: &Path, below: &str) -> io::Result<Self> {
        let base = Self { path: base.to_owned() };
        path_parts(below).try_fold(base, |directory, part| {
            let path = directory.path.join(part);
            match fs::create_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => Self::open_path(&path),
            }
        })
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// As [`open_regular`](super::open_regular).
    pub fn open_file(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        open_regular(&self.path.join(name.as_ref()))
    }

    /// Makes a file that is not there yet, open for writing.
    ///
    /// # Errors
    /// Anything at that name, also a link that leads nowhere; a failing disk.
    pub fn create_file(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        File::create_new(self.path.join(name.as_ref()))
    }

    /// Writes a file from its beginning, without a moment in which it is not there; makes it if need be.
    ///
    /// # Errors
    /// Anything but a regular file; a failing disk.
    pub fn overwrite_file(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(name.as_ref());
        match entry_kind(&path) {
            Some(EntryKind::File) | None => {
                OpenOptions::new().write(true).create(true).truncate(true).open(path)?.write_all(bytes)
            }
            Some(_) => Err(not_regular()),
        }
    }

    /// Gives a file of this directory another name; a file of that name is replaced.
    ///
    /// # Errors
    /// A failing disk.
    pub fn rename_file(&self, from: impl AsRef<OsStr>, to: impl AsRef<OsStr>) -> io::Result<()> {
        fs::rename(self.path.join(from.as_ref()), self.path.join(to.as_ref()))
    }

    /// Deletes a file, or a link and not its target.
    ///
    /// # Errors
    /// A failing disk.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        fs::remove_file(self.path.join(name.as_ref()))
    }

    /// Lists the regular files.
    ///
    /// # Errors
    /// A failing disk.
    pub fn list_files(&self) -> io::Result<Vec<ListedFile>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            if meta.is_file() {
                files.push(ListedFile { modified: meta.modified()?, length: meta.len(), name: entry.file_name() });
            }
        }
        Ok(files)
    }

    /// Deletes everything but the entry of one name.
    ///
    /// # Errors
    /// A failing disk.
    pub fn clear_except(&self, but: &str) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name() == OsString::from(but) {
                continue;
            }
            let path = entry.path();
            if entry.file_type()?.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
        }
        Ok(())
    }
}

/// Divides a relative path.
fn path_parts(below: &str) -> impl Iterator<Item = &str> {
    below.split('/').filter(|part| !part.is_empty())
}
