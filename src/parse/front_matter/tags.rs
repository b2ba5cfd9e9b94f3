//! Tags as an editor writes them: `科技，创新`, `科技 创新`, `【科技；创新】`, `#科技 #创新`.

use crate::parse::wide::clean_name;
use crate::search::fold::is_han;

/// Signs that only divide tags.
const SEPARATORS: [char; 9] = [',', '，', '、', ';', '；', '|', '｜', '\t', '\n'];

/// Brackets and quotation marks round all tags, or round each.
const TAG_BRACKETS: [(char, char); 6] = [('【', '】'), ('［', '］'), ('[', ']'), ('{', '}'), ('（', '）'), ('(', ')')];

/// Quotation marks round each of several tags.
const QUOTES: [(char, char); 5] = [('“', '”'), ('"', '"'), ('\'', '\''), ('「', '」'), ('‘', '’')];

/// The tags of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenTags {
    /// The tags, as far as it is certain where one ends.
    pub tags: Vec<String>,
    /// The same with a tag divided where it is perhaps two.
    pub perhaps: Option<Vec<String>>,
}

/// Reads the tags of a text. Blanks divide Chinese words only, and only where nothing else divides.
pub(super) fn read_tags(text: &str, may_be_several: bool) -> WrittenTags {
    let text = without_pair(text.trim(), &TAG_BRACKETS);
    let is_hashed = text.starts_with(['#', '＃']);
    let spread = text.replace("”“", "”、“").replace("」「", "」、「").replace("】【", "】、【");

    let mut written = WrittenTags::default();
    let parts: Vec<&str> = spread
        .split(|c| SEPARATORS.contains(&c) || (is_hashed && matches!(c, '#' | '＃')))
        .filter(|part| !part.trim().is_empty())
        .collect();
    let is_one = parts.len() == 1 && may_be_several;
    for part in parts.iter().filter(|part| !is_list_mark(part.trim())) {
        let bare =
            if parts.len() > 1 { without_pair(without_pair(part.trim(), &QUOTES), &TAG_BRACKETS) } else { part.trim() };
        match divide(bare) {
            Division::None => written.add(bare),
            Division::Certain(words) if is_one => words.iter().for_each(|word| written.add(word)),
            Division::Certain(_) => written.add(bare),
            Division::Possible(words) => {
                written.add(bare);
                written.perhaps = is_one.then(|| words.iter().map(|word| clean_name(word)).collect());
            }
        }
    }
    written
}

impl WrittenTags {
    fn add(&mut self, tag: &str) {
        let tag = clean_name(tag);
        if !tag.is_empty() && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }
}

/// Whether a tag is several tags.
enum Division<'t> {
    None,
    Certain(Vec<&'t str>),
    Possible(Vec<&'t str>),
}

/// Divides a text at blanks, or at slashes between Chinese words. A blank beside Latin letters may belong to the tag.
fn divide(text: &str) -> Division<'_> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_list_mark(word)).collect();
    if words.len() > 1 {
        return match words.iter().filter(|word| word.chars().any(is_han)).count() {
            0 => Division::None,
            han if han == words.len() && words.iter().all(|word| word.chars().count() > 1) => Division::Certain(words),
            _ => Division::Possible(words),
        };
    }

    let sides: Vec<&str> = text.split(['/', '／']).collect();
    let are_words = sides.len() > 1 && sides.iter().all(|side| side.chars().count() > 1 && side.chars().all(is_han));
    if are_words { Division::Possible(sides) } else { Division::None }
}

/// Returns whether a word only divides tags or marks one in a list: `科技 & 创新`, `- 科技 - 创新`.
fn is_list_mark(word: &str) -> bool {
    matches!(word, "-" | "&" | "＆" | "·" | "•" | "—" | "——" | "*" | "+")
}

/// Returns the inside of a pair of marks round a whole text.
fn without_pair<'t>(text: &'t str, pairs: &[(char, char)]) -> &'t str {
    let inside = pairs.iter().find_map(|(open, close)| {
        let inside = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inside.contains([*open, *close])).then_some(inside)
    });
    inside.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_divided_where_it_is_certain() {
        let table = include_str!("../../../tests/data/head/tags.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (written, wanted) = line.split_once(" => ").unwrap();
            let read = read_tags(written, true);
            let perhaps = read.perhaps.map_or_else(String::new, |tags| format!(" ? {}", tags.join("+")));
            assert_eq!(read.tags.join("+") + &perhaps, wanted, "{written}");
        }
    }
}
