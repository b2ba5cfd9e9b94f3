//! Builds over a published site: files that stay, the list of changes, and that the site is always the one of a first build.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
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

/// A change that somebody makes between two builds; numbers choose among its variants.
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

fn any_step() -> impl Strategy<Value = Step> {
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

fn has_bit(seed: u16, n: u16) -> bool {
    seed >> n & 1 == 1
}

/// The text of a story, drawn from a seed.
fn story_text(seed: u16, long: bool) -> String {
    let day = 1 + seed % 28;
    let mut text = format!("---\ntitle: 第{}号消息\ndate: 2020-0{}-{day:02}\n", seed % 7, 8 + seed % 2);

    for (n, line) in
        ["tags: [科技, 火炬]", "issue: 第15期", "subtitle: 副题", "expires: 2020-10-10", "byline: {记者: 丁一}"]
            .iter()
            .enumerate()
    {
        if has_bit(seed, n as u16 + 3) {
            text.push_str(line);
            text.push('\n');
        }
    }

    if has_bit(seed, 9) {
        text.push_str("cover: p.png\n");
    }
    text.push_str("---\n");
    if has_bit(seed, 8) {
        text.push_str("## 小标题\n\n");
    }
    if has_bit(seed, 10) {
        text.push_str("![会场](p.png)\n\n");
    }
    if has_bit(seed, 11) {
        text.push_str("```chart\n标题: 经费\n文件: t.csv\n```\n\n");
    }

    // With a long one, a bulletin is searched by an index; without, in one file.
    for n in 0..if long { 2000 } else { 1 } {
        // Some say something twice that is not to be said twice.
        let slip = if has_bit(seed, 13) { "的的" } else { "" };
        let number = (u32::from(seed) + n) % 11;
        text.push_str(&format!("新材料产业园第{number}次{slip}签约，共{}个项目。\n", seed % 29));
    }
    text
}

fn story_file(root: &Path, number: u8, first_column: bool) -> PathBuf {
    root.join(format!("content/{}/s{number}.md", if first_column { "yaowen" } else { "fuwu" }))
}

/// Writes a file, or removes it.
fn write_or_remove(path: PathBuf, text: Option<String>) {
    match text {
        Some(text) => fs::write(path, text).unwrap(),
        None => drop(fs::remove_file(path)),
    }
}

fn take_step(root: &Path, step: &Step, now: &mut DateTime<FixedOffset>) {
    match step {
        Step::Story(n, column, seed) => {
            // In the other column, it has moved.
            let _ = fs::remove_file(story_file(root, *n, !column));
            fs::write(story_file(root, *n, *column), story_text(*seed, *n == 9)).unwrap();
        }
        Step::Remove(n) => {
            for column in [true, false] {
                let _ = fs::remove_file(story_file(root, *n, column));
            }
        }
        Step::Settings(n) => write_settings(root, *n),
        Step::Tags(n) => {
            let texts = [None, Some("科技: {slug: keji, description: 说明}\n"), Some("科技: {slug: science}\n")];
            write_or_remove(root.join("tags.yaml"), texts[usize::from(*n)].map(str::to_owned));
        }
        Step::Template(n) => {
            let text = (*n > 0).then(|| format!("<!doctype html><title>{n}</title>{{{{ site.title }}}}"));
            let directory = root.join("themes/jianbao/templates");
            fs::create_dir_all(&directory).unwrap();
            write_or_remove(directory.join("404.html"), text);
        }
        Step::Asset(n) => {
            fs::create_dir_all(root.join("static")).unwrap();
            write_or_remove(root.join("static/文件.txt"), (*n > 0).then(|| "字".repeat(usize::from(*n))));
        }
        Step::Picture(n) => {
            // A picture that is missing is an error; then nothing is published.
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
            write_or_remove(root.join("content/fuwu/_column.md"), (*n > 0).then(|| format!("第{n}份说明。\n")));
        }
        Step::Clock(days) => *now = now.checked_add_days(Days::new(u64::from(*days))).unwrap(),
        // An old memo is there again.
        Step::Cache(3) => {
            let [now, then, other] = ["kept", "then", "other"].map(|name| root.join(".jianbao/cache").join(name));
            let _ = fs::rename(&now, &other);
            let _ = fs::rename(&then, &now);
            let _ = fs::rename(&other, &then);
        }
        Step::Cache(n) => damage_caches(root, *n),
    }
}

fn write_settings(root: &Path, n: u8) {
    let extra = ["", "page_size: 2\n", "page_size: 3\n", "description: 一句话\n", "theme: {accent: '#036'}\n", ""];
    let base = ["", "/bulletin"][usize::from(n / 5)];
    let extra = extra[usize::from(n)];
    let columns = "columns:\n  yaowen: 要闻\n  fuwu: 服务\n";
    // A file that no story uses is no error here: else half of the bulletins could not be published.
    let levels = "warnings: {J508: warning}\n";
    let text = format!("title: 简报{}\nbase_url: https://example.org{base}\n{columns}{levels}{extra}", n % 2);
    fs::write(root.join("site.yaml"), text).unwrap();
}

/// Removes every entry, cuts it off or changes a bit of it.
fn damage_caches(root: &Path, n: u8) {
    let directories = ["pages", "kept"].map(|place| fs::read_dir(root.join(".jianbao/cache").join(place)));
    for path in directories.into_iter().flatten().flatten().flatten().map(|entry| entry.path()) {
        match n {
            0 => fs::remove_file(path).unwrap(),
            1 => fs::write(&path, &fs::read(&path).unwrap()[..20]).unwrap(),
            _ => {
                let mut bytes = fs::read(&path).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(&path, bytes).unwrap();
            }
        }
    }
}

/// Builds as the program does, over the site that is there; returns the files of a first build, or `None` if the bulletin
/// cannot be published. Its messages must be those of a first build.
fn build_again(root: &Path, out: &Path, now: DateTime<FixedOffset>) -> Option<BTreeMap<String, Vec<u8>>> {
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

    let report = BuildReport { site: bulletin.site.config.root_url(), ..BuildReport::default() };
    let options = PublishOptions { report, signed: Vec::new(), changes: None, sync: false, manifest: false };
    staging.publish(&options).unwrap();
    Some(rendered(&first.bulletin).0)
}

fn published_files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = tree(out).into_iter().map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
    files.filter(|(path, _)| path != MARKER).collect()
}

