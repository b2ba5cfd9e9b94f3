//! Escaping: writes text into HTML, SVG and XML so that none of it is taken for markup.

/// Appends text to HTML, outside attributes.
pub fn escape_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Appends text to HTML, for an attribute in any quotes or anywhere else.
pub fn escape_attribute(out: &mut String, text: &str) {
    // Nearly always there is nothing to escape; without a branch the compiler looks at many bytes at a time.
    if !text.bytes().fold(false, |found, byte| found | matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.push_str(text);
        return;
    }

    replace_bytes(out, text, |byte| match byte {
        b'\'' => Some("&#39;"),
        byte => double_quoted_reference(byte),
    });
}

/// Returns text as HTML, for an attribute in any quotes or anywhere else.
pub fn escape_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_attribute(&mut html, text);
    html
}

/// Appends text to HTML or SVG, for an attribute in double quotes or outside attributes.
pub fn escape_double_quoted(out: &mut String, text: &str) {
    replace_bytes(out, text, double_quoted_reference);
}

/// Appends text to XML, outside attributes.
pub fn escape_xml_text(out: &mut String, text: &str) {
    replace_bytes(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// Appends the value of an XML attribute that stands in `quote`, with the white space that a reader would normalise.
pub fn escape_xml_attribute(out: &mut String, text: &str, quote: char) {
    replace_bytes(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' if quote == '"' => Some("&quot;"),
        b'\n' => Some("&#10;"),
        b'\t' => Some("&#9;"),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

fn double_quoted_reference(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    }
}

/// Appends text with references in the place of some ASCII characters.
fn replace_bytes(out: &mut String, text: &str, reference: impl Fn(u8) -> Option<&'static str>) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(reference) = reference(byte) {
            out.push_str(&text[start..at]);
            out.push_str(reference);
            start = at + 1;
        }
    }
    out.push_str(&text[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_by(escape: impl Fn(&mut String, &str)) -> String {
        let mut out = String::from("»");
        escape(&mut out, "甲&<乙>\"'\n\t\r丙");
        out
    }

    #[test]
    fn each_place_has_its_references() {
        assert_eq!(written_by(escape_text), "»甲&amp;&lt;乙&gt;\"'\n\t\r丙");
        assert_eq!(written_by(escape_attribute), "»甲&amp;&lt;乙&gt;&quot;&#39;\n\t\r丙");
        assert_eq!(written_by(escape_double_quoted), "»甲&amp;&lt;乙&gt;&quot;'\n\t\r丙");
        assert_eq!(written_by(escape_xml_text), "»甲&amp;&lt;乙&gt;\"'\n\t&#13;丙");
        assert_eq!(
            written_by(|out, text| escape_xml_attribute(out, text, '"')),
            "»甲&amp;&lt;乙>&quot;'&#10;&#9;&#13;丙"
        );
        assert_eq!(written_by(|out, text| escape_xml_attribute(out, text, '\'')), "»甲&amp;&lt;乙>\"'&#10;&#9;&#13;丙");
    }
}
