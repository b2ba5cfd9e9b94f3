//! Pictures on pages: with their copies for narrow screens.

use std::fmt::Write;
use std::sync::PoisonError;

use serde::Serialize;

use super::{Renderer, view};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::AssetIx;
use crate::parse::StoryBody;
use crate::parse::front_matter::Cover;
use crate::parse::markdown::Slot;
use crate::picture::{PictureFacts, PictureKind, Variant, shown_size};
use crate::plan::{Route, picture_refused};

/// The media type of the copies of pictures that are shared.
const CARD_TYPE: &str = "image/jpeg";

/// Where iOS looks for the picture for home screens, if nothing else is said.
const TOUCH_ICON: &str = "apple-touch-icon.png";

/// The least side in pixels of such a picture.
const MIN_TOUCH_ICON: u32 = 120;

/// A picture in the form in which other sites show it with a link to a page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SharedPicture {
    /// Its absolute address.
    pub url: String,
    /// The path of the original in the output.
    path: String,
    /// Whether it is a copy.
    has_card: bool,
    /// Its media type; empty if it is not known.
    pub media_type: &'static str,
    /// Width in pixels; 0 if it is not known.
    pub width: u32,
    /// Height in pixels; 0 if it is not known.
    pub height: u32,
}

impl<'a> Renderer<'a> {
    /// Returns the bytes of a picture, or of a copy.
    pub(super) fn picture_file(&self, index: AssetIx, form: Variant) -> Result<Vec<u8>, Box<Diagnostic>> {
        let asset = self.site.asset(index);
        // The plan gives such an address to pictures only.
        let Some(facts) = &asset.picture else { return Ok(Vec::new()) };

        let made = self.pictures.0.make(asset, facts, form);
        made.map_err(|refusal| Box::new(picture_refused(Place::File(asset.path.clone()), &asset.path, &refusal)))
    }

    /// Makes the view of a picture of the site; `None` if its path cannot be an address.
    pub(super) fn picture_view(&self, path: &str) -> Option<view::Picture> {
        let address = Address::new(path)?;
        let facts = self.picture_facts(address.as_str());

        let mut srcset = String::new();
        for width in facts.iter().flat_map(PictureFacts::copy_widths) {
            let copy = Address::new(&PictureFacts::copy_path(address.as_str(), width));
            let Some(copy) = copy.filter(|copy| self.plan.route_at(copy.as_str()).is_some()) else { continue };
            let comma = if srcset.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(srcset, "{comma}{} {width}w", self.link_to(&copy));
        }

        let (width, height) = facts.map_or((0, 0), |facts| shown_size((facts.width, facts.height)));
        Some(view::Picture { src: self.link_to(&address), srcset, width, height })
    }

    /// Makes the view of a cover; `None` if its path cannot be an address.
    pub(super) fn cover_view(&self, cover: &Cover) -> Option<view::Cover> {
        let view::Picture { src, srcset, width, height } = self.picture_view(&cover.image)?;
        let caption = cover.caption.as_deref().cloned().unwrap_or_default();
        let credit = cover.credit.as_deref().cloned().unwrap_or_default();
        Some(view::Cover { src, srcset, width, height, alt: cover.alt_text().to_owned(), caption, credit })
    }

    /// Makes the views of the pictures of a body, in their order.
    pub(super) fn body_pictures(&self, body: &StoryBody) -> Vec<view::Picture> {
        let paths = body.html.slots().iter().filter_map(|(_, slot)| match slot {
            Slot::Picture(path) => Some(path),
            _ => None,
        });
        paths.map(|path| self.picture_view(path).unwrap_or_default()).collect()
    }

    /// Returns the picture that is shown where a link to a page with this cover is shared: the cover, or a copy of it that
    /// is not too large, or the site's picture for pages without one.
    pub(super) fn shared_picture(&self, cover: Option<&str>) -> Option<SharedPicture> {
        let own = self.site.config.share_image.as_ref().map(|(path, _)| path.as_str());
        let path = cover.or(own)?;
        let card =
            Address::new(&PictureFacts::card_path(path)).filter(|card| self.plan.route_at(card.as_str()).is_some());
        let has_card = card.is_some();
        let address = card.or_else(|| Address::new(path))?;

        let facts = self.picture_facts(path);
        let size = facts.map_or((0, 0), |facts| if has_card { facts.card_size() } else { (facts.width, facts.height) });
        let media_type = if has_card { CARD_TYPE } else { facts.map_or("", |facts| facts.kind.media_type()) };
        Some(SharedPicture {
            url: self.absolute_url(&address),
            path: path.to_owned(),
            has_card,
            media_type,
            width: size.0,
            height: size.1,
        })
    }

