//! The list in the [marker](super::MARKER): every file of a site with its size and its digest.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::digest::Digest;

const MARKER_HEADER: &str = "# 这个目录由 jianbao 生成，每次生成都会整个换新，请不要在这里改文件。\n# 每行：内容的摘要（BLAKE3 的前 128 位），字节数，地址\n";

/// A file of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// What it says.
    pub digest: Digest,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// The files of a site by their addresses. A line that cannot be read names a file of which nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing(pub BTreeMap<String, Option<FileEntry>>);

impl Listing {
    /// Reads a marker.
    pub fn parse_marker(marker: &str) -> Self {
        let lines = marker.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .map(|line| parse_entry(line).map_or((line.to_owned(), None), |(path, entry)| (path, Some(entry))))
                .collect(),
        )
    }

    /// The text of the marker.
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

    /// What is known of a file.
    pub fn get(&self, path: &str) -> Option<FileEntry> {
        self.0.get(path).copied().flatten()
    }
}

fn parse_entry(line: &str) -> Option<(String, FileEntry)> {
    let mut parts = line.splitn(3, ' ');
    let (digest, bytes, path) = (parts.next()?, parts.next()?, parts.next()?);
    Some((path.to_owned(), FileEntry { digest: Digest::parse(digest)?, bytes: bytes.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let entry = |text: &str| Some(FileEntry { digest: Digest::of(text.as_bytes()), bytes: text.len() as u64 });
        let list = |files: &[(&str, &str)]| {
            Listing(files.iter().map(|(path, text)| ((*path).to_owned(), entry(text))).collect())
        };
        let old = list(&[("a b.html", "甲"), ("#c.html", "丙"), ("d.html", "丁")]);
        assert_eq!(Listing::parse_marker(&old.marker_text()), old);
        // From before there were digests.
        let bare = Listing::parse_marker("# 说明\na b.html\n");
        assert_eq!(bare.get("a b.html"), None);
        assert!(bare.0.contains_key("a b.html"));
    }
}
