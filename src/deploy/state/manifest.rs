//! The manifest: the files of a finished deployment.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;

use super::{FORMAT_HEADER, collect_unique, compress_text, decompress_text, parse_address, parse_name};
use crate::digest::Digest;

/// The files of a site by their addresses, each with the digest of its content and headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The address of the site's front page, which identifies the site.
    pub site: String,
    /// The unique name of the run that wrote it, so that no two manifests are the same, even of the same site.
    pub run: String,
    /// The files of the site.
    pub files: BTreeMap<String, Digest>,
}

impl Manifest {
    fn to_text(&self) -> String {
        let mut text = format!("{FORMAT_HEADER} manifest\n{}\n{}\n", self.site, self.run);
        for (path, digest) in &self.files {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{digest} {path}");
        }
        text
    }

    /// Returns the digest of the whole manifest.
    pub fn content_digest(&self) -> Digest {
        Digest::of_bytes(self.to_text().as_bytes())
    }

    /// Encodes the manifest as it is stored at a target.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn to_gzip(&self) -> io::Result<Vec<u8>> {
        compress_text(&self.to_text())
    }

    /// Decodes a stored manifest; `None` if it is damaged or of a later version.
    pub fn from_gzip(bytes: &[u8]) -> Option<Self> {
        let text = decompress_text(bytes)?;
        let mut lines = text.strip_prefix(FORMAT_HEADER)?.strip_prefix(" manifest\n")?.lines();

        let site = parse_name(lines.next()?)?;
        let run = parse_name(lines.next()?)?;
        let files = collect_unique(lines.map(parse_file_line))?;

        Some(Self { site, run, files })
    }
}

fn parse_file_line(line: &str) -> Option<(String, Digest)> {
    let (digest, path) = line.split_once(' ')?;
    Some((parse_address(path)?, Digest::from_hex(digest)?))
}
