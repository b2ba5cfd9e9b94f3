//! XML documents in memory.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

pub(super) type XmlWriter = Writer<Vec<u8>>;

/// Writes a document with an XML declaration. Writing into memory does not fail.
pub(super) fn xml_document(write_body: impl FnOnce(&mut XmlWriter) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    let declared = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let written = declared.and_then(|()| write_body(&mut xml));
    debug_assert!(written.is_ok());

    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Writes `<name>text</name>`.
pub(super) fn write_text_element(xml: &mut XmlWriter, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}
