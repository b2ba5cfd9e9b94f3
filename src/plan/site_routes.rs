//! The addresses of everything but stories, lists and files of the bulletin.

use std::collections::HashSet;

use super::list::{add_former_list, all_lists};
use super::{
    FACE_SHEET, Route, SITEMAP_LIMIT, SearchFiles, is_listed, issue_address, slice_address, whole_issue_address,
    year_address,
};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::{IssueIx, Site, YearIx};
use crate::naming;
use crate::source::Asset;

/// A file that takes the place of the `robots.txt` that the program writes.
const OWN_ROBOTS: &str = "static/robots.txt";

/// Adds the pages and feeds that there is one of.
pub(super) fn add_single_pages(site: &Site, routes: &mut Vec<(Address, Route)>) {
    let pages = [
        ("tags/index.html", Route::Tags),
        ("archive/index.html", Route::Archive(None)),
        ("issues/index.html", Route::Issues),
        ("map.html", Route::Map),
        ("search.html", Route::Search),
        ("404.html", Route::NotFound),
        ("feed.xml", Route::Atom),
        ("feed.json", Route::JsonFeed),
    ];
    routes.extend(pages.map(|(path, route)| (Address::from_known(path), route)));

    if !site.assets.iter().any(|asset| asset.path == OWN_ROBOTS) {
        routes.push((Address::from_known("robots.txt"), Route::Robots));
    }
}

/// Adds the files of the search.
pub(super) fn add_search_files(search: SearchFiles, routes: &mut Vec<(Address, Route)>) {
    routes.push((Address::from_known("search/meta.json"), Route::SearchMeta));
    add_numbered_files("t", search.shards, Route::SearchTerms, routes);
    add_numbered_files("c", search.characters, Route::SearchCharacters, routes);
    add_numbered_files("s", search.blocks, Route::SearchStories, routes);
    if search.scan {
        routes.push((Address::from_known("search/all.bin"), Route::SearchScan));
    }

    add_numbered_files("p", search.suggestions, Route::SearchSuggestions, routes);
    if search.suggestions > 0 {
        routes.push((Address::from_known("search/fold.bin"), Route::SearchFold));
        routes.push((Address::from_known("search/sounds.bin"), Route::SearchSounds));
    }
}

fn add_numbered_files(
    directory: &str,
    count: usize,
    route: impl Fn(usize) -> Route,
    routes: &mut Vec<(Address, Route)>,
) {
    routes.extend((0..count).map(|n| (Address::from_known(&format!("search/{directory}/{n}.bin")), route(n))));
}

/// Adds the pages of issues, and those of the archive's years.
pub(super) fn add_issues_and_years(site: &Site, routes: &mut Vec<(Address, Route)>) {
    for (index, issue) in IssueIx::enumerate(&site.issues) {
        routes.push((issue_address(issue.name), Route::Issue(index)));
        routes.push((whole_issue_address(issue.name), Route::IssueWhole(index)));
    }

    for (index, year) in YearIx::enumerate(&site.years) {
        routes.push((year_address(year.year), Route::Archive(Some(index))));
    }
}

/// Adds redirects from the addresses of names that were merged into a tag.
pub(super) fn add_tag_redirects(site: &Site, routes: &mut Vec<(Address, Route)>) {
    for tag in &site.tags {
        for old in &tag.old_slugs {
            let to = Address::from_known(&format!("tags/{}/index.html", tag.slug));
            routes.push((Address::from_known(&format!("tags/{old}/index.html")), Route::Redirect(to)));
        }
    }
}

/// Adds redirects from the old addresses of stories.
pub(super) fn add_story_redirects(site: &Site, routes: &mut Vec<(Address, Route)>) {
    for story in &site.stories {
        for alias in &story.front.aliases {
            if let Some(address) = Address::new(alias) {
                routes.push((address, Route::Redirect(story.address.clone())));
            }
        }
    }
}

/// Adds redirects from the addresses that columns, tags and stories had when names were read character by character, where
/// nothing else stands or will stand.
pub(super) fn add_former_addresses(site: &Site, later: &[(Address, Place)], routes: &mut Vec<(Address, Route)>) {
    let mut former = Vec::new();
    for list in all_lists(site) {
        add_former_list(site, list, &mut former);
    }
    for story in &site.stories {
        let below = story.path.strip_prefix("content/").unwrap_or(&story.path);
        let address = naming::former_story_address(below, site.config.naming);
        former.extend(address.map(|address| (address, Route::Redirect(story.address.clone()))));
    }
    if former.is_empty() {
        return;
    }

    let present = routes.iter().map(|(address, _)| address);
    let mut taken: HashSet<String> =
        present.chain(later.iter().map(|(address, _)| address)).map(Address::collision_key).collect();
    former.retain(|(address, _)| taken.insert(address.collision_key()));
    routes.append(&mut former);
}

/// Adds the files of the theme.
pub(super) fn add_theme_assets(
    assets: &[Asset],
    routes: &mut Vec<(Address, Route)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, asset) in assets.iter().enumerate() {
        match Address::new(&asset.path) {
            Some(address) => routes.push((address, Route::ThemeAsset(index))),
            None => diagnostics.push(catalog::bad_file_name(&asset.path)),
        }
    }
}

/// Adds the files of the house's face for headlines.
pub(super) fn add_headline_face(site: &Site, theme_directory: &str, routes: &mut Vec<(Address, Route)>) {
    let Some(face) = &site.headline_face else { return };
    routes.push((Address::from_known(FACE_SHEET), Route::FaceSheet));
    let slices = face.slices.iter().enumerate();
    routes.extend(slices.map(|(index, slice)| (slice_address(theme_directory, slice), Route::FaceSlice(index))));
}

/// Adds the sitemap, divided where it would have too many addresses. All other pages have to be there.
pub(super) fn add_sitemap(routes: &mut Vec<(Address, Route)>) {
    let pages = routes.iter().filter(|(_, route)| is_listed(route)).count();
    let count = if pages > SITEMAP_LIMIT { pages.div_ceil(SITEMAP_LIMIT) } else { 0 };

    routes.push((Address::from_known("sitemap.xml"), Route::Sitemap { count }));
    routes.extend((1..=count).map(|n| (Address::from_known(&format!("sitemap-{n}.xml")), Route::SitemapPart(n))));
}
