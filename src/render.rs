//! Renders a page as bytes: a pure function of the site and a route.

mod cards;
mod face;
mod facts;
mod feed;
mod figure;
mod head;
mod issues;
mod lists;
mod news_article;
mod pages;
mod pictures;
mod qr_code;
mod search;
mod sheet;
mod sitemap;
mod story;
pub mod template_fields;
pub mod view;
mod xml;

pub use sheet::{Made, Sheet};

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use facts::{KnownStory, Shown};
use serde::Serialize;
use tera::Value;

use self::search::{DeflatedJson, PackedTerms};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::digest::Hasher;
use crate::model::related::Related;
use crate::model::{AssetIx, IssueIx, Site, StoryIx, YearIx};
use crate::plan::{Plan, Route};
use crate::search::Index;
use crate::source::{Bytes, Pictures, Sources};
use crate::theme::Theme;

/// The largest page or feed, in bytes; more is allowed where stories are large.
const MAX_PAGE_BYTES: usize = 32 * 1024 * 1024;

/// The largest page or feed, in sizes of the largest story that the site allows.
const MAX_PAGE_PER_STORY: usize = 8;

/// The content of a file at an address.
pub enum Output<'a> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file as it is.
    Copy(&'a Bytes),
}

/// The results of earlier stages that pages are made from.
#[derive(Clone, Copy)]
pub struct RenderInput<'a> {
    /// The stories in their order.
    pub site: &'a Site,
    /// The bulletin's name as HTML.
    pub name: &'a str,
    /// The addresses.
    pub plan: &'a Plan,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// The texts of the bulletin.
    pub sources: &'a Sources,
    /// Makes the copies of pictures.
    pub pictures: &'a Pictures,
}

/// Renders routes. Shared by all threads.
pub struct Renderer<'a> {
    site: &'a Site,
    plan: &'a Plan,
    theme: &'a Theme,
    index: Box<dyn Fn() -> &'a Index + Send + Sync + 'a>,
    related: Box<dyn Fn(StoryIx) -> Related + Send + Sync + 'a>,
    sources: &'a Sources,
    pictures: &'a Pictures,
    site_view: Value,
    /// The digest of everything that all pages depend on; see [`Sheet::key`].
    key: Option<Hasher>,
    /// The digest of everything that all pages with stories depend on.
    story_pages_key: OnceLock<Option<Hasher>>,
    /// By story, once it is needed.
    stories: Vec<OnceLock<Box<KnownStory<'a>>>>,
    /// The bytes of covers in the form in which they are shared, once a feed names them.
    shared_lengths: Mutex<HashMap<AssetIx, usize>>,
}

impl<'a> Renderer<'a> {
    /// Prepares what all pages share. The index is asked for by the search's own files alone, for stories that are
    /// `related` to one by the story's page.
    pub fn new(
        input: RenderInput<'a>,
        index: impl Fn() -> &'a Index + Send + Sync + 'a,
        related: impl Fn(StoryIx) -> Related + Send + Sync + 'a,
    ) -> Self {
        let RenderInput { site, name, plan, theme, sources, pictures } = input;
        let mut renderer = Self {
            site,
            plan,
            theme,
            index: Box::new(index),
            related: Box::new(related),
            sources,
            pictures,
            site_view: Value::none(),
            key: None,
            story_pages_key: OnceLock::new(),
            stories: site.stories.iter().map(|_| OnceLock::new()).collect(),
            shared_lengths: Mutex::default(),
        };

        let view = renderer.site_view(name);
        renderer.site_view = Value::from_serializable(&view);
        renderer.key = renderer.shared_key(&view);
        renderer
    }

    /// Renders the file at an address.
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

