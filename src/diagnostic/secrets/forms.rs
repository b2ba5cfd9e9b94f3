//! Credentials that are recognised by their form: `AKIA…`, `Bearer …`, `https://user:password@host`, PEM, long random text.

use std::ops::Range;

use super::names::is_credential_name;

/// The prefixes of the keys of known providers, and how many characters follow at least.
const KEY_PREFIXES: [(&str, usize); 24] = [
    // Amazon: keys that stay, and those that end.
    ("AKIA", 12),
    ("ASIA", 12),
    ("AROA", 12),
    ("AIDA", 12),
    // 阿里云, 腾讯云
    ("LTAI", 12),
    ("AKID", 12),
    // Google
    ("AIza", 30),
    ("ya29.", 20),
    ("GOOG1E", 20),
    // Code hosts and package registries
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("npm_", 20),
    ("pypi-", 20),
    // Others
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("sk-", 20),
    ("hf_", 20),
    ("SG.", 20),
    // A JSON Web Token
    ("eyJ", 20),
];

/// The least length, in bytes, of text that is taken for random.
struct RandomLengths {
    mixed: usize,
    hex: usize,
}

const IN_SETTINGS: RandomLengths = RandomLengths { mixed: 20, hex: 24 };
const IN_STORIES: RandomLengths = RandomLengths { mixed: 40, hex: 32 };

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END";

/// The endings of files that are often named by a digest.
const FILE_ENDINGS: [&str; 16] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "pdf", "html", "css", "js", "csv", "md", "mp4", "zip"];

/// Marks everything that looks like a credential. `strict` is for settings, where nothing random has a place.
pub(super) fn mark_credentials(text: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut found = Vec::new();
        mark_line(line.trim_end(), strict, &mut found);
        marks.extend(found.into_iter().map(|mark| start + mark.start..start + mark.end));
        start += line.len();
    }
}

fn mark_line(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    // Nearly all lines of a story have no letters or digits of ASCII.
    if line.is_ascii() || line.bytes().any(|b| b.is_ascii_alphanumeric()) {
        mark_pem(line, marks);
        mark_headers(line, marks);
        mark_user_info(line, strict, marks);
        if strict {
            mark_user_options(line, marks);
        }
        mark_assignments(line, strict, marks);
        mark_random(line, strict, marks);
    }
}

/// Marks the inside of a PEM block that begins and ends on one line.
fn mark_pem(line: &str, marks: &mut Vec<Range<usize>>) {
    for (at, _) in line.match_indices(PEM_BEGIN) {
        let inner = at + PEM_BEGIN.len();
        let begin = line[inner..].find("-----").map_or(inner, |length| inner + length + 5);
        let end = line[begin..].find(PEM_END).map_or(line.len(), |length| begin + length);
        marks.push(begin..end);
    }
}

/// Returns the inside of the PEM block round a place of a text.
pub(super) fn pem_block_at(text: &str, at: usize) -> Option<Range<usize>> {
    let at = text.floor_char_boundary(at);
    let begin = text[..at].rfind(PEM_BEGIN)?;
    if text[begin..at].contains(PEM_END) {
        return None;
    }

    let end = text[at..].find(PEM_END).map_or(text.len(), |length| at + length);
    let line_end = text[begin..].find('\n').map_or(text.len(), |length| begin + length);
    Some(line_end..end.max(line_end))
}

/// Marks the value of `Authorization: …` to the end of the line, and the token of `Bearer …`.
fn mark_headers(line: &str, marks: &mut Vec<Range<usize>>) {
    let lower = line.to_ascii_lowercase();

    for (at, name) in lower.match_indices("authorization") {
        let rest = line[at + name.len()..].trim_start_matches(['"', '\'', ' ']);
        if rest.starts_with([':', '=', '：']) {
            let value = rest.trim_start_matches([':', '=', '：', ' ', '"', '\'']);
            marks.push(line.len() - value.len()..line.len());
        }
    }

    for (at, name) in lower.match_indices("bearer ") {
        let begin = at + name.len();
        let token = leading_run(&line[begin..], |c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '”'));
        if token.is_ascii() && token.len() >= 8 && token.bytes().any(|b| b.is_ascii_digit() || b == b'.') {
            marks.push(begin..begin + token.len());
        }
    }
}

