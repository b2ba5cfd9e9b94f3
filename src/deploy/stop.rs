//! Ends a deployment early, in good order: when the system asks for it, what is being sent is let go, what is there is
//! written down, and the lock is given back.

use std::future::pending;
use std::io;
use std::pin::pin;

use futures_util::future::{Either, select};
use tokio::runtime;
use tokio::sync::watch;

use super::DeployError;
use crate::pipeline::threads;

/// What asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// A pipeline, or whatever else looks after processes.
    Terminate,
}

/// Hears when a deployment is to be ended.
#[derive(Clone, Debug)]
pub struct Cancellation(watch::Receiver<Option<Signal>>);

impl Cancellation {
    /// Listens to the system from now on, as long as the process lives. `told` hears of every signal, on a thread of its own,
    /// and how many there were before.
    ///
    /// # Errors
    /// The system lets nobody listen.
    pub fn listen_for_signals(told: impl Fn(Signal, usize) + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = watch::channel(None);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let mut signals = runtime.block_on(async { Signals::new() })?;
        threads::spawn("signals", move || {
            runtime.block_on(async {
                for before in 0.. {
                    let signal = signals.next().await;
                    told(signal, before);
                    // If nobody hears it, the work is done.
                    let _ = sender.send(Some(signal));
                }
            });
        })?;
        Ok(Self(receiver))
    }

    /// Does a piece of work that may be broken off anywhere.
    pub(super) async fn run_unless_stopped<T>(
        &self,
        work: impl Future<Output = Result<T, DeployError>>,
    ) -> Result<T, DeployError> {
        let asked = async {
            let mut heard = self.0.clone();
            let signal = heard.wait_for(Option::is_some).await.ok().and_then(|signal| *signal);
            match signal {
                Some(signal) => signal,
                // Nobody will ask.
                None => pending().await,
            }
        };
        match select(pin!(asked), pin!(work)).await {
            Either::Left((signal, _)) => Err(DeployError::Stopped { signal, unlocked: true }),
            Either::Right((done, _)) => done,
        }
    }

    /// What has asked for it, if anything has.
    pub fn requested_signal(&self) -> Option<Signal> {
        *self.0.borrow()
    }

    /// Goes on only if nobody has asked.
    pub(super) fn ensure_running(&self) -> Result<(), DeployError> {
        self.requested_signal().map_or(Ok(()), |signal| Err(DeployError::Stopped { signal, unlocked: true }))
    }
}

/// The system's signals.
#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) -> Signal {
        match select(pin!(self.0.recv()), pin!(self.1.recv())).await {
            Either::Left(_) => Signal::Interrupt,
            Either::Right(_) => Signal::Terminate,
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Interrupt
    }
}
