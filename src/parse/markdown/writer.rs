//! The HTML of a body as it grows: what Markdown's blocks and marks become, and the notes behind the text.

use std::collections::HashMap;
use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, Tag, TagEnd};

use super::allowed_html::TABLE_LABEL;
use super::list_numbers::NumberedList;
use super::notes::note_key;
use super::rewrite::ParagraphClass;
use super::slots::{Html, Slot};
use super::table::OpenTable;
use crate::markup::{escape_attribute, escape_html, escape_text};
use crate::parse::cjk;
use crate::parse::link::Href;

/// HTML being written. Blocks begin on a line of their own.
#[derive(Default)]
pub(super) struct HtmlWriter {
    html: Html,
    /// Whether text may hold what has to be escaped; most bodies hold nothing.
    escapes: bool,
    /// The table we are in.
    table: OpenTable,
    /// The lists that are open; `None` for one without numbers.
    lists: Vec<Option<NumberedList>>,
    /// The ends of the quotes and call-outs that are open.
    quotes: Vec<&'static str>,
    /// Where the texts of the emphases that are open begin.
    emphases: Vec<usize>,
    notes: Notes,
}

/// Notes by their labels.
#[derive(Default)]
struct Notes {
    known: HashMap<String, Note>,
    /// How many the text has referred to.
    referred: usize,
    /// The notes being written, with the text that goes on behind them.
    open: Vec<(String, Html)>,
}

#[derive(Default)]
struct Note {
    /// In the order in which the text first refers to them, from 1; 0 if it does not.
    number: usize,
    /// How often the text refers to it.
    times: usize,
    /// Its HTML, once it was defined.
    html: Option<Html>,
}

impl HtmlWriter {
    /// For the body that some Markdown is.
    pub fn new(markdown: &str) -> Self {
        let html = Html::with_capacity(markdown.len() + markdown.len() / 4);
        // Entities become such characters too, and begin with one.
        let escapes = memchr::memchr3(b'&', b'<', b'>', markdown.as_bytes()).is_some();
        Self { html, escapes, ..Self::default() }
    }

    /// How much has been written: a place to come back to with [`Self::wrap_heading`].
    pub fn position(&self) -> usize {
        self.html.len()
    }

    /// Makes a heading of what was written since a place. An anchor needs no escape.
    pub fn wrap_heading(&mut self, place: usize, level: u8, id: &str) {
        let digit = char::from(b'0' + level);
        let mut open = Html::default();
        open.text_mut().extend(["<h", digit.encode_utf8(&mut [0; 4]), " id=\""]);
        open.push_slot(Slot::Id);
        open.text_mut().extend([id, "\">"]);

        self.html.insert_html(place, open);
        self.html.text_mut().extend(["</h", digit.encode_utf8(&mut [0; 4]), ">\n"]);
    }

