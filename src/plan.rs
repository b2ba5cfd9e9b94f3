//! Every address of the site, once, with what stands there. Decided before any page is rendered, so that
//! two claims to one address and links that lead nowhere are found here.

mod appearances;
mod collisions;
mod files;
mod front_page;
mod link_suggestions;
mod links;
mod list;
mod mentions;
mod near_names;
mod pictures;
mod references;
mod site_routes;

pub use appearances::{address_of, story_appearances};
pub use files::{attachment_places, picture_places};
pub use front_page::{FrontColumn, FrontPage};
pub use list::{ListKey, ListPart, MonthKey};
pub use pictures::picture_refused;
pub use references::story_files;

use crate::address::Address;
use crate::diagnostic::{Diagnostic, catalog};
use crate::model::headline_face::FaceSlice;
use crate::model::{AssetIx, IssueIx, Site, StoryIx, YearIx};
use crate::parse::{IssueName, Story};
use crate::picture::Variant;
use crate::source::Asset;

/// The style sheet of the house's face for headlines. It keeps its address: pages lead to it.
pub const FACE_SHEET: &str = "headlines.css";

/// Addresses in one sitemap file, by the protocol's limit.
pub const SITEMAP_LIMIT: usize = 50_000;

/// The page or file at an address.
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
    /// All years (`None`) or one.
    Archive(Option<YearIx>),
    /// All issues.
    Issues,
    /// An issue.
    Issue(IssueIx),
    /// An issue on one page, for printing.
    IssueWhole(IssueIx),
    /// The map of the site.
    Map,
    /// The search page.
    Search,
    /// The page that a server sends for an address that is not there.
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
    /// The file that the browser's search reads first.
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
    /// A file that is copied.
    Asset(AssetIx),
    /// A picture: itself, or a copy.
    Picture(AssetIx, Variant),
    /// A file of the theme, by its index in the theme's assets.
    ThemeAsset(usize),
    /// The style sheet of the house's face for headlines.
    FaceSheet,
    /// A slice of that face, by its index.
    FaceSlice(usize),
}

impl Route {
    /// Whether a template makes it.
    pub fn is_page(&self) -> bool {
        is_listed(self) || matches!(self, Self::IssueWhole(_) | Self::NotFound | Self::Redirect(_) | Self::List(..))
    }
}

/// The number of files that the search has.
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
    /// Returns every address with its route, in the order of the addresses.
    pub fn routes(&self) -> &[(Address, Route)] {
        &self.routes
    }

    /// Whether a file is there for an address, published or not.
    fn has_file(&self, address: &str) -> bool {
        self.route_at(address).is_some() || self.withheld.iter().any(|other| other.as_str() == address)
    }

    /// Returns the route at an address.
    pub fn route_at(&self, address: &str) -> Option<&Route> {
        let position = self.routes.binary_search_by(|(other, _)| other.as_str().cmp(address)).ok()?;
        Some(&self.routes[position].1)
    }
}

/// Decides every address; reports claims to the same one. [`check_links`] looks at what leads to them.
pub fn plan_site(
    site: &Site,
    theme_assets: &[Asset],
    theme_directory: &str,
    search: SearchFiles,
) -> (Plan, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut routes: Vec<(Address, Route)> = Vec::with_capacity(site.stories.len() * 2 + 64);

    site_routes::add_single_pages(site, &mut routes);
    site_routes::add_search_files(search, &mut routes);
    site_routes::add_issues_and_years(site, &mut routes);
    routes.extend(site.all_stories().map(|story| (site.story(story).address.clone(), Route::Story(story))));
    for list in list::all_lists(site) {
        list::add_list_routes(site, list, &mut routes);
    }
    site_routes::add_tag_redirects(site, &mut routes);
    site_routes::add_story_redirects(site, &mut routes);
    let not_published = files::add_file_routes(site, &mut routes, &mut diagnostics);
    site_routes::add_theme_assets(theme_assets, &mut routes, &mut diagnostics);
    site_routes::add_headline_face(site, theme_directory, &mut routes);
    let withheld = not_published.withheld.iter().map(|(address, _)| address.clone()).collect();
    let mut later = collisions::coming_addresses(site);
    later.extend(not_published.withheld);
    site_routes::add_former_addresses(site, &later, &mut routes);
    site_routes::add_sitemap(&mut routes);

    // A stable sort: of two claims to one address the one that was added first is kept.
    routes.sort_by(|a, b| a.0.cmp(&b.0));
    collisions::report_collisions(site, theme_assets, &routes, &later, &mut diagnostics);
    diagnostics.extend(missing_logo(site));

    (Plan { routes, withheld, unused: not_published.unused }, diagnostics)
}

fn missing_logo(site: &Site) -> Option<Diagnostic> {
    let (path, span) = site.config.look.logo.as_ref()?;
    let is_there = site.assets.iter().any(|asset| asset.path.strip_prefix("static/") == Some(path));
    (!is_there).then(|| catalog::missing_picture(*span, &format!("static/{path}"), None))
}

/// A site whose stories stand in the same order as those of another one, with what is wrong with its links.
pub struct KnownLinks<'k> {
    /// The site.
    pub site: &'k Site,
    /// The mistakes that [`check_links`] reports of it.
    pub mistakes: &'k [Diagnostic],
    /// The stories that have another text in the other site.
    pub edited: &'k [StoryIx],
}

/// Reports links that lead nowhere, and files that nothing leads to. Where the links of a site are known that differs in
/// the texts of some stories alone, looks at these stories and no others if that is enough.
pub fn check_links(site: &Site, plan: &Plan, known: Option<&KnownLinks>) -> Vec<Diagnostic> {
    let edited = known.and_then(|known| links::check_edited_links(site, plan, known));
    edited.unwrap_or_else(|| links::check_site_links(site, plan))
}

/// Whether a story with another text changes no address: it leads to the same files, so the same ones are published.
pub fn keeps_addresses(old: &Story, new: &Story) -> bool {
    old.front == new.front && links::has_same_files(&old.body, &new.body)
}

/// Returns the address of an issue.
pub fn issue_address(name: IssueName) -> Address {
    Address::from_known(&format!("issues/{}.html", name.slug()))
}

/// Returns the address of an issue on one page, for printing.
pub fn whole_issue_address(name: IssueName) -> Address {
    Address::from_known(&format!("issues/{}-print.html", name.slug()))
}

/// Returns the address of a slice of the house's face: beside the files of the theme, which a browser may keep for ever.
pub fn slice_address(theme_directory: &str, slice: &FaceSlice) -> Address {
    Address::from_known(&format!("{theme_directory}headlines-{}.woff", slice.name))
}

/// Returns the address of a year of the archive.
pub fn year_address(year: i32) -> Address {
    Address::from_known(&format!("archive/{year:04}/index.html"))
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
