//! SARIF 2.1.0: what code scanning of GitHub, Azure and many editors reads.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Printer, Range, position, range};
use crate::diagnostic::fix::{Fix, FixSafety};
use crate::diagnostic::{Diagnostic, Lang, Message, Place, Severity};
use crate::source::Sources;

/// All diagnostics as one SARIF log with one run. Ends in a line break.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let mut codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let printer = Printer::new(sources);
    let rules: Vec<Value> = codes.iter().map(|code| json!({"id": code})).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|d| {
            let d = printer.without_secrets(d);
            let text = match &d.help {
                Some(help) => format!("{} ({})", d.message.in_lang(lang), help.in_lang(lang)),
                None => d.message.in_lang(lang).to_owned(),
            };
            let mut result = json!({
                "ruleId": d.code,
                "ruleIndex": codes.binary_search(&d.code).unwrap_or_default(),
                "level": match d.severity { Severity::Error => "error", Severity::Warning => "warning" },
                "message": {"text": text},
                "locations": location(&d.place, None, sources).into_iter().collect::<Vec<_>>(),
            });
            let related = d.related.iter().filter_map(|(place, remark)| location(place, Some((remark, lang)), sources));
            let mut related: Vec<Value> = related.collect();
            for (id, location) in related.iter_mut().enumerate() {
                location["id"] = id.into();
            }
            if !related.is_empty() {
                result["relatedLocations"] = related.into();
            }
            if !d.fixes.is_empty() {
                let description = d.help.as_ref().unwrap_or(&d.message).in_lang(lang);
                result["fixes"] = d.fixes.iter().map(|fix| fix_object(fix, description, sources)).collect();
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "jianbao", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn location(place: &Place, remark: Option<(&Message, Lang)>, sources: &Sources) -> Option<Value> {
    let (path, region) = range(place, sources)?;
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(path)}}});
    if let Some(Range { start, end }) = region {
        location["physicalLocation"]["region"] =
            json!({"startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1});
    }
    if let Some((message, lang)) = remark {
        location["message"] = json!({"text": message.in_lang(lang)});
    }
    Some(location)
}

/// A `fix` object (SARIF 2.1.0, § 3.55): an `artifactChange` for each file, with its `replacements`.
fn fix_object(fix: &Fix, description: &str, sources: &Sources) -> Value {
    let mut changes: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let file = sources.text(edit.span.file);
        let (start_line, start_column) = position(&file.text, edit.span.start);
        let (end_line, end_column) = position(&file.text, edit.span.end);
        changes.entry(&file.path).or_default().push(json!({
            "deletedRegion": {
                "startLine": start_line, "startColumn": start_column, "endLine": end_line, "endColumn": end_column,
            },
            "insertedContent": {"text": edit.replacement},
        }));
    }

    let changes = changes
        .into_iter()
        .map(|(path, replacements)| json!({"artifactLocation": {"uri": uri(path)}, "replacements": replacements}));
    json!({
        "description": {"text": description},
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": {"safe": fix.safety == FixSafety::Safe},
    })
}

/// A path as a relative URI reference: what has a meaning in a URI is percent-encoded, as is everything but ASCII.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
