//! SARIF 2.1.0: the format of code scanning of GitHub, Azure and many editors.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Location, Printer, Range};
use crate::diagnostic::fix::{Fix, FixSafety};
use crate::diagnostic::{Diagnostic, Lang, Place, Severity};
use crate::source::Sources;

/// Renders all diagnostics as one SARIF log with one run. Ends in a line break.
pub fn render_sarif(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let mut codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();

    let printer = Printer::new(sources);
    let rules: Vec<Value> = codes.iter().map(|code| json!({"id": code})).collect();
    let results = diagnostics.iter().map(|d| {
        let rule = codes.binary_search(&d.code).unwrap_or_default();
        result_object(&printer.without_secrets(d), rule, sources, lang)
    });
    let mut results: Vec<Value> = results.collect();
    if diagnostics.iter().any(|d| d.known) {
        for (result, d) in results.iter_mut().zip(diagnostics) {
            result["baselineState"] = if d.known { "unchanged" } else { "new" }.into();
        }
    }

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

fn result_object(d: &Diagnostic, rule: usize, sources: &Sources, lang: Lang) -> Value {
    let text = match &d.help {
        Some(help) => format!("{} ({})", d.message.in_lang(lang), help.in_lang(lang)),
        None => d.message.in_lang(lang).to_owned(),
    };
    let mut result = json!({
        "ruleId": d.code,
        "ruleIndex": rule,
        "level": match d.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": {"text": text},
        "locations": location_object(&d.place, sources).into_iter().collect::<Vec<_>>(),
    });

    let related = related_locations(d, sources, lang);
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if !d.fixes.is_empty() {
        let description = d.help.as_ref().unwrap_or(&d.message).in_lang(lang);
        result["fixes"] = d.fixes.iter().map(|fix| fix_object(fix, description, sources)).collect();
    }
    result
}

fn related_locations(d: &Diagnostic, sources: &Sources, lang: Lang) -> Vec<Value> {
    let mut locations = Vec::new();
    for related in &d.related {
        let Some(mut location) = location_object(&related.place, sources) else { continue };
        location["message"] = json!({"text": related.remark.in_lang(lang)});
        location["id"] = locations.len().into();
        locations.push(location);
    }
    locations
}

fn location_object(place: &Place, sources: &Sources) -> Option<Value> {
    let Location { path, range } = Location::of_place(place, sources)?;
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": encode_uri(path)}}});
    if let Some(range) = range {
        location["physicalLocation"]["region"] = region_object(range);
    }
    Some(location)
}

fn region_object(Range { start, end }: Range) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

/// Makes a `fix` object (SARIF 2.1.0, § 3.55): an `artifactChange` for each file, with its `replacements`.
fn fix_object(fix: &Fix, description: &str, sources: &Sources) -> Value {
    let mut replacements: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let file = sources.text(edit.span.file);
        replacements.entry(&file.path).or_default().push(json!({
            "deletedRegion": region_object(Range::of_span(edit.span, &file.text)),
            "insertedContent": {"text": edit.replacement},
        }));
    }

    let changes = replacements.into_iter().map(
        |(path, replacements)| json!({"artifactLocation": {"uri": encode_uri(path)}, "replacements": replacements}),
    );
    json!({
        "description": {"text": description},
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": {"safe": fix.safety == FixSafety::Safe},
    })
}

/// Encodes a path as a relative URI reference: characters with a meaning in a URI and all but ASCII are percent-encoded.
fn encode_uri(path: &str) -> String {
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