/// Marks the password of `scheme://user:password@host`; in settings also where the scheme is missing.
fn mark_user_info(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for word in line.split(ends_address) {
        let begin = start;
        start += word.len() + line[start + word.len()..].chars().next().map_or(0, char::len_utf8);

        let (scheme, rest) = match word.find("://") {
            Some(at) => (Some(&word[..at]), &word[at + 3..]),
            None => (None, word),
        };
        if scheme.is_none() && (!strict || ["mailto:", "sip:", "tel:"].iter().any(|known| rest.starts_with(known))) {
            continue;
        }

        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let Some((user, password)) = authority.split_once(':') else { continue };
        let rest_start = begin + word.len() - rest.len();
        let password_start = rest_start + user.len() + 1;
        match password.rfind('@') {
            Some(at) => marks.push(password_start..password_start + at),
            // A password may hold a `/`, a port may not be anything but digits.
            None if strict && !password.bytes().all(|b| b.is_ascii_digit()) => {
                let at = rest.rfind('@').filter(|at| *at > user.len());
                marks.extend(at.map(|at| password_start..rest_start + at));
            }
            None => {}
        }
    }
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '“' | '”')
}

/// Marks the password of curl's `-u user:password`.
fn mark_user_options(line: &str, marks: &mut Vec<Range<usize>>) {
    for option in ["-u ", "--user "] {
        for (at, _) in line.match_indices(option) {
            let begin = at + option.len();
            let word = leading_run(&line[begin..], |c| !c.is_whitespace());
            marks.extend(word.find(':').map(|colon| begin + colon + 1..begin + word.len()));
        }
    }
}

/// Marks the value of `token=…`, as in the query of an address.
fn mark_assignments(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    for (at, _) in line.match_indices('=') {
        let before_name = line[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
        let name = &line[before_name.map_or(0, |before| line.ceil_char_boundary(before + 1))..at];
        let quoted = line[at + 1..].trim_start_matches(['"', '\'']);
        let value =
            leading_run(quoted, |c| !c.is_whitespace() && !matches!(c, '&' | '"' | '\'' | '<' | '>' | ')' | '`' | ';'));

        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let may_be_random = value.len() >= 16 || value.len() >= 8 && digits > 0 && digits < value.len();
        if !name.is_empty() && is_credential_name(name) && value.is_ascii() && (strict || may_be_random) {
            let begin = line.len() - quoted.len();
            marks.push(begin..begin + value.len());
        }
    }
}

/// Marks long runs of letters and digits that no words make, and keys of known providers.
fn mark_random(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let lengths = if strict { IN_SETTINGS } else { IN_STORIES };
    let mut at = 0;
    while let Some(skipped) = line[at..].find(is_part_of_run) {
        let begin = at + skipped;
        let run = leading_run(&line[begin..], is_part_of_run);
        at = begin + run.len();

        if let Some(key) = find_provider_key(&line[begin..]).filter(|key| *key < run.len()) {
            marks.push(begin + key..at);
        } else if is_file_ending(&line[at..]) || !strict && is_in_address(&line[..begin]) {
            // A picture is often named by a digest, and addresses of others hold what they like.
        } else if is_in_path(line, begin) {
            mark_random_names(run, begin, &lengths, marks);
        } else if is_random(run, &lengths) {
            marks.push(begin..at);
        }
    }
}

fn is_part_of_run(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '=' | '-')
}

/// Marks the random names of a path, each judged by itself: together they are as random as a key.
fn mark_random_names(path: &str, begin: usize, lengths: &RandomLengths, marks: &mut Vec<Range<usize>>) {
    let mut start = begin;
    for name in path.split('/') {
        if is_random(name, lengths) {
            marks.push(start..start + name.len());
        }
        start += name.len() + 1;
    }
}

/// Returns whether the word round a place of a line is the path of a file: `/…`, `./…`, `../…`, `~/…` or `C:/…`.
fn is_in_path(line: &str, at: usize) -> bool {
    let before_word = line[..at].char_indices().rev().find(|(_, c)| ends_path(*c));
    let word = &line[before_word.map_or(0, |(before, c)| before + c.len_utf8())..];

    let has_drive = word.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && word[1..].starts_with(":/");
    has_drive || ["/", "./", "../", "~/"].iter().any(|begins| word.starts_with(begins))
}

fn ends_path(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '=' | ',') || !c.is_ascii()
}

/// Returns where the first key of a known provider begins in a text.
fn find_provider_key(text: &str) -> Option<usize> {
    let keys = KEY_PREFIXES.iter().filter_map(|(prefix, length)| {
        let mut places = text.match_indices(prefix).map(|(at, _)| at);
        places.find(|at| {
            let begins_word = !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric());
            begins_word && leading_run(&text[*at + prefix.len()..], is_part_of_key).len() >= *length
        })
    });
    keys.min()
}

fn is_part_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Returns whether the ending of a file's name follows.
fn is_file_ending(behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix('.') else { return false };
    let ending = leading_run(rest, |c| c.is_ascii_alphanumeric()).to_ascii_lowercase();
    FILE_ENDINGS.contains(&ending.as_str())
}

