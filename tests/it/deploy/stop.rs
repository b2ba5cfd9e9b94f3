//! A deployer that is stopped by a signal or killed, and the lock that it held.

use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::readers::missing_pages;
use super::server::{Fate, Gate, RecordedRequest, Server};
use super::{Place, changing_requests, copy_directory};
use crate::support::stderr;

fn lock_file(place: &Place) -> std::path::PathBuf {
    place.target().join(".jianbao-deploy/lock.json")
}

fn send_signal(child: u32, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.to_string()]).status().unwrap().success());
}

/// Whether a request sends a story that is new.
fn is_new_story(one: &RecordedRequest) -> bool {
    one.method == "PUT" && one.path.contains("yaowen/e.html")
}

/// Signals a deployer in the middle of its work. With `held`, no request is answered from then on until it has ended.
fn signal_while_deploying(
    place: &Place,
    server: &Server,
    signals: &[&'static str],
    held: bool,
) -> (Output, Vec<String>) {
    let child: Arc<Mutex<Option<u32>>> = Arc::default();
    let told = Arc::new(AtomicBool::new(false));
    let over = Arc::new(AtomicBool::new(false));
    let known = child.clone();
    let is_told = told.clone();
    let is_over = over.clone();
    let signals = signals.to_vec();

    server.set_gate(Gate {
        fate: Arc::new(move |_, _| {
            while held && told.load(Ordering::SeqCst) && !is_over.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Fate::Served
        }),
        after: Arc::new(move |one| {
            if is_new_story(one) {
                is_told.store(true, Ordering::SeqCst);
                let child = known.lock().unwrap().unwrap();
                for signal in &signals {
                    send_signal(child, signal);
                    std::thread::sleep(Duration::from_millis(300));
                }
            }
        }),
        ..Gate::default()
    });

    // The lock delays the signals until the child is known.
    let mut known = child.lock().unwrap();
    let run: Child = place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *known = Some(run.id());
    drop(known);

    let finished = run.wait_with_output().unwrap();
    over.store(true, Ordering::SeqCst);
    let sent = changing_requests(&server.requests());
    server.set_gate(Gate::default());
    (finished, sent)
}

#[test]
fn told_to_stop_it_gives_the_lock_back_and_the_next_run_goes_on_from_there() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let (place, server) = Place::s3();
        place.deploy_successfully();
        place.build_second();

        let (finished, sent) = signal_while_deploying(&place, &server, &[signal], false);
        let said = stderr(&finished);
        assert_eq!(finished.status.code(), Some(code), "{said}");
        assert!(said.contains("正在停下") && said.contains("停下了，还没有做完"), "{said}");
        assert!(!lock_file(&place).exists());
        assert!(place.target().join(".jianbao-deploy/journal.gz").exists());
        assert!(missing_pages(&place.target()).is_empty());
        assert!(!place.target().join("index.html").exists() || place.target().join("tongzhi/d.html").exists());

        place.deploy_successfully();
        // What had been sent, and was written down, is not sent again: only what was being sent.
        let again: Vec<String> = changing_requests(&server.requests());
        let twice: Vec<&String> = sent.iter().filter(|one| again.contains(one)).collect();
        assert!(twice.len() <= 4 && twice.len() < sent.len(), "{twice:?} of {sent:?}");
        place.assert_deployed();
        assert_eq!(fs::read_dir(place.root().join(".jianbao/deploying")).unwrap().count(), 0);
    }
}

#[test]
fn told_twice_it_ends_at_once_and_the_lock_of_the_dead_is_nobodys() {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    place.build_second();

    let began = Instant::now();
    let (finished, _) = signal_while_deploying(&place, &server, &["-TERM", "-INT"], true);
    assert_eq!(finished.status.code(), Some(130), "{}", stderr(&finished));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(lock_file(&place).exists());

    // A copy of the bulletin elsewhere cannot know whether the deployer lives.
    let elsewhere = place.directory.path().join("copy");
    copy_directory(&place.root(), &elsewhere);
    let refused = place.deploy(&["--root", elsewhere.to_str().unwrap()]);
    assert!(stderr(&refused).contains("错误[J905]"), "{}", stderr(&refused));

    place.deploy_successfully();
    place.assert_deployed();
}

