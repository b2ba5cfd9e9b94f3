//! Attachments: data of office files and PDF that are not for readers. Bytes in, facts out; nothing is changed.
//!
//! Looked into are Office Open XML (`.docx`, `.xlsx`, `.pptx` and their kin), OpenDocument and PDF. Not seen are the old
//! binary formats (`.doc`, `.xls`, `.ppt`, `.wps`), what is hidden by formatting (white text, hidden rows), and the data of
//! pictures inside. However large or damaged a file is, memory and time are bounded by the limits below.

mod archive;
mod office;
mod pdf;

use std::error::Error;
use std::fmt;
use std::io::{Read, Seek};

use archive::ZipArchive;

/// The most bytes of a PDF, which is held in memory.
const PDF_LIMIT: u64 = 64 * 1024 * 1024;

/// The most unpacked bytes of one file that are looked through.
const UNPACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// The most authors that are named.
const MAX_AUTHORS: usize = 3;

/// The most characters of a name.
const MAX_AUTHOR_CHARS: usize = 40;

/// The content of an attachment that readers are not meant to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrivateData {
    /// The names of those who wrote it and who changed it last.
    pub authors: Vec<String>,
    /// Comments and annotations.
    pub comments: usize,
    /// Tracked changes: text that was added, deleted or moved.
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

/// The reason why an attachment could not be looked into, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectError {
    /// It has a password.
    Encrypted,
    /// It is an old binary format under a new name, or has a password.
    OldFormat,
    /// It is cut off, damaged, or something else than its name says.
    Broken,
    /// It is too large, packed or unpacked.
    TooLarge,
}

impl fmt::Display for InspectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encrypted => "it is encrypted",
            Self::OldFormat => "it is encrypted, or in an old format",
            Self::Broken => "it is cut off or damaged",
            Self::TooLarge => "it is too large",
        })
    }
}

impl Error for InspectError {}

/// The kinds of files that are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AttachmentKind {
    OfficeOpenXml,
    OpenDocument,
    Pdf,
}

impl AttachmentKind {
    /// Returns the kind of a file by its name; `None` if such files are not looked into.
    fn by_extension(path: &str) -> Option<Self> {
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

/// Returns whether files with this name are looked into.
pub fn is_inspected(path: &str) -> bool {
    AttachmentKind::by_extension(path).is_some()
}

/// Looks into a file of `length` bytes, whose name tells its kind.
///
/// # Errors
/// If it cannot be looked into; anything found until then is lost, since it would not be all.
pub fn inspect_file(path: &str, mut file: impl Read + Seek, length: u64) -> Result<PrivateData, InspectError> {
    match AttachmentKind::by_extension(path) {
        None => Ok(PrivateData::default()),
        Some(AttachmentKind::OfficeOpenXml) => office::inspect_open_xml(&mut ZipArchive::open(&mut file)?),
        Some(AttachmentKind::OpenDocument) => office::inspect_open_document(&mut ZipArchive::open(&mut file)?),
        Some(AttachmentKind::Pdf) if length > PDF_LIMIT => Err(InspectError::TooLarge),
        Some(AttachmentKind::Pdf) => {
            let mut bytes = Vec::new();
            file.take(PDF_LIMIT).read_to_end(&mut bytes).map_err(|_| InspectError::Broken)?;
            pdf::inspect_pdf(&bytes)
        }
    }
}

impl PrivateData {
    /// Returns whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds a name, unless it is known or says nothing.
    fn add_author(&mut self, name: &str) {
        let name: String =
            name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_AUTHOR_CHARS).collect();
        if !name.is_empty() && self.authors.len() < MAX_AUTHORS && !self.authors.contains(&name) {
            self.authors.push(name);
        }
    }
}

#[cfg(test)]
mod tests;
