//! `jianbao search-export`: what engines are given, held to their published rules. `UPDATE=1 cargo test --test it search_export::`
//! writes `tests/data/search-export/` anew; read the diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output as Finished;

use crate::support::{NOW, SMALL, jianbao, root, stderr, stdout, write};
use jianbao::search::fold::{fold_text, searchable_runs};
use serde_json::{Map, Value};

/// All fields, and what is hard to write: quotation marks, line breaks, signs beyond U+FFFF, traditional characters.
const STORIES: &[(&str, &str)] = &[
    ("site.yaml", "title: 测试简报\nbase_url: https://example.org/bulletin\ncolumns: {yaowen: 要闻, xiangmu: 项目}\n"),
    ("tags.yaml", "深根: 深根计划\n"),
    ("words.txt", "湖畔灯塔计划\n"),
    (
        "content/xiangmu/quan.md",
        "---\ntitle: 湖畔燈塔計劃啟動，“深根”之後的又一步\nkicker: 科技创新\nsubtitle: 首批 29 个项目签约\n\
         date: 2020-09-15 08:30\nupdated: 2020-09-16\ntags: [深根, 长三角]\n\
         byline: {记者: [徐晓雯, 卜歆宇], 摄影: 卜歆宇}\nissue: 2020年第9期\npage: 1\nsummary: 一句话的摘要。\n\
         figures:\n  - {title: 申报与立项, unit: 项, alt: 申报114项，立项29项, values: {申报: 114, 立项: 29}}\n---\n\
         长三角一体化，引进“1+4+N”与 Ｃ++。\n\n二〇二〇年，𠮷野家😀投入6623.48万元\\u0041，说：\"好\"、C:\\\\temp。\n",
    ),
    ("content/yaowen/b.md", "---\ntitle: 'A \"quoted\" \\ 标题'\ndate: 2020-09-17\n---\n正文\u{2028}两段。\n"),
    ("content/yaowen/soon.md", "---\ntitle: 将来的秘密\ndate: 2026-07-01 08:30\n---\n还没到时候。\n"),
    ("content/yaowen/draft.md", "---\ntitle: 草稿的秘密\ndate: 2020-09-18\ndraft: true\n---\n还没写完。\n"),
    ("content/yaowen/over.md", "---\ntitle: 过去的秘密\ndate: 2020-01-01\nexpires: 2020-02-01\n---\n已经过了。\n"),
];

const ENGINES: [&str; 3] = ["elasticsearch", "opensearch", "meilisearch"];

fn site(texts: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), texts);
    directory
}

fn run(site: &Path, arguments: &[&str]) -> Finished {
    let mut command = jianbao();
    command.arg("search-export").args(arguments).args(["--now", NOW, "--root"]).arg(site);
    command.output().unwrap()
}

fn exported(site: &Path, engine: &str) -> String {
    let finished = run(site, &["--format", engine]);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    stdout(&finished)
}

fn settings(site: &Path, engine: &str) -> Value {
    let finished = run(site, &["--format", engine, "--settings"]);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    serde_json::from_str(&stdout(&finished)).unwrap()
}

fn golden(name: &str, text: &str) {
    let path = root().join("tests/data/search-export").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "UPDATE=1 cargo test --test it search_export::");
}

#[test]
fn exports_are_as_they_were_read() {
    let site = site(STORIES);
    let cluster = exported(site.path(), "elasticsearch");
    golden("cluster.ndjson", &cluster);
    golden("meilisearch.ndjson", &exported(site.path(), "meilisearch"));
    golden("meilisearch.json", &format!("{:#}\n", settings(site.path(), "meilisearch")));
    let mut index = settings(site.path(), "elasticsearch");
    assert_eq!((&cluster, &index), (&exported(site.path(), "opensearch"), &settings(site.path(), "opensearch")));
    // Thousands of characters, which a unit test compares with the folding.
    let rules = index.pointer_mut("/settings/index/analysis/char_filter/jianbao_fold/mappings").unwrap();
    assert!((4000..12_000).contains(&rules.as_array().unwrap().len()));
    *rules = "…".into();
    golden("cluster.json", &format!("{index:#}\n"));
}

