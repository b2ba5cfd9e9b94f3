//! A memo on disk: a directory with a file for each entry.
//!
//! The digest of an entry stands before it, so that what was damaged is as good as nothing. It is written beside its place and
//! renamed, so that runs at the same time do not meet. A directory that cannot be written is an empty one, and no
//! mistake. All of it may be deleted at any time.
//!
//! The directory is held open and no link is followed on the way to it or in it: what is evicted is the memo's own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::MemoStore;
use crate::digest::Digest;
use crate::nofollow::{Directory, ListedFile};

/// Bytes of a digest as text, before every entry.
const CHECKSUM_LENGTH: usize = 32;

/// How many entries that were not used are left when a memo is closed; those that were written first are evicted first.
#[derive(Clone, Copy, Debug)]
pub enum Eviction {
    /// So many bytes of them.
    MaxBytes(u64),
    /// As many bytes as were used.
    AsMuchAsUsed,
    /// So many.
    MaxEntries(usize),
}

/// The entries of a directory. When it is dropped, those that are too many are evicted.
pub(super) struct DiskStore {
    root: PathBuf,
    /// The path of the directory below the root.
    below: &'static str,
    eviction: Eviction,
    /// The directory, once it is there.
    directory: Mutex<Option<Arc<Directory>>>,
    /// The entries that were used, and how large they are.
    used: Mutex<HashMap<String, u64>>,
}

impl DiskStore {
    pub(super) fn new(root: &Path, below: &'static str, eviction: Eviction) -> Self {
        let directory = Directory::open_below(root, below).ok().map(Arc::new);
        let directory = Mutex::new(directory);
        Self { root: root.to_owned(), below, eviction, directory, used: Mutex::default() }
    }

    /// The directory if it is there.
    fn directory(&self) -> Option<Arc<Directory>> {
        self.directory.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The directory, made if need be; none if it cannot be made.
    fn made_directory(&self) -> Option<Arc<Directory>> {
        let mut directory = self.directory.lock().unwrap_or_else(PoisonError::into_inner);
        if directory.is_none() {
            *directory = Directory::create_below(&self.root, self.below).ok().map(Arc::new);
        }
        directory.clone()
    }

    fn note_use(&self, name: &str, bytes: usize) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes as u64);
    }

    /// Deletes unused entries if there are too many of them, the oldest first.
    fn evict(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        // A process that used no entry leaves eviction to others.
        if used.is_empty() && !matches!(self.eviction, Eviction::MaxBytes(_)) {
            return;
        }
        let Some(directory) = self.directory() else { return };
        let mut unused = directory.list_files().unwrap_or_default();
        unused.retain(|file| !file.name.to_str().is_some_and(|name| used.contains_key(name)));
        unused.sort();

        let mut entries = unused.len();
        let mut bytes: u64 = unused.iter().map(|file| file.length).sum();
        for ListedFile { length, name, .. } in unused {
            let is_room = match self.eviction {
                Eviction::MaxBytes(most) => bytes <= most,
                Eviction::AsMuchAsUsed => bytes <= used.values().sum(),
                Eviction::MaxEntries(most) => entries <= most,
            };
            if is_room {
                break;
            }
            if directory.remove_file(name).is_ok() {
                entries -= 1;
                bytes -= length;
            }
        }
    }
}

impl Drop for DiskStore {
    fn drop(&mut self) {
        self.evict();
    }
}

impl MemoStore for DiskStore {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        let mut entry = self.directory()?.read_file(name).ok()?;
        let (checksum, bytes) = entry.split_at_checked(CHECKSUM_LENGTH)?;
        if Digest::of_bytes(bytes).to_string().as_bytes() != checksum {
            return None;
        }
        self.note_use(name, bytes.len());
        entry.drain(..CHECKSUM_LENGTH);
        Some(entry)
    }

    fn save(&self, name: &str, bytes: &[u8]) {
        self.note_use(name, bytes.len());
        if let Some(directory) = self.made_directory() {
            let checksum = Digest::of_bytes(bytes).to_string();
            let _ = directory.replace_file(name, &[checksum.as_bytes(), bytes]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_is_not_whole_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let cache = DiskStore::new(directory.path(), "a/b", Eviction::AsMuchAsUsed);
        assert_eq!(cache.load("x"), None);
        cache.save("x", b"text");
        assert_eq!(cache.load("x").as_deref(), Some(&b"text"[..]));
        let file = directory.path().join("a/b/x");
        let whole = fs::read(&file).unwrap();
        let other = [&whole[..CHECKSUM_LENGTH], b"test"].concat();
        for damage in [&b""[..], b"x", &whole[..whole.len() - 1], &other] {
            fs::write(&file, damage).unwrap();
            assert_eq!(cache.load("x"), None);
        }
    }

    #[test]
    fn what_was_not_needed_goes_first_when_there_is_too_much() {
        let directory = tempfile::tempdir().unwrap();
        let kept = || {
            let mut names: Vec<_> =
                fs::read_dir(&directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        let save = |eviction, names: &[&str]| {
            let cache = DiskStore::new(directory.path(), "", eviction);
            for name in names {
                cache.save(name, &[0; 1000]);
                let date = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(name.as_bytes()[0]));
                fs::File::open(directory.path().join(name)).unwrap().set_modified(date).unwrap();
            }
        };
        save(Eviction::MaxBytes(10_000), &["a", "b", "c"]);
        save(Eviction::MaxBytes(10_000), &["d"]);
        assert_eq!(kept(), ["a", "b", "c", "d"]);
        save(Eviction::MaxBytes(2100), &["d"]);
        assert_eq!(kept(), ["b", "c", "d"]);
        // Room for as much again.
        save(Eviction::AsMuchAsUsed, &[]);
        assert_eq!(kept(), ["b", "c", "d"]);
        save(Eviction::AsMuchAsUsed, &["c", "d"]);
        assert_eq!(kept(), ["b", "c", "d"]);
        save(Eviction::MaxEntries(1), &["d"]);
        assert_eq!(kept(), ["c", "d"]);
        save(Eviction::MaxBytes(0), &["d"]);
        assert_eq!(kept(), ["d"]);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_mistake() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("file"), "a file").unwrap();
        let cache = DiskStore::new(directory.path(), "file/cache", Eviction::AsMuchAsUsed);
        cache.save("x", b"text");
        assert_eq!(cache.load("x"), None);
    }
}
