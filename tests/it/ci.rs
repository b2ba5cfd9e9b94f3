//! The files that editorial offices copy into their repositories: the script does what it documents, the pipelines call
//! it and keep previews apart from publishing, and none of them names a command or an option that does not exist.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Finished};

use crate::support::{SMALL, jianbao, stderr, stdout, tree, write};
use serde_json::Value;

const PIPELINES: [&str; 5] =
    ["github.yml", "gitlab-ci.yml", "gitee/master-pipeline.yml", "gitee/branch-pipeline.yml", "gitee/pr-pipeline.yml"];

fn read_text(path: &str) -> String {
    fs::read_to_string(crate::support::root().join(path)).unwrap()
}

fn parse_pipeline(name: &str) -> Value {
    serde_yaml::from_str(&read_text(&format!("docs/ci/{name}"))).unwrap()
}

/// Deployment targets: directories beside the bulletin.
const TARGETS: &str = "deploy:
  production: {service: fs, directory: ../live}
  mirror: {service: fs, directory: ../mirror}
  review: {service: fs, directory: ../review}
";

/// A bulletin with the script beside it, and a wrapper of the program that logs its arguments before it runs it.
struct Office {
    directory: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self { directory: tempfile::tempdir().unwrap() };
        let root = office.root();
        write(&root, SMALL);
        write(&root, &[("site.yaml", &format!("{}{TARGETS}", SMALL[0].1))]);
        fs::copy(crate::support::root().join("docs/ci/publish.sh"), root.join("publish.sh")).unwrap();

        let program = env!("CARGO_BIN_EXE_jianbao");
        office.install_program(
            "jianbao",
            &format!("echo \"$@\" >>'{}'\nexec '{program}' \"$@\"", office.call_log().display()),
        );
        office
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("bulletin")
    }

    fn call_log(&self) -> PathBuf {
        self.directory.path().join("calls")
    }

    /// Installs a shell script as a program that comes first in `PATH`.
    fn install_program(&self, name: &str, script: &str) {
        let path = self.directory.path().join("bin").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs the script as a pipeline does, from the repository's root, here the directory of the bulletin.
    fn run_script(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
        let bin = self.directory.path().join("bin");
        Command::new("sh")
            .arg("publish.sh")
            .args(arguments)
            .current_dir(self.root())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
            .env("TMPDIR", self.directory.path())
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    /// Takes the log: the arguments of every call of the program since the last time.
    fn take_calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.call_log()).unwrap_or_default();
        let _ = fs::remove_file(self.call_log());
        calls.lines().map(str::to_owned).collect()
    }

    fn add_faulty_story(&self) {
        write(&self.root(), &[("content/yaowen/c.md", "---\ntitel: 丙\ndate: 2020-09-15\n---\n正文。\n")]);
    }
}

/// The files at a target, except the manifest, which differs from run to run.
fn pages_at(target: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    tree(target).into_iter().filter(|(path, _)| !path.starts_with(".jianbao-deploy")).collect()
}

/// The built site and its list of changes.
fn published_files(office: &Office) -> Vec<(PathBuf, Vec<u8>)> {
    let files = tree(&office.root()).into_iter();
    files.filter(|(path, _)| path.starts_with("public") || path == Path::new(".jianbao/changes.json")).collect()
}

fn count_entries(directory: &Path) -> usize {
    fs::read_dir(directory).unwrap().count()
}

#[test]
fn limits_of_warnings_are_handed_on() {
    let office = Office::new();
    office.run_script(&["check"], &[("STRICT", "1"), ("MAX_WARNINGS", "20")]);
    office.run_script(&["check"], &[("MAX_WARNINGS", "0")]);
    assert_eq!(office.take_calls(), ["check --root . --strict --max-warnings 20", "check --root . --max-warnings 0"]);
}

#[test]
fn a_bulletin_is_checked_built_and_deployed() {
    let office = Office::new();
    let finished = office.run_script(&["publish"], &[]);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    assert_eq!(office.take_calls(), ["check --root .", "build --root .", "deploy production --root ."]);
    let live = office.directory.path().join("live");
    assert!(live.join("yaowen/a.html").is_file());

    assert_eq!(office.run_script(&["publish"], &[("TARGET", "mirror")]).status.code(), Some(0));
    assert_eq!(office.take_calls()[2], "deploy mirror --root .");
    let mirror = office.directory.path().join("mirror");
    assert!(pages_at(&live) == pages_at(&mirror) && pages_at(&live).len() > 10);
    assert_eq!(fs::read(live.join("index.html")).unwrap(), fs::read(office.root().join("public/index.html")).unwrap());

    // The next runner has the cache, but not the output.
    fs::remove_dir_all(office.root().join("public")).unwrap();
    let finished = office.run_script(&["publish"], &[]);
    assert!(stdout(&finished).contains("production：没有变化"), "{}", stdout(&finished));
}

