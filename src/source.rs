//! What was read: every text with its path, every other file by its path. Immutable from here on.
//!
//! A [`Span`] names a stretch of one text; it is all that a mistake needs to show its place.

use std::path::PathBuf;
use std::sync::Arc;

/// The index of a text in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of bytes of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The stretch from `start` to `end` (bytes) of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let cap = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: cap(start), end: cap(end.max(start)) }
    }
}

/// A text file: its path below the site's root, with `/` on every system, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// For example `content/xiangmu/2020-09-15-qianyue.md`.
    pub path: String,
    /// The text as it stands in the file, without a byte-order mark.
    pub text: String,
}

/// All texts of a site in the order of their paths.
/// Copies share the texts, and what is shared is equal at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<Arc<Text>>,
}

impl Sources {
    /// Takes the texts; their order no longer matters.
    #[must_use]
    pub fn new(files: Vec<Text>) -> Self {
        files.into_iter().map(Arc::new).collect()
    }

    /// The same with another text in the place of one, which keeps its id; as it is if there is none at that path.
    #[must_use]
    pub fn with(mut self, text: Text) -> Self {
        if let Ok(at) = self.files.binary_search_by(|f| f.path.cmp(&text.path)) {
            self.files[at] = Arc::new(text);
        }
        self
    }

    /// The text behind an id, to be kept.
    #[must_use]
    pub fn shared(&self, id: FileId) -> &Arc<Text> {
        &self.files[id.0 as usize]
    }

    /// The text behind an id that this value gave out.
    #[must_use]
    pub fn text(&self, id: FileId) -> &Text {
        &self.files[id.0 as usize]
    }

    /// All texts with their ids, in the order of their paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Text)> {
        let texts = self.files.iter().map(|text| &**text);
        (0u32..).map(FileId).zip(texts).take(self.files.len()).collect::<Vec<_>>().into_iter()
    }

    /// The text at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(FileId, &Text)> {
        let at = self.files.binary_search_by(|f| f.path.as_str().cmp(path)).ok()?;
        Some((FileId(u32::try_from(at).ok()?), &self.files[at]))
    }
}

impl FromIterator<Arc<Text>> for Sources {
    fn from_iter<T: IntoIterator<Item = Arc<Text>>>(texts: T) -> Self {
        let mut files: Vec<Arc<Text>> = texts.into_iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }
}

/// The bytes of a file that is handed on as it is: a picture, a font, an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// In memory (an embedded theme, a test).
    Memory(Arc<[u8]>),
    /// On disk, to be copied when it is needed.
    Disk(PathBuf),
}

/// A file that is not read but copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path below the site's root, such as `content/xiangmu/qianyue.jpg` or `static/logo.svg`.
    pub path: String,
    /// Where its bytes are.
    pub bytes: Bytes,
    /// Width and height in pixels, if it is a picture whose head says so.
    pub size: Option<(u32, u32)>,
}

/// Everything that a build reads.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// `site.yaml`, `tags.yaml`, the stories, the templates.
    pub sources: Sources,
    /// All other files below `content/`, `static/` and the theme's `assets/`, in the order of their paths.
    pub assets: Vec<Asset>,
}
