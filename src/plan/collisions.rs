//! Claims of two routes to one address.

use std::collections::HashMap;

use super::{ListKey, Route};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::Site;
use crate::source::Asset;

/// A claim to an address.
enum Claim<'a> {
    /// A route has it.
    Route(&'a (Address, Route)),
    /// A story to come, or a file that is withheld, will have it; with its place.
    Coming(&'a (Address, Place)),
}

impl Claim<'_> {
    fn address(&self) -> &Address {
        match self {
            Self::Route((address, _)) | Self::Coming((address, _)) => address,
        }
    }

    fn place(&self, site: &Site, theme_assets: &[Asset]) -> Place {
        match self {
            Self::Route((address, route)) => route_origin(site, theme_assets, address, route),
            Self::Coming((_, place)) => place.clone(),
        }
    }
}

/// Reports two claims to one address, also where only case or Unicode form differs, and where one needs a directory that
/// is the other's file. `later` are the addresses that stories to come and withheld files claim.
pub(super) fn report_collisions(
    site: &Site,
    theme_assets: &[Asset],
    routes: &[(Address, Route)],
    later: &[(Address, Place)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let claims: Vec<Claim> = routes.iter().map(Claim::Route).chain(later.iter().map(Claim::Coming)).collect();
    let folded: Vec<String> = claims.iter().map(|claim| claim.address().collision_key()).collect();

    let mut first_claims: HashMap<&str, &Claim> = HashMap::with_capacity(claims.len());
    let mut collisions: Vec<(&Claim, &Claim)> = Vec::new();
    for (claim, address) in claims.iter().zip(&folded) {
        let first = *first_claims.entry(address).or_insert(claim);
        if !std::ptr::eq(first, claim) {
            collisions.push((first, claim));
        }
    }
    for (claim, address) in claims.iter().zip(&folded) {
        let directories = address.match_indices('/').map(|(end, _)| &address[..end]);
        collisions.extend(directories.filter_map(|directory| Some((*first_claims.get(directory)?, claim))));
    }

    for (first, second) in collisions {
        let second_place = second.place(site, theme_assets);
        let first_place = first.place(site, theme_assets);
        diagnostics.push(catalog::address_taken(second_place, first.address().as_str(), first_place));
    }
}

/// Returns the addresses that stories to come claim already now, with their places.
pub(super) fn coming_addresses(site: &Site) -> Vec<(Address, Place)> {
    let mut addresses = Vec::new();
    for (story, _) in site.scheduled_stories() {
        addresses.push((story.address.clone(), Place::File(story.path.clone())));
        for alias in &story.front.aliases {
            addresses.extend(Address::new(alias).map(|address| (address, Place::At(alias.span))));
        }
    }
    addresses
}

/// Returns the place that a route comes from, for mistakes.
fn route_origin(site: &Site, theme_assets: &[Asset], address: &Address, route: &Route) -> Place {
    match route {
        Route::Story(story) => Place::File(site.story(*story).path.clone()),
        Route::List(ListKey::Column(column), _) | Route::Rss(ListKey::Column(column)) => {
            Place::File(format!("content/{}", site.column(*column).directory))
        }
        Route::List(ListKey::Tag(tag), _) | Route::Rss(ListKey::Tag(tag)) => site.tag(*tag).place.clone(),
        Route::Issue(issue) | Route::IssueWhole(issue) => {
            let first = site.issue(*issue).stories().next();
            first.map_or(Place::Site, |story| Place::File(site.story(story).path.clone()))
        }
        Route::Redirect(to) => redirect_origin(site, address, to),
        Route::Asset(asset) | Route::Picture(asset, _) => Place::File(site.asset(*asset).path.clone()),
        Route::ThemeAsset(index) => {
            Place::File(format!("themes/{}/{}", site.config.theme.name, theme_assets[*index].path))
        }
        _ => Place::Site,
    }
}

/// Returns the place of the alias that a redirect comes from; of merged tags, the file that says so.
fn redirect_origin(site: &Site, from: &Address, to: &Address) -> Place {
    let stories = site.stories.iter().filter(|story| story.address == *to);
    let mut aliases = stories.flat_map(|story| &story.front.aliases);

    match aliases.find(|alias| alias.as_str() == from.as_str()) {
        Some(alias) => Place::At(alias.span),
        None if from.as_str().starts_with("tags/") => Place::File("tags.yaml".to_owned()),
        None => Place::Site,
    }
}
