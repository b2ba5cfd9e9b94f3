//! Proofreading: typing mistakes in Chinese text, as warnings. Paragraph by paragraph, without code,
//! addresses and pictures.

mod edits;
mod marks;
mod running;

pub use edits::attach_edits;
pub use running::RunningText;

use std::collections::HashMap;

use super::link;
use super::wording::LexiconChecker;
use crate::config::lexicon::LexiconOfDay;
use crate::diagnostic::{Diagnostic, add, catalog};
use crate::search::fold::is_han;
use crate::source::{FileId, Span};

impl RunningText {
    /// Reports what is wrong in it; `text` is the body's text that it is part of.
    pub fn proofread(&self, text: &str, file: FileId, lexicon: LexiconOfDay, diagnostics: &mut Vec<Diagnostic>) {
        let mut wording = LexiconChecker::new(lexicon);
        let all = marks::find_marks(text);
        let mut all = all.as_slice();
        // A quotation mark that was open at the end of the paragraph before: right if this one begins with another.
        let mut open_quote = None;
        let mut marks = Vec::new();
        self.for_each_paragraph(text, |paragraph| {
            let text = paragraph.text;
            marks.clear();
            match paragraph.from {
                Some(from) => {
                    all = &all[all.partition_point(|at| *at < from)..];
                    let here = all.iter().take_while(|at| **at < from + text.len());
                    marks.extend(here.map(|at| at - from));
                }
                None => marks::append_marks(text, &mut marks),
            }

            if (marks.is_empty() && open_quote.is_none() && wording.is_none()) || text.trim().is_empty() {
                return;
            }

            let before = open_quote.take().filter(|_| !text.trim_start().starts_with(['“', '「']));
            diagnostics.extend(before.map(|span| catalog::unbalanced(span, '“')));

            let span = |at: usize, len: usize| paragraph.span(file, at, len);
            check_characters(text, &marks, &span, diagnostics);
            open_quote = check_pairs(text, &marks, &span, diagnostics);
            check_dates(text, &marks, &span, diagnostics);
            check_markup(text, &marks, &span, diagnostics);
            if let Some(wording) = &mut wording {
                wording.check_paragraph(text, &|at, len| paragraph.span_across(file, at, len), diagnostics);
            }
        });
        diagnostics.extend(open_quote.map(|span| catalog::unbalanced(span, '“')));
    }
}

type MakeSpan<'p> = &'p dyn Fn(usize, usize) -> Span;

fn is_chinese(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        is_han(c) || matches!(c, '，' | '。' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '（' | '）' | '《' | '》')
    })
}

/// Checks single characters by their neighbours.
fn check_characters(text: &str, marks: &[usize], span: MakeSpan, diagnostics: &mut Vec<Diagnostic>) {
    let mut skip = 0;
    for &at in marks {
        let (Some(c), true) = (text.get(at..).and_then(|rest| rest.chars().next()), at >= skip) else { continue };

        let before = text[..at].chars().next_back();
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();

        match c {
            '.' if rest.starts_with("..") => {
                let run = rest.bytes().take_while(|b| *b == b'.').count() + 1;
                skip = at + run;
                if is_chinese(before) || is_chinese(text[skip..].chars().next()) {
                    add(diagnostics, catalog::ascii_ellipsis(span(at, run)));
                }
            }
            '。' if next == Some('。') => {
                let run = text[at..].chars().take_while(|c| *c == '。').count() * c.len_utf8();
                skip = at + run;
                add(diagnostics, catalog::ascii_ellipsis(span(at, run)));
            }
            '-' if next == Some('-') => {
                let run = text[at..].bytes().take_while(|b| *b == b'-').count();
                skip = at + run;
                if is_chinese(before) || is_chinese(text[skip..].chars().next()) {
                    add(diagnostics, catalog::ascii_dash(span(at, run)));
                }
            }
            '"' if is_chinese(before) || is_chinese(next) => add(diagnostics, catalog::ascii_quote(span(at, 1))),

            // Markup, whether it is right or not.
            '!' if next == Some('[') => {}
            ']' => {
                if let Some((written, _)) = correct_target(truncate_lookahead(&text[at..])) {
                    skip = at + written.len();
                }
            }
            ',' | ';' | '?' | '!' if is_chinese(before) || next.is_some_and(is_han) => {
                add(diagnostics, catalog::half_width(span(at, 1), c));
            }
            ':' if is_chinese(before) && next != Some('/') => add(diagnostics, catalog::half_width(span(at, 1), c)),
            '.' if is_chinese(before) && !next.is_some_and(|c| c.is_ascii_alphanumeric()) => {
                add(diagnostics, catalog::half_width(span(at, 1), c));
            }
            '(' | ')' if is_chinese(before) || next.is_some_and(is_han) => {
                add(diagnostics, catalog::half_width(span(at, 1), c))
            }
            '*' if before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit()) => {
                add(diagnostics, catalog::star_for_times(span(at, 1)));
            }

            ' ' if before.is_some_and(is_han) && rest.trim_start_matches(' ').chars().next().is_some_and(is_han) => {
                let run = rest.len() - rest.trim_start_matches(' ').len() + 1;
                skip = at + run;
                if !beside_role(&text[..at], &text[skip..]) {
                    add(diagnostics, catalog::space_between_han(span(at, run)));
                }
            }
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                let run: String =
                    text[at..].chars().take_while(|c| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')).collect();
                skip = at + run.len();
                add(diagnostics, catalog::full_width_letters(span(at, run.len()), &run));
            }
            '的' | '了' | '是' | '在' | '和' if next == Some(c) && !doubled_on_purpose(text, at) => {
                skip = at + 2 * c.len_utf8();
                add(diagnostics, catalog::doubled(span(at, 2 * c.len_utf8()), c));
            }
            _ => {}
        }
    }
}

