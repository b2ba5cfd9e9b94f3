//! What is new in a site: for copying it, for emptying a CDN's cache, for telling search engines.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::waiting::Waiting;
use super::{Failure, Listing, disk};

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
        let (waiting, mut file) = Waiting::begin(path)?;
        let text = serde_json::to_string_pretty(&File { site, changes: self }).unwrap_or_default() + "\n";
        file.write_all(text.as_bytes()).map_err(disk(path))?;
        Ok(waiting)
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
