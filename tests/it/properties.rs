//! Properties of every bulletin, tried on many.

use crate::support::{pages, prepared};
use jianbao::plan::{ListPart, Route};
use proptest::prelude::*;

/// A bulletin of `count` stories, one a day, each in one of two columns and under some of three tags.
fn story_texts(count: usize, page_size: usize) -> Vec<(String, String)> {
    let settings =
        format!("title: 简报\nbase_url: https://example.org/b\npage_size: {page_size}\ncolumns: {{yi: 一, er: 二}}\n");
    let mut texts = vec![("site.yaml".to_owned(), settings)];
    for n in 0..count {
        let date = chrono::NaiveDate::from_ymd_opt(1975, 1, 1).unwrap() + chrono::Days::new(n as u64);
        let column = ["yi", "er"][n % 5 % 2];
        let tags: Vec<&str> =
            ["甲", "乙", "丙"].into_iter().enumerate().filter(|(t, _)| n % (t + 1) == 0).map(|(_, t)| t).collect();
        let text = format!(
            "---\ntitle: 第{n}篇\ndate: {date}\ntags: [{}]\nissue: 第{}期\n---\n第{n}篇的正文。\n",
            tags.join(", "),
            n / 7 + 1
        );
        texts.push((format!("content/{column}/{n:04}.md"), text));
    }
    texts
}

fn prepare_texts(texts: &[(String, String)]) -> jianbao::pipeline::Prepared {
    let prepared = prepared(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())), None);
    assert!(prepared.is_publishable(), "{:#?}", prepared.diagnostics);
    prepared
}

/// A page without the numbers of 共45篇 · 第2页，共4页, which alone may change on a full older page.
fn without_counts(page: &[u8]) -> String {
    let text = std::str::from_utf8(page).unwrap();
    let mut out = String::new();
    for piece in text.split_inclusive(['第', '共']) {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        out.push_str(if rest.starts_with(['篇', '页']) { rest } else { piece });
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A newer story changes nothing on a full older page of any list but how many stories and pages there are.
    #[test]
    fn full_older_pages_never_change(count in 1usize..70, page_size in 1usize..7, more in 1usize..4) {
        let before = prepare_texts(&story_texts(count, page_size));
        let after = prepare_texts(&story_texts(count + more, page_size));
        let old = pages(&before);
        let new = pages(&after);

        let mut compared = 0;
        for (address, route) in before.bulletin.plan.routes() {
            if let Route::List(_, ListPart::Older(_)) = route {
                let old_page = without_counts(&old[address.as_str()]);
                prop_assert_eq!(old_page, without_counts(&new[address.as_str()]), "{}", address);
                compared += 1;
            }
        }
        prop_assert!(compared > 0 || count < 2 * page_size);
    }
}

/// Whether a file says anything else than before, leaving out how many stories and pages there are.
fn is_changed(path: &str, before: Option<&Vec<u8>>, after: &[u8]) -> bool {
    before.is_none_or(|before| {
        if path.ends_with(".html") { without_counts(before) != without_counts(after) } else { before != after }
    })
}

#[test]
fn a_new_story_changes_few_files() {
    let old = pages(&prepare_texts(&story_texts(400, 5)));
    let new = pages(&prepare_texts(&story_texts(401, 5)));

    let changed: Vec<&String> =
        new.iter().filter(|(path, bytes)| is_changed(path, old.get(*path), bytes)).map(|(path, _)| path).collect();
    // 2 columns and 3 tags: lists and feeds, neighbours, related stories, feeds of the site, archive, issue.
    let pages = changed.iter().filter(|path| !path.starts_with("search/")).count();
    assert!(pages < 60, "{pages} of {} files changed: {changed:#?}", new.len());
}

#[test]
fn a_large_sitemap_is_divided() {
    let all = story_texts(17_000, 1);
    let prepared = prepare_texts(&all);
    let renderer = prepared.bulletin.renderer();
    let render = |path: &str| {
        let routes = prepared.bulletin.plan.routes();
        let (address, route) = routes.iter().find(|(address, _)| address.as_str() == path).unwrap();
        match renderer.render_route(address, route) {
            Ok(jianbao::render::Output::Bytes(bytes)) => String::from_utf8(bytes).unwrap(),
            _ => panic!("{path}"),
        }
    };
    let addresses = |path: &str, name: &str| -> Vec<String> {
        let xml = render(path);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let entries = document.root_element().children().filter(|node| node.tag_name().name() == name);
        entries.map(|entry| entry.first_element_child().unwrap().text().unwrap().to_owned()).collect()
    };

    let files = addresses("sitemap.xml", "sitemap");
    assert!(files.len() >= 2, "{files:?}");

    let mut all = Vec::new();
    for (n, file) in files.iter().enumerate() {
        assert_eq!(*file, format!("https://example.org/b/sitemap-{}.xml", n + 1));
        let urls = addresses(&format!("sitemap-{}.xml", n + 1), "url");
        assert!(urls.len() <= 50_000);
        all.extend(urls);
    }

    let listed = prepared.bulletin.plan.routes().iter().filter(|(_, route)| jianbao::plan::is_listed(route)).count();
    assert_eq!(all.len(), listed);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), listed);
}
