//! Lines that begin with a label: 联系人：张三.

use crate::search::fold::is_han;

/// The most characters of a label.
const MAX_LABEL_LENGTH: usize = 10;

/// Returns the label that a line begins with.
pub(super) fn label_of_line(line: &str) -> Option<&str> {
    let (label, _) = is_label_line(line).then(|| line.split_once(['：', ':']))??;
    Some(label.trim_start_matches(['*', '（', '(']))
}

/// Returns whether a line is a label with its value. Where two such lines follow one another, each stands on its own.
pub(super) fn is_label_line(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '（', '(']);
    let Some((label, value)) = line.split_once(['：', ':']) else { return false };
    let label = label.trim_end_matches('*').trim();
    let value = value.trim_start_matches('*');
    if value.trim().is_empty() || value.starts_with("//") || label.chars().count() > MAX_LABEL_LENGTH {
        return false;
    }

    let is_clock = label.ends_with(|c: char| c.is_ascii_digit()) && value.starts_with(|c: char| c.is_ascii_digit());
    fn is_part_of_label(c: char) -> bool {
        is_han(c)
            || c.is_ascii_alphanumeric()
            || c.is_whitespace()
            || matches!(c, '-' | '/' | '（' | '）' | '(' | ')' | '·')
    }
    let has_letter = label.starts_with(|c: char| is_han(c) || c.is_ascii_alphabetic());
    has_letter && !is_clock && label.chars().all(is_part_of_label) && (line.contains('：') || label.chars().any(is_han))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_sentences() {
        for line in [
            "联系人：张三",
            "电　话：0573-85000000",
            "E-mail：a@b.cn",
            "地址: 中山路1号",
            "**时间：**5月1日",
            "联系人（周末）：张三",
            "（电话：12345）",
        ] {
            assert!(is_label_line(line), "{line}");
        }
        for line in [
            "今天上午9:30开会",
            "会议要求：",
            "https://a.cn",
            "要抓好一件事，这就是：创新",
            "9：30",
            "a: b",
            "会议时间上午9:30",
        ] {
            assert!(!is_label_line(line), "{line}");
        }
    }
}