#[test]
fn killed_it_leaves_a_lock_that_the_next_run_takes_over_but_not_while_it_lives() {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    place.build_second();
    let (finished, _) = signal_while_deploying(&place, &server, &["-KILL"], false);
    assert_eq!(finished.status.code(), None);
    assert!(lock_file(&place).exists());

    // The lock of a deployer that lives is not taken over, nor one that is unknown here.
    let text = fs::read_to_string(lock_file(&place)).unwrap();
    let run = serde_json::from_str::<serde_json::Value>(&text).unwrap()["run"].as_str().unwrap().to_owned();
    let sign = place.root().join(".jianbao/deploying").read_dir().unwrap().next().unwrap().unwrap().path();
    let held = fs::File::open(&sign).unwrap();
    held.lock().unwrap();

    assert!(stderr(&place.deploy(&[])).contains("错误[J905]"));
    held.unlock().unwrap();
    fs::write(lock_file(&place), text.replace(&run, "another")).unwrap();
    assert!(stderr(&place.deploy(&[])).contains("错误[J905]"));

    fs::write(lock_file(&place), text).unwrap();
    place.deploy_successfully();
    place.assert_deployed();
}

#[test]
fn a_lock_that_was_made_and_never_filled_is_nobodys_but_one_that_is_being_filled_is() {
    let mut place = Place::new("");
    fs::create_dir_all(place.target()).unwrap();
    place.deploy = format!("deploy: {{production: {{service: fs, directory: '{}'}}}}\n", place.target().display());
    place.build_first();
    place.deploy_successfully();
    place.build_second();

    let held = r#"{"who": "another 1", "run": "1-1", "at": 32503680000}"#;
    fs::write(lock_file(&place), "").unwrap();
    let path = lock_file(&place);
    let filling = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        fs::write(path, held).unwrap();
    });

    let refused = stderr(&place.deploy(&[]));
    filling.join().unwrap();
    assert!(refused.contains("错误[J905]") && refused.contains("another 1"), "{refused}");
    assert_eq!(fs::read_to_string(lock_file(&place)).unwrap(), held);

    fs::write(lock_file(&place), &held[..9]).unwrap();
    place.deploy_successfully();
    place.assert_deployed();
}

/// A gate that denies uploads of paths that hold a text.
fn deny_uploads(part: &'static str) -> Gate {
    Gate {
        fate: Arc::new(move |_, request| match request.method == "PUT" && request.path.contains(part) {
            true => Fate::Denied,
            false => Fate::Served,
        }),
        ..Gate::default()
    }
}

#[test]
fn what_is_cut_off_in_the_middle_says_that_what_was_sent_stays() {
    let (place, server) = Place::s3();
    let stays = "已经传上去的留着，网页仍然完整：再运行一次，从断的地方接着传";

    server.set_gate(deny_uploads("lock.json"));
    assert!(!stderr(&place.deploy(&[])).contains(stays));
    server.set_gate(deny_uploads("yaowen/a.html"));
    let said = stderr(&place.deploy(&[]));
    assert!(said.contains("错误[J907]") && said.contains(stays), "{said}");
    server.set_gate(Gate::default());

    // A file that was changed after the build is noticed when it is uploaded.
    let page = place.out().join("yaowen/a.html");
    let text = fs::read_to_string(&page).unwrap();
    fs::remove_file(&page).unwrap();
    fs::write(&page, text.replace("签约", "改约")).unwrap();
    let said = stderr(&place.deploy(&[]));
    assert!(said.contains("错误[J902]") && said.contains("没有传") && said.contains(stays), "{said}");
}
