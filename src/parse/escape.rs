//! Escaping of text for HTML.

/// Returns text escaped for an attribute or for anywhere else in HTML.
pub fn escape_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_attribute(&mut html, text);
    html
}

/// Adds text to HTML, outside of attributes.
pub(super) fn push_text(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

/// Adds text to HTML, for an attribute or anywhere else.
pub(super) fn push_attribute(html: &mut String, text: &str) {
    // Nearly always there is nothing to escape. Without a branch the loop is vectorised.
    if !text.bytes().fold(false, |found, byte| found | is_special(byte)) {
        html.push_str(text);
        return;
    }

    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
}
