//! The staging directory, in which a site is written, and its exchange with the old site.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::changes::{self, PendingChanges, SiteChanges};
use super::exchange::{aside_path, exchange_directories, recover_interrupted};
use super::guard::{check_output_directory, exchange_error, is_empty, refuse_foreign, resolve_path};
use super::old::{self, Old};
use super::{
    CHECKSUM_FILE, FileEntry, Listing, MARKER, PublishError, PublishOptions, checksums, disk_error, keys, published,
    refuse_link, refuse_output, remove_directory, signed, sync_to_disk, too_late_error,
};
use crate::address::Address;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::phrases;
use crate::digest::{self, Digest};
use crate::nofollow::{self, Directory, EntryKind};
use crate::pipeline::Destination;
use crate::render::Output;
use crate::source::Bytes;

/// A site that is being written.
pub struct Staging {
    root: PathBuf,
    out: PathBuf,
    directory: PathBuf,
    /// The site that is to be replaced.
    old: Old,
    /// The files that were written so far.
    written: Mutex<Vec<WrittenFile>>,
    /// The lock, which is held until the site is published or discarded.
    _lock: File,
}

/// A file of the new site.
struct WrittenFile {
    path: String,
    entry: FileEntry,
    /// The digest of everything that it was made from.
    key: Option<Digest>,
}

impl Staging {
    /// Checks the output directory and creates the staging directory beside it.
    ///
    /// # Errors
    /// An output directory that holds files of others, that is or contains the source, the file system's root or the home
    /// directory; a concurrent build of the same site; a failing disk.
    pub fn create_beside(out: &Path, root: &Path) -> Result<Self, PublishError> {
        let out = resolve_path(out)?;
        check_output_directory(&out, root)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return refuse_output(&out, &phrases::is_the_root());
        };
        fs::create_dir_all(parent).map_err(disk_error(parent))?;

        let directory = create_staging_directory(parent, name)?;
        let lock = lock_directory(&directory, &out)?;
        recover_interrupted(&out, &directory)?;
        clear_staging_directory(&directory)?;

