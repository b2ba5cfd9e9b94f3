//! Runs a command with a text as its input, and reads what it writes: for a limited time, and no more than a limit.

use std::io::{self, Read, Write};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::shell::{start_command, terminate_group};

/// The most bytes that are read of a command's output.
pub(super) const MAX_OUTPUT_BYTES: usize = 16 << 20;

/// Poll interval for the end of a command and its time limit.
const CHECKER_POLL_INTERVAL: Duration = Duration::from_millis(20);

/// How long output is waited for after a command has ended: a process that it left behind may hold the pipe for ever.
const OUTPUT_GRACE_PERIOD: Duration = Duration::from_secs(1);

/// The status of a shell that does not know the command.
const UNKNOWN_COMMAND_STATUS: i32 = 127;

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum FailureCause {
    /// The system did not start it, or failed later.
    System(io::Error),
    NoSuchCommand,
    Status(ExitStatus),
    TimedOut,
    TooMuchOutput,
}

/// A command that did not succeed, with what it wrote until then.
pub(super) struct ProcessError {
    pub output: Vec<u8>,
    pub cause: FailureCause,
}

impl From<io::Error> for FailureCause {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Runs a command of the system's shell until a moment, and returns what it wrote to its standard output.
pub(super) fn run_process(command: &str, input: String, end: Instant) -> Result<Vec<u8>, ProcessError> {
    let mut output = Vec::new();
    match run_into(command, input, end, &mut output) {
        Ok(()) => Ok(output),
        Err(cause) => Err(ProcessError { output, cause }),
    }
}

fn run_into(command: &str, input: String, end: Instant, output: &mut Vec<u8>) -> Result<(), FailureCause> {
    let mut child = start_command(command, Stdio::piped())?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read holds up nothing but this thread.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }
    let chunks = match child.stdout.take() {
        Some(stdout) => read_chunks(stdout),
        None => channel().1,
    };

    let result = collect_output(&mut child, &chunks, end, output);
    match result {
        Ok(status) if status.success() => Ok(()),
        Ok(status) if status.code() == Some(UNKNOWN_COMMAND_STATUS) => Err(FailureCause::NoSuchCommand),
        Ok(status) => Err(FailureCause::Status(status)),
        Err(cause) => {
            terminate_group(&mut child);
            Err(cause)
        }
    }
}

/// Reads in a thread of its own.
fn read_chunks(mut stdout: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, chunks) = channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = stdout.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    chunks
}

/// Collects output until a command has ended and its output has, too.
fn collect_output(
    child: &mut Child,
    chunks: &Receiver<Vec<u8>>,
    end: Instant,
    output: &mut Vec<u8>,
) -> Result<ExitStatus, FailureCause> {
    let mut is_open = true;
    let mut ended: Option<(ExitStatus, Instant)> = None;
    loop {
        if is_open {
            match chunks.recv_timeout(CHECKER_POLL_INTERVAL) {
                Ok(chunk) => output.extend(chunk),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => is_open = false,
            }
        } else {
            thread::sleep(CHECKER_POLL_INTERVAL);
        }
        if output.len() > MAX_OUTPUT_BYTES {
            return Err(FailureCause::TooMuchOutput);
        }

        if ended.is_none() {
            ended = child.try_wait()?.map(|status| (status, Instant::now()));
        }
        match ended {
            Some((status, _)) if !is_open => return Ok(status),
            Some((status, at)) if at.elapsed() >= OUTPUT_GRACE_PERIOD && chunks.try_recv().is_err() => {
                return Ok(status);
            }
            _ if Instant::now() >= end => return Err(FailureCause::TimedOut),
            _ => {}
        }
    }
}
