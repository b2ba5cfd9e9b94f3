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

mod about;
mod changes;
mod exchange;
mod guard;
mod keys;
mod listing;
mod manifest;
mod old;
mod published;
mod waiting;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use about::About;
pub use changes::{CHANGES, Changes};
pub use listing::{Entry, Listing};
pub use manifest::MANIFEST;
pub use published::{Published, note_failure};
pub use waiting::Single;

use crate::address::Address;
use crate::diagnostic::catalog::Linked;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::{self, Digest};
use crate::nofollow::{self, Directory, Kind};
use crate::pipeline::Destination;
use crate::render::Output;
use crate::source::Bytes;
use exchange::{exchange, recover};
use guard::{check, is_empty, refuse_foreign, resolve};
use old::Old;

/// The file that says that a directory was made by jianbao, and lists what is in it.
pub const MARKER: &str = ".jianbao";

/// Where what is written down of a build is kept, below the bulletin's root.
const PLACE: &str = ".jianbao";

/// A site that is being written.
pub struct Staging {
    root: PathBuf,
    out: PathBuf,
    directory: PathBuf,
    /// The site that stands there now.
    old: Old,
    /// What was written so far.
    written: Mutex<Vec<Written>>,
    /// Held, and with it the lock, until the site is published or given up.
    _lock: File,
}

/// A file of the new site.
struct Written {
    path: String,
    entry: Entry,
    /// The digest of what it was made from.
    key: Option<Digest>,
}

/// Why a site was not published.
#[derive(Debug)]
pub enum Failure {
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

impl Failure {
    /// For printing.
    pub fn diagnostic(self) -> Diagnostic {
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

fn disk(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |error| Failure::Disk { path: path.to_owned(), error }
}

fn too_late(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |error| Failure::TooLate { path: path.to_owned(), error }
}

/// A link in one of the three places beside the output.
fn refuse_link<T>(path: &Path) -> Result<T, Failure> {
    Err(Failure::Refused(Box::new(catalog::symlink(&path.display().to_string(), Linked::Own))))
}

fn refuse<T>(path: &Path, zh: &str, en: &str) -> Result<T, Failure> {
    Err(Failure::Refused(Box::new(catalog::output_refused(&path.display().to_string(), (zh, en)))))
}

impl Staging {
    /// Checks the output directory and makes the staging directory beside it.
    ///
    /// # Errors
    /// An output directory that holds what jianbao did not write, that is or contains the source, the file
    /// system's root or the home directory; a build of the same site under way; a failing disk.
    pub fn begin(out: &Path, root: &Path) -> Result<Self, Failure> {
        let out = resolve(out)?;
        check(&out, root)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return refuse(&out, "这是文件系统的根目录", "it is the root of the file system");
        };
        fs::create_dir_all(parent).map_err(disk(parent))?;
        let directory = parent.join(format!(".{}.jianbao-new", name.to_string_lossy()));
        for own in [&directory, &exchange::aside(&directory)] {
            if nofollow::kind(own) == Some(Kind::Link) {
                return refuse_link(own);
            }
        }
        match fs::create_dir(&directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if nofollow::kind(&directory.join(MARKER)) != Some(Kind::File) && !is_empty(&directory)? {
                    return refuse(
                        &directory,
                        "这里有不是 jianbao 生成的文件",
                        "it holds files that jianbao did not make",
                    );
                }
            }
            Err(error) => return Err(Failure::Disk { path: directory, error }),
        }
        let lock = lock(&directory, &out)?;
        recover(&out, &directory)?;
        let own = Directory::at(&directory).map_err(disk(&directory))?;
        own.overwrite(MARKER, Listing::default().text().as_bytes()).map_err(disk(&directory.join(MARKER)))?;
        own.clear(MARKER).map_err(disk(&directory))?;
        let (root, old) = (root.to_owned(), Old::read(&out, root));
        Ok(Self { root, out, directory, old, written: Mutex::default(), _lock: lock })
    }

    /// Makes the directories of all addresses.
    ///
    /// # Errors
    /// A failing disk.
    pub fn prepare<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Result<(), Failure> {
        let directories = addresses.filter_map(|address| Some(address.as_str().rsplit_once('/')?.0));
        for directory in directories.collect::<BTreeSet<_>>() {
            let path = self.directory.join(directory);
            fs::create_dir_all(&path).map_err(disk(&path))?;
        }
        Ok(())
    }

    /// Gives a file of the old site another name, if it is as it was written.
    fn link(&self, address: &Address, entry: Entry, to: &Path) -> bool {
        self.old.is_untouched(address, entry) && fs::hard_link(self.out.join(address.as_str()), to).is_ok()
    }

    fn note(&self, address: &Address, entry: Entry, key: Option<Digest>) {
        let written = Written { path: address.as_str().to_owned(), entry, key };
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(written);
    }

