//! Fonts that a house brings: which characters they have, and subsets of them as WOFF files.
//!
//! The crate `subsetter` cuts out the outlines. It writes for PDF, where a font has no map of characters; the tables that a browser
//! asks for besides are added here. Features of a font are left out, so what needs them (squeezed punctuation) is left to the
//! system's fonts.

mod woff;

use std::sync::Arc;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, Permissions, Tag};

use self::woff::FontTables;
use crate::digest::{Digest, Hasher};

/// Counts up whenever a subset of the same characters becomes another file.
pub const SUBSET_VERSION: u32 = 1;

/// The reason why a file cannot be used as a font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontError {
    /// Neither TrueType nor OpenType, or damaged.
    NotAFont,
    /// Several fonts in one file.
    Collection,
    /// One font of many weights, whose default weight is seldom the one that is meant.
    Variable,
    /// Its licence allows no embedding, or no subset (`fsType` of `OS/2`).
    Restricted,
}

/// A font that may be published in subsets.
#[derive(Clone, Debug)]
pub struct Font {
    bytes: Arc<[u8]>,
    digest: Digest,
}

impl Font {
    /// Checks a TrueType or OpenType file.
    ///
    /// # Errors
    /// If it cannot be published.
    pub fn parse(bytes: Arc<[u8]>) -> Result<Self, FontError> {
        if bytes.starts_with(b"ttcf") {
            return Err(FontError::Collection);
        }
        let face = Face::parse(&bytes, 0).map_err(|_| FontError::NotAFont)?;
        if face.is_variable() {
            return Err(FontError::Variable);
        }
        match face.permissions() {
            None => return Err(FontError::NotAFont),
            Some(Permissions::Restricted) => return Err(FontError::Restricted),
            Some(_) if !face.is_subsetting_allowed() => return Err(FontError::Restricted),
            Some(_) => {}
        }

        let digest = Hasher::default().add_bytes(&bytes).to_digest();
        let font = Self { bytes, digest };
        font.subset(&['一', '1'])?;
        Ok(font)
    }

    /// The digest of the file.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Returns the characters that the font has, of some.
    pub fn known_characters(&self, characters: impl IntoIterator<Item = char>) -> Vec<char> {
        let Ok(face) = Face::parse(&self.bytes, 0) else { return Vec::new() };
        characters.into_iter().filter(|c| face.glyph_index(*c).is_some()).collect()
    }

    /// Makes a WOFF file with the glyphs of some characters; those that the font lacks are left out.
    ///
    /// # Errors
    /// If the font is damaged.
    pub fn subset(&self, characters: &[char]) -> Result<Vec<u8>, FontError> {
        let face = Face::parse(&self.bytes, 0).map_err(|_| FontError::NotAFont)?;
        let os2 = face.raw_face().table(Tag::from_bytes(b"OS/2")).ok_or(FontError::NotAFont)?;

        let mut glyphs = GlyphRemapper::new();
        let mut map: Vec<(char, u16)> =
            characters.iter().filter_map(|c| Some((*c, glyphs.remap(face.glyph_index(*c)?.0)))).collect();
        map.sort_unstable();

        let outlines = subsetter::subset(&self.bytes, 0, &glyphs).map_err(|_| FontError::NotAFont)?;
        let mut tables = FontTables::parse(&outlines).ok_or(FontError::NotAFont)?;
        tables.add(*b"cmap", woff::character_map(&map));
        tables.add(*b"OS/2", os2.to_vec());
        Ok(tables.to_woff())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARES: &[u8] = include_bytes!("../tests/fonts/squares.ttf");

    #[test]
    fn a_subset_has_the_characters_that_were_asked_for() {
        let font = Font::parse(SQUARES.into()).unwrap();
        assert_eq!(font.known_characters("云简龘".chars()), ['云', '简']);

        let whole = font.subset(&['云', '简', '报']).unwrap();
        let part = font.subset(&['简', '龘']).unwrap();
        assert!(part.starts_with(b"wOFF") && part.len() < whole.len());
        assert_eq!(part, font.subset(&['简', '龘']).unwrap());

        let sfnt = woff::unpack(&part).unwrap();
        let face = Face::parse(&sfnt, 0).unwrap();
        assert!(face.glyph_index('简').is_some() && face.glyph_index('云').is_none());
        assert_eq!(face.number_of_glyphs(), 2);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let mut restricted = SQUARES.to_vec();
        let os2 = Face::parse(SQUARES, 0).unwrap().raw_face().table(Tag::from_bytes(b"OS/2")).unwrap();
        let at = os2.as_ptr() as usize - SQUARES.as_ptr() as usize;
        restricted[at + 8..at + 10].copy_from_slice(&2_u16.to_be_bytes());

        for (bytes, error) in [
            (restricted, FontError::Restricted),
            (SQUARES[..300].to_vec(), FontError::NotAFont),
            (b"wOF2".to_vec(), FontError::NotAFont),
            (b"ttcf".to_vec(), FontError::Collection),
        ] {
            assert_eq!(Font::parse(bytes.into()).unwrap_err(), error);
        }
    }
}
