//! Figures: pictures that stand on lines of their own, each with its caption and its credit.
//!
//! The caption is the picture's title (`![…](a.png "签约现场 ■摄影 张三")`), or a line below the picture that can be nothing
//! else; the credit is what stands behind `■`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::reader::BodyReader;
use super::rewrite::ParagraphClass;
use super::slots::Slot;
use super::text_run::TextRun;
use crate::parse::markdown::rewrite::Events;

/// The mark before a credit.
pub(in crate::parse) const CREDIT_MARK: char = '■';

/// Characters that a line below a picture may have and still be its caption.
const MAX_CAPTION_LENGTH: usize = 60;

/// How a line begins that says what the picture above shows, or who took it.
const CAPTION_BEGINNINGS: [&str; 20] = [
    "■", "▲", "△", "▼", "↑", "图为", "图：", "图:", "图/", "图片", "上图", "下图", "左图", "右图", "本图", "供图",
    "摄影", "制图", "（图", "(图",
];

/// How a line ends that says who took the picture above.
const CAPTION_ENDINGS: [&str; 4] = ["摄", "摄影", "供图", "制图"];

/// A figure that is being written.
struct OpenFigure {
    /// The byte behind what has been read of it.
    end: usize,
    has_caption: bool,
    has_credit: bool,
}

impl OpenFigure {
    /// Returns whether a line below the picture belongs to the figure.
    fn is_continued_by(&self, line: &str) -> bool {
        let is_bare = !self.has_caption && !self.has_credit;
        if line.starts_with(CREDIT_MARK) { !self.has_credit } else { is_bare && is_caption(line) }
    }
}

