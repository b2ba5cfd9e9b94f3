//! A directory of things that are kept between runs, each in a file of its own.
//!
//! A thing is found by a name that says what it came of, so nothing that is kept can be out of date; its own digest stands
//! before it, so what was damaged is as good as nothing. It is written beside and renamed, so that runs at the same time do
//! not meet. A cache that cannot be written is none, and no mistake. All of it may be deleted at any time.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::digest::Digest;
use crate::source::Shelf;

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
    place: PathBuf,
    room: Room,
    /// Distinguishes what is being written by this process.
    number: AtomicU64,
    /// What was needed, and how large it is.
    needed: Mutex<HashMap<String, u64>>,
}

impl Cache {
    /// What is kept in a directory, which need not be there yet.
    pub fn new(place: PathBuf, room: Room) -> Self {
        Self { place, room, number: AtomicU64::default(), needed: Mutex::default() }
    }

    /// What was kept and is whole.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        let mut kept = fs::read(self.place.join(name)).ok()?;
        let (sum, bytes) = kept.split_at_checked(SUM)?;
        if Digest::of(bytes).to_string().as_bytes() != sum {
            return None;
        }
        self.need(name, bytes.len() as u64);
        kept.drain(..SUM);
        Some(kept)
    }

    /// Keeps something, if the disk lets us.
    pub fn save(&self, name: &str, bytes: &[u8]) {
        self.need(name, bytes.len() as u64);
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let beside = self.place.join(format!("{}.{number}.new", std::process::id()));
        let write = || {
            let mut file = fs::File::create(&beside)?;
            file.write_all(Digest::of(bytes).to_string().as_bytes())?;
            file.write_all(bytes)
        };
        let done = fs::create_dir_all(&self.place)
            .and_then(|()| write())
            .and_then(|()| fs::rename(&beside, self.place.join(name)));
        if done.is_err() {
            let _ = fs::remove_file(&beside);
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
        let Ok(entries) = fs::read_dir(&self.place) else { return };
        let mut others: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter(|entry| !entry.file_name().to_str().is_some_and(|name| needed.contains_key(name)))
            .filter_map(|entry| {
                let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                Some((meta.modified().ok()?, meta.len(), entry.path()))
            })
            .collect();
        others.sort();
        let mut total: u64 = others.iter().map(|(_, length, _)| length).sum();
        for (_, length, path) in others {
            if total <= room {
                break;
            }
            if fs::remove_file(path).is_ok() {
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
    fn find(&self, of: Digest) -> Option<Vec<u8>> {
        self.load(&of.to_string())
    }

    fn keep(&self, of: Digest, bytes: &[u8]) {
        self.save(&of.to_string(), bytes);
    }
}

/// Where the cut texts of stories are kept, below the bulletin's root.
const CUT: &str = ".jianbao/cache/index";

/// What earlier builds of the bulletin at a root came to.
pub(super) fn shelf(root: &Path) -> Cache {
    Cache::new(root.join(CUT), Room::Again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_whole_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path().join("a/b"), Room::Again);
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
            let cache = Cache::new(directory.path().to_owned(), room);
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
        let cache = Cache::new(directory.path().join("file/cache"), Room::Again);
        cache.save("x", b"text");
        assert_eq!(cache.load("x"), None);
    }
}
