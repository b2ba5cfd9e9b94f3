//! `check` on much, on little, and on what is new: selections, floods, the baseline, limits, other checkers, the page.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{NOW, edition, jianbao, prepared, stderr, stdout, write};
use jianbao::diagnostic::Lang;
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::panel::{PanelInput, render_panel};
use serde_json::Value;

/// The settings: a word that is forbidden makes as many warnings as a test needs.
const SETTINGS: &str = "title: 测试简报
base_url: https://example.org
columns: {yaowen: 要闻, gonggao: 公告}
lexicon: {禁用词: {打造: 建设, 亲自: }}
";

fn story(title: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n---\n{body}\n")
}

/// A bulletin with warnings in both columns, and an error in one of its stories.
fn make_site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(
        site.path(),
        &[
            ("site.yaml", SETTINGS),
            ("content/yaowen/old.md", &story("旧闻", "2019-05-01", "当年打造了一个平台。")),
            ("content/yaowen/new.md", &story("新闻", "2024-05-01", "今年又打造一个平台，他亲自到场。")),
            ("content/gonggao/bad.md", &story("公告", "2024-06-01", "[无](x.md)，继续打造。")),
        ],
    );
    site
}

fn check(site: &Path, arguments: &[&str]) -> Output {
    jianbao().arg("check").args(arguments).args(["--now", NOW]).current_dir(site).output().unwrap()
}

/// Where mistakes are: `path code`, in order.
fn found(site: &Path, arguments: &[&str]) -> Vec<String> {
    let finished = check(site, &[arguments, &["--format", "json"]].concat());
    let lines = stdout(&finished);
    let values = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mistakes = values.filter(|value| value["code"].is_string());
    mistakes.map(|d| format!("{} {}", d["path"].as_str().unwrap_or("-"), d["code"].as_str().unwrap())).collect()
}

#[test]
fn only_what_was_asked_for_is_said() {
    let site = make_site();
    let root = site.path();
    let [old, new, also_new, bad, dead] = [
        "content/yaowen/old.md J626",
        "content/yaowen/new.md J626",
        "content/yaowen/new.md J626",
        "content/gonggao/bad.md J626",
        "content/gonggao/bad.md J501",
    ];
    let everything = [dead, bad, new, also_new, old];
    assert_eq!(found(root, &[]), everything);

    for (arguments, expected) in [
        (vec!["content/yaowen/old.md"], vec![old]),
        (vec!["content\\yaowen\\old.md"], vec![old]),
        (vec!["./content/../content/yaowen/old.md", "content/gonggao/"], vec![dead, bad, old]),
        (vec!["content/yaowen"], vec![new, also_new, old]),
        (vec!["site.yaml"], vec![]),
        (vec!["."], everything.to_vec()),
        (vec!["--column", "要闻"], vec![new, also_new, old]),
        (vec!["--column", "gonggao"], vec![dead, bad]),
        (vec!["--column", "gonggao", "--column", "yaowen"], everything.to_vec()),
        (vec!["--since", "2024-01-01"], vec![dead, bad, new, also_new]),
        (vec!["--since", "2024年6月1日"], vec![dead, bad]),
        (vec!["--since", "2019"], everything.to_vec()),
        (vec!["--only", "J501"], vec![dead]),
        (vec!["--only", "j501,J626"], everything.to_vec()),
        (vec!["--only", "J501、J626， "], everything.to_vec()),
        (vec!["--only", "J501", "--only", "J626"], everything.to_vec()),
        (vec!["content/yaowen", "--since", "2024-05-01", "--only", "J626"], vec![new, also_new]),
    ] {
        assert_eq!(found(root, &arguments), expected, "{arguments:?}");
    }

    // From another directory, and by an absolute path.
    let inside = jianbao()
        .args(["check", "old.md", "--root", "../..", "--now", NOW])
        .current_dir(root.join("content/yaowen"))
        .output()
        .unwrap();
    assert_eq!(stderr(&inside).matches("警告[").count(), 1, "{}", stderr(&inside));
    let absolute = root.join("content/yaowen/old.md");
    assert_eq!(found(root, &[absolute.to_str().unwrap()]), [old]);
}

