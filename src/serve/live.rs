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
const SHOWN: usize = 50;

/// A bulletin as it was read.
pub struct Loaded {
    bulletin: Arc<Bulletin>,
    edition: Edition,
    copies: u64,
    faults: Faults,
}

/// What is wrong, as it is said on the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
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
pub struct Shown {
    /// Rises with every change.
    pub number: u64,
    /// The number with which the pages last changed; with the later ones only the mistakes did.
    pub page: u64,
    /// The bulletin: the last one that was in order, or the newest if none ever was.
    pub bulletin: Arc<Bulletin>,
    /// For which moment it was made.
    pub edition: Edition,
    /// Another number when a file that is copied is another one.
    pub copies: u64,
    /// Whether it is in order.
    pub whole: bool,
    /// What is wrong with the newest.
    pub faults: Faults,
    /// The path of the story that was edited, if it was one.
    pub edited: Option<String>,
}

impl Loaded {
    /// A bulletin with all that is wrong with it, in order; `copies` by [`disk::copies`](crate::disk::copies).
    pub fn new(bulletin: Bulletin, diagnostics: &[Diagnostic], edition: Edition, copies: u64, lang: Lang) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|d| d.is_error());
        let texts = |some: &[&Diagnostic]| {
            some.iter().take(SHOWN).map(|d| panel::text(d, &bulletin.sources, lang)).collect::<Vec<_>>()
        };
        let faults = Faults {
            errors: errors.len(),
            warnings: warnings.len(),
            error_texts: texts(&errors),
            warning_texts: texts(&warnings),
        };
        Self { bulletin: Arc::new(bulletin), edition, copies, faults }
    }

    /// The bulletin.
    pub fn bulletin(&self) -> Arc<Bulletin> {
        self.bulletin.clone()
    }

    /// Whether it is in order.
    pub fn is_fit(&self) -> bool {
        self.faults.errors == 0
    }
}

/// What is shown, and those who wait for the next. Shared by all threads.
pub struct Live {
    now: watch::Sender<Arc<Shown>>,
}

impl Live {
    /// Begins with a bulletin, fit or not. Numbers rise from `number`: pages that an earlier preview has left open
    /// shall know that theirs is an old one.
    pub fn new(first: Loaded, number: u64) -> Self {
        let whole = first.is_fit();
        let Loaded { bulletin, edition, copies, faults } = first;
        let shown = Shown { number, page: number, bulletin, edition, copies, whole, faults, edited: None };
        Self { now: watch::Sender::new(Arc::new(shown)) }
    }

    /// What is shown.
    pub fn shown(&self) -> Arc<Shown> {
        self.now.borrow().clone()
    }

    /// What is shown, and the news of what is shown next; who comes late gets the newest alone.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Shown>> {
        self.now.subscribe()
    }

    /// Whether something would be missed that was there: a story, or good order. So it looks while a file is being
    /// written, and it is worth a moment's patience.
    pub fn is_worse(&self, loaded: &Loaded) -> bool {
        let shown = self.shown();
        !loaded.is_fit() || loaded.bulletin.site.stories.len() < shown.bulletin.site.stories.len()
    }

    /// Shows a bulletin if it is in order, else what is wrong with it beside the last good one. Pages stay as they are
    /// where nothing of them is new: a file that is saved as it was, or a mistake that is taken back.
    pub fn show(&self, loaded: Loaded) {
        let old = self.shown();
        let number = old.number + 1;
        let Loaded { bulletin, edition, copies, faults } = loaded;
        let whole = faults.errors == 0;
        let same = old.whole && copies == old.copies && bulletin.sources == old.bulletin.sources;
        let next = if !same && (whole || !old.whole) {
            let edited = edited(&old.bulletin, &bulletin);
            Shown { number, page: number, bulletin, edition, copies, whole, faults, edited }
        } else if faults == old.faults {
            return;
        } else {
            let (bulletin, edition, copies) = (old.bulletin.clone(), old.edition, old.copies);
            Shown { number, page: old.page, bulletin, edition, copies, whole: true, faults, edited: None }
        };
        self.now.send_replace(Arc::new(next));
    }
}

/// The path of the URL of the story that differs, if it is one alone.
fn edited(old: &Bulletin, new: &Bulletin) -> Option<String> {
    let differs =
        |new: &Arc<Text>| old.sources.find(&new.path).is_none_or(|(old_id, _)| old.sources.shared(old_id) != new);
    let stories = new.site.stories.iter();
    let mut changed = stories.filter(|story| differs(new.sources.shared(story.file)));
    let story = changed.next()?;
    changed.next().is_none().then(|| format!("{}/{}", new.site.config.base_path, story.address.to_url()))
}
