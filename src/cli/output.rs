//! What the program says on its standard output, and whether that arrived.

use std::io::{ErrorKind, Write, stdout};
use std::sync::OnceLock;

use crate::diagnostic::plain::escaped_json;

/// Why something did not arrive.
static LOST: OnceLock<String> = OnceLock::new();

/// Prints a text. That one did not arrive is remembered; a closed pipe is nobody's mistake.
pub(super) fn print(text: impl AsRef<[u8]>) {
    let mut out = stdout().lock();
    if let Err(error) = out.write_all(text.as_ref()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = LOST.set(error.to_string());
    }
}

/// Prints JSON, which a terminal shows and does not obey.
pub(super) fn print_json(json: &str) {
    print(escaped_json(json).as_bytes());
}

/// Prints a line.
pub(super) fn line(text: &str) {
    print(format!("{text}\n"));
}

/// Why something that was printed did not arrive, if that is so: the disk is full, for one.
pub(super) fn lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}
