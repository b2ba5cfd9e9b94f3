//! Raw HTML in a body.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Events, Reader};
use crate::diagnostic::catalog;

impl<'a> Reader<'a, '_> {
    /// HTML is shown as text, a block at a time; comments are not for readers.
    pub(super) fn html_block(&mut self, events: &Events<'a>, at: usize) -> usize {
        let lines = events[at + 1..].iter().take_while(|(event, _)| *event != Event::End(TagEnd::HtmlBlock));
        let (mut html, mut count) = (String::new(), 0);
        for (event, _) in lines {
            count += 1;
            if let Event::Html(line) | Event::Text(line) = event {
                html.push_str(line);
            }
        }
        let html = self.clean(&html, &events[at].1);
        let shown = without_comments(&html);
        if !shown.trim().is_empty() {
            self.diagnostics.push(catalog::raw_html(self.span(&events[at].1), shown.trim()));
            self.out.push(Event::Start(Tag::Paragraph));
            self.out.push(Event::Text(shown.trim().to_owned().into()));
            self.out.push(Event::End(TagEnd::Paragraph));
            self.body.text.push_str(shown.trim());
            self.body.text.push('\n');
        }
        at + count + 2
    }

    pub(super) fn raw_html(&mut self, html: &CowStr<'a>, range: &Range<usize>) {
        if !without_comments(html).trim().is_empty() {
            self.diagnostics.push(catalog::raw_html(self.span(range), html));
            self.body.text.push_str(html);
            self.out.push(Event::Text(html.clone()));
        }
    }
}

/// HTML without its comments; one that is never closed reaches to the end.
fn without_comments(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}
