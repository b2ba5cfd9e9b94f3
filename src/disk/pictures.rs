//! The workshop with the disk behind it: copies of pictures are kept in [`PLACE`] between builds, found by what their
//! picture says.

use std::borrow::Cow;
use std::fs;
use std::io::{BufReader, Cursor};
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use super::beginning;
use crate::attachment::{self, Private};
use crate::digest::Digest;
use crate::memo::{Eviction, Memo};
use crate::nofollow;
use crate::picture::{self, Facts, Fault, Form, MAX_BYTES, Refusal, VERSION};
use crate::source::{self, Asset, Bytes};

/// Where copies are kept, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/pictures";

/// How much is kept, in bytes; beyond it, what was written first goes first.
const ROOM: u64 = 2 * 1024 * 1024 * 1024;

/// How many pixels may be in memory at once; a picture that is larger by itself has it for itself.
const PIXELS: u64 = 48_000_000;

/// Makes pictures, and keeps their copies.
pub(super) struct Workshop {
    memo: Memo,
    /// Pixels in memory.
    busy: Mutex<u64>,
    freed: Condvar,
    /// Held while an attachment is looked into, most of which are in memory then: one at a time.
    inspecting: Mutex<()>,
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
        let memo = Memo::on_disk(root, PLACE, Eviction::MaxBytes(ROOM));
        Self { memo, busy: Mutex::default(), freed: Condvar::new(), inspecting: Mutex::default() }
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
    Digest::of(bytes).to_string()
}

/// All of a picture's bytes.
fn read<'a>(asset: &'a Asset, facts: &Facts) -> Result<Cow<'a, [u8]>, Refusal> {
    facts.admit()?;
    match &asset.bytes {
        Bytes::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
        Bytes::Disk(path) => {
            let meta = fs::symlink_metadata(path).map_err(|error| Fault::Disk(error.to_string()))?;
            if meta.len() > MAX_BYTES {
                return Err(Fault::Heavy(meta.len()).into());
            }
            Ok(Cow::Owned(beginning(path, MAX_BYTES)))
        }
    }
}

impl source::Workshop for Workshop {
    fn make(&self, asset: &Asset, facts: &Facts, form: Form) -> Result<Vec<u8>, Refusal> {
        let bytes = read(asset, facts)?;
        if form == Form::Clean {
            return picture::make(&bytes, facts, form);
        }
        let name = name(&sum(&bytes), form);
        if let Some(kept) = self.memo.load(&name) {
            return Ok(kept);
        }
        let _turn = self.turn(facts);
        let made = picture::make(&bytes, facts, form)?;
        self.memo.save(&name, &made);
        Ok(made)
    }

    fn verify(&self, asset: &Asset, facts: &Facts, copies: &[Form], keep: bool) -> Result<(), Refusal> {
        let bytes = read(asset, facts)?;
        let clean = picture::make(&bytes, facts, Form::Clean)?;
        let sum = sum(&bytes);
        let copies = if copies.is_empty() && facts.is_decoded() { &[Form::Clean] } else { copies };
        let wanted: Vec<(String, Form)> = copies.iter().map(|form| (name(&sum, *form), *form)).collect();
        let missing: Vec<&(String, Form)> = wanted.iter().filter(|(name, _)| self.memo.load(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let _turn = self.turn(facts);
        let pixels = picture::decode(&clean, facts.kind)?;
        if keep {
            for (name, form) in missing {
                let copy = match *form {
                    Form::Clean => b"whole".to_vec(),
                    Form::Scaled(width) => pixels.scaled(width)?,
                    Form::Card => pixels.card()?,
                };
                self.memo.save(name, &copy);
            }
        }
        Ok(())
    }

    fn inspect(&self, asset: &Asset) -> Result<Private, attachment::Unread> {
        let path = match &asset.bytes {
            Bytes::Memory(bytes) => return attachment::inspect(&asset.path, Cursor::new(bytes), bytes.len() as u64),
            Bytes::Disk(path) => path,
        };
        let _turn = self.inspecting.lock().unwrap_or_else(PoisonError::into_inner);
        let file = nofollow::open(path).map_err(|_| attachment::Unread::Broken)?;
        let length = file.metadata().map_err(|_| attachment::Unread::Broken)?.len();
        attachment::inspect(&asset.path, BufReader::new(file), length)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

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
        fs::write(&file, [Digest::of(b"mark").to_string().as_bytes(), b"mark"].concat()).unwrap();
        assert_eq!(workshop.make(&asset, &facts, Form::Scaled(480)).unwrap(), b"mark");
        for damage in [&b""[..], b"x", &fs::read(&file).unwrap()[..34]] {
            fs::write(&file, damage).unwrap();
            assert_eq!(workshop.make(&asset, &facts, Form::Scaled(480)).unwrap(), first);
        }
    }
}
