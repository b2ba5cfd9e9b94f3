//! The published pictures, side by side: whether all of them can be made.

use std::collections::HashMap;

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
            Route::Picture(at, Form::Clean) => Some((address, *at)),
            _ => None,
        });
        let mut copies: HashMap<usize, Vec<Form>> = HashMap::new();
        for (_, route) in self.plan.routes() {
            if let Route::Picture(at, form @ (Form::Scaled(_) | Form::Card)) = route {
                copies.entry(*at).or_default().push(*form);
            }
        }
        let mistakes = pictures.filter_map(|(address, at)| {
            let (asset, copies) = (&self.site.assets[at], copies.get(&at).map_or(&[][..], Vec::as_slice));
            let fault = self.pictures.0.verify(asset, asset.picture.as_ref()?, copies, keep).err()?;
            let named = places.get(address.as_str()).map(|span| Place::At(*span));
            Some(picture_mistake(named.unwrap_or_else(|| Place::File(asset.path.clone())), &asset.path, &fault))
        });
        mistakes.collect()
    }
}
