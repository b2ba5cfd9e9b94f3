//! The only reader of files: a bulletin's directory → [`Input`]. And the watcher for the preview.

mod ignored;
mod kind;
mod own;
mod pictures;
mod seen;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

pub use seen::Seen;
pub use watch::{BulletinWatcher, asset_stamp, bulletin_stamp, watch_bulletin};

use ignored::{is_ignored, may_be_intended};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::address;
use crate::config::{self, lexicon, lexicon_table, words};
use crate::diagnostic::catalog::Linked;
use crate::diagnostic::{Diagnostic, catalog};
use crate::memo::{Eviction, Memo};
use crate::nofollow::{self, EntryKind};
use crate::picture::{self, PictureFacts};
use crate::source::{Asset, Bytes, Input, Pictures, Sources, Text, Unread};

/// The largest text that is read, in bytes, where a site cannot say otherwise.
const TEXT_LIMIT: u64 = config::limits::DEFAULT_STORY_BYTES;

/// The largest file of a theme that is read, in bytes.
const ASSET_LIMIT: u64 = picture::MAX_BYTES;

/// The largest table that charts are drawn from, in bytes; a larger one is an attachment and nothing else.
const TABLE_LIMIT: u64 = 256 * 1024;

/// Files of the root that are read.
const FILES: [&str; 8] = [
    "site.yaml",
    "tags.yaml",
    words::WORDS_FILE,
    lexicon::LEXICON_FILE,
    lexicon_table::LEXICON_TABLES[0],
    lexicon_table::LEXICON_TABLES[1],
    lexicon_table::LEXICON_TABLES[2],
    lexicon_table::LEXICON_TABLES[3],
];

/// Directories of the root that are read.
const DIRECTORIES: [&str; 3] = ["content", "static", "fonts"];

/// The directory of the root that has a directory for each theme.
const THEMES: &str = "themes";

/// The memo of what came of texts, below the bulletin's root.
const MEMO_DIR: &str = ".jianbao/cache/kept";

/// Opens what builds of the bulletin at a root leave to later ones.
pub fn open_memo(root: &Path) -> Memo {
    Memo::on_disk(root, MEMO_DIR, Eviction::AsMuchAsUsed)
}

/// Reads a bulletin. Dot files are passed over, but for those in `static/` that a web server looks for; whatever else
/// cannot be used is reported.
pub fn read(root: &Path) -> (Input, Vec<Diagnostic>) {
    read_again(root, &mut Seen::default())
}

/// Reads a bulletin's settings alone.
pub fn settings(root: &Path) -> (Sources, Vec<Diagnostic>) {
    let mut seen = Seen::default();
    match Reader::begin(root, &mut seen) {
        Ok(reader) => (reader.texts.into_iter().collect(), reader.diagnostics),
        Err(mistake) => (Sources::default(), vec![*mistake]),
    }
}

/// The same as [`read`], but for texts that have been seen and not been written since.
pub fn read_again(root: &Path, seen: &mut Seen) -> (Input, Vec<Diagnostic>) {
    let mut reader = match Reader::begin(root, seen) {
        Ok(reader) => reader,
        Err(mistake) => return (Input::default(), vec![*mistake]),
    };
    let settings = reader.texts.iter().cloned().collect();
    // What is wrong with the settings is said by the stage that uses them.
    let config = config::parse_settings(&settings, &mut Vec::new());
    reader.story_limit = config.limits.story;
    for directory in DIRECTORIES {
        reader.directory(&root.join(directory));
    }
    // The themes that are not used are not read, but nothing may lead to the one that is.
    let themes = root.join(THEMES);
    match nofollow::entry_kind(&themes) {
        Some(EntryKind::Directory) => reader.directory(&themes.join(config.theme.name)),
        _ => reader.directory(&themes),
    }
    reader.read_found();
    let Reader { texts, tables, mut assets, mut passed_over, diagnostics, .. } = reader;
    passed_over.sort();
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    let pictures = Pictures(Arc::new(pictures::CachingProcessor::new(root)));
    let sources = texts.into_iter().collect::<Sources>().with_unread(tables);
    (Input { sources, assets, pictures, passed_over, ..Input::default() }, diagnostics)
}

