//! The memo of parsed texts: an outcome that is decoded equals the one of parsing, for every text in the repository, and
//! everything that an outcome depends on invalidates it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::support::{edition, pages, root};
use jianbao::config::lexicon::Lexicon;
use jianbao::config::{self, LineBreaks, Markup, RawHtml};
use jianbao::diagnostic::Place;
use jianbao::digest::Digest;
use jianbao::disk;
use jianbao::memo::{Memo, MemoStore};
use jianbao::naming::Naming;
use jianbao::parse::kept::{OutcomeCodec, text_key};
use jianbao::parse::{self, Rules};
use jianbao::pipeline::{Prepared, prepare};
use jianbao::search::Segmenter;
use jianbao::source::{FileId, Input, Sources, Span, Text, Unread};

/// The bulletin of the repository, and those of all cases.
fn all_bulletins() -> Vec<PathBuf> {
    let mut found = vec![root().to_owned()];
    for directory in ["tests/cases", "tests/cases/diagnostics"] {
        let cases = fs::read_dir(root().join(directory)).unwrap();
        found.extend(cases.map(|case| case.unwrap().path().join("site")).filter(|site| site.is_dir()));
    }
    found.sort();
    assert!(found.len() > 200, "{}", found.len());
    found
}

fn parsed_texts(sources: &Sources) -> impl Iterator<Item = (FileId, &Text)> {
    sources.iter().filter(|(_, text)| parse::is_story(&text.path) || parse::is_introduction(&text.path))
}

type PictureSizes = HashMap<String, (u32, u32)>;

/// Calls a function with the rules of a bulletin, whose pictures have these sizes.
fn with_rules<T>(
    sources: &Sources,
    pictures: &PictureSizes,
    segmenter: &Segmenter,
    then: impl FnOnce(&Rules) -> T,
) -> T {
    let config::Config { naming, timezone, line_breaks, html, lexicon, .. } =
        config::parse_settings(sources, &mut Vec::new());
    let segmenter = Some(segmenter);
    let proof_segmenter = &jianbao::search::LazySegmenter::default();
    let lexicon = &lexicon;
    then(&Rules { naming, timezone, line_breaks, html, segmenter, proof_segmenter, pictures, sources, lexicon })
}

fn picture_sizes(input: &Input) -> PictureSizes {
    let known = input.assets.iter().filter_map(|asset| Some((asset.path.split_once('/')?.1, asset.picture?)));
    known.map(|(path, facts)| (path.to_owned(), (facts.width, facts.height))).collect()
}

/// The same texts, each changed or left out, and more tables.
fn changed_sources(sources: &Sources, change: impl Fn(&Text) -> Option<Text>, more: &[&str]) -> Sources {
    let more = more.iter().map(|path| Text { path: (*path).to_owned(), text: "甲,乙\n丙,1\n".to_owned() });
    Sources::new(sources.iter().filter_map(|(_, text)| change(text)).chain(more).collect())
}

/// The encoded outcome of every text of a bulletin, by path.
fn encode_texts(codec: &OutcomeCodec, rules: &Rules) -> BTreeMap<String, Vec<u8>> {
    parsed_texts(rules.sources)
        .map(|(file, text)| (text.path.clone(), codec.encode(&parse::parse_text(file, text, rules), file)))
        .collect()
}

#[test]
fn what_is_kept_is_what_comes_of_a_text() {
    let segmenter = Segmenter::new();
    let mut charts = 0;
    let mut mistakes = 0;
    let mut seen = BTreeSet::new();
    for bulletin in all_bulletins() {
        let input = disk::read(&bulletin).0;
        let kept = with_rules(&input.sources, &picture_sizes(&input), &segmenter, |rules| {
            encode_texts(&OutcomeCodec::new(rules), rules)
        });

        // A file before all others leaves them the same.
        let shifted = changed_sources(&input.sources, |text| Some(text.clone()), &["content/!.txt"]);
        let unread = input.sources.all_unread().map(|(path, why)| (path.to_owned(), why)).collect();
        let shifted = shifted.with_unread(unread);

        with_rules(&shifted, &picture_sizes(&input), &segmenter, |rules| {
            let codec = OutcomeCodec::new(rules);
            for (file, text) in parsed_texts(&shifted) {
                let bytes = &kept[&text.path];
                let parsed = format!("{:?}", parse::parse_text(file, text, rules));
                let again =
                    codec.decode(bytes, file).unwrap_or_else(|| panic!("{}: {}", bulletin.display(), text.path));
                assert_eq!(format!("{again:?}"), parsed, "{}: {}", bulletin.display(), text.path);

                charts += usize::from(parsed.contains("Chart {"));
                mistakes += again.diagnostics.len();
                seen.extend(again.diagnostics.iter().map(|diagnostic| diagnostic.code));

                // Bytes that were cut off or altered decode to nothing, or to something else; they stop nothing.
                for end in (0..bytes.len()).rev().step_by(1 + bytes.len() / 20) {
                    assert!(codec.decode(&bytes[..end], file).is_none(), "{}: {end}", text.path);
                }
                let mut altered = bytes.clone();
                for at in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
                    altered[at] ^= 1 << (at % 8);
                    let _ = codec.decode(&altered, file);
                }
            }
        });
    }
    assert!(charts > 5 && mistakes > 200 && seen.len() > 40, "{charts} {mistakes} {}", seen.len());
}

