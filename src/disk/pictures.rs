//! The asset processor with the disk behind it: copies of pictures are kept in [`COPIES_DIR`] between builds, found by what their
//! picture says.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::beginning;
use super::seen::has_rested;
use crate::attachment::{self, PrivateData};
use crate::digest::{self, Digest};
use crate::memo::{Eviction, Memo};
use crate::nofollow;
use crate::picture::{self, COPY_VERSION, MAX_BYTES, PictureError, PictureFacts, PictureFileError, Variant};
use crate::pipeline::turns::{Turn, Turns};
use crate::source::{self, Asset, Bytes};

/// Where copies are kept, below the bulletin's root.
const COPIES_DIR: &str = ".jianbao/cache/pictures";

/// How much is kept, in bytes; beyond it, what was written first goes first.
const MAX_KEPT_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How many pixels may be in memory at once; a picture that is larger by itself has it for itself.
const MAX_PIXELS_AT_ONCE: u64 = 48_000_000;

/// Makes pictures, and keeps their copies.
pub(super) struct CachingProcessor {
    memo: Memo,
    /// By the pixels that are in memory.
    turns: Turns,
    /// Digests of files that have been read, by their paths.
    digests: Mutex<HashMap<PathBuf, SeenDigest>>,
    /// Held while an attachment is looked into, most of which are in memory then: one at a time.
    inspecting: Mutex<()>,
}

/// The digest of a file, and what it was read from.
#[derive(Clone, Copy)]
struct SeenDigest {
    length: u64,
    modified: SystemTime,
    digest: Digest,
}

impl CachingProcessor {
    /// For the bulletin at a root.
    pub fn new(root: &Path) -> Self {
        let memo = Memo::on_disk(root, COPIES_DIR, Eviction::MaxBytes(MAX_KEPT_BYTES));
        let turns = Turns::new(MAX_PIXELS_AT_ONCE);
        Self { memo, turns, inspecting: Mutex::default(), digests: Mutex::default() }
    }

    /// Waits until there is room for a picture.
    fn wait_for_turn(&self, facts: &PictureFacts) -> Turn<'_> {
        let pixels = u64::from(facts.width) * u64::from(facts.height);
        self.turns.wait(pixels)
    }
}

/// The name under which a copy is kept.
fn copy_name(digest: &str, variant: Variant) -> String {
    match variant {
        // A mark that it was decoded, and is whole.
        Variant::Clean => format!("{digest}-{COPY_VERSION}.whole"),
        Variant::Scaled(width) => format!("{digest}-{COPY_VERSION}.{width}.webp"),
        Variant::Card => format!("{digest}-{COPY_VERSION}.card.jpg"),
    }
}

fn digest_of(bytes: &[u8]) -> String {
    Digest::of_bytes(bytes).to_string()
}

/// All of a picture's bytes.
fn read_picture<'a>(asset: &'a Asset, facts: &PictureFacts) -> Result<Cow<'a, [u8]>, PictureError> {
    facts.check_publishable()?;
    match &asset.bytes {
        Bytes::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
        Bytes::Disk(path) => {
            let meta = fs::symlink_metadata(path).map_err(|error| PictureFileError::Unreadable(error.to_string()))?;
            if meta.len() > MAX_BYTES {
                return Err(PictureFileError::TooManyBytes(meta.len()).into());
            }
            Ok(Cow::Owned(beginning(path, MAX_BYTES)))
        }
    }
}

impl source::AssetProcessor for CachingProcessor {
    fn make(&self, asset: &Asset, facts: &PictureFacts, variant: Variant) -> Result<Vec<u8>, PictureError> {
        let bytes = read_picture(asset, facts)?;
        if variant == Variant::Clean {
            return picture::make_variant(&bytes, facts, variant);
        }
        let name = copy_name(&digest_of(&bytes), variant);
        if let Some(kept) = self.memo.load(&name) {
            return Ok(kept);
        }
        let _turn = self.wait_for_turn(facts);
        let made = picture::make_variant(&bytes, facts, variant)?;
        self.memo.save(&name, &made);
        Ok(made)
    }

