//! The head of a page: for browsers, search engines, other sites, and inspectors.

use serde_json::{Value, json};

use super::facts::StoryFacts;
use super::pictures::SharedPicture;
use super::{Renderer, view};
use crate::address::Address;
use crate::config::Config;
use crate::model::{StoryIx, YearIx};
use crate::parse::front_matter::Cover;
use crate::plan::{ListKey, ListPart, year_address};

impl Renderer<'_> {
    /// Makes the head of a page that has nothing but a title.
    pub(super) fn plain_head(&self, kind: &'static str, title: &str, address: &Address) -> view::PageView {
        let mut page = self.untold_head(kind, title, address);
        page.description = page_description(kind, title, &self.site.config.title);
        self.tell_other_sites(&mut page);
        page
    }

    /// Makes the head of a page without a description, and without what other sites are told of it.
    fn untold_head(&self, kind: &'static str, title: &str, address: &Address) -> view::PageView {
        view::PageView {
            kind,
            title: title.to_owned(),
            canonical: self.absolute_url(address),
            feeds: vec![view::FeedLink {
                title: self.site.config.title.clone(),
                kind: "application/atom+xml",
                url: self.link_to(&Address::from_known("feed.xml")),
            }],
            meta: self.site_meta(),
            ..view::PageView::default()
        }
    }

    /// Adds what other sites are told of a page that is no story, with the picture of the site.
    fn tell_other_sites(&self, page: &mut view::PageView) {
        let site_title = &self.site.config.title;
        let image = self.shared_picture(None);

        page.open_graph = open_graph(OpenGraph {
            kind: "website",
            site_title,
            title: if page.title.is_empty() { site_title } else { &page.title },
            description: &page.description,
            url: &page.canonical,
            image: image.as_ref(),
            image_alt: "",
        });
        page.meta.extend(twitter_card(image.as_ref()));
    }

    /// Makes the head of a page that stands below the front page.
    pub(super) fn index_head(&self, kind: &'static str, title: &str, address: &Address) -> view::PageView {
        view::PageView { here: title.to_owned(), ..self.plain_head(kind, title, address) }
    }

    pub(super) fn home_head(&self, address: &Address) -> view::PageView {
        let config = &self.site.config;
        let mut page = self.untold_head("home", "", address);
        page.description = match config.description.as_str() {
            "" => page_description("home", "", &config.title),
            own => own.to_owned(),
        };
        self.tell_other_sites(&mut page);
        if config.government.is_some() {
            page.meta.extend(column_meta("首页", &config.description, "首页"));
        }

        page.json_ld = Some(script_safe(&json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": config.title,
            "url": config.root_url(),
            "inLanguage": "zh-CN",
        })));
        page
    }

    pub(super) fn list_head(&self, list: ListKey, part: ListPart, address: &Address) -> view::PageView {
        let name = self.list_title(list);
        let pages = list.pagination(self.site);
        let title = match part {
            ListPart::Front => name.clone(),
            ListPart::Older(n) => format!("{name}（第{}页，共{}页）", pages.place_from_newest(n), pages.page_count()),
        };

        let mut page = self.untold_head("list", &title, address);
        page.above = self.pages_above_list(list);
        page.here.clone_from(&name);
        page.description = match self.list_description(list) {
            "" => list_description(list, &name, &self.site.config.title),
            own => own.to_owned(),
        };
        self.tell_other_sites(&mut page);
        if matches!(list, ListKey::Column(_)) {
            page.column.clone_from(&name);
        }

        if self.site.config.government.is_some() {
            let kind = if let ListKey::Column(column) = list {
                column_kind(&self.site.config, &self.site.column(column).directory)
            } else {
                ""
            };
            page.meta.extend(column_meta(&name, &page.description, kind));
        }
        if matches!(list, ListKey::Column(_) | ListKey::Tag(_)) {
            page.feeds.push(view::FeedLink {
                title: format!("{} · {name}", self.site.config.title),
                kind: "application/rss+xml",
                url: self.link_to(&Address::from_known(&format!("{}rss.xml", list.directory(self.site)))),
            });
        }
        page
    }

    /// Returns the pages between the front page and a list.
    fn pages_above_list(&self, list: ListKey) -> Vec<view::LinkView> {
        match list {
            ListKey::All | ListKey::Column(_) => Vec::new(),
            ListKey::Tag(_) => vec![self.index_link("标签", "tags/index.html")],
            ListKey::Month(month) => vec![self.index_link("归档", "archive/index.html"), self.year_link(month.year)],
        }
    }

    pub(super) fn index_link(&self, name: &str, path: &str) -> view::LinkView {
        view::LinkView { name: name.to_owned(), url: self.link_to_known(path) }
    }

    fn year_link(&self, index: YearIx) -> view::LinkView {
        let year = self.site.year(index).year;
        view::LinkView { name: format!("{year}年"), url: self.link_to(&year_address(year)) }
    }

    pub(super) fn story_head(&self, story: StoryIx, address: &Address) -> view::PageView {
        let facts = &self.known_story(story).facts;
        facts.head(self.untold_head("story", &facts.story.front.title, address), &self.site.config)
    }

    /// Makes the values that 国办发〔2017〕47号 asks for on every page.
    fn site_meta(&self) -> Vec<view::Meta> {
        let Some(government) = &self.site.config.government else { return Vec::new() };
        present_metas([
            ("SiteName", government.site_name.clone()),
            ("SiteDomain", government.site_domain.clone()),
            ("SiteIDCode", government.site_id.clone()),
        ])
    }
}

