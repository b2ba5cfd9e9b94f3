//! Debounces file changes. Editors save in several steps (truncate and write, rename, a backup), and a checkout changes
//! hundreds of files: either is one change, and nothing is read in between.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time without an event after which a change is complete.
const DEBOUNCE: Duration = Duration::from_millis(15);

/// Longest wait for that while events keep coming.
const DEBOUNCE_MAX: Duration = Duration::from_millis(250);

/// How long a change that looks like a half-written file waits for its other half.
const HALF_WRITTEN_WAIT: Duration = Duration::from_millis(150);

/// Shortest interval of polling, in case the system reports nothing. Polling takes at most a hundredth of the time.
const MIN_POLL_INTERVAL: Duration = Duration::from_secs(2);

/// Number of changed files from which all files are read instead.
const TOUCHED_LIMIT: usize = 32;

/// The files that have changed; `None` if any may have.
pub type TouchedFiles = Option<BTreeSet<PathBuf>>;

/// Reports changes; never blocks.
#[derive(Clone)]
pub struct ChangeNotifier {
    sender: SyncSender<()>,
    touched: Arc<Mutex<TouchedFiles>>,
}

/// Waits for changes.
pub struct ChangeListener {
    receiver: Receiver<()>,
    touched: Arc<Mutex<TouchedFiles>>,
    poll_interval: Duration,
}

/// Returns a notifier and its listener.
pub fn change_channel() -> (ChangeNotifier, ChangeListener) {
    // Room for one event is enough: a change that does not fit is delivered with the one that waits.
    let (sender, receiver) = sync_channel(1);
    let touched = Arc::new(Mutex::new(Some(BTreeSet::new())));

    let notifier = ChangeNotifier { sender, touched: touched.clone() };
    (notifier, ChangeListener { receiver, touched, poll_interval: MIN_POLL_INTERVAL })
}

impl ChangeNotifier {
    /// Reports that files have changed.
    pub fn notify_changed(&self, files: TouchedFiles) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let all = touched.take().zip(files).map(|(mut all, files)| {
            all.extend(files);
            all
        });
        *touched = all.filter(|all| all.len() <= TOUCHED_LIMIT);
        drop(touched);

        let _ = self.sender.try_send(());
    }
}

impl ChangeListener {
    /// Waits for a change to be complete, and returns all that was reported since the last call. `looks_changed` is called
    /// at intervals while nothing is reported.
    pub fn wait_for_change(&mut self, mut looks_changed: impl FnMut() -> bool) -> TouchedFiles {
        loop {
            match self.receiver.recv_timeout(self.poll_interval) {
                Ok(()) => {
                    self.wait_until_quiet();
                    return self.take_touched();
                }
                Err(RecvTimeoutError::Timeout) => {}
                // All notifiers are gone: polling is left.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.poll_interval),
            }

            let begin = Instant::now();
            let changed = looks_changed();
            self.poll_interval = MIN_POLL_INTERVAL.max(begin.elapsed() * 100);
            if changed {
                self.wait_until_quiet();
                return None;
            }
        }
    }

    /// Returns what else changes within a moment, if anything does.
    pub fn further_change(&self) -> Option<TouchedFiles> {
        self.receiver.recv_timeout(HALF_WRITTEN_WAIT).ok()?;
        self.wait_until_quiet();
        Some(self.take_touched())
    }

    fn take_touched(&self) -> TouchedFiles {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).replace(BTreeSet::new())
    }

    fn wait_until_quiet(&self) {
        let begin = Instant::now();
        while begin.elapsed() < DEBOUNCE_MAX && self.receiver.recv_timeout(DEBOUNCE).is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> TouchedFiles {
        Some(names.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn a_burst_of_events_is_one_change() {
        let (notifier, mut listener) = change_channel();
        for n in 0..50 {
            notifier.notify_changed(files(&[["a.md", "b.md"][n % 2]]));
        }

        assert_eq!(listener.wait_for_change(|| panic!("it was reported")), files(&["a.md", "b.md"]));
        assert_eq!(listener.further_change(), None);
        notifier.notify_changed(files(&["c.md"]));
        assert_eq!(listener.further_change(), Some(files(&["c.md"])));
    }

    #[test]
    fn after_unknown_or_many_changes_any_file_may_have_changed() {
        let (notifier, listener) = change_channel();
        notifier.notify_changed(None);
        notifier.notify_changed(files(&["d.md"]));
        assert_eq!(listener.further_change(), Some(None));

        (0..=TOUCHED_LIMIT).for_each(|n| notifier.notify_changed(files(&[&n.to_string()])));
        assert_eq!(listener.further_change(), Some(None));
        notifier.notify_changed(files(&["e.md"]));
        assert_eq!(listener.further_change(), Some(files(&["e.md"])));
    }

    #[test]
    fn polling_finds_what_is_not_reported() {
        let (notifier, mut listener) = change_channel();
        drop(notifier);
        listener.poll_interval = Duration::from_millis(1);
        assert_eq!(listener.wait_for_change(|| true), None);
    }
}
