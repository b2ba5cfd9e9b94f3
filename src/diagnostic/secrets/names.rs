//! Credentials that are recognised by the keys before them: `secret_access_key: …`, `token=…`, `密码：…`.

use std::ops::Range;

/// Parts of the names of credentials, without `_`, `-` and `.`.
const NAME_PARTS: [&str; 14] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "accesskey",
    "accountkey",
    "privatekey",
    "apikey",
    "credential",
    "connectionstring",
    "密码",
    "密钥",
    "口令",
];

/// Words that make a name that of a credential if they are a whole word of it.
const NAME_WORDS: [&str; 15] = [
    "key",
    "keys",
    "pwd",
    "pass",
    "passcode",
    "auth",
    "authorization",
    "bearer",
    "cookie",
    "sig",
    "sign",
    "signature",
    "sas",
    "ak",
    "sk",
];

/// Chinese names of credentials; each may have something before it, as in `数据库密码`.
const CHINESE_ENDINGS: [&str; 8] = ["密码", "密钥", "秘钥", "口令", "令牌", "凭证", "凭据", "私钥"];

/// Returns whether the value of a key of `deploy:` is a credential.
pub fn is_secret_key(key: &str) -> bool {
    let key = squeeze_name(key);
    ["ak", "sk"].contains(&key.as_str()) || NAME_PARTS.iter().any(|part| key.contains(part))
}

/// Removes separators, and changes to lower case.
fn squeeze_name(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' ')).collect()
}

/// Returns whether a name may be that of a credential. Wider than [`is_secret_key`]: here only an excerpt suffers.
pub(super) fn is_credential_name(name: &str) -> bool {
    if !name.is_ascii() {
        return CHINESE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    }
    let squeezed = squeeze_name(name);
    NAME_PARTS.iter().any(|part| squeezed.contains(part))
        || split_words(name).iter().any(|word| NAME_WORDS.contains(&word.as_str()))
}

/// Splits a name in snake, kebab or camel case into words, in lower case.
fn split_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if begins || !c.is_ascii_alphabetic() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphabetic()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words
}

/// The positions in which a name counts as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPositions {
    /// Anywhere on a line, also without a separator: nobody knows what a slip has made of it.
    Anywhere,
    /// Where a key of YAML stands.
    AtStart,
    /// Not at all.
    Nowhere,
}

/// The credentials in a block of keys and values.
#[derive(Debug, Default)]
pub(super) struct CredentialBlock {
    /// The stretches that must not be shown.
    pub marks: Vec<Range<usize>>,
    /// The values by themselves, as far as they can be told.
    pub values: Vec<String>,
}

impl CredentialBlock {
    fn add_mark(&mut self, text: &str, mark: Range<usize>) {
        self.values.extend(first_value(&text[mark.clone()]));
        self.marks.push(mark);
    }
}

/// Finds the values behind the names of credentials, on the same line and on the lines that belong to it.
pub(super) fn find_in_block(text: &str, positions: KeyPositions) -> CredentialBlock {
    let mut block = CredentialBlock::default();
    if positions == KeyPositions::Nowhere {
        return block;
    }

    let mut open: Option<OpenKey> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let at = start;
        start += line.len();
        if content.is_empty() {
            continue;
        }

        let is_item = content.starts_with("- ") && open.as_ref().is_some_and(|key| indent == key.indent);
        if let Some(key) = &mut open
            && (indent > key.indent || is_item || !key.has_value)
        {
            let inner = at + indent + if content.starts_with("- ") { 2 } else { 0 };
            block.add_mark(text, inner.min(end)..end);
            key.has_value = true;
            continue;
        }

        open = None;
        if let Some(value) = value_of_line(&text[at..end], positions) {
            let value = at + value..end;
            let written = &text[value.clone()];
            let has_value = !written.is_empty() && !written.starts_with(['|', '>', '{', '[']);
            block.add_mark(text, value);
            open = Some(OpenKey { indent, has_value });
        }
    }
    block
}

/// The key of a credential whose value may go on in the next line.
struct OpenKey {
    indent: usize,
    /// Whether any of its value has been seen.
    has_value: bool,
}

