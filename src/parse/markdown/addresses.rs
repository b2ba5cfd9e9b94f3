//! The addresses that finished HTML names outside of what [`SiteLink`](crate::parse::SiteLink) knows: whole addresses,
//! and in trusted raw HTML also relative ones.

use super::html_tags::{HtmlPart, split_tags};
use super::slots::{Html, Slot};

/// Attributes whose value is one address.
const ADDRESS_ATTRIBUTES: [&str; 12] = [
    "href",
    "src",
    "poster",
    "data",
    "data-src",
    "data-original",
    "background",
    "action",
    "formaction",
    "longdesc",
    "xlink:href",
    "content",
];

/// Attributes whose value is a list of addresses, each with a width or a density behind it.
const ADDRESS_LIST_ATTRIBUTES: [&str; 3] = ["srcset", "data-srcset", "imagesrcset"];

/// Returns the addresses in attributes and in `url(…)` of styles, as the browser reads them: entities are resolved, blanks
/// around them are gone. Addresses that Markdown has resolved already (behind [`Slot::Root`]) and anchors of the same page
/// are left out.
pub fn addresses_in_html(html: &Html) -> Vec<String> {
    let html = html.fill_slots(|slot, text| {
        if matches!(slot, Slot::Root | Slot::Fragment) {
            text.push('#');
        }
    });
    let mut found = Vec::new();

    for part in split_tags(&html) {
        let HtmlPart::Tag(tag) = part else { continue };
        for attribute in tag.attributes {
            let name = attribute.name.as_str();
            if ADDRESS_ATTRIBUTES.contains(&name) {
                push_address(&attribute.value, &mut found);
            } else if ADDRESS_LIST_ATTRIBUTES.contains(&name) {
                let addresses = attribute.value.split_ascii_whitespace();
                addresses.for_each(|part| push_address(part.trim_end_matches(','), &mut found));
            }
        }
    }

    for style in html.split("url(").skip(1) {
        let address = style.split(')').next().unwrap_or_default();
        push_address(address.trim().trim_matches(['"', '\'']), &mut found);
    }

    found
}

fn push_address(value: &str, found: &mut Vec<String>) {
    let address = htmlize::unescape(value);
    let address = address.trim();
    if !address.is_empty() && !address.starts_with('#') {
        found.push(address.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_that_loads_or_leads_is_seen() {
        let mut html = Html::default();
        html.push_str("<p><a href=\"");
        html.push_slot(Slot::Root);
        html.push_str(
            "known.pdf\">x</a> <a href='a.pdf?x&amp;y'>x</a> <a href=\"#top\">x</a>\
             <video src=b.mp4 poster=\"c.jpg\"><source src=\"d.webm\"></video>\
             <img srcset=\"e.png 1x, f.png 2x\" alt=\"g.png\"><i style=\"background: url('h.png')\"></i>\
             <object data=\"i.pdf\"></object></p>",
        );
        assert_eq!(
            addresses_in_html(&html),
            ["a.pdf?x&y", "b.mp4", "c.jpg", "d.webm", "e.png", "1x", "f.png", "2x", "i.pdf", "h.png"]
        );
    }
}
