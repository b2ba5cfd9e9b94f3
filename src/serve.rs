//! The preview: replies to requests, rendered on demand from the bulletin in memory. No socket here.
//!
//! A reply is what `build` would write, with one part inserted ([`panel`]); the files that the part needs are served below
//! [`PREVIEW_PATH`]. [`live`] holds the present state, [`headers`] the rules of HTTP, [`debounce`] decides when a change of
//! files is complete, [`http`] has the socket.

pub mod debounce;
pub mod fixes;
pub mod headers;
pub mod http;
pub mod live;
pub mod panel;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use percent_encoding::percent_decode_str;

use self::headers::PreviewRequest;
use self::live::{LivePreview, PreviewState};
use self::panel::PanelInput;
use crate::diagnostic::report::render_human;
use crate::diagnostic::{Diagnostic, Lang};
use crate::hosting::{self, media_type};
use crate::nofollow;
use crate::plan::Route;
use crate::render::Output;
use crate::source::Bytes;

/// The path of the preview's own files; no address of a site begins with a dot.
pub const PREVIEW_PATH: &str = "/.jianbao/";

/// The path of the stream of changes, which open pages listen to.
pub const EVENTS_PATH: &str = "/.jianbao/events";

const PREVIEW_SCRIPT: &str = include_str!("serve/preview.js");
const PREVIEW_STYLE: &str = include_str!("serve/preview.css");

/// The preview.
pub struct Preview {
    /// Its present state.
    pub live: LivePreview,
    /// The bulletin's directory; no file outside of it is served.
    pub root: PathBuf,
    /// The language of the panel.
    pub lang: Lang,
    /// Whether browsers go to the story that was just edited.
    pub follow: bool,
    /// Whether other machines are served.
    pub network: bool,
}

/// A reply to a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The media type.
    pub kind: String,
    /// Headers that not every reply has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: ReplyBody,
}

/// The body of a reply.
#[derive(Debug, PartialEq, Eq)]
pub enum ReplyBody {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing, in the reply to `HEAD`; the body would have so many bytes.
    Head(u64),
    /// A part of a file, which is read while it is sent.
    File(PathBuf, Range<u64>),
}

impl Default for ReplyBody {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Reply {
    /// A reply whose text is its status.
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

/// Replies to any request but that for the stream of changes, which [`http`] makes.
pub fn reply_to(preview: &Preview, request: &PreviewRequest) -> Reply {
    let state = preview.live.current_state();
    if let Some(asked) = request.path.strip_prefix(fixes::FIX_PATH)
        && headers::is_own_host(&request.host, preview.network)
    {
        return fixes::fix_reply(preview, &state, request, asked);
    }
    let reply = match headers::refusal_status(request, preview.network) {
        Some(status) => Reply::with_status(status),
        None => match request.path.strip_prefix(PREVIEW_PATH) {
            Some(name) => own_file_reply(preview, &state, name),
            None => page_reply(preview, &state, &request.path),
        },
    };
    headers::finish_reply(reply, request)
}

fn own_file_reply(preview: &Preview, state: &PreviewState, name: &str) -> Reply {
    match name {
        "preview.js" => Reply::ok(media_type(name), PREVIEW_SCRIPT.into()),
        "preview.css" => Reply::ok(media_type(name), PREVIEW_STYLE.into()),
        "panel" => {
            let panel = panel::render_panel(&PanelInput::of(preview, state), state.page_revision, &[]);
            Reply::ok(media_type("panel.html"), panel.into_bytes())
        }
        _ => Reply::with_status(404),
    }
}

/// Returns the reply for the path of a URL, which is still encoded.
fn page_reply(preview: &Preview, state: &PreviewState, path: &str) -> Reply {
    let base = &state.bulletin.site.config.base_path;
    let Some(below) = path.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
        return Reply::redirect(format!("{base}/"));
    };
    let Ok(decoded) = percent_decode_str(below).decode_utf8() else { return Reply::with_status(400) };

    let address = if decoded.is_empty() || decoded.ends_with('/') {
        format!("{decoded}index.html")
    } else {
        decoded.into_owned()
    };
    if let Some(reply) = address_reply(preview, state, &address, 200) {
        return reply;
    }
    if state.bulletin.plan.route_at(&format!("{address}/index.html")).is_some() {
        return Reply::redirect(format!("{path}/"));
    }
    address_reply(preview, state, "404.html", 404).unwrap_or_else(|| Reply::with_status(404))
}

/// Returns the reply with the file at an address of the site; `None` if there is none.
fn address_reply(preview: &Preview, state: &PreviewState, address: &str, status: u16) -> Option<Reply> {
    let bulletin = &state.bulletin;
    let routes = bulletin.plan.routes();
    let index = routes.binary_search_by(|(other, _)| other.as_str().cmp(address)).ok()?;
    let (address, route) = &routes[index];

    let kind = media_type(address.as_str());
    let is_html = kind.starts_with("text/html");
    let body = match bulletin.renderer().render_route(address, route) {
        Ok(Output::Bytes(bytes)) => bytes,
        Ok(Output::Copy(Bytes::Memory(bytes))) => bytes.to_vec(),
        Ok(Output::Copy(Bytes::Disk(path))) => {
            let file = BulletinFile::find(preview, path)?;
            if !is_html {
                let headers = vec![("ETag", file.etag)];
                return Some(Reply { status, kind, headers, body: ReplyBody::File(file.path, 0..file.length) });
            }
            nofollow::read_file(&file.path).ok()?
        }
        Err(error) => return Some(broken_page_reply(preview, state, kind, &error)),
    };

    if !is_html {
        return Some(Reply { status, ..Reply::ok(kind, body) });
    }
    let story = match route {
        Route::Story(ix) => Some(*ix),
        _ => None,
    };
    let body = panel::inject_panel(body, &PanelInput::of(preview, state), story);
    Some(Reply { status, headers: policy_headers(state), ..Reply::ok(kind, body) })
}

/// Returns the reply for a page that cannot be rendered.
fn broken_page_reply(preview: &Preview, state: &PreviewState, kind: String, error: &Diagnostic) -> Reply {
    let text = render_human(error, &state.bulletin.sources, preview.lang, false);
    let page = panel::broken_page(&PanelInput::of(preview, state), &text);
    Reply { status: 500, headers: policy_headers(state), ..Reply::ok(kind, page) }
}

/// A file of the bulletin that is served as it is.
struct BulletinFile {
    path: PathBuf,
    /// Its length in bytes.
    length: u64,
    etag: String,
}

impl BulletinFile {
    /// Finds a file, provided that it is still a regular one inside the bulletin.
    fn find(preview: &Preview, path: &Path) -> Option<Self> {
        let path = path.canonicalize().ok().filter(|path| path.starts_with(&preview.root))?;
        let meta = path.metadata().ok().filter(fs::Metadata::is_file)?;

        let length = meta.len();
        let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        Some(Self { path, length, etag: format!("\"{length:x}-{modified:x}\"") })
    }
}

/// Returns the header with the [policy](hosting::content_security_policy) that pages have on a web server.
fn policy_headers(state: &PreviewState) -> Vec<(&'static str, String)> {
    let policy = hosting::content_security_policy(&state.bulletin.site.config);
    vec![("Content-Security-Policy", policy.to_owned())]
}
