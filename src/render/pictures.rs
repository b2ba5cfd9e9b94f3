//! Pictures on pages: with their copies for narrow screens.

use std::fmt::Write;

use super::{Renderer, view};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place};
use crate::picture::{PictureFacts, Variant};
use crate::plan::{Route, picture_refused};

impl Renderer<'_> {
    /// The bytes of a picture, or of a copy.
    pub(super) fn picture_file(&self, at: usize, form: Variant) -> Result<Vec<u8>, Box<Diagnostic>> {
        let asset = &self.site.assets[at];
        let made = asset.picture.as_ref().map(|facts| self.pictures.0.make(asset, facts, form));
        // The plan gives such an address to pictures only.
        made.unwrap_or(Ok(Vec::new()))
            .map_err(|fault| Box::new(picture_refused(Place::File(asset.path.clone()), &asset.path, &fault)))
    }

    /// A picture at an address of the site, with `prefix` before every address.
    fn picture_view(&self, address: &Address, prefix: &str) -> view::Picture {
        let facts = match self.plan.route_at(address.as_str()) {
            Some(Route::Picture(at, Variant::Clean)) => self.site.assets[*at].picture,
            _ => None,
        };
        let (width, height) = facts.map_or((0, 0), |facts| (facts.width, facts.height));
        let mut srcset = String::new();
        for width in facts.iter().flat_map(PictureFacts::copy_widths) {
            let copy = Address::new(&PictureFacts::copy_path(address.as_str(), width));
            let Some(copy) = copy.filter(|copy| self.plan.route_at(copy.as_str()).is_some()) else { continue };
            let comma = if srcset.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(srcset, "{comma}{prefix}{} {width}w", copy.to_url());
        }
        view::Picture { src: format!("{prefix}{}", address.to_url()), srcset, width, height }
    }

    /// A story's cover, for pages.
    pub(super) fn cover_view(&self, ix: crate::model::StoryIx) -> Option<view::Picture> {
        let path = self.site.story(ix).front.cover.as_ref()?;
        Some(self.picture_view(&Address::new(path)?, &format!("{}/", self.site.config.base_path)))
    }

    /// What is shown where a link to a page with this cover is shared, as an absolute address: the cover, or a copy of
    /// it that is not too large, or what the site gives for pages without one; empty if it gives none.
    pub(super) fn shared_picture(&self, cover: Option<&str>) -> String {
        let own = self.site.config.share_image.as_ref().map(|(path, _)| path.as_str());
        let Some(path) = cover.or(own) else { return String::new() };
        let card =
            Address::new(&PictureFacts::card_path(path)).filter(|card| self.plan.route_at(card.as_str()).is_some());
        card.or_else(|| Address::new(path)).map_or_else(String::new, |address| self.absolute_url(&address))
    }

    /// Begins the `<picture>` of a picture in a body, with its copies; says whether it has any.
    pub(super) fn open_picture(&self, path: &str, root: &str, html: &mut String) -> bool {
        let srcset = Address::new(path).map_or_else(String::new, |address| self.picture_view(&address, root).srcset);
        if !srcset.is_empty() {
            let sizes = &self.theme.picture_sizes;
            // Writing to a string cannot fail.
            let _ = write!(html, "<picture><source type=\"image/webp\" srcset=\"{srcset}\" sizes=\"{sizes}\">");
        }
        !srcset.is_empty()
    }
}
