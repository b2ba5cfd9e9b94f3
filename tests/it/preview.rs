//! The preview: what it shows of a bulletin that changes; what it answers to whom ([`asked`]), what a click mends ([`fixes`]), and what its socket stands
//! ([`socket`]).

mod asked;
mod fixes;
mod socket;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::support::{NOW, SMALL, rendered, write};
use chrono::DateTime;
use jianbao::diagnostic::Lang;
use jianbao::disk;
use jianbao::model::Edition;
use jianbao::pipeline::{Bulletin, Prepared, prepare};
use jianbao::search::Segmenter;
use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::panel::{PANEL_BEGIN, PANEL_END};
use jianbao::serve::{Preview, Reply, ReplyBody, reply_to};
use jianbao::source::{Input, Sources, Text};

fn bulletin(root: &Path) -> (Bulletin, Vec<jianbao::diagnostic::Diagnostic>, Edition, u64) {
    let now = DateTime::parse_from_rfc3339(NOW).unwrap();
    let edition = Edition { now, drafts: true, scheduled: true };
    let (input, mut mistakes) = disk::read(root);
    let copies = disk::asset_stamp(&input.assets);
    let prepared = prepare(input, edition, None, None);
    mistakes.extend(prepared.diagnostics);
    mistakes.extend(prepared.bulletin.check_kinds());
    (prepared.bulletin, mistakes, edition, copies)
}

fn loaded(root: &Path) -> LoadedBulletin {
    let (bulletin, mistakes, edition, copies) = bulletin(root);
    LoadedBulletin::new(bulletin, &mistakes, edition, copies, Lang::Zh)
}

fn preview(root: &Path) -> Preview {
    let root = root.canonicalize().unwrap();
    let live = LivePreview::new(loaded(&root), 7);
    Preview { live, root, lang: Lang::Zh, follow: false, network: false }
}

fn small(more: &[(&str, &str)]) -> (tempfile::TempDir, Preview) {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), SMALL);
    write(site.path(), more);
    let preview = preview(site.path());
    (site, preview)
}

fn get(path: &str) -> PreviewRequest {
    PreviewRequest {
        method: "GET".into(),
        path: path.into(),
        host: "localhost:4000".into(),
        ..PreviewRequest::default()
    }
}

fn bytes(reply: &Reply) -> &[u8] {
    match &reply.body {
        ReplyBody::Bytes(bytes) => bytes,
        other => panic!("no bytes: {other:?}"),
    }
}

fn text(preview: &Preview, path: &str) -> String {
    String::from_utf8(bytes(&reply_to(preview, &get(path))).to_vec()).unwrap()
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    reply.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
}

/// A page without what the preview put into it.
fn plain(page: &[u8]) -> Vec<u8> {
    let page = std::str::from_utf8(page).unwrap();
    let (before, rest) = page.split_once(PANEL_BEGIN).unwrap();
    let (part, after) = rest.split_once(PANEL_END).unwrap();
    assert!(!part.contains("style=") && !part.contains("<style") && !part.contains("onclick"), "inline: {part}");
    [before, after].concat().into_bytes()
}

#[test]
fn every_file_of_the_demo_is_as_build_writes_it() {
    let preview = preview(crate::support::root());
    let (bulletin, ..) = bulletin(crate::support::root());
    let (pages, mistakes) = rendered(&bulletin);
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    assert!(pages.len() > 60, "{}", pages.len());
    for (address, built) in pages {
        let path = format!("/{}", jianbao::address::Address::new(&address).unwrap().to_url());
        let reply = reply_to(&preview, &get(&path));
        assert_eq!(reply.status, 200, "{path}");
        let shown = if address.ends_with(".html") { plain(bytes(&reply)) } else { bytes(&reply).to_vec() };
        assert!(shown == built, "{address} differs");
    }
}

