//! Where lines of the plain text begin and end, and what follows on the same one.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::markdown::rewrite::Events;

/// Blocks whose paragraphs are not the story's running text.
pub(super) fn is_aside(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::Table | TagEnd::DefinitionList
    )
}

/// Blocks before which the plain text begins a new line.
pub(super) fn begins_line(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::List(_) | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::Heading { .. } | Tag::Table(_) | Tag::Paragraph
    )
}

/// Blocks after which the plain text begins a new line.
pub(super) fn ends_line(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// Returns the text behind an event on the same line, through emphasis, links and notes: as much as it
/// takes to tell whether it is Chinese.
pub(super) fn following_text(events: &mut Events) -> String {
    let mut text = String::new();
    for n in 0..64 {
        match events.peek(n) {
            Some(Event::Text(words) | Event::Code(words)) => text.extend(words.chars().take(64)),
            Some(
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
                | Event::FootnoteReference(_)
                | Event::InlineHtml(_),
            ) => continue,
            _ => break,
        }

        if text.len() > 64 {
            break;
        }
    }
    text
}
