//! A story as a document for a search engine.

use serde::Serialize;

use crate::digest::Digest;
use crate::model::{Site, StoryIx};
use crate::parse::{FrontMatter, Moment};
use crate::search::{Segmenter, TokenStrings};

/// A story as a document.
#[derive(Debug, Serialize)]
pub struct Document<'s> {
    /// The digest of the address, in 32 hexadecimal digits.
    #[serde(skip)]
    pub id: String,
    /// The whole address.
    pub url: String,
    /// The headline.
    pub title: &'s str,
    /// 引题
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kicker: Option<&'s str>,
    /// 副题
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<&'s str>,
    /// The name of its column.
    pub column: &'s str,
    /// The title of its issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// The date of publication (RFC 3339).
    pub date: String,
    /// The date of the last change, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// [`Self::date`] in seconds since 1970.
    #[serde(skip)]
    pub seconds: i64,
    /// Its tags by their canonical names.
    pub tags: Vec<&'s str>,
    /// The names of its byline, each once.
    pub names: Vec<&'s str>,
    /// The titles, labels and values of its figures.
    pub figures: Vec<&'s str>,
    /// The editor's summary, or the beginning of the text.
    pub summary: &'s str,
    /// The text, with a line break between paragraphs.
    pub body: &'s str,
    /// The tokens by which it is found.
    #[serde(skip)]
    pub tokens: ByField<TokenStrings>,
}

/// A value for each field of a story that is searched; the first weighs most.
#[derive(Debug, Serialize)]
pub struct ByField<T> {
    /// In the headline.
    pub title: T,
    /// Elsewhere in the head: kicker, subtitle, tags, names, figures.
    pub head: T,
    /// In the text.
    pub body: T,
}

impl ByField<TokenStrings> {
    /// Selects one kind of tokens of each field.
    pub(super) fn select_tokens<'t>(&'t self, kind: impl Fn(&'t TokenStrings) -> &'t String) -> ByField<&'t String> {
        ByField { title: kind(&self.title), head: kind(&self.head), body: kind(&self.body) }
    }
}

impl<'s> Document<'s> {
    /// Converts a story of a site whose segmenter knows its own words.
    pub fn new(site: &'s Site, ix: StoryIx, segmenter: &Segmenter) -> Self {
        let story = site.story(ix);
        let front = &story.front;
        let tags: Vec<&str> = site.tags_of(ix).map(|at| site.tag(at).name.as_str()).collect();

        let head = story.search_head();
        let tokens = ByField {
            title: tokenize(&[&front.title], segmenter),
            head: tokenize(&[tags.as_slice(), head.as_slice()].concat(), segmenter),
            body: tokenize(&story.search_body().collect::<Vec<_>>(), segmenter),
        };

        Self {
            id: Digest::of_bytes(story.address.as_str().as_bytes()).to_string(),
            url: format!("{}{}", site.config.root_url(), story.address.to_url()),
            title: &front.title,
            kicker: front.kicker.as_ref().map(|kicker| kicker.as_str()),
            subtitle: front.subtitle.as_ref().map(|subtitle| subtitle.as_str()),
            column: &site.column(site.column_of(ix)).name,
            issue: site.issue_of(ix).map(|at| site.issue(at).name.title()),
            date: rfc3339(*front.date, site),
            updated: front.last_changed().map(|moment| rfc3339(moment, site)),
            seconds: front.date.at.timestamp(),
            tags,
            names: distinct_names(front),
            figures: story.search_figures(),
            summary: &story.summary,
            body: &story.body.text,
            tokens,
        }
    }
}

fn tokenize(texts: &[&str], segmenter: &Segmenter) -> TokenStrings {
    let mut tokens = TokenStrings::default();
    for text in texts {
        tokens.add_text(segmenter.dictionary(), text);
    }
    tokens
}

/// Returns the names of all bylines, each once.
fn distinct_names(front: &FrontMatter) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in front.byline.iter().flat_map(|byline| &byline.names) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn rfc3339(moment: Moment, site: &Site) -> String {
    moment.at.with_timezone(&site.config.timezone).to_rfc3339()
}
