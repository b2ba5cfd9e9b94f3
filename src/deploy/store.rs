//! A store, whatever its kind: the only module that knows OpenDAL.

use std::time::Duration;

use futures_util::StreamExt;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::options::{ReadOptions, WriteOptions};
use opendal::{Buffer, Error, ErrorKind, Metadata, Operator, services};

use super::Served;
use crate::config::targets::{Service, Target};

/// Everything that a deployer writes for itself stands below this directory.
pub(super) const OWN: &str = ".jianbao-deploy/";

/// How often a request is made that fails, and how long is waited in between.
const ATTEMPTS: usize = 5;
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// How long a request may take, and how long one that carries a file, or a [part](PART) of it.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(300));

/// Files that are longer are sent in parts of this size, where a store takes parts.
const PART: usize = 8 * 1024 * 1024;

/// What opens a store that has no variables of its own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password. Never shown.
    pub password: String,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// What kind of failure it is.
    pub kind: Trouble,
    /// What the store said, on one line.
    pub message: String,
}

/// Kinds of failures that have different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The settings or the variables do not suffice.
    Settings,
    /// The store does not let us.
    Denied,
    /// There is no such thing.
    Missing,
    /// Somebody else was quicker.
    Conflict,
    /// Anything else: the network, the store itself.
    Other,
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::ConfigInvalid | ErrorKind::Unsupported => Trouble::Settings,
            ErrorKind::PermissionDenied => Trouble::Denied,
            ErrorKind::NotFound => Trouble::Missing,
            ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists | ErrorKind::Conflict => Trouble::Conflict,
            _ => Trouble::Other,
        };
        let whole = error.to_string();
        // Without credentials nothing can be signed; WebDAV servers say 401.
        let unsigned = ["signing", "status: 401", "credential"].iter().any(|part| whole.contains(part));
        let kind = if kind == Trouble::Other && unsigned { Trouble::Denied } else { kind };
        // Between what it is and what the store says stands what was asked, in full.
        let (what, said) = whole.split_once(" => ").unwrap_or((&whole, ""));
        let what = what.split(", context: ").next().unwrap_or_default();
        let message: Vec<&str> = what.split_whitespace().chain([":"]).chain(said.split_whitespace()).collect();
        let message = message.join(" ").replace(" : ", ": ");
        Self { kind, message: message.trim_end_matches(" :").chars().take(400).collect() }
    }
}

/// A place in a store, with everything that is read and written below it.
pub struct Store {
    files: Operator,
    /// The same place; what is written through this is there at once, and only if nothing was.
    doors: Operator,
    service: Service,
}

impl Store {
    /// The store that a target means, at `below` in its directory; to write to it, or only to look.
    ///
    /// # Errors
    /// Settings or variables that do not suffice.
    pub fn open(target: &Target, below: &str, login: &Login, write: bool) -> Result<Self, StoreError> {
        // Once a process; whoever was first wins, and it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        opendal_http_transport_reqwest::install_default();
        let root = format!("{}/{}", target.directory.trim_end_matches('/'), below.trim_matches('/'));
        let root = if root.starts_with('/') || target.service == Service::Fs { root } else { format!("/{root}") };
        let doors = operator(target, &root, login, false)?;
        let whole = write && target.service == Service::Fs;
        let files = if whole { operator(target, &root, login, true)? } else { doors.clone() };
        let layered = |operator: Operator| {
            let (least, most) = PAUSES;
            let retry = RetryLayer::new().with_max_times(ATTEMPTS - 1).with_min_delay(least).with_max_delay(most);
            // The time limit is within: what took too long is tried again.
            let timeout = TimeoutLayer::new().with_timeout(PATIENCE.0).with_io_timeout(PATIENCE.1);
            operator.layer(timeout).layer(retry.with_jitter())
        };
        Ok(Self { files: layered(files), doors: layered(doors), service: target.service })
    }

    /// Whether a file can be written on condition that it is not there.
    fn has_doors(&self) -> bool {
        self.doors.info().capability().write_with_if_not_exists
    }

