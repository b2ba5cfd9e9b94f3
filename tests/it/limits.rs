//! Little of what a system can refuse: threads, stack, address space. A run takes less of it, or says that it cannot.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{NOW, SMALL, jianbao, stderr, tree, write};

/// Runs a command of the program in a shell that has set its limits before.
fn run(limits: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let program = jianbao();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limits}; exec \"$0\" \"$@\"")]).arg(program.get_program()).args(arguments);
    for (name, value) in program.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    command.envs(variables.iter().copied());
    command.output().unwrap()
}

/// Builds in the directory of a small bulletin.
fn build(place: &Path, limits: &str, variables: &[(&str, &str)]) -> Output {
    let (site, out) = (place.join("site"), place.join("public"));
    let (site, out) = (site.to_str().unwrap(), out.to_str().unwrap());
    run(limits, &["build", "--root", site, "--out", out, "--now", NOW], variables)
}

#[test]
fn a_build_needs_neither_many_threads_nor_a_large_stack_of_the_shell() {
    let usual = tempfile::tempdir().unwrap();
    write(&usual.path().join("site"), SMALL);
    assert!(build(usual.path(), "true", &[]).status.success());
    let usual = tree(&usual.path().join("public"));

    for (limits, variables) in [
        ("ulimit -s 64", vec![]),
        ("true", vec![("RAYON_NUM_THREADS", "1000")]),
        ("true", vec![("RAYON_NUM_THREADS", "0")]),
        ("true", vec![("RAYON_NUM_THREADS", "many")]),
        ("true", vec![("RUST_MIN_STACK", "1000")]),
        ("ulimit -v 400000", vec![("RAYON_NUM_THREADS", "1000")]),
    ] {
        let place = tempfile::tempdir().unwrap();
        write(&place.path().join("site"), SMALL);
        let finished = build(place.path(), limits, &variables);
        assert_eq!(finished.status.code(), Some(0), "{limits} {variables:?}: {}", stderr(&finished));
        assert_eq!(tree(&place.path().join("public")), usual, "{limits} {variables:?}");
    }
}

/// A limit of processes holds for a user, and not for the first one: another user runs the program, whose other
/// processes count too. Where that cannot be tried, nothing is.
#[test]
fn threads_that_the_system_refuses_are_done_without_or_said() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    write(&site, SMALL);
    let program = jianbao();
    // Under a number that no other process has, the first process is the program itself.
    let user = 3_000_000_000 + std::process::id();
    let tried = |threads: u32, arguments: &str, patience: u32| {
        let script = format!(
            "chmod -R a+rwX '{0}'; exec timeout {patience} setpriv --reuid {user} --clear-groups prlimit --nproc={threads} '{1}' {arguments}",
            place.path().display(),
            program.get_program().display(),
        );
        Command::new("sh").args(["-c", &script]).env("LANG", "C.UTF-8").env("RAYON_NUM_THREADS", "8").output().unwrap()
    };
    let build = format!("build --root '{}' --out '{}/public' --now {NOW}", site.display(), place.path().display());
    if !tried(100, "--version", 100).status.success() {
        eprintln!("not tried: this user cannot become another");
        return;
    }

    for threads in 1..12 {
        let finished = tried(threads, &build, 100);
        let said = stderr(&finished);
        assert!(!said.contains("panicked"), "{threads} threads: {said}");
        match finished.status.code() {
            Some(0) => {}
            Some(2) => assert!(threads < 2 && said.contains("系统不给线程"), "{threads} threads: {said}"),
            other => panic!("{threads} threads: ended with {other:?}: {said}"),
        }
    }
    for threads in 1..12 {
        let finished = tried(threads, &format!("check --external --root '{}' --now {NOW}", site.display()), 100);
        let said = stderr(&finished);
        assert!(!said.contains("panicked") && finished.status.code().is_some(), "{threads} threads: {said}");
    }
    // One that gets what it needs goes on until it is ended.
    for threads in 1..9 {
        let serve = format!("serve --root '{}' --addr 127.0.0.1:0", site.display());
        let finished = tried(threads, &serve, 5);
        let said = stderr(&finished);
        assert!(!said.contains("panicked"), "{threads} threads: {said}");
        match finished.status.code() {
            Some(124) => {}
            Some(2) => assert!(said.contains("系统不给线程"), "{threads} threads: {said}"),
            other => panic!("{threads} threads: ended with {other:?}: {said}"),
        }
    }
}