/// Whether a space stands between a role and a name, as bylines have it: 记者 徐晓雯 通讯员 金哲宇.
fn beside_role(before: &str, after: &str) -> bool {
    const ROLES: [&str; 12] =
        ["记者", "通讯员", "摄影", "编辑", "作者", "报道", "供稿", "实习生", "校对", "审核", "主编", "图片"];
    ROLES.iter().any(|role| before.ends_with(role) || after.starts_with(role))
}

/// 的的确确, 不甚了了, 是是非非, 实实在在 and the like.
fn doubled_on_purpose(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(2);
    matches!(
        (&text[at..at + 3], before, after),
        ("的", _, Some('确')) | ("了", Some('甚' | '中' | '然'), _) | ("是", _, Some('非'))
    ) || matches!((&text[at..at + 3], before), ("在", Some('实' | '自')))
}

/// Quotation marks and brackets that do not close, or close what was not open. A quotation mark that is
/// open at the end is given back: the next paragraph tells.
fn check_pairs(text: &str, marks: &[usize], span: MakeSpan, diagnostics: &mut Vec<Diagnostic>) -> Option<Span> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut counts: HashMap<char, usize> = HashMap::new();

    for (at, c) in marks.iter().filter_map(|at| Some((*at, text.get(*at..)?.chars().next()?))) {
        let opening = match c {
            '“' | '（' | '《' | '「' | '【' | '〔' => {
                open.push((at, c));
                *counts.entry(c).or_default() += 1;
                continue;
            }
            '”' => '“',
            '）' => '（',
            '》' => '《',
            '」' => '「',
            '】' => '【',
            '〕' => '〔',
            _ => continue,
        };

        // Without the count, each of very many that close nothing would be looked for among very many that are open.
        let is_open = counts.get(&opening).is_some_and(|count| *count > 0);
        let opened = if is_open { open.iter().rposition(|(_, c)| *c == opening) } else { None };
        match opened {
            Some(n) => {
                let closed = open.split_off(n);
                for (_, c) in &closed {
                    counts.entry(*c).and_modify(|count| *count -= 1);
                }
                for (at, c) in closed.into_iter().skip(1) {
                    add(diagnostics, catalog::unbalanced(span(at, c.len_utf8()), c));
                }
            }
            // `1）`, `一）` number an item.
            None if c == '）'
                && text[..at].ends_with(|c: char| {
                    c.is_ascii_alphanumeric() || super::text::parse_number(c.encode_utf8(&mut [0; 4])).is_some()
                }) => {}
            None => add(diagnostics, catalog::unbalanced(span(at, c.len_utf8()), c)),
        }
    }

    // A quotation over several paragraphs opens anew in each and closes in the last.
    let quote = open.iter().position(|(_, c)| *c == '“').filter(|n| *n + 1 == open.len());
    let mut open_quote = None;
    for (n, (at, c)) in open.into_iter().enumerate() {
        if Some(n) == quote {
            open_quote = Some(span(at, c.len_utf8()));
        } else {
            add(diagnostics, catalog::unbalanced(span(at, c.len_utf8()), c));
        }
    }
    open_quote
}

