//! Handles of directories, with the calls that take a name relative to one.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rustix::fs::{self, AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::{ListedFile, not_regular};

/// Flags of every file that is opened. A pipe is opened without waiting, and refused when it is known to be one.
const FILE_FLAGS: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// Flags of every directory that is opened.
const DIRECTORY_FLAGS: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// An open directory.
#[derive(Debug)]
pub struct UnixDirectory {
    handle: OwnedFd,
}

pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    require_regular(fs::openat(CWD, path, FILE_FLAGS | OFlags::RDONLY, Mode::empty())?)
}

fn require_regular(handle: OwnedFd) -> io::Result<File> {
    let file = File::from(handle);
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_regular()) }
}

/// The error of opening a pipe for writing without waiting while nobody reads from it.
pub(super) const NO_READER: i32 = Errno::NXIO.raw_os_error();

pub(super) fn open_special(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path)?.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a socket"));
    }
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(fs::openat(CWD, path, flags, Mode::empty())?);
    let kind = file.metadata()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a pipe nor a device"));
    }

    // Writing may wait: a reader takes its time.
    let status = fs::fcntl_getfl(&file)?;
    fs::fcntl_setfl(&file, status - OFlags::NONBLOCK)?;
    Ok(file)
}

impl UnixDirectory {
    /// Opens a directory. The last part of the path may not be a link; those before it may.
    ///
    /// # Errors
    /// A link or anything else but a directory at the path; a failing disk.
    pub fn open_path(path: &Path) -> io::Result<Self> {
        Ok(Self { handle: fs::openat(CWD, path, DIRECTORY_FLAGS | OFlags::NOFOLLOW, Mode::empty())? })
    }

    /// Opens a directory below another. No part of `below` may be a link; `base` may, as the caller chose it.
    ///
    /// # Errors
    /// A link or anything else but a directory on the way; a failing disk.
    pub fn open_below(base: &Path, below: &str) -> io::Result<Self> {
        path_parts(below).try_fold(Self::open_following(base)?, |directory, part| directory.open_child(part))
    }

    /// Opens a directory below another, after making those that are missing on the way.
    ///
    /// # Errors
    /// As [`UnixDirectory::open_below`].
    pub fn create_below(base: &Path, below: &str) -> io::Result<Self> {
        path_parts(below).try_fold(Self::open_following(base)?, |directory, part| {
            match fs::mkdirat(&directory.handle, part, Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(Errno::EXIST) => directory.open_child(part),
                Err(error) => Err(error.into()),
            }
        })
    }

    /// Opens a directory whatever links lead to it.
    fn open_following(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self { handle: fs::openat(CWD, path, DIRECTORY_FLAGS, Mode::empty())? })
    }

    /// Opens a directory of this one.
    fn open_child(&self, name: &str) -> io::Result<Self> {
        self.open_child_raw(OsStr::new(name))
    }

    fn open_child_raw(&self, name: &OsStr) -> io::Result<Self> {
        Ok(Self { handle: fs::openat(&self.handle, name, DIRECTORY_FLAGS | OFlags::NOFOLLOW, Mode::empty())? })
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// As [`open_regular`](super::open_regular).
    pub fn open_file(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        require_regular(fs::openat(&self.handle, name.as_ref(), FILE_FLAGS | OFlags::RDONLY, Mode::empty())?)
    }

    /// Makes a file that is not there yet, open for writing.
    ///
    /// # Errors
    /// Anything at that name, also a link that leads nowhere; a failing disk.
    pub fn create_file(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        let flags = FILE_FLAGS | OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        Ok(fs::openat(&self.handle, name.as_ref(), flags, Mode::from_raw_mode(0o666))?.into())
    }

    /// Writes a file from its beginning, without a moment in which it is not there; makes it if need be.
    ///
    /// # Errors
    /// Anything but a regular file of this one name; a failing disk.
    pub fn overwrite_file(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> io::Result<()> {
        let flags = FILE_FLAGS | OFlags::WRONLY | OFlags::CREATE;
        let mut file = require_regular(fs::openat(&self.handle, name.as_ref(), flags, Mode::from_raw_mode(0o666))?)?;
        if file.metadata()?.nlink() > 1 {
            return Err(not_regular());
        }

        file.set_len(0)?;
        file.write_all(bytes)
    }

    /// Gives a file of this directory another name; a file of that name is replaced.
    ///
    /// # Errors
    /// A failing disk.
    pub fn rename_file(&self, from: impl AsRef<OsStr>, to: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(fs::renameat(&self.handle, from.as_ref(), &self.handle, to.as_ref())?)
    }

    /// Deletes a file, or a link and not its target.
    ///
    /// # Errors
    /// A failing disk.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(fs::unlinkat(&self.handle, name.as_ref(), AtFlags::empty())?)
    }

    /// Lists the regular files.
    ///
    /// # Errors
    /// A failing disk.
    pub fn list_files(&self) -> io::Result<Vec<ListedFile>> {
        let mut files = Vec::new();
        for (name, _) in self.list_entries()?.into_iter().filter(|(_, kind)| *kind == FileType::RegularFile) {
            // One that is deleted meanwhile is none.
            let Ok(meta) = fs::statat(&self.handle, &name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
            // Less than a second: it fits.
            let since_epoch = Duration::new(u64::try_from(meta.st_mtime).unwrap_or(0), meta.st_mtime_nsec as u32);
            let modified = SystemTime::UNIX_EPOCH + since_epoch;
            files.push(ListedFile { modified, length: u64::try_from(meta.st_size).unwrap_or(0), name });
        }
        Ok(files)
    }

    /// Deletes everything but the entry of one name.
    ///
    /// # Errors
    /// A failing disk.
    pub fn clear_except(&self, but: &str) -> io::Result<()> {
        for (name, kind) in self.list_entries()? {
            if name == but {
                continue;
            }
            if kind == FileType::Directory {
                self.open_child_raw(&name)?.clear_except("")?;
                fs::unlinkat(&self.handle, &name, AtFlags::REMOVEDIR)?;
            } else {
                self.remove_file(&name)?;
            }
        }
        Ok(())
    }

    /// Lists the names in the directory, each with the type of its entry.
    fn list_entries(&self) -> io::Result<Vec<(OsString, FileType)>> {
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
            if name == "." || name == ".." {
                continue;
            }

            let kind = match entry.file_type() {
                // Some file systems do not say.
                FileType::Unknown => {
                    let meta = fs::statat(&self.handle, &name, AtFlags::SYMLINK_NOFOLLOW)?;
                    FileType::from_raw_mode(meta.st_mode)
                }
                kind => kind,
            };
            entries.push((name, kind));
        }
        Ok(entries)
    }
}

/// Divides a relative path.
fn path_parts(below: &str) -> impl Iterator<Item = &str> {
    below.split('/').filter(|part| !part.is_empty())
}

/// Makes a named pipe.
#[cfg(all(test, target_os = "linux"))]
pub(super) fn make_pipe(path: &Path) {
    fs::mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
}
