//! Builds over the site that is there: what stays, what is told, and that it is always what a first build would make.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Output;

use crate::support::{NOW, SMALL, build, jianbao, rendered, stderr, tree, write};
use chrono::{DateTime, Days, FixedOffset};
use jianbao::disk;
use jianbao::model::Edition;
use jianbao::pipeline::prepare;
use jianbao::publish::{BuildReport, CHANGES_FILE, MARKER, PublishOptions, Staging};
use jianbao::search::Segmenter;
use jianbao::source::Input;
use proptest::prelude::*;

/// One thing that somebody does between two builds; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    /// Writes a story: its number, its column, and what its front matter and its text are drawn from.
    Story(u8, bool, u16),
    Remove(u8),
    Settings(u8),
    Tags(u8),
    Template(u8),
    Asset(u8),
    Picture(u8),
    /// A table that charts are drawn from.
    Table(u8),
    Words(u8),
    Introduction(u8),
    /// Days go by.
    Clock(u8),
    /// Something happens to what is kept between builds.
    Cache(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..10u8, any::<bool>(), any::<u16>()).prop_map(|(n, column, seed)| Step::Story(n, column, seed)),
        2 => (0..10u8).prop_map(Step::Remove),
        1 => (0..6u8).prop_map(Step::Settings),
        1 => (0..3u8).prop_map(Step::Tags),
        1 => (0..4u8).prop_map(Step::Template),
        1 => (0..4u8).prop_map(Step::Asset),
        1 => (0..4u8).prop_map(Step::Picture),
        1 => (0..4u8).prop_map(Step::Table),
        1 => (0..3u8).prop_map(Step::Words),
        1 => (0..3u8).prop_map(Step::Introduction),
        2 => (1..40u8).prop_map(Step::Clock),
        1 => (0..4u8).prop_map(Step::Cache),
    ]
}

fn story(seed: u16, long: bool) -> String {
    let bit = |n: u16| seed >> n & 1 == 1;
    let day = 1 + seed % 28;
    let mut text = format!("---\ntitle: 第{}号消息\ndate: 2020-0{}-{day:02}\n", seed % 7, 8 + seed % 2);
    for (n, line) in
        ["tags: [科技, 火炬]", "issue: 第15期", "subtitle: 副题", "expires: 2020-10-10", "byline: {记者: 丁一}"]
            .iter()
            .enumerate()
    {
        if bit(n as u16 + 3) {
            text.push_str(line);
            text.push('\n');
        }
    }
    if bit(9) {
        text.push_str("cover: p.png\n");
    }
    text.push_str("---\n");
    if bit(8) {
        text.push_str("## 小标题\n\n");
    }
    if bit(10) {
        text.push_str("![会场](p.png)\n\n");
    }
    if bit(11) {
        text.push_str("```chart\n标题: 经费\n文件: t.csv\n```\n\n");
    }
    // With a long one, a bulletin is searched by an index; without, in one file.
    for n in 0..if long { 1300 } else { 1 } {
        // Some say something twice that is not to be said twice.
        let slip = if bit(13) { "的的" } else { "" };
        let number = (u32::from(seed) + n) % 11;
        text.push_str(&format!("新材料产业园第{number}次{slip}签约，共{}个项目。\n", seed % 29));
    }
    text
}

