//! Embeds the default theme and the dictionary.
//!
//! Style sheets and templates lose their comments and white space on the way, and scripts are taken from where
//! `src/theme/minify.mjs` put them minified: comments, types and layout are for those who work on them, not for a
//! reader's phone. The dictionary is packed into a trie, so that it is there as soon as the program runs: reading its
//! lines takes longer than building a small bulletin.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[path = "src/search/trie.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod trie;

#[path = "src/search/prefix_table.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod prefix_table;

const THEME: &str = "themes/jianbao";

/// Where the minified scripts of the theme's `assets` are, with the digests of their sources.
const MINIFIED: &str = "src/theme/minified";

/// The general dictionary, and the words that it lacks.
const WORDS: [&str; 2] = ["src/search/dictionary.txt", "src/search/words.txt"];

fn main() -> Result<(), Box<dyn Error>> {
    // The fingerprint names every file that the program is made from, and has Cargo watch them.
    println!("cargo:rustc-env=JIANBAO_BUILD={}", source_fingerprint()?);

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(out.join("dictionary.bin"), packed_dictionary()?)?;

    // A file of an earlier run may be gone from the theme.
    let theme = out.join("theme");
    if theme.exists() {
        fs::remove_dir_all(&theme)?;
    }
    embed_directory(Path::new(THEME), &theme, &minified_sources()?)
}

/// The digest of everything that the program is made from. What it keeps between runs holds for one build alone.
fn source_fingerprint() -> Result<String, Box<dyn Error>> {
    let mut hash = blake3::Hasher::new();
    let mut pending: Vec<PathBuf> = ["src", THEME, "build.rs", "Cargo.lock"].map(PathBuf::from).into();

    while let Some(path) = pending.pop() {
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            let mut entries =
                fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
            entries.sort();
            pending.extend(entries);
        } else if path.exists() {
            hash.update(path.to_string_lossy().as_bytes()).update(&fs::read(&path)?);
        }
    }

    Ok(hash.finalize().to_string())
}

/// Packs the dictionary: the sum of all frequencies, the table of first characters, the trie of the words.
fn packed_dictionary() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut words = BTreeMap::new();
    for (own, path) in [false, true].into_iter().zip(WORDS) {
        for line in fs::read_to_string(path)?.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split(' ');
            let (Some(word), Some(frequency)) = (parts.next(), parts.next()) else {
                return Err(format!("{path}: {line}").into());
            };
            let names = own || parts.next() == Some("n");
            words.insert(word.chars().collect::<Vec<_>>(), (frequency.parse::<u32>()?, names));
        }
    }
    let total: u64 = words.values().map(|(frequency, _)| u64::from(*frequency)).sum();
    let words: Vec<trie::TrieWord> = words
        .into_iter()
        .map(|(characters, (frequency, is_noun))| trie::TrieWord { characters, frequency, is_noun })
        .collect();
    let trie = trie::Trie::new(&words);
    Ok([&total.to_le_bytes(), prefix_table::PrefixTable::new(&trie).as_bytes(), trie.as_bytes()].concat())
}

/// The scripts that are minified: from the path below `assets` to the SHA-256 of the source, as `sha256sum` writes it.
fn minified_sources() -> Result<BTreeMap<PathBuf, String>, Box<dyn Error>> {
    let list = fs::read_to_string(Path::new(MINIFIED).join("sources.txt"))?;
    let entries = list.lines().filter_map(|line| line.split_once("  "));
    Ok(entries.map(|(digest, path)| (PathBuf::from(path), digest.to_owned())).collect())
}

/// Copies a directory of the theme to where it is embedded from, each file in the form that readers get.
fn embed_directory(from: &Path, to: &Path, minified: &BTreeMap<PathBuf, String>) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;

    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let source = entry.path();
        let target = to.join(entry.file_name());

        if entry.file_type()?.is_dir() {
            embed_directory(&source, &target, minified)?;
            continue;
        }
        match source.extension().and_then(OsStr::to_str) {
            Some("js") => fs::write(target, script(&source, minified)?)?,
            Some("css") => fs::write(target, selectors_without_is(&minify_css(&fs::read_to_string(&source)?))?)?,
            Some("html") => fs::write(target, without_indentation(&fs::read_to_string(&source)?))?,
            _ => drop(fs::copy(&source, target)?),
        }
    }

    Ok(())
}