/// Returns the input with some files as they are now. `None` if more than the text of stories may have changed with them:
/// then everything has to be read again.
pub fn read_stories(root: &Path, input: &Input, files: &BTreeSet<PathBuf>) -> Option<Input> {
    let mut sources = input.sources.clone();
    for file in files {
        let path = below(root, file);
        let known = path.starts_with("content/") && path.ends_with(".md") && sources.find(&path).is_some();
        let mut directories = file.ancestors().skip(1).take_while(|directory| *directory != root);
        if directories.any(|directory| nofollow::entry_kind(directory) == Some(EntryKind::Link)) {
            return None;
        }
        match file.symlink_metadata() {
            Ok(meta) if known && meta.is_file() && meta.len() <= TEXT_LIMIT => {
                let text = decode(whole(file, TEXT_LIMIT).ok()?.ok()?).ok()?;
                sources = sources.with(Text { path, text });
            }
            // What an editor's program has left and taken away again while it saved.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let is_of = |other: &str| {
                    other.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                let texts = input.sources.iter().any(|(_, text)| is_of(&text.path));
                if texts || input.assets.iter().any(|asset| is_of(&asset.path)) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some(Input { sources, ..input.clone() })
}

fn below_as_it_is<'p>(root: &Path, path: &'p Path) -> &'p Path {
    path.strip_prefix(root).unwrap_or(path)
}

/// The path of a file as texts and assets have it.
fn below(root: &Path, path: &Path) -> String {
    let parts: Vec<_> = below_as_it_is(root, path).iter().map(OsStr::to_string_lossy).collect();
    address::to_nfc(&parts.join("/"))
}

