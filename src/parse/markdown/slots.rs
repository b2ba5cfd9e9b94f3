//! HTML with slots: what only the site can fill in is kept beside the text, by its place, and not in it.
//!
//! No text, entity or attribute of a story can therefore stand for the site's root or a chart. Only the sanitiser,
//! which takes one string and gives another, sees slots as text: [`Html::sanitise_with`] writes them as the digest of
//! the very text that they stand in, which no text can hold.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::character::is_text_char;
use crate::digest::Digest;
use crate::markup::escape_html;
use crate::parse::link::decode_url;

/// Content that only the site can fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slot {
    /// The address of the site's root, with its `/` at the end.
    Root,
    /// The `#` of a link within the story.
    Fragment,
    /// The beginning of an `id`: where several stories share a page, their anchors are told apart here.
    Id,
    /// The beginning of a class by which the search knows an element of ours from one of the story's. Stays empty.
    OwnClass,
    /// A picture of the site begins, by its path in the output.
    Picture(String),
    /// The picture ends.
    PictureEnd,
    /// A chart, by its index in [`super::StoryBody::charts`].
    Chart(usize),
}

/// Classes that search and notes are told apart by; raw HTML may not use them.
pub(super) const RESERVED_CLASSES: [&str; 3] = ["back", "credit", "note"];

/// HTML, and its slots in the order of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html {
    #[serde(skip)] // kept as quotations
    text: String,
    slots: Vec<(usize, Slot)>,
}

impl Html {
    /// Room for so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), slots: Vec::new() }
    }

    /// Text, with its signs escaped.
    pub(super) fn from_text(text: &str) -> Self {
        Self { text: escape_html(text), slots: Vec::new() }
    }

    /// Puts both parts together. `None` if a slot stands where there is no place for it, or out of order.
    pub(in crate::parse) fn with_text(self, text: String) -> Option<Self> {
        let Self { slots, .. } = self;
        let in_order = slots.windows(2).all(|pair| pair[0].0 <= pair[1].0);
        let in_text = slots.iter().all(|(at, _)| text.is_char_boundary(*at));
        (in_order && in_text).then_some(Self { text, slots })
    }

    /// The text without what is to be filled in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The slots with their places in [`Self::text`], in bytes.
    pub fn slots(&self) -> &[(usize, Slot)] {
        &self.slots
    }

    /// Whether it shows a picture of the site.
    pub fn has_pictures(&self) -> bool {
        self.slots.iter().any(|(_, slot)| matches!(slot, Slot::Picture(_)))
    }

    /// The charts that it shows, by their indices.
    pub(super) fn chart_indexes(&self) -> impl Iterator<Item = usize> {
        self.slots.iter().filter_map(|(_, slot)| match slot {
            Slot::Chart(at) => Some(*at),
            _ => None,
        })
    }

    /// The HTML, with `fill` adding to it what stands at each slot.
    pub fn fill_slots(&self, mut fill: impl FnMut(&Slot, &mut String)) -> String {
        let mut html = String::with_capacity(self.text.len() + 32 * self.slots.len());
        let mut from = 0;

        for (at, slot) in &self.slots {
            html.push_str(&self.text[from..*at]);
            fill(slot, &mut html);
            from = *at;
        }

        html.push_str(&self.text[from..]);
        html
    }

    /// The length of its text in bytes: a place to come back to with [`Self::insert_html`].
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where text is added at the end. Whoever takes something away there takes the slots behind it away too.
    pub(super) fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    pub(super) fn push_str(&mut self, html: &str) {
        self.text.push_str(html);
    }

    pub(super) fn push_slot(&mut self, slot: Slot) {
        self.slots.push((self.text.len(), slot));
    }

    /// Adds raw HTML that is published as it is, with slots at its anchors and at links to anchors.
    pub(super) fn push_trusted(&mut self, html: &str) {
        let mut rest = html;
        loop {
            let id = rest.find(" id=\"").map(|at| (at + " id=\"".len(), 0, Slot::Id));
            let link = rest.find(" href=\"#").map(|at| (at + " href=\"".len(), 1, Slot::Fragment));
            let Some((at, replaced, slot)) = id.into_iter().chain(link).min_by_key(|(at, ..)| *at) else { break };

            self.push_str(&rest[..at]);
            self.push_slot(slot);
            rest = &rest[at + replaced..];
        }
        self.push_str(rest);
    }

    pub(super) fn append(&mut self, other: Self) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.slots.extend(other.slots.into_iter().map(|(at, slot)| (base + at, slot)));
    }

    /// Puts other HTML before what stands at a place.
    pub(super) fn insert_html(&mut self, at: usize, other: Self) {
        let first = self.slots.partition_point(|(place, _)| *place < at);
        for (place, _) in &mut self.slots[first..] {
            *place += other.text.len();
        }

        self.text.insert_str(at, &other.text);
        self.slots.splice(first..first, other.slots.into_iter().map(|(place, slot)| (at + place, slot)));
    }

    /// Inserts texts at places, which are in ascending order, in one pass.
    pub(super) fn insert_texts(&mut self, insertions: &[(usize, String)]) {
        let Some(&(first, _)) = insertions.first() else { return };
        let tail = self.text.split_off(first);
        let mut copied = first;
        for (at, text) in insertions {
            self.text.push_str(&tail[copied - first..at - first]);
            self.text.push_str(text);
            copied = *at;
        }
        self.text.push_str(&tail[copied - first..]);

        let behind = self.slots.partition_point(|(place, _)| *place < first);
        let mut open = insertions.iter().peekable();
        let mut shift = 0;
        for (place, _) in &mut self.slots[behind..] {
            while let Some((_, text)) = open.next_if(|(at, _)| at <= place) {
                shift += text.len();
            }
            *place += shift;
        }
    }

    /// Takes an ending off that holds no slot; says whether it was there.
    pub(super) fn strip_suffix(&mut self, suffix: &str) -> bool {
        let found = self.text.ends_with(suffix);
        if found {
            self.text.truncate(self.text.len() - suffix.len());
        }
        found
    }

    /// Sanitises it, slots included. The function is given the HTML with slots as text, and the token these begin with;
    /// attributes of its own that lead to the site's root it begins with [`SlotToken::root_prefix`].
    pub(super) fn sanitise_with(&self, source: &str, sanitise: impl FnOnce(&str, &SlotToken) -> String) -> Self {
        let token = SlotToken(format!("slot{}", Digest::of_bytes(source.as_bytes())));
        let with_tokens = self.fill_slots(|slot, html| token.write_slot(slot, html));
        let clean = sanitise(&with_tokens, &token);
        SlotScanner { rest: &clean, token: &token, html: Self::with_capacity(clean.len()) }.restore_slots()
    }
}

