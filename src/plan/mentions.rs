//! Files that are named by an address in HTML which no [`SiteLink`](crate::parse::SiteLink) stands for: by an address of this site
//! from its scheme on, or anywhere in HTML that is not looked through (`html: trusted`).

use std::collections::HashSet;

use crate::address;
use crate::config::{Config, RawHtml};
use crate::parse::link;
use crate::parse::markdown::{self, Html};

/// The page that HTML stands on; relative addresses may be meant from either of its two places.
#[derive(Clone, Copy, Default)]
pub(super) struct HtmlPage<'p> {
    /// The file that the HTML is written in.
    pub(super) source: &'p str,
    /// The address that it is published at.
    pub(super) address: &'p str,
}

/// Recognises addresses of one site.
pub(super) struct MentionFinder<'c> {
    /// Without its scheme, in lower case.
    host: String,
    base_path: &'c str,
    trusted: bool,
}

impl<'c> MentionFinder<'c> {
    pub(super) fn new(config: &'c Config) -> Self {
        let host = config.origin.split_once("://").map_or(config.origin.as_str(), |(_, host)| host);

        Self {
            host: host.to_ascii_lowercase(),
            base_path: &config.base_path,
            trusted: config.html.raw == RawHtml::Trusted,
        }
    }

    /// Adds those of the `open` files that a body's HTML names.
    pub(super) fn add_from_html(&self, page: HtmlPage, html: &Html, open: &HashSet<&str>, found: &mut HashSet<String>) {
        // HTML that was looked through names files by links only, or by whole addresses.
        if !self.trusted && !html.text().contains(&self.host) {
            return;
        }
        for written in markdown::addresses_in_html(html) {
            self.add_address(page, &written, open, found);
        }
    }

    /// Adds the file that one address names, if it is among the `open` ones.
    pub(super) fn add_address(&self, page: HtmlPage, written: &str, open: &HashSet<&str>, found: &mut HashSet<String>) {
        let path = written.split(['#', '?']).next().unwrap_or_default();

        let outputs = match self.path_from_root(path) {
            Some(path) => [Some(address::to_nfc(&link::decode_url(path))), None],
            None if self.trusted && !path.contains("//") => {
                let path = link::decode_url(path);
                let source = page.source.strip_prefix("content/").unwrap_or(page.source);
                [address::resolve_path(source, &path), address::resolve_path(page.address, &path)]
            }
            None => [None, None],
        };

        found.extend(outputs.into_iter().flatten().filter(|output| open.contains(output.as_str())));
    }

    /// Returns the path below the site's root that an address of this site names, still encoded. `None` if it is relative or of
    /// another site.
    fn path_from_root<'w>(&self, path: &'w str) -> Option<&'w str> {
        let from_root = match path.split_once("//") {
            Some((scheme, rest)) if is_web_scheme(scheme) => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                host.eq_ignore_ascii_case(&self.host).then_some(path)?
            }
            _ if path.starts_with('/') => path,
            _ => return None,
        };

        from_root.strip_prefix(self.base_path)?.strip_prefix('/')
    }
}

fn is_web_scheme(scheme: &str) -> bool {
    ["", "http:", "https:"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}
