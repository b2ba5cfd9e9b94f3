//! Files beside the stories: which are published, and as what.
//!
//! A file is public when a story that leads to it is, not before: of `content/`, files that only drafts, scheduled and
//! expired stories lead to are withheld, and so are files that nothing leads to. All of `static/` is published.

use std::collections::HashMap;

use super::Route;
use super::pictures::picture_fault;
use super::references::{FileReferences, FileStatus, FileUsage};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::{AssetIx, Site};
use crate::parse::LinkTarget;
use crate::picture::{PictureFacts, PictureKind, Variant};
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
    let mut not_published = NotPublished::default();

    for (index, asset) in AssetIx::enumerate(&site.assets) {
        let in_content = asset.path.strip_prefix("content/");
        let Some(output) = in_content.or_else(|| asset.path.strip_prefix("static/")) else { continue };
        let Some(address) = Address::new(output) else {
            diagnostics.push(catalog::bad_file_name(&asset.path));
            continue;
        };

        let status = in_content.map_or(FileStatus::Published, |output| usage.file_status(output));
        if status != FileStatus::Published {
            not_published.withheld.push((address, Place::File(asset.path.clone())));
            if status == FileStatus::Unused {
                not_published.unused.push(asset.path.clone());
            }
            continue;
        }

        match asset.picture.filter(|facts| in_content.is_some() || facts.kind != PictureKind::Svg) {
            Some(facts) => {
                let picture = PublishedPicture { index, asset, facts, output, address };
                let place = places.get(output).map_or_else(|| Place::File(asset.path.clone()), |span| Place::At(*span));
                picture.add_routes(&usage.published, place, routes, diagnostics);
            }
            None => routes.push((address, Route::Asset(index))),
        }
    }

    not_published
}

/// A picture that is published.
struct PublishedPicture<'s> {
    index: AssetIx,
    asset: &'s Asset,
    facts: PictureFacts,
    /// Its path in the output.
    output: &'s str,
    address: Address,
}

impl PublishedPicture<'_> {
    /// Adds the addresses of the picture and of its copies. `place` is for mistakes.
    fn add_routes(
        self,
        published: &FileReferences,
        place: Place,
        routes: &mut Vec<(Address, Route)>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let Self { index, asset, facts, output, address } = self;
        if let Err(fault) = facts.check_file() {
            diagnostics.push(picture_fault(place, &asset.path, &fault));
            routes.push((address, Route::Asset(index)));
            return;
        }
        if !facts.kind.fits_name(&asset.path) {
            diagnostics.push(catalog::wrong_picture_ending(place, &asset.path, facts.kind.usual_extension()));
        }

        if published.pictures.contains(output) {
            for width in facts.copy_widths() {
                let copy = Address::new(&PictureFacts::copy_path(output, width));
                routes.extend(copy.map(|copy| (copy, Route::Picture(index, Variant::Scaled(width)))));
            }
        }
        if published.shared.contains(output) && facts.has_share_card() {
            let card = Address::new(&PictureFacts::card_path(output));
            routes.extend(card.map(|card| (card, Route::Picture(index, Variant::Card))));
        }
        routes.push((address, Route::Picture(index, Variant::Clean)));
    }
}

/// Returns where pictures are first named, by their paths in the output: there an editor looks for a mistake.
pub fn picture_places(site: &Site) -> HashMap<&str, Span> {
    let mut places = HashMap::new();

    for story in &site.stories {
        let cover = story.front.cover.iter().map(|cover| (cover.image.as_str(), cover.image.span));
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

/// Returns where attachments are first linked, by their paths in the output.
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
