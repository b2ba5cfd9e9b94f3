//! Lists directories of a store and finds files in them.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use opendal::ErrorKind;

use super::super::state::{JOURNAL_FILE, MANIFEST_FILE};
use super::{DEPLOY_DIR, Store, StoreError};

impl Store {
    /// Lists a directory; the names of directories end in `/`. Nothing if it does not exist.
    pub(super) async fn list_directory(&self, directory: &str) -> Result<Vec<String>, StoreError> {
        let full_path = self.full_path(directory);
        let mut entries = match self.files.lister(&full_path).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };

        let mut found = Vec::new();
        while let Some(entry) = entries.next().await {
            match entry {
                Ok(entry) if entry.path().trim_matches('/') == full_path.trim_matches('/') => {}
                Ok(entry) => found.extend(entry.path().strip_prefix(&self.prefix).map(str::to_owned)),
                Err(error) if error.kind() == ErrorKind::NotFound => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(found)
    }

    /// Returns any file that is neither the deployer's own nor of a site that was deployed into a subdirectory.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn find_foreign_file(&self) -> Result<Option<String>, StoreError> {
        let mut pending = vec![String::new()];
        while let Some(directory) = pending.pop() {
            let entries = self.list_directory(&directory).await?;
            let (subdirectories, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.ends_with('/'));
            if let Some(file) = files.into_iter().next() {
                return Ok(Some(file));
            }

            for path in subdirectories.into_iter().filter(|path| path != DEPLOY_DIR) {
                if !self.has_own_site(&path).await? {
                    pending.push(path);
                }
            }
        }
        Ok(None)
    }

    /// Whether a site was deployed into a directory, whose path ends in `/`.
    async fn has_own_site(&self, directory: &str) -> Result<bool, StoreError> {
        Ok(self.file_exists(&format!("{directory}{MANIFEST_FILE}")).await?
            || self.file_exists(&format!("{directory}{JOURNAL_FILE}")).await?)
    }

    /// Returns all files, at any depth, that satisfy a predicate, except the deployer's own.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn find_files(&self, is_wanted: impl Fn(&str) -> bool) -> Result<BTreeSet<String>, StoreError> {
        let mut found = BTreeSet::new();
        let mut pending = vec![String::new()];

        while let Some(directory) = pending.pop() {
            for path in self.list_directory(&directory).await?.into_iter().filter(|path| path != DEPLOY_DIR) {
                if path.ends_with('/') {
                    pending.push(path);
                } else if is_wanted(&path) {
                    found.insert(path);
                }
            }
        }
        Ok(found)
    }
}
