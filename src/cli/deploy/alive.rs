//! Which deployers of this bulletin are still alive. Each holds, as long as it lives, the system's lock of a file below
//! `.jianbao/deploying` that is named after it: a file that nobody holds any longer is of one that is gone, however it went,
//! and in whatever container it was. A copy of such a file elsewhere tells nothing: it says which file it is.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use crate::digest::Digest;
use crate::nofollow::Directory;

/// Where the files are, below the bulletin's root.
const PLACE: &str = ".jianbao/deploying";

/// The locks of those that are gone for so long have ended by themselves.
const PAST: Duration = Duration::from_secs(60 * 60);

/// This process's own sign, as long as it is held. It stays where it is if it is not taken away, and tells then that the
/// run has ended.
pub(super) struct Sign {
    directory: Directory,
    name: String,
    _held: File,
}

impl Sign {
    /// Says that a run is alive; nothing where no file can be held.
    pub fn of(root: &Path, run: &str) -> Option<Self> {
        if !cfg!(unix) {
            return None;
        }
        let directory = Directory::create_below(root, PLACE).ok()?;
        let name = Digest::of_bytes(run.as_bytes()).to_string();
        // Nobody finds it before it is held.
        let hidden = format!("{name}.new");
        let mut held = directory.create_file(&hidden).ok()?;
        held.try_lock().ok()?;
        held.write_all(format!("{run}\n{}", itself(&held)?).as_bytes()).ok()?;
        directory.rename_file(&hidden, &name).ok()?;
        Some(Self { directory, name, _held: held })
    }

    /// No lock of this run is left that the next one would have to judge.
    pub fn take_away(self) {
        let _ = self.directory.remove_file(&self.name);
    }
}

/// Runs that surely live no longer.
pub(super) fn ended(root: &Path) -> Vec<String> {
    let Ok(directory) = Directory::open_below(root, PLACE) else { return Vec::new() };
    let signs = directory.list_files().unwrap_or_default().into_iter().map(|file| file.name);
    let signs = signs.filter(|name| Path::new(name).extension().is_none());
    signs.filter_map(|name| is_of_the_dead(&directory, &name)).collect()
}

fn is_of_the_dead(directory: &Directory, name: &OsStr) -> Option<String> {
    let mut file = directory.open_file(name).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let age = file.metadata().ok()?.modified().ok()?.elapsed().unwrap_or_default();
    if age > PAST {
        let _ = directory.remove_file(name);
    }
    let (run, itself_then) = text.split_once('\n')?;
    (itself_then == itself(&file)?).then(|| run.to_owned())
}

/// What tells a file from a copy of it.
#[cfg(unix)]
fn itself(file: &File) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let meta = file.metadata().ok()?;
    Some(format!("{} {}", meta.dev(), meta.ino()))
}

/// What tells a file from a copy of it: where nothing does, nothing is decided.
#[cfg(not(unix))]
fn itself(_: &File) -> Option<String> {
    None
}
