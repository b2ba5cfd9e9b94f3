//! Puts a site where readers reach it: in an object store, on a server, in a directory.
//!
//! ```text
//! Published ─► what is there (manifest, journal) ─► Work ─► lock ─► journal ─► files, in waves ─► manifest ─► deletions
//! ```
//! A failure anywhere leaves the old pages or the new ones, each with all that it links to; the next run goes on from there.
//! What is to be done is decided by values alone ([`work`], [`state`], [`role`], `guard`); [`store`] talks to the target.

mod failure;
mod guard;
mod lock;
pub mod role;
mod send;
pub mod state;
pub mod stop;
pub mod store;
pub mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tokio::runtime;
use tokio::time::timeout;

pub use failure::{DeployError, DeployRefusal};
use lock::Lock;
pub use lock::{LOCK_FILE, LockHolder};
use send::Uploader;
use state::{DeployStage, JOURNAL_FILE, Journal, MANIFEST_FILE, Manifest, TargetState};
pub use stop::{Cancellation, Signal};
use store::DEPLOY_DIR;
pub use store::{Credentials, Store, StoreError, StoreErrorCause, StoreErrorKind};
use work::{DeployPlan, SiteFile, Upload};

use crate::config::targets::{Compress, Target};
use crate::pipeline::threads;
use crate::publish::PublishedSite;

/// How often a deployer writes down how far it is, so that it need not send all of it again when it is cut off.
const JOURNAL_INTERVAL: Duration = Duration::from_secs(20);

/// How long a deployer that is asked to stop tries to write down how far it is, and to give the lock back.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes are sent before it is looked whether it is time to say that one is still at work.
const BATCH_BYTES: u64 = 64 * 1024 * 1024;

