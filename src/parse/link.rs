//! Links as they are written: what they lead to.
//!
//! A link to another story becomes an address at once, since addresses are a function of paths; whether
//! anything stands there is checked when all addresses are known.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::address::{self, Address, Scheme, judge_scheme};
use crate::character::is_text_char;
use crate::diagnostic::{Diagnostic, catalog};
use crate::naming::{self, Naming};
use crate::source::Span;

/// A link within the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SiteLink {
    /// As it was written, without the anchor.
    pub written: String,
    /// Where.
    pub span: Span,
    /// To what.
    pub target: LinkTarget,
    /// The anchor, decoded.
    pub anchor: Option<String>,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// A link that has been resolved.
pub(super) struct ResolvedLink {
    /// For `href` or `src`, not yet escaped.
    pub href: Href,
    /// To be checked, if it leads into the site.
    pub link: Option<SiteLink>,
    /// Its mistake, if it cannot be used as it is written.
    pub mistake: Option<Diagnostic>,
}

/// The target of an `href` or `src`.
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

impl ResolvedLink {
    fn to_elsewhere(url: &str) -> Self {
        Self { href: Href::Elsewhere(encode_beyond_host(url).into_owned()), link: None, mistake: None }
    }

    fn with_mistake(mistake: Diagnostic) -> Self {
        Self { href: Href::Unusable, link: None, mistake: Some(mistake) }
    }
}

/// Resolves an address that is no path of this site: it leads elsewhere, or cannot be used.
fn resolve_outside_site(written: &str, span: Span) -> Option<ResolvedLink> {
    if let Some(c) = hidden_character(written) {
        return Some(ResolvedLink::with_mistake(catalog::bad_character(span, c)));
    }
    match check_address(written, span) {
        Some(mistake) => Some(ResolvedLink::with_mistake(mistake)),
        None if matches!(judge_scheme(written), Scheme::Outside) => Some(ResolvedLink::to_elsewhere(written)),
        None => None,
    }
}

/// Returns what is wrong with an address that no reader could use or that could run code.
pub(super) fn check_address(written: &str, span: Span) -> Option<Diagnostic> {
    if is_on_this_computer(written) {
        return Some(catalog::file_on_this_computer(span, written));
    }
    match judge_scheme(written) {
        Scheme::Unsafe if address::is_data_url(written) => Some(catalog::data_in_text(span, written)),
        Scheme::Unsafe => Some(catalog::unsafe_link(span, written)),
        Scheme::Outside | Scheme::Site => None,
    }
}

