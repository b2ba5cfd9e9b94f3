//! Credentials that are known by their form: `AKIA…`, `Bearer …`, `https://user:password@host`, PEM, long random text.

use std::ops::Range;

use super::names::is_name;

/// How the keys of known providers begin, and how many characters follow at least.
const PREFIXES: [(&str, usize); 24] = [
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

/// How random text is told from words: how long it is at least, and where it counts.
struct Measure {
    mixed: usize,
    hex: usize,
}

const IN_SETTINGS: Measure = Measure { mixed: 20, hex: 24 };
const IN_STORIES: Measure = Measure { mixed: 40, hex: 32 };

const PEM: &str = "-----BEGIN ";

/// Marks all that looks like a credential. `strict` is for settings, where nothing random has a place.
pub(super) fn mark(text: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut found = Vec::new();
        mark_line(line.trim_end(), strict, &mut found);
        marks.extend(found.into_iter().map(|mark| start + mark.start..start + mark.end));
        start += line.len();
    }
}

fn mark_line(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    // Nearly all lines of a story.
    if line.is_ascii() || line.bytes().any(|b| b.is_ascii_alphanumeric()) {
        pem(line, marks);
        headers(line, marks);
        user_info(line, strict, marks);
        assignments(line, strict, marks);
        random(line, strict, marks);
    }
}

/// What stands between the lines that begin and end a PEM block, where both are on one line.
fn pem(line: &str, marks: &mut Vec<Range<usize>>) {
    for (at, _) in line.match_indices(PEM) {
        let inner = at + PEM.len();
        let begin = line[inner..].find("-----").map_or(inner, |length| inner + length + 5);
        let end = line[begin..].find("-----END").map_or(line.len(), |length| begin + length);
        marks.push(begin..end);
    }
}

/// The PEM block that a place of a text stands in.
pub(super) fn pem_block(text: &str, at: usize) -> Option<Range<usize>> {
    let at = text.floor_char_boundary(at);
    let begin = text[..at].rfind(PEM)?;
    let open = text[begin..at].find("-----END").is_none();
    let end = text[at..].find("-----END").map_or(text.len(), |length| at + length);
    let line_end = text[begin..].find('\n').map_or(text.len(), |length| begin + length);
    open.then_some(line_end..end.max(line_end))
}

/// `Authorization: …` to the end of the line, and what follows `Bearer`.
fn headers(line: &str, marks: &mut Vec<Range<usize>>) {
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
        let token = run(&line[begin..], |c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '”'));
        if token.is_ascii() && token.len() >= 8 && token.bytes().any(|b| b.is_ascii_digit() || b == b'.') {
            marks.push(begin..begin + token.len());
        }
    }
}

/// The password of `scheme://user:password@host`; in settings also where the scheme is missing, and that of `-u user:password`.
fn user_info(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '“' | '”');
    let mut start = 0;
    for word in line.split(ends) {
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
        let from = begin + word.len() - rest.len();
        let Some((user, password)) = authority.split_once(':') else { continue };
        let behind = from + user.len() + 1;
        match password.rfind('@') {
            Some(at) => marks.push(behind..behind + at),
            // A password may hold a `/`, a port may not be anything but digits.
            None if strict && !password.bytes().all(|b| b.is_ascii_digit()) => {
                let at = rest.rfind('@').filter(|at| *at > user.len());
                marks.extend(at.map(|at| behind..from + at));
            }
            None => {}
        }
    }
    for option in ["-u ", "--user "].iter().filter(|_| strict) {
        for (at, _) in line.match_indices(option) {
            let begin = at + option.len();
            let word = run(&line[begin..], |c| !c.is_whitespace());
            marks.extend(word.find(':').map(|colon| begin + colon + 1..begin + word.len()));
        }
    }
}

