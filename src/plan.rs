//! Every address of the site, once, with what stands there. Decided before any page is rendered, so that
//! two claims to one address and links that lead nowhere are found here.

mod appearances;
mod files;
mod links;
mod list;
mod mentions;
mod near_names;
mod pictures;
mod references;

pub use appearances::{FRONT_STORIES_PER_COLUMN, address_of, story_appearances};
pub use files::{attachment_places, picture_places};
pub use list::{ListKey, ListPart};
pub use pictures::picture_refused;

use std::collections::HashMap;

use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::{Site, StoryIx};
use crate::parse::Story;
use crate::picture::Variant;
use crate::source::Asset;

/// Addresses in one sitemap file, by the protocol's limit.
pub const SITEMAP_LIMIT: usize = 50_000;

/// A file that takes the place of the `robots.txt` that the program writes.
const OWN_ROBOTS: &str = "static/robots.txt";

/// What stands at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The front page.
    Home,
    /// A story.
    Story(StoryIx),
    /// One part of a list: of all stories, of a column, a tag, or a month.
    List(ListKey, ListPart),
    /// All tags.
    Tags,
    /// All years (`None`) or one, by its index in the model.
    Archive(Option<usize>),
    /// All issues.
    Issues,
    /// An issue, by its index in the model.
    Issue(usize),
    /// An issue on one page, for printing.
    IssueWhole(usize),
    /// The map of the site.
    Map,
    /// The search page.
    Search,
    /// What a server sends for an address that is not there.
    NotFound,
    /// A page that leads elsewhere: to an address within the site.
    Redirect(Address),
    /// Atom feed of the site.
    Atom,
    /// RSS feed of a list.
    Rss(ListKey),
    /// JSON feed of the site.
    JsonFeed,
    /// `sitemap.xml`: the addresses, or an index of `count` files when there are too many for one.
    Sitemap {
        /// Number of numbered files.
        count: usize,
    },
    /// `sitemap-<n>.xml`, from 1.
    SitemapPart(usize),
    /// `robots.txt`
    Robots,
    /// What the browser's search needs to know first.
    SearchMeta,
    /// Pairs of characters and words, by shard.
    SearchTerms(usize),
    /// Single characters, by shard.
    SearchCharacters(usize),
    /// A block of story data.
    SearchStories(usize),
    /// All texts, where they are few.
    SearchScan,
    /// Traditional characters and wording.
    SearchFold,
    /// How characters are read.
    SearchSounds,
    /// Words and tags to suggest, by shard.
    SearchSuggestions(usize),
    /// A file that is copied, by its index in [`Site::assets`].
    Asset(usize),
    /// A picture, by its index in [`Site::assets`]: itself, or a copy.
    Picture(usize, Variant),
    /// A file of the theme, by its index in the theme's assets.
    ThemeAsset(usize),
}

impl Route {
    /// Whether a template makes it.
    pub fn is_page(&self) -> bool {
        is_listed(self) || matches!(self, Self::IssueWhole(_) | Self::NotFound | Self::Redirect(_) | Self::List(..))
    }
}

/// How many files the search has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchFiles {
    /// Shards of pairs and words.
    pub shards: usize,
    /// Shards of single characters.
    pub characters: usize,
    /// Story blocks.
    pub blocks: usize,
    /// Whether all texts are in one file instead.
    pub scan: bool,
    /// Shards of suggestions.
    pub suggestions: usize,
}

/// All addresses in order, each with its route.
#[derive(Debug, Default)]
pub struct Plan {
    routes: Vec<(Address, Route)>,
    /// Addresses of files that are there and not published.
    withheld: Vec<Address>,
    /// Paths below the root of those among them that nothing leads to.
    unused: Vec<String>,
}

impl Plan {
    /// Every address with its route, in the order of the addresses.
    pub fn routes(&self) -> &[(Address, Route)] {
        &self.routes
    }

    /// Whether a file is there for an address, published or not.
    fn has_file(&self, address: &str) -> bool {
        self.route_at(address).is_some() || self.withheld.iter().any(|other| other.as_str() == address)
    }

    /// What stands at an address.
    pub fn route_at(&self, address: &str) -> Option<&Route> {
        let at = self.routes.binary_search_by(|(other, _)| other.as_str().cmp(address)).ok()?;
        Some(&self.routes[at].1)
    }
}

