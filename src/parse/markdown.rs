//! The body: Markdown to HTML, with its plain text, headings, links and pictures.
//!
//! Links within the site begin with [`ROOT`] in the HTML, which becomes the base path on a page and the
//! absolute address in a feed.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::link::{Link, LinkTarget, Scheme, decode, picture_address, scheme};
use super::{cjk, text};
use crate::address::{self, Address, Naming};
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::{FileId, Span, Text};
use crate::yaml::is_text;

/// Stands for the site's root in [`Body::html`]. A noncharacter: no source may hold it.
pub const ROOT: char = '\u{FDD1}';

/// The text of a story.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Safe HTML; see [`ROOT`].
    pub html: String,
    /// What a reader reads, paragraphs apart by line breaks.
    pub text: String,
    /// In order, their anchors unique.
    pub headings: Vec<Heading>,
    /// Links and pictures within the site, to be checked once all addresses are known.
    pub links: Vec<Link>,
    /// How many pictures there are.
    pub pictures: usize,
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: the page's only first-level heading is the headline.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// Reads the body that begins at byte `start` of a file.
pub fn read(file: FileId, source: &Text, start: usize, naming: Naming, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let markdown = &source.text[start..];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let events: Vec<_> = Parser::new_ext(markdown, options).into_offset_iter().collect();
    let top =
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1));
    let mut reader = Reader {
        file,
        path: &source.path,
        start,
        naming,
        diagnostics,
        body: Body::default(),
        out: Vec::with_capacity(events.len()),
        anchors: HashMap::new(),
        shift: u8::from(top),
        heading: None,
        figure_until: None,
    };
    for at in 0..events.len() {
        reader.event(&events, at);
    }
    let Reader { mut body, out, .. } = reader;
    body.html.reserve(markdown.len() * 3 / 2);
    html::push_html(&mut body.html, out.into_iter());
    body.text.truncate(body.text.trim_end().len());
    body
}

struct Reader<'a, 'd> {
    file: FileId,
    path: &'a str,
    start: usize,
    naming: Naming,
    diagnostics: &'d mut Vec<Diagnostic>,
    body: Body,
    out: Vec<Event<'a>>,
    anchors: HashMap<String, usize>,
    /// By how much headings go down, so that none is of the first level.
    shift: u8,
    /// The heading we are in: its level, where it opens in `out`, and where its text begins.
    heading: Option<(u8, usize, usize)>,
    /// Events before this index belong to a picture that is already written.
    figure_until: Option<usize>,
}

type Events<'a> = [(Event<'a>, Range<usize>)];

