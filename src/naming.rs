//! Names in addresses and in order: Chinese becomes pinyin, read by words (重庆 is `chongqing`, 重点 `zhongdian`).

mod readings;

use std::borrow::Cow;

pub use readings::{doubtful_readings, sound_alike};
use unicode_normalization::UnicodeNormalization;

use crate::address::Address;

/// The longest slug, in bytes: there is room for a suffix.
const MAX_SLUG_BYTES: usize = 200;

/// The treatment of Chinese characters in addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// Pinyin by words, without tones: `银行` → `yinhang`.
    #[default]
    Pinyin,
    /// Pinyin character by character, as in addresses of earlier versions: `银行` → `yinxing`.
    Characters,
    /// Stays as it is.
    Keep,
}

/// A name with the reading of each of its characters.
pub struct ReadName {
    characters: Vec<char>,
    /// `None` for a character that has none, or stays as it is.
    readings: Vec<Option<&'static str>>,
    naming: Naming,
}

impl ReadName {
    /// Reads a name.
    pub fn new(name: &str, naming: Naming) -> Self {
        let characters: Vec<char> = to_nfkc(name).chars().collect();
        let readings = match naming {
            Naming::Pinyin => readings::read_words(&characters),
            Naming::Characters => characters.iter().map(|c| readings::first_reading(*c)).collect(),
            Naming::Keep => vec![None; characters.len()],
        };
        Self { characters, readings, naming }
    }

    /// Takes the reading that somebody spelled: `chong gangshan` for 重岗山. `None` if the letters are no reading of the name.
    pub fn from_spelling(name: &str, letters: &str) -> Option<Self> {
        let characters: Vec<char> = to_nfkc(name).chars().collect();
        let readings = readings::align_reading(&characters, letters)?;
        Some(Self { characters, readings, naming: Naming::Pinyin })
    }

    /// Returns the name for use in an address: lower case, letters, digits, `-`, `_` and `.`; `+` and `#` are spelled
    /// out so that `C++`, `C#` and `C` stay apart. `None` if nothing is left, or more than 200 bytes.
    pub fn to_slug(&self) -> Option<String> {
        let mut out = String::with_capacity(self.characters.len());
        let mut gap = false;
        for (&c, &reading) in self.characters.iter().zip(&self.readings) {
            let spelled = match c {
                '+' => Some("plus"),
                '#' => Some("sharp"),
                _ => None,
            };
            let is_kept = c.is_ascii_alphanumeric()
                || matches!(c, '_' | '.')
                || (self.naming == Naming::Keep && c.is_alphanumeric());
            if !is_kept && reading.is_none() && spelled.is_none() {
                gap = true;
                continue;
            }

            if (gap || spelled.is_some()) && !out.is_empty() {
                out.push('-');
            }
            match reading.or(spelled) {
                Some(piece) => out.push_str(piece),
                None => out.extend(c.to_lowercase()),
            }
            gap = spelled.is_some();
        }

        let out = out.trim_matches(['-', '.']).to_owned();
        (!out.is_empty() && out.len() <= MAX_SLUG_BYTES).then_some(out)
    }

    /// Returns a key that sorts names by their readings, syllable by syllable, then by the characters themselves.
    pub fn to_sort_key(&self) -> String {
        let mut key = String::new();
        for (c, reading) in self.characters.iter().zip(&self.readings) {
            match reading {
                Some(reading) => key.push_str(reading),
                None => key.extend(c.to_lowercase()),
            }
            key.push(' ');
        }
        key.extend(&self.characters);
        key
    }
}

/// Returns a name for use in an address, as [`ReadName::to_slug`] does.
pub fn make_slug(name: &str, naming: Naming) -> Option<String> {
    ReadName::new(name, naming).to_slug()
}

/// Returns the slug that earlier versions made of a name, where it is another one.
pub fn former_slug(name: &str, naming: Naming) -> Option<String> {
    if naming != Naming::Pinyin || name.is_ascii() {
        return None;
    }
    let slug = make_slug(name, naming);
    make_slug(name, Naming::Characters).filter(|former| Some(former) != slug.as_ref())
}

/// Returns a name with its full-width letters and the like as plain ones (NFKC).
fn to_nfkc(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { Cow::Borrowed(name) } else { name.nfkc().collect() }
}

/// Returns the address of the story at a path below `content/`: each part becomes a slug, `.md` becomes `.html`.
pub fn story_address(path: &str, naming: Naming) -> Option<Address> {
    let stem = path.strip_suffix(".md")?;
    if is_slug_path(stem) {
        return Address::new(&[stem, ".html"].concat());
    }
    let parts: Option<Vec<String>> = stem.split('/').map(|part| make_slug(part, naming)).collect();
    Address::new(&format!("{}.html", parts?.join("/")))
}

/// Returns the address that earlier versions gave the story at a path, where it is another one.
pub fn former_story_address(path: &str, naming: Naming) -> Option<Address> {
    if naming != Naming::Pinyin || path.is_ascii() {
        return None;
    }
    let address = story_address(path, naming);
    story_address(path, Naming::Characters).filter(|former| Some(former) != address.as_ref())
}

