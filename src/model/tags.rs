//! Tags (标签): merged, named and filed as `tags.yaml` says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::{TagDetail, TagSettings};
use crate::diagnostic::{Diagnostic, Place, catalog};
use crate::model::StoryIx;
use crate::naming::{self, Naming, ReadName};
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
    /// Its name in the address of earlier versions, where that was another one.
    pub former_slug: Option<String>,
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
    let mut read: Vec<ReadTag> = used.into_iter().map(|tag| ReadTag::new(settings, naming, tag)).collect();
    // Whose address is what it always was has a better claim to it than who comes to it by another reading.
    read.sort_by_key(|tag| tag.former_slug.is_some());

    let mut names_by_slug: BTreeMap<String, &str> = BTreeMap::new();
    let mut entries = Vec::with_capacity(read.len());
    for mut tag in read {
        tag.report_doubtful_reading(diagnostics);
        let name = tag.used.name;
        if tag.slug.as_ref().is_some_and(|slug| names_by_slug.contains_key(slug)) && tag.former_slug.is_some() {
            tag.slug = tag.former_slug.take();
        }
        let Some(slug) = tag.slug.take() else {
            diagnostics.push(catalog::bad_tag(tag.used.place, name));
            continue;
        };
        if let Some(other) = names_by_slug.insert(slug.clone(), name) {
            diagnostics.push(catalog::tag_addresses_collide(tag.used.place, name, other, &slug));
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

/// A tag with its address and order, as the settings say or as it is read.
struct ReadTag<'s> {
    used: UsedTag<'s>,
    detail: Option<&'s TagDetail>,
    slug: Option<String>,
    /// The slug that earlier versions made of the name, where it is another one.
    former_slug: Option<String>,
    sort_key: String,
}

impl<'s> ReadTag<'s> {
    fn new(settings: &'s TagSettings, naming: Naming, used: UsedTag<'s>) -> Self {
        let detail = settings.details.get(used.name);
        let own_slug = detail.and_then(|detail| detail.slug.as_deref());
        let own_sort = detail.and_then(|detail| detail.sort.as_deref());
        let spelled = own_sort.and_then(|sort| ReadName::from_spelling(used.name, sort));

        let slug = match (own_slug, &spelled) {
            (None, Some(spelled)) if naming == Naming::Pinyin => spelled.to_slug(),
            _ => naming::make_slug(own_slug.unwrap_or(used.name), naming),
        };
        let by_character = naming::make_slug(used.name, Naming::Characters);
        let has_former_slug = naming == Naming::Pinyin && own_slug.is_none() && by_character != slug;
        let sort_key = match spelled {
            Some(spelled) => spelled.to_sort_key(),
            None => naming::pinyin_sort_key(own_sort.unwrap_or(used.name)),
        };

        Self { used, detail, slug, former_slug: by_character.filter(|_| has_former_slug), sort_key }
    }

    /// Reports a reading that is only a guess, where the settings do not say it.
    fn report_doubtful_reading(&self, diagnostics: &mut Vec<Diagnostic>) {
        let name = self.used.name;
        if self.detail.is_some_and(|detail| detail.sort.is_some()) {
            return;
        }
        let Some(readings) = naming::doubtful_readings(name) else { return };

        let spelling = self.sort_key.strip_suffix(name).unwrap_or(&self.sort_key).trim_end();
        diagnostics.push(catalog::doubtful_reading(self.used.place.clone(), name, &readings, spelling));
    }
}

/// A tag with the key that it is sorted by.
struct SortedTag {
    sort_key: String,
    entry: TagEntry,
}

impl SortedTag {
    fn new(settings: &TagSettings, naming: Naming, tag: ReadTag, slug: String) -> Self {
        let name = tag.used.name;
        let entry = TagEntry {
            name: name.to_owned(),
            initial: naming::initial_of(&tag.sort_key),
            description: tag.detail.map_or_else(String::new, |detail| detail.description.clone()),
            stories: tag.used.stories,
            old_slugs: old_slugs(settings, naming, name, &slug),
            former_slug: tag.former_slug,
            place: tag.used.place,
            slug,
        };
        Self { sort_key: tag.sort_key, entry }
    }
}

/// Returns the slugs of names that were merged into a tag, but for its own.
fn old_slugs(settings: &TagSettings, naming: Naming, name: &str, slug: &str) -> Vec<String> {
    let merged = settings.merged.iter().filter(|(_, to)| *to == name);
    let mut slugs: Vec<String> =
        merged.filter_map(|(old, _)| naming::make_slug(old, naming)).filter(|old| old != slug).collect();

    slugs.sort();
    slugs.dedup();
    slugs
}
