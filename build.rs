//! Puts the default theme in the program, its scripts and style sheets minified and its templates without
//! indentation: comments, types and order are for those who work on them, not for a reader's phone. And the
//! dictionary, packed into a tree, so that it is there as soon as the program runs: to read it from its lines takes
//! longer than to build a small bulletin.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

#[path = "src/search/trie.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod trie;

#[path = "src/search/prefix_table.rs"]
#[expect(dead_code, reason = "the program looks words up")]
mod prefix_table;

const THEME: &str = "themes/jianbao";

/// The general dictionary, and the words that it lacks.
const WORDS: [&str; 2] = ["src/search/dictionary.txt", "src/search/words.txt"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={THEME}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=JIANBAO_BUILD={}", fingerprint()?);
    // Embedded as it is; a new text must make the program anew.
    println!("cargo:rerun-if-changed=src/diagnostic/explain");
    WORDS
        .iter()
        .chain(&["src/search/trie.rs", "src/search/prefix_table.rs"])
        .for_each(|path| println!("cargo:rerun-if-changed={path}"));
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(out.join("dictionary.bin"), dictionary()?)?;
    let out = out.join("theme");
    // What was there before may be gone from the theme.
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    copy(Path::new(THEME), &out)
}

/// What this build of the program is made from: whatever it keeps between runs holds for the same build alone.
fn fingerprint() -> Result<String, Box<dyn Error>> {
    let mut hash = blake3::Hasher::new();
    let mut open: Vec<PathBuf> = ["src", THEME, "build.rs", "Cargo.lock"].map(PathBuf::from).into();
    while let Some(path) = open.pop() {
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            let mut entries =
                fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
            entries.sort();
            open.extend(entries);
        } else if path.exists() {
            hash.update(path.to_string_lossy().as_bytes()).update(&fs::read(&path)?);
        }
    }
    Ok(hash.finalize().to_string())
}

/// The sum of all frequencies, the table of beginnings, the tree of the words.
fn dictionary() -> Result<Vec<u8>, Box<dyn Error>> {
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

fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&path, &to)?;
            continue;
        }
        match path.extension().and_then(OsStr::to_str) {
            Some("js") => {
                let script = minify(&fs::read_to_string(&path)?).map_err(|e| format!("{}: {e}", path.display()))?;
                fs::write(to, script)?;
            }
            Some("css") => fs::write(to, squeeze(&fs::read_to_string(&path)?))?,
            // No template has text in it whose white space counts.
            Some("html") => {
                let text = fs::read_to_string(&path)?;
                fs::write(to, text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n") + "\n")?;
            }
            _ => {
                fs::copy(&path, to)?;
            }
        }
    }
    Ok(())
}

/// A style sheet without comments and without white space that says nothing. Strings stay as they are; so does the
/// space between selectors and between values, and the one before a colon.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut space = false;
    while let Some(c) = rest.next() {
        if c == '/' && rest.peek() == Some(&'*') {
            rest.next();
            let mut last = ' ';
            for c in rest.by_ref() {
                if last == '*' && c == '/' {
                    break;
                }
                last = c;
            }
            space = true;
        } else if c.is_ascii_whitespace() {
            space = true;
        } else {
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
            if space && !tight(c) && !out.ends_with(|last| tight(last) || last == ':') && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(c);
            if c == '"' || c == '\'' {
                while let Some(inside) = rest.next() {
                    out.push(inside);
                    if inside == '\\' {
                        out.extend(rest.next());
                    } else if inside == c {
                        break;
                    }
                }
            }
        }
    }
    out
}

/// A module without comments, white space, and names that only it sees.
fn minify(script: &str) -> Result<String, Box<dyn Error>> {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, script, SourceType::mjs()).parse();
    if let Some(mistake) = parsed.diagnostics.first() {
        return Err(mistake.to_string().into());
    }
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut parsed.program);
    let printer = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(minified.scoping);
    Ok(printer.build(&parsed.program).code)
}