    fn verify(&self, asset: &Asset, facts: &PictureFacts, copies: &[Variant], keep: bool) -> Result<(), PictureError> {
        let bytes = read_picture(asset, facts)?;
        let clean = picture::make_variant(&bytes, facts, Variant::Clean)?;
        let digest = digest_of(&bytes);
        let copies = if copies.is_empty() && facts.is_decoded() { &[Variant::Clean] } else { copies };
        let wanted: Vec<(String, Variant)> =
            copies.iter().map(|variant| (copy_name(&digest, *variant), *variant)).collect();
        let missing: Vec<&(String, Variant)> =
            wanted.iter().filter(|(name, _)| self.memo.load(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let _turn = self.wait_for_turn(facts);
        let pixels = picture::decode_picture(&clean, facts.kind)?;
        if keep {
            for (name, variant) in missing {
                let copy = match *variant {
                    Variant::Clean => b"whole".to_vec(),
                    Variant::Scaled(width) => pixels.to_webp(width)?,
                    Variant::Card => pixels.to_share_card(facts.card_size())?,
                };
                self.memo.save(name, &copy);
            }
        }
        Ok(())
    }

    fn inspect(&self, asset: &Asset) -> Result<PrivateData, attachment::InspectError> {
        let path = match &asset.bytes {
            Bytes::Memory(bytes) => {
                return attachment::inspect_file(&asset.path, Cursor::new(bytes), bytes.len() as u64);
            }
            Bytes::Disk(path) => path,
        };
        let _turn = self.inspecting.lock().unwrap_or_else(PoisonError::into_inner);
        let file = nofollow::open_regular(path).map_err(|_| attachment::InspectError::Broken)?;
        let length = file.metadata().map_err(|_| attachment::InspectError::Broken)?.len();
        attachment::inspect_file(&asset.path, BufReader::new(file), length)
    }

    fn content_digest(&self, asset: &Asset) -> Option<Digest> {
        match &asset.bytes {
            Bytes::Memory(bytes) => digest::digest_without_line_ends(&mut &bytes[..]).ok(),
            Bytes::Disk(path) => file_digest(path, &self.digests),
        }
    }
}

/// Returns the digest of a file, taken from `digests` if it was not written since. One that may still be written at the same
/// date is not kept.
fn file_digest(path: &Path, digests: &Mutex<HashMap<PathBuf, SeenDigest>>) -> Option<Digest> {
    let mut file = nofollow::open_regular(path).ok()?;
    let meta = file.metadata().ok()?;
    let length = meta.len();
    let modified = meta.modified().ok();

    let seen = digests.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied();
    if let Some(seen) = seen.filter(|seen| seen.length == length && Some(seen.modified) == modified) {
        return Some(seen.digest);
    }

    let digest = digest::digest_without_line_ends(&mut file).ok()?;
    if let Some(modified) = modified.filter(|modified| has_rested(*modified)) {
        let seen = SeenDigest { length, modified, digest };
        digests.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), seen);
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::source::AssetProcessor as _;

    /// A picture of many colours, 600 pixels wide.
    fn picture() -> (Asset, PictureFacts) {
        let image = image_of(600, 90);
        let facts = picture::probe_picture("a.png", &image, image.len() as u64).unwrap();
        (Asset { path: "content/a.png".to_owned(), bytes: Bytes::Memory(image.into()), picture: Some(facts) }, facts)
    }

    fn copies(facts: &PictureFacts) -> Vec<Variant> {
        facts.copy_widths().into_iter().map(Variant::Scaled).collect()
    }

    fn image_of(width: u32, height: u32) -> Vec<u8> {
        picture::tests::sample::sample_png(width, height)
    }

    fn kept(root: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(root.join(COPIES_DIR)).map(|all| all.flatten().map(|entry| entry.path()).collect());
        entries.unwrap_or_default()
    }

    #[test]
    fn a_copy_is_kept_found_and_made_again_when_it_was_damaged() {
        let directory = tempfile::tempdir().unwrap();
        let processor = CachingProcessor::new(directory.path());
        let (asset, facts) = picture();
        processor.verify(&asset, &facts, &copies(&facts), false).unwrap();
        assert!(kept(directory.path()).is_empty(), "a check writes nothing");
        processor.verify(&asset, &facts, &copies(&facts), true).unwrap();
        let files = kept(directory.path());
        assert_eq!(files.len(), facts.copy_widths().len());
        let first = processor.make(&asset, &facts, Variant::Scaled(480)).unwrap();
        let bytes = match &asset.bytes {
            Bytes::Memory(bytes) => bytes.clone(),
            Bytes::Disk(_) => unreachable!(),
        };
        assert_eq!(
            first,
            picture::make_variant(&bytes, &facts, Variant::Scaled(480)).unwrap(),
            "kept or not, the same bytes"
        );
        // What is found is what was kept, not made anew: a mark put there on purpose comes back.
        let file = directory.path().join(COPIES_DIR).join(copy_name(&digest_of(&bytes), Variant::Scaled(480)));
        fs::write(&file, [Digest::of_bytes(b"mark").to_string().as_bytes(), b"mark"].concat()).unwrap();
        assert_eq!(processor.make(&asset, &facts, Variant::Scaled(480)).unwrap(), b"mark");
        for damage in [&b""[..], b"x", &fs::read(&file).unwrap()[..34]] {
            fs::write(&file, damage).unwrap();
            assert_eq!(processor.make(&asset, &facts, Variant::Scaled(480)).unwrap(), first);
        }
    }
}
