//! `jianbao list`: the newsroom's ledger. Changes nothing.

use chrono::Utc;

use super::{Ledger, ListArguments, Status, output, report};
use crate::diagnostic::plain::one_line;
use crate::diagnostic::{Diagnostic, Lang, catalog};
use crate::disk;
use crate::model::ledger::ledger_entries;
use crate::model::{Edition, Unpublished};
use crate::parse::{IssueName, Story};
use crate::pipeline::prepare;
use crate::search::fold::is_han;

/// The keys of a row, which are the heads of the table and the keys of the JSON objects.
const KEYS: [&str; 9] = ["date", "state", "column", "issue", "page", "title", "expires", "path", "url"];

/// What Excel takes for the sign that a file is UTF-8, and not the system's encoding.
const BOM: char = '\u{FEFF}';

pub(super) fn list(arguments: &ListArguments, lang: Lang) -> Status {
    let (input, unread) = disk::read(&arguments.root);
    // Mistakes are `check`'s to tell; without a bulletin there is nothing to list.
    let now = arguments.now.unwrap_or_else(|| Utc::now().fixed_offset());
    let prepared = prepare(input, Edition { now, drafts: false, scheduled: false }, None, None);
    let sources = &prepared.bulletin.sources;
    let site = &prepared.bulletin.site;
    let refused = |mistakes: Vec<Diagnostic>| {
        report(mistakes, sources, lang, super::Format::Human);
        Status::Failed
    };
    let mut missing: Vec<Diagnostic> = unread.into_iter().chain(prepared.diagnostics).collect();
    missing.retain(|d| d.kind.leaves_no_bulletin());
    if !missing.is_empty() {
        return refused(missing);
    }
    let issue = arguments.issue.as_deref().map(IssueName::parse);
    if issue == Some(None) {
        return refused(vec![catalog::no_such_selection("--issue", arguments.issue.as_deref().unwrap_or_default())]);
    }
    let column = arguments.column.as_deref();
    let wanted_column = column.map(|name| site.columns.iter().find(|c| c.directory == name || c.name == name));
    if let (Some(None), Some(name)) = (wanted_column, column) {
        return refused(vec![catalog::no_such_selection("--column", name)]);
    }
    let any = arguments.scheduled || arguments.drafts || arguments.expired;
    let wanted = |story: &Story, why: Option<Unpublished>| {
        let state = match why {
            None => !any,
            Some(Unpublished::Scheduled(_)) => !any || arguments.scheduled,
            Some(Unpublished::Draft) => !any || arguments.drafts,
            Some(Unpublished::Expired(_)) => !any || arguments.expired,
        };
        state
            && wanted_column.flatten().is_none_or(|column| story.column == column.directory)
            && issue.flatten().is_none_or(|issue| story.front.issue.map(|issue| issue.value) == Some(issue))
    };
    let row = |(story, why): (&Story, Option<Unpublished>)| {
        let front = &story.front;
        let moment = |moment: crate::parse::Moment| {
            let at = moment.at.with_timezone(&site.config.timezone);
            at.format(if moment.has_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" }).to_string()
        };
        [
            moment(*front.date),
            state(why, lang).to_owned(),
            site.columns.iter().find(|c| c.directory == story.column).map_or(&story.column, |c| &c.name).clone(),
            front.issue.map_or_else(String::new, |issue| issue.title()),
            front.page.as_ref().map_or_else(String::new, |page| page.number.to_string()),
            front.title.to_string(),
            front.expires.map_or_else(String::new, |end| moment(end.value)),
            story.path.clone(),
            format!("{}{}", site.config.root_url(), story.address.to_url()),
        ]
    };
    let entries = ledger_entries(site).into_iter().map(|entry| (entry.story, entry.unpublished));
    let rows: Vec<_> = entries.filter(|(story, why)| wanted(story, *why)).map(row).collect();
    let text = match arguments.format {
        Ledger::Table => table(&plain(&rows), lang),
        Ledger::Csv => csv(&plain(&rows)),
        Ledger::Json => {
            output::print_json(&json(&rows));
            return Status::Done;
        }
    };
    output::print(text);
    Status::Done
}

/// The state of a story in a word.
pub(super) fn state(why: Option<Unpublished>, lang: Lang) -> &'static str {
    let (zh, en) = match why {
        None => ("已发", "online"),
        Some(Unpublished::Scheduled(_)) => ("定时", "scheduled"),
        Some(Unpublished::Draft) => ("草稿", "draft"),
        Some(Unpublished::Expired(_)) => ("下线", "expired"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// Columns of a terminal that a text takes.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF60}') { 2 } else { 1 })
        .sum()
}

/// The rows for people: each value is one line, and steers neither a terminal nor a spreadsheet program.
fn plain(rows: &[[String; 9]]) -> Vec<[String; 9]> {
    rows.iter().map(|row| row.each_ref().map(|value| one_line(value))).collect()
}

/// What fits on a line: without the page, the last day and the address.
fn table(rows: &[[String; 9]], lang: Lang) -> String {
    const SHOWN: [usize; 6] = [0, 1, 2, 3, 5, 7];
    let widest = |n: usize| rows.iter().map(|row| width(&row[n])).max().unwrap_or(0);
    let widths = SHOWN.map(widest);
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (n, widest) in SHOWN.iter().zip(widths).filter(|(_, widest)| *widest > 0) {
            line.push_str(&row[*n]);
            line.push_str(&" ".repeat(widest - width(&row[*n]) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str(&match lang {
        Lang::Zh => format!("共 {} 篇\n", rows.len()),
        Lang::En => format!("{} in all\n", rows.len()),
    });
    out
}

/// Whether a spreadsheet program would take a value for a formula. Where Chinese or Japanese is typed, full-width signs count too.
fn is_formula(text: &str) -> bool {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | BOM);
    text.trim_start_matches(is_blank).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// As RFC 4180 has it. Before what would be a formula stands `'`, which spreadsheet programs take for "this is text".
fn csv(rows: &[[String; 9]]) -> String {
    let field = |text: &str| {
        let quoted = format!("'{text}");
        let text = if is_formula(text) { &quoted } else { text };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let line = |fields: Vec<String>| format!("{}\r\n", fields.join(","));
    let mut out = String::from(BOM);
    out.push_str(&line(KEYS.map(str::to_owned).to_vec()));
    rows.iter().for_each(|row| out.push_str(&line(row.iter().map(|text| field(text)).collect())));
    out
}

/// A list of objects.
fn json(rows: &[[String; 9]]) -> String {
    let object = |row: &[String; 9]| -> serde_json::Value {
        let pairs = KEYS.iter().zip(row).map(|(key, value)| ((*key).to_owned(), value.clone().into()));
        serde_json::Value::Object(pairs.collect())
    };
    format!("{:#}\n", serde_json::Value::Array(rows.iter().map(object).collect()))
}
