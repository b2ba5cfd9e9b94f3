//! Guards against writing to a directory that jianbao did not make.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Listing, MARKER, PublishError, disk_error, output_refused, refuse_output};
use crate::diagnostic::catalog::phrases;
use crate::nofollow;

/// Resolves links and relative parts of a path; the part that does not exist yet is kept as it is.
pub(super) fn resolve_path(path: &Path) -> Result<PathBuf, PublishError> {
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }

    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(resolve_path(parent)?.join(name))
        }
        _ => refuse_output(path, &phrases::path_is_not_valid()),
    }
}

/// Directories of a bulletin or of its repository that hold no output.
const SOURCE_DIRECTORIES: [&str; 5] = ["content", "static", "themes", ".git", "src"];

/// Refuses an output directory that is or contains the source, the file system's root or the home directory, that something
/// is mounted on, or that holds files of others.
pub(super) fn check_output_directory(out: &Path, root: &Path) -> Result<(), PublishError> {
    let root = root.canonicalize().map_err(disk_error(root))?;
    if out.parent().is_none() {
        return refuse_output(out, &phrases::is_the_root());
    }
    if std::env::home_dir().is_some_and(|home| home == out) {
        return refuse_output(out, &phrases::is_the_home_directory());
    }
    if root.starts_with(out) {
        return refuse_output(out, &phrases::contains_the_source());
    }
    if SOURCE_DIRECTORIES.iter().any(|name| out.starts_with(root.join(name))) {
        return refuse_output(out, &phrases::lies_in_the_source());
    }

    if is_mount_point(out) {
        return Err(mount_point_error(out));
    }
    if out.exists() { refuse_foreign(out) } else { Ok(()) }
}

/// Returns the error of a mount point: the system renames no directory that something is mounted on.
fn mount_point_error(out: &Path) -> PublishError {
    let below = out.join("site");
    output_refused(out, &phrases::is_a_mount_point(&below.display().to_string()))
}

/// Converts the error of an exchange that failed. The old site is as it was.
pub(super) fn exchange_error(out: &Path, error: io::Error) -> PublishError {
    match error.kind() {
        io::ErrorKind::ResourceBusy => mount_point_error(out),
        io::ErrorKind::CrossesDevices => output_refused(out, &phrases::cannot_be_exchanged(&error.to_string())),
        _ => disk_error(out)(error),
    }
}

/// Whether something is mounted on a directory.
fn is_mount_point(directory: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
        let mount_root = StatxAttributes::MOUNT_ROOT;
        statx(CWD, directory, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
            .is_ok_and(|meta| meta.stx_attributes_mask.contains(mount_root) && meta.stx_attributes.contains(mount_root))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = directory;
        false
    }
}

/// Refuses a directory that holds anything that jianbao did not write.
pub(super) fn refuse_foreign(out: &Path) -> Result<(), PublishError> {
    if !out.is_dir() {
        return refuse_output(out, &phrases::is_a_file());
    }
    let Ok(marker) = nofollow::read_to_string(&out.join(MARKER)) else {
        if is_empty(out)? {
            return Ok(());
        }
        return refuse_output(out, &phrases::holds_foreign_files());
    };
    let listed = Listing::parse_marker(&marker).0;

    let mut pending = vec![(out.to_owned(), String::new())];
    while let Some((directory, prefix)) = pending.pop() {
        for entry in fs::read_dir(&directory).map_err(disk_error(&directory))? {
            let entry = entry.map_err(disk_error(&directory))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(disk_error(&entry.path()))?.is_dir() {
                pending.push((entry.path(), format!("{path}/")));
            } else if path != MARKER && !listed.contains_key(&path) {
                return refuse_output(&entry.path(), &phrases::is_a_foreign_file());
            }
        }
    }
    Ok(())
}

/// Whether a directory has no entries.
pub(super) fn is_empty(directory: &Path) -> Result<bool, PublishError> {
    Ok(fs::read_dir(directory).map_err(disk_error(directory))?.next().is_none())
}
