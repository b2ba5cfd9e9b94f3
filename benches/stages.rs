//! Each stage alone, on a generated bulletin of 1,000 stories.

#[path = "bulletin/mod.rs"]
mod bulletin;

use std::hint::black_box;

use chrono::DateTime;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use jianbao::model::Edition;
use jianbao::parse::kept::{OutcomeCodec, text_key};
use jianbao::parse::{self, ParsedText, Rules};
use jianbao::pipeline::prepare;
use jianbao::search::index::shape_for;
use jianbao::search::{Field, SegmentWriter, Segmenter};
use jianbao::source::{FileId, Input, Sources, Text};
use jianbao::{config, naming, parse::markdown};

type Group<'c> = BenchmarkGroup<'c, WallTime>;

/// A story's text, and the byte at which its body begins.
struct BenchStory<'s> {
    file: FileId,
    text: &'s Text,
    body_start: usize,
}

/// Everything that the stages are measured on.
struct Corpus<'c> {
    stories: Vec<BenchStory<'c>>,
    rules: Rules<'c>,
    segmenter: &'c Segmenter,
}

fn generate_sources(stories: usize) -> Sources {
    let files = bulletin::Bulletin::new(stories, 1);
    Sources::new(files.files().map(|(path, text)| Text { path, text }).collect())
}

fn find_stories(sources: &Sources) -> Vec<BenchStory<'_>> {
    let texts = sources.iter().filter(|(_, text)| parse::is_story(&text.path));

    texts
        .map(|(file, text)| BenchStory {
            file,
            text,
            body_start: parse::front_matter::skip_front_matter(file, &text.text, &mut Vec::new()),
        })
        .collect()
}

fn stages(c: &mut Criterion) {
    let sources = generate_sources(1000);
    let pictures = std::collections::HashMap::new();
    let lexicon = config::lexicon::Lexicon::default();
    let segmenter = Segmenter::new();
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
    let corpus = Corpus { stories: find_stories(&sources), rules, segmenter: &segmenter };

    let mut group = c.benchmark_group("stages");
    group.sample_size(10);
    group.bench_function("dictionary", |b| b.iter(Segmenter::new));
    corpus.bench_crate(&mut group);
    corpus.bench_markdown(&mut group);
    corpus.bench_raw_html(&mut group);
    corpus.bench_hostile_text(&mut group);
    corpus.bench_memo(&mut group);
    corpus.bench_terms(&mut group);
    bench_bulletin(&sources, &segmenter, &mut group);
    group.finish();
}

