//! Stores that refuse a request: the message names the likely cause. And targets whose own files somebody else has written.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Place;
use crate::support::stderr;

/// A server that answers every request with a status and an error code, as S3 does: without a body to `HEAD`.
struct Refusing {
    url: String,
    answer: Arc<Mutex<(u16, &'static str)>>,
    over: Arc<AtomicBool>,
}

impl Refusing {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new((403, "")));
        let over = Arc::new(AtomicBool::new(false));
        let given = answer.clone();
        let ended = over.clone();

        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let answer = *given.lock().unwrap();
                thread::spawn(move || send_refusal(stream, answer));
            }
        });
        Self { url, answer, over }
    }
}

impl Drop for Refusing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

fn send_refusal(mut stream: TcpStream, (status, code): (u16, &str)) {
    let mut head = String::new();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    while lines.read_line(&mut head).is_ok_and(|read| read > 2) {}
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>no</Message>\
         <Resource>/site</Resource><RequestId>1</RequestId></Error>"
    );
    let shown = if head.starts_with("HEAD") { "" } else { &body };
    let _ = write!(
        stream,
        "HTTP/1.1 {status} No\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{shown}",
        body.len()
    );
}

#[test]
fn a_refusal_names_what_to_look_at() {
    let server = Refusing::start();
    let place = Place::new(&format!(
        "deploy: {{production: {{service: s3, bucket: site, endpoint: '{}', region: cn-north-1}}}}\n",
        server.url
    ));

    for (status, code, pieces) in [
        (403, "RequestTimeTooSkewed", ["时钟", "自动对时"]),
        (403, "SignatureDoesNotMatch", ["AWS_SECRET_ACCESS_KEY", "签名"]),
        (403, "InvalidAccessKeyId", ["AWS_ACCESS_KEY_ID", "编号"]),
        (400, "AuthorizationHeaderMalformed", ["`region`", "`cn-north-1`"]),
        (301, "PermanentRedirect", ["`region`", "`endpoint`"]),
        (404, "NoSuchBucket", ["`site`", "`bucket`"]),
        (403, "AccessDenied", ["权限", "`site`"]),
        (400, "ExpiredToken", ["临时", "TOKEN"]),
    ] {
        *server.answer.lock().unwrap() = (status, code);
        let said = stderr(&place.deploy(&[]));
        assert!(said.contains("错误[J907]"), "{code}: {said}");
        assert!(pieces.iter().all(|piece| said.contains(piece)), "{code}: {said}");
        assert!(said.contains(code), "{code} itself is not said: {said}");
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn what_somebody_else_has_written_at_a_target_is_refused_and_nothing_changes() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    place.deploy_successfully();
    place.build_second();
    let own = place.target().join(".jianbao-deploy");
    let good = fs::read(own.join("manifest.gz")).unwrap();
    let outside = place.directory.path().join("outside.html");
    fs::write(&outside, "").unwrap();

    let sum = "0".repeat(32);
    for path in ["a:b", "\u{1b}[31m", "../../outside.html", "/etc/passwd", ".jianbao-deploy/lock.json", "a\\b"] {
        for (name, text) in [
            ("manifest.gz", format!("jianbao-deploy 1 manifest\nhttps://example.org/\n1\n{sum} {path}\n")),
            ("journal.gz", format!("jianbao-deploy 1 journal\nhttps://example.org/\nchanging -\n-? - {path}\n")),
        ] {
            fs::write(own.join(name), gzip(&text)).unwrap();
            for options in [&[][..], &["--dry-run"], &["--allow-deletes", "--take-over"]] {
                let finished = place.deploy(options);
                let said = stderr(&finished);
                assert!(said.contains("错误[J908]") && said.contains(name), "{path:?}: {said}");
                assert!(!said.contains('\u{1b}') && !said.contains("panicked"), "{said:?}");
            }
            fs::write(own.join("manifest.gz"), &good).unwrap();
            let _ = fs::remove_file(own.join("journal.gz"));
        }
    }

    assert!(outside.is_file());
    place.deploy_successfully();
    place.assert_deployed();
}

fn subdirectory(place: &Place, n: usize) -> PathBuf {
    place.root().join(format!("content/yaowen/d{n}"))
}

#[test]
fn directories_that_others_have_files_in_stay() {
    let place = Place::new("deploy: {production: {service: fs, directory: ../store/site}}\n");
    for n in 0..30 {
        fs::create_dir_all(subdirectory(&place, n)).unwrap();
        fs::write(subdirectory(&place, n).join("x.md"), "---\ntitle: 子\ndate: 2020-09-15\n---\n正文。\n").unwrap();
    }
    place.build_site();
    place.deploy_successfully();

    for n in 0..30 {
        fs::remove_dir_all(subdirectory(&place, n)).unwrap();
        fs::write(place.target().join(format!("yaowen/d{n}/theirs.txt")), "").unwrap();
    }
    place.build_site();

    // A directory that is not empty is tried once: if it were tried again, this would take minutes.
    let finished = place.deploy(&["--allow-deletes"]);
    assert!(finished.status.success(), "{}", stderr(&finished));
    for n in 0..30 {
        let directory = place.target().join(format!("yaowen/d{n}"));
        assert!(directory.join("theirs.txt").is_file() && !directory.join("x.html").exists());
    }
}
