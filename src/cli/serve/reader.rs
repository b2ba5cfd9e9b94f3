//! Reads and prepares the bulletin of a preview, as often as it changes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};

use super::super::arguments::or_current_time;
use super::super::baseline::KeptBaseline;
use crate::diagnostic::report::sort_by_place;
use crate::diagnostic::{Diagnostic, Lang};
use crate::disk;
use crate::model::Edition;
use crate::pipeline::{Bulletin, Prepared, Timings, prepare};
use crate::search::Segmenter;
use crate::serve::debounce::TouchedFiles;
use crate::serve::live::LoadedBulletin;
use crate::source::Input;

/// Full rescan interval. While edits keep coming, stat every file at least this often, in case the watcher missed an event.
const FULL_RESCAN_INTERVAL: Duration = Duration::from_secs(30);

/// Keeps what was read, so that only changes have to be read.
pub(super) struct BulletinReader {
    root: PathBuf,
    segmenter: Arc<LazyLock<Segmenter>>,
    now: Option<DateTime<FixedOffset>>,
    lang: Lang,
    /// The bulletin of the last reading.
    previous: Option<Arc<Bulletin>>,
    seen: disk::Seen,
    baseline: KeptBaseline,
    /// The files of the last reading.
    files: Option<BulletinFiles>,
}

/// A bulletin as it is now.
pub(super) struct Reading {
    pub loaded: LoadedBulletin,
    /// In order, without the warnings of the baseline.
    pub mistakes: Vec<Diagnostic>,
    pub timings: Timings,
}

/// The files of the bulletin.
struct BulletinFiles {
    input: Input,
    unread: Vec<Diagnostic>,
    /// Changes with every asset.
    asset_stamp: u64,
    /// Changes with every file; unknown where some were read by themselves since.
    stamp: Option<u64>,
    /// When all of them were last looked at.
    last_scan: Instant,
}

impl BulletinReader {
    /// Prepares reading. Without `now`, every reading has the system's time.
    pub fn new(
        root: PathBuf,
        segmenter: Arc<LazyLock<Segmenter>>,
        now: Option<DateTime<FixedOffset>>,
        lang: Lang,
    ) -> Self {
        let seen = disk::Seen::keeping();
        Self { root, segmenter, now, lang, previous: None, seen, baseline: KeptBaseline::default(), files: None }
    }

    /// Reads the files that were touched, or all of them where that is not known, and prepares the bulletin.
    pub fn read_bulletin(&mut self, touched: TouchedFiles) -> Reading {
        let clock = Instant::now();
        let files = touched.and_then(|touched| self.read_touched_files(&touched));
        let files = files.unwrap_or_else(|| self.read_all_files());
        let files = self.files.insert(files);
        let read = clock.elapsed();

        let now = or_current_time(self.now);
        // Drafts and stories to come are shown, too.
        let edition = Edition { now, drafts: true, scheduled: true };
        let mut prepared = prepare(files.input.clone(), edition, Some(&self.segmenter), self.previous.as_deref());

        let clock = Instant::now();
        let mut mistakes = std::mem::take(&mut prepared.diagnostics);
        mistakes.extend(prepared.try_pages());
        mistakes.extend(files.unread.iter().cloned());
        let Prepared { bulletin, mut timings, .. } = prepared;
        sort_by_place(&mut mistakes, &bulletin.sources);
        let known = self.baseline.take_known(&self.root, &mut mistakes, &bulletin.sources);
        let loaded = LoadedBulletin::new(bulletin, &mistakes, edition, files.asset_stamp, self.lang);
        let loaded = loaded.with_known_warnings(known);

        self.previous = Some(loaded.bulletin());
        timings.insert(0, ("read", read));
        timings.push(("render", clock.elapsed()));
        Reading { loaded, mistakes, timings }
    }

    /// Reads again the files that were touched. `None` where others may have changed with them.
    fn read_touched_files(&mut self, touched: &BTreeSet<PathBuf>) -> Option<BulletinFiles> {
        let files = self.files.take()?;
        let input = disk::read_stories(&self.root, &files.input, touched)?;
        if files.last_scan.elapsed() >= FULL_RESCAN_INTERVAL {
            return None;
        }
        let stamp = files.stamp.filter(|_| touched.is_empty());
        Some(BulletinFiles { input, stamp, ..files })
    }

    fn read_all_files(&mut self) -> BulletinFiles {
        let last_scan = Instant::now();
        let Self { root, seen, .. } = self;
        let (stamp, (input, unread)) = std::thread::scope(|scope| {
            let stamp = std::thread::Builder::new().spawn_scoped(scope, || disk::bulletin_stamp(root));
            let read = disk::read_again(root, seen);
            // Without a stamp everything is read again.
            (stamp.ok().and_then(|stamp| stamp.join().ok()), read)
        });

        let asset_stamp = disk::asset_stamp(&input.assets);
        BulletinFiles { input, unread, asset_stamp, stamp, last_scan }
    }

    /// Returns whether the files look as if they had changed.
    pub fn looks_changed(&mut self) -> bool {
        let Self { root, files: Some(files), .. } = self else { return true };
        let is_same = files.stamp.is_some_and(|stamp| stamp == disk::bulletin_stamp(root));
        if is_same {
            files.last_scan = Instant::now();
        }
        !is_same
    }

    /// The bulletin of the last reading.
    pub fn previous(&self) -> Option<Arc<Bulletin>> {
        self.previous.clone()
    }
}
