//! Memoized results, found again by name: outcomes of parsing, terms of stories, copies of pictures, keys of pages.
//!
//! A memo only saves time. Entries are bytes; values among them are written by one codec ([`encode`], [`decode`]) and names are
//! or hold digests of what they were made from, so that nothing is ever out of date. Any entry may be gone whenever it is
//! asked for, and what cannot be kept is not.

mod disk;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use disk::Eviction;
use serde::{Deserialize, Serialize};

/// Where entries are.
pub trait MemoStore: Send + Sync {
    /// Returns what was last saved under a name, exactly as it was saved.
    fn load(&self, name: &str) -> Option<Vec<u8>>;

    /// Saves an entry in the place of what is there.
    fn save(&self, name: &str, bytes: &[u8]);
}

/// A store that is handed on, or none: then everything is made anew.
#[derive(Clone, Default)]
pub struct Memo(pub Option<Arc<dyn MemoStore>>);

impl Memo {
    /// Opens the memo in a directory below a root, which need not be there yet.
    pub fn on_disk(root: &Path, below: &'static str, eviction: Eviction) -> Self {
        Self(Some(Arc::new(disk::DiskStore::new(root, below, eviction))))
    }

    /// Returns an entry, if there is one.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.0.as_ref()?.load(name)
    }

    /// Keeps an entry.
    pub fn save(&self, name: &str, bytes: &[u8]) {
        if let Some(store) = &self.0 {
            store.save(name, bytes);
        }
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

/// Encodes a value ([`postcard`]): its fields one behind the other, without names.
pub fn encode(value: &impl Serialize) -> Vec<u8> {
    // To encode a value of ours in memory does not fail; what is empty says nothing.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// Decodes a value; `None` if these bytes cannot be one, whatever they are.
pub fn decode<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

/// Bytes as a value among others: written and read at once, and not one by one.
pub mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes bytes.
    ///
    /// # Errors
    /// An error of the serializer.
    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    /// Reads bytes.
    ///
    /// # Errors
    /// If there are none.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}