#[test]
fn a_selection_passes_by_itself_and_names_errors_elsewhere() {
    let site = make_site();
    let passed = check(site.path(), &["content/yaowen"]);
    assert_eq!(passed.status.code(), Some(0));
    assert!(stderr(&passed).contains("还有 1 个错误，不改就不能发布"), "{}", stderr(&passed));
    assert_eq!(check(site.path(), &["content/gonggao"]).status.code(), Some(1));

    for (arguments, words) in [
        (vec!["content/yaowen/没有.md"], "没有 `content/yaowen/没有.md` 这个文件或目录"),
        (vec!["old.md"], "是不是 `content/yaowen/old.md`？"),
        (vec!["content\\yaowen\\odl.md"], "是不是 `content/yaowen/old.md`？"),
        (vec![".."], "`..` 不是这份简报的文件"),
        (vec!["--column", "没有"], "`--column` 不能是 `没有`"),
        (vec!["--only", "J999"], "没有 `J999` 这个代码"),
        (vec!["--since", "昨天"], "`--since <DATE>` 不能是 `昨天`"),
        (vec!["content", "--write-baseline"], "`[FILE]...` 不能和 `--write-baseline` 一起用"),
    ] {
        let refused = check(site.path(), &arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&refused).contains(words), "{arguments:?}: {}", stderr(&refused));
    }
}

#[test]
fn where_there_is_no_bulletin_nothing_else_is_said() {
    let empty = tempfile::tempdir().unwrap();
    for arguments in [&["content/a.md"][..], &["--column", "要闻"], &["--write-baseline"]] {
        let refused = check(empty.path(), arguments);
        let report = stderr(&refused);
        assert!(report.contains("错误[J301]") && report.contains("1 个错误，0 个警告"), "{arguments:?}: {report}");
        assert!(!empty.path().join(".jianbao-baseline").exists());
    }
}

/// A bulletin with many warnings of one code, a few of another, and errors between them.
fn make_flood(stories: usize) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), &[("site.yaml", &format!("{SETTINGS}required: [source]\n"))]);
    for number in 0..stories {
        let body = format!("第{number}次打造平台，第{number}次亲自到场。");
        let text = story(&format!("第{number}号"), "2024-05-01", &body);
        write(site.path(), &[(&format!("content/yaowen/{number:04}.md"), &text)]);
    }
    write(site.path(), &[("content/yaowen/0003x.md", &story("无", "2024-05-02", "[无](x.md)，[也无](y.md)。"))]);
    site
}

#[test]
fn of_a_flood_a_few_are_shown_and_errors_come_last() {
    let site = make_flood(13);
    let report = stderr(&check(site.path(), &[]));
    assert_eq!(report.matches("警告[J626]").count(), 20, "{report}");
    assert_eq!(report.matches("警告[J218]").count(), 14, "{report}");
    let last_warning = report.rfind("警告[").unwrap();
    assert!(report.find("错误[").unwrap() > last_warning, "{report}");

    let table: Vec<&str> =
        report.lines().filter(|line| line.starts_with("警告  J") || line.starts_with("错误  J")).collect();
    assert_eq!(table.len(), 3, "{report}");
    assert!(table[0].starts_with("警告  J626  26  ") && table[0].ends_with("content/yaowen/0000.md:5:4"), "{table:?}");
    assert!(table[1].starts_with("警告  J218  14  ") && table[1].ends_with("content/yaowen/0000.md:1:1"), "{table:?}");
    assert!(table[2].starts_with("错误  J501   2  ") && table[2].ends_with("content/yaowen/0003x.md:5:1"), "{table:?}");
    assert!(report.contains("2 个错误，40 个警告（想知道更多：jianbao explain J501）"), "{report}");
    assert!(report.contains("`jianbao check --all`"), "{report}");

    let all = stderr(&check(site.path(), &["--all"]));
    assert_eq!(all.matches("警告[J626]").count(), 26, "{all}");
    assert!(!all.contains("check --all"), "{all}");

    // Programs get everything.
    assert_eq!(found(site.path(), &[]).len(), 42);
    let github = stdout(&check(site.path(), &["--format", "github"]));
    assert_eq!(github.lines().count(), 42);
}

#[test]
fn whatever_the_flood_a_report_stays_readable() {
    let site = make_flood(300);
    let finished = check(site.path(), &[]);
    let lines = stderr(&finished).lines().count() + stdout(&finished).lines().count();
    assert!(lines < 300, "{lines} lines");
    assert_eq!(stderr(&finished).matches("错误[J501]").count(), 2);
    assert!(stderr(&finished).contains("2 个错误，901 个警告"), "{}", stderr(&finished));
}

#[test]
fn a_short_report_of_one_kind_needs_no_table() {
    let site = make_site();
    let report = stderr(&check(site.path(), &["--only", "J626"]));
    assert!(!report.contains("警告  J626") && !report.contains("--all"), "{report}");
}

