//! Links as they are written: what they lead to.

use crate::address;
use crate::source::Span;

/// A link within the site.
#[derive(Clone, Debug)]
pub struct Link {
    /// As it was written, without the anchor.
    pub written: String,
    /// Where.
    pub span: Span,
    /// To what.
    pub target: LinkTarget,
    /// The anchor, decoded.
    pub anchor: Option<String>,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// The page it stands on.
    Here,
    /// The story in a file, by its path below the root.
    Story(String),
    /// A picture, by its path in the output.
    Picture(String),
    /// Any other file or page, by its path in the output.
    Output(String),
}

/// The path in the output of a picture that a file at `from` names; `None` if it leads out of the site.
#[must_use]
pub fn picture_address(from: &str, written: &str) -> Option<String> {
    let written = decode(written);
    match written.strip_prefix('/') {
        Some(rooted) => Some(rooted.to_owned()),
        None => address::resolve(from, &written)?.strip_prefix("content/").map(str::to_owned),
    }
}

pub(super) enum Scheme {
    /// Another site, or a program on the reader's device.
    Outside,
    /// This site.
    Site,
    /// Anything that could run code or read files.
    Unsafe,
}

/// Which of them a URL has.
pub(super) fn scheme(url: &str) -> Scheme {
    if url.starts_with("//") {
        return Scheme::Outside;
    }
    // Browsers ignore white space and control characters inside a scheme.
    let bare: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match bare.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) && scheme.is_ascii() => {
            match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" | "mailto" | "tel" => Scheme::Outside,
                _ => Scheme::Unsafe,
            }
        }
        _ => Scheme::Site,
    }
}

/// A URL without percent-encoding.
pub(super) fn decode(url: &str) -> String {
    percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned()
}
