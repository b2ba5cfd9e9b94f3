//! The result of parsing a body.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::slots::Html;
use crate::chart::Chart;
use crate::parse::link::SiteLink;

/// The text of a story.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StoryBody {
    /// Safe HTML.
    pub html: Html,
    /// The plain text, paragraphs apart by line breaks.
    #[serde(skip)] // kept as quotations
    pub text: String,
    /// Where the first paragraphs of running text stand in [`Self::text`]: without headings, lists, captions, notes.
    pub(in crate::parse) lead_ranges: Vec<Range<usize>>,
    /// In order, their anchors unique.
    pub headings: Vec<Heading>,
    /// Links and pictures within the site, to be checked once all addresses are known.
    pub links: Vec<SiteLink>,
    /// Charts, to be set at their slots in [`Self::html`].
    pub charts: Vec<Chart>,
    /// The paths below the root of the files that charts are drawn from.
    pub tables: Vec<String>,
    /// How many pictures there are.
    pub pictures: usize,
}

impl StoryBody {
    /// Whether readers get nothing of it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
            && self.pictures == 0
            && self.charts.is_empty()
            && self.html.text().trim().is_empty()
    }

    /// The first paragraphs of running text, a line each; all of the text if there are none.
    pub fn lead_text(&self) -> String {
        if self.lead_ranges.is_empty() {
            return self.text.clone();
        }
        self.lead_ranges.iter().filter_map(|range| self.text.get(range.clone())).collect::<Vec<_>>().join("\n")
    }
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6: the page's only first-level heading is the headline.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// Its text.
    pub text: String,
}