impl<'a> BodyReader<'a, '_> {
    /// Reads a paragraph that has just opened: pictures on lines of their own before its text.
    pub fn open_paragraph(&mut self, range: &Range<usize>, events: &mut Events<'a>) {
        let source = &self.markdown[range.clone()];
        // `！[…](…)` and `![[…]]` have been made pictures, too.
        let begins_with_picture = source.starts_with(['!', '！', '[']);
        if !begins_with_picture || !self.read_figure_lines(events) {
            self.write_paragraph_start(events.class_at(range.start));
        }
    }

    fn write_paragraph_start(&mut self, class: Option<ParagraphClass>) {
        self.paragraph = (self.depth == 0).then_some(self.body.text.len());
        self.paragraph_nesting = Some(self.nesting.blocks);
        match class {
            Some(class) => self.html.write_paragraph_start(class),
            None => self.html.write_start(&Tag::Paragraph),
        }
    }

    /// Reads the pictures behind a line break, if they have a line of their own: the paragraph ends before them, and the
    /// text behind them is another. Returns whether there were any.
    pub fn read_figures_behind_break(&mut self, events: &mut Events<'a>) -> bool {
        // Emphasis and links that are open end later.
        let is_open = self.paragraph_nesting == Some(self.nesting.blocks) && !self.in_link;
        if !is_open || pictures_on_line(events) == 0 {
            return false;
        }

        self.close_tag(TagEnd::Paragraph);
        if !self.read_figure_lines(events) {
            self.write_paragraph_start(None);
        }
        true
    }

    /// Reads the figures that an item or a cell without paragraphs begins with. In a cell only pictures with captions are.
    pub fn read_figures_of_block(&mut self, block: &Tag, events: &mut Events<'a>) {
        let is_figure = match (block, events.peek(0)) {
            (Tag::Item, Some(Event::Start(Tag::Image { .. } | Tag::Link { .. }))) => true,
            (Tag::TableCell, Some(Event::Start(Tag::Image { title, .. }))) => !title.is_empty(),
            _ => false,
        };
        if is_figure {
            self.read_figure_lines(events);
        }
    }

    /// Reads the lines of pictures that come next; several are a gallery. Returns whether the paragraph that they stand in
    /// ends with them.
    fn read_figure_lines(&mut self, events: &mut Events<'a>) -> bool {
        self.html.begin_line();
        let start = self.html.position();
        let before = self.figures;
        let ends_paragraph = self.read_figures(events);
        if self.figures > before + 1 {
            self.html.wrap_gallery(start);
        }
        ends_paragraph
    }

    fn read_figures(&mut self, events: &mut Events<'a>) -> bool {
        loop {
            let count = pictures_on_line(events);
            if count == 0 {
                return false;
            }

            for _ in 1..count {
                let figure = self.open_figure(events);
                self.close_figure(&figure);
            }
            let mut figure = self.open_figure(events);
            let ends_paragraph = self.read_lines_below(&mut figure, events);
            self.close_figure(&figure);

            if ends_paragraph {
                return true;
            }
        }
    }

    /// Reads the next picture as a figure, with the link that it stands in and the caption that its title is.
    fn open_figure(&mut self, events: &mut Events<'a>) -> OpenFigure {
        skip_blanks(events);
        self.figures += 1;
        self.html.begin_line();
        self.html.write_html("<figure class=\"picture\">");

        let mut figure = OpenFigure { end: 0, has_caption: false, has_credit: false };
        let mut caption = String::new();
        while let Some((event, range)) = events.next() {
            figure.end = figure.end.max(range.end);
            if let Event::Start(Tag::Image { dest_url, title, .. }) = event {
                self.read_picture(&dest_url, "", &range, events);
                caption = self.clean_text(&title, &range);
            } else {
                self.read_event(&event, &range, events);
            }
            if !self.in_link {
                break;
            }
        }

        self.write_title(&caption, &mut figure);
        figure
    }

    /// Writes the title of a picture: the caption, and behind `■` the credit.
    fn write_title(&mut self, title: &str, figure: &mut OpenFigure) {
        let (caption, credit) = title.split_once(CREDIT_MARK).unwrap_or((title, ""));
        if !caption.trim().is_empty() {
            self.begin_caption(figure);
            self.write_caption_text(caption.trim());
        }
        if !credit.trim().is_empty() {
            self.begin_credit(figure);
            self.write_caption_text(credit.trim());
            self.html.write_html("</span>");
        }
    }

    fn write_caption_text(&mut self, text: &str) {
        self.html.write_attribute(text);
        self.body.text.extend([text, "\n"]);
    }

    fn begin_caption(&mut self, figure: &mut OpenFigure) {
        if !figure.has_caption && !figure.has_credit {
            self.html.write_html("<figcaption>");
        }
        figure.has_caption = true;
    }

    fn begin_credit(&mut self, figure: &mut OpenFigure) {
        if !figure.has_caption && !figure.has_credit {
            self.html.write_html("<figcaption>");
        }
        figure.has_credit = true;

        self.html.write_html("<span class=\"");
        self.html.write_slot(Slot::OwnClass);
        self.html.write_html("credit\">");
    }

    fn close_figure(&mut self, figure: &OpenFigure) {
        if figure.has_caption || figure.has_credit {
            self.html.write_html("</figcaption>");
        }
        self.html.write_html("</figure>\n");
    }

    /// Reads the lines below a picture that belong to its figure. Returns whether the paragraph that it stands in ends.
    fn read_lines_below(&mut self, figure: &mut OpenFigure, events: &mut Events<'a>) -> bool {
        skip_blanks(events);
        while matches!(events.peek(0), Some(Event::SoftBreak | Event::HardBreak)) {
            let below = self.markdown[figure.end..].lines().nth(1).unwrap_or_default();
            let belongs = figure.is_continued_by(line_text(below));
            events.next();
            if !belongs {
                return false;
            }
            self.read_caption_line(figure, events);
        }

        let ends_paragraph = matches!(events.peek(0), Some(Event::End(TagEnd::Paragraph)));
        if ends_paragraph {
            events.next();
            self.read_paragraphs_below(figure, events);
        }
        ends_paragraph
    }

    /// Reads paragraphs of one line that belong to the figure above them: a credit, or a caption right below the picture.
    fn read_paragraphs_below(&mut self, figure: &mut OpenFigure, events: &mut Events<'a>) {
        while let Some(text) = short_paragraph(events) {
            let below = line_text(self.markdown[figure.end..].lines().nth(1).unwrap_or_default());
            let is_near = text.starts_with(CREDIT_MARK) || below.starts_with(text.trim_end());
            if !is_near || !figure.is_continued_by(&text) {
                return;
            }

            events.next();
            self.read_caption_line(figure, events);
            events.next();
        }
    }

    /// Reads a line of text below a picture, up to its end.
    fn read_caption_line(&mut self, figure: &mut OpenFigure, events: &mut Events<'a>) {
        let mut in_credit = false;
        let mut words = TextRun::default();

        while let Some(ahead) = events.peek(0) {
            let ends_line = ends_line_of_pictures(ahead);
            if !matches!(ahead, Event::Text(_)) {
                if let Some((text, range)) = words.joined_text() {
                    in_credit = self.read_caption_words(text, range, in_credit, figure);
                    words.clear();
                }
                if ends_line {
                    break;
                }
            }

            let Some((event, range)) = events.next() else { break };
            figure.end = figure.end.max(range.end);
            match event {
                Event::Text(piece) => words.push_piece(piece, range, events),
                event => self.read_event(&event, &range, events),
            }
        }

        if in_credit {
            self.html.write_html("</span>");
        }
        self.start_text_line();
        self.proof.end_paragraph();
    }

    /// Reads words of a caption; the credit begins at `■`. Returns whether it has begun.
    fn read_caption_words(
        &mut self,
        words: &str,
        range: &Range<usize>,
        in_credit: bool,
        figure: &mut OpenFigure,
    ) -> bool {
        let source = &self.markdown[range.clone()];
        let Some(mark) = words.find(CREDIT_MARK).filter(|_| !in_credit && !figure.has_credit) else {
            if !in_credit {
                self.begin_caption(figure);
            }
            self.read_text(words, range);
            return in_credit;
        };

        // The words may not stand in the source letter by letter.
        let offset = if source == words { mark } else { 0 };
        let caption = words[..mark].trim_end();
        if !caption.is_empty() {
            self.begin_caption(figure);
            self.read_text(caption, &(range.start..range.start + if offset > 0 { caption.len() } else { range.len() }));
            self.start_text_line();
        }

        self.begin_credit(figure);
        let credit = words[mark..].trim_start_matches(CREDIT_MARK).trim_start();
        let start = if source == words { range.end - credit.len() } else { range.start };
        self.read_text(credit, &(start..range.end));
        true
    }
}

