//! The view of a story.

use super::cards::{byline_view, correction_view, date_view};
use super::facts::{StoryFacts, StoryPage};
use super::figure::figure_views;
use super::pictures::BodyFrame;
use super::{Renderer, view};
use crate::model::StoryIx;
use crate::parse::StoryBody;

impl Renderer<'_> {
    /// Makes the view of a story whose anchors begin with `prefix`.
    pub(super) fn story_view(&self, story: StoryIx, prefix: &str) -> view::StoryView {
        self.story_page(story).view(&self.body_frame(), prefix)
    }
}

impl StoryPage<'_, '_> {
    fn view(self, frame: &BodyFrame, prefix: &str) -> view::StoryView {
        let StoryFacts { story, url, column, tags, issue, cover, pictures, .. } = &self.story.facts;
        let front = &story.front;

        view::StoryView {
            title: front.title.to_string(),
            headline: story.headline.clone(),
            kicker: front.kicker.as_deref().cloned().unwrap_or_default(),
            subtitle: front.subtitle.as_deref().cloned().unwrap_or_default(),
            url: url.clone(),
            date: date_view(*front.date),
            updated: front.updated.map(|updated| date_view(updated.value)),
            corrections: front.corrections.iter().map(correction_view).collect(),
            column: column.clone(),
            byline: front.byline.iter().map(byline_view).collect(),
            source: front.source.as_deref().cloned().unwrap_or_default(),
            issue: issue.clone(),
            issue_page: front.page.as_ref().map_or_else(String::new, |page| page.place.title()),
            english: story.is_english(),
            words: story.length.word_count(),
            minutes: story.length.reading_minutes(story.body.pictures),
            summary: story.summary.clone(),
            summary_written: front.summary.is_some(),
            cover: cover.clone(),
            // The browser's search verifies a match between these.
            body: format!("<!--search-->{}<!--/search-->", frame.fill(&story.body, pictures, prefix)),
            headings: heading_links(&story.body),
            figures: figure_views(story),
            tags: tags.clone(),
            newer: self.newer,
            older: self.older,
            issue_previous: self.issue_previous,
            issue_next: self.issue_next,
            related: self.related.iter().map(|related| related.facts.card()).collect(),
        }
    }
}

/// Returns links to the headings of the second level.
fn heading_links(body: &StoryBody) -> Vec<view::LinkView> {
    let headings = body.headings.iter().filter(|heading| heading.level == 2);
    headings.map(|heading| view::LinkView { name: heading.text.clone(), url: format!("#{}", heading.id) }).collect()
}