#[test]
fn what_is_remembered_changes_no_byte() {
    let segmenter = Segmenter::new();
    let now = DateTime::parse_from_rfc3339(NOW).unwrap();
    let edition = Edition { now, drafts: true, scheduled: true };
    let (demo, _) = disk::read(crate::support::root());
    let built = prepare(demo.clone(), edition, Some(&segmenter), None);
    let (pages, _) = rendered(&built.bulletin);
    let mut last: Option<Prepared> = None;
    let texts: Vec<Text> = demo.sources.iter().map(|(_, text)| text.clone()).collect();
    // All texts, a text, a tag and a name, the settings, a story less: each of them before the bulletin itself.
    let edits: [fn(&mut Vec<Text>); 5] = [
        |texts| {
            texts
                .iter_mut()
                .filter(|text| text.path.ends_with(".md"))
                .for_each(|text| text.text += "\n科技创新大会。\n")
        },
        |texts| texts.iter_mut().rfind(|text| text.path.ends_with(".md")).unwrap().text += "\n湖畔灯塔照亮县区代表。\n",
        |texts| {
            let story = texts.iter_mut().rfind(|text| text.path.ends_with(".md")).unwrap();
            story.text = story.text.replacen("---\n", "---\n标签: [没有别人有的标签]\n署名: {记者: 卜歆宇}\n", 1);
        },
        |texts| texts.iter_mut().filter(|text| text.path == "site.yaml").for_each(|text| text.text += "page_size: 2\n"),
        |texts| drop(texts.pop()),
    ];
    for edit in edits {
        let mut edited = texts.clone();
        edit(&mut edited);
        let input = Input { sources: Sources::new(edited), ..demo.clone() };
        let edited = prepare(input, edition, Some(&segmenter), last.as_ref().map(|last| &last.bulletin));
        let _ = rendered(&edited.bulletin);
        let back = prepare(demo.clone(), edition, Some(&segmenter), Some(&edited.bulletin));
        back.bulletin.check_whole_site();
        let again = prepare(demo.clone(), edition, Some(&segmenter), Some(&back.bulletin));
        assert_eq!(again.diagnostics.len(), built.diagnostics.len());
        assert!(rendered(&again.bulletin).0 == pages);
        last = Some(again);
    }
    // Nor does the address that it had for a time.
    let moved = Input { base_url: Some("https://preview.example.org/b".to_owned()), ..demo.clone() };
    let moved = prepare(moved, edition, Some(&segmenter), last.as_ref().map(|last| &last.bulletin));
    assert!(rendered(&moved.bulletin).0 != pages);
    let again = prepare(demo, edition, Some(&segmenter), Some(&moved.bulletin));
    assert!(rendered(&again.bulletin).0 == pages);
}

