//! The input of a build: every text with its path, every other file by its path. Immutable from here on.
//!
//! A [`Span`] names a stretch of one text; it is all that a mistake needs to show its place.

mod spanned;

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::attachment::{self, PrivateData};
use crate::digest::{self, Digest};
use crate::memo::Memo;
use crate::picture::{self, PictureError, PictureFacts, PictureFileError, Variant};
pub use spanned::Spanned;

/// The name of a text in [`Sources`]: a hash of its path, so that it is the same whatever other texts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u64);

/// A stretch of bytes of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        fn cap(n: usize) -> u32 {
            u32::try_from(n).unwrap_or(u32::MAX)
        }
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
    files: Vec<(FileId, Arc<Text>)>,
    /// The places of texts in `files`.
    places: Arc<HashMap<FileId, usize>>,
    /// The places of texts in `files`, by the last name of their paths; made when it is first asked for.
    by_name: Arc<OnceLock<HashMap<String, Vec<usize>>>>,
    unread: BTreeMap<String, Unread>,
}

/// Why a table is no text. It may still be offered for download; only a chart cannot be drawn from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not UTF-8 but seems to be this.
    Encoding(&'static str),
    /// It is larger than any table that is drawn.
    TooLarge,
}

impl Sources {
    /// Takes the texts; their order no longer matters.
    pub fn new(files: Vec<Text>) -> Self {
        files.into_iter().map(Arc::new).collect()
    }

    /// The same with another text in the place of one, which keeps its id; as it is if there is none at that path.
    pub fn with(self, text: Text) -> Self {
        self.with_shared(Arc::new(text))
    }

    /// The same as [`Sources::with`], of a text that is shared.
    pub fn with_shared(mut self, text: Arc<Text>) -> Self {
        if let Ok(at) = self.files.binary_search_by(|(_, file)| file.path.cmp(&text.path)) {
            self.files[at].1 = text;
        }
        self
    }

    /// The text behind an id, to be kept.
    pub fn shared(&self, id: FileId) -> &Arc<Text> {
        &self.files[self.places[&id]].1
    }

    /// Remembers tables that could not be read.
    pub fn with_unread(self, unread: BTreeMap<String, Unread>) -> Self {
        Self { unread, ..self }
    }

    /// Why the table at a path could not be read, if one is there.
    pub fn unread(&self, path: &str) -> Option<Unread> {
        self.unread.get(path).copied()
    }

    /// All tables that could not be read, with the reason, in the order of their paths.
    pub fn all_unread(&self) -> impl Iterator<Item = (&str, Unread)> {
        self.unread.iter().map(|(path, why)| (path.as_str(), *why))
    }

    /// Whether the file at a path is a table that charts may be drawn from.
    pub fn is_table(path: &str) -> bool {
        path.starts_with("content/") && path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csv"))
    }

    /// The names of the tables in a directory.
    pub fn tables(&self, directory: &str) -> Vec<&str> {
        let tables = self.files.iter().filter(|(_, file)| Self::is_table(&file.path));
        let names = tables.filter_map(|(_, file)| file.path.rsplit_once('/'));
        names.filter(|(other, _)| *other == directory).map(|(_, name)| name).collect()
    }

    /// The text behind an id that this value gave out.
    pub fn text(&self, id: FileId) -> &Text {
        self.shared(id)
    }

    /// All texts with their ids, in the order of their paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Text)> {
        self.files.iter().map(|(id, text)| (*id, &**text))
    }

    /// The paths of the texts that end with a path: all of its names, from the last one on. In order.
    pub fn paths_ending_with(&self, end: &str) -> Vec<&str> {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, (_, file)) in self.files.iter().enumerate() {
                let name = file.path.rsplit('/').next().unwrap_or_default();
                by_name.entry(name.to_owned()).or_default().push(place);
            }
            by_name
        });

        let name = end.rsplit('/').next().unwrap_or_default();
        let places = by_name.get(name).into_iter().flatten();
        let paths = places.map(|place| self.files[*place].1.path.as_str());
        let is_whole = |path: &&str| path.strip_suffix(end).is_some_and(|it| it.is_empty() || it.ends_with('/'));
        paths.filter(is_whole).collect()
    }

    /// The text at a path.
    pub fn find(&self, path: &str) -> Option<(FileId, &Text)> {
        let at = self.files.binary_search_by(|(_, file)| file.path.as_str().cmp(path)).ok()?;
        let (id, text) = &self.files[at];
        Some((*id, text))
    }
}