#[test]
fn a_place_in_another_file_is_found_by_its_path() {
    let pictures = PictureSizes::new();
    let segmenter = Segmenter::new();
    let texts = [
        ("content/a/s.md", "---\ntitle: 题\ndate: 2020-09-15\n---\n```chart\ntitle: 经费\nfile: 经费.csv\n```\n"),
        ("content/a/经费.csv", "年份,经费\n2018,许多\n"),
    ];
    let texts = texts.map(|(path, text)| Text { path: path.to_owned(), text: text.to_owned() });
    let sources = Sources::new(texts.into());
    let story = |sources: &Sources| sources.find("content/a/s.md").unwrap().0;
    let table = |sources: &Sources| sources.find("content/a/经费.csv").unwrap().0;
    let bytes = with_rules(&sources, &pictures, &segmenter, |rules| encode_texts(&OutcomeCodec::new(rules), rules));

    let shifted = changed_sources(&sources, |text| Some(text.clone()), &["content/!.txt", "content/a/t.txt"]);
    assert_eq!((story(&sources), table(&sources)), (story(&shifted), table(&shifted)));
    let again = with_rules(&shifted, &pictures, &segmenter, |rules| {
        OutcomeCodec::new(rules).decode(&bytes["content/a/s.md"], story(&shifted)).unwrap()
    });
    let places: Vec<_> = again.diagnostics.iter().map(|diagnostic| diagnostic.place.clone()).collect();
    assert!(matches!(places[..], [Place::At(Span { file, .. })] if file == table(&shifted)), "{places:?}");
}

#[test]
fn new_pictures_and_tables_are_noticed() {
    let segmenter = Segmenter::new();
    let mut stay = 0;
    let mut go = 0;
    for bulletin in all_bulletins() {
        let input = disk::read(&bulletin).0;
        let sources = &input.sources;
        let pictures = picture_sizes(&input);
        let kept = with_rules(sources, &pictures, &segmenter, |rules| encode_texts(&OutcomeCodec::new(rules), rules));

        let same = |text: &Text| Some(text.clone());
        let gone = |text: &Text| (!Sources::is_table(&text.path)).then(|| text.clone());
        let new = |text: &Text| {
            let table = Sources::is_table(&text.path);
            let text =
                Text { text: if table { text.text.replace('1', "2") } else { text.text.clone() }, ..text.clone() };
            Some(text)
        };
        let first = parsed_texts(sources).map(|(_, text)| text.path.rsplit_once('/').unwrap().0.to_owned()).next();
        let beside = format!("{}/数据.csv", first.unwrap_or_default());
        let unread = |why| BTreeMap::from([(beside.clone(), why)]);
        let larger: PictureSizes = pictures.iter().map(|(path, (w, h))| (path.clone(), (w + 1, *h))).collect();

        for (sources, pictures) in [
            (changed_sources(sources, same, &[]), &larger),
            (changed_sources(sources, same, &[]), &PictureSizes::new()),
            (changed_sources(sources, gone, &[]), &pictures),
            (changed_sources(sources, new, &[]), &pictures),
            (changed_sources(sources, same, &[&beside]), &pictures),
            (changed_sources(sources, same, &[]).with_unread(unread(Unread::TooLarge)), &pictures),
            (changed_sources(sources, same, &[]).with_unread(unread(Unread::Encoding("GBK"))), &pictures),
        ] {
            with_rules(&sources, pictures, &segmenter, |rules| {
                let codec = OutcomeCodec::new(rules);
                for (file, text) in parsed_texts(&sources) {
                    let outcome = parse::parse_text(file, text, rules);
                    let parsed = format!("{outcome:?}");
                    let place = format!("{}: {}", bulletin.display(), text.path);
                    match codec.decode(&kept[&text.path], file) {
                        Some(again) => {
                            assert_eq!(format!("{again:?}"), parsed, "{place}");
                            stay += 1;
                        }
                        None => {
                            // The usual text depends on neither.
                            let may = ["Chart {", "Picture("].iter().any(|shown| parsed.contains(shown));
                            assert!(may || !outcome.diagnostics.is_empty(), "{place}");
                            go += 1;
                        }
                    }
                }
            });
        }
    }
    assert!(go > 20 && stay > 20, "{go} and {stay}");
}