#[test]
fn a_text_alone_is_put_where_the_old_one_stood_and_the_whole_is_looked_through_later() {
    let segmenter = Segmenter::new();
    let now = DateTime::parse_from_rfc3339(NOW).unwrap();
    let edition = Edition { now, drafts: true, scheduled: true };
    let (site, _) = small(&[]);
    let read = |previous: Option<&Prepared>, texts: &[(&str, &str)]| {
        write(site.path(), texts);
        let (input, _) = disk::read(site.path());
        let again = prepare(input.clone(), edition, Some(&segmenter), previous.map(|previous| &previous.bulletin));
        (again, prepare(input, edition, Some(&segmenter), None))
    };
    let codes = |prepared: &Prepared| {
        let mut codes: Vec<&str> = prepared.diagnostics.iter().map(|d| d.code).collect();
        codes.sort_unstable();
        codes
    };
    let twice =
        "全市企业研发人员座谈会在湖畔举行，来自各县区的代表谈了设备、人才和经费三件大事，市里当场答复了其中两件。\n\n"
            .repeat(6);
    let head = |title: &str, day: u8| format!("---\ntitle: {title}\ndate: 2020-09-{day}\n---\n{twice}");
    let (first, _) = read(
        None,
        &[
            ("content/yaowen/c.md", &head("丙", 17)),
            ("content/yaowen/d.md", "---\ntitle: 丁\ndate: 2020-09-18\n---\n[丙](c.md)\n"),
        ],
    );
    assert!(first.edited.is_none() && !first.bulletin.check_whole_site());

    let (edited, built) = read(Some(&first), &[("content/yaowen/d.md", &head("丁", 18))]);
    assert_eq!(edited.edited.as_deref().map(<[_]>::len), Some(1));
    assert!(rendered(&edited.bulletin).0 == rendered(&built.bulletin).0);
    assert_eq!(codes(&edited), codes(&first));
    assert!(edited.bulletin.check_whole_site() && !edited.bulletin.check_whole_site());
    let (again, built) = read(Some(&edited), &[]);
    assert_eq!(again.edited.as_deref(), Some(&[][..]));
    assert!(codes(&again).len() > codes(&first).len() && codes(&again) == codes(&built));

    // A dead link is told at once; what stands in the front matter may move the story.
    let (dead, built) =
        read(Some(&again), &[("content/yaowen/d.md", "---\ntitle: 丁\ndate: 2020-09-18\n---\n[丙](x.md)\n")]);
    assert!(dead.edited.is_some() && !dead.is_publishable() && !built.is_publishable());
    let (moved, built) = read(Some(&dead), &[("content/yaowen/d.md", "---\ntitle: 丁\ndate: 2020-09-01\n---\n")]);
    assert!(moved.edited.is_none() && codes(&moved) == codes(&built));
    assert!(rendered(&moved.bulletin).0 == rendered(&built.bulletin).0);
    assert!(read(Some(&moved), &[("content/yaowen/_column.md", "要闻。\n")]).0.edited.is_none());
}

#[test]
fn a_file_is_there_as_soon_as_a_story_leads_to_it_and_gone_with_the_link() {
    let segmenter = Segmenter::new();
    let now = DateTime::parse_from_rfc3339(NOW).unwrap();
    let edition = Edition { now, drafts: false, scheduled: false };
    let (site, _) = small(&[("content/yaowen/x.zip", "x"), ("content/yaowen/x.csv", "年份,项\n2019,3\n2020,4\n")]);
    let mut last: Option<Prepared> = None;
    let head = "---\ntitle: 丁\ndate: 2020-09-18\n";
    for (text, led_to) in [
        ("---\n正文。\n", vec![]),
        ("---\n[附件](x.zip)\n", vec!["yaowen/x.zip"]),
        ("---\n正文二。\n", vec![]),
        ("---\n[附件](https://example.org/yaowen/x.zip)\n", vec!["yaowen/x.zip"]),
        ("---\n[附件](https://example.org/yaowen/y.zip)\n", vec![]),
        ("---\n```chart 题\n文件: x.csv\n```\n", vec!["yaowen/x.csv"]),
        ("---\n正文三。\n", vec![]),
        ("figures: {title: 题, alt: 项数, file: x.csv}\n---\n正文。\n", vec!["yaowen/x.csv"]),
        ("draft: 是\n---\n[附件](x.zip)\n", vec![]),
    ] {
        write(site.path(), &[("content/yaowen/d.md", &format!("{head}{text}"))]);
        let (input, _) = disk::read(site.path());
        let again = prepare(input.clone(), edition, Some(&segmenter), last.as_ref().map(|last| &last.bulletin));
        let built = prepare(input, edition, Some(&segmenter), None);
        let files = |prepared: &Prepared| {
            let paths = prepared.bulletin.plan.routes().iter().map(|(address, _)| address.as_str().to_owned());
            paths.filter(|path| path.starts_with("yaowen/x.")).collect::<Vec<_>>()
        };
        assert_eq!(files(&built), led_to, "{text}");
        assert_eq!(files(&again), led_to, "{text}");
        last = Some(again);
    }
}

