//! Each stage alone, on a generated bulletin of 1,000 stories.

#[path = "bulletin/mod.rs"]
mod bulletin;

use std::hint::black_box;

use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use jianbao::model::Edition;
use jianbao::parse::kept::{OutcomeCodec, text_key};
use jianbao::parse::{self, Rules};
use jianbao::pipeline::prepare;
use jianbao::search::index::shape_for;
use jianbao::search::{Field, SegmentWriter, Segmenter};
use jianbao::source::{Input, Sources, Text};
use jianbao::{address, config, parse::markdown};

fn sources(stories: usize) -> Sources {
    let files = bulletin::Bulletin::new(stories, 1);
    Sources::new(files.files().map(|(path, text)| Text { path, text }).collect())
}

fn stages(c: &mut Criterion) {
    let sources = sources(1000);
    let pictures = std::collections::HashMap::new();
    let lexicon = config::lexicon::Lexicon::default();
    let rules = Rules {
        naming: address::Naming::Pinyin,
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: config::LineBreaks::Zh,
        html: config::Markup::default(),
        segmenter: None,
        pictures: &pictures,
        sources: &sources,
        lexicon: &lexicon,
    };
    let stories: Vec<_> = sources.iter().filter(|(_, text)| parse::is_story(&text.path)).collect();
    let segmenter = Segmenter::new();
    let mut group = c.benchmark_group("stages");
    group.sample_size(10);
    group.bench_function("dictionary", |b| b.iter(Segmenter::new));
    // The bodies alone, by the crate and by our stage around it, with the same extensions.
    let body = |file, text: &str| parse::front_matter::skip_front_matter(file, text, &mut Vec::new());
    let starts: Vec<usize> = stories.iter().map(|(file, text)| body(*file, &text.text)).collect();
    group.bench_function("pulldown-cmark alone", |b| {
        b.iter(|| {
            for ((_, text), start) in stories.iter().zip(&starts) {
                let mut html = String::new();
                pulldown_cmark::html::push_html(
                    &mut html,
                    pulldown_cmark::Parser::new_ext(&text.text[*start..], markdown::MARKDOWN_OPTIONS),
                );
                black_box(html);
            }
        });
    });
    group.bench_function("pulldown-cmark with amended emphasis", |b| {
        b.iter(|| {
            for ((_, text), start) in stories.iter().zip(&starts) {
                let marked = markdown::amend_emphasis(&text.text[*start..]);
                let mut html = String::new();
                pulldown_cmark::html::push_html(
                    &mut html,
                    marked.parse_events(markdown::MARKDOWN_OPTIONS).map(|(event, _)| event),
                );
                black_box(html);
            }
        });
    });
    group.bench_function("markdown", |b| {
        b.iter(|| {
            for ((file, text), start) in stories.iter().zip(&starts) {
                black_box(markdown::parse_body(*file, text, *start, &rules, &mut Vec::new()));
            }
        });
    });
    group.bench_function("markdown, proofread", |b| {
        b.iter(|| {
            for ((file, text), start) in stories.iter().zip(&starts) {
                let mut diagnostics = Vec::new();
                let (body, running) = markdown::parse_body(*file, text, *start, &rules, &mut diagnostics);
                running.proofread(&body.text, *file, &lexicon, &mut diagnostics);
                black_box((body, diagnostics));
            }
        });
    });
    // What raw HTML costs a body: each with one element, escaped and sanitised.
    let raw: Vec<Text> = stories
        .iter()
        .zip(&starts)
        .map(|((_, text), start)| Text {
            path: text.path.clone(),
            text: format!("{}\n\nCO<sub>2</sub>\n", &text.text[*start..]),
        })
        .collect();
    for (name, of_html) in [
        ("markdown with raw HTML, trusted", config::RawHtml::Trusted),
        ("markdown with raw HTML, safe", config::RawHtml::Safe),
    ] {
        let html = config::Markup { raw: of_html, ..config::Markup::default() };
        let rules = Rules { html, ..rules };
        group.bench_function(name, |b| {
            b.iter(|| {
                for ((file, _), text) in stories.iter().zip(&raw) {
                    black_box(markdown::parse_body(*file, text, 0, &rules, &mut Vec::new()));
                }
            });
        });
    }
    // One megabyte of what parsers stumble over: each should take well under a second.
    for piece in ["*“", "[", ">", "_中", "- ", "![", "<b>", "“", "]（", "[^a]: b\n\n", "&amp;", "～。。", "# a\n"]
    {
        let text = Text { path: "content/a/a.md".to_owned(), text: piece.repeat(1_000_000 / piece.len()) };
        group.bench_function(format!("hostile {piece:?}"), |b| {
            b.iter(|| {
                let (body, running) = markdown::parse_body(stories[0].0, &text, 0, &rules, &mut Vec::new());
                running.proofread(&body.text, stories[0].0, &lexicon, &mut Vec::new());
            });
        });
    }
    group.bench_function("parse", |b| {
        b.iter(|| stories.iter().for_each(|(file, text)| drop(black_box(parse::parse_story(*file, text, &rules)))));
    });
    // What it costs to keep what came of the texts, and what it spares.
    let codec = OutcomeCodec::new(&rules);
    let outcomes: Vec<_> = stories.iter().map(|(file, text)| (*file, parse::parse_text(*file, text, &rules))).collect();
    let written = |(file, outcome): &(_, _)| codec.encode(outcome, *file);
    let kept: Vec<Vec<u8>> = outcomes.iter().map(written).collect();
    group.bench_function("keys of texts", |b| {
        b.iter(|| {
            stories.iter().for_each(|(_, text)| {
                black_box(text_key(text));
            })
        });
    });
    group.bench_function("what is kept, written", |b| {
        b.iter(|| outcomes.iter().for_each(|outcome| drop(black_box(written(outcome)))));
    });
    group.bench_function("what is kept, read", |b| {
        b.iter(|| {
            for ((file, _), bytes) in stories.iter().zip(&kept) {
                black_box(codec.decode(bytes, *file));
            }
        });
    });
    group.bench_function("index", |b| {
        b.iter(|| {
            let mut cutter = SegmentWriter::new(&segmenter, shape_for(stories.len()));
            for (number, (_, text)) in (0u16..).zip(&stories) {
                cutter.add_text(number, Field::Body, &text.text);
            }
            black_box(cutter.finish_segment())
        });
    });
    let now = DateTime::parse_from_rfc3339("2026-07-01T00:00:00+08:00").expect("a literal");
    let edition = Edition { now, drafts: false, scheduled: false };
    group.bench_function("prepare", |b| {
        b.iter(|| {
            prepare(Input { sources: sources.clone(), ..Input::default() }, edition, Some(&segmenter), None).timings
        });
    });
    let prepared = prepare(Input { sources: sources.clone(), ..Input::default() }, edition, Some(&segmenter), None);
    group.bench_function("render", |b| b.iter(|| prepared.bulletin.check()));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
