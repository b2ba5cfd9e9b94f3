//! `jianbao deploy` against real servers: an S3 server, a WebDAV server, and a directory.

#[cfg(unix)]
mod commands;
mod others;
mod readers;
mod refusals;
mod server;
#[cfg(unix)]
mod sftp;
#[cfg(unix)]
mod ssh;
#[cfg(unix)]
mod stop;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Finished, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{build, jianbao, picture, stderr, stdout, tree, write};
use readers::missing_pages;
use server::{Fate, Gate, RecordedRequest, Server};

/// Two columns with stories that link to one another and to pictures.
const FIRST: &[(&str, &str)] = &[
    (
        "content/yaowen/a.md",
        "---\ntitle: 甲项目签约\ndate: 2020-09-15\ntags: [科技]\n---\n正文，见[乙](b.md)。\n\n![图](p.png)\n",
    ),
    ("content/yaowen/b.md", "---\ntitle: 乙项目开工\ndate: 2020-09-16\ntags: [科技]\n---\n科技项目的正文。\n"),
    ("content/tongzhi/c.md", "---\ntitle: 丙通知\ndate: 2020-09-17\n---\n通知的正文，见[乙](../yaowen/b.md)。\n"),
    ("content/tongzhi/d.md", "---\ntitle: 丁通知\ndate: 2020-09-18\ntags: [旧]\n---\n就要撤下的正文。\n"),
];

/// The next version of the bulletin: a story is new with a new tag, one links to it, one is gone, the look is another.
const SECOND: &[(&str, &str)] = &[
    (
        "content/yaowen/a.md",
        "---\ntitle: 甲项目签约\ndate: 2020-09-15\ntags: [科技]\n---\n正文，见[戊](e.md)。\n\n![图](q.png)\n",
    ),
    (
        "content/yaowen/e.md",
        "---\ntitle: 戊项目验收\ndate: 2020-09-19\ntags: [科技, 新]\n---\n新的正文，见[甲](a.md)。\n",
    ),
];

fn make_settings(look: &str, deploy: &str) -> String {
    let head = "title: 测试简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻, tongzhi: 通知}\n";
    // Stories change in these tests, and their files lie about.
    format!("{head}warnings: {{J508: warning}}\n{look}{deploy}")
}

/// A bulletin, its output, and a target.
struct Place {
    directory: tempfile::TempDir,
    deploy: String,
    /// The `PATH` of the deployer, if it is not that of the test.
    programs: Option<String>,
}

impl Place {
    fn new(deploy: &str) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap(), deploy: deploy.to_owned(), programs: None };
        place.build_first();
        place
    }

    /// A place with an S3 server, whose bucket is a directory.
    fn s3() -> (Self, Server) {
        let place = Self::new("");
        fs::create_dir_all(place.target()).unwrap();
        let server = Server::s3(&place.directory.path().join("store"));
        let deploy = format!(
            "deploy: {{production: {{service: s3, bucket: site, endpoint: '{}', region: us-east-1, concurrency: 4}}}}\n",
            server.url
        );
        let place = Self { deploy, ..place };
        place.build_first();
        (place, server)
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("bulletin")
    }

    fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    /// The directory of the target.
    fn target(&self) -> PathBuf {
        self.directory.path().join("store/site")
    }

    fn build_first(&self) {
        let _ = fs::remove_dir_all(self.root().join("content"));
        write(&self.root(), FIRST);
        write(&self.root(), &[("site.yaml", &make_settings("", &self.deploy))]);
        fs::write(self.root().join("content/yaowen/p.png"), picture("p.png", 40, 30)).unwrap();
        self.build_site();
    }

    fn build_second(&self) {
        write(&self.root(), SECOND);
        write(&self.root(), &[("site.yaml", &make_settings("theme: {accent: '#1a5fa8'}\n", &self.deploy))]);
        fs::remove_file(self.root().join("content/tongzhi/d.md")).unwrap();
        fs::write(self.root().join("content/yaowen/q.png"), picture("q.png", 50, 30)).unwrap();
        self.build_site();
    }

    fn build_site(&self) {
        let finished = build(&self.root(), &self.out());
        assert!(finished.status.success(), "{}", stderr(&finished));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = jianbao();
        command.arg("deploy").args(arguments);
        if !arguments.contains(&"--root") {
            command.arg("--root").arg(self.root());
        }
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "sesame-open").env("HOME", self.root());
        command.envs(self.programs.iter().map(|path| ("PATH", path)));
        command
    }

    fn deploy(&self, arguments: &[&str]) -> Finished {
        self.command(arguments).output().unwrap()
    }

    fn deploy_successfully(&self) -> String {
        let finished = self.deploy(&[]);
        assert!(finished.status.success(), "{}", stderr(&finished));
        stdout(&finished)
    }

    /// Asserts that exactly the built site is at the target, beside the files that a deployer keeps for itself.
    fn assert_deployed(&self) {
        let wanted = site_files(&self.out());
        let found = site_files(&self.target());
        assert_eq!(wanted.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
        assert!(wanted == found);
        let own: Vec<_> = tree(&self.target().join(".jianbao-deploy")).into_keys().collect();
        assert_eq!(own.len(), 1, "{own:?}");
        assert!(missing_pages(&self.target()).is_empty());
    }
}

