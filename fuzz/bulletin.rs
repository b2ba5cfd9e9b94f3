//! A whole bulletin out of one input, and the rules that its pages have to keep.
//!
//! An input has sections that begin with `=== name`: the fields of [`FIELDS`], and raw pieces of the bulletin's files. At
//! the end of each field stands a word of its own, which shows where on a page the field's text has come. The inputs of
//! [`HARMLESS`] say where it may come, and which elements and attributes the theme has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use jianbao::diagnostic::{Diagnostic, Severity};
use jianbao::model::Edition;
use jianbao::picture;
use jianbao::pipeline::{Prepared, prepare};
use jianbao::render::Output;
use jianbao::source::{Asset, Bytes, Input, Sources, Text};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

use super::print_all;

/// Inputs that mean no harm: the places of their texts, and their elements, are those that are allowed.
const HARMLESS: [&str; 6] = [
    include_str!("corpus/bulletin/harmless-full"),
    include_str!("corpus/bulletin/harmless-plain"),
    include_str!("corpus/bulletin/harmless-chart"),
    include_str!("corpus/bulletin/harmless-contents"),
    include_str!("corpus/bulletin/harmless-lead"),
    include_str!("corpus/bulletin/harmless-notes"),
];

/// Fields of text: their section, which is also the word at their end behind `qz`, and what they say by default.
const FIELDS: [(&str, &str); 21] = [
    ("title", "标题"),
    ("kicker", "引题"),
    ("subtitle", "副题"),
    ("summary", "摘要"),
    ("source", "来源"),
    ("role", "记者"),
    ("name", "张三"),
    ("tag", "标签"),
    ("correction", "更正"),
    ("caption", "现场"),
    ("credit", "李四"),
    ("figure", "图题"),
    ("unit", "项"),
    ("alt", "说明"),
    ("label", "甲"),
    ("cell", "乙"),
    ("body", "正文。"),
    ("introduction", "介绍。"),
    ("column", "要闻"),
    ("description", "一份简报"),
    ("site", "简报"),
];

