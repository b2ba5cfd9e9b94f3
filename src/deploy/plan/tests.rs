//! The order of changes, and their plan after an interrupted run.

use super::super::state::Manifest;
use super::*;

fn digest_of(text: &str) -> Digest {
    Digest::of_bytes(text.as_bytes())
}

fn site_files(files: &[(&str, &str)]) -> BTreeMap<String, SiteFile> {
    let files = files.iter();
    files
        .map(|(path, text)| {
            let file = SiteFile { digest: digest_of(text), bytes: text.len() as u64 };
            ((*path).to_owned(), file)
        })
        .collect()
}

fn deployed_state(files: &[(&str, &str)]) -> TargetState {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), digest_of(text))).collect();
    TargetState { manifest: Some(Manifest { files, ..Manifest::default() }), ..TargetState::default() }
}

fn wave_paths(waves: &[Vec<Upload>]) -> Vec<Vec<&str>> {
    waves.iter().map(|wave| wave.iter().map(|upload| upload.path.as_str()).collect()).collect()
}

#[test]
fn what_is_new_comes_before_what_leads_to_it_and_the_front_page_last() {
    let new = site_files(&[
        ("index.html", "2"),
        ("assets/2/a.css", "1"),
        ("a/index.html", "2"),
        ("a/1.html", "2"),
        ("a/2.html", "1"),
        ("a/p.jpg", "2"),
        ("a/same.html", "1"),
        ("tags/new/index.html", "1"),
    ]);
    let old = deployed_state(&[
        ("index.html", "1"),
        ("assets/1/a.css", "1"),
        ("a/index.html", "1"),
        ("a/1.html", "1"),
        ("a/p.jpg", "1"),
        ("a/same.html", "1"),
    ]);
    let found = plan_changes(&new, &old);

    assert_eq!(wave_paths(&found.adding), [vec!["assets/2/a.css"], vec!["a/2.html"], vec!["tags/new/index.html"]]);
    assert_eq!(
        wave_paths(&found.changing),
        [vec!["a/p.jpg"], vec!["a/1.html"], vec!["a/index.html"], vec!["index.html"]]
    );
    assert_eq!(found.deleting, ["assets/1/a.css"]);
    let journal = found.to_journal("", digest_of("goal"));
    assert_eq!(
        journal.stale_paths().collect::<Vec<_>>(),
        ["a/1.html", "a/index.html", "a/p.jpg", "assets/1/a.css", "index.html"]
    );

    // Where there is nothing, readers have no way in before all is there.
    let first = plan_changes(&new, &TargetState::default());
    assert_eq!(wave_paths(&first.changing), [vec!["index.html"]]);
    assert!(plan_changes(&new, &deployed_state(&[])).deleting.is_empty());
}

fn interrupted(journal: &Journal) -> TargetState {
    TargetState { journal: Some(journal.clone()), ..TargetState::default() }
}

#[test]
fn files_sent_before_an_interruption_are_not_sent_again_and_unfinished_ones_are() {
    let new = site_files(&[("index.html", "1"), ("a/1.html", "1"), ("a/2.html", "1")]);
    let mut journal = plan_changes(&new, &TargetState::default()).to_journal("", digest_of("goal"));
    journal.mark_done("a/1.html");

    let again = plan_changes(&new, &interrupted(&journal));
    let there: Vec<_> = again.uploads().map(|upload| (upload.path.as_str(), upload.already_there)).collect();
    assert_eq!(there, [("a/1.html", true), ("a/2.html", false), ("index.html", false)]);

    // Another site by now: the files of the first are deleted, though they are in no manifest.
    let other = plan_changes(&site_files(&[("index.html", "1")]), &interrupted(&journal));
    assert_eq!(other.deleting, ["a/1.html", "a/2.html"]);
}

#[test]
fn files_of_others_are_changed_in_the_order_of_changed_ones_and_never_deleted() {
    let new = site_files(&[("index.html", "1"), ("a/1.html", "1"), ("a/2.html", "1")]);
    let others = ["a/2.html", "index.php"].map(str::to_owned).into();
    let plan = plan_changes(&new, &TargetState { others, ..TargetState::default() });

    assert_eq!(wave_paths(&plan.adding), [["a/1.html"]]);
    assert_eq!(wave_paths(&plan.changing), [["a/2.html"], ["index.html"]]);
    assert!(plan.deleting.is_empty() && plan.known_count == 0);

    // Interrupted before the replacement the file may still be the other's, and is not deleted by a site without it.
    let mut journal = plan.to_journal("", digest_of("goal"));
    assert!(journal.takes_over());
    let without = site_files(&[("index.html", "1")]);
    assert_eq!(plan_changes(&without, &interrupted(&journal)).deleting, ["a/1.html"]);

    journal.mark_done("a/2.html");
    assert_eq!(plan_changes(&without, &interrupted(&journal)).deleting, ["a/1.html", "a/2.html"]);
}

#[test]
fn a_name_that_changes_in_case_alone_is_of_the_same_file_where_case_is_ignored() {
    let new = site_files(&[("tags/ai.html", "2"), ("a.html", "1"), ("same.html", "1")]);
    let old = deployed_state(&[("Tags/AI.html", "1"), ("A.HTML", "1"), ("same.html", "1")]);
    assert_eq!(plan_changes(&new, &old).deleting, ["A.HTML", "Tags/AI.html"]);

    let old = TargetState { ignores_case: true, ..old };
    let plan = plan_changes(&new, &old);
    assert!(plan.deleting.is_empty() && plan.adding.is_empty());
    assert_eq!(wave_paths(&plan.changing), [["tags/ai.html"]]);

    // Interrupted, and back to the old name: which of the two files is there is not known.
    let interrupted = TargetState { journal: Some(plan.to_journal("", digest_of("goal"))), ..old.clone() };
    let back = site_files(&[("Tags/AI.html", "1"), ("A.HTML", "1"), ("same.html", "1")]);
    let plan = plan_changes(&back, &interrupted);
    assert_eq!(wave_paths(&plan.changing), [["Tags/AI.html"]]);
    assert!(plan.deleting.is_empty());

    // A file without a name in any case is deleted.
    assert_eq!(plan_changes(&site_files(&[("a.html", "1")]), &old).deleting, ["Tags/AI.html", "same.html"]);
}
