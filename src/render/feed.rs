//! Feeds with full text: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1.

use std::io;

use quick_xml::events::BytesText;
use serde_json::{Value, json};

use super::Renderer;
use super::xml::{XmlWriter, write_text_element, xml_document};
use crate::address::Address;
use crate::chart::Chart;
use crate::model::StoryIx;
use crate::parse::{Moment, Story};
use crate::plan::{ListKey, ListPart};

impl Renderer<'_> {
    /// Returns the stories of a list's feed.
    fn newest_stories(&self, list: ListKey) -> Vec<StoryIx> {
        let stories = list.stories(self.site);
        stories.stories_in(0..stories.len().min(self.site.config.feed_size))
    }

    /// Returns when the one of some stories that was changed last was changed.
    fn last_changed(&self, stories: &[StoryIx]) -> Option<Moment> {
        stories.iter().map(|story| changed_or_published(self.site.story(*story))).max()
    }

    fn tag_names(&self, story: StoryIx) -> Vec<&str> {
        self.site.tags_of(story).map(|tag| self.site.tag(tag).name.as_str()).collect()
    }

    /// Returns the full text, with the figures before it as tables.
    fn full_text(&self, story: &Story) -> String {
        let figures: String = story.front.figures.charts.iter().map(Chart::to_plain_figure).collect();
        figures + &self.body_html_absolute(&story.body, &story.address)
    }

    pub(super) fn atom_feed(&self) -> Vec<u8> {
        let config = &self.site.config;
        let stories = self.newest_stories(ListKey::All);
        let own_url = self.absolute_url(&Address::from_known("feed.xml"));

        xml_document(|xml| {
            let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
            feed.with_attribute(("xml:lang", "zh-CN")).write_inner_content(|xml| {
                write_text_element(xml, "title", &config.title)?;
                if !config.description.is_empty() {
                    write_text_element(xml, "subtitle", &config.description)?;
                }
                write_text_element(xml, "id", &config.root_url())?;
                write_atom_link(xml, "self", &own_url)?;
                write_atom_link(xml, "alternate", &config.root_url())?;

                let updated = self.last_changed(&stories);
                let updated = updated.map_or("1970-01-01T00:00:00Z".to_owned(), |moment| moment.at.to_rfc3339());
                write_text_element(xml, "updated", &updated)?;
                write_atom_person(xml, &config.title)?;

                for &story in &stories {
                    xml.create_element("entry").write_inner_content(|xml| self.write_atom_entry(xml, story))?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    fn write_atom_entry(&self, xml: &mut XmlWriter, index: StoryIx) -> io::Result<()> {
        let story = self.site.story(index);
        let url = self.absolute_url(&story.address);

        write_text_element(xml, "title", &story.front.title)?;
        write_text_element(xml, "id", &url)?;
        write_atom_link(xml, "alternate", &url)?;
        write_text_element(xml, "published", &story.front.date.at.to_rfc3339())?;
        write_text_element(xml, "updated", &changed_or_published(story).at.to_rfc3339())?;

        for name in author_names(story) {
            write_atom_person(xml, name)?;
        }
        for tag in self.tag_names(index) {
            xml.create_element("category").with_attribute(("term", tag)).write_empty()?;
        }

        write_text_element(xml, "summary", &story.summary)?;
        let content = xml.create_element("content").with_attribute(("type", "html"));
        content.write_text_content(BytesText::new(&self.full_text(story))).map(drop)
    }

    pub(super) fn rss_feed(&self, list: ListKey) -> Vec<u8> {
        let config = &self.site.config;
        let title = match list {
            ListKey::All => config.title.clone(),
            _ => format!("{} · {}", config.title, self.list_title(list)),
        };

        // RSS wants a description: the list's, else the site's, else the title again.
        let descriptions = [self.list_description(list), &config.description, &title];
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
                    self.write_rss_channel(xml, list, description)
                })?;
                Ok(())
            })?;
            Ok(())
        })
    }

    /// Writes the elements of a channel behind its title.
    fn write_rss_channel(&self, xml: &mut XmlWriter, list: ListKey, description: &str) -> io::Result<()> {
        let stories = self.newest_stories(list);
        let own_url = self.absolute_url(&Address::from_known(&format!("{}rss.xml", list.directory(self.site))));

        write_text_element(xml, "link", &self.absolute_url(&list.part_address(self.site, ListPart::Front)))?;
        write_text_element(xml, "description", description)?;
        write_text_element(xml, "language", "zh-cn")?;
        if let Some(updated) = self.last_changed(&stories) {
            write_text_element(xml, "lastBuildDate", &updated.at.to_rfc2822())?;
        }
        xml.create_element("atom:link")
            .with_attributes([("rel", "self"), ("type", "application/rss+xml"), ("href", own_url.as_str())])
            .write_empty()?;

        for story in stories {
            xml.create_element("item").write_inner_content(|xml| self.write_rss_item(xml, story))?;
        }
        Ok(())
    }

    fn write_rss_item(&self, xml: &mut XmlWriter, index: StoryIx) -> io::Result<()> {
        let story = self.site.story(index);
        let url = self.absolute_url(&story.address);

        write_text_element(xml, "title", &story.front.title)?;
        write_text_element(xml, "link", &url)?;
        xml.create_element("guid").with_attribute(("isPermaLink", "true")).write_text_content(BytesText::new(&url))?;
        write_text_element(xml, "pubDate", &story.front.date.at.to_rfc2822())?;

        for name in author_names(story) {
            write_text_element(xml, "dc:creator", name)?;
        }
        for tag in self.tag_names(index) {
            write_text_element(xml, "category", tag)?;
        }

        write_text_element(xml, "description", &story.summary)?;
        write_text_element(xml, "content:encoded", &self.full_text(story))
    }

    pub(super) fn json_feed(&self) -> Vec<u8> {
        let config = &self.site.config;
        let stories = self.newest_stories(ListKey::All);

        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": config.title,
            "description": config.description,
            "home_page_url": config.root_url(),
            "feed_url": self.absolute_url(&Address::from_known("feed.json")),
            "language": "zh-CN",
            "items": stories.into_iter().map(|story| self.json_feed_item(story)).collect::<Vec<_>>(),
        });
        let mut bytes = feed.to_string().into_bytes();
        bytes.push(b'\n');
        bytes
    }

    fn json_feed_item(&self, index: StoryIx) -> Value {
        let story = self.site.story(index);
        let url = self.absolute_url(&story.address);
        let authors: Vec<Value> = author_names(story).map(|name| json!({"name": name})).collect();

        json!({
            "id": url,
            "url": url,
            "title": *story.front.title,
            "summary": story.summary,
            "content_html": self.full_text(story),
            "date_published": story.front.date.at.to_rfc3339(),
            "date_modified": changed_or_published(story).at.to_rfc3339(),
            "authors": authors,
            "tags": self.tag_names(index),
        })
    }
}

/// Returns when a story was changed, or else published.
fn changed_or_published(story: &Story) -> Moment {
    story.front.last_changed().unwrap_or(*story.front.date)
}

/// Iterates over everybody who wrote a story.
fn author_names(story: &Story) -> impl Iterator<Item = &str> {
    let byline = story.front.byline.iter();
    let writers = byline.filter(|byline| matches!(byline.role.as_str(), "记者" | "作者" | "通讯员"));
    writers.flat_map(|byline| byline.names.iter().map(String::as_str))
}

fn write_atom_link(xml: &mut XmlWriter, rel: &str, href: &str) -> io::Result<()> {
    let link = xml.create_element("link").with_attribute(("rel", rel)).with_attribute(("href", href));
    link.write_empty().map(drop)
}

fn write_atom_person(xml: &mut XmlWriter, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| write_text_element(xml, "name", name)).map(drop)
}
