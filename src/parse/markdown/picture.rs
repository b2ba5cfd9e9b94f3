//! Pictures of a body, wherever they stand; those on lines of their own are [`figures`](super::figures).

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::reader::BodyReader;
use super::slots::Slot;
use crate::diagnostic::{add, catalog};
use crate::parse::link::{self, LinkTarget};
use crate::parse::markdown::rewrite::Events;
use crate::picture::shown_size;

impl<'a> BodyReader<'a, '_> {
    /// Reads a picture that has just opened, to its end.
    pub fn read_picture(&mut self, url: &str, title: &str, range: &Range<usize>, events: &mut Events<'a>) {
        self.body.pictures += 1;
        let resolved = link::resolve_picture(self.path, url, self.span(range));
        let output = match resolved.link.as_ref().map(|link| &link.target) {
            Some(LinkTarget::Picture(output)) => Some(output.clone()),
            _ => None,
        };
        if link::shows_elsewhere_only(url) {
            add(self.diagnostics, catalog::picture_lost(self.span(range), url));
        }
        let href = self.record_link(resolved);

        let alt = read_alt(events);
        let (alt, wanted) = WantedSize::split_from(&alt);
        let alt = self.escaped_attribute(alt, range);
        let title =
            if title.is_empty() { title } else { &format!(" title=\"{}\"", self.escaped_attribute(title, range)) };
        if alt.trim().is_empty() {
            add(self.diagnostics, catalog::picture_without_alt(self.span(range)));
        }
        let size = output.as_ref().and_then(|output| self.rules.pictures.get(output));
        let size = match wanted {
            Some(wanted) => wanted.to_attributes(size.copied()),
            None => size.map_or_else(String::new, |size| {
                let (width, height) = shown_size(*size);
                format!(" width=\"{width}\" height=\"{height}\"")
            }),
        };

        let begins = output.map(Slot::Picture);
        let ends = begins.as_ref().map(|_| Slot::PictureEnd);
        begins.into_iter().for_each(|slot| self.html.write_slot(slot));
        self.html.write_html("<img src=\"");
        self.html.write_href(&href);
        self.html.write_html(&format!("\" alt=\"{alt}\"{title}{size} loading=\"lazy\" decoding=\"async\">"));
        ends.into_iter().for_each(|slot| self.html.write_slot(slot));
    }
}

/// The size at which a picture is to be shown, in pixels, as Obsidian writes it behind a bar: `![图|300](a.png)`.
struct WantedSize {
    width: u32,
    height: Option<u32>,
}

impl WantedSize {
    /// Splits the size from the text of a picture.
    fn split_from(alt: &str) -> (&str, Option<Self>) {
        let (words, size) = alt.rsplit_once('|').unwrap_or(("", alt));
        // A number alone is a size only behind a bar: `![2020](a.png)`.
        match Self::parse(size.trim()).filter(|_| alt.contains('|')) {
            Some(wanted) => (words.trim_end(), Some(wanted)),
            None => (alt, None),
        }
    }

    fn parse(size: &str) -> Option<Self> {
        let (width, height) = size.split_once('x').map_or((size, None), |(width, height)| (width, Some(height)));
        fn pixels(digits: &str) -> Option<u32> {
            digits.parse::<u32>().ok().filter(|pixels| (1..=10_000).contains(pixels))
        }
        let height = match height {
            Some(height) => Some(pixels(height)?),
            None => None,
        };
        Some(Self { width: pixels(width)?, height })
    }

    /// Returns the attributes of the picture, whose own size keeps its proportions.
    fn to_attributes(&self, own: Option<(u32, u32)>) -> String {
        let scaled =
            own.map(|(width, height)| (u64::from(height) * u64::from(self.width) / u64::from(width.max(1))).max(1));
        let height = self.height.map(u64::from).or(scaled);
        let height = height.map_or_else(String::new, |height| format!(" height=\"{height}\""));
        format!(" width=\"{}\"{height} class=\"sized\"", self.width)
    }
}

/// Reads the text of a picture up to its end; pictures in it are texts, too.
fn read_alt(events: &mut Events) -> String {
    let mut alt = String::new();
    let mut depth = 1_usize;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) if depth == 1 => break,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(words) | Event::Code(words) => alt.push_str(&words),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}
