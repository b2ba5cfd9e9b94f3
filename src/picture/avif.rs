//! AVIF: a tree of boxes (ISO/IEC 14496-12, 23008-12). Other boxes are found by their place in the file, so nothing is
//! moved: what is private is overwritten with zeros, and what it was called becomes `free`, which readers pass over.
//!
//! What stays is a list: boxes and properties that make the picture, and of the data what an item of a picture refers to.

use std::collections::HashSet;
use std::ops::Range;

use super::error::PictureFileError;

/// A box of the file.
#[derive(Clone, Debug)]
struct IsoBox {
    /// Its type, four letters.
    name: [u8; 4],
    /// Where its length stands, before its name.
    start: usize,
    /// Where its content stands.
    content: Range<usize>,
}

/// Boxes of a file. `moov` is there in an AVIF that moves.
const FILE_BOXES: [&[u8; 4]; 4] = [b"ftyp", b"meta", b"mdat", b"moov"];

/// Boxes of `meta`, but for `iinf` and `iprp`, in which there is more.
const META_BOXES: [&[u8; 4]; 10] =
    [b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"dinf", b"grpl", b"free"];

/// Properties: size, codec, colour, transparency, layers, which way is up.
const KEPT_PROPERTIES: [&[u8; 4]; 18] = [
    b"ispe", b"pixi", b"av1C", b"colr", b"auxC", b"irot", b"imir", b"clap", b"pasp", b"clli", b"mdcv", b"cclv",
    b"amve", b"a1op", b"a1lx", b"lsel", b"iscl", b"tmap",
];

/// Items that make a picture: coded, put together of others, or with a map of brightness.
const PICTURE_ITEMS: [&[u8; 4]; 5] = [b"av01", b"grid", b"iovl", b"iden", b"tmap"];

/// Returns an AVIF without private data, up to the end of its last box that is kept.
///
/// # Errors
/// If it does not reach its end, or is put together in a way in which private data cannot be told from the picture.
pub(super) fn clean_avif(bytes: &[u8]) -> Result<Vec<u8>, PictureFileError> {
    let mut boxes = boxes_of_file(bytes).ok_or(PictureFileError::Broken)?;
    let kept = boxes.iter().filter(|it| FILE_BOXES.contains(&&it.name));
    let end = kept.map(|it| it.content.end).max().unwrap_or_default();
    boxes.retain(|it| it.content.end <= end);
    let mut out = bytes[..end].to_vec();
    for other in boxes.iter().filter(|it| !FILE_BOXES.contains(&&it.name)) {
        blank_box(&mut out, other);
    }

    let is_animated = boxes.iter().any(|it| it.name == *b"moov");
    let data = match boxes.iter().find(|it| it.name == *b"meta") {
        Some(meta) => clean_meta(bytes, meta, &mut out).ok_or(PictureFileError::Private)?,
        None if is_animated => ItemData::default(),
        None => return Err(PictureFileError::Broken),
    };

    for it in &boxes {
        match &it.name {
            // Which of the data are frames of a film is said by its own tables.
            b"mdat" if is_animated => {
                data.private.iter().for_each(|private| blank_overlap(&mut out, &it.content, private));
            }
            b"mdat" => blank_others(&mut out, it.content.clone(), &data.shown),
            b"moov" => clean_moov(bytes, it.content.clone(), &mut out, 0).ok_or(PictureFileError::Private)?,
            _ => {}
        }
    }
    if is_animated && super::exif::has_private_marks(&out) { Err(PictureFileError::Private) } else { Ok(out) }
}

/// Where in the file the data of items stand.
#[derive(Default)]
struct ItemData {
    /// Of those that make the picture.
    shown: Vec<Range<usize>>,
    /// Of the others.
    private: Vec<Range<usize>>,
}

/// Reads the boxes of a file; `None` if it does not reach the end of one that is kept. Whatever was hung on behind the
/// picture need not be one.
fn boxes_of_file(bytes: &[u8]) -> Option<Vec<IsoBox>> {
    let mut boxes: Vec<IsoBox> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let Some(next) = read_box(bytes, at, bytes.len()) else {
            let is_whole = boxes.iter().any(|it| it.name == *b"mdat");
            let is_cut_off = bytes.get(at + 4..at + 8).is_some_and(|name| FILE_BOXES.iter().any(|kept| name == *kept));
            return (is_whole && !is_cut_off).then_some(boxes);
        };
        at = next.content.end;
        boxes.push(next);
    }
    Some(boxes)
}