/// Elements that a body may have, with their own attributes.
const BODY: [(&str, &[&str]); 65] = [
    ("a", &["href"]),
    ("abbr", &[]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("blockquote", &[]),
    ("br", &[]),
    ("caption", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("dd", &[]),
    ("del", &["datetime"]),
    ("details", &["open"]),
    ("dfn", &[]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("img", &["alt", "decoding", "height", "loading", "src", "width"]),
    ("input", &["checked", "disabled", "type"]),
    ("ins", &["datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &["align"]),
    ("pre", &[]),
    ("q", &[]),
    ("rb", &[]),
    ("rp", &[]),
    ("rt", &[]),
    ("rtc", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["align", "colspan", "rowspan", "scope"]),
    ("tfoot", &[]),
    ("th", &["align", "colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("time", &["datetime"]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("wbr", &[]),
];

/// Attributes that every element of a body may have.
const GENERIC: [&str; 5] = ["class", "dir", "id", "lang", "title"];

/// Attributes whose value is an address.
const ADDRESSES: [&str; 11] =
    ["action", "background", "cite", "data", "formaction", "href", "manifest", "ping", "poster", "src", "xlink:href"];

/// The places of a page's texts, and its elements.
#[derive(Default)]
struct Seen {
    /// A field, and the place of its text: the kind of page, the elements around it.
    places: BTreeSet<(&'static str, String)>,
    /// Elements with their attributes.
    marks: BTreeSet<(String, String)>,
    /// Mistakes for which nothing is published.
    errors: Vec<Diagnostic>,
}

/// Every page, feed and map of a bulletin holds what it may hold, and every text where it belongs.
pub fn bulletin(data: &[u8]) {
    // Characters that a random change has cut in two are taken out.
    let text = String::from_utf8_lossy(data).replace(char::REPLACEMENT_CHARACTER, "");
    static ALLOWED: OnceLock<Seen> = OnceLock::new();
    let allowed = ALLOWED.get_or_init(allowed_on_pages);
    let seen = look_at(&text);

    let stray = seen.marks.difference(&allowed.marks).next();
    assert_eq!(stray, None, "an element with its attribute that is on no list");
    let stray = seen.places.difference(&allowed.places).next();
    assert_eq!(stray, None, "a field, and a place where its text does not belong");
}

fn allowed_on_pages() -> Seen {
    let mut allowed = Seen::default();
    for text in HARMLESS {
        let seen = look_at(text);
        assert!(seen.errors.is_empty(), "{:?}", seen.errors);
        allowed.places.extend(seen.places);
        allowed.marks.extend(seen.marks);
    }
    for (element, own) in BODY {
        let attributes = own.iter().chain(&GENERIC).chain(&[""]);
        allowed.marks.extend(attributes.map(|attribute| (element.to_owned(), (*attribute).to_owned())));
    }
    allowed
}

/// Makes all pages of an input and looks through them.
fn look_at(text: &str) -> Seen {
    let Prepared { bulletin, diagnostics, .. } = prepare(parse_input(text), edition_of_all(), None, None);
    let errors = diagnostics.iter().filter(|mistake| mistake.severity == Severity::Error).cloned().collect();
    let mut seen = Seen { errors, ..Seen::default() };
    let renderer = bulletin.renderer();

    for (address, route) in bulletin.plan.routes() {
        // A preview shows the pages that a build would not publish.
        let Ok(Output::Bytes(bytes)) = renderer.render_route(address, route) else { continue };
        let Ok(page) = std::str::from_utf8(&bytes) else { continue };
        match address.as_str().rsplit_once('.').map_or("", |(_, end)| end) {
            "html" => check_html(page, "", &mut seen),
            "xml" if seen.errors.is_empty() => check_xml(page, &bulletin.site.config.root_url(), &mut seen),
            "json" => check_json(&serde_json::from_str(page).expect(page), "JSON", &mut seen),
            _ => {}
        }
    }

    print_all(diagnostics, &bulletin.sources);
    seen
}

fn edition_of_all() -> Edition {
    let now = "2026-06-30T12:00:00+08:00".parse().expect("a time");
    Edition { now, drafts: true, scheduled: true }
}

/// The files of the bulletin that an input describes.
fn parse_input(text: &str) -> Input {
    let mut sections: BTreeMap<&str, String> = BTreeMap::new();
    for part in format!("\n{text}").split("\n=== ").skip(1) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        let field =
            FIELDS.iter().map(|(field, _)| *field).chain(["front", "settings", "tags", "lexicon", "alias", "date"]);
        if let Some(name) = field.into_iter().find(|field| *field == name) {
            sections.insert(name, content.to_owned());
        }
    }

    let raw = |name: &str| sections.get(name).cloned().unwrap_or_default();
    let field = |name: &str| {
        let by_default = FIELDS.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text);
        format!("{}qz{name}", sections.get(name).map_or(by_default, String::as_str))
    };
    // A text in JSON is one in YAML.
    let quoted = |name: &str| Value::from(field(name)).to_string();

    // A field whose section is a dash is left out.
    let optional = |name: &str| match raw(name).trim() {
        "-" => String::new(),
        _ => format!("{name}: {}", quoted(name)),
    };

    // A section of either gives the story a cover.
    let has_cover = sections.contains_key("caption") || sections.contains_key("credit");
    let cover = format!("cover: {{image: a.png, caption: {}, credit: {}}}", quoted("caption"), quoted("credit"));

    let front = [
        format!("title: {}", quoted("title")),
        format!("date: {}", sections.get("date").map_or("2020-09-15", |date| date.trim())),
        optional("kicker"),
        optional("subtitle"),
        optional("summary"),
        optional("source"),
        format!("byline: {{{}: {}}}", quoted("role"), quoted("name")),
        format!("tags: [{}, 科技]", quoted("tag")),
        "issue: 2020年第9期".to_owned(),
        format!("corrections: [{{date: 2020-09-16, text: {}}}]", quoted("correction")),
        format!(
            "figures: [{{title: {}, unit: {}, alt: {}, values: {{{}: 1, 乙: 2}}}}]",
            quoted("figure"),
            quoted("unit"),
            quoted("alt"),
            quoted("label")
        ),
        format!(
            "aliases: [{}]",
            sections.get("alias").map_or("/old.html".into(), |alias| Value::from(alias.trim()).to_string())
        ),
        if has_cover { cover } else { String::new() },
        raw("front"),
    ];
    let settings = [
        format!("title: {}", quoted("site")),
        "base_url: https://example.org/jb".to_owned(),
        format!("description: {}", quoted("description")),
        format!("columns: {{yaowen: {{name: {}, description: 新闻}}, tongzhi: 通知}}", quoted("column")),
        raw("settings"),
    ];
    let files = [
        ("site.yaml", settings.join("\n")),
        ("tags.yaml", raw("tags")),
        ("lexicon.yaml", raw("lexicon")),
        ("content/yaowen/_column.md", field("introduction")),
        ("content/yaowen/a.md", format!("---\n{}\n---\n{}", front.join("\n"), field("body"))),
        ("content/yaowen/a.csv", format!("年份,数\n{},1\n2020,2\n", field("cell"))),
        (
            "content/tongzhi/b.md",
            "---\ntitle: 通知\ndate: 2020-09-16\ntags: 科技\nissue: 2020年第9期\n---\n通知。\n\n![](../yaowen/a.png)\n"
                .to_owned(),
        ),
    ];
    let texts = files.into_iter().map(|(path, text)| Text { path: path.to_owned(), text });

    Input { sources: Sources::new(texts.collect()), assets: vec![sample_picture()], ..Input::default() }
}

/// A picture so large that there are copies of it; nobody looks at its pixels.
fn sample_picture() -> Asset {
    let path = "content/yaowen/a.png".to_owned();
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xB0\0\0\x03\x20\x08\x02\0\0\0\0\0\0\0";
    let picture = picture::probe_picture(&path, head, head.len() as u64);
    Asset { path, bytes: Bytes::Memory(head.as_slice().into()), picture }
}

/// Looks through an HTML page, as a browser reads it. A place is an element and the nearest class round it.
fn check_html(page: &str, place: &str, seen: &mut Seen) {
    let parsed = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    check_node(&parsed.document, place, seen);
}

/// Looks through a node of HTML and all below it.
fn check_node(handle: &Handle, place: &str, seen: &mut Seen) {
    let mut here = place.to_owned();
    match &handle.data {
        NodeData::Element { name, attrs, .. } => {
            let element = name.local.to_string();
            seen.marks.insert((element.clone(), String::new()));
            let attributes: Vec<(String, String)> =
                attrs.borrow().iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
            let class = attributes.iter().find(|(name, _)| name == "class").map_or("", |(_, class)| class);

            // Within a body, and within what stands for one, a story may put its text where it likes.
            if !place.ends_with('*') {
                let inside = class.split(' ').find(|class| ["body", "chart", "introduction"].contains(class));
                let around = class.split(' ').next().filter(|class| !class.is_empty());
                let around = around.unwrap_or_else(|| place.split(' ').next().unwrap_or_default());
                here = inside.map_or_else(|| format!("{around} {element}"), |class| format!("{class} *"));
            }

            for (name, value) in &attributes {
                check_attribute(&element, name, value, &here);
                let is_anywhere = here.ends_with('*');
                note_fields(value, &if is_anywhere { here.clone() } else { format!("{here}@{name}") }, seen);
                seen.marks.insert((element.clone(), name.clone()));
            }

            if element == "script" {
                return check_script(handle, &attributes, &here, seen);
            }
        }
        NodeData::Text { contents } => note_fields(&contents.borrow(), &here, seen),
        // The signs of search stand where a template puts them.
        NodeData::Comment { contents } => assert!(["search", "/search"].contains(&&**contents), "<!--{contents}-->"),
        _ => {}
    }

    for child in handle.children.borrow().iter() {
        check_node(child, &here, seen);
    }
}

/// A script is a file of the theme, or data.
fn check_script(handle: &Handle, attributes: &[(String, String)], place: &str, seen: &mut Seen) {
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    if let Some(src) = value("src") {
        let is_own = src.starts_with('/') && !src.starts_with("//") && src.contains("/assets/");
        assert!(is_own, "a script from {src}");
        return;
    }

    assert_eq!(value("type"), Some("application/ld+json"), "a script in the page");
    let text: String = handle
        .children
        .borrow()
        .iter()
        .map(|child| match &child.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => String::new(),
        })
        .collect();
    check_json(&serde_json::from_str(&text).expect("JSON-LD"), place, seen);
}

/// Holds an attribute to be no code, and its addresses to be harmless.
fn check_attribute(element: &str, name: &str, value: &str, place: &str) {
    assert!(!name.starts_with("on"), "`{name}` at {place}");
    assert!(!["style", "srcdoc", "autofocus"].contains(&name), "`{name}` at {place}");

    if ADDRESSES.contains(&name) {
        check_address(value, place);
    }
    if name == "srcset" {
        value.split(", ").for_each(|one| check_address(one, place));
    }
    if element == "meta" && name == "content" {
        // Where a page that has moved leads to.
        if let Some((_, url)) = value.split_once("url=") {
            check_address(url, place);
        }
    }
}

/// An address is one of this site, or has one of few schemes. Browsers ignore white space and control characters in it.
fn check_address(value: &str, place: &str) {
    let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let scheme = bare.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    let known = ["http", "https", "mailto", "tel"];
    let is_known = scheme.is_none_or(|scheme| known.contains(&scheme.to_ascii_lowercase().as_str()));
    assert!(is_known, "`{value}` at {place}");
}

/// Looks through an Atom or RSS feed or a map of the site.
fn check_xml(page: &str, root: &str, seen: &mut Seen) {
    let document = roxmltree::Document::parse(page).unwrap_or_else(|error| panic!("{error} in {page}"));
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        let place = format!("{}/{name}", element.parent_element().map_or("", |parent| parent.tag_name().name()));
        let text: String = element.children().filter_map(|child| child.text()).collect();
        if matches!(name, "content" | "encoded") {
            check_html(&text, &format!("{place}*"), seen);
        } else {
            note_fields(&text, &place, seen);
        }

        if name == "loc" {
            assert!(text.starts_with(root), "{text}");
        }

        for attribute in element.attributes() {
            note_fields(attribute.value(), &format!("{place}@{}", attribute.name()), seen);
            if attribute.name() == "href" {
                check_address(attribute.value(), &place);
            }
        }
    }
}

/// Looks through the texts of a JSON value.
fn check_json(value: &Value, place: &str, seen: &mut Seen) {
    match value {
        Value::String(text) if place.ends_with(".content_html") => check_html(text, &format!("{place}*"), seen),
        Value::String(text) => note_fields(text, place, seen),
        Value::Array(items) => items.iter().for_each(|item| check_json(item, place, seen)),
        Value::Object(fields) => {
            for (key, value) in fields {
                note_fields(key, &format!("{place} a key"), seen);
                check_json(value, &format!("{place}.{key}"), seen);
            }
        }
        _ => {}
    }
}

/// Notes which fields' texts stand at a place.
fn note_fields(text: &str, place: &str, seen: &mut Seen) {
    if !text.contains("qz") {
        return;
    }
    for (field, _) in FIELDS {
        if text.contains(&format!("qz{field}")) {
            seen.places.insert((field, place.to_owned()));
        }
    }
}
