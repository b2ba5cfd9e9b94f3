//! Names that are ignored when a bulletin is read: dot files, and files that systems and programs leave behind.

use std::ffi::OsStr;
use std::path::Path;

/// Dot files for a web server, or for a certificate authority: they are copied from `static/`.
const WEB_NAMES: [&str; 4] = [".well-known", ".nojekyll", ".htaccess", ".domains"];

/// Prefixes of dot files that nobody intends to publish, so that they need no warning.
const LEFT_BY_PROGRAMS: [&str; 16] = [
    "._",
    ".ds_store",
    ".git",
    ".svn",
    ".hg",
    ".keep",
    ".empty",
    ".idea",
    ".vscode",
    ".editorconfig",
    ".directory",
    ".trash",
    ".spotlight",
    ".fseventsd",
    ".appledouble",
    ".~",
];

/// Whether a file or directory is ignored, by its path below the bulletin's root.
pub(super) fn is_ignored(below: &Path) -> bool {
    let mut parts = below.iter();
    let is_static = parts.next().is_some_and(|first| first == "static");
    parts.any(|name| is_hidden(name) && !(is_static && is_for_the_web(name)))
}

/// Whether a name that is ignored in `static/` may have been intended to be published.
pub(super) fn may_be_intended(name: &OsStr) -> bool {
    let lower = name.to_string_lossy().to_lowercase();
    let is_swap_file = [".swp", ".swo", ".swx", ".tmp"].iter().any(|end| lower.ends_with(end));
    lower.starts_with('.') && !is_swap_file && !LEFT_BY_PROGRAMS.iter().any(|known| lower.starts_with(known))
}

fn is_for_the_web(name: &OsStr) -> bool {
    WEB_NAMES.iter().any(|known| name == *known)
}

/// Whether a name is that of a dot file, or of a file that systems and office programs leave behind.
fn is_hidden(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".")
        || name.starts_with(b"~$")
        || name.ends_with(b"~")
        || (name.starts_with(b"#") && name.ends_with(b"#"))
        || [&b"thumbs.db"[..], b"ehthumbs.db", b"desktop.ini"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_files_are_ignored_but_those_for_the_web_in_static() {
        for path in [
            "static/.well-known/security.txt",
            "static/.nojekyll",
            "static/a/.htaccess",
            "static/robots.txt",
            "content/a/b~c.md",
        ] {
            assert!(!is_ignored(Path::new(path)), "{path}");
        }
        for path in [
            "content/.well-known/a.txt",
            "content/a/.nojekyll",
            "static/.git/config",
            "static/.well-known/.DS_Store",
            "static/.env",
            "static/._.nojekyll",
            "static/a/Thumbs.db",
            "static/a/Desktop.ini",
            "static/~$a.docx",
            "static/a.txt~",
        ] {
            assert!(is_ignored(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn files_that_programs_leave_need_no_warning() {
        for name in [".DS_Store", "._a.png", ".git", ".gitkeep", ".a.txt.swp", ".~lock.a.docx#", ".Trash-1000"] {
            assert!(!may_be_intended(OsStr::new(name)), "{name}");
        }
        for name in [".env", ".hidden.png", ".user.ini"] {
            assert!(may_be_intended(OsStr::new(name)), "{name}");
        }
    }
}