    /// Whether of several who [create](Self::create) a file at once surely one alone succeeds. OSS and COS pass over the
    /// condition where the bucket keeps versions.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.has_doors() && !matches!(self.service, Service::Oss | Service::Cos)
    }

    /// What a store keeps of how a file is to be served; the rest is left to the server's settings.
    #[must_use]
    pub fn serves(&self, wanted: Served) -> Served {
        let can = self.files.info().capability();
        Served {
            kind: wanted.kind.filter(|_| can.write_with_content_type),
            caching: wanted.caching.filter(|_| can.write_with_cache_control),
            encoding: wanted.encoding.filter(|_| can.write_with_content_encoding),
        }
    }

    /// Whether a store tells browsers that a file is compressed.
    #[must_use]
    pub fn encodes(&self) -> bool {
        self.files.info().capability().write_with_content_encoding
    }

    /// Reads a whole small file, if it is there.
    ///
    /// # Errors
    /// Anything but that it is not there.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.files.read_options(path, ReadOptions::default()).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What tells a file from what stood there before and will stand there later; nothing if it is not there, or if the
    /// store cannot say.
    ///
    /// # Errors
    /// Anything but that it is not there.
    pub async fn version(&self, path: &str) -> Result<Option<String>, StoreError> {
        match self.files.stat(path).await {
            Ok(meta) => {
                let when = meta.last_modified().filter(|_| self.service == Service::Fs);
                let tag = meta.etag().map(str::to_owned);
                Ok(tag.or_else(|| Some(format!("{} {}", meta.content_length(), when?))))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn write(&self, path: &str, bytes: Vec<u8>, served: &Served) -> Result<(), StoreError> {
        let chunk = (bytes.len() > PART && self.files.info().capability().write_can_multi).then_some(PART);
        let options = WriteOptions {
            content_type: served.kind.clone(),
            cache_control: served.caching.clone(),
            content_encoding: served.encoding.clone(),
            chunk,
            ..WriteOptions::default()
        };
        if bytes.is_empty() && !self.files.info().capability().write_can_empty {
            return Err(StoreError { kind: Trouble::Settings, message: "empty files".to_owned() });
        }
        self.files.write_options(path, Buffer::from(bytes), options).await?;
        Ok(())
    }

    /// Writes a file that is not there yet: of several who try at once one succeeds, where the store
    /// [can](Self::is_sure) tell.
    /// An attempt whose answer was lost may have been the one.
    ///
    /// # Errors
    /// [`Trouble::Conflict`] if it is there.
    pub async fn create(&self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let options = WriteOptions { if_not_exists: self.has_doors(), ..WriteOptions::default() };
        let _: Metadata = self.doors.write_options(path, Buffer::from(bytes), options).await?;
        Ok(())
    }

    /// Deletes files; those that are not there are no failure.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn delete(&self, paths: &[String]) -> Result<(), StoreError> {
        Ok(self.files.delete_iter(paths.iter().map(String::as_str)).await?)
    }

    /// Deletes a directory that is empty, where there are directories at all and a full one is refused.
    pub async fn tidy(&self, directory: &str) {
        if matches!(self.service, Service::Fs | Service::Sftp) {
            let _ = self.files.delete(&format!("{directory}/")).await;
        }
    }

    /// Any file that is not a deployer's own.
    ///
    /// # Errors
    /// Whatever the store says after several attempts.
    pub async fn any(&self) -> Result<Option<String>, StoreError> {
        let mut entries = match self.files.lister("").await {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        while let Some(entry) = entries.next().await {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            if !["", "/", OWN].contains(&entry.path()) {
                return Ok(Some(entry.path().to_owned()));
            }
        }
        Ok(None)
    }
}

/// An operator for a target. What opens it comes from the environment and the provider's own files, which OpenDAL knows.
fn operator(target: &Target, root: &str, login: &Login, whole: bool) -> Result<Operator, Error> {
    let Target { bucket, endpoint, region, .. } = target;
    match target.service {
        Service::S3 => {
            let mut builder = services::S3::default().root(root).bucket(bucket);
            if !endpoint.is_empty() {
                builder = builder.endpoint(endpoint).disable_ec2_metadata();
            }
            match (region.is_empty(), endpoint.is_empty()) {
                (false, _) => builder = builder.region(region),
                // Others than Amazon mostly do not care; without one nothing can be signed.
                (true, false) => builder = builder.region("us-east-1"),
                // From AWS_REGION.
                (true, true) => {}
            }
            Operator::new(builder)
        }
        Service::Oss => Operator::new(services::Oss::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Cos => Operator::new(services::Cos::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Obs => Operator::new(services::Obs::default().root(root).bucket(bucket).endpoint(endpoint)),
        Service::Azblob => Operator::new(services::Azblob::default().root(root).container(bucket).endpoint(endpoint)),
        Service::Gcs => {
            let builder = services::Gcs::default().root(root).bucket(bucket);
            Operator::new(if endpoint.is_empty() { builder } else { builder.endpoint(endpoint) })
        }
        Service::Webdav => {
            let builder = services::Webdav::default().root(root).endpoint(endpoint);
            let Login { user, password } = login;
            Operator::new(if user.is_empty() { builder } else { builder.username(user).password(password) })
        }
        Service::Sftp => sftp(root, endpoint),
        Service::Fs => {
            let builder = services::Fs::default().root(root);
            let temporary = format!("{root}/{OWN}new");
            Operator::new(if whole { builder.atomic_write_dir(&temporary) } else { builder })
        }
    }
}

/// Through the system's own `ssh`, with its keys, its agent and its list of known hosts.
#[cfg(unix)]
fn sftp(root: &str, endpoint: &str) -> Result<Operator, Error> {
    Operator::new(services::Sftp::default().root(root).endpoint(endpoint))
}

#[cfg(not(unix))]
fn sftp(_: &str, _: &str) -> Result<Operator, Error> {
    Err(Error::new(ErrorKind::Unsupported, "SFTP needs the ssh of a Unix system"))
}
