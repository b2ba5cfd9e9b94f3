//! What is new in a site: for copying it, for emptying a CDN's cache, for telling search engines.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::waiting::Waiting;
use super::{Failure, Listing, PLACE, disk, too_late};
use crate::diagnostic::{Diagnostic, catalog};
use crate::nofollow::Directory;

/// The file in the program's own directory.
const FILE_NAME: &str = "changes.json";

/// Where it is written down, below the bulletin's root, if nothing else is said.
pub const CHANGES: &str = ".jianbao/changes.json";

/// From the last site to this one. Addresses are paths in the output, such as `yaowen/a.html`, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Addresses that there were not.
    pub added: Vec<String>,
    /// Addresses where something else stands.
    pub changed: Vec<String>,
    /// Addresses that there are no longer.
    pub removed: Vec<String>,
}

/// What is written: the changes, and of what site.
#[derive(Serialize)]
struct List<'a> {
    site: &'a str,
    #[serde(flatten)]
    changes: &'a Changes,
}

impl Changes {
    /// From one site to the next.
    pub fn between(old: &Listing, new: &Listing) -> Self {
        let mut changes = Self::default();
        for (path, entry) in &new.0 {
            match old.0.get(path) {
                None => changes.added.push(path.clone()),
                Some(before) if before != entry || entry.is_none() => changes.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        changes.removed.extend(old.0.keys().filter(|path| !new.0.contains_key(*path)).cloned());
        changes
    }

    /// Writes them beside the file that they are to become, which somebody has named.
    pub(super) fn prepare(&self, path: &Path, site: &str) -> Result<Prepared, Failure> {
        let (waiting, file) = Waiting::begin(path)?;
        self.write(waiting, file, path, site)
    }

    /// Writes them beside [`CHANGES`] below a bulletin's root.
    pub(super) fn prepare_default(&self, root: &Path, site: &str) -> Result<Prepared, Failure> {
        let (waiting, file) = Waiting::begin_own(root, PLACE, FILE_NAME)?;
        self.write(waiting, file, &root.join(CHANGES), site)
    }

    fn write(&self, waiting: Waiting, mut file: File, path: &Path, site: &str) -> Result<Prepared, Failure> {
        let text = serde_json::to_string_pretty(&List { site, changes: self }).unwrap_or_default() + "\n";
        if waiting.is_through() {
            return Ok(Prepared { waiting, held_back: Some(HeldBack { file, text, path: path.to_owned() }) });
        }

        file.write_all(text.as_bytes()).map_err(disk(path))?;
        Ok(Prepared { waiting, held_back: None })
    }
}

/// A list that waits for its site to be published.
pub(super) struct Prepared {
    waiting: Waiting,
    held_back: Option<HeldBack>,
}

/// What is written to a pipe or a device once the site is published.
struct HeldBack {
    file: File,
    text: String,
    path: PathBuf,
}

impl Prepared {
    /// The site is published.
    pub fn publish(self) -> Result<(), Failure> {
        if let Some(HeldBack { mut file, text, path }) = self.held_back {
            file.write_all(text.as_bytes()).map_err(too_late(&path))?;
        }
        self.waiting.publish()
    }
}

/// Deletes the list of an earlier build where that of this one cannot be written: hosts would take it for the new one.
/// Returns what is to be said.
///
/// # Errors
/// A list that cannot be deleted either.
pub(super) fn forget(root: &Path, failure: Failure) -> Result<Diagnostic, Failure> {
    let path = root.join(CHANGES);
    let shown = path.display().to_string();
    let why = failure.diagnostic().message;

    let removed = Directory::open_below(root, PLACE).and_then(|place| place.remove_file(FILE_NAME));
    let gone = |error: io::Error| [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind());
    if removed.is_ok() || fs::symlink_metadata(&path).map_or_else(gone, |meta| meta.is_dir()) {
        Ok(catalog::changes_not_written(&shown, &why))
    } else {
        Err(Failure::Refused(Box::new(catalog::changes_stale(&shown, &why))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::publish::Entry;

    #[test]
    fn what_is_new_is_told_by_what_files_say() {
        let entry = |text: &str| Some(Entry { digest: Digest::of_bytes(text.as_bytes()), bytes: text.len() as u64 });
        let list = |files: &[(&str, &str)]| {
            Listing(files.iter().map(|(path, text)| ((*path).to_owned(), entry(text))).collect())
        };
        let old = list(&[("a.html", "甲"), ("c.html", "丙"), ("d.html", "丁")]);
        let new = list(&[("a.html", "甲"), ("c.html", "改"), ("e.html", "戊")]);
        let changes = Changes::between(&old, &new);
        assert_eq!([changes.added, changes.changed, changes.removed], [["e.html"], ["c.html"], ["d.html"]]);
        assert_eq!(Changes::between(&Listing::parse("a.html\n"), &old).changed, ["a.html"]);
    }
}
