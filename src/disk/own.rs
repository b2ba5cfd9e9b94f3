//! What stands in the places below a bulletin's root that are the program's own.

use std::fs;
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, Linked};
use crate::nofollow::{Kind, kind};

/// The directories whose entries are the program's own. Those of the second are directories in turn, which hold what can be
/// made again: a link among their files is replaced, never followed, and need not be told.
const OWN_DIRECTORIES: [&str; 2] = [".jianbao", ".jianbao/cache"];

/// Reports links, pipes, sockets and devices in the program's own places. No code follows or opens them; a build that went on
/// without them would have nothing to remember by, and nobody would know.
pub(super) fn check_own_directories(root: &Path) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for place in OWN_DIRECTORIES {
        let directory = root.join(place);
        if kind(&directory) == Some(Kind::Link) {
            mistakes.push(catalog::symlink(place, Linked::Own));
            break;
        }

        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let path = format!("{place}/{}", name.to_string_lossy());
            match kind(&directory.join(&name)) {
                // It is looked at as a place by itself.
                Some(Kind::Link) if OWN_DIRECTORIES.contains(&path.as_str()) => {}
                Some(Kind::Link) => mistakes.push(catalog::symlink(&path, Linked::Own)),
                Some(Kind::Special) => mistakes.push(catalog::not_a_file(&path)),
                Some(Kind::File | Kind::Directory) | None => {}
            }
        }
    }
    mistakes
}
