//! The only writer of the output. A site is written beside the old one and takes its place in one step;
//! until then the old one is untouched, and a build that fails or is killed leaves it whole.
//!
//! Three names beside an output directory `public` are the publisher's own: `.public.jianbao-new` (a site
//! that is being written, or an old one that is being deleted; locked as long as that lasts) and
//! `.public.jianbao-old` (the old site for the moment between two renames, where the system cannot exchange
//! two directories). What a killed build leaves of them the next one finds and cleans.
//!
//! Nothing is deleted that jianbao did not write: the [`MARKER`] in an output directory lists its files, and
//! a directory that holds any other is refused.
//!
//! What stays as it is, is the old site's own file under a second name (a hard link), which costs nothing and keeps its
//! date; no file is ever written to once it has its name in a site.

mod build_report;
mod changes;
mod checksums;
mod exchange;
mod guard;
mod keys;
mod listing;
mod old;
mod pending_file;
mod published;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use build_report::BuildReport;
pub use changes::{CHANGES_FILE, SiteChanges};
pub use checksums::CHECKSUM_FILE;
pub use listing::{FileEntry, Listing};
pub use pending_file::OutputFile;
pub use published::{PublishedSite, record_failure};

use crate::address::Address;
use crate::diagnostic::catalog::Linked;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, catalog};
use crate::digest::{self, Digest};
use crate::nofollow::{self, Directory, Kind};
use crate::pipeline::Destination;
use crate::render::Output;
use crate::source::Bytes;
use exchange::{exchange_directories, recover_interrupted};
use guard::{check_output_directory, is_empty, refuse_foreign, resolve_path};
use old::Old;

/// The file that says that a directory was made by jianbao, and lists what is in it.
pub const MARKER: &str = ".jianbao";

/// Where what is written down of a build is kept, below the bulletin's root.
const STATE_DIR: &str = ".jianbao";

/// A site that is being written.
pub struct Staging {
    root: PathBuf,
    out: PathBuf,
    directory: PathBuf,
    /// The site that stands there now.
    old: Old,
    /// What was written so far.
    written: Mutex<Vec<WrittenFile>>,
    /// Held, and with it the lock, until the site is published or given up.
    _lock: File,
}

/// A file of the new site.
struct WrittenFile {
    path: String,
    entry: FileEntry,
    /// The digest of what it was made from.
    key: Option<Digest>,
}

/// Why a site was not published.
#[derive(Debug)]
pub enum PublishError {
    /// The output directory must not be touched.
    Refused(Box<Diagnostic>),
    /// The disk failed.
    Disk {
        /// Where.
        path: PathBuf,
        /// How.
        error: io::Error,
    },
    /// The disk has no locks.
    NoLock {
        /// The directory that was to be locked.
        path: PathBuf,
        /// How.
        error: io::Error,
    },
    /// The disk failed when the new site had taken the old one's place.
    TooLate {
        /// Where.
        path: PathBuf,
        /// How.
        error: io::Error,
    },
}

impl PublishError {
    /// For printing.
    pub fn into_diagnostic(self) -> Diagnostic {
        match self {
            Self::Refused(diagnostic) => *diagnostic,
            Self::Disk { path, error } => catalog::disk(&path.display().to_string(), &error.to_string()),
            Self::NoLock { path, error } => {
                catalog::disk_without_locks(&path.display().to_string(), &error.to_string())
            }
            Self::TooLate { path, error } => catalog::disk_too_late(&path.display().to_string(), &error.to_string()),
        }
    }
}

/// Makes the modes of all files that the process writes 0644, of directories 0755, whatever the caller's mask is.
pub fn fix_modes() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
}

fn disk_error(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    move |error| PublishError::Disk { path: path.to_owned(), error }
}

fn too_late_error(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    move |error| PublishError::TooLate { path: path.to_owned(), error }
}

/// A link in one of the three places beside the output.
fn refuse_link<T>(path: &Path) -> Result<T, PublishError> {
    Err(PublishError::Refused(Box::new(catalog::symlink(&path.display().to_string(), Linked::Own))))
}

fn refuse_output<T>(path: &Path, why: &Message) -> Result<T, PublishError> {
    Err(PublishError::Refused(Box::new(catalog::output_refused(&path.display().to_string(), why))))
}

