//! Short codes of pictures of faces and things, as chats and GitHub have them: `:smile:`.

use super::ForeignMark;
use crate::diagnostic::catalog::markup_advice;

/// A short code, and the character that it stands for.
struct ShortCode {
    name: &'static str,
    character: &'static str,
}

/// The codes that are looked for: a word between colons that is none of them is text.
#[rustfmt::skip]
const SHORT_CODES: [ShortCode; 40] = [
    ShortCode { name: "+1", character: "👍" }, ShortCode { name: "-1", character: "👎" },
    ShortCode { name: "thumbsup", character: "👍" }, ShortCode { name: "thumbsdown", character: "👎" },
    ShortCode { name: "smile", character: "😄" }, ShortCode { name: "smiley", character: "😃" },
    ShortCode { name: "grin", character: "😁" }, ShortCode { name: "laughing", character: "😆" },
    ShortCode { name: "joy", character: "😂" }, ShortCode { name: "blush", character: "😊" },
    ShortCode { name: "wink", character: "😉" }, ShortCode { name: "cry", character: "😢" },
    ShortCode { name: "sob", character: "😭" }, ShortCode { name: "thinking", character: "🤔" },
    ShortCode { name: "heart", character: "❤️" }, ShortCode { name: "clap", character: "👏" },
    ShortCode { name: "pray", character: "🙏" }, ShortCode { name: "muscle", character: "💪" },
    ShortCode { name: "ok_hand", character: "👌" }, ShortCode { name: "point_right", character: "👉" },
    ShortCode { name: "tada", character: "🎉" }, ShortCode { name: "rocket", character: "🚀" },
    ShortCode { name: "star", character: "⭐" }, ShortCode { name: "sparkles", character: "✨" },
    ShortCode { name: "fire", character: "🔥" }, ShortCode { name: "bulb", character: "💡" },
    ShortCode { name: "warning", character: "⚠️" }, ShortCode { name: "memo", character: "📝" },
    ShortCode { name: "book", character: "📖" }, ShortCode { name: "pushpin", character: "📌" },
    ShortCode { name: "calendar", character: "📅" }, ShortCode { name: "email", character: "📧" },
    ShortCode { name: "phone", character: "☎️" }, ShortCode { name: "bell", character: "🔔" },
    ShortCode { name: "trophy", character: "🏆" }, ShortCode { name: "rose", character: "🌹" },
    ShortCode { name: "white_check_mark", character: "✅" }, ShortCode { name: "heavy_check_mark", character: "✔️" },
    ShortCode { name: "x", character: "❌" }, ShortCode { name: "100", character: "💯" },
];

/// Returns whether a source may hold a short code.
pub(super) fn may_hold(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|colon| bytes.get(colon + 1).is_some_and(|byte| begins_name(*byte)))
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || matches!(byte, b'+' | b'-' | b'1')
}

/// Finds short codes in a paragraph. What stands within a word, a time or an address is none.
pub(super) fn find_short_codes(text: &str) -> Vec<ForeignMark> {
    let mut found: Vec<ForeignMark> = Vec::new();
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let is_apart = !text[..colon].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
        let code = Some(colon).filter(|_| is_apart).and_then(|colon| short_code_of(&text[colon + 1..]));
        let Some(code) = code else { continue };

        let length = code.name.len() + 2;
        if !text[colon + length..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            found.push(ForeignMark {
                language: "GitHub",
                range: colon..colon + length,
                name_length: length,
                instead: Some(code.character.to_owned()),
                advice: markup_advice::write_the_words(),
            });
        }
    }
    found
}

/// Returns the short code whose name and closing colon a text begins with.
fn short_code_of(text: &str) -> Option<&'static ShortCode> {
    let is_written = |code: &&ShortCode| text.strip_prefix(code.name).is_some_and(|rest| rest.starts_with(':'));
    SHORT_CODES.iter().find(is_written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_are_told_from_times_and_labels() {
        for (text, instead) in
            [(":smile:", &["😄"][..]), ("很好:+1:，谢谢:pray::pray:", &["👍", "🙏", "🙏"]), (":100:分", &["💯"])]
        {
            let found = find_short_codes(text);
            let found: Vec<&str> = found.iter().filter_map(|mark| mark.instead.as_deref()).collect();
            assert_eq!(found, instead, "{text}");
            assert!(may_hold(text), "{text}");
        }
        for text in ["8:100:30", "a:x:b", "https://a.cn/:x:y", "urn:star:1", ":unknown:", ":smile", "比分 3:1:", "::"]
        {
            assert!(find_short_codes(text).is_empty(), "{text}");
        }
    }
}
