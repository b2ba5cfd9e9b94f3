//! Suggestions of tags for a story: tags of the site that fit it, and words of its own that would make one.
//!
//! A tag fits if the story mentions it, and if the story's [TF-IDF](crate::search::tf_idf) vector is similar to the centroid of
//! the stories that have the tag, clearly more so than to the centroid of the whole site (Rocchio classification).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::TagSettings;
use crate::model::Site;
use crate::model::related::StoryKeywords;
use crate::parse::Story;
use crate::search::fold::fold_text;
use crate::search::index::shape_for;
use crate::search::tf_idf::{Idf, TermWeight, damped_frequency, normalize_vector};
use crate::search::{Field, HEAD_OCCURRENCES, Keyword, SegmentWriter, Segmenter};

/// Greatest number of suggested tags of the site, and of new words.
const MAX_PROPOSALS: usize = 8;

/// Number of tags that a story should have, with those that it has.
const FULL_TAG_COUNT: usize = 5;

/// Below this number of tags, the line to paste takes in new words too: every new tag is one more list to maintain.
const FEW_TAGS: usize = 3;

/// Least fit of a suggested tag. A tag of four characters that the text mentions once exceeds it, one of two characters has to
/// be mentioned twice.
const MIN_FIT: f32 = 0.4;

/// Least cosine between a story and the centroid of a tag's stories to count at all.
const MIN_SIMILARITY: f32 = 0.15;

/// By this factor the cosine with a tag's centroid has to exceed that with the site's.
const SITE_SIMILARITY_FACTOR: f32 = 1.5;

/// Weight of the cosine, beside the mentions.
const SIMILARITY_WEIGHT: f32 = 3.0;

/// Greatest number of new words that are looked up in all stories.
const MAX_CANDIDATES: usize = 60;

/// Stop words: nouns that say nothing about a story.
const STOP_WORDS: &str = include_str!("suggest/empty.txt");

/// A tag of the site that fits a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedTag {
    /// Its canonical name.
    pub name: String,
    /// The number of published stories that have it.
    pub stories: usize,
}

/// Suggestions for one story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagSuggestions {
    /// The tags that the story has, by their canonical names.
    pub existing: Vec<String>,
    /// Tags of the site, the best first.
    pub site_tags: Vec<SuggestedTag>,
    /// Words that are no tag yet, the best first.
    pub new_words: Vec<String>,
}

impl TagSuggestions {
    /// The tags that the story has and the best of the suggestions, for the line to paste.
    pub fn tag_line(&self) -> Vec<&str> {
        let known = self.existing.iter().chain(self.site_tags.iter().map(|tag| &tag.name));
        let mut line: Vec<&str> = known.take(FULL_TAG_COUNT.max(self.existing.len())).map(String::as_str).collect();
        line.extend(self.new_words.iter().map(String::as_str).take(FEW_TAGS.saturating_sub(line.len())));
        line
    }
}

/// Suggests tags for a story, published or not, by the keywords of the site's stories.
pub fn suggest_tags(
    site: &Site,
    keywords: &[StoryKeywords],
    settings: &TagSettings,
    story: &Story,
    segmenter: &Segmenter,
) -> TagSuggestions {
    // The site's stories were segmented with its tags as words.
    let segmenter = segmenter.with_words(site.tags.iter().map(|tag| tag.name.as_str()));
    let similarity = StorySimilarity::new(site, keywords, &keywords_of(story, &segmenter), story);
    let existing = existing_tags(story, settings);
    let subject = Subject { site, settings, story, text: FoldedStory::new(story), existing: &existing };

    let site_tags = subject.suggest_site_tags(&similarity);
    let new_words = subject.suggest_new_words(&site_tags, &segmenter);
    TagSuggestions { existing, site_tags, new_words }
}

