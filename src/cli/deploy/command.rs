//! Runs the commands that addresses are handed to, for a limited time.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::process::{ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::shell::{start_command, terminate_group};
use crate::deploy::Cancellation;

/// Poll interval for the end of a command, its time limit and the cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum CommandError {
    /// It could not be started, failed, or was broken off with the deployment.
    Failed(String),
    /// It did not end in time, and was ended with all that it had started.
    TimedOut,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(reason) => f.write_str(reason),
            Self::TimedOut => f.write_str("it did not end in time"),
        }
    }
}

impl Error for CommandError {}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs a command of the system's shell with a text as its standard input. Processes that it leaves running in the background
/// when it ends by itself are left alone.
pub(super) fn run_command_with_input(
    command: &str,
    input: &str,
    limit: Duration,
    stop: &Cancellation,
) -> Result<(), CommandError> {
    let mut child = start_command(command, Stdio::inherit())?;
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_owned();
        // A command that does not read, or leaves the pipe to somebody who does not, holds up nothing but this thread.
        // One that does not read to the end says by its status whether that was right.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }

    let end = Instant::now().checked_add(limit);
    loop {
        if let Some(status) = child.try_wait()? {
            return check_exit_status(status);
        }
        if end.is_some_and(|end| Instant::now() >= end) {
            terminate_group(&mut child);
            return Err(CommandError::TimedOut);
        }
        if stop.requested_signal().is_some() {
            terminate_group(&mut child);
            return Err(CommandError::Failed("SIGINT/SIGTERM".to_owned()));
        }
        thread::sleep(POLL_INTERVAL);
    }
}

fn check_exit_status(status: ExitStatus) -> Result<(), CommandError> {
    if status.success() { Ok(()) } else { Err(CommandError::Failed(status.to_string())) }
}
