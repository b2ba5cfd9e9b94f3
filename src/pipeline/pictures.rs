//! The published pictures, side by side: whether all of them can be made.

use rayon::prelude::*;

use super::Bulletin;
use crate::diagnostic::{Diagnostic, Place};
use crate::picture::Form;
use crate::plan::{Route, picture_mistake, picture_places};

impl Bulletin {
    /// Decodes every picture that is published and was not decoded before; with `keep`, their copies are kept ready for
    /// the pages. Gives those that are broken or too large. How many are in memory at once is the workshop's care.
    #[must_use]
    pub fn prepare_pictures(&self, keep: bool) -> Vec<Diagnostic> {
        let places = picture_places(&self.site);
        let pictures = self.plan.routes().par_iter().filter_map(|(address, route)| match route {
            Route::Picture(at, Form::Clean) => Some((address, &self.site.assets[*at])),
            _ => None,
        });
        let mistakes = pictures.filter_map(|(address, asset)| {
            let fault = self.pictures.0.verify(asset, asset.picture.as_ref()?, keep).err()?;
            let named = places.get(address.as_str()).map(|span| Place::At(*span));
            Some(picture_mistake(named.unwrap_or_else(|| Place::File(asset.path.clone())), &asset.path, &fault))
        });
        mistakes.collect()
    }
}
