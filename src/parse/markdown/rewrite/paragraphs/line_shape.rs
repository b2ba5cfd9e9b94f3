//! Lines that stand on their own whatever the lines beside them are: headings of items, rows of ornaments, names in
//! brackets. And stretches of lines that are no sentence: addresses of a letter, names, free verse.

use super::item_mark::is_item;
use super::line_end::{has_chinese, is_chinese};

/// The most characters of a line that was not wrapped by hand: nobody wraps at so few.
const MAX_SHORT_LINE: usize = 20;

/// The most characters of a line in a stretch that is no sentence.
const MAX_LOOSE_LINE: usize = 32;

/// The least lines of a stretch that is no sentence: two may be a phrase that was wrapped.
const MIN_LOOSE_LINES: usize = 3;

/// The least signs of a row that is a rule across the page.
const MIN_RULE_SIGNS: usize = 6;

/// The names of numbered sections.
const SECTION_NAMES: [&str; 5] = ["part", "no", "chapter", "section", "vol"];

/// Words at the end of a line with which a sentence goes on in the next.
const LINKING_WORDS: [char; 16] =
    ['于', '由', '在', '从', '至', '到', '和', '与', '为', '将', '对', '把', '被', '及', '向', '以'];

/// Returns whether a line is a heading that begins with the mark of an item: short, and without any punctuation.
pub(super) fn is_item_heading(words: &str) -> bool {
    let words = words.trim().trim_matches('*');
    let heading = words.trim_start_matches(|c: char| !matches!(c, '、' | '）' | ')' | '．' | '.' | '\u{3000}'));
    let heading = heading.trim_start_matches(['、', '）', ')', '．', '.', '\u{3000}', ' ']);
    is_short(words, MAX_SHORT_LINE)
        && heading.chars().count() >= 2
        && is_item(words)
        && !heading.contains(is_sentence_mark)
        && !heading.ends_with(LINKING_WORDS)
        && has_chinese(heading)
}

/// Returns whether a line is a heading in brackets: `【人物名片】`.
pub(super) fn is_bracketed_heading(words: &str) -> bool {
    let inside = words.trim().strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
    inside.is_some_and(|inside| !inside.contains(['【', '】']) && is_short(inside, MAX_SHORT_LINE))
}

/// Returns whether a line is the number of a section whose title stands below: `PART.02`, `01`, `第一部分`.
pub(super) fn is_section_number(words: &str) -> bool {
    let words = words.trim().trim_matches('*');
    let ordinal =
        words.strip_prefix('第').and_then(|rest| rest.strip_suffix(['章', '篇']).or(rest.strip_suffix("部分")));
    if let Some(number) = ordinal {
        return !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    }

    let figures = words.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name = &words[..words.len() - figures.len()];
    let figures = figures.trim_start_matches(['.', ' ', '·', '-']);
    let is_named = SECTION_NAMES.iter().any(|section| section.eq_ignore_ascii_case(name));
    let is_number = (1..=2).contains(&figures.len()) && figures.bytes().all(|byte| byte.is_ascii_digit());
    is_number && (is_named || (name.is_empty() && words.len() == 2 && words.starts_with('0')))
}

/// Returns whether all of a line is bold, and it is short: `**主要做法**`.
pub(super) fn is_bold_heading(words: &str) -> bool {
    let inside = words.trim().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    inside.is_some_and(|inside| {
        !inside.is_empty()
            && !inside.contains('*')
            && !inside.ends_with(['，', '、'])
            && is_short(inside, MAX_LOOSE_LINE)
            && has_chinese(inside)
    })
}

