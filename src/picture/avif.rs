//! AVIF: a tree of boxes (ISO/IEC 14496-12, 23008-12). Other boxes are found by their place in the file, so nothing is
//! moved: what is private is overwritten with zeros, and what it was called becomes `free`, which readers pass over.
//!
//! What stays is a list: boxes and properties that make the picture, and of the data what an item of a picture refers to.

use std::collections::HashSet;
use std::ops::Range;

use super::Fault;

/// A box: what it is called, where it begins, and where its content stands.
#[derive(Clone, Debug)]
struct Part {
    name: [u8; 4],
    start: usize,
    content: Range<usize>,
}

/// Boxes of a file. `moov` is there in an AVIF that moves.
const OF_FILE: [&[u8; 4]; 4] = [b"ftyp", b"meta", b"mdat", b"moov"];

/// Boxes of `meta`, but for `iinf` and `iprp`, in which there is more.
const OF_META: [&[u8; 4]; 10] =
    [b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"dinf", b"grpl", b"free"];

/// Properties: size, codec, colour, transparency, layers, which way is up.
const PROPERTIES: [&[u8; 4]; 18] = [
    b"ispe", b"pixi", b"av1C", b"colr", b"auxC", b"irot", b"imir", b"clap", b"pasp", b"clli", b"mdcv", b"cclv",
    b"amve", b"a1op", b"a1lx", b"lsel", b"iscl", b"tmap",
];

/// Items that make a picture: coded, put together of others, or with a map of brightness.
const ITEMS: [&[u8; 4]; 5] = [b"av01", b"grid", b"iovl", b"iden", b"tmap"];

/// An AVIF without private data, up to the end of its last box that is kept.
///
/// # Errors
/// If it does not reach its end, or is put together in a way in which private data cannot be told from the picture.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let parts = parts_of_file(bytes).ok_or(Fault::Broken)?;
    let mut out = bytes.to_vec();
    let kept = parts.iter().filter(|part| OF_FILE.contains(&&part.name));
    out.truncate(kept.map(|part| part.content.end).max().unwrap_or_default());
    let parts: Vec<Part> = parts.into_iter().filter(|part| part.content.end <= out.len()).collect();
    let meta = parts.iter().find(|part| part.name == *b"meta");
    let moves = parts.iter().any(|part| part.name == *b"moov");
    for part in parts.iter().filter(|part| !OF_FILE.contains(&&part.name)) {
        blank(&mut out, part);
    }

    let data = match meta {
        Some(meta) => clean_meta(bytes, meta, &mut out).ok_or(Fault::Private)?,
        None if moves => Data::default(),
        None => return Err(Fault::Broken),
    };
    for part in &parts {
        match &part.name {
            // Which of the data are frames of a film is said by its own tables.
            b"mdat" if moves => data.private.iter().for_each(|private| blank_part(&mut out, &part.content, private)),
            b"mdat" => blank_others(&mut out, part.content.clone(), &data.shown),
            b"moov" => clean_moov(bytes, part.content.clone(), &mut out, 0).ok_or(Fault::Private)?,
            _ => {}
        }
    }
    if moves && super::exif::is_in(&out) { Err(Fault::Private) } else { Ok(out) }
}

/// Where in the file the data of items stand.
#[derive(Default)]
struct Data {
    /// Of those that make the picture.
    shown: Vec<Range<usize>>,
    /// Of the others.
    private: Vec<Range<usize>>,
}

/// The boxes of a file; `None` if it does not reach the end of one that is kept. Whatever was hung on behind the picture
/// need not be one.
fn parts_of_file(bytes: &[u8]) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let Some(part) = part(bytes, at, bytes.len()) else {
            let is_whole = parts.iter().any(|part| part.name == *b"mdat");
            let is_cut_off = bytes.get(at + 4..at + 8).is_some_and(|name| OF_FILE.iter().any(|kept| name == *kept));
            return (is_whole && !is_cut_off).then_some(parts);
        };
        at = part.content.end;
        parts.push(part);
    }
    Some(parts)
}

/// The boxes that stand side by side in a range; `None` if one reaches beyond it.
fn parts(bytes: &[u8], range: Range<usize>) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let part = part(bytes, at, range.end)?;
        at = part.content.end;
        parts.push(part);
    }
    Some(parts)
}

/// The box at a place, if it ends before `limit`.
fn part(bytes: &[u8], at: usize, limit: usize) -> Option<Part> {
    let name: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
    let (head, length) = match number(bytes, at, 4)? {
        // To the end.
        0 => (8, limit - at),
        1 => (16, usize::try_from(number(bytes, at + 8, 8)?).ok()?),
        length => (8, usize::try_from(length).ok()?),
    };
    let end = at.checked_add(length).filter(|end| length >= head && *end <= limit)?;
    Some(Part { name, start: at, content: at + head..end })
}

/// A big-endian number of so many bytes.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(size)?)?;
    Some(digits.iter().fold(0, |number, digit| number << 8 | u64::from(*digit)))
}

/// Makes a box one that is passed over.
fn blank(out: &mut [u8], part: &Part) {
    out[part.start + 4..part.start + 8].copy_from_slice(b"free");
    out[part.content.clone()].fill(0);
}

