//! Files beside the stories: which are published, and as what.
//!
//! What a story shows is public when the story is, not before: of `content/`, files that only drafts, scheduled and
//! expired stories lead to stay at home, and so do pictures that nothing leads to. All of `static/` is published.

use std::collections::{HashMap, HashSet};

use super::Route;
use crate::address::Address;
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::parse::{Body, LinkTarget, Story};
use crate::picture::{ENDINGS, Facts, Fault, Form, Kind, MAX_BYTES, MAX_PIXELS, ending};
use crate::source::{Asset, Span};

/// Adds the addresses of all files that are published; gives those of the others, with their places.
pub(super) fn routes(
    site: &Site,
    routes: &mut Vec<(Address, Route)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Address, Place)> {
    let places = picture_places(site);
    let (published, held) = (Used::by_readers(site), Used::by_others(site));
    let mut withheld = Vec::new();
    for (at, asset) in site.assets.iter().enumerate() {
        let own = asset.path.strip_prefix("content/");
        let Some(output) = own.or_else(|| asset.path.strip_prefix("static/")) else { continue };
        let Some(address) = Address::new(output) else {
            diagnostics.push(catalog::bad_file_name(&asset.path));
            continue;
        };
        // In HTML that is not looked through, a picture may be named that nothing seems to show.
        let loose = !ENDINGS.contains(&ending(output).as_str()) || site.config.html.raw == RawHtml::Trusted;
        let public = own.is_none() || published.has(output) || (loose && !held.has(output));
        if !public {
            withheld.push((address, Place::File(asset.path.clone())));
            continue;
        }
        let Some(facts) = asset.picture.filter(|facts| own.is_some() || facts.kind != Kind::Svg) else {
            routes.push((address, Route::Asset(at)));
            continue;
        };
        let place = || places.get(output).map_or_else(|| Place::File(asset.path.clone()), |span| Place::At(*span));
        if let Err(fault) = facts.check() {
            diagnostics.push(picture_mistake(place(), &asset.path, &fault));
            routes.push((address, Route::Asset(at)));
            continue;
        }
        if !facts.kind.fits(&asset.path) {
            diagnostics.push(catalog::wrong_picture_ending(place(), &asset.path, facts.kind.ending()));
        }
        if published.pictures.contains(output) {
            let copies = copies(asset, &facts).filter_map(|(width, path)| Some((width, Address::new(&path)?)));
            routes.extend(copies.map(|(width, address)| (address, Route::Picture(at, Form::Scaled(width)))));
        }
        if published.shared.contains(output) && facts.has_card() {
            let card = Address::new(&Facts::card_of(output));
            routes.extend(card.map(|address| (address, Route::Picture(at, Form::Card))));
        }
        routes.push((address, Route::Picture(at, Form::Clean)));
    }
    withheld
}

/// Widths and paths of a picture's copies.
fn copies<'a>(asset: &'a Asset, facts: &Facts) -> impl Iterator<Item = (u32, String)> + 'a {
    let output = asset.path.split_once('/').map_or("", |(_, output)| output);
    facts.widths().into_iter().map(move |width| (width, Facts::copy_of(output, width)))
}

/// Files by what leads to them.
#[derive(Default)]
struct Used<'s> {
    /// Shown on a page.
    pictures: HashSet<&'s str>,
    /// Linked.
    linked: HashSet<&'s str>,
    /// Shown where a link to a page is shared.
    shared: HashSet<&'s str>,
}

impl<'s> Used<'s> {
    fn by_readers(site: &'s Site) -> Self {
        let mut used = Self::default();
        site.stories.iter().for_each(|story| used.story(story));
        site.columns.iter().filter_map(|column| column.introduction.as_ref()).for_each(|body| used.body(body));
        let share_image = site.config.share_image.as_ref().map(|(path, _)| path.as_str());
        used.linked.extend(share_image);
        used.shared.extend(share_image);
        used
    }

    fn by_others(site: &'s Site) -> Self {
        let mut used = Self::default();
        site.held.iter().for_each(|held| used.story(&held.story));
        used
    }

    fn story(&mut self, story: &'s Story) {
        self.body(&story.body);
        let cover = story.front.cover.as_ref().map(|(cover, _)| cover.as_str());
        self.pictures.extend(cover);
        self.shared.extend(cover);
    }

    fn body(&mut self, body: &'s Body) {
        for link in &body.links {
            match &link.target {
                LinkTarget::Picture(output) => self.pictures.insert(output),
                LinkTarget::Output(output) => self.linked.insert(output),
                LinkTarget::Here | LinkTarget::Story(_) => false,
            };
        }
    }

    fn has(&self, output: &str) -> bool {
        self.pictures.contains(output) || self.linked.contains(output)
    }
}

/// Where pictures are first named, by their paths in the output: there an editor looks for what is wrong.
#[must_use]
pub fn picture_places(site: &Site) -> HashMap<&str, Span> {
    let mut places = HashMap::new();
    for story in &site.stories {
        let cover = story.front.cover.iter().map(|(cover, span)| (cover.as_str(), *span));
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

/// What is said of a picture that cannot be published.
#[must_use]
pub fn picture_mistake(place: Place, path: &str, fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Broken => catalog::broken_picture(place, path),
        Fault::Heavy(bytes) => {
            let limit = format!("{} MiB", MAX_BYTES / 1024 / 1024);
            catalog::large_picture(place, path, &format!("{} MiB", bytes.div_ceil(1024 * 1024)), (&limit, &limit))
        }
        Fault::Huge(width, height) => {
            let (zh, en) =
                (format!("{} 万像素", MAX_PIXELS / 10_000), format!("{} megapixels", MAX_PIXELS / 1_000_000));
            catalog::large_picture(place, path, &format!("{width}×{height}"), (&zh, &en))
        }
        Fault::Script => catalog::script_in_picture(place, path),
        Fault::Private => catalog::private_picture(place, path),
        Fault::Disk(reason) => catalog::disk(path, reason),
    }
}
