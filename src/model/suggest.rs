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
use crate::search::fold::fold;
use crate::search::index::shape;
use crate::search::{Cutter, Field, Keyword, Segmenter};

/// Tags of the site that are proposed at most, and new words.
const MOST: usize = 8;
/// Tags of a story, with those it has.
const FULL: usize = 5;
/// Up to so many tags the line to paste takes in new words too: every new tag is one more list to look after.
const FEW: usize = 3;
/// What fits less is not proposed. A tag of four characters that is named once in the text fits more, one of two
/// characters has to be named twice.
const LEAST: f32 = 0.4;
/// How alike a story and the stories of a tag must be to count: the cosine of the angle between their words, 0 to 1.
const ALIKE: f32 = 0.15;
/// How many times more alike than story and site.
const CLEARLY: f32 = 1.5;
/// What likeness counts, beside being named.
const WEIGHT: f32 = 3.0;
/// New words that are looked up in all stories.
const CANDIDATES: usize = 60;

/// Words that name something and tell nothing.
const EMPTY: &str = include_str!("suggest/empty.txt");

/// A tag of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its right name.
    pub name: String,
    /// How many published stories have it.
    pub stories: usize,
}

/// What is proposed for a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The tags it has, by their right names.
    pub has: Vec<String>,
    /// Tags of the site, the best first.
    pub known: Vec<Known>,
    /// Words that are no tag yet, the best first.
    pub new: Vec<String>,
}

impl Suggestions {
    /// The tags it has and the best of what is proposed.
    pub fn line(&self) -> Vec<&str> {
        let known = self.has.iter().chain(self.known.iter().map(|tag| &tag.name));
        let mut line: Vec<&str> = known.take(FULL.max(self.has.len())).map(String::as_str).collect();
        line.extend(self.new.iter().map(String::as_str).take(FEW.saturating_sub(line.len())));
        line
    }
}

/// Proposes tags for a story, published or not, by the keywords of the site's stories.
pub fn suggest(
    site: &Site,
    keywords: &[StoryKeywords],
    settings: &TagSettings,
    story: &Story,
    segmenter: &Segmenter,
) -> Suggestions {
    let mut has: Vec<String> = Vec::new();
    for (written, _) in &story.front.tags {
        let name = settings.canonical_name(written);
        if !has.iter().any(|other| other == name) {
            has.push(name.to_owned());
        }
    }
    // As the site's stories were cut into words, so is this one.
    let segmenter = segmenter.knowing(site.tags.iter().map(|tag| tag.name.as_str()));
    let text = Folded::of(story);
    let likeness = Likeness::new(site, keywords, story, &segmenter);
    let known = known(site, settings, &likeness, &text, &has);
    let new = new(site, settings, story, &text, &has, &known, &segmenter);
    Suggestions { has, known, new }
}

/// What a story says, as it is searched.
struct Folded {
    head: String,
    body: String,
}

impl Folded {
    fn of(story: &Story) -> Self {
        let front = &story.front;
        let head = [Some(&front.title), front.kicker.as_ref(), front.subtitle.as_ref()];
        let head: Vec<&str> = head.into_iter().flatten().map(String::as_str).collect();
        Self { head: fold(&head.join("\n")), body: fold(&story.search_body().collect::<Vec<_>>().join("\n")) }
    }

    /// How clearly the story names something: by how often in the text, a name of less than four characters counting
    /// less (it may stand there by chance), and 2 more if in the headline.
    fn names(&self, name: &str) -> f32 {
        let name = fold(name);
        let length = name.chars().count().min(4) as f32 / 4.0;
        let times = self.body.matches(&name).count() as f32;
        let body = (1.0 + times).ln() * length;
        if self.head.contains(&name) { 2.0 + body } else { body }
    }
}

