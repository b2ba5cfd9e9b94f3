//! Single marks, by what stands on both sides of them in the file.

use super::replacement;
use crate::diagnostic::fix::{Edit, Fix};
use crate::search::fold::is_han;
use crate::source::Span;

/// Signs of Markdown that may stand between a mark and its neighbour.
const EMPHASIS_SIGNS: [char; 4] = ['*', '_', '~', '='];

/// Marks that end a Chinese word as a character does: quotation marks, brackets and signs of units.
const CLOSING_MARKS: [char; 10] = ['”', '’', '》', '）', '】', '」', '』', '〕', '％', '℃'];

/// Marks that begin a Chinese word.
const OPENING_MARKS: [char; 8] = ['“', '‘', '《', '（', '【', '「', '『', '〔'];

/// Characters that ask, before a question mark.
const QUESTION_WORDS: [char; 6] = ['吗', '呢', '么', '谁', '何', '吧'];

/// Bytes before a mark in which the beginning of an address is looked for.
const MAX_SCANNED_ADDRESS_BYTES: usize = 300;

/// A mark in a file.
pub(super) struct Surroundings<'t> {
    pub text: &'t str,
    pub span: Span,
    pub written: &'t str,
}

/// The neighbour of a mark in its paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    Character(char),
    /// The end of a line; the next one goes on with this character, if it is of the same paragraph.
    LineEnd(Option<char>),
}

impl Neighbour {
    fn is(self, test: impl Fn(char) -> bool) -> bool {
        matches!(self, Self::Character(c) if test(c))
    }

    /// Whether a Chinese sentence goes on, in this line or the next.
    fn goes_on_in_chinese(self) -> bool {
        match self {
            Self::Character(c) | Self::LineEnd(Some(c)) => is_han(c) || OPENING_MARKS.contains(&c),
            Self::LineEnd(None) => false,
        }
    }

    /// Whether a sentence may end before it.
    fn allows_an_end(self) -> bool {
        match self {
            Self::Character(c) => is_han(c) || CLOSING_MARKS.contains(&c) || OPENING_MARKS.contains(&c),
            Self::LineEnd(_) => true,
        }
    }
}

