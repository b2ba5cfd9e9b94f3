//! The exchange of the new site and the old one, and the recovery after a build that was killed in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{MARKER, PublishError, disk_error, remove_directory};
use crate::nofollow::{self, EntryKind};

/// Exchanges two directories in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange_directories(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => rename_twice(new, old),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange_directories(new: &Path, old: &Path) -> io::Result<()> {
    rename_twice(new, old)
}

/// Returns the path of the old site between two renames.
pub(super) fn aside_path(new: &Path) -> PathBuf {
    new.with_extension("jianbao-old")
}

/// Exchanges two directories where the system cannot do it in one step: for a moment there is no site, but never a mixed one.
fn rename_twice(new: &Path, old: &Path) -> io::Result<()> {
    let aside = aside_path(new);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// Recovers from a build that was killed between two renames: the old site goes back to its place if there is none.
pub(super) fn recover_interrupted(out: &Path, directory: &Path) -> Result<(), PublishError> {
    let aside = aside_path(directory);
    let is_ours = nofollow::entry_kind(&aside) == Some(EntryKind::Directory)
        && nofollow::entry_kind(&aside.join(MARKER)) == Some(EntryKind::File);
    if !is_ours {
        return Ok(());
    }

    if out.exists() {
        remove_directory(&aside);
        return Ok(());
    }
    fs::rename(&aside, out).map_err(disk_error(&aside))
}
