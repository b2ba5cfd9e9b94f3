//! Single characters that are judged by their neighbours: half-width marks, ellipses, dashes, full-width letters, and
//! characters that no text has on purpose.

use unicode_normalization::UnicodeNormalization;

use super::context::{is_code_like, is_latin_context};
use super::markup::{correct_target, truncate_lookahead};
use super::passage::{Passage, is_chinese};
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::search::fold::is_han;
use crate::source::{FileId, Span};

/// More dots than these lead to a page number.
const MOST_DOTS: usize = 6;

/// More hyphens than these draw a line.
const MOST_HYPHENS: usize = 4;

/// Checks single characters by their neighbours.
pub(super) fn check_characters(passage: &Passage, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    let mut skip = 0;
    for (at, c) in passage.marked_characters() {
        if at < skip {
            continue;
        }
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();

        match c {
            '.' if rest.starts_with("..") => skip = check_dots(passage, at, diagnostics),
            '。' if rest.starts_with("。。") => {
                let run = text[at..].chars().take_while(|c| *c == '。').count() * c.len_utf8();
                skip = at + run;
                passage.report(at, run, catalog::ascii_ellipsis(passage.span(at, run)), diagnostics);
            }
            '-' if next == Some('-') => skip = check_hyphens(passage, at, diagnostics),

            // Markup, whether it is right or not.
            '!' if next == Some('[') => {}
            ']' => {
                if let Some((written, _)) = correct_target(truncate_lookahead(&text[at..])) {
                    skip = at + written.len();
                }
            }
            ',' | ';' | '?' | '!' | ':' | '.' => check_half_width(passage, at, c, diagnostics),

            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                let run: String =
                    text[at..].chars().take_while(|c| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')).collect();
                skip = at + run.len();
                let mistake = catalog::full_width_letters(passage.span(at, run.len()), &run);
                passage.report(at, run.len(), mistake, diagnostics);
            }
            _ if is_lost_character(c) => {
                let run: usize = text[at..].chars().take_while(|c| is_lost_character(*c)).map(char::len_utf8).sum();
                skip = at + run;
                passage.report(at, run, catalog::lost_character(passage.span(at, run), c), diagnostics);
            }
            _ => {
                if let Some(instead) = unified_ideograph(c) {
                    let span = passage.span(at, c.len_utf8());
                    passage.report(at, c.len_utf8(), catalog::radical_for_ideograph(span, c, instead), diagnostics);
                }
            }
        }
    }
}

/// Reports the characters of front matter that no text has on purpose; the rest of it is YAML, and has rules of its own.
pub(in crate::parse) fn check_head(file: FileId, head: &str, diagnostics: &mut Vec<Diagnostic>) {
    if head.is_ascii() {
        return;
    }
    for (at, c) in head.char_indices() {
        let span = Span::new(file, at, at + c.len_utf8());
        if is_lost_character(c) {
            add(diagnostics, catalog::lost_character(span, c));
        } else if let Some(instead) = unified_ideograph(c) {
            add(diagnostics, catalog::radical_for_ideograph(span, c, instead));
        }
    }
}

/// Checks a run of dots, and returns its end. Those behind a Latin word are of that word, unless Chinese goes on right behind
/// them: “Save as...” is the name of a command.
fn check_dots(passage: &Passage, at: usize, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let run = passage.text[at..].bytes().take_while(|b| *b == b'.').count();
    let before = passage.before(at);
    let next = passage.at(at + run);
    let follows_latin = passage.text[..at].trim_end().ends_with(|c: char| c.is_ascii_alphanumeric());
    let precedes_latin = passage.text[at + run..].trim_start().starts_with(|c: char| c.is_ascii_alphanumeric());
    let beside_chinese = if follows_latin {
        next.is_some_and(is_han)
    } else {
        is_chinese(next) || (is_chinese(before) && !(before == Some('“') && precedes_latin))
    };
    if beside_chinese && run <= MOST_DOTS && !is_code_like(passage.text, at) {
        passage.report(at, run, catalog::ascii_ellipsis(passage.span(at, run)), diagnostics);
    }
    at + run
}

