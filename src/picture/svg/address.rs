//! Addresses in a picture: a place in itself, or a raster picture that is written into it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::super::error::{SvgError, SvgErrorKind};
use super::super::facts::PictureKind;
use super::super::head::probe_picture;
use super::super::strip::strip_raster;
use super::values::shorten_value;

/// Schemes that run what follows them.
const SCRIPT_SCHEMES: [&str; 4] = ["javascript:", "vbscript:", "data:text/", "livescript:"];

/// Returns the address that is written again for an element; `None` where it is left out.
pub(super) fn rewrite_address(element: &str, attribute: &str, written: &str) -> Result<Option<String>, SvgError> {
    let address = written.trim();
    judge_address(element, address)
        .map_err(|kind| SvgError::new(kind, format!("<{element} {attribute}=\"{}\">", shorten_value(address))))
}

fn judge_address(element: &str, address: &str) -> Result<Option<String>, SvgErrorKind> {
    // Browsers look past blanks within a scheme.
    let bare: String = address.chars().filter(|c| !c.is_whitespace()).take(64).collect();
    let bare = bare.to_ascii_lowercase();
    if SCRIPT_SCHEMES.iter().any(|scheme| bare.starts_with(scheme)) {
        return Err(SvgErrorKind::Script);
    }
    if let Some(id) = address.strip_prefix('#') {
        let is_plain = !id.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>'));
        return if is_plain { Ok(Some(address.to_owned())) } else { Err(SvgErrorKind::Address) };
    }

    match element {
        // A picture on a page leads nowhere when it is clicked.
        "a" => Ok(None),
        _ if address.is_empty() => Ok(None),
        "image" | "feImage" if bare.starts_with("data:image/svg") => Err(SvgErrorKind::Picture),
        "image" | "feImage" if bare.starts_with("data:") => {
            clean_embedded(address).map(Some).ok_or(SvgErrorKind::Picture)
        }
        _ => Err(SvgErrorKind::Address),
    }
}

/// Returns a picture that is written into the address (RFC 2397) without private data, under its true media type.
fn clean_embedded(address: &str) -> Option<String> {
    let (head, data) = address.split_once(',')?;
    if !head.to_ascii_lowercase().trim_end().ends_with(";base64") {
        return None;
    }
    let data: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(&data).or_else(|_| STANDARD_NO_PAD.decode(&data)).ok()?;

    let facts = probe_picture("", &bytes, bytes.len() as u64)?;
    let media_type = match facts.kind {
        PictureKind::Jpeg => "jpeg",
        PictureKind::Png => "png",
        PictureKind::Gif => "gif",
        PictureKind::Webp => "webp",
        _ => return None,
    };
    facts.check_publishable().ok()?;
    let clean = strip_raster(&bytes, facts.kind).ok()?;
    Some(format!("data:image/{media_type};base64,{}", STANDARD.encode(clean)))
}
