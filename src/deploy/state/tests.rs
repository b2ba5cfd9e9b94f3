//! What deployers write down is read again, and nothing else is.

use super::*;

fn sum(text: &str) -> Digest {
    Digest::of_bytes(text.as_bytes())
}

#[test]
fn both_files_are_read_as_they_were_written_and_damage_is_seen() {
    let manifest = Manifest {
        site: "https://example.org/".to_owned(),
        run: "1".to_owned(),
        files: [("a b/甲.html".to_owned(), sum("甲")), ("z".to_owned(), sum("z"))].into(),
    };
    let bytes = manifest.bytes().unwrap();
    assert_eq!(Manifest::parse(&bytes), Some(manifest));
    let steps = [
        ("a b.html".to_owned(), (Step::Add(sum("1")), true)),
        ("b.html".to_owned(), (Step::Change(sum("2")), false)),
        ("c.html".to_owned(), (Step::Delete, false)),
        ("d.html".to_owned(), (Step::Take(sum("4")), true)),
    ];
    for stage in [Stage::Adding, Stage::Changing] {
        let goal = Some(sum("goal"));
        let journal = Journal { site: "https://example.org/".to_owned(), goal, stage, steps: steps.clone().into() };
        let bytes = journal.bytes().unwrap();
        assert_eq!(Journal::parse(&bytes), Some(journal));
        assert_eq!(Manifest::parse(&bytes), None);
        (0..bytes.len()).for_each(|end| assert_eq!(Journal::parse(&bytes[..end]), None, "{end}"));
    }
}

#[test]
fn what_no_deployer_has_written_is_not_read() {
    let (sum, other) = (sum("甲"), sum("乙"));
    let manifest = |lines: &str| Manifest::parse(&pack(&format!("{HEAD} manifest\n{lines}")).unwrap());
    let journal = |lines: &str| Journal::parse(&pack(&format!("{HEAD} journal\n{lines}")).unwrap());
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
    packer.write_all(format!("{HEAD} manifest\ns\n1\n").as_bytes()).unwrap();
    io::copy(&mut io::repeat(b'\n').take(TEXT_LIMIT), &mut packer).unwrap();
    assert_eq!(unpack(&packer.finish().unwrap()), None);
}

#[test]
fn what_was_cut_off_is_not_taken_to_be_done() {
    let files = |list: &[(&str, &str)]| Manifest {
        site: String::new(),
        run: String::new(),
        files: list.iter().map(|(path, text)| ((*path).to_owned(), sum(text))).collect(),
    };
    let steps = [
        ("changed".to_owned(), (Step::Change(sum("new")), false)),
        ("gone".to_owned(), (Step::Delete, false)),
        ("half".to_owned(), (Step::Add(sum("half")), false)),
        ("new".to_owned(), (Step::Add(sum("new")), true)),
    ];
    let new = files(&[("changed", "new"), ("half", "half"), ("new", "new")]);
    let known = |manifest: &Manifest, stage| {
        let journal = Journal { site: String::new(), goal: Some(new.sum()), stage, steps: steps.clone().into() };
        let state = State { manifest: Some(manifest.clone()), journal: Some(journal), ..State::default() };
        let files = state.files();
        ["changed", "gone", "half", "new"].map(|path| files.get(path).map(|known| (known.sum, known.linked)))
    };
    let old = files(&[("changed", "old"), ("gone", "gone")]);
    let (half, is) = (Some(sum("half")), Some(sum("new")));
    assert_eq!(
        known(&old, Stage::Adding),
        [Some((None, true)), Some((None, true)), Some((None, false)), Some((is, false))]
    );
    assert_eq!(known(&old, Stage::Changing)[3], Some((is, true)));
    assert_eq!(
        known(&new, Stage::Changing),
        [Some((is, true)), Some((None, false)), Some((half, true)), Some((is, true))]
    );
}

#[test]
fn what_an_earlier_run_did_is_remembered_until_a_manifest_says_so() {
    let earlier = Journal {
        stage: Stage::Changing,
        steps: [("a".to_owned(), (Step::Add(sum("a")), true)), ("b".to_owned(), (Step::Change(sum("b")), false))]
            .into(),
        ..Journal::default()
    };
    let state = State { journal: Some(earlier.clone()), ..State::default() };
    let mut journal = Journal::default();
    journal.carry(&earlier, &state.files());
    // `b` is to be done again, which the new journal says for itself.
    assert_eq!(journal.steps, [("a".to_owned(), (Step::Change(sum("a")), true))].into());
    assert_eq!(journal.stale().collect::<Vec<_>>(), ["a"]);
    let state = State { journal: Some(journal), ..State::default() };
    assert_eq!(state.files()["a"], Known { sum: Some(sum("a")), linked: true, ours: true });
}