/// Stands for slots in the text of a body while it is sanitised: the digest of the body's source, so that the source
/// cannot hold it, followed by a letter for the kind.
#[derive(Clone)]
pub(super) struct SlotToken(String);

impl SlotToken {
    /// Returns the prefix of addresses below the site's root.
    pub fn root_prefix(&self) -> String {
        format!("{}r", self.0)
    }

    /// The value behind the token, if it begins with one.
    pub fn strip_token<'v>(&self, value: &'v str) -> Option<&'v str> {
        value.strip_prefix(&*self.0)
    }

    fn write_slot(&self, slot: &Slot, html: &mut String) {
        match slot {
            Slot::Root => html.extend([&self.0, "r"]),
            // The sanitiser takes what stands before a colon for a scheme; and any link to an anchor has this slot.
            Slot::Fragment => html.push('#'),
            Slot::Id => html.extend([&self.0, "i"]),
            Slot::OwnClass => html.extend([&self.0, "c"]),
            // An element, since only what stands where elements do may become one.
            Slot::Chart(at) => html.push_str(&format!("<figure class=\"{}{at}\"></figure>", self.0)),
            // Found again by the picture's address.
            Slot::Picture(_) | Slot::PictureEnd => {}
        }
    }
}

/// Reads the output of the sanitiser, in which every `<` begins a tag and every value is in double quotation marks.
struct SlotScanner<'h> {
    rest: &'h str,
    token: &'h SlotToken,
    html: Html,
}

impl<'h> SlotScanner<'h> {
    fn restore_slots(mut self) -> Html {
        while let Some(at) = memchr::memchr(b'<', self.rest.as_bytes()) {
            let text = self.take_bytes(at);
            self.push_text(text);

            if !self.take_chart() {
                self.copy_tag();
            }
        }

        self.push_text(self.rest);
        self.html
    }

    /// Takes so many bytes of what is left.
    fn take_bytes(&mut self, bytes: usize) -> &'h str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Takes what is left up to a sign and with it, or all.
    fn take_through(&mut self, sign: u8) -> &'h str {
        let end = memchr::memchr(sign, self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        self.take_bytes(end)
    }

    /// Adds text or a value, without tokens: one that stands here was swallowed by a tag that never ends. Control
    /// characters have been reported where they are written as entities.
    fn push_text(&mut self, text: &str) {
        let mut parts = text.split(&*self.token.0);
        let first = parts.next().into_iter();
        let behind_tokens = parts.map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
        let behind_tokens = behind_tokens.map(|part| part.strip_prefix(['r', 'i', 'c']).unwrap_or(part));
        self.html.text.extend(first.chain(behind_tokens).flat_map(str::chars).filter(|c| is_text_char(*c)));
    }

