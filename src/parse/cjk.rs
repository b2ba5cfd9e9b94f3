//! Emphasis beside Chinese punctuation, and line breaks inside Chinese text.
//!
//! CommonMark leaves `推进**“深根计划”**赋能` with its asterisks: it takes the quotation mark for the end of a
//! word. The public *markdown-cjk-friendly* specification amends the rule. Until the Markdown crate has it as
//! an option, [`insert_sentinels`] puts a pair of sentinels beside every delimiter run whose flanking must change, and
//! [`MarkedSource::parse_events`] takes them out of every event again and maps places back to the source.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag};
use unicode_properties::{EmojiStatus, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

use super::char_reference;
use crate::config::LineBreaks;

/// Neither white space nor punctuation for the parser. A noncharacter: no source may hold it.
const LETTER_SENTINEL: char = '\u{FDD0}';
/// Stands for a single `~`, which is text (`上午9~11时`) and not the mark of struck-out words.
const TILDE_SENTINEL: char = '\u{FDD2}';
/// Punctuation (category Po) that no Chinese text holds: Duployan punctuation chinook full stop. A source
/// that does is refused.
pub const PUNCTUATION_SENTINEL: char = '\u{1BC9F}';

/// Returns whether a character is one of the sentinels.
pub fn is_sentinel(c: char) -> bool {
    matches!(c, LETTER_SENTINEL | TILDE_SENTINEL | PUNCTUATION_SENTINEL)
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

/// A source with its sentinels.
pub struct MarkedSource<'s> {
    source: &'s str,
    /// None if there is nothing to change.
    text: Option<String>,
    /// Places in the marked text behind which it is ahead of the source by so many bytes, ascending.
    shifts: Vec<(usize, usize)>,
}

/// Inserts sentinels where the amended rule differs from CommonMark's.
pub fn insert_sentinels(source: &str) -> MarkedSource<'_> {
    let mut marked = MarkedSource { source, text: None, shifts: Vec::new() };
    let bytes = source.as_bytes();
    let mut copied = 0;
    let mut shift = 0;
    let mut at = 0;

    while let Some(found) = memchr::memchr3(b'*', b'_', b'~', &bytes[at..]) {
        let start = at + found;
        let byte = bytes[start];
        let end = start + bytes[start..].iter().take_while(|b| **b == byte).count();
        at = end;

        let escapes = bytes[..start].iter().rev().take_while(|b| **b == b'\\').count();
        if escapes % 2 == 1 {
            continue;
        }

        let run = match (byte, end - start) {
            (b'~', 1) => RunSentinels { before: "", after: "", tilde: true },
            (b'~', n) if n != 2 => continue,
            _ => match sentinels_for_run(source, start, end) {
                Some(run) => run,
                None => continue,
            },
        };

        let text = marked.text.get_or_insert_with(|| String::with_capacity(source.len() + source.len() / 8));
        text.push_str(&source[copied..start]);
        text.push_str(run.before);
        shift += run.before.len();
        record_shift(&mut marked.shifts, text.len(), shift, run.before);
        if run.tilde {
            text.push(TILDE_SENTINEL);
            shift += TILDE_SENTINEL.len_utf8() - 1;
            marked.shifts.push((text.len(), shift));
        } else {
            text.push_str(&source[start..end]);
        }
        text.push_str(run.after);
        shift += run.after.len();
        record_shift(&mut marked.shifts, text.len(), shift, run.after);
        copied = end;
    }
    if let Some(text) = &mut marked.text {
        text.push_str(&source[copied..]);
    }
    marked
}

fn record_shift(ahead: &mut Vec<(usize, usize)>, at: usize, shift: usize, inserted: &str) {
    if !inserted.is_empty() {
        ahead.push((at, shift));
    }
}

/// Sentinels to insert beside a delimiter run.
struct RunSentinels {
    before: &'static str,
    after: &'static str,
    tilde: bool,
}

/// The properties of a character beside a delimiter run.
#[derive(Clone, Copy)]
struct Neighbour {
    space: bool,
    punctuation: bool,
    cjk: bool,
}

