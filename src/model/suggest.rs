//! Tags for a story: those of the site that fit it, and words of its own that would make one.
//!
//! A tag fits where the story names it, and where the story is like the stories that have it: their words, weighed and
//! averaged, lie in the direction of its own, and clearly more so than the words of the whole site do.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::config::TagSettings;
use crate::model::Site;
use crate::model::related::StoryKeywords;
use crate::parse::Story;
use crate::search::fold::fold_text;
use crate::search::index::shape_for;
use crate::search::{Field, Keyword, SegmentWriter, Segmenter};

/// Tags of the site that are proposed at most, and new words.
const MAX_PROPOSALS: usize = 8;
/// Tags of a story, with those it has.
const FULL_TAG_COUNT: usize = 5;
/// Up to so many tags the line to paste takes in new words too: every new tag is one more list to look after.
const FEW_TAGS: usize = 3;
/// What fits less is not proposed. A tag of four characters that is named once in the text fits more, one of two
/// characters has to be named twice.
const MIN_FIT: f32 = 0.4;
/// How alike a story and the stories of a tag must be to count: the cosine of the angle between their words, 0 to 1.
const MIN_SIMILARITY: f32 = 0.15;
/// How many times more alike than story and site.
const SITE_SIMILARITY_FACTOR: f32 = 1.5;
/// What likeness counts, beside being named.
const SIMILARITY_WEIGHT: f32 = 3.0;
/// New words that are looked up in all stories.
const MAX_CANDIDATES: usize = 60;

/// Words that name something and tell nothing.
const STOP_WORDS: &str = include_str!("suggest/empty.txt");

/// A tag of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedTag {
    /// Its right name.
    pub name: String,
    /// How many published stories have it.
    pub stories: usize,
}

/// What is proposed for a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagSuggestions {
    /// The tags it has, by their right names.
    pub existing: Vec<String>,
    /// Tags of the site, the best first.
    pub site_tags: Vec<SuggestedTag>,
    /// Words that are no tag yet, the best first.
    pub new_words: Vec<String>,
}

impl TagSuggestions {
    /// The tags it has and the best of what is proposed.
    pub fn tag_line(&self) -> Vec<&str> {
        let known = self.existing.iter().chain(self.site_tags.iter().map(|tag| &tag.name));
        let mut line: Vec<&str> = known.take(FULL_TAG_COUNT.max(self.existing.len())).map(String::as_str).collect();
        line.extend(self.new_words.iter().map(String::as_str).take(FEW_TAGS.saturating_sub(line.len())));
        line
    }
}

/// Proposes tags for a story, published or not, by the keywords of the site's stories.
pub fn suggest_tags(
    site: &Site,
    keywords: &[StoryKeywords],
    settings: &TagSettings,
    story: &Story,
    segmenter: &Segmenter,
) -> TagSuggestions {
    let mut has: Vec<String> = Vec::new();
    for written in &story.front.tags {
        let name = settings.canonical_name(written);
        if !has.iter().any(|other| other == name) {
            has.push(name.to_owned());
        }
    }
    // As the site's stories were cut into words, so is this one.
    let segmenter = segmenter.with_words(site.tags.iter().map(|tag| tag.name.as_str()));
    let text = FoldedStory::from_story(story);
    let likeness = StorySimilarity::new(site, keywords, story, &segmenter);
    let known = suggest_site_tags(site, settings, &likeness, &text, &has);
    let new = suggest_new_words(site, settings, story, &text, &has, &known, &segmenter);
    TagSuggestions { existing: has, site_tags: known, new_words: new }
}

/// What a story says, as it is searched.
struct FoldedStory {
    head: String,
    body: String,
}

impl FoldedStory {
    fn from_story(story: &Story) -> Self {
        let front = &story.front;
        let head = [Some(&*front.title), front.kicker.as_deref(), front.subtitle.as_deref()];
        let head: Vec<&str> = head.into_iter().flatten().map(String::as_str).collect();
        Self { head: fold_text(&head.join("\n")), body: fold_text(&story.search_body().collect::<Vec<_>>().join("\n")) }
    }

    /// How clearly the story names something: by how often in the text, a name of less than four characters counting
    /// less (it may stand there by chance), and 2 more if in the headline.
    fn mention_score(&self, name: &str) -> f32 {
        let name = fold_text(name);
        let length = name.chars().count().min(4) as f32 / 4.0;
        let times = self.body.matches(&name).count() as f32;
        let body = (1.0 + times).ln() * length;
        if self.head.contains(&name) { 2.0 + body } else { body }
    }
}

