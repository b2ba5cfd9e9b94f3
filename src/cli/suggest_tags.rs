//! `jianbao suggest-tags`: tags for one story. Changes nothing.

use std::path::Path;

use super::{Format, Status, SuggestTagsArguments, output, report};
use crate::address;
use crate::diagnostic::catalog::phrases;
use crate::diagnostic::plain::{one_line, printable};
use crate::diagnostic::{Diagnostic, Lang, Place, catalog};
use crate::disk;
use crate::model::suggest::TagSuggestions;
use crate::parse;
use crate::pipeline::prepare;
use crate::search::Segmenter;
use crate::source::Sources;

pub(super) fn suggest_tags(arguments: &SuggestTagsArguments, lang: Lang) -> Status {
    let root = &arguments.site.root;
    let refused = |mistakes: Vec<Diagnostic>, sources: &Sources| {
        report(mistakes, sources, lang, Format::Human);
        Status::Failed
    };
    let path = match story_path(&arguments.file, root) {
        Ok(path) => path,
        Err(mistake) => return refused(vec![*mistake], &Sources::default()),
    };
    let (input, unread) = disk::read(root);
    let segmenter = Segmenter::new();
    // Mistakes in other stories are no reason not to help with this one; `check` tells them.
    let prepared = prepare(input, arguments.site.edition(), Some(&segmenter), None);
    let site = &prepared.bulletin.site;
    let held = site.held.iter().map(|held| &held.story);
    let Some(story) = site.stories.iter().chain(held).find(|story| story.path == path) else {
        let sources = &prepared.bulletin.sources;
        let here = |d: &Diagnostic| match &d.place {
            Place::File(file) => *file == path,
            Place::At(span) => sources.text(span.file).path == path,
            Place::Site => false,
        };
        let mistakes = unread.into_iter().chain(prepared.diagnostics).filter(here).collect();
        return refused(mistakes, &prepared.bulletin.sources);
    };
    let suggestions = prepared.bulletin.suggest_tags(story, &segmenter);
    let text = &prepared.bulletin.sources.text(story.file).text;
    // In a front matter with Chinese keys the line would be a second one.
    let key = if text.lines().any(|line| line.starts_with("标签:")) { "标签" } else { "tags" };
    let said = say(&story.front.title, &suggestions, key, lang);
    output::line(&printable(&said));
    Status::Done
}

/// The path below the root of the story that an argument names.
pub(super) fn story_path(file: &Path, root: &Path) -> Result<String, Box<Diagnostic>> {
    let refuse = |why| Err(Box::new(catalog::not_a_story(&file.display().to_string(), &why)));
    let Some(found) = [file.to_owned(), root.join(file)].into_iter().find(|path| path.exists()) else {
        return refuse(phrases::no_such_file());
    };
    if !found.is_file() {
        return refuse(phrases::is_a_directory());
    }
    let below = || {
        // The directory alone: what a symbolic link leads to lies somewhere else.
        let directory = found.parent().filter(|path| *path != Path::new("")).unwrap_or(Path::new("."));
        let directory = directory.canonicalize().ok()?;
        let path = directory.join(found.file_name()?);
        let parts: Option<Vec<&str>> =
            path.strip_prefix(root.canonicalize().ok()?).ok()?.iter().map(|part| part.to_str()).collect();
        Some(address::to_nfc(&parts?.join("/")))
    };
    match below() {
        Some(path) if parse::is_introduction(&path) => refuse(phrases::introduces_a_column()),
        Some(path) if parse::is_story(&path) => Ok(path),
        Some(path) if path.starts_with("content/") => refuse(phrases::must_end_in_md()),
        _ => refuse(phrases::is_outside_of_content()),
    }
}

fn say(title: &str, suggestions: &TagSuggestions, key: &str, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let title = one_line(title);
    let list = |names: &[String]| {
        names.iter().map(|name| one_line(name)).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    let mut lines = vec![if zh { format!("《{title}》") } else { format!("“{title}”") }];
    lines.push(match (suggestions.existing.is_empty(), zh) {
        (true, true) => "这篇稿件还没有标签".to_owned(),
        (true, false) => "the story has no tags yet".to_owned(),
        (false, true) => format!("已有的标签（不再建议）：{}", list(&suggestions.existing)),
        (false, false) => format!("tags that it has (not proposed again): {}", list(&suggestions.existing)),
    });
    lines.push(if zh { "站内已有的标签：" } else { "tags of the site that fit:" }.to_owned());
    for tag in &suggestions.site_tags {
        lines.push(if zh {
            format!("  {}（{} 篇）", one_line(&tag.name), tag.stories)
        } else {
            format!(
                "  {} ({} {})",
                one_line(&tag.name),
                tag.stories,
                if tag.stories == 1 { "story" } else { "stories" }
            )
        });
    }
    if suggestions.site_tags.is_empty() {
        lines.push(if zh { "  没有合适的标签" } else { "  no tag of the site fits" }.to_owned());
    }
    lines.push(if zh { "新标签可用的词：" } else { "words for a new tag:" }.to_owned());
    lines.extend(suggestions.new_words.iter().map(|word| format!("  {}", one_line(word))));
    if suggestions.new_words.is_empty() {
        lines.push(if zh { "  没有合适的词" } else { "  none" }.to_owned());
    }
    let line: Vec<String> = suggestions.tag_line().into_iter().map(yaml).collect();
    if !line.is_empty() {
        lines.push(if zh { "可以贴进稿件头的一行：" } else { "a line for the front matter:" }.to_owned());
        lines.push(one_line(&format!("{key}: [{}]", line.join(", "))));
    }
    lines.join("\n")
}

/// A tag as an item of a YAML list. One of letters and digits needs no quotes: every item is read as text.
fn yaml(tag: &str) -> String {
    let plain =
        tag.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '+') && tag.starts_with(char::is_alphanumeric);
    if plain { tag.to_owned() } else { format!("'{}'", tag.replace('\'', "''")) }
}
