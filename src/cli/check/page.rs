//! `check --report FILE`: the result as a page that is put behind the first review.

use std::io;
use std::path::Path;

use super::{Check, Selection};
use crate::cli::arguments::or_current_time;
use crate::cli::signers::signatures_text;
use crate::config::review::REVIEW_STEPS;
use crate::diagnostic::report::{CheckPage, CheckedStory, Printer, Signature};
use crate::diagnostic::{Diagnostic, Lang, catalog};
use crate::model::Site;
use crate::model::ledger::{LedgerEntry, ledger_entries};
use crate::model::review::{SignatureState, signature_entries};
use crate::nofollow::Directory;
use crate::parse::Story;

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

    let entries: Vec<LedgerEntry> =
        ledger_entries(&bulletin.site).into_iter().filter(|entry| selection.contains_story(entry.story)).collect();
    let stories: Vec<CheckedStory> = entries
        .iter()
        .map(|entry| CheckedStory {
            title: entry.story.front.title.to_string(),
            path: entry.story.path.clone(),
            date: entry.story.front.date.iso_date(),
            signed: signatures_text(&signature_entries(&bulletin.site, entry.story), Lang::Zh),
        })
        .collect();

    let steps: Vec<&str> = match config.house.review.steps.as_slice() {
        [] => REVIEW_STEPS.to_vec(),
        steps => steps.iter().map(String::as_str).collect(),
    };
    // The page of several stories is signed on paper.
    let only_story = if let [entry] = entries.as_slice() { Some(entry.story) } else { None };
    let signatures: Vec<Signature> =
        steps.into_iter().map(|step| step_signature(&bulletin.site, only_story, step)).collect();

    Printer::new(&bulletin.sources).render_page(&CheckPage {
        bulletin: &config.title,
        checked_at: &now.format("%Y年%-m月%-d日 %H:%M").to_string(),
        scope: &selection.in_words(),
        stories: &stories,
        signatures: &signatures,
        diagnostics: &check.diagnostics,
    })
}

/// A step with who has rightly signed it; with nobody, where there is no one story.
fn step_signature(site: &Site, story: Option<&Story>, step: &str) -> Signature {
    let entries = story.map(|story| signature_entries(site, story)).unwrap_or_default();
    let counts = |state| matches!(state, SignatureState::Right | SignatureState::ByHand);
    let signed = entries.iter().find(|entry| entry.step == step && counts(entry.state));

    let name = signed.map_or("", |entry| entry.name).to_owned();
    let date = signed.and_then(|entry| entry.date).unwrap_or_default().to_owned();
    Signature { step: step.to_owned(), name, date }
}
