//! The shelf with the disk behind it: what one build leaves to the next, in [`PLACE`].
//!
//! Every file has its own digest at its end, so that what was damaged is as good as nothing, and is written beside and
//! renamed, so that builds at the same time do not meet. Only what the last build has used stays. A shelf that cannot be
//! written is none, and no mistake. All of it may be deleted at any time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::digest::Digest;
use crate::pipeline;

/// Where it is, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/kept";

/// What is kept of one bulletin. When it is dropped, what nobody has asked for since it was made is deleted.
pub struct Shelf {
    place: PathBuf,
    /// Names that were asked for.
    used: Mutex<BTreeSet<String>>,
}

impl Shelf {
    /// For the bulletin at a root.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { place: root.join(PLACE), used: Mutex::default() }
    }

    fn use_name(&self, name: &str) -> PathBuf {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        self.place.join(name)
    }
}

impl pipeline::Shelf for Shelf {
    fn take(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.use_name(name)).ok()?;
        let length = bytes.len().checked_sub(Digest::of(&[]).bytes().len())?;
        let whole = Digest::of(&bytes[..length]).bytes() == bytes[length..];
        bytes.truncate(length);
        whole.then_some(bytes)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let place = self.use_name(name);
        let beside = self.place.join(format!("{name}.{}.new", std::process::id()));
        let written = fs::create_dir_all(&self.place)
            .and_then(|()| fs::write(&beside, [bytes, &Digest::of(bytes).bytes()].concat()))
            .and_then(|()| fs::rename(&beside, &place));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(entries) = fs::read_dir(&self.place) else { return };
        for entry in entries.flatten() {
            if !entry.file_name().to_str().is_some_and(|name| used.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
