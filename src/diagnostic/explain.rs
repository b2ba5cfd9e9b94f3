//! Longer explanations of all codes: meaning, reason and examples, one text for each in `explain/<CODE>.md`.
//!
//! A text begins with `# Chinese heading | English heading`; `## 意思`, `## 缘由`, `## Meaning`, `## Why` follow, then
//! examples, `## 错 where` and `## 对 where`, each an indented block. `where` is `稿件头`, `正文` or the path of a file: such
//! examples are held to the program by `tests/it/explain.rs`; any other word only names the place.

use include_dir::{Dir, include_dir};

use super::{Lang, Message, Severity, catalog, nearest};

static TEXTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/explain");

/// The explanation of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Such as `J204`.
    pub code: String,
    /// A heading of a few words.
    pub title: Message,
    /// The finding.
    pub meaning: Message,
    /// The harm that it does to readers or editors.
    pub why: Message,
    /// Wrong and right, in the order of the text.
    pub examples: Vec<Example>,
}

/// An excerpt that is wrong or right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether it is right.
    pub right: bool,
    /// `稿件头`, `正文`, the path of a file, or another word.
    pub place: String,
    /// The lines, each with its break.
    pub text: String,
}

impl Explanation {
    /// Returns whether it is of a warning, whose level a site may set.
    pub fn is_warning(&self) -> bool {
        catalog::find_entry(&self.code).is_some_and(|entry| entry.severity == Severity::Warning)
    }
}

/// Returns all explanations, in the order of their codes.
pub fn all_explanations() -> Vec<Explanation> {
    let texts = TEXTS.files().filter_map(|file| {
        let code = file.path().file_stem()?.to_str()?;
        Some(parse_explanation(code, file.contents_utf8()?))
    });
    let mut explanations: Vec<Explanation> = texts.collect();
    explanations.sort_by(|a, b| a.code.cmp(&b.code));
    explanations
}

/// Returns the explanation of a code, in upper or lower case.
///
/// # Errors
/// If there is no such code: the known code that was probably meant, if one is near enough.
pub fn find_explanation(code: &str) -> Result<Explanation, Option<String>> {
    let mut explanations = all_explanations();
    let codes: Vec<String> = explanations.iter().map(|known| known.code.to_lowercase()).collect();
    match codes.iter().position(|known| *known == code.to_lowercase()) {
        Some(at) => Ok(explanations.swap_remove(at)),
        None => Err(nearest(code, codes.iter().map(String::as_str)).map(str::to_uppercase)),
    }
}

/// Parses a text. Missing parts stay empty; the tests see to it that there are none.
fn parse_explanation(code: &str, text: &str) -> Explanation {
    let (head, sections) = text.split_once("\n## ").unwrap_or((text, ""));
    let head = head.trim_start_matches('#').trim();
    let (title_zh, title_en) = head.split_once('|').unwrap_or((head, ""));
    let mut explanation = Explanation {
        code: code.to_owned(),
        title: Message::new(title_zh.trim(), title_en.trim()),
        meaning: Message::new("", ""),
        why: Message::new("", ""),
        examples: Vec::new(),
    };

    for section in sections.split("\n## ") {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        match name.trim().split_once(' ').unwrap_or((name.trim(), "")) {
            ("意思", _) => explanation.meaning.zh = body.trim().to_owned(),
            ("缘由", _) => explanation.why.zh = body.trim().to_owned(),
            ("Meaning", _) => explanation.meaning.en = body.trim().to_owned(),
            ("Why", _) => explanation.why.en = body.trim().to_owned(),
            (kind, place) => explanation.examples.push(parse_example(kind, place, body)),
        }
    }
    explanation
}

fn parse_example(kind: &str, place: &str, body: &str) -> Example {
    let lines = body.trim_matches('\n').lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    let text = lines.map(|line| format!("{line}\n")).collect();
    Example { right: kind == "对", place: place.to_owned(), text }
}

/// Renders an explanation for people. Ends in a line break.
pub fn render_explanation(it: &Explanation, lang: Lang) -> String {
    let words = Headings::in_lang(lang);
    let level = if it.is_warning() { words.warning } else { words.error };
    let mut out = format!("{level}[{}]: {}\n", it.code, it.title.in_lang(lang));

    push_part(&mut out, words.meaning, it.meaning.in_lang(lang), "");
    push_part(&mut out, words.why, it.why.in_lang(lang), "");
    for example in &it.examples {
        let kind = if example.right { words.right } else { words.wrong };
        let heading = match lang {
            Lang::Zh => format!("{kind}（{}）", example.place),
            Lang::En => format!("{kind} ({})", place_in_english(&example.place)),
        };
        push_part(&mut out, &heading, &example.text, "| ");
    }
    push_part(&mut out, words.level, &level_rule(it, lang), "");
    out
}

/// The headings of an explanation in one language.
struct Headings {
    error: &'static str,
    warning: &'static str,
    meaning: &'static str,
    why: &'static str,
    right: &'static str,
    wrong: &'static str,
    level: &'static str,
}

impl Headings {
    fn in_lang(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self {
                error: "错误",
                warning: "警告",
                meaning: "是什么",
                why: "为什么要改",
                right: "对",
                wrong: "错",
                level: "能不能关掉",
            },
            Lang::En => Self {
                error: "error",
                warning: "warning",
                meaning: "What it is",
                why: "Why it matters",
                right: "Right",
                wrong: "Wrong",
                level: "Its level",
            },
        }
    }
}

fn push_part(out: &mut String, heading: &str, text: &str, mark: &str) {
    out.push_str(&format!("\n{heading}\n"));
    for line in text.lines() {
        out.push_str(format!("  {mark}{line}").trim_end());
        out.push('\n');
    }
}

fn place_in_english(place: &str) -> &str {
    match place {
        "稿件头" => "front matter",
        "正文" => "text",
        "命令" => "command",
        "文件" => "files",
        place => place,
    }
}

/// Says whether the level can be set, and how.
fn level_rule(it: &Explanation, lang: Lang) -> String {
    let code = &it.code;
    match (it.is_warning(), lang) {
        (true, Lang::Zh) => format!(
            "这是警告，网站照样发布。在 site.yaml 里可以改：\nwarnings: {{{code}: off}}    # 不再提示\nwarnings: {{{code}: error}}  # 不改正就不发布"
        ),
        (true, Lang::En) => format!(
            "A warning: the site is published all the same. site.yaml may set its level:\nwarnings: {{{code}: off}}    # say nothing\nwarnings: {{{code}: error}}  # publish nothing until it is mended"
        ),
        (false, Lang::Zh) if catalog::LOWERABLE_ERRORS.contains(&code.as_str()) => format!(
            "这是错误，改正之前不会发布，原来的网站原样不动。老稿件可以放宽，在 site.yaml 里写：\nwarnings: {{{code}: {{level: warning, before: 2024-01-01}}}}"
        ),
        (false, Lang::En) if catalog::LOWERABLE_ERRORS.contains(&code.as_str()) => format!(
            "An error: nothing is published until it is mended, and the old site stays. For old stories site.yaml may lower it:\nwarnings: {{{code}: {{level: warning, before: 2024-01-01}}}}"
        ),
        (false, Lang::Zh) => "这是错误，不能关掉；改正之前不会发布，原来的网站原样不动。".to_owned(),
        (false, Lang::En) => {
            "An error, which cannot be switched off: nothing is published until it is mended, and the old site stays."
                .to_owned()
        }
    }
}