fn known(site: &Site, settings: &TagSettings, likeness: &Likeness, text: &Folded, has: &[String]) -> Vec<Known> {
    let mut fits: Vec<(f32, Known)> = Vec::new();
    for tag in site.tags.iter().filter(|tag| !has.contains(&tag.name)) {
        let old = settings.merged.iter().filter(|(_, to)| **to == tag.name).map(|(old, _)| old);
        let named = old.chain([&tag.name]).map(|name| text.names(name)).fold(0.0, f32::max);
        let alike = likeness.with(tag.stories.iter().map(|story| story.index()));
        let fit = named + WEIGHT * if alike >= likeness.enough { alike } else { 0.0 };
        if fit >= LEAST {
            fits.push((fit, Known { name: tag.name.clone(), stories: tag.stories.len() }));
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    fits.into_iter().map(|(_, tag)| tag).take(MOST).collect()
}

/// Words and their weights: how often, how long, how rare; their squares are 1 together.
type Vector = Vec<(u32, f32)>;

/// How like a story others are.
struct Likeness {
    /// By published story; the one in question has none.
    others: Vec<Vector>,
    own: HashMap<u32, f32>,
    enough: f32,
}

impl Likeness {
    fn new(site: &Site, keywords: &[StoryKeywords], story: &Story, segmenter: &Segmenter) -> Self {
        let mut stories: HashMap<u32, usize> = HashMap::new();
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *stories.entry(word.hash).or_default() += 1;
        }
        let all = site.stories.len() as f32;
        let vector = |words: &[Keyword]| -> Vector {
            let weigh = |word: &Keyword| {
                let rarity = (1.0 + all / stories.get(&word.hash).copied().unwrap_or(1) as f32).ln();
                (word.hash, (1.0 + f32::from(word.times)).ln() * f32::from(word.length) * rarity)
            };
            let mut vector: Vector = words.iter().map(weigh).collect();
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            vector
        };
        let other = |(other, keywords): (&Arc<Story>, &StoryKeywords)| {
            if other.path == story.path { Vector::new() } else { vector(keywords) }
        };
        let others = site.stories.iter().zip(keywords).map(other).collect();
        let own = vector(&story_keywords(story, segmenter)).into_iter().collect();
        let mut likeness = Self { others, own, enough: 0.0 };
        // What all stories of a site share says nothing about a tag.
        likeness.enough = (likeness.with(0..site.stories.len()) * CLEARLY).max(ALIKE);
        likeness
    }

    /// The cosine between the story and the middle of some others.
    fn with(&self, stories: impl Iterator<Item = usize>) -> f32 {
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
    let mut cutter = Cutter::new(segmenter, shape(1));
    cutter.add(0, Field::Title, &story.front.title);
    story.search_head().into_iter().for_each(|text| cutter.add(0, Field::Head, text));
    story.search_body().for_each(|text| cutter.add(0, Field::Body, text));
    cutter.finish().keywords.pop().unwrap_or_default()
}

fn new(
    site: &Site,
    settings: &TagSettings,
    story: &Story,
    text: &Folded,
    has: &[String],
    known: &[Known],
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
        for word in segmenter.names(text).filter(|word| !tags.contains(word) && says_something(word)) {
            *times.entry(word).or_default() += count;
        }
    }
    let weight = |word: &str, times: usize| (1.0 + times as f32).ln() * word.chars().count() as f32;
    let mut words: Vec<(f32, &str)> = times.into_iter().map(|(word, times)| (weight(word, times), word)).collect();
    let best_first =
        |words: &mut Vec<(f32, &str)>| words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    best_first(&mut words);
    words.truncate(CANDIDATES);
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
    words.iter().filter(|(_, word)| whole(word)).map(|(_, word)| (*word).to_owned()).take(MOST).collect()
}

/// Whether a noun is no number, no time, and none of those that stand in every story.
fn says_something(word: &str) -> bool {
    let number = |c| "一二三四五六七八九十百千万亿零〇两半几多第首个名位家项次条件份种年月日周时分元".contains(c);
    !word.chars().all(number) && !EMPTY.split_whitespace().any(|empty| empty == word)
}
