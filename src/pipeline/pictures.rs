//! The published pictures, side by side: whether all of them can be made.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Bulletin;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::AssetIx;
use crate::picture::Variant;
use crate::plan::{Route, picture_places, picture_refused};

impl Bulletin {
    /// Decodes every picture that is published and was not decoded before; with `keep`, their copies are kept ready for
    /// the pages. Gives those that are broken or too large. How many are in memory at once is decided by the asset processor.
    pub fn prepare_pictures(&self, keep: bool) -> Vec<Diagnostic> {
        let places = picture_places(&self.site);
        let pictures = self.plan.routes().par_iter().filter_map(|(address, route)| match route {
            Route::Picture(at, Variant::Clean) => Some((address, *at)),
            _ => None,
        });
        let mut copies: HashMap<AssetIx, Vec<Variant>> = HashMap::new();
        for (_, route) in self.plan.routes() {
            if let Route::Picture(at, form @ (Variant::Scaled(_) | Variant::Card)) = route {
                copies.entry(*at).or_default().push(*form);
            }
        }
        let mistakes = pictures.filter_map(|(address, at)| {
            let asset = self.site.asset(at);
            let facts = asset.picture.as_ref()?;
            let named = places.get(address.as_str()).map(|span| Place::At(*span));
            // Where it is shown, that browsers do not show it was said with the links.
            if named.is_some() && facts.kind.undisplayable_format().is_some() {
                return None;
            }

            let copies = copies.get(&at).map_or(&[][..], Vec::as_slice);
            let refusal = self.input.pictures.0.verify(asset, facts, copies, keep).err()?;
            Some(picture_refused(named.unwrap_or_else(|| Place::File(asset.path.clone())), &asset.path, &refusal))
        });
        mistakes.collect()
    }
}
