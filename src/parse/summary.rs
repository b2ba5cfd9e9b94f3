//! The beginning of a story, where lists and cards have room for no more.

use super::cjk;
use crate::config::LineBreaks;
use crate::search::fold::is_han;

/// The beginning of a text in at most `limit` characters (and `……`): cut behind a sentence, with the quotes
/// that close there, outside quotes and brackets, if that keeps 60 %; else behind a clause with `……`; never
/// inside a Latin word or a number. A leading 本报讯, （记者 …） or ■记者 … is dropped.
pub fn cut_summary(text: &str, limit: usize) -> String {
    let text = one_line(text);
    let text = without_dateline(&text);
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let cuts = CutPoints::find_in(text, end);
    let least = text.char_indices().nth(limit * 6 / 10).map_or(end, |(at, _)| at);
    if cuts.sentence >= least {
        return text[..cuts.sentence].to_owned();
    }
    let enough = [cuts.clause, cuts.outside, cuts.token].into_iter().find(|at| *at >= least);
    // Only a text that begins with an endless word is cut inside it.
    let cut = enough.unwrap_or(if cuts.token > 0 { cuts.token } else { end });
    let ellipsis = if text[..cut].contains(is_han) { "……" } else { "…" };
    format!("{}{ellipsis}", text[..cut].trim_end_matches(['，', '、', '；', '：', ',', ';', ':', ' ', '“', '（', '《']))
}

/// A text in one line: paragraphs, cells and headings apart by a space, except behind a Chinese mark.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let apart = out.ends_with(char::is_alphanumeric)
            || cjk::break_is_space(LineBreaks::Zh, out.chars().rev(), line.chars());
        if !out.is_empty() && apart {
            out.push(' ');
        }
        let mut words = line.split_whitespace();
        out.extend(words.next());
        words.for_each(|word| out.extend([" ", word]));
    }
    out
}

/// The last places at which a text can be cut, in bytes; 0 if there is none.
#[derive(Default)]
struct CutPoints {
    /// Behind a sentence, outside quotes and brackets.
    sentence: usize,
    /// Behind a clause, outside quotes and brackets.
    clause: usize,
    /// Anywhere outside quotes, brackets, Latin words and numbers.
    outside: usize,
    /// Anywhere outside Latin words and numbers.
    token: usize,
}

impl CutPoints {
    fn find_in(text: &str, limit: usize) -> Self {
        let mut cuts = Self::default();
        let mut depth = 0_usize;
        // Whether a sentence has ended, but for the quotes that close it.
        let mut ended = false;

        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            let next = chars.peek().map(|(_, next)| *next);
            if end > limit {
                break;
            }

            match c {
                '“' | '‘' | '（' | '《' | '「' | '『' | '(' | '〈' | '【' | '〔' => {
                    depth += 1;
                    ended = false;
                }
                '”' | '’' | '）' | '》' | '」' | '』' | ')' | '〉' | '】' | '〕' => {
                    depth = depth.saturating_sub(1)
                }
                '。' | '！' | '？' | '…' => ended = true,
                _ => ended = false,
            }

            // ？！ and …… end a sentence together.
            let goes_on = next.is_some_and(|c| matches!(c, '。' | '！' | '？' | '…' | '”' | '’' | '」' | '』' | '）'));
            let between = !(is_in_token(c) && next.is_some_and(is_in_token));
            if between {
                cuts.token = end;
            }

            if depth > 0 {
                continue;
            }
            if ended && !goes_on {
                cuts.sentence = end;
            }
            if matches!(c, '，' | '；' | '、' | '：') || (matches!(c, ',' | ';' | ':') && next == Some(' ')) {
                cuts.clause = end;
            }
            if between {
                cuts.outside = end;
            }
        }
        cuts
    }
}

/// Returns whether a character is part of a Latin word or a number.
fn is_in_token(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c) || matches!(c, '.' | '+' | '/' | '-' | '%' | '&' | '_')
}

/// Returns a text without the agency's or paper's opening formula.
fn without_dateline(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let rest = if let Some(rest) = text.strip_prefix("本报讯").or_else(|| text.strip_prefix("本报讯：")) {
            Some(rest)
        } else if let Some(rest) = text.strip_prefix("（").filter(|rest| is_reporter(rest)) {
            rest.split_once('）').map(|(_, rest)| rest)
        } else if let Some(rest) = text.strip_prefix('■').filter(|rest| is_reporter(rest)) {
            // A byline ends where its line does, which is now a space before the text.
            after_names(rest)
        } else {
            None
        };

        match rest {
            Some(rest) if !rest.trim().is_empty() => text = rest.trim_start(),
            _ => return text,
        }
    }
}

fn is_reporter(text: &str) -> bool {
    ["记者", "通讯员", "本报记者"].iter().any(|role| text.trim_start().starts_with(role))
}

/// Returns the text behind the roles and names of a byline: words apart by spaces, of at most four characters each.
fn after_names(byline: &str) -> Option<&str> {
    let mut rest = byline;
    loop {
        let trimmed = rest.trim_start();
        let word = trimmed.split(' ').next()?;
        if word.chars().count() > 4 || !word.chars().all(|c| is_han(c) || c == '、') {
            return (rest.len() < byline.len()).then_some(trimmed);
        }
        rest = trimmed.get(word.len()..)?;
        if rest.is_empty() {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_as_in_a_paragraph() {
        assert_eq!(one_line(" 一。\n\n二，\n three \nfour 五　六\n七"), "一。二，three four 五 六 七");
    }

    #[test]
    fn summaries_end_with_a_sentence() {
        for (text, limit, expected) in [
            ("本报讯（记者 甲）一二三四五六七八。“九十！一二三四”五六七。八九十", 14, "一二三四五六七八。"),
            ("本报讯 （记者 甲 通讯员 乙）一二三四五六。七八九十", 8, "一二三四五六。"),
            ("■记者 徐晓雯 通讯员 金哲宇 一二三四五六。七八九十", 8, "一二三四五六。"),
            // A quotation that closes within the limit belongs to the sentence.
            ("他说：“一二三四五。”六七八九十一二三", 14, "他说：“一二三四五。”"),
            ("他说：“一二三四五？！”六七八九十一二三", 14, "他说：“一二三四五？！”"),
            // One that does not is left out.
            ("一二三四五六。“七八。九十一二三四”五", 12, "一二三四五六。"),
            ("甲说：“一二三四五六七八九十，一二三四五。”", 12, "甲说：“一二三四五六七八……"),
            // 60 % are kept; a semicolon ends no sentence.
            ("一。二三四五六七八，九十一二三四五", 12, "一。二三四五六七八……"),
            ("一二三四五六七八；九十一二三四五", 10, "一二三四五六七八……"),
            ("一二三四五六七八……九十一二三四五", 11, "一二三四五六七八……"),
            // Never inside a number or a Latin word.
            ("研发总投入6623.48万元", 8, "研发总投入……"),
            ("投入一二三四GB/T 37668标准", 9, "投入一二三四……"),
            ("甲Donaudampfschifffahrtsgesellschaft", 9, "甲……"),
            ("不长。", 10, "不长。"),
            ("A team has shown that a membrane lasts", 20, "A team has shown…"),
        ] {
            assert_eq!(cut_summary(text, limit), expected, "{text}");
        }
    }
}
