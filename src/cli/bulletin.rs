//! Opens a bulletin for a command: reads its files and prepares it, or says that there is none.

use std::path::Path;
use std::time::Instant;

use super::Status;
use super::console::Console;
use crate::config::{Config, parse_settings};
use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::memo::Memo;
use crate::model::Edition;
use crate::pipeline::{Bulletin, Prepared, Timings, prepare};
use crate::search::Segmenter;
use crate::source::{Input, Sources};

/// How a bulletin is opened.
pub(super) struct OpenOptions<'o> {
    pub root: &'o Path,
    pub edition: Edition,
    /// Cuts the words of the search, which stays empty without it.
    pub segmenter: Option<&'o Segmenter>,
    /// Results of earlier builds.
    pub memo: Memo,
    /// The address that takes the place of the one in `site.yaml`.
    pub base_url: Option<String>,
}

/// A bulletin that was read and prepared, with everything that is wrong so far.
pub(super) struct OpenedBulletin {
    pub bulletin: Bulletin,
    pub diagnostics: Vec<Diagnostic>,
    pub timings: Timings,
}

impl OpenedBulletin {
    pub fn open(options: OpenOptions) -> Self {
        let OpenOptions { root, edition, segmenter, memo, base_url } = options;
        let clock = Instant::now();
        let (input, unread) = disk::read(root);
        let read = clock.elapsed();

        let Prepared { bulletin, mut diagnostics, mut timings, .. } =
            prepare(Input { memo, base_url, ..input }, edition, segmenter, None);
        diagnostics.extend(unread);
        timings.insert(0, ("read", read));
        Self { bulletin, diagnostics, timings }
    }

    /// Opens a bulletin without its search, and without results of earlier builds.
    pub fn open_unindexed(root: &Path, edition: Edition) -> Self {
        Self::open(OpenOptions { root, edition, segmenter: None, memo: Memo::default(), base_url: None })
    }

    /// Refuses to go on where there is no bulletin to speak of. All other mistakes are for `jianbao check` to report.
    pub fn require_bulletin(&mut self, console: Console) -> Result<&Bulletin, Status> {
        self.diagnostics.retain(|mistake| mistake.kind.leaves_no_bulletin());
        if self.diagnostics.is_empty() {
            return Ok(&self.bulletin);
        }
        Err(console.refuse_with(std::mem::take(&mut self.diagnostics), &self.bulletin.sources))
    }
}

/// The settings of a bulletin, with everything that is wrong so far.
pub(super) struct OpenedSettings {
    pub sources: Sources,
    pub config: Config,
    pub diagnostics: Vec<Diagnostic>,
}

impl OpenedSettings {
    /// Reads the settings alone.
    #[cfg(feature = "deploy")]
    pub fn open(root: &Path) -> Self {
        let (sources, diagnostics) = disk::settings(root);
        Self::parse(sources, diagnostics)
    }

    /// Reads the settings and all texts.
    pub fn open_with_stories(root: &Path) -> Self {
        let (input, diagnostics) = disk::read(root);
        Self::parse(input.sources, diagnostics)
    }

    fn parse(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        let config = parse_settings(&sources, &mut diagnostics);
        Self { sources, config, diagnostics }
    }
}
