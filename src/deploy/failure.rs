//! Why a site was not put up, or not wholly.

use std::io;

use super::stop::Signal;
use super::store::StoreError;

/// Why a site was not put up, or not wholly.
#[derive(Debug)]
pub enum DeployError {
    /// Nothing, or nothing more, may be changed.
    Refused(DeployRefusal),
    /// The target failed.
    Store {
        /// Over what.
        path: String,
        /// How.
        error: StoreError,
    },
    /// The disk failed.
    Disk {
        /// Where.
        path: String,
        /// How.
        error: io::Error,
    },
    /// It was asked to stop. What was done by then stays and is written down.
    Stopped {
        /// By what.
        signal: Signal,
        /// Whether the lock is given back.
        unlocked: bool,
    },
}

/// Why a target is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeployRefusal {
    /// Something is there that jianbao did not put there.
    Foreign {
        /// For example this.
        file: String,
    },
    /// Another bulletin is there.
    OtherSite {
        /// The address of its front page.
        other: String,
        /// That of ours.
        site: String,
    },
    /// Somebody is at work there.
    Locked {
        /// Who.
        who: String,
        /// Since when, in seconds since 1970.
        since: i64,
    },
    /// More would be deleted than can be meant.
    Deletions {
        /// How many files.
        count: usize,
        /// Of how many.
        known: usize,
        /// Whether no story would be left.
        emptied: bool,
    },
    /// A file of the output is not as it was written.
    Changed {
        /// Which.
        file: String,
    },
    /// What is written down at the target cannot be read: it is damaged, or a later version of jianbao wrote it.
    Unreadable {
        /// Which file.
        file: String,
    },
    /// The store cannot say that a file is compressed.
    NoEncoding,
}

impl DeployError {
    /// What a store says of a file.
    pub(super) fn store_at(path: &str) -> impl FnOnce(StoreError) -> Self + '_ {
        move |error| Self::Store { path: path.to_owned(), error }
    }
}
