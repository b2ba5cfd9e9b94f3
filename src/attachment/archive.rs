//! ZIP archives, as far as office files need them: their members by name, unpacked within a limit.
//!
//! After PKWARE's APPNOTE.TXT 6.3: the central directory at the end says which members there are. Archives beyond 4 GiB
//! (ZIP64) are too large anyway.

use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;

use super::{InspectError, UNPACKED_LIMIT};

/// The length of the record at the end of an archive, without its comment, in bytes.
const END_RECORD_LEN: usize = 22;

/// The length of the longest comment behind it, in bytes.
const MAX_COMMENT_LEN: usize = 0xFFFF;

/// The length of the head of an entry of the central directory, in bytes.
const DIRECTORY_ENTRY_LEN: usize = 46;

/// The length of the head of a member, in bytes.
const LOCAL_HEADER_LEN: usize = 30;

/// The most bytes of a central directory: some ten thousand members.
const DIRECTORY_LIMIT: u32 = 4 * 1024 * 1024;

/// The first bytes of files of the binary formats, and of encrypted ones of the new formats (Compound File Binary).
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A member of an archive.
#[derive(Clone, Debug)]
struct Member {
    name: String,
    is_encrypted: bool,
    is_packed: bool,
    packed_length: u32,
    offset: u32,
}

/// An archive that is open.
pub(super) struct ZipArchive<R> {
    file: R,
    members: Vec<Member>,
    /// How many bytes may still be unpacked.
    left: u64,
}

/// A member's text, to be read once.
pub(super) type MemberReader<'a> = BufReader<Box<dyn Read + 'a>>;

impl<R: Read + Seek> ZipArchive<R> {
    /// Opens an archive and reads its directory.
    pub(super) fn open(mut file: R) -> Result<Self, InspectError> {
        let mut magic = [0; COMPOUND_FILE.len()];
        file.read_exact(&mut magic).map_err(|_| InspectError::Broken)?;
        if magic == COMPOUND_FILE {
            return Err(InspectError::OldFormat);
        }

        let members = read_central_directory(&mut file).ok_or(InspectError::Broken)?;
        Ok(Self { file, members, left: UNPACKED_LIMIT })
    }

    /// Returns the names of all members, in their order.
    pub(super) fn member_names(&self) -> Vec<String> {
        self.members.iter().map(|member| member.name.clone()).collect()
    }

    /// Returns whether there is a member of a name.
    pub(super) fn has_member(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// Reads a member by a function. `None` if there is none of that name.
    pub(super) fn read_member<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut MemberReader) -> Result<T, InspectError>,
    ) -> Result<Option<T>, InspectError> {
        let Some(member) = self.members.iter().find(|member| member.name == name).cloned() else { return Ok(None) };
        if member.is_encrypted {
            return Err(InspectError::Encrypted);
        }

        let left = self.left;
        let packed = self.packed_bytes(&member).ok_or(InspectError::Broken)?;
        let unpacked: Box<dyn Read + '_> =
            if member.is_packed { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };

        let mut limited = unpacked.take(left);
        let outcome = {
            let reader: Box<dyn Read + '_> = Box::new(&mut limited);
            read(&mut BufReader::new(reader))
        };
        let left = limited.limit();
        drop(limited);
        self.left = left;
        if left == 0 { Err(InspectError::TooLarge) } else { outcome.map(Some) }
    }

    /// Returns the bytes of a member as they stand in the archive.
    fn packed_bytes(&mut self, member: &Member) -> Option<Take<&mut R>> {
        self.file.seek(SeekFrom::Start(member.offset.into())).ok()?;
        let mut header = [0; LOCAL_HEADER_LEN];
        self.file.read_exact(&mut header).ok()?;
        let names = u64::from(u16_at(&header, 26)?) + u64::from(u16_at(&header, 28)?);
        let start = u64::from(member.offset) + LOCAL_HEADER_LEN as u64 + names;
        self.file.seek(SeekFrom::Start(start)).ok()?;
        header.starts_with(b"PK\x03\x04").then(|| self.file.by_ref().take(member.packed_length.into()))
    }
}

/// Finds and reads the central directory.
fn read_central_directory(file: &mut (impl Read + Seek)) -> Option<Vec<Member>> {
    let length = file.seek(SeekFrom::End(0)).ok()?;
    let tail_length = length.min((END_RECORD_LEN + MAX_COMMENT_LEN) as u64);
    file.seek(SeekFrom::Start(length - tail_length)).ok()?;
    let mut tail = Vec::new();
    file.take(tail_length).read_to_end(&mut tail).ok()?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06")?;
    let end = tail.get(end..end + END_RECORD_LEN)?;

    let size = u32_at(end, 12)?;
    let offset = u32_at(end, 16)?;
    if size > DIRECTORY_LIMIT {
        return None;
    }
    file.seek(SeekFrom::Start(offset.into())).ok()?;
    let mut directory = Vec::new();
    file.take(size.into()).read_to_end(&mut directory).ok()?;

    let mut members = Vec::new();
    let mut rest = directory.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let name_length = usize::from(u16_at(rest, 28)?);
        let others = usize::from(u16_at(rest, 30)?) + usize::from(u16_at(rest, 32)?);
        let name = rest.get(DIRECTORY_ENTRY_LEN..DIRECTORY_ENTRY_LEN + name_length)?;
        members.push(Member {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            is_encrypted: u16_at(rest, 8)? & 1 == 1,
            is_packed: u16_at(rest, 10)? == 8,
            packed_length: u32_at(rest, 20)?,
            offset: u32_at(rest, 42)?,
        });
        rest = rest.get(DIRECTORY_ENTRY_LEN + name_length + others..)?;
    }
    (!members.is_empty()).then_some(members)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
