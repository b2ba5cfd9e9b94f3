//! The files of the house's face for headlines.

use super::Renderer;
use crate::diagnostic::{Diagnostic, catalog};
use crate::plan::slice_address;

impl Renderer<'_> {
    /// Makes the style sheet that names the slices. Pages load it at their end, and it keeps its address, so that a new headline
    /// changes no other page.
    pub(super) fn face_sheet(&self) -> Vec<u8> {
        let mut css = String::new();
        for slice in self.site.headline_face.iter().flat_map(|face| &face.slices) {
            let url = slice_address(&self.theme.directory, slice).to_url();
            let ranges: Vec<String> = slice.characters.iter().map(|c| format!("U+{:X}", u32::from(*c))).collect();
            css.push_str(&format!(
                "@font-face{{font-family:Headlines;font-weight:100 900;font-display:swap;src:url({url})format(\"woff\");\
                 unicode-range:{}}}\n",
                ranges.join(",")
            ));
        }
        css.push_str(":root{--face:Headlines,var(--serif)}\n");
        css.into_bytes()
    }

    /// Makes the file of a slice.
    pub(super) fn face_slice(&self, index: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let site = self.site;
        let Some(face) = &site.headline_face else { return Ok(Vec::new()) };
        let Some((path, span)) = &site.config.look.headline_font else { return Ok(Vec::new()) };
        face.font
            .subset(&face.slices[index].characters)
            .map_err(|error| Box::new(catalog::bad_font(*span, path, error)))
    }
}
