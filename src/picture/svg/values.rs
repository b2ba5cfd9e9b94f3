//! Text and values of an SVG, their references resolved, and the errors of reading them.

use std::fmt;

use quick_xml::escape::EscapeError;
use quick_xml::events::BytesRef;
use quick_xml::events::attributes::Attribute;
use quick_xml::{Error, XmlVersion};

use super::super::error::{SvgError, SvgErrorKind};

/// The reason why reading cannot go on.
#[derive(Debug)]
pub(super) enum StepError {
    /// The text is no well-formed XML.
    Syntax,
    /// The picture breaks a rule.
    Refused(SvgError),
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax => f.write_str("the XML is not well-formed"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StepError {}

impl From<SvgError> for StepError {
    fn from(error: SvgError) -> Self {
        Self::Refused(error)
    }
}

/// The result of reading a piece of an SVG.
pub(super) type StepResult<T = ()> = Result<T, StepError>;

/// Returns the beginning of a value, as a message shows it.
pub(super) fn shorten_value(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Makes an error that is about an element as a whole.
pub(super) fn element_error(kind: SvgErrorKind, name: &str) -> SvgError {
    SvgError::new(kind, format!("<{}>", shorten_value(name)))
}

/// Refuses control characters and noncharacters. Some end a word for one program and not for another.
pub(super) fn check_characters(text: &str) -> Result<(), SvgError> {
    match text.chars().find(|c| !crate::character::is_text_char(*c)) {
        Some(c) => Err(SvgError::new(SvgErrorKind::Character, format!("U+{:04X}", u32::from(c)))),
        None => Ok(()),
    }
}

/// Returns the character that a reference stands for.
pub(super) fn resolve_entity(entity: &BytesRef) -> StepResult<char> {
    let c = match &**entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        name => match entity.resolve_char_ref() {
            Ok(Some(c)) => c,
            Ok(None) => return Err(unknown_entity(name)),
            Err(_) => return Err(StepError::Syntax),
        },
    };
    check_characters(c.encode_utf8(&mut [0; 4]))?;
    Ok(c)
}

/// Returns the value of an attribute, its references resolved.
pub(super) fn attribute_value(attribute: &Attribute) -> StepResult<String> {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => {
            check_characters(&value)?;
            Ok(value.into_owned())
        }
        Err(Error::Escape(EscapeError::UnrecognizedEntity(_, name))) => Err(unknown_entity(&name)),
        Err(_) => Err(StepError::Syntax),
    }
}

fn unknown_entity(name: &str) -> StepError {
    SvgError::new(SvgErrorKind::Doctype, shorten_value(&format!("&{name};"))).into()
}
