//! A weighted semaphore: work that takes much memory waits until there is room for it.

use std::sync::{Condvar, Mutex, PoisonError};

/// Lets through so much at once.
pub struct Turns {
    limit: u64,
    /// The weight of what is let through.
    busy: Mutex<u64>,
    freed: Condvar,
}

/// The right to do a piece of work, as long as it is held.
pub struct Turn<'t> {
    turns: &'t Turns,
    weight: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.turns.busy.lock().unwrap_or_else(PoisonError::into_inner) -= self.weight;
        self.turns.freed.notify_all();
    }
}

impl Turns {
    /// Allows a weight at once; what weighs more is done alone.
    pub fn new(limit: u64) -> Self {
        Self { limit, busy: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits until there is room. Whoever holds a turn waits for no other, so that all get theirs.
    pub fn wait(&self, weight: u64) -> Turn<'_> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |busy: &mut u64| *busy > 0 && *busy + weight > self.limit;
        let mut busy = self.freed.wait_while(busy, is_full).unwrap_or_else(PoisonError::into_inner);

        *busy += weight;
        Turn { turns: self, weight }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_done_at_once_than_may_be_and_all_get_their_turn() {
        const LIMIT: u64 = 600;
        let turns = Turns::new(LIMIT);
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for weight in [LIMIT / 2, LIMIT, LIMIT / 2, 3 * LIMIT, LIMIT / 3, LIMIT / 3] {
                let (turns, now, most) = (&turns, &now, &most);
                scope.spawn(move || {
                    let _turn = turns.wait(weight);
                    most.fetch_max(now.fetch_add(weight, Ordering::SeqCst) + weight, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(weight, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 3 * LIMIT);
        assert_eq!(*turns.busy.lock().unwrap(), 0);
    }
}
