//! Puts the default theme in the program, its scripts and style sheets minified and its templates without indentation: comments,
//! types and order are for those who work on them, not for a reader's phone.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

const THEME: &str = "themes/jianbao";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={THEME}");
    println!("cargo:rerun-if-changed=build.rs");
    // Embedded as it is; a new text must make the program anew.
    println!("cargo:rerun-if-changed=src/diagnostic/explain");
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("theme");
    // What was there before may be gone from the theme.
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    copy(Path::new(THEME), &out)
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
