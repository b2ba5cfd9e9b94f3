//! Large texts wait for one another: what is made of a text while it is parsed takes many times its own room.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::parse::{self, ParsedText, Rules};
use crate::source::{FileId, Text};

/// Bytes of large texts that may be parsed at once; a text that is larger by itself has it for itself.
const BYTES: usize = 2 * 1024 * 1024;

/// Bytes from which on a text is large. Nearly all are smaller, and wait for nobody.
const LARGE: usize = 64 * 1024;

/// Who parses large texts, and who waits.
#[derive(Default)]
pub(super) struct Turns {
    /// Bytes of large texts that are being parsed.
    busy: Mutex<usize>,
    freed: Condvar,
}

/// The right to parse a text, as long as it is held.
struct Turn<'t> {
    turns: &'t Turns,
    bytes: usize,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.turns.busy.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.turns.freed.notify_all();
    }
}

impl Turns {
    /// Waits until there is room for a text.
    fn wait(&self, bytes: usize) -> Turn<'_> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |busy: &mut usize| *busy > 0 && *busy + bytes > BYTES;
        let mut busy = self.freed.wait_while(busy, full).unwrap_or_else(PoisonError::into_inner);
        *busy += bytes;
        Turn { turns: self, bytes }
    }

    /// Parses a text when its turn has come. Parsing itself waits for nothing, so that all get their turn.
    pub(super) fn read(&self, file: FileId, text: &Text, rules: &Rules) -> ParsedText {
        let bytes = text.text.len();
        let _turn = (bytes >= LARGE).then(|| self.wait(bytes));
        parse::parse_text(file, text, rules)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_is_read_at_once_than_may_be_and_all_get_their_turn() {
        let turns = Turns::default();
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for bytes in [BYTES / 2, BYTES, BYTES / 2, 3 * BYTES, BYTES / 3, BYTES / 3] {
                let (turns, now, most) = (&turns, &now, &most);
                scope.spawn(move || {
                    let _turn = turns.wait(bytes);
                    most.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(bytes, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 3 * BYTES);
        assert_eq!(*turns.busy.lock().unwrap(), 0);
    }
}
