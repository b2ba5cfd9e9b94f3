//! Reads and writes the baseline of a bulletin, `.jianbao-baseline`.

use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

use crate::diagnostic::baseline::{BASELINE_FILE, Baseline};
use crate::diagnostic::{Diagnostic, catalog};
use crate::nofollow::{self, Directory};
use crate::source::Sources;

/// The largest file that is read, in bytes: some hundred thousand warnings.
const MAX_BASELINE_BYTES: u64 = 64 << 20;

/// Reads the baseline; an empty one where there is no file. What cannot be read is reported.
pub(super) fn read_baseline(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Baseline {
    let text = match read_text(&root.join(BASELINE_FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Baseline::default(),
        Err(error) => {
            diagnostics.push(catalog::disk(BASELINE_FILE, &error.to_string()));
            return Baseline::default();
        }
    };

    let (baseline, unreadable) = Baseline::parse(&text);
    if let Some(first) = unreadable.first() {
        diagnostics.push(catalog::bad_baseline(BASELINE_FILE, unreadable.len(), *first));
    }
    baseline
}

fn read_text(path: &Path) -> io::Result<String> {
    let file = nofollow::open_regular(path)?;
    let mut bytes = Vec::new();
    file.take(MAX_BASELINE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BASELINE_BYTES {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "64 MiB"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes the baseline in one step.
pub(super) fn write_baseline(root: &Path, baseline: &Baseline) -> io::Result<()> {
    Directory::open_path(root)?.replace_file(BASELINE_FILE, &[baseline.to_text().as_bytes()])
}

/// Marks the warnings that the baseline of a bulletin has. What is wrong with the file is added.
pub(super) fn apply_baseline(root: &Path, diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    let mut mistakes = Vec::new();
    let baseline = read_baseline(root, &mut mistakes);
    baseline.mark_known(diagnostics, sources);
    diagnostics.extend(mistakes);
}

/// The baseline of a preview, which is read again when its file has changed.
#[derive(Default)]
pub(super) struct KeptBaseline {
    baseline: Baseline,
    mistakes: Vec<Diagnostic>,
    stamp: Option<FileStamp>,
}

/// The time and the size of a file.
type FileStamp = (SystemTime, u64);

impl KeptBaseline {
    /// Takes the warnings that the baseline has out of a list, and returns how many these are.
    pub fn take_known(&mut self, root: &Path, diagnostics: &mut Vec<Diagnostic>, sources: &Sources) -> usize {
        let stamp = file_stamp(&root.join(BASELINE_FILE));
        if stamp != self.stamp {
            self.stamp = stamp;
            self.mistakes.clear();
            self.baseline = read_baseline(root, &mut self.mistakes);
        }

        self.baseline.mark_known(diagnostics, sources);
        let known = diagnostics.iter().filter(|d| d.known).map(Diagnostic::count).sum();
        diagnostics.retain(|d| !d.known);
        diagnostics.extend(self.mistakes.iter().cloned());
        known
    }
}

fn file_stamp(path: &Path) -> Option<FileStamp> {
    let meta = path.symlink_metadata().ok()?;
    Some((meta.modified().ok()?, meta.len()))
}
