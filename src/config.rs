//! The settings of a site: `site.yaml` and `tags.yaml`; [`words`] for search, [`lexicon`] and [`house`] for its rules.

mod columns;
mod government;
pub mod house;
mod levels;
pub mod lexicon;
pub mod lexicon_table;
pub mod limits;
pub mod look;
pub mod near_names;
pub mod period;
pub mod review;
mod site;
mod tags;
pub mod targets;
pub mod wording_packs;
pub mod words;

use std::collections::BTreeMap;

use chrono_tz::Tz;

pub use self::columns::{ColumnSetting, is_column};
pub use self::government::GovernmentSettings;
pub use self::levels::LevelSetting;
pub use self::site::parse_settings;
pub use self::tags::{TagDetail, TagSettings, parse_tag_settings};
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::naming::Naming;
use crate::source::Span;

/// `site.yaml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The bulletin's name.
    pub title: String,
    /// The bulletin's subject, in a sentence.
    pub description: String,
    /// Scheme and host, such as `https://example.org`, without the base path.
    pub origin: String,
    /// The path under which the site stands: empty or `/bulletin`, never with a `/` at its end.
    pub base_path: String,
    /// For dates without a zone.
    pub timezone: Tz,
    /// Stories on one page of a list.
    pub page_size: usize,
    /// Stories in one feed.
    pub feed_size: usize,
    /// What Chinese names become in addresses.
    pub naming: Naming,
    /// The treatment of a line break inside a paragraph.
    pub line_breaks: LineBreaks,
    /// The HTML that a body may become.
    pub html: Markup,
    /// Whether numbered lists count 一、（一） rather than 1. (`numbering: chinese`).
    pub chinese_numbering: bool,
    /// The theme that pages are made with.
    pub theme: ThemeChoice,
    /// Choices within the theme's look.
    pub look: look::Look,
    /// Whether pages say how, and the front page when, they were made.
    pub colophon: bool,
    /// The picture that stands for pages without one of their own when they are shared: its path in the output.
    pub share_image: Option<(String, Span)>,
    /// In the order in which they are shown.
    pub columns: Vec<ColumnSetting>,
    /// Warnings that the site wants at another level, or not at all (`None`), by code.
    pub levels: BTreeMap<&'static str, LevelSetting>,
    /// Names and numbers that a government site has to show.
    pub government: Option<GovernmentSettings>,
    /// Rules for every story.
    pub house: house::HouseRules,
    /// How much its stories may hold.
    pub limits: limits::Limits,
    /// The house's wording.
    pub lexicon: lexicon::Lexicon,
    /// Places that the site can be deployed to.
    pub targets: Vec<targets::Target>,
}

/// The theme that a site names.
#[derive(Clone, Debug)]
pub struct ThemeChoice {
    /// The theme's directory below `themes/`.
    pub name: String,
    /// Where the name is written.
    pub place: Place,
}

/// The treatment of a line break inside a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineBreaks {
    /// Nothing beside a Chinese character; else a space.
    #[default]
    Zh,
    /// Nothing between two Chinese characters; else a space.
    Simple,
    /// A line break.
    Hard,
}

/// The treatment of raw HTML in a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// Elements that news needs stay, the rest is taken out.
    #[default]
    Safe,
    /// It stays as it is: for sites whose editors may run code.
    Trusted,
}

/// The HTML that a body may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markup {
    /// The treatment of raw HTML.
    pub raw: RawHtml,
    /// How deep blocks, marks and elements may lie in one another.
    pub depth: usize,
    /// How many cells a row of a table may have.
    pub cells: usize,
}

impl Default for Markup {
    fn default() -> Self {
        let limits::Limits { depth, cells, .. } = limits::Limits::default();
        Self { raw: RawHtml::default(), depth, cells }
    }
}

impl Config {
    /// The absolute address of the site's root, ending in `/`.
    pub fn root_url(&self) -> String {
        format!("{}{}/", self.origin, self.base_path)
    }

    /// Moves the site to another address than `site.yaml` says. One that is none is reported, and the site stays.
    pub fn move_to(&mut self, url: &str, diagnostics: &mut Vec<Diagnostic>) {
        match site::split_base_url(url) {
            Some(address) => (self.origin, self.base_path) = address,
            None => diagnostics.push(catalog::bad_base_url(Place::File("--base-url".to_owned()), url)),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "简报".to_owned(),
            description: String::new(),
            origin: "http://localhost".to_owned(),
            base_path: String::new(),
            timezone: Tz::Asia__Shanghai,
            page_size: 10,
            feed_size: 20,

            naming: Naming::Pinyin,
            line_breaks: LineBreaks::Zh,
            html: Markup::default(),
            chinese_numbering: false,

            theme: ThemeChoice { name: "jianbao".to_owned(), place: Place::Site },
            look: look::Look::default(),
            colophon: false,
            share_image: None,
            columns: Vec::new(),

            levels: BTreeMap::new(),
            government: None,
            house: house::HouseRules::default(),
            limits: limits::Limits::default(),
            lexicon: lexicon::Lexicon::default(),
            targets: Vec::new(),
        }
    }
}
