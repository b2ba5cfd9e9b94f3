//! The preview: a reply for a URL, rendered when it is asked for from the bulletin in memory. No socket here.

pub mod http;

use std::fs;

use percent_encoding::percent_decode_str;

use crate::pipeline::Bulletin;
use crate::render::Output;
use crate::source::Bytes;

/// What the preview answers.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub kind: &'static str,
    /// For a redirect: where to.
    pub location: Option<String>,
    /// The page.
    pub body: Vec<u8>,
}

impl Reply {
    fn text(status: u16, body: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", location: None, body: body.as_bytes().to_vec() }
    }
}

/// Answers a request for the path of a URL (still encoded, without query).
#[must_use]
pub fn reply(bulletin: &Bulletin, path: &str) -> Reply {
    let base = &bulletin.site.config.base_path;
    let Some(below) = path.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
        return Reply { location: Some(format!("{base}/")), ..Reply::text(302, "") };
    };
    let Ok(decoded) = percent_decode_str(below).decode_utf8() else { return Reply::text(400, "400") };
    let address = if decoded.is_empty() || decoded.ends_with('/') {
        format!("{decoded}index.html")
    } else {
        decoded.into_owned()
    };
    if let Some(reply) = page(bulletin, &address, 200) {
        return reply;
    }
    if bulletin.plan.find(&format!("{address}/index.html")).is_some() {
        return Reply { location: Some(format!("{path}/")), ..Reply::text(302, "") };
    }
    page(bulletin, "404.html", 404).unwrap_or_else(|| Reply::text(404, "404"))
}

fn page(bulletin: &Bulletin, address: &str, status: u16) -> Option<Reply> {
    let routes = bulletin.plan.routes();
    let at = routes.binary_search_by(|(other, _)| other.as_str().cmp(address)).ok()?;
    let (address, route) = &routes[at];
    let body = match bulletin.renderer().render(address, route) {
        Ok(Output::Bytes(bytes)) => bytes,
        Ok(Output::Copy(Bytes::Memory(bytes))) => bytes.to_vec(),
        Ok(Output::Copy(Bytes::Disk(path))) => match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Some(Reply::text(500, &error.to_string())),
        },
        Err(mistake) => return Some(Reply::text(500, &mistake.message.zh)),
    };
    Some(Reply { status, kind: media_type(address.as_str()), location: None, body })
}

/// The media type of a file by its name.
#[must_use]
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
