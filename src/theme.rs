//! The theme: templates and their assets. The default one is in the program; a site's own files of the
//! same path stand in its place.

mod assets;
mod filters;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use assets::PublishedAssets;
use include_dir::{Dir, include_dir};
use tera::{ErrorKind, Tera};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::digest::{Digest, Hasher};
use crate::markup::escape_html;
use crate::source::{Asset, Bytes, FileId, Input, Sources, Span};
use crate::yaml::{self, MapReader};

static EMBEDDED_THEME: Dir = include_dir!("$OUT_DIR/theme");

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
pub fn load_theme(config: &Config, input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let mut files = ThemeFiles::embedded();
    let is_there = files.add_own_files(&config.theme.name, input, diagnostics);
    if !is_there && config.theme.name != DEFAULT_NAME {
        diagnostics.push(catalog::no_theme(config.theme.place.clone(), &config.theme.name));
    }

    let ThemeFiles { templates, assets, picture_sizes } = files;
    let PublishedAssets { files: assets, directory, names } = assets::publish_assets(assets, &config.look.to_css());
    let assets_root = format!("{}/{directory}", config.base_path);
    let digest = theme_digest(&templates, &assets_root, &names);

    let names: Arc<[String]> = names.into();
    let mut tera = filters::new_engine(&assets_root, &names);
    let loaded = tera.add_raw_templates(templates.iter().map(|(name, text)| (name, *text)));
    let broken = loaded.is_err();
    if let Err(error) = loaded {
        let faults = find_faults(error, &templates, || filters::new_engine(&assets_root, &names));
        diagnostics.extend(faults.iter().map(|fault| template_mistake(fault, &input.sources, &config.theme.name)));
    }

    Theme { tera, assets, directory, digest, picture_sizes, broken }
}

/// The files of a theme, by their paths below it.
struct ThemeFiles<'i> {
    /// Their texts by their names, which are paths below `templates/`.
    templates: BTreeMap<String, &'i str>,
    assets: BTreeMap<String, Asset>,
    /// Ready for an attribute of HTML.
    picture_sizes: String,
}

impl<'i> ThemeFiles<'i> {
    /// The files of the theme in the program.
    fn embedded() -> Self {
        let mut files =
            Self { templates: BTreeMap::new(), assets: BTreeMap::new(), picture_sizes: PICTURE_SIZES.to_owned() };
        files.add_directory(&EMBEDDED_THEME);
        files
    }

    fn add_directory(&mut self, directory: &'static Dir) {
        for file in directory.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let Some(name) = path.strip_prefix("templates/") {
                let text = std::str::from_utf8(file.contents()).unwrap_or_default();
                self.templates.insert(name.to_owned(), text);
            } else if path.starts_with("assets/") {
                let bytes = Bytes::Memory(Arc::from(file.contents()));
                self.assets.insert(path.clone(), Asset { path, bytes, picture: None });
            }
        }

        for directory in directory.dirs() {
            self.add_directory(directory);
        }
    }

    /// Puts the files below `themes/NAME/` in the place of those that are there, and returns whether there is any.
    fn add_own_files(&mut self, name: &str, input: &'i Input, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let own = format!("themes/{name}/");
        let mut is_there = false;
        for (file, source) in input.sources.iter() {
            let Some(path) = source.path.strip_prefix(&own) else { continue };
            is_there = true;
            if let Some(name) = path.strip_prefix("templates/") {
                self.templates.insert(name.to_owned(), &source.text);
            } else if path == "theme.yaml" {
                self.read_theme_settings(file, &source.text, diagnostics);
            }
        }

        for asset in &input.assets {
            if let Some(path) = asset.path.strip_prefix(&own).filter(|path| path.starts_with("assets/")) {
                is_there = true;
                self.assets.insert(path.to_owned(), Asset { path: path.to_owned(), ..asset.clone() });
            }
        }
        is_there
    }

    /// Reads `theme.yaml`.
    fn read_theme_settings(&mut self, file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
        let node = match yaml::parse_document(file, text, 0..text.len()) {
            Ok(node) => node,
            Err(mistake) => {
                diagnostics.push(*mistake);
                return;
            }
        };

        let mut fields = MapReader::from_node(node, "theme.yaml", diagnostics);
        // For people alone.
        fields.take_text("name", "");
        fields.take_text("description", "");
        if let Some((sizes, _)) = fields.take_text("picture_sizes", "") {
            self.picture_sizes = escape_html(&sizes);
        }
        fields.report_unknown();
    }
}

/// The digest of everything that pages are made from besides the values that templates are given.
fn theme_digest(templates: &BTreeMap<String, &str>, assets_root: &str, names: &[String]) -> Digest {
    let texts = templates.iter().flat_map(|(name, text)| [name.as_str(), *text]);
    let texts = texts.chain([assets_root]).chain(names.iter().map(String::as_str));
    texts.fold(Hasher::default(), Hasher::add_text).to_digest()
}

/// Every syntax error of the templates; else the error that they were refused with, all of them for one.
fn find_faults(
    error: tera::Error,
    templates: &BTreeMap<String, &str>,
    new_engine: impl Fn() -> Tera,
) -> Vec<tera::Error> {
    let alone = templates.iter().filter_map(|(name, text)| new_engine().add_raw_template(name, text).err());
    let faults: Vec<_> = alone.filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_))).collect();
    if faults.is_empty() { vec![error] } else { faults }
}

/// The template engine's error as a diagnostic, with the place if the template is a file of the site.
pub fn template_mistake(error: &tera::Error, sources: &Sources, theme: &str) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
        kind => {
            let place = Place::File(format!("themes/{theme}/templates"));
            return catalog::template(place, &kind.to_string());
        }
    };

    let path = format!("themes/{theme}/templates/{}", report.filename());
    let place = match sources.find(&path) {
        Some((file, _)) => Span::new(file, report.span().range.start, report.span().range.end).into(),
        None => Place::File(path),
    };
    catalog::template(place, report.message())
}
