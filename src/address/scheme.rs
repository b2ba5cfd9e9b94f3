//! The scheme of an address that somebody wrote, by which a link may lead there or not.

/// The target of a link, judged by its scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Another site, or a program on the reader's device.
    Outside,
    /// This site.
    Site,
    /// Anything that could run code or read files.
    Unsafe,
}

/// Schemes that run code, or show what the reader's own machine holds.
const HARMFUL_SCHEMES: [&str; 9] =
    ["javascript", "vbscript", "livescript", "data", "blob", "file", "filesystem", "view-source", "jar"];

/// Judges an address as a browser would read it.
pub fn judge_scheme(url: &str) -> Scheme {
    if url.starts_with("//") {
        return Scheme::Outside;
    }
    match written_scheme(url).as_deref() {
        Some("http" | "https" | "mailto" | "tel") => Scheme::Outside,
        Some(_) => Scheme::Unsafe,
        None => Scheme::Site,
    }
}

/// Returns whether a text that is no address, such as a name or a telephone number, would run code or read files in the
/// place of one: a theme may make a link of it.
pub fn is_harmful(text: &str) -> bool {
    written_scheme(text).is_some_and(|scheme| HARMFUL_SCHEMES.contains(&scheme.as_str()))
}

/// Returns whether an address holds content that is written out in the address itself.
pub fn is_data_url(url: &str) -> bool {
    written_scheme(url).as_deref() == Some("data")
}

/// Returns the text before the first `:` in lower case, if it can be a scheme.
fn written_scheme(url: &str) -> Option<String> {
    let colon = url.find(':')?;
    // Browsers ignore white space and control characters inside a scheme.
    let bare: String = url[..colon].chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (bare.is_ascii() && !bare.contains(['/', '?', '#'])).then(|| bare.to_ascii_lowercase())
}

/// Replaces HTML entities by the characters of ASCII that they stand for, also where they are written as the entities of
/// entities. Others stay: no scheme is written with them.
pub fn without_entities(text: &str) -> String {
    let mut text = text.to_owned();
    // Each round undoes one escaping.
    for _ in 0..4 {
        let decoded = decode_entities(&text);
        if decoded == text {
            break;
        }
        text = decoded;
    }
    text
}

fn decode_entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (c, rest) = decode_entity(part).unwrap_or(('&', part));
        out.push(c);
        out.push_str(rest);
    }
    out
}

/// Returns the character of an entity whose `&` has been read, and the text behind it. The `;` may be missing, as for
/// browsers.
fn decode_entity(text: &str) -> Option<(char, &str)> {
    const NAMED_ENTITIES: [(&str, char); 5] =
        [("colon;", ':'), ("Tab;", '\t'), ("NewLine;", '\n'), ("amp;", '&'), ("sol;", '/')];
    if let Some((name, c)) = NAMED_ENTITIES.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*c, &text[name.len()..]));
    }

    let digits = text.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, rest) = digits.split_at(end);
    let c = char::from_u32(u32::from_str_radix(number.trim_start_matches('0'), radix).ok()?)?;
    c.is_ascii().then(|| (c, rest.strip_prefix(';').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_judged_as_browsers_read_it() {
        for outside in ["https://e.org", "HTTP://e.org", "mailto:a@b.cn", "tel:0573", "//e.org/a:b", "ht\ttps://e"] {
            assert_eq!(judge_scheme(outside), Scheme::Outside, "{outside}");
        }
        for site in ["", "a.md", "/a/b.html", "#x:y", "a/b:c", "a?b:c", "乙:丙"] {
            assert_eq!(judge_scheme(site), Scheme::Site, "{site}");
        }
        for bad in
            ["javascript:1", "JaVaScRiPt:1", " java\nscript\u{1}:1", "data:,x", "file:///etc", "x:y", ":", "ftp:"]
        {
            assert_eq!(judge_scheme(bad), Scheme::Unsafe, "{bad}");
        }
    }

    #[test]
    fn entities_hide_no_scheme() {
        for hidden in [
            "java&#115;cript:1",
            "javascript&#58;1",
            "javascript&#x3A;1",
            "javascript&#0000058 1",
            "javascript&colon;1",
            "java&Tab;script&colon;1",
            "java&amp;#115;cript:1",
            "&#106&#97&#118&#97script:1",
        ] {
            assert!(is_harmful(&without_entities(hidden)), "{hidden}: {}", without_entities(hidden));
        }

        for plain in ["R&D", "a&b;c", "a&#x6C49;b", "&#;", "&#x110000;", "&"] {
            assert_eq!(without_entities(plain), plain);
        }
    }

    #[test]
    fn a_name_or_number_is_no_address() {
        for text in ["电话:0573-85120000", "QQ:12345", "Email: a@b.cn", "09:00 至 17:00", "市科学技术局"] {
            assert!(!is_harmful(text), "{text}");
        }
        assert!(is_harmful("vbscript:x") && is_harmful(" data:text/html,x"));
    }
}