fn take(root: &Path, step: &Step, now: &mut DateTime<FixedOffset>) {
    let file = |n: u8, column: bool| root.join(format!("content/{}/s{n}.md", if column { "yaowen" } else { "fuwu" }));
    match step {
        Step::Story(n, column, seed) => {
            // In the other column, it has moved.
            let _ = fs::remove_file(file(*n, !column));
            fs::write(file(*n, *column), story(*seed, *n == 9)).unwrap();
        }
        Step::Remove(n) => [true, false].into_iter().for_each(|column| drop(fs::remove_file(file(*n, column)))),
        Step::Settings(n) => {
            let extra =
                ["", "page_size: 2\n", "page_size: 3\n", "description: 一句话\n", "theme: {accent: '#036'}\n", ""];
            let base = ["", "/bulletin"][usize::from(n / 5)];
            let extra = extra[usize::from(*n)];
            let columns = "columns:\n  yaowen: 要闻\n  fuwu: 服务\n";
            let text = format!("title: 简报{}\nbase_url: https://example.org{base}\n{columns}{extra}", n % 2);
            fs::write(root.join("site.yaml"), text).unwrap();
        }
        Step::Tags(n) => {
            let text = ["", "科技: {slug: keji, description: 说明}\n", "科技: {slug: science}\n"][usize::from(*n)];
            if text.is_empty() {
                let _ = fs::remove_file(root.join("tags.yaml"));
            } else {
                fs::write(root.join("tags.yaml"), text).unwrap();
            }
        }
        Step::Template(n) => {
            let path = root.join("themes/jianbao/templates/404.html");
            if *n == 0 {
                let _ = fs::remove_file(path);
            } else {
                write(
                    root,
                    &[(
                        "themes/jianbao/templates/404.html",
                        &format!("<!doctype html><title>{n}</title>{{{{ site.title }}}}"),
                    )],
                );
            }
        }
        Step::Asset(n) => match n {
            0 => drop(fs::remove_file(root.join("static/文件.txt"))),
            n => write(root, &[("static/文件.txt", &"字".repeat(usize::from(*n)))]),
        },
        Step::Picture(n) => {
            // What is missing is an error; then nothing is published.
            let bytes = crate::support::picture("p.png", [20, 30, 500, 700][usize::from(*n)], 12);
            fs::write(root.join("content/yaowen/p.png"), &bytes).unwrap();
            fs::write(root.join("content/fuwu/p.png"), &bytes).unwrap();
        }
        Step::Table(n) => {
            for column in ["yaowen", "fuwu"] {
                let rows = "一月,1\n二月,2\n三月,3\n".replace('2', &(n + 2).to_string());
                fs::write(root.join(format!("content/{column}/t.csv")), format!("月份,数\n{rows}")).unwrap();
            }
        }
        Step::Words(n) => fs::write(root.join("words.txt"), ["", "产业园\n", "次签\n题副\n"][usize::from(*n)]).unwrap(),
        Step::Introduction(n) => {
            let path = root.join("content/fuwu/_column.md");
            match n {
                0 => drop(fs::remove_file(path)),
                n => fs::write(path, format!("第{n}份说明。\n")).unwrap(),
            }
        }
        Step::Clock(days) => *now = now.checked_add_days(Days::new(u64::from(*days))).unwrap(),
        // What was kept long ago is there again.
        Step::Cache(3) => {
            let [now, then, other] = ["kept", "then", "other"].map(|name| root.join(".jianbao/cache").join(name));
            let _ = fs::rename(&now, &other);
            let _ = fs::rename(&then, &now);
            let _ = fs::rename(&other, &then);
        }
        Step::Cache(n) => {
            let kept = ["pages", "kept"].map(|place| fs::read_dir(root.join(".jianbao/cache").join(place)));
            let kept = kept.into_iter().flatten().flatten().flatten().map(|entry| entry.path());
            for path in kept {
                match n {
                    0 => fs::remove_file(path).unwrap(),
                    1 => fs::write(&path, &fs::read(&path).unwrap()[..20]).unwrap(),
                    _ => {
                        let mut bytes = fs::read(&path).unwrap();
                        let at = bytes.len() / 2;
                        bytes[at] ^= 1;
                        fs::write(&path, bytes).unwrap();
                    }
                }
            }
        }
    }
}

