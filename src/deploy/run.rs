//! Carries out a deployment plan while the lock is held: journal, uploads in waves, manifest, deletions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::comparison::{Comparison, TargetSnapshot, compare_site};
use super::lock::Lock;
use super::plan::{DeployPlan, SiteFile, Upload};
use super::state::{DeployStage, JOURNAL_FILE, Journal, MANIFEST_FILE, Manifest, TargetState};
use super::store::DEPLOY_DIR;
use super::upload::Uploader;
use super::{DeployError, DeployOptions, DeploySummary, Progress, ServingHeaders, guard};
use crate::config::targets::Target;
use crate::publish::PublishedSite;

/// How often the journal is written during the upload. An interrupted run sends again what it sent since.
const JOURNAL_INTERVAL: Duration = Duration::from_secs(20);

/// How long a run that is asked to stop tries to write its journal, and to release the lock.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes that are sent between two looks at the clock, for the journal and the lease of the lock.
const BATCH_BYTES: u64 = 64 * 1024 * 1024;

/// Files that are deleted in one request.
const DELETE_BATCH: usize = 1000;

/// Refuses more deletions than can be intended, unless they are allowed.
///
/// # Errors
/// [`DeployRefusal::Deletions`](super::DeployRefusal::Deletions).
pub(super) fn check_deletions(
    plan: &DeployPlan,
    site: &PublishedSite,
    options: &DeployOptions,
) -> Result<(), DeployError> {
    if options.allow_deletes {
        return Ok(());
    }
    guard::check_deletion_count(plan, site.report.stories).map_err(DeployError::Refused)
}

/// A run that holds the lock.
pub(super) struct Deployment<'s> {
    uploader: Uploader<'s>,
    lock: Lock,
    target: &'s Target,
    options: &'s DeployOptions,
    progress: &'s dyn Progress,
    journal_written: Instant,
}

impl<'s> Deployment<'s> {
    pub fn new(
        uploader: Uploader<'s>,
        lock: Lock,
        target: &'s Target,
        options: &'s DeployOptions,
        progress: &'s dyn Progress,
    ) -> Self {
        Self { uploader, lock, target, options, progress, journal_written: Instant::now() }
    }

    pub fn into_lock(self) -> Lock {
        self.lock
    }

    /// Compares again, as another run may have ended before the lock was acquired, and carries the plan out.
    pub async fn run_locked(
        &mut self,
        first: Comparison,
        after: &mut dyn FnMut(&Journal) -> bool,
    ) -> Result<DeploySummary, DeployError> {
        let store = self.uploader.store;
        let comparison = if first.snapshot.is_current(store).await? {
            first
        } else {
            let snapshot = TargetSnapshot::read_from_store(store).await?;
            compare_site(snapshot, &self.uploader, self.options).await?
        };
        check_deletions(&comparison.plan, self.uploader.site, self.options)?;

        store.delete_unfinished().await.map_err(DeployError::store_at(DEPLOY_DIR))?;
        self.carry_out(comparison, after).await
    }

    async fn carry_out(
        &mut self,
        comparison: Comparison,
        after: &mut dyn FnMut(&Journal) -> bool,
    ) -> Result<DeploySummary, DeployError> {
        let Comparison { plan, site_files, snapshot } = comparison;
        let manifest = self.new_manifest(site_files);
        let mut journal = new_journal(&plan, &manifest, &snapshot.state);

        let waiting: Vec<&Upload> = plan.uploads().filter(|upload| !upload.already_there).collect();
        let bytes = waiting.iter().map(|upload| upload.file.bytes).sum();
        self.progress.begin_upload(waiting.len(), bytes);

        self.upload_waves(&plan, &mut journal).await?;
        self.write_manifest(&manifest).await?;
        self.delete_files(&plan.deleting).await?;

        self.options.stop.ensure_running()?;
        if after(&journal) {
            self.delete_journal().await?;
        }
        Ok(DeploySummary { sent: waiting.len(), bytes, deleted: plan.deleting.len() })
    }

    fn new_manifest(&self, site_files: BTreeMap<String, SiteFile>) -> Manifest {
        Manifest {
            site: self.uploader.site.report.site.clone(),
            run: self.options.holder.run.clone(),
            files: site_files.into_iter().map(|(path, file)| (path, file.digest)).collect(),
        }
    }

