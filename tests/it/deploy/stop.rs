//! A deployer that is told to stop, or killed, and the lock that it held.

use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::readers::missing;
use super::server::{Asked, Fate, Gate, Server};
use super::{Place, changed, copy};
use crate::support::stderr;

fn lock(place: &Place) -> std::path::PathBuf {
    place.target().join(".jianbao-deploy/lock.json")
}

fn tell(child: u32, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.to_string()]).status().unwrap().success());
}

/// Whether a request sends a story that is new.
fn is_new_story(one: &Asked) -> bool {
    one.method == "PUT" && one.path.contains("yaowen/e.html")
}

/// Signals a deployer in the middle of its work, whose requests are held from then on if they are to be.
fn told(place: &Place, server: &Server, signals: &[&'static str], held: bool) -> (Output, Vec<String>) {
    let child: Arc<Mutex<Option<u32>>> = Arc::default();
    let (told, over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (known, is_told, signals) = (child.clone(), told.clone(), signals.to_vec());
    let is_over = over.clone();
    server.set(Gate {
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
                    tell(child, signal);
                    std::thread::sleep(Duration::from_millis(300));
                }
            }
        }),
        ..Gate::default()
    });
    // Held until the child is known.
    let mut known = child.lock().unwrap();
    let run: Child = place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *known = Some(run.id());
    drop(known);
    let finished = run.wait_with_output().unwrap();
    over.store(true, Ordering::SeqCst);
    let sent = changed(&server.asked());
    server.set(Gate::default());
    (finished, sent)
}

#[test]
fn told_to_stop_it_gives_the_lock_back_and_the_next_run_goes_on_from_there() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let (place, server) = Place::s3();
        place.deployed();
        place.second();
        let (finished, sent) = told(&place, &server, &[signal], false);
        let said = stderr(&finished);
        assert_eq!(finished.status.code(), Some(code), "{said}");
        assert!(said.contains("正在停下") && said.contains("停下了，还没有做完"), "{said}");
        assert!(!lock(&place).exists());
        assert!(place.target().join(".jianbao-deploy/journal.gz").exists());
        assert!(missing(&place.target()).is_empty());
        assert!(!place.target().join("index.html").exists() || place.target().join("tongzhi/d.html").exists());
        place.deployed();
        // What had been sent, and was written down, is not sent again: only what was being sent.
        let again: Vec<String> = changed(&server.asked());
        let twice: Vec<&String> = sent.iter().filter(|one| again.contains(one)).collect();
        assert!(twice.len() <= 4 && twice.len() < sent.len(), "{twice:?} of {sent:?}");
        place.is_there();
        assert_eq!(fs::read_dir(place.root().join(".jianbao/deploying")).unwrap().count(), 0);
    }
}

#[test]
fn told_twice_it_ends_at_once_and_the_lock_of_the_dead_is_nobodys() {
    let (place, server) = Place::s3();
    place.deployed();
    place.second();
    let began = Instant::now();
    let (finished, _) = told(&place, &server, &["-TERM", "-INT"], true);
    assert_eq!(finished.status.code(), Some(130), "{}", stderr(&finished));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(lock(&place).exists());
    // A copy of the bulletin knows nothing of who lives.
    let elsewhere = place.directory.path().join("copy");
    copy(&place.root(), &elsewhere);
    let refused = place.deploy(&["--root", elsewhere.to_str().unwrap()]);
    assert!(stderr(&refused).contains("错误[J905]"), "{}", stderr(&refused));
    place.deployed();
    place.is_there();
}

#[test]
fn killed_it_leaves_a_lock_that_the_next_run_takes_over_but_not_while_it_lives() {
    let (place, server) = Place::s3();
    place.deployed();
    place.second();
    let (finished, _) = told(&place, &server, &["-KILL"], false);
    assert_eq!(finished.status.code(), None);
    assert!(lock(&place).exists());
    // That of another who lives is not touched, nor one that nobody knows of.
    let text = fs::read_to_string(lock(&place)).unwrap();
    let run = serde_json::from_str::<serde_json::Value>(&text).unwrap()["run"].as_str().unwrap().to_owned();
    let sign = place.root().join(".jianbao/deploying").read_dir().unwrap().next().unwrap().unwrap().path();
    let held = fs::File::open(&sign).unwrap();
    held.lock().unwrap();
    assert!(stderr(&place.deploy(&[])).contains("错误[J905]"));
    held.unlock().unwrap();
    fs::write(lock(&place), text.replace(&run, "another")).unwrap();
    assert!(stderr(&place.deploy(&[])).contains("错误[J905]"));
    fs::write(lock(&place), text).unwrap();
    place.deployed();
    place.is_there();
}

#[test]
fn a_lock_that_was_made_and_never_filled_is_nobodys_but_one_that_is_being_filled_is() {
    let mut place = Place::new("");
    fs::create_dir_all(place.target()).unwrap();
    place.deploy = format!("deploy: {{production: {{service: fs, directory: '{}'}}}}\n", place.target().display());
    place.first();
    place.deployed();
    place.second();
    let held = r#"{"who": "another 1", "run": "1-1", "at": 32503680000}"#;
    fs::write(lock(&place), "").unwrap();
    let path = lock(&place);
    let filling = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        fs::write(path, held).unwrap();
    });
    let refused = stderr(&place.deploy(&[]));
    filling.join().unwrap();
    assert!(refused.contains("错误[J905]") && refused.contains("another 1"), "{refused}");
    assert_eq!(fs::read_to_string(lock(&place)).unwrap(), held);
    fs::write(lock(&place), &held[..9]).unwrap();
    place.deployed();
    place.is_there();
}

#[test]
fn what_is_cut_off_in_the_middle_says_that_what_was_sent_stays() {
    let (place, server) = Place::s3();
    let denied = |end: &'static str| Gate {
        fate: Arc::new(move |_, one| match one.method == "PUT" && one.path.contains(end) {
            true => Fate::Denied,
            false => Fate::Served,
        }),
        ..Gate::default()
    };
    let stays = "已经传上去的留着，网页仍然完整：再运行一次，从断的地方接着传";
    server.set(denied("lock.json"));
    assert!(!stderr(&place.deploy(&[])).contains(stays));
    server.set(denied("yaowen/a.html"));
    let said = stderr(&place.deploy(&[]));
    assert!(said.contains("错误[J907]") && said.contains(stays), "{said}");
    server.set(Gate::default());
    // A file that changed since it was built is found when it is sent.
    let page = place.out().join("yaowen/a.html");
    let text = fs::read_to_string(&page).unwrap();
    fs::remove_file(&page).unwrap();
    fs::write(&page, text.replace("签约", "改约")).unwrap();
    let said = stderr(&place.deploy(&[]));
    assert!(said.contains("错误[J902]") && said.contains("没有传") && said.contains(stays), "{said}");
}
