//! The reports of `check` for other programs: SARIF, GitHub's workflow commands, GitLab's Code Quality.

use std::path::Path;

use crate::support::{NOW, SMALL, jianbao, stdout, write};
use serde_json::Value;

/// Wrong in ways that need escaping, on several lines, with a second place.
const WRONG: &[(&str, &str)] = &[
    (
        "content/yaowen/项目, 100%.md",
        "---\ntitle: 丙\ndate: 2020-02-30\n标题: 丁\n---\n𠮷野家[无](x.md)，好\"。\n\n<div\nonclick=x>甲</div>\n",
    ),
    ("content/yaowen/d.md", "没有稿件头\n"),
];

fn make_site() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), SMALL);
    write(directory.path(), WRONG);
    directory
}

fn check_in_format(site: &Path, format: &str, lang: &str) -> String {
    let mut command = jianbao();
    command.current_dir(site.parent().unwrap());
    let root = format!("./{}", site.file_name().unwrap().to_str().unwrap());
    command.args(["check", "--format", format, "--lang", lang, "--now", NOW, "--root", &root]);
    let finished = command.output().unwrap();
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr.is_empty());
    stdout(&finished)
}

/// Asserts that a location of a SARIF result is relative, escaped and well-formed.
fn assert_location(location: &Value, is_related: bool) {
    assert!(!is_related || (location["id"].is_u64() && location["message"]["text"].is_string()));
    let physical = &location["physicalLocation"];
    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains([' ', ',']), "{uri}");

    if let Some(region) = physical.get("region") {
        let [start_line, start_column, end_line, end_column] =
            ["startLine", "startColumn", "endLine", "endColumn"].map(|key| region[key].as_u64().unwrap());
        assert!(start_line >= 1 && start_column >= 1 && end_column >= 1);
        assert!((start_line, start_column) <= (end_line, end_column));
    }
}

/// Checks the parts that the schema of SARIF 2.1.0 requires, and the rules of its text that apply here.
#[test]
fn sarif_is_what_its_schema_asks() {
    let site = make_site();
    let log: Value = serde_json::from_str(&check_in_format(site.path(), "sarif", "zh")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));

    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");

    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string() && driver["version"].is_string());

    let rules: Vec<&str> =
        driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let mut unique = rules.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(rules, unique);

    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 5, "{results:#?}");
    for result in results {
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize], result["ruleId"]);
        for location in result["locations"].as_array().unwrap() {
            assert_location(location, false);
        }
        for location in result["relatedLocations"].as_array().into_iter().flatten() {
            assert_location(location, true);
        }
    }

    let dead = results.iter().find(|result| result["ruleId"] == "J501").unwrap();
    let physical = &dead["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "content/yaowen/%E9%A1%B9%E7%9B%AE%2C%20100%25.md");
    // The character outside the basic plane counts once.
    assert_eq!(
        physical["region"],
        serde_json::json!({"startLine": 6, "startColumn": 4, "endLine": 6, "endColumn": 13})
    );
    assert!(results.iter().any(|result| result["ruleId"] == "J205" && result["relatedLocations"].is_array()));
}

#[test]
fn github_gets_commands_with_everything_escaped() {
    let site = make_site();
    let name = site.path().file_name().unwrap().to_str().unwrap();
    let said = check_in_format(site.path(), "github", "zh");
    let file = format!("file={name}/content/yaowen/项目%2C 100%25.md");
    assert!(
        said.contains(&format!(
            "::error {file},line=6,endLine=6,col=4,endColumn=12,title=J501::链接的目标不存在：`x.md`%0A"
        )),
        "{said}"
    );
    assert!(said.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")), "{said}");
}

fn gitlab_report(site: &Path, lang: &str) -> Vec<Value> {
    serde_json::from_str(&check_in_format(site, "gitlab", lang)).unwrap()
}

fn fingerprints(issues: &[Value]) -> Vec<&str> {
    issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect()
}

#[test]
fn gitlab_gets_fingerprints_that_last() {
    let site = make_site();
    let before = gitlab_report(site.path(), "zh");

    for issue in &before {
        assert!(issue["description"].is_string() && issue["check_name"].as_str().unwrap().starts_with('J'));
        assert!(["critical", "minor"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["path"].is_string() && issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
    }

    let mut unique = fingerprints(&before);
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), before.len());
    assert_eq!(fingerprints(&gitlab_report(site.path(), "en")), fingerprints(&before));

    // Further down it is still the same mistake.
    let (path, text) = WRONG[0];
    write(site.path(), &[(path, &text.replace("𠮷野家", "新的一段。\n\n𠮷野家"))]);
    let after = gitlab_report(site.path(), "zh");
    assert_eq!(fingerprints(&after), fingerprints(&before));
    assert_ne!(after, before);
}

fn check_without_mistakes(site: &Path, format: &str) -> String {
    let finished = jianbao().args(["check", "--format", format, "--root"]).arg(site).output().unwrap();
    assert_eq!(finished.status.code(), Some(0));
    stdout(&finished)
}

#[test]
fn nothing_wrong_is_an_empty_document() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), SMALL);
    let site = site.path();

    let log: Value = serde_json::from_str(&check_without_mistakes(site, "sarif")).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(check_without_mistakes(site, "gitlab").trim(), "[]");
    assert_eq!(check_without_mistakes(site, "github"), "");
}

/// A mistake that a program may mend.
const FIXABLE: &[(&str, &str)] = &[("content/yaowen/甲.md", "---\n标题：甲\ndate: 2020-09-15\n---\n正文。\n")];

#[test]
fn fixes_are_edits_in_json_and_sarif() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), SMALL);
    write(site.path(), FIXABLE);

    let lines = check_in_format(site.path(), "json", "zh");
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mistake = objects.iter().find(|object| object["code"] == "J214").unwrap();
    let colon = serde_json::json!({
        "path": "content/yaowen/甲.md", "line": 2, "column": 3, "end_line": 2, "end_column": 4, "replacement": ": ",
    });
    assert_eq!(mistake["fixes"], serde_json::json!([{"safe": true, "edits": [colon]}]));

    let log: Value = serde_json::from_str(&check_in_format(site.path(), "sarif", "zh")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fix = &results.iter().find(|result| result["ruleId"] == "J214").unwrap()["fixes"][0];
    assert_eq!(fix["properties"]["safe"], true);
    assert!(fix["description"]["text"].is_string());

    let change = &fix["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "content/yaowen/%E7%94%B2.md");
    let replacement = serde_json::json!({
        "deletedRegion": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 4},
        "insertedContent": {"text": ": "},
    });
    assert_eq!(change["replacements"], serde_json::json!([replacement]));
}