    /// Whether a chart's place comes next; then it is taken.
    fn take_chart(&mut self) -> bool {
        let number = self.rest.strip_prefix("<figure class=\"").and_then(|rest| self.token.strip_token(rest));
        let Some((number, rest)) = number.and_then(|rest| rest.split_once("\"></figure>")) else { return false };
        let Ok(at) = number.parse() else { return false };

        self.html.push_slot(Slot::Chart(at));
        self.rest = rest;
        true
    }

    fn copy_tag(&mut self) {
        let end = self.rest.find([' ', '>']).unwrap_or(self.rest.len());
        let open = self.take_bytes(end);
        let element = &open[1..];
        let start = self.html.len();
        let mut picture = None;
        self.html.push_str(open);

        while self.rest.starts_with(' ') {
            let name = self.take_through(b'"');
            self.html.push_str(name);
            let value = self.take_through(b'"');
            let value = value.strip_suffix('"').unwrap_or(value);
            let name = name.trim_start().trim_end_matches("=\"");
            picture = picture.or(self.copy_value(element, name, value));
            self.html.push_str("\"");
        }

        let close = self.take_through(b'>');
        self.html.push_str(close);

        if let Some(path) = picture {
            self.html.insert_html(start, Html { text: String::new(), slots: vec![(0, Slot::Picture(path))] });
            self.html.push_slot(Slot::PictureEnd);
        }
    }

    /// Adds a value. Gives the path of the picture that it leads to.
    fn copy_value(&mut self, element: &str, name: &str, value: &str) -> Option<String> {
        let own = self.token.strip_token(value);
        let mut picture = None;

        let rest = match (element, name, own) {
            (_, "id", _) => {
                self.html.push_slot(Slot::Id);
                own.and_then(|own| own.strip_prefix('i')).unwrap_or(value)
            }
            (_, "class", Some(own)) => own.strip_prefix('c').unwrap_or(own),
            ("a", "href", None) if value.starts_with('#') => {
                self.html.push_slot(Slot::Fragment);
                &value[1..]
            }
            ("a", "href", Some(own)) | ("img", "src", Some(own)) if own.starts_with('r') => {
                self.html.push_slot(Slot::Root);
                picture = (name == "src").then(|| Address::new(&decode_url(&own[1..]))).flatten();
                &own[1..]
            }
            _ => value,
        };

        self.push_text(rest);
        picture.map(|address| address.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show_slots(html: &Html) -> String {
        html.fill_slots(|slot, out| out.push_str(&format!("⟦{slot:?}⟧")))
    }

    #[test]
    fn slots_move_with_the_text_that_they_stand_in() {
        let mut html = Html::default();
        html.push_str("<a href=\"");
        html.push_slot(Slot::Root);
        html.push_str("b\">");
        let mut open = Html::default();
        open.push_str("<h2 id=\"");
        open.push_slot(Slot::Id);
        open.push_str("c\">");
        html.insert_html(0, open);
        let mut all = Html::default();
        all.push_str("x");
        all.append(html);
        assert_eq!(show_slots(&all), "x<h2 id=\"⟦Id⟧c\"><a href=\"⟦Root⟧b\">");
        all.insert_texts(&[(1, "1".to_owned()), (4, "2".to_owned()), (all.len(), "3".to_owned())]);
        assert_eq!(show_slots(&all), "x1<h22 id=\"⟦Id⟧c\"><a href=\"⟦Root⟧b\">3");
    }

    #[test]
    fn a_slot_is_where_it_was_behind_a_sanitiser_and_nowhere_else() {
        let mut html = Html::default();
        html.push_str("<p><a href=\"");
        html.push_slot(Slot::Root);
        html.push_str("a.html\">");
        html.push_slot(Slot::Chart(0));
        let same = html.sanitise_with("", |text, _| text.to_owned());
        assert_eq!(show_slots(&same), "<p><a href=\"⟦Root⟧a.html\">⟦Chart(0)⟧");
        // In a value, or in text, nothing is filled in.
        let swallowed = html.sanitise_with("", |text, _| {
            format!("<b title=\"{}\">{}", text.replace('"', "&quot;"), text.replace('<', "&lt;"))
        });
        assert!(swallowed.slots().is_empty(), "{swallowed:?}");
        assert!(!swallowed.text().contains("slot"), "{swallowed:?}");
    }

    #[test]
    fn kept_parts_that_do_not_fit_are_none() {
        for at in [1, 7] {
            assert_eq!(Html { text: String::new(), slots: vec![(at, Slot::Root)] }.with_text("甲乙".to_owned()), None);
        }
        assert_eq!(
            Html { text: String::new(), slots: vec![(3, Slot::Root), (0, Slot::Id)] }.with_text("甲".to_owned()),
            None
        );
    }
}
