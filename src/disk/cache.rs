//! A directory of things that are kept between runs, each in a file of its own.
//!
//! What is kept says itself, or by its name, what it came of, so that nothing can be out of date; its own digest stands before
//! it, so what was damaged is as good as nothing. It is written beside and renamed, so that runs at the same time do
//! not meet. A cache that cannot be written is none, and no mistake. All of it may be deleted at any time.
//!
//! The directory is held open and no link is followed on the way to it or in it: what is deleted for room is the cache's own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::Digest;
use crate::nofollow::{Directory, Listed};
use crate::source::{Kept, Shelf};

/// Bytes of a digest as text, before every thing.
const SUM: usize = 32;

/// How much is kept of what was not needed; what was written first goes first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Room {
    /// So many bytes.
    Bytes(u64),
    /// As much as was needed.
    Again,
}

/// What is kept in a directory. When it is dropped, there is no more in it than there is room for.
pub(super) struct Cache {
    root: PathBuf,
    /// The path of the directory below the root.
    below: &'static str,
    room: Room,
    /// The directory, once it is there.
    directory: Mutex<Option<Arc<Directory>>>,
    /// What was needed, and how large it is.
    needed: Mutex<HashMap<String, u64>>,
}

impl Cache {
    /// What is kept in a directory below a root, which need not be there yet.
    pub fn new(root: &Path, below: &'static str, room: Room) -> Self {
        let directory = Directory::open_below(root, below).ok().map(Arc::new);
        let directory = Mutex::new(directory);
        Self { root: root.to_owned(), below, room, directory, needed: Mutex::default() }
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

    /// What was kept and is whole.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        let mut kept = self.directory()?.read_file(name).ok()?;
        let (sum, bytes) = kept.split_at_checked(SUM)?;
        if Digest::of_bytes(bytes).to_string().as_bytes() != sum {
            return None;
        }
        self.need(name, bytes.len() as u64);
        kept.drain(..SUM);
        Some(kept)
    }

    /// Keeps something, if the disk lets us.
    pub fn save(&self, name: &str, bytes: &[u8]) {
        self.need(name, bytes.len() as u64);
        if let Some(directory) = self.made_directory() {
            let sum = Digest::of_bytes(bytes).to_string();
            let _ = directory.replace_file(name, &[sum.as_bytes(), bytes]);
        }
    }

    fn need(&self, name: &str, bytes: u64) {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes);
    }

    /// Deletes what was not needed if there is too much of it, the oldest first.
    fn tidy(&self) {
        let needed = self.needed.lock().unwrap_or_else(PoisonError::into_inner);
        let room = match self.room {
            Room::Bytes(bytes) => bytes,
            // Who needed nothing knows nothing of what others need.
            Room::Again if needed.is_empty() => return,
            Room::Again => needed.values().sum(),
        };
        let Some(directory) = self.directory() else { return };
        let mut others = directory.list_files().unwrap_or_default();
        others.retain(|file| !file.name.to_str().is_some_and(|name| needed.contains_key(name)));
        others.sort();
        let mut total: u64 = others.iter().map(|file| file.length).sum();
        for Listed { length, name, .. } in others {
            if total <= room {
                break;
            }
            if directory.remove_file(name).is_ok() {
                total -= length;
            }
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        self.tidy();
    }
}

impl Shelf for Cache {
    fn take(&self, name: &str) -> Option<Vec<u8>> {
        self.load(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.save(name, bytes);
    }
}

/// Where it is kept what came of texts, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/kept";

/// What builds of the bulletin at a root leave to later ones.
pub fn shelf(root: &Path) -> Kept {
    Kept(Some(Arc::new(Cache::new(root, PLACE, Room::Again))))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_is_not_whole_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path(), "a/b", Room::Again);
        assert_eq!(cache.load("x"), None);
        cache.save("x", b"text");
        assert_eq!(cache.load("x").as_deref(), Some(&b"text"[..]));
        let file = directory.path().join("a/b/x");
        let whole = fs::read(&file).unwrap();
        let other = [&whole[..SUM], b"test"].concat();
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
        let save = |room, names: &[&str]| {
            let cache = Cache::new(directory.path(), "", room);
            for name in names {
                cache.save(name, &[0; 1000]);
                let date = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(name.as_bytes()[0]));
                fs::File::open(directory.path().join(name)).unwrap().set_modified(date).unwrap();
            }
        };
        save(Room::Bytes(10_000), &["a", "b", "c"]);
        save(Room::Bytes(10_000), &["d"]);
        assert_eq!(kept(), ["a", "b", "c", "d"]);
        save(Room::Bytes(2100), &["d"]);
        assert_eq!(kept(), ["b", "c", "d"]);
        // Room for as much again.
        save(Room::Again, &[]);
        assert_eq!(kept(), ["b", "c", "d"]);
        save(Room::Again, &["c", "d"]);
        assert_eq!(kept(), ["b", "c", "d"]);
        save(Room::Bytes(0), &["d"]);
        assert_eq!(kept(), ["d"]);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_mistake() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("file"), "a file").unwrap();
        let cache = Cache::new(directory.path(), "file/cache", Room::Again);
        cache.save("x", b"text");
        assert_eq!(cache.load("x"), None);
    }
}
