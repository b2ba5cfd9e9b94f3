//! `jianbao new`: a story file with a good name and its front matter.

use std::fs::{self, OpenOptions};
use std::io::Write;

use super::{Format, NewArguments, Status, report};
use crate::address::{Naming, slug};
use crate::config;
use crate::diagnostic::{Lang, Place, any_error, catalog};
use crate::disk;

pub(super) fn new(arguments: &NewArguments, lang: Lang) -> Status {
    let root = &arguments.site.root;
    let (input, mut diagnostics) = disk::read(root);
    let config = config::read(&input.sources, &mut diagnostics);
    diagnostics.retain(|d| d.code.starts_with("J3"));
    if any_error(&diagnostics) {
        return report(diagnostics, &input.sources, lang, Format::Human);
    }
    let Some(name) = slug(&arguments.title, Naming::Pinyin) else {
        report(vec![catalog::bad_file_name(&arguments.title)], &input.sources, lang, Format::Human);
        return Status::Failed;
    };
    if !config::is_column(&arguments.column, config.naming) {
        let place = Place::File(format!("content/{}", arguments.column));
        report(vec![catalog::bad_column_directory(place, &arguments.column)], &input.sources, lang, Format::Human);
        return Status::Failed;
    }
    let today = arguments.site.edition().now.with_timezone(&config.timezone).format("%Y-%m-%d");
    let name: String = name.chars().take(60).collect();
    let directory = root.join("content").join(&arguments.column);
    let path = directory.join(format!("{today}-{name}.md"));
    // Single quotes: nothing in a headline can be taken for YAML.
    let title = arguments.title.replace('\'', "''");
    let text =
        format!("---\ntitle: '{title}'\ndate: {today}\ntags: []\nbyline:\n  记者: \nsummary: \ndraft: true\n---\n\n");
    let made = fs::create_dir_all(&directory)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(&path))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match made {
        Ok(()) => {
            let _ = writeln!(std::io::stdout(), "{}", path.display());
            Status::Done
        }
        Err(error) => {
            let mistake = catalog::disk(&path.display().to_string(), &error.to_string());
            report(vec![mistake], &input.sources, lang, Format::Human);
            Status::Failed
        }
    }
}
