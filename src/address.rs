//! Addresses: where a page stands in the output, how a link to it is written.
//!
//! An [`Address`] is checked once, when it is made; nothing else becomes a file name of the output.

mod scheme;

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
pub use scheme::{Scheme, is_data_url, is_harmful, judge_scheme, without_entities};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest name of a file or directory that every file system takes, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// The longest path, in bytes: with the output directory before it, every system still takes it.
const MAX_PATH_BYTES: usize = 1000;

/// Characters that are percent-encoded in the path of a URL (RFC 3986, and `"<>` for the sake of HTML).
const URL_ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'&')
    .add(b'\'');

/// A place in the output: a relative path such as `xiangmu/2020-09-15-qianyue.html` or `tags/index.html`.
///
/// Always relative, in NFC, with `/` between its parts; at most 1,000 bytes; no part is empty, `.`, `..`, longer than 255 bytes,
/// or holds `\`, `:` or a control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Box<str>);

impl Address {
    /// Makes an address of a path; `None` if it could lead out of the output or be no file name.
    pub fn new(path: &str) -> Option<Self> {
        let path = to_nfc(path);
        let is_good = path.len() <= MAX_PATH_BYTES && path.split('/').all(is_file_name);
        is_good.then(|| Self(path.into_boxed_str()))
    }

    /// Makes the address of a page that the program names itself, such as `index.html`.
    ///
    /// # Panics
    /// If it is not a good address: such names are literals or made of checked parts.
    pub fn from_known(path: &str) -> Self {
        match Self::new(path) {
            Some(address) => address,
            None => panic!("`{path}` is not an address"),
        }
    }

    /// Returns the path in the output.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL by which pages link to it: from the site's root, without a leading `/`, percent-encoded, without
    /// `index.html`. Put the site's base path before it.
    pub fn to_url(&self) -> String {
        let mut url = String::with_capacity(self.0.len());
        self.write_url(&mut url);
        url
    }

    /// Appends [`Self::to_url`] to a text.
    pub fn write_url(&self, out: &mut String) {
        let path = match self.0.strip_suffix("index.html") {
            Some(dir) if dir.is_empty() || dir.ends_with('/') => dir,
            _ => &self.0,
        };
        out.extend(utf8_percent_encode(path, URL_ESCAPED));
    }

    /// Returns a key that two addresses share if they name the same file on a disk that knows neither case nor canonical
    /// Unicode forms. Full-width and half-width characters are different ones on every disk.
    pub fn collision_key(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        self.0.nfd().map(fold_case).nfc().collect()
    }
}

/// Returns whether a part of a path can be a file name on every system.
fn is_file_name(part: &str) -> bool {
    !part.is_empty()
        && part != "."
        && part != ".."
        && part.len() <= MAX_NAME_BYTES
        && !part.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
}

/// Folds the case of a character as file systems do when they compare names: where the result is one character again.
fn fold_case(c: char) -> char {
    let mut upper = c.to_uppercase();
    let upper = if upper.len() == 1 { upper.next().unwrap_or(c) } else { c };
    let mut lower = upper.to_lowercase();
    if lower.len() == 1 { lower.next().unwrap_or(upper) } else { upper }
}

/// Returns a key that paths share if they are easily mistaken for one another: without case, and with characters of every
/// width and form alike (NFKC).
pub fn lookalike_key(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfkc().flat_map(char::to_lowercase).collect() }
}

impl TryFrom<String> for Address {
    type Error = &'static str;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        Self::new(&path).ok_or("not a path in the output")
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.into()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns a path in Unicode's composed form (NFC): systems differ in the form in which they keep names.
pub fn to_nfc(path: &str) -> String {
    // Nearly all paths; the tables are slow.
    if path.is_ascii() { path.to_owned() } else { path.nfc().collect() }
}

/// Resolves a relative path written in a file: `../a/b.md` seen from `content/c/d.md` is `content/a/b.md`.
/// `None` if it leads out of the root.
pub fn resolve_path(from: &str, to: &str) -> Option<String> {
    let to = if to.is_ascii() { Cow::Borrowed(to) } else { Cow::Owned(to_nfc(to)) };
    let directory = parent_of(from);
    let mut path = String::with_capacity(directory.len() + to.len() + 1);
    path.push_str(directory);

    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(parent_of(&path).len()),
            part => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    Some(path)
}

/// Returns the directory of a path; empty at the root.
fn parent_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_inside() {
        for bad in ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/./b", "C:/x", "a\\b", "a\nb", "a/"] {
            assert_eq!(Address::new(bad), None, "{bad}");
        }
        assert_eq!(Address::from_known("tags/index.html").to_url(), "tags/");
        assert_eq!(Address::from_known("index.html").to_url(), "");
        assert_eq!(Address::from_known("a/myindex.html").to_url(), "a/myindex.html");
        assert_eq!(Address::from_known("a/b c#?.html").to_url(), "a/b%20c%23%3F.html");
    }

    #[test]
    fn relative_paths_resolve() {
        assert_eq!(resolve_path("content/c/d.md", "../a/b.md").as_deref(), Some("content/a/b.md"));
        assert_eq!(resolve_path("content/c/d.md", "./e.jpg").as_deref(), Some("content/c/e.jpg"));
        assert_eq!(resolve_path("content/c/d.md", "../../../x"), None);
        assert_eq!(resolve_path("content/c/d.md", "../..").as_deref(), Some(""));
        assert_eq!(resolve_path("d.md", "é").as_deref(), Some("é"));
    }
}
