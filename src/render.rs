//! A page as bytes: a pure function of the site and a route.

mod cards;
mod feed;
mod figure;
mod head;
mod issues;
mod keys;
mod pages;
mod pictures;
mod search;
mod sheet;
mod sitemap;
mod story;
pub mod template_fields;
pub mod view;

pub use sheet::{Made, Sheet};

use std::sync::OnceLock;

use keys::Shown;
use serde::Serialize;
use tera::Value;

use crate::address::Address;
use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::digest::Hasher;
use crate::model::related::Related;
use crate::model::{Site, StoryIx};
use crate::parse::StoryBody;
use crate::parse::markdown::Slot;
use crate::plan::{Plan, Route};
use crate::search::{Index, StoryEntry, index};
use crate::source::{Bytes, Pictures, Sources};
use crate::theme::Theme;

/// The most bytes of any page or feed, …
const MAX_PAGE_BYTES: usize = 32 * 1024 * 1024;
/// … or so many times the largest story of the site, if that is more.
const MAX_PAGE_PER_STORY: usize = 8;

/// What stands at an address.
pub enum Output<'a> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file as it is.
    Copy(&'a Bytes),
}

/// Everything that pages are made from. Shared by all threads.
pub struct Renderer<'a> {
    site: &'a Site,
    plan: &'a Plan,
    theme: &'a Theme,
    index: Box<dyn Fn() -> &'a Index + Send + Sync + 'a>,
    related: Box<dyn Fn(StoryIx) -> Related + Send + Sync + 'a>,
    sources: &'a Sources,
    pictures: &'a Pictures,
    site_view: Value,
    /// What all pages depend on; see [`Sheet::key`].
    key: Option<Hasher>,
    digests: OnceLock<Option<keys::Digests>>,
}

impl<'a> Renderer<'a> {
    /// Prepares what all pages share. The index is asked for by the search's own files alone, for what is
    /// like a story by the story's page.
    pub fn new(
        site: &'a Site,
        plan: &'a Plan,
        theme: &'a Theme,
        index: impl Fn() -> &'a Index + Send + Sync + 'a,
        related: impl Fn(StoryIx) -> Related + Send + Sync + 'a,
        sources: &'a Sources,
        pictures: &'a Pictures,
    ) -> Self {
        let (index, related) = (Box::new(index), Box::new(related));
        let mut renderer = Self {
            site,
            plan,
            theme,
            index,
            related,
            sources,
            pictures,
            site_view: Value::none(),
            key: None,
            digests: OnceLock::new(),
        };
        let view = renderer.site_view();
        renderer.site_view = Value::from_serializable(&view);
        renderer.key = renderer.shared_key(&view);
        renderer
    }