#[test]
fn other_rules_are_noticed() {
    let sources = Sources::default();
    let pictures = PictureSizes::new();
    let lexicon = Lexicon::default();
    let text = "lexicon: {forbidden: {甲: 乙}}\n".to_owned();
    let house = Sources::new(vec![Text { path: "site.yaml".to_owned(), text }]);
    let house = config::parse_settings(&house, &mut Vec::new()).lexicon;
    assert_eq!(house.entries().len(), 1);

    let segmenter = Segmenter::new();
    let knowing = segmenter.with_words(["锦坤宇轩网"]);
    let html = Markup::default();
    let rules = Rules {
        naming: Naming::default(),
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: LineBreaks::default(),
        html,
        segmenter: None,
        proof_segmenter: &jianbao::search::LazySegmenter::default(),
        pictures: &pictures,
        sources: &sources,
        lexicon: &lexicon,
    };

    let all = [
        rules,
        Rules { naming: Naming::Keep, ..rules },
        Rules { timezone: chrono_tz::Tz::UTC, ..rules },
        Rules { line_breaks: LineBreaks::Hard, ..rules },
        Rules { html: Markup { raw: RawHtml::Trusted, ..html }, ..rules },
        Rules { html: Markup { depth: 3, ..html }, ..rules },
        Rules { html: Markup { cells: 3, ..html }, ..rules },
        Rules { segmenter: Some(&segmenter), ..rules },
        Rules { segmenter: Some(&knowing), ..rules },
        Rules { lexicon: &house, ..rules },
    ];

    let digests: BTreeSet<Digest> = all.iter().map(|rules| OutcomeCodec::new(rules).rules_digest()).collect();
    assert_eq!(digests.len(), all.len());

    let text = |path: &str, text: &str| text_key(&Text { path: path.to_owned(), text: text.to_owned() });
    assert_ne!(text("a", "bc"), text("ab", "c"));
}

/// A store in memory that counts what is saved.
#[derive(Default)]
struct CountingStore {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    saved: Mutex<usize>,
}

impl MemoStore for CountingStore {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.kept.lock().unwrap().get(name).cloned()
    }

    fn save(&self, name: &str, bytes: &[u8]) {
        self.kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec());
        *self.saved.lock().unwrap() += 1;
    }
}

impl CountingStore {
    /// Prepares a bulletin with the store and without, and compares both. Returns the number of pieces that were saved.
    fn prepare_and_compare(self: &Arc<Self>, texts: &BTreeMap<String, String>) -> usize {
        let all = texts.iter().map(|(path, text)| Text { path: path.clone(), text: text.clone() });
        let input = Input { sources: Sources::new(all.collect()), ..Input::default() };
        *self.saved.lock().unwrap() = 0;
        let warm = prepare(Input { memo: Memo(Some(self.clone())), ..input.clone() }, edition(), None, None);
        let cold = prepare(input, edition(), None, None);

        assert_eq!(warm.diagnostics, cold.diagnostics);
        let said = |prepared: &Prepared| format!("{:?}", prepared.bulletin.site.stories);
        assert_eq!(said(&warm), said(&cold));
        assert!(pages(&warm) == pages(&cold));
        *self.saved.lock().unwrap()
    }

    fn change_entries(&self, change: impl Fn(&mut Vec<u8>)) {
        self.kept.lock().unwrap().values_mut().for_each(change);
    }
}

#[test]
fn what_is_as_it_was_is_not_parsed_again() {
    let story = |n: usize| {
        let text = format!("---\ntitle: 第{n}号\ndate: 2020-09-15\n---\n新材料产业园第{n}次签约，的的确确。\n");
        (format!("content/yaowen/s{n:03}.md"), text)
    };
    let mut texts: BTreeMap<String, String> = (1..600).map(story).collect();
    let settings =
        |more: &str| format!("title: 简报\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n{more}");
    texts.insert("site.yaml".to_owned(), settings(""));

    let store = Arc::new(CountingStore::default());
    assert_eq!(store.prepare_and_compare(&texts), 4);
    assert_eq!(store.prepare_and_compare(&texts), 0);

    // A new text in the first place changes one piece.
    texts.extend([story(0)]);
    assert_eq!(store.prepare_and_compare(&texts), 1);
    texts.insert(story(300).0, story(700).1);
    assert_eq!(store.prepare_and_compare(&texts), 1);
    texts.remove(&story(5).0);
    assert_eq!(store.prepare_and_compare(&texts), 1);

    // What all texts depend on, and what none does.
    texts.insert("site.yaml".to_owned(), settings("page_size: 30\n"));
    assert_eq!(store.prepare_and_compare(&texts), 0);
    texts.insert("site.yaml".to_owned(), settings("line_breaks: hard\n"));
    assert_eq!(store.prepare_and_compare(&texts), 4);

    // Of another program, and none at all.
    store.change_entries(|bytes| bytes[0] ^= 1);
    assert_eq!(store.prepare_and_compare(&texts), 4);
    store.change_entries(|bytes| bytes.truncate(bytes.len() - 1));
    assert_eq!(store.prepare_and_compare(&texts), 4);
    store.change_entries(|bytes| bytes[16 + 16] ^= 0xFF);
    assert_eq!(store.prepare_and_compare(&texts), 4);
}
