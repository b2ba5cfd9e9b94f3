//! Marks in a line as a Chinese keyboard writes them: `＊＊粗＊＊`, `｀代码｀`, `！[图](a.png)`, `[字]（a.md）`, `【图】(a.png)`.

use std::ops::Range;

use super::super::{RuleInput, RuleOutput, SourceEdit};
use super::protected::{Protected, paragraphs};
use crate::diagnostic::{add, catalog};
use crate::parse::proof::looks_like_address;

/// How far the bracket that opens is looked for, and the one that closes an address, in bytes.
const MAX_WIDE_LINK_LENGTH: usize = 600;

/// File name extensions of pictures.
const PICTURE_ENDS: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".heic"];

/// File name extensions of other files that a link may lead to.
const FILE_ENDS: [&str; 10] = [".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv", ".zip", ".wps", ".ofd"];

pub(super) fn may_apply(source: &str) -> bool {
    ["＊＊", "＿＿", "～～", "｀", "！[", "！［", "！【", "]（", "］", "】(", "】（", "] (", " “"]
        .iter()
        .any(|mark| super::holds(source, mark))
        || source.split_inclusive([')', '）', '\n']).any(is_closed_by_wide_bracket)
}

/// Returns whether a piece that ends with the first bracket that closes has `](` and a full-width bracket.
fn is_closed_by_wide_bracket(piece: &str) -> bool {
    piece.ends_with('）') && piece.contains("](")
}

pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let code = Protected::code_and_addresses(&input.lines);
    for paragraph in paragraphs(&input.lines) {
        let text = &input.source[paragraph.clone()];
        for (mark, instead) in [("＊＊", "**"), ("＿＿", "**"), ("～～", "~~"), ("｀", "`")] {
            rewrite_pairs(text, paragraph.start, (mark, instead), &code, output);
        }
        report_broken_links(input, &paragraph, &code, output);
        for (at, _) in text.match_indices(['(', '（']) {
            if let Some(link) =
                WideLink::parse(text, at).filter(|_| !code.covers(paragraph.start + at.saturating_sub(1)))
            {
                link.rewrite(input, paragraph.start, output);
            }
        }
    }
}

/// Reports links that a blank before the address, or quotation marks of Chinese round the title, make text: `[字] (https://a.cn)`.
fn report_broken_links(input: &RuleInput, paragraph: &Range<usize>, code: &Protected, output: &mut RuleOutput) {
    let text = &input.source[paragraph.clone()];
    for (closing, _) in text.match_indices(']') {
        let behind = &text[closing + 1..text.floor_char_boundary((closing + MAX_WIDE_LINK_LENGTH).min(text.len()))];
        let inside = behind.strip_prefix(" (").or_else(|| behind.strip_prefix('('));
        let Some(inside) = inside.filter(|_| !code.covers(paragraph.start + closing)) else { continue };
        let Some(length) = inside.find([')', '\n']).filter(|at| inside[*at..].starts_with(')')) else { continue };
        let from = text.floor_char_boundary(closing.saturating_sub(MAX_WIDE_LINK_LENGTH));
        let Some(open) = text[from..closing].rfind(['[', '\n']).filter(|at| text[from + at..].starts_with('[')) else {
            continue;
        };

        let (address, title) = split_title(&inside[..length]);
        // With a file's name the proofreader reports it.
        let is_broken = behind.starts_with(' ') || (title.is_some() && address.contains("://"));
        let words = &text[from + open + 1..closing];
        if !is_broken || words.trim().is_empty() || words.starts_with('^') || !is_address(address) {
            continue;
        }
        let title = title.map(|title| format!(" \"{title}\"")).unwrap_or_default();
        let instead = format!("[{words}]({address}{title})");
        let end = closing + 1 + behind.len() - inside.len() + length + 1;
        let range = paragraph.start + from + open..paragraph.start + end;
        let written = &input.source[range.clone()];
        add(&mut output.diagnostics, catalog::markdown_as_text(input.span(&range), written, &instead));
    }
}

/// Splits an address from the title in Chinese quotation marks behind it.
fn split_title(inside: &str) -> (&str, Option<&str>) {
    let found = inside.trim().split_once(" “").and_then(|(address, title)| Some((address, title.strip_suffix('”')?)));
    found.map_or((inside, None), |(address, title)| (address.trim(), Some(title)))
}

