//! HTTP rules of the preview: which requests are refused, and conditional and range requests.

use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Seek, SeekFrom};
use std::net::IpAddr;
use std::ops::Range;
use std::path::Path;

use super::{Reply, ReplyBody};
use crate::nofollow;

/// Largest part of a file in one reply to a range request, in bytes: a player asks for the next.
const RANGE_LIMIT: u64 = 8 << 20;

/// Larger bodies are not read before they are sent: many slow readers would have many of them in memory.
const SHORT_BODY_BYTES: u64 = 128 << 10;

/// The parts of a request that the preview uses. Values of missing headers are empty.
#[derive(Clone, Debug, Default)]
pub struct PreviewRequest {
    /// `GET`, `HEAD`, …
    pub method: String,
    /// The path of the URL, still encoded, without query.
    pub path: String,
    /// `Host`
    pub host: String,
    /// `Origin`
    pub origin: String,
    /// `Sec-Fetch-Site`
    pub fetch_site: String,
    /// `If-None-Match`
    pub if_none_match: String,
    /// `If-Range`
    pub if_range: String,
    /// `Range`
    pub range: String,
}

/// Returns the status with which a request is refused, if it is. A host other than this machine's own is (421), since a
/// foreign page could read drafts by a name that it points here (DNS rebinding); so is every method but reading (405).
pub fn refusal_status(request: &PreviewRequest, network: bool) -> Option<u16> {
    if !is_own_host(&request.host, network) {
        return Some(421);
    }
    (!["GET", "HEAD"].contains(&request.method.as_str())).then_some(405)
}

/// Whether a request comes from a page of the preview itself, or from no page at all.
pub fn is_same_origin(request: &PreviewRequest) -> bool {
    let is_own_site = ["", "same-origin", "none"].contains(&request.fetch_site.as_str());
    let is_own_origin = request.origin.is_empty()
        || request.origin.strip_prefix("http://").is_some_and(|host| host.eq_ignore_ascii_case(&request.host));
    is_own_site && is_own_origin
}

/// Whether a `Host` is this machine. A name can be pointed anywhere by whoever owns it, an address cannot.
pub(super) fn is_own_host(host: &str, network: bool) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if is_all_digits(port) => name,
        _ => host,
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }

    let address = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(bare) => bare.parse().map(IpAddr::V6),
        None => name.parse().map(IpAddr::V4),
    };
    address.is_ok_and(|address| network || address.is_loopback())
}

fn is_all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leaves out of a reply what the browser has already or has not asked for: conditional requests, ranges, `HEAD`.
pub fn finish_reply(mut reply: Reply, request: &PreviewRequest) -> Reply {
    if reply.status == 405 {
        reply.headers.push(("Allow", "GET, HEAD".to_owned()));
    }

    let is_head = request.method == "HEAD";
    if reply.status == 200 {
        let etag = ensure_etag(&mut reply);
        if matches_etag(&request.if_none_match, &etag) {
            return Reply { status: 304, body: ReplyBody::default(), ..reply };
        }

        reply.headers.push(("Accept-Ranges", "bytes".to_owned()));
        let is_fresh = request.if_range.is_empty() || request.if_range == etag;
        if is_fresh && !is_head {
            let length = body_length(&reply.body);
            match parse_range(&request.range, length) {
                RequestedRange::Whole => {}
                RequestedRange::Part(range) => return partial_reply(reply, range, length),
                RequestedRange::Unsatisfiable => return unsatisfiable_reply(length),
            }
        }
    }

    if is_head {
        reply.body = ReplyBody::Head(body_length(&reply.body));
    }
    read_if_short(reply)
}

/// Reads a body that is a short part of a file.
fn read_if_short(mut reply: Reply) -> Reply {
    if let ReplyBody::File(path, range) = &reply.body
        && range.end - range.start <= SHORT_BODY_BYTES
    {
        match read_range(path, range) {
            Ok(bytes) => reply.body = ReplyBody::Bytes(bytes),
            Err(_) => return Reply::with_status(404),
        }
    }
    reply
}

fn body_length(body: &ReplyBody) -> u64 {
    match body {
        ReplyBody::Bytes(bytes) => bytes.len() as u64,
        ReplyBody::Head(length) => *length,
        ReplyBody::File(_, range) => range.end - range.start,
    }
}

