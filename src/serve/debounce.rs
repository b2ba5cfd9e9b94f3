//! When files have come to rest. Editors' programs save in several steps (truncate and write, rename, a backup), a
//! checkout changes hundreds of files: neither is worth more than one look, nor a look in between.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// As long as nothing happens for so long, files are at rest.
const DEBOUNCE: Duration = Duration::from_millis(15);

/// Who writes without end is shown in between.
const DEBOUNCE_MAX: Duration = Duration::from_millis(250);

/// What looks broken may be half written; so long the other half is waited for.
const HALF_WRITTEN_WAIT: Duration = Duration::from_millis(150);

/// Where the system says nothing, files are looked at so often, and for at most a hundredth of the time.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// More files than an editor saves: it is not worth knowing which.
const TOUCHED_LIMIT: usize = 32;

/// Which files have changed; `None` where any may have.
pub type TouchedFiles = Option<BTreeSet<PathBuf>>;

/// Tells that something has changed; never waits.
#[derive(Clone)]
pub struct ChangeNotifier {
    bell: SyncSender<()>,
    touched: Arc<Mutex<TouchedFiles>>,
}

/// Waits for it.
pub struct ChangeListener {
    rung: Receiver<()>,
    touched: Arc<Mutex<TouchedFiles>>,
    poll_interval: Duration,
}

/// A bell, and who listens to it.
pub fn change_channel() -> (ChangeNotifier, ChangeListener) {
    // One is enough: a change that has not been heard is heard with the next.
    let (sender, rung) = sync_channel(1);
    let touched = Arc::new(Mutex::new(Some(BTreeSet::new())));
    (
        ChangeNotifier { bell: sender, touched: touched.clone() },
        ChangeListener { rung, touched, poll_interval: POLL_INTERVAL },
    )
}

impl ChangeNotifier {
    /// These files have changed, or whatever it may be.
    pub fn notify_changed(&self, files: TouchedFiles) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let all = touched.take().zip(files).map(|(mut all, files)| {
            all.extend(files);
            all
        });
        *touched = all.filter(|all| all.len() <= TOUCHED_LIMIT);
        drop(touched);
        let _ = self.bell.try_send(());
    }
}

impl ChangeListener {
    /// Waits until something has changed and has come to rest, and gives what has been heard of since this was last
    /// asked. `looks_changed` is asked where nothing is heard.
    pub fn wait_for_change(&mut self, mut looks_changed: impl FnMut() -> bool) -> TouchedFiles {
        loop {
            match self.rung.recv_timeout(self.poll_interval) {
                Ok(()) => {
                    self.wait_until_quiet();
                    return self.take_touched();
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody can ring any more: looking is all that is left.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.poll_interval),
            }
            let clock = Instant::now();
            let changed = looks_changed();
            self.poll_interval = POLL_INTERVAL.max(clock.elapsed() * 100);
            if changed {
                self.wait_until_quiet();
                return None;
            }
        }
    }

    /// What more changes within a moment, if anything does, once that has come to rest.
    pub fn further_change(&self) -> Option<TouchedFiles> {
        self.rung.recv_timeout(HALF_WRITTEN_WAIT).ok()?;
        self.wait_until_quiet();
        Some(self.take_touched())
    }

    fn take_touched(&self) -> TouchedFiles {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).replace(BTreeSet::new())
    }

    fn wait_until_quiet(&self) {
        let clock = Instant::now();
        while clock.elapsed() < DEBOUNCE_MAX && self.rung.recv_timeout(DEBOUNCE).is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_one_change_and_the_last_of_it_is_heard() {
        let (bell, mut changes) = change_channel();
        let files = |names: &[&str]| Some(names.iter().map(PathBuf::from).collect::<BTreeSet<_>>());
        for n in 0..50 {
            bell.notify_changed(files(&[["a.md", "b.md"][n % 2]]));
        }
        assert_eq!(changes.wait_for_change(|| panic!("it was heard")), files(&["a.md", "b.md"]));
        assert_eq!(changes.further_change(), None);
        bell.notify_changed(files(&["c.md"]));
        assert_eq!(changes.further_change(), Some(files(&["c.md"])));
        // Of a checkout, and of what the system does not know, everything is read.
        bell.notify_changed(None);
        bell.notify_changed(files(&["d.md"]));
        assert_eq!(changes.further_change(), Some(None));
        (0..=TOUCHED_LIMIT).for_each(|n| bell.notify_changed(files(&[&n.to_string()])));
        assert_eq!(changes.further_change(), Some(None));
        bell.notify_changed(files(&["e.md"]));
        assert_eq!(changes.further_change(), Some(files(&["e.md"])));
    }

    #[test]
    fn what_is_not_heard_is_seen() {
        let (bell, mut changes) = change_channel();
        drop(bell);
        changes.poll_interval = Duration::from_millis(1);
        assert_eq!(changes.wait_for_change(|| true), None);
    }
}
