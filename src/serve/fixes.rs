//! Fixes that the panel offers, and what a click on one does: the file is written, and the watcher shows the new text.

use std::path::Path;

use super::headers::{PreviewRequest, is_same_origin};
use super::live::PreviewState;
use super::{Preview, Reply};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fix::{Edit, Fix, FixSafety, apply_edits};
use crate::diagnostic::report::Printer;
use crate::fixing::fix_listed;
use crate::fixing::rewrite::{RewriteError, rewrite_text};
use crate::source::{FileId, Sources};

/// The path below which fixes are asked for: `/.jianbao/fix/<revision>/<number>`, or `/.jianbao/fix/<revision>/safe`.
pub const FIX_PATH: &str = "/.jianbao/fix/";

/// The name of all fixes that may be applied without asking.
pub const ALL_SAFE: &str = "safe";

/// Lines that are longer, in characters, are not shown as they would be.
const MAX_SHOWN_LINE: usize = 300;

/// A fix as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedFix {
    /// The edits.
    pub fix: Fix,
    /// The line with the fix, where it is one line that can be shown.
    pub corrected_line: Option<String>,
}

impl OfferedFix {
    /// The fix of a diagnostic that is offered: a safe one if there is one.
    pub fn of(d: &Diagnostic, sources: &Sources, printer: &Printer) -> Option<Self> {
        let safe = d.fixes.iter().find(|fix| fix.safety == FixSafety::Safe);
        let fix = safe.or(d.fixes.first())?.clone();
        let corrected_line = corrected_line(&fix, sources, printer);
        Some(Self { fix, corrected_line })
    }
}

/// Returns the line of a text with a fix in it, if all edits are in one line and that is a short one of a story.
fn corrected_line(fix: &Fix, sources: &Sources, printer: &Printer) -> Option<String> {
    let file = single_file(fix)?;
    let text = sources.text(file);
    let first = fix.edits.iter().map(|edit| edit.span.start as usize).min()?;
    let last = fix.edits.iter().map(|edit| edit.span.end as usize).max()?;

    let start = text.text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.text.get(last..)?.find('\n').map_or(text.text.len(), |at| last + at);
    let is_one_line = !text.text[start..last].contains('\n');
    let is_shown = text.path.starts_with("content/") && text.text[start..end].chars().count() <= MAX_SHOWN_LINE;
    if !is_one_line || !is_shown || !printer.is_public(text, start..end) {
        return None;
    }

    let moved: Vec<Edit> = fix.edits.iter().map(|edit| moved_by(edit, start)).collect();
    apply_edits(&text.text[start..end], &moved).ok().map(|line| line.trim_end().to_owned())
}

/// An edit of a text as one of the text that begins at a byte of it.
fn moved_by(edit: &Edit, start: usize) -> Edit {
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    let mut moved = edit.clone();
    moved.span.start -= start;
    moved.span.end -= start;
    moved
}

fn single_file(fix: &Fix) -> Option<FileId> {
    let file = fix.edits.first()?.span.file;
    fix.edits.iter().all(|edit| edit.span.file == file).then_some(file)
}

/// Replies to a click on a fix. Only pages of the preview itself may ask, by `POST`, and only on this machine: whoever else
/// may read drafts has not been asked to change them. A fix is for the texts of one revision.
pub(super) fn fix_reply(preview: &Preview, state: &PreviewState, request: &PreviewRequest, asked: &str) -> Reply {
    if request.method != "POST" {
        return Reply { headers: vec![("Allow", "POST".to_owned())], ..Reply::with_status(405) };
    }
    if preview.network || request.origin.is_empty() || !is_same_origin(request) {
        return Reply::with_status(403);
    }
    let Some((revision, name)) = asked.split_once('/') else { return Reply::with_status(404) };
    if revision.parse() != Ok(state.revision) {
        return Reply::with_status(409);
    }

    let written = if name == ALL_SAFE {
        apply_safe_fixes(&preview.root, state)
    } else {
        match name.parse().ok().and_then(|number: usize| state.problems.offered_fix(number)) {
            Some(offered) => apply_one(&preview.root, state, &offered.fix),
            None => return Reply::with_status(404),
        }
    };
    match written {
        Ok(()) => Reply { kind: "text/plain; charset=utf-8".to_owned(), ..Reply::with_status(200) },
        Err(RewriteError::Changed) => Reply::with_status(409),
        Err(RewriteError::ReadOnly) => Reply::with_status(403),
        Err(RewriteError::Disk(_)) => Reply::with_status(500),
    }
}

/// Applies the safe fixes of all problems of the panel. Those that touch others are left for the next click.
fn apply_safe_fixes(root: &Path, state: &PreviewState) -> Result<(), RewriteError> {
    let changed = fix_listed(state.newest.input().clone(), state.edition, &state.problems.with_safe_fix);
    for changed in &changed {
        rewrite_text(root, &changed.before.path, &changed.before.text, &changed.after.text)?;
    }
    Ok(())
}

fn apply_one(root: &Path, state: &PreviewState, fix: &Fix) -> Result<(), RewriteError> {
    let Some(file) = single_file(fix) else { return Ok(()) };
    let text = state.newest.sources.text(file);
    let fixed = apply_edits(&text.text, &fix.edits).map_err(|_| RewriteError::Changed)?;
    rewrite_text(root, &text.path, &text.text, &fixed)
}