    /// Uploads all files, new ones first. The journal says what may differ from the manifest before anything does.
    async fn upload_waves(&mut self, plan: &DeployPlan, journal: &mut Journal) -> Result<(), DeployError> {
        self.write_journal(journal).await?;
        for wave in &plan.adding {
            self.upload_wave(wave, journal).await?;
        }

        journal.stage = DeployStage::Changing;
        if !plan.adding.is_empty() {
            self.write_journal(journal).await?;
        }
        for wave in &plan.changing {
            self.upload_wave(wave, journal).await?;
        }
        Ok(())
    }

    /// Uploads a wave. Writes the journal from time to time, and when an upload fails.
    async fn upload_wave(&mut self, wave: &[Upload], journal: &mut Journal) -> Result<(), DeployError> {
        let concurrency = self.target.concurrency;
        for batch in split_into_batches(wave, concurrency * 16) {
            let progress = self.progress;
            let upload = self.uploader.upload_all(batch, concurrency, |upload| {
                journal.mark_done(&upload.path);
                progress.file_sent(&upload.path, upload.file.bytes);
            });
            let sent = self.options.stop.run_unless_stopped(upload).await;

            if matches!(sent, Err(DeployError::Stopped { .. })) {
                let _ = timeout(SHUTDOWN_TIMEOUT, self.write_journal(journal)).await;
                return sent;
            }

            self.lock.renew_lease(self.uploader.store, (self.options.now)()).await?;
            if sent.is_err() || self.journal_written.elapsed() >= JOURNAL_INTERVAL {
                self.journal_written = Instant::now();
                // Only saves the next run from sending these files again.
                let _ = self.write_journal(journal).await;
            }
            sent?;
        }
        Ok(())
    }

    async fn write_journal(&self, journal: &Journal) -> Result<(), DeployError> {
        let bytes = journal.to_gzip().map_err(|error| DeployError::Disk { path: JOURNAL_FILE.to_owned(), error })?;
        self.write_own_file(JOURNAL_FILE, bytes).await
    }

    async fn delete_journal(&self) -> Result<(), DeployError> {
        let store = self.uploader.store;
        self.lock.ensure_held(store).await?;
        store.delete_files(&[JOURNAL_FILE.to_owned()]).await.map_err(DeployError::store_at(JOURNAL_FILE))
    }

    async fn write_manifest(&self, manifest: &Manifest) -> Result<(), DeployError> {
        self.lock.ensure_held(self.uploader.store).await?;
        let bytes = manifest.to_gzip().map_err(|error| DeployError::Disk { path: MANIFEST_FILE.to_owned(), error })?;
        self.write_own_file(MANIFEST_FILE, bytes).await
    }

    async fn write_own_file(&self, path: &str, bytes: Vec<u8>) -> Result<(), DeployError> {
        let headers = ServingHeaders::default();
        self.uploader.store.write_file(path, bytes, &headers).await.map_err(DeployError::store_at(path))
    }

    async fn delete_files(&mut self, paths: &[String]) -> Result<(), DeployError> {
        let store = self.uploader.store;
        for batch in paths.chunks(DELETE_BATCH) {
            self.options.stop.ensure_running()?;
            store.delete_files(batch).await.map_err(DeployError::store_at(&batch[0]))?;
            self.lock.renew_lease(store, (self.options.now)()).await?;
        }

        // The deepest first; a directory that is not empty stays.
        let directories: BTreeSet<&str> = paths.iter().flat_map(|path| parent_directories(path)).collect();
        for directory in directories.iter().rev() {
            store.delete_empty_directory(directory).await;
        }
        Ok(())
    }
}

/// Returns the journal of a plan before anything is done. What an interrupted run has done is in it.
fn new_journal(plan: &DeployPlan, manifest: &Manifest, state: &TargetState) -> Journal {
    let mut journal = plan.to_journal(&manifest.site, manifest.content_digest());
    if let Some(earlier) = &state.journal {
        journal.carry_over(earlier, &state.known_files());
    }
    journal
}

/// `a` and `a/b` for `a/b/c.html`.
fn parent_directories(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Splits a wave into batches of at most `max_files` files and [`BATCH_BYTES`] bytes; a larger file is a batch by itself.
fn split_into_batches(wave: &[Upload], max_files: usize) -> Vec<&[Upload]> {
    let mut batches = Vec::new();
    let mut rest = wave;

    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take(max_files).take_while(|upload| {
            bytes += upload.file.bytes;
            bytes <= BATCH_BYTES
        });
        let (batch, left) = rest.split_at(fitting.count().max(1));
        batches.push(batch);
        rest = left;
    }
    batches
}
