//! Which files below `content/` readers are led to, and which nothing leads to.
//!
//! A file is led to by links and pictures of bodies, covers, tables that charts are drawn from, introductions of columns
//! and settings. What a linked file leads to itself is not looked at: an attached web page is no story.

use std::collections::{HashMap, HashSet};

use super::mentions::MentionFinder;
use super::near_names;
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

/// What may become of a file below `content/`.
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
}

impl<'s> FileUsage<'s> {
    pub(super) fn new(site: &'s Site) -> Self {
        let mut published = FileReferences::default();
        site.stories.iter().for_each(|story| published.add_story(story));
        site.columns.iter().filter_map(|column| column.introduction.as_ref()).for_each(|body| published.add_body(body));
        let share_image = site.config.share_image.as_ref().map(|(path, _)| path.as_str());
        published.linked.extend(share_image);
        published.shared.extend(share_image);

        let mut withheld = FileReferences::default();
        site.held.iter().for_each(|held| withheld.add_story(&held.story));

        let mut usage = Self { published, withheld, other: HashMap::new() };
        let outputs = site.assets.iter().filter_map(|asset| below_content(&asset.path));
        let open: HashSet<&str> = outputs.filter(|output| !usage.published.has_file(output)).collect();
        // There are seldom any.
        if !open.is_empty() {
            usage.add_mentions(site, &open);
            usage.add_other(site);
        }
        usage
    }

    fn add_other(&mut self, site: &'s Site) {
        let outputs = site.assets.iter().filter_map(|asset| asset.path.split_once('/'));
        let files: HashSet<&str> = outputs.map(|(_, output)| output).collect();
        let references = self.published.named_files().chain(self.withheld.named_files());
        for reference in references.filter(|reference| !files.contains(reference)) {
            self.other.entry(near_names::directory_form(reference)).or_default().push(reference);
        }
    }

    /// Looks through the HTML of bodies for files that no link leads to.
    fn add_mentions(&mut self, site: &'s Site, open: &HashSet<&str>) {
        let mentions = MentionFinder::new(&site.config);
        let published = &mut self.published.mentioned;
        for story in &site.stories {
            mentions.add_from_html(&story.path, story.address.as_str(), &story.body.html, open, published);
        }
        for column in &site.columns {
            if let Some(body) = &column.introduction {
                let directory = format!("{}/index.html", column.directory);
                mentions.add_from_html(&directory, &directory, &body.html, open, published);
            }
        }
        if let Some(government) = &site.config.government {
            mentions.add_address("", "", &government.report, open, published);
        }

        for held in &site.held {
            let story = &held.story;
            let withheld = &mut self.withheld.mentioned;
            mentions.add_from_html(&story.path, story.address.as_str(), &story.body.html, open, withheld);
        }
    }

    /// What may become of the file at a path below `content/`.
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
        let cover = story.front.cover.as_ref().map(|cover| cover.as_str());
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

    /// Everything that is shown or linked by its name, whether it is there or not.
    fn named_files(&self) -> impl Iterator<Item = &'s str> {
        self.pictures.iter().chain(&self.linked).copied()
    }

    fn has_file(&self, output: &str) -> bool {
        self.pictures.contains(output) || self.linked.contains(output) || self.mentioned.contains(output)
    }
}

fn below_content(path: &str) -> Option<&str> {
    path.strip_prefix("content/")
}
