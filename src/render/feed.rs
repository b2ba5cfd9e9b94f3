//! Feeds with full text: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1. Pictures are told by Media RSS beside the enclosures of
//! both.

mod content;
mod portable_html;

use std::io;

use quick_xml::events::BytesText;
use serde_json::{Value, json};

use super::pictures::SharedPicture;
use super::xml::{XmlWriter, write_text_element, xml_document};
use super::{Renderer, view};
use crate::address::Address;
use crate::model::StoryIx;
use crate::parse::front_matter::{Correction, Cover};
use crate::parse::{Moment, Story};
use crate::plan::{ListKey, ListPart};

/// The namespace of Media RSS.
const MEDIA_NAMESPACE: (&str, &str) = ("xmlns:media", "http://search.yahoo.com/mrss/");

/// The namespace of Dublin Core.
const DUBLIN_CORE_NAMESPACE: (&str, &str) = ("xmlns:dc", "http://purl.org/dc/elements/1.1/");

/// A story as any feed tells it.
struct FeedItem<'r> {
    story: &'r Story,
    url: String,
    column: &'r view::LinkView,
    /// The absolute address of the column.
    column_url: String,
    tags: Vec<&'r str>,
    picture: Option<FeedPicture<'r>>,
    content: String,
}

/// The cover in the form in which other sites show it.
struct FeedPicture<'r> {
    cover: &'r Cover,
    file: &'r SharedPicture,
    /// Bytes of the file.
    length: usize,
}

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

    fn feed_item(&self, index: StoryIx) -> FeedItem<'_> {
        let facts = &self.known_story(index).facts;
        let column = ListKey::Column(self.site.column_of(index));
        let picture = facts.story.front.cover.as_ref().and_then(|cover| {
            let file = facts.shared_picture.as_ref()?;
            Some(FeedPicture { cover, file, length: self.shared_picture_length(file)? })
        });

        FeedItem {
            story: facts.story,
            url: self.absolute_url(&facts.story.address),
            column: &facts.column,
            column_url: self.absolute_url(&column.part_address(self.site, ListPart::Front)),
            tags: facts.tag_names(),
            picture,
            content: self.feed_content(index),
        }
    }

    pub(super) fn atom_feed(&self) -> Vec<u8> {
        let config = &self.site.config;
        let stories = self.newest_stories(ListKey::All);
        let own_url = self.absolute_url(&Address::from_known("feed.xml"));

        xml_document(|xml| {
            let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
            let feed = feed.with_attributes([DUBLIN_CORE_NAMESPACE, MEDIA_NAMESPACE, ("xml:lang", "zh-CN")]);
            feed.write_inner_content(|xml| {
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
                    let item = self.feed_item(story);
                    xml.create_element("entry").write_inner_content(|xml| item.write_atom(xml))?;
                }
                Ok(())
            })?;
            Ok(())
        })
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
                DUBLIN_CORE_NAMESPACE,
                MEDIA_NAMESPACE,
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
            let item = self.feed_item(story);
            xml.create_element("item").write_inner_content(|xml| item.write_rss(xml))?;
        }
        Ok(())
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
            "items": stories.into_iter().map(|story| self.feed_item(story).to_json()).collect::<Vec<_>>(),
        });
        let mut bytes = feed.to_string().into_bytes();
        bytes.push(b'\n');
        bytes
    }
}