/// Returns a line without the marks of quotes and the blanks before it.
fn line_text(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || c == '>').trim_end()
}

/// Returns the text of the paragraph that comes next, if it is one short line.
fn short_paragraph(events: &mut Events) -> Option<String> {
    if !matches!(events.peek(0), Some(Event::Start(Tag::Paragraph))) {
        return None;
    }

    let mut text = String::new();
    let mut at = 1;
    while text.chars().count() <= MAX_CAPTION_LENGTH {
        match events.peek(at)? {
            Event::End(TagEnd::Paragraph) => return Some(text.trim_start().to_owned()),
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Image { .. }) => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns whether a line below a picture can only be its caption.
fn is_caption(line: &str) -> bool {
    let is_numbered = || line.strip_prefix('图').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let end = line.trim_end_matches(['。', '）', ')', ' ', '*', '_']);
    line.chars().count() <= MAX_CAPTION_LENGTH
        && (CAPTION_BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
            || CAPTION_ENDINGS.iter().any(|ending| end.ends_with(ending))
            || is_numbered())
}

fn skip_blanks(events: &mut Events) {
    while matches!(events.peek(0), Some(Event::Text(text)) if text.trim().is_empty()) {
        events.next();
    }
}

/// Returns whether a line that holds pictures ends before an event.
fn ends_line_of_pictures(event: &Event) -> bool {
    matches!(
        event,
        Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell)
            | Event::Start(Tag::List(_))
    )
}

/// Returns how many pictures the line that comes next holds, in links or not; 0 if it holds anything else.
fn pictures_on_line(events: &mut Events) -> usize {
    let mut count = 0;
    let mut at = 0;
    loop {
        let is_linked = matches!(events.peek(at), Some(Event::Start(Tag::Link { .. })));
        at += usize::from(is_linked);
        match events.peek(at) {
            Some(Event::Start(Tag::Image { .. })) => at = behind_picture(at, events),
            Some(Event::Text(text)) if !is_linked && text.trim().is_empty() => {
                at += 1;
                continue;
            }
            Some(event) if !is_linked && ends_line_of_pictures(event) => return count,
            _ => return 0,
        }

        if is_linked {
            if !matches!(events.peek(at), Some(Event::End(TagEnd::Link))) {
                return 0;
            }
            at += 1;
        }
        count += 1;
    }
}

/// Returns the number of the event behind the picture that the event at a number begins.
fn behind_picture(start: usize, events: &mut Events) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(event) = events.peek(at) {
        at += 1;
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) if depth == 1 => break,
            Event::End(TagEnd::Image) => depth -= 1,
            _ => {}
        }
    }
    at
}
