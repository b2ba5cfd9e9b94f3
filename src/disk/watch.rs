//! Watches a bulletin's files: by events of the system, and by stamps for polling, in case the system reports nothing
//! (network drives) or loses a directory (one that was removed and created again).

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::fs::Metadata;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use super::{DIRECTORIES, FILES, THEMES, is_ignored};
use crate::nofollow::{EntryKind, entry_kind};
use crate::source::{Asset, Bytes};

/// Returns the names of a bulletin's files and directories below its root.
fn watched_names() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain(DIRECTORIES).chain([THEMES])
}

/// Watches a bulletin until it is dropped.
pub struct BulletinWatcher {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// Whether one of the watched directories itself was created or removed.
    is_stale: Arc<AtomicBool>,
}

/// Calls `on_change` whenever files of a bulletin change, with their paths, or with `None` if any may have. Files that are
/// ignored when a bulletin is read, such as an editor's backups, do not count.
///
/// # Errors
/// The system cannot watch.
pub fn watch_bulletin(
    root: &Path,
    on_change: impl Fn(Option<BTreeSet<PathBuf>>) + Send + 'static,
) -> notify::Result<BulletinWatcher> {
    // Absolute, as the paths of events are.
    let root = root.canonicalize()?;
    let is_stale = Arc::new(AtomicBool::new(false));

    let events = EventHandler { root: root.clone(), is_stale: is_stale.clone(), on_change };
    let watcher = RecommendedWatcher::new(
        move |event| events.handle_event(event),
        Config::default().with_follow_symlinks(false),
    )?;
    let mut watcher = BulletinWatcher { watcher, root, is_stale };
    watcher.add_watches()?;
    Ok(watcher)
}

/// Filters the events of the system.
struct EventHandler<F> {
    root: PathBuf,
    is_stale: Arc<AtomicBool>,
    on_change: F,
}

impl<F: Fn(Option<BTreeSet<PathBuf>>)> EventHandler<F> {
    fn handle_event(&self, event: notify::Result<Event>) {
        match event {
            Ok(event) if !event.need_rescan() => self.handle_paths(changed_paths(event)),
            // Events were lost.
            _ => {
                self.is_stale.store(true, Ordering::Release);
                (self.on_change)(None);
            }
        }
    }

    fn handle_paths(&self, changed: Vec<PathBuf>) {
        if changed.iter().any(|path| path.parent() == Some(&self.root)) {
            self.is_stale.store(true, Ordering::Release);
        }

        let watched: BTreeSet<PathBuf> = changed.into_iter().filter(|path| is_watched_file(&self.root, path)).collect();
        if !watched.is_empty() {
            (self.on_change)(Some(watched));
        }
    }
}

impl BulletinWatcher {
    /// Watches directories that were created since: the system takes a directory that was removed and created again for
    /// another one. To be called after a change, before the files are read.
    pub fn renew_watches(&mut self) {
        if self.is_stale.swap(false, Ordering::AcqRel) {
            // Polling finds what cannot be watched.
            let _ = self.add_watches();
        }
    }

    fn add_watches(&mut self) -> notify::Result<()> {
        // The root itself for the files in it: an editor that saves by renaming puts a new file in the old one's place.
        let mut result = self.watcher.watch(&self.root, RecursiveMode::NonRecursive);

        for name in watched_names() {
            let path = self.root.join(name);
            // A link is not followed: it may lead to a whole disk.
            if entry_kind(&path) == Some(EntryKind::Directory) {
                // One that fails, perhaps as it was just removed, does not keep the others from being watched.
                result = result.and(self.watcher.watch(&path, RecursiveMode::Recursive));
            }
        }
        result
    }
}

/// Returns the paths that an event changes: none if it is about reading.
fn changed_paths(event: Event) -> Vec<PathBuf> {
    let is_change = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    if is_change { event.paths } else { Vec::new() }
}

fn is_watched_file(root: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return false };
    let is_named = below.iter().next().is_some_and(|first| watched_names().any(|name| first == name));
    is_named && !is_ignored(below)
}

/// Returns a number that differs when a file of a bulletin was created, removed, resized or written.
pub fn bulletin_stamp(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in watched_names() {
        let entries = WalkDir::new(root.join(name)).follow_root_links(false).sort_by_file_name().into_iter();
        let read_entries = entries.filter_entry(|entry| {
            let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
            entry.depth() == 0 || !is_ignored(below)
        });

        for entry in read_entries.flatten() {
            // A directory's date changes with its files, also with those that are ignored.
            let is_directory = entry.file_type().is_dir();
            let state = entry.metadata().ok().filter(|_| !is_directory).map(|meta| file_state(&meta));
            (entry.path(), state).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Returns a number that differs when an asset was created, removed, resized or written.
pub fn asset_stamp(assets: &[Asset]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for asset in assets {
        asset.path.hash(&mut hasher);
        match &asset.bytes {
            Bytes::Disk(path) => path.metadata().ok().map(|meta| file_state(&meta)).hash(&mut hasher),
            Bytes::Memory(bytes) => bytes.hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// Returns the length of a file in bytes and the date of its last change.
fn file_state(meta: &Metadata) -> (u64, Option<SystemTime>) {
    (meta.len(), meta.modified().ok())
}
