//! Code in a line of text, where no mark means anything.

use std::ops::Range;

/// Returns the stretches of code in a text, with their backticks: between two runs of as many backticks each.
pub(super) fn find_code_spans(text: &str) -> Vec<Range<usize>> {
    let runs = backtick_runs(text);
    let mut spans = Vec::new();
    let mut n = 0;
    while let Some(open) = runs.get(n) {
        // Of very many runs without a counterpart each would be looked for to the end.
        let closers = runs[n + 1..].iter().take(MAX_RUNS_AHEAD);
        let close = closers.clone().position(|run| run.len() == open.len());
        match close {
            Some(ahead) => {
                spans.push(open.start..runs[n + 1 + ahead].end);
                n += ahead + 2;
            }
            None => n += 1,
        }
    }
    spans
}

/// Returns whether a place lies in one of the stretches that were found.
pub(super) fn is_in_code(spans: &[Range<usize>], at: usize) -> bool {
    let before = spans.partition_point(|span| span.start <= at);
    before.checked_sub(1).is_some_and(|n| at < spans[n].end)
}

/// How many runs of backticks are looked through for the one that ends a stretch of code.
const MAX_RUNS_AHEAD: usize = 1000;

fn backtick_runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..]) {
        let start = at + found;
        let end = start + bytes[start..].iter().take_while(|byte| **byte == b'`').count();
        let is_escaped = bytes[..start].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        runs.push(start + usize::from(is_escaped)..end);
        at = end;
    }
    runs.retain(|run| !run.is_empty());
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_equal_runs() {
        for (text, expected) in
            [("甲 `乙|丙` 丁", &["`乙|丙`"][..]), ("``a`b`` `c", &["``a`b``"]), ("\\`a` b`", &["` b`"]), ("没有", &[])]
        {
            let found: Vec<&str> = find_code_spans(text).into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
