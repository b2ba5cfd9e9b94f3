//! Columns (栏目): a directory below `content/` each.

use std::sync::Arc;

use crate::config::{Config, is_column};
use crate::diagnostic::{Diagnostic, Place, catalog, nearest};
use crate::model::StoryIx;
use crate::naming::{self, Naming};
use crate::parse::{Introduction, Story, StoryBody};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its directory below `content/`.
    pub directory: String,
    /// Its directory in the output.
    pub slug: String,
    /// Its directory in the output of earlier versions, where that was another one.
    pub former_slug: Option<String>,
    /// Its name for readers.
    pub name: String,
    /// Its description, in a sentence.
    pub description: String,
    /// `_column.md`
    pub introduction: Option<StoryBody>,
    /// Newest first.
    pub stories: Vec<StoryIx>,
}

impl Column {
    /// Makes a column without stories.
    fn new(directory: &str, name: &str, description: &str, naming: Naming) -> Self {
        Self {
            directory: directory.to_owned(),
            // A directory without a slug is reported; its stories have to be somewhere until then.
            slug: naming::make_slug(directory, naming).unwrap_or_else(|| "_".to_owned()),
            former_slug: naming::former_slug(directory, naming),
            name: name.to_owned(),
            description: description.to_owned(),
            introduction: None,
            stories: Vec::new(),
        }
    }
}

/// Makes the columns in the order of the settings, then those that are only directories (reported), by pinyin.
pub(super) fn assemble_columns(
    config: &Config,
    stories: &[Arc<Story>],
    coming: &[&Story],
    introductions: Vec<Introduction>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Column> {
    let listed = config.columns.iter();
    let mut columns: Vec<Column> = listed
        .map(|setting| Column::new(&setting.directory, &setting.name, &setting.description, config.naming))
        .collect();

    for directory in unlisted_directories(config, stories, coming, &introductions) {
        report_unlisted_column(config, directory, diagnostics);
        columns.push(Column::new(directory, directory, "", config.naming));
    }

    for (index, story) in StoryIx::enumerate(stories) {
        if let Some(column) = find_column(&mut columns, &story.column) {
            column.stories.push(index);
        }
    }

    for introduction in introductions {
        if let Some(column) = find_column(&mut columns, &introduction.column) {
            column.introduction = Some(introduction.body);
        }
    }

    columns
}

fn find_column<'c>(columns: &'c mut [Column], directory: &str) -> Option<&'c mut Column> {
    columns.iter_mut().find(|column| column.directory == directory)
}

/// Returns the directories of stories and introductions that the settings do not list, by pinyin.
fn unlisted_directories<'s>(
    config: &Config,
    stories: &'s [Arc<Story>],
    coming: &[&'s Story],
    introductions: &'s [Introduction],
) -> Vec<&'s str> {
    let published = stories.iter().map(|story| story.column.as_str());
    let of_coming = coming.iter().map(|story| story.column.as_str());
    let introduced = introductions.iter().map(|introduction| introduction.column.as_str());

    let all = published.chain(of_coming).chain(introduced);
    let mut unlisted: Vec<&str> =
        all.filter(|directory| !config.columns.iter().any(|column| column.directory == *directory)).collect();
    unlisted.sort_unstable();
    unlisted.dedup();
    unlisted.sort_by_cached_key(|directory| naming::pinyin_sort_key(directory));
    unlisted
}

fn report_unlisted_column(config: &Config, directory: &str, diagnostics: &mut Vec<Diagnostic>) {
    if !is_column(directory, config.naming) {
        diagnostics.push(catalog::bad_column_directory(Place::File(format!("content/{directory}")), directory));
    } else if !config.columns.is_empty() {
        // A bulletin that lists no columns at all wants them to be its directories.
        let near = nearest(directory, config.columns.iter().map(|column| column.directory.as_str()));
        diagnostics.push(catalog::unlisted_column(directory, near));
    }
}
