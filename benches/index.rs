//! The cost of search in a build: the processor time per story of everything that the index takes, beside that of cutting
//! the same texts into words, which any search of Chinese has to pay.
//!
//! One thread, 1,000 and 7,000 generated stories, the middle of some rounds; Markdown is read before the clock runs:
//!
//! ```text
//! cargo bench --bench index [-- STORIES …]
//! ```

#[path = "bulletin/mod.rs"]
mod bulletin;

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::time::Duration;

use jianbao::model::newest_first;
use jianbao::parse::{self, Rules, Story};
use jianbao::search::fold::fold_text;
use jianbao::search::index::{block_json, file_counts, pack_json, shape_for};
use jianbao::search::{CollectedTerms, Cut, Field, Index, SegmentWriter, Segmenter, StoryEntry};
use jianbao::source::{Sources, Text};
use jianbao::{config, naming};
use jieba_rs::Jieba;
use rustix::time::{ClockId, clock_gettime};

/// Stories of a chunk, as the pipeline has them in the middle: half of the nearest power of two at least, as many again
/// mostly.
fn chunk_size(stories: usize) -> usize {
    let size = 1 << ((stories / 16).max(1) * 3 / 2).min(512).ilog2();
    size - size / 16
}

const ROUNDS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        // `cargo test --benches` asks whether it runs, not how fast.
        sizes = if arguments.iter().any(|argument| argument == "--bench") { vec![1_000, 7_000] } else { vec![100] };
    }

    let jieba = Jieba::new();
    let segmenter = Segmenter::new();
    for number in sizes {
        let stories = parse_stories(number);
        let texts: Vec<String> = stories.iter().flat_map(searched_texts).map(|(_, text)| fold_text(text)).collect();
        let mut rounds: Vec<[f64; 4]> = Vec::new();
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let cut =
                processor_time(|| texts.iter().for_each(|text| drop(black_box(jieba.cut_for_search(text, false)))));
            let (built, written);
            (built, written, bytes) = time_index(&stories, &segmenter);
            rounds.push([cut, built + written, built, written].map(|time| time.as_secs_f64() * 1e6 / number as f64));
        }

        // The round of the middling ratio: what else the machine does slows both sides of it down.
        rounds.sort_by(|a, b| (a[1] / a[0]).total_cmp(&(b[1] / b[0])));
        let [cut, all, built, written] = rounds[ROUNDS / 2];
        println!("{number} stories, processor time a story:");
        println!("  words alone (jieba, search mode)  {cut:7.1} µs");
        println!("  the whole index                   {all:7.1} µs  (terms {built:.1}, files {written:.1})");
        println!("  ratio                             {:7.2}", all / cut);
        println!("  bytes a story                     {:7.1}", bytes as f64 / number as f64);
    }
}

/// The time that a thread of its own computed; others on the machine do not count.
fn processor_time(work: impl FnOnce()) -> Duration {
    let start = clock_gettime(ClockId::ThreadCPUTime);
    work();
    let end = clock_gettime(ClockId::ThreadCPUTime);

    Duration::try_from(end - start).unwrap_or_default()
}

fn parse_stories(number: usize) -> Vec<Story> {
    let bulletin = bulletin::Bulletin::new(number, 1);
    let sources = Sources::new(bulletin.files().map(|(path, text)| Text { path, text }).collect());
    let pictures = HashMap::new();
    let lexicon = config::lexicon::Lexicon::default();
    let rules = Rules {
        naming: naming::Naming::Pinyin,
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: config::LineBreaks::Zh,
        html: config::Markup::default(),
        segmenter: None,
        proof_segmenter: &jianbao::search::LazySegmenter::default(),
        pictures: &pictures,
        sources: &sources,
        lexicon: &lexicon,
    };

    let stories = sources.iter().filter(|(_, text)| parse::is_story(&text.path));
    let mut stories: Vec<Story> = stories.filter_map(|(file, text)| parse::parse_story(file, text, &rules).0).collect();
    stories.sort_by(newest_first);
    stories
}

/// The texts by which a story is found.
fn searched_texts(story: &Story) -> impl Iterator<Item = (Field, &str)> {
    let head = story.search_head().into_iter().map(|text| (Field::Head, text));
    let title = (Field::Title, story.front.title.as_str());
    std::iter::once(title).chain(head).chain(story.search_body().map(|text| (Field::Body, text)))
}

/// The time of collecting and packing the terms, that of writing every file, and the files' bytes.
fn time_index(stories: &[Story], segmenter: &Segmenter) -> (Duration, Duration, usize) {
    let shape = shape_for(stories.len());
    let mut collected = CollectedTerms { shape, ..CollectedTerms::default() };
    let built = processor_time(|| {
        let mut cutter = SegmentWriter::new(segmenter, shape);
        for stories in stories.chunks(chunk_size(stories.len())) {
            for (number, story) in (0..).zip(stories) {
                for (field, text) in searched_texts(story) {
                    cutter.add_text(number, field, text);
                }
            }
            let Cut { segment, charset, keywords } = cutter.finish_segment();
            black_box(keywords);
            collected.segments.push(segment);
            collected.charset = std::mem::take(&mut collected.charset).union_with(charset);
        }
    });

    let size = stories.iter().flat_map(Story::search_body).map(str::len).sum();
    let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
    stories.iter().flat_map(|story| &story.front.tags).for_each(|tag| *tags.entry(tag).or_default() += 1);
    let tags = tags.into_iter().map(|(tag, stories)| (tag.to_owned(), stories)).collect();

    let mut bytes = 0;
    let written = processor_time(|| {
        let index = Index::new(collected, size, tags, segmenter);
        bytes += index.meta_json(&["要闻"]).len()
            + pack_json(&index.fold_json()).len()
            + pack_json(&index.sounds_json()).len();
        bytes += (0..shape.suggestions).map(|n| black_box(pack_json(&index.suggestions_json(n))).len()).sum::<usize>();
        bytes += (0..shape.shards).map(|shard| black_box(index.shard_file(shard)).len()).sum::<usize>();
        bytes += (0..shape.characters).map(|shard| black_box(index.characters_file(shard)).len()).sum::<usize>();
        for n in 0..file_counts(stories.len(), size).1 {
            let entries: Vec<_> = stories[index.block_range(n)].iter().map(story_entry).collect();
            bytes += black_box(pack_json(&block_json(&entries))).len();
        }
    });
    (built, written, bytes)
}

fn story_entry(story: &Story) -> StoryEntry<'_> {
    StoryEntry {
        url: story.address.to_url(),
        title: &story.front.title,
        date: story.front.date.iso_date(),
        column: 0,
        head: story.search_head(),
        tags: story.front.tags.iter().map(|tag| tag.as_str()).collect(),
        issue: story.front.issue.as_ref().map_or_else(String::new, |issue| issue.title()),
    }
}
