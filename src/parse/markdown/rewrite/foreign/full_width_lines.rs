//! Marks at the beginning of a line as a Chinese keyboard writes them: `＃＃ 标题`, `##　标题`, `##标题`, `＞ 引文`, `－ 项`.

use super::super::{LineKind, RuleInput, RuleOutput, SourceEdit, SourceLine};

/// Blanks that the parser does not take for one.
const WIDE_BLANKS: [char; 5] = ['\u{A0}', '\u{3000}', '\u{2002}', '\u{2003}', '\u{2009}'];

/// Characters without a width.
const INVISIBLE: [char; 3] = ['\u{200B}', '\u{FEFF}', '\u{2060}'];

pub(super) fn may_apply(source: &str) -> bool {
    ["＃", "＞", "===", "\n》", "－", "＋", "＊", "｀｀｀", "-　", "*　", "+　", "\n—", "\n–", "\u{A0}"]
        .iter()
        .any(|mark| super::holds(source, mark))
        || source.starts_with(['—', '–', '》'])
        || source.lines().any(lacks_blank)
}

/// Returns whether a line begins with `#` and no blank that the parser knows.
fn lacks_blank(line: &str) -> bool {
    let content = line.trim_start_matches([' ', '>']);
    let rest = content.trim_start_matches('#');
    rest.len() < content.len()
        && (!rest.starts_with([' ', '\t']) || rest.trim_start_matches([' ', '\t']).starts_with('　'))
}

/// Writes these marks as Markdown has them, where nothing else can be meant.
pub(super) fn rewrite(input: &RuleInput, output: &mut RuleOutput) {
    let lines = &input.lines.lines;
    for (n, line) in lines.iter().enumerate() {
        if !matches!(line.kind, LineKind::Text | LineKind::Heading) {
            continue;
        }
        let content = input.lines.content(line);
        let found = heading_mark(content)
            .or_else(|| quote_mark(content, is_first_line(lines, n) || is_below_quote(input, n)))
            .or_else(|| item_mark(content, || is_dash_list(input, n)))
            .or_else(|| rule_mark(content, is_first_line(lines, n)))
            .or_else(|| fence_mark(content));
        if let Some(mark) = found {
            let range = line.content_start..line.content_start + mark.length;
            output.edits.push(SourceEdit::replacement(range, mark.instead));
        }
    }
}

/// A mark at the beginning of a line that is to be written otherwise.
struct LineMark {
    /// Its length in bytes, with the blanks behind it.
    length: usize,
    instead: String,
}

/// Returns whether no line of the same paragraph stands above.
fn is_first_line(lines: &[SourceLine], n: usize) -> bool {
    n.checked_sub(1).is_none_or(|before| lines[before].kind != LineKind::Text)
}

/// Returns whether the line above begins with the mark of a quote, too.
fn is_below_quote(input: &RuleInput, n: usize) -> bool {
    n.checked_sub(1).is_some_and(|above| input.lines.content(&input.lines.lines[above]).starts_with('》'))
}

/// `＃＃ 标题`, `##　标题` and, from the second level on, `##标题`: one `#` without a blank is a topic or a number.
fn heading_mark(content: &str) -> Option<LineMark> {
    let title_and_blanks = content.trim_start_matches(['#', '＃']);
    let marks = &content[..content.len() - title_and_blanks.len()];
    let level = marks.chars().count();
    let title = title_and_blanks
        .trim_start_matches(|c: char| matches!(c, ' ' | '\t') || WIDE_BLANKS.contains(&c) || INVISIBLE.contains(&c));
    let blanks = &title_and_blanks[..title_and_blanks.len() - title.len()];
    if !(1..=6).contains(&level) || title.trim().is_empty() {
        return None;
    }

    let is_markdown = !marks.contains('＃') && blanks.starts_with([' ', '\t']) && !blanks.contains(INVISIBLE);
    let only_ascii_blanks = blanks.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    if is_markdown && only_ascii_blanks {
        return None;
    }
    let has_blank = blanks.contains(|c: char| c.is_whitespace());
    let begins_title = title.starts_with(|c: char| {
        c.is_ascii_alphabetic() || (!c.is_ascii() && (c.is_alphanumeric() || "《“「（【".contains(c)))
    });
    let is_topic = title.contains(['#', '＃']);
    let is_certain = has_blank || (level >= 2 && begins_title && !is_topic);
    is_certain.then(|| LineMark { length: content.len() - title.len(), instead: format!("{} ", "#".repeat(level)) })
}

