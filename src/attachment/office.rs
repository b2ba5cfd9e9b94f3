//! Office files that are archives of XML: Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300).

use std::io::{Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::{Archive, Text};
use super::{Private, Unread};

/// What is done with the elements of a member.
enum Next {
    Continue,
    /// The rest says nothing more.
    Stop,
}

/// Looks into a file of Word, Excel or PowerPoint.
pub(super) fn open_xml<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Private, Unread> {
    if archive.has("EncryptedPackage") || archive.has("EncryptionInfo") {
        return Err(Unread::Encrypted);
    }
    if !archive.has("[Content_Types].xml") {
        return Err(Unread::Broken);
    }
    let mut found = Private::default();
    archive.read("docProps/core.xml", |text| authors(text, &["creator", "lastModifiedBy"], &mut found))?;

    for name in archive.names() {
        let Some((directory, file)) = name.rsplit_once('/').filter(|(_, file)| file.ends_with(".xml")) else {
            continue;
        };
        let is_comment = |local: &str| matches!(local, "comment" | "threadedComment" | "cm");
        match directory {
            "word" if file.starts_with("comments") && !is_about_comments(file) => {
                let count = archive.read(&name, |text| count(text, is_comment))?;
                found.comments += count.unwrap_or(0);
            }
            "word" if is_text_of_word(file) => {
                let count = archive.read(&name, |text| count(text, is_tracked_change))?;
                found.changes += count.unwrap_or(0);
            }
            "xl" if file == "workbook.xml" => {
                let is_hidden = |element: &BytesStart| {
                    name_of(element) == "sheet"
                        && matches!(attribute(element, "state").as_deref(), Some("hidden" | "veryHidden"))
                };
                let count = archive.read(&name, |text| count_elements(text, is_hidden))?;
                found.hidden_sheets += count.unwrap_or(0);
            }
            "xl" | "xl/comments" if file.starts_with("comments") => {
                let count = archive.read(&name, |text| count(text, is_comment))?;
                found.comments += count.unwrap_or(0);
            }
            "xl/revisions" if file.starts_with("revisionLog") => found.changes += 1,
            "ppt/slides" if file.starts_with("slide") => {
                found.hidden_slides += usize::from(archive.read(&name, is_hidden_slide)?.unwrap_or(false));
            }
            "ppt/comments" => {
                let count = archive.read(&name, |text| count(text, is_comment))?;
                found.comments += count.unwrap_or(0);
            }
            "ppt/notesSlides" if file.starts_with("notesSlide") => {
                found.notes += usize::from(archive.read(&name, has_notes)?.unwrap_or(false));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Looks into a file of LibreOffice or its kin.
pub(super) fn open_document<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Private, Unread> {
    let is_encrypted = |text: &mut Text| Ok(count(text, |local| local == "encryption-data")? > 0);
    if archive.read("META-INF/manifest.xml", is_encrypted)?.unwrap_or(false) {
        return Err(Unread::Encrypted);
    }
    let mut found = Private::default();
    archive.read("meta.xml", |text| authors(text, &["initial-creator", "creator"], &mut found))?;
    let content = archive.read("content.xml", |text| {
        elements(text, |event| {
            if let Event::Start(element) | Event::Empty(element) = event {
                found.comments += usize::from(name_of(element) == "annotation");
                found.changes += usize::from(name_of(element) == "changed-region");
            }
            Next::Continue
        })
    })?;
    content.map(|()| found).ok_or(Unread::Broken)
}

/// Whether a part of a Word file tells only of comments: who has read them, and where they stand.
fn is_about_comments(file: &str) -> bool {
    ["commentsExtended", "commentsIds", "commentsExtensible"].iter().any(|known| file.starts_with(known))
}

/// Whether a part of a Word file holds text that is read.
fn is_text_of_word(file: &str) -> bool {
    ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|known| file.starts_with(known))
}

fn is_tracked_change(local: &str) -> bool {
    matches!(local, "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel")
}

/// Whether a slide says at its beginning that it is not shown.
fn is_hidden_slide(text: &mut Text) -> Result<bool, Unread> {
    let mut is_hidden = false;
    elements(text, |event| match event {
        Event::Start(element) | Event::Empty(element) => {
            is_hidden = matches!(attribute(element, "show").as_deref(), Some("0" | "false"));
            Next::Stop
        }
        _ => Next::Continue,
    })?;
    Ok(is_hidden)
}

/// Whether there is a word for the speaker; the number of the slide is in a field.
fn has_notes(text: &mut Text) -> Result<bool, Unread> {
    let mut is_field = false;
    let mut is_text = false;
    let mut found = false;
    elements(text, |event| {
        match event {
            Event::Start(element) if name_of(element) == "fld" => is_field = true,
            Event::End(element) if element.local_name().as_ref() == "fld" => is_field = false,
            Event::Start(element) => is_text = name_of(element) == "t",
            Event::End(_) => is_text = false,
            Event::Text(words) => found |= is_text && !is_field && !words.borrow().into_inner().trim().is_empty(),
            _ => {}
        }
        if found { Next::Stop } else { Next::Continue }
    })?;
    Ok(found)
}

/// Adds the texts of some elements to the authors.
fn authors(text: &mut Text, wanted: &[&str], found: &mut Private) -> Result<(), Unread> {
    let mut name: Option<String> = None;
    elements(text, |event| {
        match event {
            Event::Start(element) if wanted.contains(&name_of(element).as_str()) => name = Some(String::new()),
            Event::Text(words) => {
                if let Some(name) = &mut name {
                    name.push_str(&words.borrow().into_inner());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(name) = &mut name {
                    name.push(reference.resolve_char_ref().ok().flatten().unwrap_or('&'));
                }
            }
            Event::End(_) => {
                if let Some(name) = name.take() {
                    found.add_author(&name);
                }
            }
            _ => {}
        }
        Next::Continue
    })
}

/// Adds who a piece of XMP (ISO 16684-1) names as the document's creators.
pub(super) fn xmp_authors(xmp: &[u8], found: &mut Private) {
    let mut is_creator = false;
    let mut name = String::new();
    let mut text: Text = std::io::BufReader::new(Box::new(xmp));
    // What is no XML names nobody.
    let _ = elements(&mut text, |event| {
        match event {
            Event::Start(element) if name_of(element) == "creator" => is_creator = true,
            Event::End(element) if element.local_name().as_ref() == "creator" => is_creator = false,
            Event::Start(_) => name.clear(),
            Event::Text(words) if is_creator => name.push_str(&words.borrow().into_inner()),
            Event::End(_) if is_creator => found.add_author(&std::mem::take(&mut name)),
            _ => {}
        }
        Next::Continue
    });
}

fn count(text: &mut Text, is_wanted: impl Fn(&str) -> bool) -> Result<usize, Unread> {
    count_elements(text, |element| is_wanted(&name_of(element)))
}

fn count_elements(text: &mut Text, is_wanted: impl Fn(&BytesStart) -> bool) -> Result<usize, Unread> {
    let mut count = 0;
    elements(text, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            count += usize::from(is_wanted(element));
        }
        Next::Continue
    })?;
    Ok(count)
}

/// Goes through XML event by event: how deep it is does not matter, and no entity is expanded.
fn elements(text: &mut Text, mut each: impl FnMut(&Event) -> Next) -> Result<(), Unread> {
    let mut reader = Reader::from_reader(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => {
                if matches!(each(&event), Next::Stop) {
                    return Ok(());
                }
            }
            Err(_) => return Err(Unread::Broken),
        }
    }
}

fn name_of(element: &BytesStart) -> String {
    element.local_name().as_ref().to_owned()
}

/// The value of an attribute without a prefix; what is asked for needs no entities.
fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut wanted = attributes.with_checks(false).flatten().filter(|attribute| attribute.key.as_ref() == name);
    wanted.next().map(|attribute| attribute.value.into_owned())
}
