//! Asterisks that are text, not emphasis: of multiplications and powers, masked numbers and names, patterns of file names.

use crate::search::fold::is_han;

/// Returns whether the run of asterisks at `start..end` is text. If emphasis of so many asterisks `is_open` on the line,
/// the run may end it, and only what could not be meant so is text. Letters are only multiplied in a line with Chinese.
pub(super) fn is_text(source: &str, start: usize, end: usize, is_open: bool, has_chinese: bool) -> bool {
    let length = end - start;
    let before = source[..start].chars().next_back();
    let after = source[end..].chars().next();
    fn is_digit(c: Option<char>) -> bool {
        c.is_some_and(|c| c.is_ascii_digit())
    }

    let hides_digits =
        (length >= 4 && (is_digit(before) || is_digit(after))) || (length == 3 && is_digit(before) && is_digit(after));
    if hides_digits {
        return !(is_open && length <= 3);
    }
    if length <= 3 && is_later_note_sign(source, start, end) {
        return true;
    }
    if is_open || length > 3 {
        return false;
    }
    let signs_name = length == 1 && before.is_some_and(char::is_alphanumeric) && is_sign_in_list(source, start, end);
    if signs_name || is_note_sign(source, start, end) {
        return true;
    }

    // 5*3*2, 2**10
    let is_operator = length <= 2 && is_digit(before) && is_digit(after);
    is_operator
        || (has_chinese && joins_variables(source, start, end))
        || is_file_pattern(source, start, end)
        || masks_name(source, start, end)
}

/// The most bytes of a line in which the end of emphasis is looked for.
const MAX_SIGNED_NOTE_LENGTH: usize = 300;

/// Returns whether an asterisk at `start..end` is a sign behind a name in a list, as in `张三*、李四*获奖`: it stands behind the
/// name of a person, or the next one of the line, if there is one, is such a sign, too. In `前面*、重点*后面` it is emphasis.
fn is_sign_in_list(source: &str, start: usize, end: usize) -> bool {
    let rest = &source[end..source.floor_char_boundary((end + MAX_SIGNED_NOTE_LENGTH).min(source.len()))];
    let line = rest.split('\n').next().unwrap_or_default();
    let next = line.split_once('*').map(|(_, behind)| behind.chars().next());
    let ends_clause = next.flatten().is_none_or(|c| matches!(c, '、' | '，' | '。' | '；' | '）' | ' '));
    rest.starts_with('、') && (ends_clause || is_behind_person(source, start))
}

/// Returns whether a name of two to four characters that begins with a common surname stands by itself before a place.
fn is_behind_person(source: &str, at: usize) -> bool {
    let name: Vec<char> = source[..at].chars().rev().take(5).take_while(|c| is_han(*c)).collect();
    (2..=4).contains(&name.len()) && name.last().is_some_and(|c| SURNAMES.contains(*c))
}

/// `*为特邀嘉宾，**为评委。`, `*注：…`, `*含分公司`: signs of notes where a line or a clause begins, without an end on the line.
fn is_note_sign(source: &str, start: usize, end: usize) -> bool {
    let before = source[..start].chars().next_back();
    let begins_clause = before.is_none_or(|c| matches!(c, '\n' | '，' | '；' | '。' | '　' | ' '));
    let rest = &source[end..source.floor_char_boundary((end + MAX_SIGNED_NOTE_LENGTH).min(source.len()))];
    let begins_note = ["为", "注：", "注:", "含", "不含", "指", "系", "表示", "代表", "：", ":"];
    if !begins_clause || !begins_note.iter().any(|word| rest.starts_with(word)) {
        return false;
    }
    let line = rest.split('\n').next().unwrap_or_default();
    let mark = &source[start..end];
    !line.contains(mark) || (mark.len() == 1 && !line.replace("**", "").contains('*'))
}

/// The second sign in `*为特邀嘉宾，**为评委。`: where a clause begins, on a line that begins with such a sign.
fn is_later_note_sign(source: &str, start: usize, end: usize) -> bool {
    if !source[..start].ends_with(['，', '；', '。']) {
        return false;
    }
    let from = source.floor_char_boundary(start.saturating_sub(MAX_SIGNED_NOTE_LENGTH));
    let line_start = source[from..start].rfind('\n').map_or(from, |at| from + at + 1);
    let line = &source[line_start..start];
    let sign = line.len() - line.trim_start_matches('*').len();
    let rest = &source[end..source.floor_char_boundary((end + MAX_SIGNED_NOTE_LENGTH).min(source.len()))];
    let goes_on = rest.split('\n').next().is_some_and(|rest| rest.contains(&source[start..end]));
    sign > 0 && sign < end - start && !goes_on && is_note_sign(source, line_start, line_start + sign)
}

