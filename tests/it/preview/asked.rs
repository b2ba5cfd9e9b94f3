//! Requests of browsers to the preview, and their replies.

use std::fs;

use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::{Preview, ReplyBody, reply_to};

use super::{bytes, get, header, preview, small};

#[test]
fn foreign_hosts_and_other_methods_are_refused() {
    let (_site, preview) = small(&[]);
    let status = |request: PreviewRequest| reply_to(&preview, &request).status;
    for host in ["", "evil.example", "evil.example:4000", "127.0.0.1.evil.example", "192.168.1.2:4000"] {
        for path in ["/", "/.jianbao/preview.js", "/.jianbao/panel"] {
            assert_eq!(status(PreviewRequest { host: host.into(), ..get(path) }), 421, "{host} {path}");
        }
    }
    for host in ["localhost", "127.0.0.1:4000", "[::1]:4000"] {
        assert_eq!(status(PreviewRequest { host: host.into(), ..get("/") }), 200, "{host}");
    }
    let post = reply_to(&preview, &PreviewRequest { method: "POST".into(), ..get("/") });
    assert_eq!((post.status, header(&post, "Allow")), (405, Some("GET, HEAD")));
    let network = Preview { network: true, ..preview };
    let by = |host: &str| reply_to(&network, &PreviewRequest { host: host.into(), ..get("/") }).status;
    assert_eq!((by("192.168.1.2:4000"), by("evil.example")), (200, 421));
}

#[test]
fn heads_tags_and_ranges() {
    let (site, _) = small(&[("static/清单.txt", "0123456789"), ("static/a.docx", "x"), ("static/b.mp4", "x")]);
    let preview = preview(site.path());
    let home = String::from_utf8(bytes(&reply_to(&preview, &get("/"))).to_vec()).unwrap();
    let icon = home.split_once("type=\"image/svg+xml\" href=\"").unwrap().1.split('"').next().unwrap();
    let file = format!("/{}", jianbao::address::Address::new("清单.txt").unwrap().to_url());
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        (file.as_str(), "text/plain; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        (icon, "image/svg+xml"),
        ("/a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("/b.mp4", "video/mp4"),
        ("/search/meta.json", "application/json; charset=utf-8"),
        ("/.jianbao/preview.js", "text/javascript; charset=utf-8"),
    ] {
        let whole = reply_to(&preview, &get(path));
        assert_eq!((whole.status, whole.kind.as_str()), (200, kind), "{path}");
        let head = reply_to(&preview, &PreviewRequest { method: "HEAD".into(), ..get(path) });
        assert_eq!((head.status, &head.body), (200, &ReplyBody::Head(bytes(&whole).len() as u64)), "{path}");
        assert_eq!(head.headers, whole.headers, "{path}");
        let tag = header(&whole, "ETag").unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
            let again = reply_to(&preview, &PreviewRequest { if_none_match: known, ..get(path) });
            assert_eq!((again.status, bytes(&again)), (304, &b""[..]), "{path}");
        }
        assert_eq!(reply_to(&preview, &PreviewRequest { if_none_match: "\"x\"".into(), ..get(path) }).status, 200);
    }
    let range = |range: &str| reply_to(&preview, &PreviewRequest { range: range.into(), ..get(&file) });
    let part = range("bytes=2-4");
    assert_eq!((part.status, bytes(&part)), (206, &b"234"[..]));
    assert_eq!(header(&part, "Content-Range"), Some("bytes 2-4/10"));
    assert_eq!(bytes(&range("bytes=-3")), b"789");
    assert_eq!(bytes(&range("bytes=8-100")), b"89");
    let none = range("bytes=10-");
    assert_eq!((none.status, header(&none, "Content-Range")), (416, Some("bytes */10")));
    assert_eq!((range("bytes=0-1,4-5").status, range("pages=1-2").status), (200, 200));
    let late = PreviewRequest { range: "bytes=0-1".into(), if_range: "\"x\"".into(), ..get(&file) };
    assert_eq!(reply_to(&preview, &late).status, 200);
    // A file that is written anew is another one.
    let old = header(&reply_to(&preview, &get(&file)), "ETag").unwrap().to_owned();
    fs::write(site.path().join("static/清单.txt"), "another").unwrap();
    let new = reply_to(&preview, &PreviewRequest { if_none_match: old, ..get(&file) });
    assert_eq!((new.status, bytes(&new)), (200, &b"another"[..]));
}

#[test]
fn no_path_leaves_the_site() {
    let (site, _) = small(&[("static/ordinary.txt", "ordinary")]);
    let preview = preview(site.path());
    for path in [
        "/../site.yaml",
        "/%2e%2e/site.yaml",
        "/..%2fsite.yaml",
        "/..%5csite.yaml",
        "/site.yaml",
        "//etc/passwd",
        "/content/yaowen/a.md",
        "/yaowen/a.md",
        "/%00",
        "/%ff",
        "/.jianbao/../site.yaml",
        "/.jianbao/",
        "/.git/config",
    ] {
        let reply = reply_to(&preview, &get(path));
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
    }
    assert_eq!(reply_to(&preview, &get("/ordinary.txt")).status, 200);
    // What was an ordinary file when it was read, and leads outside by now.
    #[cfg(unix)]
    {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let file = site.path().join("static/ordinary.txt");
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(outside.path(), &file).unwrap();
        assert_eq!(reply_to(&preview, &get("/ordinary.txt")).status, 404);
    }
}
