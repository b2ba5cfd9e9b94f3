//! The surroundings of a text that bear on what it becomes.

use std::collections::HashMap;

use chrono_tz::Tz;

use crate::config::lexicon::Lexicon;
use crate::config::{LineBreaks, Markup};
use crate::naming::Naming;
use crate::search::{LazySegmenter, Segmenter};
use crate::source::Sources;

/// Everything that parsing depends on besides the text.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// How file names become addresses.
    pub naming: Naming,
    /// The zone of dates without one.
    pub timezone: Tz,
    /// How a line break inside a paragraph is shown.
    pub line_breaks: LineBreaks,
    /// The HTML that a body may become.
    pub html: Markup,
    /// Cuts headings into words, between which they may be broken; without it they break anywhere.
    pub segmenter: Option<&'a Segmenter>,
    /// Cuts what is proofread into words.
    pub proof_segmenter: &'a LazySegmenter,
    /// Sizes of pictures in pixels, by their paths in the output.
    pub pictures: &'a HashMap<String, (u32, u32)>,
    /// All texts, for the data of charts.
    pub sources: &'a Sources,
    /// The house's wording.
    pub lexicon: &'a Lexicon,
}
