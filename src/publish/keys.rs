//! What the pages of a published site were made from: a page that would be made from the same is not made again.
//!
//! Kept below the bulletin's root and not in the site, in a file that is named by the site's marker, so that it is never
//! taken for another site's. Its own digest stands at its head: what was damaged is as good as nothing. It may be
//! deleted at any time.

use std::collections::HashMap;
use std::path::Path;

use crate::digest::Digest;
use crate::nofollow::Directory;

/// Where they are kept, below the bulletin's root.
const PLACE: &str = ".jianbao/cache/pages";

/// For how many sites: one bulletin may be built into several directories.
const SITES: usize = 8;

/// Addresses of pages, and the digests of what they were made from.
pub type Keys = HashMap<String, Digest>;

/// The keys of the site that has a marker; none if they were not kept.
pub fn load(root: &Path, marker: &str) -> Keys {
    let kept = Directory::open_below(root, PLACE).and_then(|directory| directory.read_to_string(name(marker)));
    let Ok(text) = kept else { return Keys::new() };
    let Some((sum, lines)) = text.split_once('\n') else { return Keys::new() };
    if Digest::from_hex(sum) != Some(Digest::of_bytes(lines.as_bytes())) {
        return Keys::new();
    }
    let entries = lines.lines().filter_map(|line| line.split_once(' '));
    entries.filter_map(|(key, path)| Some((path.to_owned(), Digest::from_hex(key)?))).collect()
}

/// Keeps the keys of the site that has a marker, if the disk lets us: without them the next build takes longer.
pub fn save(root: &Path, marker: &str, keys: &mut [(String, Digest)]) {
    keys.sort_unstable();
    let lines: String = keys.iter().map(|(path, key)| format!("{key} {path}\n")).collect();
    let sum = Digest::of_bytes(lines.as_bytes()).to_string();
    if let Ok(directory) = Directory::create_below(root, PLACE) {
        let _ = directory.replace_file(name(marker), &[sum.as_bytes(), b"\n", lines.as_bytes()]);
        tidy(&directory);
    }
}

/// The name of the file with the keys of the site that has a marker.
fn name(marker: &str) -> String {
    Digest::of_bytes(marker.as_bytes()).to_string()
}

/// Deletes what was kept longest.
fn tidy(directory: &Directory) {
    let mut kept = directory.list_files().unwrap_or_default();
    kept.sort();
    for file in kept.iter().rev().skip(SITES) {
        let _ = directory.remove_file(&file.name);
    }
}
