//! Commands that receive the changed addresses and do not end.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Place;
use crate::support::stderr;

const FS: &str = "deploy: {production: {service: fs, directory: ../store/site}}\n";

/// Whether the process whose number stands in a file is gone.
fn is_gone(file: &Path) -> bool {
    let number = fs::read_to_string(file).unwrap_or_default();
    assert!(!number.trim().is_empty(), "{} was not written", file.display());
    // For a moment it may still be a zombie.
    (0..500).any(|_| {
        let state = fs::read_to_string(format!("/proc/{}/stat", number.trim())).unwrap_or_default();
        let alive = Command::new("kill").args(["-0", number.trim()]).stderr(Stdio::null()).status().unwrap().success();
        let over = !alive || state.contains(") Z ");
        if !over {
            std::thread::sleep(Duration::from_millis(20));
        }
        over
    })
}

#[test]
fn a_command_that_does_not_end_is_ended_with_all_that_it_started() {
    let place = Place::new(FS);
    place.deploy_successfully();
    place.build_second();
    let number = place.directory.path().join("number");
    let write = format!("echo $$ > '{}'", number.display());

    for command in [
        // A command that waits, …
        format!("{write}; sleep 600"),
        // … whose child waits and holds the pipe, …
        format!("sh -c \"echo \\$\\$ > '{}'; exec sleep 600\" & wait", number.display()),
        // … and that does not end when it is asked to.
        format!("trap '' TERM; {write}; sleep 600; sleep 600"),
    ] {
        for option in ["--purge-with", "--submit-with"] {
            let _ = fs::remove_file(&number);
            let finished = place.deploy(&[option, &command, "--command-timeout", "1"]);
            let said = stderr(&finished);
            assert_eq!(finished.status.code(), Some(2), "{said}");
            assert!(said.contains("错误[J911]") && said.contains("1 秒"), "{command}: {said}");
            assert!(is_gone(&number), "{command}");
        }
    }

    // The site is there, and the addresses are handed on by the next run.
    let told = place.directory.path().join("told");
    let finished = place.deploy(&["--purge-with", &format!("cat > '{}'", told.display())]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    assert!(fs::read_to_string(told).unwrap().contains("https://example.org/tongzhi/d.html\n"));
    place.assert_deployed();
}

#[test]
fn a_command_that_leaves_somebody_with_the_pipe_holds_up_nothing() {
    let place = Place::new(FS);
    place.deploy_successfully();
    place.build_second();
    let number = place.directory.path().join("number");
    // The command does not read, and leaves a process behind that does not either.
    let command = format!("sleep 600 <&0 >/dev/null 2>&1 & echo $! > '{}'; exit 0", number.display());
    let finished = place.deploy(&["--purge-with", &command]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    let number = fs::read_to_string(number).unwrap();
    // A process that the command left in the background is not killed.
    assert!(Command::new("kill").arg(number.trim()).status().unwrap().success());
}
