//! The view of a story.

use super::cards::{byline, date};
use super::{Renderer, view};
use crate::model::StoryIx;

impl Renderer<'_> {
    /// A story on a page of its own.
    pub(super) fn story(&self, ix: StoryIx) -> view::Story {
        self.story_with_anchors(ix, "")
    }

    /// A story whose anchors begin with `prefix`.
    pub(super) fn story_with_anchors(&self, ix: StoryIx, prefix: &str) -> view::Story {
        let story = self.site.story(ix);
        let front = &story.front;
        let (newer, older) = self.site.neighbours(ix);
        let (previous, next) = self.site.neighbours_in_issue(ix);
        let correction =
            |c: &crate::parse::front_matter::Correction| view::Correction { date: date(c.date), text: c.text.clone() };
        let headings = story.body.headings.iter().filter(|heading| heading.level == 2);
        view::Story {
            title: front.title.clone(),
            headline: story.headline.clone(),
            kicker: front.kicker.clone().unwrap_or_default(),
            subtitle: front.subtitle.clone().unwrap_or_default(),
            url: self.link(&story.address),
            date: date(front.date),
            updated: front.updated.map(date),
            corrections: front.corrections.iter().map(correction).collect(),
            column: self.column_link(self.site.column_of(ix)),
            byline: front.byline.iter().map(byline).collect(),
            source: front.source.clone().unwrap_or_default(),
            issue: self.site.issue_of(ix).map(|at| self.issue_link(at)),
            issue_page: front.page.as_ref().map_or_else(String::new, |page| format!("第{}版", page.number)),
            words: story.length.word_count(),
            minutes: story.length.reading_minutes(story.body.pictures),
            summary: story.summary.clone(),
            summary_written: front.summary.is_some(),
            cover: self.cover(ix),
            // Between these a search verifies what it shows.
            body: format!("<!--search-->{}<!--/search-->", self.body_html(&story.body, prefix)),
            headings: headings.map(|h| view::Link { name: h.text.clone(), url: format!("#{}", h.id) }).collect(),
            figures: self.figures(ix),
            tags: self.site.tags_of(ix).map(|at| self.tag_link(at)).collect(),
            newer: newer.map(|ix| self.story_link(ix)),
            older: older.map(|ix| self.story_link(ix)),
            issue_previous: previous.map(|ix| self.story_link(ix)),
            issue_next: next.map(|ix| self.story_link(ix)),
            related: self.cards(&(self.related)(ix)),
        }
    }
}
