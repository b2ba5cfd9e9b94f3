//! What the pages of a published site were made from: a page that would be made from the same is not made again.
//!
//! Kept below the bulletin's root and not in the site, in a file that is named by the site's marker, so that it is never
//! taken for another site's. Its own digest stands at its head: what was damaged is as good as nothing. It may be
//! deleted at any time.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::digest::Digest;

/// Where they are kept, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/pages";

/// For how many sites: one bulletin may be built into several directories.
const SITES: usize = 8;

/// Addresses of pages, and the digests of what they were made from.
pub type Keys = HashMap<String, Digest>;

/// The keys of the site that has a marker; none if they were not kept.
pub fn load(root: &Path, marker: &str) -> Keys {
    let Ok(text) = fs::read_to_string(place(root, marker)) else { return Keys::new() };
    let Some((sum, lines)) = text.split_once('\n') else { return Keys::new() };
    if Digest::parse(sum) != Some(Digest::of(lines.as_bytes())) {
        return Keys::new();
    }
    let entries = lines.lines().filter_map(|line| line.split_once(' '));
    entries.filter_map(|(key, path)| Some((path.to_owned(), Digest::parse(key)?))).collect()
}

/// Keeps the keys of the site that has a marker, if the disk lets us: without them the next build takes longer.
pub fn save(root: &Path, marker: &str, keys: &mut [(String, Digest)]) {
    keys.sort_unstable();
    let lines: String = keys.iter().map(|(path, key)| format!("{key} {path}\n")).collect();
    let place = place(root, marker);
    let beside = place.with_extension(format!("{}.new", std::process::id()));
    let text = format!("{}\n{lines}", Digest::of(lines.as_bytes()));
    let directory = root.join(PLACE);
    let written = fs::create_dir_all(&directory)
        .and_then(|()| fs::write(&beside, text))
        .and_then(|()| fs::rename(&beside, &place));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    tidy(&directory);
}

fn place(root: &Path, marker: &str) -> PathBuf {
    root.join(PLACE).join(Digest::of(marker.as_bytes()).to_string())
}

/// Deletes what was kept longest.
fn tidy(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let age =
        |entry: &fs::DirEntry| entry.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut kept: Vec<(SystemTime, PathBuf)> = entries.flatten().map(|entry| (age(&entry), entry.path())).collect();
    kept.sort();
    for (_, path) in kept.iter().rev().skip(SITES) {
        let _ = fs::remove_file(path);
    }
}