/// Checks a run of hyphens, and returns its end. `--help` is an option (also in 用--help就行), and many draw a line.
fn check_hyphens(passage: &Passage, at: usize, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let run = passage.text[at..].bytes().take_while(|b| *b == b'-').count();
    let next = passage.at(at + run);
    let is_option = run == 2
        && next.is_some_and(|c| {
            c.is_ascii_lowercase() || (c.is_ascii_uppercase() && !passage.before(at).is_some_and(is_han))
        });
    let beside_chinese = is_chinese(passage.before(at)) || is_chinese(next);
    if beside_chinese && !is_option && run <= MOST_HYPHENS {
        passage.report(at, run, catalog::ascii_dash(passage.span(at, run)), diagnostics);
    }
    at + run
}

/// Reports a half-width mark in Chinese text.
fn check_half_width(passage: &Passage, at: usize, mark: char, diagnostics: &mut Vec<Diagnostic>) {
    let text = passage.text;
    let before = passage.before(at);
    let next = passage.at(at + 1);
    let beside_chinese = match mark {
        ':' => is_chinese(before) && !matches!(next, Some('/' | ':' | ')' | '-')),
        // 特里.戴维斯, www.例子.中国, 一. 总则
        '.' => is_chinese(before) && ends_sentence(text, at) && !is_item_number(text, at),
        _ => is_chinese(before) || next.is_some_and(is_han),
    };
    // `;)`, `!=`, `Yahoo!奇摩`
    let is_sign = match mark {
        ';' => next == Some(')'),
        ':' => is_shortcode(&text[at..]),
        '!' => next == Some('=') || before.is_some_and(|c| c.is_ascii_alphabetic()),
        _ => false,
    };
    if !beside_chinese || is_sign || is_spoken_of(mark, before, next) {
        return;
    }
    if is_latin_context(text, at) || is_code_like(text, at) {
        return;
    }

    let span = passage.span(at, 1);
    add(diagnostics, catalog::half_width(span, mark));
}

/// Whether a mark is what the text speaks of, or begins something that is typed: it stands alone in quotation marks or brackets
/// (“!”表示取反, 冒号（:）), or behind a mark at which no other could stand (按 ESC、:wq 保存; ，? 表示可选).
fn is_spoken_of(mark: char, before: Option<char>, next: Option<char>) -> bool {
    let is_enclosed =
        before.is_some_and(|c| "“‘（《「『【".contains(c)) && next.is_some_and(|c| "”’）》」』】".contains(c));
    let follows_stop = before.is_some_and(|c| "，、：；（“「".contains(c));
    is_enclosed || (follows_stop && matches!(mark, ':' | '?' | '!') && !next.is_some_and(is_han))
}

/// Whether a text begins with the name of a sign: `:smile:`.
fn is_shortcode(text: &str) -> bool {
    let name = text[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'));
    name.len() + 1 < text.len() && name.starts_with(':')
}

/// Whether a sentence could end at a full stop: nothing, white space or a closing mark is behind it.
fn ends_sentence(text: &str, at: usize) -> bool {
    let next = text[at + 1..].chars().next();
    next.is_none_or(|c| c.is_whitespace() || matches!(c, '”' | '’' | '）' | ')' | '」' | '"'))
}

/// Whether a full stop ends a number at the beginning of a line: `一.`, `（一）.`, `第一.`.
fn is_item_number(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default().trim_start();
    line.chars().all(|c| "第（）()一二三四五六七八九十百甲乙丙丁".contains(c))
}

/// Whether a character stands for one that was lost: the replacement character, or one of private use, which every font draws
/// as it likes.
fn is_lost_character(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}')
}

/// The ideograph that a radical or a compatibility ideograph stands for: PDF files have them in its place, and neither search
/// nor a reader's program takes them for it.
fn unified_ideograph(c: char) -> Option<char> {
    match c {
        '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => {
            let mut normal = std::iter::once(c).nfkc();
            normal.next().filter(|instead| *instead != c && is_han(*instead))
        }
        '\u{2E80}'..='\u{2EFF}' => RADICALS.iter().find(|(radical, _)| *radical == c).map(|(_, instead)| *instead),
        _ => None,
    }
}

/// Radicals of the supplement that are whole ideographs too, which Unicode does not decompose.
const RADICALS: [(char, char); 28] = [
    ('⺟', '母'),
    ('⺠', '民'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];