/// Writes pairs of a full-width mark in the half-width one: those that stand close to what is between them.
fn rewrite_pairs(
    text: &str,
    start: usize,
    (mark, instead): (&str, &'static str),
    code: &Protected,
    output: &mut RuleOutput,
) {
    let mut open: Option<Range<usize>> = None;
    for found in all_marks(text, mark, instead).into_iter().filter(|found| !code.covers(start + found.start)) {
        let closes = open.as_ref().is_some_and(|open| {
            let between = &text[open.end..found.start];
            !between.is_empty()
                && !between.starts_with(char::is_whitespace)
                && !between.ends_with(char::is_whitespace)
                && !between.contains('\n')
        });
        let Some(opening) = open.take().filter(|_| closes) else {
            open = Some(found);
            continue;
        };
        for part in [opening, found].into_iter().filter(|part| text[part.clone()] == *mark) {
            output.edits.push(SourceEdit::replacement(start + part.start..start + part.end, instead));
        }
    }
}

/// Returns the places of a full-width mark, and of the half-width one, since one end of a pair may be typed either way.
fn all_marks(text: &str, mark: &str, instead: &str) -> Vec<Range<usize>> {
    if !text.contains(mark) {
        return Vec::new();
    }
    let wide = text.match_indices(mark).map(|(at, _)| at..at + mark.len());
    let narrow = text.match_indices(instead).map(|(at, _)| at..at + instead.len());
    let mut all: Vec<Range<usize>> = wide.chain(narrow).collect();
    all.sort_by_key(|range| range.start);
    all
}

/// Returns whether a text can only be an address or the name of a file.
fn is_address(text: &str) -> bool {
    let lower = text.to_lowercase();
    looks_like_address(text) || FILE_ENDS.iter().any(|end| lower.ends_with(end))
}

/// Returns where the bracket stands that closes an address. The names of files have brackets too: `附件（一）.docx`.
fn closing_bracket(inside: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '\n' => return None,
            '(' | '（' => depth += 1,
            ')' | '）' if depth == 0 => return Some(at),
            ')' | '）' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A link or picture with a mark that is not Markdown's.
struct WideLink<'t> {
    /// Where its mark for a picture stands, or its first bracket.
    start: usize,
    /// The mark for a picture, if there is one.
    exclamation: Option<char>,
    opening: char,
    words: &'t str,
    address: &'t str,
    /// Behind its last bracket.
    end: usize,
    is_markdown: bool,
}

impl<'t> WideLink<'t> {
    /// Parses a link by the place of the bracket before its address.
    fn parse(text: &'t str, bracket: usize) -> Option<Self> {
        let closing = text[..bracket].chars().next_back()?;
        let opening = match closing {
            ']' => '[',
            '］' => '［',
            '】' => '【',
            _ => return None,
        };
        let words_end = bracket - closing.len_utf8();
        let from = text.floor_char_boundary(words_end.saturating_sub(MAX_WIDE_LINK_LENGTH));
        let open_at =
            from + text[from..words_end].rfind([opening, '\n']).filter(|at| text[from + at..].starts_with(opening))?;
        let exclamation = text[..open_at].chars().next_back().filter(|c| matches!(c, '!' | '！'));

        let wide_bracket = text[bracket..].starts_with('（');
        let inside_at = bracket + if wide_bracket { '（'.len_utf8() } else { 1 };
        let inside = &text[inside_at..text.floor_char_boundary((inside_at + MAX_WIDE_LINK_LENGTH).min(text.len()))];
        let length = closing_bracket(inside)?;
        let close = inside[length..].chars().next()?;

        let is_markdown = opening == '[' && !wide_bracket && close == ')' && exclamation != Some('！');
        Some(Self {
            start: open_at - exclamation.map_or(0, char::len_utf8),
            exclamation,
            opening,
            words: &text[open_at + opening.len_utf8()..words_end],
            address: &inside[..length],
            end: inside_at + length + close.len_utf8(),
            is_markdown,
        })
    }

    /// Writes it as Markdown where that is certain, and reports it where it is not.
    fn rewrite(&self, input: &RuleInput, start: usize, output: &mut RuleOutput) {
        let address = self.address.trim();
        let has_title = address.contains(char::is_whitespace);
        if self.is_markdown || has_title || !is_address(address) || self.words.contains('^') {
            return;
        }

        let is_picture = PICTURE_ENDS.iter().any(|end| address.to_lowercase().ends_with(end));
        let mark = match (self.exclamation, self.opening) {
            // `！` may end the sentence before a link.
            (Some('！'), _) if !is_picture => "！",
            (Some(_), _) => "!",
            (None, '【') if is_picture => "!",
            (None, _) => "",
        };
        let instead = format!("{mark}[{}]({address})", self.words);
        let range = start + self.start..start + self.end;
        let is_certain = self.opening != '【' || self.exclamation.is_some();
        if is_certain {
            output.edits.push(SourceEdit::replacement(range, instead));
        } else {
            let span = input.span(&range);
            let written = &input.source[range];
            add(&mut output.diagnostics, catalog::markdown_as_text(span, written, &instead));
        }
    }
}