/// Builds as the program does, over what is there; gives what a first build would have made, or None if the bulletin
/// cannot be published. What is said is what a first build says.
fn rebuild(root: &Path, out: &Path, now: DateTime<FixedOffset>) -> Option<BTreeMap<String, Vec<u8>>> {
    let edition = Edition { now, drafts: false, scheduled: false };
    let segmenter = Segmenter::new();
    let first = prepare(disk::read(root).0, edition, Some(&segmenter), None);
    let prepared =
        prepare(Input { memo: disk::open_memo(root), ..disk::read(root).0 }, edition, Some(&segmenter), None);
    assert_eq!(prepared.diagnostics, first.diagnostics);
    if !prepared.is_publishable() {
        return None;
    }
    let bulletin = prepared.bulletin;
    let staging = Staging::create_beside(out, root).unwrap();
    staging.create_directories(bulletin.plan.routes().iter().map(|(address, _)| address)).unwrap();
    assert_eq!(bulletin.render_all(&staging).unwrap(), []);
    let about = BuildReport { site: bulletin.site.config.root_url(), ..BuildReport::default() };
    let options = PublishOptions { report: about, changes: None, sync: false, manifest: false };
    staging.publish(&options).unwrap();
    Some(rendered(&first.bulletin).0)
}

fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = tree(out).into_iter().map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
    files.filter(|(path, _)| path != MARKER).collect()
}

/// What the last build wrote down: added, changed, removed.
fn told(root: &Path) -> [Vec<String>; 3] {
    let changes: serde_json::Value = serde_json::from_slice(&fs::read(root.join(CHANGES_FILE)).unwrap()).unwrap();
    ["added", "changed", "removed"].map(|name| serde_json::from_value(changes[name].clone()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Through thousands of edits: however it came to be what it is, a site is what a first build makes of the same bulletin; and what is told to be
    /// new is what is.
    #[test]
    fn a_later_build_makes_what_a_first_one_would(steps in prop::collection::vec(prop::collection::vec(step(), 1..24), 50)) {
        let directory = tempfile::tempdir().unwrap();
        let (root, out) = (directory.path(), directory.path().join("public"));
        write(root, SMALL);
        fs::create_dir_all(root.join("content/fuwu")).unwrap();
        let mut now = DateTime::parse_from_rfc3339("2020-08-20T08:00:00+08:00").unwrap();
        [Step::Settings(0), Step::Picture(0), Step::Table(0)].iter().for_each(|step| take(root, step, &mut now));
        let mut before = BTreeMap::new();
        let (mut published, mut indexed) = (0, 0);
        for (n, steps) in steps.iter().enumerate() {
            steps.iter().for_each(|step| take(root, step, &mut now));
            let Some(cold) = rebuild(root, &out, now) else { continue };
            published += 1;
            indexed += usize::from(cold.contains_key("search/t/0.bin"));
            let warm = files(&out);
            let different = |path: &&String| warm.get(*path) != cold.get(*path);
            let wrong: Vec<&String> = warm.keys().chain(cold.keys()).filter(different).collect();
            prop_assert!(wrong.is_empty(), "build {}, after {:?}: {:?}", n, steps, wrong);
            let new = |path: &&String| !before.contains_key(*path);
            let changed = |path: &&String| before.get(*path).is_some_and(|bytes| bytes != &warm[*path]);
            let [added, other, removed] = told(root);
            prop_assert_eq!(added, warm.keys().filter(new).cloned().collect::<Vec<_>>());
            prop_assert_eq!(other, warm.keys().filter(changed).cloned().collect::<Vec<_>>());
            prop_assert_eq!(removed, before.keys().filter(|path| !warm.contains_key(*path)).cloned().collect::<Vec<_>>());
            before = warm;
        }
        prop_assert!(published > 25, "only {} of the bulletins could be published", published);
        prop_assert!((5..published - 5).contains(&indexed), "{} of {} have an index", indexed, published);
    }
}

fn site() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);
    directory
}

fn build_with(root: &Path, arguments: &[&str]) -> Output {
    let out = root.join("public");
    let mut command = jianbao();
    command.args(["build", "--now", NOW, "--root"]).arg(root).arg("--out").arg(out).args(arguments);
    command.output().unwrap()
}