/// Returns the reply's `ETag`; one without gets that of its bytes.
fn ensure_etag(reply: &mut Reply) -> String {
    if let Some((_, etag)) = reply.headers.iter().find(|(name, _)| *name == "ETag") {
        return etag.clone();
    }

    let mut hasher = DefaultHasher::new();
    if let ReplyBody::Bytes(bytes) = &reply.body {
        hasher.write(bytes);
    }
    let etag = format!("\"{:016x}\"", hasher.finish());
    reply.headers.push(("ETag", etag.clone()));
    etag
}

/// Whether an `If-None-Match` names an `ETag`, by weak comparison (RFC 9110, 13.1.2).
fn matches_etag(if_none_match: &str, etag: &str) -> bool {
    let mut named = if_none_match.split(',').map(|one| one.trim().trim_start_matches("W/"));
    if_none_match.trim() == "*" || named.any(|one| one == etag)
}

/// Returns the reply to a satisfiable range request (206), of at most [`RANGE_LIMIT`] bytes.
fn partial_reply(mut reply: Reply, range: Range<u64>, length: u64) -> Reply {
    let end = range.end.min(range.start.saturating_add(RANGE_LIMIT));
    let range = range.start..end;

    let body = match reply.body {
        ReplyBody::Bytes(bytes) => {
            let part = bytes.get(to_index(range.start)..to_index(range.end));
            ReplyBody::Bytes(part.unwrap_or_default().to_vec())
        }
        ReplyBody::Head(_) => ReplyBody::default(),
        ReplyBody::File(path, _) => ReplyBody::File(path, range.clone()),
    };
    reply.headers.push(("Content-Range", format!("bytes {}-{}/{length}", range.start, range.end - 1)));
    read_if_short(Reply { status: 206, body, ..reply })
}

fn unsatisfiable_reply(length: u64) -> Reply {
    let headers = vec![("Content-Range", format!("bytes */{length}"))];
    Reply { headers, ..Reply::with_status(416) }
}

fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Reads a part of a file; less if the file is shorter by now.
fn read_range(path: &Path, range: &Range<u64>) -> std::io::Result<Vec<u8>> {
    let mut file = nofollow::open_regular(path)?;
    file.seek(SeekFrom::Start(range.start))?;

    let mut bytes = Vec::new();
    file.take(range.end - range.start).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The part of a body that a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum RequestedRange {
    /// No range, or one that may be ignored: several ranges, other units, nonsense.
    Whole,
    Part(Range<u64>),
    /// A range without a byte of the body.
    Unsatisfiable,
}

/// Parses a `Range` header (RFC 9110, 14.2) for a body of a length.
fn parse_range(header: &str, length: u64) -> RequestedRange {
    match parse_byte_range(header, length) {
        None => RequestedRange::Whole,
        Some(range) if range.start < range.end => RequestedRange::Part(range),
        Some(_) => RequestedRange::Unsatisfiable,
    }
}

fn parse_byte_range(header: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", suffix_length) => Some(length.saturating_sub(parse_digits(suffix_length)?)..length),
        (first, "") => Some(parse_digits(first)?..length),
        (first, last) => {
            let first = parse_digits(first)?;
            let last = parse_digits(last)?;
            (first <= last).then(|| first..last.saturating_add(1).min(length))
        }
    }
}

fn parse_digits(text: &str) -> Option<u64> {
    if is_all_digits(text) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_served_and_nonsense_is_ignored() {
        for (header, part) in
            [("bytes=0-0", 0..1), ("bytes=2-", 2..10), ("bytes=-3", 7..10), ("bytes=-30", 0..10), ("bytes=5-50", 5..10)]
        {
            assert_eq!(parse_range(header, 10), RequestedRange::Part(part), "{header}");
        }

        for header in ["bytes=10-", "bytes=-0"] {
            assert_eq!(parse_range(header, 10), RequestedRange::Unsatisfiable, "{header}");
        }

        for header in [
            "bytes=4-3",
            "bytes=0-1,3-4",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=-",
            "lines=1-2",
            "bytes=99999999999999999999-",
            "",
        ] {
            assert_eq!(parse_range(header, 10), RequestedRange::Whole, "{header}");
        }
    }

    #[test]
    fn host_names_that_somebody_may_own_are_foreign() {
        for own in ["localhost", "LOCALHOST:4000", "127.0.0.1:4000", "127.0.0.2", "[::1]:4000", "[::1]"] {
            assert!(is_own_host(own, false), "{own}");
        }

        for foreign in [
            "",
            ":4000",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.",
            "192.168.1.2",
            "::1:x",
            "[::1",
            "2130706433",
        ] {
            assert!(!is_own_host(foreign, false), "{foreign}");
        }

        assert!(is_own_host("192.168.1.2:4000", true) && !is_own_host("evil.example", true));
    }
}
