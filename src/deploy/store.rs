//! A store, whatever its kind: the only module that knows OpenDAL.

mod cause;
mod error;
mod services;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::options::{ReadOptions, WriteOptions};
use opendal::{Buffer, Error, ErrorKind, Metadata, Operator};

pub use cause::Cause;
pub use error::{StoreError, Trouble};
use services::{operator, standing};

use super::Served;
use super::state::{JOURNAL, MANIFEST};
use crate::config::targets::{Service, Target};
use crate::digest::Digest;

/// Everything that a deployer writes for itself stands below this directory.
pub(super) const OWN: &str = ".jianbao-deploy/";

/// Where files are written that are put in their places when they are whole.
const NEW: &str = ".jianbao-deploy/new/";

/// How often a request is made that fails, and how long is waited in between.
const ATTEMPTS: usize = 5;
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// How long a request may take, and how long one that carries a file, or a [part](PART) of it.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(300));

/// Files that are longer are sent in parts of this size, where a store takes parts.
const PART: usize = 8 * 1024 * 1024;

/// The most bytes that are read of a deployer's own file. What stands behind them is not looked at: the file is damaged
/// then, whoever wrote it.
const READ_LIMIT: usize = 32 << 20;

/// What opens a store that has no variables of its own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password. Never shown.
    pub password: String,
}

/// A place in a store, with everything that is read and written below it.
pub struct Store {
    /// What fails for the moment is tried again.
    files: Operator,
    /// The same place; each request is made once.
    once: Operator,
    service: Service,
    /// What stands before every path: a directory that need not be there.
    below: String,
    /// The names of files that are written: a run's own, and a number.
    names: (Digest, AtomicU64),
}

