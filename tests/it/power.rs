//! Loss of power: what may be on the disk when it goes out, told from the system calls of a build.
//!
//! A system keeps what is written in its memory until it is told to put it on the disk (`fsync`, `syncfs`) or thinks fit;
//! a rename may get there before the data of what it names. So `--sync` has to see to the order.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;

use crate::support::{NOW, SMALL, write};

/// The effect of a system call, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Something below the new site's directory is another than on the disk: a file's bytes, a name.
    Changed(String),
    /// Everything of the new site's file system is on the disk.
    Synced,
    /// The new site has its place.
    Published,
    /// The directory that holds the site is on the disk.
    ParentSynced,
}

/// The calls that change files or names; the others that a build makes only read.
const CHANGING: [&str; 15] = [
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "copy_file_range",
    "sendfile",
    "ftruncate",
    "fallocate",
    "mkdir",
    "mkdirat",
    "link",
    "linkat",
    "rename",
    "renameat",
    "unlink",
];

/// Runs a build under strace, and returns the effects of its calls.
fn trace_build(site: &Path, out: &Path, more: &[&str]) -> Vec<Step> {
    let trace = site.parent().unwrap().join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "0", "-e", "trace=%file,%desc", "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_jianbao")).args(["build", "--now", NOW, "--root"]).arg(site).arg("--out").arg(out);
    let finished = command.args(more).output().expect("strace is there: `tests/run setup` installs it");
    assert!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr));
    let trace = std::fs::read_to_string(trace).unwrap();

    let new = out.with_file_name(".public.jianbao-new");
    let [new, out, parent] = [&new, out, out.parent().unwrap()].map(|path| path.to_str().unwrap());
    parse_trace(&trace, new, out, parent)
}

/// Parses the output of strace: a call a line, or two lines where another thread came between its beginning and its end.
fn parse_trace(trace: &str, new: &str, out: &str, parent: &str) -> Vec<Step> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut steps = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, start);
            continue;
        }
        let call = match call.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            Some((_, rest)) => format!("{}{rest}", begun.remove(thread).unwrap()),
            None => call.to_owned(),
        };

        let Some((name, arguments)) = call.split_once('(') else { continue };
        if arguments.contains(") = -1 ") {
            continue;
        }

        let within = || arguments.split([',', '(', ')']).any(|argument| argument.contains(new));
        let is = |path: &str| arguments.contains(&format!("<{path}>"));
        let publishes = arguments.contains("RENAME_EXCHANGE") || arguments.contains(&format!("\"{new}\", \"{out}\""));

        match name {
            "rename" | "renameat" | "renameat2" if publishes => steps.push(Step::Published),
            "syncfs" if is(new) => steps.push(Step::Synced),
            "fsync" if is(parent) => steps.push(Step::ParentSynced),
            "open" | "openat" if arguments.contains("O_CREAT") && within() => steps.push(Step::Changed(call)),
            _ if CHANGING.contains(&name) && within() => steps.push(Step::Changed(call)),
            _ => {}
        }
    }
    steps
}

/// Goes through the steps as a disk that writes nothing before it must. Returns the changes of the new site that it has not
/// when the site is given its place, and whether it has the place itself in the end.
fn at_the_worst(steps: &[Step]) -> (BTreeSet<&str>, bool) {
    let mut missing = BTreeSet::new();
    let mut lost = BTreeSet::new();
    let mut placed = false;

    for step in steps {
        match step {
            Step::Changed(call) => _ = missing.insert(call.as_str()),
            Step::Synced => missing.clear(),
            // From now on a reader may be sent what is missing; what is deleted of the old site is no loss.
            Step::Published => {
                lost = std::mem::take(&mut missing);
                placed = false;
            }
            Step::ParentSynced => placed = lost.is_empty(),
        }
    }
    (lost, placed)
}

#[test]
fn no_site_gets_its_place_before_it_is_on_the_disk() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    let site = root.join("site");
    let out = root.join("public");
    write(&site, SMALL);
    // The first site is renamed, the second exchanged with it; most of its files are second names.
    for text in ["正文一。", "正文二。"] {
        write(
            &site,
            &[("content/yaowen/b.md", &format!("---\ntitle: 乙\ndate: 2020-09-16\ntags: [科技]\n---\n{text}\n"))],
        );
        let mut steps = trace_build(&site, &out, &["--sync"]);

        let files = steps.iter().filter(|step| matches!(step, Step::Changed(_))).count();
        assert!(files > 50, "only {files} changes are seen");
        assert_eq!(steps.iter().filter(|step| **step == Step::Published).count(), 1);
        assert_eq!(at_the_worst(&steps), (BTreeSet::new(), true));

        // It would be seen if it were the other way round, if one file came late, or if the place were not kept.
        let place = |step| steps.iter().position(|other| *other == step).unwrap();
        let synced = place(Step::Synced);
        let published = place(Step::Published);
        let mut late = steps.clone();
        late.insert(published, Step::Changed("write".to_owned()));
        assert_eq!(at_the_worst(&late).0.len(), 1);
        let mut unkept = steps.clone();
        unkept.retain(|step| *step != Step::ParentSynced);
        assert_eq!(at_the_worst(&unkept), (BTreeSet::new(), false));
        steps.swap(synced, published);
        assert!(at_the_worst(&steps).0.len() > 50);
    }
}

#[test]
fn without_being_asked_a_build_waits_for_no_disk() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    let site = root.join("site");
    let out = root.join("public");
    write(&site, SMALL);
    let steps = trace_build(&site, &out, &[]);
    assert!(!steps.iter().any(|step| matches!(step, Step::Synced | Step::ParentSynced)));
    // This is what the handbook says that `--sync` is for.
    let (lost, placed) = at_the_worst(&steps);
    assert!(lost.len() > 50 && !placed);
}
