//! What happens to a bulletin's files: by the system's word, and by looking, for where the system says nothing
//! (network drives) or loses sight (a directory that was removed and made again).

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use super::{DIRECTORIES, FILES, THEMES, is_ignored};
use crate::nofollow::{Kind, kind};
use crate::source::{Asset, Bytes};

/// What a bulletin is made of, below its root.
fn watched_names() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain(DIRECTORIES).chain([THEMES])
}

/// Watches until it is dropped.
pub struct BulletinWatcher {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// Whether one of the watched directories itself has come or gone.
    stale: Arc<AtomicBool>,
}

/// Calls `changed` with the files, or with `None` for what cannot be told, whenever a file changes that a bulletin is
/// made of. Files that are passed over when a
/// bulletin is read (an editor's backups) do not count.
///
/// # Errors
/// If the system cannot watch.
pub fn watch_bulletin(
    root: &Path,
    changed: impl Fn(Option<BTreeSet<PathBuf>>) + Send + 'static,
) -> notify::Result<BulletinWatcher> {
    // Absolute, as the system names what has changed.
    let root = root.canonicalize()?;
    let stale = Arc::new(AtomicBool::new(false));
    let (top, mark) = (root.clone(), stale.clone());
    let handler = move |event: notify::Result<Event>| {
        // What cannot be told may be anything.
        let lost = event.as_ref().map_or(true, Event::need_rescan);
        let paths = event.as_ref().map_or_else(|_| Vec::new(), |event| event.paths.clone());
        // Reading a directory is an event too.
        let heard = event.is_ok_and(|event| is_change(event.kind));
        if lost || heard && paths.iter().any(|path| path.parent() == Some(&top)) {
            mark.store(true, Ordering::Release);
        }
        let ours: BTreeSet<PathBuf> = paths.into_iter().filter(|path| heard && is_watched_file(&top, path)).collect();
        if lost {
            changed(None);
        } else if !ours.is_empty() {
            changed(Some(ours));
        }
    };
    let watcher = RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))?;
    let mut watching = BulletinWatcher { watcher, root, stale };
    watching.begin_watching()?;
    Ok(watching)
}

impl BulletinWatcher {
    /// Watches again what has come since: a directory that is made anew is another one for the system. To be called
    /// after a change, before the files are read.
    pub fn renew_watches(&mut self) {
        if self.stale.swap(false, Ordering::AcqRel) {
            // What cannot be watched is found by looking.
            let _ = self.begin_watching();
        }
    }

    fn begin_watching(&mut self) -> notify::Result<()> {
        // The root itself for the files in it: an editor that saves by renaming puts a new file in the old one's place.
        let root = self.watcher.watch(&self.root, RecursiveMode::NonRecursive);
        let directories = watched_names().map(|name| self.root.join(name));
        // What a link leads to is not read, and may be a whole disk.
        let directories = directories.filter(|path| kind(path) == Some(Kind::Directory));
        // One that goes at this moment is no reason to leave out the others.
        directories.map(|path| self.watcher.watch(&path, RecursiveMode::Recursive)).fold(root, Result::and)
    }
}

/// Reading is no change; the end of writing is one.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

fn is_watched_file(root: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return false };
    below.iter().next().is_some_and(|first| watched_names().any(|name| first == name)) && !is_ignored(below)
}

/// A number that is another one when a file of a bulletin has come, gone, grown or been written.
pub fn bulletin_stamp(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in watched_names() {
        let entries = WalkDir::new(root.join(name)).follow_root_links(false).sort_by_file_name().into_iter();
        let below = |path: &Path| path.strip_prefix(root).map_or_else(|_| path.to_owned(), Path::to_owned);
        for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_ignored(&below(entry.path()))).flatten() {
            let state = entry.metadata().ok().map(|meta| (meta.len(), meta.modified().ok()));
            // A directory's own date changes with its files, also with those that are passed over.
            let state = state.filter(|_| !entry.file_type().is_dir());
            (entry.path(), state).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// A number that is another one when a file that is no text has come, gone, grown or been written.
pub fn asset_stamp(assets: &[Asset]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for asset in assets {
        asset.path.hash(&mut hasher);
        match &asset.bytes {
            Bytes::Disk(path) => path.metadata().ok().map(|meta| (meta.len(), meta.modified().ok())).hash(&mut hasher),
            Bytes::Memory(bytes) => bytes.hash(&mut hasher),
        }
    }
    hasher.finish()
}
