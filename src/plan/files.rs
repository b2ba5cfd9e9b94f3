//! Files beside the stories: which are published, and as what.
//!
//! A file is public when a story that leads to it is, not before: of `content/`, files that only drafts, scheduled and
//! expired stories lead to are withheld, and so are files that nothing leads to. All of `static/` is published.

use std::collections::HashMap;

use super::Route;
use super::references::{FileStatus, FileUsage};
use crate::address::Address;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::parse::LinkTarget;
use crate::picture::{MAX_BYTES, MAX_PIXELS, PictureFacts, PictureFileError, PictureKind, Variant};
use crate::source::{Asset, Span};

/// Files that are there and not published.
#[derive(Default)]
pub(super) struct NotPublished {
    /// Their addresses, with their places.
    pub(super) withheld: Vec<(Address, Place)>,
    /// Those among them that nothing leads to, by their paths below the root.
    pub(super) unused: Vec<String>,
}

/// Adds the addresses of all files that are published; returns the others.
pub(super) fn add_file_routes(
    site: &Site,
    routes: &mut Vec<(Address, Route)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> NotPublished {
    let places = picture_places(site);
    let usage = FileUsage::new(site);
    let published = &usage.published;
    let mut not_published = NotPublished::default();

    for (at, asset) in site.assets.iter().enumerate() {
        let own = asset.path.strip_prefix("content/");
        let Some(output) = own.or_else(|| asset.path.strip_prefix("static/")) else { continue };
        let Some(address) = Address::new(output) else {
            diagnostics.push(catalog::bad_file_name(&asset.path));
            continue;
        };

        let standing = own.map_or(FileStatus::Published, |output| usage.file_status(output));
        if standing != FileStatus::Published {
            not_published.withheld.push((address, Place::File(asset.path.clone())));
            if standing == FileStatus::Unused {
                not_published.unused.push(asset.path.clone());
            }
            continue;
        }

        let Some(facts) = asset.picture.filter(|facts| own.is_some() || facts.kind != PictureKind::Svg) else {
            routes.push((address, Route::Asset(at)));
            continue;
        };
        let place = || places.get(output).map_or_else(|| Place::File(asset.path.clone()), |span| Place::At(*span));
        if let Err(fault) = facts.check_file() {
            diagnostics.push(picture_fault(place(), &asset.path, &fault));
            routes.push((address, Route::Asset(at)));
            continue;
        }
        if !facts.kind.fits_name(&asset.path) {
            diagnostics.push(catalog::wrong_picture_ending(place(), &asset.path, facts.kind.usual_extension()));
        }
        if published.pictures.contains(output) {
            let copies = scaled_copies(asset, &facts).filter_map(|(width, path)| Some((width, Address::new(&path)?)));
            routes.extend(copies.map(|(width, address)| (address, Route::Picture(at, Variant::Scaled(width)))));
        }
        if published.shared.contains(output) && facts.has_share_card() {
            let card = Address::new(&PictureFacts::card_path(output));
            routes.extend(card.map(|address| (address, Route::Picture(at, Variant::Card))));
        }
        routes.push((address, Route::Picture(at, Variant::Clean)));
    }

    not_published
}

/// Widths and paths of a picture's copies.
fn scaled_copies<'a>(asset: &'a Asset, facts: &PictureFacts) -> impl Iterator<Item = (u32, String)> + 'a {
    let output = asset.path.split_once('/').map_or("", |(_, output)| output);
    facts.copy_widths().into_iter().map(move |width| (width, PictureFacts::copy_path(output, width)))
}

/// Where pictures are first named, by their paths in the output: there an editor looks for what is wrong.
pub fn picture_places(site: &Site) -> HashMap<&str, Span> {
    let mut places = HashMap::new();
    for story in &site.stories {
        let cover = story.front.cover.iter().map(|cover| (cover.as_str(), cover.span));
        let links = story.body.links.iter().filter_map(|link| match &link.target {
            LinkTarget::Picture(output) => Some((output.as_str(), link.span)),
            _ => None,
        });
        for (output, span) in cover.chain(links) {
            let first = places.entry(output).or_insert(span);
            *first = span.min(*first);
        }
    }
    places
}

/// Where attachments are first linked, by their paths in the output.
pub fn attachment_places(site: &Site) -> HashMap<&str, Span> {
    let mut places = HashMap::new();
    for link in site.stories.iter().flat_map(|story| &story.body.links) {
        if let LinkTarget::Output(output) = &link.target {
            let first = places.entry(output.as_str()).or_insert(link.span);
            *first = link.span.min(*first);
        }
    }
    places
}

/// What is said of a picture that cannot be published.
pub fn picture_fault(place: Place, path: &str, fault: &PictureFileError) -> Diagnostic {
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
