//! A single file that takes the place of an old one only when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, disk, too_late};

/// A file that waits beside the one that it is to become.
pub(super) struct Waiting {
    beside: PathBuf,
    path: PathBuf,
}

impl Waiting {
    /// Makes it, and the directory that it is to stand in.
    pub(super) fn begin(path: &Path) -> Result<(Self, File), Failure> {
        let (path, beside) = (path.to_owned(), path.with_extension(format!("{}.new", std::process::id())));
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            fs::create_dir_all(directory).map_err(disk(directory))?;
        }
        let file = File::create(&beside).map_err(disk(&beside))?;
        Ok((Self { beside, path }, file))
    }

    /// The site is published.
    pub fn publish(&self) -> Result<(), Failure> {
        fs::rename(&self.beside, &self.path).map_err(too_late(&self.path))
    }
}

impl Drop for Waiting {
    /// What was not put in place is nothing. After it was, nothing is left to delete.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
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
    /// A failing disk.
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
        let Waiting { beside, path } = &self.waiting;
        self.file.flush().map_err(disk(path))?;
        fs::rename(beside, path).map_err(disk(path))
    }
}