impl Staging {
    /// Checks the output directory and makes the staging directory beside it.
    ///
    /// # Errors
    /// An output directory that holds what jianbao did not write, that is or contains the source, the file
    /// system's root or the home directory; a build of the same site under way; a failing disk.
    pub fn create_beside(out: &Path, root: &Path) -> Result<Self, PublishError> {
        let out = resolve_path(out)?;
        check_output_directory(&out, root)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return refuse_output(&out, &phrases::is_the_root());
        };
        fs::create_dir_all(parent).map_err(disk_error(parent))?;
        let directory = parent.join(format!(".{}.jianbao-new", name.to_string_lossy()));
        for own in [&directory, &exchange::aside_path(&directory)] {
            if nofollow::kind(own) == Some(Kind::Link) {
                return refuse_link(own);
            }
        }
        match fs::create_dir(&directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if nofollow::kind(&directory.join(MARKER)) != Some(Kind::File) && !is_empty(&directory)? {
                    return refuse_output(&directory, &phrases::staging_holds_foreign_files());
                }
            }
            Err(error) => return Err(PublishError::Disk { path: directory, error }),
        }
        let lock = lock_directory(&directory, &out)?;
        recover_interrupted(&out, &directory)?;
        let own = Directory::at(&directory).map_err(disk_error(&directory))?;
        own.overwrite(MARKER, Listing::default().marker_text().as_bytes())
            .map_err(disk_error(&directory.join(MARKER)))?;
        own.clear(MARKER).map_err(disk_error(&directory))?;
        let (root, old) = (root.to_owned(), Old::read(&out, root));
        Ok(Self { root, out, directory, old, written: Mutex::default(), _lock: lock })
    }

    /// Makes the directories of all addresses.
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

    /// Gives a file of the old site another name, if it is as it was written.
    fn link_old_file(&self, address: &Address, entry: FileEntry, to: &Path) -> bool {
        self.old.is_untouched(address, entry) && fs::hard_link(self.out.join(address.as_str()), to).is_ok()
    }

    fn record_file(&self, address: &Address, entry: FileEntry, key: Option<Digest>) {
        let written = WrittenFile { path: address.as_str().to_owned(), entry, key };
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(written);
    }

    /// Whether exactly this stands at an address in the site that is being written.
    pub fn has_content(&self, address: &Address, output: &Output) -> bool {
        let Ok(held) = fs::read(self.directory.join(address.as_str())) else { return false };
        match output {
            Output::Bytes(bytes) => *bytes == held,
            Output::Copy(Bytes::Memory(bytes)) => bytes[..] == held[..],
            Output::Copy(Bytes::Disk(source)) => nofollow::read(source).is_ok_and(|bytes| bytes == held),
        }
    }

    /// Puts the new site in the old one's place and deletes the old one; writes down what is new. Returns warnings.
    ///
    /// # Errors
    /// An output directory that has changed since the build began; a failing disk. The old site is then untouched, unless
    /// it is said that it is [too late](PublishError::TooLate).
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
            self.record_file(&Address::known(CHECKSUM_FILE), entry, None);
        }
        let listing = self.written_listing();
        let text = options.report.marker_lines() + &listing.marker_text();
        let own = Directory::at(&self.directory).map_err(disk_error(&self.directory))?;
        own.overwrite(MARKER, text.as_bytes()).map_err(disk_error(&self.directory.join(MARKER)))?;
        // What may fail comes before the exchange.
        let changes = SiteChanges::compare_listings(&self.old.listing, &listing);
        let site = &options.report.site;
        let changes = match &options.changes {
            Some(path) => Some(changes.write_pending(path, site)?),
            None => match changes.write_pending_default(&self.root, site) {
                Ok(prepared) => Some(prepared),
                Err(failure) => {
                    warnings.push(changes::delete_outdated(&self.root, failure)?);
                    None
                }
            },
        };
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
        changes.map_or(Ok(()), |changes| changes.publish())?;
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = written.iter().filter_map(|file| Some((file.path.clone(), file.key?))).collect();
        keys::save_page_keys(&self.root, &text, &keys);
        Ok(warnings)
    }

    fn written_listing(&self) -> Listing {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        Listing(written.iter().map(|file| (file.path.clone(), Some(file.entry))).collect())
    }

    fn exchange_sites(&self) -> Result<(), PublishError> {
        if !self.out.exists() {
            return fs::rename(&self.directory, &self.out).map_err(disk_error(&self.out));
        }
        refuse_foreign(&self.out)?;
        // Locked too, so that no other build takes it for left-over staging while it is deleted.
        let old = File::open(&self.out).map_err(disk_error(&self.out))?;
        old.lock().map_err(disk_error(&self.out))?;
        exchange_directories(&self.directory, &self.out).map_err(|error| guard::exchange_error(&self.out, error))?;
        remove_directory(&self.directory);
        old::date_marker(&self.out);
        Ok(())
    }

    /// Gives up: the staging directory goes, the old site stays.
    pub fn discard(self) {
        remove_directory(&self.directory);
    }
}