/// How a store is to serve a file; nothing where it cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServingHeaders {
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Cache-Control`
    pub cache_control: Option<String>,
    /// `Content-Encoding`
    pub content_encoding: Option<String>,
}

/// What a deployer may do, and who it is.
#[derive(Clone, Debug)]
pub struct DeployOptions {
    /// Whether many deletions are meant.
    pub allow_deletes: bool,
    /// Whether a target that has files of others, or another site, is meant. What jianbao did not put there stays.
    pub take_over: bool,
    /// The directory below the target's own.
    pub under: String,
    /// Who holds the lock.
    pub holder: LockHolder,
    /// Runs that surely live no longer: a lock of theirs is nobody's.
    pub ended: Vec<String>,
    /// Hears when to break it off.
    pub stop: Cancellation,
    /// Seconds since 1970.
    pub now: fn() -> i64,
}

/// Is told how it goes.
pub trait Progress {
    /// So many files of so many bytes are to be sent.
    fn begin_upload(&self, files: usize, bytes: u64);
    /// One more is there.
    fn file_sent(&self, path: &str, bytes: u64);
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploySummary {
    /// How many files were sent.
    pub sent: usize,
    /// How many bytes they have, before compression.
    pub bytes: u64,
    /// How many files were deleted.
    pub deleted: usize,
}

/// What a site needs at a target: compared, and nothing changed.
///
/// # Errors
/// A target that fails, or may not be written to; more deletions than can be meant do not count here.
pub fn plan_deployment(
    site: &PublishedSite,
    target: &Target,
    login: &Credentials,
    options: &DeployOptions,
) -> Result<DeployPlan, DeployError> {
    let store = open_store(target, login, options, None)?;
    let work = async {
        let state = TargetSnapshot::read_from_store(&store).await?;
        Ok(compare_site(state, &prepare_uploader(site, &store, target)?, options).await?.work)
    };
    block_on(options.stop.run_unless_stopped(work))
}

/// Puts a site up. `after` is called when readers have all of it, before the journal is closed: if it fails, the next run
/// calls it again, with at least the same addresses.
///
/// # Errors
/// A target that fails, or may not be written to. What was done by then stays and is gone on from by the next run.
pub fn deploy(
    site: &PublishedSite,
    target: &Target,
    login: &Credentials,
    options: &DeployOptions,
    progress: &dyn Progress,
    after: &mut dyn FnMut(&Journal) -> bool,
) -> Result<DeploySummary, DeployError> {
    // Where it is refused, nothing is left behind.
    let store = open_store(target, login, options, None)?;
    block_on(async {
        let looked = async {
            compare_site(
                TargetSnapshot::read_from_store(&store).await?,
                &prepare_uploader(site, &store, target)?,
                options,
            )
            .await
        };
        let first = options.stop.run_unless_stopped(looked).await?;
        if first.work.is_empty() && first.state.state.journal.is_none() {
            return Ok(DeploySummary::default());
        }
        check_deletions(&first.work, site, options)?;
        let store = open_store(target, login, options, Some(&options.holder.run))?;
        let serving = prepare_uploader(site, &store, target)?;
        let lock = Lock::acquire(&store, options.holder.clone(), &options.ended).await?;
        let mut run = Deployment { serving, lock, target, options, progress, noted: Instant::now() };
        let done = run.run_locked(first, after).await;
        match done {
            Ok(done) => run.lock.release(&store).await.map(|()| done),
            // Whoever asks to stop does not wait for long.
            Err(DeployError::Stopped { signal, .. }) => {
                let released = timeout(SHUTDOWN_TIMEOUT, run.lock.release(&store)).await;
                Err(DeployError::Stopped { signal, unlocked: matches!(released, Ok(Ok(()))) })
            }
            // Why it failed is what matters, not that the lock went with it.
            Err(failure) => {
                let _ = run.lock.release(&store).await;
                Err(failure)
            }
        }
    })
}

/// Threads of a deployment; others look up names and read files for them.
const DEPLOY_THREADS: usize = 2;

/// Runs to the end on threads of its own.
fn block_on<T>(work: impl Future<Output = Result<T, DeployError>>) -> Result<T, DeployError> {
    let no_threads = |error| DeployError::Disk { path: String::new(), error };
    // The runtime panics where the system refuses a thread.
    threads::ask_for(2 * DEPLOY_THREADS).map_err(no_threads)?;
    let runtime = runtime::Builder::new_multi_thread().worker_threads(DEPLOY_THREADS).enable_all().build();
    runtime.map_err(no_threads)?.block_on(work)
}

fn open_store(
    target: &Target,
    login: &Credentials,
    options: &DeployOptions,
    run: Option<&str>,
) -> Result<Store, DeployError> {
    Store::open(target, &options.under, login, run).map_err(DeployError::store_at(&target.name))
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

/// What is known of a target, and the version of its manifest from which it is known.
struct TargetSnapshot {
    state: TargetState,
    version: Option<String>,
}

impl TargetSnapshot {
    async fn read_from_store(store: &Store) -> Result<Self, DeployError> {
        let unreadable = |file: &str| DeployError::Refused(DeployRefusal::Unreadable { file: file.to_owned() });
        // Before it is read: if it changes in between, it will not be the same later.
        let version = store.file_version(MANIFEST_FILE).await.map_err(DeployError::store_at(MANIFEST_FILE))?;
        let manifest = store.read_file(MANIFEST_FILE).await.map_err(DeployError::store_at(MANIFEST_FILE))?;
        let manifest =
            manifest.map(|bytes| Manifest::from_gzip(&bytes).ok_or_else(|| unreadable(MANIFEST_FILE))).transpose()?;
        let journal = store.read_file(JOURNAL_FILE).await.map_err(DeployError::store_at(JOURNAL_FILE))?;
        let journal =
            journal.map(|bytes| Journal::from_gzip(&bytes).ok_or_else(|| unreadable(JOURNAL_FILE))).transpose()?;
        Ok(Self { state: TargetState { manifest, journal, ..TargetState::default() }, version })
    }

    /// Whether nobody has changed anything since: a manifest of many thousand files need not be read twice.
    async fn is_current(&self, store: &Store) -> Result<bool, DeployError> {
        let version = store.file_version(MANIFEST_FILE).await.map_err(DeployError::store_at(MANIFEST_FILE))?;
        let journal = store.read_file(JOURNAL_FILE).await.map_err(DeployError::store_at(JOURNAL_FILE))?;
        Ok(version.is_some() && version == self.version && journal.is_none() && self.state.journal.is_none())
    }
}

/// A site and a target, compared.
struct Comparison {
    state: TargetSnapshot,
    wanted: BTreeMap<String, SiteFile>,
    work: DeployPlan,
}

async fn compare_site(
    mut state: TargetSnapshot,
    serving: &Uploader<'_>,
    options: &DeployOptions,
) -> Result<Comparison, DeployError> {
    if !options.take_over {
        let foreign = match state.state.site_url() {
            None => serving.store.find_foreign_file().await.map_err(DeployError::store_at("/"))?,
            Some(_) => None,
        };
        guard::check_owner(&state.state, &serving.site.report.site, foreign).map_err(DeployError::Refused)?;
    }
    let listed = serving.site.listing.0.iter().filter_map(|(path, entry)| Some((path, (*entry)?)));
    let wanted: BTreeMap<String, SiteFile> = listed
        .map(|(path, entry)| {
            (path.clone(), SiteFile { digest: serving.deployed_digest(path, entry), bytes: entry.bytes })
        })
        .collect();
    inspect_unlisted_files(&mut state.state, &wanted, serving, options).await?;
    let work = work::plan_changes(&wanted, &state.state);
    Ok(Comparison { state, wanted, work })
}

/// Looks for what is written down nowhere and still matters: files of others that are taken over, and whether case matters.
async fn inspect_unlisted_files(
    state: &mut TargetState,
    wanted: &BTreeMap<String, SiteFile>,
    serving: &Uploader<'_>,
    options: &DeployOptions,
) -> Result<(), DeployError> {
    let store = serving.store;
    let places: BTreeSet<String> = wanted.keys().map(|path| path.to_lowercase()).collect();
    let another = state.manifest.as_ref().is_none_or(|manifest| manifest.site != serving.site.report.site);
    if another && (options.take_over || state.journal.as_ref().is_some_and(Journal::takes_over)) {
        let meant = |path: &str| places.contains(&path.to_lowercase());
        state.others = store.find_files(meant).await.map_err(DeployError::store_at("/"))?;
    }
    if !store.may_ignore_case() {
        return Ok(());
    }
    let known = state.known_files();
    let otherwise = |path: &&&str| !wanted.contains_key(**path) && places.contains(&path.to_lowercase());
    let Some(other) = known.keys().find(otherwise) else { return Ok(()) };
    // A file that is there under a name that nobody gave it.
    let strange = match (&state.manifest, &state.journal) {
        (Some(_), _) => MANIFEST_FILE.replace("manifest.gz", "MANIFEST.GZ"),
        (None, Some(_)) => JOURNAL_FILE.replace("journal.gz", "JOURNAL.GZ"),
        (None, None) => {
            let mut names = wanted.keys().filter(|path| path.to_lowercase() == other.to_lowercase());
            names.find(|path| !state.others.contains(*path)).cloned().unwrap_or_default()
        }
    };
    let ignores_case =
        !strange.is_empty() && store.file_exists(&strange).await.map_err(DeployError::store_at(&strange))?;
    state.ignores_case = ignores_case;
    Ok(())
}

fn check_deletions(work: &DeployPlan, site: &PublishedSite, options: &DeployOptions) -> Result<(), DeployError> {
    if options.allow_deletes {
        return Ok(());
    }
    guard::check_deletion_count(work, site.report.stories).map_err(DeployError::Refused)
}

/// A deployer at work.
struct Deployment<'s> {
    serving: Uploader<'s>,
    lock: Lock,
    target: &'s Target,
    options: &'s DeployOptions,
    progress: &'s dyn Progress,
    /// When it was last written down what is done.
    noted: Instant,
}

impl Deployment<'_> {
    /// Looks again, now that nobody else can be at work, and carries it out.
    async fn run_locked(
        &mut self,
        first: Comparison,
        after: &mut dyn FnMut(&Journal) -> bool,
    ) -> Result<DeploySummary, DeployError> {
        let store = self.serving.store;
        let compared = if first.state.is_current(store).await? {
            first
        } else {
            compare_site(TargetSnapshot::read_from_store(store).await?, &self.serving, self.options).await?
        };
        check_deletions(&compared.work, self.serving.site, self.options)?;
        store.delete_unfinished().await.map_err(DeployError::store_at(DEPLOY_DIR))?;
        self.carry_out(compared, after).await
    }

    async fn carry_out(
        &mut self,
        compared: Comparison,
        after: &mut dyn FnMut(&Journal) -> bool,
    ) -> Result<DeploySummary, DeployError> {
        let Comparison { work, wanted, state: TargetSnapshot { state, .. } } = compared;
        let store = self.serving.store;
        let site = self.serving.site.report.site.clone();
        let manifest = Manifest {
            site: site.clone(),
            run: self.options.holder.run.clone(),
            files: wanted.into_iter().map(|(path, wanted)| (path, wanted.sum)).collect(),
        };
        let mut journal = work.to_journal(&site, manifest.content_digest());
        if let Some(earlier) = &state.journal {
            journal.carry_over(earlier, &state.known_files());
        }
        let waiting: Vec<&Upload> = work.uploads().filter(|upload| !upload.there).collect();
        let bytes = waiting.iter().map(|upload| upload.wanted.bytes).sum();
        self.progress.begin_upload(waiting.len(), bytes);
        self.write_journal(&journal).await?;
        for wave in &work.adding {
            self.upload_wave(wave, &mut journal).await?;
        }
        journal.stage = DeployStage::Changing;
        if !work.adding.is_empty() {
            self.write_journal(&journal).await?;
        }
        for wave in &work.changing {
            self.upload_wave(wave, &mut journal).await?;
        }
        self.lock.ensure_held(store).await?;
        let packed = manifest.to_gzip().map_err(|error| DeployError::Disk { path: MANIFEST_FILE.to_owned(), error })?;
        store
            .write_file(MANIFEST_FILE, packed, &ServingHeaders::default())
            .await
            .map_err(DeployError::store_at(MANIFEST_FILE))?;
        self.delete_files(&work.deleting).await?;
        self.options.stop.ensure_running()?;
        if after(&journal) {
            self.lock.ensure_held(store).await?;
            store.delete_files(&[JOURNAL_FILE.to_owned()]).await.map_err(DeployError::store_at(JOURNAL_FILE))?;
        }
        Ok(DeploySummary { sent: waiting.len(), bytes, deleted: work.deleting.len() })
    }

    /// Sends a wave; writes down now and then, and when it fails, what is there.
    async fn upload_wave(&mut self, wave: &[Upload], journal: &mut Journal) -> Result<(), DeployError> {
        let at_a_time = self.target.concurrency;
        for part in split_into_batches(wave, at_a_time * 16) {
            let mut done = |upload: &Upload| {
                if let Some((_, done)) = journal.steps.get_mut(&upload.path) {
                    *done = true;
                }
                self.progress.file_sent(&upload.path, upload.wanted.bytes);
            };
            let sent = self.options.stop.run_unless_stopped(self.serving.upload_all(part, at_a_time, &mut done)).await;
            if matches!(sent, Err(Failure::Stopped { .. })) {
                let _ = timeout(SHUTDOWN_TIMEOUT, self.write_journal(journal)).await;
                return sent;
            }
            self.lock.renew_lease(self.serving.store, (self.options.now)()).await?;
            if sent.is_err() || self.noted.elapsed() >= JOURNAL_INTERVAL {
                self.noted = Instant::now();
                // So that another run need not send them again. If this fails, it will.
                let _ = self.write_journal(journal).await;
            }
            sent?;
        }
        Ok(())
    }

    async fn write_journal(&self, journal: &Journal) -> Result<(), DeployError> {
        let packed = journal.to_gzip().map_err(|error| DeployError::Disk { path: JOURNAL_FILE.to_owned(), error })?;
        self.serving
            .store
            .write_file(JOURNAL_FILE, packed, &ServingHeaders::default())
            .await
            .map_err(DeployError::store_at(JOURNAL_FILE))
    }

    async fn delete_files(&mut self, paths: &[String]) -> Result<(), DeployError> {
        let store = self.serving.store;
        for part in paths.chunks(1000) {
            self.options.stop.ensure_running()?;
            store.delete_files(part).await.map_err(DeployError::store_at(&part[0]))?;
            self.lock.renew_lease(store, (self.options.now)()).await?;
        }
        // Where there are directories, the deepest first; one that is not empty stays.
        let parents = |path: &str| {
            let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
            ends.into_iter().map(|end| path[..end].to_owned()).collect::<Vec<_>>()
        };
        let directories: BTreeSet<String> = paths.iter().flat_map(|path| parents(path)).collect();
        for directory in directories.iter().rev() {
            store.delete_empty_directory(directory).await;
        }
        Ok(())
    }
}

/// Cuts a wave into parts that do not take long to send: of so many files, or as few as have the [`BATCH_BYTES`].
fn split_into_batches(wave: &[Upload], files: usize) -> Vec<&[Upload]> {
    let (mut parts, mut rest) = (Vec::new(), wave);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |upload: &&Upload| {
            bytes += upload.wanted.bytes;
            bytes <= BATCH_BYTES
        };
        let count = rest.iter().take(files).take_while(fits).count().max(1);
        let (part, left) = rest.split_at(count);
        parts.push(part);
        rest = left;
    }
    parts
}
