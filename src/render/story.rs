//! The view of a story.

use super::cards::{byline_view, date_view};
use super::{Renderer, view};
use crate::model::StoryIx;

impl Renderer<'_> {
    /// A story on a page of its own.
    pub(super) fn story_view(&self, ix: StoryIx) -> view::StoryView {
        self.story_view_with_anchors(ix, "")
    }

    /// A story whose anchors begin with `prefix`.
    pub(super) fn story_view_with_anchors(&self, ix: StoryIx, prefix: &str) -> view::StoryView {
        let story = self.site.story(ix);
        let front = &story.front;
        let (newer, older) = self.site.column_neighbours(ix);
        let (previous, next) = self.site.issue_neighbours(ix);
        let correction = |c: &crate::parse::front_matter::Correction| view::CorrectionView {
            date: date_view(c.date),
            text: c.text.clone(),
        };
        let headings = story.body.headings.iter().filter(|heading| heading.level == 2);
        view::StoryView {
            title: front.title.to_string(),
            headline: story.headline.clone(),
            kicker: front.kicker.as_deref().cloned().unwrap_or_default(),
            subtitle: front.subtitle.as_deref().cloned().unwrap_or_default(),
            url: self.link_to(&story.address),
            date: date_view(*front.date),
            updated: front.updated.map(|updated| date_view(updated.value)),
            corrections: front.corrections.iter().map(correction).collect(),
            column: self.column_link(self.site.column_of(ix)),
            byline: front.byline.iter().map(byline_view).collect(),
            source: front.source.as_deref().cloned().unwrap_or_default(),
            issue: self.site.issue_of(ix).map(|at| self.issue_link(at)),
            issue_page: front.page.as_ref().map_or_else(String::new, |page| format!("第{}版", page.number)),
            words: story.length.word_count(),
            minutes: story.length.reading_minutes(story.body.pictures),
            summary: story.summary.clone(),
            summary_written: front.summary.is_some(),
            cover: self.cover_view(ix),
            // Between these a search verifies what it shows.
            body: format!("<!--search-->{}<!--/search-->", self.body_html(&story.body, prefix)),
            headings: headings.map(|h| view::LinkView { name: h.text.clone(), url: format!("#{}", h.id) }).collect(),
            figures: self.figure_views(ix),
            tags: self.site.tags_of(ix).map(|at| self.tag_link(at)).collect(),
            newer: newer.map(|ix| self.story_link(ix)),
            older: older.map(|ix| self.story_link(ix)),
            issue_previous: previous.map(|ix| self.story_link(ix)),
            issue_next: next.map(|ix| self.story_link(ix)),
            related: self.story_cards(&(self.related)(ix)),
        }
    }
}