        let old = Old::read(&out, root);
        Ok(Self { root: root.to_owned(), out, directory, old, written: Mutex::default(), _lock: lock })
    }

    /// Creates the directories of all addresses.
    ///
    /// # Errors
    /// A failing disk.
    pub fn create_directories<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Result<(), PublishError> {
        let directories = addresses.filter_map(|address| Some(address.as_str().rsplit_once('/')?.0));
        for directory in directories.collect::<BTreeSet<_>>() {
            let path = self.directory.join(directory);
            fs::create_dir_all(&path).map_err(disk_error(&path))?;
        }
        Ok(())
    }

    /// Links a file of the old site to a path, if it is as it was written.
    fn link_old_file(&self, address: &Address, entry: FileEntry, to: &Path) -> bool {
        self.old.is_untouched(address, entry) && fs::hard_link(self.out.join(address.as_str()), to).is_ok()
    }

    fn record_file(&self, address: &Address, entry: FileEntry, key: Option<Digest>) {
        let written = WrittenFile { path: address.as_str().to_owned(), entry, key };
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(written);
    }

    /// Writes a file with these bytes, unless the old site has the same.
    fn write_bytes(&self, address: &Address, bytes: &[u8]) -> Result<FileEntry, PublishError> {
        let path = self.directory.join(address.as_str());
        let entry = FileEntry { digest: Digest::of_bytes(bytes), bytes: bytes.len() as u64 };

        if !(self.old.has(address, entry) && self.link_old_file(address, entry, &path)) {
            let mut file = File::create_new(&path).map_err(disk_error(&path))?;
            file.write_all(bytes).map_err(disk_error(&path))?;
        }
        Ok(entry)
    }

    /// Copies a file. The copy is replaced by the old site's file if that is the same.
    fn copy_file(&self, address: &Address, source: &Path) -> Result<FileEntry, PublishError> {
        let path = self.directory.join(address.as_str());

        // Not `fs::copy`: the file's mode must not depend on that of the source.
        let mut from = nofollow::open_regular(source).map_err(disk_error(source))?;
        let mut to = File::create_new(&path).map_err(disk_error(&path))?;
        let (bytes, digest) = digest::copy_with_digest(&mut from, &mut to).map_err(disk_error(&path))?;
        let entry = FileEntry { digest, bytes };

        if self.old.has(address, entry) {
            // Linked beside it and renamed: if it cannot be linked, the copy stays.
            let beside = self.directory.join(format!("{MARKER}-{digest}"));
            if self.link_old_file(address, entry, &beside) {
                fs::rename(&beside, &path).map_err(disk_error(&path))?;
            }
        }
        Ok(entry)
    }

    /// Whether the file at an address in the staging directory has this content.
    pub fn has_content(&self, address: &Address, output: &Output) -> bool {
        let Ok(held) = fs::read(self.directory.join(address.as_str())) else { return false };
        match output {
            Output::Bytes(bytes) => *bytes == held,
            Output::Copy(Bytes::Memory(bytes)) => bytes[..] == held[..],
            Output::Copy(Bytes::Disk(source)) => nofollow::read_file(source).is_ok_and(|bytes| bytes == held),
        }
    }

    /// Replaces the old site by the new one, deletes the old one, and writes the list of changes. Returns warnings.
    ///
    /// # Errors
    /// An output directory that has changed since the build began; a failing disk. The old site is then untouched, unless
    /// the error is [`PublishError::TooLate`].
    pub fn publish(self, options: &PublishOptions) -> Result<Vec<Diagnostic>, PublishError> {
        let published = self.replace_site(options);
        if published.is_err() {
            remove_directory(&self.directory);
        }
        published
    }

    fn replace_site(&self, options: &PublishOptions) -> Result<Vec<Diagnostic>, PublishError> {
        let mut warnings = Vec::new();
        if options.manifest {
            let entry = checksums::write_checksums(&self.directory, &self.written_listing())?;
            self.record_file(&Address::from_known(CHECKSUM_FILE), entry, None);
        }
        let listing = self.written_listing();
        let marker = options.report.marker_lines() + &listing.marker_text();
        write_marker(&self.directory, &marker)?;

        // Steps that may fail come before the exchange.
        let changes = self.write_pending_changes(&listing, options, &mut warnings)?;
        if options.sync {
            sync_to_disk(&self.directory, &listing).map_err(disk_error(&self.directory))?;
        }

        self.exchange_sites()?;
        if options.sync
            && let Some(parent) = self.out.parent()
        {
            File::open(parent).and_then(|parent| parent.sync_all()).map_err(too_late_error(parent))?;
        }

        published::clear_failure(&self.root);
        if let Some(changes) = changes {
            changes.publish()?;
        }
        self.save_keys(&marker);
        signed::save_signed_pages(&self.root, &marker, &options.signed);
        Ok(warnings)
    }

    /// Writes the list of changes beside its place. Where the default list cannot be written there is none, and a warning.
    fn write_pending_changes(
        &self,
        listing: &Listing,
        options: &PublishOptions,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Option<PendingChanges>, PublishError> {
        let changes = SiteChanges::compare_listings(&self.old.listing, listing);
        let site = &options.report.site;
        if let Some(path) = &options.changes {
            return changes.write_pending(path, site).map(Some);
        }

        match changes.write_pending_default(&self.root, site) {
            Ok(pending) => Ok(Some(pending)),
            Err(error) => {
                warnings.push(changes::delete_outdated(&self.root, error)?);
                Ok(None)
            }
        }
    }

    fn written_listing(&self) -> Listing {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        Listing(written.iter().map(|file| (file.path.clone(), Some(file.entry))).collect())
    }

    /// Keeps the keys of the files for the next build.
    fn save_keys(&self, marker: &str) {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = written.iter().filter_map(|file| Some((file.path.clone(), file.key?))).collect();
        keys::save_page_keys(&self.root, marker, &keys);
    }

    fn exchange_sites(&self) -> Result<(), PublishError> {
        if !self.out.exists() {
            return fs::rename(&self.directory, &self.out).map_err(disk_error(&self.out));
        }
        refuse_foreign(&self.out)?;

        // Locked too, so that no other build takes it for left-over staging while it is deleted.
        let old = File::open(&self.out).map_err(disk_error(&self.out))?;
        old.lock().map_err(disk_error(&self.out))?;

        exchange_directories(&self.directory, &self.out).map_err(|error| exchange_error(&self.out, error))?;
        remove_directory(&self.directory);
        old::date_marker(&self.out);
        Ok(())
    }

    /// Deletes the staging directory; the old site stays.
    pub fn discard(self) {
        remove_directory(&self.directory);
    }
}

