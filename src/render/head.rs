//! The head of a page: for browsers, search engines, other sites, and inspectors.

use serde_json::{Value, json};

use super::{Renderer, view};
use crate::address::Address;
use crate::model::{ColumnIx, StoryIx};
use crate::parse::Story;
use crate::plan::{ListKey, ListPart};

impl Renderer<'_> {
    /// Makes the head of a page that has nothing but a title.
    pub(super) fn plain_head(&self, kind: &'static str, title: &str, address: &Address) -> view::PageView {
        let site_title = &self.site.config.title;
        let canonical = self.absolute_url(address);
        let shared_title = if title.is_empty() { site_title } else { title };

        view::PageView {
            kind,
            title: title.to_owned(),
            open_graph: self.open_graph("website", shared_title, "", &canonical, None),
            canonical,
            feeds: vec![view::FeedLink {
                title: site_title.clone(),
                kind: "application/atom+xml",
                url: self.link_to(&Address::from_known("feed.xml")),
            }],
            meta: self.site_meta(),
            ..view::PageView::default()
        }
    }

    pub(super) fn home_head(&self, address: &Address) -> view::PageView {
        let config = &self.site.config;
        let mut page = self.plain_head("home", "", address);
        page.description.clone_from(&config.description);
        page.open_graph = self.open_graph("website", &config.title, &config.description, &page.canonical, None);
        if config.government.is_some() {
            page.meta.extend(self.column_meta("首页", &config.description, "首页"));
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
        let title = match part {
            ListPart::Front => name.clone(),
            ListPart::Older(n) => format!("{name}（第{n}页）"),
        };

        let mut page = self.plain_head("list", &title, address);
        self.list_description(list).clone_into(&mut page.description);
        if matches!(list, ListKey::Column(_)) {
            page.column.clone_from(&name);
        }

        if self.site.config.government.is_some() {
            let kind = if let ListKey::Column(column) = list { self.column_kind(column) } else { "" };
            page.meta.extend(self.column_meta(&name, &page.description, kind));
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

    pub(super) fn story_head(&self, index: StoryIx, address: &Address) -> view::PageView {
        let story = self.site.story(index);
        let front = &story.front;
        let column_index = self.site.column_of(index);
        let column = &self.site.column(column_index).name;
        let tags: Vec<String> = self.site.tags_of(index).map(|tag| self.site.tag(tag).name.clone()).collect();
        let image = self.cover_absolute(story);

        let mut page = self.plain_head("story", &front.title, address);
        page.description.clone_from(&story.summary);
        page.column.clone_from(column);
        page.open_graph = self.open_graph(
            "article",
            &front.title,
            &story.summary,
            &page.canonical,
            front.cover.as_ref().map(|cover| cover.as_str()),
        );
        page.open_graph.extend(article_open_graph(story, column, &tags));

        if self.site.config.government.is_some() {
            page.meta.extend(self.column_meta(column, "", self.column_kind(column_index)));
            page.meta.extend(self.article_meta(story, &tags, &page.canonical, &image));
        }
        page.json_ld = Some(script_safe(&self.news_article(index, &page.canonical, &image, &tags)));
        page
    }

    fn cover_absolute(&self, story: &Story) -> String {
        let cover = story.front.cover.as_ref().and_then(|path| Address::new(path));
        cover.map_or_else(String::new, |address| self.absolute_url(&address))
    }

    /// Makes the Open Graph values of any page, for other sites that show a link to it.
    fn open_graph(
        &self,
        kind: &str,
        title: &str,
        description: &str,
        url: &str,
        cover: Option<&str>,
    ) -> Vec<view::Meta> {
        present_metas([
            ("og:type", kind.to_owned()),
            ("og:site_name", self.site.config.title.clone()),
            ("og:locale", "zh_CN".to_owned()),
            ("og:title", title.to_owned()),
            ("og:description", description.to_owned()),
            ("og:url", url.to_owned()),
            ("og:image", self.shared_picture(cover)),
        ])
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

    /// Makes the values that it asks for on the home page, lists and stories.
    fn column_meta(&self, name: &str, description: &str, kind: &str) -> Vec<view::Meta> {
        present_metas([
            ("ColumnName", name.to_owned()),
            ("ColumnDescription", description.to_owned()),
            ("ColumnKeywords", name.to_owned()),
            ("ColumnType", if kind.is_empty() { "信息公开" } else { kind }.to_owned()),
        ])
    }

    /// Returns the kind that inspectors count a column as; empty if the settings do not say.
    fn column_kind(&self, column: ColumnIx) -> &str {
        let directory = &self.site.column(column).directory;
        let setting = self.site.config.columns.iter().find(|setting| setting.directory == *directory);
        setting.map_or("", |setting| &setting.kind)
    }

    /// Makes the values that it asks for on stories.
    fn article_meta(&self, story: &Story, tags: &[String], url: &str, image: &str) -> Vec<view::Meta> {
        let front = &story.front;
        let writers = front.byline.iter().filter(|byline| matches!(byline.role.as_str(), "记者" | "作者" | "通讯员"));
        let author_names: Vec<&str> = writers.flat_map(|byline| byline.names.iter().map(String::as_str)).collect();
        let source = front.source.as_deref().unwrap_or(&self.site.config.title);

        present_metas([
            ("ArticleTitle", front.title.to_string()),
            ("PubDate", front.date.at.format("%Y-%m-%d %H:%M").to_string()),
            ("ContentSource", source.clone()),
            ("Keywords", tags.join(";")),
            ("Author", author_names.join("、")),
            ("Description", story.summary.clone()),
            ("Image", image.to_owned()),
            ("Url", url.to_owned()),
        ])
    }
}

/// Makes the Open Graph values that stories have besides those of any page.
fn article_open_graph(story: &Story, column: &str, tags: &[String]) -> Vec<view::Meta> {
    let mut metas = vec![view::Meta { name: "article:published_time", content: story.front.date.at.to_rfc3339() }];
    if let Some(changed) = story.front.last_changed() {
        metas.push(view::Meta { name: "article:modified_time", content: changed.at.to_rfc3339() });
    }
    metas.push(view::Meta { name: "article:section", content: column.to_owned() });
    metas.extend(tags.iter().map(|tag| view::Meta { name: "article:tag", content: tag.clone() }));
    metas
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