/// The files of a site by their addresses, without those of the deployer.
fn site_files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(directory)
        .into_iter()
        .map(|(path, bytes)| (path.to_string_lossy().trim_start_matches('/').to_owned(), bytes))
        .filter(|(path, _)| path != ".jianbao" && !path.starts_with(".jianbao-deploy/"))
        .collect()
}

/// The methods and addresses of the requests that changed a file of the site.
fn changing_requests(asked: &[RecordedRequest]) -> Vec<String> {
    let changing = asked.iter().filter(|request| request.changes() && !request.path.contains(".jianbao-deploy"));
    changing.map(|request| format!("{} {}", request.method, request.path.trim_start_matches("/site/"))).collect()
}

/// Deploys a bulletin for the first time, again without a change, after an edit, and with a story less.
fn deploy_through_changes(place: &Place, server: Option<&Server>) {
    let said = place.deploy_successfully();
    assert!(said.contains("已上线"), "{said}");
    place.assert_deployed();

    server.inspect(|server| server.set_gate(Gate::default()));
    assert!(place.deploy_successfully().contains("没有变化"));
    if let Some(server) = server {
        let asked = server.requests();
        assert!(asked.iter().all(|request| !request.changes()), "{asked:#?}");
        assert!(asked.len() <= 6, "{asked:#?}");
    }

    write(
        &place.root(),
        &[(
            "content/tongzhi/c.md",
            "---\ntitle: 丙通知\ndate: 2020-09-17\n---\n改过的正文，见[乙](../yaowen/b.md)。\n",
        )],
    );
    place.build_site();
    let changes: serde_json::Value =
        serde_json::from_slice(&fs::read(place.root().join(".jianbao/changes.json")).unwrap()).unwrap();
    server.inspect(|server| server.set_gate(Gate::default()));
    place.deploy_successfully();
    place.assert_deployed();
    if let Some(server) = server {
        let mut sent: Vec<String> = changing_requests(&server.requests())
            .iter()
            .filter_map(|one| one.strip_prefix("PUT ").map(str::to_owned))
            .collect();
        sent.iter_mut().for_each(|path| *path = path.split('?').next().unwrap().trim_start_matches('/').to_owned());
        sent.sort();
        let told: Vec<&str> = changes["changed"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(sent, told);
        assert!(!told.is_empty() && told.len() < 20, "{told:?}");
    }

    fs::remove_file(place.root().join("content/tongzhi/d.md")).unwrap();
    place.build_site();
    let said = place.deploy_successfully();
    assert!(!said.contains("删了 0 个"), "{said}");
    place.assert_deployed();
    assert!(!place.target().join("tongzhi/d.html").exists());
}

#[test]
fn a_directory_gets_a_site_and_keeps_up_with_it() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    deploy_through_changes(&place, None);
    // No directory is left where a tag was.
    assert!(!place.target().join("tags/jiu").exists());
}

#[test]
fn dot_files_of_the_web_go_up_with_the_rest() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    let files =
        [("static/.well-known/security.txt", "Contact: x"), ("static/.nojekyll", ""), ("static/robots.txt", "own")];
    write(&place.root(), &files);
    place.build_site();
    place.deploy_successfully();
    for (path, text) in files {
        let there = fs::read_to_string(place.target().join(path.trim_start_matches("static/"))).unwrap();
        assert_eq!(there, text, "{path}");
    }
}

#[test]
fn an_s3_store_gets_a_site_and_keeps_up_with_it() {
    let (place, server) = Place::s3();
    deploy_through_changes(&place, Some(&server));
}

#[test]
fn a_webdav_server_gets_a_site_and_keeps_up_with_it() {
    let place = Place::new("");
    fs::create_dir_all(place.target()).unwrap();
    let server = Server::webdav(&place.target());
    let deploy = format!("deploy: {{production: {{service: webdav, endpoint: '{}'}}}}\n", server.url);
    let place = Place { deploy, ..place };
    place.build_first();
    deploy_through_changes(&place, Some(&server));
}

/// A gate that checks the target after each request that changes it, and collects the faults that readers would meet.
fn watch_readers(target: &Path, faults: &Arc<Mutex<Vec<String>>>) -> Gate {
    let target = target.to_owned();
    let faults = faults.clone();
    Gate {
        after: Arc::new(move |request| {
            let missing = if request.changes() { missing_pages(&target) } else { Vec::new() };
            let missing = missing.into_iter().map(|page| format!("{page}, after {}", request.path));
            faults.lock().unwrap().extend(missing);
        }),
        ..Gate::default()
    }
}

