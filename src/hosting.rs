//! What a web server has to know of a site: what pages may do, how long what is kept, what is compressed, what has moved.
//! One source for the preview and for the configuration of every server that [`nginx_config`], [`caddy_config`] and [`netlify_headers`] write.

mod caddy;
mod netlify;
mod nginx;

pub use caddy::caddy_config;
pub use netlify::{netlify_headers, netlify_redirects};
pub use nginx::nginx_config;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::config::{Config, RawHtml};
use crate::picture::ENDINGS;
use crate::plan::{Plan, Route};

/// How long a file is kept that is named by its content: a year, without asking again.
const CACHE_IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// How long a picture is kept: one that is replaced is seen everywhere within an hour.
const CACHE_PICTURES: &str = "public, max-age=3600";

/// Everything else is kept, but asked for again each time, which costs a reader a few hundred bytes: a correction is seen
/// at once, and the files of the search are always of one build.
const CACHE_REVALIDATE: &str = "no-cache";

/// A site as a server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosting {
    /// Scheme and host: `https://example.org`.
    pub origin: String,
    /// The path below which the site stands, as it is written in a URL: empty, or `/bulletin`.
    pub base: String,
    /// Headers of every reply, with their values.
    pub security: Vec<(&'static str, String)>,
    /// The directory of what is named by its content, below the base: `assets/1f2e3d4c5b/`.
    pub lasting: String,
    /// Endings of file names by their media types, which are without parameters.
    pub types: BTreeMap<String, BTreeSet<String>>,
    /// What has moved for good: the path that is asked for, decoded, and the URL where it is now, without its origin.
    pub moved: Vec<(String, String)>,
}

impl Hosting {
    /// What a server has to know of a site: of its settings, its addresses, and the [directory](crate::theme::Theme)
    /// of its theme's files.
    pub fn new(config: &Config, plan: &Plan, theme: &str) -> Self {
        let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (address, _) in plan.routes() {
            let name = address.as_str().rsplit('/').next().unwrap_or_default();
            // An ending that cannot be written without quoting is no ending that a type is known for.
            let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            if let Some(ending) = ending.filter(|ending| ending.bytes().all(|b| b.is_ascii_alphanumeric())) {
                types.entry(without_parameters(&media_type(name)).to_owned()).or_default().insert(ending);
            }
        }
        types.remove(UNKNOWN_TYPE);
        let base = config.base_path.clone();
        let below = percent_decoded(&base);
        let moved = plan.routes().iter().filter_map(|(from, route)| match route {
            Route::Redirect(to) if !is_end_of_list(from, to) => Some((from, format!("{base}/{}", to.url()))),
            _ => None,
        });
        let moved = moved.flat_map(|(from, to)| {
            let from = from.as_str();
            let directory = from.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
            [Some(from), directory].into_iter().flatten().map(move |from| (from.to_owned(), to.clone()))
        });
        let moved = moved.map(|(from, to)| (format!("{below}/{from}"), to)).collect();
        let security = vec![
            ("Content-Security-Policy", content_security_policy(config).to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ];
        Self { origin: config.origin.clone(), base, security, lasting: theme.to_owned(), types, moved }
    }

    /// The host's name, without a port.
    pub fn host_name(&self) -> &str {
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(name, _)| name)
    }

    /// The base as a server sees it, decoded.
    fn decoded_base(&self) -> String {
        percent_decoded(&self.base)
    }

    /// Media types of text, which is worth compressing.
    fn compressible_types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str).filter(|kind| is_worth_compressing(kind))
    }
}

/// What a page may do: no script and no style but the site's own; pictures and films may come from elsewhere. A site that
/// trusts its editors with raw HTML may do as it likes.
pub fn content_security_policy(config: &Config) -> &'static str {
    match config.html.raw {
        RawHtml::Trusted => "frame-ancestors 'self'",
        RawHtml::Safe => {
            "default-src 'self'; img-src * data:; media-src *; frame-src *; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'self'"
        }
    }
}

/// How long a file is kept, by its address and the directory of what is [named by its content](Hosting::lasting).
pub fn cache_control(path: &str, lasting: &str) -> &'static str {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if path.starts_with(lasting) {
        CACHE_IMMUTABLE
    } else if ENDINGS.contains(&ending.as_str()) {
        CACHE_PICTURES
    } else {
        CACHE_REVALIDATE
    }
}

const UNKNOWN_TYPE: &str = "application/octet-stream";

/// The media type of a file by its name.
pub fn media_type(path: &str) -> String {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let kind = match extension.as_str() {
        // Feeds and sitemaps are for programs.
        "xml" => "application/xml",
        "ofd" => "application/ofd",
        _ => mime_guess::from_ext(&extension).first_raw().unwrap_or(UNKNOWN_TYPE),
    };
    if is_text(kind) { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || ["application/json", "application/xml"].contains(&kind)
}

/// Whether what has this media type is text, which is worth compressing.
pub fn is_worth_compressing(kind: &str) -> bool {
    is_text(without_parameters(kind)) || without_parameters(kind) == "image/svg+xml"
}

/// A media type without its parameters.
fn without_parameters(kind: &str) -> &str {
    kind.split(';').next().unwrap_or_default()
}

/// Behind the newest older page of a list stands one that leads to the list's front, until the list has grown: that is
/// no place that was left for good.
fn is_end_of_list(from: &Address, to: &Address) -> bool {
    let below = to.as_str().strip_suffix("index.html").and_then(|list| from.as_str().strip_prefix(list));
    below.is_some_and(|rest| rest.starts_with("page/"))
}

fn percent_decoded(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().into_owned()
}

/// Endings of pictures, one after the other.
fn join_picture_endings(between: &str) -> String {
    ENDINGS.join(between)
}