/// The canonical names of a story's tags, each once.
fn existing_tags(story: &Story, settings: &TagSettings) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for written in &story.front.tags {
        let name = settings.canonical_name(written);
        if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The keywords of a story, which may be none of the site's.
fn keywords_of(story: &Story, segmenter: &Segmenter) -> Vec<Keyword> {
    // Of the segment only the keywords are used, so the shape does not matter.
    let mut writer = SegmentWriter::new(segmenter, shape_for(1));
    writer.add_text(0, Field::Title, &story.front.title);
    story.search_head().into_iter().for_each(|text| writer.add_text(0, Field::Head, text));
    story.search_body().for_each(|text| writer.add_text(0, Field::Body, text));
    writer.finish_segment().keywords.pop().unwrap_or_default()
}

/// The folded texts of a story.
struct FoldedStory {
    head: String,
    body: String,
}

impl FoldedStory {
    fn new(story: &Story) -> Self {
        let front = &story.front;
        let head = [Some(&*front.title), front.kicker.as_deref(), front.subtitle.as_deref()];
        let head: Vec<&str> = head.into_iter().flatten().map(String::as_str).collect();
        let body: Vec<&str> = story.search_body().collect();
        Self { head: fold_text(&head.join("\n")), body: fold_text(&body.join("\n")) }
    }

    /// How clearly the story mentions a name: the damped frequency in the body, where a name of fewer than four characters
    /// counts less because it may occur by chance, and 2 more for the head.
    fn mention_score(&self, name: &str) -> f32 {
        let name = fold_text(name);
        let length = name.chars().count().min(4) as f32 / 4.0;
        let times = self.body.matches(&name).count() as f32;
        let body = damped_frequency(times, length);
        if self.head.contains(&name) { 2.0 + body } else { body }
    }
}

/// The term vectors of a site's stories, compared with that of one story.
struct StorySimilarity {
    /// By published story; empty for the story itself.
    others: Vec<Vec<TermWeight>>,
    /// The weights of the story itself, by word.
    own: HashMap<u32, f32>,
    /// The least cosine that counts.
    threshold: f32,
}

impl StorySimilarity {
    fn new(site: &Site, keywords: &[StoryKeywords], own: &[Keyword], story: &Story) -> Self {
        let mut frequencies: HashMap<u32, u32> = HashMap::new();
        for word in keywords.iter().flat_map(|keywords| keywords.iter()) {
            *frequencies.entry(word.hash).or_default() += 1;
        }

        let idf = Idf::Smoothed { stories: site.stories.len() };
        let mut others = Vec::with_capacity(site.stories.len());
        for (other, keywords) in site.stories.iter().zip(keywords) {
            let is_other = other.path != story.path;
            others.push(if is_other { term_vector(keywords, &frequencies, idf) } else { Vec::new() });
        }
        let own = term_vector(own, &frequencies, idf).into_iter().map(|c| (c.term, c.weight)).collect();

        let mut similarity = Self { others, own, threshold: 0.0 };
        // What all stories of a site have in common says nothing about a tag.
        let site_cosine = similarity.cosine_with_centroid(0..site.stories.len());
        similarity.threshold = (site_cosine * SITE_SIMILARITY_FACTOR).max(MIN_SIMILARITY);
        similarity
    }

    /// The cosine between the story and the centroid of others.
    fn cosine_with_centroid(&self, stories: impl Iterator<Item = usize>) -> f32 {
        let mut centroid: BTreeMap<u32, f32> = BTreeMap::new();
        for component in stories.flat_map(|story| &self.others[story]) {
            *centroid.entry(component.term).or_default() += component.weight;
        }

        let norm = centroid.values().map(|weight| weight * weight).sum::<f32>().sqrt();
        let product: f32 = centroid.iter().filter_map(|(word, weight)| Some(weight * self.own.get(word)?)).sum();
        if norm > 0.0 { product / norm } else { 0.0 }
    }
}

/// The normalised TF-IDF vector of keywords.
fn term_vector(keywords: &[Keyword], frequencies: &HashMap<u32, u32>, idf: Idf) -> Vec<TermWeight> {
    let mut vector: Vec<TermWeight> = keywords
        .iter()
        .filter_map(|word| idf.weigh_keyword(*word, frequencies.get(&word.hash).copied().unwrap_or(1)))
        .collect();
    normalize_vector(&mut vector);
    vector
}

/// The story that tags are suggested for.
struct Subject<'s> {
    site: &'s Site,
    settings: &'s TagSettings,
    story: &'s Story,
    text: FoldedStory,
    existing: &'s [String],
}

/// A tag of the site and how well it fits.
struct TagFit {
    tag: SuggestedTag,
    fit: f32,
}

/// A word that may become a tag.
struct Candidate<'w> {
    word: &'w str,
    weight: f32,
}

