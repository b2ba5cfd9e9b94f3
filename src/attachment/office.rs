//! Office files that are archives of XML: Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300).

use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::{MemberReader, ZipArchive};
use super::{InspectError, PrivateData};

/// Looks into a file of Word, Excel or PowerPoint.
pub(super) fn inspect_open_xml<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<PrivateData, InspectError> {
    if archive.has_member("EncryptedPackage") || archive.has_member("EncryptionInfo") {
        return Err(InspectError::Encrypted);
    }
    if !archive.has_member("[Content_Types].xml") {
        return Err(InspectError::Broken);
    }

    let mut found = PrivateData::default();
    archive
        .read_member("docProps/core.xml", |text| collect_authors(text, &["creator", "lastModifiedBy"], &mut found))?;
    for name in archive.member_names() {
        inspect_part(archive, &name, &mut found)?;
    }
    Ok(found)
}

/// Looks into one part of an Office Open XML file, if its name says that it may hold something.
fn inspect_part<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    name: &str,
    found: &mut PrivateData,
) -> Result<(), InspectError> {
    let Some((directory, file)) = name.rsplit_once('/').filter(|(_, file)| file.ends_with(".xml")) else {
        return Ok(());
    };

    match directory {
        "word" if file.starts_with("comments") && !is_about_comments(file) => {
            found.comments += archive.read_member(name, |text| count_named(text, is_comment))?.unwrap_or(0);
        }
        "word" if is_text_of_word(file) => {
            found.changes += archive.read_member(name, |text| count_named(text, is_tracked_change))?.unwrap_or(0);
        }
        "xl" if file == "workbook.xml" => {
            found.hidden_sheets +=
                archive.read_member(name, |text| count_elements(text, is_hidden_sheet))?.unwrap_or(0);
        }
        "xl" | "xl/comments" if file.starts_with("comments") => {
            found.comments += archive.read_member(name, |text| count_named(text, is_comment))?.unwrap_or(0);
        }
        "xl/revisions" if file.starts_with("revisionLog") => found.changes += 1,
        "ppt/slides" if file.starts_with("slide") => {
            found.hidden_slides += usize::from(archive.read_member(name, is_hidden_slide)?.unwrap_or(false));
        }
        "ppt/comments" => {
            found.comments += archive.read_member(name, |text| count_named(text, is_comment))?.unwrap_or(0);
        }
        "ppt/notesSlides" if file.starts_with("notesSlide") => {
            found.notes += usize::from(archive.read_member(name, has_notes)?.unwrap_or(false));
        }
        _ => {}
    }
    Ok(())
}

/// Looks into a file of LibreOffice or its kin.
pub(super) fn inspect_open_document<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<PrivateData, InspectError> {
    let encrypted = archive
        .read_member("META-INF/manifest.xml", |text| count_named(text, |element| element == "encryption-data"))?
        .unwrap_or(0);
    if encrypted > 0 {
        return Err(InspectError::Encrypted);
    }

    let mut found = PrivateData::default();
    archive.read_member("meta.xml", |text| collect_authors(text, &["initial-creator", "creator"], &mut found))?;
    let content = archive.read_member("content.xml", |text| {
        for_each_event(text, |event| {
            if let Event::Start(element) | Event::Empty(element) = event {
                found.comments += usize::from(local_name(element) == "annotation");
                found.changes += usize::from(local_name(element) == "changed-region");
            }
            ControlFlow::Continue(())
        })
    })?;
    content.map(|()| found).ok_or(InspectError::Broken)
}

/// Returns whether a part of a Word file tells only of comments: who has read them, and where they stand.
fn is_about_comments(file: &str) -> bool {
    ["commentsExtended", "commentsIds", "commentsExtensible"].iter().any(|known| file.starts_with(known))
}

/// Returns whether a part of a Word file holds text that is read.
fn is_text_of_word(file: &str) -> bool {
    ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|known| file.starts_with(known))
}

fn is_comment(element: &str) -> bool {
    matches!(element, "comment" | "threadedComment" | "cm")
}

fn is_tracked_change(element: &str) -> bool {
    matches!(element, "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel")
}

fn is_hidden_sheet(element: &BytesStart) -> bool {
    local_name(element) == "sheet"
        && matches!(attribute_value(element, "state").as_deref(), Some("hidden" | "veryHidden"))
}

