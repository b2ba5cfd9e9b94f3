//! The workshop with the disk behind it: copies of pictures are kept in [`PLACE`] between builds.
//!
//! A copy is found by what its picture says, not by its name or date, so nothing that is kept can be out of date; its own
//! check sum stands before it, so what was damaged is made again. It is written beside and renamed, so that builds at
//! the same time do not meet. A cache that cannot be written is none, and no mistake. All of it may be deleted at any
//! time.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::beginning;
use crate::picture::{self, Facts, Fault, Form, MAX_BYTES, VERSION};
use crate::source::{self, Asset, Bytes};

/// Where copies are kept, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/pictures";

/// How much is kept, in bytes; beyond it, what was written first goes first.
const ROOM: u64 = 2 * 1024 * 1024 * 1024;

/// How many pixels may be in memory at once; a picture that is larger by itself has it for itself.
const PIXELS: u64 = 48_000_000;

/// Bytes of a check sum.
const SUM: usize = 32;

/// Makes pictures, and keeps their copies.
pub(super) struct Workshop {
    place: PathBuf,
    /// Pixels in memory.
    busy: Mutex<u64>,
    freed: Condvar,
    /// Distinguishes what is being written by this process.
    number: AtomicU64,
    /// Names of copies that were needed.
    used: Mutex<HashSet<String>>,
}

/// The right to decode a picture, as long as it is held.
struct Turn<'w> {
    workshop: &'w Workshop,
    pixels: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.workshop.busy.lock().unwrap_or_else(PoisonError::into_inner) -= self.pixels;
        self.workshop.freed.notify_all();
    }
}

impl Workshop {
    /// For the bulletin at a root.
    pub fn new(root: &Path) -> Self {
        let place = root.join(PLACE);
        Self {
            place,
            busy: Mutex::default(),
            freed: Condvar::new(),
            number: AtomicU64::default(),
            used: Mutex::default(),
        }
    }

    /// Waits until there is room for a picture.
    fn turn(&self, facts: &Facts) -> Turn<'_> {
        let pixels = u64::from(facts.width) * u64::from(facts.height);
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |busy: &mut u64| *busy > 0 && *busy + pixels > PIXELS;
        let mut busy = self.freed.wait_while(busy, full).unwrap_or_else(PoisonError::into_inner);
        *busy += pixels;
        Turn { workshop: self, pixels }
    }

    /// A copy that was kept and is whole.
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        let mut kept = fs::read(self.place.join(name)).ok()?;
        let whole = kept.len() > SUM && kept[..SUM] == Sha256::digest(&kept[SUM..])[..];
        whole.then(|| kept.split_off(SUM))
    }

    /// Keeps a copy, if the disk lets it.
    fn save(&self, name: &str, bytes: &[u8]) {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let beside = self.place.join(format!("{}.{number}.new", std::process::id()));
        let kept = [&Sha256::digest(bytes)[..], bytes].concat();
        let done = fs::create_dir_all(&self.place)
            .and_then(|()| fs::write(&beside, kept))
            .and_then(|()| fs::rename(&beside, self.place.join(name)));
        if done.is_err() {
            let _ = fs::remove_file(&beside);
        }
    }

    fn need(&self, name: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// Deletes what was not needed if there is too much of it, the oldest first.
    fn tidy(&self, room: u64) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(entries) = fs::read_dir(&self.place) else { return };
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter(|entry| !entry.file_name().to_str().is_some_and(|name| used.contains(name)))
            .filter_map(|entry| {
                let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                Some((meta.modified().ok()?, meta.len(), entry.path()))
            })
            .collect();
        kept.sort();
        let mut total: u64 = kept.iter().map(|(_, length, _)| length).sum();
        for (_, length, path) in kept {
            if total <= room {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= length;
            }
        }
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        self.tidy(ROOM);
    }
}

/// The name under which a copy is kept.
fn name(sum: &str, form: Form) -> String {
    match form {
        // A mark that it was decoded, and is whole.
        Form::Clean => format!("{sum}-{VERSION}.whole"),
        Form::Scaled(width) => format!("{sum}-{VERSION}.{width}.webp"),
        Form::Card => format!("{sum}-{VERSION}.card.jpg"),
    }
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All of a picture's bytes.
fn read<'a>(asset: &'a Asset, facts: &Facts) -> Result<Cow<'a, [u8]>, Fault> {
    facts.check()?;
    match &asset.bytes {
        Bytes::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
        Bytes::Disk(path) => {
            let meta = fs::metadata(path).map_err(|error| Fault::Disk(error.to_string()))?;
            if meta.len() > MAX_BYTES {
                return Err(Fault::Heavy(meta.len()));
            }
            Ok(Cow::Owned(beginning(path, MAX_BYTES)))
        }
    }
}

