//! Pictures of a body: in a line, or as figures with caption and credit.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Events, Reader, escape};
use crate::diagnostic::catalog;
use crate::parse::link::{self, LinkTarget};

impl<'a> Reader<'a, '_> {
    /// The picture that opens at `at`, and where it ends.
    pub(super) fn image(&mut self, events: &Events<'a>, at: usize) -> (String, usize) {
        let (event, range) = &events[at];
        let Event::Start(Tag::Image { dest_url, title, .. }) = event else { return (String::new(), at) };
        self.body.pictures += 1;
        let resolved = link::picture(self.path, dest_url, self.span(range));
        let output = match resolved.link.as_ref().map(|link| &link.target) {
            Some(LinkTarget::Picture(output)) => output.clone(),
            _ => String::new(),
        };
        let url = self.keep(resolved);
        let (mut alt, mut depth, mut close) = (String::new(), 0_usize, at);
        for (n, (event, _)) in events.iter().enumerate().skip(at) {
            close = n;
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) if depth == 1 => break,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::Text(words) | Event::Code(words) => alt.push_str(words),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let alt = self.attribute(&alt, range);
        let title = if title.is_empty() || lone_picture(events, at.saturating_sub(1)).is_some() {
            String::new()
        } else {
            format!(" title=\"{}\"", self.attribute(title, range))
        };
        if alt.trim().is_empty() {
            self.diagnostics.push(catalog::picture_without_alt(self.span(range)));
        }
        let size = self
            .rules
            .pictures
            .get(&output)
            .map_or_else(String::new, |(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
        (format!("<img src=\"{}\" alt=\"{alt}\"{title}{size} loading=\"lazy\">", escape(&url)), close)
    }

    /// A picture that is a paragraph of its own: with its title as caption, and a credit `■摄影 …` in it.
    pub(super) fn figure(&mut self, events: &Events<'a>, at: usize) {
        let (picture, _) = self.image(events, at);
        let mut html = format!("<figure class=\"picture\">{picture}");
        if let (Event::Start(Tag::Image { title, .. }), range) = &events[at]
            && !title.is_empty()
        {
            let title = self.clean(title, range);
            let (caption, credit) = title.split_once('■').map_or((title.trim(), ""), |(a, b)| (a.trim(), b.trim()));
            html.push_str(&format!("<figcaption>{}", escape(caption)));
            if !credit.is_empty() {
                html.push_str(&format!("<span class=\"credit\">{}</span>", escape(credit)));
            }
            html.push_str("</figcaption>");
            self.body.text.extend([caption, "\n", credit, "\n"]);
        }
        html.push_str("</figure>\n");
        self.html.line();
        self.html.raw(&html);
    }
}

/// The index of the end of the paragraph that opens at `at`, if it holds one picture and nothing else.
pub(super) fn lone_picture(events: &Events, at: usize) -> Option<usize> {
    if !matches!(events.get(at + 1)?.0, Event::Start(Tag::Image { .. })) {
        return None;
    }
    let close = at + 2 + events[at + 2..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)))?;
    matches!(events.get(close + 1)?.0, Event::End(TagEnd::Paragraph)).then_some(close + 1)
}
