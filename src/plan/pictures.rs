//! What is said of pictures: those that cannot be published, and files that are shown as pictures and are none.

use super::{Plan, Route, files};
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::picture::{Format, MAX_DECODED, MAX_SIDE, Reason, Refusal};
use crate::source::Asset;

/// What is said of a picture that cannot be published.
pub fn picture_refused(place: Place, path: &str, refusal: &Refusal) -> Diagnostic {
    match refusal {
        Refusal::Fault(fault) => files::picture_fault(place, path, fault),
        Refusal::Long(width, height) => {
            let limit = phrases::at_most_pixels_a_side(MAX_SIDE);
            catalog::large_picture(place, path, &format!("{width}×{height}"), &limit)
        }
        Refusal::Deep { width, height, depth } => {
            let mebibytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
            let decoded = mebibytes(u64::from(*width) * u64::from(*height) * u64::from(*depth));
            let size = format!("{width}×{height}×{depth} B = {decoded} MiB");
            let limit = phrases::at_most_mebibytes(mebibytes(MAX_DECODED));
            catalog::large_picture(place, path, &size, &limit)
        }
        Refusal::Misnamed(format) => catalog::misnamed_file(place, path, *format),
        Refusal::Profile => catalog::large_colour_profile(place, path),
        Refusal::Svg(rejected) => match rejected.reason {
            Reason::Script => catalog::script_in_picture(place, path, Some(&rejected.what)),
            Reason::Address => catalog::outside_reference_in_picture(place, path, &rejected.what),
            Reason::Encoding | Reason::Doctype | Reason::Character | Reason::Syntax => {
                catalog::unreadable_picture_text(place, path, rejected)
            }
            Reason::Picture | Reason::Foreign | Reason::Animation | Reason::Unknown | Reason::Style | Reason::Deep => {
                catalog::unsafe_picture_content(place, path, rejected)
            }
        },
    }
}

/// The format of a file of the site that is shown as a picture, if browsers do not show it. What has the name of a
/// picture and is none is found when it is made.
pub(super) fn undisplayable_format(site: &Site, plan: &Plan, output: &str) -> Option<Format> {
    let asset = match plan.route_at(output) {
        Some(Route::Picture(at, _) | Route::Asset(at)) => &site.assets[*at],
        // It is there, and waits for its story to be published.
        _ => withheld_asset(site, output)?,
    };
    match asset.picture {
        Some(facts) => facts.kind.undisplayable(),
        None => Format::by_name(output),
    }
}

fn withheld_asset<'s>(site: &'s Site, output: &str) -> Option<&'s Asset> {
    site.assets.iter().find(|asset| asset.path.strip_prefix("content/") == Some(output))
}
