//! Atomic writes: a file is written under a temporary name beside the one that it is to replace, and renamed when it is
//! complete. Whoever reads meanwhile sees the old file or the new one, never a part.
//!
//! Nothing is synced unless it is asked for: after a power failure the file may be either, or empty. Links are replaced, not followed.

use std::borrow::Borrow;
use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Directory;

/// A file that takes the place of another when it is [committed](AtomicFile::commit), and is deleted if it never is.
#[derive(Debug)]
pub struct AtomicFile<D: Borrow<Directory>> {
    directory: D,
    name: OsString,
    temporary_name: OsString,
    file: File,
    is_committed: bool,
}

impl<D: Borrow<Directory>> AtomicFile<D> {
    /// Creates the temporary file in the directory that the file `name` is to stand in.
    ///
    /// # Errors
    /// A failing disk.
    pub fn create(directory: D, name: impl Into<OsString>) -> io::Result<Self> {
        let temporary_name = next_temporary_name();
        let file = create_temporary_file(directory.borrow(), &temporary_name)?;

        Ok(Self { directory, name: name.into(), temporary_name, file, is_committed: false })
    }

    /// Gives the file the mode of another, and its owner as far as the system allows.
    ///
    /// # Errors
    /// A failing disk.
    pub fn take_attributes(&self, other: &Metadata) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // Only a privileged process may give a file away; for others it is their own already.
            let _ = fchown(&self.file, Some(other.uid()), Some(other.gid()));
        }
        self.file.set_permissions(other.permissions())
    }

    /// Waits until the disk has what was written: what an editor wrote must survive a power failure, old or new.
    ///
    /// # Errors
    /// A failing disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Renames the file to its final name. The old file of that name, or a link, is replaced.
    ///
    /// # Errors
    /// A failing disk; the old file is then as it was.
    pub fn commit(&mut self) -> io::Result<()> {
        self.directory.borrow().rename_file(&self.temporary_name, &self.name)?;
        self.is_committed = true;
        Ok(())
    }

    /// Deletes the file of the final name, where an old one is worse than none.
    ///
    /// # Errors
    /// A failing disk.
    pub fn delete_target(&self) -> io::Result<()> {
        self.directory.borrow().remove_file(&self.name)
    }
}

impl<D: Borrow<Directory>> Write for AtomicFile<D> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<D: Borrow<Directory>> Drop for AtomicFile<D> {
    fn drop(&mut self) {
        if !self.is_committed {
            let _ = self.directory.borrow().remove_file(&self.temporary_name);
        }
    }
}

/// Returns a name that no other file of this process and no other living process uses.
fn next_temporary_name() -> OsString {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    OsString::from(format!("{}.{number}.new", std::process::id()))
}

fn create_temporary_file(directory: &Directory, name: &OsStr) -> io::Result<File> {
    match directory.create_file(name) {
        // Left behind by a killed process that had the same number.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            directory.remove_file(name)?;
            directory.create_file(name)
        }
        created => created,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_a_committed_file_replaces_the_old_one() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::open_path(place.path()).unwrap();
        fs::write(place.path().join("file"), "old").unwrap();

        let mut discarded = AtomicFile::create(&directory, "file").unwrap();
        discarded.write_all(b"half of").unwrap();
        drop(discarded);
        assert_eq!(directory.read_file("file").unwrap(), b"old");

        let mut committed = AtomicFile::create(&directory, "file").unwrap();
        committed.write_all(b"new").unwrap();
        assert_eq!(directory.read_file("file").unwrap(), b"old");
        committed.commit().unwrap();
        drop(committed);
        assert_eq!(directory.read_file("file").unwrap(), b"new");

        assert_eq!(directory.list_files().unwrap().len(), 1, "no temporary file is left");
    }
}