/// Resolves a link that stands in the file at `from`.
pub(super) fn resolve_link(from: &str, naming: Naming, written: &str, span: Span) -> ResolvedLink {
    if let Some(resolved) = resolve_outside_site(written, span) {
        return resolved;
    }

    let (before, anchor) = split_before(written, b'#');
    let (path, query) = split_before(before, b'?');
    let decoded = decode_url(path);
    let anchor = decode_url(anchor.get(1..).unwrap_or_default());
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
        ResolvedLink { href, link: Some(SiteLink { written: path.to_owned(), span, target, anchor }), mistake: None }
    };

    if decoded.is_empty() {
        return resolved(LinkTarget::Here, None);
    }

    let target = match decoded.strip_prefix('/') {
        Some(rooted) => Some(address::to_nfc(&format!("content/{rooted}"))),
        None => address::resolve_path(from, &decoded),
    };
    let target = target.unwrap_or_default();
    let Some(below) = (if target == "content" { Some("") } else { target.strip_prefix("content/") }) else {
        return ResolvedLink::with_mistake(catalog::link_outside(span, written));
    };

    if below.ends_with(".md") {
        let address = naming::story_address(below, naming);
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

/// Splits a text before the first of a byte, or at its end.
fn split_before(text: &str, byte: u8) -> (&str, &str) {
    text.split_at(memchr::memchr(byte, text.as_bytes()).unwrap_or(text.len()))
}

/// Resolves a picture that stands in the file at `from`.
pub(super) fn resolve_picture(from: &str, written: &str, span: Span) -> ResolvedLink {
    if let Some(resolved) = resolve_outside_site(written, span) {
        return resolved;
    }
    let Some(output) = picture_address(from, written) else {
        return ResolvedLink::with_mistake(catalog::link_outside(span, written));
    };
    let (path, _) = split_suffix(written);
    let url = Address::new(&output).map_or_else(String::new, |address| address.to_url());
    let link = SiteLink { written: path.to_owned(), span, target: LinkTarget::Picture(output), anchor: None };
    ResolvedLink { href: Href::Site(url), link: Some(link), mistake: None }
}

/// Hosts of pictures that answer pages of other sites with a placeholder: WeChat's.
const HOSTS_FOR_OWN_PAGES: [&str; 3] = ["mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn"];

/// Returns whether a picture shows only on the site that it was copied from.
pub(super) fn shows_elsewhere_only(address: &str) -> bool {
    let host = address.split_once("//").map(|(_, rest)| rest.split(['/', '?', ':']).next().unwrap_or_default());
    host.is_some_and(|host| HOSTS_FOR_OWN_PAGES.iter().any(|known| host.eq_ignore_ascii_case(known)))
}

/// A control character or noncharacter that an entity or percent-encoding brought into an address.
fn hidden_character(url: &str) -> Option<char> {
    // Nearly all addresses.
    if url.bytes().all(|b| b.is_ascii_graphic() && b != b'%') {
        return None;
    }
    url.chars().chain(decode_url(url).chars()).find(|c| !is_text_char(*c))
}

/// Splits an address into its path and what follows it, from the first `?` or `#` on.
fn split_suffix(written: &str) -> (&str, &str) {
    written.split_at(written.find(['?', '#']).unwrap_or(written.len()))
}

/// The path in the output of a picture that a file at `from` names; `None` if it leads out of the site. Query and fragment
/// are for the program that the address was copied from (`a.png?raw=true`, `a.png#clientId=…`).
fn picture_address(from: &str, written: &str) -> Option<String> {
    let (path, _) = split_suffix(written);
    let written = decode_url(path);
    match written.strip_prefix('/') {
        Some(rooted) => Some(address::to_nfc(rooted)),
        None => address::resolve_path(from, &written)?.strip_prefix("content/").map(str::to_owned),
    }
}

/// Schemes of files and of what only a running program on the editor's device holds: pasted pictures of browsers, mail
/// programs and office programs.
const LOCAL_SCHEMES: [&str; 8] = ["file", "filesystem", "blob", "cid", "content", "mhtml", "res", "webkit-fake-url"];

/// Directories of systems in which the files of a user lie.
const USER_DIRECTORIES: [&str; 10] = [
    "/Users/",
    "/home/",
    "/root/",
    "/Volumes/",
    "/private/",
    "/tmp/",
    "/var/folders/",
    "/mnt/",
    "/sdcard/",
    "/storage/emulated/",
];

/// Whether an address names a file on the editor's computer or in its network, which no reader can open: a path of
/// Windows (`C:\…`, `\\server\…`), a home directory, or one of the `LOCAL_SCHEMES`.
pub fn is_on_this_computer(written: &str) -> bool {
    let decoded = decode_url(written);
    let path = decoded.trim_start();
    if path.starts_with(['\\', '＼'])
        || ["~/", "~\\", "%USERPROFILE%", "%APPDATA%"].iter().any(|home| path.starts_with(home))
    {
        return true;
    }

    let mut chars = path.trim_start_matches('/').chars();
    let starts_with_letter = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let is_drive = match chars.next() {
        Some(':') => true,
        // In the name of a file a full-width colon is a character like any other.
        Some('：') => matches!(chars.next(), Some('\\' | '/' | '＼')),
        _ => false,
    };
    if starts_with_letter && is_drive {
        return true;
    }

    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| LOCAL_SCHEMES.iter().any(|local| scheme.eq_ignore_ascii_case(local)))
}

/// Whether a path from the site's root looks like one from the root of the editor's disk. It may be right all the same, so
/// it is asked only where no file of the site is found.
pub fn is_in_user_directory(path: &str) -> bool {
    USER_DIRECTORIES.iter().any(|directory| path.starts_with(directory))
}

/// A path as it may be written in a link or as a cover: ASCII characters that would end it or mean something else are
/// percent-encoded.
pub fn encode_path(path: &str) -> String {
    let is_balanced = path.matches('(').count() == path.matches(')').count();
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '%' | '#' | '?' | '<' | '>' | '\\' => encoded.push_str(&format!("%{:02X}", u32::from(c))),
            '(' | ')' if !is_balanced => encoded.push_str(&format!("%{:02X}", u32::from(c))),
            c => encoded.push(c),
        }
    }
    encoded
}

/// Characters that are percent-encoded behind the host, besides all that are not ASCII.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ');

/// Returns an address of another site as browsers request it: behind the host everything that is not ASCII is
/// percent-encoded. A host in Chinese stays, since readers know it by that name.
pub fn encode_beyond_host(url: &str) -> Cow<'_, str> {
    if url.is_ascii() && !url.contains(' ') {
        return url.into();
    }

    let host_start = url.find("//").map_or(0, |at| at + "//".len());
    let host_length = url[host_start..].find(['/', '?', '#']).unwrap_or(url.len() - host_start);
    let (host, path) = url.split_at(host_start + host_length);
    format!("{host}{}", utf8_percent_encode(path, ENCODED)).into()
}

/// A URL without percent-encoding.
pub fn decode_url(url: &str) -> Cow<'_, str> {
    match memchr::memchr(b'%', url.as_bytes()) {
        Some(_) => percent_encoding::percent_decode_str(url).decode_utf8_lossy(),
        None => url.into(),
    }
}