#[test]
fn of_the_baseline_nothing_is_shown_but_errors() {
    let site = make_site();
    let root = site.path();
    let written = check(root, &["--write-baseline"]);
    assert_eq!(written.status.code(), Some(1), "the error stays");
    let report = stderr(&written);
    assert!(report.contains("基线写好了：.jianbao-baseline，3 个文件的 4 个警告；错误不记"), "{report}");
    assert!(report.contains("错误[J501]") && !report.contains("警告["), "{report}");
    assert!(report.contains("基线 .jianbao-baseline 里的 4 个警告没有列出"), "{report}");

    let text = fs::read_to_string(root.join(".jianbao-baseline")).unwrap();
    assert!(text.lines().all(|line| line.starts_with('#') || line.split('\t').count() == 4), "{text}");
    assert!(!text.contains("J501"), "{text}");
    check(root, &["--write-baseline"]);
    assert_eq!(fs::read_to_string(root.join(".jianbao-baseline")).unwrap(), text);

    // The error is mended: nothing is new, however strict.
    write(root, &[("content/gonggao/bad.md", &story("公告", "2024-06-01", "见别处，继续打造。"))]);
    for arguments in [&[][..], &["--strict"], &["--max-warnings", "0"]] {
        assert_eq!(check(root, arguments).status.code(), Some(0), "{arguments:?}: {}", stderr(&check(root, arguments)));
    }

    // A new one is shown, wherever the old ones have moved to.
    let moved = "另起一段。\n\n今年又打造一个平台，他亲自到场。\n\n还要打造一个品牌。";
    write(root, &[("content/yaowen/new.md", &story("新闻", "2024-05-01", moved))]);
    let report = stderr(&check(root, &[]));
    assert_eq!(report.matches("警告[J626]").count(), 1, "{report}");
    assert!(report.contains("content/yaowen/new.md:9:3"), "{report}");
    assert_eq!(check(root, &["--strict"]).status.code(), Some(1));
    assert_eq!(stderr(&check(root, &["--no-baseline"])).matches("警告[J626]").count(), 5);

    // Programs get both, and can tell them apart.
    let github = stdout(&check(root, &["--format", "github"]));
    assert_eq!((github.matches("::notice ").count(), github.matches("::warning ").count()), (4, 1), "{github}");
    let sarif: Value = serde_json::from_str(&stdout(&check(root, &["--format", "sarif"]))).unwrap();
    let states = sarif["runs"][0]["results"].as_array().unwrap().iter().map(|result| result["baselineState"].as_str());
    assert_eq!(states.filter(|state| *state == Some("new")).count(), 1);

    // Mended ones are named, and leave with the next writing.
    write(root, &[("content/yaowen/new.md", &story("新闻", "2024-05-01", "今年又建设一个平台。"))]);
    let report = stderr(&check(root, &[]));
    assert!(report.contains("基线里有 2 个警告已经改好"), "{report}");
    check(root, &["--write-baseline"]);
    assert!(!stderr(&check(root, &[])).contains("已经改好"));

    // A build counts them, too.
    let built = jianbao().args(["build", "--now", NOW]).current_dir(root).output().unwrap();
    assert_eq!(built.status.code(), Some(0));
    assert!(
        stderr(&built).contains("里的 2 个警告没有列出") && !stderr(&built).contains("警告["),
        "{}",
        stderr(&built)
    );
}

#[test]
fn a_pipeline_can_ask_for_no_warnings_or_for_few() {
    let site = make_site();
    let selected = ["--column", "yaowen"];
    for (arguments, status, words) in [
        (&["--max-warnings", "3"][..], 0, "0 个错误，3 个警告"),
        (&["--max-warnings", "2"], 1, "错误[J344]: 有 3 个警告，最多可以有 2 个"),
        (&["--strict"], 1, "3 个错误，0 个警告"),
        (&["--strict", "--only", "J218"], 0, ""),
    ] {
        let finished = check(site.path(), &[&selected[..], arguments].concat());
        assert_eq!(finished.status.code(), Some(status), "{arguments:?}");
        assert!(stderr(&finished).contains(words), "{arguments:?}: {}", stderr(&finished));
    }
}

#[test]
fn the_preview_counts_what_the_baseline_has() {
    let prepared =
        prepared([("site.yaml", SETTINGS), ("content/yaowen/a.md", &story("甲", "2020-01-01", "打造。"))], None);
    let loaded = LoadedBulletin::new(prepared.bulletin, &prepared.diagnostics, edition(), 0, Lang::Zh);
    let live = LivePreview::new(loaded.with_known_warnings(7), 1);
    let input = PanelInput { state: &live.current_state(), lang: Lang::Zh, offers_fixes: false };
    let panel = render_panel(&input, 1, &[]);
    assert!(panel.contains("1 个警告（基线里另有 7 个）"), "{panel}");
}

/// A checker that finds a word in every text that it gets, as its users would write it.
#[cfg(unix)]
const CHECKER: &str = r#"
import json, sys
for line in sys.stdin:
    given = json.loads(line)
    at = given["text"].find("平台")
    if at >= 0:
        found = {"offset": given["offset"] + at, "length": 2, "message": "太笼统", "level": LEVEL, "replacement": "系统"}
        if NAMES_PATH:
            found["path"] = given["path"]
        print(json.dumps(found))
