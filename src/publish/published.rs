//! A published site in an output directory, to be deployed. Nothing is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{BuildReport, FileEntry, Listing, MARKER, STATE_DIR, SignedPage, guard, signed};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, catalog};
use crate::nofollow::{self, Directory, EntryKind};

/// The file in [`STATE_DIR`] that records that the last build failed, with the output directory.
const FAILURE_FILE: &str = "failed";

/// A published site.
#[derive(Clone, Debug)]
pub struct PublishedSite {
    directory: PathBuf,
    /// Its files.
    pub listing: Listing,
    /// The report of its build.
    pub report: BuildReport,
    /// Its stories that were signed, as far as that was recorded.
    pub signed: Vec<SignedPage>,
}

impl PublishedSite {
    /// Opens the site in an output directory, if it is complete and from the last build.
    ///
    /// # Errors
    /// No site; one with drafts, unless these are allowed; one that has been changed; an old one, since the last build failed.
    pub fn open_output(out: &Path, root: &Path, allow_drafts: bool) -> Result<Self, Box<Diagnostic>> {
        let Ok(marker) = nofollow::read_to_string(&out.join(MARKER)) else {
            return Err(not_deployable(out, &phrases::no_site_here()));
        };
        let listing = Listing::parse_marker(&marker);
        let Some(report) = BuildReport::parse_marker(&marker).filter(|_| listing.0.values().all(Option::is_some))
        else {
            return Err(not_deployable(out, &phrases::made_by_an_earlier_version()));
        };

        if listing.0.is_empty() || !listing.0.contains_key("index.html") {
            return Err(not_deployable(out, &phrases::site_is_empty()));
        }
        if last_build_failed(out, root) {
            return Err(not_deployable(out, &phrases::last_build_failed()));
        }
        if report.drafts && !allow_drafts {
            return Err(not_deployable(out, &phrases::site_has_drafts()));
        }

        guard::refuse_foreign(out).map_err(|error| Box::new(error.into_diagnostic()))?;
        let changed = listing.0.iter().find(|(path, entry)| !has_length(&out.join(path), **entry));
        if let Some((path, _)) = changed {
            return Err(Box::new(catalog::output_changed(&out.join(path).display().to_string())));
        }
        let signed = signed::load_signed_pages(root, &marker);
        Ok(Self { directory: out.to_owned(), listing, report, signed })
    }

    /// Reads one of its files.
    ///
    /// # Errors
    /// A failing disk.
    pub fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        nofollow::read_file(&self.directory.join(path))
    }
}

fn not_deployable(out: &Path, reason: &Message) -> Box<Diagnostic> {
    Box::new(catalog::not_deployable(&out.display().to_string(), reason))
}

/// Whether a regular file of a site has the length that was written.
fn has_length(path: &Path, entry: Option<FileEntry>) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && Some(meta.len()) == entry.map(|entry| entry.bytes))
}

/// Records that a build failed, where an old site stands that could be taken for the new one.
pub fn record_failure(out: &Path, root: &Path) {
    if nofollow::entry_kind(&out.join(MARKER)) != Some(EntryKind::File) {
        return;
    }
    let Ok(out) = out.canonicalize() else { return };

    // If this fails too, the build has still printed that it failed.
    let _ = Directory::create_below(root, STATE_DIR)
        .and_then(|directory| directory.replace_file(FAILURE_FILE, &[out.to_string_lossy().as_bytes()]));
}

/// Deletes the record of a failed build, after one succeeded.
pub(super) fn clear_failure(root: &Path) {
    // If it stays, a deployment is refused, and says why.
    let _ = Directory::open_below(root, STATE_DIR).and_then(|directory| directory.remove_file(FAILURE_FILE));
}

fn last_build_failed(out: &Path, root: &Path) -> bool {
    let failed_out = Directory::open_below(root, STATE_DIR)
        .and_then(|directory| directory.read_to_string(FAILURE_FILE))
        .unwrap_or_default();
    !failed_out.is_empty() && out.canonicalize().is_ok_and(|out| out.to_string_lossy() == failed_out)
}
