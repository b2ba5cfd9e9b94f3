//! `jianbao check --external`, against servers on this machine alone.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};

use crate::support::{NOW, jianbao, stderr, stdout, write};

/// A server that answers by the path and logs the request lines.
struct Server {
    addr: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = requests.clone();

        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let head = read_head(&mut stream);
                assert!(head.to_lowercase().contains("user-agent: jianbao/"), "who asks? {head}");
                let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
                let status = status_for(&line);
                log.lock().unwrap().push(line);
                let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { addr, requests }
    }

    /// Takes the log of request lines, sorted.
    fn take_requests(&self) -> Vec<String> {
        let mut requests = std::mem::take(&mut *self.requests.lock().unwrap());
        requests.sort();
        requests
    }
}

/// Reads a request up to the empty line after its headers.
fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// The status of the answer to a request line, with a `Location` header where it redirects.
fn status_for(line: &str) -> &'static str {
    match line {
        "GET /gone" | "HEAD /gone" | "GET /picture.png" | "HEAD /picture.png" => "404 Not Found",
        // A server that does not know `HEAD`.
        "HEAD /get-only" => "405 Method Not Allowed",
        "GET /login" | "HEAD /login" => "403 Forbidden",
        "HEAD /moved" => "301 Moved Permanently\r\nLocation: /here?a=1&b=2",
        "HEAD /round" => "302 Found\r\nLocation: /round",
        _ => "200 OK",
    }
}

/// Checks a bulletin with one story whose text is `body`; `more` are further arguments.
fn check_bulletin(directory: &Path, settings: &str, body: &str, more: &[&str]) -> Output {
    let site = directory.join("site");
    let settings = format!("title: 测试简报\nbase_url: https://example.org\ncolumns: {{yaowen: 要闻}}\n{settings}");
    let story = format!("---\ntitle: 甲\ndate: 2020-09-15\n---\n{body}\n");
    write(&site, &[("site.yaml", &settings), ("content/yaowen/a.md", &story)]);
    let mut command = jianbao();
    command.env("XDG_CACHE_HOME", directory.join("cache"));
    command.arg("check").args(["--now", NOW, "--root"]).arg(site).args(more).output().unwrap()
}

#[test]
fn dead_links_are_warnings_with_their_places() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let at = format!("http://{}", server.addr);
    let body = format!(
        "[甲]({at}/good#part)、[乙]({at}/gone)、[丙]({at}/get-only)、[丁]({at}/login)、[戊]({at}/moved)。\n\n\
         ![图]({at}/picture.png)\n\n见 {at}/bare 。[己](<{at}/here?a=1&b=2>)"
    );

    let finished = check_bulletin(directory.path(), "", &body, &["--external"]);
    let said = stderr(&finished);
    assert_eq!(finished.status.code(), Some(0), "a dead link keeps nothing from being published: {said}");
    for part in [
        format!("警告[J509]: 外部链接打不开（404，对方说没有这一页）：`{at}/gone`"),
        "content/yaowen/a.md:5:".to_owned(),
        format!("`{at}/picture.png`"),
        "content/yaowen/a.md:7:6".to_owned(),
    ] {
        assert!(said.contains(&part), "{part} is missing in\n{said}");
    }
    assert_eq!(said.matches("J509]").count(), 2, "{said}");
    assert!(
        stdout(&finished).contains("外部链接 8 个：这次问了 8 个，沿用上次的 0 个，打不开的 2 个"),
        "{}",
        stdout(&finished)
    );

    let asked = server.take_requests();
    assert!(asked.contains(&"HEAD /here?a=1&b=2".to_owned()), "{asked:?}");
    // `GET` is sent only where `HEAD` is refused.
    assert!(!asked.contains(&"GET /good".to_owned()) && asked.contains(&"GET /get-only".to_owned()), "{asked:?}");
}

#[test]
fn nobody_is_asked_without_the_option_nor_again_for_what_is_known() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let body = format!("[甲](http://{}/good)", server.addr);
    check_bulletin(directory.path(), "", &body, &[]);
    assert_eq!(server.take_requests(), [""; 0]);

    check_bulletin(directory.path(), "", &body, &["--external"]);
    assert_eq!(server.take_requests(), ["HEAD /good"]);

    let again = check_bulletin(directory.path(), "", &body, &["--external", "--format", "json"]);
    assert_eq!(server.take_requests(), [""; 0]);
    let summary = stdout(&again).lines().last().unwrap().to_owned();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let wanted = serde_json::json!({"links": 1, "asked": 0, "remembered": 1, "dead": 0, "left": 0});
    assert_eq!(summary["summary"]["external"], wanted);
    // A cache of results that cannot be parsed is ignored.
    let cache = directory.path().join("cache/jianbao/links.json");
    fs::write(cache, "[").unwrap();
    check_bulletin(directory.path(), "", &body, &["--external"]);
    assert_eq!(server.take_requests(), ["HEAD /good"]);
}

#[test]
fn a_site_may_make_dead_links_errors_or_nothing() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let body = format!("[甲](http://{}/gone)", server.addr);
    let error = check_bulletin(directory.path(), "warnings: {J509: error}\n", &body, &["--external"]);
    assert_eq!(error.status.code(), Some(1));
    assert!(stderr(&error).contains("错误[J509]"), "{}", stderr(&error));
    let off = check_bulletin(directory.path(), "warnings: {J509: off}\n", &body, &["--external"]);
    assert_eq!((off.status.code(), stderr(&off).as_str()), (Some(0), ""));
}

#[test]
fn a_redirect_without_end_and_a_name_of_nobody_are_told_apart() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let body = format!("[甲](http://{}/round)，[乙](http://nobody.invalid/)", server.addr);
    let finished = check_bulletin(directory.path(), "", &body, &["--external"]);
    let said = stderr(&finished);
    assert!(said.contains("（对方转来转去，没有尽头）"), "{said}");
    assert!(said.contains("`http://nobody.invalid/`"), "{said}");
}
