//! The whole output of `jianbao headers` for each server: `tests/data/hosting/`. `UPDATE=1 cargo test --test it hosting::`
//! writes it anew; read the diff. `tests/browser/hosting.test.mjs` tries it on real servers.

use std::fs;
use std::path::Path;

use crate::support::{SMALL, jianbao, root, stderr, stdout, write};

/// A story whose old addresses are awkward in some configuration: signs with a meaning there, Chinese, directories.
const AWKWARD: &str =
    "---\ntitle: 丙\ndate: 2020-09-17\n旧址: [/旧文/, /旧 文.html, \"/a$b{c}d;e.html\", /lao.html]\n---\n正文。\n";

fn make_site(base: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);

    let settings =
        format!("title: 测试简报\nbase_url: https://example.org{base}\npage_size: 1\ncolumns: {{yaowen: 要闻}}\n");

    let more = [
        ("site.yaml", settings.as_str()),
        ("content/yaowen/c.md", AWKWARD),
        ("tags.yaml", "科技: {slug: tech}\n"),
        ("static/表.ofd", "x"),
        ("static/a.pdf", "x"),
        ("static/b.odd", "x"),
    ];

    write(directory.path(), &more);
    directory
}

fn printed_headers(site: &tempfile::TempDir, server: &str) -> String {
    let finished = jianbao().args(["headers", "--for", server, "--root"]).arg(site.path()).output().unwrap();
    assert_eq!((finished.status.code(), stderr(&finished).as_str()), (Some(0), ""));
    let text = stdout(&finished);
    let (_, rest) = text.split_once("/assets/").map_or(("", ""), |found| found);
    let name: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert!(server == "netlify-redirects" || name.len() >= 10, "the directory of assets is named: {text}");
    // The digest changes with every change of the theme.
    if name.is_empty() { text } else { text.replace(&name, "DIGEST") }
}

#[test]
fn configurations_are_as_they_were_read() {
    for (base, name) in [("", ""), ("/bulletin", "below-")] {
        let site = make_site(base);
        for server in ["nginx", "caddy", "netlify", "netlify-redirects"] {
            let text = printed_headers(&site, server);
            let path = root().join(format!("tests/data/hosting/{name}{server}.txt"));
            if std::env::var_os("UPDATE").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &text).unwrap();
            }
            let before = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(before, text, "UPDATE=1 cargo test --test it hosting::");
        }
    }
}

/// Whether a page redirects its readers.
fn is_redirect(page: &Path) -> bool {
    fs::read_to_string(page).unwrap().contains("http-equiv=\"refresh\"")
}

#[test]
fn a_page_that_a_list_will_grow_into_has_not_moved_for_good() {
    let site = make_site("");
    let out = site.path().join("public");
    assert!(crate::support::build(site.path(), &out).status.success());
    assert!(is_redirect(&out.join("page/3.html")) && is_redirect(&out.join("lao.html")));
    let redirects = printed_headers(&site, "netlify-redirects");
    assert!(!redirects.contains("/page/"), "{redirects}");
    assert!(redirects.contains("\n/lao.html /yaowen/c.html 301!\n"), "{redirects}");
}

#[test]
fn where_there_is_no_bulletin_there_is_nothing_to_configure() {
    let nothing = tempfile::tempdir().unwrap();
    let finished = jianbao().args(["headers", "--for", "nginx", "--root"]).arg(nothing.path()).output().unwrap();
    assert_eq!((finished.status.code(), stdout(&finished).as_str()), (Some(2), ""));
    assert!(stderr(&finished).contains("J301"), "{}", stderr(&finished));
}