/// Returns whether a slide says at its beginning that it is not shown.
fn is_hidden_slide(text: &mut MemberReader) -> Result<bool, InspectError> {
    let mut is_hidden = false;
    for_each_event(text, |event| match event {
        Event::Start(element) | Event::Empty(element) => {
            is_hidden = matches!(attribute_value(element, "show").as_deref(), Some("0" | "false"));
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    })?;
    Ok(is_hidden)
}

/// Returns whether there is a word for the speaker; the number of the slide is in a field.
fn has_notes(text: &mut MemberReader) -> Result<bool, InspectError> {
    let mut is_field = false;
    let mut is_text = false;
    let mut found = false;

    for_each_event(text, |event| {
        match event {
            Event::Start(element) if local_name(element) == "fld" => is_field = true,
            Event::End(element) if element.local_name().as_ref() == "fld" => is_field = false,
            Event::Start(element) => is_text = local_name(element) == "t",
            Event::End(_) => is_text = false,
            Event::Text(words) => found |= is_text && !is_field && !words.borrow().into_inner().trim().is_empty(),
            _ => {}
        }
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

/// Adds the texts of some elements to the authors.
fn collect_authors(text: &mut MemberReader, wanted: &[&str], found: &mut PrivateData) -> Result<(), InspectError> {
    // The text of the element that is open, if it is a wanted one.
    let mut name: Option<String> = None;

    for_each_event(text, |event| {
        match (event, &mut name) {
            (Event::Start(element), _) if wanted.contains(&local_name(element).as_str()) => name = Some(String::new()),
            (Event::Text(words), Some(name)) => name.push_str(&words.borrow().into_inner()),
            (Event::GeneralRef(reference), Some(name)) => {
                name.push(reference.resolve_char_ref().ok().flatten().unwrap_or('&'));
            }
            (Event::End(_), _) => {
                if let Some(name) = name.take() {
                    found.add_author(&name);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })
}

/// Adds the creators of the document that a piece of XMP (ISO 16684-1) names.
pub(super) fn collect_xmp_authors(xmp: &[u8], found: &mut PrivateData) {
    let mut is_creator = false;
    let mut name = String::new();
    let mut text: MemberReader = BufReader::new(Box::new(xmp));

    // Anything that is no XML names nobody.
    let _ = for_each_event(&mut text, |event| {
        match event {
            Event::Start(element) if local_name(element) == "creator" => is_creator = true,
            Event::End(element) if element.local_name().as_ref() == "creator" => is_creator = false,
            Event::Start(_) => name.clear(),
            Event::Text(words) if is_creator => name.push_str(&words.borrow().into_inner()),
            Event::End(_) if is_creator => found.add_author(&std::mem::take(&mut name)),
            _ => {}
        }
        ControlFlow::Continue(())
    });
}

/// Counts the elements with a wanted name, whatever its prefix.
fn count_named(text: &mut MemberReader, is_wanted: impl Fn(&str) -> bool) -> Result<usize, InspectError> {
    count_elements(text, |element| is_wanted(&local_name(element)))
}

fn count_elements(text: &mut MemberReader, is_wanted: impl Fn(&BytesStart) -> bool) -> Result<usize, InspectError> {
    let mut count = 0;
    for_each_event(text, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            count += usize::from(is_wanted(element));
        }
        ControlFlow::Continue(())
    })?;
    Ok(count)
}

/// Goes through XML event by event until told to stop: how deep it is does not matter, and no entity is expanded.
fn for_each_event(
    text: &mut MemberReader,
    mut each: impl FnMut(&Event) -> ControlFlow<()>,
) -> Result<(), InspectError> {
    let mut reader = Reader::from_reader(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;

    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| InspectError::Broken)?;
        if matches!(event, Event::Eof) || each(&event).is_break() {
            return Ok(());
        }
    }
}

/// Returns the name of an element without its prefix.
fn local_name(element: &BytesStart) -> String {
    element.local_name().as_ref().to_owned()
}

/// Returns the value of an attribute as it is written: no attribute that is asked for needs entities.
fn attribute_value(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut wanted = attributes.with_checks(false).flatten().filter(|attribute| attribute.key.as_ref() == name);
    wanted.next().map(|attribute| attribute.value.into_owned())
}
