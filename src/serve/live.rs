//! The state of the preview: the last valid bulletin, and the problems of the newest one.

use std::sync::Arc;

use tokio::sync::watch;

use super::fixes::OfferedFix;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::report::Printer;
use crate::diagnostic::{Diagnostic, Lang};
use crate::model::Edition;
use crate::pipeline::Bulletin;
use crate::source::Text;

/// Largest number of errors, and of warnings, that a page shows; the terminal has all of them.
const PANEL_LIMIT: usize = 50;

/// A bulletin as it was read.
pub struct LoadedBulletin {
    bulletin: Arc<Bulletin>,
    edition: Edition,
    asset_stamp: u64,
    problems: Problems,
}

/// The errors and warnings of a bulletin, as the terminal prints them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of further warnings, which the baseline has.
    pub known: usize,
    /// The first errors.
    pub first_errors: Vec<Problem>,
    /// The first warnings.
    pub first_warnings: Vec<Problem>,
    /// All that have a safe fix, shown or not.
    pub with_safe_fix: Vec<Diagnostic>,
}

/// An error or a warning as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The text that the terminal prints.
    pub text: String,
    /// How it can be mended.
    pub fix: Option<OfferedFix>,
}

impl Problems {
    /// The fix of a problem by its number: errors first, then warnings.
    pub fn offered_fix(&self, number: usize) -> Option<&OfferedFix> {
        self.first_errors.iter().chain(&self.first_warnings).nth(number)?.fix.as_ref()
    }
}

/// The state of the preview at a moment.
pub struct PreviewState {
    /// Increases with every change.
    pub revision: u64,
    /// The revision at which the pages last changed; at later ones only the problems did.
    pub page_revision: u64,
    /// The last valid bulletin, or the newest if none was valid yet.
    pub bulletin: Arc<Bulletin>,
    /// The newest bulletin, valid or not: the problems are about its texts.
    pub newest: Arc<Bulletin>,
    /// The edition of that bulletin.
    pub edition: Edition,
    /// Differs when a file that is copied differs.
    pub asset_stamp: u64,
    /// Whether that bulletin is valid.
    pub is_valid: bool,
    /// The problems of the newest bulletin.
    pub problems: Problems,
    /// The URL path of the story that was edited, if it was exactly one.
    pub edited: Option<String>,
}

impl LoadedBulletin {
    /// A bulletin with all its diagnostics in order; `asset_stamp` by [`disk::asset_stamp`](crate::disk::asset_stamp).
    pub fn new(bulletin: Bulletin, diagnostics: &[Diagnostic], edition: Edition, asset_stamp: u64, lang: Lang) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|diagnostic| diagnostic.is_error());
        let problems = Problems {
            errors: errors.len(),
            warnings: warnings.len(),
            known: 0,
            first_errors: first_problems(&errors, &bulletin, lang),
            first_warnings: first_problems(&warnings, &bulletin, lang),
            with_safe_fix: diagnostics.iter().filter(|d| d.fixes.iter().any(Fix::is_safe)).cloned().collect(),
        };
        Self { bulletin: Arc::new(bulletin), edition, asset_stamp, problems }
    }

    /// Adds the number of warnings that the baseline has; they are not among its diagnostics.
    pub fn with_known_warnings(mut self, known: usize) -> Self {
        self.problems.known = known;
        self
    }

    /// The state in which its own pages are shown.
    fn into_state(self, revision: u64, edited: Option<String>) -> PreviewState {
        let is_valid = self.is_valid();
        let Self { bulletin, edition, asset_stamp, problems } = self;
        let page_revision = revision;
        let newest = bulletin.clone();
        PreviewState { revision, page_revision, bulletin, newest, edition, asset_stamp, is_valid, problems, edited }
    }

    /// Returns the bulletin.
    pub fn bulletin(&self) -> Arc<Bulletin> {
        self.bulletin.clone()
    }

    /// Whether it has no errors.
    pub fn is_valid(&self) -> bool {
        self.problems.errors == 0
    }
}

fn first_problems(diagnostics: &[&Diagnostic], bulletin: &Bulletin, lang: Lang) -> Vec<Problem> {
    let first = diagnostics.iter().take(PANEL_LIMIT);
    let printer = Printer::new(&bulletin.sources);
    let render = |d: &&Diagnostic| Problem {
        text: printer.render_human(d, lang, false),
        fix: OfferedFix::of(d, &bulletin.sources, &printer),
    };
    first.map(render).collect()
}

/// The present state of the preview, shared by all threads, which can wait for the next.
pub struct LivePreview {
    current: watch::Sender<Arc<PreviewState>>,
}

impl LivePreview {
    /// Starts with a bulletin, valid or not. Revisions increase from `revision`, so that pages which an earlier preview has
    /// left open know that theirs is an old one.
    pub fn new(first: LoadedBulletin, revision: u64) -> Self {
        Self { current: watch::Sender::new(Arc::new(first.into_state(revision, None))) }
    }

    /// Returns the present state.
    pub fn current_state(&self) -> Arc<PreviewState> {
        self.current.borrow().clone()
    }

    /// Returns a receiver of the present state and of those that follow; a slow one gets the newest alone.
    pub fn subscribe(&self) -> watch::Receiver<Arc<PreviewState>> {
        self.current.subscribe()
    }

    /// Whether a bulletin has errors, or fewer stories than the present one. It looks so while a file is being written, and
    /// reading again a moment later may help.
    pub fn is_worse(&self, loaded: &LoadedBulletin) -> bool {
        let present = self.current_state();
        !loaded.is_valid() || loaded.bulletin.site.stories.len() < present.bulletin.site.stories.len()
    }

    /// Moves on to a bulletin if it is valid, else to its problems beside the last valid one. Pages stay as they are where
    /// nothing of them has changed: a file that was saved without a change, or an error that was undone.
    pub fn show_next(&self, loaded: LoadedBulletin) {
        let old = self.current_state();
        let revision = old.revision + 1;
        let is_unchanged =
            old.is_valid && loaded.asset_stamp == old.asset_stamp && loaded.bulletin.sources == old.bulletin.sources;

        let next = if !is_unchanged && (loaded.is_valid() || !old.is_valid) {
            let edited = edited_story_path(&old.bulletin, &loaded.bulletin);
            loaded.into_state(revision, edited)
        } else if loaded.problems == old.problems && loaded.bulletin.sources == old.newest.sources {
            return;
        } else {
            PreviewState {
                revision,
                page_revision: old.page_revision,
                bulletin: old.bulletin.clone(),
                newest: loaded.bulletin,
                edition: old.edition,
                asset_stamp: old.asset_stamp,
                is_valid: true,
                problems: loaded.problems,
                edited: None,
            }
        };
        self.current.send_replace(Arc::new(next));
    }
}

/// Returns the URL path of the story whose file differs, if it is exactly one.
fn edited_story_path(old: &Bulletin, new: &Bulletin) -> Option<String> {
    let mut edited = new.site.stories.iter().filter(|story| differs(old, new.sources.shared(story.file)));
    let story = edited.next()?;
    if edited.next().is_some() {
        return None;
    }
    Some(format!("{}/{}", new.site.config.base_path, story.address.to_url()))
}

/// Whether a bulletin has another text at the path of a text, or none.
fn differs(old: &Bulletin, new_text: &Arc<Text>) -> bool {
    old.sources.find(&new_text.path).is_none_or(|(old_id, _)| old.sources.shared(old_id) != new_text)
}
