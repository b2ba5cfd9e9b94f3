//! The files of a theme as they are published: below a directory that is named by what is in them, so that a browser
//! may keep them for ever. They stay beside each other, so what one of them says of another (`@import`, `url()`,
//! `import`) holds as it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Hasher;
use crate::source::{Asset, Bytes};

/// The style sheet that the look of `site.yaml` is added to.
const SITE_STYLE_SHEET: &str = "assets/css/site.css";

/// The script that other sites and programs import: it keeps its address (`docs/search-api.md`).
const SEARCH_ENTRY: &str = "assets/js/search/search.js";

/// The published files of a theme.
#[derive(Clone, Debug, Default)]
pub struct PublishedAssets {
    /// With their addresses.
    pub files: Vec<Asset>,
    /// The directory that holds them: `assets/1f2e3d4c5b/`.
    pub directory: String,
    /// Names that templates can ask for: `css/site.css`.
    pub names: Vec<String>,
}

/// Adds the look to the style sheet and gives all files their addresses.
pub(super) fn publish_assets(mut assets: BTreeMap<String, Asset>, look: &str) -> PublishedAssets {
    add_look(&mut assets, look);
    let directory = directory_name(&assets);
    let entry = assets.contains_key(SEARCH_ENTRY).then(|| search_entry(&directory));

    let names: Vec<String> = assets.keys().map(|path| path.trim_start_matches("assets/").to_owned()).collect();
    let moved =
        assets.into_values().zip(&names).map(|(asset, name)| Asset { path: format!("{directory}{name}"), ..asset });
    let files = moved.chain(entry).collect();
    PublishedAssets { files, directory, names }
}

fn add_look(assets: &mut BTreeMap<String, Asset>, look: &str) {
    if look.is_empty() {
        return;
    }
    if let Some(style) = assets.get_mut(SITE_STYLE_SHEET)
        && let Bytes::Memory(css) = &style.bytes
    {
        let whole: Vec<u8> = css.iter().copied().chain(look.bytes()).collect();
        *style = Asset { path: SITE_STYLE_SHEET.to_owned(), bytes: Bytes::Memory(whole.into()), picture: None };
    }
}

/// The directory for files, named by a digest of their paths and contents.
fn directory_name(assets: &BTreeMap<String, Asset>) -> String {
    let digest = assets.iter().fold(Hasher::default(), |made, (path, asset)| match &asset.bytes {
        Bytes::Memory(bytes) => made.add_text(path).add_bytes(&bytes.len().to_le_bytes()).add_bytes(bytes),
        // `disk` reads files of themes whole; whoever leaves one on the disk sees to its name.
        Bytes::Disk(_) => made.add_text(path),
    });
    format!("assets/{:.10}/", digest.to_digest().to_string())
}

/// A script at the address that never changes, which hands on everything of the one in the directory.
fn search_entry(directory: &str) -> Asset {
    let below = SEARCH_ENTRY.trim_start_matches("assets/");
    let script = format!("export * from \"../../../{directory}{below}\";\n");
    Asset { path: SEARCH_ENTRY.to_owned(), bytes: Bytes::Memory(Arc::from(script.as_bytes())), picture: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme_files(css: &str) -> BTreeMap<String, Asset> {
        [(SITE_STYLE_SHEET, css), (SEARCH_ENTRY, "export {}")]
            .map(|(path, text)| {
                let bytes = Bytes::Memory(Arc::from(text.as_bytes()));
                (path.to_owned(), Asset { path: path.to_owned(), bytes, picture: None })
            })
            .into()
    }

    #[test]
    fn the_directory_is_named_by_what_is_in_it() {
        let first = publish_assets(theme_files("a{}"), "");
        assert_eq!(first.directory, publish_assets(theme_files("a{}"), "").directory);
        assert_ne!(first.directory, publish_assets(theme_files("b{}"), "").directory);
        assert_ne!(first.directory, publish_assets(theme_files("a{}"), ":root{}").directory);
        assert_eq!(first.names, ["css/site.css", "js/search/search.js"]);
        assert!(first.files.iter().any(|file| file.path == format!("{}css/site.css", first.directory)));
    }

    #[test]
    fn what_others_import_keeps_its_address() {
        let published = publish_assets(theme_files(""), "");
        let entry = published.files.iter().find(|file| file.path == SEARCH_ENTRY).unwrap();
        let Bytes::Memory(script) = &entry.bytes else { unreachable!("made in memory") };
        let script = std::str::from_utf8(script).unwrap();
        assert!(script.contains(&format!("../../../{}js/search/search.js", published.directory)), "{script}");
    }
}
