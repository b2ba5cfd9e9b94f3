//! Small files of every kind, made here: private data in them are found, and faults are told.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

use super::*;

const CORE: &str = "<cp:coreProperties><dc:creator>张三 &#38; 李四</dc:creator><cp:lastModifiedBy>王五</cp:lastModifiedBy>\
                    </cp:coreProperties>";

fn deflate_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Makes an archive with these members, every other one packed.
fn zip_archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (n, (name, text)) in members.iter().enumerate() {
        let (method, data) = if n % 2 == 0 { (8_u16, deflate_bytes(text)) } else { (0, text.to_vec()) };
        let offset = file.len() as u32;
        let sizes = [[0; 4], (data.len() as u32).to_le_bytes(), (text.len() as u32).to_le_bytes()].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        let method = method.to_le_bytes();
        file.extend([&b"PK\x03\x04\x14\0\0\0"[..], &method, &[0; 4], &sizes, &name_length, &[0; 2]].concat());
        file.extend([name.as_bytes(), &data].concat());
        let head = [&b"PK\x01\x02\x14\0\x14\0\0\0"[..], &method, &[0; 4], &sizes, &name_length, &[0; 12]].concat();
        directory.extend([&head[..], &offset.to_le_bytes(), name.as_bytes()].concat());
    }

    let start = file.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    let size = (directory.len() as u32).to_le_bytes();
    file.extend(directory);
    file.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &start.to_le_bytes(), &[0; 2]].concat());
    file
}

fn office_file(members: &[(&str, &str)]) -> Vec<u8> {
    let types = [("[Content_Types].xml", &b"<Types/>"[..])];
    let members = members.iter().map(|(name, text)| (*name, text.as_bytes()));
    zip_archive(&types.into_iter().chain(members).collect::<Vec<_>>())
}

fn inspect_bytes(path: &str, bytes: &[u8]) -> Result<PrivateData, InspectError> {
    inspect_file(path, Cursor::new(bytes), bytes.len() as u64)
}

#[test]
fn authors_comments_and_changes_of_word() {
    let bytes = office_file(&[
        ("docProps/core.xml", CORE),
        ("word/document.xml", "<w:body><w:ins w:author='x'><w:r/></w:ins><w:del/><w:moveFrom/><w:insideH/></w:body>"),
        ("word/header1.xml", "<w:hdr><w:p><w:rPr><w:ins/></w:rPr></w:p></w:hdr>"),
        ("word/comments.xml", "<w:comments><w:comment w:id='0'/><w:comment w:id='1'></w:comment></w:comments>"),
        ("word/commentsExtended.xml", "<w15:commentsEx><w15:commentEx/></w15:commentsEx>"),
        ("word/styles.xml", "<w:styles><w:del/></w:styles>"),
    ]);
    let authors = vec!["张三 & 李四".to_owned(), "王五".to_owned()];
    let wanted = PrivateData { authors, comments: 2, changes: 4, ..PrivateData::default() };
    assert_eq!(inspect_bytes("a/通知.DOCX", &bytes), Ok(wanted));
}

#[test]
fn hidden_sheets_and_comments_of_excel() {
    let bytes = office_file(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='a'/><sheet state='hidden'/><sheet state=\"veryHidden\"/></sheets></workbook>",
        ),
        (
            "xl/comments1.xml",
            "<comments><authors><author>x</author></authors><commentList><comment ref='A1'/></commentList></comments>",
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><comment/></worksheet>"),
    ]);
    assert_eq!(
        inspect_bytes("a.xlsx", &bytes),
        Ok(PrivateData { comments: 1, hidden_sheets: 2, ..PrivateData::default() })
    );
}

/// Makes the notes of a slide, with its number in a field.
fn slide_notes(words: &str) -> String {
    format!("<p:notes><a:p><a:r><a:t>{words}</a:t></a:r><a:fld type='slidenum'><a:t>3</a:t></a:fld></a:p></p:notes>")
}

#[test]
fn hidden_slides_and_notes_of_powerpoint() {
    let bytes = office_file(&[
        ("ppt/slides/slide1.xml", "<p:sld xmlns:p='x'><p:cSld show='0'/></p:sld>"),
        ("ppt/slides/slide2.xml", "<?xml version='1.0'?><p:sld show=\"0\"></p:sld>"),
        ("ppt/notesSlides/notesSlide1.xml", &slide_notes("别念这句")),
        ("ppt/notesSlides/notesSlide2.xml", &slide_notes(" ")),
        ("ppt/comments/modernComment_1.xml", "<p188:cmLst><p188:cm/></p188:cmLst>"),
    ]);
    let wanted = PrivateData { comments: 1, hidden_slides: 1, notes: 1, ..PrivateData::default() };
    assert_eq!(inspect_bytes("a.pptx", &bytes), Ok(wanted));
}

#[test]
fn authors_comments_and_changes_of_open_document() {
    let bytes = zip_archive(&[
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("meta.xml", "<office:meta><meta:initial-creator>甲</meta:initial-creator><dc:creator>乙</dc:creator></office:meta>".as_bytes()),
        ("content.xml", b"<office:text><text:tracked-changes><text:changed-region/></text:tracked-changes><office:annotation/></office:text>"),
    ]);
    let wanted = PrivateData {
        authors: vec!["甲".to_owned(), "乙".to_owned()],
        comments: 1,
        changes: 1,
        ..PrivateData::default()
    };
    assert_eq!(inspect_bytes("a.odt", &bytes), Ok(wanted));
    let encrypted =
        zip_archive(&[("META-INF/manifest.xml", b"<a:m><a:encryption-data/></a:m>"), ("content.xml", b"x")]);
    assert_eq!(inspect_bytes("a.ods", &encrypted), Err(InspectError::Encrypted));
}

