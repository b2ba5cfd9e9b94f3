//! The only writer of the output. A site is written beside the old one and takes its place in one step;
//! until then the old one is untouched, and a build that fails or is killed leaves it whole.
//!
//! The staging directory is `.<out>.jianbao-new`, locked as long as the build runs; one that is left by a
//! killed build is not locked and is cleaned by the next. Nothing is ever deleted that has no [`MARKER`].

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::address::Address;
use crate::diagnostic::{Diagnostic, catalog};
use crate::render::Output;
use crate::source::Bytes;

/// The file that says that a directory was made by jianbao.
pub const MARKER: &str = ".jianbao";

const MARKER_TEXT: &str = "这个目录由 jianbao 生成，每次生成都会整个换新，请不要在这里改文件。\n";

/// A site that is being written.
pub struct Staging {
    out: PathBuf,
    directory: PathBuf,
    /// Held, and with it the lock, until the site is published or given up.
    _lock: File,
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
}

impl Failure {
    /// For printing.
    #[must_use]
    pub fn diagnostic(self) -> Diagnostic {
        match self {
            Self::Refused(diagnostic) => *diagnostic,
            Self::Disk { path, error } => catalog::disk(&path.display().to_string(), &error.to_string()),
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

fn refuse<T>(path: &Path, zh: &str, en: &str) -> Result<T, Failure> {
    Err(Failure::Refused(Box::new(catalog::output_refused(&path.display().to_string(), (zh, en)))))
}

impl Staging {
    /// Checks the output directory and makes the staging directory beside it.
    ///
    /// # Errors
    /// An output directory that holds what jianbao did not make, that is or contains the source, the file
    /// system's root or the home directory; a build of the same site under way; a failing disk.
    pub fn begin(out: &Path, root: &Path) -> Result<Self, Failure> {
        let out = resolve(out)?;
        check(&out, root)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return refuse(&out, "这是文件系统的根目录", "it is the root of the file system");
        };
        fs::create_dir_all(parent).map_err(disk(parent))?;
        let directory = parent.join(format!(".{}.jianbao-new", name.to_string_lossy()));
        match fs::create_dir(&directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !directory.join(MARKER).is_file() && !is_empty(&directory)? {
                    return refuse(
                        &directory,
                        "这里有不是 jianbao 生成的文件",
                        "it holds files that jianbao did not make",
                    );
                }
            }
            Err(error) => return Err(Failure::Disk { path: directory, error }),
        }
        let lock = File::open(&directory).map_err(disk(&directory))?;
        if lock.try_lock().is_err() {
            return refuse(&out, "另一个 jianbao 正在生成这个网站", "another jianbao is building this site");
        }
        clear(&directory)?;
        let marker = directory.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(disk(&marker))?;
        Ok(Self { out, directory, _lock: lock })
    }

    /// Makes the directories of all addresses.
    ///
    /// # Errors
    /// A failing disk.
    pub fn prepare<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Result<(), Failure> {
        let directories: BTreeSet<&str> =
            addresses.filter_map(|address| Some(address.as_str().rsplit_once('/')?.0)).collect();
        for directory in directories {
            let path = self.directory.join(directory);
            fs::create_dir_all(&path).map_err(disk(&path))?;
        }
        Ok(())
    }

    /// Writes one file; its directory must have been [prepared](Self::prepare).
    ///
    /// # Errors
    /// A failing disk.
    pub fn write(&self, address: &Address, output: Output) -> Result<(), Failure> {
        let path = self.directory.join(address.as_str());
        match output {
            Output::Bytes(bytes) => fs::write(&path, bytes),
            Output::Copy(Bytes::Memory(bytes)) => fs::write(&path, bytes),
            // Not `fs::copy`: the file's mode must not depend on that of the source.
            Output::Copy(Bytes::Disk(from)) => {
                File::open(from).and_then(|mut from| io::copy(&mut from, &mut File::create(&path)?).map(drop))
            }
        }
        .map_err(disk(&path))
    }

    /// Puts the new site in the old one's place and deletes the old one.
    ///
    /// # Errors
    /// A failing disk; the old site is then untouched.
    pub fn publish(self) -> Result<(), Failure> {
        if self.out.exists() {
            // Locked too, so that no other build takes it for left-over staging while it is deleted.
            let old = File::open(&self.out).map_err(disk(&self.out))?;
            old.lock().map_err(disk(&self.out))?;
            exchange(&self.directory, &self.out).map_err(disk(&self.out))?;
            let _ = fs::remove_dir_all(&self.directory);
        } else {
            fs::rename(&self.directory, &self.out).map_err(disk(&self.out))?;
        }
        Ok(())
    }

    /// Gives up: the staging directory goes, the old site stays.
    pub fn discard(self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Exchanges two directories in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            two_renames(new, old)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    two_renames(new, old)
}

/// Where the system cannot exchange: for a moment there is no site, but never a mixed one.
fn two_renames(new: &Path, old: &Path) -> io::Result<()> {
    let aside = new.with_extension("jianbao-old");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// The path without links and relative parts; what does not exist yet is kept as it is.
fn resolve(path: &Path) -> Result<PathBuf, Failure> {
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(resolve(parent)?.join(name))
        }
        _ => refuse(path, "路径无效", "the path is not valid"),
    }
}

fn check(out: &Path, root: &Path) -> Result<(), Failure> {
    let root = root.canonicalize().map_err(disk(root))?;
    if out.parent().is_none() {
        return refuse(out, "这是文件系统的根目录", "it is the root of the file system");
    }
    if std::env::home_dir().is_some_and(|home| home == out) {
        return refuse(out, "这是主目录", "it is the home directory");
    }
    if root.starts_with(out) {
        return refuse(out, "它包含稿件所在的目录", "it contains the source");
    }
    if ["content", "static", "themes", ".git", "src"].iter().any(|name| out.starts_with(root.join(name))) {
        return refuse(out, "它在稿件或主题的目录里", "it lies in the source");
    }
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        return refuse(out, "这是一个文件", "it is a file");
    }
    if !out.join(MARKER).is_file() && !is_empty(out)? {
        return refuse(out, "目录里有不是 jianbao 生成的文件", "it holds files that jianbao did not make");
    }
    Ok(())
}

fn is_empty(directory: &Path) -> Result<bool, Failure> {
    Ok(fs::read_dir(directory).map_err(disk(directory))?.next().is_none())
}

fn clear(directory: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(directory).map_err(disk(directory))? {
        let entry = entry.map_err(disk(directory))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(disk(&path))?;
        if kind.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.map_err(disk(&path))?;
    }
    Ok(())
}
