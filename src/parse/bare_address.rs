//! Bare addresses in running text: where one begins, and where it ends among Chinese characters.
//!
//! The rule, which `docs/markdown.md` gives with its reasons:
//! 1. An address begins with `http://`, `https://` or `www.`, and goes on through ASCII as in GFM.
//! 2. Chinese letters belong to it behind a mark that only an address has there: `=`, `#`, `_`, `-`, `+`, or the `/` behind a
//!    part of the path; unless they begin with words that only a sentence has there ([`PROSE_BEGINNINGS`]).
//! 3. They also belong to it if an address goes on behind them, with `/`, `?`, `&`, `=` or an extension.
//! 4. Chinese punctuation and white space always end it.

use std::ops::Range;

/// The length from which on no Chinese letters are added to an address.
const MAX_ADDRESS_BYTES: usize = 2000;

/// Beginnings of addresses.
const PREFIXES: [&str; 3] = ["https://", "http://", "www."];

/// Top-level domains in Chinese.
const CHINESE_DOMAINS: [&str; 16] = [
    "中国",
    "公司",
    "网络",
    "政务",
    "公益",
    "网址",
    "网站",
    "商城",
    "集团",
    "在线",
    "中文网",
    "香港",
    "新加坡",
    "信息",
    "商标",
    "机构",
];

/// How text begins that goes on behind an address, where the address could go on, too.
pub const PROSE_BEGINNINGS: [&str; 36] = [
    "的", "或", "即可", "进行", "查询", "查看", "查阅", "下载", "了解", "浏览", "访问", "登录", "登陆", "注册", "报名",
    "填写", "填报", "提交", "申报", "申请", "办理", "参加", "参与", "观看", "收看", "阅读", "获取", "网站", "网页",
    "页面", "平台", "链接", "扫码", "点击", "以及", "等网",
];

/// Returns the first address that begins in a stretch of visible ASCII. It may end behind that.
pub fn find_address(text: &str, run: Range<usize>) -> Option<Range<usize>> {
    let lower = text[run.clone()].to_ascii_lowercase();
    let found = PREFIXES.into_iter().filter_map(|prefix| Some((lower.find(prefix)?, prefix)));
    let (offset, prefix) = found.min()?;
    let from = run.start + offset;
    if text[..from].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }

    let host_start = from + prefix.len();
    let host = text.get(host_start..)?;
    let end = match host.chars().next().filter(|c| is_letter_beyond_ascii(*c)) {
        Some(_) => address_end(text, from, host_start + chinese_host_length(host)?),
        None => address_end(text, from, host_start),
    };
    let end = from + without_closing_marks(&text[from..end]).len();

    let host = text.get(host_start..end)?.split(['/', '?', '#']).next()?;
    (host.contains('.') && !host.starts_with('.')).then_some(from..end)
}

/// Returns the Chinese letters right behind an address, if it cannot be told whether they belong to it: behind the `/` of
/// the root, where neither rule decides.
pub fn doubtful_word<'t>(address: &str, rest: &'t str) -> Option<&'t str> {
    let (_, below_scheme) = address.split_once("://")?;
    let (_, path) = below_scheme.split_once('/')?;
    let word = leading_word(rest);
    (path.is_empty() && !word.is_empty() && !begins_prose(word)).then_some(word)
}

/// Returns the byte at which the address that begins at `from` ends, if it reaches `at`.
fn address_end(text: &str, from: usize, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let ascii = rest.find(|c: char| !is_address_ascii(c)).unwrap_or(rest.len());
        at += ascii;

        let word = leading_word(&text[at..]);
        if word.is_empty()
            || at - from > MAX_ADDRESS_BYTES
            || !belongs_to_address(&text[from..at], word, &text[at + word.len()..])
        {
            return at;
        }
        at += word.len();
    }
}

