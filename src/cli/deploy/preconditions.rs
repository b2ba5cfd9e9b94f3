//! Checks before a target is opened: the environment, the output, and a target that is a directory of this machine.

use std::fs;
use std::path::Path;

use super::super::build::unnamed_link;
use super::DeployArguments;
use crate::config::targets::{Service, Target};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, Linked};
use crate::nofollow::{EntryKind, entry_kind};

/// The directory of a deployment's own files, below the target's directory.
const DEPLOY_STATE_DIR: &str = ".jianbao-deploy";

/// Checks that nothing keeps a deployment from being begun.
pub(super) fn check_preconditions(
    arguments: &DeployArguments,
    root: &Path,
    target: &Target,
) -> Result<(), Box<Diagnostic>> {
    let mistake = unreadable_variable(target)
        .or_else(|| unnamed_link(arguments.out.as_deref(), root))
        .or_else(|| find_obstacle(target, &arguments.under));
    mistake.map_or(Ok(()), |mistake| Err(Box::new(mistake)))
}

/// Reports a variable of the environment that is not UTF-8, where a store's client reads them all and would panic.
fn unreadable_variable(target: &Target) -> Option<Diagnostic> {
    if [Service::Fs, Service::Sftp].contains(&target.service) {
        return None;
    }
    let mut variables = std::env::vars_os();
    let (name, _) = variables.find(|(name, value)| name.to_str().is_none() || value.to_str().is_none())?;
    Some(catalog::unreadable_variable(&name.to_string_lossy()))
}

/// Reports a link, a pipe, a socket or a device in the place of a deployment's own files. A store's client would follow the one
/// and wait for the others.
fn find_obstacle(target: &Target, under: &str) -> Option<Diagnostic> {
    if target.service != Service::Fs {
        return None;
    }
    let own = Path::new(&target.directory).join(under).join(DEPLOY_STATE_DIR);
    let names = fs::read_dir(&own).into_iter().flatten().flatten().map(|entry| entry.path());

    // Nothing is listed through a link that is named before.
    std::iter::once(own.clone()).chain(names).find_map(|path| match entry_kind(&path)? {
        EntryKind::Link => Some(catalog::symlink(&path.display().to_string(), Linked::Own)),
        EntryKind::Special => Some(catalog::not_a_file(&path.display().to_string())),
        EntryKind::File | EntryKind::Directory => None,
    })
}
