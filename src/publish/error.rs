//! Why a site was not published.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::catalog::{self, Linked};
use crate::diagnostic::{Diagnostic, Message};

/// Why a site was not published.
#[derive(Debug)]
pub enum PublishError {
    /// The output directory must not be touched.
    Refused(Box<Diagnostic>),
    /// The disk failed.
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The disk does not support locks.
    NoLock {
        /// The directory that was to be locked.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The disk failed after the new site had replaced the old one.
    TooLate {
        /// The file or directory.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
}

impl PublishError {
    /// Converts it for printing.
    pub fn into_diagnostic(self) -> Diagnostic {
        match self {
            Self::Refused(diagnostic) => *diagnostic,
            Self::Disk { path, error } => catalog::disk(&path.display().to_string(), &error.to_string()),
            Self::NoLock { path, error } => {
                catalog::disk_without_locks(&path.display().to_string(), &error.to_string())
            }
            Self::TooLate { path, error } => catalog::disk_too_late(&path.display().to_string(), &error.to_string()),
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(diagnostic) => f.write_str(&diagnostic.message.en),
            Self::Disk { path, .. } => write!(f, "the disk failed at `{}`", path.display()),
            Self::NoLock { path, .. } => write!(f, "`{}` could not be locked", path.display()),
            Self::TooLate { path, .. } => {
                write!(f, "the disk failed at `{}` after the site was published", path.display())
            }
        }
    }
}

impl Error for PublishError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::Disk { error, .. } | Self::NoLock { error, .. } | Self::TooLate { error, .. } => Some(error),
        }
    }
}

/// Wraps an error of the disk, for `map_err`.
pub(super) fn disk_error(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    move |error| PublishError::Disk { path: path.to_owned(), error }
}

/// Wraps an error of the disk after the site was published, for `map_err`.
pub(super) fn too_late_error(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    move |error| PublishError::TooLate { path: path.to_owned(), error }
}

/// Refuses a link in one of the three places beside the output.
pub(super) fn refuse_link<T>(path: &Path) -> Result<T, PublishError> {
    Err(PublishError::Refused(Box::new(catalog::symlink(&path.display().to_string(), Linked::Own))))
}

/// Refuses an output directory.
pub(super) fn refuse_output<T>(path: &Path, reason: &Message) -> Result<T, PublishError> {
    Err(output_refused(path, reason))
}

/// Returns the error of an output directory that is refused.
pub(super) fn output_refused(path: &Path, reason: &Message) -> PublishError {
    PublishError::Refused(Box::new(catalog::output_refused(&path.display().to_string(), reason)))
}
