//! Threads of the process: how many there are, how large their stacks are, and what becomes of a run to which the system
//! refuses some.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use rayon::{ThreadBuilder, ThreadPoolBuilder};

/// Bytes of a thread's stack. They are reserved, not used: what is never touched takes no memory. A limit of the shell
/// (`ulimit -s`) and `RUST_MIN_STACK` change nothing.
const STACK: usize = 8 * 1024 * 1024;

/// The most workers, whatever is asked for: more than any build keeps busy.
const WORKERS: usize = 64;

/// Bytes of address space that a worker reserves at most: its stack, and the arena that glibc's allocator keeps for a
/// thread (`HEAP_MAX_SIZE`, twice while it is aligned).
const WORKER_ADDRESSES: u64 = STACK as u64 + 2 * 64 * 1024 * 1024;

/// Runs the program on a thread with a stack of a known size, and waits for it.
///
/// # Errors
/// If the system refuses even this thread.
pub fn with_own_stack<T: Send + 'static>(program: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let thread = spawn("jianbao", program)?;

    Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
}

/// Starts a thread.
///
/// # Errors
/// If the system refuses it.
pub fn spawn<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(work)
}

/// Starts the workers of all parallel stages: as many as `wanted`, or one for each core. If the system refuses some,
/// there are fewer, and no more than leave half of a limited address space (`ulimit -v`) to what they work on; if it
/// refuses all, the calling thread does the work alone. Does nothing the second time.
pub fn start_workers(wanted: Option<usize>) {
    let wanted = wanted.filter(|count| *count > 0);
    let wanted = wanted.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).min(WORKERS);
    let wanted = address_space().map_or(wanted, |bytes| wanted.min(workers_within(bytes)));
    // rayon gives a global pool one attempt, so the threads are there before the pool is made from them.
    let mut waiting: Vec<Sender<ThreadBuilder>> = Vec::new();
    while waiting.len() < wanted {
        match waiting_thread(waiting.len()) {
            Ok(thread) => waiting.push(thread),
            Err(_) => {
                // The system has no more: half of them are left to what else needs a thread.
                waiting.truncate(waiting.len().div_ceil(2));
                break;
            }
        }
    }

    if waiting.is_empty() {
        let _ = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
        return;
    }

    let pool = ThreadPoolBuilder::new().num_threads(waiting.len());
    let mut waiting = waiting.into_iter();
    let hand_over = |worker| match waiting.next() {
        Some(thread) => thread.send(worker).map_err(|_| io::ErrorKind::WouldBlock.into()),
        None => Err(io::ErrorKind::WouldBlock.into()),
    };
    let _ = pool.spawn_handler(hand_over).build_global();
}

/// Returns how many workers fit into half of an address space: one at least.
fn workers_within(address_space: u64) -> usize {
    usize::try_from(address_space / 2 / WORKER_ADDRESSES).unwrap_or(usize::MAX).max(1)
}

/// Returns the limit of the address space in bytes, if there is one.
#[cfg(unix)]
fn address_space() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};

    getrlimit(Resource::As).current
}

#[cfg(not(unix))]
fn address_space() -> Option<u64> {
    None
}

/// A thread that waits for the worker it is to be, and ends if there is none.
fn waiting_thread(number: usize) -> io::Result<Sender<ThreadBuilder>> {
    let (sender, receiver): (Sender<ThreadBuilder>, Receiver<ThreadBuilder>) = channel();
    spawn(&format!("worker-{number}"), move || {
        if let Ok(worker) = receiver.recv() {
            worker.run();
        }
    })?;

    Ok(sender)
}

/// Asks the system whether it would grant so many threads more: for crates that panic where it does not.
///
/// # Errors
/// If it would not.
pub fn ask_for(count: usize) -> io::Result<()> {
    let mut threads = Vec::new();
    let mut refused = None;
    for _ in 0..count {
        let (done, wait) = channel::<()>();
        match spawn("trial", move || wait.recv().is_ok()) {
            Ok(thread) => threads.push((done, thread)),
            Err(error) => refused = Some(error),
        }
    }

    for (done, thread) in threads {
        drop(done);
        let _ = thread.join();
    }
    refused.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_is_as_large_as_it_says() {
        /// Uses a kibibyte of stack and more in each call.
        fn descend(depth: usize) -> usize {
            let room = std::hint::black_box([depth; 128]);
            if depth == 0 { room[0] } else { descend(depth - 1) + room[1] - depth + 1 }
        }
        let depth = STACK / 1024 / 4;
        assert_eq!(with_own_stack(move || descend(depth)).unwrap(), depth);
    }

    #[test]
    fn half_of_a_limited_address_space_is_left_to_the_work() {
        assert_eq!(workers_within(u64::MAX), usize::try_from(u64::MAX / 2 / WORKER_ADDRESSES).unwrap());
        assert_eq!(workers_within(1024 * 1024 * 1024), 3);
        assert_eq!(workers_within(1024), 1);
    }

    #[test]
    fn threads_that_are_tried_are_given_back() {
        for _ in 0..50 {
            ask_for(20).unwrap();
        }
    }
}
