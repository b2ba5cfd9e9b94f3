//! What a browser may ask, and what it need not be sent: hosts, origins, tags, ranges.

use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Seek, SeekFrom};
use std::net::IpAddr;
use std::ops::Range;
use std::path::Path;

use super::{Reply, ReplyBody};
use crate::nofollow;

/// The longest stretch of a file in one reply to a request for a range, in bytes: a player asks for the next.
const RANGE_LIMIT: u64 = 8 << 20;

/// Longer stretches are not read before they are sent: many slow readers would have many of them in memory.
const SHORT_BODY_BYTES: u64 = 128 << 10;

/// A request, as far as the preview looks at it. Header values that are not there are empty.
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

/// The status with which a request is refused, if it is: for a host that is not this machine's own name (a foreign
/// page could read drafts by a name that it points here), for anything but reading.
pub fn refusal_status(request: &PreviewRequest, network: bool) -> Option<u16> {
    if !is_own_host(&request.host, network) {
        return Some(421);
    }
    (!["GET", "HEAD"].contains(&request.method.as_str())).then_some(405)
}

/// Whether a request comes from a page of the preview itself, or from no page at all.
pub fn is_same_origin(request: &PreviewRequest) -> bool {
    let site = ["", "same-origin", "none"].contains(&request.fetch_site.as_str());
    let origin = request.origin.is_empty()
        || request.origin.strip_prefix("http://").is_some_and(|host| host.eq_ignore_ascii_case(&request.host));
    site && origin
}

/// Names can be pointed anywhere by whoever owns them, addresses cannot.
fn is_own_host(host: &str, network: bool) -> bool {
    let port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, end)| port(end)).map_or(host, |(name, _)| name);
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let address = bare.map_or_else(|| name.parse().map(IpAddr::V4), |name| name.parse().map(IpAddr::V6));
    address.is_ok_and(|address| network || address.is_loopback())
}

/// Leaves out what the browser has already or has not asked for.
pub fn finish_reply(mut reply: Reply, request: &PreviewRequest) -> Reply {
    if reply.status == 405 {
        reply.headers.push(("Allow", "GET, HEAD".to_owned()));
    }
    let head = request.method == "HEAD";
    if reply.status == 200 {
        let tag = ensure_etag(&mut reply);
        if matches_etag(&request.if_none_match, &tag) {
            return Reply { status: 304, body: ReplyBody::default(), ..reply };
        }
        reply.headers.push(("Accept-Ranges", "bytes".to_owned()));
        let fresh = request.if_range.is_empty() || request.if_range == tag;
        let length = body_length(&reply.body);
        match parse_range(&request.range, length).filter(|_| fresh && !head) {
            Some(Some(range)) => {
                let end = range.end.min(range.start.saturating_add(RANGE_LIMIT));
                return partial_reply(reply, range.start..end, length);
            }
            Some(None) => {
                let headers = vec![("Content-Range", format!("bytes */{length}"))];
                return Reply { headers, ..Reply::with_status(416) };
            }
            None => {}
        }
    }
    if head {
        reply.body = ReplyBody::Head(body_length(&reply.body));
    }
    read_if_short(reply)
}

/// Reads what is sent of a file if it is short.
fn read_if_short(mut reply: Reply) -> Reply {
    if let ReplyBody::File(path, range) = &reply.body
        && range.end - range.start <= SHORT_BODY_BYTES
    {
        match read_range(path, range.clone()) {
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

/// The reply's tag: the one that it has, or one of its bytes.
fn ensure_etag(reply: &mut Reply) -> String {
    if let Some((_, tag)) = reply.headers.iter().find(|(name, _)| *name == "ETag") {
        return tag.clone();
    }
    let mut hasher = DefaultHasher::new();
    if let ReplyBody::Bytes(bytes) = &reply.body {
        hasher.write(bytes);
    }
    let tag = format!("\"{:016x}\"", hasher.finish());
    reply.headers.push(("ETag", tag.clone()));
    tag
}

/// Whether an `If-None-Match` names a tag.
fn matches_etag(written: &str, tag: &str) -> bool {
    written.trim() == "*" || written.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

fn partial_reply(mut reply: Reply, range: Range<u64>, length: u64) -> Reply {
    let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
    let body = match reply.body {
        ReplyBody::Bytes(bytes) => {
            ReplyBody::Bytes(bytes.get(at(range.start)..at(range.end)).unwrap_or_default().to_vec())
        }
        ReplyBody::Head(_) => ReplyBody::default(),
        ReplyBody::File(path, _) => ReplyBody::File(path, range.clone()),
    };
    reply.headers.push(("Content-Range", format!("bytes {}-{}/{length}", range.start, range.end - 1)));
    read_if_short(Reply { status: 206, body, ..reply })
}

/// A stretch of a file; shorter if the file is shorter by now.
fn read_range(path: &Path, range: Range<u64>) -> std::io::Result<Vec<u8>> {
    let mut file = nofollow::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    file.take(range.end - range.start).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The stretch that a `Range` asks for, `Some(None)` if there is none such. `None` for what may be ignored: no range,
/// several, other units, nonsense.
fn parse_range(written: &str, length: u64) -> Option<Option<Range<u64>>> {
    let (first, last) = written.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number =
        |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
    let range = match (first.trim(), last.trim()) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some((range.start < range.end).then_some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_answered_and_nonsense_is_ignored() {
        for (written, wanted) in [
            ("bytes=0-0", Some(Some(0..1))),
            ("bytes=2-", Some(Some(2..10))),
            ("bytes=-3", Some(Some(7..10))),
            ("bytes=-30", Some(Some(0..10))),
            ("bytes=5-50", Some(Some(5..10))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=4-3", None),
            ("bytes=0-1,3-4", None),
            ("bytes=+1-2", None),
            ("bytes=a-b", None),
            ("bytes=-", None),
            ("lines=1-2", None),
            ("bytes=99999999999999999999-", None),
            ("", None),
        ] {
            assert_eq!(parse_range(written, 10), wanted, "{written}");
        }
    }

    #[test]
    fn names_that_somebody_may_own_are_foreign() {
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