/// Returns the sentinels for the run at `start..end`, if the amended rule judges it otherwise than CommonMark.
fn sentinels_for_run(source: &str, start: usize, end: usize) -> Option<RunSentinels> {
    let after = source[end..].chars().next()?;
    let mut back = source[..start].chars().rev();
    let last = back.next()?;

    // Nearly always: both neighbours are letters, or one is white space.
    if last.is_whitespace() || after.is_whitespace() {
        return None;
    }

    let ivs = matches!(last, '\u{E0100}'..='\u{E01EF}');
    let selected = matches!(last, '\u{FE00}'..='\u{FE0E}');
    let base = if selected || ivs { back.next().unwrap_or(last) } else { last };
    // A quotation mark with U+FE01 is full-width by choice.
    let wide_quote = last == '\u{FE01}' && matches!(base, '“' | '”' | '‘' | '’');

    let plain = classify_neighbour(last);
    let b = if selected {
        Neighbour { cjk: classify_neighbour(base).cjk || wide_quote, ..classify_neighbour(base) }
    } else {
        plain
    };
    let a = classify_neighbour(after);
    let left = |b: Neighbour| !a.space && (!a.punctuation || b.space || b.punctuation);
    let right = |b: Neighbour| !b.space && (!b.punctuation || a.space || a.punctuation);
    let left_before = left(plain);
    let right_before = right(plain);
    let left_now = left(b) || (!a.space && (a.cjk || b.cjk || ivs));
    let right_now = right(b) || (!b.space && (b.cjk || a.cjk));

    let underscore = source.as_bytes()[start] == b'_';
    if underscore {
        // Only a mark that was hidden by a selector changes anything for `_`.
        return (selected && b.punctuation && !plain.punctuation).then_some(RunSentinels {
            before: "\u{1BC9F}",
            after: "",
            tilde: false,
        });
    }
    match (left_now && !left_before, right_now && !right_before, right_before && !right_now) {
        (true, ..) => Some(RunSentinels { before: "", after: "\u{FDD0}\u{1BC9F}", tilde: false }),
        (_, true, _) => Some(RunSentinels { before: "\u{1BC9F}\u{FDD0}", after: "", tilde: false }),
        (_, _, true) => Some(RunSentinels { before: "\u{1BC9F}", after: "", tilde: false }),
        _ => None,
    }
}

fn classify_neighbour(c: char) -> Neighbour {
    // What nearly all neighbours are needs no look into the tables.
    match c {
        '\u{4E00}'..='\u{9FFF}' => return Neighbour { space: false, punctuation: false, cjk: true },
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '（' | '）' | '《' | '》' => {
            return Neighbour { space: false, punctuation: true, cjk: true };
        }
        '“' | '”' => return Neighbour { space: false, punctuation: true, cjk: false },
        '0'..='9' | 'A'..='Z' | 'a'..='z' => return Neighbour { space: false, punctuation: false, cjk: false },
        _ => {}
    }

    let group = c.general_category_group();
    Neighbour {
        space: c.is_whitespace(),
        punctuation: matches!(group, GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol),
        cjk: is_hangul(c) || ((c.width() == Some(2) || is_half_width(c)) && !is_emoji(c)),
    }
}

impl<'s> MarkedSource<'s> {
    /// The events of the parser, without sentinels and with places in the source.
    pub fn parse_events(&self, options: Options) -> Events<'_> {
        let text = self.text.as_deref().unwrap_or(self.source);
        Events {
            marked: self,
            text,
            parser: Parser::new_ext(text, options).into_offset_iter(),
            lookahead: VecDeque::new(),
        }
    }

    /// The place in the source of a stretch of the marked text, and whether sentinels stand in it or beside it.
    fn source_range(&self, range: &Range<usize>) -> (Range<usize>, bool) {
        let n = self.shifts.partition_point(|(place, _)| *place <= range.start);
        let shift = |n: usize| n.checked_sub(1).and_then(|n| self.shifts.get(n)).map_or(0, |(_, shift)| *shift);
        let start = range.start - shift(n);
        let Some(&(next, _)) = self.shifts.get(n) else { return (start..range.end - shift(n), false) };
        let sentinels = next < range.end + PUNCTUATION_SENTINEL.len_utf8() + LETTER_SENTINEL.len_utf8();
        // Most stretches end before the next sentinel.
        let end = if next > range.end { n } else { self.shifts.partition_point(|(place, _)| *place <= range.end) };
        (start..range.end - shift(end), sentinels)
    }
}

/// The events of the parser, with lookahead.
pub struct Events<'m> {
    marked: &'m MarkedSource<'m>,
    /// The text that is parsed.
    text: &'m str,
    parser: OffsetIter<'m>,
    /// Events that have been peeked at.
    lookahead: VecDeque<(Event<'m>, Range<usize>)>,
}

impl<'m> Iterator for Events<'m> {
    type Item = (Event<'m>, Range<usize>);

    // Events are large: moved out of a function they would be copied once more.
    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.lookahead.is_empty() { self.read_next() } else { self.lookahead.pop_front() }
    }
}

