//! The manifest and the journal: round trips, damage, hostile content, interrupted runs.

use super::*;

fn digest_of(text: &str) -> Digest {
    Digest::of_bytes(text.as_bytes())
}

#[test]
fn both_files_are_read_as_they_were_written_and_damage_is_seen() {
    let manifest = Manifest {
        site: "https://example.org/".to_owned(),
        run: "1".to_owned(),
        files: [("a b/甲.html".to_owned(), digest_of("甲")), ("z".to_owned(), digest_of("z"))].into(),
    };
    let bytes = manifest.to_gzip().unwrap();
    assert_eq!(Manifest::from_gzip(&bytes), Some(manifest));

    let steps = [
        ("a b.html".to_owned(), JournalEntry { step: JournalStep::Add(digest_of("1")), is_done: true }),
        ("b.html".to_owned(), JournalEntry { step: JournalStep::Change(digest_of("2")), is_done: false }),
        ("c.html".to_owned(), JournalEntry { step: JournalStep::Delete, is_done: false }),
        ("d.html".to_owned(), JournalEntry { step: JournalStep::Take(digest_of("4")), is_done: true }),
    ];
    for stage in [DeployStage::Adding, DeployStage::Changing] {
        let goal = Some(digest_of("goal"));
        let journal = Journal { site: "https://example.org/".to_owned(), goal, stage, steps: steps.clone().into() };
        let bytes = journal.to_gzip().unwrap();
        assert_eq!(Journal::from_gzip(&bytes), Some(journal));
        assert_eq!(Manifest::from_gzip(&bytes), None);
        (0..bytes.len()).for_each(|end| assert_eq!(Journal::from_gzip(&bytes[..end]), None, "{end}"));
    }
}

fn parse_manifest(lines: &str) -> Option<Manifest> {
    Manifest::from_gzip(&compress_text(&format!("{FORMAT_HEADER} manifest\n{lines}")).unwrap())
}

fn parse_journal(lines: &str) -> Option<Journal> {
    Journal::from_gzip(&compress_text(&format!("{FORMAT_HEADER} journal\n{lines}")).unwrap())
}

#[test]
fn what_no_deployer_has_written_is_not_read() {
    let sum = digest_of("甲");
    let other = digest_of("乙");
    let good = format!("https://example.org/\n1\n{sum} a.html\n");
    assert!(parse_manifest(&good).is_some());
    assert!(parse_journal(&format!("https://example.org/\nadding -\n+. {sum} a.html\n")).is_some());

    for path in [
        "a:b",
        "\u{1b}[31m",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "",
        "a//b",
        "a/",
        ".",
        "a\\b",
        "C:/x",
        "e\u{301}",
        ".jianbao-deploy/lock.json",
        ".JIANBAO-DEPLOY/manifest.gz",
        ".jianbao-deploy",
        &"a".repeat(256),
        &"a/".repeat(600),
    ] {
        assert_eq!(parse_manifest(&format!("{good}{other} {path}\n")), None, "{path:?}");
        for step in ["+?", "~.", "=."] {
            let line = format!("https://example.org/\nadding -\n{step} {sum} {path}\n");
            assert_eq!(parse_journal(&line), None, "{path:?}");
        }
        assert_eq!(parse_journal(&format!("https://example.org/\nadding -\n-? - {path}\n")), None, "{path:?}");
    }
    for lines in [
        "https://example.org/\u{1b}[2J\n1\n",
        &format!("https://example.org/\n1\n{sum} a.html\n{sum} a.html\n"),
        &format!("https://example.org/\n1\n{sum}0 a.html\n"),
        "https://example.org/\n1\na.html\n",
        &format!("{}\n1\n", "x".repeat(3000)),
    ] {
        assert_eq!(parse_manifest(lines), None, "{lines:.60?}");
    }
    for lines in [
        format!("s\nadding x\n+. {sum} a.html\n"),
        format!("s\nadding -\n+! {sum} a.html\n"),
        format!("s\nadding -\n+. {sum} a.html\n-? - a.html\n"),
        format!("s\nadding -\n*. {sum} a.html\n"),
        "s\nnothing -\n".to_owned(),
    ] {
        assert_eq!(parse_journal(&lines), None, "{lines}");
    }
}