impl Corpus<'_> {
    /// The bodies by the Markdown crate alone, with the extensions that ours has, and with its emphasis amended.
    fn bench_crate(&self, group: &mut Group) {
        group.bench_function("pulldown-cmark alone", |b| {
            b.iter(|| {
                for story in &self.stories {
                    let body = &story.text.text[story.body_start..];
                    let mut html = String::new();
                    let events = pulldown_cmark::Parser::new_ext(body, markdown::MARKDOWN_OPTIONS);
                    pulldown_cmark::html::push_html(&mut html, events);
                    black_box(html);
                }
            });
        });

        group.bench_function("pulldown-cmark with amended emphasis", |b| {
            b.iter(|| {
                for story in &self.stories {
                    let marked = markdown::amend_emphasis(&story.text.text[story.body_start..]);
                    let mut html = String::new();
                    let events = marked.parse_events(markdown::MARKDOWN_OPTIONS).map(|(event, _)| event);
                    pulldown_cmark::html::push_html(&mut html, events);
                    black_box(html);
                }
            });
        });
    }

    /// The bodies by our stage, alone and proofread, and whole stories.
    fn bench_markdown(&self, group: &mut Group) {
        let Self { stories, rules, .. } = self;
        group.bench_function("markdown", |b| {
            b.iter(|| {
                for BenchStory { file, text, body_start } in stories {
                    black_box(markdown::parse_body(*file, text, *body_start, rules, &mut Vec::new()));
                }
            });
        });

        group.bench_function("markdown, proofread", |b| {
            b.iter(|| {
                for BenchStory { file, text, body_start } in stories {
                    let mut diagnostics = Vec::new();
                    let (body, running) = markdown::parse_body(*file, text, *body_start, rules, &mut diagnostics);
                    running.proofread(&body.text, *file, None, rules, &mut diagnostics);
                    black_box((body, diagnostics));
                }
            });
        });

        group.bench_function("parse", |b| {
            b.iter(|| {
                stories.iter().for_each(|story| drop(black_box(parse::parse_story(story.file, story.text, rules))))
            });
        });
    }

    /// The cost of raw HTML: each body with one element, escaped and sanitised.
    fn bench_raw_html(&self, group: &mut Group) {
        let with_element = |story: &BenchStory| Text {
            path: story.text.path.clone(),
            text: format!("{}\n\nCO<sub>2</sub>\n", &story.text.text[story.body_start..]),
        };
        let bodies: Vec<Text> = self.stories.iter().map(with_element).collect();

        for (name, raw) in [
            ("markdown with raw HTML, trusted", config::RawHtml::Trusted),
            ("markdown with raw HTML, safe", config::RawHtml::Safe),
        ] {
            let rules = Rules { html: config::Markup { raw, ..config::Markup::default() }, ..self.rules };
            group.bench_function(name, |b| {
                b.iter(|| {
                    for (story, body) in self.stories.iter().zip(&bodies) {
                        black_box(markdown::parse_body(story.file, body, 0, &rules, &mut Vec::new()));
                    }
                });
            });
        }
    }

    /// One megabyte of text that parsers stumble over: each should take well under a second.
    fn bench_hostile_text(&self, group: &mut Group) {
        let file = self.stories[0].file;
        for piece in ["*“", "[", ">", "_中", "- ", "![", "<b>", "“", "]（", "[^a]: b\n\n", "&amp;", "～。。", "# a\n"]
        {
            let text = Text { path: "content/a/a.md".to_owned(), text: piece.repeat(1_000_000 / piece.len()) };
            group.bench_function(format!("hostile {piece:?}"), |b| {
                b.iter(|| {
                    let (body, running) = markdown::parse_body(file, &text, 0, &self.rules, &mut Vec::new());
                    running.proofread(&body.text, file, None, &self.rules, &mut Vec::new());
                });
            });
        }
    }

    /// The cost of keeping the outcomes of parsing, and of reading them instead of parsing again.
    fn bench_memo(&self, group: &mut Group) {
        let codec = OutcomeCodec::new(&self.rules);
        let parse = |story: &BenchStory| (story.file, parse::parse_text(story.file, story.text, &self.rules));
        let outcomes: Vec<(FileId, ParsedText)> = self.stories.iter().map(parse).collect();
        let encoded: Vec<Vec<u8>> = outcomes.iter().map(|(file, outcome)| codec.encode(outcome, *file)).collect();

        group.bench_function("keys of texts", |b| {
            b.iter(|| {
                for story in &self.stories {
                    black_box(text_key(story.text));
                }
            });
        });
        group.bench_function("outcomes encoded", |b| {
            b.iter(|| outcomes.iter().for_each(|(file, outcome)| drop(black_box(codec.encode(outcome, *file)))));
        });
        group.bench_function("outcomes decoded", |b| {
            b.iter(|| {
                for ((file, _), bytes) in outcomes.iter().zip(&encoded) {
                    black_box(codec.decode(bytes, *file));
                }
            });
        });
    }

    fn bench_terms(&self, group: &mut Group) {
        group.bench_function("index", |b| {
            b.iter(|| {
                let mut writer = SegmentWriter::new(self.segmenter, shape_for(self.stories.len()));
                for (number, story) in (0u16..).zip(&self.stories) {
                    writer.add_text(number, Field::Body, &story.text.text);
                }
                black_box(writer.finish_segment())
            });
        });
    }
}

/// Everything up to the plan, and rendering every page.
fn bench_bulletin(sources: &Sources, segmenter: &Segmenter, group: &mut Group) {
    let now = DateTime::parse_from_rfc3339("2026-07-01T00:00:00+08:00").expect("a literal");
    let edition = Edition { now, drafts: false, scheduled: false };
    let input = Input { sources: sources.clone(), ..Input::default() };
    group.bench_function("prepare", |b| b.iter(|| prepare(input.clone(), edition, Some(segmenter), None).timings));

    let prepared = prepare(input, edition, Some(segmenter), None);
    group.bench_function("render", |b| b.iter(|| prepared.bulletin.check()));
}

criterion_group!(benches, stages);
criterion_main!(benches);