/// Returns whether Chinese letters between the beginning of an address and some text are a part of the address.
fn belongs_to_address(address: &str, word: &str, rest: &str) -> bool {
    let behind_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = behind_scheme.split_once('/').map(|(_, path)| path);
    let goes_on = goes_on_as_address(rest);

    match address.chars().next_back() {
        Some('=' | '#' | '_' | '-' | '+') => goes_on || !begins_prose(word),
        Some('/') => goes_on || path.is_some_and(|path| !path.is_empty() && !begins_prose(word)),
        // In the middle of a part that began in Chinese: `/中国2024年`.
        _ if path.is_some_and(|path| !path.is_empty()) && part_begins_in_chinese(address) => true,
        _ => goes_on && path.is_some_and(|path| !path.is_empty()),
    }
}

/// Returns whether the last part of an address, behind a mark that divides it, begins with letters that are not ASCII.
fn part_begins_in_chinese(address: &str) -> bool {
    let part = address.rsplit(['/', '=', '#', '_', '-', '+', '?', '&']).next().unwrap_or_default();
    part.starts_with(is_letter_beyond_ascii)
}

/// Returns whether an address goes on with a text: with a mark that no sentence has behind a Chinese letter.
fn goes_on_as_address(rest: &str) -> bool {
    if let Some(extension) = rest.strip_prefix('.') {
        let length = extension.bytes().take_while(u8::is_ascii_alphanumeric).count();
        return (2..=5).contains(&length);
    }
    let mut chars = rest.chars();
    matches!(chars.next(), Some('/' | '?' | '&' | '=' | '%' | '_'))
        && chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || is_letter_beyond_ascii(c))
}

fn begins_prose(word: &str) -> bool {
    PROSE_BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
}

/// Returns the letters at the beginning of a text that are not ASCII.
fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_letter_beyond_ascii(c)).unwrap_or(text.len());
    &text[..end]
}

/// Returns the length of a host such as `例子.中国` at the beginning of a text.
fn chinese_host_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(text.len());
    let dot = text[..end].rfind('.')?;
    let domain = &text[dot + 1..end];
    let chinese = CHINESE_DOMAINS.into_iter().find(|known| domain.starts_with(known)).map(str::len);
    let ascii = || domain.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let length = chinese.unwrap_or_else(ascii);
    (length > 1).then_some(dot + 1 + length)
}

fn is_letter_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

/// Whether an ASCII character may stand in a bare address.
fn is_address_ascii(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}')
}

/// Returns an address without the marks at its end that belong to the sentence (as in GFM: punctuation, and a bracket that
/// was not opened inside).
fn without_closing_marks(mut url: &str) -> &str {
    while let Some(last) = url.chars().next_back() {
        let is_unopened = |open, close| last == close && url.matches(close).count() > url.matches(open).count();
        let is_punctuation = matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~');
        if !is_punctuation && !is_unopened('(', ')') && !is_unopened('[', ']') {
            break;
        }
        url = &url[..url.len() - 1];
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the first address in a text, with runs of ASCII found as `split_inline` finds them.
    fn first_address(text: &str) -> Option<&str> {
        let mut at = 0;
        while let Some(skip) = text[at..].bytes().position(|b| b.is_ascii_graphic()) {
            let start = at + skip;
            let end = start + text[start..].bytes().take_while(u8::is_ascii_graphic).count();
            if let Some(found) = find_address(text, start..end) {
                return Some(&text[found]);
            }
            at = end;
        }
        None
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for line in include_str!("../../tests/data/bare-addresses.txt").lines() {
            let Some((text, expected)) = line.split_once('\t').filter(|_| !line.starts_with("# ")) else { continue };
            assert_eq!(first_address(text).unwrap_or("-"), expected, "{text}");
        }
    }

    #[test]
    fn a_word_behind_the_root_is_doubtful() {
        for (address, rest, expected) in [
            ("https://a.cn/", "中国，", Some("中国")),
            ("https://a.cn/", "查询。", None),
            ("https://a.cn/", "，好", None),
            ("https://a.cn/x", "中国", None),
            ("https://a.cn", "中国", None),
        ] {
            assert_eq!(doubtful_word(address, rest), expected, "{address}{rest}");
        }
    }
}
