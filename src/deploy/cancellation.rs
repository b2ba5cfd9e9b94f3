//! Graceful shutdown: after a signal the uploads under way are dropped, the journal is written, and the lock is released.

use std::fmt;
use std::future::pending;
use std::io;
use std::pin::pin;

use futures_util::future::{Either, select};
use tokio::runtime;
use tokio::sync::watch;

use super::DeployError;
use crate::pipeline::threads;

/// A signal that stops a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// From a CI system, or whatever else manages processes.
    Terminate,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "an interrupt",
            Self::Terminate => "a request to terminate",
        })
    }
}

/// The newest signal that the process has received, for all who have to stop then.
#[derive(Clone, Debug)]
pub struct Cancellation(watch::Receiver<Option<Signal>>);

impl Cancellation {
    /// Handles signals from now on, as long as the process lives. `on_signal` is called with every signal and the number of
    /// those before it, on a thread of its own.
    ///
    /// # Errors
    /// The system lets no handler be installed, or no thread be started.
    pub fn listen_for_signals(on_signal: impl Fn(Signal, usize) + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = watch::channel(None);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let mut signals = runtime.block_on(async { SystemSignals::new() })?;

        threads::spawn("signals", move || {
            runtime.block_on(async {
                for earlier in 0.. {
                    let signal = signals.next().await;
                    on_signal(signal, earlier);
                    // Without receivers the deployment has ended.
                    let _ = sender.send(Some(signal));
                }
            });
        })?;
        Ok(Self(receiver))
    }

    /// Runs work that may be dropped at any point, until it ends or a signal arrives.
    pub(super) async fn run_unless_stopped<T>(
        &self,
        work: impl Future<Output = Result<T, DeployError>>,
    ) -> Result<T, DeployError> {
        match select(pin!(self.wait_for_signal()), pin!(work)).await {
            Either::Left((signal, _)) => Err(DeployError::Stopped { signal, unlocked: true }),
            Either::Right((result, _)) => result,
        }
    }

    async fn wait_for_signal(&self) -> Signal {
        let mut receiver = self.0.clone();
        let signal = receiver.wait_for(Option::is_some).await.ok().and_then(|signal| *signal);
        match signal {
            Some(signal) => signal,
            // No signal can come any more.
            None => pending().await,
        }
    }

    /// Returns the signal that was received, if one was.
    pub fn requested_signal(&self) -> Option<Signal> {
        *self.0.borrow()
    }

    /// Returns an error if a signal was received.
    pub(super) fn ensure_running(&self) -> Result<(), DeployError> {
        self.requested_signal().map_or(Ok(()), |signal| Err(DeployError::Stopped { signal, unlocked: true }))
    }
}

#[cfg(unix)]
use unix::UnixSignals as SystemSignals;
#[cfg(windows)]
use windows::WindowsSignals as SystemSignals;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::pin::pin;

    use futures_util::future::{Either, select};
    use tokio::signal::unix::{Signal as SignalStream, SignalKind, signal};

    use super::Signal;

    /// Streams of SIGINT and SIGTERM.
    pub struct UnixSignals {
        interrupts: SignalStream,
        terminations: SignalStream,
    }

    impl UnixSignals {
        pub fn new() -> io::Result<Self> {
            let interrupts = signal(SignalKind::interrupt())?;
            let terminations = signal(SignalKind::terminate())?;
            Ok(Self { interrupts, terminations })
        }

        pub async fn next(&mut self) -> Signal {
            match select(pin!(self.interrupts.recv()), pin!(self.terminations.recv())).await {
                Either::Left(_) => Signal::Interrupt,
                Either::Right(_) => Signal::Terminate,
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::io;

    use tokio::signal::windows::{CtrlC, ctrl_c};

    use super::Signal;

    /// The stream of Ctrl-C.
    pub struct WindowsSignals {
        interrupts: CtrlC,
    }

    impl WindowsSignals {
        pub fn new() -> io::Result<Self> {
            Ok(Self { interrupts: ctrl_c()? })
        }

        pub async fn next(&mut self) -> Signal {
            self.interrupts.recv().await;
            Signal::Interrupt
        }
    }
}
