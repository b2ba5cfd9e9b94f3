//! The view of a story.

use super::cards::{byline_view, correction_view, date_view};
use super::{Renderer, view};
use crate::model::StoryIx;
use crate::parse::StoryBody;

impl Renderer<'_> {
    /// Makes the view of a story on a page of its own.
    pub(super) fn story_view(&self, story: StoryIx) -> view::StoryView {
        self.story_view_with_anchors(story, "")
    }

    /// Makes the view of a story whose anchors begin with `prefix`.
    pub(super) fn story_view_with_anchors(&self, index: StoryIx, prefix: &str) -> view::StoryView {
        let story = self.site.story(index);
        let front = &story.front;
        let column = self.site.column_neighbours(index);
        let issue = self.site.issue_neighbours(index);

        view::StoryView {
            title: front.title.to_string(),
            headline: story.headline.clone(),
            kicker: front.kicker.as_deref().cloned().unwrap_or_default(),
            subtitle: front.subtitle.as_deref().cloned().unwrap_or_default(),
            url: self.link_to(&story.address),
            date: date_view(*front.date),
            updated: front.updated.map(|updated| date_view(updated.value)),
            corrections: front.corrections.iter().map(correction_view).collect(),
            column: self.column_link(self.site.column_of(index)),
            byline: front.byline.iter().map(byline_view).collect(),
            source: front.source.as_deref().cloned().unwrap_or_default(),
            issue: self.site.issue_of(index).map(|issue| self.issue_link(issue)),
            issue_page: front.page.as_ref().map_or_else(String::new, |page| format!("第{}版", page.number)),
            words: story.length.word_count(),
            minutes: story.length.reading_minutes(story.body.pictures),
            summary: story.summary.clone(),
            summary_written: front.summary.is_some(),
            cover: self.cover_view(index),
            // The browser's search verifies a match between these.
            body: format!("<!--search-->{}<!--/search-->", self.body_html(&story.body, prefix)),
            headings: heading_links(&story.body),
            figures: self.figure_views(index),
            tags: self.site.tags_of(index).map(|tag| self.tag_link(tag)).collect(),
            newer: column.before.map(|story| self.story_link(story)),
            older: column.after.map(|story| self.story_link(story)),
            issue_previous: issue.before.map(|story| self.story_link(story)),
            issue_next: issue.after.map(|story| self.story_link(story)),
            related: self.story_cards(&(self.related)(index)),
        }
    }
}

/// Returns links to the headings of the second level.
fn heading_links(body: &StoryBody) -> Vec<view::LinkView> {
    let headings = body.headings.iter().filter(|heading| heading.level == 2);
    headings.map(|heading| view::LinkView { name: heading.text.clone(), url: format!("#{}", heading.id) }).collect()
}
