//! Verse: lines of clauses that all have the same length. No editor wraps a sentence like that.

use crate::search::fold::is_han;

/// The lengths that a clause of verse has in Han characters.
const CLAUSE_LENGTHS: std::ops::RangeInclusive<usize> = 3..=8;

/// The least clauses of a verse.
const MIN_CLAUSES: usize = 4;

/// Returns whether lines are verse, or slogans of its form.
pub(super) fn is_verse(lines: &[&str]) -> bool {
    if lines.len() < 2 {
        return false;
    }

    let mut clause_length = None;
    let mut clauses_of_line = None;
    let mut count = 0;
    for line in lines {
        let line = line.trim();
        if !line.chars().all(|c| is_han(c) || is_clause_mark(c)) {
            return false;
        }

        let lengths = line.split(is_clause_mark).map(|clause| clause.chars().count()).filter(|length| *length > 0);
        let lengths: Vec<usize> = lengths.collect();
        if *clauses_of_line.get_or_insert(lengths.len()) != lengths.len() {
            return false;
        }
        if lengths.iter().any(|length| *clause_length.get_or_insert(*length) != *length) {
            return false;
        }
        count += lengths.len();
    }
    count >= MIN_CLAUSES && clause_length.is_some_and(|length| CLAUSE_LENGTHS.contains(&length))
}

fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '？' | '！' | '：' | '“' | '”' | '　' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verse_is_told_from_wrapped_prose() {
        assert!(is_verse(&["白日依山尽，", "黄河入海流。", "欲穷千里目，", "更上一层楼。"]));
        assert!(is_verse(&["床前明月光，疑是地上霜。", "举头望明月，低头思故乡。"]));
        assert!(is_verse(&["红军不怕远征难", "万水千山只等闲", "五岭逶迤腾细浪", "乌蒙磅礴走泥丸"]));
        assert!(!is_verse(&["推进科技", "创新发展"]));
        assert!(!is_verse(&["会议强调，要坚持", "创新驱动，加快", "发展新质生产力，", "建设科技强市。"]));
        assert!(!is_verse(&["白日依山尽，黄河入海流。"]));
        assert!(!is_verse(&["甲，", "乙，", "丙，", "丁。"]));
    }
}
