//! Addresses: where a page stands in the output, how a link to it is written, how a name becomes one.
//!
//! An [`Address`] is checked once, when it is made; nothing else becomes a file name of the output.

mod scheme;

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pinyin::ToPinyin;
pub use scheme::{Scheme, is_data_url, is_harmful, judge_scheme, without_entities};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest name of a file or directory that every file system takes, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// The longest path, in bytes: with the output directory before it, every system still takes it.
const MAX_PATH_BYTES: usize = 1000;

/// The longest slug, in bytes: there is room for a suffix.
const MAX_SLUG_BYTES: usize = 200;

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

/// The treatment of Chinese characters in names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// Pinyin without tones: `科技创新` → `kejichuangxin`.
    #[default]
    Pinyin,
    /// Stays as it is.
    Keep,
}

/// Returns a name for use in an address: lower case, letters, digits, `-`, `_` and `.`; `+` and `#` are spelled
/// out so that `C++`, `C#` and `C` stay apart. `None` if nothing is left, or more than 200 bytes.
///
/// Pinyin is per character (a polyphonic character has always the same reading): addresses only have to be stable.
pub fn make_slug(name: &str, naming: Naming) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in to_nfkc(name).chars() {
        let reading = if naming == Naming::Pinyin { c.to_pinyin().map(|reading| reading.plain()) } else { None };
        let spelled = match c {
            '+' => Some("plus"),
            '#' => Some("sharp"),
            _ => None,
        };
        let is_kept =
            c.is_ascii_alphanumeric() || matches!(c, '_' | '.') || (naming == Naming::Keep && c.is_alphanumeric());
        if !is_kept && reading.is_none() && spelled.is_none() {
            gap = true;
            continue;
        }

        if (gap || spelled.is_some()) && !out.is_empty() {
            out.push('-');
        }
        match reading.or(spelled) {
            Some(piece) => out.push_str(piece),
            None => out.extend(c.to_lowercase()),
        }
        gap = spelled.is_some();
    }

    let out = out.trim_matches(['-', '.']).to_owned();
    (!out.is_empty() && out.len() <= MAX_SLUG_BYTES).then_some(out)
}

/// Returns a name with its full-width letters and the like as plain ones (NFKC).
fn to_nfkc(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { Cow::Borrowed(name) } else { name.nfkc().collect() }
}

/// Returns the address of the story at a path below `content/`: each part becomes a slug, `.md` becomes `.html`.
pub fn story_address(path: &str, naming: Naming) -> Option<Address> {
    let stem = path.strip_suffix(".md")?;
    if stem.len() + ".html".len() <= MAX_PATH_BYTES && is_slug_path(stem) {
        return Some(Address([stem, ".html"].concat().into_boxed_str()));
    }
    let parts: Option<Vec<String>> = stem.split('/').map(|part| make_slug(part, naming)).collect();
    Address::new(&format!("{}.html", parts?.join("/")))
}

/// Returns whether every part of a path is its own slug and a good part of an address already: most files are named so.
fn is_slug_path(path: &str) -> bool {
    let mut before = b'/';
    let mut part_length = 0;
    path.bytes().chain([b'/']).all(|b| {
        let is_settled = match b {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => true,
            // Neither at an end nor doubled.
            b'-' => !matches!(before, b'/' | b'-'),
            b'.' => before != b'/',
            b'/' => !matches!(before, b'/' | b'-' | b'.') && part_length <= MAX_SLUG_BYTES,
            _ => false,
        };

        part_length = if b == b'/' { 0 } else { part_length + 1 };
        before = b;
        is_settled
    })
}

/// Returns the initial under which a name is filed: `A`–`Z` by pinyin or letter, else `#`.
pub fn pinyin_initial(name: &str) -> char {
    pinyin_sort_key(name).chars().next().filter(char::is_ascii_alphabetic).map_or('#', |c| c.to_ascii_uppercase())
}

/// Returns a key that sorts names by pinyin, then by the characters themselves.
pub fn pinyin_sort_key(name: &str) -> String {
    let mut key = String::new();
    for c in to_nfkc(name).chars() {
        match c.to_pinyin() {
            Some(reading) => key.push_str(reading.plain()),
            None => key.extend(c.to_lowercase()),
        }
        key.push(' ');
    }
    key.push_str(name);
    key
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
    fn names_become_slugs() {
        for (name, pinyin, keep) in [
            ("科技创新", "kejichuangxin", "科技创新"),
            ("2020-09-15-签约", "2020-09-15-qianyue", "2020-09-15-签约"),
            ("C++", "c-plus-plus", "c-plus-plus"),
            ("C#", "c-sharp", "c-sharp"),
            ("AI 绘画", "ai-huihua", "ai-绘画"),
            ("“深根计划”", "shengenjihua", "深根计划"),
            ("GB/T 37668", "gb-t-37668", "gb-t-37668"),
        ] {
            assert_eq!(make_slug(name, Naming::Pinyin).as_deref(), Some(pinyin));
            assert_eq!(make_slug(name, Naming::Keep).as_deref(), Some(keep));
        }

        for nothing in ["", "..", "。", "/", "../.."] {
            assert_eq!(make_slug(nothing, Naming::Pinyin), None, "{nothing}");
        }
    }

    #[test]
    fn what_is_a_slug_stays() {
        for path in
            ["a/b-c_d.1", "a--b", "-a", "a-", ".a", "a.", "a.-b", "a//b", "A", "汉", "", "a/", "a..b", &"a".repeat(201)]
        {
            let slow: Option<Vec<String>> = path.split('/').map(|part| make_slug(part, Naming::Pinyin)).collect();
            let slow = slow.and_then(|parts| Address::new(&format!("{}.html", parts.join("/"))));
            assert_eq!(story_address(&format!("{path}.md"), Naming::Pinyin), slow, "{path}");
        }
    }

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

    #[test]
    fn names_are_filed_by_pinyin() {
        assert_eq!(pinyin_initial("科技"), 'K');
        assert_eq!(pinyin_initial("ai"), 'A');
        assert_eq!(pinyin_initial("5G"), '#');
        assert!(pinyin_sort_key("安全") < pinyin_sort_key("科技"));
    }
}
