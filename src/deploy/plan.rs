//! Plans the changes that give a target a site, in an order in which at every moment each page that a reader can reach has
//! all that it links to.

use std::collections::{BTreeMap, BTreeSet};

use super::role::FileRole;
use super::state::{DeployStage, Journal, JournalEntry, JournalStep, KnownFile, TargetState};
use crate::digest::Digest;

/// A file of the new site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// The digest of its content and of its headers.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A file that is to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its address in the output.
    pub path: String,
    /// Its digest and length.
    pub file: SiteFile,
    /// Whether the target has no file there yet that a page leads to.
    pub is_new: bool,
    /// Whether an interrupted run has uploaded it already.
    pub already_there: bool,
    /// Whether it replaces a file that jianbao did not put there.
    pub takes_over: bool,
}

/// The changes that give a target a site, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeployPlan {
    /// Files that no page leads to yet, in waves: each is completed before the next begins.
    pub adding: Vec<Vec<Upload>>,
    /// Files that replace others, and the front page, in waves.
    pub changing: Vec<Vec<Upload>>,
    /// Files that the site has no longer.
    pub deleting: Vec<String>,
    /// Those of [`deleting`](Self::deleting) that readers may still reach; an earlier run was about to delete the others.
    pub still_linked: Vec<String>,
    /// The number of files of jianbao's that are known at the target.
    pub known_count: usize,
}

/// Compares a site with the state of a target.
///
/// New files come first: nothing leads to them until the pages that do are uploaded, so they may come in any order. The
/// styles and pictures that changed pages need are among them, and so is every page that a changed page may link to. Then
/// the changed ones, stories before the lists that name them; whatever they link to is there, in its old form or its new
/// one. The front page is last, new or not: a site that is deployed for the first time cannot be reached before.
pub fn plan_changes(site: &BTreeMap<String, SiteFile>, state: &TargetState) -> DeployPlan {
    let known_files = state.known_files();
    let deployed = merge_by_name(&known_files, state.ignores_case);

    let mut waves: BTreeMap<WaveOrder, Vec<Upload>> = BTreeMap::new();
    for (path, file) in site {
        let known = deployed.get(&file_name_key(path, state.ignores_case));
        if let Some(upload) = plan_upload(path, *file, known) {
            waves.entry(WaveOrder::of_upload(&upload)).or_default().push(upload);
        }
    }

    let mut plan = DeployPlan::default();
    for (order, wave) in waves {
        if order.is_change { plan.changing.push(wave) } else { plan.adding.push(wave) }
    }
    plan_deletions(&mut plan, site, &known_files, state.ignores_case);
    plan
}

/// The key of a file by its path: where the target ignores case, names that differ in case alone are one file.
fn file_name_key(path: &str, ignores_case: bool) -> String {
    if ignores_case { path.to_lowercase() } else { path.to_owned() }
}

/// Merges the files that are one file at the target. The content of those that were recorded with different ones is unknown.
fn merge_by_name(known_files: &BTreeMap<&str, KnownFile>, ignores_case: bool) -> BTreeMap<String, KnownFile> {
    let mut merged: BTreeMap<String, KnownFile> = BTreeMap::new();
    for (path, known) in known_files {
        merged
            .entry(file_name_key(path, ignores_case))
            .and_modify(|other| {
                other.digest = other.digest.filter(|digest| Some(*digest) == known.digest);
                other.linked |= known.linked;
                other.ours |= known.ours;
            })
            .or_insert(*known);
    }
    merged
}

/// The order of waves. Additions come before changes; the front page is always a change.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct WaveOrder {
    is_change: bool,
    role: FileRole,
}

impl WaveOrder {
    fn of_upload(upload: &Upload) -> Self {
        let role = FileRole::of_address(&upload.path);
        Self { is_change: !upload.is_new || role == FileRole::Home, role }
    }
}

/// Returns the upload of a file, unless the target has the same file and a page leads to it.
fn plan_upload(path: &str, file: SiteFile, known: Option<&KnownFile>) -> Option<Upload> {
    let is_linked = known.is_some_and(|known| known.linked);
    let already_there = known.is_some_and(|known| known.digest == Some(file.digest));
    if already_there && is_linked {
        return None;
    }

    let takes_over = known.is_some_and(|known| !known.ours);
    Some(Upload { path: path.to_owned(), file, is_new: !is_linked, already_there, takes_over })
}

/// Plans the deletion of what jianbao put there and the site has no longer.
fn plan_deletions(
    plan: &mut DeployPlan,
    site: &BTreeMap<String, SiteFile>,
    known_files: &BTreeMap<&str, KnownFile>,
    ignores_case: bool,
) {
    let kept: BTreeSet<String> = site.keys().map(|path| file_name_key(path, ignores_case)).collect();
    for (path, known) in known_files.iter().filter(|(_, known)| known.ours) {
        plan.known_count += 1;
        if kept.contains(&file_name_key(path, ignores_case)) {
            continue;
        }

        plan.deleting.push((*path).to_owned());
        if known.linked {
            plan.still_linked.push((*path).to_owned());
        }
    }
}

impl DeployPlan {
    /// Returns all uploads in their order.
    pub fn uploads(&self) -> impl Iterator<Item = &Upload> {
        self.adding.iter().chain(&self.changing).flatten()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.uploads().next().is_none() && self.deleting.is_empty()
    }

    /// Returns the journal of the plan before anything is done. `goal` is the digest of the manifest at its end.
    pub fn to_journal(&self, site: &str, goal: Digest) -> Journal {
        let additions = self.adding.iter().flatten().map(|upload| upload.journal_entry(JournalStep::Add));
        let changes = self.changing.iter().flatten().map(|upload| upload.journal_entry(JournalStep::Change));
        let deletion = JournalEntry { step: JournalStep::Delete, is_done: false };
        let deletions = self.deleting.iter().map(|path| (path.clone(), deletion));

        Journal {
            site: site.to_owned(),
            goal: Some(goal),
            stage: DeployStage::Adding,
            steps: additions.chain(changes).chain(deletions).collect(),
        }
    }
}

impl Upload {
    fn journal_entry(&self, step: fn(Digest) -> JournalStep) -> (String, JournalEntry) {
        let step = if self.takes_over { JournalStep::Take } else { step };
        (self.path.clone(), JournalEntry { step: step(self.file.digest), is_done: self.already_there })
    }
}

#[cfg(test)]
mod tests;