/// Decides every address; reports claims to the same one. [`links`] looks at what leads to them.
pub fn plan_site(site: &Site, theme_assets: &[Asset], search: SearchFiles) -> (Plan, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut routes: Vec<(Address, Route)> = Vec::with_capacity(site.stories.len() * 2 + 64);
    let mut fixed = |path: &str, route| routes.push((Address::from_known(path), route));
    fixed("tags/index.html", Route::Tags);
    fixed("archive/index.html", Route::Archive(None));
    fixed("issues/index.html", Route::Issues);
    fixed("map.html", Route::Map);
    fixed("search.html", Route::Search);
    fixed("404.html", Route::NotFound);
    fixed("feed.xml", Route::Atom);
    fixed("feed.json", Route::JsonFeed);
    if !site.assets.iter().any(|asset| asset.path == OWN_ROBOTS) {
        fixed("robots.txt", Route::Robots);
    }
    fixed("search/meta.json", Route::SearchMeta);
    for n in 0..search.shards {
        fixed(&format!("search/t/{n}.bin"), Route::SearchTerms(n));
    }
    for n in 0..search.characters {
        fixed(&format!("search/c/{n}.bin"), Route::SearchCharacters(n));
    }
    for n in 0..search.blocks {
        fixed(&format!("search/s/{n}.bin"), Route::SearchStories(n));
    }
    if search.scan {
        fixed("search/all.bin", Route::SearchScan);
    }
    for n in 0..search.suggestions {
        fixed(&format!("search/p/{n}.bin"), Route::SearchSuggestions(n));
    }
    if search.suggestions > 0 {
        fixed("search/fold.bin", Route::SearchFold);
        fixed("search/sounds.bin", Route::SearchSounds);
    }
    for (at, issue) in site.issues.iter().enumerate() {
        fixed(issue_address(issue.name).as_str(), Route::Issue(at));
        fixed(whole_issue_address(issue.name).as_str(), Route::IssueWhole(at));
    }
    for (at, year) in site.years.iter().enumerate() {
        fixed(&format!("archive/{:04}/index.html", year.year), Route::Archive(Some(at)));
    }
    for ix in site.all_stories() {
        routes.push((site.story(ix).address.clone(), Route::Story(ix)));
    }
    for key in list::all_lists(site) {
        list::add_list_routes(site, key, &mut routes);
    }
    for (tag, old) in site.tags.iter().flat_map(|tag| tag.old_slugs.iter().map(move |old| (tag, old))) {
        let to = Address::from_known(&format!("tags/{}/index.html", tag.slug));
        routes.push((Address::from_known(&format!("tags/{old}/index.html")), Route::Redirect(to)));
    }
    for ix in site.all_stories() {
        let story = site.story(ix);
        for alias in &story.front.aliases {
            if let Some(address) = Address::new(alias) {
                routes.push((address, Route::Redirect(story.address.clone())));
            }
        }
    }
    let not_published = files::add_file_routes(site, &mut routes, &mut diagnostics);
    for (at, asset) in theme_assets.iter().enumerate() {
        match Address::new(&asset.path) {
            Some(address) => routes.push((address, Route::ThemeAsset(at))),
            None => diagnostics.push(catalog::bad_file_name(&asset.path)),
        }
    }
    add_sitemap(&mut routes);
    routes.sort_by(|a, b| a.0.cmp(&b.0));
    report_collisions(site, theme_assets, &routes, &not_published.withheld, &mut diagnostics);
    if let Some((path, span)) = &site.config.look.logo
        && !site.assets.iter().any(|asset| asset.path.strip_prefix("static/") == Some(path))
    {
        diagnostics.push(catalog::missing_picture(*span, &format!("static/{path}"), None));
    }
    let withheld = not_published.withheld.into_iter().map(|(address, _)| address).collect();
    (Plan { routes, withheld, unused: not_published.unused }, diagnostics)
}

/// A site whose stories stand in the same order as those of another one, with what is wrong with its links.
pub struct KnownLinks<'k> {
    /// The site.
    pub site: &'k Site,
    /// What [`check_links`] reports of it.
    pub mistakes: &'k [Diagnostic],
    /// The stories that have another text in the other site.
    pub edited: &'k [StoryIx],
}

/// Reports links that lead nowhere, and files that nothing leads to. Where the links of a site are known that differs in
/// the texts of some stories alone, looks at these stories and no others if that is enough.
pub fn check_links(site: &Site, plan: &Plan, known: Option<&KnownLinks>) -> Vec<Diagnostic> {
    known
        .and_then(|known| links::check_edited_links(site, plan, known))
        .unwrap_or_else(|| links::check_site_links(site, plan))
}

/// Whether a story with another text changes no address: it leads to the same files, so the same ones are published.
pub fn keeps_addresses(old: &Story, new: &Story) -> bool {
    old.front == new.front && links::has_same_files(&old.body, &new.body)
}

