//! Fuzz targets: each function takes any bytes as input of one kind and panics if a promise is broken.
//!
//! `cargo fuzz` calls them (`targets/`), and so does `tests/fuzz.rs`, which needs no other build than the tests do.

#[path = "bulletin.rs"]
mod pages;
pub use pages::bulletin;

use std::collections::HashMap;
use std::sync::OnceLock;

use jianbao::config::{self, LineBreaks, Markup, lexicon::Lexicon};
use jianbao::diagnostic::report::{render_human, render_json, sort_by_place};
use jianbao::diagnostic::{Diagnostic, Lang};
use jianbao::model::Edition;
use jianbao::naming::Naming;
use jianbao::parse::markdown::Slot;
use jianbao::parse::{self, Rules, Story};
use jianbao::picture::{self, PictureKind, Variant};
use jianbao::pipeline::prepare;
use jianbao::serve::headers::PreviewRequest;
use jianbao::serve::live::{LivePreview, LoadedBulletin};
use jianbao::serve::{Preview, ReplyBody, reply_to};
use jianbao::source::{Input, Sources, Text};

/// A target: its name, which is that of its corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 6] = [
    ("bulletin", bulletin),
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("settings", settings),
    ("picture", picture),
    ("request", request),
];

/// Every mistake can be shown, and sends nothing to the terminal that steers it.
fn print_all(mut mistakes: Vec<Diagnostic>, sources: &Sources) {
    sort_by_place(&mut mistakes, sources);
    for mistake in mistakes.iter().take(20) {
        let text = render_human(mistake, sources, Lang::Zh, false);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        assert!(!render_json(mistake, sources, Lang::En).contains('\n'));
    }
}

/// Parses the text of a story, and prints its mistakes.
fn parse_story(text: String) -> Option<Story> {
    let sources = Sources::new(vec![Text { path: "content/yaowen/a.md".to_owned(), text }]);
    let (file, source) = sources.iter().next()?;
    let rules = Rules {
        naming: Naming::Pinyin,
        timezone: "Asia/Shanghai".parse().ok()?,
        line_breaks: LineBreaks::Zh,
        html: Markup::default(),
        segmenter: None,
        proof_segmenter: &jianbao::search::LazySegmenter::default(),
        pictures: &HashMap::new(),
        sources: &sources,
        lexicon: &Lexicon::default(),
    };
    let (story, mistakes) = parse::parse_story(file, source, &rules);

    print_all(mistakes, &sources);
    story
}

/// The front matter of a story: at most what the text holds comes out of it, and no character that breaks a feed.
pub fn front_matter(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(story) = parse_story(format!("---\n{text}\n---\n正文。\n")) else { return };
    assert!(story.front.tags.len() <= 100);
    assert!(story.front.tags.iter().all(|tag| tag.len() <= data.len()));
}

/// The body of a story: its HTML holds no code.
pub fn markdown(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(story) = parse_story(format!("---\ntitle: 题\ndate: 2020-09-15\n---\n{text}")) else { return };

    // What is filled in decides what an address is: `#javascript:` is a place in the story.
    let html = story.body.html.fill_slots(|slot, html| {
        if matches!(slot, Slot::Fragment) {
            html.push('#');
        }
    });
    // In text a `<` is always escaped: what stands between `<` and `>` is a tag. The words of a heading are its anchor.
    let tags = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest).to_lowercase());
    for tag in tags.filter(|tag| !tag.starts_with('h')) {
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        assert!(
            !["script", "iframe", "svg", "style", "object", "template"].contains(&name.as_str()),
            "{tag} in {html}"
        );
        for address in ["href=\"", "src=\""].into_iter().filter_map(|name| tag.split_once(name)) {
            let address: String = address.1.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(
                !["javascript:", "data:", "vbscript:"].iter().any(|bad| address.starts_with(bad)),
                "{tag} in {html}"
            );
        }
    }
}

/// `site.yaml`, and the same bytes as the tags and the lexicon.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = |path: &str| Text { path: path.to_owned(), text: text.to_owned() };
    let sources = Sources::new(["site.yaml", "tags.yaml", "lexicon.yaml"].map(file).into());
    let mut mistakes = Vec::new();
    let config = config::parse_settings(&sources, &mut mistakes);
    config::parse_tag_settings(&sources, &mut mistakes);
    assert!(config.root_url().starts_with("http"));
    assert!(config.columns.iter().all(|column| config::is_column(&column.directory, config.naming)));
    print_all(mistakes, &sources);
}

/// A picture: the first byte chooses what its name says it is. What is published again is a picture of the same size.
pub fn picture(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    let ending = picture::PICTURE_EXTENSIONS[usize::from(*first) % picture::PICTURE_EXTENSIONS.len()];
    let path = format!("content/yaowen/a.{ending}");
    let head = &bytes[..bytes.len().min(picture::PROBE_BYTES)];
    let Some(facts) = picture::probe_picture(&path, head, bytes.len() as u64) else { return };
    // Large pictures take long, and run no other code.
    if u64::from(facts.width) * u64::from(facts.height) > 1 << 20 {
        return;
    }

    if let Ok(clean) = picture::make_variant(bytes, &facts, Variant::Clean) {
        // An SVG is written again, and signs in it may be escaped.
        let may_grow = facts.kind == PictureKind::Svg;
        assert!(may_grow || clean.len() <= bytes.len() + 64, "a picture has grown");
    }

    if facts.is_decoded() {
        let _ = picture::make_variant(bytes, &facts, Variant::Scaled(48));
    }
}

/// A request to the preview, a header a line: nothing but the site is answered, and nothing to a foreign host.
pub fn request(data: &[u8]) {
    static PREVIEW: OnceLock<Preview> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(data) else { return };

    let mut lines = text.lines().map(str::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    let request = PreviewRequest {
        method: next(),
        path: next(),
        host: next(),
        origin: next(),
        fetch_site: next(),
        if_none_match: next(),
        if_range: next(),
        range: next(),
    };

    let reply = reply_to(PREVIEW.get_or_init(small_preview), &request);
    assert!([200, 206, 302, 304, 400, 404, 405, 416, 421].contains(&reply.status), "{reply:?}");
    assert!(!matches!(reply.body, ReplyBody::File(..)), "the file is read before it is sent");
    let own =
        request.host.starts_with("localhost") || request.host.starts_with("127.") || request.host.starts_with('[');
    assert!(own || request.host.to_lowercase().starts_with("localhost") || reply.status == 421, "{request:?}");

    for (name, value) in &reply.headers {
        assert!(!value.contains(['\r', '\n']), "{name}: {value:?}");
        assert!(*name != "Location" || (value.starts_with('/') && !value.starts_with("//")), "{value}");
    }
}

fn small_preview() -> Preview {
    let text = |path: &str, text: &str| Text { path: path.to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![
        text("site.yaml", "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n"),
        text("content/yaowen/a.md", "---\ntitle: 甲\ndate: 2020-09-15\n---\n正文。\n"),
    ]);

    let now = "2026-06-30T12:00:00+08:00".parse().unwrap_or_default();
    let edition = Edition { now, drafts: true, scheduled: true };
    let prepared = prepare(Input { sources, ..Input::default() }, edition, None, None);

    let loaded = LoadedBulletin::new(prepared.bulletin, &prepared.diagnostics, edition, 0, Lang::Zh);
    Preview {
        live: LivePreview::new(loaded, 1),
        root: "/nowhere".into(),
        lang: Lang::Zh,
        follow: false,
        network: false,
    }
}
