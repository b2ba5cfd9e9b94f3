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

pub use failure::{Failure, Refusal};
use lock::Lock;
pub use lock::{Holder, LOCK};
use send::Serving;
use state::{JOURNAL, Journal, MANIFEST, Manifest, Stage, State};
pub use stop::{Signal, Stop};
use store::OWN;
pub use store::{Cause, Login, Store, StoreError, Trouble};
use work::{Upload, Wanted, Work};

use crate::config::targets::{Compress, Target};
use crate::pipeline::threads;
use crate::publish::Published;

/// How often a deployer writes down how far it is, so that it need not send all of it again when it is cut off.
const NOTE: Duration = Duration::from_secs(20);

/// How long a deployer that is asked to stop tries to write down how far it is, and to give the lock back.
const HASTE: Duration = Duration::from_secs(10);

/// How many bytes are sent before it is looked whether it is time to say that one is still at work.
const SPAN: u64 = 64 * 1024 * 1024;

/// How a store is to serve a file; nothing where it cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// `Content-Type`
    pub kind: Option<String>,
    /// `Cache-Control`
    pub caching: Option<String>,
    /// `Content-Encoding`
    pub encoding: Option<String>,
}

/// What a deployer may do, and who it is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether many deletions are meant.
    pub allow_deletes: bool,
    /// Whether a target that has files of others, or another site, is meant. What jianbao did not put there stays.
    pub take_over: bool,
    /// The directory below the target's own.
    pub under: String,
    /// Who holds the lock.
    pub holder: Holder,
    /// Runs that surely live no longer: a lock of theirs is nobody's.
    pub ended: Vec<String>,
    /// Hears when to break it off.
    pub stop: Stop,
    /// Seconds since 1970.
    pub now: fn() -> i64,
}