/// Overwrites what of a range lies in another.
fn blank_part(out: &mut [u8], within: &Range<usize>, private: &Range<usize>) {
    let range = private.start.max(within.start)..private.end.min(within.end);
    if !range.is_empty() {
        out[range].fill(0);
    }
}

/// Overwrites what of a range lies in none of the kept ones.
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

/// Cleans the box that says what the items are. Gives where their data stand; `None` if that cannot be told.
fn clean_meta(bytes: &[u8], meta: &Part, out: &mut [u8]) -> Option<Data> {
    // Behind version and flags.
    let parts = parts(bytes, meta.content.start + 4..meta.content.end)?;
    for part in &parts {
        match &part.name {
            b"iprp" => clean_properties(bytes, part, out)?,
            // Behind the kind there is a name, which programs put there.
            b"hdlr" => out.get_mut(part.content.start + 24..part.content.end)?.fill(0),
            name if OF_META.contains(&name) => {}
            _ => blank(out, part),
        }
    }

    let find = |name: &[u8; 4]| parts.iter().find(|part| part.name == *name);
    let shown = clean_items(bytes, find(b"iinf")?, out)?;
    let idat = find(b"idat").map(|part| part.content.clone());
    let data = locations(bytes, find(b"iloc")?, &shown, idat.clone())?;
    if let Some(idat) = idat {
        blank_others(out, idat, &data.shown);
    }
    Some(data)
}

/// Blanks properties that are not on the list; their numbers stay.
fn clean_properties(bytes: &[u8], iprp: &Part, out: &mut [u8]) -> Option<()> {
    for part in parts(bytes, iprp.content.clone())? {
        match &part.name {
            b"ipco" => {
                let properties = parts(bytes, part.content.clone())?;
                properties.iter().filter(|it| !PROPERTIES.contains(&&it.name)).for_each(|it| blank(out, it));
            }
            b"ipma" => {}
            _ => blank(out, &part),
        }
    }
    Some(())
}

/// Blanks the names of items, and the kinds of those that make no picture. Gives the numbers of the others.
fn clean_items(bytes: &[u8], iinf: &Part, out: &mut [u8]) -> Option<HashSet<u64>> {
    let version = *bytes.get(iinf.content.start)?;
    let entries = iinf.content.start + if version == 0 { 6 } else { 8 };
    let mut shown = HashSet::new();
    for part in parts(bytes, entries..iinf.content.end)? {
        let version = *bytes.get(part.content.start)?;
        let size = match version {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        let kind = part.content.start + 4 + size + 2;
        let words = kind + 4..part.content.end;
        let name: [u8; 4] = bytes.get(kind..kind + 4)?.try_into().ok()?;
        if ITEMS.contains(&&name) {
            shown.insert(number(bytes, part.content.start + 4, size)?);
        } else {
            out[kind..kind + 4].copy_from_slice(b"free");
        }
        out.get_mut(words)?.fill(0);
    }
    Some(shown)
}

/// Where the data of items stand in the file (`iloc`).
fn locations(bytes: &[u8], iloc: &Part, shown: &HashSet<u64>, idat: Option<Range<usize>>) -> Option<Data> {
    let start = iloc.content.start;
    let version = *bytes.get(start)?;
    let sizes = number(bytes, start + 4, 2)?;
    let nibble = |shift: u32| (sizes >> shift & 15) as usize;
    let wide = if version == 2 { 4 } else { 2 };
    let mut at = start + 6;
    let mut next = |size: usize| {
        let value = number(bytes, at, size);
        at += size;
        value.filter(|_| at <= iloc.content.end)
    };

    let mut data = Data::default();
    for _ in 0..next(wide)? {
        let item = next(wide)?;
        let method = if version == 0 { 0 } else { next(2)? & 15 };
        // Which file it is in; 0 is this one.
        let reference = next(2)?;
        let base = next(nibble(4))?;
        for _ in 0..next(2)? {
            if version > 0 {
                next(nibble(0))?;
            }
            let offset = next(nibble(12))?;
            let length = next(nibble(8))?;
            let (origin, end) = match (method, &idat) {
                (0, _) => (0, bytes.len()),
                (1, Some(idat)) => (idat.start, idat.end),
                _ => return None,
            };
            let from = usize::try_from(base.checked_add(offset)?).ok()?.checked_add(origin)?;
            // No length means to the end.
            let to = if length == 0 { end } else { from.checked_add(usize::try_from(length).ok()?)? };
            if reference != 0 || to > end || from > to {
                return None;
            }
            let part = if shown.contains(&item) { &mut data.shown } else { &mut data.private };
            part.push(from..to);
        }
    }
    Some(data)
}

/// How deep boxes stand in one another that a film is made of.
const MAX_DEPTH: usize = 8;

/// Blanks what a film may say of itself.
fn clean_moov(bytes: &[u8], range: Range<usize>, out: &mut [u8], depth: usize) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    for part in parts(bytes, range)? {
        match &part.name {
            b"udta" | b"meta" | b"uuid" | b"free" | b"skip" => blank(out, &part),
            b"trak" | b"mdia" | b"minf" | b"stbl" | b"edts" => {
                clean_moov(bytes, part.content.clone(), out, depth + 1)?;
            }
            b"hdlr" => out.get_mut(part.content.start + 24..part.content.end)?.fill(0),
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests;
