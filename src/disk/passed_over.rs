//! Names that are passed over when a bulletin is read: dot files, and what systems and programs leave lying about.

use std::ffi::OsStr;
use std::path::Path;

/// Names with a dot that a web server, or who asks for a certificate, looks for: they are copied from `static/`.
const WEB_NAMES: [&str; 4] = [".well-known", ".nojekyll", ".htaccess", ".domains"];

/// Beginnings of names with a dot that nobody means to publish, so that nothing is said of them.
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

/// Whether a file or directory is passed over, by its path below the bulletin's root.
pub(super) fn is_ignored(below: &Path) -> bool {
    let mut parts = below.iter();
    let is_static = parts.next().is_some_and(|first| first == "static");
    parts.any(|name| is_hidden(name) && !(is_static && is_for_the_web(name)))
}

/// Whether a name that is passed over in `static/` was perhaps meant to be published.
pub(super) fn may_be_intended(name: &OsStr) -> bool {
    let lower = name.to_string_lossy().to_lowercase();
    let is_swap_file = [".swp", ".swo", ".swx", ".tmp"].iter().any(|end| lower.ends_with(end));
    lower.starts_with('.') && !is_swap_file && !LEFT_BY_PROGRAMS.iter().any(|known| lower.starts_with(known))
}

fn is_for_the_web(name: &OsStr) -> bool {
    WEB_NAMES.iter().any(|known| name == *known)
}

/// Dot files, and what systems and office programs leave lying about.
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
    fn of_dot_files_only_those_of_the_web_are_read_and_only_in_static() {
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
    fn nothing_is_said_of_what_programs_leave() {
        for name in [".DS_Store", "._a.png", ".git", ".gitkeep", ".a.txt.swp", ".~lock.a.docx#", ".Trash-1000"] {
            assert!(!may_be_intended(OsStr::new(name)), "{name}");
        }
        for name in [".env", ".hidden.png", ".user.ini"] {
            assert!(may_be_intended(OsStr::new(name)), "{name}");
        }
    }
}
