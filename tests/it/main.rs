//! All tests in Rust that need no program of their own: one binary is linked once, where one a file was linked
//! twenty-eight times. `cargo test --test it golden::` runs one file of them. `tests/fuzz.rs` stays alone, since it is run
//! by itself for hours.

mod architecture;
mod check;
mod ci;
mod cli;
mod demo;
#[cfg(feature = "deploy")]
mod deploy;
mod desk;
mod diagnostics;
mod explain;
mod external;
#[cfg(unix)]
mod fault_injection;
mod fix;
mod fix_faults;
mod foreign_markup;
mod formats;
mod golden;
mod handbook;
mod head;
#[cfg(unix)]
mod hostile;
mod hosting;
mod kept;
#[cfg(unix)]
mod limits;
mod lists;
mod lost_text;
mod markdown;
mod naming;
mod pictures;
#[cfg(target_os = "linux")]
mod places;
#[cfg(target_os = "linux")]
mod power;
mod preview;
mod proofreading;
mod properties;
mod search_export;
mod secrets;
mod security;
mod signing;
mod suggest;
mod support;
mod themes;
mod warm;
mod why;
