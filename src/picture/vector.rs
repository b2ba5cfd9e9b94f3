//! SVG: a picture that is a text, and runs its scripts when it is opened by its own address.

use super::Fault;

/// Elements that run code or bring in pages.
const REFUSED: [&str; 6] = ["script", "foreignobject", "iframe", "embed", "object", "handler"];

/// Looks for whatever could run. Rather too strict: a drawing needs none of it.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Broken)?;
    let lower = text.to_ascii_lowercase();
    if !lower.contains("<svg") && !lower.contains(":svg") {
        return Err(Fault::Broken);
    }
    let runs = lower.contains("<!entity") || lower.contains("<?xml-stylesheet") || tags(&lower).any(runs);
    if runs { Err(Fault::Script) } else { Ok(()) }
}

/// What stands between `<` and the next `<`.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1)
}

/// Whether a tag names a refused element, a handler, or an address that is a script.
fn runs(tag: &str) -> bool {
    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    let handler = |word: &str| {
        let name = word.trim_end();
        let start = name.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/')).map_or(0, |at| at + 1);
        name[start..].starts_with("on") && name.len() > start + 2
    };
    let mut before_equals = tag.split('=');
    before_equals.next_back();
    let bare: String = tag.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    REFUSED.contains(&local)
        || before_equals.any(handler)
        || bare.contains("javascript:")
        || bare.contains("data:text/")
        // An address of which a part is hidden in entities.
        || (bare.contains("href=") && bare.contains("&#"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_pass() {
        for svg in [
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/><use href="#a"/></svg>"##,
            r#"<?xml version="1.0"?><svg:svg xmlns:svg="http://www.w3.org/2000/svg"><text>online = 在线</text></svg:svg>"#,
            r#"<svg><style>a{color:red}</style><a href="https://example.org/">看</a></svg>"#,
        ] {
            assert_eq!(check(svg.as_bytes()), Ok(()), "{svg}");
        }
    }

    #[test]
    fn whatever_runs_is_refused() {
        for svg in [
            "<svg><script>alert(1)</script></svg>",
            "<svg><svg:SCRIPT href='a.js'/></svg>",
            "<svg onload = 'alert(1)'/>",
            "<svg><a href='java\nscript:alert(1)'/></svg>",
            "<svg><a href='&#106;avascript:alert(1)'/></svg>",
            "<svg><set attributeName=\"x\"onbegin=\"alert(1)\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            "<svg><foreignObject><p/></foreignObject></svg>",
        ] {
            assert_eq!(check(svg.as_bytes()), Err(Fault::Script), "{svg}");
        }
        assert_eq!(check(b"\xFF\xFE<\0s\0v\0g\0"), Err(Fault::Broken));
        assert_eq!(check("这不是图".as_bytes()), Err(Fault::Broken));
    }
}
