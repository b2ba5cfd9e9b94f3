//! Puts the default theme in the program, its scripts minified and its templates without indentation: comments,
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