    /// Whether exactly this stands at an address in the site that is being written.
    pub fn holds(&self, address: &Address, output: &Output) -> bool {
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
    /// it is said that it is [too late](Failure::TooLate).
    pub fn publish(self, options: &Options) -> Result<Vec<Diagnostic>, Failure> {
        let published = self.finish(options);
        if published.is_err() {
            remove(&self.directory);
        }
        published
    }

    fn finish(&self, options: &Options) -> Result<Vec<Diagnostic>, Failure> {
        let mut warnings = Vec::new();
        if options.manifest {
            let entry = manifest::write(&self.directory, &self.listing())?;
            self.note(&Address::known(MANIFEST), entry, None);
        }
        let listing = self.listing();
        let text = options.about.text() + &listing.text();
        let own = Directory::at(&self.directory).map_err(disk(&self.directory))?;
        own.overwrite(MARKER, text.as_bytes()).map_err(disk(&self.directory.join(MARKER)))?;
        // What may fail comes before the exchange.
        let changes = Changes::between(&self.old.listing, &listing);
        let site = &options.about.site;
        let changes = match &options.changes {
            Some(path) => Some(changes.prepare(path, site)?),
            None => match changes.prepare_default(&self.root, site) {
                Ok(prepared) => Some(prepared),
                Err(failure) => {
                    warnings.push(changes::forget(&self.root, failure)?);
                    None
                }
            },
        };
        if options.sync {
            sync(&self.directory, &listing).map_err(disk(&self.directory))?;
        }
        self.exchange()?;
        if options.sync
            && let Some(parent) = self.out.parent()
        {
            File::open(parent).and_then(|parent| parent.sync_all()).map_err(too_late(parent))?;
        }
        published::forget_failure(&self.root);
        changes.map_or(Ok(()), |changes| changes.publish())?;
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = written.iter().filter_map(|file| Some((file.path.clone(), file.key?))).collect();
        keys::save_page_keys(&self.root, &text, &keys);
        Ok(warnings)
    }

    fn listing(&self) -> Listing {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        Listing(written.iter().map(|file| (file.path.clone(), Some(file.entry))).collect())
    }

    fn exchange(&self) -> Result<(), Failure> {
        if !self.out.exists() {
            return fs::rename(&self.directory, &self.out).map_err(disk(&self.out));
        }
        refuse_foreign(&self.out)?;
        // Locked too, so that no other build takes it for left-over staging while it is deleted.
        let old = File::open(&self.out).map_err(disk(&self.out))?;
        old.lock().map_err(disk(&self.out))?;
        exchange(&self.directory, &self.out).map_err(|error| guard::not_exchanged(&self.out, error))?;
        remove(&self.directory);
        old::date_marker(&self.out);
        Ok(())
    }

    /// Gives up: the staging directory goes, the old site stays.
    pub fn discard(self) {
        remove(&self.directory);
    }
}

/// How a site is published.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is said of it as a whole.
    pub about: About,
    /// Where it is written down what is new, the [`Changes`]; [`CHANGES`] below the root unless somebody asks for another
    /// place. If the disk does not let us write that one, there is none, and it is said.
    pub changes: Option<PathBuf>,
    /// Whether everything is on the disk, and not only in the system's memory, before the new site takes the old one's
    /// place: then also a power failure leaves one of the two.
    pub sync: bool,
    /// Whether the site has a list of check sums, [`MANIFEST`].
    pub manifest: bool,
}

impl Destination for Staging {
    type Failure = Failure;

    fn keeps(&self, address: &Address, key: Digest) -> bool {
        let Some(entry) = self.old.made_from(address, key) else { return false };
        let linked = self.link(address, entry, &self.directory.join(address.as_str()));
        if linked {
            self.note(address, entry, Some(key));
        }
        linked
    }

    /// Writes one file; its directory must have been [prepared](Staging::prepare). Where the old site has the same, that
    /// file stays.
    fn take(&self, address: &Address, output: Output, key: Option<Digest>) -> Result<(), Failure> {
        let path = self.directory.join(address.as_str());
        let bytes: &[u8] = match &output {
            Output::Bytes(bytes) => bytes,
            Output::Copy(Bytes::Memory(bytes)) => bytes,
            Output::Copy(Bytes::Disk(source)) => {
                // Not `fs::copy`: the file's mode must not depend on that of the source.
                let mut from = nofollow::open(source).map_err(disk(source))?;
                let mut to = File::create_new(&path).map_err(disk(&path))?;
                let (bytes, digest) = digest::copy(&mut from, &mut to).map_err(disk(&path))?;
                let entry = Entry { digest, bytes };
                if self.old.has(address, entry) {
                    // Beside and over it: if it cannot be linked, the copy stays.
                    let beside = self.directory.join(format!("{MARKER}-{digest}"));
                    if self.link(address, entry, &beside) {
                        fs::rename(&beside, &path).map_err(disk(&path))?;
                    }
                }
                self.note(address, entry, key);
                return Ok(());
            }
        };
        let entry = Entry { digest: Digest::of(bytes), bytes: bytes.len() as u64 };
        if !(self.old.has(address, entry) && self.link(address, entry, &path)) {
            let mut file = File::create_new(&path).map_err(disk(&path))?;
            file.write_all(bytes).map_err(disk(&path))?;
        }
        self.note(address, entry, key);
        Ok(())
    }
}

/// Waits until the files of a site are on the disk.
fn sync(directory: &Path, listing: &Listing) -> io::Result<()> {
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
fn remove(directory: &Path) {
    let Ok(own) = Directory::at(directory) else { return };
    if own.clear(MARKER).is_ok() {
        let _ = own.remove(MARKER);
        let _ = fs::remove_dir(directory);
    }
}

/// Takes the lock of a staging directory, which the site at `out` is to be written in.
fn lock(directory: &Path, out: &Path) -> Result<File, Failure> {
    let lock = File::open(directory).map_err(disk(directory))?;
    match lock.try_lock() {
        // The directory may have been exchanged between opening and locking: then the lock is another's.
        Ok(()) if is_at(&lock, directory) => Ok(lock),
        Ok(()) | Err(TryLockError::WouldBlock) => {
            refuse(out, "另一个 jianbao 正在生成这个网站", "another jianbao is building this site")
        }
        Err(TryLockError::Error(error)) => {
            // If it was made just now there is nothing in it.
            let _ = fs::remove_dir(directory);
            Err(Failure::NoLock { path: directory.to_owned(), error })
        }
    }
}

/// Whether an open directory is still the one at a path.
fn is_at(directory: &File, path: &Path) -> bool {
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