impl Surroundings<'_> {
    /// Full-width punctuation for a half-width mark. Certain where the mark has Chinese on both sides and no other meaning
    /// there. `has_head` is whether the file has front matter: without it, a line may be a key that is meant to be there.
    pub fn fix_half_width_mark(&self, has_head: bool) -> Option<Fix> {
        let before = self.before();
        let after = self.after();
        let follows_chinese = before.is(|c| is_han(c) || CLOSING_MARKS.contains(&c));
        let is_chinese = follows_chinese && after.goes_on_in_chinese();
        let is_end = follows_chinese && after.allows_an_end();

        let (full, is_certain) = match self.written {
            "," => ("，", is_chinese),
            ";" => ("；", is_chinese),
            "!" => ("！", is_end),
            // One in a word may stand for a character that was lost with the encoding.
            "?" => ("？", is_end && before.is(|c| QUESTION_WORDS.contains(&c) || CLOSING_MARKS.contains(&c))),
            // 三:二 is a result.
            ":" => ("：", is_chinese && has_head && !before.is(is_numeral) && !after.is(is_numeral)),
            // 特里.戴维斯 is a name.
            "." if after.is(is_han) => return None,
            // 一. begins an item.
            "." => ("。", follows_chinese && !before.is(is_numeral) && after == Neighbour::LineEnd(None)),
            _ => return None,
        };

        let span = if is_certain && after.goes_on_in_chinese() { self.with_blanks_behind() } else { self.span };
        replacement(span, full, is_certain)
    }

    /// Returns whether it stands in an address, where a mark is a part of it.
    pub fn is_in_address(&self) -> bool {
        let before = &self.text[..self.span.start as usize];
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(MAX_SCANNED_ADDRESS_BYTES))..];
        let word =
            near.rsplit(|c: char| c.is_whitespace() || "，。；“”《》（）<>|".contains(c)).next().unwrap_or_default();
        word.contains("://") || word.contains("www.") || word.contains('@')
    }

    pub fn fix_ellipsis(&self) -> Option<Fix> {
        let is_full_stops = self.consists_of('。');
        if !is_full_stops && !self.consists_of('.') {
            return None;
        }
        let dots = self.written.chars().count();
        // Two full stops may be one that was typed twice, and a long row of dots leads to a page number.
        let is_length = if is_full_stops { (3..=6).contains(&dots) } else { matches!(dots, 3 | 6) };
        let is_chinese = self.before().is(is_chinese) && self.after().allows_an_end();
        replacement(self.span, "……", is_length && is_chinese)
    }

    pub fn fix_dash(&self) -> Option<Fix> {
        if !self.consists_of('-') {
            return None;
        }
        let follows_word = self.before().is(|c| is_han(c) || CLOSING_MARKS.contains(&c));
        let precedes_word = self.after().is(|c| is_han(c) || OPENING_MARKS.contains(&c));
        let is_certain = self.written.len() <= 4 && follows_word && precedes_word;
        replacement(self.span, "——", is_certain)
    }

    /// `×` for `*`. To be confirmed: 138*1234 is a number of which somebody has hidden a part.
    pub fn fix_times(&self) -> Option<Fix> {
        let is_escaped = self.text[..self.span.start as usize].ends_with('\\');
        if self.written != "*" || is_escaped {
            return None;
        }
        Some(self.with_partner("×").unwrap_or_else(|| Fix::to_confirm(self.span, "×")).safe_if(false))
    }

    /// `～` for `~~`. Certain where the pair of tildes that strikes text out stands between digits on both ends.
    pub fn fix_range(&self) -> Option<Fix> {
        if self.written == "~~" { self.with_partner("～") } else { None }
    }

    /// Replaces the sign and the next one of its kind in the line, if that stands between digits, too.
    fn with_partner(&self, replacement: &str) -> Option<Fix> {
        let behind = self.span.end as usize;
        let line = self.text[behind..].lines().next().unwrap_or_default();
        let at = behind + line.find(self.written)?;
        let end = at + self.written.len();

        fn is_digit(c: Option<&u8>) -> bool {
            c.is_some_and(u8::is_ascii_digit)
        }
        let bytes = self.text.as_bytes();
        let is_between_digits = is_digit(bytes.get(at.checked_sub(1)?)) && is_digit(bytes.get(end));
        is_between_digits.then(|| {
            let partner = Span::new(self.span.file, at, end);
            let edits = [self.span, partner].map(|span| Edit { span, replacement: replacement.to_owned() });
            Fix::safe_edits(edits.into())
        })
    }

    /// Half-width letters and digits. In a heading they are a part of the address that links name; at the beginning of a
    /// line a number before a full stop or a bracket would become a list.
    pub fn fix_full_width_letters(&self) -> Option<Fix> {
        let half: Option<String> = self.written.chars().map(half_width).collect();
        let line = self.line();
        let begins_line =
            self.text[..self.span.start as usize].trim_end_matches([' ', '\u{3000}', '\t']).ends_with('\n');
        let is_number_of_item = begins_line && self.after().is(|c| matches!(c, '.' | ')' | ' '));
        let is_beside_sign = self.beside(|c| matches!(c, '*' | '~' | '_'));
        let is_certain = !is_heading(line) && !is_number_of_item && !is_beside_sign;
        replacement(self.span, half.filter(|half| !half.is_empty())?, is_certain)
    }

    /// No blank. To be confirmed: one may divide a headline, or stand in a name of two characters.
    pub fn fix_blank(&self) -> Option<Fix> {
        self.consists_of(' ').then(|| Fix::to_confirm(self.span, ""))
    }

    /// One character for two. To be confirmed: it changes what the text says.
    pub fn fix_doubled(&self) -> Option<Fix> {
        let mut characters = self.written.chars();
        let first = characters.next()?;
        let is_doubled = characters.next() == Some(first) && characters.next().is_none();
        is_doubled.then(|| Fix::to_confirm(self.span, first))
    }

    /// A blank behind the signs of a heading. Certain from the second level on, since `#甲` may be a hashtag, and before a
    /// Chinese word, where no HTML or quotation of the line ends in another one.
    pub fn fix_heading(&self) -> Option<Fix> {
        let is_certain = self.written.len() > 1 && self.after().is(is_han) && !self.line().contains(['<', '"']);
        replacement(self.span, format!("{} ", self.written), is_certain)
    }

    fn consists_of(&self, c: char) -> bool {
        !self.written.is_empty() && self.written.chars().all(|other| other == c)
    }

    fn before(&self) -> Neighbour {
        let before = &self.text[..self.span.start as usize];
        match before.trim_end_matches(EMPHASIS_SIGNS).chars().next_back() {
            Some(c) if c != '\n' => Neighbour::Character(c),
            _ => Neighbour::LineEnd(None),
        }
    }

    /// Whether one of the characters right beside it passes a test.
    fn beside(&self, test: impl Fn(char) -> bool) -> bool {
        let before = self.text[..self.span.start as usize].chars().next_back();
        let after = self.text[self.span.end as usize..].chars().next();
        before.is_some_and(&test) || after.is_some_and(&test)
    }

    /// The next character, without the blanks before it.
    fn after(&self) -> Neighbour {
        let rest = &self.text[self.span.end as usize..];
        let rest = rest.trim_start_matches(EMPHASIS_SIGNS).trim_start_matches(' ').trim_start_matches(EMPHASIS_SIGNS);
        match rest.trim_start_matches('\r').chars().next() {
            Some('\n') | None => {
                let next_line = rest.trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
                Neighbour::LineEnd(next_line.chars().next().filter(|c| !c.is_whitespace()))
            }
            Some(c) => Neighbour::Character(c),
        }
    }

    /// The place with the blanks behind it, where a character follows them in the line.
    fn with_blanks_behind(&self) -> Span {
        let rest = &self.text[self.span.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let is_within_line = !rest[blanks..].starts_with(['\r', '\n']) && blanks < rest.len();
        let end = self.span.end as usize + if is_within_line { blanks } else { 0 };
        Span::new(self.span.file, self.span.start as usize, end)
    }

    fn line(&self) -> &str {
        let start = self.text[..self.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[start..];
        &rest[..rest.find('\n').unwrap_or(rest.len())]
    }
}

fn is_chinese(c: char) -> bool {
    is_han(c) || CLOSING_MARKS.contains(&c) || OPENING_MARKS.contains(&c)
}

fn is_heading(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

fn is_numeral(c: char) -> bool {
    "零〇一二三四五六七八九十百千万亿两".contains(c)
}

/// Returns the ASCII letter or digit of a full-width one.
fn half_width(c: char) -> Option<char> {
    let is_full_width = matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    is_full_width.then(|| char::from_u32(c as u32 - 0xFEE0)).flatten()
}
