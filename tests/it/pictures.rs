//! Pictures from the editor's file to the reader: what is published of them, when, and what a build remembers.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{NOW, build, jianbao, picture, stderr, tree, write};
use chrono::DateTime;
use jianbao::diagnostic::Lang;
use jianbao::disk;
use jianbao::model::Edition;
use jianbao::pipeline::prepare;
use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::{Preview, ReplyBody, reply_to};

const SECRET: &[u8] = b"39.9042N 116.4074E";

/// A photograph that says where it was taken.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let plain = picture("a.jpg", width, height);
    let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", SECRET].concat();
    let length = u16::try_from(exif.len() + 2).unwrap();
    [&plain[..2], &[0xFF, 0xE1], &length.to_be_bytes(), &exif, &plain[2..]].concat()
}

/// A bulletin with a photograph in a story, one in a draft, one in a story to come, and one in `static/`.
fn bulletin(root: &Path) {
    let story = |more: &str, body: &str| format!("---\ntitle: 项目签约\n{more}---\n{body}\n");
    write(
        root,
        &[
            (
                "site.yaml",
                "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\nshare_image: /fenxiang.jpg\n",
            ),
            ("content/yaowen/a.md", &story("date: 2020-09-15\n", "正文。\n\n![签约现场](现场.jpg)")),
            ("content/yaowen/b.md", &story("date: 2020-09-16\ndraft: 是\n", "草稿。\n\n![没有公开](草稿.jpg)")),
            ("content/yaowen/c.md", &story("date: 2099-09-17\ncover: 定时.jpg\n", "到时间才公开。")),
        ],
    );
    for name in ["现场", "草稿", "定时"] {
        fs::write(root.join(format!("content/yaowen/{name}.jpg")), photograph(600, 900)).unwrap();
    }
    fs::create_dir_all(root.join("static")).unwrap();
    fs::write(root.join("static/fenxiang.jpg"), photograph(840, 1600)).unwrap();
}

fn site() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    bulletin(directory.path());
    directory
}

fn kept(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join(".jianbao/cache/pictures")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn nothing_private_and_nothing_that_is_not_public_yet_is_published() {
    let site = site();
    let out = site.path().join("public");
    let finished = build(site.path(), &out);
    assert!(finished.status.success(), "{}", stderr(&finished));
    let files = tree(&out);
    let names: Vec<&str> = files.keys().filter_map(|path| path.to_str()).collect();
    let pictures: Vec<&&str> = names.iter().filter(|name| name.ends_with("jpg") || name.ends_with("webp")).collect();
    // The photograph lies on its side: upright it is 900 pixels wide.
    assert_eq!(
        pictures,
        [
            &"fenxiang.jpg",
            &"fenxiang.jpg.card.jpg",
            &"yaowen/现场.jpg",
            &"yaowen/现场.jpg.480.webp",
            &"yaowen/现场.jpg.800.webp",
            &"yaowen/现场.jpg.900.webp"
        ]
    );
    for (path, bytes) in &files {
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET), "{}", path.display());
    }
    let page = String::from_utf8(files[Path::new("yaowen/a.html")].clone()).unwrap();
    assert!(page.contains(r#"width="900" height="600""#), "{page}");
    assert!(
        page.contains(r#"<meta property="og:image" content="https://example.org/fenxiang.jpg.card.jpg">"#),
        "{page}"
    );
    let card = image::load_from_memory(&files[Path::new("fenxiang.jpg.card.jpg")]).unwrap();
    assert_eq!((card.width(), card.height()), (1200, 630));
}

#[test]
fn a_build_that_remembers_makes_the_same_site_and_so_does_one_whose_memory_is_damaged() {
    let site = site();
    let out = site.path().join("public");
    assert!(build(site.path(), &out).status.success());
    let first = tree(&out);
    let copies: Vec<&Vec<u8>> = first
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "webp") || path.ends_with("fenxiang.jpg.card.jpg"))
        .map(|(_, bytes)| bytes)
        .collect();
    assert_eq!(copies.len(), 4);
    let remembered: Vec<Vec<u8>> = kept(site.path()).iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(copies.iter().all(|copy| remembered.iter().any(|kept| kept.ends_with(copy))), "every copy is kept");
    assert!(build(site.path(), &out).status.success());
    assert!(tree(&out) == first);
    for path in kept(site.path()) {
        let half = fs::read(&path).unwrap();
        fs::write(&path, &half[..half.len() / 2]).unwrap();
    }
    assert!(build(site.path(), &out).status.success());
    assert!(tree(&out) == first);
}