#[test]
fn files_that_were_touched_are_read_alone_where_they_are_stories() {
    let (site, _) = small(&[("static/a.txt", "甲")]);
    let root = site.path().canonicalize().unwrap();
    let (input, _) = disk::read(&root);
    let again = |files: &[&str]| disk::read_stories(&root, &input, &files.iter().map(|file| root.join(file)).collect());
    let text = |input: &Input| input.sources.find("content/yaowen/a.md").unwrap().1.text.clone();
    write(&root, &[("content/yaowen/a.md", "新"), ("content/yaowen/b.md", "没有人说到它")]);
    let read = again(&["content/yaowen/a.md", "content/yaowen/a.md.tmp"]).unwrap();
    assert_eq!(text(&read), "新");
    assert_eq!(read.sources.find("content/yaowen/b.md"), input.sources.find("content/yaowen/b.md"));
    write(&root, &[("content/yaowen/new.md", "新")]);
    fs::write(root.join("content/yaowen/b.md"), [0xFF]).unwrap();
    for other in ["content/yaowen/new.md", "content/yaowen/b.md", "content/yaowen", "site.yaml", "static/a.txt"] {
        assert!(again(&[other]).is_none(), "{other}");
    }
    fs::remove_dir_all(root.join("content")).unwrap();
    for gone in ["content/yaowen/a.md", "content/yaowen", "content"] {
        assert!(again(&[gone]).is_none(), "{gone}");
    }
}

#[test]
fn drafts_and_scheduled_stories_are_shown_and_marked() {
    let (_site, preview) = small(&[
        ("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-17\ndraft: true\n---\n正文。\n"),
        ("content/yaowen/d.md", "---\ntitle: 丁\ndate: 2026-09-15 08:00\n---\n正文。\n"),
        ("content/yaowen/e.md", "---\ntitle: 戊\ndate: 2027-01-02\n---\n正文。\n"),
    ]);
    for (path, mark) in
        [("/yaowen/c.html", "草稿"), ("/yaowen/d.html", "定时 9月15日 08:00"), ("/yaowen/e.html", "定时 2027年1月2日")]
    {
        let page = text(&preview, path);
        assert!(page.contains(&format!("<p class=\"jianbao-mark\">{mark}")), "{path}: {page}");
        let link = format!("<a class=\"jianbao-link\" hidden href=\"{path}\">{mark}</a>");
        assert!(text(&preview, "/yaowen/").contains(&link), "{link}");
    }
    assert!(!text(&preview, "/yaowen/a.html").contains("jianbao-mark"));
}

#[test]
fn a_story_that_waits_for_signatures_is_shown_as_one() {
    let settings = "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\nreview: strict\n";
    let (_site, preview) = small(&[("site.yaml", settings)]);
    let page = text(&preview, "/yaowen/a.html");
    assert!(page.contains("<p class=\"jianbao-mark\">待审"), "{page}");
    assert!(page.contains("三审没有签完，稿件不发布"), "{page}");
}

