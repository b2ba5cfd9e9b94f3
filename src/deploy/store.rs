//! A store of any kind: the only module that knows OpenDAL.

mod cause;
mod error;
mod search;
mod services;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::options::{ReadOptions, WriteOptions};
use opendal::{Buffer, Error, ErrorKind, Metadata, Operator};

pub use cause::StoreErrorCause;
pub use error::{StoreError, StoreErrorKind};
use services::{build_operator, split_at_existing};

use super::ServingHeaders;
use crate::config::targets::{Service, Target};
use crate::digest::Digest;

/// The directory of the deployer's own files at a target.
pub(super) const DEPLOY_DIR: &str = ".jianbao-deploy/";

/// The directory in which files are written that are then renamed to their places.
const UPLOAD_DIR: &str = ".jianbao-deploy/new/";

/// How often a failing request is made.
const REQUEST_ATTEMPTS: usize = 5;

/// The delay before the second attempt, which doubles with each.
const MIN_RETRY_DELAY: Duration = Duration::from_millis(200);

/// The largest delay between two attempts.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(10);

/// Time limit for a request without a body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Time limit for a request that carries a file, or a [part](PART_BYTES) of one.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(300);

/// Larger files are uploaded in parts of this size (multipart upload), where a store supports it.
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Largest size that is read of the deployer's own files, in bytes. A larger file is damaged, whoever wrote it.
const READ_LIMIT: usize = 32 << 20;

/// Name and password for stores that have no environment variables of their own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoreCredentials {
    /// The user name.
    pub user: String,
    /// The password, which is never shown.
    pub password: String,
}

/// A directory in a store, with everything below it.
pub struct Store {
    /// Repeats requests that fail temporarily.
    files: Operator,
    /// The same directory; makes each request once.
    once: Operator,
    service: Service,
    /// Prefix of every path: a directory that need not exist.
    prefix: String,
    temporary_names: TemporaryNames,
}

/// Names of files in [`UPLOAD_DIR`], which no other run uses.
struct TemporaryNames {
    run: Digest,
    counter: AtomicU64,
}

impl TemporaryNames {
    fn next_path(&self) -> String {
        format!("{UPLOAD_DIR}{}-{}", self.run, self.counter.fetch_add(1, Ordering::Relaxed))
    }
}

impl Store {
    /// Opens the store of a target, at the subdirectory `below` of its directory. Without a `run` it is for reading: nothing
    /// is created then, not even the directory.
    ///
    /// # Errors
    /// Settings or environment variables that do not suffice.
    pub fn open(
        target: &Target,
        below: &str,
        credentials: &StoreCredentials,
        run: Option<&str>,
    ) -> Result<Self, StoreError> {
        // Once a process; later calls fail, and the provider is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        opendal_http_transport_reqwest::install_default();

        let root = format!("{}/{}", target.directory.trim_end_matches('/'), below.trim_matches('/'));
        let root = if root.starts_with('/') || target.service == Service::Fs { root } else { format!("/{root}") };
        let (root, missing) =
            if run.is_some() { (root.as_str(), "") } else { split_at_existing(&root, target.service) };
        let prefix = if missing.is_empty() { String::new() } else { format!("{}/", missing.trim_matches('/')) };

        // The time limits are those of an attempt: a request that took too long is repeated.
        let timeout = TimeoutLayer::new().with_timeout(REQUEST_TIMEOUT).with_io_timeout(TRANSFER_TIMEOUT);
        let once = build_operator(target, root, credentials)?.layer(timeout);
        let retry = RetryLayer::new()
            .with_max_times(REQUEST_ATTEMPTS - 1)
            .with_min_delay(MIN_RETRY_DELAY)
            .with_max_delay(MAX_RETRY_DELAY)
            .with_jitter();
        let files = once.clone().layer(retry);

        let run = Digest::of_bytes(run.unwrap_or_default().as_bytes());
        let temporary_names = TemporaryNames { run, counter: AtomicU64::new(0) };
        Ok(Self { files, once, service: target.service, prefix, temporary_names })
    }

    fn full_path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Whether the store writes a file on condition that there is none of its name (`If-None-Match: *`).
    fn supports_if_not_exists(&self) -> bool {
        self.files.info().capability().write_with_if_not_exists
    }