/// 3*x, a*b, x**2
fn joins_variables(source: &str, start: usize, end: usize) -> bool {
    fn is_letter(c: Option<char>) -> bool {
        c.is_some_and(|c| c.is_ascii_alphabetic())
    }
    fn is_digit(c: Option<char>) -> bool {
        c.is_some_and(|c| c.is_ascii_digit())
    }
    let mut back = source[..start].chars().rev();
    let mut rest = source[end..].chars();
    let before = back.next();
    let beyond_before = back.next();
    let after = rest.next();
    let beyond_after = rest.next();

    let is_variable_before = is_letter(before) && !beyond_before.is_some_and(|c| c.is_alphanumeric());
    let is_variable_after = is_letter(after) && !beyond_after.is_some_and(|c| c.is_alphanumeric());
    match end - start {
        1 => (is_digit(before) || is_variable_before) && (is_digit(after) || is_variable_after),
        2 => is_variable_before && is_digit(after),
        _ => false,
    }
}

/// `*.md`, `*.*`
fn is_file_pattern(source: &str, start: usize, end: usize) -> bool {
    let rest = &source[end..];
    let begins_ending =
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*'));
    let is_behind_dot = source[..start].ends_with("*.");
    let is_behind_word = source[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    end - start == 1 && ((begins_ending && !is_behind_word) || is_behind_dot)
}

/// The surnames of nine in ten Chinese.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任\
    卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常";

/// Returns whether a surname stands alone before a place, as in 李**.
pub(super) fn follows_surname(source: &str, at: usize) -> bool {
    let surname = source[..at].chars().next_back();
    is_behind_lone_character(source, at) && surname.is_some_and(|c| SURNAMES.contains(c))
}

/// Returns whether a Han character stands before a place with which a word begins.
fn is_behind_lone_character(source: &str, at: usize) -> bool {
    let mut back = source[..at].chars().rev();
    back.next().is_some_and(is_han)
        && back.next().is_none_or(|c| !is_han(c) && !matches!(c, '*' | '_' | '~') && !c.is_ascii_alphanumeric())
}

/// 张*明、李**
fn masks_name(source: &str, start: usize, end: usize) -> bool {
    if !is_behind_lone_character(source, start) {
        return false;
    }

    // 张*明 hides one character, 张** two.
    let most_given = 2usize.saturating_sub(end - start);
    let given = source[end..].chars().take(3).take_while(|c| is_han(*c)).count();
    let next = source[end..].chars().nth(given);
    let ends = next
        .is_none_or(|c| c.is_whitespace() || matches!(c, '、' | '，' | '。' | '；' | '）' | '！' | '？' | '”' | ','));
    let is_closed = source[end..].chars().nth(given + 1) == Some('*');
    given <= most_given && ends && !is_closed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges the run of asterisks between bars.
    fn judge(text: &str, is_open: bool) -> bool {
        let start = text.find('|').unwrap();
        let end = text.rfind('|').unwrap() - 1;
        is_text(&text.replace('|', ""), start, end, is_open, true)
    }

    #[test]
    fn text_is_told_from_emphasis() {
        for text in [
            "5|*|3*2",
            "2|**|10",
            "138|****|0000",
            "尾号|****|1234",
            "把|*|.md删掉",
            "|*|.*",
            "张|*|明、李*华",
            "张|**|、李**",
            "（张|*|）",
            "110|***|199",
            "3|*|x+2*y",
            "a|*|b*c的值",
            "x|**|2和y**3",
        ] {
            assert!(judge(text, false), "{text}");
        }
        for text in ["**2024|**|2025", "*重点|*|.md", "**“甲”重|**|", "**1|**|2"] {
            assert!(!judge(text, true), "{text}");
        }
        for text in [
            "市|**|（县）**级",
            "第|**|1**期",
            "普通|**|加粗**文字",
            "见|**|《办法》**",
            "|****|甲",
            "甲|**|乙**",
            "按|**|A**方案",
        ] {
            assert!(!judge(text, false), "{text}");
        }
    }
}