/// Reads the boxes that stand side by side in a range; `None` if one reaches beyond it.
fn read_boxes(bytes: &[u8], range: Range<usize>) -> Option<Vec<IsoBox>> {
    let mut boxes = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let next = read_box(bytes, at, range.end)?;
        at = next.content.end;
        boxes.push(next);
    }
    Some(boxes)
}

/// Reads the box at a place, if it ends before `limit`.
fn read_box(bytes: &[u8], at: usize, limit: usize) -> Option<IsoBox> {
    let name: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
    let (head, length) = match read_uint(bytes, at, 4)? {
        // To the end.
        0 => (8, limit - at),
        1 => (16, usize::try_from(read_uint(bytes, at + 8, 8)?).ok()?),
        length => (8, usize::try_from(length).ok()?),
    };

    let end = at.checked_add(length).filter(|end| length >= head && *end <= limit)?;
    Some(IsoBox { name, start: at, content: at + head..end })
}

/// Reads a big-endian number of `size` bytes.
fn read_uint(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(size)?)?;
    Some(digits.iter().fold(0, |number, digit| number << 8 | u64::from(*digit)))
}

/// Makes a box one that readers pass over.
fn blank_box(out: &mut [u8], part: &IsoBox) {
    out[part.start + 4..part.start + 8].copy_from_slice(b"free");
    out[part.content.clone()].fill(0);
}

/// Overwrites the part of a range that lies in another.
fn blank_overlap(out: &mut [u8], within: &Range<usize>, private: &Range<usize>) {
    let range = private.start.max(within.start)..private.end.min(within.end);
    if !range.is_empty() {
        out[range].fill(0);
    }
}

/// Overwrites the parts of a range that lie in none of the kept ones.
fn blank_others(out: &mut [u8], range: Range<usize>, kept: &[Range<usize>]) {
    let mut kept: Vec<&Range<usize>> = kept.iter().filter(|k| k.start < range.end && k.end > range.start).collect();
    kept.sort_by_key(|range| range.start);

    let mut at = range.start;
    for next in kept {
        if next.start > at {
            out[at..next.start].fill(0);
        }
        at = at.max(next.end);
    }
    if at < range.end {
        out[at..range.end].fill(0);
    }
}

/// Cleans the box that says what the items are. Returns where their data stand; `None` if that cannot be told.
fn clean_meta(bytes: &[u8], meta: &IsoBox, out: &mut [u8]) -> Option<ItemData> {
    // Behind version and flags.
    let boxes = read_boxes(bytes, meta.content.start + 4..meta.content.end)?;
    for it in &boxes {
        match &it.name {
            b"iprp" => clean_properties(bytes, it, out)?,
            // Behind the kind there is a name, which programs put there.
            b"hdlr" => out.get_mut(it.content.start + 24..it.content.end)?.fill(0),
            name if META_BOXES.contains(&name) => {}
            _ => blank_box(out, it),
        }
    }

    let shown = clean_items(bytes, find_box(&boxes, b"iinf")?, out)?;
    let idat = find_box(&boxes, b"idat").map(|it| it.content.clone());
    let data = item_locations(bytes, find_box(&boxes, b"iloc")?, &shown, idat.clone())?;
    if let Some(idat) = idat {
        blank_others(out, idat, &data.shown);
    }
    Some(data)
}

fn find_box<'b>(boxes: &'b [IsoBox], name: &[u8; 4]) -> Option<&'b IsoBox> {
    boxes.iter().find(|it| it.name == *name)
}

/// Blanks properties that are not on the list; their numbers stay.
fn clean_properties(bytes: &[u8], iprp: &IsoBox, out: &mut [u8]) -> Option<()> {
    for it in read_boxes(bytes, iprp.content.clone())? {
        match &it.name {
            b"ipco" => {
                let properties = read_boxes(bytes, it.content.clone())?;
                properties.iter().filter(|it| !KEPT_PROPERTIES.contains(&&it.name)).for_each(|it| blank_box(out, it));
            }
            b"ipma" => {}
            _ => blank_box(out, &it),
        }
    }
    Some(())
}

