//! A file that has not been made yet: what it would be made from can be compared before.

use serde::Serialize;
use tera::Context;

use super::{Output, Renderer, view};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::source::Bytes;
use crate::theme;

/// Room for most pages, in bytes.
const PAGE: usize = 24 * 1024;

/// The file for an address.
pub enum Made<'a> {
    /// It is ready.
    Ready(Output<'a>),
    /// It has to be made: a template filled, terms packed.
    Sheet(Box<dyn Sheet + 'a>),
}

impl From<Vec<u8>> for Made<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Ready(Output::Bytes(bytes))
    }
}

impl<'a> From<&'a Bytes> for Made<'a> {
    fn from(bytes: &'a Bytes) -> Self {
        Self::Ready(Output::Copy(bytes))
    }
}

/// A file that is made only if its cache key is new: a template with its values, or packed terms.
pub trait Sheet {
    /// The digest of everything that decides what the file says: sheets with the same make the same file. `None` if it
    /// cannot be told.
    fn key(&self) -> Option<Digest>;

    /// Makes the file.
    ///
    /// # Errors
    /// A template that does not fit what it is given.
    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>>;
}

/// The sheet of one kind of page.
pub(super) struct Filling<'r, 'a, T> {
    pub renderer: &'r Renderer<'a>,
    pub template: &'static str,
    pub page: view::PageView,
    pub own: T,
}

impl<T: Serialize> Sheet for Filling<'_, '_, T> {
    fn key(&self) -> Option<Digest> {
        let maker = self.renderer.key.clone()?.add_text(self.template);
        Some(maker.add_json(&self.page).and_then(|maker| maker.add_json(&self.own)).ok()?.to_digest())
    }

    fn fill(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Renderer { site_view, theme, site, sources, .. } = self.renderer;
        let fill = || {
            let mut context = Context::from_serialize(&self.own)?;
            context.insert_value("site", site_view.clone());
            context.insert("page", &self.page);
            // Into bytes and not into a text: that these are UTF-8 was known before.
            let mut bytes = Vec::with_capacity(PAGE);
            theme.tera.render_to(self.template, &context, &mut bytes)?;
            Ok(bytes)
        };
        let name = &site.config.theme.name;
        fill().map_err(|error| Box::new(theme::template_mistake(&error, sources, name)))
    }
}

impl Renderer<'_> {
    /// Returns the part of the cache key that all pages share: the program, the theme, the site's view.
    pub(super) fn shared_key(&self, site_view: &view::SiteView) -> Option<Hasher> {
        Hasher::default()
            .add_text(env!("JIANBAO_BUILD"))
            .add_text(&self.theme.digest.to_string())
            .add_json(site_view)
            .ok()
    }
}
