//! The preview behind its socket: many connections, slow ones, the stream of changes, a port that is taken.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jianbao::serve::http;

use super::{preview, small};
use crate::support::{SMALL, jianbao, stderr, write};

/// A preview behind a socket, until the tests end.
fn listening() -> SocketAddr {
    serving(small(&[]).0)
}

/// The same of a bulletin.
fn serving(site: tempfile::TempDir) -> SocketAddr {
    let preview = preview(site.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let _site = site;
        http::serve_requests(listener, Arc::new(preview))
    });
    addr
}

fn ask(addr: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn many_connections_and_slow_ones_stop_nothing() {
    let addr = listening();
    // Half of them say nothing, half of them begin a request and never end it.
    let mut open: Vec<TcpStream> = (0..1000)
        .map_while(|n| {
            let mut stream = TcpStream::connect(addr).ok()?;
            if n % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").ok()?;
            }
            Some(stream)
        })
        .collect();
    assert!(open.len() > 400, "{} connections", open.len());
    for _ in 0..3 {
        let said = ask(addr, "GET /yaowen/a.html HTTP/1.1\r\nHost: localhost");
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.contains("<h1>甲</h1>"), "{said}");
    }
    // They are not kept for ever.
    let clock = Instant::now();
    let first = &mut open[0];
    first.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut said = Vec::new();
    let _ = first.read_to_end(&mut said);
    assert!(clock.elapsed() < Duration::from_secs(60), "a connection without a request stays open");
}

#[test]
fn the_stream_of_changes_is_for_the_previews_own_pages() {
    let addr = listening();
    let ask = |more: &str| ask(addr, &format!("GET /.jianbao/events HTTP/1.1\r\nHost: {addr}{more}"));
    for foreign in [
        "\r\nOrigin: http://evil.example",
        "\r\nOrigin: null",
        "\r\nSec-Fetch-Site: cross-site",
        "\r\nSec-Fetch-Site: same-site",
    ] {
        assert!(ask(foreign).starts_with("HTTP/1.1 403 "), "{foreign}");
    }
    let mut stream = TcpStream::connect(addr).unwrap();
    let own = format!("Host: {addr}\r\nOrigin: http://{addr}\r\nSec-Fetch-Site: same-origin");
    // Of a page that an earlier preview has left open: it hears at once that it is old.
    write!(stream, "GET /.jianbao/events?since=1 HTTP/1.1\r\n{own}\r\n\r\n").unwrap();
    let mut said = String::new();
    let mut some = [0; 1024];
    while !said.contains("\n\n") {
        let read = stream.read(&mut some).unwrap();
        assert!(read > 0, "{said}");
        said += &String::from_utf8_lossy(&some[..read]);
    }
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.contains("text/event-stream"), "{said}");
    assert!(said.contains("\"number\":7") && !said.to_lowercase().contains("access-control"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_named_with_a_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let site = tempfile::tempdir().unwrap();
    write(site.path(), SMALL);
    let finished = jianbao().args(["serve", "--addr", &addr, "--root"]).arg(site.path()).output().unwrap();
    assert_eq!(finished.status.code(), Some(2));
    let said = stderr(&finished);
    assert!(said.contains("J703") && said.contains(&addr) && said.contains("--addr"), "{said}");
}

#[test]
fn pages_that_wait_for_changes_leave_room_for_others() {
    let addr = listening();
    let request = format!("GET /.jianbao/events?since=1 HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    let mut waiting: Vec<TcpStream> = Vec::new();
    let mut refused = 0;
    for _ in 0..300 {
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        match &start {
            b"HTTP/1.1 200" => waiting.push(stream),
            b"HTTP/1.1 503" => refused += 1,
            other => panic!("{}", String::from_utf8_lossy(other)),
        }
    }
    assert_eq!((waiting.len(), refused), (256, 44));
    let said = ask(addr, "GET /yaowen/a.html HTTP/1.1\r\nHost: localhost");
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");

    // A place that is given back is taken by the next.
    waiting.clear();
    let free = (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).is_ok() && &start == b"HTTP/1.1 200"
    });
    assert!(free);
}

#[test]
fn a_large_file_is_sent_piece_by_piece_and_whole() {
    let film: Vec<u8> = (0..3_000_000u32).flat_map(|n| n.to_le_bytes()).collect();
    let (site, _) = small(&[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-17\n---\n[片](f.mp4)\n")]);
    std::fs::write(site.path().join("content/yaowen/f.mp4"), &film).unwrap();
    let addr = serving(site);
    let body = |range: &str| {
        let mut stream = TcpStream::connect(addr).unwrap();
        write!(stream, "GET /yaowen/f.mp4 HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n{range}\r\n").unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).unwrap();
        let at = said.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&said[..at]).to_lowercase(), said.split_off(at + 4))
    };
    let (head, whole) = body("");
    assert!(head.starts_with("http/1.1 200 ") && head.contains("content-length: 12000000"), "{head}");
    assert!(whole == film);
    let (head, part) = body("Range: bytes=1000001-\r\n");
    assert!(head.starts_with("http/1.1 206 "), "{head}");
    assert!(head.contains(&format!("content-range: bytes 1000001-{}/12000000", 1_000_000 + part.len())), "{head}");
    assert!(film[1_000_001..].starts_with(&part) && part.len() > 1 << 20);

    // Those who ask and do not read have a few pieces of it each, not all of it.
    let slow: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(addr).unwrap();
            write!(stream, "GET /yaowen/f.mp4 HTTP/1.1\r\nHost: {addr}\r\n\r\n").unwrap();
            stream.read_exact(&mut [0; 1000]).unwrap();
            stream
        })
        .collect();
    let (_, whole) = body("");
    assert!(whole == film);
    drop(slow);
}
