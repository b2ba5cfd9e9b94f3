//! Hands the addresses that a deployment changed on: to a file, and to commands that purge a CDN or tell search engines.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use super::DeployArguments;
use super::command::{CommandError, run_command_with_input};
use crate::address::Address;
use crate::deploy::Cancellation;
use crate::deploy::state::Journal;
use crate::diagnostic::{Diagnostic, catalog};
use crate::publish::{OutputFile, PublishError};

/// Hands on the addresses, and returns what failed.
pub(super) fn hand_on_addresses(
    arguments: &DeployArguments,
    site: &str,
    journal: &Journal,
    stop: &Cancellation,
) -> Vec<Diagnostic> {
    let stale = format_urls(site, journal.stale_paths());
    let pages = journal.uploaded_paths().filter(|path| path.ends_with(".html") && *path != "404.html");
    let uploaded = format_urls(site, pages);

    let mut mistakes = Vec::new();
    mistakes.extend(write_purge_list(arguments, &stale));
    for (command, urls) in [(&arguments.purge_with, &stale), (&arguments.submit_with, &uploaded)] {
        let Some(command) = command.as_ref().filter(|_| !urls.is_empty()) else { continue };
        let limit = Duration::from_secs(arguments.command_timeout);
        match run_command_with_input(command, urls, limit, stop) {
            Ok(()) => {}
            Err(CommandError::Failed(reason)) => mistakes.push(catalog::command_failed(command, &reason)),
            Err(CommandError::TimedOut) => {
                mistakes.push(catalog::command_timed_out(command, arguments.command_timeout));
            }
        }
    }
    mistakes
}

/// Writes the addresses for a CDN to the file that is asked for.
pub(super) fn write_purge_list(arguments: &DeployArguments, stale: &str) -> Option<Diagnostic> {
    let path = arguments.purge_list.as_deref()?;
    let shown = path.display().to_string();
    if path == Path::new("-") {
        let written = io::stdout().write_all(stale.as_bytes());
        let error = written.err().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)?;
        return Some(catalog::command_failed(&shown, &error.to_string()));
    }

    let written = OutputFile::create_at(path).and_then(|mut file| {
        file.write_text(stale)?;
        file.finish()
    });
    written.err().map(|error| match error {
        PublishError::Disk { path, error } => catalog::command_failed(&path.display().to_string(), &error.to_string()),
        refused => refused.into_diagnostic(),
    })
}

/// Whole addresses, one a line. A page of a directory has two.
fn format_urls<'p>(site: &str, paths: impl Iterator<Item = &'p str>) -> String {
    let mut lines = String::new();
    for path in paths {
        let url = Address::from_known(path).to_url();
        lines.push_str(&format!("{site}{url}\n"));
        if url.is_empty() || url.ends_with('/') {
            lines.push_str(&format!("{site}{url}index.html\n"));
        }
    }
    lines
}