/// `＞ 引文`, and `》引文` where a paragraph begins. `＞60分` is prose.
fn quote_mark(content: &str, begins_paragraph: bool) -> Option<LineMark> {
    let rest = content.trim_start_matches('＞');
    let level = (content.len() - rest.len()) / '＞'.len_utf8();
    let words = rest.trim_start_matches([' ', '\u{3000}', '\u{A0}']);
    if level > 0 {
        let is_prose = words.starts_with(|c: char| c.is_ascii_digit()) || words.is_empty();
        return (!is_prose)
            .then(|| LineMark { length: content.len() - words.len(), instead: format!("{} ", ">".repeat(level)) });
    }

    let rest = content.strip_prefix('》').filter(|_| begins_paragraph)?;
    let words = rest.trim_start_matches([' ', '\u{3000}', '\u{A0}']);
    let closes_as_often = rest.matches('《').count() == rest.matches('》').count();
    let begins_text = words.starts_with(|c: char| c.is_alphanumeric() || "“「《*".contains(c));
    (closes_as_often && begins_text).then(|| LineMark { length: content.len() - words.len(), instead: "> ".to_owned() })
}

/// `－ 项`, `-　项`, and `— 项` where the next line or the one before begins like it.
fn item_mark(content: &str, is_dash_list: impl FnOnce() -> bool) -> Option<LineMark> {
    let mark = content.chars().next()?;
    let rest = &content[mark.len_utf8()..];
    let words = rest.trim_start_matches(|c: char| matches!(c, ' ' | '\t') || WIDE_BLANKS.contains(&c));
    let blanks = &rest[..rest.len() - words.len()];
    if blanks.is_empty() || words.is_empty() {
        return None;
    }

    let is_item = match mark {
        '－' | '＋' | '＊' => true,
        '-' | '+' | '*' => blanks.starts_with(WIDE_BLANKS),
        '—' | '–' => is_dash_list(),
        _ => false,
    };
    is_item.then(|| LineMark { length: content.len() - words.len(), instead: "- ".to_owned() })
}

/// Returns whether a line and one beside it begin with a dash and a blank.
fn is_dash_list(input: &RuleInput, n: usize) -> bool {
    let lines = &input.lines.lines;
    let is_dash_item = |line: &SourceLine| {
        let mut chars = input.lines.content(line).chars();
        line.kind == LineKind::Text
            && matches!(chars.next(), Some('—' | '–'))
            && chars.next().is_some_and(char::is_whitespace)
    };
    let before = n.checked_sub(1).and_then(|n| lines.get(n));
    is_dash_item(&lines[n]) && [before, lines.get(n + 1)].into_iter().flatten().any(is_dash_item)
}

/// `－－－` and `＊＊＊` alone on a line; six `=` or more below no text.
fn rule_mark(content: &str, begins_paragraph: bool) -> Option<LineMark> {
    let marks = content.trim();
    let is_double = begins_paragraph && marks.len() >= 6 && marks.bytes().all(|byte| byte == b'=');
    let is_rule = is_double
        || marks.chars().count() >= 3 && ['－', '＊', '＿'].iter().any(|mark| marks.chars().all(|c| c == *mark));
    is_rule.then(|| LineMark { length: content.len(), instead: "***".to_owned() })
}

/// `｀｀｀chart`.
fn fence_mark(content: &str) -> Option<LineMark> {
    let rest = content.trim_start_matches('｀');
    let length = content.len() - rest.len();
    let level = length / '｀'.len_utf8();
    (level >= 3 && !rest.contains(['｀', '`'])).then(|| LineMark { length, instead: "`".repeat(level) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known_by_what_follows_them() {
        for (content, instead) in [
            ("＃＃ 标题", Some("## 标题")),
            ("＃标题", None),
            ("＃　标题", Some("# 标题")),
            ("##标题", Some("## 标题")),
            ("###“标题”", Some("### “标题”")),
            ("##　标题", Some("## 标题")),
            ("##\u{A0}标题", Some("## 标题")),
            ("## \u{A0}标题", Some("## 标题")),
            ("##\u{200B} 标题", Some("## 标题")),
            ("## 标题", None),
            ("##", None),
            ("#话题#", None),
            ("##话题##", None),
            ("###Decoding", Some("### Decoding")),
            ("##5", None),
            ("#1楼", None),
            ("＃１楼", None),
            ("＞ 引文", Some("> 引文")),
            ("＞＞引文", Some(">> 引文")),
            ("＞60分", None),
            ("》引文", Some("> 引文")),
            ("》引《文》", Some("> 引《文》")),
            ("》，引文", None),
            ("》和《甲", None),
            ("－ 项", Some("- 项")),
            ("－5℃", None),
            ("-　项", Some("- 项")),
            ("*\u{A0}项", Some("- 项")),
            ("- 项", None),
            ("＊ 项", Some("- 项")),
            ("－－－", Some("***")),
            ("——————", None),
            ("======", Some("***")),
            ("｀｀｀chart 题", Some("```chart 题")),
        ] {
            let mark = heading_mark(content)
                .or_else(|| quote_mark(content, true))
                .or_else(|| item_mark(content, || false))
                .or_else(|| rule_mark(content, true))
                .or_else(|| fence_mark(content));
            let rewritten = mark.map(|mark| mark.instead + &content[mark.length..]);
            assert_eq!(rewritten.as_deref(), instead, "{content}");
        }
    }
}
