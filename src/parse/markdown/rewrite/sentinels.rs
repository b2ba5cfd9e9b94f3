//! Sentinels: characters that stand beside delimiters while a body is parsed, so that the parser takes these for the
//! marks of emphasis, or for text. They are taken out of every event again.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use crate::parse::char_reference;

/// Neither white space nor punctuation for the parser. A noncharacter: no source may hold it.
pub(super) const LETTER_SENTINEL: char = '\u{FDD0}';
/// Stands for a `~` that is text (`上午9~11时`) and not the mark of struck-out words.
pub(super) const TILDE_SENTINEL: char = '\u{FDD2}';
/// Stands for a `*` that is text.
pub(super) const STAR_SENTINEL: char = '\u{FDD3}';
/// Punctuation (category Po) that no Chinese text holds: Duployan punctuation chinook full stop. A source
/// that does is refused.
pub const PUNCTUATION_SENTINEL: char = '\u{1BC9F}';

/// Returns whether a character is one of the sentinels.
pub fn is_sentinel(c: char) -> bool {
    matches!(c, LETTER_SENTINEL | TILDE_SENTINEL | STAR_SENTINEL | PUNCTUATION_SENTINEL)
}

/// Places where a sentinel is written as a character reference, in a source that holds none itself.
pub fn forged_sentinels(source: &str, options: Options) -> Vec<(Range<usize>, char)> {
    let Some((_, forged)) = char_reference::numeric_references(source).find(|(_, c)| is_sentinel(*c)) else {
        return Vec::new();
    };
    // Whether it is one depends on where it stands: in code it is not.
    let events = Parser::new_ext(source, options).into_offset_iter();
    let changed = events.filter_map(|(mut event, range)| {
        let before = event.clone();
        clean_event(&mut event);
        (event != before).then_some((range, forged))
    });
    changed.collect()
}

/// Takes the sentinels out of an event.
pub(super) fn clean_event(event: &mut Event<'_>) {
    match event {
        Event::Text(text)
        | Event::Code(text)
        | Event::Html(text)
        | Event::InlineHtml(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text)
        | Event::FootnoteReference(text)
        | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(text)) | Tag::FootnoteDefinition(text)) => {
            strip_sentinels(text)
        }
        Event::Start(Tag::Link { dest_url, title, id, .. } | Tag::Image { dest_url, title, id, .. }) => {
            [dest_url, title, id].into_iter().for_each(strip_sentinels);
        }
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            id.iter_mut().chain(classes).for_each(strip_sentinels);
            attrs.iter_mut().for_each(|(name, value)| {
                strip_sentinels(name);
                value.iter_mut().for_each(strip_sentinels);
            });
        }
        _ => {}
    }
}

fn strip_sentinels(text: &mut CowStr<'_>) {
    // Sentinels stand beside delimiters, which is where texts begin and end: nothing needs to be copied.
    if let CowStr::Borrowed(text) = text {
        *text = text.trim_matches([LETTER_SENTINEL, PUNCTUATION_SENTINEL]);
    }
    if !holds_sentinel(text) {
        return;
    }

    let kept = text.chars().filter(|c| !matches!(*c, LETTER_SENTINEL | PUNCTUATION_SENTINEL));
    let restored = kept.map(|c| match c {
        TILDE_SENTINEL => '~',
        STAR_SENTINEL => '*',
        c => c,
    });
    *text = restored.collect::<String>().into();
}

/// All sentinels begin with one of two pairs of bytes that Chinese text hardly ever holds. Without a branch the compiler
/// looks at many bytes at a time.
fn holds_sentinel(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .zip(bytes.iter().skip(1))
        .fold(false, |found, (a, b)| found | ((*a == 0xEF) & (*b == 0xB7)) | ((*a == 0xF0) & (*b == 0x9B)))
}