struct Reader<'r> {
    root: &'r Path,
    seen: &'r mut Seen,
    /// The largest story, in bytes.
    story_limit: u64,
    texts: Vec<Arc<Text>>,
    /// Texts that are still to be read.
    found: Vec<Found>,
    tables: BTreeMap<String, Unread>,
    assets: Vec<Asset>,
    /// Dot files of `static/` that were perhaps meant to be published.
    passed_over: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'r> Reader<'r> {
    /// Reads the files of the root.
    fn begin(root: &'r Path, seen: &'r mut Seen) -> Result<Self, Box<Diagnostic>> {
        if let Err(error) = std::fs::read_dir(root) {
            return Err(Box::new(catalog::disk(&root.display().to_string(), &error.to_string())));
        }
        let mut reader = Self {
            root,
            seen,
            story_limit: TEXT_LIMIT,
            texts: Vec::new(),
            found: Vec::new(),
            tables: BTreeMap::new(),
            assets: Vec::new(),
            passed_over: Vec::new(),
            diagnostics: own::check_own_directories(root),
        };
        for name in FILES {
            let path = root.join(name);
            if path.symlink_metadata().is_ok() {
                reader.tree(&path);
            }
        }
        reader.read_found();
        Ok(reader)
    }

    /// Reads all files below a directory, if it is there.
    fn directory(&mut self, path: &Path) {
        match path.symlink_metadata() {
            // A site without stories would be published, and nobody told why.
            Ok(meta) if meta.is_file() => self.diagnostics.push(catalog::not_a_directory(&self.below_root(path))),
            Ok(_) => self.tree(path),
            Err(_) => {}
        }
    }

    fn tree(&mut self, path: &Path) {
        let root = self.root;
        let mut passed_over = Vec::new();
        let mut is_read = |entry: &DirEntry| {
            let below = below_as_it_is(root, entry.path());
            let is_hidden = entry.depth() > 0 && is_ignored(below);
            if is_hidden && below.starts_with("static") && may_be_intended(entry.file_name()) {
                passed_over.push(entry.path().to_owned());
            }
            !is_hidden
        };

        let walk = WalkDir::new(path).follow_links(false).follow_root_links(false);
        for entry in walk.into_iter().filter_entry(|entry| is_read(entry)) {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => {
                    let path = self.below_root(error.path().unwrap_or(path));
                    self.diagnostics.push(catalog::disk(&path, &error.to_string()));
                }
            }
        }
        self.passed_over.extend(passed_over.iter().map(|path| below(root, path)));
    }

    fn below_root(&self, path: &Path) -> String {
        below(self.root, path)
    }

    fn entry(&mut self, entry: &DirEntry) {
        let path = self.below_root(entry.path());
        let kind = entry.file_type();
        let markdown = path.ends_with(".md") && path.starts_with("content/");
        if kind.is_symlink() {
            self.diagnostics.push(catalog::symlink(&path, Linked::Content));
        } else if kind.is_dir() {
            if markdown {
                self.diagnostics.push(catalog::not_a_file(&path));
            }
        } else if !kind.is_file() {
            self.diagnostics.push(catalog::not_a_file(&path));
        } else if below_as_it_is(self.root, entry.path()).to_str().is_none() || path.contains(char::is_control) {
            self.diagnostics.push(catalog::bad_file_name(&path));
        } else if path.starts_with("content/") && is_nearly_markdown(&path) {
            self.diagnostics.push(catalog::bad_extension(&path));
        } else if markdown || !path.contains('/') || is_theme_text(&path) {
            self.text(entry, path);
        } else if path.starts_with("themes/") || path.starts_with("fonts/") {
            // The name that it is published by is made from its bytes.
            match whole(entry.path(), ASSET_LIMIT) {
                Ok(Ok(bytes)) => self.assets.push(Asset { path, bytes: Bytes::Memory(bytes.into()), picture: None }),
                Ok(Err(size)) => self.diagnostics.push(catalog::too_large(&path, size, ASSET_LIMIT)),
                Err(error) => self.diagnostics.push(catalog::disk(&path, &error.to_string())),
            }
        } else {
            if Sources::is_table(&path) {
                self.table(entry, &path);
            }
            let picture = picture_facts(entry, &path);
            self.assets.push(Asset { path, bytes: Bytes::Disk(entry.path().to_owned()), picture });
        }
    }

    /// A table is an attachment; if it can be read, charts may be drawn from it.
    fn table(&mut self, entry: &DirEntry, path: &str) {
        // What the disk refuses is said when the attachment is copied.
        let Ok(bytes) = whole(entry.path(), TABLE_LIMIT) else { return };
        let unread = match bytes.map(decode) {
            Ok(Ok(text)) => return self.texts.push(Arc::new(Text { path: path.to_owned(), text })),
            Ok(Err(guess)) => Unread::Encoding(guess),
            Err(_) => Unread::TooLarge,
        };
        self.tables.insert(path.to_owned(), unread);
    }

    fn text(&mut self, entry: &DirEntry, path: String) {
        // Asked for only where somebody remembers what it was.
        let meta = self.seen.is_keeping().then(|| entry.metadata().ok()).flatten();
        let size = meta.as_ref().map_or(0, fs::Metadata::len);
        let limit = if path.starts_with("content/") { self.story_limit } else { TEXT_LIMIT };
        let written = meta.and_then(|meta| meta.modified().ok());
        if let Some(text) = self.seen.recall(&path, size, written) {
            self.texts.push(text.clone());
            return;
        }
        self.found.push(Found { at: entry.path().to_owned(), path, limit, size, written });
    }

    /// Reads the texts that were found, on all cores: the disk answers many questions as soon as one.
    fn read_found(&mut self) {
        let found = std::mem::take(&mut self.found);
        let read: Vec<_> = found.into_par_iter().map(|found| (found.read(), found.size, found.written)).collect();
        for (text, size, written) in read {
            match text {
                Ok(text) => {
                    self.seen.keep(size, written, &text);
                    self.texts.push(text);
                }
                Err(mistake) => self.diagnostics.push(*mistake),
            }
        }
    }
}

