//! SVG: a picture that is a text. It is read as XML in UTF-8 and written again from a list of elements and attributes,
//! so that nothing in what is published was copied unread.
//!
//! Left out without a word is what draws nothing: comments, processing instructions, metadata, namespaces of editors,
//! unknown attributes, where a click would lead. Refused is what runs, moves, or loads something, what hides what it
//! says, and every element of which it is not known what it draws.

mod address;
mod attributes;
mod lists;
mod namespace;
mod rewriter;
mod style;
mod uses;
mod values;

use quick_xml::events::{BytesDecl, Event};
use quick_xml::reader::NsReader;

use super::error::{PictureError, PictureFileError, SvgError, SvgErrorKind};
use namespace::NamespaceKind;
use rewriter::Rewriter;
use values::{StepError, StepResult, check_characters, resolve_entity, shorten_value};

/// Reads an SVG and writes it again.
pub(super) fn rewrite_svg(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let text = decode_text(bytes).map_err(PictureError::Svg)?;
    // A file that is no SVG at all, or ends before it begins.
    if !text.contains("<svg") && !text.contains(":svg") {
        return Err(PictureFileError::Broken.into());
    }
    rewrite_text(text).map(String::into_bytes).map_err(PictureError::Svg)
}

/// Returns the text of a file in UTF-8, without a byte-order mark.
fn decode_text(bytes: &[u8]) -> Result<&str, SvgError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(SvgError::new(SvgErrorKind::Encoding, "UTF-16"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SvgError::new(SvgErrorKind::Encoding, "?"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    check_characters(text)?;
    Ok(text)
}

fn rewrite_text(text: &str) -> Result<String, SvgError> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut rewriter = Rewriter::default();

    loop {
        let start = reader.buffer_position();
        let Ok((namespace, event)) = reader.read_resolved_event() else { return Err(syntax_error(text, start)) };
        let namespace = NamespaceKind::from_resolved(&namespace);
        let step = match event {
            Event::Start(tag) => rewriter.start_element(namespace, &tag, reader.resolver()),
            Event::End(_) => rewriter.end_element(),
            Event::Eof => break,
            other => rewrite_content(&mut rewriter, &other, start),
        };
        step.map_err(|error| match error {
            StepError::Refused(error) => error,
            StepError::Syntax => syntax_error(text, start),
        })?;
    }

    rewriter.into_svg()?.ok_or_else(|| syntax_error(text, text.len() as u64))
}

/// Writes text; refuses declarations and instructions that change what a text means, and leaves out all others.
fn rewrite_content(rewriter: &mut Rewriter, event: &Event, start: u64) -> StepResult {
    match event {
        Event::Text(words) => rewriter.write_text(&words.xml10_content()),
        Event::CData(words) => rewriter.write_text(&words.xml10_content()),
        Event::GeneralRef(entity) => rewriter.write_text(resolve_entity(entity)?.encode_utf8(&mut [0; 4])),
        // Anywhere else than at the beginning it declares nothing.
        Event::Decl(_) if start > 0 => Err(StepError::Syntax),
        Event::Decl(declaration) => check_encoding(declaration),
        Event::DocType(doctype) if doctype.contains('[') => {
            Err(SvgError::new(SvgErrorKind::Doctype, "<!DOCTYPE … [ … ]>").into())
        }
        Event::PI(instruction) if instruction.target().eq_ignore_ascii_case("xml-stylesheet") => {
            Err(SvgError::new(SvgErrorKind::Address, "<?xml-stylesheet?>").into())
        }
        _ => Ok(()),
    }
}

/// Checks that a declaration names no encoding but UTF-8.
fn check_encoding(declaration: &BytesDecl) -> StepResult {
    match declaration.encoding() {
        Some(Ok(encoding)) if !encoding.eq_ignore_ascii_case("utf-8") => {
            Err(SvgError::new(SvgErrorKind::Encoding, shorten_value(&encoding)).into())
        }
        Some(Err(_)) => Err(StepError::Syntax),
        _ => Ok(()),
    }
}

/// Makes the error of a text that is no XML, with the line at a byte.
fn syntax_error(text: &str, at: u64) -> SvgError {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    SvgError::new(SvgErrorKind::Syntax, line.to_string())
}

#[cfg(test)]
mod tests;
