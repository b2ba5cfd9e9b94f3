//! Shows the progress of a deployment, and hears the signals that end it.

use std::cell::Cell;
use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::super::console::{Console, set_template};
use super::failure::signal_status;
use crate::deploy::{Cancellation, Progress};
use crate::diagnostic::Lang;
use crate::diagnostic::plain::one_line;

/// A progress bar on a terminal; each file where details are wanted.
pub(super) struct DeployProgress {
    /// Hidden until the upload begins.
    bar: ProgressBar,
    console: Console,
    has_begun: Cell<bool>,
}

impl DeployProgress {
    pub fn new(console: Console) -> Self {
        Self { bar: ProgressBar::hidden(), console, has_begun: Cell::new(false) }
    }

    /// Another handle of the bar.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// Returns whether anything may have been changed.
    pub fn has_begun(&self) -> bool {
        self.has_begun.get()
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for DeployProgress {
    fn begin_upload(&self, files: usize, bytes: u64) {
        self.has_begun.set(true);
        if !self.console.shows_progress() {
            return;
        }

        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.set_length(bytes);
        set_template(&self.bar, "{bar:40} {bytes}/{total_bytes} {msg}");
        self.bar.set_message(match self.console.lang {
            Lang::Zh => format!("{files} 个文件"),
            Lang::En => format!("{files} files"),
        });
    }

    fn file_sent(&self, path: &str, bytes: u64) {
        self.bar.inc(bytes);
        if self.console.is_verbose() {
            self.bar.suspend(|| {
                let _ = writeln!(io::stderr(), "{}", one_line(path));
            });
        }
    }
}

/// Listens for the system's signals. The first one stops the deployment; the second ends the process at once.
pub(super) fn listen_for_signals(bar: ProgressBar, console: Console) -> io::Result<Cancellation> {
    Cancellation::listen_for_signals(move |signal, before| {
        if before > 0 {
            std::process::exit(signal_status(signal) as i32);
        }
        bar.suspend(|| {
            console.print_note(
                "正在停下：记下进度，放开锁。再按一次 Ctrl-C 就立即退出",
                "stopping: noting how far it is and giving the lock back. Ctrl-C once more ends it at once",
            );
        });
    })
}
