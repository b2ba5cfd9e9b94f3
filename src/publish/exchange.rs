//! The step in which a new site takes the old one's place, and what a build leaves that is killed in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Failure, MARKER, disk, remove};
use crate::nofollow::{self, EntryKind};

/// Exchanges two directories in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
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
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    two_renames(new, old)
}

/// Where the old site waits between two renames.
pub(super) fn aside(new: &Path) -> PathBuf {
    new.with_extension("jianbao-old")
}

/// Where the system cannot exchange: for a moment there is no site, but never a mixed one.
fn two_renames(new: &Path, old: &Path) -> io::Result<()> {
    let aside = aside(new);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// Takes up what a build left that was killed between two renames: the old site goes back if there is none.
pub(super) fn recover(out: &Path, directory: &Path) -> Result<(), Failure> {
    let aside = aside(directory);
    let is_ours = nofollow::entry_kind(&aside) == Some(EntryKind::Directory);
    if !is_ours || nofollow::entry_kind(&aside.join(MARKER)) != Some(EntryKind::File) {
        return Ok(());
    }
    if out.exists() {
        remove(&aside);
        return Ok(());
    }
    fs::rename(&aside, out).map_err(disk(&aside))
}