impl source::Workshop for Workshop {
    fn make(&self, asset: &Asset, facts: &Facts, form: Form) -> Result<Vec<u8>, Fault> {
        let bytes = read(asset, facts)?;
        if form == Form::Clean {
            return picture::make(&bytes, facts, form);
        }
        let name = name(&sum(&bytes), form);
        self.need(&name);
        if let Some(kept) = self.load(&name) {
            return Ok(kept);
        }
        let _turn = self.turn(facts);
        let made = picture::make(&bytes, facts, form)?;
        self.save(&name, &made);
        Ok(made)
    }

    fn verify(&self, asset: &Asset, facts: &Facts, copies: &[Form], keep: bool) -> Result<(), Fault> {
        let bytes = read(asset, facts)?;
        picture::make(&bytes, facts, Form::Clean)?;
        let sum = sum(&bytes);
        let copies = if copies.is_empty() && facts.is_decoded() { &[Form::Clean] } else { copies };
        let wanted: Vec<(String, Form)> = copies.iter().map(|form| (name(&sum, *form), *form)).collect();
        wanted.iter().for_each(|(name, _)| self.need(name));
        let missing: Vec<&(String, Form)> = wanted.iter().filter(|(name, _)| self.load(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let _turn = self.turn(facts);
        let pixels = picture::decode(&bytes, facts.kind)?;
        if keep {
            for (name, form) in missing {
                let copy = match *form {
                    Form::Clean => b"whole".to_vec(),
                    Form::Scaled(width) => pixels.scaled(width)?,
                    Form::Card => pixels.card()?,
                };
                self.save(name, &copy);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Workshop as _;

    /// A picture of many colours, 600 pixels wide.
    fn picture() -> (Asset, Facts) {
        let image = image_of(600, 90);
        let facts = picture::probe("a.png", &image, image.len() as u64).unwrap();
        (Asset { path: "content/a.png".to_owned(), bytes: Bytes::Memory(image.into()), picture: Some(facts) }, facts)
    }

    fn copies(facts: &Facts) -> Vec<Form> {
        facts.widths().into_iter().map(Form::Scaled).collect()
    }

    fn image_of(width: u32, height: u32) -> Vec<u8> {
        picture::sample::png(width, height)
    }

    fn kept(root: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(root.join(PLACE)).map(|all| all.flatten().map(|entry| entry.path()).collect());
        entries.unwrap_or_default()
    }

    #[test]
    fn a_copy_is_kept_found_and_made_again_when_it_was_damaged() {
        let directory = tempfile::tempdir().unwrap();
        let workshop = Workshop::new(directory.path());
        let (asset, facts) = picture();
        workshop.verify(&asset, &facts, &copies(&facts), false).unwrap();
        assert!(kept(directory.path()).is_empty(), "a check writes nothing");
        workshop.verify(&asset, &facts, &copies(&facts), true).unwrap();
        let files = kept(directory.path());
        assert_eq!(files.len(), facts.widths().len());
        let first = workshop.make(&asset, &facts, Form::Scaled(480)).unwrap();
        let bytes = match &asset.bytes {
            Bytes::Memory(bytes) => bytes.clone(),
            Bytes::Disk(_) => unreachable!(),
        };
        assert_eq!(first, picture::make(&bytes, &facts, Form::Scaled(480)).unwrap(), "kept or not, the same bytes");
        // What is found is what was kept, not made anew: a mark put there on purpose comes back.
        let file = directory.path().join(PLACE).join(name(&sum(&bytes), Form::Scaled(480)));
        fs::write(&file, [&Sha256::digest(b"mark")[..], b"mark"].concat()).unwrap();
        assert_eq!(workshop.make(&asset, &facts, Form::Scaled(480)).unwrap(), b"mark");
        for damage in [&b""[..], b"x", &fs::read(&file).unwrap()[..34]] {
            fs::write(&file, damage).unwrap();
            assert_eq!(workshop.make(&asset, &facts, Form::Scaled(480)).unwrap(), first);
        }
    }

    #[test]
    fn what_was_not_needed_goes_first_when_there_is_too_much() {
        let directory = tempfile::tempdir().unwrap();
        let workshop = Workshop::new(directory.path());
        let (asset, facts) = picture();
        workshop.verify(&asset, &facts, &copies(&facts), true).unwrap();
        let needed = kept(directory.path()).len();
        workshop.save("old", &[0; 1000]);
        workshop.tidy(2000);
        assert_eq!(kept(directory.path()).len(), needed + 1);
        workshop.tidy(0);
        assert_eq!(kept(directory.path()).len(), needed);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_mistake() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(".jianbao"), "a file").unwrap();
        let workshop = Workshop::new(directory.path());
        let (asset, facts) = picture();
        workshop.verify(&asset, &facts, &copies(&facts), true).unwrap();
        workshop.make(&asset, &facts, Form::Scaled(600)).unwrap();
    }
}
