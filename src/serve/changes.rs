//! When files have come to rest. Editors' programs save in several steps (truncate and write, rename, a backup), a
//! checkout changes hundreds of files: neither is worth more than one look, nor a look in between.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// As long as nothing happens for so long, files are at rest.
const QUIET: Duration = Duration::from_millis(15);

/// Who writes without end is shown in between.
const LONGEST: Duration = Duration::from_millis(250);

/// What looks broken may be half written; so long the other half is waited for.
const PATIENCE: Duration = Duration::from_millis(150);

/// Where the system says nothing, files are looked at so often, and for at most a hundredth of the time.
const LOOK: Duration = Duration::from_secs(2);

/// Tells that something has changed; never waits.
#[derive(Clone)]
pub struct Bell(SyncSender<()>);

/// Waits for it.
pub struct Changes {
    rung: Receiver<()>,
    looking: Duration,
}

/// A bell, and who listens to it.
#[must_use]
pub fn changes() -> (Bell, Changes) {
    // One is enough: a change that has not been heard is heard with the next.
    let (sender, rung) = sync_channel(1);
    (Bell(sender), Changes { rung, looking: LOOK })
}

impl Bell {
    /// Something has changed.
    pub fn ring(&self) {
        let _ = self.0.try_send(());
    }
}

impl Changes {
    /// Waits until something has changed and has come to rest. `looks_changed` is asked where nothing is heard.
    pub fn wait(&mut self, mut looks_changed: impl FnMut() -> bool) {
        loop {
            match self.rung.recv_timeout(self.looking) {
                Ok(()) => return self.rest(),
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody can ring any more: looking is all that is left.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.looking),
            }
            let clock = Instant::now();
            let changed = looks_changed();
            self.looking = LOOK.max(clock.elapsed() * 100);
            if changed {
                return self.rest();
            }
        }
    }

    /// Whether something more changes within a moment; if so, waits until that has come to rest.
    pub fn more(&self) -> bool {
        let more = self.rung.recv_timeout(PATIENCE).is_ok();
        if more {
            self.rest();
        }
        more
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
        for _ in 0..50 {
            bell.ring();
        }
        changes.wait(|| panic!("it was heard"));
        assert!(!changes.more());
        bell.ring();
        assert!(changes.more());
    }

    #[test]
    fn what_is_not_heard_is_seen() {
        let (bell, mut changes) = changes();
        drop(bell);
        changes.looking = Duration::from_millis(1);
        changes.wait(|| true);
    }
}