/// Blanks the names of items, and the kinds of those that make no picture. Returns the numbers of the others.
fn clean_items(bytes: &[u8], iinf: &IsoBox, out: &mut [u8]) -> Option<HashSet<u64>> {
    let version = *bytes.get(iinf.content.start)?;
    let entries = iinf.content.start + if version == 0 { 6 } else { 8 };

    let mut shown = HashSet::new();
    for entry in read_boxes(bytes, entries..iinf.content.end)? {
        let number_size = match *bytes.get(entry.content.start)? {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        let number = entry.content.start + 4;
        let kind = number + number_size + 2;
        let name: [u8; 4] = bytes.get(kind..kind + 4)?.try_into().ok()?;
        if PICTURE_ITEMS.contains(&&name) {
            shown.insert(read_uint(bytes, number, number_size)?);
        } else {
            out[kind..kind + 4].copy_from_slice(b"free");
        }
        out.get_mut(kind + 4..entry.content.end)?.fill(0);
    }
    Some(shown)
}

/// A table of numbers that is read from its beginning.
struct UintReader<'b> {
    bytes: &'b [u8],
    at: usize,
    end: usize,
}

impl UintReader<'_> {
    /// Reads the next number of `size` bytes; `None` if it does not end within the table.
    fn next_uint(&mut self, size: usize) -> Option<u64> {
        let value = read_uint(self.bytes, self.at, size);
        self.at += size;
        value.filter(|_| self.at <= self.end)
    }
}

/// Reads where the data of items stand in the file (`iloc`).
fn item_locations(bytes: &[u8], iloc: &IsoBox, shown: &HashSet<u64>, idat: Option<Range<usize>>) -> Option<ItemData> {
    let start = iloc.content.start;
    let version = *bytes.get(start)?;
    let sizes = LocationSizes::from_bits(read_uint(bytes, start + 4, 2)?, version);
    let mut table = UintReader { bytes, at: start + 6, end: iloc.content.end };

    let mut data = ItemData::default();
    for _ in 0..table.next_uint(sizes.number)? {
        let item = table.next_uint(sizes.number)?;
        let method = if version == 0 { 0 } else { table.next_uint(2)? & 15 };
        let file = table.next_uint(2)?;
        let base = table.next_uint(sizes.base)?;
        // Offsets count from the beginning of the file or of `idat`.
        let whole = match (method, &idat) {
            (0, _) => Some(0..bytes.len()),
            (1, Some(idat)) => Some(idat.clone()),
            _ => None,
        };
        for _ in 0..table.next_uint(2)? {
            table.next_uint(sizes.index)?;
            let offset = base.checked_add(table.next_uint(sizes.offset)?)?;
            let length = table.next_uint(sizes.length)?;
            let whole = whole.as_ref().filter(|_| file == THIS_FILE)?;
            let extent = place_extent(whole, offset, length)?;
            let known = if shown.contains(&item) { &mut data.shown } else { &mut data.private };
            known.push(extent);
        }
    }
    Some(data)
}

/// The reference of an item to data in its own file.
const THIS_FILE: u64 = 0;

/// Returns where an extent stands in the file; `None` if it reaches beyond the range that it counts from.
fn place_extent(whole: &Range<usize>, offset: u64, length: u64) -> Option<Range<usize>> {
    let from = usize::try_from(offset).ok()?.checked_add(whole.start)?;
    // No length means to the end.
    let to = if length == 0 { whole.end } else { from.checked_add(usize::try_from(length).ok()?)? };
    (to <= whole.end && from <= to).then_some(from..to)
}

/// The bytes that each number of a location takes.
struct LocationSizes {
    /// Of an item's number and of their count.
    number: usize,
    offset: usize,
    length: usize,
    base: usize,
    /// Of an extent's number, which version 0 has not.
    index: usize,
}

impl LocationSizes {
    fn from_bits(bits: u64, version: u8) -> Self {
        Self {
            number: if version == 2 { 4 } else { 2 },
            offset: nibble(bits, 12),
            length: nibble(bits, 8),
            base: nibble(bits, 4),
            index: if version > 0 { nibble(bits, 0) } else { 0 },
        }
    }
}

/// Returns four bits of a number.
fn nibble(bits: u64, shift: u32) -> usize {
    (bits >> shift & 15) as usize
}

/// The greatest depth of the boxes that a film is made of.
const MAX_BOX_DEPTH: usize = 8;

/// Blanks all that a film may say of itself.
fn clean_moov(bytes: &[u8], range: Range<usize>, out: &mut [u8], depth: usize) -> Option<()> {
    if depth > MAX_BOX_DEPTH {
        return None;
    }

    for it in read_boxes(bytes, range)? {
        match &it.name {
            b"udta" | b"meta" | b"uuid" | b"free" | b"skip" => blank_box(out, &it),
            b"trak" | b"mdia" | b"minf" | b"stbl" | b"edts" => {
                clean_moov(bytes, it.content.clone(), out, depth + 1)?;
            }
            b"hdlr" => out.get_mut(it.content.start + 24..it.content.end)?.fill(0),
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests;
