//! When files have come to rest. Editors' programs save in several steps (truncate and write, rename, a backup), a
//! checkout changes hundreds of files: neither is worth more than one look, nor a look in between.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// As long as nothing happens for so long, files are at rest.
const QUIET: Duration = Duration::from_millis(15);

/// Who writes without end is shown in between.
const LONGEST: Duration = Duration::from_millis(250);

/// What looks broken may be half written; so long the other half is waited for.
const PATIENCE: Duration = Duration::from_millis(150);

/// Where the system says nothing, files are looked at so often, and for at most a hundredth of the time.
const LOOK: Duration = Duration::from_secs(2);

/// More files than an editor saves: it is not worth knowing which.
const MANY: usize = 32;

/// Which files have changed; `None` where any may have.
pub type Touched = Option<BTreeSet<PathBuf>>;

/// Tells that something has changed; never waits.
#[derive(Clone)]
pub struct Bell {
    bell: SyncSender<()>,
    touched: Arc<Mutex<Touched>>,
}

/// Waits for it.
pub struct Changes {
    rung: Receiver<()>,
    touched: Arc<Mutex<Touched>>,
    looking: Duration,
}

/// A bell, and who listens to it.
pub fn changes() -> (Bell, Changes) {
    // One is enough: a change that has not been heard is heard with the next.
    let (sender, rung) = sync_channel(1);
    let touched = Arc::new(Mutex::new(Some(BTreeSet::new())));
    (Bell { bell: sender, touched: touched.clone() }, Changes { rung, touched, looking: LOOK })
}

impl Bell {
    /// These files have changed, or whatever it may be.
    pub fn ring(&self, files: Touched) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let all = touched.take().zip(files).map(|(mut all, files)| {
            all.extend(files);
            all
        });
        *touched = all.filter(|all| all.len() <= MANY);
        drop(touched);
        let _ = self.bell.try_send(());
    }
}

impl Changes {
    /// Waits until something has changed and has come to rest, and gives what has been heard of since this was last
    /// asked. `looks_changed` is asked where nothing is heard.
    pub fn wait(&mut self, mut looks_changed: impl FnMut() -> bool) -> Touched {
        loop {
            match self.rung.recv_timeout(self.looking) {
                Ok(()) => {
                    self.rest();
                    return self.touched();
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody can ring any more: looking is all that is left.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.looking),
            }
            let clock = Instant::now();
            let changed = looks_changed();
            self.looking = LOOK.max(clock.elapsed() * 100);
            if changed {
                self.rest();
                return None;
            }
        }
    }

    /// What more changes within a moment, if anything does, once that has come to rest.
    pub fn more(&self) -> Option<Touched> {
        self.rung.recv_timeout(PATIENCE).ok()?;
        self.rest();
        Some(self.touched())
    }

    fn touched(&self) -> Touched {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).replace(BTreeSet::new())
    }

    fn rest(&self) {
        let clock = Instant::now();
        while clock.elapsed() < LONGEST && self.rung.recv_timeout(QUIET).is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_one_change_and_the_last_of_it_is_heard() {
        let (bell, mut changes) = changes();
        let files = |names: &[&str]| Some(names.iter().map(PathBuf::from).collect::<BTreeSet<_>>());
        for n in 0..50 {
            bell.ring(files(&[["a.md", "b.md"][n % 2]]));
        }
        assert_eq!(changes.wait(|| panic!("it was heard")), files(&["a.md", "b.md"]));
        assert_eq!(changes.more(), None);
        bell.ring(files(&["c.md"]));
        assert_eq!(changes.more(), Some(files(&["c.md"])));
        // Of a checkout, and of what the system does not know, everything is read.
        bell.ring(None);
        bell.ring(files(&["d.md"]));
        assert_eq!(changes.more(), Some(None));
        (0..=MANY).for_each(|n| bell.ring(files(&[&n.to_string()])));
        assert_eq!(changes.more(), Some(None));
        bell.ring(files(&["e.md"]));
        assert_eq!(changes.more(), Some(files(&["e.md"])));
    }

    #[test]
    fn what_is_not_heard_is_seen() {
        let (bell, mut changes) = changes();
        drop(bell);
        changes.looking = Duration::from_millis(1);
        assert_eq!(changes.wait(|| true), None);
    }
}
