//! Holds the code to the layers and homes that ARCHITECTURE.md lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// A file of `src`, without its comments.
struct SourceFile {
    /// The top module that the file belongs to.
    module: String,
    code: String,
    /// The path below `src`.
    path: String,
}

/// The lines of a fenced block of ARCHITECTURE.md, each split at white space.
fn fenced_block(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, rest) = text.split_once(&format!("```{name}\n")).unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    block.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Reads every file of `src` that belongs to a module.
fn read_sources() -> Vec<SourceFile> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for file in files_below(&src) {
        let path = file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        if module == "lib" || module == "main" {
            continue;
        }

        let text = fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        sources.push(SourceFile { module, code: code.join("\n"), path });
    }
    sources
}

/// The identifier that a text begins with.
fn leading_identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The modules named in a group of imports, given the text after its opening brace: `a, b::c}`.
fn modules_in_group(group: &str) -> Vec<String> {
    let mut modules = Vec::new();
    let mut depth = 0;
    let mut is_start = true;

    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            c if is_start && c.is_alphabetic() && depth == 0 => {
                modules.push(leading_identifier(&group[i..]));
                is_start = false;
            }
            _ => {}
        }
    }
    modules
}

/// Modules named after `crate::`, in paths and in `use crate::{a, b::c}`.
fn modules_used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => used.extend(modules_in_group(group)),
            None => {
                used.insert(leading_identifier(rest));
            }
        }
    }
    used
}

#[test]
fn modules_use_lower_layers_only() {
    let mut level = BTreeMap::new();
    for (n, line) in fenced_block("layers").into_iter().enumerate() {
        for module in line {
            level.insert(module, n);
        }
    }

    let mut faults = Vec::new();
    for SourceFile { module, code, path } in read_sources() {
        let own = level.get(&module).unwrap_or_else(|| panic!("{module} is in no layer"));
        for used in modules_used(&code).into_iter().filter(|used| *used != module) {
            let other = level.get(&used).unwrap_or_else(|| panic!("{path} uses {used}, which is in no layer"));
            if other <= own {
                faults.push(format!("{path} uses {used}"));
            }
        }
    }

    assert!(faults.is_empty(), "{faults:#?}");
}

/// Whether a line names a crate, other than as the beginning of a text: AsciiDoc has `image::a.png[]`.
fn names_in_code(line: &str, name: &str) -> bool {
    line.match_indices(&format!("{name}::")).any(|(at, _)| !line[..at].ends_with(['"', '`']))
}

#[test]
fn dependencies_stay_at_home() {
    let homes = fenced_block("homes");
    let mut faults = Vec::new();
    for SourceFile { module, code, path } in read_sources() {
        for line in &homes {
            let (name, homes) = line.split_first().unwrap();
            let used = code.lines().any(|line| names_in_code(line, name) || line.trim() == format!("use {name};"));
            if used && !homes.contains(&module) {
                faults.push(format!("{path} uses {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_dependency_is_declared_and_used() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("[dependencies]\n").unwrap();
    let (dependencies, _) = rest.split_once("\n[").unwrap_or((rest, ""));
    let code: String = read_sources().into_iter().map(|source| source.code).collect();
    for line in dependencies.lines().filter(|line| line.contains('=')) {
        let name = line.split(['=', ' ']).next().unwrap().replace('-', "_");
        assert!(code.contains(&format!("{name}::")), "{name} is declared and not used");
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_small() {
    for path in files_below(&root().join("src")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"))
    {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} does not say what it is for", path.display());
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines: divide it", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(!["mod", "util", "utils", "common", "helper", "helpers", "misc"].contains(&name), "{}", path.display());
    }
}

#[test]
fn only_the_disk_and_the_publisher_touch_files() {
    let may = ["disk", "fixing", "memo", "publish", "serve", "cli", "nofollow"];
    for SourceFile { module, code, path } in read_sources() {
        let touches = ["fs::", "File::", "println!", "eprintln!"].iter().any(|word| code.contains(word));
        assert!(!touches || may.contains(&module.as_str()), "{path} touches files or prints");
    }
}

/// Names that the glossary sets in back-ticks: identifiers and paths of the code, not commands, files or HTML.
fn names_in_glossary() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let code_spans = text.split('`').skip(1).step_by(2);
    code_spans.filter(|span| span.contains("::") || is_type_name(span)).map(str::to_owned).collect()
}

/// Whether a word is written as types are: `IndexSegment`.
fn is_type_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.contains(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

#[test]
fn the_glossary_names_what_there_is() {
    let mut identifiers = BTreeSet::new();
    for SourceFile { code, path, .. } in read_sources() {
        identifiers.extend(code.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
        identifiers.extend(path.trim_end_matches(".rs").split('/').map(str::to_owned));
    }

    let stale: Vec<String> = names_in_glossary()
        .into_iter()
        .filter(|name| !name.split("::").all(|part| identifiers.contains(part.trim_end_matches("()"))))
        .collect();
    assert!(stale.is_empty(), "docs/glossary.md names what is nowhere in src: {stale:?}");
}