impl<'a> Reader<'a, '_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start, self.start + range.end)
    }

    fn event(&mut self, events: &Events<'a>, at: usize) {
        if self.figure_until.is_some_and(|end| at < end) {
            return;
        }
        let (event, range) = &events[at];
        match event {
            Event::Start(Tag::Paragraph) => match lone_picture(events, at) {
                Some(end) => self.figure(events, at, end),
                None => self.out.push(event.clone()),
            },
            Event::Start(Tag::Heading { level, id, .. }) => {
                let level = (*level as u8 + self.shift).min(6);
                self.heading = Some((level, self.out.len(), self.body.text.len()));
                if let Some(id) = id {
                    self.anchors.insert(text::anchor(id), 0);
                }
                self.out.push(event.clone());
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(events, at),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url =
                    if *link_type == LinkType::Email { dest_url.clone() } else { self.link(dest_url, range) };
                self.out.push(Event::Start(Tag::Link {
                    link_type: *link_type,
                    dest_url,
                    title: title.clone(),
                    id: id.clone(),
                }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                self.body.pictures += 1;
                let dest_url = self.picture(dest_url, range);
                self.out.push(Event::Start(Tag::Image {
                    link_type: *link_type,
                    dest_url,
                    title: title.clone(),
                    id: id.clone(),
                }));
            }
            Event::Start(Tag::HtmlBlock) => self.out.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => self.out.push(Event::End(TagEnd::Paragraph)),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range),
            // An entity such as `&#8;` can bring in what the source does not hold.
            Event::Text(words) if !words.chars().all(is_text) => {
                let bad = words.chars().find(|c| !is_text(*c)).unwrap_or_default();
                self.diagnostics.push(catalog::bad_character(self.span(range), bad));
            }
            Event::Text(words) | Event::Code(words) => {
                self.body.text.push_str(words);
                self.out.push(event.clone());
            }
            Event::SoftBreak => {
                if cjk::break_is_space(self.body.text.chars().next_back(), next_character(events, at)) {
                    self.body.text.push(' ');
                    self.out.push(event.clone());
                }
            }
            Event::HardBreak | Event::Rule => {
                self.body.text.push('\n');
                self.out.push(event.clone());
            }
            Event::Start(Tag::Table(_)) => {
                self.out.push(Event::Html("<div class=\"table\">\n".into()));
                self.out.push(event.clone());
            }
            Event::End(end) => {
                if matches!(
                    end,
                    TagEnd::Paragraph
                        | TagEnd::Item
                        | TagEnd::TableCell
                        | TagEnd::CodeBlock
                        | TagEnd::DefinitionListTitle
                        | TagEnd::DefinitionListDefinition
                ) && !self.body.text.ends_with('\n')
                {
                    self.body.text.push('\n');
                }
                self.out.push(event.clone());
                if *end == TagEnd::Table {
                    self.out.push(Event::Html("</div>\n".into()));
                }
            }
            _ => self.out.push(event.clone()),
        }
    }

    fn end_heading(&mut self, events: &Events<'a>, at: usize) {
        let Some((level, open, from)) = self.heading.take() else { return };
        let heading = self.body.text[from..].trim().to_owned();
        self.body.text.push('\n');
        let own = match &self.out[open] {
            Event::Start(Tag::Heading { id: Some(id), .. }) => Some(text::anchor(id)),
            _ => None,
        };
        let id = own.unwrap_or_else(|| self.free_anchor(text::anchor(&heading)));
        let level_name = match level {
            2 => pulldown_cmark::HeadingLevel::H2,
            3 => pulldown_cmark::HeadingLevel::H3,
            4 => pulldown_cmark::HeadingLevel::H4,
            5 => pulldown_cmark::HeadingLevel::H5,
            _ => pulldown_cmark::HeadingLevel::H6,
        };
        self.out[open] = Event::Start(Tag::Heading {
            level: level_name,
            id: Some(id.clone().into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        });
        debug_assert!(matches!(events[at].0, Event::End(TagEnd::Heading(_))));
        self.out.push(Event::End(TagEnd::Heading(level_name)));
        self.body.headings.push(Heading { level, id, text: heading });
    }

    /// The anchor itself, or with `-1`, `-2` … if it is taken.
    fn free_anchor(&mut self, anchor: String) -> String {
        let mut id = anchor.clone();
        while self.anchors.contains_key(&id) {
            let count = self.anchors.entry(anchor.clone()).or_default();
            *count += 1;
            id = format!("{anchor}-{count}");
        }
        self.anchors.insert(id.clone(), 0);
        id
    }

    /// Where a link leads in the output; links within the site are kept for checking.
    fn link(&mut self, written: &str, range: &Range<usize>) -> CowStr<'a> {
        let span = self.span(range);
        match scheme(written) {
            Scheme::Outside => return written.to_owned().into(),
            Scheme::Unsafe => {
                self.diagnostics.push(catalog::unsafe_link(span, written));
                return "".into();
            }
            Scheme::Site => {}
        }
        let (path, anchor) =
            written.split_once('#').map_or((written, None), |(path, anchor)| (path, Some(decode(anchor))));
        let (path, query) = path
            .split_once('?')
            .map_or((path, ""), |(path, _)| (path, &written[path.len()..written.find('#').unwrap_or(written.len())]));
        let decoded = decode(path);
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        let hash = anchor.as_deref().map_or_else(String::new, |anchor| format!("#{anchor}"));
        let mut keep =
            |target| self.body.links.push(Link { written: path.to_owned(), span, target, anchor: anchor.clone() });
        if decoded.is_empty() {
            keep(LinkTarget::Here);
            return hash.into();
        }
        if let Some(rooted) = decoded.strip_prefix('/') {
            let output = if rooted.is_empty() || rooted.ends_with('/') {
                format!("{rooted}index.html")
            } else {
                rooted.to_owned()
            };
            keep(LinkTarget::Output(output.clone()));
            let url = Address::new(&output).map_or_else(String::new, |address| address.url());
            return format!("{ROOT}{url}{query}{hash}").into();
        }
        let Some(target) = address::resolve(self.path, &decoded).filter(|target| target.starts_with("content/")) else {
            self.diagnostics.push(catalog::link_outside(span, written));
            return "".into();
        };
        let below = target.trim_start_matches("content/");
        let address = if decoded.ends_with(".md") {
            keep(LinkTarget::Story(target.clone()));
            address::story(below, self.naming)
        } else {
            let output = if decoded.ends_with('/') || below.is_empty() {
                format!("{below}/index.html").trim_start_matches('/').to_owned()
            } else {
                below.to_owned()
            };
            keep(LinkTarget::Output(output.clone()));
            Address::new(&output)
        };
        let url = address.map_or_else(String::new, |address| address.url());
        format!("{ROOT}{url}{query}{hash}").into()
    }

    fn picture(&mut self, written: &str, range: &Range<usize>) -> CowStr<'a> {
        let span = self.span(range);
        match scheme(written) {
            Scheme::Outside => return written.to_owned().into(),
            Scheme::Unsafe => {
                self.diagnostics.push(catalog::unsafe_link(span, written));
                return "".into();
            }
            Scheme::Site => {}
        }
        let Some(output) = picture_address(self.path, written) else {
            self.diagnostics.push(catalog::link_outside(span, written));
            return "".into();
        };
        let url = Address::new(&output).map_or_else(String::new, |address| address.url());
        self.body.links.push(Link {
            written: written.to_owned(),
            span,
            target: LinkTarget::Picture(output),
            anchor: None,
        });
        format!("{ROOT}{url}").into()
    }

    /// A picture that is a paragraph of its own: with its title as caption, and a credit `■摄影 …` in it.
    fn figure(&mut self, events: &Events<'a>, at: usize, end: usize) {
        self.figure_until = Some(end);
        let (Event::Start(Tag::Image { dest_url, title, .. }), range) = &events[at + 1] else { return };
        self.body.pictures += 1;
        let url = self.picture(dest_url, range);
        let alt: String = events[at + 2..end]
            .iter()
            .map(|(event, _)| match event {
                Event::Text(words) | Event::Code(words) => words.as_ref(),
                Event::SoftBreak | Event::HardBreak => " ",
                _ => "",
            })
            .collect();
        let (caption, credit) = title.split_once('■').unwrap_or((title, ""));
        let mut html = format!(
            "<figure class=\"picture\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
            escape(&url),
            escape(&alt)
        );
        if !title.is_empty() {
            html.push_str("<figcaption>");
            html.push_str(&escape(caption.trim()));
            if !credit.trim().is_empty() {
                html.push_str(&format!("<span class=\"credit\">{}</span>", escape(credit.trim())));
            }
            html.push_str("</figcaption>");
            self.body.text.push_str(caption.trim());
            self.body.text.push('\n');
        }
        html.push_str("</figure>\n");
        self.out.push(Event::Html(html.into()));
    }

    fn raw_html(&mut self, html: &CowStr<'a>, range: &Range<usize>) {
        let trimmed = html.trim();
        if trimmed.starts_with("<!--") && trimmed.ends_with("-->") {
            return;
        }
        let span = self.span(range);
        self.diagnostics.push(catalog::raw_html(span, html));
        self.body.text.push_str(html);
        self.out.push(Event::Text(html.clone()));
    }
}

/// Where the paragraph that opens at `at` ends, if it holds one picture and nothing else.
fn lone_picture(events: &Events, at: usize) -> Option<usize> {
    if !matches!(events.get(at + 1)?.0, Event::Start(Tag::Image { .. })) {
        return None;
    }
    let close = at + 2 + events[at + 2..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)))?;
    matches!(events.get(close + 1)?.0, Event::End(TagEnd::Paragraph)).then_some(close + 2)
}

/// The first character that a reader sees after an event, through emphasis and links.
fn next_character(events: &Events, at: usize) -> Option<char> {
    events[at + 1..].iter().find_map(|(event, _)| match event {
        Event::Text(words) | Event::Code(words) => words.chars().next().map(Some),
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
        | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
        | Event::FootnoteReference(_) => None,
        _ => Some(None),
    })?
}

/// Text for an HTML attribute or element.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