    /// Returns the file at an address, if it is no larger than a reader can open.
    ///
    /// # Errors
    /// If it is.
    pub fn hold_size<'o>(
        &self,
        address: &Address,
        route: &Route,
        output: Output<'o>,
    ) -> Result<Output<'o>, Box<Diagnostic>> {
        let Output::Bytes(bytes) = &output else { return Ok(output) };
        let is_read = route.is_page() || matches!(route, Route::Atom | Route::Rss(_) | Route::JsonFeed);
        let story_limit = usize::try_from(self.site.config.limits.story).unwrap_or(usize::MAX);
        let limit = MAX_PAGE_BYTES.max(story_limit.saturating_mul(MAX_PAGE_PER_STORY));
        if !is_read || bytes.len() <= limit {
            return Ok(output);
        }

        let place = match route {
            Route::Story(story) => Place::File(self.site.story(*story).path.clone()),
            _ => Place::Site,
        };
        Err(Box::new(catalog::page_too_large(place, address.as_str(), bytes.len(), limit)))
    }

    /// Prepares the file at an address: the same as [`Renderer::render_route`] without filling the template, if it is a page.
    ///
    /// # Errors
    /// A picture that cannot be made.
    pub fn prepare_route<'r>(&'r self, address: &Address, route: &Route) -> Result<Made<'r>, Box<Diagnostic>> {
        Ok(match route {
            Route::Home => self.template_page("home.html", self.home_head(address), self.home_view()),
            Route::Story(story) => self.lazy_page(address, Shown::Story(*story)),
            Route::List(list, part) => self.lazy_page(address, Shown::List(*list, *part)),
            Route::Tags => self.template_page("tags.html", self.index_head("tags", "标签", address), self.tags_view()),
            Route::Archive(year) => self.archive_page(*year, address),
            Route::Issues => {
                self.template_page("issues.html", self.index_head("issues", "往期", address), self.issues_view())
            }
            Route::Issue(issue) => self.issue_page(*issue, address),
            Route::IssueWhole(issue) => self.lazy_page(address, Shown::Whole(*issue)),
            Route::Map => self.template_page("map.html", self.index_head("map", "网站地图", address), self.map_view()),
            Route::Search => self.search_page(address),
            Route::NotFound => self.not_found_page(address),
            Route::Redirect(to) => self.redirect_page(to),

            Route::Atom => self.atom_feed().into(),
            Route::Rss(list) => self.rss_feed(*list).into(),
            Route::JsonFeed => self.json_feed().into(),
            Route::Sitemap { count } => self.sitemap_file(*count).into(),
            Route::SitemapPart(n) => self.sitemap_part(*n).into(),
            Route::Robots => self.robots_file().into(),

            Route::SearchMeta => self.search_meta().into(),
            Route::SearchTerms(n) => PackedTerms::Shard((self.index)(), *n).into(),
            Route::SearchCharacters(n) => PackedTerms::Characters((self.index)(), *n).into(),
            Route::SearchStories(n) => self.search_block(*n).into(),
            Route::SearchScan => self.search_scan().into(),
            Route::SearchFold => DeflatedJson((self.index)().fold_json()).into(),
            Route::SearchSounds => DeflatedJson((self.index)().sounds_json()).into(),
            Route::SearchSuggestions(n) => DeflatedJson((self.index)().suggestions_json(*n)).into(),

            Route::Asset(asset) => (&self.site.asset(*asset).bytes).into(),
            Route::Picture(asset, form) => self.picture_file(*asset, *form)?.into(),
            Route::FaceSheet => self.face_sheet().into(),
            Route::FaceSlice(index) => self.face_slice(*index)?.into(),
            Route::ThemeAsset(index) => (&self.theme.assets[*index].bytes).into(),
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

    fn archive_page(&self, year: Option<YearIx>, address: &Address) -> Made<'_> {
        let title = self.archive_title(year);
        let mut head = self.index_head("archive", &title, address);
        if let Some(year) = year {
            head.above = vec![self.index_link("归档", "archive/index.html")];
            head.here = format!("{}年", self.site.year(year).year);
        }
        self.template_page("archive.html", head, self.archive_view(year))
    }

    fn issue_page(&self, issue: IssueIx, address: &Address) -> Made<'_> {
        let title = self.site.issue(issue).name.title();
        let view = self.issue_view(issue);
        let mut head = self.index_head("issue", &title, address);
        head.above = vec![self.index_link("往期", "issues/index.html"), view.year.clone()];
        self.template_page("issue.html", head, view)
    }

    fn search_page(&self, address: &Address) -> Made<'_> {
        let description = format!("在《{}》的全部稿件里查找词语、句子和编号。", self.site.config.title);
        let head = view::PageView { description, ..self.plain_head("search", "搜索", address) };
        self.template_page("search.html", head, view::Plain {})
    }

    fn not_found_page(&self, address: &Address) -> Made<'_> {
        let head = view::PageView { noindex: true, ..self.plain_head("404", "找不到这一页", address) };
        self.template_page("404.html", head, view::Plain {})
    }

    fn redirect_page(&self, to: &Address) -> Made<'_> {
        let head = view::PageView { noindex: true, ..self.plain_head("redirect", "本页已移动", to) };
        self.template_page("redirect.html", head, view::Redirect { to: self.link_to(to) })
    }

    /// Returns a link to an address, for pages.
    fn link_to(&self, address: &Address) -> String {
        format!("{}/{}", self.site.config.base_path, address.to_url())
    }

    /// Returns the whole address, for feeds and heads.
    fn absolute_url(&self, address: &Address) -> String {
        format!("{}{}/{}", self.site.config.origin, self.site.config.base_path, address.to_url())
    }
}
