//! Reads the state of a target and compares it with a site. Nothing is changed.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{DeployPlan, SiteFile, plan_changes};
use super::state::{JOURNAL_FILE, Journal, MANIFEST_FILE, Manifest, TargetState};
use super::store::Store;
use super::upload::Uploader;
use super::{DeployError, DeployOptions, DeployRefusal, guard};

/// The state of a target, with the version of the manifest that it was read from.
pub(super) struct TargetSnapshot {
    pub state: TargetState,
    manifest_version: Option<String>,
}

impl TargetSnapshot {
    /// Reads the manifest and the journal.
    pub async fn read_from_store(store: &Store) -> Result<Self, DeployError> {
        // The version first: a manifest that changes in between then has another one later.
        let manifest_version = store.file_version(MANIFEST_FILE).await.map_err(DeployError::store_at(MANIFEST_FILE))?;
        let manifest = read_state_file(store, MANIFEST_FILE, Manifest::from_gzip).await?;
        let journal = read_state_file(store, JOURNAL_FILE, Journal::from_gzip).await?;

        Ok(Self { state: TargetState { manifest, journal, ..TargetState::default() }, manifest_version })
    }

    /// Whether an interrupted run has left its journal.
    pub fn has_journal(&self) -> bool {
        self.state.journal.is_some()
    }

    /// Whether nothing has changed since it was read, which saves reading a manifest of many thousand files again.
    pub async fn is_current(&self, store: &Store) -> Result<bool, DeployError> {
        let version = store.file_version(MANIFEST_FILE).await.map_err(DeployError::store_at(MANIFEST_FILE))?;
        let journal = store.read_file(JOURNAL_FILE).await.map_err(DeployError::store_at(JOURNAL_FILE))?;

        let is_same_manifest = version.is_some() && version == self.manifest_version;
        Ok(is_same_manifest && journal.is_none() && !self.has_journal())
    }
}

/// Reads and parses one of the deployer's own files; `None` if it is not there.
async fn read_state_file<T>(
    store: &Store,
    path: &str,
    parse: impl Fn(&[u8]) -> Option<T>,
) -> Result<Option<T>, DeployError> {
    let bytes = store.read_file(path).await.map_err(DeployError::store_at(path))?;
    let Some(bytes) = bytes else { return Ok(None) };

    match parse(&bytes) {
        Some(parsed) => Ok(Some(parsed)),
        None => Err(DeployError::Refused(DeployRefusal::Unreadable { file: path.to_owned() })),
    }
}

/// A site compared with a target.
pub(super) struct Comparison {
    pub snapshot: TargetSnapshot,
    /// The files of the site by their paths.
    pub site_files: BTreeMap<String, SiteFile>,
    pub plan: DeployPlan,
}

/// Compares a site with the snapshot of a target.
///
/// # Errors
/// A target that belongs to another site and is not to be taken over; a failing store.
pub(super) async fn compare_site(
    mut snapshot: TargetSnapshot,
    uploader: &Uploader<'_>,
    options: &DeployOptions,
) -> Result<Comparison, DeployError> {
    if !options.take_over {
        check_target_owner(&snapshot.state, uploader).await?;
    }

    let site_files = list_site_files(uploader);
    inspect_unlisted_files(&mut snapshot.state, &site_files, uploader, options).await?;
    let plan = plan_changes(&site_files, &snapshot.state);

    Ok(Comparison { snapshot, site_files, plan })
}

/// Refuses a target that holds another site, or files that jianbao did not put there.
async fn check_target_owner(state: &TargetState, uploader: &Uploader<'_>) -> Result<(), DeployError> {
    let foreign_file = match state.site_url() {
        None => uploader.store.find_foreign_file().await.map_err(DeployError::store_at("/"))?,
        Some(_) => None,
    };
    guard::check_owner(state, &uploader.site.report.site, foreign_file).map_err(DeployError::Refused)
}

fn list_site_files(uploader: &Uploader<'_>) -> BTreeMap<String, SiteFile> {
    let listed = uploader.site.listing.0.iter().filter_map(|(path, entry)| Some((path, (*entry)?)));
    listed
        .map(|(path, entry)| {
            let digest = uploader.deployed_digest(path, entry);
            (path.clone(), SiteFile { digest, bytes: entry.bytes })
        })
        .collect()
}

/// Adds to a state what neither the manifest nor the journal says: files of others that are to be taken over, and whether the
/// target ignores the case of names.
async fn inspect_unlisted_files(
    state: &mut TargetState,
    site_files: &BTreeMap<String, SiteFile>,
    uploader: &Uploader<'_>,
    options: &DeployOptions,
) -> Result<(), DeployError> {
    let store = uploader.store;
    let lowercase_paths: BTreeSet<String> = site_files.keys().map(|path| path.to_lowercase()).collect();

    let is_other_site = state.manifest.as_ref().is_none_or(|manifest| manifest.site != uploader.site.report.site);
    if is_other_site && (options.take_over || state.journal.as_ref().is_some_and(Journal::takes_over)) {
        let found = store.find_files(|path| lowercase_paths.contains(&path.to_lowercase())).await;
        state.others = found.map_err(DeployError::store_at("/"))?;
    }

    if store.may_ignore_case()
        && let Some(path) = case_probe(state, site_files, &lowercase_paths)
    {
        state.ignores_case = store.file_exists(&path).await.map_err(DeployError::store_at(&path))?;
    }
    Ok(())
}

/// Returns a path that nobody has written and that exists only where names that differ in case are the same file. `None` if
/// it does not matter: no known file differs from one of the site in case alone.
fn case_probe(
    state: &TargetState,
    site_files: &BTreeMap<String, SiteFile>,
    lowercase_paths: &BTreeSet<String>,
) -> Option<String> {
    let known_files = state.known_files();
    let mut known_paths = known_files.keys();
    let variant =
        known_paths.find(|path| !site_files.contains_key(**path) && lowercase_paths.contains(&path.to_lowercase()))?;

    match (&state.manifest, &state.journal) {
        (Some(_), _) => Some(MANIFEST_FILE.replace("manifest.gz", "MANIFEST.GZ")),
        (None, Some(_)) => Some(JOURNAL_FILE.replace("journal.gz", "JOURNAL.GZ")),
        (None, None) => {
            let mut names = site_files.keys().filter(|path| path.to_lowercase() == variant.to_lowercase());
            names.find(|path| !state.others.contains(*path)).cloned()
        }
    }
}
