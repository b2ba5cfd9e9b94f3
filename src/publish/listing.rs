//! The list in the [marker](super::MARKER): every file of a site with its digest and its size.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::digest::Digest;

/// The first lines of a marker.
const MARKER_HEADER: &str = "# 这个目录由 jianbao 生成，每次生成都会整个换新，请不要在这里改文件。\n# 每行：内容的摘要（BLAKE3 的前 128 位），字节数，地址\n";

/// A file of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The digest of its content.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The files of a site by their addresses. Nothing is known of a file whose line could not be parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing(pub BTreeMap<String, Option<FileEntry>>);

impl Listing {
    /// Parses a marker.
    pub fn parse_marker(marker: &str) -> Self {
        let lines = marker.lines().filter(|line| !line.starts_with('#'));
        Self(lines.map(parse_line).collect())
    }

    /// Returns the text of the marker.
    pub fn marker_text(&self) -> String {
        let mut text = MARKER_HEADER.to_owned();
        for (path, entry) in &self.0 {
            if let Some(FileEntry { digest, bytes }) = entry {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{digest} {bytes} {path}");
            }
        }
        text
    }

    /// Returns the entry of a file, if it is listed and known.
    pub fn get(&self, path: &str) -> Option<FileEntry> {
        self.0.get(path).copied().flatten()
    }
}

fn parse_line(line: &str) -> (String, Option<FileEntry>) {
    match parse_entry(line) {
        Some((path, entry)) => (path.to_owned(), Some(entry)),
        None => (line.to_owned(), None),
    }
}

fn parse_entry(line: &str) -> Option<(&str, FileEntry)> {
    let mut parts = line.splitn(3, ' ');
    let digest = Digest::from_hex(parts.next()?)?;
    let bytes = parts.next()?.parse().ok()?;
    let path = parts.next()?;
    Some((path, FileEntry { digest, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_has_the_list_that_was_written() {
        let files = [("a b.html", "甲"), ("#c.html", "丙"), ("d.html", "丁")].map(|(path, text)| {
            let entry = FileEntry { digest: Digest::of_bytes(text.as_bytes()), bytes: text.len() as u64 };
            (path.to_owned(), Some(entry))
        });
        let listing = Listing(files.into());
        assert_eq!(Listing::parse_marker(&listing.marker_text()), listing);

        // From before there were digests.
        let bare = Listing::parse_marker("# 说明\na b.html\n");
        assert_eq!(bare.get("a b.html"), None);
        assert!(bare.0.contains_key("a b.html"));
    }
}
