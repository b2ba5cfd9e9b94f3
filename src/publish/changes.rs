//! The changes from one site to the next: for copying it, for purging a CDN's cache, for submitting pages to search engines.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use super::pending_file::PendingFile;
use super::{Listing, PublishError, STATE_DIR, disk_error, too_late_error};
use crate::diagnostic::{Diagnostic, catalog};
use crate::nofollow::Directory;

/// The name of the default file in [`STATE_DIR`].
const CHANGES_NAME: &str = "changes.json";

/// The default file for the changes, below the bulletin's root.
pub const CHANGES_FILE: &str = ".jianbao/changes.json";

/// The changes from the last site to this one. Addresses are paths in the output, such as `yaowen/a.html`, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SiteChanges {
    /// New addresses.
    pub added: Vec<String>,
    /// Addresses with new content.
    pub changed: Vec<String>,
    /// Addresses that no longer exist.
    pub removed: Vec<String>,
}

/// The content of the file: the changes, and the site that they are of.
#[derive(Serialize)]
struct ChangeList<'a> {
    site: &'a str,
    #[serde(flatten)]
    changes: &'a SiteChanges,
}

impl SiteChanges {
    /// Compares two sites. A file whose digest is not known counts as changed.
    pub fn compare_listings(old: &Listing, new: &Listing) -> Self {
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

    /// Writes the changes beside a file that the user has named.
    pub(super) fn write_pending(&self, path: &Path, site: &str) -> Result<PendingChanges, PublishError> {
        self.write_list(PendingFile::create_at(path)?, site)
    }

    /// Writes the changes beside [`CHANGES_FILE`] below a bulletin's root.
    pub(super) fn write_pending_default(&self, root: &Path, site: &str) -> Result<PendingChanges, PublishError> {
        self.write_list(PendingFile::create_own(root, STATE_DIR, CHANGES_NAME)?, site)
    }

    fn write_list(&self, mut file: PendingFile, site: &str) -> Result<PendingChanges, PublishError> {
        let text = serde_json::to_string_pretty(&ChangeList { site, changes: self }).unwrap_or_default() + "\n";
        if file.is_special() {
            return Ok(PendingChanges { file, deferred_text: Some(text) });
        }

        file.write_all(text.as_bytes()).map_err(disk_error(file.path()))?;
        Ok(PendingChanges { file, deferred_text: None })
    }
}

/// A list of changes that waits until its site is published.
pub(super) struct PendingChanges {
    file: PendingFile,
    /// The text for a pipe or a device, which is written only then.
    deferred_text: Option<String>,
}

impl PendingChanges {
    /// Publishes the list, after the site was published.
    pub fn publish(mut self) -> Result<(), PublishError> {
        if let Some(text) = self.deferred_text {
            self.file.write_all(text.as_bytes()).map_err(too_late_error(self.file.path()))?;
        }
        self.file.publish()
    }
}

/// Deletes the list of an earlier build where the new one cannot be written, as hosts would take it for the new one. Returns
/// the warning.
///
/// # Errors
/// A list that cannot be deleted either.
pub(super) fn delete_outdated(root: &Path, error: PublishError) -> Result<Diagnostic, PublishError> {
    let path = root.join(CHANGES_FILE);
    let shown_path = path.display().to_string();
    let reason = error.into_diagnostic().message;

    let deleted = Directory::open_below(root, STATE_DIR).and_then(|directory| directory.remove_file(CHANGES_NAME));
    if deleted.is_ok() || holds_no_file(&path) {
        Ok(catalog::changes_not_written(&shown_path, &reason))
    } else {
        Err(PublishError::Refused(Box::new(catalog::changes_stale(&shown_path, &reason))))
    }
}

/// Whether nothing, or a directory, is at a path.
fn holds_no_file(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(meta) => meta.is_dir(),
        Err(error) => [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::publish::FileEntry;

    fn listing_of(files: &[(&str, &str)]) -> Listing {
        let files = files.iter().map(|(path, text)| {
            let entry = FileEntry { digest: Digest::of_bytes(text.as_bytes()), bytes: text.len() as u64 };
            ((*path).to_owned(), Some(entry))
        });
        Listing(files.collect())
    }

    #[test]
    fn changes_are_told_by_the_content_of_files() {
        let old = listing_of(&[("a.html", "甲"), ("c.html", "丙"), ("d.html", "丁")]);
        let new = listing_of(&[("a.html", "甲"), ("c.html", "改"), ("e.html", "戊")]);
        let changes = SiteChanges::compare_listings(&old, &new);
        assert_eq!([changes.added, changes.changed, changes.removed], [["e.html"], ["c.html"], ["d.html"]]);

        let unknown = Listing::parse_marker("a.html\n");
        assert_eq!(SiteChanges::compare_listings(&unknown, &old).changed, ["a.html"]);
    }
}