/// The index of the first changing request whose path holds a text.
fn position_of(asked: &[RecordedRequest], part: &str) -> usize {
    asked.iter().position(|request| request.changes() && request.path.contains(part)).unwrap_or(usize::MAX)
}

#[test]
fn at_every_moment_each_page_that_can_be_reached_has_all_that_it_links_to() {
    let (place, server) = Place::s3();
    // One request at a time, so that nothing changes during a check.
    let deploy = place.deploy.replace("concurrency: 4", "concurrency: 1");
    let place = Place { deploy, ..place };
    let faults: Arc<Mutex<Vec<String>>> = Arc::default();

    place.build_first();
    server.set_gate(watch_readers(&place.target(), &faults));
    place.deploy_successfully();
    assert_eq!(*faults.lock().unwrap(), Vec::<String>::new());

    place.build_second();
    server.set_gate(watch_readers(&place.target(), &faults));
    place.deploy_successfully();
    assert_eq!(*faults.lock().unwrap(), Vec::<String>::new());
    place.assert_deployed();

    let asked = server.requests();
    let front_page = position_of(&asked, "/site/index.html");
    let manifest = position_of(&asked, "manifest.gz");
    assert!(position_of(&asked, "yaowen/e.html") < position_of(&asked, "yaowen/a.html"));
    assert!(position_of(&asked, "yaowen/a.html") < front_page);
    assert!(front_page < manifest && manifest < position_of(&asked, "?delete"));

    // Back to the first version: the new story is deleted, the deleted one is new.
    place.build_first();
    server.set_gate(watch_readers(&place.target(), &faults));
    let finished = place.deploy(&["--allow-deletes"]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    assert_eq!(*faults.lock().unwrap(), Vec::<String>::new());
    place.assert_deployed();
}

/// Interrupts a deployment at each request in turn: readers always find whole pages, and the next run completes it.
fn cut_off_everywhere(cut: impl Fn(&Place, &Server, usize) -> Finished) {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    let store = place.directory.path().join("store");
    let kept = place.directory.path().join("kept");
    copy_directory(&store, &kept);
    place.build_second();

    let mut at = 1;
    loop {
        // The target as it was before.
        fs::remove_dir_all(&store).unwrap();
        copy_directory(&kept, &store);
        server.set_gate(Gate::default());
        let finished = cut(&place, &server, at);
        if finished.status.success() {
            break;
        }
        assert!(missing_pages(&place.target()).is_empty(), "cut off at {at}: {:?}", missing_pages(&place.target()));
        server.set_gate(Gate::default());

        // Removes the lock that a killed deployer leaves, instead of waiting half an hour until it expires.
        let _ = fs::remove_file(place.target().join(".jianbao-deploy/lock.json"));

        // Every third time another version is deployed instead, so that the journal of the first does not apply.
        if at % 3 == 0 {
            place.build_first();
        }
        let finished = place.deploy(&["--allow-deletes"]);
        assert!(finished.status.success(), "after {at}: {}", stderr(&finished));
        place.assert_deployed();
        if at % 3 == 0 {
            place.build_second();
        }
        at += 1;
    }
    assert!(at > 30, "{at}");
}

fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_directory(&path, &target) } else { fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}

#[test]
fn refused_at_any_request_it_leaves_whole_pages_and_the_next_run_completes_it() {
    cut_off_everywhere(|place, server, at| {
        server.set_gate(Gate {
            fate: Arc::new(move |n, _| if n >= at { Fate::Denied } else { Fate::Served }),
            ..Gate::default()
        });
        let finished = place.deploy(&["--allow-deletes"]);
        assert!(finished.status.success() || finished.status.code() == Some(2), "{}", stderr(&finished));
        if !finished.status.success() {
            assert!(stderr(&finished).contains("错误[J907]"), "{}", stderr(&finished));
            assert!(!stderr(&finished).contains("sesame-open"));
        }
        finished
    });
}

