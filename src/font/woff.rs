//! The tables of a font, and WOFF 1.0 (<https://www.w3.org/TR/WOFF/>), which all browsers of the last ten years read.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// The tag of a table, such as `glyf`.
type TableTag = [u8; 4];

const SFNT_HEADER: usize = 12;

const SFNT_RECORD: usize = 16;

const WOFF_HEADER: usize = 44;

const WOFF_RECORD: usize = 20;

/// The tables of a font by their tags.
pub(super) struct FontTables {
    /// TrueType or OpenType, as the first four bytes of the font say.
    flavour: TableTag,
    tables: BTreeMap<TableTag, Vec<u8>>,
}

impl FontTables {
    /// Reads the tables of a TrueType or OpenType font. `None` if it is damaged.
    pub(super) fn parse(font: &[u8]) -> Option<Self> {
        let flavour = font.first_chunk()?;
        let count = usize::from(u16::from_be_bytes(*font.get(4..)?.first_chunk()?));
        let mut tables = BTreeMap::new();

        for record in font.get(SFNT_HEADER..)?.chunks_exact(SFNT_RECORD).take(count) {
            let offset = read_u32(record, 8)?;
            let length = read_u32(record, 12)?;
            let table = font.get(offset..)?.get(..length)?;
            tables.insert(*record.first_chunk()?, table.to_vec());
        }
        Some(Self { flavour: *flavour, tables })
    }

    pub(super) fn add(&mut self, tag: TableTag, table: Vec<u8>) {
        self.tables.insert(tag, table);
    }

    /// Writes the font as WOFF.
    pub(super) fn to_woff(&self) -> Vec<u8> {
        let mut records = Vec::new();
        let mut data = Vec::new();
        let mut unpacked_size = SFNT_HEADER + self.tables.len() * SFNT_RECORD;
        let data_start = WOFF_HEADER + self.tables.len() * WOFF_RECORD;

        for (tag, table) in &self.tables {
            let packed = compress(table);
            let stored = if packed.len() < table.len() { &packed } else { table };
            records.extend_from_slice(tag);
            for number in [data_start + data.len(), stored.len(), table.len()] {
                write_u32(&mut records, number);
            }
            records.extend_from_slice(&checksum(table).to_be_bytes());

            data.extend_from_slice(stored);
            data.resize(data.len().next_multiple_of(4), 0);
            unpacked_size += table.len().next_multiple_of(4);
        }

        let mut woff = Vec::with_capacity(data_start + data.len());
        woff.extend_from_slice(b"wOFF");
        woff.extend_from_slice(&self.flavour);
        write_u32(&mut woff, data_start + data.len());
        // The number of tables has two bytes, and two reserved ones follow.
        write_u32(&mut woff, self.tables.len() << 16);
        write_u32(&mut woff, unpacked_size);
        // No version, no metadata, no private data.
        woff.resize(WOFF_HEADER, 0);
        woff.extend_from_slice(&records);
        woff.extend_from_slice(&data);
        woff
    }
}

/// Makes the table `cmap` (format 12) of characters, which are in order, and their glyphs.
pub(super) fn character_map(glyphs: &[(char, u16)]) -> Vec<u8> {
    let mut groups = Vec::with_capacity(glyphs.len() * 12);
    for (c, glyph) in glyphs {
        for number in [*c as usize, *c as usize, usize::from(*glyph)] {
            write_u32(&mut groups, number);
        }
    }

    // Version 0 with one table: for Windows (3), all of Unicode (10), at byte 12.
    let mut map = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    write_u32(&mut map, 16 + groups.len());
    write_u32(&mut map, 0);
    write_u32(&mut map, glyphs.len());
    map.extend_from_slice(&groups);
    map
}

fn compress(table: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Memory does not fail.
    let _ = encoder.write_all(table);
    encoder.finish().unwrap_or_default()
}

/// The sum of a table's bytes as big-endian numbers of four.
fn checksum(table: &[u8]) -> u32 {
    let mut sum = 0_u32;
    for chunk in table.chunks(4) {
        let mut number = [0; 4];
        number[..chunk.len()].copy_from_slice(chunk);
        sum = sum.wrapping_add(u32::from_be_bytes(number));
    }
    sum
}

fn read_u32(bytes: &[u8], at: usize) -> Option<usize> {
    let number = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
    usize::try_from(number).ok()
}

/// Writes a number, none of which is larger in a font of less than 4 GiB.
fn write_u32(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
}

/// Unpacks a WOFF file into a font.
#[cfg(test)]
pub(super) fn unpack(woff: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;

    let count = woff[12..14].iter().fold(0, |number, byte| number * 256 + usize::from(*byte));
    let mut font = woff[4..8].to_vec();
    font.extend([woff[12], woff[13], 0, 0, 0, 0, 0, 0]);
    let mut data = Vec::new();

    for record in woff[WOFF_HEADER..].chunks_exact(WOFF_RECORD).take(count) {
        let stored = woff.get(read_u32(record, 4)?..)?.get(..read_u32(record, 8)?)?;
        let mut table = Vec::new();
        if stored.len() < read_u32(record, 12)? {
            flate2::read::ZlibDecoder::new(stored).read_to_end(&mut table).ok()?;
        } else {
            table.extend_from_slice(stored);
        }

        font.extend_from_slice(&record[..4]);
        font.extend_from_slice(&record[16..]);
        write_u32(&mut font, SFNT_HEADER + count * SFNT_RECORD + data.len());
        write_u32(&mut font, table.len());
        data.extend_from_slice(&table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    font.extend_from_slice(&data);
    Some(font)
}
