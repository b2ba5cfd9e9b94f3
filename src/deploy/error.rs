//! Why a site was not deployed, or not all of it.

use std::error::Error;
use std::fmt;
use std::io;

use super::cancellation::Signal;
use super::store::StoreError;

/// Why a site was not deployed, or not all of it.
#[derive(Debug)]
pub enum DeployError {
    /// Nothing, or nothing more, may be changed.
    Refused(DeployRefusal),
    /// The target failed.
    Store {
        /// The file in the store.
        path: String,
        /// The error of the store.
        error: StoreError,
    },
    /// The local system failed: a file could not be read, or a thread not be started.
    Disk {
        /// The file in the output directory; empty for a thread.
        path: String,
        /// The error of the system.
        error: io::Error,
    },
    /// A signal stopped the run. What was sent stays and is in the journal.
    Stopped {
        /// The signal.
        signal: Signal,
        /// Whether the lock was released.
        unlocked: bool,
    },
}

/// Why a target is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeployRefusal {
    /// The target has files that jianbao did not put there.
    Foreign {
        /// One of them.
        file: String,
    },
    /// The target has another bulletin.
    OtherSite {
        /// The address of its front page.
        other: String,
        /// The address of ours.
        site: String,
    },
    /// Another run holds the lock.
    Locked {
        /// Its machine and process.
        who: String,
        /// Its last sign of life, in seconds since 1970.
        since: i64,
    },
    /// More files would be deleted than can be intended.
    Deletions {
        /// The number of files to be deleted.
        count: usize,
        /// The number of files at the target.
        known: usize,
        /// Whether no story would be left.
        emptied: bool,
    },
    /// A file of the output is not as the build wrote it.
    Changed {
        /// The file.
        file: String,
    },
    /// The manifest or the journal cannot be read: it is damaged, or a later version of jianbao wrote it.
    Unreadable {
        /// The file.
        file: String,
    },
    /// The files are to be compressed, and the store keeps no `Content-Encoding`.
    NoEncoding,
}

impl DeployError {
    /// Wraps the error of a store over a file, for `map_err`.
    pub(super) fn store_at(path: &str) -> impl FnOnce(StoreError) -> Self + '_ {
        move |error| Self::Store { path: path.to_owned(), error }
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Store { path, .. } => write!(f, "the target failed at `{path}`"),
            Self::Disk { path, .. } if path.is_empty() => f.write_str("no thread could be started"),
            Self::Disk { path, .. } => write!(f, "`{path}` could not be read"),
            Self::Stopped { signal, .. } => write!(f, "stopped by {signal}"),
        }
    }
}

impl Error for DeployError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Store { error, .. } => Some(error),
            Self::Disk { error, .. } => Some(error),
            // The text of a refusal is the error's own.
            Self::Refused(_) | Self::Stopped { .. } => None,
        }
    }
}

impl fmt::Display for DeployRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { file } => write!(f, "the target has `{file}`, which jianbao did not put there"),
            Self::OtherSite { other, site } => write!(f, "the target has the site {other}, not {site}"),
            Self::Locked { who, .. } => write!(f, "the target is locked by {who}"),
            Self::Deletions { count, known, .. } => write!(f, "{count} of {known} files would be deleted"),
            Self::Changed { file } => write!(f, "`{file}` has changed since the site was built"),
            Self::Unreadable { file } => write!(f, "`{file}` at the target cannot be read"),
            Self::NoEncoding => f.write_str("the store cannot serve compressed files"),
        }
    }
}

impl Error for DeployRefusal {}
