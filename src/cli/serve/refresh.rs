//! Keeps a preview up to date: reads the bulletin again whenever it changes, shows it, and reports its mistakes.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use super::super::console::Console;
use super::super::output;
use super::super::summary::format_timings;
use super::reader::{BulletinReader, Reading};
use crate::diagnostic::{Diagnostic, Lang};
use crate::disk;
use crate::pipeline::{Bulletin, threads};
use crate::serve::Preview;
use crate::serve::debounce::{ChangeListener, TouchedFiles};
use crate::source::Sources;

/// How often a bulletin is read that looks broken, as files do while they are being saved, before it is reported.
const MAX_READS: usize = 5;

/// The state of the loop.
pub(super) struct Refresher {
    pub reader: BulletinReader,
    pub preview: Arc<Preview>,
    pub changes: ChangeListener,
    pub watcher: Option<disk::BulletinWatcher>,
    /// Mistakes that were reported last.
    pub reported: Vec<Diagnostic>,
    pub console: Console,
}

/// A reading with what it took.
struct Refresh {
    reading: Reading,
    reads: usize,
    clock: Instant,
}

impl Refresher {
    /// Waits for changes and shows them, for as long as the process lives.
    pub fn run(mut self) {
        let warmer = spawn_warmer();
        let _ = warmer.send(self.shown_bulletin());
        let mut pending: Option<TouchedFiles> = None;
        loop {
            let touched = match pending.take() {
                Some(touched) => touched,
                None => self.changes.wait_for_change(|| self.reader.looks_changed()),
            };
            let refresh = self.read_until_whole(touched);

            let before = self.preview.live.current_state().revision;
            self.show(refresh);
            if self.preview.live.current_state().revision != before {
                let _ = warmer.send(self.shown_bulletin());
            }
            pending = self.finish_checks();
        }
    }

    /// Reads the bulletin, again and again while files that look half-written keep changing.
    fn read_until_whole(&mut self, mut touched: TouchedFiles) -> Refresh {
        let clock = Instant::now();
        let mut reads = 0;
        loop {
            if let Some(watcher) = &mut self.watcher {
                watcher.renew_watches();
            }
            let reading = self.reader.read_bulletin(touched);
            reads += 1;
            if reads == MAX_READS || !self.preview.live.is_worse(&reading.loaded) {
                return Refresh { reading, reads, clock };
            }

            match self.changes.further_change() {
                Some(more) => touched = more,
                None => return Refresh { reading, reads, clock },
            }
        }
    }

    /// Makes up for the checks of the whole site that were deferred, once the page is there and nothing else is to be shown.
    /// Returns a change that came first.
    fn finish_checks(&mut self) -> Option<TouchedFiles> {
        let previous = self.reader.previous()?;
        if !previous.is_checked_whole()
            && let Some(change) = self.changes.further_change()
        {
            return Some(change);
        }

        if previous.check_whole_site() {
            let clock = Instant::now();
            let reading = self.reader.read_bulletin(Some(BTreeSet::new()));
            self.show(Refresh { reading, reads: 1, clock });
        }
        None
    }

    fn shown_bulletin(&self) -> Arc<Bulletin> {
        self.preview.live.current_state().bulletin.clone()
    }

    /// Shows a bulletin, and then reports its mistakes: with many of them, that takes longer.
    fn show(&mut self, refresh: Refresh) {
        let Refresh { reading: Reading { loaded, mistakes, timings }, reads, clock } = refresh;
        let took = clock.elapsed().as_millis();
        let bulletin = loaded.bulletin();
        self.preview.live.show_next(loaded);

        if mistakes != self.reported {
            self.report_changes(&mistakes, &bulletin.sources);
            self.reported = mistakes;
        }
        if self.console.is_verbose() {
            let times = format_timings(&timings, self.console.lang);
            output::print_line(&match self.console.lang {
                Lang::Zh => format!("改动已读入（{took} 毫秒，读了 {reads} 遍）：{times}"),
                Lang::En => format!("a change is read ({took} ms, {reads} readings): {times}"),
            });
        }
    }

    /// Reports mistakes that are new, and how many there are in all.
    fn report_changes(&self, mistakes: &[Diagnostic], sources: &Sources) {
        let new: Vec<Diagnostic> =
            mistakes.iter().filter(|mistake| !self.reported.contains(mistake)).cloned().collect();
        let old = mistakes.len() - new.len();
        self.console.report(new, sources);

        let errors = mistakes.iter().filter(|mistake| mistake.is_error()).count();
        let warnings = mistakes.len() - errors;
        let line = match (old, self.console.lang) {
            (0, Lang::Zh) if mistakes.is_empty() => "已全部改正".to_owned(),
            (0, Lang::En) if mistakes.is_empty() => "everything is mended".to_owned(),
            (0, _) => return,
            (_, Lang::Zh) => format!("连同先前的，共有 {errors} 个错误，{warnings} 个警告"),
            (_, Lang::En) => format!("in all, with those told before: errors {errors}, warnings {warnings}"),
        };
        if !self.console.is_quiet() {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}

/// Starts a thread that looks for the words of the newest bulletin that it is sent, so that pages of stories need not wait.
fn spawn_warmer() -> Sender<Arc<Bulletin>> {
    let (sender, bulletins) = channel::<Arc<Bulletin>>();
    // Without this thread the words are looked for when a page is asked for.
    let _ = threads::spawn("warmer", move || {
        while let Ok(bulletin) = bulletins.recv() {
            bulletins.try_iter().last().unwrap_or(bulletin).warm();
        }
    });
    sender
}