impl Subject<'_> {
    /// Ranks the site's tags by mentions and similarity.
    fn suggest_site_tags(&self, similarity: &StorySimilarity) -> Vec<SuggestedTag> {
        let mut fits: Vec<TagFit> = Vec::new();

        for tag in self.site.tags.iter().filter(|tag| !self.existing.contains(&tag.name)) {
            let merged = self.settings.merged.iter().filter(|(_, to)| **to == tag.name).map(|(old, _)| old);
            let mentions = merged.chain([&tag.name]).map(|name| self.text.mention_score(name)).fold(0.0, f32::max);
            let cosine = similarity.cosine_with_centroid(tag.stories.iter().map(|story| story.index()));
            let fit = mentions + SIMILARITY_WEIGHT * if cosine >= similarity.threshold { cosine } else { 0.0 };
            if fit >= MIN_FIT {
                let tag = SuggestedTag { name: tag.name.clone(), stories: tag.stories.len() };
                fits.push(TagFit { tag, fit });
            }
        }

        fits.sort_by(|a, b| b.fit.total_cmp(&a.fit).then_with(|| a.tag.name.cmp(&b.tag.name)));
        fits.into_iter().map(|fit| fit.tag).take(MAX_PROPOSALS).collect()
    }

    /// Ranks the story's nouns that are no tags by TF-IDF.
    fn suggest_new_words(&self, site_tags: &[SuggestedTag], segmenter: &Segmenter) -> Vec<String> {
        let mut candidates = self.frequent_nouns(segmenter);
        self.weigh_by_rarity(&mut candidates);

        // A word inside a longer one that is suggested, or that the story has as a tag, says less than that.
        let tags: Vec<&str> =
            self.existing.iter().chain(site_tags.iter().map(|tag| &tag.name)).map(String::as_str).collect();
        candidates
            .iter()
            .map(|candidate| candidate.word)
            .filter(|word| {
                let mut longer = tags.iter().copied().chain(candidates.iter().map(|other| other.word));
                !longer.any(|other| other != *word && other.contains(word))
            })
            .take(MAX_PROPOSALS)
            .map(str::to_owned)
            .collect()
    }

    /// The nouns with the greatest damped frequency.
    fn frequent_nouns(&self, segmenter: &Segmenter) -> Vec<Candidate<'_>> {
        let settings = self.settings.merged.keys().chain(self.settings.details.keys());
        let known = self.site.tags.iter().map(|tag| &tag.name).chain(settings).chain(self.existing);
        let known: BTreeSet<&str> = known.map(String::as_str).collect();

        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for (text, occurrences) in [(&self.text.head, HEAD_OCCURRENCES), (&self.text.body, 1)] {
            for word in segmenter.known_nouns(text).filter(|word| !known.contains(word) && !is_stop_word(word)) {
                *times.entry(word).or_default() += occurrences;
            }
        }

        let mut candidates: Vec<Candidate> = times
            .into_iter()
            .map(|(word, times)| {
                let weight = damped_frequency(times as f32, word.chars().count() as f32);
                Candidate { word, weight }
            })
            .collect();
        sort_candidates(&mut candidates);
        candidates.truncate(MAX_CANDIDATES);
        candidates
    }

    /// Multiplies by the inverse document frequency; drops words of one story alone and those of most stories.
    fn weigh_by_rarity(&self, candidates: &mut Vec<Candidate>) {
        let others: Vec<&Story> =
            self.site.stories.iter().map(|other| &**other).filter(|other| other.path != self.story.path).collect();
        let idf = Idf::Smoothed { stories: others.len() };

        candidates.retain_mut(|Candidate { word, weight }| {
            let stories = others
                .iter()
                .filter(|other| other.front.title.contains(*word) || other.body.text.contains(*word))
                .count();
            *weight *= idf.of_frequency(1 + stories as u32).unwrap_or_default();

            // A word of most stories would be a tag of them all.
            let is_everywhere = stories > 2 && stories * 2 > others.len();
            !is_everywhere && (stories >= 2 || self.text.head.contains(*word))
        });
        sort_candidates(candidates);
    }
}

/// Sorts by descending weight, of equals by the word.
fn sort_candidates(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(b.word)));
}

/// Whether a noun is a number, a time, or one of the stop words.
fn is_stop_word(word: &str) -> bool {
    let numerals = "一二三四五六七八九十百千万亿零〇两半几多第首个名位家项次条件份种年月日周时分元";
    word.chars().all(|c| numerals.contains(c)) || STOP_WORDS.split_whitespace().any(|stop_word| stop_word == word)
}