/// Dates that no calendar has: 9月31日, 2021年2月29日, 13月1日.
fn check_dates(text: &str, marks: &[usize], span: MakeSpan, diagnostics: &mut Vec<Diagnostic>) {
    for &at in marks.iter().filter(|at| text.get(**at..).is_some_and(|rest| rest.starts_with('月'))) {
        let digits_before = |end: usize| {
            let digits = text[..end].bytes().rev().take_while(u8::is_ascii_digit).count();
            (end - digits, text[end - digits..end].parse::<u32>().ok())
        };
        let (month_at, Some(month)) = digits_before(at) else { continue };
        let after = &text[at + '月'.len_utf8()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(day) = after[..digits].parse::<u32>() else { continue };
        if !after[digits..].starts_with(['日', '号']) || at - month_at > 2 {
            continue;
        }

        let year = text[..month_at].strip_suffix('年').and_then(|before| digits_before(before.len()).1);
        // Without a year any leap year will do.
        let year = year.filter(|year| (1..=9999).contains(year)).unwrap_or(2000);
        if chrono::NaiveDate::from_ymd_opt(year as i32, month, day).is_none() {
            let len = at + '月'.len_utf8() + digits + '日'.len_utf8() - month_at;
            add(diagnostics, catalog::impossible_date(span(month_at, len), &text[month_at..month_at + len]));
        }
    }
}

/// Markdown that is not: `[甲]（a.md）`, `！[图](a.png)`, `##标题`, a note `[^1]` that nobody wrote.
fn check_markup(text: &str, marks: &[usize], span: MakeSpan, diagnostics: &mut Vec<Diagnostic>) {
    for &at in marks {
        let rest = text.get(at..).unwrap_or_default();
        let rest = truncate_lookahead(rest);
        if let Some((written, path)) = split_brackets(rest).filter(|(_, inside)| link::is_on_this_computer(inside)) {
            add(diagnostics, catalog::file_on_this_computer(span(at, written.len()), path));
        } else if let Some((written, instead)) = correct_target(rest) {
            add(diagnostics, catalog::markdown_as_text(span(at, written.len()), written, &instead));
        } else if let Some(label) = rest.strip_prefix("[^").and_then(|rest| Some(rest.split_once(']')?.0))
            && !label.is_empty()
            && !label.contains(char::is_whitespace)
        {
            add(diagnostics, catalog::note_missing(span(at, label.len() + 3), label));
        } else if rest.starts_with('#') && (at == 0 || text[..at].ends_with('\n')) {
            let level = rest.bytes().take_while(|b| *b == b'#').count();
            let title = rest[level..].lines().next().unwrap_or_default();
            // `#话题#` is a hashtag.
            if level <= 6 && !title.is_empty() && !title.starts_with(char::is_whitespace) && !title.contains('#') {
                let written = &rest[..level];
                add(diagnostics, catalog::markdown_as_text(span(at, level), written, &format!("{written} {title}")));
            }
        }
    }
}

/// No address, label or heading is longer, and a hostile text must not be read to its end again and again.
fn truncate_lookahead(rest: &str) -> &str {
    &rest[..rest.floor_char_boundary(300)]
}

/// The brackets behind `]` at the beginning of a text, and what is inside.
fn split_brackets(rest: &str) -> Option<(&str, &str)> {
    let (open, close) = if rest.starts_with("](") { ("](", ')') } else { ("]（", '）') };
    let inside = rest.strip_prefix(open)?.split_once([close, '\n'])?.0;
    let written = rest.get(..open.len() + inside.len() + close.len_utf8())?;
    Some((written, inside))
}

/// Returns what at the beginning of a text was meant as the target of a link or a picture and is none, because of its
/// brackets, its white space or its quotation marks; and how to write it.
fn correct_target(rest: &str) -> Option<(&str, String)> {
    let (written, inside) = split_brackets(rest)?;
    let instead = match inside.split_once(|c: char| c.is_whitespace() || matches!(c, '“' | '‘' | '「' | '＂')) {
        Some((address, title)) if looks_like_address(address) => {
            let marks = ['“', '”', '‘', '’', '「', '」', '＂', '"', '\''];
            let title = title.trim_matches(|c: char| c.is_whitespace() || marks.contains(&c));
            if title.is_empty() { address.to_owned() } else { format!("{address} \"{title}\"") }
        }
        Some(_) if inside.split_whitespace().last().is_some_and(looks_like_address) => format!("<{inside}>"),
        None if written.starts_with("]（") && looks_like_address(inside) => inside.to_owned(),
        _ => return None,
    };
    Some((written, format!("]({instead})")))
}

/// Ends of names of files that stories link.
const FILE_ENDS: [&str; 24] = [
    ".md", ".html", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".avif", ".bmp", ".heic", ".pdf", ".ofd", ".doc", ".docx",
    ".wps", ".xls", ".xlsx", ".et", ".csv", ".ppt", ".pptx", ".zip", ".mp4",
];

/// Whether what stands in brackets could only be an address: no sentence has `.md` or `/` and no Han mark.
pub(super) fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '，' | '。' | '、' | '；'))
        && (text.contains('/')
            || FILE_ENDS.iter().any(|end| text.ends_with(end)))
}
