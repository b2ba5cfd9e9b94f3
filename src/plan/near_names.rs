//! The file that was probably meant by a path at which there is none.

use crate::address;
use crate::diagnostic::nearest;
use crate::picture::file_extension;

/// Whether two paths differ only in case, in the width of characters or in the direction of slashes.
pub(super) fn differ_only_in_form(reference: &str, file: &str) -> bool {
    comparison_form(reference) == comparison_form(file)
}

/// Returns the form of a path's directory: the same for two paths that differ only in form.
pub(super) fn directory_form(path: &str) -> String {
    split_path(&comparison_form(path)).0.to_owned()
}

/// Returns the form of a file's name: the same for two that differ only in form, whatever directories they stand in.
pub(super) fn name_form(path: &str) -> String {
    split_path(&comparison_form(path)).1.to_owned()
}

fn comparison_form(path: &str) -> String {
    address::lookalike_key(&path.replace('\\', "/"))
}

/// Whether a file's path goes on behind the reference with a mark that ended it, since it was not percent-encoded.
pub(super) fn was_cut_off(reference: &str, file: &str) -> bool {
    file.strip_prefix(reference).is_some_and(|rest| rest.starts_with(['#', '?']))
}

/// Returns, of files of the same directory and with the same extension, the one whose name is nearly the same.
pub(super) fn nearly_named<'f>(reference: &str, files: impl Iterator<Item = &'f str>) -> Option<&'f str> {
    let (directory, name) = split_path(reference);
    let extension = file_extension(name);

    let same_kind = files.filter(|file| {
        let (other, name) = split_path(file);
        other == directory && file_extension(name) == extension
    });
    let files: Vec<&str> = same_kind.collect();

    let near = nearest(file_stem(name), files.iter().copied().map(file_stem))?;
    files.into_iter().find(|file| file_stem(file) == near)
}

/// Splits a path into its directory and its name.
pub(super) fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Returns a file's name without its extension, which is the same for all that are compared.
fn file_stem(path: &str) -> &str {
    let (_, name) = split_path(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