    /// Renders what stands at an address.
    ///
    /// # Errors
    /// A template that does not fit what it is given; a picture that cannot be made.
    pub fn render_route(&self, address: &Address, route: &Route) -> Result<Output<'_>, Box<Diagnostic>> {
        let output = match self.prepare_route(address, route)? {
            Made::Ready(output) => output,
            Made::Sheet(sheet) => Output::Bytes(sheet.fill()?),
        };
        self.hold_size(address, route, output)
    }

    /// What stands at an address, if it is no larger than a reader can open.
    ///
    /// # Errors
    /// If it is.
    pub fn hold_size<'o>(
        &self,
        address: &Address,
        route: &Route,
        output: Output<'o>,
    ) -> Result<Output<'o>, Box<Diagnostic>> {
        let is_read = route.is_page() || matches!(route, Route::Atom | Route::Rss(_) | Route::JsonFeed);
        let story_limit = usize::try_from(self.site.config.limits.story).unwrap_or(usize::MAX);
        let limit = MAX_PAGE_BYTES.max(story_limit.saturating_mul(MAX_PAGE_PER_STORY));
        match &output {
            Output::Bytes(bytes) if is_read && bytes.len() > limit => {
                let place = match route {
                    Route::Story(ix) => Place::File(self.site.story(*ix).path.clone()),
                    _ => Place::Site,
                };
                Err(Box::new(catalog::page_too_large(place, address.as_str(), bytes.len(), limit)))
            }
            _ => Ok(output),
        }
    }

    /// The same without filling the template, if it is a page.
    ///
    /// # Errors
    /// A picture that cannot be made.
    pub fn prepare_route<'r>(&'r self, address: &Address, route: &Route) -> Result<Made<'r>, Box<Diagnostic>> {
        Ok(match route {
            Route::Home => self.template_page("home.html", self.home_head(address), self.home_view()),
            Route::Story(ix) => self.page(address, Shown::Story(*ix)),
            Route::List(key, part) => self.page(address, Shown::List(*key, *part)),
            Route::Tags => self.template_page("tags.html", self.plain_head("tags", "标签", address), self.tags_view()),
            Route::Archive(year) => {
                let title = year.map_or("归档".to_owned(), |at| format!("{}年归档", self.site.years[at].year));
                self.template_page(
                    "archive.html",
                    self.plain_head("archive", &title, address),
                    self.archive_view(*year),
                )
            }
            Route::Issues => {
                self.template_page("issues.html", self.plain_head("issues", "往期", address), self.issues_view())
            }
            Route::Issue(at) => {
                let title = self.site.issues[*at].name.title();
                self.template_page("issue.html", self.plain_head("issue", &title, address), self.issue_view(*at))
            }
            Route::IssueWhole(at) => self.page(address, Shown::Whole(*at)),
            Route::Map => self.template_page("map.html", self.plain_head("map", "网站地图", address), self.map_view()),
            Route::Search => {
                let description = format!("在《{}》的全部稿件里查找词语、句子和编号。", self.site.config.title);
                let head = view::PageView { description, ..self.plain_head("search", "搜索", address) };
                self.template_page("search.html", head, view::Plain {})
            }
            Route::NotFound => {
                let head = view::PageView { noindex: true, ..self.plain_head("404", "找不到这一页", address) };
                self.template_page("404.html", head, view::Plain {})
            }
            Route::Redirect(to) => {
                let head = view::PageView { noindex: true, ..self.plain_head("redirect", "本页已移动", to) };
                self.template_page("redirect.html", head, view::Redirect { to: self.link_to(to) })
            }
            Route::Atom => self.atom_feed().into(),
            Route::Rss(key) => self.rss_feed(*key).into(),
            Route::JsonFeed => self.json_feed().into(),
            Route::Sitemap { count } => self.sitemap_file(*count).into(),
            Route::SitemapPart(n) => self.sitemap_part(*n).into(),
            Route::Robots => self.robots_file().into(),
            Route::SearchMeta => (self.index)()
                .meta_json(&self.site.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>())
                .into(),
            Route::SearchTerms(n) => ((self.index)(), search::TermFileKind::Shard(*n)).into(),
            Route::SearchCharacters(n) => ((self.index)(), search::TermFileKind::Characters(*n)).into(),
            Route::SearchStories(n) => {
                let stories = (self.index)().block_range(*n).map(|at| self.search_entry(at));
                search::DeflatedJson(index::block_json(&stories.collect::<Vec<_>>())).into()
            }
            Route::SearchScan => {
                let stories = self.site.stories.iter().enumerate();
                let texts = stories
                    .map(|(at, story)| (self.search_entry(at), story.search_body().collect::<Vec<_>>().join("\n")));
                search::DeflatedJson((self.index)().scan_json(&texts.collect::<Vec<_>>())).into()
            }
            Route::SearchFold => search::DeflatedJson((self.index)().fold_json()).into(),
            Route::SearchSounds => search::DeflatedJson((self.index)().sounds_json()).into(),
            Route::SearchSuggestions(n) => search::DeflatedJson((self.index)().suggestions_json(*n)).into(),
            Route::Asset(at) => (&self.site.assets[*at].bytes).into(),
            Route::Picture(at, form) => self.picture_file(*at, *form)?.into(),
            Route::ThemeAsset(at) => (&self.theme.assets[*at].bytes).into(),
        })
    }

    fn template_page<'r, T: Serialize + 'r>(
        &'r self,
        template: &'static str,
        page: view::PageView,
        own: T,
    ) -> Made<'r> {
        Made::Sheet(Box::new(sheet::Filling { renderer: self, template, page, own }))
    }

    /// A link to an address, for pages.
    fn link_to(&self, address: &Address) -> String {
        format!("{}/{}", self.site.config.base_path, address.to_url())
    }

    /// The whole address, for feeds and heads.
    fn absolute_url(&self, address: &Address) -> String {
        format!("{}{}/{}", self.site.config.origin, self.site.config.base_path, address.to_url())
    }

    /// The HTML of a body for pages of this site, its anchors beginning with `prefix`.
    fn body_html(&self, body: &StoryBody, prefix: &str) -> String {
        let root = format!("{}/", self.site.config.base_path);
        let mut in_picture = false;

        body.html.fill_slots(|slot, html| match slot {
            Slot::Root => html.push_str(&root),
            Slot::Fragment => html.extend(["#", prefix]),
            Slot::Id => html.push_str(prefix),
            Slot::OwnClass => {}
            Slot::Picture(path) => in_picture = self.open_picture(path, &root, html),
            Slot::PictureEnd if in_picture => html.push_str("</picture>"),
            Slot::PictureEnd => {}
            Slot::Chart(at) => html.extend(body.charts.get(*at).map(|chart| chart.to_figure(true))),
        })
    }

    /// The HTML of a body for readers elsewhere, who get whole addresses, the numbers of a chart as a table, and pictures
    /// at one address each. `page` is where it stands.
    fn body_html_absolute(&self, body: &StoryBody, page: &Address) -> String {
        let (root, page) = (self.site.config.root_url(), self.absolute_url(page));

        body.html.fill_slots(|slot, html| match slot {
            Slot::Root => html.push_str(&root),
            // A note leads back to the text beside it.
            Slot::Fragment if html.ends_with("<a class=\"back\" href=\"") => html.push('#'),
            Slot::Fragment => html.extend([&page, "#"]),
            Slot::Id | Slot::OwnClass | Slot::Picture(_) | Slot::PictureEnd => {}
            Slot::Chart(at) => html.extend(body.charts.get(*at).map(Chart::to_plain_figure)),
        })
    }

    fn search_entry(&self, at: usize) -> StoryEntry<'a> {
        let site = self.site;
        let (story, ix) = (&site.stories[at], StoryIx(at as u32));
        StoryEntry {
            url: story.address.to_url(),
            title: &story.front.title,
            date: story.front.date.iso_date(),
            column: site.column_of(ix),
            issue: site.issue_of(ix).map_or_else(String::new, |at| site.issues[at].name.title()),
            tags: site.tags_of(ix).map(|at| site.tags[at].name.as_str()).collect(),
            head: story.search_head(),
        }
    }
}
