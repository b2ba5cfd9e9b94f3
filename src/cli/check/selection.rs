//! Which mistakes `check` was asked for: by file, column, date and code.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::story_path::path_below;
use super::CheckArguments;
use crate::config::lexicon_table::LEXICON_TABLES;
use crate::diagnostic::{Code, Diagnostic, Place, catalog, explain, nearest};
use crate::model::Site;
use crate::parse::Story;
use crate::pipeline::Bulletin;
use crate::source::Sources;

/// Directories of the root with files that are checked.
const CHECKED_DIRECTORIES: [&str; 3] = ["content", "static", "themes"];

/// Files of the root that are checked.
const CHECKED_FILES: [&str; 4] = ["site.yaml", "tags.yaml", "lexicon.yaml", "words.txt"];

/// Mistakes that are asked for. Each condition that is empty lets all of them pass.
pub(super) struct Selection<'b> {
    /// Paths of files and directories below the root.
    paths: Vec<String>,
    /// Directories of columns.
    columns: Vec<&'b str>,
    since: Option<NaiveDate>,
    codes: Vec<Code>,
    days: HashMap<&'b str, NaiveDate>,
    sources: &'b Sources,
}

impl<'b> Selection<'b> {
    /// Parses the arguments.
    ///
    /// # Errors
    /// A file, a column or a code that there is not.
    pub fn parse(arguments: &CheckArguments, bulletin: &'b Bulletin) -> Result<Self, Box<Diagnostic>> {
        let root = &arguments.build.site.root;
        let paths =
            arguments.files.iter().map(|file| find_path(file, root, &bulletin.sources)).collect::<Result<_, _>>()?;
        let columns =
            arguments.column.iter().map(|name| find_column(name, &bulletin.site)).collect::<Result<_, _>>()?;
        let codes = arguments.only.iter().flat_map(|codes| codes.split(is_separator));
        let codes = codes.filter(|code| !code.is_empty()).map(find_code).collect::<Result<_, _>>()?;

        let since = arguments.since;
        let days = since.map_or_else(HashMap::new, |_| days_of_stories(&bulletin.site));
        Ok(Self { paths, columns, since, codes, days, sources: &bulletin.sources })
    }

    /// Lets everything pass.
    pub fn of_everything(sources: &'b Sources) -> Self {
        let days = HashMap::new();
        Self { paths: Vec::new(), columns: Vec::new(), since: None, codes: Vec::new(), days, sources }
    }

    /// Returns whether everything is asked for.
    pub fn is_all(&self) -> bool {
        self.paths.is_empty() && self.columns.is_empty() && self.since.is_none() && self.codes.is_empty()
    }

    /// Returns whether a mistake is asked for. Those that leave no bulletin always are.
    pub fn contains(&self, d: &Diagnostic) -> bool {
        if d.kind.leaves_no_bulletin() {
            return true;
        }
        let named: Vec<&str> = self.paths_named(d).collect();
        (self.codes.is_empty() || self.codes.contains(&d.code))
            && (self.paths.is_empty() || named.iter().any(|path| self.paths.iter().any(|below| is_at(path, below))))
            && (self.columns.is_empty() || named.iter().any(|path| self.is_in_column(path)))
            && self.is_recent(&named)
    }

    /// Returns whether a story is asked for, whatever the codes are.
    pub fn contains_story(&self, story: &Story) -> bool {
        let path = story.path.as_str();
        (self.paths.is_empty() || self.paths.iter().any(|below| is_at(path, below)))
            && (self.columns.is_empty() || self.is_in_column(path))
            && self.is_recent(&[path])
    }

    /// Describes what is asked for, in Chinese.
    pub fn in_words(&self) -> String {
        let mut parts = Vec::new();
        if !self.paths.is_empty() {
            parts.push(
                self.paths.iter().map(|path| if path.is_empty() { "." } else { path }).collect::<Vec<_>>().join("、"),
            );
        }
        if !self.columns.is_empty() {
            parts.push(format!("栏目 {}", self.columns.join("、")));
        }
        if let Some(since) = self.since {
            parts.push(format!("{} 以来", since.format("%Y年%-m月%-d日")));
        }
        if !self.codes.is_empty() {
            parts.push(format!("只查 {}", self.codes.join("、")));
        }
        if parts.is_empty() { "全部稿件和设置".to_owned() } else { parts.join("；") }
    }

