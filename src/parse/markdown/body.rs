//! What comes of reading a body.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::slots::Html;
use crate::chart::Chart;
use crate::parse::link::Link;

/// The text of a story.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// Safe HTML.
    pub html: Html,
    /// What a reader reads, paragraphs apart by line breaks.
    #[serde(skip)] // kept as quotations
    pub text: String,
    /// Where the first paragraphs of running text stand in [`Self::text`]: without headings, lists, captions, notes.
    pub(in crate::parse) lead: Vec<Range<usize>>,
    /// In order, their anchors unique.
    pub headings: Vec<Heading>,
    /// Links and pictures within the site, to be checked once all addresses are known.
    pub links: Vec<Link>,
    /// Charts, to be set at their slots in [`Self::html`].
    pub charts: Vec<Chart>,
    /// The paths below the root of the files that charts are drawn from.
    pub tables: Vec<String>,
    /// How many pictures there are.
    pub pictures: usize,
}

impl Body {
    /// The first paragraphs of running text, a line each; all of the text if there are none.
    pub fn lead(&self) -> String {
        if self.lead.is_empty() {
            return self.text.clone();
        }
        self.lead.iter().filter_map(|range| self.text.get(range.clone())).collect::<Vec<_>>().join("\n")
    }
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6: the page's only first-level heading is the headline.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// What it says.
    pub text: String,
}
