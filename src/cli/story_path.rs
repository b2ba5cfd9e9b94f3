//! The path of a story that an argument names.

use std::path::{Path, PathBuf};

use crate::address;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Message, Place, catalog};
use crate::parse;
use crate::source::Sources;

/// The path below the bulletin's root of the story that an argument names, from the working directory or from the root, with
/// either kind of slash.
///
/// # Errors
/// There is no such file, or it is no story.
pub(super) fn find_story_path(file: &Path, root: &Path) -> Result<String, Box<Diagnostic>> {
    let turned = PathBuf::from(file.to_string_lossy().replace('\\', "/"));
    let candidates = [file.to_owned(), root.join(file), root.join(&turned), turned];
    let Some(found) = candidates.into_iter().find(|path| path.exists()) else {
        return Err(not_a_story(file, &phrases::no_such_file()));
    };
    if !found.is_file() {
        return Err(not_a_story(file, &phrases::is_a_directory()));
    }

    match path_below(root, &found) {
        Some(path) if parse::is_introduction(&path) => Err(not_a_story(file, &phrases::introduces_a_column())),
        Some(path) if parse::is_story(&path) => Ok(path),
        Some(path) if path.starts_with("content/") => Err(not_a_story(file, &phrases::must_end_in_md())),
        _ => Err(not_a_story(file, &phrases::is_outside_of_content())),
    }
}

fn not_a_story(file: &Path, reason: &Message) -> Box<Diagnostic> {
    Box::new(catalog::not_a_story(&file.display().to_string(), reason))
}

/// The path of a file or directory below another, with `/` between its parts, as the bulletin writes paths. That of the
/// directory itself is empty.
pub(super) fn path_below(root: &Path, file: &Path) -> Option<String> {
    let path = match file.file_name() {
        // The directory alone: what a symbolic link leads to lies somewhere else.
        Some(name) => {
            let directory = file.parent().filter(|path| *path != Path::new("")).unwrap_or(Path::new("."));
            directory.canonicalize().ok()?.join(name)
        }
        None => file.canonicalize().ok()?,
    };
    let below = path.strip_prefix(root.canonicalize().ok()?).ok()?;
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    Some(address::to_nfc(&parts?.join("/")))
}

/// Returns whether a diagnostic is about a file, by its path below the root.
pub(super) fn concerns_file(diagnostic: &Diagnostic, path: &str, sources: &Sources) -> bool {
    match &diagnostic.place {
        Place::File(file) => file == path,
        Place::At(span) => sources.text(span.file).path == path,
        Place::Site => false,
    }
}
