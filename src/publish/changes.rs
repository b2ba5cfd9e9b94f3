//! What is new in a site: for copying it, for emptying a CDN's cache, for telling search engines.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Failure, Listing, disk, too_late};

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
struct File<'a> {
    site: &'a str,
    #[serde(flatten)]
    changes: &'a Changes,
}

/// A file with changes that waits until the site is published.
pub(super) struct Waiting {
    beside: PathBuf,
    path: PathBuf,
}

impl Changes {
    /// From one site to the next.
    #[must_use]
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

    /// Writes them beside the file that they are to become.
    pub(super) fn prepare(&self, path: &Path, site: &str) -> Result<Waiting, Failure> {
        let (path, beside) = (path.to_owned(), path.with_extension(format!("{}.new", std::process::id())));
        let text = serde_json::to_string_pretty(&File { site, changes: self }).unwrap_or_default() + "\n";
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            fs::create_dir_all(directory).map_err(disk(directory))?;
        }
        fs::write(&beside, text).map_err(disk(&beside))?;
        Ok(Waiting { beside, path })
    }
}

impl Waiting {
    /// The site is published.
    pub fn publish(&self) -> Result<(), Failure> {
        fs::rename(&self.beside, &self.path).map_err(too_late(&self.path))
    }
}

impl Drop for Waiting {
    /// The site was not published: there are no changes. After it was, nothing is left to delete.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::publish::Entry;

    #[test]
    fn what_is_new_is_told_by_what_files_say() {
        let entry = |text: &str| Some(Entry { digest: Digest::of(text.as_bytes()), bytes: text.len() as u64 });
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