#[test]
fn killed_at_any_request_it_leaves_whole_pages_and_the_next_run_completes_it() {
    cut_off_everywhere(|place, server, at| {
        let child: Arc<Mutex<Option<std::process::Child>>> = Arc::default();
        let killed = child.clone();
        server.set_gate(Gate {
            fate: Arc::new(move |n, _| {
                if n == at {
                    killed.lock().unwrap().as_mut().map(std::process::Child::kill);
                }
                // Every second time the last request is still served.
                match n {
                    n if n < at => Fate::Served,
                    n if n == at && at % 2 == 0 => Fate::CutAfter,
                    _ => Fate::CutBefore,
                }
            }),
            pause: Duration::from_millis(1),
            ..Gate::default()
        });

        // The lock delays the gate until there is a child to kill.
        let mut held = child.lock().unwrap();
        let run = place.command(&["--allow-deletes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        *held = Some(run);
        drop(held);

        loop {
            if let Some(status) = child.lock().unwrap().as_mut().unwrap().try_wait().unwrap() {
                return Finished { status, stdout: Vec::new(), stderr: Vec::new() };
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
}

#[test]
fn failures_that_pass_are_tried_again() {
    let (place, server) = Place::s3();
    for (every, fate) in [(3, Fate::Busy), (4, Fate::CutBefore), (5, Fate::CutAfter)] {
        fs::remove_dir_all(place.target()).unwrap();
        fs::create_dir_all(place.target()).unwrap();
        server.set_gate(Gate {
            fate: Arc::new(move |n, _| if n % every == 0 { fate } else { Fate::Served }),
            ..Gate::default()
        });
        place.deploy_successfully();
        place.assert_deployed();
    }
}

#[test]
fn of_two_deployers_one_wins_and_the_other_refuses() {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    place.build_second();
    let open = Arc::new(AtomicBool::new(false));
    let reached = Arc::new(AtomicBool::new(false));
    let is_open = open.clone();
    let at_work = reached.clone();

    server.set_gate(Gate {
        // The first is held in the middle of its work.
        after: Arc::new(move |request| {
            if request.changes() && request.path.contains("yaowen/e.html") {
                at_work.store(true, Ordering::SeqCst);
                while !is_open.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        }),
        ..Gate::default()
    });

    let first = place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !reached.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = place.deploy(&[]);
    open.store(true, Ordering::SeqCst);
    let first = first.wait_with_output().unwrap();

    assert_eq!(second.status.code(), Some(2));
    assert!(stderr(&second).contains("错误[J905]"), "{}", stderr(&second));
    assert!(first.status.success(), "{}", stderr(&first));
    place.assert_deployed();
}

#[test]
fn of_many_who_come_at_once_all_leave_a_whole_site() {
    for kind in ["fs", "webdav"] {
        let place = Place::new("");
        fs::create_dir_all(place.target()).unwrap();
        let server = Server::webdav(&place.target());
        let deploy = match kind {
            "fs" => "deploy: {production: {service: fs, directory: ../store/site}}\n".to_owned(),
            _ => format!("deploy: {{production: {{service: webdav, endpoint: '{}'}}}}\n", server.url),
        };
        let place = Place { deploy, ..place };
        place.build_first();

        let runs: Vec<_> =
            (0..4).map(|_| place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()).collect();
        let ends: Vec<Finished> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
        for end in &ends {
            let refused = end.status.code() == Some(2) && stderr(end).contains("错误[J905]");
            assert!(end.status.success() || refused, "{kind}: {}", stderr(end));
        }

        // With conditional writes one deployer surely succeeds. Without them all may refuse, and the next run completes it.
        if kind == "fs" {
            assert!(ends.iter().any(|end| end.status.success()));
        }

        let _ = fs::remove_file(place.target().join(".jianbao-deploy/lock.json"));
        place.deploy_successfully();
        place.assert_deployed();
    }
}

#[test]
fn a_lock_that_was_left_behind_ends_by_itself_and_one_that_cannot_be_read_does_not() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    place.deploy_successfully();
    place.build_second();
    let lock = place.target().join(".jianbao-deploy/lock.json");
    let now = chrono::Utc::now().timestamp();

    for (text, refused) in [
        (format!("{{\"who\":\"李四\",\"run\":\"1\",\"at\":{}}}", now - 60), true),
        ("{}".to_owned(), true),
        (format!("{{\"who\":\"李四\",\"run\":\"1\",\"at\":{}}}", now - 31 * 60), false),
    ] {
        fs::write(&lock, &text).unwrap();
        let finished = place.deploy(&[]);
        assert_eq!(stderr(&finished).contains("错误[J905]"), refused, "{text}: {}", stderr(&finished));
        if text.contains("李四") && refused {
            assert!(stderr(&finished).contains("李四"));
        }
    }

    place.assert_deployed();
}

/// Asserts that deploying is refused with a code and changes nothing at the target.
fn assert_refused(place: &Place, code: &str, arguments: &[&str]) {
    let store = place.directory.path().join("store");
    let before = tree(&store);
    let finished = place.deploy(arguments);
    assert_eq!(finished.status.code(), Some(2), "{code}");
    assert!(stderr(&finished).contains(&format!("错误[{code}]")), "{code}: {}", stderr(&finished));
    assert!(before == tree(&store), "{code}");
}

#[test]
fn what_is_not_meant_is_refused_and_nothing_changes() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    fs::create_dir_all(place.directory.path().join("store")).unwrap();
    assert_refused(&place, "J314", &["nowhere"]);

    // Somebody else's files.
    write(&place.target(), &[("index.php", "<?php")]);
    assert_refused(&place, "J903", &[]);
    assert!(place.deploy(&["--take-over"]).status.success());
    assert!(place.target().join("index.php").is_file());
    fs::remove_file(place.target().join("index.php")).unwrap();
    place.assert_deployed();

    // Another site.
    let site = fs::read_to_string(place.root().join("site.yaml")).unwrap();
    fs::write(place.root().join("site.yaml"), site.replace("https://example.org", "https://other.example")).unwrap();
    place.build_site();
    assert_refused(&place, "J904", &[]);
    fs::write(place.root().join("site.yaml"), &site).unwrap();
    place.build_site();

    // A file that is not as it was built.
    let page = place.out().join("yaowen/a.html");
    let text = fs::read_to_string(&page).unwrap();
    fs::remove_file(&page).unwrap();
    fs::write(&page, text.replace("签约", "改约")).unwrap();
    write(&place.root(), &[("content/yaowen/e.md", "---\ntitle: 戊\ndate: 2020-09-19\n---\n新的正文。\n")]);
    place.build_site();
    fs::write(place.out().join("yaowen/e.html"), "<html></html>").unwrap();
    assert_refused(&place, "J902", &[]);

    // Drafts.
    fs::remove_dir_all(place.out()).unwrap();
    assert_refused(&place, "J901", &[]);
    let drafts = jianbao()
        .args(["build", "--drafts", "--now", crate::support::NOW, "--root"])
        .arg(place.root())
        .output()
        .unwrap();
    assert!(drafts.status.success());
    assert_refused(&place, "J901", &[]);

    // A build that failed.
    place.build_site();
    write(&place.root(), &[("content/yaowen/bad.md", "---\ntitle: 坏\ndate: 2020-02-30\n---\n正文。\n")]);
    assert_eq!(build(&place.root(), &place.out()).status.code(), Some(1));
    assert_refused(&place, "J901", &[]);
    fs::remove_file(place.root().join("content/yaowen/bad.md")).unwrap();

    // The last story.
    for story in ["yaowen/a.md", "yaowen/b.md", "yaowen/e.md", "tongzhi/c.md", "tongzhi/d.md"] {
        fs::remove_file(place.root().join("content").join(story)).unwrap();
    }
    place.build_site();
    assert_refused(&place, "J906", &[]);
    assert!(place.deploy(&["--allow-deletes"]).status.success());
    place.assert_deployed();
}

/// The sorted paths that a dry run lists with a verb.
fn paths_listed(said: &str, verb: &str) -> Vec<String> {
    let lines = said.lines().filter_map(|line| line.strip_prefix(verb)?.strip_prefix("  "));
    let mut paths: Vec<String> = lines.map(|line| line.split("  ").next().unwrap().to_owned()).collect();
    paths.sort();
    paths
}

#[test]
fn a_dry_run_lists_everything_and_changes_nothing() {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    place.build_second();

    server.set_gate(Gate::default());
    let finished = place.deploy(&["--dry-run"]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    assert!(server.requests().iter().all(|request| !request.changes()));
    let said = stdout(&finished);
    for line in ["上传  yaowen/e.html  ", "替换  yaowen/a.html  ", "替换  index.html  ", "删除  tongzhi/d.html"]
    {
        assert!(said.lines().any(|found| found.starts_with(line)), "{line}: {said}");
    }
    assert!(said.contains("没有改动目标"));

    // A real run sends exactly the files that the dry run lists.
    let mut told: Vec<String> = [paths_listed(&said, "上传"), paths_listed(&said, "替换")].concat();
    told.sort();

    server.set_gate(Gate::default());
    place.deploy_successfully();
    let mut sent: Vec<String> = changing_requests(&server.requests())
        .iter()
        .filter_map(|one| Some(one.strip_prefix("PUT ")?.split('?').next()?.to_owned()))
        .collect();
    sent.sort();
    assert_eq!(sent, told);
}

/// The type, caching and encoding that a file was uploaded with.
fn uploaded_headers(asked: &[RecordedRequest], end: &str) -> [String; 3] {
    let upload =
        asked.iter().find(|request| request.method == "PUT" && request.path_without_query().ends_with(end)).unwrap();
    ["content-type", "cache-control", "content-encoding"].map(|name| upload.header(name).unwrap_or_default().to_owned())
}

#[test]
fn files_are_sent_with_their_type_and_how_long_they_last_and_compressed_if_asked() {
    let (place, server) = Place::s3();
    let deploy = place.deploy.replace("concurrency: 4", "compress: gzip");
    let place = Place { deploy, ..place };
    place.build_first();
    place.deploy_successfully();
    let asked = server.requests();
    let lasting = "public, max-age=31536000, immutable";

    assert_eq!(uploaded_headers(&asked, "yaowen/a.html"), ["text/html; charset=utf-8", "no-cache", "gzip"]);
    assert_eq!(uploaded_headers(&asked, ".css"), ["text/css; charset=utf-8", lasting, "gzip"]);
    assert_eq!(uploaded_headers(&asked, "yaowen/p.png"), ["image/png", "public, max-age=3600", ""]);
    assert_eq!(uploaded_headers(&asked, "feed.xml"), ["application/xml; charset=utf-8", "no-cache", "gzip"]);

    let page = fs::read(place.target().join("yaowen/a.html")).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&page[..]), &mut text).unwrap();
    assert_eq!(text, fs::read_to_string(place.out().join("yaowen/a.html")).unwrap());

    // With another compression all texts are uploaded again.
    let deploy = place.deploy.replace("compress: gzip", "compress: brotli");
    let place = Place { deploy, ..place };
    place.build_first();
    server.set_gate(Gate::default());
    place.deploy_successfully();
    assert!(changing_requests(&server.requests()).iter().any(|one| one.starts_with("PUT yaowen/a.html")));

    // A directory cannot store an encoding: the target is refused and not created.
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site, compress: gzip}}\n");
    assert!(stderr(&place.deploy(&[])).contains("错误[J909]"));
    assert!(!place.target().exists());
}

#[test]
fn looking_at_a_directory_that_is_not_there_does_not_make_it() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    let finished = place.deploy(&["--dry-run", "--under", "branch"]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    assert!(stdout(&finished).contains("上传  index.html"));
    assert!(!place.directory.path().join("store").exists());
}

#[test]
fn what_a_killed_deployer_had_begun_is_cleared_by_the_next() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    place.deploy_successfully();
    write(&place.target(), &[(".jianbao-deploy/new/of-a-killed-run", "half")]);
    // A run without changes does not even look for it.
    place.deploy_successfully();
    assert!(place.target().join(".jianbao-deploy/new/of-a-killed-run").exists());
    place.build_second();
    place.deploy_successfully();
    place.assert_deployed();
}

#[test]
fn addresses_are_handed_on_until_somebody_has_taken_them() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    place.deploy_successfully();
    place.build_second();

    let failed = place.deploy(&["--purge-with", "cat >/dev/null; exit 3"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(stderr(&failed).contains("错误[J910]"), "{}", stderr(&failed));

    let purged = place.directory.path().join("purged");
    let submitted = place.directory.path().join("submitted");
    let finished = place.deploy(&[
        "--purge-list",
        "-",
        "--purge-with",
        &format!("cat > '{}'", purged.display()),
        "--submit-with",
        &format!("cat > '{}'", submitted.display()),
    ]);
    assert!(finished.status.success(), "{}", stderr(&finished));

    let purged = fs::read_to_string(purged).unwrap();
    for url in ["https://example.org/", "https://example.org/index.html", "https://example.org/tongzhi/d.html"] {
        assert!(purged.lines().any(|line| line == url), "{url}: {purged}");
    }
    assert!(stdout(&finished).contains(&purged));

    let submitted = fs::read_to_string(submitted).unwrap();
    assert!(submitted.contains("https://example.org/yaowen/e.html\n"), "{submitted}");
    assert!(!submitted.contains("d.html") && !submitted.contains(".css"), "{submitted}");

    // Once handed on, the addresses are not handed on again.
    assert!(stdout(&place.deploy(&["--purge-list", "-"])).lines().all(|line| !line.starts_with("https://")));
    place.assert_deployed();
}

#[test]
fn a_branch_has_a_directory_of_its_own() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    assert!(place.deploy(&["--under", "branch-1"]).status.success());
    assert!(place.target().join("branch-1/yaowen/a.html").is_file());
    assert!(!place.target().join("index.html").exists());
    for out in ["..", "a/../b", "a b", "/.git"] {
        assert_eq!(place.deploy(&["--under", out]).status.code(), Some(2), "{out}");
    }
}

#[test]
fn two_thousand_files_are_put_up_and_one_edit_costs_a_handful_of_requests() {
    let (place, server) = Place::s3();
    let files: Vec<(String, String)> =
        (0..2000).map(|n| (format!("static/file/{n}.txt"), format!("附件 {n}"))).collect();
    write(&place.root(), &files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    place.build_site();
    place.deploy_successfully();
    place.assert_deployed();

    write(&place.root(), &[("static/file/7.txt", "改过的附件")]);
    place.build_site();
    server.set_gate(Gate::default());
    place.deploy_successfully();

    let asked = server.requests();
    assert_eq!(changing_requests(&asked), ["PUT file/7.txt?x-id=PutObject"].map(|one| one.split('?').next().unwrap()));
    assert!(asked.len() <= 20, "{} requests", asked.len());
    let bytes: u64 = asked.iter().map(|one| one.sent + one.answered).sum();
    // The manifest is read and written once each.
    let manifest = fs::metadata(place.target().join(".jianbao-deploy/manifest.gz")).unwrap().len();
    assert!(bytes < 2 * manifest + 16 * 1024, "{bytes} bytes, the manifest has {manifest}");
    println!(
        "2,000 files, one edited: {} requests, {bytes} bytes, of which the manifest {manifest} twice",
        asked.len()
    );

    // Deleting most of the files needs `--allow-deletes`.
    fs::remove_dir_all(place.root().join("static/file")).unwrap();
    place.build_site();
    assert!(stderr(&place.deploy(&[])).contains("错误[J906]"));
}

#[test]
fn what_opens_a_store_does_not_stand_in_the_settings_and_is_never_shown() {
    let place = Place::new("");
    for line in [
        "deploy: {production: {service: s3, bucket: site, secret_access_key: sesame-open, colour: red}}\n",
        "deploy: {production: {service: webdav, endpoint: 'https://li:sesame-open@dav.example.org/', regoin: x}}\n",
    ] {
        write(&place.root(), &[("site.yaml", &make_settings("", line))]);
        for command in ["deploy", "check", "build"] {
            let finished = jianbao().arg(command).arg("--root").arg(place.root()).output().unwrap();
            let said = stderr(&finished) + &stdout(&finished);
            assert!(said.contains("错误[J313]") && !said.contains("sesame-open"), "{command}: {said}");
            assert!(!finished.status.success());
        }
    }

    // A store whose error message shows the secret.
    let (place, server) = Place::s3();
    server.set_gate(Gate {
        fate: Arc::new(|_, request| if request.method == "GET" { Fate::Denied } else { Fate::Served }),
        ..Gate::default()
    });

    let finished = place.deploy(&["-v"]);
    let said = stderr(&finished) + &stdout(&finished);
    assert!(said.contains("错误[J907]") && said.contains("*** does not open this"), "{said}");
    assert!(!said.contains("sesame-open"), "{said}");
}

/// The output of `deploy --watch-schedule` at a time.
fn watch_schedule(place: &Place, now: &str) -> String {
    let finished =
        jianbao().args(["deploy", "--watch-schedule", "--now", now, "--root"]).arg(place.root()).output().unwrap();
    assert!(finished.status.success(), "{}", stderr(&finished));
    stdout(&finished)
}

#[test]
fn it_says_when_the_site_changes_by_itself() {
    let place = Place::new("");
    assert_eq!(watch_schedule(&place, "2021-01-01T00:00:00Z"), "");
    assert_eq!(watch_schedule(&place, "2020-09-15T12:00:00+08:00"), "2020-09-16T00:00:00+08:00\n");
}

/// A server of moto, an S3 implementation in Python that is independent of s3s.
struct Moto {
    process: std::process::Child,
    url: String,
}

impl Moto {
    fn start() -> Self {
        let program = crate::support::root().join("target/moto/bin/moto_server");
        assert!(program.is_file(), "moto is not installed: tests/run setup");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();

        let moto = Self { process, url: format!("http://127.0.0.1:{port}") };
        let agent = ureq::agent();
        for _ in 0..600 {
            if agent.put(format!("{}/site", moto.url)).send_empty().is_ok() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto does not answer");
    }

    /// Downloads a file, if it is there.
    fn download(&self, path: &str) -> Option<Download> {
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
        let credential =
            "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let url = format!("{}/site/{path}", self.url);
        let mut reply = agent.get(url).header("Authorization", credential).call().unwrap();
        if !reply.status().is_success() {
            return None;
        }

        let [media_type, caching] = ["content-type", "cache-control"]
            .map(|name| reply.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned());
        Some(Download { bytes: reply.body_mut().read_to_vec().unwrap(), media_type, caching })
    }

    /// Asserts that the built site is in the bucket, with types and caching.
    fn assert_has_site(&self, place: &Place) {
        for (path, bytes) in tree(&place.out()) {
            let path = path.to_string_lossy().trim_start_matches('/').to_owned();
            if path != ".jianbao" {
                let found = self.download(&path).unwrap_or_else(|| panic!("{path} is not there"));
                assert!(found.bytes == bytes, "{path}");
                assert_eq!(found.media_type, jianbao::hosting::media_type(&path), "{path}");
                assert!(!found.caching.is_empty(), "{path}");
            }
        }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A file as a store serves it.
struct Download {
    bytes: Vec<u8>,
    media_type: String,
    caching: String,
}

#[test]
fn another_s3_server_gets_the_same_site() {
    let moto = Moto::start();
    let deploy = format!("deploy: {{production: {{service: s3, bucket: site, endpoint: '{}'}}}}\n", moto.url);
    let place = Place::new(&deploy);
    place.deploy_successfully();
    assert!(place.deploy_successfully().contains("没有变化"));
    moto.assert_has_site(&place);

    place.build_second();
    place.deploy_successfully();
    moto.assert_has_site(&place);
    assert!(moto.download("tongzhi/d.html").is_none() && moto.download(".jianbao-deploy/lock.json").is_none());
    assert!(moto.download(".jianbao-deploy/manifest.gz").is_some());
}

#[test]
fn what_a_file_is_to_readers_agrees_with_what_the_plan_put_there() {
    use jianbao::deploy::role::FileRole;
    use jianbao::plan::Route;
    let (input, _) = jianbao::disk::read(crate::support::root());
    let prepared =
        jianbao::pipeline::prepare(input, crate::support::edition(), Some(&jianbao::search::Segmenter::new()), None);

    let mut kinds = BTreeMap::new();
    for (address, route) in prepared.bulletin.plan.routes() {
        let role = FileRole::of_address(address.as_str());
        let wanted = match route {
            Route::Home => FileRole::Home,
            Route::Story(_)
            | Route::SearchMeta
            | Route::SearchTerms(_)
            | Route::SearchCharacters(_)
            | Route::SearchStories(_)
            | Route::SearchScan
            | Route::SearchFold
            | Route::SearchSounds
            | Route::SearchSuggestions(_) => FileRole::Story,
            Route::Asset(_) | Route::Picture(..) | Route::ThemeAsset(_) => FileRole::Asset,
            // Nothing that it leads to is new: the page has moved there.
            Route::Redirect(_) => role,
            _ => FileRole::List,
        };
        assert_eq!(role, wanted, "{address}");
        *kinds.entry(role).or_insert(0) += 1;
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

/// Builds and deploys a large bulletin, and prints the cost of deploying it.
fn print_deploy_cost(place: &Place, server: &Server, root: &Path, step: &str) {
    let finished = build(root, &root.join("public"));
    assert!(finished.status.success());
    server.set_gate(Gate::default());
    let began = std::time::Instant::now();
    let finished = place.deploy(&["--root", root.to_str().unwrap()]);
    assert!(finished.status.success(), "{}", stderr(&finished));

    let seconds = began.elapsed().as_secs_f64();
    let asked = server.requests();
    let manifest = fs::metadata(place.target().join(".jianbao-deploy/manifest.gz")).unwrap().len();
    println!(
        "{step}: {} requests, {} files changed, {} bytes sent, {} answered (the manifest has {manifest}), {seconds:.1} s: {}",
        asked.len(),
        changing_requests(&asked).len(),
        asked.iter().map(|request| request.sent).sum::<u64>(),
        asked.iter().map(|request| request.answered).sum::<u64>(),
        stdout(&finished).trim(),
    );
}

/// `BULLETIN=DIR cargo test --test it deploy:: -- --ignored --nocapture`, `DIR` made by `examples/bulletin`.
#[test]
#[ignore = "a measurement for BENCHMARKS.md"]
fn what_one_edited_story_of_a_large_bulletin_costs() {
    let (place, server) = Place::s3();
    let root = PathBuf::from(std::env::var("BULLETIN").expect("BULLETIN names a bulletin"));
    let settings = fs::read_to_string(root.join("site.yaml")).unwrap();
    let settings = settings.split("deploy:").next().unwrap();
    fs::write(root.join("site.yaml"), format!("{settings}{}", place.deploy)).unwrap();

    print_deploy_cost(&place, &server, &root, "first");
    print_deploy_cost(&place, &server, &root, "nothing new");
    let story = tree(&root.join("content")).into_keys().find(|path| path.to_string_lossy().ends_with(".md")).unwrap();
    let story = root.join("content").join(story);
    let text = fs::read_to_string(&story).unwrap();
    fs::write(&story, text + "\n又查明一处，已经改正。\n").unwrap();
    print_deploy_cost(&place, &server, &root, "one story edited");
}

/// A gate that denies the upload of files whose path ends so.
fn deny_upload_of(end: &'static str) -> Gate {
    Gate {
        fate: Arc::new(move |_, request| {
            let is_denied = request.method == "PUT" && request.path_without_query().ends_with(end);
            if is_denied { Fate::Denied } else { Fate::Served }
        }),
        ..Gate::default()
    }
}

#[test]
fn what_two_runs_were_cut_off_over_is_put_right_by_the_third() {
    let (place, server) = Place::s3();
    place.deploy_successfully();
    place.build_second();

    // Stories are replaced, the front page is not.
    server.set_gate(deny_upload_of("/site/index.html"));
    assert_eq!(place.deploy(&["--allow-deletes"]).status.code(), Some(2));

    // Back to the version of the manifest; interrupted before anything is restored.
    place.build_first();
    server.set_gate(deny_upload_of("/yaowen/a.html"));
    assert_eq!(place.deploy(&["--allow-deletes"]).status.code(), Some(2));
    assert!(missing_pages(&place.target()).is_empty());

    server.set_gate(Gate::default());
    assert!(place.deploy(&["--allow-deletes"]).status.success());
    place.assert_deployed();
}
