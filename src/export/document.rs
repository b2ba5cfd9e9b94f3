//! What an engine is told of a story.

use serde::Serialize;

use crate::digest::Digest;
use crate::model::{Site, StoryIx};
use crate::parse::Moment;
use crate::search::{Segmenter, TokenStrings};

/// A story.
#[derive(Debug, Serialize)]
pub struct Document<'s> {
    /// 32 hexadecimal digits that follow from the address alone.
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
    /// When it was published, as RFC 3339 has it.
    pub date: String,
    /// When it was last changed, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The same as [`Self::date`] in seconds since 1970.
    #[serde(skip)]
    pub seconds: i64,
    /// Its tags by their proper names.
    pub tags: Vec<&'s str>,
    /// The names of its byline, each once.
    pub names: Vec<&'s str>,
    /// The titles, labels and values of its figures.
    pub figures: Vec<&'s str>,
    /// The editor's summary, or the beginning of the text.
    pub summary: &'s str,
    /// The text, paragraphs apart by line breaks.
    pub body: &'s str,
    /// What it is found by.
    #[serde(skip)]
    pub tokens: ByField<TokenStrings>,
}

/// Where a text stands in a story: the nearer the beginning, the more it says.
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
    /// One kind of tokens.
    pub(super) fn select_tokens<'t>(&'t self, kind: impl Fn(&'t TokenStrings) -> &'t String) -> ByField<&'t String> {
        ByField { title: kind(&self.title), head: kind(&self.head), body: kind(&self.body) }
    }
}

impl<'s> Document<'s> {
    /// A story of a site, whose segmenter knows its own words.
    pub fn new(site: &'s Site, ix: StoryIx, segmenter: &Segmenter) -> Self {
        let story = site.story(ix);
        let front = &story.front;
        let tags: Vec<&str> = site.tags_of(ix).map(|at| site.tags[at].name.as_str()).collect();
        let mut names: Vec<&str> = Vec::new();
        for name in front.byline.iter().flat_map(|byline| &byline.names) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let tokens = |texts: &[&str]| {
            let mut tokens = TokenStrings::default();
            texts.iter().for_each(|text| tokens.add_text(segmenter.dictionary(), text));
            tokens
        };
        let head = story.search_head();
        let tokens = ByField {
            title: tokens(&[&front.title]),
            head: tokens(&[tags.as_slice(), head.as_slice()].concat()),
            body: tokens(&story.search_body().collect::<Vec<_>>()),
        };
        let moment = |moment: Moment| moment.at.with_timezone(&site.config.timezone).to_rfc3339();
        Self {
            id: Digest::of(story.address.as_str().as_bytes()).to_string(),
            url: format!("{}{}", site.config.root_url(), story.address.url()),
            title: &front.title,
            kicker: front.kicker.as_deref(),
            subtitle: front.subtitle.as_deref(),
            column: &site.columns[site.column_of(ix)].name,
            issue: site.issue_of(ix).map(|at| site.issues[at].name.title()),
            date: moment(front.date),
            updated: front.last_changed().map(moment),
            seconds: front.date.at.timestamp(),
            tags,
            names,
            figures: story.search_figures(),
            summary: &story.summary,
            body: &story.body.text,
            tokens,
        }
    }
}