impl Destination for Staging {
    type Failure = PublishError;

    fn keeps(&self, address: &Address, key: Digest) -> bool {
        let Some(entry) = self.old.made_from(address, key) else { return false };
        let linked = self.link_old_file(address, entry, &self.directory.join(address.as_str()));
        if linked {
            self.record_file(address, entry, Some(key));
        }
        linked
    }

    /// Writes one file. Its directory must have been [created](Staging::create_directories).
    fn take(&self, address: &Address, output: Output, key: Option<Digest>) -> Result<(), PublishError> {
        let entry = match &output {
            Output::Bytes(bytes) => self.write_bytes(address, bytes)?,
            Output::Copy(Bytes::Memory(bytes)) => self.write_bytes(address, bytes)?,
            Output::Copy(Bytes::Disk(source)) => self.copy_file(address, source)?,
        };
        self.record_file(address, entry, key);
        Ok(())
    }
}

/// Creates the staging directory of an output directory; one that a killed build has left is used again.
fn create_staging_directory(parent: &Path, name: &OsStr) -> Result<PathBuf, PublishError> {
    let directory = parent.join(format!(".{}.jianbao-new", name.to_string_lossy()));
    for own in [&directory, &aside_path(&directory)] {
        if nofollow::entry_kind(own) == Some(EntryKind::Link) {
            return refuse_link(own);
        }
    }

    match fs::create_dir(&directory) {
        Ok(()) => Ok(directory),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let is_ours =
                nofollow::entry_kind(&directory.join(MARKER)) == Some(EntryKind::File) || is_empty(&directory)?;
            if is_ours {
                return Ok(directory);
            }
            refuse_output(&directory, &phrases::staging_holds_foreign_files())
        }
        Err(error) => Err(PublishError::Disk { path: directory, error }),
    }
}

/// Deletes everything in the staging directory but an empty marker, which it has from the beginning.
fn clear_staging_directory(directory: &Path) -> Result<(), PublishError> {
    write_marker(directory, &Listing::default().marker_text())?;
    let own = Directory::open_path(directory).map_err(disk_error(directory))?;
    own.clear_except(MARKER).map_err(disk_error(directory))
}

fn write_marker(directory: &Path, text: &str) -> Result<(), PublishError> {
    let own = Directory::open_path(directory).map_err(disk_error(directory))?;
    own.overwrite_file(MARKER, text.as_bytes()).map_err(disk_error(&directory.join(MARKER)))
}

/// Locks the staging directory of the site at `out`.
fn lock_directory(directory: &Path, out: &Path) -> Result<File, PublishError> {
    let lock = File::open(directory).map_err(disk_error(directory))?;
    match lock.try_lock() {
        // The directory may have been exchanged between opening and locking: then the lock is another's.
        Ok(()) if is_directory_at(&lock, directory) => Ok(lock),
        Ok(()) | Err(TryLockError::WouldBlock) => refuse_output(out, &phrases::another_build_is_running()),
        Err(TryLockError::Error(error)) => {
            // If it was just created it is empty.
            let _ = fs::remove_dir(directory);
            Err(PublishError::NoLock { path: directory.to_owned(), error })
        }
    }
}

/// Whether an open directory is still the one at a path.
fn is_directory_at(directory: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let open = directory.metadata();
        let present = path.symlink_metadata();
        matches!((open, present), (Ok(open), Ok(present)) if open.dev() == present.dev() && open.ino() == present.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = directory;
        path.is_dir()
    }
}