/// Returns whether the end of a line's beginning stands in a web address.
fn is_in_address(before: &str) -> bool {
    let mut words = before.rsplit(|c: char| ends_address(c) || !c.is_ascii());
    words.next().is_some_and(|word| word.contains("://"))
}

/// Returns whether a run is no word, name or path: lower case, upper case and digits take turns too often in it.
fn is_random(text: &str, lengths: &RandomLengths) -> bool {
    let classes: Vec<CharacterClass> = text.bytes().filter_map(CharacterClass::of_byte).collect();
    let has_lower = classes.contains(&CharacterClass::Lower);
    let has_upper = classes.contains(&CharacterClass::Upper);
    let has_letter = has_lower || has_upper;
    let has_digit = classes.contains(&CharacterClass::Digit);

    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let changes_percent = changes * 100 / classes.len().max(1);
    if text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return text.len() >= lengths.hex && has_letter && has_digit && changes_percent >= 20;
    }

    let is_mixed = has_lower && has_upper && (has_digit || text.contains('+'));
    let changes_often = is_mixed && changes_percent >= 28 || has_digit && has_letter && changes_percent >= 30;
    text.len() >= lengths.mixed && changes_often
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharacterClass {
    Lower,
    Upper,
    Digit,
}

impl CharacterClass {
    fn of_byte(b: u8) -> Option<Self> {
        match b {
            b'a'..=b'z' => Some(Self::Lower),
            b'A'..=b'Z' => Some(Self::Upper),
            b'0'..=b'9' => Some(Self::Digit),
            _ => None,
        }
    }
}

/// Returns the beginning of a text as far as its characters fit.
fn leading_run(text: &str, fits: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !fits(c)).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, strict: bool) -> String {
        let mut marks = Vec::new();
        mark_credentials(text, strict, &mut marks);
        super::super::mask(text, &marks)
    }

    #[test]
    fn credentials_are_known_by_their_form_in_stories_too() {
        for text in [
            "key AKIAIOSFODNN7EXAMPLE here",
            "LTAI5tFakeFakeFakeFake12",
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            "用 ghp_16C7e42F292c6912E7710c838347Ae178B4a 登录",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "Authorization: Basic ZWRpdG9yOnNlc2FtZQ==",
            "Bearer abc.def.ghi",
            "https://x.org/?token=abcdef123456&a=b",
            "SECRET_KEY=abcd1234efgh",
            "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END PRIVATE KEY-----",
        ] {
            let out = masked(text, false);
            assert!(out.contains("*****"), "{text}: {out}");
            assert_eq!(out.chars().count(), text.chars().count());
        }

        assert_eq!(masked("见 https://u:sesame@e.org/a", false), "见 https://u:******@e.org/a");
        assert_eq!(masked("https://u:se@sa:me@e.org/a@b:c", false), "https://u:********@e.org/a@b:c");
        assert_eq!(masked("https://u:ses/ame@e.org", true), "https://u:*******@e.org");
        assert_eq!(masked("editor:sesame@e.org", true), "editor:******@e.org");
        assert_eq!(masked("curl -u editor:sesame x", true), "curl -u editor:****** x");
    }

    #[test]
    fn what_news_are_made_of_stays() {
        for text in [
            "市科技局29个项目集中签约，网站标识码3304820001，电话0573-85120000。",
            "![签约](img/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b.jpg)",
            "https://mp.weixin.qq.com/s/AbCdEf0123456789GhIjKlMnOpQrStUvWxYz0123456789aBcD",
            "https://e.org/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b?id=1&page=2",
            "content/yaowen/2020-09-15-shijikejijihuaxiangmuqianyue.md",
            "https://host:8443/a@b:c",
            "GB/T 37668-2019 与 ISO9001",
            "basic information on the bearer of bad news",
            "A_VERY_LONG_NAME_OF_A_VARIABLE_WITH_SECRET_IN_IT",
        ] {
            assert_eq!(masked(text, false), text);
        }

        for text in [
            "directory: /var/www/example.org/site2026/bulletin-production",
            "endpoint: https://oss-cn-hangzhou.aliyuncs.com:443/",
            "report: mailto:bianjibu2026@example.org",
            "share_image: /img/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b.png",
            "请用它下面的一个目录，如 `--out /tmp/.tmp6V2wNv/volume/site`",
            "--out=../Bulletin2026a/public9X/site",
            "C:/Users/Zhang3/Jian2bao/Pub9lic",
        ] {
            assert_eq!(masked(text, true), text);
        }
    }

    #[test]
    fn a_line_in_the_middle_of_a_key_is_in_its_block() {
        let text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb\n";
        let block = pem_block_at(text, text.find("abcd").unwrap()).unwrap();
        assert_eq!(text[block].trim(), "MIIE\nabcd");
        assert_eq!(pem_block_at(text, text.len()), None);
    }
}
