//! The published attachments: whether there is anything in them that is not for readers.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Bulletin;
use crate::attachment::is_inspected;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::AssetIx;
use crate::plan::{Route, attachment_places};

impl Bulletin {
    /// Looks into every attachment that is published, and only into these.
    pub fn inspect_attachments(&self) -> Vec<Diagnostic> {
        let published = self.plan.routes().iter().filter_map(|(address, route)| match route {
            Route::Asset(at) if is_inspected(address.as_str()) => Some((address.as_str(), *at)),
            _ => None,
        });
        let published: Vec<(&str, AssetIx)> = published.collect();
        let places = if published.is_empty() { HashMap::new() } else { attachment_places(&self.site) };

        let mistakes = published.par_iter().filter_map(|(address, at)| {
            let asset = self.site.asset(*at);
            let place = places.get(address).map_or_else(|| Place::File(asset.path.clone()), |span| Place::At(*span));
            match self.input.pictures.0.inspect(asset) {
                Ok(found) if found.is_empty() => None,
                Ok(found) => Some(catalog::private_attachment(place, &asset.path, &found)),
                Err(why) => Some(catalog::attachment_not_inspected(place, &asset.path, why)),
            }
        });
        let mut mistakes: Vec<Diagnostic> = mistakes.collect();
        self.site.apply_levels(&mut mistakes);
        mistakes
    }
}
