//! `check --with COMMAND`: another program looks at the texts. It gets and gives JSON, one object a line
//! (`docs/check-formats.md`).
//!
//! All texts go to one process. If its findings do not name their files, it is run again for each story alone.

mod findings;
mod process;

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use self::findings::{CheckedText, FindingReader};
use self::process::{ProcessError, run_process};
use super::Selection;
use crate::diagnostic::catalog::checker_reasons as reasons;
use crate::diagnostic::{Diagnostic, Message, catalog};
use crate::parse::Story;
use crate::pipeline::Bulletin;

/// Codes that only `--with` finds.
pub(super) const EXTERNAL_CODES: [&str; 3] = ["J340", "J341", "J342"];

/// Runs a command on the stories that are asked for, for so many seconds at most, and returns its findings.
pub(super) fn run_checker(command: &str, seconds: u64, bulletin: &Bulletin, selection: &Selection) -> Vec<Diagnostic> {
    let site = &bulletin.site;
    let held = site.held.iter().map(|held| &*held.story);
    let stories = site.stories.iter().map(|story| &**story).chain(held);
    let mut texts: Vec<CheckedText> = stories
        .filter(|story| selection.contains_story(story))
        .map(|story| CheckedText::new(story.file, bulletin.sources.text(story.file), front_matter_values(story)))
        .collect();
    texts.sort_by(|a, b| a.path.cmp(b.path));

    let run = CheckerRun { command, seconds, end: Instant::now() + Duration::from_secs(seconds) };
    let mut mistakes = run.check(&texts);
    site.apply_levels(&mut mistakes);
    mistakes
}

/// The places of the values of the front matter that readers see as text.
fn front_matter_values(story: &Story) -> Vec<(usize, usize)> {
    let values = story.front.running_text();
    values.map(|(_, span)| (span.start as usize, span.end as usize)).collect()
}

/// A command with its time limit.
#[derive(Clone, Copy)]
struct CheckerRun<'c> {
    command: &'c str,
    seconds: u64,
    end: Instant,
}

impl CheckerRun<'_> {
    fn check(self, texts: &[CheckedText]) -> Vec<Diagnostic> {
        let all: Vec<&CheckedText> = texts.iter().collect();
        if all.is_empty() {
            return Vec::new();
        }
        let Answer { output, failure } = self.ask(&all);
        let mut reader = FindingReader::new(self.command, &all);
        reader.read_output(&output);

        if reader.lacks_paths() && failure.is_none() {
            return self.check_one_by_one(texts);
        }
        let mut mistakes = reader.into_diagnostics();
        mistakes.extend(failure.map(|reason| catalog::checker_failed(self.command, &reason)));
        mistakes
    }

    /// Runs the command for each story alone, on all cores, until one run fails.
    fn check_one_by_one(self, texts: &[CheckedText]) -> Vec<Diagnostic> {
        let next = AtomicUsize::new(0);
        let mistakes = Mutex::new(Vec::new());
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(8);

        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let alone = [text];
                        let Answer { output, failure } = self.ask(&alone);
                        let mut reader = FindingReader::new(self.command, &alone);
                        reader.read_output(&output);

                        let mut found = reader.into_diagnostics();
                        if let Some(reason) = failure {
                            next.store(texts.len(), Ordering::Relaxed);
                            found.push(catalog::checker_failed(self.command, &reason));
                        }
                        mistakes.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
                    }
                });
            }
        });
        mistakes.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the command once on some texts.
    fn ask(self, texts: &[&CheckedText]) -> Answer {
        let mut input = String::new();
        for text in texts {
            for piece in text.pieces() {
                let line = json!({"path": text.path, "offset": piece.offset, "text": piece.text});
                input.push_str(&line.to_string());
                input.push('\n');
            }
        }

        match run_process(self.command, input, self.end) {
            Ok(output) => Answer { output, failure: None },
            Err(ProcessError { output, cause }) => Answer { output, failure: Some(cause.into_reason(self.seconds)) },
        }
    }
}

/// The lines that a command wrote, and why it did not finish.
struct Answer {
    output: Vec<u8>,
    failure: Option<Message>,
}

impl process::FailureCause {
    fn into_reason(self, seconds: u64) -> Message {
        match self {
            Self::System(error) => reasons::system_failed(&error.to_string()),
            Self::NoSuchCommand => reasons::no_such_command(),
            Self::Status(status) => reasons::ended_with(&status.to_string()),
            Self::TimedOut => reasons::timed_out(seconds),
            Self::TooMuchOutput => reasons::wrote_too_much(process::MAX_OUTPUT_BYTES >> 20),
        }
    }
}
