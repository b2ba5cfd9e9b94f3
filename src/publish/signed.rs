//! The record of who signed the stories of a published site, for the log of its deployment: `.jianbao/signed.json`.
//!
//! It stands below the bulletin's root and not in the site: the names of reviewers are not for readers. The digest of the site's
//! marker is in it, so that it is never taken for another site's.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::STATE_DIR;
use crate::digest::Digest;
use crate::nofollow::Directory;

/// The file in [`STATE_DIR`].
const SIGNED_FILE: &str = "signed.json";

/// A published story that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedPage {
    /// Its address in the output.
    pub address: String,
    /// Its headline.
    pub title: String,
    /// Who signed it, in the order of the steps.
    pub signatures: Vec<PageSignature>,
}

/// A signature that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSignature {
    /// 初审, 复审, 终审
    pub step: String,
    /// The person.
    pub name: String,
    /// The day: `2026-11-30`; empty if it is not known.
    pub date: String,
}

#[derive(Serialize, Deserialize)]
struct SignedRecord {
    site: String,
    stories: Vec<SignedPage>,
}

/// Writes the record of the site that has a marker. Where nobody signs, there is none. If it cannot be written, the deployment
/// says nothing of signatures: it is no other site's.
pub(super) fn save_signed_pages(root: &Path, marker: &str, stories: &[SignedPage]) {
    let record = SignedRecord { site: marker_digest(marker), stories: stories.to_vec() };
    let Ok(text) = serde_json::to_string_pretty(&record) else { return };
    let _ = if stories.is_empty() {
        Directory::open_below(root, STATE_DIR).and_then(|directory| directory.remove_file(SIGNED_FILE))
    } else {
        Directory::create_below(root, STATE_DIR)
            .and_then(|directory| directory.replace_file(SIGNED_FILE, &[text.as_bytes(), b"\n"]))
    };
}

/// Reads the record of the site that has a marker; nothing if there is none.
pub(super) fn load_signed_pages(root: &Path, marker: &str) -> Vec<SignedPage> {
    let text = Directory::open_below(root, STATE_DIR).and_then(|directory| directory.read_to_string(SIGNED_FILE));
    let record = text.ok().and_then(|text| serde_json::from_str::<SignedRecord>(&text).ok());
    record.filter(|record| record.site == marker_digest(marker)).map_or_else(Vec::new, |record| record.stories)
}

fn marker_digest(marker: &str) -> String {
    Digest::of_bytes(marker.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_that_of_one_site() {
        let root = tempfile::tempdir().unwrap();
        let signature =
            PageSignature { step: "终审".to_owned(), name: "王五".to_owned(), date: "2026-11-30".to_owned() };
        let page = SignedPage { address: "a/b.html".to_owned(), title: "甲".to_owned(), signatures: vec![signature] };
        let pages = [page];

        save_signed_pages(root.path(), "marker", &pages);
        assert_eq!(load_signed_pages(root.path(), "marker"), pages);
        assert!(load_signed_pages(root.path(), "another").is_empty());

        save_signed_pages(root.path(), "marker", &[]);
        assert!(load_signed_pages(root.path(), "marker").is_empty());
        assert!(!root.path().join(STATE_DIR).join(SIGNED_FILE).exists());
    }
}
