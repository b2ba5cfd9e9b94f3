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
    /// What it is about.
    pub description: String,
    /// Newest first.
    pub stories: Vec<StoryIx>,
    /// Addresses of names that were merged into it.
    pub old_slugs: Vec<String>,
    /// Where it is used first, for mistakes.
    pub place: Place,
}

/// All tags that a published story has, by sort key.
pub(super) fn assemble_tags(
    settings: &TagSettings,
    naming: Naming,
    stories: &[Arc<Story>],
    coming: &[&Story],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TagEntry> {
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    let mut tags: Vec<(&str, Place, Vec<StoryIx>)> = Vec::new();
    for (ix, story) in (0u32..).zip(stories) {
        for written in &story.front.tags {
            let name = settings.canonical_name(written);
            let at = *by_name.entry(name).or_insert_with(|| {
                tags.push((name, written.span.into(), Vec::new()));
                tags.len() - 1
            });
            let list = &mut tags[at].2;
            if list.last() != Some(&StoryIx(ix)) {
                list.push(StoryIx(ix));
            }
        }
    }
    // Tags that only stories to come have are checked, and come with them.
    for written in coming.iter().flat_map(|story| &story.front.tags) {
        let name = settings.canonical_name(written);
        by_name.entry(name).or_insert_with(|| {
            tags.push((name, written.span.into(), Vec::new()));
            tags.len() - 1
        });
    }
    // By name first, so that of two that collide the same one is always reported.
    tags.sort_by(|a, b| a.0.cmp(b.0));
    let mut slugs: BTreeMap<String, &str> = BTreeMap::new();
    let mut entries = Vec::with_capacity(tags.len());
    for (name, place, stories) in tags {
        let detail = settings.details.get(name);
        let wanted = detail.and_then(|detail| detail.slug.as_deref()).unwrap_or(name);
        let Some(slug) = address::make_slug(wanted, naming) else {
            diagnostics.push(catalog::bad_tag(place, name));
            continue;
        };
        if let Some(other) = slugs.insert(slug.clone(), name) {
            diagnostics.push(catalog::tag_addresses_collide(place, name, other, &slug));
            continue;
        }
        let sort = detail.and_then(|detail| detail.sort.as_deref()).unwrap_or(name);
        let mut old_slugs: Vec<String> = settings
            .merged
            .iter()
            .filter(|(_, to)| *to == name)
            .filter_map(|(old, _)| address::make_slug(old, naming))
            .filter(|old| *old != slug)
            .collect();
        old_slugs.sort();
        old_slugs.dedup();
        let description = detail.map_or_else(String::new, |detail| detail.description.clone());
        let key = address::pinyin_sort_key(sort);
        let entry = TagEntry {
            name: name.to_owned(),
            slug,
            initial: address::pinyin_initial(sort),
            description,
            stories,
            old_slugs,
            place,
        };
        entries.push((key, entry));
    }
    entries.sort_by(|a, b| (a.1.initial == '#', &a.0).cmp(&(b.1.initial == '#', &b.0)));
    entries.into_iter().map(|(_, entry)| entry).filter(|entry| !entry.stories.is_empty()).collect()
}
