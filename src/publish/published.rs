//! A site that stands in an output directory, to be put on a server. Nothing is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{BuildReport, Listing, MARKER, STATE_DIR, guard};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, catalog};
use crate::nofollow::{self, Directory, Kind};

/// The file of [`STATE_DIR`] in which it is written down that the last build failed.
const FAILURE_FILE: &str = "failed";

/// A site that was published.
#[derive(Clone, Debug)]
pub struct PublishedSite {
    directory: PathBuf,
    /// Its files.
    pub listing: Listing,
    /// What is said of it.
    pub report: BuildReport,
}

impl PublishedSite {
    /// The site in an output directory, if it is whole and what the last build made.
    ///
    /// # Errors
    /// No site, one with drafts unless these are meant, one that is not what was written, or an old one since the last
    /// build failed.
    pub fn open_output(out: &Path, root: &Path, drafts: bool) -> Result<Self, Box<Diagnostic>> {
        let refuse = |why: Message| Err(Box::new(catalog::not_deployable(&out.display().to_string(), &why)));
        let Ok(marker) = nofollow::read_to_string(&out.join(MARKER)) else {
            return refuse(phrases::no_site_here());
        };
        let listing = Listing::parse_marker(&marker);
        let Some(about) = BuildReport::parse_marker(&marker).filter(|_| listing.0.values().all(Option::is_some)) else {
            return refuse(phrases::made_by_an_earlier_version());
        };
        if listing.0.is_empty() || !listing.0.contains_key("index.html") {
            return refuse(phrases::site_is_empty());
        }
        if last_build_failed(out, root) {
            return refuse(phrases::last_build_failed());
        }
        if about.drafts && !drafts {
            return refuse(phrases::site_has_drafts());
        }
        guard::refuse_foreign(out).map_err(|failure| Box::new(failure.into_diagnostic()))?;
        for (path, entry) in &listing.0 {
            let meta = fs::symlink_metadata(out.join(path));
            let whole = meta.is_ok_and(|meta| meta.is_file() && Some(meta.len()) == entry.map(|e| e.bytes));
            if !whole {
                return Err(Box::new(catalog::output_changed(&out.join(path).display().to_string())));
            }
        }
        Ok(Self { directory: out.to_owned(), listing, report: about })
    }

    /// Reads one of its files.
    ///
    /// # Errors
    /// What reading gives.
    pub fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        nofollow::read(&self.directory.join(path))
    }
}

/// Writes down that a build failed, where a site stands that somebody might take for the new one.
pub fn record_failure(out: &Path, root: &Path) {
    let has_site = nofollow::kind(&out.join(MARKER)) == Some(Kind::File);
    if let (true, Ok(out)) = (has_site, out.canonicalize()) {
        // What cannot be written down cannot be helped; the build says itself that it failed.
        let _ = Directory::create(root, STATE_DIR)
            .and_then(|place| place.replace(FAILURE_FILE, &[out.to_string_lossy().as_bytes()]));
    }
}

/// A site was published.
pub(super) fn clear_failure(root: &Path) {
    // If it stays, a deployment is refused, and says why.
    let _ = Directory::open(root, STATE_DIR).and_then(|place| place.remove(FAILURE_FILE));
}

fn last_build_failed(out: &Path, root: &Path) -> bool {
    let failed =
        Directory::open(root, STATE_DIR).and_then(|place| place.read_to_string(FAILURE_FILE)).unwrap_or_default();
    !failed.is_empty() && out.canonicalize().is_ok_and(|out| out.to_string_lossy() == failed)
}
