//! The state of a target: its files as the last finished run left them (the manifest), and what an interrupted run was doing
//! (the journal). Two small compressed text files beside the site.
//!
//! The manifest is written once all new files are there, before the first deletion. A run that changes anything writes the
//! journal first, so that whatever may differ from the manifest is recorded: no file is ever taken to be there that is not.

mod journal;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

pub use journal::{DeployStage, Journal, JournalEntry, JournalStep};
pub use manifest::Manifest;

use super::store::DEPLOY_DIR;
use crate::address::Address;
use crate::digest::Digest;

/// The manifest's path at a target.
pub const MANIFEST_FILE: &str = ".jianbao-deploy/manifest.gz";

/// The journal's path at a target.
pub const JOURNAL_FILE: &str = ".jianbao-deploy/journal.gz";

/// The first words of both files: the format and its version.
const FORMAT_HEADER: &str = "jianbao-deploy 1";

/// Largest size of either file when decompressed, in bytes: a million files with long names.
const STATE_TEXT_LIMIT: u64 = 128 << 20;

/// Largest length of a site's address or of a run's name, in bytes.
const LINE_LIMIT: usize = 2000;

/// A file at a target, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// The digest of its content and headers; `None` if a run was interrupted over it.
    pub digest: Option<Digest>,
    /// Whether a page at the target may lead to it.
    pub linked: bool,
    /// Whether jianbao put it there: nothing else is ever deleted.
    pub ours: bool,
}

/// The state of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetState {
    /// The manifest of the last finished run.
    pub manifest: Option<Manifest>,
    /// The journal of an interrupted run.
    pub journal: Option<Journal>,
    /// Files of others, if they are to be taken over.
    pub others: BTreeSet<String>,
    /// Whether names that differ in case alone are one file there.
    pub ignores_case: bool,
}

impl TargetState {
    /// Returns the address of the site that is there, or that an interrupted run was about to put there.
    pub fn site_url(&self) -> Option<&str> {
        let manifest = self.manifest.as_ref().map(|manifest| manifest.site.as_str());
        manifest.or_else(|| self.journal.as_ref().map(|journal| journal.site.as_str()))
    }

    /// Returns the files that are known to be there, or may be, by their paths.
    pub fn known_files(&self) -> BTreeMap<&str, KnownFile> {
        let mut files = self.listed_files();
        for path in &self.others {
            files.entry(path).or_insert(KnownFile { digest: None, linked: true, ours: false });
        }

        let Some(journal) = &self.journal else { return files };
        if self.has_reached_goal(journal) {
            // All uploads are in the manifest. Some of the deletions may be done, and no page leads to any of the files.
            for path in journal.deleted_paths() {
                files.entry(path).or_insert(KnownFile { digest: None, linked: false, ours: true });
            }
        } else {
            files.extend(journal.steps.iter().map(|(path, entry)| (path.as_str(), entry.known_file(journal.stage))));
        }
        files
    }

    fn listed_files(&self) -> BTreeMap<&str, KnownFile> {
        let listed = self.manifest.iter().flat_map(|manifest| &manifest.files);
        listed
            .map(|(path, digest)| (path.as_str(), KnownFile { digest: Some(*digest), linked: true, ours: true }))
            .collect()
    }

    /// Whether the manifest is the one that the run of a journal was to end with.
    fn has_reached_goal(&self, journal: &Journal) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| Some(manifest.content_digest()) == journal.goal)
    }
}

fn compress_text(text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()
}

/// Decompresses a text; `None` if it is damaged, cut off or larger than the [limit](STATE_TEXT_LIMIT).
fn decompress_text(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    GzDecoder::new(bytes).take(STATE_TEXT_LIMIT + 1).read_to_string(&mut text).ok()?;

    // The last line is whole.
    (text.ends_with('\n') && text.len() as u64 <= STATE_TEXT_LIMIT).then_some(text)
}

/// Parses a path that a run can have written. Files are written and deleted by these paths, so each must be an address of
/// the output, and none of the deployer's own files.
fn parse_address(path: &str) -> Option<String> {
    let own = DEPLOY_DIR.trim_end_matches('/');
    let is_own = path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(own));

    Address::new(path).filter(|address| address.as_str() == path && !is_own).map(|address| address.to_string())
}

/// Parses the address of a site or the name of a run: one line that can be shown.
fn parse_name(line: &str) -> Option<String> {
    let is_printable = line.len() <= LINE_LIMIT && line.chars().all(|c| !c.is_control());
    is_printable.then(|| line.to_owned())
}

/// Collects entries into a map; `None` if one of them could not be parsed, or two have the same path.
fn collect_unique<V>(entries: impl Iterator<Item = Option<(String, V)>>) -> Option<BTreeMap<String, V>> {
    let mut map = BTreeMap::new();
    for entry in entries {
        let (path, value) = entry?;
        if map.insert(path, value).is_some() {
            return None;
        }
    }
    Some(map)
}

#[cfg(test)]
mod tests;
