//! Files of a bulletin by their names alone, as Obsidian's links have them.

use std::collections::HashMap;

use crate::address;
use crate::parse::Rules;
use crate::source::Sources;

/// The files that a name may stand for in a story.
#[derive(Clone, Copy)]
pub struct FileNames<'a> {
    /// The path of the story.
    path: &'a str,
    sources: &'a Sources,
    /// Pictures by their paths in the output.
    pictures: &'a HashMap<String, (u32, u32)>,
}

/// The outcome of looking for a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NameMatch {
    /// A link leads there from the story: a path from the root of `content/`, with a `/` before it.
    One(String),
    /// There are several, such as these two.
    Several(String, String),
    Nothing,
}

impl<'a> FileNames<'a> {
    /// For the story at a path.
    pub fn new(path: &'a str, rules: &'a Rules<'a>) -> Self {
        Self { path, sources: rules.sources, pictures: rules.pictures }
    }

    /// Finds the story of a name: the end of a path, with or without `.md`. One beside this story comes first.
    pub(super) fn find_story(&self, name: &str) -> NameMatch {
        let name = address::to_nfc(name.strip_suffix(".md").unwrap_or(name));
        let wanted = format!("{}.md", name.trim_start_matches("./").trim_start_matches('/'));
        let paths = self.sources.paths_ending_with(&wanted);
        self.choose(paths.iter().filter_map(|path| path.strip_prefix("content/")))
    }

    /// Finds the picture of a name, or of the end of a path.
    pub(super) fn find_picture(&self, name: &str) -> NameMatch {
        let name = address::to_nfc(name);
        let wanted = name.trim_start_matches("./").trim_start_matches('/');
        let beside = format!("{}/{wanted}", self.column());
        if self.pictures.contains_key(&beside) {
            return NameMatch::One(format!("/{beside}"));
        }

        let mut paths: Vec<&str> =
            self.pictures.keys().filter(|path| is_end_of(path, wanted)).map(String::as_str).collect();
        paths.sort_unstable();
        self.choose(paths.into_iter())
    }

    fn column(&self) -> &str {
        let below = self.path.strip_prefix("content/").unwrap_or(self.path);
        below.rsplit_once('/').map_or("", |(column, _)| column)
    }

    /// Chooses the one beside the story, or the only one.
    fn choose<'p>(&self, paths: impl Iterator<Item = &'p str>) -> NameMatch {
        let all: Vec<&str> = paths.collect();
        let beside = all.iter().find(|path| path.rsplit_once('/').is_some_and(|(column, _)| column == self.column()));
        match (beside, &all[..]) {
            (Some(path), _) => NameMatch::One(format!("/{path}")),
            (None, []) => NameMatch::Nothing,
            (None, [path]) => NameMatch::One(format!("/{path}")),
            (None, [first, second, ..]) => NameMatch::Several((*first).to_owned(), (*second).to_owned()),
        }
    }
}

/// Returns whether a path ends with whole names of another.
fn is_end_of(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
