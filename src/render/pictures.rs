//! Pictures on pages: with their copies for narrow screens.

use std::fmt::Write;

use super::{Renderer, view};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{AssetIx, StoryIx};
use crate::picture::{PictureFacts, Variant};
use crate::plan::{Route, picture_refused};

impl Renderer<'_> {
    /// Returns the bytes of a picture, or of a copy.
    pub(super) fn picture_file(&self, index: AssetIx, form: Variant) -> Result<Vec<u8>, Box<Diagnostic>> {
        let asset = self.site.asset(index);
        // The plan gives such an address to pictures only.
        let Some(facts) = &asset.picture else { return Ok(Vec::new()) };

        let made = self.pictures.0.make(asset, facts, form);
        made.map_err(|refusal| Box::new(picture_refused(Place::File(asset.path.clone()), &asset.path, &refusal)))
    }

    /// Makes the view of a picture at an address of the site, with `prefix` before every address.
    fn picture_view(&self, address: &Address, prefix: &str) -> view::Picture {
        let facts = match self.plan.route_at(address.as_str()) {
            Some(Route::Picture(asset, Variant::Clean)) => self.site.asset(*asset).picture,
            _ => None,
        };

        let mut srcset = String::new();
        for width in facts.iter().flat_map(PictureFacts::copy_widths) {
            let copy = Address::new(&PictureFacts::copy_path(address.as_str(), width));
            let Some(copy) = copy.filter(|copy| self.plan.route_at(copy.as_str()).is_some()) else { continue };
            let comma = if srcset.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(srcset, "{comma}{prefix}{} {width}w", copy.to_url());
        }

        view::Picture {
            src: format!("{prefix}{}", address.to_url()),
            srcset,
            width: facts.map_or(0, |facts| facts.width),
            height: facts.map_or(0, |facts| facts.height),
        }
    }

    /// Makes the view of a story's cover, for pages.
    pub(super) fn cover_view(&self, story: StoryIx) -> Option<view::Picture> {
        let path = self.site.story(story).front.cover.as_ref()?;
        Some(self.picture_view(&Address::new(path)?, &format!("{}/", self.site.config.base_path)))
    }

    /// Returns the absolute address of the picture that is shown where a link to a page with this cover is shared: the
    /// cover, or a copy of it that is not too large, or the site's picture for pages without one; empty if it has none.
    pub(super) fn shared_picture(&self, cover: Option<&str>) -> String {
        let own = self.site.config.share_image.as_ref().map(|(path, _)| path.as_str());
        let Some(path) = cover.or(own) else { return String::new() };
        let card =
            Address::new(&PictureFacts::card_path(path)).filter(|card| self.plan.route_at(card.as_str()).is_some());
        card.or_else(|| Address::new(path)).map_or_else(String::new, |address| self.absolute_url(&address))
    }

    /// Begins the `<picture>` of a picture in a body, with its copies; returns whether it has any.
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