/// Returns whether a line is a row of ornaments: `◆ ◆ ◆`, `▼`, `━━━━━━`.
pub(super) fn is_ornament(words: &str) -> bool {
    let signs = words.trim();
    fn is_sign(c: char) -> bool {
        matches!(
            c,
            '━' | '─'
                | '═'
                | '＿'
                | '﹏'
                | '◆'
                | '◇'
                | '●'
                | '○'
                | '■'
                | '□'
                | '★'
                | '☆'
                | '▲'
                | '▼'
                | '△'
                | '▽'
                | '※'
        )
    }
    !signs.is_empty() && signs.chars().all(|c| is_sign(c) || c.is_whitespace()) || is_drawn_rule(words)
}

/// Returns whether a line is a rule that was drawn with signs: `────────`, `————————`.
pub(super) fn is_drawn_rule(words: &str) -> bool {
    let signs = words.trim();
    let mut chars = signs.chars();
    let Some(sign) = chars.next().filter(|c| matches!(c, '━' | '─' | '═' | '＿' | '﹏' | '—' | '－')) else {
        return false;
    };
    chars.all(|c| c == sign) && signs.chars().count() >= MIN_RULE_SIGNS
}

/// Returns whether lines are no sentence: short ones in Chinese, none with a mark of a sentence. Each is then meant to be a line.
pub(super) fn are_loose_lines(lines: &[&str]) -> bool {
    fn is_loose(words: &str) -> bool {
        is_short(words, MAX_LOOSE_LINE) && !words.contains(is_sentence_mark) && words.contains(is_chinese)
    }
    let goes_on = lines.iter().rev().skip(1).any(|words| words.trim_end().ends_with(LINKING_WORDS));
    lines.len() >= MIN_LOOSE_LINES && !goes_on && lines.iter().all(|words| is_loose(words) || is_ornament(words))
}

fn is_sentence_mark(c: char) -> bool {
    matches!(c, '。' | '，' | '；' | '：' | '？' | '！' | '…' | '|' | '`' | '\\' | '[' | '<')
}

fn is_short(words: &str, limit: usize) -> bool {
    words.trim().chars().take(limit + 1).count() <= limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_items_are_told_from_items() {
        for line in ["一、会议时间", "（二）参会人员", "1.报名办法", "第二章　申　报", "**三、其他事项**"]
        {
            assert!(is_item_heading(line), "{line}");
        }
        for line in [
            "一、会议时间：9月",
            "一、二年级",
            "会议时间",
            "一、会议定于",
            "1、GDP",
            "一、认真贯彻落实全市科技创新大会精神推进重点工作",
        ] {
            assert!(!is_item_heading(line), "{line}");
        }
    }

    #[test]
    fn numbers_of_sections_are_told() {
        for line in ["PART.02", "Part 1", "NO.3", "01", "**02**", "第一部分", "第3章"] {
            assert!(is_section_number(line), "{line}");
        }
        for line in ["12", "1", "2024", "PART", "A1", "第一", "第部分", "部分", "第一部分主要内容", "GB.12", ".02"]
        {
            assert!(!is_section_number(line), "{line}");
        }
    }

    #[test]
    fn ornaments_and_rules_are_told() {
        for line in ["◆ ◆ ◆", "▼", "━━━━━━━━", "————————"] {
            assert!(is_ornament(line), "{line}");
        }
        for line in ["——", "◆ 甲", "———", "", "──────甲"] {
            assert!(!is_ornament(line), "{line}");
        }
        assert!(is_drawn_rule("────────") && !is_drawn_rule("◆◆◆◆◆◆◆◆"));
    }

    #[test]
    fn lines_that_are_no_sentence_are_loose() {
        assert!(are_loose_lines(&["你把青春", "写进公式", "把白发", "留给黎明"]));
        assert!(are_loose_lines(&["关于科技企业培育情况的调研报告", "市科技局", "（2026年11月20日）"]));
        for lines in [
            &["会议由", "市科技局", "2024年5月1日"][..],
            &["推进科技", "创新发展"],
            &["会议强调，要坚持", "创新驱动", "加快发展"],
            &["foo", "bar", "baz"],
        ] {
            assert!(!are_loose_lines(lines), "{lines:?}");
        }
    }
}