    /// Whether exactly one of several concurrent calls of [`create_file`](Self::create_file) succeeds. OSS and COS ignore the
    /// condition where the bucket keeps versions.
    pub fn creates_exclusively(&self) -> bool {
        self.supports_if_not_exists() && !matches!(self.service, Service::Oss | Service::Cos)
    }

    /// Returns those headers that the store keeps with a file; the others are left to the web server's settings.
    pub fn supported_headers(&self, headers: ServingHeaders) -> ServingHeaders {
        let capability = self.files.info().capability();
        ServingHeaders {
            content_type: headers.content_type.filter(|_| capability.write_with_content_type),
            cache_control: headers.cache_control.filter(|_| capability.write_with_cache_control),
            content_encoding: headers.content_encoding.filter(|_| capability.write_with_content_encoding),
        }
    }

    /// Whether the store keeps a `Content-Encoding`.
    pub fn keeps_content_encoding(&self) -> bool {
        self.files.info().capability().write_with_content_encoding
    }

    /// Reads a small file, at most `READ_LIMIT` bytes of it; `None` if it is not there.
    ///
    /// # Errors
    /// Any failure but that it is not there.
    pub async fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.read_limited(&self.full_path(path)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn read_limited(&self, full_path: &str) -> Result<Vec<u8>, Error> {
        let mut chunks = self.files.reader(full_path).await?.into_stream(..).await?;
        let mut bytes = Vec::new();

        while let Some(chunk) = chunks.next().await {
            bytes.extend(chunk?.to_vec());
            if bytes.len() > READ_LIMIT {
                break;
            }
        }
        bytes.truncate(READ_LIMIT);
        Ok(bytes)
    }

    /// Returns an identifier of a file's present version: its `ETag`, or else its length and date. `None` if the file is not
    /// there, or if the store cannot say.
    ///
    /// # Errors
    /// Any failure but that it is not there.
    pub async fn file_version(&self, path: &str) -> Result<Option<String>, StoreError> {
        match self.files.stat(&self.full_path(path)).await {
            Ok(meta) => {
                let modified = meta.last_modified().filter(|_| self.service == Service::Fs);
                let etag = meta.etag().map(str::to_owned);
                Ok(etag.or_else(|| Some(format!("{} {}", meta.content_length(), modified?))))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.with_stated_cause(path, error).await),
        }
    }

    /// Adds the cause to the error of a request whose answer has no body, as those for a version (`HEAD`): a request for the
    /// file itself fails likewise, and its answer names the cause.
    async fn with_stated_cause(&self, path: &str, error: Error) -> StoreError {
        let error = StoreError::from(error);
        if error.cause.is_some() || self.has_directories() {
            return error;
        }

        let read = self.once.read_options(&self.full_path(path), ReadOptions::default()).await;
        let read_error = read.err().map(StoreError::from);
        read_error.filter(|error| error.cause.is_some()).unwrap_or(error)
    }

    /// Writes a whole file. Where a store writes in place, the file is written elsewhere and renamed when it is complete.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn write_file(&self, path: &str, bytes: Vec<u8>, headers: &ServingHeaders) -> Result<(), StoreError> {
        let capability = self.files.info().capability();
        if bytes.is_empty() && !capability.write_can_empty && self.service != Service::Sftp {
            return Err(StoreError { kind: StoreErrorKind::Settings, message: "empty files".to_owned(), cause: None });
        }

        let options = WriteOptions {
            content_type: headers.content_type.clone(),
            cache_control: headers.cache_control.clone(),
            content_encoding: headers.content_encoding.clone(),
            chunk: (bytes.len() > PART_BYTES && capability.write_can_multi).then_some(PART_BYTES),
            ..WriteOptions::default()
        };
        if self.has_directories() {
            self.write_with_retries(path, bytes, options).await?;
        } else {
            self.files.write_options(path, Buffer::from(bytes), options).await?;
        }
        Ok(())
    }

