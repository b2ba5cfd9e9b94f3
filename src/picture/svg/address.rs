//! Addresses in a picture: a place in itself, or a raster picture that is written into it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::super::{Form, Kind, make, probe};
use super::{Reason, Rejected, shortened};

/// Schemes that run what follows them.
const RUNNING: [&str; 4] = ["javascript:", "vbscript:", "data:text/", "livescript:"];

/// The address that is written again for an element; `None` where it is left out.
pub(super) fn kept(element: &str, attribute: &str, written: &str) -> Result<Option<String>, Rejected> {
    let address = written.trim();
    // Browsers look past blanks within a scheme.
    let bare: String = address.chars().filter(|c| !c.is_whitespace()).take(64).collect();
    let bare = bare.to_ascii_lowercase();
    let rejected = |reason| Rejected::new(reason, format!("<{element} {attribute}=\"{}\">", shortened(address)));

    if RUNNING.iter().any(|scheme| bare.starts_with(scheme)) {
        return Err(rejected(Reason::Script));
    }
    if let Some(id) = address.strip_prefix('#') {
        let is_plain = !id.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>'));
        return if is_plain { Ok(Some(address.to_owned())) } else { Err(rejected(Reason::Address)) };
    }
    match element {
        // A picture on a page leads nowhere when it is clicked.
        "a" => Ok(None),
        _ if address.is_empty() => Ok(None),
        "image" | "feImage" if bare.starts_with("data:image/svg") => Err(rejected(Reason::Picture)),
        "image" | "feImage" if bare.starts_with("data:") => {
            embedded(address).map(Some).ok_or_else(|| rejected(Reason::Picture))
        }
        _ => Err(rejected(Reason::Address)),
    }
}

/// A picture that is written into the address, without private data, under its true media type.
fn embedded(address: &str) -> Option<String> {
    let (head, data) = address.split_once(',')?;
    if !head.to_ascii_lowercase().trim_end().ends_with(";base64") {
        return None;
    }
    let data: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(&data).or_else(|_| STANDARD_NO_PAD.decode(&data)).ok()?;

    let facts = probe("", &bytes, bytes.len() as u64)?;
    let media_type = match facts.kind {
        Kind::Jpeg => "jpeg",
        Kind::Png => "png",
        Kind::Gif => "gif",
        Kind::Webp => "webp",
        _ => return None,
    };
    let clean = make(&bytes, &facts, Form::Clean).ok()?;
    Some(format!("data:image/{media_type};base64,{}", STANDARD.encode(clean)))
}