    /// Writes HTML as it is.
    pub fn write_html(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Writes raw HTML that is published as it is.
    pub fn write_trusted(&mut self, html: &str) {
        self.html.push_trusted(html);
    }

    /// Leaves a place to be filled in.
    pub fn write_slot(&mut self, slot: Slot) {
        self.html.push_slot(slot);
    }

    /// Writes the address that a link or picture leads to into its attribute.
    pub fn write_href(&mut self, href: &Href) {
        match href {
            Href::Site(path) => {
                self.html.push_slot(Slot::Root);
                self.write_attribute(path);
            }
            Href::Here(anchor) => {
                self.html.push_slot(Slot::Fragment);
                self.write_attribute(anchor);
            }
            Href::Elsewhere(url) => self.write_attribute(url),
            Href::Unusable => {}
        }
    }

    /// Writes text of the page.
    #[inline]
    pub fn write_text(&mut self, text: &str) {
        if self.escapes {
            escape_text(self.html.text_mut(), text);
        } else {
            self.html.push_str(text);
        }
    }

    /// Writes text into an attribute.
    pub fn write_attribute(&mut self, text: &str) {
        escape_attribute(self.html.text_mut(), text);
    }

    /// Begins a line, if something stands on this one.
    pub fn begin_line(&mut self) {
        if self.html.len() > 0 && !self.html.text().ends_with('\n') {
            self.html.push_str("\n");
        }
    }

    fn open_block(&mut self, open: &str) {
        self.begin_line();
        self.html.push_str(open);
    }

    /// Puts the figures from a place on into a gallery.
    pub fn wrap_gallery(&mut self, start: usize) {
        self.html.insert_texts(&[(start, "<div class=\"gallery\">\n".to_owned())]);
        self.begin_line();
        self.html.push_str("</div>\n");
    }

    /// Opens a quote, or what stands in the place of one, with the end that it will have.
    pub fn open_quote(&mut self, open: &str, close: &'static str) {
        self.open_block(open);
        self.quotes.push(close);
    }

    /// Opens a block or a mark. Headings, links and pictures are written by the reader.
    pub fn write_start(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph => self.open_block("<p>"),
            Tag::BlockQuote(_) => self.open_quote("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if !info.trim().is_empty() => {
                let language = info.split_whitespace().next().unwrap_or_default();
                self.open_block(&format!("<pre tabindex=\"0\"><code class=\"language-{}\">", escape_html(language)));
            }
            Tag::CodeBlock(_) => self.open_block("<pre tabindex=\"0\"><code>"),
            Tag::List(first) => self.open_list(*first),
            Tag::Item => self.open_block("<li>"),
            Tag::DefinitionList => self.open_block("<dl>\n"),
            Tag::DefinitionListTitle => self.open_block("<dt>"),
            Tag::DefinitionListDefinition => self.open_block("<dd>"),

            Tag::FootnoteDefinition(label) => {
                self.notes.open.push((note_key(label), std::mem::take(&mut self.html)));
            }
            Tag::Table(alignments) => {
                self.open_block("<div class=\"table");
                self.table = OpenTable::new(alignments, self.html.len());
                // One that is wider than the window is scrolled, with the keyboard too.
                let label = TABLE_LABEL;
                self.html.text_mut().extend(["\" role=\"group\" aria-label=\"", label, "\" tabindex=\"0\">\n<table>"]);
            }
            Tag::TableHead | Tag::TableRow => {
                let is_head = matches!(tag, Tag::TableHead);
                self.table.open_row(is_head);
                self.html.push_str(if is_head { "<thead><tr>" } else { "<tr>" });
            }
            Tag::TableCell => self.write_cell_start(),

            Tag::Emphasis => {
                self.html.push_str("<em>");
                self.emphases.push(self.html.len());
            }
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            // The others are the reader's, or belong to extensions that are off.
            _ => {}
        }
    }

    /// Opens a paragraph that is shown in a way of its own.
    pub fn write_paragraph_start(&mut self, class: ParagraphClass) {
        self.begin_line();
        self.html.text_mut().extend(["<p class=\"", class.name(), "\">"]);
    }

    fn open_list(&mut self, first: Option<u64>) {
        match first {
            Some(1) => self.open_block("<ol>\n"),
            Some(first) => self.open_block(&format!("<ol start=\"{first}\">\n")),
            None => self.open_block("<ul>\n"),
        }
        self.lists.push(first.map(NumberedList::new));
    }

    /// Gives the item that has just been opened the number that is written before it.
    pub fn number_item(&mut self, number: u64) {
        let place = self.html.len() - ">".len();
        if let Some(Some(list)) = self.lists.last_mut() {
            list.add_item(place, number);
        }
    }

    /// Returns whether the innermost list has numbers.
    pub fn is_in_numbered_list(&self) -> bool {
        matches!(self.lists.last(), Some(Some(_)))
    }

    fn close_list(&mut self) {
        if let Some(Some(list)) = self.lists.pop() {
            self.html.insert_texts(&list.values());
        }
    }

    /// Marks the emphasis that ends here if no Chinese character is in it: dots below are for these, Latin words are
    /// emphasised by italics.
    fn mark_latin_emphasis(&mut self) {
        let Some(start) = self.emphases.pop() else { return };
        if !self.html.text()[start..].contains(cjk::is_wide) {
            self.html.insert_texts(&[(start - ">".len(), " class=\"latin\"".to_owned())]);
        }
    }

