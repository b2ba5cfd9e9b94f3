//! GitLab's Code Quality report: a JSON list of what is wrong, which merge requests show and compare.

use std::collections::HashMap;

use serde_json::json;

use super::{Printer, range};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// All diagnostics as one report. `prefix` leads from the repository's root to the bulletin's: empty or ending in `/`.
///
/// The fingerprint is made of code, path and message, not of the line: a mistake stays the same one when the text
/// above it grows. Of several that are alike in a file, each has its number.
pub fn gitlab(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang, prefix: &str) -> String {
    let printer = Printer::new(sources);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let issues: Vec<_> = diagnostics
        .iter()
        .map(|d| {
            let d = printer.without_secrets(d);
            // A report must name a file: what is nowhere in particular is the settings'.
            let (path, region) = range(&d.place, sources).unwrap_or(("site.yaml", None));
            let path = format!("{prefix}{path}");
            // The same in every language.
            let own = format!("{}\n{path}\n{}", d.code, d.message.en);
            let count = seen.entry(own.clone()).or_default();
            *count += 1;
            let mut text = d.message.in_lang(lang).to_owned();
            if let Some(help) = &d.help {
                text.push_str(&format!(" ({})", help.in_lang(lang)));
            }
            json!({
                "description": text,
                "check_name": d.code,
                "fingerprint": fingerprint(&format!("{own}\n{count}")),
                "severity": match d.severity { Severity::Error => "critical", Severity::Warning => "minor" },
                "location": {"path": path, "lines": {"begin": region.map_or(1, |region| region.start.0)}},
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(issues))
}

/// 128 bits of FNV-1a, which is fixed for ever and needs to be no more than that.
fn fingerprint(text: &str) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let hash = text.bytes().fold(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    format!("{hash:032x}")
}
