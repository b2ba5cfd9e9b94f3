//! Feeds with full text: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::{Value, json};

use super::Renderer;
use crate::address::Address;
use crate::chart::Chart;
use crate::model::StoryIx;
use crate::parse::Moment;
use crate::plan::{ListKey, ListPart};

type Xml = Writer<Vec<u8>>;

/// Writes `<name>text</name>`.
fn write_text_element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}

/// A document with an XML declaration. Writing into memory does not fail.
pub(super) fn xml_document(body: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    let written =
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))).and_then(|()| body(&mut xml));
    debug_assert!(written.is_ok());
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

impl Renderer<'_> {
    fn newest_stories(&self, key: ListKey) -> Vec<StoryIx> {
        let stories = key.stories(self.site);
        stories.stories_in(0..stories.len().min(self.site.config.feed_size))
    }

    /// When the newest of some stories was last changed.
    fn last_changed(&self, stories: &[StoryIx]) -> Option<Moment> {
        let changed = |ix: &StoryIx| {
            let front = &self.site.story(*ix).front;
            front.last_changed().unwrap_or(*front.date)
        };
        stories.iter().map(changed).max()
    }

    fn tag_names(&self, ix: StoryIx) -> Vec<&str> {
        self.site.tags_of(ix).map(|at| self.site.tags[at].name.as_str()).collect()
    }

    /// Everybody who wrote a story.
    fn author_names(&self, ix: StoryIx) -> Vec<&str> {
        let byline = &self.site.story(ix).front.byline;
        let writers = byline.iter().filter(|b| matches!(b.role.as_str(), "记者" | "作者" | "通讯员"));
        writers.flat_map(|b| b.names.iter().map(String::as_str)).collect()
    }

    /// The full text, with the figures before it as tables.
    fn full_text(&self, ix: StoryIx) -> String {
        let story = self.site.story(ix);
        let figures: String = story.front.figures.charts.iter().map(Chart::to_plain_figure).collect();
        figures + &self.body_html_absolute(&story.body, &story.address)
    }

    pub(super) fn atom_feed(&self) -> Vec<u8> {
        let config = &self.site.config;
        let stories = self.newest_stories(ListKey::All);
        let own = self.absolute_url(&Address::from_known("feed.xml"));
        let link = |xml: &mut Xml, rel: &str, href: &str| {
            xml.create_element("link")
                .with_attribute(("rel", rel))
                .with_attribute(("href", href))
                .write_empty()
                .map(drop)
        };
        xml_document(|xml| {
            let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
            feed.with_attribute(("xml:lang", "zh-CN")).write_inner_content(|xml| {
                write_text_element(xml, "title", &config.title)?;
                if !config.description.is_empty() {
                    write_text_element(xml, "subtitle", &config.description)?;
                }
                write_text_element(xml, "id", &config.root_url())?;
                link(xml, "self", &own)?;
                link(xml, "alternate", &config.root_url())?;
                let updated =
                    self.last_changed(&stories).map_or("1970-01-01T00:00:00Z".to_owned(), |m| m.at.to_rfc3339());
                write_text_element(xml, "updated", &updated)?;
                xml.create_element("author")
                    .write_inner_content(|xml| write_text_element(xml, "name", &config.title))?;
                for &ix in &stories {
                    xml.create_element("entry").write_inner_content(|xml| {
                        let story = self.site.story(ix);
                        let url = self.absolute_url(&story.address);
                        write_text_element(xml, "title", &story.front.title)?;
                        write_text_element(xml, "id", &url)?;
                        link(xml, "alternate", &url)?;
                        write_text_element(xml, "published", &story.front.date.at.to_rfc3339())?;
                        write_text_element(
                            xml,
                            "updated",
                            &story.front.last_changed().unwrap_or(*story.front.date).at.to_rfc3339(),
                        )?;
                        for name in self.author_names(ix) {
                            xml.create_element("author")
                                .write_inner_content(|xml| write_text_element(xml, "name", name))?;
                        }
                        for tag in self.tag_names(ix) {
                            xml.create_element("category").with_attribute(("term", tag)).write_empty()?;
                        }
                        write_text_element(xml, "summary", &story.summary)?;
                        let content = xml.create_element("content").with_attribute(("type", "html"));
                        content.write_text_content(BytesText::new(&self.full_text(ix))).map(drop)
                    })?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    pub(super) fn rss_feed(&self, key: ListKey) -> Vec<u8> {
        let config = &self.site.config;
        let stories = self.newest_stories(key);
        let own = self.absolute_url(&Address::from_known(&format!("{}rss.xml", key.directory(self.site))));
        let title = match key {
            ListKey::All => config.title.clone(),
            _ => format!("{} · {}", config.title, self.list_title(key)),
        };
        // RSS wants a description: the list's, else the site's, else the title again.
        let descriptions = match key {
            ListKey::Column(at) => [self.site.columns[at].description.as_str(), &config.description, &title],
            ListKey::Tag(at) => [self.site.tags[at].description.as_str(), &config.description, &title],
            ListKey::All | ListKey::Month(..) => ["", config.description.as_str(), &title],
        };
        let description = descriptions.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        xml_document(|xml| {
            let rss = xml.create_element("rss").with_attributes([
                ("version", "2.0"),
                ("xmlns:atom", "http://www.w3.org/2005/Atom"),
                ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ]);
            rss.write_inner_content(|xml| {
                xml.create_element("channel").write_inner_content(|xml| {
                    write_text_element(xml, "title", &title)?;
                    write_text_element(xml, "link", &self.absolute_url(&key.part_address(self.site, ListPart::Front)))?;
                    write_text_element(xml, "description", description)?;
                    write_text_element(xml, "language", "zh-cn")?;
                    if let Some(updated) = self.last_changed(&stories) {
                        write_text_element(xml, "lastBuildDate", &updated.at.to_rfc2822())?;
                    }
                    xml.create_element("atom:link")
                        .with_attributes([("rel", "self"), ("type", "application/rss+xml"), ("href", own.as_str())])
                        .write_empty()?;
                    for &ix in &stories {
                        xml.create_element("item").write_inner_content(|xml| self.rss_item(xml, ix))?;
                    }
                    Ok(())
                })?;
                Ok(())
            })?;
            Ok(())
        })
    }

    fn rss_item(&self, xml: &mut Xml, ix: StoryIx) -> io::Result<()> {
        let story = self.site.story(ix);
        let url = self.absolute_url(&story.address);
        write_text_element(xml, "title", &story.front.title)?;
        write_text_element(xml, "link", &url)?;
        xml.create_element("guid").with_attribute(("isPermaLink", "true")).write_text_content(BytesText::new(&url))?;
        write_text_element(xml, "pubDate", &story.front.date.at.to_rfc2822())?;
        for name in self.author_names(ix) {
            write_text_element(xml, "dc:creator", name)?;
        }
        for tag in self.tag_names(ix) {
            write_text_element(xml, "category", tag)?;
        }
        write_text_element(xml, "description", &story.summary)?;
        write_text_element(xml, "content:encoded", &self.full_text(ix))
    }

    pub(super) fn json_feed(&self) -> Vec<u8> {
        let config = &self.site.config;
        let item = |ix: StoryIx| -> Value {
            let story = self.site.story(ix);
            let url = self.absolute_url(&story.address);
            let authors: Vec<Value> = self.author_names(ix).into_iter().map(|name| json!({"name": name})).collect();
            json!({
                "id": url,
                "url": url,
                "title": *story.front.title,
                "summary": story.summary,
                "content_html": self.full_text(ix),
                "date_published": story.front.date.at.to_rfc3339(),
                "date_modified": story.front.last_changed().unwrap_or(*story.front.date).at.to_rfc3339(),
                "authors": authors,
                "tags": self.tag_names(ix),
            })
        };
        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": config.title,
            "description": config.description,
            "home_page_url": config.root_url(),
            "feed_url": self.absolute_url(&Address::from_known("feed.json")),
            "language": "zh-CN",
            "items": self.newest_stories(ListKey::All).into_iter().map(item).collect::<Vec<_>>(),
        });
        let mut bytes = feed.to_string().into_bytes();
        bytes.push(b'\n');
        bytes
    }
}
