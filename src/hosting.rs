//! The rules by which a web server serves a site: content security policy, caching, compression, redirects.
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
use crate::picture::PICTURE_EXTENSIONS;
use crate::plan::{Plan, Route};

/// `Cache-Control` of files that are named by their content: a year, without revalidation.
const CACHE_IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of pictures: a replaced one is seen everywhere within an hour.
const CACHE_PICTURES: &str = "public, max-age=3600";

/// `Cache-Control` of everything else: revalidated each time, which costs a reader a few hundred bytes. A correction is seen
/// at once, and the files of the search are always of one build.
const CACHE_REVALIDATE: &str = "no-cache";

/// A site as a web server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosting {
    /// Scheme and host: `https://example.org`.
    pub origin: String,
    /// The path below which the site stands, as it is written in a URL: empty, or `/bulletin`.
    pub base: String,
    /// Headers of every reply, with their values.
    pub security: Vec<(&'static str, String)>,
    /// The directory of files that are named by their content, below the base: `assets/1f2e3d4c5b/`.
    pub lasting: String,
    /// File name extensions by their media types, which are without parameters.
    pub types: BTreeMap<String, BTreeSet<String>>,
    /// Permanent redirects: the requested path, decoded, and the new URL without its origin.
    pub moved: Vec<(String, String)>,
}

impl Hosting {
    /// Collects the rules of a site from its settings, its addresses, and the [directory](crate::theme::Theme) of its theme's
    /// files.
    pub fn new(config: &Config, plan: &Plan, theme_directory: &str) -> Self {
        let security = vec![
            ("Content-Security-Policy", content_security_policy(config).to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ];
        Self {
            origin: config.origin.clone(),
            base: config.base_path.clone(),
            security,
            lasting: theme_directory.to_owned(),
            types: extensions_by_type(plan),
            moved: permanent_redirects(plan, &config.base_path),
        }
    }

    /// Returns the host's name, without a port.
    pub fn host_name(&self) -> &str {
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        }
    }

    /// Returns the base as a server sees it, decoded.
    fn decoded_base(&self) -> String {
        percent_decoded(&self.base)
    }

    /// Returns the media types that are worth compressing.
    fn compressible_types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str).filter(|kind| is_worth_compressing(kind))
    }
}

/// Returns the file name extensions of a site by their media types, but for those of no known type.
fn extensions_by_type(plan: &Plan) -> BTreeMap<String, BTreeSet<String>> {
    let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (address, _) in plan.routes() {
        let name = address.as_str().rsplit('/').next().unwrap_or_default();
        let Some((_, extension)) = name.rsplit_once('.') else { continue };
        // No type is known for an extension that would have to be quoted.
        if extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let media_type = without_parameters(&media_type(name)).to_owned();
            types.entry(media_type).or_default().insert(extension.to_ascii_lowercase());
        }
    }

    types.remove(UNKNOWN_TYPE);
    types
}

/// Returns the redirects of a site. One from `a/index.html` is also one from `a/`.
fn permanent_redirects(plan: &Plan, base: &str) -> Vec<(String, String)> {
    let decoded_base = percent_decoded(base);
    let mut redirects = Vec::new();

    for (from, route) in plan.routes() {
        let Route::Redirect(to) = route else { continue };
        if is_end_of_list(from, to) {
            continue;
        }

        let from = from.as_str();
        let to = format!("{base}/{}", to.to_url());
        redirects.push((format!("{decoded_base}/{from}"), to.clone()));
        let directory = from.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        if let Some(directory) = directory {
            redirects.push((format!("{decoded_base}/{directory}"), to));
        }
    }
    redirects
}

/// Returns the `Content-Security-Policy` of a site: no script and no style but the site's own; pictures and films may come
/// from elsewhere. A site that trusts its editors with raw HTML may do as it likes.
pub fn content_security_policy(config: &Config) -> &'static str {
    match config.html.raw {
        RawHtml::Trusted => "frame-ancestors 'self'",
        RawHtml::Safe => {
            "default-src 'self'; img-src * data:; media-src *; frame-src *; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'self'"
        }
    }
}

/// Returns the `Cache-Control` of a file, by its address and the directory of files that are
/// [named by their content](Hosting::lasting).
pub fn cache_control(path: &str, lasting: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if path.starts_with(lasting) {
        CACHE_IMMUTABLE
    } else if PICTURE_EXTENSIONS.contains(&extension.as_str()) {
        CACHE_PICTURES
    } else {
        CACHE_REVALIDATE
    }
}

/// The media type of files of no known type.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Returns the media type of a file by its name.
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

/// Whether files of a media type are text, which is worth compressing.
pub fn is_worth_compressing(kind: &str) -> bool {
    is_text(without_parameters(kind)) || without_parameters(kind) == "image/svg+xml"
}

/// Returns a media type without its parameters.
fn without_parameters(kind: &str) -> &str {
    kind.split(';').next().unwrap_or_default()
}

/// Whether a redirect is the one behind the newest older page of a list, which leads to the list's front until the list has
/// grown: it is not permanent.
fn is_end_of_list(from: &Address, to: &Address) -> bool {
    let below = to.as_str().strip_suffix("index.html").and_then(|list| from.as_str().strip_prefix(list));
    below.is_some_and(|rest| rest.starts_with("page/"))
}

fn percent_decoded(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().into_owned()
}

/// Joins the file name extensions of pictures.
fn join_picture_endings(between: &str) -> String {
    PICTURE_EXTENSIONS.join(between)
}

/// Quotes a value as nginx and Caddy read it.
fn quote_value(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}
