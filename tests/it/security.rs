//! SECURITY.md is true: the tests that it names are there, and the headers are those that the preview sends.

use std::fs;
use std::path::Path;

use crate::support::{SMALL, edition, prepared, root};
use jianbao::diagnostic::Lang;
use jianbao::hosting::{Hosting, caddy_config, netlify_headers, nginx_config};
use jianbao::pipeline::Prepared;
use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::{Preview, reply_to};

fn page() -> String {
    fs::read_to_string(root().join("SECURITY.md")).unwrap()
}

/// The sources below a directory, one after the other.
fn sources(directory: &Path) -> String {
    let mut all = String::new();
    for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all += &fs::read_to_string(path).unwrap();
        }
    }
    all
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let page = page();
    let (_, promises) = page.split_once("held by |").unwrap();
    let (promises, _) = promises.split_once("\n\n").unwrap();
    let tests = sources(&root().join("tests")) + &sources(&root().join("src"));
    let mut count = 0;
    for row in promises.lines().skip(2) {
        let held_by = row.rsplit('|').nth(1).unwrap();
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing holds: {row}");
        for name in names {
            count += 1;
            let is_there = match name.contains('/') {
                true => root().join(name).exists(),
                false => tests.contains(&format!("fn {name}(")),
            };
            assert!(is_there, "there is no {name}");
        }
    }
    assert!(count > 15, "only {count} tests are named");
}

#[test]
fn only_deploy_and_check_run_commands() {
    let all = sources(&root().join("src"));
    let shell = fs::read_to_string(root().join("src/cli/shell.rs")).unwrap();
    let runs = |code: &str| code.matches("Command::new(").count();
    assert_eq!((runs(&all), runs(&shell)), (1, 1));

    // Those that somebody names on the command line; nothing that comes with a bulletin is run.
    let starts = |code: &str| code.matches("start_command(command").count();
    let callers = ["src/cli/deploy/command.rs", "src/cli/check/other_checker/process.rs"];
    let callers = callers.map(|path| starts(&fs::read_to_string(root().join(path)).unwrap()));
    assert_eq!((starts(&all), callers), (3, [1, 1]), "its definition, and two callers");
}

/// The content security policy of the preview's front page.
fn policy_of_the_preview(texts: &[(&'static str, &'static str)]) -> (String, Hosting) {
    let Prepared { bulletin, diagnostics, .. } = prepared(texts.iter().copied(), None);
    let hosting = Hosting::new(&bulletin.site.config, &bulletin.plan, &bulletin.theme.directory);
    let loaded = LoadedBulletin::new(bulletin, &diagnostics, edition(), 0, Lang::Zh);
    let preview = Preview {
        live: LivePreview::new(loaded, 1),
        root: "/nowhere".into(),
        lang: Lang::Zh,
        follow: false,
        network: false,
    };
    let request = PreviewRequest {
        method: "GET".into(),
        path: "/".into(),
        host: "localhost".into(),
        ..PreviewRequest::default()
    };
    let answer = reply_to(&preview, &request);
    let (_, policy) = answer.headers.iter().find(|(name, _)| *name == "Content-Security-Policy").unwrap();
    (policy.clone(), hosting)
}

#[test]
fn every_server_has_the_policy_of_the_preview() {
    const TRUSTED: (&str, &str) =
        ("site.yaml", "title: 报\nbase_url: https://example.org\nhtml: trusted\ncolumns: {yaowen: 要闻}\n");
    let safe = policy_of_the_preview(SMALL);
    let trusted = policy_of_the_preview(&[TRUSTED, SMALL[1], SMALL[2]]);
    assert_ne!(safe.0, trusted.0);
    for (policy, hosting) in [&safe, &trusted] {
        for text in [nginx_config(hosting, "/srv"), caddy_config(hosting, "/srv"), netlify_headers(hosting)] {
            assert_eq!(text.matches("Content-Security-Policy").count(), 1);
            let line = text.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
            let value = line.split_once("Policy").unwrap().1.trim_start_matches(':').trim();
            let value = value.trim_end_matches(';').trim_end_matches(" always").trim_matches('"');
            assert_eq!(value, policy);
        }
    }
    assert!(page().contains(&format!("`{}`", safe.0)), "SECURITY.md has the policy `{}`", safe.0);
}
