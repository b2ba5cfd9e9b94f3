//! Knows which deployers of this bulletin are still alive. Each holds, as long as it lives, the system's lock of a file below
//! `.jianbao/deploying` that is named after it: a file that nobody holds any longer is of one that is gone, however it went,
//! and in whatever container it was. A copy of such a file elsewhere tells nothing: it says which file it is.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use crate::digest::Digest;
use crate::nofollow::Directory;

/// The directory of the files, below the bulletin's root.
const RUNS_DIR: &str = ".jianbao/deploying";

/// Age at which the file of a run that has ended is deleted: its lock in the store has expired by then.
const SIGN_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The file of this process's own run, which it holds. If it is not deleted, it tells later that the run has ended.
pub(super) struct RunSign {
    directory: Directory,
    name: String,
    _held: File,
}

impl RunSign {
    /// Creates the file of a run and holds it; nothing where no file can be held.
    pub fn create_sign(root: &Path, run: &str) -> Option<Self> {
        if !cfg!(unix) {
            return None;
        }
        let directory = Directory::create_below(root, RUNS_DIR).ok()?;
        let name = Digest::of_bytes(run.as_bytes()).to_string();

        // Nobody finds it before it is held.
        let hidden = format!("{name}.new");
        let mut held = directory.create_file(&hidden).ok()?;
        held.try_lock().ok()?;
        held.write_all(format!("{run}\n{}", file_identity(&held)?).as_bytes()).ok()?;
        directory.rename_file(&hidden, &name).ok()?;
        Some(Self { directory, name, _held: held })
    }

    /// Deletes the file, where no lock of this run is left that the next one would have to judge.
    pub fn take_away(self) {
        let _ = self.directory.remove_file(&self.name);
    }
}

/// Runs that have certainly ended.
pub(super) fn ended_runs(root: &Path) -> Vec<String> {
    let Ok(directory) = Directory::open_below(root, RUNS_DIR) else { return Vec::new() };
    let signs = directory.list_files().unwrap_or_default().into_iter().map(|file| file.name);
    let signs = signs.filter(|name| Path::new(name).extension().is_none());
    signs.filter_map(|name| read_ended_run(&directory, &name)).collect()
}

/// The run of a file that nobody holds.
fn read_ended_run(directory: &Directory, name: &OsStr) -> Option<String> {
    let mut file = directory.open_file(name).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }

    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let age = file.metadata().ok()?.modified().ok()?.elapsed().unwrap_or_default();
    if age > SIGN_LIFETIME {
        let _ = directory.remove_file(name);
    }

    let (run, identity) = text.split_once('\n')?;
    (identity == file_identity(&file)?).then(|| run.to_owned())
}

/// Identifies a file, so that it can be told from a copy of it: its device and inode.
#[cfg(unix)]
fn file_identity(file: &File) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let meta = file.metadata().ok()?;
    Some(format!("{} {}", meta.dev(), meta.ino()))
}

/// Identifies nothing: where a file cannot be told from its copy, nothing is decided.
#[cfg(not(unix))]
fn file_identity(_: &File) -> Option<String> {
    None
}
