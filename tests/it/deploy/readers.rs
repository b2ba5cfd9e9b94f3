//! The view of a reader of a target: every page that can be reached from the front page, and the files that it links to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The addresses that a page names in its attributes, without those of other sites.
fn linked_addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in [" href=", " src=", " srcset=", " data-src="] {
        for (at, _) in html.match_indices(attribute) {
            let rest = &html[at + attribute.len()..];
            // Attributes are written with quotation marks or without.
            let value = match rest.strip_prefix('"') {
                Some(rest) => rest.split('"').next(),
                None => rest.split([' ', '>']).next(),
            };
            let value = value.unwrap_or_default();

            if attribute == " srcset=" {
                found.extend(value.split(',').filter_map(|one| one.split_whitespace().next()).map(str::to_owned));
            } else {
                found.push(value.to_owned());
            }
        }
    }
    found
}

/// The files that readers can reach by links and that are missing; none where there is no front page.
pub fn missing_pages(site: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    if !site.join("index.html").is_file() {
        return missing;
    }

    let mut open = vec![("index.html".to_owned(), String::new())];
    while let Some((path, from)) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let Ok(bytes) = fs::read(site.join(&path)) else {
            missing.push(format!("{path}, from {from}"));
            continue;
        };

        if !path.ends_with(".html") {
            continue;
        }

        let html = String::from_utf8(bytes).unwrap();
        assert!(html.trim_end().ends_with("</html>"), "{path} is cut off");
        for link in linked_addresses(&html) {
            let link = link.replace("&amp;", "&");
            let link = link.strip_prefix("https://example.org").unwrap_or(&link);
            let link = link.split(['#', '?']).next().unwrap_or_default();
            let Some(link) = link.strip_prefix('/').filter(|rest| !rest.starts_with('/')) else { continue };
            let link = percent_encoding::percent_decode_str(link).decode_utf8().unwrap().into_owned();
            let link = if link.is_empty() || link.ends_with('/') { link + "index.html" } else { link };
            open.push((link, path.clone()));
        }
    }
    missing
}

#[test]
fn a_page_that_links_to_nothing_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let site = directory.path();
    assert!(missing_pages(site).is_empty());
    fs::write(site.join("index.html"), "<html><a href=\"/a.html#x\">甲</a><img src=/b.png></html>").unwrap();
    fs::write(site.join("a.html"), "<html></html>").unwrap();
    assert_eq!(missing_pages(site), ["b.png, from index.html"]);
}
