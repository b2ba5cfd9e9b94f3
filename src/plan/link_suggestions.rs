//! LinkSuggestions for links that lead nowhere: the story or file that was probably meant, as it is to be written.

use std::cell::Cell;

use super::near_names::{self, split_path};
use super::{Plan, Route};
use crate::address::Address;
use crate::diagnostic::nearest;
use crate::model::Site;
use crate::parse::link;
use crate::picture::Variant;

/// LinkSuggestions in one run: each looks through the whole site.
const MAX_LINK_SUGGESTIONS: usize = 100;

/// Makes suggestions, up to a number of them.
pub(super) struct LinkSuggestions<'s> {
    site: &'s Site,
    plan: &'s Plan,
    made: Cell<usize>,
}

impl<'s> LinkSuggestions<'s> {
    pub(super) fn new(site: &'s Site, plan: &'s Plan) -> Self {
        Self { site, plan, made: Cell::new(0) }
    }

    /// Whether each of so many mistakes may have a suggestion, so that none depends on the others.
    pub(super) fn are_enough_for(mistakes: usize) -> bool {
        mistakes < MAX_LINK_SUGGESTIONS
    }

    /// Counts one more suggestion, and returns whether it may be looked for.
    pub(super) fn take_one(&self) -> bool {
        self.made.replace(self.made.get() + 1) < MAX_LINK_SUGGESTIONS
    }

    /// Returns a story in the same directory with a name that is nearly the same, or one whose path differs only in case.
    pub(super) fn similar_story(&self, path: &str) -> Option<String> {
        if !self.take_one() {
            return None;
        }

        let (directory, name) = path.rsplit_once('/')?;
        // Of the stem alone: the extension is the same for all and would make all alike.
        let stem = name.trim_end_matches(".md");
        let names = self.site.stories.iter().filter_map(|story| story.path.rsplit_once('/'));
        let names: Vec<&str> = names.filter(|(other, _)| *other == directory).map(|(_, name)| name).collect();

        let near = nearest(stem, names.iter().map(|name| name.trim_end_matches(".md")));
        let near = near.and_then(|near| names.into_iter().find(|name| name.trim_end_matches(".md") == near));
        near.map(str::to_owned).or_else(|| self.story_in_other_case(path))
    }

    fn story_in_other_case(&self, path: &str) -> Option<String> {
        let lower = path.to_lowercase();
        let same = self.site.stories.iter().find(|story| story.path.to_lowercase() == lower)?;
        same.path.strip_prefix("content").map(str::to_owned)
    }

    /// Returns the page that was meant by a path without its file_extension.
    pub(super) fn similar_page(&self, output: &str, written: &str) -> Option<String> {
        if self.plan.route_at(&format!("{output}/index.html")).is_some() {
            return Some(format!("{written}/"));
        }
        self.plan.route_at(&format!("{output}.html")).is_some().then(|| format!("{written}.md"))
    }

    /// Returns the file of the output that was probably meant: one whose path differs only in case, width of characters or
    /// direction of slashes, one whose name goes on with `#` or `?`, or one of the same directory whose name is nearly the
    /// same.
    pub(super) fn similar_file(&self, output: &str) -> Option<String> {
        if !self.take_one() {
            return None;
        }

        let in_other_form = self.all_paths().find(|path| near_names::differ_only_in_form(output, path));
        let other = in_other_form.or_else(|| self.all_paths().find(|path| near_names::was_cut_off(output, path)));
        if let Some(path) = other.or_else(|| self.same_name_elsewhere(output)) {
            return Some(written_from(split_path(output).0, path));
        }

        near_names::nearly_named(output, self.file_paths()).map(|path| link::encode_path(split_path(path).1))
    }

    /// Returns the only file of another directory that has the same name.
    fn same_name_elsewhere(&self, output: &str) -> Option<&'s str> {
        let name = near_names::name_form(output);
        let mut found = self.file_paths().filter(|path| near_names::name_form(path) == name);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Iterates over the addresses of everything that is there, published or not.
    fn all_paths(&self) -> impl Iterator<Item = &'s str> {
        let published = self.plan.routes().iter().map(|(address, _)| address);
        published.chain(&self.plan.withheld).map(Address::as_str)
    }

    /// Iterates over the addresses of files of the bulletin, published or not.
    fn file_paths(&self) -> impl Iterator<Item = &'s str> {
        let published = self.plan.routes().iter().filter_map(|(address, route)| match route {
            Route::Asset(_) | Route::Picture(_, Variant::Clean) => Some(address),
            _ => None,
        });
        published.chain(&self.plan.withheld).map(Address::as_str)
    }
}

/// Writes the path of a file as it stands in a link: from a directory if the file is in it or below, else from the root.
fn written_from(directory: &str, path: &str) -> String {
    let below = path.strip_prefix(directory).and_then(|below| below.strip_prefix('/'));
    match below.filter(|_| !directory.is_empty()) {
        Some(below) => link::encode_path(below),
        None => format!("/{}", link::encode_path(path)),
    }
}