#[test]
fn only_what_is_public_is_exported_the_newest_first() {
    let site = site(STORIES);
    for engine in ENGINES {
        let text = exported(site.path(), engine);
        assert!(!text.contains("秘密") && !text.contains("还没"), "{text}");
        let titles: Vec<String> = documents(&text).iter().map(|d| d["title"].as_str().unwrap().to_owned()).collect();
        assert_eq!(titles, ["A \"quoted\" \\ 标题", "湖畔燈塔計劃啟動，“深根”之後的又一步"]);
        assert_eq!(text, exported(site.path(), engine));
    }
}

/// The lines that are stories.
fn documents(text: &str) -> Vec<Map<String, Value>> {
    let lines = text.lines().map(|line| serde_json::from_str::<Map<String, Value>>(line).unwrap());
    lines.filter(|line| !line.contains_key("index")).collect()
}

fn text_of<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path}: {value}"))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A document against a mapping that takes no other field.
fn fits(document: &Map<String, Value>, properties: &Value) {
    for (name, value) in document {
        let field = properties.get(name).unwrap_or_else(|| panic!("no field {name}"));
        assert!(!name.is_empty() && !name.starts_with('_') && !name.contains('.'), "{name}");
        if let Some(inner) = field.get("properties") {
            fits(value.as_object().unwrap(), inner);
            continue;
        }
        let values: Vec<&str> = match value {
            Value::Array(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
            value => vec![value.as_str().unwrap()],
        };
        for value in values {
            match text_of(field, "/type") {
                "date" => assert!(chrono::DateTime::parse_from_rfc3339(value).is_ok(), "{value}"),
                "text" if field.get("analyzer").is_some() => {
                    // More than 255 characters are cut by the tokenizer.
                    assert!(value.split(' ').all(|token| token.chars().count() <= 16), "{value}");
                    assert!(!value.contains(|c: char| c.is_whitespace() && c != ' '), "{value}");
                }
                "text" | "keyword" => {}
                other => panic!("{other}"),
            }
        }
    }
}

/// The rules of the bulk API: an action and its document by turns, a line each, a line break at the end.
fn check_bulk(text: &str, index: &Value) {
    assert!(text.is_empty() || text.ends_with('\n'));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(text.matches('\n').count(), lines.len());
    let (pairs, rest) = lines.as_chunks::<2>();
    assert!(rest.is_empty());
    let mut ids = BTreeSet::new();
    for [action, document] in pairs {
        let action: Value = serde_json::from_str(action).unwrap();
        assert_eq!(keys(&action), BTreeSet::from(["index"]));
        assert_eq!(keys(&action["index"]), BTreeSet::from(["_id"]));
        let id = text_of(&action, "/index/_id");
        assert!((1..=512).contains(&id.len()) && ids.insert(id.to_owned()), "{id}");
        let document: Map<String, Value> = serde_json::from_str(document).unwrap();
        fits(&document, &index["mappings"]["properties"]);
    }
}

/// The rules of the create index API for settings and mappings, as far as they use it.
fn check_index(index: &Value) {
    assert_eq!(keys(index), BTreeSet::from(["mappings", "settings"]));
    let analysis = &index["settings"]["index"]["analysis"];
    let named = |kind: &str, name: &str| {
        let built_in = [("filter", "lowercase"), ("tokenizer", "whitespace"), ("tokenizer", "keyword")];
        assert!(built_in.contains(&(kind, name)) || analysis[kind].get(name).is_some(), "no {kind} {name}");
    };
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    for analyzer in analysis["analyzer"].as_object().unwrap().values() {
        assert_eq!(analyzer["type"], "custom");
        named("tokenizer", text_of(analyzer, "/tokenizer"));
        texts(&analyzer["char_filter"]).iter().for_each(|name| named("char_filter", name));
        texts(&analyzer["filter"]).iter().for_each(|name| named("filter", name));
    }
    let number = |value: &Value| value.as_u64().unwrap();
    for tokenizer in analysis["tokenizer"].as_object().unwrap().values() {
        assert_eq!(tokenizer["type"], "ngram");
        let difference = number(&tokenizer["max_gram"]).checked_sub(number(&tokenizer["min_gram"])).unwrap();
        assert!(difference <= number(&index["settings"]["index"]["max_ngram_diff"]));
        let classes = texts(&tokenizer["token_chars"]);
        let known = ["letter", "digit", "whitespace", "punctuation", "symbol", "custom"];
        assert!(classes.iter().all(|class| known.contains(&class.as_str())), "{classes:?}");
        assert_eq!(classes.contains(&"custom".to_owned()), tokenizer.get("custom_token_chars").is_some());
    }
    for filter in analysis["char_filter"].as_object().unwrap().values() {
        match text_of(filter, "/type") {
            "mapping" => {
                // `(.*)\s*=>\s*(.*)\s*$`, and no character twice.
                let rules = texts(&filter["mappings"]);
                let from: BTreeSet<&str> = rules.iter().map(|rule| rule.split_once("=>").unwrap().0.trim()).collect();
                assert!(from.len() == rules.len() && !from.contains(""));
            }
            "pattern_replace" => assert!(filter["pattern"].is_string() && filter["replacement"] == ""),
            other => panic!("{other}"),
        }
    }
    let mappings = &index["mappings"];
    assert_eq!(keys(mappings), BTreeSet::from(["_source", "dynamic", "properties"]));
    assert_eq!(mappings["dynamic"], "strict");
    let mut open = vec![&mappings["properties"]];
    while let Some(properties) = open.pop() {
        for field in properties.as_object().unwrap().values() {
            let Some(kind) = field.get("type") else {
                assert_eq!(keys(field), BTreeSet::from(["properties"]));
                open.push(&field["properties"]);
                continue;
            };
            let may: &[&str] = match kind.as_str().unwrap() {
                "text" => &["type", "index", "analyzer", "search_analyzer", "index_options"],
                "keyword" => &["type", "ignore_above"],
                "date" => &["type", "format"],
                other => panic!("{other}"),
            };
            assert!(keys(field).iter().all(|key| may.contains(key)), "{field}");
            // Lucene refuses a document that has a term of more bytes; characters have up to four.
            assert!(kind != "keyword" || number(&field["ignore_above"]) * 4 <= 32_766, "{field}");
            for key in ["analyzer", "search_analyzer"] {
                if let Some(name) = field.get(key) {
                    named("analyzer", name.as_str().unwrap());
                }
            }
        }
    }
}

/// The rules of Meilisearch's documents and settings.
fn check_meilisearch(text: &str, settings: &Value) {
    let mut ids = BTreeSet::new();
    let mut fields: BTreeSet<String> = ["kicker", "subtitle", "issue", "updated"].map(str::to_owned).into();
    for document in documents(text) {
        let id = document["id"].as_str().unwrap();
        let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        assert!((1..=511).contains(&id.len()) && id.bytes().all(good) && ids.insert(id.to_owned()), "{id}");
        assert!(document["time"].is_i64(), "what is compared and sorted by is a number");
        for (name, value) in &document {
            fields.insert(name.clone());
            fields.extend(value.as_object().into_iter().flatten().map(|(inner, _)| format!("{name}.{inner}")));
        }
    }
    let published = [
        "dictionary",
        "displayedAttributes",
        "distinctAttribute",
        "embedders",
        "facetSearch",
        "faceting",
        "filterableAttributes",
        "localizedAttributes",
        "nonSeparatorTokens",
        "pagination",
        "prefixSearch",
        "proximityPrecision",
        "rankingRules",
        "searchCutoffMs",
        "searchableAttributes",
        "separatorTokens",
        "sortableAttributes",
        "stopWords",
        "synonyms",
        "typoTolerance",
    ];
    assert!(keys(settings).iter().all(|key| published.contains(key)), "{settings}");
    for key in ["searchableAttributes", "displayedAttributes", "filterableAttributes", "sortableAttributes"] {
        let mut seen = BTreeSet::new();
        for name in settings[key].as_array().unwrap() {
            let name = name.as_str().unwrap();
            assert!(fields.contains(name) && seen.insert(name), "{key}: {name}");
        }
    }
    let rules = ["words", "typo", "proximity", "attribute", "sort", "exactness"];
    for rule in settings["rankingRules"].as_array().unwrap() {
        let rule = rule.as_str().unwrap();
        let own = rule.strip_suffix(":desc").or(rule.strip_suffix(":asc")).is_some_and(|name| fields.contains(name));
        assert!(own || rules.contains(&rule), "{rule}");
    }
    for key in ["dictionary", "nonSeparatorTokens"] {
        assert!(settings[key].as_array().unwrap().iter().all(Value::is_string), "{key}");
    }
    assert_eq!(settings["localizedAttributes"][0]["locales"][0], "cmn");
}

#[test]
fn the_rules_of_the_formats_are_kept() {
    let site = site(STORIES);
    // Longer than a term may be, and than what is read at once, in one paragraph.
    let long = format!("---\ntitle: 长\ndate: 2020-01-01\n---\n{}\n", "长三角一体化😀".repeat(30_000));
    write(site.path(), &[("content/yaowen/long.md", &long)]);
    for engine in ["elasticsearch", "opensearch"] {
        let index = settings(site.path(), engine);
        check_index(&index);
        check_bulk(&exported(site.path(), engine), &index);
    }
    check_meilisearch(&exported(site.path(), "meilisearch"), &settings(site.path(), "meilisearch"));
    let text = exported(site.path(), "meilisearch");
    assert!(documents(&text).iter().any(|d| d["body"].as_str().unwrap().len() > 600_000));
}

/// Whether a cluster finds a document: with a phrase of bigrams, or with a prefix where there is one character.
fn finds(document: &Map<String, Value>, field: &str, query: &str) -> bool {
    let chars: Vec<char> = fold_text(query).chars().collect();
    let tokens: Vec<&str> = document["pairs"][field].as_str().unwrap().split(' ').collect();
    match chars.as_slice() {
        [one] => tokens.iter().any(|token| token.starts_with(*one)),
        many => {
            let pairs: Vec<String> = many.windows(2).map(String::from_iter).collect();
            tokens.windows(pairs.len()).any(|window| window.iter().zip(&pairs).all(|(token, pair)| token == pair))
        }
    }
}

#[test]
fn a_cluster_finds_exactly_what_a_text_contains() {
    let site = site(STORIES);
    let apart = "---\ntitle: 其他\ndate: 2020-01-01\n---\n根计，计划。三角 角一。1+4，4+n。𠮷，野家。\n";
    write(site.path(), &[("content/yaowen/apart.md", apart)]);
    let documents = documents(&exported(site.path(), "elasticsearch"));
    let (mut found, mut missed) = (0, 0);
    for source in &documents {
        let body: Vec<char> = source["body"].as_str().unwrap().chars().collect();
        for length in 1..=5 {
            for query in body.windows(length).map(String::from_iter).chain(["根计划".to_owned(), "三角一".to_owned()])
            {
                let folded = fold_text(&query);
                // A query is cut where there is nothing to search for.
                if searchable_runs(&folded).next() != Some(folded.as_str()) {
                    continue;
                }
                for document in &documents {
                    let contains = fold_text(document["body"].as_str().unwrap()).contains(&folded);
                    assert_eq!(finds(document, "body", &query), contains, "{query}: {}", document["title"]);
                    if contains { found += 1 } else { missed += 1 }
                }
            }
        }
    }
    assert!(found > 200 && missed > 200, "{found} {missed}");
}

/// Every object in a value.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(map) => std::iter::once(map).chain(map.values().flat_map(objects)).collect(),
        Value::Array(values) => values.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_queries_of_the_manual_name_what_there_is() {
    let site = site(STORIES);
    let manual = fs::read_to_string(root().join("docs/search-export.md")).unwrap();
    let blocks = |language: &str| -> Vec<String> {
        let fence = format!("```{language}\n");
        let parts = manual.split(&fence).skip(1);
        parts.map(|part| part.split_once("\n```").unwrap().0.to_owned()).collect()
    };
    let [cluster, meilisearch] = &blocks("json")[..] else { panic!() };
    let index = settings(site.path(), "elasticsearch");
    let has = |name: &str| {
        let path = name.split('^').next().unwrap_or_default().replace('.', "/properties/");
        index.pointer(&format!("/mappings/properties/{path}/type")).is_some()
    };
    let query: Value = serde_json::from_str(cluster).unwrap();
    let mut names: Vec<&str> = query["_source"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for object in objects(&query) {
        names.extend(object.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
        names.extend(object.get("field").and_then(Value::as_str));
        let inner = ["term", "range"].iter().filter_map(|kind| object.get(*kind)?.as_object()?.keys().next());
        names.extend(inner.map(String::as_str));
    }
    assert!(names.len() > 12 && names.contains(&"date"), "{names:?}");
    assert!(names.iter().all(|name| has(name)), "{names:?}");
    // In the script and in what is asked of `_analyze`.
    let analyzers = ["analyzer: \"", "\"analyzer\": \""].iter().flat_map(|key| manual.split(key).skip(1));
    let analyzers: BTreeSet<&str> = analyzers.map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(analyzers.len(), 2);
    let known = keys(&index["settings"]["index"]["analysis"]["analyzer"]);
    assert!(analyzers.is_subset(&known), "{analyzers:?}");

    let (query, settings) = (serde_json::from_str::<Value>(meilisearch).unwrap(), settings(site.path(), "meilisearch"));
    let listed = |key: &str, name: &str| settings[key].as_array().unwrap().iter().any(|listed| listed == name);
    for name in query["attributesToRetrieve"].as_array().unwrap() {
        assert!(listed("displayedAttributes", name.as_str().unwrap()), "{name}");
    }
    assert!(
        query["facets"].as_array().unwrap().iter().all(|name| listed("filterableAttributes", name.as_str().unwrap()))
    );
    let filter = query["filter"].as_str().unwrap().split(" AND ").map(|part| part.split(' ').next().unwrap());
    filter.for_each(|name| assert!(listed("filterableAttributes", name), "{name}"));
    let sort = query["sort"][0].as_str().unwrap().split(':').next().unwrap();
    assert!(listed("sortableAttributes", sort), "{sort}");
}

#[test]
fn a_bulletin_with_mistakes_is_not_exported() {
    let site = site(SMALL);
    let out = site.path().join("stories.ndjson");
    fs::write(&out, "as it was").unwrap();
    write(site.path(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-02-30\n---\n正文。\n")]);
    for arguments in [&["--format", "opensearch"][..], &["--format", "opensearch", "--out", out.to_str().unwrap()]] {
        let finished = run(site.path(), arguments);
        assert_eq!(finished.status.code(), Some(1));
        assert_eq!(stdout(&finished), "");
        assert!(stderr(&finished).contains("没有导出"), "{}", stderr(&finished));
    }
    assert_eq!(fs::read_to_string(&out).unwrap(), "as it was");
    assert_eq!(run(&site.path().join("nowhere"), &["--format", "opensearch"]).status.code(), Some(2));
    assert_eq!(run(site.path(), &["--format", "solr"]).status.code(), Some(2));
}

#[test]
fn a_file_takes_the_place_of_the_old_one_when_it_is_whole() {
    let site = site(SMALL);
    let out = site.path().join("new/stories.ndjson");
    let write_to = |out: &Path| run(site.path(), &["--format", "elasticsearch", "--out", out.to_str().unwrap()]);
    let finished = write_to(&out);
    assert_eq!((finished.status.code(), stderr(&finished).as_str()), (Some(0), ""));
    assert!(stdout(&finished).starts_with("2 篇稿件写进了"));
    assert_eq!(fs::read_to_string(&out).unwrap(), exported(site.path(), "elasticsearch"));
    assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    // Where a directory is, no file can be.
    let finished = write_to(out.parent().unwrap());
    assert_eq!(finished.status.code(), Some(2));
    assert!(stderr(&finished).contains("J708"), "{}", stderr(&finished));
    assert_eq!(write_to(&site.path().join("site.yaml/stories.ndjson")).status.code(), Some(2));
    assert!(
        !fs::read_dir(site.path()).unwrap().any(|entry| entry.unwrap().path().extension().is_some_and(|e| e == "new"))
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_standard_output_is_told() {
    let site = site(SMALL);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = jianbao();
    command.args(["search-export", "--format", "meilisearch", "--root"]).arg(site.path()).stdout(full);
    let finished = command.output().unwrap();
    assert_eq!(finished.status.code(), Some(2));
    assert!(stderr(&finished).contains("J702") && stderr(&finished).contains("标准输出"), "{}", stderr(&finished));
}