#[test]
fn nothing_is_built_or_deployed_of_a_bulletin_with_mistakes() {
    let office = Office::new();
    office.add_faulty_story();
    let before = tree(&office.root());
    for arguments in [&["publish"][..], &["preview", "a"], &["check"]] {
        let finished = office.run_script(arguments, &[("PREVIEW_URL", "https://preview.example.org")]);
        assert_eq!(finished.status.code(), Some(1), "{arguments:?}: {}", stderr(&finished));
        assert!(stderr(&finished).contains("J204"), "{}", stderr(&finished));
        assert_eq!(office.take_calls(), ["check --root ."], "{arguments:?}");
    }
    assert_eq!(tree(&office.root()), before);
}

#[test]
fn a_review_gets_its_notes_and_the_log_the_same() {
    let office = Office::new();
    office.add_faulty_story();
    let finished = office.run_script(&["check"], &[("ANNOTATIONS", "github")]);
    assert_eq!(finished.status.code(), Some(1));
    assert!(stdout(&finished).contains("::error file=content/yaowen/c.md,line=2,"), "{}", stdout(&finished));
    assert!(stderr(&finished).contains("J204"), "{}", stderr(&finished));

    let finished = office.run_script(&["check"], &[("ANNOTATIONS", "gitlab")]);
    assert_eq!(finished.status.code(), Some(1));
    let report = fs::read_to_string(office.root().join("gl-code-quality.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report[0]["location"]["path"], "content/yaowen/c.md");
    assert_eq!(office.run_script(&["check"], &[("ANNOTATIONS", "gitea")]).status.code(), Some(2));

    // From above the bulletin, paths count from there.
    let finished = Command::new("sh")
        .args(["bulletin/publish.sh", "check"])
        .current_dir(office.directory.path())
        .env("JIANBAO", office.directory.path().join("bin/jianbao"))
        .env("ANNOTATIONS", "github")
        .output()
        .unwrap();
    assert!(stdout(&finished).contains("file=bulletin/content/yaowen/c.md,"), "{}", stdout(&finished));
}

#[test]
fn a_branch_is_previewed_in_a_place_of_its_own() {
    let office = Office::new();
    assert_eq!(office.run_script(&["publish"], &[]).status.code(), Some(0));
    office.take_calls();
    let before = published_files(&office);
    assert!(!before.is_empty());

    let urls = [("PREVIEW_URL", "https://preview.example.org/"), ("PREVIEW_TARGET", "review")];
    let mut names = BTreeSet::new();
    for branch in ["pr-12", "修订/一", "修订/二", "Fix/typo", "fix-typo", "-", "../x", &"长".repeat(200), "a b;c$(d)"]
    {
        let finished = office.run_script(&["preview", branch], &urls);
        assert_eq!(finished.status.code(), Some(0), "{branch}: {}", stderr(&finished));
        let calls = office.take_calls();
        let name = calls[2].rsplit(' ').next().unwrap().to_owned();
        assert!(name.len() < 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{branch}: {name}");

        let out = "./.jianbao/preview";
        let url = format!("https://preview.example.org/{name}");
        assert_eq!(
            calls,
            [
                "check --root .".to_owned(),
                format!("build --root . --base-url {url} --out {out} --changes {out}.json"),
                format!("deploy review --root . --out {out} --under {name}"),
            ]
        );
        assert!(stdout(&finished).ends_with(&format!("预览：{url}/\n")), "{}", stdout(&finished));
        let page = fs::read_to_string(office.root().join(".jianbao/preview/yaowen/a.html")).unwrap();
        assert!(page.contains(&format!("\"{url}/yaowen/a.html\"")) && page.contains(&format!("\"/{name}/")), "{page}");
        let deployed = office.directory.path().join("review").join(&name).join("yaowen/a.html");
        assert_eq!(fs::read_to_string(deployed).unwrap(), page);
        assert!(names.insert(name.to_lowercase()), "{branch} meets another: {names:?}");
    }
    assert!(names.contains("pr-12") && names.contains("fix-typo"), "{names:?}");
    assert_eq!(published_files(&office), before, "a preview changed what is published");

    assert_eq!(office.run_script(&["preview", "a"], &[]).status.code(), Some(0));
    assert_eq!(office.run_script(&["preview"], &urls).status.code(), Some(2));
    assert_eq!(office.run_script(&["deploy"], &[]).status.code(), Some(2));
    assert!(office.take_calls().is_empty());
}

#[test]
fn a_program_that_is_not_there_is_fetched_and_only_used_if_it_is_the_right_one() {
    let office = Office::new();
    // curl -fsSL --retry 3 -o FILE URL
    office.install_program("curl", "for url; do :; done; cp \"$url\" \"$5\"");
    let program = office.directory.path().join("bin/jianbao");
    let elsewhere = office.directory.path().join("download");
    fs::rename(program, &elsewhere).unwrap();
    let sum = stdout(&Command::new("sha256sum").arg(&elsewhere).output().unwrap());
    let sum = sum.split(' ').next().unwrap();

    let url = ("JIANBAO_URL", elsewhere.to_str().unwrap());
    let missing = ("JIANBAO_URL", "/nowhere");
    let wrong = "0".repeat(64);
    let before = count_entries(office.directory.path());
    for (variables, status) in [
        (&[][..], 2),
        (&[url], 2),
        (&[url, ("JIANBAO_SHA256", &wrong)], 2),
        (&[missing, ("JIANBAO_SHA256", sum)], 2),
        (&[url, ("JIANBAO_SHA256", sum)], 0),
    ] {
        let finished = office.run_script(&["check"], variables);
        assert_eq!(finished.status.code(), Some(status), "{variables:?}: {}", stderr(&finished));
        assert_eq!(office.take_calls().len(), usize::from(status == 0), "{variables:?}");
        assert_eq!(count_entries(office.directory.path()), before, "{variables:?} leaves something behind");
    }
}

/// All strings in a pipeline, at any depth.
fn all_texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(all_texts).collect(),
        Value::Object(values) => values.values().flat_map(all_texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn pipelines_call_the_script_as_it_wants_to_be_called() {
    for name in PIPELINES {
        let pipeline = parse_pipeline(name);
        let calls: Vec<&str> = all_texts(&pipeline)
            .into_iter()
            .flat_map(|text| text.split("sh publish.sh ").skip(1))
            .map(|call| call.split_whitespace().next().unwrap())
            .collect();
        assert!(!calls.is_empty() && calls.iter().all(|c| ["check", "preview", "publish"].contains(c)), "{name}");
    }
}

/// The fixed beginning of a cache key, before its first expression.
fn key_prefix(key: &Value) -> &str {
    key.as_str().unwrap().split("${{").next().unwrap()
}

fn first_step(pipeline: &Value) -> &Value {
    &pipeline["stages"][0]["steps"][0]
}

#[test]
fn on_github_secrets_are_for_the_houses_own_branches() {
    let pipeline = parse_pipeline("github.yml");
    assert_eq!(pipeline["permissions"], serde_json::json!({"contents": "read"}));
    assert!(pipeline["on"].get("pull_request").is_some() && pipeline["on"].get("pull_request_target").is_none());
    assert!(pipeline["on"]["schedule"][0]["cron"].is_string());

    let mut keys = BTreeSet::new();
    let mut jobs_with_secrets = 0;
    for (name, job) in pipeline["jobs"].as_object().unwrap() {
        assert!(job.get("permissions").is_none(), "{name}");
        for step in job["steps"].as_array().unwrap() {
            let Some(uses) = step["uses"].as_str() else { continue };
            let (action, version) = uses.split_once('@').unwrap();
            assert!(["actions/checkout", "actions/cache"].contains(&action), "{uses}");
            assert!(version.strip_prefix('v').unwrap().parse::<u32>().is_ok(), "{uses}");
            if action == "actions/cache" {
                let prefix = key_prefix(&step["with"]["key"]);
                assert_eq!(prefix, key_prefix(&step["with"]["restore-keys"]), "{name}");
                assert!(keys.insert(prefix), "{name} shares a cache");
            } else {
                assert_eq!(step["with"]["persist-credentials"], false, "{name}");
            }
        }
        if all_texts(job).iter().any(|text| text.contains("secrets.")) {
            jobs_with_secrets += 1;
            let condition = job["if"].as_str().unwrap();
            let own = "github.event.pull_request.head.repo.full_name == github.repository";
            let main = "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'";
            assert!(condition.starts_with(own) || condition == main, "{name}: {condition}");
            assert!(job.get("environment").is_some() && job.get("concurrency").is_some(), "{name}");
        }
    }

    assert_eq!((keys.len(), jobs_with_secrets), (2, 2));
}

#[test]
fn on_gitlab_and_gitee_branches_cannot_write_the_cache_of_the_site() {
    let gitlab = parse_pipeline("gitlab-ci.yml");
    assert_ne!(gitlab["preview"]["cache"]["key"], gitlab["publish"]["cache"]["key"]);
    assert!(gitlab.get("cache").is_none() && gitlab["check"].get("cache").is_none());
    assert_eq!(gitlab["publish"]["rules"].as_array().unwrap().len(), 1);
    assert_eq!(gitlab["publish"]["rules"][0]["if"], "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH");
    let preview = gitlab["preview"]["rules"][0]["if"].as_str().unwrap();
    assert!(preview.contains("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"), "{preview}");
    assert!(["preview", "publish"].iter().all(|job| gitlab[job]["resource_group"].is_string()));
    let report = &gitlab["check"]["artifacts"]["reports"]["codequality"];
    assert_eq!(*report, gitlab["check"]["variables"]["REPORT"]);

    let [master, branch, pr] = [2, 3, 4].map(|n| parse_pipeline(PIPELINES[n]));
    assert!(first_step(&master).get("caches").is_some());
    assert!(first_step(&branch).get("caches").is_none() && first_step(&pr).get("caches").is_none());
    assert!(!first_step(&pr)["commands"].as_str().unwrap().contains("ACCESS_KEY"));
    assert_eq!(master["triggers"]["push"]["branches"]["precise"], branch["triggers"]["push"]["branches"]["exclude"]);
    assert_eq!(master["strategy"]["blocking"], true);
    assert!(master["triggers"]["schedule"][0]["cron"].is_string());
}

/// The commands of the program that a text names, each with the options that it gives: `("build", ["--sync"])`.
fn commands_named(text: &str) -> Vec<(String, Vec<String>)> {
    let text = text.replace("\"$jianbao\"", "jianbao").replace(".jianbao", "");
    let lines = text.lines().flat_map(|line| line.split("jianbao ").skip(1).map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter_map(|call| {
            let call = call.split(['`', '|', '>', ';', '（', '，', '。']).next()?.to_owned();
            let mut words = call.split_whitespace();
            let command = words.next().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))?;
            let options = words.filter(|word| word.starts_with("--")).map(str::to_owned).collect();
            Some((command.to_owned(), options))
        })
        .collect()
}

#[test]
fn every_command_and_option_that_is_named_is_there() {
    let mut seen = BTreeSet::new();
    for path in ["docs/ci/publish.sh", "docs/ci.md", "docs/deploy.md"] {
        for (command, options) in commands_named(&read_text(path)) {
            let help = jianbao().args([&command, "--help"]).output().unwrap();
            assert!(help.status.success(), "{path}: there is no `jianbao {command}`");
            for option in options {
                let known = stdout(&help).split_whitespace().any(|word| word.trim_end_matches(',') == option);
                assert!(known, "{path}: `jianbao {command}` has no {option}");
                seen.insert(format!("{command} {option}"));
            }
        }
    }

    for wanted in
        ["check --format", "build --base-url", "build --out", "build --changes", "build --sync", "deploy --under"]
    {
        assert!(seen.contains(wanted), "{wanted} was not looked for: {seen:?}");
    }
}

#[test]
fn the_image_is_built_as_releases_are() {
    let image = read_text("Dockerfile");
    let ignored = read_text(".dockerignore");
    let manifest = read_text("Cargo.toml");
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(image.contains(&format!("FROM rust:{version}-alpine AS build\n")), "Cargo.toml wants Rust {version}");
    assert!(image.contains("--profile dist") && manifest.contains("[profile.dist]"));
    assert_eq!(image.matches("/src/target/dist/jianbao").count(), 2);

    let sent: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    for path in &sent {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "{path}");
    }
    assert!(manifest.contains("[[bench]]") && sent.contains(&"benches"), "cargo wants what Cargo.toml names");
}
