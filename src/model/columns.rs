//! Columns (栏目): a directory below `content/` each.

use std::sync::Arc;

use crate::address;
use crate::config::{Config, is_column};
use crate::diagnostic::{Diagnostic, Place, catalog, nearest};
use crate::model::StoryIx;
use crate::parse::{Introduction, Story, StoryBody};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its directory below `content/`.
    pub directory: String,
    /// Its directory in the output.
    pub slug: String,
    /// Its name for readers.
    pub name: String,
    /// What it carries, in a sentence.
    pub description: String,
    /// `_column.md`
    pub introduction: Option<StoryBody>,
    /// Newest first.
    pub stories: Vec<StoryIx>,
}

/// Columns in the order of the settings, then those that are only directories (reported), by name.
pub(super) fn assemble_columns(
    config: &Config,
    stories: &[Arc<Story>],
    coming: &[&Story],
    introductions: Vec<Introduction>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Column> {
    let new = |directory: &str, name: &str, description: &str| Column {
        directory: directory.to_owned(),
        // A directory without a slug is reported; its stories have to be somewhere until then.
        slug: address::make_slug(directory, config.naming).unwrap_or_else(|| "_".to_owned()),
        name: name.to_owned(),
        description: description.to_owned(),
        introduction: None,
        stories: Vec::new(),
    };
    let mut columns: Vec<Column> = config.columns.iter().map(|c| new(&c.directory, &c.name, &c.description)).collect();
    let mut unlisted: Vec<&str> = stories
        .iter()
        .map(|story| &**story)
        .chain(coming.iter().copied())
        .map(|story| story.column.as_str())
        .chain(introductions.iter().map(|introduction| introduction.column.as_str()))
        .filter(|directory| !config.columns.iter().any(|column| column.directory == *directory))
        .collect();
    unlisted.sort_unstable();
    unlisted.dedup();
    for directory in unlisted {
        if !is_column(directory, config.naming) {
            diagnostics.push(catalog::bad_column_directory(Place::File(format!("content/{directory}")), directory));
        } else if !config.columns.is_empty() {
            // A bulletin that lists no columns at all wants them to be its directories.
            let near = nearest(directory, config.columns.iter().map(|column| column.directory.as_str()));
            diagnostics.push(catalog::unlisted_column(directory, near));
        }
        columns.push(new(directory, directory, ""));
    }
    let at = |columns: &[Column], directory: &str| columns.iter().position(|column| column.directory == directory);
    for (ix, story) in (0u32..).zip(stories) {
        if let Some(at) = at(&columns, &story.column) {
            columns[at].stories.push(StoryIx(ix));
        }
    }
    for introduction in introductions {
        if let Some(at) = at(&columns, &introduction.column) {
            columns[at].introduction = Some(introduction.body);
        }
    }
    columns
}