fn suggest_site_tags(
    site: &Site,
    settings: &TagSettings,
    likeness: &StorySimilarity,
    text: &FoldedStory,
    has: &[String],
) -> Vec<SuggestedTag> {
    let mut fits: Vec<(f32, SuggestedTag)> = Vec::new();
    for tag in site.tags.iter().filter(|tag| !has.contains(&tag.name)) {
        let old = settings.merged.iter().filter(|(_, to)| **to == tag.name).map(|(old, _)| old);
        let named = old.chain([&tag.name]).map(|name| text.mention_score(name)).fold(0.0, f32::max);
        let alike = likeness.cosine_with_centroid(tag.stories.iter().map(|story| story.index()));
        let fit = named + SIMILARITY_WEIGHT * if alike >= likeness.enough { alike } else { 0.0 };
        if fit >= MIN_FIT {
            fits.push((fit, SuggestedTag { name: tag.name.clone(), stories: tag.stories.len() }));
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    fits.into_iter().map(|(_, tag)| tag).take(MAX_PROPOSALS).collect()
}

/// Words and their weights: how often, how long, how rare; their squares are 1 together.
type WordWeights = Vec<(u32, f32)>;

/// How like a story others are.
struct StorySimilarity {
    /// By published story; the one in question has none.
    others: Vec<WordWeights>,
    own: HashMap<u32, f32>,
    enough: f32,
}

impl StorySimilarity {
    fn new(site: &Site, keywords: &[StoryKeywords], story: &Story, segmenter: &Segmenter) -> Self {
        let mut stories: HashMap<u32, usize> = HashMap::new();
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *stories.entry(word.hash).or_default() += 1;
        }
        let all = site.stories.len() as f32;
        let vector = |words: &[Keyword]| -> WordWeights {
            let weigh = |word: &Keyword| {
                let rarity = (1.0 + all / stories.get(&word.hash).copied().unwrap_or(1) as f32).ln();
                (word.hash, (1.0 + f32::from(word.times)).ln() * f32::from(word.length) * rarity)
            };
            let mut vector: WordWeights = words.iter().map(weigh).collect();
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            vector
        };
        let other = |(other, keywords): (&Arc<Story>, &StoryKeywords)| {
            if other.path == story.path { WordWeights::new() } else { vector(keywords) }
        };
        let others = site.stories.iter().zip(keywords).map(other).collect();
        let own = vector(&story_keywords(story, segmenter)).into_iter().collect();
        let mut likeness = Self { others, own, enough: 0.0 };
        // What all stories of a site share says nothing about a tag.
        likeness.enough =
            (likeness.cosine_with_centroid(0..site.stories.len()) * SITE_SIMILARITY_FACTOR).max(MIN_SIMILARITY);
        likeness
    }

    /// The cosine between the story and the middle of some others.
    fn cosine_with_centroid(&self, stories: impl Iterator<Item = usize>) -> f32 {
        let mut middle: BTreeMap<u32, f32> = BTreeMap::new();
        for (word, weight) in stories.flat_map(|story| &self.others[story]) {
            *middle.entry(*word).or_default() += weight;
        }
        let length = middle.values().map(|weight| weight * weight).sum::<f32>().sqrt();
        let product: f32 = middle.iter().filter_map(|(word, weight)| Some(weight * self.own.get(word)?)).sum();
        if length > 0.0 { product / length } else { 0.0 }
    }
}

/// The keywords of a story, which may be none of the site's.
fn story_keywords(story: &Story, segmenter: &Segmenter) -> Vec<Keyword> {
    // Only its words are wanted, and no files.
    let mut cutter = SegmentWriter::new(segmenter, shape_for(1));
    cutter.add_text(0, Field::Title, &story.front.title);
    story.search_head().into_iter().for_each(|text| cutter.add_text(0, Field::Head, text));
    story.search_body().for_each(|text| cutter.add_text(0, Field::Body, text));
    cutter.finish_segment().keywords.pop().unwrap_or_default()
}

fn suggest_new_words(
    site: &Site,
    settings: &TagSettings,
    story: &Story,
    text: &FoldedStory,
    has: &[String],
    known: &[SuggestedTag],
    segmenter: &Segmenter,
) -> Vec<String> {
    let tags: BTreeSet<&str> = site
        .tags
        .iter()
        .map(|tag| tag.name.as_str())
        .chain(settings.merged.keys().chain(settings.details.keys()).chain(has).map(String::as_str))
        .collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (text, count) in [(&text.head, 3), (&text.body, 1)] {
        for word in segmenter.known_nouns(text).filter(|word| !tags.contains(word) && says_something(word)) {
            *times.entry(word).or_default() += count;
        }
    }
    let weight = |word: &str, times: usize| (1.0 + times as f32).ln() * word.chars().count() as f32;
    let mut words: Vec<(f32, &str)> = times.into_iter().map(|(word, times)| (weight(word, times), word)).collect();
    let best_first =
        |words: &mut Vec<(f32, &str)>| words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    best_first(&mut words);
    words.truncate(MAX_CANDIDATES);
    let others: Vec<&Story> =
        site.stories.iter().map(|other| &**other).filter(|other| other.path != story.path).collect();
    words.retain_mut(|(weight, word)| {
        let has = |other: &&&Story| other.front.title.contains(&**word) || other.body.text.contains(&**word);
        let stories = others.iter().filter(has).count();
        *weight *= (1.0 + others.len() as f32 / (1.0 + stories as f32)).ln();
        // What stands in most stories would be a tag of them all.
        let everywhere = stories > 2 && stories * 2 > others.len();
        !everywhere && (stories >= 2 || text.head.contains(&**word))
    });
    best_first(&mut words);
    // A word inside one that is proposed, or that the story has, says less than that.
    let tags: Vec<&str> = has.iter().chain(known.iter().map(|tag| &tag.name)).map(String::as_str).collect();
    let whole = |word: &str| {
        let longer = |other: &str| other != word && other.contains(word);
        !tags.iter().any(|tag| longer(tag)) && !words.iter().any(|(_, other)| longer(other))
    };
    words.iter().filter(|(_, word)| whole(word)).map(|(_, word)| (*word).to_owned()).take(MAX_PROPOSALS).collect()
}

/// Whether a noun is no number, no time, and none of those that stand in every story.
fn says_something(word: &str) -> bool {
    let number = |c| "一二三四五六七八九十百千万亿零〇两半几多第首个名位家项次条件份种年月日周时分元".contains(c);
    !word.chars().all(number) && !STOP_WORDS.split_whitespace().any(|empty| empty == word)
}