#[test]
fn what_stays_keeps_its_file_and_what_changes_gets_another() {
    let site = site();
    let out = site.path().join("public");
    build(site.path(), &out);
    let numbers =
        |paths: &[&str]| paths.iter().map(|path| fs::metadata(out.join(path)).unwrap().ino()).collect::<Vec<_>>();
    let (edited, other) = (["yaowen/a.html", "index.html"], ["404.html", "tags/index.html", "robots.txt"]);
    let before = [numbers(&edited), numbers(&other)];
    let story = site.path().join("content/yaowen/a.md");
    fs::write(&story, fs::read_to_string(&story).unwrap().replace("title: ", "title: 新")).unwrap();
    let held = fs::read(out.join("yaowen/a.html")).unwrap();
    let open = fs::File::open(out.join("yaowen/a.html")).unwrap();
    assert_eq!(build(site.path(), &out).status.code(), Some(0));
    assert_ne!(numbers(&edited)[0], before[0][0]);
    assert_ne!(numbers(&edited)[1], before[0][1]);
    assert_eq!(numbers(&other), before[1]);
    // Who was reading the old page reads it to its end: nothing is written through a name.
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut &open, &mut read).unwrap();
    assert_eq!(read, held);
    let [added, changed, removed] = told(site.path());
    assert!(added.is_empty() && removed.is_empty(), "{added:?} {removed:?}");
    assert!(changed.contains(&"yaowen/a.html".to_owned()) && !changed.contains(&"404.html".to_owned()), "{changed:?}");
    // Once more, and nothing is new.
    build(site.path(), &out);
    assert_eq!(told(site.path()), [const { Vec::<String>::new() }; 3]);
}

#[test]
fn what_somebody_changed_in_the_output_is_made_anew() {
    let site = site();
    let out = site.path().join("public");
    build(site.path(), &out);
    let page = out.join("404.html");
    let good = fs::read(&page).unwrap();
    let mut bad = good.clone();
    bad[20] ^= 1;
    fs::write(&page, &bad).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    fs::File::options().write(true).open(&page).unwrap().set_modified(later).unwrap();
    build(site.path(), &out);
    assert!(fs::read(&page).unwrap() == good);
    // What a disk has spoilt has no other date, as if the marker were written later; only a comparison finds it.
    let date = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let (page_date, marker) = (date(&page), out.join(MARKER));
    fs::write(&page, &bad).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(page_date).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::File::open(&marker).unwrap().set_modified(date(&marker)).unwrap();
    let before = tree(&out);
    let finished = build_with(site.path(), &["--verify"]);
    assert_eq!(finished.status.code(), Some(1), "{}", stderr(&finished));
    assert!(stderr(&finished).contains("J704") && stderr(&finished).contains("404.html"), "{}", stderr(&finished));
    assert!(tree(&out) == before);
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(build_with(site.path(), &["--verify"]).status.code(), Some(0));
}

#[test]
fn check_sums_can_be_verified_and_changes_written_elsewhere() {
    let site = site();
    let new = site.path().join("new.json");
    let finished = build_with(site.path(), &["--manifest", "--sync", "--changes", new.to_str().unwrap()]);
    assert_eq!(finished.status.code(), Some(0), "{}", stderr(&finished));
    let out = site.path().join("public");
    let sums = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "manifest.sha256"])
        .current_dir(&out)
        .output()
        .unwrap();
    assert!(sums.status.success(), "{}", stderr(&sums));
    let listed = fs::read_to_string(out.join("manifest.sha256")).unwrap();
    assert_eq!(listed.lines().count() + 2, tree(&out).len(), "all but itself and the marker");
    assert!(new.is_file() && !site.path().join(CHANGES_FILE).exists());
    // A file that the editors call the same is not overwritten.
    write(site.path(), &[("static/manifest.sha256", "x")]);
    let finished = build_with(site.path(), &["--manifest"]);
    assert_eq!(finished.status.code(), Some(2), "{}", stderr(&finished));
    assert!(fs::read_to_string(out.join("manifest.sha256")).unwrap() == listed);
}