impl StoryFacts<'_> {
    /// Completes the head of the story's page.
    fn head(&self, mut page: view::PageView, config: &Config) -> view::PageView {
        let Self { story, column, .. } = self;
        let image = story.front.cover.as_ref().and_then(|cover| Address::new(&cover.image));
        let image = image
            .map_or_else(String::new, |address| format!("{}{}/{}", config.origin, config.base_path, address.to_url()));

        page.description.clone_from(&story.summary);
        page.column.clone_from(&column.name);
        page.above = vec![column.clone()];
        "正文".clone_into(&mut page.here);
        page.open_graph = open_graph(OpenGraph {
            kind: "article",
            site_title: &config.title,
            title: &story.front.title,
            description: &story.summary,
            url: &page.canonical,
            image: self.shared_picture.as_ref(),
            image_alt: story.front.cover.as_ref().map_or("", Cover::alt_text),
        });
        page.open_graph.extend(self.article_open_graph());
        page.meta.extend(twitter_card(self.shared_picture.as_ref()));

        if config.government.is_some() {
            page.meta.extend(column_meta(&column.name, "", column_kind(config, &story.column)));
            page.meta.extend(self.article_meta(config, &page.canonical, &image));
        }
        page.json_ld = Some(script_safe(&self.news_article(&config.title, &page.canonical, &image)));
        page
    }

    /// Makes the values that 国办发〔2017〕47号 asks for on stories.
    fn article_meta(&self, config: &Config, url: &str, image: &str) -> Vec<view::Meta> {
        let Self { story, .. } = self;
        let front = &story.front;
        let author_names: Vec<&str> = front.author_names().collect();

        present_metas([
            ("ArticleTitle", front.title.to_string()),
            ("PubDate", front.date.at.format("%Y-%m-%d %H:%M").to_string()),
            ("ContentSource", front.source.as_deref().unwrap_or(&config.title).clone()),
            ("Keywords", self.tag_names().join(";")),
            ("Author", author_names.join("、")),
            ("Description", story.summary.clone()),
            ("Image", image.to_owned()),
            ("Url", url.to_owned()),
        ])
    }

    /// Makes the Open Graph values that stories have besides those of any page.
    fn article_open_graph(&self) -> Vec<view::Meta> {
        let Self { story, column, .. } = self;
        let mut metas = vec![view::Meta { name: "article:published_time", content: story.front.date.at.to_rfc3339() }];
        if let Some(changed) = story.front.last_changed() {
            metas.push(view::Meta { name: "article:modified_time", content: changed.at.to_rfc3339() });
        }
        metas.push(view::Meta { name: "article:section", content: column.name.clone() });
        metas.extend(
            self.tag_names().into_iter().map(|tag| view::Meta { name: "article:tag", content: tag.to_owned() }),
        );
        metas
    }

    pub(super) fn tag_names(&self) -> Vec<&str> {
        self.tags.iter().map(|tag| tag.name.as_str()).collect()
    }
}

