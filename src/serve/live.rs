//! What the preview shows at a moment, and what it shows next: the last bulletin that was in order, and the mistakes
//! of the newest one.

use std::sync::Arc;

use tokio::sync::watch;

use super::panel;
use crate::diagnostic::{Diagnostic, Lang};
use crate::model::Edition;
use crate::pipeline::Bulletin;
use crate::source::Text;

/// Mistakes of each kind that a page shows; the terminal has all of them.
const PANEL_LIMIT: usize = 50;

/// A bulletin as it was read.
pub struct LoadedBulletin {
    bulletin: Arc<Bulletin>,
    edition: Edition,
    asset_stamp: u64,
    problems: Problems,
}

/// What is wrong, as it is said on the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// The first errors.
    pub error_texts: Vec<String>,
    /// The first warnings.
    pub warning_texts: Vec<String>,
}

/// What is shown at a moment. Immutable.
pub struct PreviewState {
    /// Rises with every change.
    pub revision: u64,
    /// The number with which the pages last changed; with the later ones only the mistakes did.
    pub page_revision: u64,
    /// The bulletin: the last one that was in order, or the newest if none ever was.
    pub bulletin: Arc<Bulletin>,
    /// For which moment it was made.
    pub edition: Edition,
    /// Another number when a file that is copied is another one.
    pub asset_stamp: u64,
    /// Whether it is in order.
    pub is_valid: bool,
    /// What is wrong with the newest.
    pub problems: Problems,
    /// The path of the story that was edited, if it was one.
    pub edited: Option<String>,
}

impl LoadedBulletin {
    /// A bulletin with all that is wrong with it, in order; `asset_stamp` by [`disk::asset_stamp`](crate::disk::asset_stamp).
    pub fn new(bulletin: Bulletin, diagnostics: &[Diagnostic], edition: Edition, copies: u64, lang: Lang) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|d| d.is_error());
        let texts = |some: &[&Diagnostic]| {
            some.iter()
                .take(PANEL_LIMIT)
                .map(|d| panel::diagnostic_text(d, &bulletin.sources, lang))
                .collect::<Vec<_>>()
        };
        let faults = Problems {
            errors: errors.len(),
            warnings: warnings.len(),
            error_texts: texts(&errors),
            warning_texts: texts(&warnings),
        };
        Self { bulletin: Arc::new(bulletin), edition, asset_stamp: copies, problems: faults }
    }

    /// The bulletin.
    pub fn bulletin(&self) -> Arc<Bulletin> {
        self.bulletin.clone()
    }

    /// Whether it is in order.
    pub fn is_valid(&self) -> bool {
        self.problems.errors == 0
    }
}

/// What is shown, and those who wait for the next. Shared by all threads.
pub struct LivePreview {
    current: watch::Sender<Arc<PreviewState>>,
}

impl LivePreview {
    /// Begins with a bulletin, fit or not. Numbers rise from `number`: pages that an earlier preview has left open
    /// shall know that theirs is an old one.
    pub fn new(first: LoadedBulletin, number: u64) -> Self {
        let whole = first.is_valid();
        let LoadedBulletin { bulletin, edition, asset_stamp: copies, problems: faults } = first;
        let shown = PreviewState {
            revision: number,
            page_revision: number,
            bulletin,
            edition,
            asset_stamp: copies,
            is_valid: whole,
            problems: faults,
            edited: None,
        };
        Self { current: watch::Sender::new(Arc::new(shown)) }
    }

    /// What is shown.
    pub fn current_state(&self) -> Arc<PreviewState> {
        self.current.borrow().clone()
    }

    /// What is shown, and the news of what is shown next; who comes late gets the newest alone.
    pub fn subscribe(&self) -> watch::Receiver<Arc<PreviewState>> {
        self.current.subscribe()
    }

    /// Whether something would be missed that was there: a story, or good order. So it looks while a file is being
    /// written, and it is worth a moment's patience.
    pub fn is_worse(&self, loaded: &LoadedBulletin) -> bool {
        let shown = self.current_state();
        !loaded.is_valid() || loaded.bulletin.site.stories.len() < shown.bulletin.site.stories.len()
    }

    /// Shows a bulletin if it is in order, else what is wrong with it beside the last good one. Pages stay as they are
    /// where nothing of them is new: a file that is saved as it was, or a mistake that is taken back.
    pub fn show_next(&self, loaded: LoadedBulletin) {
        let old = self.current_state();
        let number = old.revision + 1;
        let LoadedBulletin { bulletin, edition, asset_stamp: copies, problems: faults } = loaded;
        let whole = faults.errors == 0;
        let same = old.is_valid && copies == old.asset_stamp && bulletin.sources == old.bulletin.sources;
        let next = if !same && (whole || !old.is_valid) {
            let edited = edited_story_path(&old.bulletin, &bulletin);
            PreviewState {
                revision: number,
                page_revision: number,
                bulletin,
                edition,
                asset_stamp: copies,
                is_valid: whole,
                problems: faults,
                edited,
            }
        } else if faults == old.problems {
            return;
        } else {
            let (bulletin, edition, copies) = (old.bulletin.clone(), old.edition, old.asset_stamp);
            PreviewState {
                revision: number,
                page_revision: old.page_revision,
                bulletin,
                edition,
                asset_stamp: copies,
                is_valid: true,
                problems: faults,
                edited: None,
            }
        };
        self.current.send_replace(Arc::new(next));
    }
}

/// The path of the URL of the story that differs, if it is one alone.
fn edited_story_path(old: &Bulletin, new: &Bulletin) -> Option<String> {
    let differs =
        |new: &Arc<Text>| old.sources.find(&new.path).is_none_or(|(old_id, _)| old.sources.shared(old_id) != new);
    let stories = new.site.stories.iter();
    let mut changed = stories.filter(|story| differs(new.sources.shared(story.file)));
    let story = changed.next()?;
    changed.next().is_none().then(|| format!("{}/{}", new.site.config.base_path, story.address.url()))
}