#[test]
fn a_clean_file_is_said_nothing_of() {
    let bytes =
        office_file(&[("docProps/core.xml", "<a><dc:creator> </dc:creator></a>"), ("word/document.xml", "<w:body/>")]);
    assert!(inspect_bytes("a.docx", &bytes).unwrap().is_empty());
    assert!(inspect_bytes("a.zip", b"x").unwrap().is_empty());
    assert!(inspect_bytes("a.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj").unwrap().is_empty());
}

fn zlib_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn pdf_file(parts: &[&[u8]]) -> Vec<u8> {
    [&[&b"%PDF-1.7\n%\xE2\xE3\n"[..]], parts, &[&b"\ntrailer<</Root 1 0 R>>\n%%EOF"[..]]].concat().concat()
}

fn pdf_stream(entries: &str, data: &[u8]) -> Vec<u8> {
    [format!("9 0 obj<<{entries}/Length {}>>stream\r\n", data.len()).as_bytes(), data, b"\nendstream endobj "].concat()
}

#[test]
fn authors_of_pdf_in_every_coding() {
    for (written, name) in [
        (&b"(Zhang \\(San\\))"[..], "Zhang (San)"),
        (b"<FEFF 5F20 4E09>", "张三"),
        (b"(\xFE\xFF\x5F\x20\x4E\x09)", "张三"),
        ("(\u{FEFF}张三)".as_bytes(), "张三"),
        (b"(\\132hang)", "Zhang"),
    ] {
        let title: &[u8] = b"1 0 obj<</Title(a \\) /Author \\(no\\))/Auth#6fr ";
        let bytes = pdf_file(&[title, written, b"/Pages 2 0 R>>endobj"]);
        assert_eq!(inspect_bytes("a.pdf", &bytes).unwrap().authors, [name], "{written:?}");
    }
}

#[test]
fn authors_remarks_and_files_of_pdf() {
    let objects = b"5 0 6 40 <</Type/Annot/Subtype/Highlight/Rect[0 0 1 1]/T(x)>> <</Type/Filespec/EF<</F 7 0 R>>>>";
    let xmp = "<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>李四</rdf:li></rdf:Seq></dc:creator><dc:title>题</dc:title></x:xmpmeta>";
    let bytes = pdf_file(&[
        &pdf_stream("/Type/ObjStm/Filter[/FlateDecode]/N 2/First 9", &zlib_bytes(objects)),
        &pdf_stream("/Type/Metadata/Subtype/XML", xmp.as_bytes()),
        &pdf_stream("", b"<</Author(inside of a picture)/Subtype/Text/Rect[]>>"),
        b"2 0 obj<</Subtype/Text/Rect [1 2 3 4]/Popup 3 0 R>>endobj 3 0 obj<</Subtype/Popup/Rect[]>>endobj \
          4 0 obj<</Subtype/Link/Rect[]/A<</S/URI/URI(https://x)>>>>endobj 5 0 obj<</Subtype/Widget/Rect[]>>endobj",
    ]);
    let wanted = PrivateData { authors: vec!["李四".to_owned()], comments: 2, files: 1, ..PrivateData::default() };
    assert_eq!(inspect_bytes("a.pdf", &bytes), Ok(wanted));
    assert_eq!(inspect_bytes("a.pdf", &pdf_file(&[b"trailer<</Encrypt 3 0 R>>"])), Err(InspectError::Encrypted));
}

#[test]
fn what_unfolds_into_much_or_is_damaged_is_said_and_ends() {
    let much = vec![b' '; UNPACKED_LIMIT as usize + 1];
    let bomb = office_file(&[("a", ""), ("word/document.xml", "")]);
    assert!(inspect_bytes("a.docx", &bomb).is_ok());
    let bomb = zip_archive(&[("word/document.xml", &much), ("[Content_Types].xml", b"")]);
    assert_eq!(inspect_bytes("a.docx", &bomb), Err(InspectError::TooLarge));
    let bomb = pdf_file(&[&pdf_stream("/Type/ObjStm/Filter/FlateDecode", &zlib_bytes(&much))]);
    assert_eq!(inspect_bytes("a.pdf", &bomb), Err(InspectError::TooLarge));

    let deep = "<w:p>".repeat(1_000_000);
    assert!(inspect_bytes("a.docx", &office_file(&[("word/document.xml", &deep)])).unwrap().is_empty());
    let deep = [b"<<".repeat(1_000_000), b"[".repeat(1_000_000), b"(".repeat(1_000_000)].concat();
    assert!(inspect_bytes("a.pdf", &pdf_file(&[&deep])).is_ok());

    let whole = office_file(&[("docProps/core.xml", CORE), ("word/document.xml", "<w:body/>")]);
    for end in 0..whole.len() {
        let _ = inspect_bytes("a.docx", &whole[..end]);
        let mut damaged = whole.clone();
        damaged[end] ^= 0xFF;
        let _ = inspect_bytes("a.docx", &damaged);
    }
    assert_eq!(inspect_bytes("a.docx", b""), Err(InspectError::Broken));
    assert_eq!(inspect_bytes("a.docx", b"PK\x03\x04 cut off"), Err(InspectError::Broken));
    assert_eq!(inspect_bytes("a.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 more"), Err(InspectError::OldFormat));
    assert_eq!(inspect_bytes("a.pdf", b"<html>"), Err(InspectError::Broken));
}