/// Makes the values that it asks for on the home page, lists and stories.
fn column_meta(name: &str, description: &str, kind: &str) -> Vec<view::Meta> {
    present_metas([
        ("ColumnName", name.to_owned()),
        ("ColumnDescription", description.to_owned()),
        ("ColumnKeywords", name.to_owned()),
        ("ColumnType", if kind.is_empty() { "信息公开" } else { kind }.to_owned()),
    ])
}

/// Returns the kind that inspectors count a column as; empty if the settings do not say.
fn column_kind<'c>(config: &'c Config, directory: &str) -> &'c str {
    let setting = config.columns.iter().find(|setting| setting.directory == *directory);
    setting.map_or("", |setting| &setting.kind)
}

/// The Open Graph properties of a page: how other sites show a link to it.
struct OpenGraph<'g> {
    kind: &'static str,
    site_title: &'g str,
    title: &'g str,
    description: &'g str,
    url: &'g str,
    image: Option<&'g SharedPicture>,
    image_alt: &'g str,
}

/// Makes the Open Graph values of any page.
fn open_graph(page: OpenGraph) -> Vec<view::Meta> {
    let size = page.image.map_or((0, 0), |image| (image.width, image.height));
    present_metas([
        ("og:type", page.kind.to_owned()),
        ("og:site_name", page.site_title.to_owned()),
        ("og:locale", "zh_CN".to_owned()),
        ("og:title", page.title.to_owned()),
        ("og:description", page.description.to_owned()),
        ("og:url", page.url.to_owned()),
        ("og:image", page.image.map_or_else(String::new, |image| image.url.clone())),
        ("og:image:width", number_or_empty(size.0)),
        ("og:image:height", number_or_empty(size.1)),
        ("og:image:alt", page.image_alt.to_owned()),
    ])
}

/// Writes a number; 0 is not known, and empty.
fn number_or_empty(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// Makes the value by which X and others show a link with its picture: above its title if that is a landscape.
fn twitter_card(image: Option<&SharedPicture>) -> Option<view::Meta> {
    let image = image?;
    let is_landscape = image.width > 0 && image.width * 5 >= image.height * 6;
    let kind = if is_landscape { "summary_large_image" } else { "summary" };
    Some(view::Meta { name: "twitter:card", content: kind.to_owned() })
}

/// Returns what search engines are told of a page that there is one of; empty for others.
fn page_description(kind: &str, title: &str, site_title: &str) -> String {
    match kind {
        "home" => format!("《{site_title}》的最新稿件、各栏目和最新一期。"),
        "tags" => format!("《{site_title}》的全部标签，按拼音排列。"),
        "archive" => format!("《{site_title}》{title}：每个月的稿件。"),
        "issues" => format!("《{site_title}》的往期回顾：每一期的目录，从最新的排起。"),
        "issue" => format!("《{site_title}》{title}：各版稿件的目录。"),
        "map" => format!("《{site_title}》的网站地图：栏目、标签、年份和往期。"),
        _ => String::new(),
    }
}

/// Returns what search engines are told of a list that the settings say nothing of.
fn list_description(list: ListKey, name: &str, site_title: &str) -> String {
    match list {
        ListKey::All => format!("《{site_title}》的全部稿件，从最新的排起。"),
        ListKey::Column(_) => format!("《{site_title}》“{name}”栏目的稿件。"),
        ListKey::Tag(_) => format!("《{site_title}》标签“{name}”下的稿件。"),
        ListKey::Month(_) => format!("《{site_title}》{name}的稿件。"),
    }
}

/// Leaves out values that are empty.
fn present_metas<const N: usize>(all: [(&'static str, String); N]) -> Vec<view::Meta> {
    let present = all.into_iter().filter(|(_, content)| !content.is_empty());
    present.map(|(name, content)| view::Meta { name, content }).collect()
}

/// Writes JSON that can stand in a script element: without `<`, `>`, `&` and the line separators of JavaScript.
fn script_safe(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_cannot_end_the_script() {
        let json = script_safe(&json!({"headline": "</script><b>&\u{2028}"}));
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["headline"], "</script><b>&\u{2028}");
    }
}