/// `token=…`, as in the query of an address.
fn assignments(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    for (at, _) in line.match_indices('=') {
        let name_start = line[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
        let name = &line[name_start.map_or(0, |before| line.ceil_char_boundary(before + 1))..at];
        let quoted = line[at + 1..].trim_start_matches(['"', '\'']);
        let value = run(quoted, |c| !c.is_whitespace() && !matches!(c, '&' | '"' | '\'' | '<' | '>' | ')' | '`' | ';'));
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let random = value.len() >= 16 || value.len() >= 8 && digits > 0 && digits < value.len();
        if !name.is_empty() && is_name(name) && value.is_ascii() && (strict || random) {
            let begin = line.len() - quoted.len();
            marks.push(begin..begin + value.len());
        }
    }
}

/// Long runs of letters and digits that no words make, and keys of known providers.
fn random(line: &str, strict: bool, marks: &mut Vec<Range<usize>>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '=' | '-');
    let mut at = 0;
    while let Some(skipped) = line[at..].find(is_part) {
        let begin = at + skipped;
        let text = run(&line[begin..], is_part);
        at = begin + text.len();
        if let Some(known) = provider_key(&line[begin..]).filter(|known| *known < text.len()) {
            marks.push(begin + known..at);
            continue;
        }
        let measure = if strict { IN_SETTINGS } else { IN_STORIES };
        let in_place = is_file_name(&line[at..]) || !strict && is_in_address(&line[..begin]);
        if in_place {
            continue;
        }
        if is_in_path(line, begin) {
            // The names of directories together are as random as a key.
            let mut start = begin;
            for name in text.split('/') {
                if is_random(name, &measure) {
                    marks.push(start..start + name.len());
                }
                start += name.len() + 1;
            }
        } else if is_random(text, &measure) {
            marks.push(begin..at);
        }
    }
}

/// Whether the word round a place of a line is written as the path of a file: `/…`, `./…`, `../…`, `~/…` or `C:/…`.
fn is_in_path(line: &str, at: usize) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '=' | ',') || !c.is_ascii();
    let start = line[..at].char_indices().rev().find(|(_, c)| ends(*c)).map_or(0, |(before, c)| before + c.len_utf8());
    let word = &line[start..];
    let drive = word.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && word[1..].starts_with(":/");
    drive || ["/", "./", "../", "~/"].iter().any(|begins| word.starts_with(begins))
}

/// Where the key of a known provider begins in what follows, as part of a run.
fn provider_key(text: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let found = |(prefix, length): &(&str, usize)| {
        let mut places = text.match_indices(prefix).map(|(at, _)| at);
        places.find(|at| {
            let begins = !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric());
            begins && run(&text[*at + prefix.len()..], is_part).len() >= *length
        })
    };
    PREFIXES.iter().filter_map(found).min()
}

/// Whether the ending of a file's name follows: pictures are often named by a digest.
fn is_file_name(behind: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "pdf", "html", "css", "js", "csv", "md", "mp4",
        "zip",
    ];
    let ending = behind.strip_prefix('.').map(|rest| run(rest, |c| c.is_ascii_alphanumeric()).to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a place of a line stands in a web address.
fn is_in_address(before: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>') || !c.is_ascii();
    before.rsplit(ends).next().is_some_and(|word| word.contains("://"))
}

/// Whether a run is no word, name or path: kinds of characters change too often in it.
fn is_random(text: &str, measure: &Measure) -> bool {
    let kind = |b: u8| match b {
        b'a'..=b'z' => 'a',
        b'A'..=b'Z' => 'A',
        b'0'..=b'9' => '0',
        _ => ' ',
    };
    let kinds: Vec<char> = text.bytes().map(kind).filter(|kind| *kind != ' ').collect();
    let has = |wanted: char| kinds.contains(&wanted);
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    let often = |share: usize| changes * 100 >= kinds.len() * share;
    if is_hex {
        return text.len() >= measure.hex && (has('a') || has('A')) && has('0') && often(20);
    }
    let is_mixed = has('a') && has('A') && (has('0') || text.contains('+'));
    text.len() >= measure.mixed && (is_mixed && often(28) || has('0') && (has('a') || has('A')) && often(30))
}

/// The beginning of a text as far as its characters fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !fits(c)).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str, strict: bool) -> String {
        let mut marks = Vec::new();
        mark(text, strict, &mut marks);
        super::super::hidden(text, &marks)
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
            let out = hidden(text, false);
            assert!(out.contains("*****"), "{text}: {out}");
            assert_eq!(out.chars().count(), text.chars().count());
        }
        assert_eq!(hidden("见 https://u:sesame@e.org/a", false), "见 https://u:******@e.org/a");
        assert_eq!(hidden("https://u:se@sa:me@e.org/a@b:c", false), "https://u:********@e.org/a@b:c");
        assert_eq!(hidden("https://u:ses/ame@e.org", true), "https://u:*******@e.org");
        assert_eq!(hidden("editor:sesame@e.org", true), "editor:******@e.org");
        assert_eq!(hidden("curl -u editor:sesame x", true), "curl -u editor:****** x");
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
            assert_eq!(hidden(text, false), text);
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
            assert_eq!(hidden(text, true), text);
        }
    }

    #[test]
    fn a_line_in_the_middle_of_a_key_is_in_its_block() {
        let text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb\n";
        let block = pem_block(text, text.find("abcd").unwrap()).unwrap();
        assert_eq!(text[block].trim(), "MIIE\nabcd");
        assert_eq!(pem_block(text, text.len()), None);
    }
}
