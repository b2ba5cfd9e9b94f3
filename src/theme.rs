//! The theme: templates and their assets. The default one is in the program; a site's own files of the
//! same path stand in its place.

mod assets;
mod filters;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use assets::Published;
use include_dir::{Dir, include_dir};
use tera::{ErrorKind, Tera};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::digest::{Digest, Hasher};
use crate::source::{Asset, Bytes, Input, Sources, Span};
use crate::yaml::{self, MapReader};

static DEFAULT: Dir = include_dir!("$OUT_DIR/theme");

/// The name of the theme in the program.
pub const DEFAULT_NAME: &str = "jianbao";

/// How wide a picture of a body is seen if the theme does not say: the column of text of the default theme, or the
/// screen where that is narrower.
const PICTURE_SIZES: &str = "(min-width: 42rem) 39rem, 100vw";

/// Templates ready to be filled, and the files that go with them.
pub struct Theme {
    /// The templates.
    pub tera: Tera,
    /// Files for the output; their paths are addresses: `assets/…`.
    pub assets: Vec<Asset>,
    /// The directory in the output that holds them, ending in `/`.
    pub directory: String,
    /// Of all that templates make pages from besides what they are given.
    pub digest: Digest,
    /// `sizes` of the pictures in a body, ready for the attribute.
    pub picture_sizes: String,
    /// Whether the templates cannot be filled at all; why is reported.
    pub broken: bool,
}

/// Loads the theme that the settings name. Files that it does not have come from the default theme.
pub fn load(config: &Config, input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let (name, place) = &config.theme;
    let own = format!("themes/{name}/");
    let mut templates: BTreeMap<String, &str> = BTreeMap::new();
    let mut assets: BTreeMap<String, Asset> = BTreeMap::new();
    embedded(&DEFAULT, &mut |path, bytes| {
        if let Some(template) = path.strip_prefix("templates/") {
            templates.insert(template.to_owned(), std::str::from_utf8(bytes).unwrap_or_default());
        } else if path.starts_with("assets/") {
            assets.insert(
                path.to_owned(),
                Asset { path: path.to_owned(), bytes: Bytes::Memory(Arc::from(bytes)), picture: None },
            );
        }
    });
    let mut found = name == DEFAULT_NAME;
    let mut picture_sizes = PICTURE_SIZES.to_owned();
    for (file, source) in input.sources.iter() {
        let Some(path) = source.path.strip_prefix(&own) else { continue };
        found = true;
        if let Some(template) = path.strip_prefix("templates/") {
            templates.insert(template.to_owned(), &source.text);
        } else if path == "theme.yaml" {
            match yaml::parse_document(file, &source.text, 0..source.text.len()) {
                Ok(node) => {
                    let mut fields = MapReader::from_node(node, path, diagnostics);
                    fields.take_text("name", "");
                    fields.take_text("description", "");
                    if let Some((sizes, _)) = fields.take_text("picture_sizes", "") {
                        picture_sizes = escaped(&sizes);
                    }
                    fields.report_unknown();
                }
                Err(mistake) => diagnostics.push(*mistake),
            }
        }
    }
    for asset in &input.assets {
        if let Some(path) = asset.path.strip_prefix(&own).filter(|path| path.starts_with("assets/")) {
            found = true;
            assets.insert(path.to_owned(), Asset { path: path.to_owned(), ..asset.clone() });
        }
    }
    if !found {
        diagnostics.push(catalog::no_theme(place.clone(), name));
    }
    let Published { files, directory, names } = assets::publish(assets, &config.look.css());
    let root = format!("{}/{directory}", config.base_path);
    let parts = templates.iter().flat_map(|(name, text)| [name, *text]).chain([root.as_str()]);
    let parts = parts.chain(names.iter().map(String::as_str));
    let digest = parts.fold(Hasher::default(), Hasher::add_text).to_digest();
    let names: Arc<[String]> = names.into();
    let engine = || {
        let mut tera = Tera::default();
        filters::register(&mut tera, &root, &names);
        tera
    };
    let mut tera = engine();
    let loaded = tera.add_raw_templates(templates.iter().map(|(name, text)| (name, *text)));
    let broken = loaded.is_err();
    if let Err(error) = loaded {
        // All templates are refused for one: look for every one that is wrong by itself.
        let alone = templates.iter().filter_map(|(name, text)| engine().add_raw_template(name, text).err());
        let mut faults: Vec<_> = alone.filter(|e| matches!(e.kind(), ErrorKind::SyntaxError(_))).collect();
        if faults.is_empty() {
            faults.push(error);
        }
        diagnostics.extend(faults.iter().map(|error| mistake(error, &input.sources, name)));
    }
    Theme { tera, assets: files, directory, digest, picture_sizes, broken }
}

fn escaped(text: &str) -> String {
    let mut html = Vec::new();
    // Writing to memory cannot fail, and what is escaped stays UTF-8.
    let _ = tera::escape_html(text, &mut html);
    String::from_utf8(html).unwrap_or_default()
}

fn embedded(dir: &'static Dir, each: &mut impl FnMut(&str, &'static [u8])) {
    for file in dir.files() {
        each(&file.path().to_string_lossy().replace('\\', "/"), file.contents());
    }
    for dir in dir.dirs() {
        embedded(dir, each);
    }
}

/// What the template engine says, with the place if the template is a file of the site.
pub fn mistake(error: &tera::Error, sources: &Sources, theme: &str) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let path = format!("themes/{theme}/templates/{}", report.filename());
            let place = match sources.find(&path) {
                Some((file, _)) => Span::new(file, report.span().range.start, report.span().range.end).into(),
                None => Place::File(path),
            };
            catalog::template(place, report.message())
        }
        kind => {
            let text = kind.to_string();
            catalog::template(Place::File(format!("themes/{theme}/templates")), &text)
        }
    }
}
