//! The files of a theme as they are published: below a directory that is named by what is in them, so that a browser
//! may keep them for ever. They stay beside each other, so what one of them says of another (`@import`, `url()`,
//! `import`) holds as it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{Asset, Bytes};

/// The style sheet that the look of `site.yaml` is added to.
const STYLE: &str = "assets/css/site.css";

/// What other sites and programs import: it keeps its address (`docs/search-api.md`).
const ENTRY: &str = "assets/js/search/search.js";

/// The published files of a theme.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// With their addresses.
    pub files: Vec<Asset>,
    /// The directory that holds them: `assets/1f2e3d4c5b/`.
    pub directory: String,
    /// What can be asked for: `css/site.css`.
    pub names: Vec<String>,
}

/// Adds the look to the style sheet and gives all files their addresses.
pub(super) fn publish(mut assets: BTreeMap<String, Asset>, look: &str) -> Published {
    if let Some(Bytes::Memory(css)) = assets.get(STYLE).filter(|_| !look.is_empty()).map(|style| &style.bytes) {
        let whole: Vec<u8> = css.iter().copied().chain(look.bytes()).collect();
        let style = Asset { path: STYLE.to_owned(), bytes: Bytes::Memory(whole.into()), picture: None };
        assets.insert(STYLE.to_owned(), style);
    }
    let mut hash = Hash::new();
    for (path, asset) in &assets {
        hash.write(path.as_bytes());
        match &asset.bytes {
            Bytes::Memory(bytes) => hash.write(bytes),
            Bytes::Disk(_) => {}
        }
    }
    let directory = format!("assets/{}/", hash.name());
    let entry = assets.contains_key(ENTRY).then(|| {
        let below = ENTRY.trim_start_matches("assets/");
        let script = format!("export * from \"../../../{directory}{below}\";\n");
        Asset { path: ENTRY.to_owned(), bytes: Bytes::Memory(Arc::from(script.as_bytes())), picture: None }
    });
    let names: Vec<String> = assets.keys().map(|path| path.trim_start_matches("assets/").to_owned()).collect();
    let moved =
        assets.into_values().zip(&names).map(|(asset, name)| Asset { path: format!("{directory}{name}"), ..asset });
    let files = moved.chain(entry).collect();
    Published { files, directory, names }
}

/// FNV-1a: the same on every system and in every version of the compiler.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes the length too, so that no two lists of files read alike.
    fn write(&mut self, bytes: &[u8]) {
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Ten digits.
    fn name(&self) -> String {
        format!("{:010x}", (self.0 ^ (self.0 >> 40)) & 0xff_ffff_ffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(css: &str) -> BTreeMap<String, Asset> {
        [(STYLE, css), (ENTRY, "export {}")]
            .map(|(path, text)| {
                let bytes = Bytes::Memory(Arc::from(text.as_bytes()));
                (path.to_owned(), Asset { path: path.to_owned(), bytes, picture: None })
            })
            .into()
    }

    #[test]
    fn the_directory_is_named_by_what_is_in_it() {
        let first = publish(files("a{}"), "");
        assert_eq!(first.directory, publish(files("a{}"), "").directory);
        assert_ne!(first.directory, publish(files("b{}"), "").directory);
        assert_ne!(first.directory, publish(files("a{}"), ":root{}").directory);
        assert_eq!(first.names, ["css/site.css", "js/search/search.js"]);
        assert!(first.files.iter().any(|file| file.path == format!("{}css/site.css", first.directory)));
    }

    #[test]
    fn what_others_import_keeps_its_address() {
        let published = publish(files(""), "");
        let entry = published.files.iter().find(|file| file.path == ENTRY).unwrap();
        let Bytes::Memory(script) = &entry.bytes else { unreachable!("made in memory") };
        let script = std::str::from_utf8(script).unwrap();
        assert!(script.contains(&format!("../../../{}js/search/search.js", published.directory)), "{script}");
    }
}