impl FeedItem<'_> {
    fn write_atom(&self, xml: &mut XmlWriter) -> io::Result<()> {
        let Self { story, url, .. } = self;
        let front = &story.front;

        write_text_element(xml, "title", &front.title)?;
        write_text_element(xml, "id", url)?;
        write_atom_link(xml, "alternate", url)?;
        write_text_element(xml, "published", &front.date.at.to_rfc3339())?;
        write_text_element(xml, "updated", &changed_or_published(story).at.to_rfc3339())?;

        for name in front.author_names() {
            write_atom_person(xml, name)?;
        }
        let column = [("term", story.column.as_str()), ("scheme", &self.column_url), ("label", &self.column.name)];
        xml.create_element("category").with_attributes(column).write_empty()?;
        for tag in &self.tags {
            xml.create_element("category").with_attribute(("term", *tag)).write_empty()?;
        }
        if let Some(source) = &front.source {
            write_text_element(xml, "dc:source", source)?;
        }
        if let Some(FeedPicture { file, length, .. }) = &self.picture {
            let link = xml.create_element("link").with_attributes([("rel", "enclosure"), ("type", file.media_type)]);
            let link = link.with_attribute(("length", length.to_string().as_str()));
            link.with_attribute(("href", file.url.as_str())).write_empty()?;
        }
        self.write_media(xml)?;

        write_text_element(xml, "summary", &story.summary)?;
        let content = xml.create_element("content").with_attribute(("type", "html"));
        content.write_text_content(BytesText::new(&self.content)).map(drop)
    }

    fn write_rss(&self, xml: &mut XmlWriter) -> io::Result<()> {
        let Self { story, url, .. } = self;
        let front = &story.front;

        write_text_element(xml, "title", &front.title)?;
        write_text_element(xml, "link", url)?;
        xml.create_element("guid").with_attribute(("isPermaLink", "true")).write_text_content(BytesText::new(url))?;
        write_text_element(xml, "pubDate", &front.date.at.to_rfc2822())?;

        for name in front.author_names() {
            write_text_element(xml, "dc:creator", name)?;
        }
        let column = xml.create_element("category").with_attribute(("domain", self.column_url.as_str()));
        column.write_text_content(BytesText::new(&self.column.name))?;
        for tag in &self.tags {
            write_text_element(xml, "category", tag)?;
        }
        if let Some(source) = &front.source {
            write_text_element(xml, "dc:source", source)?;
        }
        if let Some(FeedPicture { file, length, .. }) = &self.picture {
            let enclosure = xml.create_element("enclosure").with_attribute(("url", file.url.as_str()));
            let enclosure = enclosure.with_attribute(("length", length.to_string().as_str()));
            enclosure.with_attribute(("type", file.media_type)).write_empty()?;
        }
        self.write_media(xml)?;

        write_text_element(xml, "description", &story.summary)?;
        write_text_element(xml, "content:encoded", &self.content)
    }

    /// Writes the cover as Media RSS has it, with its caption and credit.
    fn write_media(&self, xml: &mut XmlWriter) -> io::Result<()> {
        let Some(FeedPicture { cover, file, length }) = &self.picture else { return Ok(()) };
        let mut media = xml.create_element("media:content");
        media = media.with_attributes([("url", file.url.as_str()), ("type", file.media_type), ("medium", "image")]);
        media = media.with_attribute(("fileSize", length.to_string().as_str()));
        if file.width > 0 {
            media = media.with_attribute(("width", file.width.to_string().as_str()));
            media = media.with_attribute(("height", file.height.to_string().as_str()));
        }

        media.write_inner_content(|xml| {
            if let Some(caption) = &cover.caption {
                write_text_element(xml, "media:description", caption)?;
            }
            if let Some(credit) = &cover.credit {
                write_text_element(xml, "media:credit", credit)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn to_json(&self) -> Value {
        let Self { story, url, .. } = self;
        let front = &story.front;
        let authors: Vec<Value> = front.author_names().map(|name| json!({"name": name})).collect();
        let other_tags = self.tags.iter().copied().filter(|tag| *tag != self.column.name);
        let tags: Vec<&str> = std::iter::once(self.column.name.as_str()).chain(other_tags).collect();

        let mut item = json!({
            "id": url,
            "url": url,
            "title": *front.title,
            "summary": story.summary,
            "content_html": self.content,
            "date_published": front.date.at.to_rfc3339(),
            "date_modified": changed_or_published(story).at.to_rfc3339(),
            "authors": authors,
            "tags": tags,
            // What JSON Feed has no names for stands in an object of our own.
            "_jianbao": {
                "kicker": front.kicker.as_deref(),
                "subtitle": front.subtitle.as_deref(),
                "source": front.source.as_deref(),
                "column": self.column.name,
                "corrections": front.corrections.iter().map(correction_json).collect::<Vec<_>>(),
            },
        });
        if let Some(picture) = &self.picture {
            item["image"] = picture.file.url.as_str().into();
        }
        item
    }
}

fn correction_json(correction: &Correction) -> Value {
    json!({"date": correction.date.iso_date(), "text": correction.text})
}

/// Returns when a story was changed, or else published.
fn changed_or_published(story: &Story) -> Moment {
    story.front.last_changed().unwrap_or(*story.front.date)
}

fn write_atom_link(xml: &mut XmlWriter, rel: &str, href: &str) -> io::Result<()> {
    let link = xml.create_element("link").with_attribute(("rel", rel)).with_attribute(("href", href));
    link.write_empty().map(drop)
}

fn write_atom_person(xml: &mut XmlWriter, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| write_text_element(xml, "name", name)).map(drop)
}