#[test]
fn a_file_that_unfolds_into_much_is_not_read() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(format!("{FORMAT_HEADER} manifest\ns\n1\n").as_bytes()).unwrap();
    io::copy(&mut io::repeat(b'\n').take(STATE_TEXT_LIMIT), &mut packer).unwrap();
    assert_eq!(decompress_text(&packer.finish().unwrap()), None);
}

fn manifest_of(files: &[(&str, &str)]) -> Manifest {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), digest_of(text))).collect();
    Manifest { files, ..Manifest::default() }
}

fn entry(step: JournalStep, is_done: bool) -> JournalEntry {
    JournalEntry { step, is_done }
}

/// The digests of `changed`, `gone`, `half` and `new`, and whether a page may lead to them, as far as they are known.
fn known_after_cut(manifest: &Manifest, goal: &Manifest, stage: DeployStage) -> [Option<(Option<Digest>, bool)>; 4] {
    let steps = [
        ("changed".to_owned(), entry(JournalStep::Change(digest_of("new")), false)),
        ("gone".to_owned(), entry(JournalStep::Delete, false)),
        ("half".to_owned(), entry(JournalStep::Add(digest_of("half")), false)),
        ("new".to_owned(), entry(JournalStep::Add(digest_of("new")), true)),
    ];
    let goal = Some(goal.content_digest());
    let journal = Journal { site: String::new(), goal, stage, steps: steps.into() };
    let state = TargetState { manifest: Some(manifest.clone()), journal: Some(journal), ..TargetState::default() };

    let files = state.known_files();
    ["changed", "gone", "half", "new"].map(|path| files.get(path).map(|known| (known.digest, known.linked)))
}

#[test]
fn interrupted_steps_are_not_taken_to_be_done() {
    let old = manifest_of(&[("changed", "old"), ("gone", "gone")]);
    let new = manifest_of(&[("changed", "new"), ("half", "half"), ("new", "new")]);
    let half_digest = Some(digest_of("half"));
    let new_digest = Some(digest_of("new"));

    assert_eq!(
        known_after_cut(&old, &new, DeployStage::Adding),
        [Some((None, true)), Some((None, true)), Some((None, false)), Some((new_digest, false))]
    );
    assert_eq!(known_after_cut(&old, &new, DeployStage::Changing)[3], Some((new_digest, true)));
    // With the new manifest the run had only deletions to do.
    assert_eq!(
        known_after_cut(&new, &new, DeployStage::Changing),
        [Some((new_digest, true)), Some((None, false)), Some((half_digest, true)), Some((new_digest, true))]
    );
}

#[test]
fn an_earlier_run_is_remembered_until_a_manifest_has_its_files() {
    let earlier = Journal {
        stage: DeployStage::Changing,
        steps: [
            ("a".to_owned(), entry(JournalStep::Add(digest_of("a")), true)),
            ("b".to_owned(), entry(JournalStep::Change(digest_of("b")), false)),
        ]
        .into(),
        ..Journal::default()
    };
    let state = TargetState { journal: Some(earlier.clone()), ..TargetState::default() };

    let mut journal = Journal::default();
    journal.carry_over(&earlier, &state.known_files());
    // `b` is to be done again, which the new journal says for itself.
    assert_eq!(journal.steps, [("a".to_owned(), entry(JournalStep::Change(digest_of("a")), true))].into());
    assert_eq!(journal.stale_paths().collect::<Vec<_>>(), ["a"]);

    let state = TargetState { journal: Some(journal), ..TargetState::default() };
    let known = KnownFile { digest: Some(digest_of("a")), linked: true, ours: true };
    assert_eq!(state.known_files()["a"], known);
}
