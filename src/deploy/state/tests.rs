//! What deployers write down is read again, and nothing else is.

use super::*;

fn digest_of(text: &str) -> Digest {
    Digest::of(text.as_bytes())
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

#[test]
fn what_no_deployer_has_written_is_not_read() {
    let sum = digest_of("甲");
    let other = digest_of("乙");
    let manifest =
        |lines: &str| Manifest::from_gzip(&compress_text(&format!("{FORMAT_HEADER} manifest\n{lines}")).unwrap());
    let journal =
        |lines: &str| Journal::from_gzip(&compress_text(&format!("{FORMAT_HEADER} journal\n{lines}")).unwrap());
    let good = format!("https://example.org/\n1\n{sum} a.html\n");
    assert!(manifest(&good).is_some());
    assert!(journal(&format!("https://example.org/\nadding -\n+. {sum} a.html\n")).is_some());

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
        assert_eq!(manifest(&format!("{good}{other} {path}\n")), None, "{path:?}");
        for step in ["+?", "~.", "=."] {
            let line = format!("https://example.org/\nadding -\n{step} {sum} {path}\n");
            assert_eq!(journal(&line), None, "{path:?}");
        }
        assert_eq!(journal(&format!("https://example.org/\nadding -\n-? - {path}\n")), None, "{path:?}");
    }
    for lines in [
        "https://example.org/\u{1b}[2J\n1\n",
        &format!("https://example.org/\n1\n{sum} a.html\n{sum} a.html\n"),
        &format!("https://example.org/\n1\n{sum}0 a.html\n"),
        "https://example.org/\n1\na.html\n",
        &format!("{}\n1\n", "x".repeat(3000)),
    ] {
        assert_eq!(manifest(lines), None, "{lines:.60?}");
    }
    for lines in [
        format!("s\nadding x\n+. {sum} a.html\n"),
        format!("s\nadding -\n+! {sum} a.html\n"),
        format!("s\nadding -\n+. {sum} a.html\n-? - a.html\n"),
        format!("s\nadding -\n*. {sum} a.html\n"),
        "s\nnothing -\n".to_owned(),
    ] {
        assert_eq!(journal(&lines), None, "{lines}");
    }
}

#[test]
fn a_file_that_unfolds_into_much_is_not_read() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(format!("{FORMAT_HEADER} manifest\ns\n1\n").as_bytes()).unwrap();
    io::copy(&mut io::repeat(b'\n').take(UNPACKED_LIMIT), &mut packer).unwrap();
    assert_eq!(decompress_text(&packer.finish().unwrap()), None);
}

#[test]
fn what_was_cut_off_is_not_taken_to_be_done() {
    let files = |list: &[(&str, &str)]| Manifest {
        site: String::new(),
        run: String::new(),
        files: list.iter().map(|(path, text)| ((*path).to_owned(), digest_of(text))).collect(),
    };
    let steps = [
        ("changed".to_owned(), JournalEntry { step: JournalStep::Change(digest_of("new")), is_done: false }),
        ("gone".to_owned(), JournalEntry { step: JournalStep::Delete, is_done: false }),
        ("half".to_owned(), JournalEntry { step: JournalStep::Add(digest_of("half")), is_done: false }),
        ("new".to_owned(), JournalEntry { step: JournalStep::Add(digest_of("new")), is_done: true }),
    ];
    let new = files(&[("changed", "new"), ("half", "half"), ("new", "new")]);
    let known = |manifest: &Manifest, stage| {
        let journal =
            Journal { site: String::new(), goal: Some(new.content_digest()), stage, steps: steps.clone().into() };
        let state = TargetState { manifest: Some(manifest.clone()), journal: Some(journal), ..TargetState::default() };
        let files = state.known_files();
        ["changed", "gone", "half", "new"].map(|path| files.get(path).map(|known| (known.digest, known.linked)))
    };
    let old = files(&[("changed", "old"), ("gone", "gone")]);
    let half = Some(digest_of("half"));
    let is = Some(digest_of("new"));
    assert_eq!(
        known(&old, DeployStage::Adding),
        [Some((None, true)), Some((None, true)), Some((None, false)), Some((is, false))]
    );
    assert_eq!(known(&old, DeployStage::Changing)[3], Some((is, true)));
    assert_eq!(
        known(&new, DeployStage::Changing),
        [Some((is, true)), Some((None, false)), Some((half, true)), Some((is, true))]
    );
}

#[test]
fn what_an_earlier_run_did_is_remembered_until_a_manifest_says_so() {
    let earlier = Journal {
        stage: DeployStage::Changing,
        steps: [
            ("a".to_owned(), JournalEntry { step: JournalStep::Add(digest_of("a")), is_done: true }),
            ("b".to_owned(), JournalEntry { step: JournalStep::Change(digest_of("b")), is_done: false }),
        ]
        .into(),
        ..Journal::default()
    };
    let state = TargetState { journal: Some(earlier.clone()), ..TargetState::default() };
    let mut journal = Journal::default();
    journal.carry_over(&earlier, &state.known_files());
    // `b` is to be done again, which the new journal says for itself.
    assert_eq!(
        journal.steps,
        [("a".to_owned(), JournalEntry { step: JournalStep::Change(digest_of("a")), is_done: true })].into()
    );
    assert_eq!(journal.stale_paths().collect::<Vec<_>>(), ["a"]);
    let state = TargetState { journal: Some(journal), ..TargetState::default() };
    assert_eq!(state.known_files()["a"], KnownFile { digest: Some(digest_of("a")), linked: true, ours: true });
}