/// How a site is published.
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// What is said of it as a whole.
    pub report: BuildReport,
    /// Where it is written down what is new, the [`SiteChanges`]; [`CHANGES_FILE`] below the root unless somebody asks for another
    /// place. If the disk does not let us write that one, there is none, and it is said.
    pub changes: Option<PathBuf>,
    /// Whether everything is on the disk, and not only in the system's memory, before the new site takes the old one's
    /// place: then also a power failure leaves one of the two.
    pub sync: bool,
    /// Whether the site has a list of check sums, [`CHECKSUM_FILE`].
    pub manifest: bool,
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

    /// Writes one file; its directory must have been [prepared](Staging::create_directories). Where the old site has the same, that
    /// file stays.
    fn take(&self, address: &Address, output: Output, key: Option<Digest>) -> Result<(), PublishError> {
        let path = self.directory.join(address.as_str());
        let bytes: &[u8] = match &output {
            Output::Bytes(bytes) => bytes,
            Output::Copy(Bytes::Memory(bytes)) => bytes,
            Output::Copy(Bytes::Disk(source)) => {
                // Not `fs::copy`: the file's mode must not depend on that of the source.
                let mut from = nofollow::open(source).map_err(disk_error(source))?;
                let mut to = File::create_new(&path).map_err(disk_error(&path))?;
                let (bytes, digest) = digest::copy(&mut from, &mut to).map_err(disk_error(&path))?;
                let entry = FileEntry { digest, bytes };
                if self.old.has(address, entry) {
                    // Beside and over it: if it cannot be linked, the copy stays.
                    let beside = self.directory.join(format!("{MARKER}-{digest}"));
                    if self.link_old_file(address, entry, &beside) {
                        fs::rename(&beside, &path).map_err(disk_error(&path))?;
                    }
                }
                self.record_file(address, entry, key);
                return Ok(());
            }
        };
        let entry = FileEntry { digest: Digest::of(bytes), bytes: bytes.len() as u64 };
        if !(self.old.has(address, entry) && self.link_old_file(address, entry, &path)) {
            let mut file = File::create_new(&path).map_err(disk_error(&path))?;
            file.write_all(bytes).map_err(disk_error(&path))?;
        }
        self.record_file(address, entry, key);
        Ok(())
    }
}

/// Waits until the files of a site are on the disk.
fn sync_to_disk(directory: &Path, listing: &Listing) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let _ = listing;
        Ok(rustix::fs::syncfs(File::open(directory)?)?)
    }
    #[cfg(not(target_os = "linux"))]
    listing.0.keys().try_for_each(|path| File::open(directory.join(path))?.sync_all())
}

/// Deletes a directory of ours; what cannot be deleted is left to the next build. The marker goes last, so
/// that whatever is left is still known as ours.
fn remove_directory(directory: &Path) {
    let Ok(own) = Directory::at(directory) else { return };
    if own.clear(MARKER).is_ok() {
        let _ = own.remove(MARKER);
        let _ = fs::remove_dir(directory);
    }
}

/// Takes the lock of a staging directory, which the site at `out` is to be written in.
fn lock_directory(directory: &Path, out: &Path) -> Result<File, PublishError> {
    let lock = File::open(directory).map_err(disk_error(directory))?;
    match lock.try_lock() {
        // The directory may have been exchanged between opening and locking: then the lock is another's.
        Ok(()) if is_directory_at(&lock, directory) => Ok(lock),
        Ok(()) | Err(TryLockError::WouldBlock) => refuse_output(out, &phrases::another_build_is_running()),
        Err(TryLockError::Error(error)) => {
            // If it was made just now there is nothing in it.
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
        let id = |meta: io::Result<fs::Metadata>| meta.ok().map(|meta| (meta.dev(), meta.ino()));
        id(directory.metadata()).is_some_and(|own| Some(own) == id(path.symlink_metadata()))
    }
    #[cfg(not(unix))]
    {
        let _ = directory;
        path.is_dir()
    }
}