    /// Returns the bytes of a shared picture; `None` if it is none or cannot be made.
    pub(super) fn shared_picture_length(&self, picture: &SharedPicture) -> Option<usize> {
        let asset = self.published_picture(&picture.path)?;
        let known = self.shared_lengths.lock().unwrap_or_else(PoisonError::into_inner).get(&asset).copied();
        if known.is_some() {
            return known;
        }

        let form = if picture.has_card { Variant::Card } else { Variant::Clean };
        let length = self.picture_file(asset, form).ok()?.len();
        self.shared_lengths.lock().unwrap_or_else(PoisonError::into_inner).insert(asset, length);
        Some(length)
    }

    /// Returns the address of the picture for home screens of phones; empty if the site has none.
    pub(super) fn touch_icon(&self) -> String {
        let logo = self.site.config.look.logo.as_ref().map(|(path, _)| path.as_str());
        let mut paths = [Some(TOUCH_ICON), logo].into_iter().flatten();
        let icon = paths.find(|path| self.is_touch_icon(path)).and_then(Address::new);
        icon.map_or_else(String::new, |icon| self.link_to(&icon))
    }

    /// Returns whether a square PNG of sufficient size is published at a path.
    fn is_touch_icon(&self, path: &str) -> bool {
        self.picture_facts(path).is_some_and(|facts| {
            facts.kind == PictureKind::Png && facts.width == facts.height && facts.width >= MIN_TOUCH_ICON
        })
    }

    /// Returns the picture that is published at a path of the output.
    fn published_picture(&self, path: &str) -> Option<AssetIx> {
        match self.plan.route_at(path) {
            Some(Route::Picture(asset, Variant::Clean)) => Some(*asset),
            _ => None,
        }
    }

    /// Returns the facts of the picture that is published at a path of the output.
    fn picture_facts(&self, path: &str) -> Option<PictureFacts> {
        self.site.asset(self.published_picture(path)?).picture
    }

    /// Returns the absolute address of the widest copy of a picture, or its own where it has none.
    pub(super) fn fitting_picture_url(&self, path: &str) -> String {
        let widest = self.picture_facts(path).and_then(|facts| facts.copy_widths().pop());
        let copy = widest.and_then(|width| Address::new(&PictureFacts::copy_path(path, width)));
        let copy = copy.filter(|copy| self.plan.route_at(copy.as_str()).is_some());
        copy.or_else(|| Address::new(path)).map_or_else(String::new, |address| self.absolute_url(&address))
    }

    pub(super) fn body_frame(&self) -> BodyFrame<'a> {
        BodyFrame { root: format!("{}/", self.site.config.base_path), picture_sizes: &self.theme.picture_sizes }
    }
}

/// The values that fill the slots of all bodies.
pub(super) struct BodyFrame<'a> {
    root: String,
    /// The attribute `sizes`.
    picture_sizes: &'a str,
}

impl BodyFrame<'_> {
    /// Returns the HTML of a body for pages of this site, its anchors beginning with `prefix`.
    pub(super) fn fill(&self, body: &StoryBody, pictures: &[view::Picture], prefix: &str) -> String {
        let mut pictures = pictures.iter();
        let mut in_picture = false;

        body.html.fill_slots(|slot, html| match slot {
            Slot::Root => html.push_str(&self.root),
            Slot::Fragment => html.extend(["#", prefix]),
            Slot::Id => html.push_str(prefix),
            Slot::OwnClass => {}
            Slot::Picture(_) => in_picture = pictures.next().is_some_and(|picture| self.open_picture(picture, html)),
            Slot::PictureEnd if in_picture => html.push_str("</picture>"),
            Slot::PictureEnd => {}
            Slot::Chart(at) => html.extend(body.charts.get(*at).map(|chart| chart.to_figure(true))),
        })
    }

    /// Begins the `<picture>` of a picture, with its copies; returns whether it has any.
    fn open_picture(&self, picture: &view::Picture, html: &mut String) -> bool {
        let view::Picture { srcset, .. } = picture;
        if !srcset.is_empty() {
            let sizes = self.picture_sizes;
            // Writing to a string cannot fail.
            let _ = write!(html, "<picture><source type=\"image/webp\" srcset=\"{srcset}\" sizes=\"{sizes}\">");
        }
        !srcset.is_empty()
    }
}