/// The minified form of a script, or the script itself if it was changed since it was minified.
fn script(source: &Path, minified: &BTreeMap<PathBuf, String>) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(source)?;
    let path = source.strip_prefix(Path::new(THEME).join("assets"))?;
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();

    if minified.get(path) == Some(&digest) {
        return Ok(fs::read_to_string(Path::new(MINIFIED).join(path))?);
    }
    println!("cargo:warning={} was changed: node src/theme/minify.mjs", source.display());
    Ok(text)
}

/// A template without the indentation of its lines: none has text in which white space counts.
fn without_indentation(template: &str) -> String {
    template.lines().map(str::trim_start).flat_map(|line| [line, "\n"]).collect()
}

/// A style sheet without comments and without white space that has no meaning. Strings stay as they are; so does the
/// space between selectors and between values, and the one before a colon.
fn minify_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut after_space = false;

    while let Some(c) = rest.next() {
        if c == '/' && rest.peek() == Some(&'*') {
            skip_comment(&mut rest);
            after_space = true;
            continue;
        }
        if c.is_ascii_whitespace() {
            after_space = true;
            continue;
        }

        if after_space
            && !needs_no_space(c)
            && !out.ends_with(|last| needs_no_space(last) || last == ':')
            && !out.is_empty()
        {
            out.push(' ');
        }
        after_space = false;

        // The last declaration of a block needs no semicolon.
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push(c);
        if c == '"' || c == '\'' {
            copy_string(c, &mut rest, &mut out);
        }
    }

    out
}

/// Writes out the selectors of a minified style sheet that have `:is()`: Chromium before 88 does not know it, and passes over
/// their rules.
fn selectors_without_is(css: &str) -> Result<String, Box<dyn Error>> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(end) = rest.find(['{', '}', ';']) {
        let (part, behind) = rest.split_at(end);
        if behind.starts_with('{') && part.contains(":is(") && !part.starts_with('@') {
            let (selectors, _) = split_list(part);
            let selectors: Result<Vec<_>, _> = selectors.into_iter().map(write_out_is).collect();
            out.push_str(&selectors?.concat().join(","));
        } else {
            out.push_str(part);
        }
        out.push_str(&behind[..1]);
        rest = &behind[1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The selectors that one with `:is()` stands for.
fn write_out_is(selector: &str) -> Result<Vec<String>, String> {
    let Some((before, rest)) = selector.split_once(":is(") else { return Ok(vec![selector.to_owned()]) };
    let (choices, after) = split_list(rest);

    let mut selectors = Vec::new();
    for choice in choices {
        let is_name = choice.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_name && !before.is_empty() && !before.ends_with([' ', '>', '+', '~']) {
            return Err(format!("the name of an element cannot be put behind `{before}`: {selector}"));
        }
        selectors.extend(write_out_is(&format!("{before}{choice}{after}"))?);
    }
    Ok(selectors)
}

/// The parts of a list between commas, up to a closing parenthesis that does not belong to it, and what is behind that.
fn split_list(list: &str) -> (Vec<&str>, &str) {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                parts.push(&list[start..at]);
                return (parts, &list[at + 1..]);
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    (parts, "")
}

/// Whether white space beside a character has no meaning.
fn needs_no_space(c: char) -> bool {
    matches!(c, '{' | '}' | ';' | ',')
}

/// Skips what is left of a comment whose slash has been read.
fn skip_comment(rest: &mut impl Iterator<Item = char>) {
    rest.next();
    let mut last = ' ';
    for c in rest {
        if last == '*' && c == '/' {
            break;
        }
        last = c;
    }
}

/// Copies what is left of a string whose opening quotation mark has been read.
fn copy_string(quote: char, rest: &mut impl Iterator<Item = char>, out: &mut String) {
    while let Some(c) = rest.next() {
        out.push(c);
        if c == '\\' {
            out.extend(rest.next());
        } else if c == quote {
            break;
        }
    }
}
