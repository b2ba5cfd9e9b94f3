//! Fixes that are clicked in the panel: who may ask for them, and what is written.

use std::fs;

use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::{Preview, reply_to};

use super::{get, loaded, small, text};

const STORY: &str = "content/yaowen/c.md";
const HEAD: &str = "---\ntitle: 丙\ndate: 2020-09-17\ntags: [科技]\n---\n";

fn post(path: &str) -> PreviewRequest {
    PreviewRequest { method: "POST".into(), origin: "http://localhost:4000".into(), ..get(path) }
}

/// A preview of a story with three mistakes: two that can be mended safely, one that must be confirmed.
fn with_mistakes() -> (tempfile::TempDir, Preview) {
    small(&[(STORY, &format!("{HEAD}甲,乙。\n项目集 中签约。\n２０亿元。\n"))])
}

/// The address of the button behind a corrected line.
fn button_behind(page: &str, line: &str, label: &str) -> String {
    let button = page.split_once(&format!("<ins>{line}</ins><button type=\"button\" data-fix=\"")).unwrap().1;
    let (address, rest) = button.split_once('"').unwrap();
    assert!(rest.starts_with(&format!(">{label}<")), "{button}");
    address.to_owned()
}

#[test]
fn a_click_mends_one_mistake_and_another_all_safe_ones() {
    let (site, preview) = with_mistakes();
    let body = || fs::read_to_string(site.path().join(STORY)).unwrap().strip_prefix(HEAD).unwrap().to_owned();
    let page = text(&preview, "/yaowen/c.html");
    assert!(page.contains("data-fix=\"/.jianbao/fix/7/safe\">改好能放心改的 2 处</button>"), "{page}");
    let blank = button_behind(&page, "项目集中签约。", "看过了，就这样改");
    let comma = button_behind(&page, "甲，乙。", "改好这一处");

    assert_eq!(reply_to(&preview, &post(&blank)).status, 200);
    assert_eq!(body(), "甲,乙。\n项目集中签约。\n２０亿元。\n");
    assert_eq!(reply_to(&preview, &post(&comma)).status, 409, "the text is another by now");

    preview.live.show_next(loaded(site.path()));
    assert_eq!(reply_to(&preview, &post("/.jianbao/fix/7/0")).status, 409, "a button of an old page");
    assert_eq!(reply_to(&preview, &post("/.jianbao/fix/8/safe")).status, 200);
    assert_eq!(body(), "甲，乙。\n项目集中签约。\n20亿元。\n");

    preview.live.show_next(loaded(site.path()));
    assert!(!text(&preview, "/yaowen/c.html").contains("/safe\""), "nothing safe is left");
}

#[test]
fn only_the_previews_own_pages_on_this_machine_may_change_a_file() {
    let (site, preview) = with_mistakes();
    let before = fs::read(site.path().join(STORY)).unwrap();
    let path = "/.jianbao/fix/7/safe";
    let status = |preview: &Preview, request: PreviewRequest| reply_to(preview, &request).status;

    assert_eq!(status(&preview, get(path)), 405, "a link or a picture of another page");
    for origin in ["", "null", "http://evil.example", "http://localhost:4001", "https://localhost:4000"] {
        assert_eq!(status(&preview, PreviewRequest { origin: origin.into(), ..post(path) }), 403, "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(status(&preview, PreviewRequest { fetch_site: site.into(), ..post(path) }), 403, "{site}");
    }
    let rebound = PreviewRequest { host: "evil.example".into(), origin: "http://evil.example".into(), ..post(path) };
    assert_eq!(status(&preview, rebound), 421);
    for unknown in ["/.jianbao/fix/7/99", "/.jianbao/fix/7/x", "/.jianbao/fix/7", "/.jianbao/fix/7/../../site.yaml"] {
        assert_eq!(status(&preview, post(unknown)), 404, "{unknown}");
    }

    let network = Preview { network: true, ..preview };
    assert_eq!(status(&network, post(path)), 403);
    assert!(!text(&network, "/yaowen/c.html").contains("data-fix"));
    assert_eq!(fs::read(site.path().join(STORY)).unwrap(), before);
}
