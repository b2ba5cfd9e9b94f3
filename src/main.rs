//! The program: everything is in the library.

use std::process::ExitCode;

/// The allocator of musl is slow where many threads are at work.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jianbao::cli::run()
}
