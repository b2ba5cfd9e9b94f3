//! Links as they are written: what they lead to.
//!
//! A link to another story becomes an address at once, since addresses are a function of paths; whether
//! anything stands there is checked when all addresses are known.

use std::borrow::Cow;

use crate::address::{self, Address, Naming, Scheme, scheme};
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Span;
use crate::yaml::is_text;

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

/// What becomes of a link.
pub(super) struct Resolved {
    /// For `href` or `src`, not yet escaped.
    pub href: Href,
    /// To be checked, if it leads into the site.
    pub link: Option<Link>,
    /// What is wrong with it as it is written.
    pub mistake: Option<Diagnostic>,
}

/// What an `href` or `src` leads to.
pub(super) enum Href {
    /// Below the site's root: path, query and anchor.
    Site(String),
    /// An anchor on the same page, without its `#`.
    Here(String),
    /// Another site, or a program on the reader's device: the whole address.
    Elsewhere(String),
    /// Nothing: it is empty, or the mistake has been reported.
    Unusable,
}

impl Resolved {
    fn outside(url: &str) -> Self {
        Self { href: Href::Elsewhere(url.to_owned()), link: None, mistake: None }
    }

    fn wrong(mistake: Diagnostic) -> Self {
        Self { href: Href::Unusable, link: None, mistake: Some(mistake) }
    }
}

/// What becomes of an address that is no path of this site: it leads elsewhere, or cannot be used.
fn not_of_this_site(written: &str, span: Span) -> Option<Resolved> {
    if let Some(c) = hidden_character(written) {
        return Some(Resolved::wrong(catalog::bad_character(span, c)));
    }
    match scheme(written) {
        Scheme::Outside => Some(Resolved::outside(written)),
        Scheme::Unsafe => Some(Resolved::wrong(catalog::unsafe_link(span, written))),
        Scheme::Site => None,
    }
}

/// Resolves a link that stands in the file at `from`.
pub(super) fn link(from: &str, naming: Naming, written: &str, span: Span) -> Resolved {
    if let Some(resolved) = not_of_this_site(written, span) {
        return resolved;
    }
    let find = |text: &str, mark| memchr::memchr(mark, text.as_bytes()).unwrap_or(text.len());
    let (before, anchor) = written.split_at(find(written, b'#'));
    let (path, query) = before.split_at(find(before, b'?'));
    let (decoded, anchor) = (decode(path), decode(anchor.get(1..).unwrap_or_default()));
    let resolved = |target: LinkTarget, address: Option<Address>| {
        let anchor = (!anchor.is_empty()).then(|| anchor.clone().into_owned());
        let href = match (&target, &anchor) {
            (LinkTarget::Here, Some(anchor)) => Href::Here(anchor.clone()),
            (LinkTarget::Here, None) => Href::Unusable,
            _ => {
                let mut path = String::with_capacity(written.len() + 32);
                if let Some(address) = address {
                    address.write_url(&mut path);
                }
                path.push_str(query);
                path.extend(anchor.iter().flat_map(|anchor| ["#", anchor]));
                Href::Site(path)
            }
        };
        Resolved { href, link: Some(Link { written: path.to_owned(), span, target, anchor }), mistake: None }
    };
    if decoded.is_empty() {
        return resolved(LinkTarget::Here, None);
    }
    let target = match decoded.strip_prefix('/') {
        Some(rooted) => Some(address::normal(&format!("content/{rooted}"))),
        None => address::resolve(from, &decoded),
    };
    let target = target.unwrap_or_default();
    let Some(below) = (if target == "content" { Some("") } else { target.strip_prefix("content/") }) else {
        return Resolved::wrong(catalog::link_outside(span, written));
    };
    if below.ends_with(".md") {
        let address = address::story(below, naming);
        return resolved(LinkTarget::Story(target), address);
    }
    let directory = below.is_empty() || decoded.ends_with(['/', '.']);
    let output = match below.trim_end_matches('/') {
        "" => "index.html".to_owned(),
        below if directory => format!("{below}/index.html"),
        below => below.to_owned(),
    };
    let address = Address::new(&output);
    resolved(LinkTarget::Output(output), address)
}

/// Resolves a picture that stands in the file at `from`.
pub(super) fn picture(from: &str, written: &str, span: Span) -> Resolved {
    if let Some(resolved) = not_of_this_site(written, span) {
        return resolved;
    }
    let Some(output) = picture_address(from, written) else {
        return Resolved::wrong(catalog::link_outside(span, written));
    };
    let path = Address::new(&output).map_or_else(String::new, |address| address.url());
    let link = Link { written: written.to_owned(), span, target: LinkTarget::Picture(output), anchor: None };
    Resolved { href: Href::Site(path), link: Some(link), mistake: None }
}

/// A control character or noncharacter that an entity or percent-encoding brought into an address.
fn hidden_character(url: &str) -> Option<char> {
    // Nearly all addresses.
    if url.bytes().all(|b| b.is_ascii_graphic() && b != b'%') {
        return None;
    }
    url.chars().chain(decode(url).chars()).find(|c| !is_text(*c))
}

/// The path in the output of a picture that a file at `from` names; `None` if it leads out of the site.
fn picture_address(from: &str, written: &str) -> Option<String> {
    let written = decode(written);
    match written.strip_prefix('/') {
        Some(rooted) => Some(address::normal(rooted)),
        None => address::resolve(from, &written)?.strip_prefix("content/").map(str::to_owned),
    }
}

/// Whether an address could run code or read files.
pub(super) fn is_unsafe(url: &str) -> bool {
    matches!(scheme(url), Scheme::Unsafe)
}

/// A URL without percent-encoding.
#[must_use]
pub fn decode(url: &str) -> Cow<'_, str> {
    match memchr::memchr(b'%', url.as_bytes()) {
        Some(_) => percent_encoding::percent_decode_str(url).decode_utf8_lossy(),
        None => url.into(),
    }
}