#[test]
fn a_cover_is_printed_with_what_is_said_of_it_and_stands_silently_beside_its_headline() {
    let site = tempfile::tempdir().unwrap();
    let story = |title: &str, cover: &str| {
        format!("---\ntitle: {title}\ndate: 2020-09-15\nissue: 2020年第9期\n{cover}\n---\n正文。\n")
    };
    write(
        site.path(),
        &[
            ("site.yaml", "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n"),
            ("content/yaowen/a.md", &story("甲", "封面: {图: p.jpg, 说明: 甲<乙, 摄影: [张三, 李四]}")),
            ("content/yaowen/b.md", &story("乙", "cover: {image: p.jpg, caption: 现场 ■市科技局供图, alt: 签约的人}")),
            ("content/yaowen/c.md", &story("丙", "cover: p.jpg")),
        ],
    );
    fs::write(site.path().join("content/yaowen/p.jpg"), photograph(200, 300)).unwrap();

    let out = site.path().join("public");
    let finished = build(site.path(), &out);
    assert!(finished.status.success(), "{}", stderr(&finished));

    let captions = [
        ("a", "甲&lt;乙", r#"<!--search-->甲&lt;乙<!--/search--><span class="credit"><!--search-->摄影 张三、李四<"#),
        ("b", "签约的人", r#"<!--search-->现场<!--/search--><span class="credit"><!--search-->市科技局供图<"#),
        ("c", "", ""),
    ];
    let issue = fs::read_to_string(out.join("issues/2020-09-print.html")).unwrap();
    for (page, alt, caption) in captions {
        let html = fs::read_to_string(out.join(format!("yaowen/{page}.html"))).unwrap();
        let picture = format!(r#"<img src="/yaowen/p.jpg" alt="{alt}" width="300" height="200""#);
        assert!(html.contains(&format!("{picture} fetchpriority=\"high\"")), "{html}");
        assert!(issue.contains(&picture), "{issue}");
        assert!(html.contains(caption) && issue.contains(caption), "{html}");
        assert_eq!(html.contains("<figcaption>"), !caption.is_empty(), "{html}");
    }

    let list = fs::read_to_string(out.join("yaowen/index.html")).unwrap();
    assert_eq!(list.matches(r#"class="card-cover" src="/yaowen/p.jpg" alt="""#).count(), 3, "{list}");
}

#[test]
fn a_cover_is_shared_as_a_copy_that_is_not_too_large_and_a_small_one_as_it_is() {
    let site = tempfile::tempdir().unwrap();
    let story = |cover: &str| format!("---\ntitle: 项目签约\ndate: 2020-09-15\ncover: {cover}\n---\n正文。\n");
    write(
        site.path(),
        &[
            ("site.yaml", "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n"),
            ("content/yaowen/a.md", &story("da.jpg")),
            ("content/yaowen/b.md", &story("xiao.jpg")),
        ],
    );
    fs::write(site.path().join("content/yaowen/da.jpg"), photograph(800, 1201)).unwrap();
    fs::write(site.path().join("content/yaowen/xiao.jpg"), photograph(400, 600)).unwrap();
    let out = site.path().join("public");
    let finished = build(site.path(), &out);
    assert!(finished.status.success(), "{}", stderr(&finished));
    for (page, shared) in [("a", "da.jpg.card.jpg"), ("b", "xiao.jpg")] {
        let html = fs::read_to_string(out.join(format!("yaowen/{page}.html"))).unwrap();
        let tag = format!(r#"<meta property="og:image" content="https://example.org/yaowen/{shared}">"#);
        assert!(html.contains(&tag), "{html}");
        let size = if shared.ends_with("card.jpg") { (1200, 630) } else { (600, 400) };
        assert!(html.contains(&format!(r#"<meta property="og:image:height" content="{}">"#, size.1)), "{html}");
        if shared.ends_with("card.jpg") {
            let published = fs::read(out.join("yaowen").join(shared)).unwrap();
            assert_eq!(imagesize::blob_size(&published).map(|size| size.height).ok(), Some(size.1));
        }
        assert!(html.contains(r#"<meta name="twitter:card" content="summary_large_image">"#), "{html}");
        assert!(out.join("yaowen").join(shared).exists());
        // Search engines want it large.
        let whole = shared.trim_end_matches(".card.jpg");
        assert!(html.contains(&format!(r#""url":"https://example.org/yaowen/{whole}""#)), "{html}");
    }
    assert!(!out.join("yaowen/xiao.jpg.card.jpg").exists());
}

#[test]
fn a_picture_that_was_cut_off_keeps_the_old_site_and_is_named_where_it_is_shown() {
    let site = site();
    let out = site.path().join("public");
    assert!(build(site.path(), &out).status.success());
    let first = tree(&out);
    let path = site.path().join("content/yaowen/现场.jpg");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let finished = build(site.path(), &out);
    assert_eq!(finished.status.code(), Some(1));
    let said = stderr(&finished);
    assert!(said.contains("错误[J521]") && said.contains("content/yaowen/a.md:7:1"), "{said}");
    assert!(tree(&out) == first);
    let checked = jianbao().args(["check", "--now", NOW, "--root"]).arg(site.path()).output().unwrap();
    assert_eq!(checked.status.code(), Some(1), "{}", stderr(&checked));
}

#[test]
fn the_preview_answers_what_a_build_writes() {
    let site = site();
    let root = site.path().canonicalize().unwrap();
    let out = root.join("public");
    assert!(build(&root, &out).status.success());
    let edition = Edition { now: DateTime::parse_from_rfc3339(NOW).unwrap(), drafts: true, scheduled: true };
    let (input, _) = disk::read(&root);
    let copies = disk::asset_stamp(&input.assets);
    let prepared = prepare(input, edition, None, None);
    let loaded = LoadedBulletin::new(prepared.bulletin, &prepared.diagnostics, edition, copies, Lang::Zh);
    let preview = Preview { live: LivePreview::new(loaded, 1), root, lang: Lang::Zh, follow: false, network: false };
    let get = |path: &str| {
        let request = PreviewRequest {
            method: "GET".into(),
            path: path.into(),
            host: "localhost:4000".into(),
            ..PreviewRequest::default()
        };
        reply_to(&preview, &request)
    };
    for (path, kind) in [("yaowen/现场.jpg", "image/jpeg"), ("yaowen/现场.jpg.800.webp", "image/webp")] {
        let answer = get(&format!("/{path}"));
        assert_eq!((answer.status, answer.kind.as_str()), (200, kind));
        assert!(answer.body == ReplyBody::Bytes(fs::read(out.join(path)).unwrap()), "{path}");
    }
    // To those who write it a draft is shown with its pictures.
    assert_eq!(get("/yaowen/草稿.jpg.480.webp").status, 200);
}
