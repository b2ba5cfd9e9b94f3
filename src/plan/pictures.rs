//! Messages about pictures: those that cannot be published, and files that are shown as pictures and are none.

use super::{Plan, Route};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::picture::{
    FileFormat, MAX_BYTES, MAX_DECODED, MAX_PIXELS, MAX_SIDE, PictureError, PictureFileError, SvgErrorKind,
};
use crate::source::Asset;

/// Returns the message about a picture that cannot be published.
pub fn picture_refused(place: Place, path: &str, refusal: &PictureError) -> Diagnostic {
    match refusal {
        PictureError::File(fault) => picture_fault(place, path, fault),
        PictureError::SideTooLong(width, height) => {
            let limit = phrases::at_most_pixels_a_side(MAX_SIDE);
            catalog::large_picture(place, path, &format!("{width}×{height}"), &limit)
        }
        PictureError::TooMuchMemory { width, height, depth } => {
            let decoded = mebibytes(u64::from(*width) * u64::from(*height) * u64::from(*depth));
            let size = format!("{width}×{height}×{depth} B = {decoded} MiB");
            let limit = phrases::at_most_mebibytes(mebibytes(MAX_DECODED));
            catalog::large_picture(place, path, &size, &limit)
        }
        PictureError::Misnamed(format) => catalog::misnamed_file(place, path, *format),
        PictureError::ProfileTooLarge => catalog::large_colour_profile(place, path),
        PictureError::Svg(rejected) => match rejected.kind {
            SvgErrorKind::Script => catalog::script_in_picture(place, path, Some(&rejected.what)),
            SvgErrorKind::Address => catalog::outside_reference_in_picture(place, path, &rejected.what),
            SvgErrorKind::Encoding | SvgErrorKind::Doctype | SvgErrorKind::Character | SvgErrorKind::Syntax => {
                catalog::unreadable_picture_text(place, path, rejected)
            }
            SvgErrorKind::Picture
            | SvgErrorKind::Foreign
            | SvgErrorKind::Animation
            | SvgErrorKind::Unknown
            | SvgErrorKind::Style
            | SvgErrorKind::TooComplex => catalog::unsafe_picture_content(place, path, rejected),
        },
    }
}

/// Returns the message about a picture whose head alone says that it cannot be published.
pub(super) fn picture_fault(place: Place, path: &str, fault: &PictureFileError) -> Diagnostic {
    match fault {
        PictureFileError::Broken => catalog::broken_picture(place, path),
        PictureFileError::TooManyBytes(bytes) => {
            let limit = phrases::at_most_mebibytes(MAX_BYTES / 1024 / 1024);
            catalog::large_picture(place, path, &format!("{} MiB", bytes.div_ceil(1024 * 1024)), &limit)
        }
        PictureFileError::TooManyPixels(width, height) => {
            let limit = phrases::at_most_pixels(MAX_PIXELS);
            catalog::large_picture(place, path, &format!("{width}×{height}"), &limit)
        }
        PictureFileError::Private => catalog::private_picture(place, path),
        PictureFileError::Unreadable(reason) => catalog::disk(path, reason),
    }
}

fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

/// Returns the format of a file of the site that is shown as a picture, if browsers do not show it. A file that has the name
/// of a picture and is none is found when it is made.
pub(super) fn undisplayable_format(site: &Site, plan: &Plan, output: &str) -> Option<FileFormat> {
    let asset = match plan.route_at(output) {
        Some(Route::Picture(asset, _) | Route::Asset(asset)) => site.asset(*asset),
        // It is there, and waits for its story to be published.
        _ => withheld_asset(site, output)?,
    };

    match asset.picture {
        Some(facts) => facts.kind.undisplayable_format(),
        None => FileFormat::by_name(output),
    }
}

fn withheld_asset<'s>(site: &'s Site, output: &str) -> Option<&'s Asset> {
    site.assets.iter().find(|asset| asset.path.strip_prefix("content/") == Some(output))
}
