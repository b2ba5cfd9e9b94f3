//! The files of a theme as they are published: below a directory that is named by what is in them, so that a browser
//! may keep them for ever. They stay beside each other, so what one of them says of another (`@import`, `url()`,
//! `import`) holds as it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Hasher;
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
    let digest = assets.iter().fold(Hasher::default(), |made, (path, asset)| match &asset.bytes {
        Bytes::Memory(bytes) => made.add_text(path).add_bytes(&bytes.len().to_le_bytes()).add_bytes(bytes),
        // `disk` reads files of themes whole; whoever leaves one on the disk sees to its name.
        Bytes::Disk(_) => made.add_text(path),
    });
    let directory = format!("assets/{:.10}/", digest.to_digest().to_string());
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
