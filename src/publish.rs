//! The only writer of the output. A site is written beside the old one and replaces it in one step; until then the old one
//! is untouched, and a build that fails or is killed leaves it whole.
//!
//! Three names beside an output directory `public` are the publisher's own: `.public.jianbao-new` (a site that is being
//! written, or an old one that is being deleted; locked as long as that lasts) and `.public.jianbao-old` (the old site for the
//! moment between two renames, where the system cannot exchange two directories). The next build cleans up what a killed one
//! leaves of them.
//!
//! Nothing is deleted that jianbao did not write: the [`MARKER`] in an output directory lists its files, and a directory that
//! holds any other is refused.
//!
//! An unchanged file is the old site's own under a second name (a hard link), which costs nothing and keeps its date; no file
//! is ever written to once it has its name in a site.

mod build_report;
mod changes;
mod checksums;
mod error;
mod exchange;
mod guard;
mod keys;
mod listing;
mod old;
mod pending_file;
mod published;
mod signed;
mod staging;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use build_report::BuildReport;
pub use changes::{CHANGES_FILE, SiteChanges};
pub use checksums::CHECKSUM_FILE;
pub use error::PublishError;
use error::{disk_error, output_refused, refuse_link, refuse_output, too_late_error};
pub use listing::{FileEntry, Listing};
pub use pending_file::OutputFile;
pub use published::{PublishedSite, record_failure};
pub use signed::{PageSignature, SignedPage};
pub use staging::Staging;

use crate::nofollow::Directory;

/// The file that marks a directory as made by jianbao, and lists its files.
pub const MARKER: &str = ".jianbao";

/// The directory of the records of a build, below the bulletin's root.
const STATE_DIR: &str = ".jianbao";

/// How a site is published.
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// Facts about the whole site, for the marker.
    pub report: BuildReport,
    /// Its stories that were signed.
    pub signed: Vec<SignedPage>,
    /// The file for the [`SiteChanges`]; [`CHANGES_FILE`] below the root if it is not given. If that one cannot be written,
    /// there is none, and a warning.
    pub changes: Option<PathBuf>,
    /// Whether all files are synced to the disk before the new site replaces the old one, so that a power failure, too,
    /// leaves one of the two.
    pub sync: bool,
    /// Whether the site has a list of checksums, [`CHECKSUM_FILE`].
    pub manifest: bool,
}

/// Makes the modes of all files that the process writes 0644, of directories 0755, whatever the caller's umask is.
pub fn fix_modes() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
}

/// Waits until the files of a site are on the disk.
fn sync_to_disk(directory: &Path, listing: &Listing) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let _ = listing;
        Ok(rustix::fs::syncfs(fs::File::open(directory)?)?)
    }
    #[cfg(not(target_os = "linux"))]
    listing.0.keys().try_for_each(|path| fs::File::open(directory.join(path))?.sync_all())
}

/// Deletes a site or a staging directory; the next build deletes what this one cannot. The marker goes last, so that the rest
/// is still known to be jianbao's.
fn remove_directory(directory: &Path) {
    let Ok(own) = Directory::open_path(directory) else { return };
    if own.clear_except(MARKER).is_ok() {
        let _ = own.remove_file(MARKER);
        let _ = fs::remove_dir(directory);
    }
}