impl Store {
    /// The store that a target means, at `below` in its directory; to be written to by a `run`, or only to be looked at:
    /// then nothing is made there, not even its directory.
    ///
    /// # Errors
    /// Settings or variables that do not suffice.
    pub fn open(target: &Target, below: &str, login: &Login, run: Option<&str>) -> Result<Self, StoreError> {
        // Once a process; whoever was first wins, and it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        opendal_http_transport_reqwest::install_default();
        let root = format!("{}/{}", target.directory.trim_end_matches('/'), below.trim_matches('/'));
        let root = if root.starts_with('/') || target.service == Service::Fs { root } else { format!("/{root}") };
        let (root, below) = if run.is_some() { (root.as_str(), "") } else { standing(&root, target.service) };
        let below = if below.is_empty() { String::new() } else { format!("{}/", below.trim_matches('/')) };
        // The time limit is within the attempts: what took too long is tried again.
        let timeout = TimeoutLayer::new().with_timeout(PATIENCE.0).with_io_timeout(PATIENCE.1);
        let once = operator(target, root, login)?.layer(timeout);
        let (least, most) = PAUSES;
        let retry = RetryLayer::new().with_max_times(ATTEMPTS - 1).with_min_delay(least).with_max_delay(most);
        let files = once.clone().layer(retry.with_jitter());
        let names = (Digest::of_bytes(run.unwrap_or_default().as_bytes()), AtomicU64::new(0));
        Ok(Self { files, once, service: target.service, below, names })
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.below)
    }

    /// Whether a file can be written on condition that it is not there.
    fn has_doors(&self) -> bool {
        self.files.info().capability().write_with_if_not_exists
    }

    /// Whether of several who [create](Self::create) a file at once surely one alone succeeds. OSS and COS pass over the
    /// condition where the bucket keeps versions.
    pub fn is_sure(&self) -> bool {
        self.has_doors() && !matches!(self.service, Service::Oss | Service::Cos)
    }

    /// What a store keeps of how a file is to be served; the rest is left to the server's settings.
    pub fn serves(&self, wanted: Served) -> Served {
        let can = self.files.info().capability();
        Served {
            kind: wanted.kind.filter(|_| can.write_with_content_type),
            caching: wanted.caching.filter(|_| can.write_with_cache_control),
            encoding: wanted.encoding.filter(|_| can.write_with_content_encoding),
        }
    }

    /// Whether a store tells browsers that a file is compressed.
    pub fn encodes(&self) -> bool {
        self.files.info().capability().write_with_content_encoding
    }

    /// Reads a small file, if it is there, up to `READ_LIMIT`.
    ///
    /// # Errors
    /// Anything but that it is not there.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.read_start(&self.at(path)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn read_start(&self, path: &str) -> Result<Vec<u8>, Error> {
        let mut parts = self.files.reader(path).await?.into_stream(..).await?;
        let mut bytes = Vec::new();
        while let Some(part) = parts.next().await {
            bytes.extend(part?.to_vec());
            if bytes.len() > READ_LIMIT {
                break;
            }
        }
        bytes.truncate(READ_LIMIT);
        Ok(bytes)
    }

    /// What tells a file from what stood there before and will stand there later; nothing if it is not there, or if the
    /// store cannot say.
    ///
    /// # Errors
    /// Anything but that it is not there.
    pub async fn version(&self, path: &str) -> Result<Option<String>, StoreError> {
        match self.files.stat(&self.at(path)).await {
            Ok(meta) => {
                let when = meta.last_modified().filter(|_| self.service == Service::Fs);
                let tag = meta.etag().map(str::to_owned);
                Ok(tag.or_else(|| Some(format!("{} {}", meta.content_length(), when?))))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.explained(path, error).await),
        }
    }

    /// What a store says of a request that was answered without a body, as those for a file's version are: it is asked for
    /// the file itself, and names its reason then.
    async fn explained(&self, path: &str, error: Error) -> StoreError {
        let error = StoreError::from(error);
        if error.cause.is_some() || self.has_directories() {
            return error;
        }
        let again = self.once.read_options(&self.at(path), ReadOptions::default()).await;
        let again = again.err().map(StoreError::from);
        again.filter(|again| again.cause.is_some()).unwrap_or(error)
    }

    /// Writes a whole file. Where a store writes in place, it is written elsewhere and put where it belongs when it is whole.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn write(&self, path: &str, bytes: Vec<u8>, served: &Served) -> Result<(), StoreError> {
        let capability = self.files.info().capability();
        let options = WriteOptions {
            content_type: served.kind.clone(),
            cache_control: served.caching.clone(),
            content_encoding: served.encoding.clone(),
            chunk: (bytes.len() > PART && capability.write_can_multi).then_some(PART),
            ..WriteOptions::default()
        };
        if bytes.is_empty() && !capability.write_can_empty && self.service != Service::Sftp {
            return Err(StoreError { kind: Trouble::Settings, message: "empty files".to_owned(), cause: None });
        }
        if !self.has_directories() {
            self.files.write_options(path, Buffer::from(bytes), options).await?;
            return Ok(());
        }
        let (bytes, mut pause) = (Buffer::from(bytes), PAUSES.0);
        // A file is begun anew each time: what goes on in the middle of one may write a piece of it twice.
        for _ in 1..ATTEMPTS {
            match self.replace(path, bytes.clone(), options.clone()).await {
                Err(error) if self.passes(&error) => tokio::time::sleep(pause).await,
                done => return Ok(done?),
            }
            pause = (pause * 2).min(PAUSES.1);
        }
        Ok(self.replace(path, bytes, options).await?)
    }

    /// Whether a failure may be gone at the next attempt. A connection that cannot be made is not called so by OpenDAL.
    fn passes(&self, error: &Error) -> bool {
        error.is_temporary() || self.service == Service::Sftp && error.kind() == ErrorKind::Unexpected
    }

    async fn replace(&self, path: &str, bytes: Buffer, options: WriteOptions) -> Result<(), Error> {
        let (run, count) = &self.names;
        let new = format!("{NEW}{run}-{}", count.fetch_add(1, Ordering::Relaxed));
        let written = self.once.write_options(&new, bytes, options).await;
        let placed = match written {
            Ok(_) => self.put(&new, path).await,
            Err(error) => Err(error),
        };
        if placed.is_err() {
            // Otherwise the next run does it.
            let _ = self.once.delete(&new).await;
        }
        placed
    }

    /// Puts a file in the place of another. Servers that speak SFTP without OpenSSH's extension refuse to where there is
    /// another: then it is deleted first, as there is no other way.
    async fn put(&self, from: &str, to: &str) -> Result<(), Error> {
        let refused = match self.once.rename(from, to).await {
            Err(error) if self.service == Service::Sftp && error.to_string().contains("error kind Failure") => error,
            done => return done,
        };
        match self.once.stat(to).await {
            Ok(meta) if meta.is_file() => {
                self.once.delete(to).await?;
                self.once.rename(from, to).await
            }
            _ => Err(refused),
        }
    }

    /// Deletes what runs that were cut off left of files that they had not put in their places.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn clear(&self) -> Result<(), StoreError> {
        if !self.has_directories() {
            return Ok(());
        }
        let left = self.entries(NEW).await?;
        let files: Vec<String> = left.into_iter().filter(|path| !path.ends_with('/')).collect();
        if files.is_empty() { Ok(()) } else { self.delete(&files).await }
    }

    /// Writes a file that is not there yet: of several who try at once one succeeds, where the store
    /// [can](Self::is_sure) tell.
    /// An attempt whose answer was lost may have been the one.
    ///
    /// # Errors
    /// [`Trouble::Conflict`] if it is there.
    pub async fn create(&self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let options = WriteOptions { if_not_exists: self.has_doors(), ..WriteOptions::default() };
        let _: Metadata = self.files.write_options(&self.at(path), Buffer::from(bytes), options).await?;
        Ok(())
    }

    /// Deletes files; those that are not there are no failure.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn delete(&self, paths: &[String]) -> Result<(), StoreError> {
        Ok(self.files.delete_iter(paths.iter().map(|path| self.at(path))).await?)
    }

    /// Deletes a directory that is empty, where there are directories at all and a full one is refused. A refusal is final:
    /// OpenDAL would take it for a failure that passes.
    pub async fn tidy(&self, directory: &str) {
        if self.has_directories() {
            let _ = self.once.delete(&format!("{}/", self.at(directory))).await;
        }
    }

    /// Whether it is a file system, with directories of their own, where a file is written in place and can be renamed.
    fn has_directories(&self) -> bool {
        matches!(self.service, Service::Fs | Service::Sftp)
    }

    /// What stands in a directory; directories end in `/`. Nothing if it is not there.
    async fn entries(&self, directory: &str) -> Result<Vec<String>, StoreError> {
        let place = self.at(directory);
        let absent = |error: &Error| error.kind() == ErrorKind::NotFound;
        let mut entries = match self.files.lister(&place).await {
            Ok(entries) => entries,
            Err(error) if absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        while let Some(entry) = entries.next().await {
            match entry {
                Ok(entry) if entry.path().trim_matches('/') == place.trim_matches('/') => {}
                Ok(entry) => found.extend(entry.path().strip_prefix(&self.below).map(str::to_owned)),
                Err(error) if absent(&error) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(found)
    }

    /// Any file that is neither a deployer's own nor of a site that one has put further below.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn any(&self) -> Result<Option<String>, StoreError> {
        let mut open = vec![String::new()];
        while let Some(directory) = open.pop() {
            let (below, files): (Vec<_>, Vec<_>) =
                self.entries(&directory).await?.into_iter().partition(|path| path.ends_with('/'));
            if let Some(file) = files.into_iter().next() {
                return Ok(Some(file));
            }
            for path in below.into_iter().filter(|path| path != OWN) {
                let site = [MANIFEST, JOURNAL].map(|own| format!("{path}{own}"));
                if !self.has(&site[0]).await? && !self.has(&site[1]).await? {
                    open.push(path);
                }
            }
        }
        Ok(None)
    }

    /// The files that are meant, wherever they stand, but for a deployer's own.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn all(&self, meant: impl Fn(&str) -> bool) -> Result<BTreeSet<String>, StoreError> {
        let (mut open, mut found) = (vec![String::new()], BTreeSet::new());
        while let Some(directory) = open.pop() {
            for path in self.entries(&directory).await?.into_iter().filter(|path| path != OWN) {
                if path.ends_with('/') {
                    open.push(path);
                } else if meant(&path) {
                    found.insert(path);
                }
            }
        }
        Ok(found)
    }

    /// Whether a file is there.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn has(&self, path: &str) -> Result<bool, StoreError> {
        Ok(self.files.exists(&self.at(path)).await?)
    }

    /// Whether names that differ in case alone may be of one file.
    pub fn may_ignore_case(&self) -> bool {
        self.has_directories() || self.service == Service::Webdav
    }
}