    fn write_cell_start(&mut self) {
        self.html.text_mut().extend(["<", self.table.cell_element()]);
        self.table.open_cell(self.html.len());
        self.html.push_str(">");
    }

    fn write_cell_end(&mut self) {
        self.table.close_cell(self.html.text());
        self.html.text_mut().extend(["</", self.table.cell_element(), ">"]);
    }

    fn write_table_end(&mut self) {
        self.html.push_str("</tbody></table>\n</div>\n");
        let attributes = std::mem::take(&mut self.table).into_attributes();
        self.html.insert_texts(&attributes);
    }

    /// Closes what [`Self::write_start`] opened.
    pub fn write_end(&mut self, end: TagEnd) {
        match end {
            TagEnd::List(_) => self.close_list(),
            TagEnd::Table => return self.write_table_end(),
            TagEnd::TableCell => return self.write_cell_end(),
            TagEnd::Emphasis => self.mark_latin_emphasis(),
            _ => {}
        }
        let close = match end {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::BlockQuote(_) => self.quotes.pop().unwrap_or_default(),
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::TableHead => "</tr></thead><tbody>\n",
            TagEnd::TableRow => "</tr>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",

            TagEnd::FootnoteDefinition => {
                if let Some((label, text)) = self.notes.open.pop() {
                    let note = std::mem::replace(&mut self.html, text);
                    // One that is written twice has both texts.
                    self.notes.known.entry(label).or_default().html.get_or_insert_default().append(note);
                }
                ""
            }
            _ => "",
        };
        self.html.push_str(close);
    }

    /// Refers to a note by its number; the note leads back to here.
    pub fn write_note_reference(&mut self, label: &str) {
        let label = note_key(label);
        let note = self.notes.known.entry(label.clone()).or_default();
        if note.number == 0 {
            self.notes.referred += 1;
            note.number = self.notes.referred;
        }
        note.times += 1;

        let label = escape_html(&label);
        let id = reference_id(&label, note.times);
        let number = note.number;
        self.html.push_str("<sup class=\"");
        self.html.push_slot(Slot::OwnClass);
        self.html.push_str("note\"><a href=\"");
        self.html.push_slot(Slot::Fragment);
        self.html.text_mut().extend(["note:", &label, "\" id=\""]);
        self.html.push_slot(Slot::Id);
        let _ = write!(self.html.text_mut(), "{id}\">{number}</a></sup>");
    }

    /// The HTML, with the notes at its end.
    pub fn finish(mut self) -> Html {
        let mut notes: Vec<_> = self.notes.known.into_iter().filter(|(_, note)| note.html.is_some()).collect();
        // What is never referred to stands behind the rest.
        notes.sort_by_key(|(label, note)| (note.number.wrapping_sub(1), label.to_string()));
        if notes.is_empty() {
            return self.html;
        }
        self.html.push_str("<section class=\"notes\">\n<ol>\n");
        for (label, note) in notes {
            let label = escape_html(&label);
            let mut text = note.html.unwrap_or_default();
            let close = if text.strip_suffix("</p>\n") { "</p>\n" } else { "" };
            self.html.push_str("<li id=\"");
            self.html.push_slot(Slot::Id);
            self.html.text_mut().extend(["note:", &label, "\">"]);
            self.html.append(text);

            for time in 1..=note.times {
                self.html.push_str(" <a class=\"");
                self.html.push_slot(Slot::OwnClass);
                self.html.push_str("back\" href=\"");
                self.html.push_slot(Slot::Fragment);
                let to = reference_id(&label, time);
                self.html.text_mut().extend([&to, "\" title=\"回到正文\">↩\u{FE0E}</a>"]);
            }
            self.html.text_mut().extend([close, "</li>\n"]);
        }
        self.html.push_str("</ol>\n</section>\n");
        self.html
    }
}

/// The `id` of the n-th reference to a note. No heading's anchor has a `:`.
fn reference_id(label: &str, time: usize) -> String {
    if time == 1 { format!("ref:{label}") } else { format!("ref:{label}:{time}") }
}