impl<'m> Events<'m> {
    /// The event that comes after `n` others.
    pub fn peek(&mut self, n: usize) -> Option<&Event<'m>> {
        while self.lookahead.len() <= n {
            let event = self.read_next()?;
            self.lookahead.push_back(event);
        }
        self.lookahead.get(n).map(|(event, _)| event)
    }

    /// Passes over as many bytes of the text that comes next.
    pub fn skip_text(&mut self, mut length: usize) {
        while length > 0
            && let Some((Event::Text(words), mut range)) = self.next_if_text()
        {
            if words.len() > length {
                range.start += length;
                let rest = words[length..].to_owned();
                self.lookahead.push_front((Event::Text(rest.into()), range));
                return;
            }
            length -= words.len();
        }
    }

    fn next_if_text(&mut self) -> Option<(Event<'m>, Range<usize>)> {
        matches!(self.peek(0), Some(Event::Text(_))).then(|| self.next()).flatten()
    }

    #[inline(always)]
    fn read_next(&mut self) -> Option<(Event<'m>, Range<usize>)> {
        let mut next = self.parser.next();
        if let Some((event, range)) = &mut next
            && self.marked.text.is_some()
        {
            let (place, sentinels) = self.marked.source_range(range);
            // Only what stands in a stretch is in its event; but links may take theirs from a definition elsewhere.
            if sentinels || matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })) {
                clean_event(event);
            }
            *range = place;
        }
        next
    }

    /// Two texts as one, if the second follows the first.
    pub fn join_adjacent(&self, first: &str, second: &str) -> Option<&'m str> {
        let start = (first.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let follows = first.as_ptr() as usize + first.len() == second.as_ptr() as usize;
        follows.then(|| self.text.get(start..start + first.len() + second.len())).flatten()
    }
}

/// Takes the sentinels out of an event.
fn clean_event(event: &mut Event<'_>) {
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
    *text = kept.map(|c| if c == TILDE_SENTINEL { '~' } else { c }).collect::<String>().into();
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

/// Whether a line break between two stretches of text is a space. Each is given from the break on:
/// `before` backwards, `after` forwards. Marks of ambiguous width, such as “ and …, are as wide as the
/// nearest character on their own side that is not.
pub fn break_is_space(
    mode: LineBreaks,
    before: impl Iterator<Item = char> + Clone,
    after: impl Iterator<Item = char> + Clone,
) -> bool {
    let (Some(last), Some(first)) = (before.clone().next(), after.clone().next()) else { return true };
    if last == '\u{200B}' || first == '\u{200B}' {
        return false;
    }
    if [last, first].into_iter().any(|c| is_hangul(c) || is_emoji(c)) {
        return true;
    }

    let before = side_is_wide(before);
    let after = side_is_wide(after);
    match mode {
        LineBreaks::Simple => !(before && after),
        LineBreaks::Zh | LineBreaks::Hard => !(before || after),
    }
}

fn side_is_wide(side: impl Iterator<Item = char>) -> bool {
    let mut clear = side.take(64).filter(|c| !is_ambiguous(*c));
    clear.next().is_some_and(is_wide)
}

/// Whether a character is as wide as a Han character and neither Hangul nor emoji.
pub fn is_wide(c: char) -> bool {
    c.width() == Some(2) && !is_hangul(c) && !is_emoji(c)
}

/// East Asian Width A: full-width in Chinese, half-width elsewhere.
fn is_ambiguous(c: char) -> bool {
    c.width() == Some(1) && c.width_cjk() == Some(2)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{FFA0}'..='\u{FFDC}')
}

/// East Asian Width H.
fn is_half_width(c: char) -> bool {
    matches!(c, '\u{20A9}' | '\u{FF61}'..='\u{FFDC}' | '\u{FFE8}'..='\u{FFEE}')
}

/// Whether a character is an emoji unless it is told otherwise.
fn is_emoji(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            c.emoji_status(),
            EmojiStatus::EmojiPresentation
                | EmojiStatus::EmojiPresentationAndModifierBase
                | EmojiStatus::EmojiPresentationAndEmojiComponent
                | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_space_between(mode: LineBreaks, before: &str, after: &str) -> bool {
        break_is_space(mode, before.chars().rev(), after.chars())
    }

    #[test]
    fn breaks_join_chinese() {
        for (before, after, zh, simple) in [
            ("汉", "字", false, false),
            ("汉", "a", false, true),
            ("，", "a", false, true),
            ("a", "b", true, true),
            ("한", "汉", true, true),
            ("汉”", "a", false, true),
            ("汉”", "“字", false, false),
            ("word”", "“word", true, true),
            ("word…", "汉", false, true),
            ("汉", "😀", true, true),
            ("a\u{200B}", "b", false, false),
            ("", "汉", true, true),
        ] {
            assert_eq!(is_space_between(LineBreaks::Zh, before, after), zh, "{before}|{after}");
            assert_eq!(is_space_between(LineBreaks::Simple, before, after), simple, "{before}|{after} simple");
        }
    }

    #[test]
    fn places_are_those_of_the_source() {
        let source = "推进**“深根计划”**赋能，9~11时*“甲”*。";
        let marked = insert_sentinels(source);
        for (event, range) in marked.parse_events(Options::ENABLE_STRIKETHROUGH) {
            if let Event::Text(text) = event {
                assert_eq!(&source[range], &*text);
            }
        }
    }
}
