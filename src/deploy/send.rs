//! Sends files: how each is to be served, compressed where that is asked for, several at a time.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::store::{Store, StoreError, Trouble};
use super::work::Upload;
use super::{Failure, Refusal, Served};
use crate::config::targets::Compress;
use crate::digest::{Digest, Hasher};
use crate::hosting::{caching, is_worth_compressing, media_type};
use crate::publish::{Entry, Published};

/// Shorter texts gain nothing.
const WORTH: u64 = 512;

/// How a site's files are served.
pub(super) struct Serving<'s> {
    pub site: &'s Published,
    pub store: &'s Store,
    pub compress: Compress,
    /// What is free of [`ROOM`].
    room: Semaphore,
}

/// How much of the files that are being sent is in memory at once, in KiB; a larger one is sent alone.
const ROOM: u32 = 128 * 1024;

impl<'s> Serving<'s> {
    pub fn new(site: &'s Published, store: &'s Store, compress: Compress) -> Self {
        Self { site, store, compress, room: Semaphore::new(ROOM as usize) }
    }

    /// How a file is to be served, as far as the store keeps that.
    pub fn of(&self, path: &str, bytes: u64) -> Served {
        let kind = media_type(path);
        let compressed = is_worth_compressing(&kind) && bytes >= WORTH;
        let encoding = match self.compress {
            Compress::Gzip if compressed => Some("gzip".to_owned()),
            Compress::Brotli if compressed => Some("br".to_owned()),
            _ => None,
        };
        let caching = caching(path, &self.site.about.lasting).to_owned();
        self.store.serves(Served { kind: Some(kind), caching: Some(caching), encoding })
    }

    /// The digest of what a file says and of how it is to be served.
    pub fn sum(&self, path: &str, entry: Entry) -> Digest {
        let Served { kind, caching, encoding } = self.of(path, entry.bytes);
        [kind, caching, encoding]
            .iter()
            .fold(Hasher::default().add_part(&entry.digest.to_bytes()), |maker, part| {
                maker.add_text(part.as_deref().unwrap_or_default())
            })
            .to_digest()
    }

    /// Sends one file.
    async fn send(&self, upload: &Upload) -> Result<(), Failure> {
        let path = &upload.path;
        let kib = u32::try_from(upload.wanted.bytes / 1024 + 1).unwrap_or(ROOM).min(ROOM);
        // Nobody closes it, so there is always room at last.
        let _held = self.room.acquire_many(kib).await;
        let bytes = self.site.read(path).map_err(|error| Failure::Disk { path: path.clone(), error })?;
        let entry = Entry { digest: Digest::of_bytes(&bytes), bytes: bytes.len() as u64 };
        if self.site.listing.get(path) != Some(entry) {
            return Err(Failure::Refused(Refusal::Changed { file: path.clone() }));
        }
        let served = self.of(path, entry.bytes);
        let bytes = match served.encoding.as_deref() {
            Some("gzip") => gzip(&bytes),
            Some("br") => brotli(&bytes),
            _ => Ok(bytes),
        };
        let bytes = bytes.map_err(|error| Failure::Disk { path: path.clone(), error })?;
        self.store.write(path, bytes, &served).await.map_err(|error| {
            // The place itself is what is missing.
            let kind = if error.kind == Trouble::Missing { Trouble::Settings } else { error.kind };
            Failure::at(path)(StoreError { kind, ..error })
        })
    }

    /// Sends files, some at a time; says of each when it is there. Ends at the first that fails.
    pub async fn all(
        &self,
        uploads: &[Upload],
        at_a_time: usize,
        mut done: impl FnMut(&Upload),
    ) -> Result<(), Failure> {
        let waiting = uploads.iter().filter(|upload| !upload.there);
        let mut sent = stream::iter(waiting)
            .map(|upload| async move { self.send(upload).await.map(|()| upload) })
            .buffer_unordered(at_a_time);
        while let Some(upload) = sent.try_next().await? {
            done(upload);
        }
        Ok(())
    }
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::best());
    packer.write_all(bytes)?;
    packer.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(bytes.len() / 4);
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}