/// A text that was found and not read yet.
struct Found {
    at: PathBuf,
    /// Below the root.
    path: String,
    limit: u64,
    size: u64,
    written: Option<SystemTime>,
}

impl Found {
    fn read(&self) -> Result<Arc<Text>, Box<Diagnostic>> {
        let Self { at, path, limit, .. } = self;
        let bytes = whole(at, *limit).map_err(|error| catalog::disk(path, &error.to_string()))?;
        let bytes = bytes.map_err(|size| catalog::too_large(path, size, *limit))?;
        let text = decode(bytes).map_err(|guess| catalog::not_utf8(path, guess))?;
        Ok(Arc::new(Text { path: path.clone(), text }))
    }
}

/// A story that would be published raw, as an attachment, because of its extension; `a.md.txt` is what systems that hide
/// extensions make of `a.md`.
fn is_nearly_markdown(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.trim_end_matches(['.', ' ', '\u{3000}']);
    let extension = name.strip_suffix(".txt").unwrap_or(name).rsplit(['.', '．']).next().unwrap_or_default();
    ["md", "markdown", "mdown", "mkd"].contains(&extension.trim()) && !path.ends_with(".md")
}

/// Returns the facts in the first bytes of a picture; of one that cannot be read, those of an empty file.
fn picture_facts(entry: &DirEntry, path: &str) -> Option<PictureFacts> {
    if !picture::PICTURE_EXTENSIONS.contains(&picture::file_extension(path).as_str()) {
        return None;
    }
    let length = entry.metadata().map_or(0, |meta| meta.len());
    let head = beginning(entry.path(), picture::PROBE_BYTES as u64);
    picture::probe_picture(path, &head, length).or_else(|| {
        let whole = beginning(entry.path(), length.min(picture::MAX_BYTES));
        picture::probe_picture(path, &whole, whole.len() as u64).map(|facts| PictureFacts { length, ..facts })
    })
}

/// A file with its limit: how large it is, if it is larger. It may have grown since it was found, or be no end of a file
/// at all: no more is read than may be.
fn whole(path: &Path, limit: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let file = nofollow::open_regular(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= limit {
        // What is read goes in at once, and the end is seen without more room.
        bytes.reserve_exact(size as usize + 1);
        file.take(limit + 1).read_to_end(&mut bytes)?;
    }
    let size = size.max(bytes.len() as u64);
    Ok(if size > limit { Err(size) } else { Ok(bytes) })
}

/// The first bytes of a file, as far as they can be read.
fn beginning(path: &Path, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = nofollow::open_regular(path) {
        let _ = file.take(limit).read_to_end(&mut bytes);
    }
    bytes
}

/// Templates and `theme.yaml` are read; the rest of a theme is copied.
fn is_theme_text(path: &str) -> bool {
    path.starts_with("themes/") && (path.contains("/templates/") || path.ends_with("/theme.yaml"))
}

/// UTF-8 without a byte-order mark, or the name of the encoding that it seems to be, or of another kind of file.
fn decode(bytes: Vec<u8>) -> Result<String, &'static str> {
    if let Some(kind) = kind::find_file_kind(&bytes) {
        return Err(kind);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("UTF-16");
    }
    // Every other byte of Latin letters and line breaks in UTF-16; GBK has none.
    let nothings = bytes.iter().filter(|byte| **byte == 0).count();
    match String::from_utf8(bytes) {
        Ok(text) if nothings * 4 > text.len() => Err("UTF-16"),
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Err(_) if nothings > 0 => Err("UTF-16"),
        Err(_) => Err("GBK"),
    }
}
