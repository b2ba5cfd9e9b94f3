//! Bylines as running text: `记者 张三 通讯员 李四`, `文/张三 图/李四`, `{记者: 甲，通讯员: 乙}`.

use super::bylines::{Byline, without_padding};

/// Roles that stand before names without a sign of YAML. Of two that fit, the longer one counts.
const ROLES: [&str; 62] = [
    "全媒体见习记者",
    "本报全媒体记者",
    "全媒体记者",
    "本报通讯员",
    "特约通讯员",
    "特约评论员",
    "本报评论员",
    "执行主编",
    "责任编辑",
    "责任校对",
    "首席记者",
    "特约记者",
    "特派记者",
    "见习记者",
    "实习记者",
    "摄影记者",
    "本报记者",
    "本刊记者",
    "本网记者",
    "融媒记者",
    "新媒体编辑",
    "美术编辑",
    "图文编辑",
    "实习生",
    "通讯员",
    "评论员",
    "特约",
    "记者",
    "作者",
    "编辑",
    "责编",
    "主编",
    "副主编",
    "总编辑",
    "美编",
    "校对",
    "审核",
    "审校",
    "初审",
    "复审",
    "终审",
    "一审",
    "二审",
    "三审",
    "签发",
    "监制",
    "策划",
    "统筹",
    "执笔",
    "撰文",
    "撰稿",
    "供稿",
    "供图",
    "文字",
    "图片",
    "摄影",
    "摄像",
    "制图",
    "版式",
    "翻译",
    "编译",
    "整理",
];

/// Roles of one character, which are roles only before a sign: `文/张三 图：李四`.
const SHORT_ROLES: [&str; 4] = ["文", "图", "摄", "编"];

/// Signs between a role and its names.
const ROLE_SIGNS: [char; 6] = [':', '：', '/', '／', '|', '｜'];

/// Signs between names, or between the last name of a role and the next role.
const NAME_SIGNS: [char; 8] = ['、', ',', '，', ';', '；', '/', '|', '\t'];

/// Reads a whole text as roles with names. `None` unless all of it can only be that.
pub(super) fn parse_byline_text(text: &str) -> Option<Vec<Byline>> {
    let mut rest = without_brackets(text.trim());
    let mut bylines = Vec::new();

    while !rest.is_empty() {
        let (role, behind) = split_role(rest)?;
        let (names, next) = split_names(behind);
        let names = parse_names(names)?;
        bylines.push(Byline { role: role.to_owned(), names });
        rest = next.trim_start_matches(|c: char| c.is_whitespace() || NAME_SIGNS.contains(&c));
    }
    (!bylines.is_empty()).then_some(bylines)
}

/// Writes roles with names as a map of YAML, to be put behind the key.
pub(super) fn write_bylines(bylines: &[Byline]) -> String {
    let entries: Vec<String> = bylines.iter().map(write_byline).collect();
    format!("{{{}}}", entries.join(", "))
}

fn write_byline(byline: &Byline) -> String {
    match &byline.names[..] {
        [name] => format!("{}: {name}", byline.role),
        names => format!("{}: [{}]", byline.role, names.join(", ")),
    }
}

/// Returns whether a word is a role of a byline.
pub(super) fn is_role(word: &str) -> bool {
    ROLES.contains(&word)
}

/// Splits names that stand in one text: `甲、乙`, `张三 李四`. A blank divides only names of two to four characters, since
/// it may also pad a name: `戴　亮`.
pub(super) fn split_name_list(text: &str) -> Vec<String> {
    let parts = text.split(NAME_SIGNS).map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(split_at_blanks).collect()
}

/// Splits names of two to four characters. `None` if any part of the text is something else.
pub(super) fn split_han_names(text: &str) -> Option<Vec<String>> {
    let names = split_name_list(text);
    (!names.is_empty() && names.iter().all(|name| is_han_name(name))).then_some(names)
}

/// Returns whether a text begins with a role.
pub(super) fn is_role_before_names(text: &str) -> bool {
    split_role(text).is_some()
}

fn split_at_blanks(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| is_han_name(word)) {
        return words.into_iter().map(str::to_owned).collect();
    }
    vec![without_padding(text)]
}

/// Returns the content of a pair of brackets, or the text.
pub(super) fn without_brackets(text: &str) -> &str {
    let pairs = [('{', '}'), ('（', '）'), ('(', ')'), ('[', ']'), ('【', '】'), ('｛', '｝')];
    let inside = pairs.into_iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inside.unwrap_or(text).trim()
}

/// Splits off the role at the start of a text. A role of the list may stand right before a name.
fn split_role(text: &str) -> Option<(&str, &str)> {
    if let Some(sign) = text.find(ROLE_SIGNS) {
        let role = text[..sign].trim_end();
        if is_role(role) || SHORT_ROLES.contains(&role) {
            let behind = text[sign..].trim_start_matches(ROLE_SIGNS);
            return Some((role, behind.trim_start()));
        }
    }

    let role = ROLES.iter().filter(|role| text.starts_with(**role)).max_by_key(|role| role.len())?;
    Some((role, text[role.len()..].trim_start().trim_start_matches(ROLE_SIGNS).trim_start()))
}

/// Splits a text before the next role that stands behind a blank or a sign.
fn split_names(text: &str) -> (&str, &str) {
    let starts = text.char_indices().filter(|(_, c)| c.is_whitespace() || NAME_SIGNS.contains(c));
    for (at, c) in starts {
        let next = at + c.len_utf8();
        if split_role(text[next..].trim_start()).is_some() {
            return (&text[..at], &text[next..]);
        }
    }
    (text, "")
}

/// Returns the names of one role; `None` if one cannot be a name.
fn parse_names(text: &str) -> Option<Vec<String>> {
    let names = split_name_list(text);
    (!names.is_empty() && names.iter().all(|name| is_plain_name(name))).then_some(names)
}

fn is_plain_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '·' | '.' | '-'))
}

fn is_han_name(word: &str) -> bool {
    (2..=4).contains(&word.chars().count()) && word.chars().all(crate::search::fold::is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_read_from_running_text() {
        let table = include_str!("../../../tests/data/head/bylines.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (written, wanted) = line.split_once(" => ").unwrap();
            let read = parse_byline_text(written).map(|bylines| write_bylines(&bylines));
            assert_eq!(read.as_deref().unwrap_or("-"), wanted, "{written}");
        }
    }
}
