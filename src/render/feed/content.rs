//! The content of a story in feeds: the whole of it, for readers who have neither our styles nor our scripts.

use std::fmt::Write;

use super::portable_html::{PlacedPicture, make_portable};
use crate::chart::Chart;
use crate::markup::escape_double_quoted;
use crate::model::StoryIx;
use crate::parse::markdown::Slot;
use crate::parse::{Story, StoryBody};
use crate::render::Renderer;
use crate::render::cards::{byline_view, correction_view};

/// The gap between the statements of a line, as on a page.
const GAP: &str = "　";

impl Renderer<'_> {
    /// Returns a story as HTML with whole addresses: corrections first, as the page begins with the notice of them, then
    /// what the page says above the text, then figures as tables and the text.
    pub(super) fn feed_content(&self, index: StoryIx) -> String {
        let story = self.site.story(index);
        let mut html = String::new();

        for correction in story.front.corrections.iter().map(correction_view) {
            let _ = write!(html, "<p><strong>更正</strong>（{}）", correction.date.text);
            escape_double_quoted(&mut html, &correction.text);
            html.push_str("</p>\n");
        }
        write_head(&mut html, story);
        self.write_cover(&mut html, index);
        html.extend(story.front.figures.charts.iter().map(Chart::to_plain_figure));
        html.push_str(&self.portable_body(&story.body, index));
        html
    }

    /// Writes the cover as a figure, its picture in a copy of fitting size.
    fn write_cover(&self, html: &mut String, index: StoryIx) {
        let facts = &self.known_story(index).facts;
        let (Some(cover), Some(written)) = (&facts.cover, &facts.story.front.cover) else { return };

        let _ = write!(html, "<figure><img src=\"{}\" alt=\"", self.fitting_picture_url(&written.image));
        escape_double_quoted(html, &cover.alt);
        html.push('"');
        if cover.width > 0 {
            let _ = write!(html, " width=\"{}\" height=\"{}\"", cover.width, cover.height);
        }
        html.push('>');

        let lines: Vec<&str> = written.lines_below().map(|line| line.as_str()).collect();
        if !lines.is_empty() {
            write_element(html, "<figcaption>", &lines.join(GAP), "</figcaption>");
        }
        html.push_str("</figure>\n");
    }

    /// Returns the text of a story with whole addresses, also of notes and of the way back from them: a reader's program shows
    /// several stories on one page. Charts are tables, and pictures have one address each, of a copy of fitting size.
    fn portable_body(&self, body: &StoryBody, index: StoryIx) -> String {
        let root = self.site.config.root_url();
        let page = self.absolute_url(&self.site.story(index).address);
        let mut pictures = Vec::new();

        let html = body.html.fill_slots(|slot, html| match slot {
            Slot::Root => html.push_str(&root),
            Slot::Fragment => html.extend([&page, "#"]),
            Slot::Picture(path) => {
                pictures.push(PlacedPicture { place: html.len(), url: self.fitting_picture_url(path) });
            }
            Slot::Id | Slot::OwnClass | Slot::PictureEnd => {}
            Slot::Chart(at) => html.extend(body.charts.get(*at).map(Chart::to_plain_figure)),
        });
        make_portable(&html, &pictures)
    }
}

/// Writes what a page says above the text and a feed has no place for: kicker, subtitle, source, byline.
fn write_head(html: &mut String, story: &Story) {
    let front = &story.front;
    if let Some(kicker) = &front.kicker {
        write_element(html, "<p>", kicker, "</p>\n");
    }
    if let Some(subtitle) = &front.subtitle {
        write_element(html, "<p><strong>", subtitle, "</strong></p>\n");
    }

    let source = front.source.iter().map(|source| format!("来源：{}", source.as_str()));
    let people = front.byline.iter().map(byline_view).map(|byline| format!("{} {}", byline.role, byline.names));
    let statements: Vec<String> = source.chain(people).collect();
    if !statements.is_empty() {
        write_element(html, "<p>", &statements.join(GAP), "</p>\n");
    }
}

fn write_element(html: &mut String, start: &str, text: &str, end: &str) {
    html.push_str(start);
    escape_double_quoted(html, text);
    html.push_str(end);
}
