//! Attachments: what office files and PDF hold that is not for readers. Bytes in, facts out; nothing is changed.
//!
//! Looked into are Office Open XML (`.docx`, `.xlsx`, `.pptx` and their kin), OpenDocument and PDF. Not seen are the old
//! binary formats (`.doc`, `.xls`, `.ppt`, `.wps`), what is hidden by formatting (white text, hidden rows), and the data of
//! pictures inside. However large or damaged a file is, memory and time are bounded by the limits below.

mod archive;
mod office;
mod pdf;

use std::io::{Read, Seek};

/// The most bytes of a PDF, which is held in memory.
const PDF_LIMIT: u64 = 64 * 1024 * 1024;

/// The most unpacked bytes of one file that are looked through.
const UNPACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// The most authors that are named.
const AUTHORS: usize = 3;

/// The most characters of a name.
const NAME: usize = 40;

/// What an attachment holds besides what readers are meant to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private {
    /// Who wrote it and who changed it last.
    pub authors: Vec<String>,
    /// Comments and annotations.
    pub comments: usize,
    /// Tracked changes: what was added, deleted or moved.
    pub changes: usize,
    /// Sheets that are hidden.
    pub hidden_sheets: usize,
    /// Slides that are hidden.
    pub hidden_slides: usize,
    /// Slides with notes for the speaker.
    pub notes: usize,
    /// Files inside of a PDF.
    pub files: usize,
}

/// Why an attachment could not be looked into, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It has a password.
    Encrypted,
    /// It is an old binary format under a new name, or has a password.
    OldFormat,
    /// It is cut off, damaged, or something else than its name says.
    Broken,
    /// It, or what it unpacks to, is too large.
    TooLarge,
}

/// The kinds of files that are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    OfficeOpenXml,
    OpenDocument,
    Pdf,
}

impl Kind {
    fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "docx" | "docm" | "dotx" | "dotm" | "xlsx" | "xlsm" | "xltx" | "xltm" | "pptx" | "pptm" | "ppsx"
            | "ppsm" | "potx" | "potm" => Some(Self::OfficeOpenXml),
            "odt" | "ods" | "odp" | "odg" | "ott" | "ots" | "otp" => Some(Self::OpenDocument),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// Whether files with this name are looked into.
pub fn is_inspected(path: &str) -> bool {
    Kind::of(path).is_some()
}

/// Looks into a file of `length` bytes, whose name says what it is.
///
/// # Errors
/// If it cannot be looked into; what was found until then is lost, since it would not be all.
pub fn inspect(path: &str, mut file: impl Read + Seek, length: u64) -> Result<Private, Unread> {
    match Kind::of(path) {
        None => Ok(Private::default()),
        Some(Kind::Pdf) if length > PDF_LIMIT => Err(Unread::TooLarge),
        Some(Kind::Pdf) => {
            let mut bytes = Vec::new();
            file.take(PDF_LIMIT).read_to_end(&mut bytes).map_err(|_| Unread::Broken)?;
            pdf::inspect(&bytes)
        }
        Some(kind) => {
            let mut archive = archive::Archive::open(&mut file)?;
            match kind {
                Kind::OpenDocument => office::open_document(&mut archive),
                _ => office::open_xml(&mut archive),
            }
        }
    }
}

impl Private {
    /// Whether there is anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds a name, unless it is known or says nothing.
    fn add_author(&mut self, name: &str) {
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect();
        if !name.is_empty() && self.authors.len() < AUTHORS && !self.authors.contains(&name) {
            self.authors.push(name);
        }
    }
}

#[cfg(test)]
mod tests;
