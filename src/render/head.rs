//! What the head of a page says: to browsers, search engines, other sites, and inspectors.

use serde_json::{Value, json};

use super::cards::date_view;
use super::{Renderer, view};
use crate::address::Address;
use crate::model::StoryIx;
use crate::parse::Story;
use crate::plan::{ListKey, ListPart};

impl Renderer<'_> {
    /// Head of a page that has nothing but a title.
    pub(super) fn plain_head(&self, kind: &'static str, title: &str, address: &Address) -> view::PageView {
        let title = title.to_owned();
        let canonical = self.absolute_url(address);
        let open_graph = self.open_graph(
            "website",
            if title.is_empty() { &self.site.config.title } else { &title },
            "",
            &canonical,
            None,
        );
        let feeds = vec![view::FeedLink {
            title: self.site.config.title.clone(),
            kind: "application/atom+xml",
            url: self.link_to(&Address::from_known("feed.xml")),
        }];
        view::PageView {
            kind,
            title,
            canonical,
            open_graph,
            feeds,
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

    pub(super) fn list_head(&self, key: ListKey, part: ListPart, address: &Address) -> view::PageView {
        let name = self.list_title(key);
        let title = match part {
            ListPart::Front => name.clone(),
            ListPart::Older(n) => format!("{name}（第{n}页）"),
        };
        let mut page = self.plain_head("list", &title, address);
        match key {
            ListKey::Column(at) => {
                page.description.clone_from(&self.site.columns[at].description);
                page.column.clone_from(&name);
            }
            ListKey::Tag(at) => page.description.clone_from(&self.site.tags[at].description),
            ListKey::All | ListKey::Month(..) => {}
        }
        if self.site.config.government.is_some() {
            let kind = if let ListKey::Column(at) = key { self.column_kind(at) } else { "" };
            page.meta.extend(self.column_meta(&name, &page.description, kind));
        }
        if matches!(key, ListKey::Column(_) | ListKey::Tag(_)) {
            page.feeds.push(view::FeedLink {
                title: format!("{} · {name}", self.site.config.title),
                kind: "application/rss+xml",
                url: self.link_to(&Address::from_known(&format!("{}rss.xml", key.directory(self.site)))),
            });
        }
        page
    }

    pub(super) fn story_head(&self, ix: StoryIx, address: &Address) -> view::PageView {
        let story = self.site.story(ix);
        let front = &story.front;
        let mut page = self.plain_head("story", &front.title, address);
        let column = &self.site.columns[self.site.column_of(ix)].name;
        page.description.clone_from(&story.summary);
        page.column.clone_from(column);
        let image = self.cover_absolute(story);
        let cover = front.cover.as_ref().map(|cover| cover.as_str());
        page.open_graph = self.open_graph("article", &front.title, &story.summary, &page.canonical, cover);
        let published = front.date.at.to_rfc3339();
        page.open_graph.push(view::Meta { name: "article:published_time", content: published });
        if let Some(updated) = front.last_changed() {
            page.open_graph.push(view::Meta { name: "article:modified_time", content: updated.at.to_rfc3339() });
        }
        page.open_graph.push(view::Meta { name: "article:section", content: column.clone() });
        let tags: Vec<String> = self.site.tags_of(ix).map(|at| self.site.tags[at].name.clone()).collect();
        page.open_graph.extend(tags.iter().map(|tag| view::Meta { name: "article:tag", content: tag.clone() }));
        if self.site.config.government.is_some() {
            page.meta.extend(self.column_meta(column, "", self.column_kind(self.site.column_of(ix))));
            page.meta.extend(self.article_meta(story, &tags, &page.canonical, &image));
        }
        page.json_ld = Some(script_safe(&self.news_article(ix, &page.canonical, &image, &tags)));
        page
    }

    fn cover_absolute(&self, story: &Story) -> String {
        let cover = story.front.cover.as_ref().and_then(|path| Address::new(path));
        cover.map_or_else(String::new, |address| self.absolute_url(&address))
    }

    fn open_graph(
        &self,
        kind: &str,
        title: &str,
        description: &str,
        url: &str,
        cover: Option<&str>,
    ) -> Vec<view::Meta> {
        let image = self.shared_picture(cover);
        let all = [
            ("og:type", kind),
            ("og:site_name", &self.site.config.title),
            ("og:locale", "zh_CN"),
            ("og:title", title),
            ("og:description", description),
            ("og:url", url),
            ("og:image", &image),
        ];
        let given = all.into_iter().filter(|(_, content)| !content.is_empty());
        given.map(|(name, content)| view::Meta { name, content: content.to_owned() }).collect()
    }

    /// The names that 国办发〔2017〕47号 asks for on every page.
    fn site_meta(&self) -> Vec<view::Meta> {
        let Some(government) = &self.site.config.government else { return Vec::new() };
        present_metas([
            ("SiteName", government.site_name.clone()),
            ("SiteDomain", government.site_domain.clone()),
            ("SiteIDCode", government.site_id.clone()),
        ])
    }

    /// … on the home page, lists and stories …
    fn column_meta(&self, name: &str, description: &str, kind: &str) -> Vec<view::Meta> {
        present_metas([
            ("ColumnName", name.to_owned()),
            ("ColumnDescription", description.to_owned()),
            ("ColumnKeywords", name.to_owned()),
            ("ColumnType", if kind.is_empty() { "信息公开" } else { kind }.to_owned()),
        ])
    }

    /// What inspectors count a column as; empty if the settings do not say.
    fn column_kind(&self, at: usize) -> &str {
        let directory = &self.site.columns[at].directory;
        let setting = self.site.config.columns.iter().find(|setting| setting.directory == *directory);
        setting.map_or("", |setting| &setting.kind)
    }

    /// … and on stories.
    fn article_meta(&self, story: &Story, tags: &[String], url: &str, image: &str) -> Vec<view::Meta> {
        let front = &story.front;
        let authors = |roles: &[&str]| {
            let chosen = front.byline.iter().filter(|byline| roles.contains(&byline.role.as_str()));
            chosen.flat_map(|byline| byline.names.iter().map(String::as_str)).collect::<Vec<_>>().join("、")
        };
        let source = front.source.as_deref().unwrap_or(&self.site.config.title).clone();
        present_metas([
            ("ArticleTitle", front.title.to_string()),
            ("PubDate", front.date.at.format("%Y-%m-%d %H:%M").to_string()),
            ("ContentSource", source),
            ("Keywords", tags.join(";")),
            ("Author", authors(&["记者", "作者", "通讯员"])),
            ("Description", story.summary.clone()),
            ("Image", image.to_owned()),
            ("Url", url.to_owned()),
        ])
    }

    /// schema.org NewsArticle, with the roles of a Chinese byline in their places.
    fn news_article(&self, ix: StoryIx, url: &str, image: &str, tags: &[String]) -> Value {
        let site = self.site;
        let story = site.story(ix);
        let front = &story.front;
        let people = |role: &str| -> Vec<Value> {
            let chosen = front.byline.iter().filter(|byline| byline.role == role);
            chosen.flat_map(|byline| &byline.names).map(|name| json!({"@type": "Person", "name": name})).collect()
        };
        let organisation = |name: &str| json!({"@type": "Organization", "name": name});
        let mut article = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": *front.title,
            "url": url,
            "mainEntityOfPage": url,
            "datePublished": date_view(*front.date).iso,
            "dateModified": date_view(front.last_changed().unwrap_or(*front.date)).iso,
            "pubDate": front.date.at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            "upDate": front.last_changed().unwrap_or(*front.date).at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            "inLanguage": "zh-CN",
            "articleSection": site.columns[site.column_of(ix)].name,
            "wordCount": story.length.word_count(),
            "publisher": organisation(&site.config.title),
        });
        let mut set = |key: &str, value: Value| {
            let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty);
            if !empty {
                article[key] = value;
            }
        };
        set("description", story.summary.as_str().into());
        let (reporters, authors) = (people("记者"), people("作者"));
        set("author", reporters.into_iter().chain(authors).collect());
        set("contributor", people("通讯员").into());
        set("editor", people("责任编辑").into());
        set("keywords", tags.join("，").into());
        if let Some(subtitle) = &front.subtitle {
            set("alternativeHeadline", subtitle.as_str().into());
        }
        if let Some(source) = &front.source {
            set("sourceOrganization", organisation(source));
        }
        if !image.is_empty() {
            let mut picture = json!({"@type": "ImageObject", "url": image});
            if let Some(credit) = front.byline.iter().find(|b| b.role == "摄影") {
                picture["creditText"] = credit.names.join("、").into();
            }
            set("image", picture);
        }
        let correction = |c: &crate::parse::front_matter::Correction| json!({"@type": "CorrectionComment", "text": c.text, "datePublished": date_view(c.date).iso});
        set("correction", front.corrections.iter().map(correction).collect());
        if let Some(page) = &front.page {
            set("printPage", page.number.to_string().into());
        }
        if let Some(issue) = front.issue {
            set(
                "isPartOf",
                json!({
                    "@type": "PublicationIssue",
                    "issueNumber": issue.number.to_string(),
                    "name": issue.title(),
                    "isPartOf": {"@type": "Periodical", "name": site.config.title},
                }),
            );
        }
        article
    }
}

fn present_metas<const N: usize>(all: [(&'static str, String); N]) -> Vec<view::Meta> {
    all.into_iter()
        .filter(|(_, content)| !content.is_empty())
        .map(|(name, content)| view::Meta { name, content })
        .collect()
}

/// JSON that can stand in a script element: without `<`, `>`, `&` and the line separators of JavaScript.
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
