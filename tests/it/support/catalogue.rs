//! The catalogue of mistakes, as its sources have it: constructors, codes, sentences in both languages.

use std::fs;

use super::root;

/// One constructor.
pub struct Constructor {
    /// Its name, such as `unknown_key`.
    pub name: String,
    /// Its code, such as `J204`.
    pub code: String,
    /// Its `say!`s: the Chinese and the English sentence, as format strings.
    pub sentences: Vec<(String, String)>,
}

/// All constructors, by code.
pub fn constructors() -> Vec<Constructor> {
    let mut found = Vec::new();
    let mut paths: Vec<_> =
        fs::read_dir(root().join("src/diagnostic/catalog")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let source = fs::read_to_string(&path).unwrap();
        for constructor in source.split("\npub fn ").skip(1) {
            let name = constructor.split('(').next().unwrap().to_owned();
            let at = constructor.find("\"J").unwrap_or_else(|| panic!("{name} has no code"));
            let code = constructor[at + 1..at + 5].to_owned();
            let sentences = constructor.split("say!(").skip(1).map(|said| {
                let (zh, rest) = literal(said);
                (zh, literal(rest).0)
            });
            found.push(Constructor { sentences: sentences.collect(), name, code });
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

/// The codes, in order.
pub fn codes() -> Vec<String> {
    constructors().into_iter().map(|constructor| constructor.code).collect()
}

/// The first string literal of a source, as it is written, and what follows it.
fn literal(source: &str) -> (String, &str) {
    let start = source.find('"').expect("a string literal") + 1;
    let mut escaped = false;
    for (at, c) in source[start..].char_indices() {
        match c {
            '"' if !escaped => return (source[start..start + at].to_owned(), &source[start + at + 1..]),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    panic!("a string literal that does not end: {source}");
}

/// The placeholders of a format string in alphabetical order, each as often as it stands there. What differs with
/// the language by its meaning (`reason_zh`, `reason_en`) counts as the same.
pub fn placeholders(format: &str) -> Vec<String> {
    let plain = format.replace("{{", "").replace("}}", "");
    let mut found: Vec<String> = plain
        .split('{')
        .skip(1)
        .map(|rest| {
            let name = rest.split(['}', ':']).next().unwrap();
            name.trim_end_matches("zh").trim_end_matches("en").to_owned()
        })
        .collect();
    found.sort();
    found
}
