//! Tags (标签): merged, named and filed as `tags.yaml` says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::address::{self, Naming};
use crate::config::TagSettings;
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::StoryIx;
use crate::parse::Story;

/// A tag with its stories.
#[derive(Clone, Debug)]
pub struct TagEntry {
    /// Its right name.
    pub name: String,
    /// Its name in the address.
    pub slug: String,
    /// `A`–`Z` or `#`.
    pub initial: char,
    /// Its description.
    pub description: String,
    /// Newest first.
    pub stories: Vec<StoryIx>,
    /// Addresses of names that were merged into it.
    pub old_slugs: Vec<String>,
    /// Where it is used first, for mistakes.
    pub place: Place,
}

/// Makes the tags that published stories have, by sort key. Tags that only stories to come have are checked as well, since
/// they come with them.
pub(super) fn assemble_tags(
    settings: &TagSettings,
    naming: Naming,
    stories: &[Arc<Story>],
    coming: &[&Story],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TagEntry> {
    let used = UsedTags::collect(settings, stories, coming);
    let mut names_by_slug: BTreeMap<String, &str> = BTreeMap::new();
    let mut entries = Vec::with_capacity(used.len());

    for tag in used {
        let wanted = settings.details.get(tag.name).and_then(|detail| detail.slug.as_deref()).unwrap_or(tag.name);
        let Some(slug) = address::make_slug(wanted, naming) else {
            diagnostics.push(catalog::bad_tag(tag.place, tag.name));
            continue;
        };
        if let Some(other) = names_by_slug.insert(slug.clone(), tag.name) {
            diagnostics.push(catalog::tag_addresses_collide(tag.place, tag.name, other, &slug));
            continue;
        }
        entries.push(SortedTag::new(settings, naming, tag, slug));
    }

    // `#` stands for all other initials and comes last.
    entries.sort_by(|a, b| (a.entry.initial == '#', &a.sort_key).cmp(&(b.entry.initial == '#', &b.sort_key)));
    entries.into_iter().map(|tag| tag.entry).filter(|entry| !entry.stories.is_empty()).collect()
}

/// A tag as stories use it.
struct UsedTag<'s> {
    name: &'s str,
    /// Where it is used first.
    place: Place,
    stories: Vec<StoryIx>,
}

/// The tags of all stories, each under its right name once.
#[derive(Default)]
struct UsedTags<'s> {
    positions: HashMap<&'s str, usize>,
    tags: Vec<UsedTag<'s>>,
}

impl<'s> UsedTags<'s> {
    /// Collects the tags of stories, sorted by name, so that of two that collide the same one is always reported.
    fn collect(settings: &'s TagSettings, stories: &'s [Arc<Story>], coming: &[&'s Story]) -> Vec<UsedTag<'s>> {
        let mut used = Self::default();

        for (index, story) in StoryIx::enumerate(stories) {
            for written in &story.front.tags {
                let tag = used.find_or_add(settings.canonical_name(written), written.span.into());
                // Two names of one tag may stand on one story.
                if tag.stories.last() != Some(&index) {
                    tag.stories.push(index);
                }
            }
        }

        for written in coming.iter().flat_map(|story| &story.front.tags) {
            used.find_or_add(settings.canonical_name(written), written.span.into());
        }

        used.tags.sort_by(|a, b| a.name.cmp(b.name));
        used.tags
    }

    fn find_or_add(&mut self, name: &'s str, place: Place) -> &mut UsedTag<'s> {
        let position = *self.positions.entry(name).or_insert(self.tags.len());
        if position == self.tags.len() {
            self.tags.push(UsedTag { name, place, stories: Vec::new() });
        }
        &mut self.tags[position]
    }
}

/// A tag with the key that it is sorted by.
struct SortedTag {
    sort_key: String,
    entry: TagEntry,
}

impl SortedTag {
    fn new(settings: &TagSettings, naming: Naming, tag: UsedTag, slug: String) -> Self {
        let detail = settings.details.get(tag.name);
        let sorted_as = detail.and_then(|detail| detail.sort.as_deref()).unwrap_or(tag.name);

        let entry = TagEntry {
            name: tag.name.to_owned(),
            initial: address::pinyin_initial(sorted_as),
            description: detail.map_or_else(String::new, |detail| detail.description.clone()),
            stories: tag.stories,
            old_slugs: old_slugs(settings, naming, tag.name, &slug),
            place: tag.place,
            slug,
        };
        Self { sort_key: address::pinyin_sort_key(sorted_as), entry }
    }
}

/// Returns the slugs of names that were merged into a tag, but for its own.
fn old_slugs(settings: &TagSettings, naming: Naming, name: &str, slug: &str) -> Vec<String> {
    let merged = settings.merged.iter().filter(|(_, to)| *to == name);
    let mut slugs: Vec<String> =
        merged.filter_map(|(old, _)| address::make_slug(old, naming)).filter(|old| old != slug).collect();

    slugs.sort();
    slugs.dedup();
    slugs
}
