//! Deploys a site to where readers reach it: an object store, a server, a directory.
//!
//! ```text
//! PublishedSite ─► TargetSnapshot (manifest, journal) ─► DeployPlan ─► lock ─► journal ─► files, in waves ─► manifest ─► deletions
//! ```
//! A failure at any point leaves the old pages or the new ones, each with all that it links to; the next run goes on from
//! there. [`plan`], [`state`], [`role`] and `guard` decide by values alone; [`store`] talks to the target.

pub mod cancellation;
mod comparison;
mod error;
mod guard;
mod lock;
pub mod plan;
pub mod role;
mod run;
pub mod state;
pub mod store;
mod upload;

use tokio::runtime;
use tokio::time::timeout;

pub use cancellation::{Cancellation, Signal};
use comparison::{TargetSnapshot, compare_site};
pub use error::{DeployError, DeployRefusal};
use lock::Lock;
pub use lock::{LOCK_FILE, LockHolder};
use plan::DeployPlan;
use run::{Deployment, SHUTDOWN_TIMEOUT, check_deletions};
use state::Journal;
pub use store::{Store, StoreCredentials, StoreError, StoreErrorCause, StoreErrorKind};
use upload::Uploader;

use crate::config::targets::{Compress, Target};
use crate::pipeline::threads;
use crate::publish::PublishedSite;

/// How a store is to serve a file; `None` where it cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServingHeaders {
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Cache-Control`
    pub cache_control: Option<String>,
    /// `Content-Encoding`
    pub content_encoding: Option<String>,
}

/// Settings of one run.
#[derive(Clone, Debug)]
pub struct DeployOptions {
    /// Whether deleting many files is intended.
    pub allow_deletes: bool,
    /// Whether replacing another site, or files that jianbao did not put there, is intended. Files of others that the site
    /// does not have stay.
    pub take_over: bool,
    /// The subdirectory of the target's directory.
    pub under: String,
    /// The identity that is written into the lock.
    pub holder: LockHolder,
    /// Runs that are known to have ended: their locks are ignored.
    pub ended: Vec<String>,
    /// Cancels the run.
    pub stop: Cancellation,
    /// The clock, in seconds since 1970.
    pub now: fn() -> i64,
}

/// Receives the progress of a deployment.
pub trait Progress {
    /// Called once before the upload, with its number of files and of bytes.
    fn begin_upload(&self, files: usize, bytes: u64);
    /// Called after each uploaded file.
    fn file_sent(&self, path: &str, bytes: u64);
}

/// The numbers of a finished deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploySummary {
    /// The number of uploaded files.
    pub sent: usize,
    /// Their bytes, before compression.
    pub bytes: u64,
    /// The number of deleted files.
    pub deleted: usize,
}

/// Compares a site with a target without changing anything (a dry run).
///
/// # Errors
/// A target that fails, or may not be written to; too many deletions are no error here.
pub fn plan_deployment(
    site: &PublishedSite,
    target: &Target,
    credentials: &StoreCredentials,
    options: &DeployOptions,
) -> Result<DeployPlan, DeployError> {
    let store = open_store(target, credentials, options, None)?;

    let comparison = async {
        let snapshot = TargetSnapshot::read_from_store(&store).await?;
        let uploader = prepare_uploader(site, &store, target)?;
        Ok(compare_site(snapshot, &uploader, options).await?.plan)
    };
    block_on(options.stop.run_unless_stopped(comparison))
}

/// Deploys a site. `after` is called once readers have all of it, before the journal is deleted: if it returns `false`, the
/// next run calls it again, with at least the same addresses.
///
/// # Errors
/// A target that fails, or may not be written to. Uploaded files stay, and the next run goes on from there.
pub fn deploy(
    site: &PublishedSite,
    target: &Target,
    credentials: &StoreCredentials,
    options: &DeployOptions,
    progress: &dyn Progress,
    after: &mut dyn FnMut(&Journal) -> bool,
) -> Result<DeploySummary, DeployError> {
    // Opened without a run, so that a refusal leaves not even a directory behind.
    let read_only_store = open_store(target, credentials, options, None)?;

    block_on(async {
        let comparison = async {
            let snapshot = TargetSnapshot::read_from_store(&read_only_store).await?;
            compare_site(snapshot, &prepare_uploader(site, &read_only_store, target)?, options).await
        };
        let first = options.stop.run_unless_stopped(comparison).await?;
        if first.plan.is_empty() && !first.snapshot.has_journal() {
            lock::remove_lock_of_ended_run(&read_only_store, &options.ended).await?;
            return Ok(DeploySummary::default());
        }
        check_deletions(&first.plan, site, options)?;

        let store = open_store(target, credentials, options, Some(&options.holder.run))?;
        let uploader = prepare_uploader(site, &store, target)?;
        let lock = Lock::acquire(&store, options.holder.clone(), &options.ended).await?;
        let mut deployment = Deployment::new(uploader, lock, target, options, progress);

        let result = deployment.run_locked(first, after).await;
        release_lock(deployment.into_lock(), &store, result).await
    })
}

/// Releases the lock at the end of a run, and returns the run's result.
async fn release_lock(
    lock: Lock,
    store: &Store,
    result: Result<DeploySummary, DeployError>,
) -> Result<DeploySummary, DeployError> {
    match result {
        Ok(summary) => lock.release(store).await.map(|()| summary),
        // Whoever stops a run does not wait for long.
        Err(DeployError::Stopped { signal, .. }) => {
            let released = timeout(SHUTDOWN_TIMEOUT, lock.release(store)).await;
            Err(DeployError::Stopped { signal, unlocked: matches!(released, Ok(Ok(()))) })
        }
        // The error of the run matters, not one of the lock that follows from it.
        Err(error) => {
            let _ = lock.release(store).await;
            Err(error)
        }
    }
}

/// Threads of the runtime; others look up host names and read files for them.
const DEPLOY_THREADS: usize = 2;

/// Runs a future to its end on a runtime of its own.
fn block_on<T>(work: impl Future<Output = Result<T, DeployError>>) -> Result<T, DeployError> {
    // The runtime panics where the system refuses a thread.
    threads::ask_for(2 * DEPLOY_THREADS).map_err(no_threads)?;

    let runtime = runtime::Builder::new_multi_thread().worker_threads(DEPLOY_THREADS).enable_all().build();
    runtime.map_err(no_threads)?.block_on(work)
}

fn no_threads(error: std::io::Error) -> DeployError {
    DeployError::Disk { path: String::new(), error }
}

fn open_store(
    target: &Target,
    credentials: &StoreCredentials,
    options: &DeployOptions,
    run: Option<&str>,
) -> Result<Store, DeployError> {
    Store::open(target, &options.under, credentials, run).map_err(DeployError::store_at(&target.name))
}

fn prepare_uploader<'s>(
    site: &'s PublishedSite,
    store: &'s Store,
    target: &Target,
) -> Result<Uploader<'s>, DeployError> {
    if target.compress != Compress::None && !store.keeps_content_encoding() {
        return Err(DeployError::Refused(DeployRefusal::NoEncoding));
    }
    Ok(Uploader::new(site, store, target.compress))
}