impl FromIterator<Arc<Text>> for Sources {
    fn from_iter<T: IntoIterator<Item = Arc<Text>>>(texts: T) -> Self {
        let mut texts: Vec<Arc<Text>> = texts.into_iter().collect();
        texts.sort_by(|a, b| a.path.cmp(&b.path));

        let mut places = HashMap::with_capacity(texts.len());
        let mut files = Vec::with_capacity(texts.len());
        for (place, text) in texts.into_iter().enumerate() {
            let mut id = FileId(Digest::of_bytes(text.path.as_bytes()).to_u128() as u64);
            // Two files may differ in the Unicode form of their paths alone; that is reported later.
            while places.contains_key(&id) {
                id.0 = id.0.wrapping_add(1);
            }
            places.insert(id, place);
            files.push((id, text));
        }
        Self { files, places: Arc::new(places), by_name: Arc::default(), unread: BTreeMap::new() }
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
    /// The facts of its head, if its name promises a picture.
    pub picture: Option<PictureFacts>,
}

/// Where pictures are made for publishing and attachments looked into: with the disk behind it, pictures that were made
/// once are kept.
pub trait AssetProcessor: Send + Sync {
    /// Makes the published form of a picture.
    ///
    /// # Errors
    /// If it cannot be published.
    fn make(&self, asset: &Asset, facts: &PictureFacts, form: Variant) -> Result<Vec<u8>, PictureError>;

    /// Whether a picture can be published, with some copies; with `keep`, they are kept ready.
    ///
    /// # Errors
    /// The first reason why not.
    fn verify(&self, asset: &Asset, facts: &PictureFacts, copies: &[Variant], keep: bool) -> Result<(), PictureError>;

    /// Finds what an attachment holds that is not for readers.
    ///
    /// # Errors
    /// If it cannot be looked into.
    fn inspect(&self, asset: &Asset) -> Result<PrivateData, attachment::InspectError>;

    /// Returns the digest of a file as a text, without regard to its line ends; `None` if it cannot be read.
    fn content_digest(&self, asset: &Asset) -> Option<Digest>;
}

/// Makes pictures that are in memory, and remembers nothing.
struct InMemory;

impl AssetProcessor for InMemory {
    fn make(&self, asset: &Asset, facts: &PictureFacts, form: Variant) -> Result<Vec<u8>, PictureError> {
        match &asset.bytes {
            Bytes::Memory(bytes) => picture::make_variant(bytes, facts, form),
            Bytes::Disk(path) => Err(PictureFileError::Unreadable(path.display().to_string()).into()),
        }
    }

    fn verify(&self, asset: &Asset, facts: &PictureFacts, copies: &[Variant], _keep: bool) -> Result<(), PictureError> {
        self.make(asset, facts, Variant::Clean)?;
        copies.first().map_or(Ok(()), |copy| self.make(asset, facts, *copy).map(drop))
    }

    fn inspect(&self, asset: &Asset) -> Result<PrivateData, attachment::InspectError> {
        match &asset.bytes {
            Bytes::Memory(bytes) => attachment::inspect_file(&asset.path, Cursor::new(bytes), bytes.len() as u64),
            Bytes::Disk(_) => Err(attachment::InspectError::Broken),
        }
    }

    fn content_digest(&self, asset: &Asset) -> Option<Digest> {
        match &asset.bytes {
            Bytes::Memory(bytes) => digest::digest_without_line_ends(&mut &bytes[..]).ok(),
            Bytes::Disk(_) => None,
        }
    }
}

/// A [`AssetProcessor`] that is handed on.
#[derive(Clone)]
pub struct Pictures(pub Arc<dyn AssetProcessor>);

impl Default for Pictures {
    fn default() -> Self {
        Self(Arc::new(InMemory))
    }
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pictures")
    }
}

/// Everything that a build reads.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// `site.yaml`, `tags.yaml`, the stories, the templates.
    pub sources: Sources,
    /// All other files below `content/`, `static/` and the theme's `assets/`, in the order of their paths.
    pub assets: Vec<Asset>,
    /// Paths of dot files in `static/` that are not read and were perhaps meant to be published.
    pub passed_over: Vec<String>,
    /// Where its pictures are made.
    pub pictures: Pictures,
    /// Results that earlier processes have left. They save time and change no output.
    pub memo: Memo,
    /// The address that stands in for the `base_url` of `site.yaml`: where a preview of the site will be.
    pub base_url: Option<String>,
}
