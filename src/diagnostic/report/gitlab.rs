//! GitLab's Code Quality report: a JSON list of issues, which merge requests show and compare.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Location, Printer};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// Renders all diagnostics as one report. `prefix` leads from the repository's root to the bulletin's: empty or ending in
/// `/`.
///
/// The fingerprint is made of code, path and message, not of the line: a mistake stays the same one when the text
/// above it grows. Of several that are alike in a file, each has its number.
pub fn render_gitlab(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang, prefix: &str) -> String {
    let printer = Printer::new(sources);
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut issues = Vec::new();
    for d in diagnostics {
        let d = printer.without_secrets(d);
        let location = Location::of_place(&d.place, sources);
        // A report must name a file: what has none is filed under the settings.
        let path = format!("{prefix}{}", location.as_ref().map_or("site.yaml", |location| location.path));
        let line = location.and_then(|location| location.range).map_or(1, |range| range.start.line);

        // The same in every language.
        let identity = format!("{}\n{path}\n{}", d.code, d.message.en);
        let count = counts.entry(identity.clone()).or_default();
        *count += 1;
        issues.push(issue_object(&d, lang, &path, line, &fnv1a_hex(&format!("{identity}\n{count}"))));
    }
    format!("{:#}\n", Value::from(issues))
}

fn issue_object(d: &Diagnostic, lang: Lang, path: &str, line: usize, fingerprint: &str) -> Value {
    let mut text = d.message.in_lang(lang).to_owned();
    if let Some(help) = &d.help {
        text.push_str(&format!(" ({})", help.in_lang(lang)));
    }
    json!({
        "description": text,
        "check_name": d.code,
        "fingerprint": fingerprint,
        "severity": match d.severity { Severity::Error => "critical", Severity::Warning => "minor" },
        "location": {"path": path, "lines": {"begin": line}},
    })
}

/// Returns the 128-bit FNV-1a hash in hexadecimal. Its definition never changes, and nobody needs a stronger one here.
fn fnv1a_hex(text: &str) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    const OFFSET_BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    let hash = text.bytes().fold(OFFSET_BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}