/// The changes that the last build listed: added, changed, removed.
fn listed_changes(root: &Path) -> [Vec<String>; 3] {
    let changes: serde_json::Value = serde_json::from_slice(&fs::read(root.join(CHANGES_FILE)).unwrap()).unwrap();
    ["added", "changed", "removed"].map(|name| serde_json::from_value(changes[name].clone()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Through thousands of edits: whatever was built before, a site is the one that a first build makes of the same
    /// bulletin, and the changes that are listed are those that were made.
    #[test]
    fn a_later_build_makes_what_a_first_one_would(steps in prop::collection::vec(prop::collection::vec(any_step(), 1..24), 50)) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let out = root.join("public");
        write(root, SMALL);
        fs::create_dir_all(root.join("content/fuwu")).unwrap();
        let mut now = DateTime::parse_from_rfc3339("2020-08-20T08:00:00+08:00").unwrap();
        [Step::Settings(0), Step::Picture(0), Step::Table(0)].iter().for_each(|step| take_step(root, step, &mut now));
        let mut before = BTreeMap::new();
        let mut published = 0;
        let mut indexed = 0;

        for (n, steps) in steps.iter().enumerate() {
            steps.iter().for_each(|step| take_step(root, step, &mut now));
            // The long story, and so the index, comes and goes whatever the steps are.
            match n % 10 {
                0 | 1 => take_step(root, &Step::Story(9, true, 2), &mut now),
                5 | 6 => take_step(root, &Step::Remove(9), &mut now),
                _ => {}
            }

            let Some(cold) = build_again(root, &out, now) else { continue };
            published += 1;
            indexed += usize::from(cold.contains_key("search/t/0.bin"));

            let warm = published_files(&out);
            let different = |path: &&String| warm.get(*path) != cold.get(*path);
            let wrong: Vec<&String> = warm.keys().chain(cold.keys()).filter(different).collect();
            prop_assert!(wrong.is_empty(), "build {}, after {:?}: {:?}", n, steps, wrong);

            let new = |path: &&String| !before.contains_key(*path);
            let changed = |path: &&String| before.get(*path).is_some_and(|bytes| bytes != &warm[*path]);
            let [added, other, removed] = listed_changes(root);
            prop_assert_eq!(added, warm.keys().filter(new).cloned().collect::<Vec<_>>());
            prop_assert_eq!(other, warm.keys().filter(changed).cloned().collect::<Vec<_>>());
            prop_assert_eq!(removed, before.keys().filter(|path| !warm.contains_key(*path)).cloned().collect::<Vec<_>>());
            before = warm;
        }
        prop_assert!(published > 25, "only {} of the bulletins could be published", published);
        prop_assert!((5..published - 5).contains(&indexed), "{} of {} have an index", indexed, published);
    }
}

fn small_site() -> tempfile::TempDir {
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
    let site = small_site();
    let out = site.path().join("public");
    build(site.path(), &out);
    let numbers =
        |paths: &[&str]| paths.iter().map(|path| fs::metadata(out.join(path)).unwrap().ino()).collect::<Vec<_>>();
    let edited = ["yaowen/a.html", "index.html"];
    let other = ["404.html", "tags/index.html", "robots.txt"];
    let before = [numbers(&edited), numbers(&other)];

    let story = site.path().join("content/yaowen/a.md");
    fs::write(&story, fs::read_to_string(&story).unwrap().replace("title: ", "title: 新")).unwrap();
    let held = fs::read(out.join("yaowen/a.html")).unwrap();
    let open = fs::File::open(out.join("yaowen/a.html")).unwrap();
    assert_eq!(build(site.path(), &out).status.code(), Some(0));
    assert_ne!(numbers(&edited)[0], before[0][0]);
    assert_ne!(numbers(&edited)[1], before[0][1]);
    assert_eq!(numbers(&other), before[1]);

    // The old page can be read to its end by whoever has it open: nothing is written through a name.
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut &open, &mut read).unwrap();
    assert_eq!(read, held);

    let [added, changed, removed] = listed_changes(site.path());
    assert!(added.is_empty() && removed.is_empty(), "{added:?} {removed:?}");
    assert!(changed.contains(&"yaowen/a.html".to_owned()) && !changed.contains(&"404.html".to_owned()), "{changed:?}");

    // Once more, and nothing is new.
    build(site.path(), &out);
    assert_eq!(listed_changes(site.path()), [const { Vec::<String>::new() }; 3]);
}

#[test]
fn what_somebody_changed_in_the_output_is_made_anew() {
    let site = small_site();
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
    let page_date = date(&page);
    let marker = out.join(MARKER);
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
    let site = small_site();
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
