//! The journal: the changes of a run that has not ended yet.

use std::collections::BTreeMap;
use std::io;

use super::{FORMAT_HEADER, KnownFile, collect_unique, compress_text, decompress_text, parse_address, parse_name};
use crate::digest::Digest;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeployStage {
    /// Files are added where there were none. No page of the old site leads to them.
    #[default]
    Adding,
    /// All of these are there; files replace others, and then, after the manifest, the files that the new site has no longer
    /// are deleted.
    Changing,
}

/// A change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalStep {
    /// Adds it where there is none.
    Add(Digest),
    /// Replaces another.
    Change(Digest),
    /// Replaces one that jianbao did not put there.
    Take(Digest),
    /// Deletes it.
    Delete,
}

/// A change of a file, and whether it is known to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// The change.
    pub step: JournalStep,
    /// Whether it is known to be done.
    pub is_done: bool,
}

/// The changes of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// The address of the site that is deployed.
    pub site: String,
    /// The digest of the manifest at the end.
    pub goal: Option<Digest>,
    /// How far the run has come.
    pub stage: DeployStage,
    /// The changes by their paths.
    pub steps: BTreeMap<String, JournalEntry>,
}

impl JournalStep {
    /// Returns the digest of the file after the change.
    fn digest(self) -> Option<Digest> {
        match self {
            Self::Add(digest) | Self::Change(digest) | Self::Take(digest) => Some(digest),
            Self::Delete => None,
        }
    }
}

impl JournalEntry {
    /// Returns what is known of the file after the run was interrupted at a stage.
    pub(super) fn known_file(self, stage: DeployStage) -> KnownFile {
        let digest = self.step.digest().filter(|_| self.is_done);
        match self.step {
            JournalStep::Add(_) => KnownFile { digest, linked: stage == DeployStage::Changing, ours: true },
            JournalStep::Change(_) => KnownFile { digest, linked: true, ours: true },
            // Until it is done the file may still be the other's.
            JournalStep::Take(_) => KnownFile { digest, linked: true, ours: self.is_done },
            // Not begun; but an earlier run may have been interrupted over it.
            JournalStep::Delete => KnownFile { digest: None, linked: true, ours: true },
        }
    }

    fn to_line(self, path: &str) -> String {
        let done = if self.is_done { '.' } else { '?' };
        match self.step {
            JournalStep::Add(digest) => format!("+{done} {digest} {path}\n"),
            JournalStep::Change(digest) => format!("~{done} {digest} {path}\n"),
            JournalStep::Take(digest) => format!("={done} {digest} {path}\n"),
            JournalStep::Delete => format!("-{done} - {path}\n"),
        }
    }

    fn parse_line(line: &str) -> Option<(String, Self)> {
        let mut parts = line.splitn(3, ' ');
        let marks = parts.next()?;
        let digest = parts.next()?;
        let path = parts.next()?;

        let step = match marks.get(..1)? {
            "+" => JournalStep::Add(Digest::from_hex(digest)?),
            "~" => JournalStep::Change(Digest::from_hex(digest)?),
            "=" => JournalStep::Take(Digest::from_hex(digest)?),
            "-" => JournalStep::Delete,
            _ => return None,
        };
        let is_done = match marks.get(1..)? {
            "." => true,
            "?" => false,
            _ => return None,
        };
        Some((parse_address(path)?, Self { step, is_done }))
    }
}

impl Journal {
    /// Returns the addresses whose content is replaced or deleted, in their order: a CDN may still hold the old one.
    pub fn stale_paths(&self) -> impl Iterator<Item = &str> {
        self.paths_where(|step| !matches!(step, JournalStep::Add(_)))
    }

    /// Returns the addresses that get new content, in their order.
    pub fn uploaded_paths(&self) -> impl Iterator<Item = &str> {
        self.paths_where(|step| step != JournalStep::Delete)
    }

    pub(super) fn deleted_paths(&self) -> impl Iterator<Item = &str> {
        self.paths_where(|step| step == JournalStep::Delete)
    }

    fn paths_where(&self, matches: impl Fn(JournalStep) -> bool) -> impl Iterator<Item = &str> {
        self.steps.iter().filter(move |(_, entry)| matches(entry.step)).map(|(path, _)| path.as_str())
    }

    /// Whether files of others are taken over.
    pub fn takes_over(&self) -> bool {
        self.steps.values().any(|entry| matches!(entry.step, JournalStep::Take(_)))
    }

    /// Records that the change of a file is done.
    pub fn mark_done(&mut self, path: &str) {
        if let Some(entry) = self.steps.get_mut(path) {
            entry.is_done = true;
        }
    }

    /// Adds the changes of an earlier run that this one need not do again, `known_files` being the state since: they are to
    /// be remembered until a manifest has them, and reported at the end.
    pub fn carry_over(&mut self, earlier: &Self, known_files: &BTreeMap<&str, KnownFile>) {
        for path in earlier.steps.keys() {
            if let Some(digest) = known_files.get(path.as_str()).and_then(|known| known.digest) {
                let entry = JournalEntry { step: JournalStep::Change(digest), is_done: true };
                self.steps.entry(path.clone()).or_insert(entry);
            }
        }
    }

    /// Encodes the journal as it is stored at a target.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn to_gzip(&self) -> io::Result<Vec<u8>> {
        let stage = match self.stage {
            DeployStage::Adding => "adding",
            DeployStage::Changing => "changing",
        };
        let goal = self.goal.map_or_else(|| "-".to_owned(), |goal| goal.to_string());

        let mut text = format!("{FORMAT_HEADER} journal\n{}\n{stage} {goal}\n", self.site);
        for (path, entry) in &self.steps {
            text.push_str(&entry.to_line(path));
        }
        compress_text(&text)
    }

    /// Decodes a stored journal; `None` if it is damaged or of a later version.
    pub fn from_gzip(bytes: &[u8]) -> Option<Self> {
        let text = decompress_text(bytes)?;
        let mut lines = text.strip_prefix(FORMAT_HEADER)?.strip_prefix(" journal\n")?.lines();

        let site = parse_name(lines.next()?)?;
        let (stage, goal) = lines.next()?.split_once(' ')?;
        let stage = match stage {
            "adding" => DeployStage::Adding,
            "changing" => DeployStage::Changing,
            _ => return None,
        };
        let goal = if goal == "-" { None } else { Some(Digest::from_hex(goal)?) };
        let steps = collect_unique(lines.map(JournalEntry::parse_line))?;

        Some(Self { site, goal, stage, steps })
    }
}