/// Returns the byte of a line at which the value of the first credential begins.
fn value_of_line(line: &str, positions: KeyPositions) -> Option<usize> {
    let mut at = 0;
    while let Some(skipped) = line[at..].find(is_part_of_name) {
        let begin = at + skipped;
        let end = line[begin..].find(|c| !is_part_of_name(c)).map_or(line.len(), |length| begin + length);
        at = end;

        let name = line[begin..end].trim_matches(['-', '.']);
        if !is_credential_name(name) || positions == KeyPositions::AtStart && !is_at_start(&line[..begin]) {
            continue;
        }

        let behind = line[end..].trim_start_matches(['"', '\'', '”', '’', ')', ']', ' ', '\t']);
        let value = behind.trim_start_matches([':', '=', '：', '＝', '>', ' ', '\t', '\u{3000}']);
        let has_separator = behind.starts_with([':', '=', '：', '＝']);
        // Chinese prose has names of credentials, too, and blanks between its words.
        let may_be_key = name.is_ascii() || is_at_start(&line[..begin]);
        let has_gap = line[end..].starts_with([' ', '\t', '\u{3000}']) && may_be_key && !value.is_empty();
        if has_separator || positions == KeyPositions::Anywhere && has_gap {
            return Some(line.len() - value.len());
        }
    }
    None
}

fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Returns whether a key can begin behind this beginning of its line.
fn is_at_start(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '“', '‘', '?', '-', ' ', '\t', '\u{FEFF}']);
    before.is_empty() || before.ends_with(['{', ',', '['])
}

/// Returns the first scalar of a value, without quotation marks, tags and anchors.
fn first_value(written: &str) -> Option<String> {
    let mut rest = written.trim_start();
    while rest.starts_with(['!', '&', '|', '>', '{', '[']) {
        let skip = if rest.starts_with(['{', '[']) { 1 } else { rest.find(char::is_whitespace)? };
        rest = rest[skip..].trim_start();
    }

    // A line that belongs to a credential may have a key of its own.
    if let Some((key, value)) = rest.split_once(": ")
        && !key.contains(char::is_whitespace)
    {
        rest = value.trim_start();
    }

    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']' | '"' | '\'')).next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_known_by_its_name() {
        for name in [
            "secret_access_key",
            "accessKeyId",
            "access-key-secret",
            "password",
            "Token",
            "account_key",
            "api.key",
            "AccessKey",
            "SK",
            "key",
            "X-Amz-Signature",
            "密码",
            "数据库密码",
            "connectionString",
            "SSH_AUTH",
        ] {
            assert!(is_credential_name(name), "{name}");
        }

        for name in ["title", "monkey", "keyword", "密码学", "author", "design", "bucket", "compass", "endpoint"] {
            assert!(!is_credential_name(name), "{name}");
        }

        for refused in ["secret_access_key", "accessKeyId", "AccessKey", "Token", "sk", "密码"] {
            assert!(is_secret_key(refused), "{refused}");
        }
        for other in ["bucket", "endpoint", "region", "directory", "key_prefix", "service"] {
            assert!(!is_secret_key(other), "{other}");
        }
    }

    #[test]
    fn a_value_is_found_whatever_was_typed_between() {
        for line in [
            "secret_key: sesame",
            "secret_key:sesame",
            "secret_key = sesame",
            "\"secret_key\": \"sesame\"",
            "secret_key： sesame",
            "  - token sesame",
            "a: {secret: sesame, b: c}",
            "deploy: x: password: sesame",
            "secret_key: &a !!str sesame",
            "secret_key:\n  sesame",
            "secret_key: |\n  sesame\n",
            "token:\nsesame",
            "token:\n- sesame",
            "{\n\"token\":\n\"sesame\"}",
            "密码：sesame",
        ] {
            let block = find_in_block(line, KeyPositions::Anywhere);
            let at = line.find("sesame").unwrap();
            assert!(block.marks.iter().any(|mark| mark.start <= at && mark.end >= at + 6), "{line}: {block:?}");
            assert!(block.values.iter().any(|value| value == "sesame"), "{line}: {block:?}");
        }

        assert!(find_in_block("title: 密码：怎样保管\n", KeyPositions::AtStart).marks.is_empty());
        let found = find_in_block("token: sesame\ntitle: 简报\nsk: x\n", KeyPositions::AtStart);
        assert_eq!(found.marks, [7..13, 32..33]);
    }
}
