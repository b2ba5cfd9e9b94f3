//! Sends files: how each is to be served, compressed where that is asked for, several at a time.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::store::{Store, StoreError, StoreErrorKind};
use super::work::Upload;
use super::{DeployError, DeployRefusal, ServingHeaders};
use crate::config::targets::Compress;
use crate::digest::{Digest, Maker};
use crate::hosting::{cache_control, is_worth_compressing, media_type};
use crate::publish::{FileEntry, PublishedSite};

/// Shorter texts gain nothing.
const COMPRESSION_MIN_BYTES: u64 = 512;

/// How a site's files are served.
pub(super) struct Uploader<'s> {
    pub site: &'s PublishedSite,
    pub store: &'s Store,
    pub compress: Compress,
    /// What is free of [`UPLOAD_MEMORY_KIB`].
    memory: Semaphore,
}

/// How much of the files that are being sent is in memory at once, in KiB; a larger one is sent alone.
const UPLOAD_MEMORY_KIB: u32 = 128 * 1024;

impl<'s> Uploader<'s> {
    pub fn new(site: &'s PublishedSite, store: &'s Store, compress: Compress) -> Self {
        Self { site, store, compress, memory: Semaphore::new(UPLOAD_MEMORY_KIB as usize) }
    }

    /// How a file is to be served, as far as the store keeps that.
    pub fn serving_headers(&self, path: &str, bytes: u64) -> ServingHeaders {
        let kind = media_type(path);
        let compressed = is_worth_compressing(&kind) && bytes >= COMPRESSION_MIN_BYTES;
        let encoding = match self.compress {
            Compress::Gzip if compressed => Some("gzip".to_owned()),
            Compress::Brotli if compressed => Some("br".to_owned()),
            _ => None,
        };
        let caching = cache_control(path, &self.site.report.lasting).to_owned();
        self.store.supported_headers(ServingHeaders {
            content_type: Some(kind),
            cache_control: Some(caching),
            content_encoding: encoding,
        })
    }

    /// The digest of what a file says and of how it is to be served.
    pub fn deployed_digest(&self, path: &str, entry: FileEntry) -> Digest {
        let ServingHeaders { content_type: kind, cache_control: caching, content_encoding: encoding } =
            self.serving_headers(path, entry.bytes);
        [kind, caching, encoding]
            .iter()
            .fold(Maker::default().part(&entry.digest.bytes()), |maker, part| {
                maker.text(part.as_deref().unwrap_or_default())
            })
            .done()
    }

    /// Sends one file.
    async fn upload_file(&self, upload: &Upload) -> Result<(), DeployError> {
        let path = &upload.path;
        let kib = u32::try_from(upload.wanted.bytes / 1024 + 1).unwrap_or(UPLOAD_MEMORY_KIB).min(UPLOAD_MEMORY_KIB);
        // Nobody closes it, so there is always room at last.
        let _held = self.memory.acquire_many(kib).await;
        let bytes = self.site.read_file(path).map_err(|error| DeployError::Disk { path: path.clone(), error })?;
        let entry = FileEntry { digest: Digest::of(&bytes), bytes: bytes.len() as u64 };
        if self.site.listing.get(path) != Some(entry) {
            return Err(DeployError::Refused(DeployRefusal::Changed { file: path.clone() }));
        }
        let served = self.serving_headers(path, entry.bytes);
        let bytes = match served.content_encoding.as_deref() {
            Some("gzip") => compress_gzip(&bytes),
            Some("br") => compress_brotli(&bytes),
            _ => Ok(bytes),
        };
        let bytes = bytes.map_err(|error| DeployError::Disk { path: path.clone(), error })?;
        self.store.write_file(path, bytes, &served).await.map_err(|error| {
            // The place itself is what is missing.
            let kind = if error.kind == StoreErrorKind::Missing { StoreErrorKind::Settings } else { error.kind };
            DeployError::store_at(path)(StoreError { kind, ..error })
        })
    }

    /// Sends files, some at a time; says of each when it is there. Ends at the first that fails.
    pub async fn upload_all(
        &self,
        uploads: &[Upload],
        at_a_time: usize,
        mut done: impl FnMut(&Upload),
    ) -> Result<(), DeployError> {
        let waiting = uploads.iter().filter(|upload| !upload.there);
        let mut sent = stream::iter(waiting)
            .map(|upload| async move { self.upload_file(upload).await.map(|()| upload) })
            .buffer_unordered(at_a_time);
        while let Some(upload) = sent.try_next().await? {
            done(upload);
        }
        Ok(())
    }
}

fn compress_gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::best());
    packer.write_all(bytes)?;
    packer.finish()
}

fn compress_brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(bytes.len() / 4);
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}
