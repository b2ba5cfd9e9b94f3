//! The check stage: what only the whole site shows. A preview that shows the text of a story anew asks for it later.

use std::sync::{Arc, OnceLock};

use super::Bulletin;
use super::in_place::InPlaceEdit;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{self, Edition, Site};

/// The diagnostics of the whole site, once it has been checked.
pub(super) struct Checks {
    found: OnceLock<Vec<Diagnostic>>,
    /// Those of the previous site, for the time until then.
    earlier: Vec<Diagnostic>,
}

impl Checks {
    /// Looks through a site, unless it differs in the texts of stories alone from one that was looked through and nothing
    /// that may be found could keep it from being shown.
    pub(super) fn renew(site: &Site, edition: Edition, in_place: Option<&InPlaceEdit>) -> Arc<Self> {
        match in_place {
            Some(InPlaceEdit { previous, edited, .. }) if !is_strict(site) => {
                if edited.is_empty() && previous.site.reviewed_texts == site.reviewed_texts {
                    return previous.checks.clone();
                }
                Arc::new(Self { found: OnceLock::new(), earlier: previous.checks.known().to_vec() })
            }
            _ => Arc::new(Self { found: model::check_site(site, edition).into(), earlier: Vec::new() }),
        }
    }

    /// Returns the diagnostics that are known: of this site, or of the previous one.
    pub(super) fn known(&self) -> &[Diagnostic] {
        self.found.get().unwrap_or(&self.earlier)
    }
}

/// Whether what is found may be an error.
fn is_strict(site: &Site) -> bool {
    site.config.levels.values().any(|level| level.severity == Some(Severity::Error))
}

impl Bulletin {
    /// Everything that is wrong with the texts, also what was put off.
    pub fn all_diagnostics(&self) -> Vec<Diagnostic> {
        self.check_whole_site();
        self.diagnostics()
    }

    /// Whether no check is deferred.
    pub fn is_checked_whole(&self) -> bool {
        self.checks.found.get().is_some()
    }

    /// Looks through the whole site, where that was deferred. Returns whether something else is found than before: it is
    /// among the diagnostics of the next bulletin that is prepared from this one.
    pub fn check_whole_site(&self) -> bool {
        let Checks { found, earlier } = &*self.checks;
        found.get().is_none() && found.get_or_init(|| model::check_site(&self.site, self.edition)) != earlier
    }
}
