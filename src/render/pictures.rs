//! Pictures on pages: with their copies for narrow screens.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Renderer, view};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::link::decode;
use crate::parse::markdown::ROOT;
use crate::picture::{Facts, Form};
use crate::plan::{Route, picture_refused};
use crate::source::Span;

impl Renderer<'_> {
    /// The bytes of a picture, or of a copy.
    pub(super) fn picture_file(&self, at: usize, form: Form) -> Result<Vec<u8>, Box<Diagnostic>> {
        let asset = &self.site.assets[at];
        let made = asset.picture.as_ref().map(|facts| self.pictures.0.make(asset, facts, form));
        // The plan gives such an address to pictures only.
        made.unwrap_or(Ok(Vec::new()))
            .map_err(|fault| Box::new(picture_refused(Place::File(asset.path.clone()), &asset.path, &fault)))
    }

    /// A picture at an address of the site, with `prefix` before every address.
    fn picture(&self, address: &Address, prefix: &str) -> view::Picture {
        let facts = match self.plan.find(address.as_str()) {
            Some(Route::Picture(at, Form::Clean)) => self.site.assets[*at].picture,
            _ => None,
        };
        let (width, height) = facts.map_or((0, 0), |facts| (facts.width, facts.height));
        let mut srcset = String::new();
        for width in facts.iter().flat_map(Facts::widths) {
            let copy = Address::new(&Facts::copy_of(address.as_str(), width));
            let Some(copy) = copy.filter(|copy| self.plan.find(copy.as_str()).is_some()) else { continue };
            let comma = if srcset.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(srcset, "{comma}{prefix}{} {width}w", copy.url());
        }
        view::Picture { src: format!("{prefix}{}", address.url()), srcset, width, height }
    }

    /// A story's cover, for pages.
    pub(super) fn cover(&self, ix: crate::model::StoryIx) -> Option<view::Picture> {
        let (path, _) = self.site.story(ix).front.cover.as_ref()?;
        Some(self.picture(&Address::new(path)?, &format!("{}/", self.site.config.base_path)))
    }

    /// What is shown where a link to a page with this cover is shared, as an absolute address: the cover, or a copy of
    /// it that is not too large, or what the site gives for pages without one; empty if it gives none.
    pub(super) fn shared_picture(&self, cover: Option<&(String, Span)>) -> String {
        let Some((path, _)) = cover.or(self.site.config.share_image.as_ref()) else { return String::new() };
        let card = Address::new(&Facts::card_of(path)).filter(|card| self.plan.find(card.as_str()).is_some());
        card.or_else(|| Address::new(path)).map_or_else(String::new, |address| self.absolute(&address))
    }

    /// The HTML of a body, its pictures with their copies beside them. Feeds do without: their readers know one
    /// address to a picture.
    pub(super) fn with_copies<'h>(&self, html: &'h str) -> Cow<'h, str> {
        let mut out = String::new();
        let mut rest = html;
        while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"<img ") {
            let (before, tag) = rest.split_at(at);
            // In what was held to the list, a tag has no `>` in a value.
            let (tag, after) = tag.split_at(tag.find('>').map_or(tag.len(), |end| end + 1));
            out.push_str(before);
            rest = after;
            let srcset = self.copies_of(tag);
            if srcset.is_empty() {
                out.push_str(tag);
            } else {
                let sizes = &self.theme.picture_sizes;
                let source = format!("<source type=\"image/webp\" srcset=\"{srcset}\" sizes=\"{sizes}\">");
                out.extend(["<picture>", &source, tag, "</picture>"]);
            }
        }
        if out.is_empty() {
            return html.into();
        }
        out.push_str(rest);
        out.into()
    }

    /// The copies of the picture in a tag.
    fn copies_of(&self, tag: &str) -> String {
        let src = tag.split_once(" src=\"").and_then(|(_, src)| src.split_once('"')).map_or("", |(src, _)| src);
        let address = src.strip_prefix(ROOT).and_then(|path| Address::new(&decode(path)));
        address.map_or_else(String::new, |address| self.picture(&address, &ROOT.to_string()).srcset)
    }
}
