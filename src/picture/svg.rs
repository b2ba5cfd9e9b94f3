//! SVG: a picture that is a text. It is read as XML in UTF-8 and written again from a list of elements and attributes,
//! so that nothing in what is published was copied unread.
//!
//! Left out without a word is what draws nothing: comments, processing instructions, metadata, namespaces of editors,
//! unknown attributes, where a click would lead. Refused is what runs, moves, or loads something, what hides what it
//! says, and every element of which it is not known what it draws.

mod address;
mod lists;
mod rewriter;
mod style;
mod uses;

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::NsReader;

use super::{Fault, Refusal};
use rewriter::{Rewriter, Space};

/// Why an SVG is not written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It runs code.
    Script,
    /// It loads something from elsewhere.
    Address,
    /// A picture written into it is broken, too large, or of another format than PNG, JPEG, GIF and WebP.
    Picture,
    /// It holds a piece of a page.
    Foreign,
    /// It moves.
    Animation,
    /// An element of which nothing is known.
    Unknown,
    /// CSS that could load something, or hides what it is.
    Style,
    /// It is nested too deep, or unfolds into too much.
    Deep,
    /// It is in another encoding than UTF-8.
    Encoding,
    /// It has a document type with declarations of its own, or an entity that such would declare.
    Doctype,
    /// A character that stands in no text.
    Character,
    /// It is no well-formed XML.
    Syntax,
}

/// An SVG that is not written again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Why.
    pub reason: Reason,
    /// The element, attribute, encoding or character, as it stands in the file; of [`Reason::Syntax`] the line.
    pub what: String,
}

impl Rejected {
    fn new(reason: Reason, what: impl Into<String>) -> Self {
        Self { reason, what: what.into() }
    }
}

/// The beginning of a long value.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// The picture, written again.
pub(super) fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = text(bytes).map_err(Refusal::Svg)?;
    // What is no SVG at all, or ends before it begins.
    if !text.contains("<svg") && !text.contains(":svg") {
        return Err(Fault::Broken.into());
    }
    write_again(text).map(String::into_bytes).map_err(Refusal::Svg)
}

/// The text of a file in UTF-8, without a byte-order mark.
fn text(bytes: &[u8]) -> Result<&str, Rejected> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Rejected::new(Reason::Encoding, "UTF-16"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Rejected::new(Reason::Encoding, "?"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    check_characters(text)?;
    Ok(text)
}

/// Refuses control characters and noncharacters. Some end a word for one program and not for another.
fn check_characters(text: &str) -> Result<(), Rejected> {
    let is_text = |c: char| {
        let is_noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
        matches!(c, '\t' | '\n' | '\r') || (!c.is_control() && !is_noncharacter)
    };
    match text.chars().find(|c| !is_text(*c)) {
        Some(c) => Err(Rejected::new(Reason::Character, format!("U+{:04X}", u32::from(c)))),
        None => Ok(()),
    }
}

fn write_again(text: &str) -> Result<String, Rejected> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut rewriter = Rewriter::default();

    loop {
        let start = reader.buffer_position();
        let (space, event) = match reader.read_resolved_event() {
            Ok((namespace, event)) => (Space::of(&namespace), event),
            Err(_) => return Err(syntax(text, start)),
        };
        let step = match event {
            Event::Start(tag) => rewriter.start(space, &tag, reader.resolver()),
            Event::End(_) => rewriter.end(),
            Event::Text(words) => rewriter.text(&words.xml10_content()),
            Event::CData(words) => rewriter.text(&words.xml10_content()),
            Event::GeneralRef(entity) => character(&entity).and_then(|c| rewriter.text(c.encode_utf8(&mut [0; 4]))),
            Event::Decl(declaration) => match declaration.encoding() {
                // Anywhere else than at the beginning it declares nothing.
                _ if start > 0 => Err(None),
                Some(Ok(encoding)) if !encoding.eq_ignore_ascii_case("utf-8") => {
                    Err(Some(Rejected::new(Reason::Encoding, shortened(&encoding))))
                }
                Some(Err(_)) => Err(None),
                _ => Ok(()),
            },
            Event::DocType(doctype) if doctype.contains('[') => {
                Err(Some(Rejected::new(Reason::Doctype, "<!DOCTYPE … [ … ]>")))
            }
            Event::PI(instruction) if instruction.target().eq_ignore_ascii_case("xml-stylesheet") => {
                Err(Some(Rejected::new(Reason::Address, "<?xml-stylesheet?>")))
            }
            Event::DocType(_) | Event::PI(_) | Event::Comment(_) => Ok(()),
            Event::Eof => break,
            Event::Empty(_) => Ok(()),
        };
        step.map_err(|rejected| rejected.unwrap_or_else(|| syntax(text, start)))?;
    }

    rewriter.finish()?.ok_or_else(|| syntax(text, text.len() as u64))
}

/// The line in which a text is no XML.
fn syntax(text: &str, at: u64) -> Rejected {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    Rejected::new(Reason::Syntax, line.to_string())
}

/// Why a step fails; `None` where the text is no well-formed XML.
type Step<T = ()> = Result<T, Option<Rejected>>;

/// The character that a reference names.
fn character(entity: &BytesRef) -> Step<char> {
    let c = match &**entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => match entity.resolve_char_ref() {
            Ok(Some(c)) => c,
            Ok(None) => {
                return Err(Some(Rejected::new(Reason::Doctype, shortened(&format!("&{};", &**entity)))));
            }
            Err(_) => return Err(None),
        },
    };
    check_characters(c.encode_utf8(&mut [0; 4]))?;
    Ok(c)
}

#[cfg(test)]
mod tests;
