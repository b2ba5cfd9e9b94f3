//! The preview: a reply for a request, rendered when it is asked for from the bulletin in memory. No socket here.
//!
//! What a reply says is what `build` would write, with one part put in ([`panel`]); what the part needs is served
//! below [`PREVIEW_PATH`]. [`live`] knows what is shown at a moment, [`headers`] what a browser may ask, [`debounce`] when
//! files have come to rest, [`http`] the socket.

pub mod debounce;
pub mod headers;
pub mod http;
pub mod live;
pub mod panel;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use self::headers::PreviewRequest;
use self::live::{LivePreview, PreviewState};
use crate::diagnostic::Lang;
use crate::hosting::{self, media_type};
use crate::nofollow;
use crate::plan::Route;
use crate::render::Output;
use crate::source::Bytes;

/// What is the preview's own stands below this path; no address of a site begins with a dot.
pub const PREVIEW_PATH: &str = "/.jianbao/";

/// Where open pages hear of changes.
pub const EVENTS_PATH: &str = "/.jianbao/events";

const PREVIEW_SCRIPT: &str = include_str!("serve/preview.js");
const PREVIEW_STYLE: &str = include_str!("serve/preview.css");

/// The preview.
pub struct Preview {
    /// What it shows.
    pub live: LivePreview,
    /// The bulletin's directory; no file outside of it is answered.
    pub root: PathBuf,
    /// The language of what is put into pages.
    pub lang: Lang,
    /// Whether browsers go to the story that has just been edited.
    pub follow: bool,
    /// Whether other machines may ask.
    pub network: bool,
}

/// What the preview answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub kind: String,
    /// Headers that not every reply has.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them, or would if it were not asked for the head alone.
    pub body: ReplyBody,
}

/// The body of a reply.
#[derive(Debug, PartialEq, Eq)]
pub enum ReplyBody {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing, in the place of so many bytes.
    Head(u64),
    /// A stretch of a file, which is read while it is sent.
    File(PathBuf, Range<u64>),
}

impl Default for ReplyBody {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Reply {
    /// A status that says itself.
    pub fn with_status(status: u16) -> Self {
        let kind = "text/plain; charset=utf-8".to_owned();
        Self { status, kind, body: ReplyBody::Bytes(status.to_string().into_bytes()), ..Self::default() }
    }

    fn ok(kind: String, body: Vec<u8>) -> Self {
        Self { status: 200, kind, body: ReplyBody::Bytes(body), ..Self::default() }
    }

    fn redirect(to: String) -> Self {
        Self { headers: vec![("Location", to)], ..Self::with_status(302) }
    }
}

/// Answers a request, but for the events: these are a stream, which [`http`] makes.
pub fn reply_to(preview: &Preview, request: &PreviewRequest) -> Reply {
    let shown = preview.live.current_state();
    let reply = match headers::refusal_status(request, preview.network) {
        Some(status) => Reply::with_status(status),
        None => match request.path.strip_prefix(PREVIEW_PATH) {
            Some(own) => own_file(preview, &shown, own),
            None => page_reply(preview, &shown, &request.path),
        },
    };
    headers::finish_reply(reply, request)
}

fn own_file(preview: &Preview, shown: &PreviewState, name: &str) -> Reply {
    match name {
        "preview.js" => Reply::ok(media_type(name), PREVIEW_SCRIPT.into()),
        "preview.css" => Reply::ok(media_type(name), PREVIEW_STYLE.into()),
        "panel" => Reply::ok(
            media_type("panel.html"),
            panel::render_panel(shown, shown.page_revision, &[], preview.lang).into_bytes(),
        ),
        _ => Reply::with_status(404),
    }
}

/// What stands at the path of a URL (still encoded).
fn page_reply(preview: &Preview, shown: &PreviewState, path: &str) -> Reply {
    let base = &shown.bulletin.site.config.base_path;
    let Some(below) = path.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
        return Reply::redirect(format!("{base}/"));
    };
    let Ok(decoded) = percent_decode_str(below).decode_utf8() else { return Reply::with_status(400) };
    let address = if decoded.is_empty() || decoded.ends_with('/') {
        format!("{decoded}index.html")
    } else {
        decoded.into_owned()
    };
    if let Some(reply) = address_reply(preview, shown, &address, 200) {
        return reply;
    }
    if shown.bulletin.plan.route_at(&format!("{address}/index.html")).is_some() {
        return Reply::redirect(format!("{path}/"));
    }
    address_reply(preview, shown, "404.html", 404).unwrap_or_else(|| Reply::with_status(404))
}

/// What the plan has at an address.
fn address_reply(preview: &Preview, shown: &PreviewState, address: &str, status: u16) -> Option<Reply> {
    let bulletin = &shown.bulletin;
    let routes = bulletin.plan.routes();
    let at = routes.binary_search_by(|(other, _)| other.as_str().cmp(address)).ok()?;
    let (address, route) = &routes[at];
    let kind = media_type(address.as_str());
    let story = match route {
        Route::Story(ix) => Some(*ix),
        _ => None,
    };
    let body = match bulletin.renderer().render_route(address, route) {
        Ok(Output::Bytes(bytes)) => bytes,
        Ok(Output::Copy(Bytes::Memory(bytes))) => bytes.to_vec(),
        Ok(Output::Copy(Bytes::Disk(path))) if kind.starts_with("text/html") => {
            nofollow::read(&bulletin_file(preview, path)?.0).ok()?
        }
        Ok(Output::Copy(Bytes::Disk(path))) => {
            let (path, length, written) = bulletin_file(preview, path)?;
            let headers = vec![("ETag", written)];
            return Some(Reply { status, kind, headers, body: ReplyBody::File(path, 0..length) });
        }
        Err(mistake) => {
            let mistake = panel::diagnostic_text(&mistake, &bulletin.sources, preview.lang);
            let page = panel::broken_page(shown, &mistake, preview.lang);
            return Some(Reply { headers: policy_header(shown), ..Reply { status: 500, ..Reply::ok(kind, page) } });
        }
    };
    if !kind.starts_with("text/html") {
        return Some(Reply { status, ..Reply::ok(kind, body) });
    }
    let body = panel::inject_panel(body, shown, story, preview.lang);
    Some(Reply { status, headers: policy_header(shown), ..Reply::ok(kind, body) })
}

/// A file of the bulletin that is still an ordinary one and still inside: its path, its length, and a tag that changes
/// with it.
fn bulletin_file(preview: &Preview, path: &Path) -> Option<(PathBuf, u64, String)> {
    let path = path.canonicalize().ok().filter(|path| path.starts_with(&preview.root))?;
    let meta = path.metadata().ok().filter(fs::Metadata::is_file)?;
    let written = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
    let tag = format!("\"{:x}-{written:x}\"", meta.len());
    Some((path, meta.len(), tag))
}

/// What a page may do is what it may on the host ([`hosting::content_security_policy`]).
fn policy_header(shown: &PreviewState) -> Vec<(&'static str, String)> {
    vec![("Content-Security-Policy", hosting::content_security_policy(&shown.bulletin.site.config).to_owned())]
}
