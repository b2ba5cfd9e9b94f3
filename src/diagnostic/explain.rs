//! What a code means, why it matters and how it is mended: one text for each, in `explain/<CODE>.md`.
//!
//! A text begins with `# Chinese heading | English heading`; `## 意思`, `## 缘由`, `## Meaning`, `## Why` follow, then
//! examples, `## 错 where` and `## 对 where`, each an indented block. `where` is `稿件头`, `正文` or the path of a file: such
//! examples are held to the program by `tests/it/explain.rs`; any other word only says what is shown.

use include_dir::{Dir, include_dir};

use super::{Lang, Message, Severity, catalog, nearest};

static TEXTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/explain");

/// What is said of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Such as `J204`.
    pub code: String,
    /// In a few words.
    pub title: Message,
    /// What the program has found.
    pub meaning: Message,
    /// What readers or editors lose by it.
    pub why: Message,
    /// Wrong and right, in the order of the text.
    pub examples: Vec<Example>,
}

/// An excerpt that is wrong or right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether it is right.
    pub right: bool,
    /// `稿件头`, `正文`, the path of a file, or what else it shows.
    pub place: String,
    /// The lines, each with its break.
    pub text: String,
}

impl Explanation {
    /// Whether it is a warning, whose level a site may set.
    pub fn is_warning(&self) -> bool {
        catalog::entry(&self.code).is_some_and(|entry| entry.severity == Severity::Warning)
    }
}

/// All explanations, in the order of their codes.
pub fn all() -> Vec<Explanation> {
    let mut all: Vec<Explanation> = TEXTS
        .files()
        .filter_map(|file| Some(read(file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all
}

/// The explanation of a code, in upper or lower case; or the known code that somebody probably meant.
///
/// # Errors
/// If there is no such code.
pub fn find(code: &str) -> Result<Explanation, Option<String>> {
    let all = all();
    let lower: Vec<String> = all.iter().map(|known| known.code.to_lowercase()).collect();
    match lower.iter().position(|known| *known == code.to_lowercase()) {
        Some(at) => Ok(all[at].clone()),
        None => Err(nearest(code, lower.iter().map(String::as_str)).map(str::to_uppercase)),
    }
}

/// Reads a text. What it lacks stays empty; the tests see to it that nothing does.
fn read(code: &str, text: &str) -> Explanation {
    let empty = || Message { zh: String::new(), en: String::new() };
    let (title, meaning, why) = (empty(), empty(), empty());
    let mut it = Explanation { code: code.to_owned(), title, meaning, why, examples: Vec::new() };
    let (head, sections) = text.split_once("\n## ").unwrap_or((text, ""));
    let head = head.trim_start_matches('#').trim();
    let (zh, en) = head.split_once('|').unwrap_or((head, ""));
    it.title = Message { zh: zh.trim().to_owned(), en: en.trim().to_owned() };
    for section in sections.split("\n## ") {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        let words = || body.trim().to_owned();
        match name.trim().split_once(' ').unwrap_or((name.trim(), "")) {
            ("意思", _) => it.meaning.zh = words(),
            ("缘由", _) => it.why.zh = words(),
            ("Meaning", _) => it.meaning.en = words(),
            ("Why", _) => it.why.en = words(),
            (kind, place) => {
                let lines = body.trim_matches('\n').lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
                let text = lines.map(|line| format!("{line}\n")).collect();
                it.examples.push(Example { right: kind == "对", place: place.to_owned(), text });
            }
        }
    }
    it
}

/// An explanation for people. Ends in a line break.
pub fn human(it: &Explanation, lang: Lang) -> String {
    let say = |zh, en| if lang == Lang::Zh { zh } else { en };
    let level = if it.is_warning() { say("警告", "warning") } else { say("错误", "error") };
    let mut out = format!("{level}[{}]: {}\n", it.code, it.title.in_lang(lang));
    let mut part = |heading: &str, text: &str, mark: &str| {
        out.push_str(&format!("\n{heading}\n"));
        for line in text.lines() {
            out.push_str(format!("  {mark}{line}").trim_end());
            out.push('\n');
        }
    };
    part(say("是什么", "What it is"), it.meaning.in_lang(lang), "");
    part(say("为什么要改", "Why it matters"), it.why.in_lang(lang), "");
    for example in &it.examples {
        let place = match (example.place.as_str(), lang) {
            ("稿件头", Lang::En) => "front matter",
            ("正文", Lang::En) => "text",
            ("命令", Lang::En) => "command",
            ("文件", Lang::En) => "files",
            (place, _) => place,
        };
        let heading = if example.right { say("对", "Right") } else { say("错", "Wrong") };
        let (open, close) = if lang == Lang::Zh { ("（", "）") } else { (" (", ")") };
        part(&format!("{heading}{open}{place}{close}"), &example.text, "| ");
    }
    let code = &it.code;
    if it.is_warning() {
        let text = match lang {
            Lang::Zh => format!(
                "这是警告，网站照样发布。在 site.yaml 里可以改：\nwarnings: {{{code}: off}}    # 不再提示\nwarnings: {{{code}: error}}  # 不改正就不发布"
            ),
            Lang::En => format!(
                "A warning: the site is published all the same. site.yaml may set its level:\nwarnings: {{{code}: off}}    # say nothing\nwarnings: {{{code}: error}}  # publish nothing until it is mended"
            ),
        };
        part(say("能不能关掉", "Its level"), &text, "");
    } else {
        let text = say(
            "这是错误，不能关掉；改正之前不会发布，原来的网站原样不动。",
            "An error, which cannot be switched off: nothing is published until it is mended, and the old site stays.",
        );
        part(say("能不能关掉", "Its level"), text, "");
    }
    out
}
