//! `jianbao suggest-tags`: tags for one story. Changes nothing.

use std::path::PathBuf;

use super::arguments::SiteArguments;
use super::bulletin::{OpenOptions, OpenedBulletin};
use super::console::Console;
use super::story_path::{concerns_file, find_story_path};
use super::{Outcome, Status, output};
use crate::diagnostic::Lang;
use crate::diagnostic::plain::{one_line, printable};
use crate::memo::Memo;
use crate::model::suggest::TagSuggestions;
use crate::search::Segmenter;
use crate::yaml;

#[derive(clap::Args)]
pub(super) struct SuggestTagsArguments {
    /// 稿件：从当前目录或简报目录起的路径
    file: PathBuf,
    #[command(flatten)]
    site: SiteArguments,
}

pub(super) fn run_suggest_tags(arguments: &SuggestTagsArguments, console: Console) -> Outcome {
    let root = &arguments.site.root;
    let path = find_story_path(&arguments.file, root).map_err(|mistake| console.refuse(*mistake))?;

    let segmenter = Segmenter::new();
    let OpenedBulletin { bulletin, mut diagnostics, .. } = OpenedBulletin::open(OpenOptions {
        root,
        edition: arguments.site.to_edition(),
        segmenter: Some(&segmenter),
        memo: Memo::default(),
        base_url: None,
    });
    let held = bulletin.site.held.iter().map(|held| &held.story);
    let Some(story) = bulletin.site.stories.iter().chain(held).find(|story| story.path == path) else {
        // Mistakes in other stories are no reason not to help with this one; `check` tells them.
        diagnostics.retain(|mistake| concerns_file(mistake, &path, &bulletin.sources));
        return Err(console.refuse_with(diagnostics, &bulletin.sources));
    };

    let suggestions = bulletin.suggest_tags(story, &segmenter);
    // In a front matter with Chinese keys, a line with an English one would set the tags twice.
    let text = &bulletin.sources.text(story.file).text;
    let key = if text.lines().any(|line| line.starts_with("标签:")) { "标签" } else { "tags" };
    let text = suggestions_text(&story.front.title, &suggestions, key, console);
    output::print_line(&printable(&text));
    Ok(Status::Done)
}

fn suggestions_text(title: &str, suggestions: &TagSuggestions, key: &str, console: Console) -> String {
    let title = one_line(title);
    let mut lines = vec![match console.lang {
        Lang::Zh => format!("《{title}》"),
        Lang::En => format!("“{title}”"),
    }];
    lines.push(present_tags_line(suggestions, console));

    lines.push(console.pick("站内已有的标签：", "tags of the site that fit:").to_owned());
    for tag in &suggestions.site_tags {
        let name = one_line(&tag.name);
        lines.push(match (console.lang, tag.stories) {
            (Lang::Zh, stories) => format!("  {name}（{stories} 篇）"),
            (Lang::En, 1) => format!("  {name} (1 story)"),
            (Lang::En, stories) => format!("  {name} ({stories} stories)"),
        });
    }
    if suggestions.site_tags.is_empty() {
        lines.push(console.pick("  没有合适的标签", "  no tag of the site fits").to_owned());
    }

    lines.push(console.pick("新标签可用的词：", "words for a new tag:").to_owned());
    lines.extend(suggestions.new_words.iter().map(|word| format!("  {}", one_line(word))));
    if suggestions.new_words.is_empty() {
        lines.push(console.pick("  没有合适的词", "  none").to_owned());
    }

    let items: Vec<String> = suggestions.tag_line().into_iter().map(yaml::quote_if_needed).collect();
    if !items.is_empty() {
        lines.push(console.pick("可以贴进稿件头的一行：", "a line for the front matter:").to_owned());
        lines.push(one_line(&format!("{key}: [{}]", items.join(", "))));
    }
    lines.join("\n")
}

/// The line about the tags that the story has already.
fn present_tags_line(suggestions: &TagSuggestions, console: Console) -> String {
    if suggestions.existing.is_empty() {
        return console.pick("这篇稿件还没有标签", "the story has no tags yet").to_owned();
    }
    let names: Vec<String> = suggestions.existing.iter().map(|name| one_line(name)).collect();
    let head = console.pick("已有的标签（不再建议）：", "tags that it has (not proposed again): ");
    format!("{head}{}", names.join(console.pick("、", ", ")))
}
