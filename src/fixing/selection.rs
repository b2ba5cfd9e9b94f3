//! Chooses the fixes of one round: those that are wanted, of which no two touch each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::fix::{Edit, Fix, FixSafety};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::source::{FileId, Sources};

/// Which fixes are applied.
#[derive(Clone, Debug, Default)]
pub struct FixChoice {
    /// The codes whose fixes are applied; all if there are none.
    pub codes: Vec<Code>,
    /// The paths of files, and of directories, below the root; everything if there are none.
    pub paths: Vec<String>,
    /// Whether fixes are applied that somebody has to confirm.
    pub proposals: bool,
}

/// The fixes of one round.
#[derive(Debug, Default)]
pub struct FixSelection {
    /// The edits of each text; they do not touch each other.
    pub edits: BTreeMap<FileId, Vec<Edit>>,
    /// The mistakes that they mend.
    pub fixes: Vec<SelectedFix>,
    /// The codes of these, by file.
    codes: BTreeMap<FileId, BTreeSet<Code>>,
}

/// A mistake that a round mends.
#[derive(Clone, Copy, Debug)]
pub struct SelectedFix {
    /// The file that it is in.
    pub file: FileId,
    /// Its code.
    pub code: Code,
    /// Its level.
    pub severity: Severity,
}

/// Files and codes in which fixes have brought new mistakes.
#[derive(Debug, Default)]
pub struct Caution {
    /// Files in which one code is tried at a time.
    files: BTreeSet<FileId>,
    /// Codes whose fixes a file cannot have.
    refused: BTreeSet<(FileId, Code)>,
}

impl Caution {
    /// Remembers that the fixes of some codes have done harm to a file. Of several it is not known which.
    pub fn note_harm(&mut self, file: FileId, codes: BTreeSet<Code>) {
        if codes.len() > 1 && self.files.insert(file) {
            return;
        }
        self.refused.extend(codes.into_iter().map(|code| (file, code)));
    }

    fn admits(&self, file: FileId, code: Code, selected: &BTreeSet<Code>) -> bool {
        let is_alone = selected.is_empty() || selected.contains(code);
        !self.refused.contains(&(file, code)) && (is_alone || !self.files.contains(&file))
    }
}

impl FixChoice {
    /// Returns whether a diagnostic is about one of the files and has one of the codes that were asked for.
    pub fn concerns(&self, d: &Diagnostic, sources: &Sources) -> bool {
        let path = match &d.place {
            Place::At(span) => &sources.text(span.file).path,
            Place::File(path) => path,
            Place::Site => "",
        };
        (self.codes.is_empty() || self.codes.contains(&d.code)) && self.has_path(path)
    }

    fn has_path(&self, path: &str) -> bool {
        let is_within = |wanted: &String| {
            path.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(is_within)
    }

    /// Selects the fixes of a round, but for those that have done harm.
    pub fn select(&self, diagnostics: &[Diagnostic], sources: &Sources, caution: &Caution) -> FixSelection {
        let mut selection = FixSelection::default();
        for d in diagnostics.iter().filter(|d| self.concerns(d, sources)) {
            let Some(fix) = self.wanted_fix(d) else { continue };
            let Some(file) = single_file(fix).filter(|file| self.has_path(&sources.text(*file).path)) else { continue };

            let is_admitted = caution.admits(file, d.code, selection.codes.entry(file).or_default());
            if is_admitted && selection.admit_edits(file, fix, &sources.text(file).text) {
                selection.codes.entry(file).or_default().insert(d.code);
                selection.fixes.push(SelectedFix { file, code: d.code, severity: d.severity });
            }
        }
        selection
    }

    /// Returns the file that a wanted fix of a diagnostic would change.
    pub fn fixable_file(&self, d: &Diagnostic, sources: &Sources) -> Option<FileId> {
        let fix = self.wanted_fix(d).filter(|_| self.concerns(d, sources))?;
        single_file(fix)
    }

    /// The fix of a diagnostic that is applied: a safe one if there is one.
    fn wanted_fix<'d>(&self, d: &'d Diagnostic) -> Option<&'d Fix> {
        let safe = d.fixes.iter().find(|fix| fix.safety == FixSafety::Safe);
        safe.or_else(|| d.fixes.first().filter(|_| self.proposals))
    }
}

/// The file that all edits of a fix are in.
fn single_file(fix: &Fix) -> Option<FileId> {
    let file = fix.edits.first()?.span.file;
    fix.edits.iter().all(|edit| edit.span.file == file).then_some(file)
}

impl FixSelection {
    /// The codes of the mistakes that are mended in a file.
    pub fn codes_in(&self, file: FileId) -> BTreeSet<Code> {
        self.codes.get(&file).cloned().unwrap_or_default()
    }

    /// Returns whether an error in a file is mended: then more of the file is understood than before.
    pub fn mends_error(&self, file: FileId) -> bool {
        self.fixes.iter().any(|fix| fix.file == file && fix.severity == Severity::Error)
    }

    /// Adds all edits of a fix, unless one of them lies outside of the text or touches one that is there. Equal edits are
    /// one: a pair of quotation marks is mended by either of its two messages.
    fn admit_edits(&mut self, file: FileId, fix: &Fix, text: &str) -> bool {
        let present = self.edits.entry(file).or_default();
        let is_admissible = |edit: &Edit| {
            text.get(edit.span.start as usize..edit.span.end as usize).is_some()
                && (present.contains(edit) || !present.iter().any(|other| touch(edit, other)))
        };
        if !fix.edits.iter().all(is_admissible) {
            return false;
        }

        let new: Vec<Edit> = fix.edits.iter().filter(|edit| !present.contains(edit)).cloned().collect();
        present.extend(new);
        true
    }
}

/// Returns whether two edits overlap, or stand side by side.
fn touch(one: &Edit, other: &Edit) -> bool {
    one.span.start <= other.span.end && other.span.start <= one.span.end
}
