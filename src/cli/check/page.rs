//! `check --report FILE`: the result as a page that is put behind the first review.

use std::io;
use std::path::Path;

use super::{Check, Selection};
use crate::cli::arguments::or_current_time;
use crate::diagnostic::report::{CheckPage, CheckedStory, Printer, Signature};
use crate::diagnostic::{Diagnostic, catalog};
use crate::model::ledger::ledger_entries;
use crate::nofollow::Directory;

/// The steps that are signed where the house has named none.
const USUAL_STEPS: [&str; 3] = ["初审", "复审", "终审"];

/// Writes the page in one step.
///
/// # Errors
/// The disk failed.
pub(super) fn write_page(path: &Path, check: &Check, selection: &Selection) -> Result<(), Box<Diagnostic>> {
    let html = render_page(check, selection);
    write_file(path, &html).map_err(|error| Box::new(catalog::disk(&path.display().to_string(), &error.to_string())))
}

fn write_file(path: &Path, html: &str) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    Directory::open_path(directory)?.replace_file(name, &[html.as_bytes()])
}

fn render_page(check: &Check, selection: &Selection) -> String {
    let bulletin = check.bulletin;
    let config = &bulletin.site.config;
    let now = or_current_time(check.arguments.build.site.now).with_timezone(&config.timezone);

    let entries = ledger_entries(&bulletin.site).into_iter().filter(|entry| selection.contains_story(entry.story));
    let stories: Vec<CheckedStory> = entries
        .map(|entry| CheckedStory {
            title: entry.story.front.title.to_string(),
            path: entry.story.path.clone(),
            date: entry.story.front.date.iso_date(),
        })
        .collect();

    let steps: Vec<&str> = if config.house.review.is_empty() {
        USUAL_STEPS.to_vec()
    } else {
        config.house.review.iter().map(String::as_str).collect()
    };
    let signatures: Vec<Signature> =
        steps.into_iter().map(|step| Signature { step: step.to_owned(), ..Signature::default() }).collect();

    Printer::new(&bulletin.sources).render_page(&CheckPage {
        bulletin: &config.title,
        checked_at: &now.format("%Y年%-m月%-d日 %H:%M").to_string(),
        scope: &selection.in_words(),
        stories: &stories,
        signatures: &signatures,
        diagnostics: &check.diagnostics,
    })
}
