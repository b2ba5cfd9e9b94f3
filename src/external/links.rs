//! The links of a bulletin that lead to other sites, each with the places where it stands.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::Place;
use crate::model::Site;
use crate::parse::{StoryBody, link};
use crate::source::{FileId, Sources, Span};

/// An address of another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingLink {
    /// The address that is requested: without the part after `#`, which is never sent to a site.
    pub url: String,
    /// The places where it stands, once a file.
    pub places: Vec<Place>,
}

/// Returns every address of another site that a reader can follow or sees a picture from, now or later, in order.
pub fn outgoing_links(site: &Site, sources: &Sources) -> Vec<OutgoingLink> {
    let stories = site.stories.iter().map(|story| &**story).chain(site.scheduled_stories().map(|(story, _)| story));
    let mut bodies: Vec<(FileId, &StoryBody)> = stories.map(|story| (story.file, &story.body)).collect();
    for column in &site.columns {
        let path = format!("content/{}/_column.md", column.directory);
        if let (Some(body), Some((file, _))) = (&column.introduction, sources.find(&path)) {
            bodies.push((file, body));
        }
    }

    let own = site.config.root_url();
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (file, body) in bodies {
        let mut seen = HashSet::new();
        for url in external_urls(body.html.text()) {
            let page = url.split('#').next().unwrap_or_default().to_owned();
            // The site's own address: pages there are checked as links within the site, or not at all.
            if !page.starts_with(&own) && seen.insert(page.clone()) {
                found.entry(page).or_default().push(find_place(file, &url, sources));
            }
        }
    }
    found.into_iter().map(|(url, places)| OutgoingLink { url, places }).collect()
}

/// Returns the addresses of other sites that a body's HTML leads to or shows. HTML and not Markdown, so that bare addresses,
/// pictures and raw HTML are all seen as a reader sees them.
fn external_urls(html: &str) -> impl Iterator<Item = String> {
    // In HTML that the program has written or looked through `<` begins a tag and nothing else.
    let tags = html.split('<').skip(1).map(tag_text);
    let values = tags.flat_map(|tag| [" href=\"", " src=\""].into_iter().filter_map(|name| tag.split_once(name)));
    let values = values.filter_map(|(_, rest)| rest.split_once('"')).map(|(value, _)| unescape_attribute(value));

    values.filter_map(|url| {
        let (scheme, _) = url.split_once("//")?;
        match scheme.to_ascii_lowercase().as_str() {
            "http:" | "https:" => Some(url),
            // By the way the page itself comes.
            "" => Some(format!("https:{url}")),
            _ => None,
        }
    })
}

/// Returns the tag at the beginning of a text between two `<`.
fn tag_text(text: &str) -> &str {
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    &text[..end.unwrap_or(text.len())]
}

/// Returns an attribute's value, its references resolved.
fn unescape_attribute(value: &str) -> String {
    let named = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    named.replace("&#x27;", "'").replace("&amp;", "&").trim().to_owned()
}

/// Returns where an address stands in a file; the file alone if it is spelled there in another way.
fn find_place(file: FileId, url: &str, sources: &Sources) -> Place {
    let source = sources.text(file);
    // Bare addresses may begin with `www.`, others with `//`.
    let bare = url.split_once("//").map_or(url, |(_, bare)| bare);
    let decoded = link::decode_url(url);
    let bare_decoded = decoded.split_once("//").map_or(&*decoded, |(_, bare)| bare);
    let spellings = [url, bare, &decoded, bare_decoded];
    match spellings.into_iter().find_map(|written| Some((source.text.find(written)?, written))) {
        Some((at, written)) => Place::At(Span::new(file, at, at + written.len())),
        None => Place::File(source.path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_other_sites_are_seen_and_no_others() {
        let html = "<p><a href=\"https://a.example/?b=1&amp;c=2#d\">x</a> <a href=\"/e.html\">x</a>\n\
                    <a href=\"mailto:f@a.example\">x</a> <img src=\"//b.example/g.png\" alt=\"\">\n\
                    <code>href=\"http://c.example\"</code></p>";
        let found: Vec<String> = external_urls(html).collect();
        assert_eq!(found, ["https://a.example/?b=1&c=2#d", "https://b.example/g.png"]);
    }
}
