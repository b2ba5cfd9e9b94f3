//! All pages of a bulletin, on all cores: for an output, or for their mistakes alone.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Bulletin, chunk_size};
use crate::address::Address;
use crate::diagnostic::{Diagnostic, catalog};
use crate::digest::Digest;
use crate::model::StoryIx;
use crate::model::related::{self, Related, RelatedScores};
use crate::plan::Route;
use crate::render::{Made, Output};

/// Where pages go. Pages come from many threads at once.
pub trait Destination: Sync {
    /// A page that could not be taken.
    type Failure: Send;

    /// Whether what stands at an address was made from the same, and stays: then the page is not made.
    fn keeps(&self, address: &Address, key: Digest) -> bool;

    /// Takes a page; its key, if it has one, is the digest of what it was made from.
    ///
    /// # Errors
    /// Ends the whole run.
    fn take(&self, address: &Address, output: Output, key: Option<Digest>) -> Result<(), Self::Failure>;
}

/// A function that takes every page.
impl<E: Send, F: Fn(&Address, Output) -> Result<(), E> + Sync> Destination for F {
    type Failure = E;

    fn keeps(&self, _: &Address, _: Digest) -> bool {
        false
    }

    fn take(&self, address: &Address, output: Output, _: Option<Digest>) -> Result<(), E> {
        self(address, output)
    }
}

impl Bulletin {
    /// Renders every page that its destination does not keep, and hands it over as soon as it is ready.
    /// Gives the pages that could not be rendered, and the first failure of the destination, after which no more
    /// pages are made.
    ///
    /// # Errors
    /// The failure of the destination.
    pub fn render_all<D: Destination>(&self, to: &D) -> Result<Vec<Diagnostic>, D::Failure> {
        let related = self.related();
        let renderer = self.renderer_with(|ix| related[ix.index()].clone());
        let one = |(address, route): &(Address, Route)| -> Result<Result<(), D::Failure>, Box<Diagnostic>> {
            let (output, key) = match renderer.prepare_route(address, route)? {
                Made::Ready(output) => (output, None),
                Made::Sheet(sheet) => match sheet.key() {
                    Some(key) if to.keeps(address, key) => return Ok(Ok(())),
                    key => (Output::Bytes(sheet.fill()?), key),
                },
            };
            Ok(to.take(address, renderer.hold_size(address, route, output)?, key))
        };
        let mistakes = self.plan.routes().par_iter().filter_map(|route| match one(route) {
            Ok(taken) => taken.err().map(Err),
            Err(mistake) => Some(Ok(*mistake)),
        });
        mistakes.collect()
    }

    /// For every story those that are like it, for a renderer of all pages. This and the index are made by all threads
    /// together, and not by one while the others wait.
    fn related(&self) -> Vec<Related> {
        self.index();
        let vectors = self.vectors();
        let stories: Vec<StoryIx> = self.site.all_stories().collect();
        let some = |stories: &[StoryIx]| {
            let mut scores = RelatedScores::for_site(&self.site);
            stories.iter().map(|ix| scores.find_related(&self.site, vectors, *ix)).collect::<Vec<_>>()
        };
        stories.par_chunks(chunk_size(stories.len())).flat_map_iter(some).collect()
    }

    /// Renders every page anew and asks whether another bulletin, which was made from what was kept, `has` the same: a
    /// mistake for each address where it has not, or that only one of them has.
    pub fn compare(&self, other: &Self, has: impl Fn(&Address, &Output) -> bool + Sync) -> Vec<Diagnostic> {
        let different = Mutex::new(Vec::new());
        let differs = |address: &Address| {
            different.lock().unwrap_or_else(PoisonError::into_inner).push(catalog::not_the_same(address.as_str()));
        };
        let each = |address: &Address, output: Output| {
            if !has(address, &output) {
                differs(address);
            }
            Ok::<(), Infallible>(())
        };
        let Ok(mut mistakes) = self.render_all(&each);
        let others = other.plan.routes().iter().map(|(address, _)| address);
        others.filter(|address| self.plan.route_at(address.as_str()).is_none()).for_each(differs);
        mistakes.extend(different.into_inner().unwrap_or_else(PoisonError::into_inner));
        mistakes
    }

    /// Renders every page to nothing, decodes every picture and looks into every attachment, for the mistakes. Of pages, none are added where the
    /// theme is broken as a whole.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut mistakes = self.prepare_pictures(false);
        mistakes.extend(self.inspect_attachments());
        if !self.theme.broken {
            let related = self.related();
            let renderer = self.renderer_with(|ix| related[ix.index()].clone());
            let routes = self.plan.routes().par_iter().filter(|(_, route)| !matches!(route, Route::Picture(..)));
            let broken = routes.filter_map(|(address, route)| renderer.render_route(address, route).err());
            mistakes.extend(broken.map(|mistake| *mistake).collect::<Vec<_>>());
        }
        mistakes
    }

    /// Renders one page of each kind to nothing: a template that is wrong mostly fails on the first page that uses it.
    /// Quick, for the preview.
    pub fn check_kinds(&self) -> Vec<Diagnostic> {
        let mut seen = HashSet::new();
        self.check_pages(|route| route.is_page() && seen.insert(std::mem::discriminant(route)))
    }

    /// Renders some pages to nothing. Nothing is waited for: which stories are related does not matter for it.
    pub(super) fn check_pages(&self, mut wanted: impl FnMut(&Route) -> bool) -> Vec<Diagnostic> {
        if self.theme.broken {
            return Vec::new();
        }
        let renderer = self.renderer_with(|ix| match self.known_vectors() {
            Some(vectors) => RelatedScores::for_site(&self.site).find_related(&self.site, vectors, ix),
            None => self.site.all_stories().filter(|other| *other != ix).take(related::MAX_RELATED).collect(),
        });
        let pages: Vec<_> = self.plan.routes().iter().filter(|(_, route)| wanted(route)).collect();
        let mistakes = pages.par_iter().filter_map(|(address, route)| renderer.render_route(address, route).err());
        mistakes.map(|mistake| *mistake).collect()
    }
}
