//! Sites in memory and on disk, for several tests.
#![allow(dead_code)] // each test file uses its own part

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Finished};
use std::sync::Mutex;

use chrono::DateTime;
use jianbao::address::Address;
use jianbao::config::lexicon::Lexicon;
use jianbao::config::{LineBreaks, Markup};
use jianbao::diagnostic::Diagnostic;
use jianbao::model::Edition;
use jianbao::naming::Naming;
use jianbao::parse::{self, Rules, Story};
use jianbao::pipeline::{Bulletin, Prepared, prepare};
use jianbao::render::Output;
use jianbao::search::{LazySegmenter, Segmenter};
use jianbao::source::{Bytes, Input, Sources, Text};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The moment of every test that does not care.
pub const NOW: &str = "2026-06-30T12:00:00+08:00";

pub fn edition() -> Edition {
    Edition { now: DateTime::parse_from_rfc3339(NOW).unwrap(), drafts: false, scheduled: false }
}

/// A picture whose pixels differ, in the format that its name promises.
pub fn picture(name: &str, width: u32, height: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| image::Rgb([(x % 251) as u8, (y % 253) as u8, ((x * y) % 255) as u8]);
    let mut out = std::io::Cursor::new(Vec::new());
    let format = image::ImageFormat::from_path(name).unwrap();
    image::RgbImage::from_fn(width, height, pixel).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A bulletin from paths and texts.
pub fn prepared<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>, segmenter: Option<&Segmenter>) -> Prepared {
    let texts = texts.into_iter().map(|(path, text)| Text { path: path.to_owned(), text: text.to_owned() });
    prepare(Input { sources: Sources::new(texts.collect()), ..Input::default() }, edition(), segmenter, None)
}

/// The path of the story that [`parse_story`] parses.
pub const STORY_PATH: &str = "content/yaowen/a.md";

/// Parses the text at [`STORY_PATH`] by the rules that a site has by default, with pictures of these sizes.
pub fn parse_story(
    sources: &Sources,
    pictures: &HashMap<String, (u32, u32)>,
    proof_segmenter: &LazySegmenter,
) -> (Option<Story>, Vec<Diagnostic>) {
    let (file, source) = sources.find(STORY_PATH).unwrap();
    let rules = Rules {
        naming: Naming::Pinyin,
        timezone: chrono_tz::Tz::Asia__Shanghai,
        line_breaks: LineBreaks::Zh,
        html: Markup::default(),
        segmenter: None,
        proof_segmenter,
        pictures,
        sources,
        lexicon: &Lexicon::default(),
    };
    parse::parse_story(file, source, &rules)
}

/// Parses a story with a body.
pub fn parse_body(body: &str, proof_segmenter: &LazySegmenter) -> (Option<Story>, Vec<Diagnostic>) {
    let text = format!("---\ntitle: 题\ndate: 2020-09-15\n---\n{body}");
    let sources = Sources::new(vec![Text { path: STORY_PATH.to_owned(), text }]);
    parse_story(&sources, &HashMap::new(), proof_segmenter)
}

/// Every file of a site that could be rendered, and the mistakes of those that could not.
pub fn rendered(bulletin: &Bulletin) -> (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
    let pages = Mutex::new(BTreeMap::new());
    let mistakes = bulletin
        .render_all(&|address: &Address, output: Output| {
            let bytes = match output {
                Output::Bytes(bytes) => bytes,
                Output::Copy(Bytes::Memory(bytes)) => bytes.to_vec(),
                Output::Copy(Bytes::Disk(path)) => fs::read(path)?,
            };
            pages.lock().unwrap().insert(address.as_str().to_owned(), bytes);
            Ok::<(), std::io::Error>(())
        })
        .unwrap();
    (pages.into_inner().unwrap(), mistakes)
}

/// Every file of a site in which nothing is wrong.
pub fn pages(prepared: &Prepared) -> BTreeMap<String, Vec<u8>> {
    let (pages, mistakes) = rendered(&prepared.bulletin);
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    pages
}

/// The program with its arguments, in a neutral environment.
pub fn jianbao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jianbao"));
    command.env_remove("LANG").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    // Nothing is remembered from one test to the next, and nobody stands between a test and its own servers.
    command.env_remove("XDG_CACHE_HOME").env_remove("LOCALAPPDATA").env_remove("HOME");
    for proxy in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}

/// Builds a site on disk.
pub fn build(site: &Path, out: &Path) -> Finished {
    jianbao().arg("build").arg("--root").arg(site).arg("--out").arg(out).args(["--now", NOW]).output().unwrap()
}

pub fn stderr(finished: &Finished) -> String {
    String::from_utf8(finished.stderr.clone()).unwrap()
}

pub fn stdout(finished: &Finished) -> String {
    String::from_utf8(finished.stdout.clone()).unwrap()
}

/// Writes texts below a directory.
pub fn write(directory: &Path, texts: &[(&str, &str)]) {
    for (path, text) in texts {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A small bulletin that is in order.
pub const SMALL: &[(&str, &str)] = &[
    ("site.yaml", "title: 测试简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n"),
    ("content/yaowen/a.md", "---\ntitle: 甲\ndate: 2020-09-15\ntags: [科技]\n---\n正文，见[乙](b.md)。\n"),
    ("content/yaowen/b.md", "---\ntitle: 乙\ndate: 2020-09-16\ntags: [科技]\n---\n正文。\n"),
];

/// Every file below a directory with its bytes.
pub fn tree(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(directory).unwrap().to_owned(), fs::read(path).unwrap());
            }
        }
    }
    found
}
