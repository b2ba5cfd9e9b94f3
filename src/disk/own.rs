//! Checks the program's own directories below a bulletin's root.

use std::fs;
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, Linked};
use crate::nofollow::{EntryKind, entry_kind};

/// The directories whose entries are the program's own. Entries of the second are directories in turn, with files that can be
/// made again: a link among these files is replaced, never followed, and needs no report.
const OWN_DIRECTORIES: [&str; 2] = [".jianbao", ".jianbao/cache"];

/// Reports links, pipes, sockets and devices in the program's own directories. No code follows or opens them; but a build
/// without these directories would silently keep nothing.
pub(super) fn check_own_directories(root: &Path) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for own in OWN_DIRECTORIES {
        let directory = root.join(own);
        if entry_kind(&directory) == Some(EntryKind::Link) {
            mistakes.push(catalog::symlink(own, Linked::Own));
            break;
        }

        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();

        for name in names {
            let path = format!("{own}/{}", name.to_string_lossy());
            match entry_kind(&directory.join(&name)) {
                // Reported as a directory of its own.
                Some(EntryKind::Link) if OWN_DIRECTORIES.contains(&path.as_str()) => {}
                Some(EntryKind::Link) => mistakes.push(catalog::symlink(&path, Linked::Own)),
                Some(EntryKind::Special) => mistakes.push(catalog::not_a_file(&path)),
                Some(EntryKind::File | EntryKind::Directory) | None => {}
            }
        }
    }
    mistakes
}