/// Is told how it goes.
pub trait Progress {
    /// So many files of so many bytes are to be sent.
    fn begin(&self, files: usize, bytes: u64);
    /// One more is there.
    fn sent(&self, path: &str, bytes: u64);
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
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
pub fn look(site: &Published, target: &Target, login: &Login, options: &Options) -> Result<Work, Failure> {
    let store = open(target, login, options, None)?;
    let work = async {
        let state = Seen::read(&store).await?;
        Ok(compare(state, &serving(site, &store, target)?, options).await?.work)
    };
    block_on(options.stop.or(work))
}

/// Puts a site up. `after` is called when readers have all of it, before the journal is closed: if it fails, the next run
/// calls it again, with at least the same addresses.
///
/// # Errors
/// A target that fails, or may not be written to. What was done by then stays and is gone on from by the next run.
pub fn deploy(
    site: &Published,
    target: &Target,
    login: &Login,
    options: &Options,
    progress: &dyn Progress,
    after: &mut dyn FnMut(&Journal) -> bool,
) -> Result<Done, Failure> {
    // Where it is refused, nothing is left behind.
    let store = open(target, login, options, None)?;
    block_on(async {
        let looked = async { compare(Seen::read(&store).await?, &serving(site, &store, target)?, options).await };
        let first = options.stop.or(looked).await?;
        if first.work.is_empty() && first.state.state.journal.is_none() {
            return Ok(Done::default());
        }
        allow(&first.work, site, options)?;
        let store = open(target, login, options, Some(&options.holder.run))?;
        let serving = serving(site, &store, target)?;
        let lock = Lock::take(&store, options.holder.clone(), &options.ended).await?;
        let mut run = Run { serving, lock, target, options, progress, noted: Instant::now() };
        let done = run.go(first, after).await;
        match done {
            Ok(done) => run.lock.release(&store).await.map(|()| done),
            // Whoever asks to stop does not wait for long.
            Err(Failure::Stopped { signal, .. }) => {
                let released = timeout(HASTE, run.lock.release(&store)).await;
                Err(Failure::Stopped { signal, unlocked: matches!(released, Ok(Ok(()))) })
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
const WORKERS: usize = 2;

/// Runs to the end on threads of its own.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let no_threads = |error| Failure::Disk { path: String::new(), error };
    // The runtime panics where the system refuses a thread.
    threads::ask_for(2 * WORKERS).map_err(no_threads)?;
    let runtime = runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    runtime.map_err(no_threads)?.block_on(work)
}

fn open(target: &Target, login: &Login, options: &Options, run: Option<&str>) -> Result<Store, Failure> {
    Store::open(target, &options.under, login, run).map_err(Failure::at(&target.name))
}

fn serving<'s>(site: &'s Published, store: &'s Store, target: &Target) -> Result<Serving<'s>, Failure> {
    if target.compress != Compress::None && !store.encodes() {
        return Err(Failure::Refused(Refusal::NoEncoding));
    }
    Ok(Serving::new(site, store, target.compress))
}

/// What is known of a target, and the version of its manifest from which it is known.
struct Seen {
    state: State,
    version: Option<String>,
}

impl Seen {
    async fn read(store: &Store) -> Result<Self, Failure> {
        let unreadable = |file: &str| Failure::Refused(Refusal::Unreadable { file: file.to_owned() });
        // Before it is read: if it changes in between, it will not be the same later.
        let version = store.version(MANIFEST).await.map_err(Failure::at(MANIFEST))?;
        let manifest = store.read(MANIFEST).await.map_err(Failure::at(MANIFEST))?;
        let manifest = manifest.map(|bytes| Manifest::parse(&bytes).ok_or_else(|| unreadable(MANIFEST))).transpose()?;
        let journal = store.read(JOURNAL).await.map_err(Failure::at(JOURNAL))?;
        let journal = journal.map(|bytes| Journal::parse(&bytes).ok_or_else(|| unreadable(JOURNAL))).transpose()?;
        Ok(Self { state: State { manifest, journal, ..State::default() }, version })
    }

    /// Whether nobody has changed anything since: a manifest of many thousand files need not be read twice.
    async fn still(&self, store: &Store) -> Result<bool, Failure> {
        let version = store.version(MANIFEST).await.map_err(Failure::at(MANIFEST))?;
        let journal = store.read(JOURNAL).await.map_err(Failure::at(JOURNAL))?;
        Ok(version.is_some() && version == self.version && journal.is_none() && self.state.journal.is_none())
    }
}

/// A site and a target, compared.
struct Compared {
    state: Seen,
    wanted: BTreeMap<String, Wanted>,
    work: Work,
}

async fn compare(mut state: Seen, serving: &Serving<'_>, options: &Options) -> Result<Compared, Failure> {
    if !options.take_over {
        let foreign = match state.state.site() {
            None => serving.store.any().await.map_err(Failure::at("/"))?,
            Some(_) => None,
        };
        guard::owner(&state.state, &serving.site.about.site, foreign).map_err(Failure::Refused)?;
    }
    let listed = serving.site.listing.0.iter().filter_map(|(path, entry)| Some((path, (*entry)?)));
    let wanted: BTreeMap<String, Wanted> = listed
        .map(|(path, entry)| (path.clone(), Wanted { sum: serving.sum(path, entry), bytes: entry.bytes }))
        .collect();
    survey(&mut state.state, &wanted, serving, options).await?;
    let work = work::work(&wanted, &state.state);
    Ok(Compared { state, wanted, work })
}

/// Looks for what is written down nowhere and still matters: files of others that are taken over, and whether case matters.
async fn survey(
    state: &mut State,
    wanted: &BTreeMap<String, Wanted>,
    serving: &Serving<'_>,
    options: &Options,
) -> Result<(), Failure> {
    let store = serving.store;
    let places: BTreeSet<String> = wanted.keys().map(|path| path.to_lowercase()).collect();
    let another = state.manifest.as_ref().is_none_or(|manifest| manifest.site != serving.site.about.site);
    if another && (options.take_over || state.journal.as_ref().is_some_and(Journal::takes)) {
        let meant = |path: &str| places.contains(&path.to_lowercase());
        state.others = store.all(meant).await.map_err(Failure::at("/"))?;
    }
    if !store.may_ignore_case() {
        return Ok(());
    }
    let known = state.files();
    let otherwise = |path: &&&str| !wanted.contains_key(**path) && places.contains(&path.to_lowercase());
    let Some(other) = known.keys().find(otherwise) else { return Ok(()) };
    // A file that is there under a name that nobody gave it.
    let strange = match (&state.manifest, &state.journal) {
        (Some(_), _) => MANIFEST.replace("manifest.gz", "MANIFEST.GZ"),
        (None, Some(_)) => JOURNAL.replace("journal.gz", "JOURNAL.GZ"),
        (None, None) => {
            let mut names = wanted.keys().filter(|path| path.to_lowercase() == other.to_lowercase());
            names.find(|path| !state.others.contains(*path)).cloned().unwrap_or_default()
        }
    };
    let ignores_case = !strange.is_empty() && store.has(&strange).await.map_err(Failure::at(&strange))?;
    state.ignores_case = ignores_case;
    Ok(())
}

fn allow(work: &Work, site: &Published, options: &Options) -> Result<(), Failure> {
    if options.allow_deletes {
        return Ok(());
    }
    guard::deletions(work, site.about.stories).map_err(Failure::Refused)
}

/// A deployer at work.
struct Run<'s> {
    serving: Serving<'s>,
    lock: Lock,
    target: &'s Target,
    options: &'s Options,
    progress: &'s dyn Progress,
    /// When it was last written down what is done.
    noted: Instant,
}

impl Run<'_> {
    /// Looks again, now that nobody else can be at work, and carries it out.
    async fn go(&mut self, first: Compared, after: &mut dyn FnMut(&Journal) -> bool) -> Result<Done, Failure> {
        let store = self.serving.store;
        let compared = if first.state.still(store).await? {
            first
        } else {
            compare(Seen::read(store).await?, &self.serving, self.options).await?
        };
        allow(&compared.work, self.serving.site, self.options)?;
        store.clear().await.map_err(Failure::at(OWN))?;
        self.carry_out(compared, after).await
    }

    async fn carry_out(
        &mut self,
        compared: Compared,
        after: &mut dyn FnMut(&Journal) -> bool,
    ) -> Result<Done, Failure> {
        let Compared { work, wanted, state: Seen { state, .. } } = compared;
        let store = self.serving.store;
        let site = self.serving.site.about.site.clone();
        let manifest = Manifest {
            site: site.clone(),
            run: self.options.holder.run.clone(),
            files: wanted.into_iter().map(|(path, wanted)| (path, wanted.sum)).collect(),
        };
        let mut journal = work.journal(&site, manifest.sum());
        if let Some(earlier) = &state.journal {
            journal.carry(earlier, &state.files());
        }
        let waiting: Vec<&Upload> = work.uploads().filter(|upload| !upload.there).collect();
        let bytes = waiting.iter().map(|upload| upload.wanted.bytes).sum();
        self.progress.begin(waiting.len(), bytes);
        self.note(&journal).await?;
        for wave in &work.adding {
            self.wave(wave, &mut journal).await?;
        }
        journal.stage = Stage::Changing;
        if !work.adding.is_empty() {
            self.note(&journal).await?;
        }
        for wave in &work.changing {
            self.wave(wave, &mut journal).await?;
        }
        self.lock.check(store).await?;
        let packed = manifest.bytes().map_err(|error| Failure::Disk { path: MANIFEST.to_owned(), error })?;
        store.write(MANIFEST, packed, &Served::default()).await.map_err(Failure::at(MANIFEST))?;
        self.delete(&work.deleting).await?;
        self.options.stop.check()?;
        if after(&journal) {
            self.lock.check(store).await?;
            store.delete(&[JOURNAL.to_owned()]).await.map_err(Failure::at(JOURNAL))?;
        }
        Ok(Done { sent: waiting.len(), bytes, deleted: work.deleting.len() })
    }

    /// Sends a wave; writes down now and then, and when it fails, what is there.
    async fn wave(&mut self, wave: &[Upload], journal: &mut Journal) -> Result<(), Failure> {
        let at_a_time = self.target.concurrency;
        for part in parts(wave, at_a_time * 16) {
            let mut done = |upload: &Upload| {
                if let Some((_, done)) = journal.steps.get_mut(&upload.path) {
                    *done = true;
                }
                self.progress.sent(&upload.path, upload.wanted.bytes);
            };
            let sent = self.options.stop.or(self.serving.all(part, at_a_time, &mut done)).await;
            if matches!(sent, Err(Failure::Stopped { .. })) {
                let _ = timeout(HASTE, self.note(journal)).await;
                return sent;
            }
            self.lock.breathe(self.serving.store, (self.options.now)()).await?;
            if sent.is_err() || self.noted.elapsed() >= NOTE {
                self.noted = Instant::now();
                // So that another run need not send them again. If this fails, it will.
                let _ = self.note(journal).await;
            }
            sent?;
        }
        Ok(())
    }

    async fn note(&self, journal: &Journal) -> Result<(), Failure> {
        let packed = journal.bytes().map_err(|error| Failure::Disk { path: JOURNAL.to_owned(), error })?;
        self.serving.store.write(JOURNAL, packed, &Served::default()).await.map_err(Failure::at(JOURNAL))
    }

    async fn delete(&mut self, paths: &[String]) -> Result<(), Failure> {
        let store = self.serving.store;
        for part in paths.chunks(1000) {
            self.options.stop.check()?;
            store.delete(part).await.map_err(Failure::at(&part[0]))?;
            self.lock.breathe(store, (self.options.now)()).await?;
        }
        // Where there are directories, the deepest first; one that is not empty stays.
        let parents = |path: &str| {
            let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
            ends.into_iter().map(|end| path[..end].to_owned()).collect::<Vec<_>>()
        };
        let directories: BTreeSet<String> = paths.iter().flat_map(|path| parents(path)).collect();
        for directory in directories.iter().rev() {
            store.tidy(directory).await;
        }
        Ok(())
    }
}

/// Cuts a wave into parts that do not take long to send: of so many files, or as few as have the [`SPAN`].
fn parts(wave: &[Upload], files: usize) -> Vec<&[Upload]> {
    let (mut parts, mut rest) = (Vec::new(), wave);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |upload: &&Upload| {
            bytes += upload.wanted.bytes;
            bytes <= SPAN
        };
        let count = rest.iter().take(files).take_while(fits).count().max(1);
        let (part, left) = rest.split_at(count);
        parts.push(part);
        rest = left;
    }
    parts
}
