//! The use of files below `content/`: which ones readers are led to, and which nothing leads to.
//!
//! A file is led to by links and pictures of bodies, covers, tables that charts are drawn from, introductions of columns
//! and settings. What a linked file leads to itself is not looked at: an attached web page is no story.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::mentions::{HtmlPage, MentionFinder};
use super::near_names;
use crate::config::Config;
use crate::model::Site;
use crate::parse::{LinkTarget, Story, StoryBody};

/// Files by what leads to them, by their paths in the output.
#[derive(Default)]
pub(super) struct FileReferences<'s> {
    /// Shown on a page.
    pub(super) pictures: HashSet<&'s str>,
    /// Shown where a link to a page is shared.
    pub(super) shared: HashSet<&'s str>,
    /// Linked, or the source of a chart.
    linked: HashSet<&'s str>,
    /// Named by an address that is written out in HTML.
    mentioned: HashSet<String>,
}

/// Whether a file below `content/` is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileStatus {
    /// A published story, an introduction or a setting leads to it.
    Published,
    /// Only drafts, scheduled and expired stories lead to it.
    Withheld,
    /// Nothing leads to it.
    Unused,
}

/// All files that anything leads to.
pub(super) struct FileUsage<'s> {
    pub(super) published: FileReferences<'s>,
    withheld: FileReferences<'s>,
    /// References to no file, by their directories: to pages, and dead ones.
    other: HashMap<String, Vec<&'s str>>,
    /// The forms of the names of those.
    other_names: HashSet<String>,
}

impl<'s> FileUsage<'s> {
    pub(super) fn new(site: &'s Site) -> Self {
        let mut usage = Self {
            published: published_files(site),
            withheld: FileReferences::default(),
            other: HashMap::new(),
            other_names: HashSet::new(),
        };
        for held in &site.held {
            usage.withheld.add_story(&held.story);
        }

        let outputs = site.assets.iter().filter_map(|asset| below_content(&asset.path));
        let open: HashSet<&str> = outputs.filter(|output| !usage.published.has_file(output)).collect();
        // There are seldom any.
        if !open.is_empty() {
            usage.add_mentions(site, &open);
            usage.add_other(site);
        }
        usage
    }

    /// Collects references to no file.
    fn add_other(&mut self, site: &'s Site) {
        let outputs = site.assets.iter().filter_map(|asset| asset.path.split_once('/'));
        let files: HashSet<&str> = outputs.map(|(_, output)| output).collect();

        let references = self.published.named_files().chain(self.withheld.named_files());
        for reference in references.filter(|reference| !files.contains(reference)) {
            self.other.entry(near_names::directory_form(reference)).or_default().push(reference);
            self.other_names.insert(near_names::name_form(reference));
        }
    }

    /// Looks through the HTML of bodies for files that no link leads to.
    fn add_mentions(&mut self, site: &'s Site, open: &HashSet<&str>) {
        let finder = MentionFinder::new(&site.config);
        let published = &mut self.published.mentioned;

        for story in &site.stories {
            finder.add_from_html(story_page(story), &story.body.html, open, published);
        }
        for column in &site.columns {
            if let Some(body) = &column.introduction {
                let front = format!("{}/index.html", column.directory);
                let page = HtmlPage { source: &front, address: &front };
                finder.add_from_html(page, &body.html, open, published);
            }
        }
        if let Some(government) = &site.config.government {
            finder.add_address(HtmlPage::default(), &government.report, open, published);
        }

        for held in &site.held {
            let page = story_page(&held.story);
            finder.add_from_html(page, &held.story.body.html, open, &mut self.withheld.mentioned);
        }
    }

    /// Returns whether the file at a path below `content/` is published.
    pub(super) fn file_status(&self, output: &str) -> FileStatus {
        if self.published.has_file(output) {
            FileStatus::Published
        } else if self.withheld.has_file(output) || self.is_misspelt(output) {
            FileStatus::Withheld
        } else {
            FileStatus::Unused
        }
    }

    /// Whether a story names a file that is not there and that this one was probably meant by: that is said of the link,
    /// with the right name.
    fn is_misspelt(&self, output: &str) -> bool {
        // A file of that name is in another directory.
        if self.other_names.contains(&near_names::name_form(output)) {
            return true;
        }
        self.other.get(&near_names::directory_form(output)).into_iter().flatten().any(|reference| {
            near_names::differ_only_in_form(reference, output)
                || near_names::was_cut_off(reference, output)
                || near_names::nearly_named(reference, std::iter::once(output)).is_some()
        })
    }
}

impl<'s> FileReferences<'s> {
    fn add_story(&mut self, story: &'s Story) {
        self.add_body(&story.body);

        let cover = story.front.cover.as_ref().map(|cover| cover.image.as_str());
        self.pictures.extend(cover);
        self.shared.extend(cover);
        self.linked.extend(story.front.figures.tables.iter().filter_map(|table| below_content(table)));
    }

    fn add_body(&mut self, body: &'s StoryBody) {
        for link in &body.links {
            match &link.target {
                LinkTarget::Picture(output) => self.pictures.insert(output),
                LinkTarget::Output(output) => self.linked.insert(output),
                LinkTarget::Here | LinkTarget::Story(_) => false,
            };
        }
        self.linked.extend(body.tables.iter().filter_map(|table| below_content(table)));
    }

    /// Iterates over everything that is shown or linked by its name, whether it is there or not.
    fn named_files(&self) -> impl Iterator<Item = &'s str> {
        self.pictures.iter().chain(&self.linked).copied()
    }

    fn has_file(&self, output: &str) -> bool {
        self.pictures.contains(output) || self.linked.contains(output) || self.mentioned.contains(output)
    }
}

/// Returns the files that a story shows or offers, by their paths in the output: of links those that are among `outputs`,
/// and the pictures and tables that it names whether they are there or not.
pub fn story_files<'s>(config: &Config, story: &'s Story, outputs: &HashSet<&str>) -> Vec<Cow<'s, str>> {
    let mut references = FileReferences::default();
    references.add_story(story);

    let mut mentioned = HashSet::new();
    MentionFinder::new(config).add_from_html(story_page(story), &story.body.html, outputs, &mut mentioned);

    let tables = story.front.figures.tables.iter().chain(&story.body.tables).filter_map(|table| below_content(table));
    let named: HashSet<&str> = references.pictures.into_iter().chain(tables).collect();
    let linked = references.linked.into_iter().filter(|output| outputs.contains(output));
    let files: BTreeSet<Cow<str>> =
        named.into_iter().chain(linked).map(Cow::Borrowed).chain(mentioned.into_iter().map(Cow::Owned)).collect();
    files.into_iter().collect()
}

/// Collects the files that published stories, introductions and settings lead to.
fn published_files(site: &Site) -> FileReferences<'_> {
    let mut published = FileReferences::default();
    for story in &site.stories {
        published.add_story(story);
    }
    for body in site.columns.iter().filter_map(|column| column.introduction.as_ref()) {
        published.add_body(body);
    }

    let share_image = site.config.share_image.as_ref().map(|(path, _)| path.as_str());
    published.linked.extend(share_image);
    published.shared.extend(share_image);
    published
}

fn story_page(story: &Story) -> HtmlPage<'_> {
    HtmlPage { source: &story.path, address: story.address.as_str() }
}

fn below_content(path: &str) -> Option<&str> {
    path.strip_prefix("content/")
}
