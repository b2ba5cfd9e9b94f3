//! HTML of bodies for programs that know neither our style sheet nor our scripts: what classes say is said by attributes
//! that readers of feeds let through, and what only scripts and styles use is taken out.

/// A picture of the site in HTML.
pub(super) struct PlacedPicture {
    /// The byte at which its `<img>` begins.
    pub place: usize,
    /// The address that it gets instead.
    pub url: String,
}

/// Rewrites the HTML of a body; `pictures` are in the order of their places. Tags that are not written as ours are, such as
/// those of trusted HTML, stay as they are.
pub(super) fn make_portable(html: &str, pictures: &[PlacedPicture]) -> String {
    let mut pictures = pictures.iter().peekable();
    let mut portable = String::with_capacity(html.len());
    let mut copied = 0;

    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = &html[at..];
        let picture = pictures.next_if(|picture| picture.place == at);
        let rewritten = match picture {
            Some(picture) => rewrite_picture(tag, &picture.url),
            None => rewrite_tag(tag),
        };
        // A `<` within a tag that was rewritten has been passed over.
        if let Some(rewritten) = rewritten.filter(|_| at >= copied) {
            portable.push_str(&html[copied..at]);
            portable.push_str(&rewritten.html);
            copied = at + rewritten.length;
        }
    }

    portable.push_str(&html[copied..]);
    portable
}

/// The beginning of a text, rewritten.
struct Rewritten {
    html: String,
    /// Bytes of the text that it stands for.
    length: usize,
}

/// Rewrites the address of a picture.
fn rewrite_picture(tag: &str, url: &str) -> Option<Rewritten> {
    const BEFORE_URL: &str = "<img src=\"";
    let behind = tag.strip_prefix(BEFORE_URL)?;
    let length = BEFORE_URL.len() + behind.find('"')?;
    Some(Rewritten { html: format!("{BEFORE_URL}{url}"), length })
}

/// Rewrites a tag of tables, code, credits or signatures. `None` for any other.
fn rewrite_tag(tag: &str) -> Option<Rewritten> {
    let is_cell = tag.starts_with("<td ") || tag.starts_with("<th ");
    if is_cell {
        let end = tag.find('>')?;
        let element = &tag[..3];
        let attributes = cell_attributes(&tag[element.len()..end])?;
        return Some(Rewritten { html: format!("{element}{attributes}>"), length: end + 1 });
    }

    let plain = match tag.as_bytes().get(1)? {
        b'd' if tag.starts_with("<div class=\"table") => "<div>",
        // The credit of a picture stands apart from the caption.
        b's' if tag.starts_with("<span class=\"credit\">") => "　<span class=\"credit\">",
        b'p' if tag.starts_with("<pre tabindex=\"0\">") => "<pre>",
        b'p' if tag.starts_with("<p class=\"signature\">") => "<p align=\"right\">",
        _ => return None,
    };
    Some(Rewritten { html: plain.to_owned(), length: tag.find('>')? + 1 })
}

/// Returns the attributes of a cell with its side in place of its classes. `None` if they are not written as ours are.
fn cell_attributes(written: &str) -> Option<String> {
    let mut attributes = String::new();
    let mut rest = written;

    while !rest.is_empty() {
        let (name, behind) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, next) = behind.split_once('"')?;
        match name {
            "data-pad" => {}
            "class" => attributes.push_str(align_attribute(value)),
            _ => attributes.push_str(&rest[..rest.len() - next.len()]),
        }
        rest = next;
    }
    Some(attributes)
}

fn align_attribute(classes: &str) -> &'static str {
    classes
        .split(' ')
        .find_map(|class| match class {
            "right" | "number" => Some(" align=\"right\""),
            "center" => Some(" align=\"center\""),
            "left" => Some(" align=\"left\""),
            _ => None,
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_become_attributes_and_what_scripts_use_goes() {
        let cases = [
            ("<td class=\"number\" data-pad=\"0\">3.5</td>", "<td align=\"right\">3.5</td>"),
            ("<th class=\"number long\">金额</th>", "<th align=\"right\">金额</th>"),
            ("<td colspan=\"2\" class=\"long\">甲</td>", "<td colspan=\"2\">甲</td>"),
            ("<div class=\"table wide\" role=\"group\" aria-label=\"表格\" tabindex=\"0\">\n<table>", "<div>\n<table>"),
            ("<pre tabindex=\"0\"><code>a</code></pre>", "<pre><code>a</code></pre>"),
            ("<p class=\"signature\">市科技局</p>", "<p align=\"right\">市科技局</p>"),
            ("现场<span class=\"credit\">摄影</span>", "现场　<span class=\"credit\">摄影</span>"),
            // Of others.
            ("<td class='number'>1</td><th", "<td class='number'>1</td><th"),
            ("<td title=\"a>b\" class=\"number\">1</td>", "<td title=\"a>b\" class=\"number\">1</td>"),
            ("<p>1 < 2</p><", "<p>1 < 2</p><"),
        ];
        for (written, wanted) in cases {
            assert_eq!(make_portable(written, &[]), wanted);
        }
    }

    #[test]
    fn a_picture_gets_the_address_of_its_copy_and_no_other_does() {
        let html = "<img src=\"/a.png\" alt=\"甲\"><img src=\"/a.png\" alt=\"乙\">";
        let second = html.rfind("<img").unwrap();
        let pictures = [PlacedPicture { place: second, url: "/a.webp".to_owned() }];
        assert_eq!(make_portable(html, &pictures), "<img src=\"/a.png\" alt=\"甲\"><img src=\"/a.webp\" alt=\"乙\">");
    }
}