/// The address of an issue.
pub fn issue_address(name: crate::parse::IssueName) -> Address {
    Address::from_known(&format!("issues/{}.html", name.slug()))
}

/// The address of an issue on one page, for printing.
pub fn whole_issue_address(name: crate::parse::IssueName) -> Address {
    Address::from_known(&format!("issues/{}-print.html", name.slug()))
}

/// Whether the page at a route is for readers and search engines to find.
pub fn is_listed(route: &Route) -> bool {
    matches!(
        route,
        Route::Home
            | Route::Story(_)
            | Route::List(_, ListPart::Front | ListPart::Older(_))
            | Route::Tags
            | Route::Archive(_)
            | Route::Issues
            | Route::Issue(_)
            | Route::Map
            | Route::Search
    )
}

fn add_sitemap(routes: &mut Vec<(Address, Route)>) {
    let pages = routes.iter().filter(|(_, route)| is_listed(route)).count();
    let count = if pages > SITEMAP_LIMIT { pages.div_ceil(SITEMAP_LIMIT) } else { 0 };
    routes.push((Address::from_known("sitemap.xml"), Route::Sitemap { count }));
    for n in 1..=count {
        routes.push((Address::from_known(&format!("sitemap-{n}.xml")), Route::SitemapPart(n)));
    }
}

/// Two routes on one address are a mistake, also where only case or Unicode form differs, and where one
/// needs a directory that is the other's file.
fn report_collisions(
    site: &Site,
    theme_assets: &[Asset],
    routes: &[(Address, Route)],
    withheld: &[(Address, Place)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Stories to come and what they show claim their addresses already now.
    let coming = site.scheduled_stories().flat_map(|(story, _)| {
        let own = (story.address.clone(), Place::File(story.path.clone()));
        let aliases =
            story.front.aliases.iter().filter_map(|alias| Some((Address::new(alias)?, Place::At(alias.span))));
        std::iter::once(own).chain(aliases)
    });
    let coming: Vec<(Address, Place)> = coming.chain(withheld.iter().cloned()).collect();
    let address = |n: usize| routes.get(n).map_or_else(|| &coming[n - routes.len()].0, |(address, _)| address);
    let claimant = |n: usize| match routes.get(n) {
        Some(route) => route_origin(site, theme_assets, route),
        None => coming[n - routes.len()].1.clone(),
    };
    let mut clash = |first: usize, second: usize| {
        diagnostics.push(catalog::address_taken(claimant(second), address(first).as_str(), claimant(first)));
    };
    let count = routes.len() + coming.len();
    let mut claimed: HashMap<String, usize> = HashMap::with_capacity(count);
    for n in 0..count {
        let first = *claimed.entry(address(n).collision_key()).or_insert(n);
        if first != n {
            clash(first, n);
        }
    }
    for n in 0..count {
        let folded = address(n).collision_key();
        folded.match_indices('/').filter_map(|(end, _)| claimed.get(&folded[..end])).for_each(|first| clash(*first, n));
    }
}

/// Where a route comes from, for mistakes.
fn route_origin(site: &Site, theme_assets: &[Asset], (address, route): &(Address, Route)) -> Place {
    let file = |path: &str| Place::File(path.to_owned());
    match route {
        Route::Story(ix) => file(&site.story(*ix).path),
        Route::List(ListKey::Column(at), _) | Route::Rss(ListKey::Column(at)) => {
            file(&format!("content/{}", site.columns[*at].directory))
        }
        Route::List(ListKey::Tag(at), _) | Route::Rss(ListKey::Tag(at)) => site.tags[*at].place.clone(),
        Route::Issue(at) | Route::IssueWhole(at) => site.issues[*at]
            .pages
            .iter()
            .flat_map(|page| &page.stories)
            .next()
            .map_or(Place::Site, |ix| file(&site.story(*ix).path)),
        Route::Redirect(to) => {
            let stories = site.all_stories().map(|ix| site.story(ix)).filter(|story| story.address == *to);
            let mut aliases = stories.flat_map(|story| &story.front.aliases);
            let alias = aliases.find(|alias| alias.as_str() == address.as_str());
            alias.map_or_else(
                || if address.as_str().starts_with("tags/") { file("tags.yaml") } else { Place::Site },
                |alias| Place::At(alias.span),
            )
        }
        Route::Asset(at) | Route::Picture(at, _) => file(&site.assets[*at].path),
        Route::ThemeAsset(at) => file(&format!("themes/{}/{}", site.config.theme.name, theme_assets[*at].path)),
        _ => Place::Site,
    }
}