    /// Writes a file atomically. Each attempt starts a new file: one that continues in the middle may write a piece twice.
    async fn write_with_retries(&self, path: &str, bytes: Vec<u8>, options: WriteOptions) -> Result<(), Error> {
        let bytes = Buffer::from(bytes);
        let mut delay = MIN_RETRY_DELAY;

        for _ in 1..REQUEST_ATTEMPTS {
            match self.write_and_rename(path, bytes.clone(), options.clone()).await {
                Err(error) if self.is_retryable(&error) => tokio::time::sleep(delay).await,
                result => return result,
            }
            delay = (delay * 2).min(MAX_RETRY_DELAY);
        }
        self.write_and_rename(path, bytes, options).await
    }

    /// Whether an error may be gone at the next attempt. OpenDAL does not call a connection that cannot be made temporary.
    fn is_retryable(&self, error: &Error) -> bool {
        error.is_temporary() || self.service == Service::Sftp && error.kind() == ErrorKind::Unexpected
    }

    async fn write_and_rename(&self, path: &str, bytes: Buffer, options: WriteOptions) -> Result<(), Error> {
        let temporary_path = self.temporary_names.next_path();
        let placed = match self.once.write_options(&temporary_path, bytes, options).await {
            Ok(_) => self.move_into_place(&temporary_path, path).await,
            Err(error) => Err(error),
        };

        if placed.is_err() {
            // If this fails too, the next run deletes it.
            let _ = self.once.delete(&temporary_path).await;
        }
        placed
    }

    /// Renames a file over another. SFTP servers without OpenSSH's `posix-rename` extension refuse to rename over a file: it
    /// is deleted first there, as there is no other way.
    async fn move_into_place(&self, from: &str, to: &str) -> Result<(), Error> {
        let refused = match self.once.rename(from, to).await {
            Err(error) if self.service == Service::Sftp && is_sftp_failure(&error) => error,
            result => return result,
        };

        match self.once.stat(to).await {
            Ok(meta) if meta.is_file() => {
                self.once.delete(to).await?;
                self.once.rename(from, to).await
            }
            _ => Err(refused),
        }
    }

    /// Deletes the incomplete files of interrupted runs.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn delete_unfinished(&self) -> Result<(), StoreError> {
        if !self.has_directories() {
            return Ok(());
        }

        let entries = self.list_directory(UPLOAD_DIR).await?;
        let files: Vec<String> = entries.into_iter().filter(|path| !path.ends_with('/')).collect();
        if files.is_empty() { Ok(()) } else { self.delete_files(&files).await }
    }

    /// Creates a file. Of several concurrent calls one succeeds, where the store
    /// [guarantees](Self::creates_exclusively) it. After a conflict the file may still be ours, from an attempt whose answer
    /// was lost.
    ///
    /// # Errors
    /// [`StoreErrorKind::Conflict`] if it exists.
    pub async fn create_file(&self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let options = WriteOptions { if_not_exists: self.supports_if_not_exists(), ..WriteOptions::default() };
        let _: Metadata = self.files.write_options(&self.full_path(path), Buffer::from(bytes), options).await?;
        Ok(())
    }

    /// Deletes files; missing ones are no error.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn delete_files(&self, paths: &[String]) -> Result<(), StoreError> {
        Ok(self.files.delete_iter(paths.iter().map(|path| self.full_path(path))).await?)
    }

    /// Deletes a directory if it is empty, where a store has directories. A refusal is final, though OpenDAL takes it for a
    /// temporary error, so only one attempt is made.
    pub async fn delete_empty_directory(&self, directory: &str) {
        if self.has_directories() {
            let _ = self.once.delete(&format!("{}/", self.full_path(directory))).await;
        }
    }

    /// Whether the store is a file system: with real directories, where files are written in place and can be renamed.
    fn has_directories(&self) -> bool {
        matches!(self.service, Service::Fs | Service::Sftp)
    }

    /// Whether a file exists.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn file_exists(&self, path: &str) -> Result<bool, StoreError> {
        Ok(self.files.exists(&self.full_path(path)).await?)
    }

    /// Whether names that differ in case alone may be one file.
    pub fn may_ignore_case(&self) -> bool {
        self.has_directories() || self.service == Service::Webdav
    }
}

/// Whether an error is `SSH_FX_FAILURE`, which OpenDAL passes on as text alone.
fn is_sftp_failure(error: &Error) -> bool {
    error.to_string().contains("error kind Failure")
}
