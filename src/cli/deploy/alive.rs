//! Which deployers of this bulletin are still alive. Each holds, as long as it lives, the system's lock of a file below
//! `.jianbao/deploying` that is named after it: a file that nobody holds any longer is of one that is gone, however it went,
//! and in whatever container it was. A copy of such a file elsewhere tells nothing: it says which file it is.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::digest::Digest;

/// The locks of those that are gone for so long have ended by themselves.
const PAST: Duration = Duration::from_secs(60 * 60);

/// This process's own sign, as long as it is held. It stays where it is if it is not taken away, and tells then that the
/// run has ended.
pub(super) struct Sign {
    path: PathBuf,
    _held: File,
}

impl Sign {
    /// Says that a run is alive; nothing where no file can be held.
    pub fn of(root: &Path, run: &str) -> Option<Self> {
        if !cfg!(unix) {
            return None;
        }
        let directory = root.join(".jianbao/deploying");
        fs::create_dir_all(&directory).ok()?;
        let path = directory.join(Digest::of(run.as_bytes()).to_string());
        // Nobody finds it before it is held.
        let hidden = path.with_extension("new");
        let held = File::create_new(&hidden).ok()?;
        held.try_lock().ok()?;
        fs::write(&hidden, format!("{run}\n{}", itself(&held)?)).ok()?;
        fs::rename(&hidden, &path).ok()?;
        Some(Self { path, _held: held })
    }

    /// No lock of this run is left that the next one would have to judge.
    pub fn take_away(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Runs that surely live no longer.
pub(super) fn ended(root: &Path) -> Vec<String> {
    let Ok(signs) = fs::read_dir(root.join(".jianbao/deploying")) else { return Vec::new() };
    let signs = signs.flatten().map(|sign| sign.path()).filter(|path| path.extension().is_none());
    signs.filter_map(|path| is_of_the_dead(&path)).collect()
}

fn is_of_the_dead(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }
    let text = fs::read_to_string(path).ok()?;
    let age = file.metadata().ok()?.modified().ok()?.elapsed().unwrap_or_default();
    if age > PAST {
        let _ = fs::remove_file(path);
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