    /// The files that a mistake names: its own, and those of other places that belong to it.
    fn paths_named<'a>(&'a self, d: &'a Diagnostic) -> impl Iterator<Item = &'a str> {
        let related = d.related.iter().map(|related| &related.place);
        std::iter::once(&d.place).chain(related).filter_map(|place| match place {
            Place::Site => None,
            Place::File(path) => Some(path.as_str()),
            Place::At(span) => Some(self.sources.text(span.file).path.as_str()),
        })
    }

    fn is_in_column(&self, path: &str) -> bool {
        let below = path.strip_prefix("content/").unwrap_or_default();
        self.columns.iter().any(|directory| is_at(below, directory))
    }

    /// Returns whether one of the stories that are named is new enough, or none of them has a date.
    fn is_recent(&self, named: &[&str]) -> bool {
        let Some(since) = self.since else { return true };
        let mut days = named.iter().filter_map(|path| self.days.get(path)).peekable();
        days.peek().is_none() || days.any(|day| *day >= since)
    }
}

/// Returns whether a path is another one or lies below it; everything lies below the empty one.
fn is_at(path: &str, below: &str) -> bool {
    path.strip_prefix(below).is_some_and(|rest| below.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// The path below the bulletin's root of a file or a directory that an argument names, from the working directory or from
/// the root, with either kind of slash.
fn find_path(file: &Path, root: &Path, sources: &Sources) -> Result<String, Box<Diagnostic>> {
    let typed = file.to_string_lossy();
    let turned = PathBuf::from(typed.replace('\\', "/"));
    let candidates = [file.to_owned(), root.join(file), turned.clone(), root.join(&turned)];
    let Some(found) = candidates.iter().find(|path| path.symlink_metadata().is_ok()) else {
        let near = find_near_path(&turned.to_string_lossy(), sources);
        return Err(Box::new(catalog::nothing_to_check(&typed, false, near)));
    };

    let below = path_below(root, found).filter(|below| is_checked(below));
    below.ok_or_else(|| Box::new(catalog::nothing_to_check(&typed, true, None)))
}

/// Returns whether a path below the root is one that is checked.
fn is_checked(below: &str) -> bool {
    let top = below.split('/').next().unwrap_or_default();
    below.is_empty()
        || CHECKED_DIRECTORIES.contains(&top)
        || CHECKED_FILES.contains(&below)
        || LEXICON_TABLES.contains(&below)
}

/// Returns the path of the text that was probably meant: one of that name somewhere else, or one that is nearly called so.
fn find_near_path<'s>(typed: &str, sources: &'s Sources) -> Option<&'s str> {
    let name = typed.rsplit('/').next().unwrap_or(typed);
    let mut paths = sources.iter().map(|(_, text)| text.path.as_str());
    let same_name = paths.find(|path| path.rsplit('/').next() == Some(name));
    same_name.or_else(|| nearest(typed, sources.iter().map(|(_, text)| text.path.as_str())))
}

fn find_column<'s>(name: &str, site: &'s Site) -> Result<&'s str, Box<Diagnostic>> {
    let column = site.columns.iter().find(|column| column.directory == *name || column.name == *name);
    let column = column.ok_or_else(|| Box::new(catalog::no_such_selection("--column", name)))?;
    Ok(&column.directory)
}

/// Returns whether a character stands between two codes.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | ';' | '；') || c.is_whitespace()
}

fn find_code(code: &str) -> Result<Code, Box<Diagnostic>> {
    match catalog::find_entry(&code.to_uppercase()) {
        Some(entry) => Ok(entry.code),
        None => {
            let near = explain::find_explanation(code).err().flatten();
            Err(Box::new(catalog::unknown_code(code, near.as_deref())))
        }
    }
}

/// The days of the stories whose dates can be read, by path.
fn days_of_stories(site: &Site) -> HashMap<&str, NaiveDate> {
    let held = site.held.iter().map(|held| &*held.story);
    let stories = site.stories.iter().map(|story| &**story).chain(held);
    let dated = stories.filter(|story| story.front.date.span().is_some());
    dated.map(|story| (story.path.as_str(), story.front.date.at.date_naive())).collect()
}
