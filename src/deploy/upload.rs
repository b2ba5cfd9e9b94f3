//! Uploads files: with the headers that each is to be served with, compressed if the target asks for it, several at a time.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::plan::Upload;
use super::store::{Store, StoreError, StoreErrorKind};
use super::{DeployError, DeployRefusal, ServingHeaders};
use crate::config::targets::Compress;
use crate::digest::{Digest, Hasher};
use crate::hosting::{cache_control, is_worth_compressing, media_type};
use crate::publish::{FileEntry, PublishedSite};

/// Shorter texts are not compressed, as they gain nothing.
const COMPRESSION_MIN_BYTES: u64 = 512;

/// Size of the files that are in memory at once, in KiB; a larger file is sent alone.
const UPLOAD_MEMORY_KIB: u32 = 128 * 1024;

/// Uploads the files of a site to a store.
pub(super) struct Uploader<'s> {
    pub site: &'s PublishedSite,
    pub store: &'s Store,
    compress: Compress,
    /// Permits for [`UPLOAD_MEMORY_KIB`].
    memory: Semaphore,
}

impl<'s> Uploader<'s> {
    pub fn new(site: &'s PublishedSite, store: &'s Store, compress: Compress) -> Self {
        Self { site, store, compress, memory: Semaphore::new(UPLOAD_MEMORY_KIB as usize) }
    }

    /// Returns the headers of a file, as far as the store keeps them.
    fn serving_headers(&self, path: &str, bytes: u64) -> ServingHeaders {
        let content_type = media_type(path);
        let cache_control = cache_control(path, &self.site.report.lasting).to_owned();

        let is_compressed = is_worth_compressing(&content_type) && bytes >= COMPRESSION_MIN_BYTES;
        let content_encoding = match self.compress {
            Compress::Gzip if is_compressed => Some("gzip".to_owned()),
            Compress::Brotli if is_compressed => Some("br".to_owned()),
            _ => None,
        };

        self.store.supported_headers(ServingHeaders {
            content_type: Some(content_type),
            cache_control: Some(cache_control),
            content_encoding,
        })
    }

    /// Returns the digest of a file's content and headers.
    pub fn deployed_digest(&self, path: &str, entry: FileEntry) -> Digest {
        let headers = self.serving_headers(path, entry.bytes);

        let mut digest = Hasher::default().add_part(&entry.digest.to_bytes());
        for header in [headers.content_type, headers.cache_control, headers.content_encoding] {
            digest = digest.add_text(header.as_deref().unwrap_or_default());
        }
        digest.to_digest()
    }

    async fn upload_file(&self, upload: &Upload) -> Result<(), DeployError> {
        let path = &upload.path;
        let kib = u32::try_from(upload.file.bytes / 1024 + 1).unwrap_or(UPLOAD_MEMORY_KIB).min(UPLOAD_MEMORY_KIB);
        // Never closed, so it never fails.
        let _permits = self.memory.acquire_many(kib).await;

        let bytes = self.read_unchanged(path)?;
        let headers = self.serving_headers(path, bytes.len() as u64);
        let encoded = encode_body(bytes, headers.content_encoding.as_deref())
            .map_err(|error| DeployError::Disk { path: path.clone(), error })?;

        self.store.write_file(path, encoded, &headers).await.map_err(|error| {
            // A file that is written cannot be missing: the bucket or the directory is.
            let kind = if error.kind == StoreErrorKind::Missing { StoreErrorKind::Settings } else { error.kind };
            DeployError::store_at(path)(StoreError { kind, ..error })
        })
    }

    /// Reads a file of the site, and refuses one that is not as the build wrote it.
    fn read_unchanged(&self, path: &str) -> Result<Vec<u8>, DeployError> {
        let bytes = self.site.read_file(path).map_err(|error| DeployError::Disk { path: path.to_owned(), error })?;

        let entry = FileEntry { digest: Digest::of_bytes(&bytes), bytes: bytes.len() as u64 };
        if self.site.listing.get(path) != Some(entry) {
            return Err(DeployError::Refused(DeployRefusal::Changed { file: path.to_owned() }));
        }
        Ok(bytes)
    }

    /// Uploads files, `concurrency` at a time, and calls `on_sent` after each. Ends at the first that fails.
    pub async fn upload_all(
        &self,
        uploads: &[Upload],
        concurrency: usize,
        mut on_sent: impl FnMut(&Upload),
    ) -> Result<(), DeployError> {
        let waiting = uploads.iter().filter(|upload| !upload.already_there);
        let mut sent = stream::iter(waiting)
            .map(|upload| async move { self.upload_file(upload).await.map(|()| upload) })
            .buffer_unordered(concurrency);

        while let Some(upload) = sent.try_next().await? {
            on_sent(upload);
        }
        Ok(())
    }
}

fn encode_body(bytes: Vec<u8>, content_encoding: Option<&str>) -> io::Result<Vec<u8>> {
    match content_encoding {
        Some("gzip") => compress_gzip(&bytes),
        Some("br") => compress_brotli(&bytes),
        _ => Ok(bytes),
    }
}

fn compress_gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn compress_brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::with_capacity(bytes.len() / 4);
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}