#[test]
fn a_mistake_leaves_the_last_good_pages_and_is_told_until_it_is_mended() {
    let (site, preview) = small(&[]);
    let show = |texts: &[(&str, &str)]| {
        write(site.path(), texts);
        preview.live.show_next(loaded(site.path()));
        preview.live.current_state()
    };
    let good = preview.live.current_state();
    assert!(!text(&preview, "/yaowen/a.html").contains("<details class=\"jianbao-"));

    let broken = show(&[("content/yaowen/a.md", "---\ntitle: 新\ndate: <script>alert(1)</script>\n---\n")]);
    assert_eq!((broken.revision, broken.page_revision), (8, 7));
    assert!(Arc::ptr_eq(&good.bulletin, &broken.bulletin));
    let page = text(&preview, "/yaowen/a.html");
    assert!(page.contains("<h1>甲</h1>") && !page.contains("<script>alert"), "{page}");
    assert!(page.contains("1 个错误：改正之前") && page.contains("content/yaowen/a.md:3:7"), "{page}");
    assert!(
        text(&preview, "/.jianbao/panel")
            .starts_with("<aside id=\"jianbao-preview\" data-number=\"8\" data-page=\"7\">")
    );
    assert_eq!(show(&[]).revision, 8, "the same mistake is no news");

    let settings = show(&[("site.yaml", "title: [\n")]);
    assert_eq!((settings.revision, settings.page_revision), (9, 7));
    assert!(text(&preview, "/yaowen/a.html").contains("<h1>甲</h1>"));

    let mended =
        show(&[(SMALL[0].0, SMALL[0].1), ("content/yaowen/a.md", "---\ntitle: 甲甲\ndate: 2020-09-15\n---\n正文。\n")]);
    assert_eq!((mended.revision, mended.page_revision), (10, 10));
    assert_eq!(mended.edited.as_deref(), Some("/yaowen/a.html"));
    let page = text(&preview, "/yaowen/a.html");
    assert!(page.contains("<h1>甲甲</h1>") && !page.contains("<details class=\"jianbao-"), "{page}");

    let warned = show(&[("content/yaowen/b.md", "---\ntitle: 乙\ndate: 2020-09-16\n---\n他说:好,\n")]);
    assert!(warned.is_valid && warned.problems.warnings > 0);
    assert!(text(&preview, "/").contains("<details class=\"jianbao-warnings\"><summary>"));

    let two = show(&[("content/yaowen/a.md", SMALL[1].1), ("content/yaowen/b.md", SMALL[2].1)]);
    assert_eq!(two.edited, None, "two stories were edited");
}

#[test]
fn pages_are_loaded_anew_only_for_what_is_new() {
    let (site, preview) = small(&[("static/a.txt", "甲")]);
    let show = |files: &[(&str, &str)]| {
        write(site.path(), files);
        preview.live.show_next(loaded(site.path()));
        let shown = preview.live.current_state();
        (shown.revision, shown.page_revision)
    };
    assert_eq!(show(&[(SMALL[1].0, SMALL[1].1)]), (7, 7), "saved as it was");
    assert_eq!(show(&[("content/yaowen/a.md", "---\ntitle: [\n")]), (8, 7), "a mistake");
    assert_eq!(show(&[(SMALL[1].0, SMALL[1].1)]), (9, 7), "a mistake that is taken back");
    assert_eq!(show(&[("static/a.txt", "甲乙")]), (10, 10), "a file that is copied");
    assert_eq!(show(&[("themes/jianbao/assets/css/site.css", "p {}")]), (11, 11), "a style");
}

#[test]
fn a_template_that_fails_leaves_the_last_good_pages() {
    let (site, preview) = small(&[]);
    for template in ["{{ nothing.at.all }}", "{% if %}"] {
        write(site.path(), &[("themes/jianbao/templates/story.html", template)]);
        preview.live.show_next(loaded(site.path()));
        let page = text(&preview, "/yaowen/a.html");
        assert!(page.contains("<h1>甲</h1>") && page.contains("themes/jianbao/templates/story.html"), "{page}");
    }
    // With nothing to fall back on the page says what is wrong.
    let first = self::preview(site.path());
    let page = reply_to(&first, &get("/yaowen/a.html"));
    assert_eq!(page.status, 500);
    assert!(String::from_utf8_lossy(bytes(&page)).contains("data-page=\"0\""));
}

#[test]
fn a_bulletin_that_begins_broken_is_shown_as_far_as_it_goes() {
    let (site, preview) = small(&[("content/yaowen/c.md", "---\ntitle: 丙\n---\n正文。\n")]);
    assert!(text(&preview, "/yaowen/a.html").contains("1 个错误：改正之前，页面可能不完整"));
    write(site.path(), &[("content/yaowen/c.md", "---\ntitle: 丙\ndate: 2020-09-15\n---\n正文。\n")]);
    preview.live.show_next(loaded(site.path()));
    assert!(text(&preview, "/yaowen/c.html").contains("<h1>丙</h1>") && preview.live.current_state().is_valid);
}
