//! Prints to standard output, and remembers whether it arrived.

use std::io::{ErrorKind, Write, stdout};
use std::sync::OnceLock;

use crate::diagnostic::plain::escaped_json;

/// Why a text did not arrive.
static WRITE_ERROR: OnceLock<String> = OnceLock::new();

/// Prints a text. That one did not arrive is remembered; a closed pipe is nobody's mistake.
pub(super) fn print(text: impl AsRef<[u8]>) {
    let mut out = stdout().lock();
    if let Err(error) = out.write_all(text.as_ref()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = WRITE_ERROR.set(error.to_string());
    }
}

/// Prints JSON, escaped so that it cannot steer a terminal.
pub(super) fn print_json(json: &str) {
    print(escaped_json(json).as_bytes());
}

/// Prints a line.
pub(super) fn print_line(text: &str) {
    print(format!("{text}\n"));
}

/// Why a text that was printed did not arrive, if that is so: the disk is full, for one.
pub(super) fn write_error() -> Option<&'static str> {
    WRITE_ERROR.get().map(String::as_str)
}