/// Returns whether every part of a path is its own slug and a good part of an address already: most files are named so.
fn is_slug_path(path: &str) -> bool {
    let mut before = b'/';
    let mut part_length = 0;
    path.bytes().chain([b'/']).all(|b| {
        let is_settled = match b {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => true,
            // Neither at an end nor doubled.
            b'-' => !matches!(before, b'/' | b'-'),
            b'.' => before != b'/',
            b'/' => !matches!(before, b'/' | b'-' | b'.') && part_length <= MAX_SLUG_BYTES,
            _ => false,
        };

        part_length = if b == b'/' { 0 } else { part_length + 1 };
        before = b;
        is_settled
    })
}

/// Returns the initial of a sort key: `A`–`Z`, or `#` for anything else.
pub fn initial_of(sort_key: &str) -> char {
    sort_key.chars().next().filter(char::is_ascii_alphabetic).map_or('#', |c| c.to_ascii_uppercase())
}

/// Returns a key that sorts names by pinyin.
pub fn pinyin_sort_key(name: &str) -> String {
    ReadName::new(name, Naming::Pinyin).to_sort_key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, pinyin, keep) in [
            ("科技创新", "kejichuangxin", "科技创新"),
            ("2020-09-15-签约", "2020-09-15-qianyue", "2020-09-15-签约"),
            ("C++", "c-plus-plus", "c-plus-plus"),
            ("C#", "c-sharp", "c-sharp"),
            ("AI 绘画", "ai-huihua", "ai-绘画"),
            ("“深根计划”", "shengenjihua", "深根计划"),
            ("GB/T 37668", "gb-t-37668", "gb-t-37668"),
            ("重慶銀行", "chongqingyinhang", "重慶銀行"),
            ("绿色低碳", "lvseditan", "绿色低碳"),
            ("５Ｇ𠮷〇", "5g-ling", "5g𠮷〇"),
        ] {
            assert_eq!(make_slug(name, Naming::Pinyin).as_deref(), Some(pinyin));
            assert_eq!(make_slug(name, Naming::Keep).as_deref(), Some(keep));
        }

        for nothing in ["", "..", "。", "/", "../.."] {
            assert_eq!(make_slug(nothing, Naming::Pinyin), None, "{nothing}");
        }
    }

    #[test]
    fn a_slug_of_earlier_versions_is_known_where_it_differs() {
        assert_eq!(former_slug("重庆", Naming::Pinyin).as_deref(), Some("zhongqing"));
        assert_eq!(former_slug("绿色", Naming::Pinyin).as_deref(), Some("lüse"));
        assert_eq!(former_slug("科技", Naming::Pinyin), None);
        assert_eq!(former_slug("重庆", Naming::Characters), None);
        assert_eq!(former_slug("重庆", Naming::Keep), None);

        let former = former_story_address("银行/重庆.md", Naming::Pinyin);
        assert_eq!(former.as_ref().map(Address::as_str), Some("yinxing/zhongqing.html"));
    }

    #[test]
    fn what_is_a_slug_stays() {
        for path in
            ["a/b-c_d.1", "a--b", "-a", "a-", ".a", "a.", "a.-b", "a//b", "A", "汉", "", "a/", "a..b", &"a".repeat(201)]
        {
            let slow: Option<Vec<String>> = path.split('/').map(|part| make_slug(part, Naming::Pinyin)).collect();
            let slow = slow.and_then(|parts| Address::new(&format!("{}.html", parts.join("/"))));
            assert_eq!(story_address(&format!("{path}.md"), Naming::Pinyin), slow, "{path}");
        }
    }

    #[test]
    fn names_are_filed_by_pinyin() {
        for (name, initial) in [("科技", 'K'), ("ai", 'A'), ("5G", '#'), ("长三角", 'C'), ("行业", 'H'), ("", '#')]
        {
            assert_eq!(initial_of(&pinyin_sort_key(name)), initial, "{name}");
        }
        assert!(pinyin_sort_key("安全") < pinyin_sort_key("科技"));
        assert!(pinyin_sort_key("西安") < pinyin_sort_key("先进"));
    }

    #[test]
    fn a_reading_can_be_spelled() {
        let read =
            |name, letters| ReadName::from_spelling(name, letters).map(|read| (read.to_slug(), read.to_sort_key()));
        let expected = (Some("chonggangshan".to_owned()), "chong gang shan 重岗山".to_owned());
        assert_eq!(read("重岗山", "chong gangshan"), Some(expected));
        let expected = (Some("ai-lvhua".to_owned()), "a i   lv hua AI 绿化".to_owned());
        assert_eq!(read("AI 绿化", "AI lühua"), Some(expected));
        assert_eq!(read("重岗山", "zhong gang"), None);
        assert_eq!(read("重岗山", "01"), None);
    }
}
