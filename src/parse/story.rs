//! Stories and introductions of columns, as their files say them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::front_matter::{Cover, FrontMatter};
use super::markdown::StoryBody;
use super::minhash::MinHash;
use super::text;
use crate::address::Address;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::search::fold::is_han;
use crate::source::FileId;

/// A story as its file says it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Story {
    /// Its text.
    pub file: FileId,
    /// The digest of its path and its text.
    pub text_digest: Digest,
    /// The digest of what readers get of it, without the files that it shows.
    pub reviewed_text: Digest,
    /// Its path, such as `content/xiangmu/2020-09-15-qianyue.md`.
    pub path: String,
    /// The directory below `content/`.
    pub column: String,
    /// Where it will stand.
    pub address: Address,
    /// The metadata between the `---` lines.
    pub front: FrontMatter,
    /// The text.
    pub body: StoryBody,
    /// The headline as HTML, with `<wbr>` between words.
    pub headline: String,
    /// The editor's summary, or the beginning of the text.
    pub summary: String,
    /// How much there is to read.
    pub length: text::TextLength,
    /// The signature by which near-duplicates are found; none for short texts.
    pub minhash: Option<MinHash>,
}

/// The introduction of a column: `content/<column>/_column.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Introduction {
    /// The directory below `content/`.
    pub column: String,
    /// The text.
    pub body: StoryBody,
}

/// The result of parsing one text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParsedText {
    /// The story, if it is one.
    #[serde(with = "super::shared")]
    pub story: Option<Arc<Story>>,
    /// The introduction, if it is one.
    pub introduction: Option<Introduction>,
    /// Its mistakes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Latin words of an English story for each Chinese character in it.
const ENGLISH_WORDS_PER_HAN: usize = 4;

impl Story {
    /// Whether the story is written in English: no Han character in its headline, and few in its text.
    pub fn is_english(&self) -> bool {
        self.length.words > self.length.han * ENGLISH_WORDS_PER_HAN && !self.front.title.contains(is_han)
    }

    /// Returns the texts that are searched besides headline, tags and body. All of them stand on the story's page.
    pub fn search_head(&self) -> Vec<&str> {
        let front = &self.front;
        let mut texts: Vec<&str> = front.kicker.iter().chain(&front.subtitle).map(|text| text.as_str()).collect();
        texts.extend(front.byline.iter().flat_map(|byline| &byline.names).map(String::as_str));
        texts.extend(self.search_figures());
        texts
    }

    /// Returns the texts that are searched besides the head: the abstract that an editor wrote, what stands below the cover,
    /// the body, the corrections.
    pub fn search_body(&self) -> impl Iterator<Item = &str> {
        let abstract_ = self.front.summary.as_ref().map(|_| self.summary.as_str());
        let below_cover = self.front.cover.iter().flat_map(Cover::lines_below).map(|line| line.as_str());
        let corrections = self.front.corrections.iter().map(|correction| correction.text.as_str());
        abstract_.into_iter().chain(below_cover).chain([self.body.text.as_str()]).chain(corrections)
    }

    /// Returns the texts of its figures.
    pub fn search_figures(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for figure in &self.front.figures.charts {
            texts.extend([figure.title.as_str(), figure.head.as_str()].into_iter().filter(|text| !text.is_empty()));
            texts.extend(figure.labels.iter().map(String::as_str));
            texts.extend(figure.series.iter().map(|series| series.name.as_str()).filter(|name| !name.is_empty()));
            texts.extend(figure.all_numbers().map(|number| number.written.as_str()));
        }
        texts
    }
}