"#;

#[cfg(unix)]
#[test]
fn other_checkers_show_their_findings_at_the_place() {
    let site = make_site();
    for (names_path, level) in [("True", "warning"), ("False", "warning"), ("True", "error")] {
        let script = CHECKER.replace("NAMES_PATH", names_path).replace("LEVEL", &format!("'{level}'"));
        write(site.path(), &[("checker.py", &script)]);
        let finished = check(site.path(), &["--with", "python3 checker.py", "--only", "J340"]);
        let report = stderr(&finished);
        assert_eq!(finished.status.code(), Some(if level == "error" { 1 } else { 0 }), "{report}");
        for place in ["content/yaowen/new.md:5:8", "content/yaowen/old.md:5:8"] {
            assert!(report.contains(&format!("--> {place}")), "{names_path}: {report}");
        }
        assert!(report.contains("另一个检查程序说：太笼统") && report.contains("核对以后改为“系统”"), "{report}");
        assert_eq!(report.matches("[J340]").count(), 2, "{report}");
    }

    let json =
        stdout(&check(site.path(), &["content/yaowen/old.md", "--with", "python3 checker.py", "--format", "json"]));
    let finding = json.lines().find(|line| line.contains("J340")).unwrap();
    let finding: Value = serde_json::from_str(finding).unwrap();
    assert_eq!((&finding["column"], &finding["fixes"][0]["safe"]), (&8.into(), &false.into()));
    assert_eq!(finding["fixes"][0]["edits"][0]["replacement"], "系统");
}

#[cfg(unix)]
#[test]
fn a_checker_that_fails_hangs_or_talks_nonsense_is_named() {
    let site = make_site();
    for (command, code, words) in [
        ("exit 3", "J341", "没有做完"),
        ("没有这个程序", "J341", "没有这个命令"),
        ("sleep 60", "J341", "1 秒还没有结束"),
        ("sleep 60 & sleep 60", "J341", "1 秒还没有结束"),
        ("yes", "J341", ""),
        ("cat", "J342", "看不懂"),
        ("printf '\\377\\n'", "J342", "看不懂"),
        (
            "printf '{\"path\": \"content/yaowen/new.md\", \"offset\": 9999, \"length\": 1, \"message\": \"x\"}'",
            "J342",
            "超出了文件",
        ),
        (
            "printf '{\"path\": \"/etc/passwd\", \"offset\": 0, \"length\": 1, \"message\": \"x\"}'",
            "J342",
            "`path` 不是",
        ),
    ] {
        let begun = std::time::Instant::now();
        let finished = check(site.path(), &["content/yaowen", "--with", command, "--with-timeout", "1"]);
        let report = stderr(&finished);
        assert_eq!(finished.status.code(), Some(2), "{command}: {report}");
        assert!(report.contains(code) && report.contains(words), "{command}: {report}");
        assert!(begun.elapsed().as_secs() < 30, "{command}");
    }

    // One that reads nothing and finds nothing is content.
    assert_eq!(check(site.path(), &["content/yaowen", "--with", "true"]).status.code(), Some(0));
}

#[test]
fn the_page_for_the_first_review_says_everything_and_runs_nothing() {
    let site = make_site();
    let root = site.path();
    write(
        root,
        &[(
            "content/yaowen/html.md",
            &story("'<script>alert(1)</script> & \"x\"'", "2024-05-01", "<b>打造</b>&<i>甲</i>"),
        )],
    );
    let finished = check(root, &["--report", "机审.html"]);
    assert_eq!(finished.status.code(), Some(1));
    let page = fs::read_to_string(root.join("机审.html")).unwrap();

    for words in [
        "机审报告",
        "测试简报",
        "2026年6月30日 12:00",
        concat!("jianbao ", env!("CARGO_PKG_VERSION")),
        "<td>4 篇</td>",
        "初审",
        "J501",
        "<mark class=\"short\">打造</mark>",
        "content/yaowen/old.md，第 5 行第 3 字",
        "办法：改用“建设”",
        "&lt;script&gt;alert(1)",
        "@page{size:A4",
        "width=device-width",
    ] {
        assert!(page.contains(words), "{words} is missing: {page}");
    }
    for forbidden in ["<script", "http://", "https://", "src=", "<link", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
    assert!(page.find("错误 J501") < page.find("警告 J626"), "{page}");

    let one = check(root, &["content/yaowen/old.md", "--report", "one.html"]);
    assert_eq!(one.status.code(), Some(0));
    let page = fs::read_to_string(root.join("one.html")).unwrap();
    assert!(page.contains("<td>1 篇</td>") && page.contains("旧闻") && !page.contains("新闻"), "{page}");
    assert_eq!(check(root, &["--report", "没有这个目录/机审.html"]).status.code(), Some(2));
}
