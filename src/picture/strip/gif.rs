//! GIF: blocks one behind the other (GIF89a), of which those are kept that make the picture.

/// Begins a picture.
const IMAGE: u8 = 0x2C;

/// Begins an extension.
const EXTENSION: u8 = 0x21;

/// Ends the file.
const TRAILER: u8 = 0x3B;

/// The extension with time and transparency of the next picture.
const GRAPHIC_CONTROL: u8 = 0xF9;

/// The extension of a program, by its name.
const APPLICATION: u8 = 0xFF;

/// Programs whose extension says how often the pictures repeat.
const REPEATING: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

/// Returns a GIF without comments, text and application data, but for how often it repeats. `None` if it does not reach
/// its end.
pub(super) fn strip_gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 13 + table_length(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();

    loop {
        match *bytes.get(at)? {
            TRAILER => {
                out.push(TRAILER);
                return Some(out);
            }
            IMAGE => {
                let end = blocks_end(bytes, at + 11 + table_length(*bytes.get(at + 9)?))?;
                out.extend(bytes.get(at..end)?);
                at = end;
            }
            EXTENSION => at = copy_extension(bytes, at, &mut out)?,
            _ => return None,
        }
    }
}

/// Copies the extension at a place if it is kept; returns its end.
fn copy_extension(bytes: &[u8], at: usize, out: &mut Vec<u8>) -> Option<usize> {
    let label = *bytes.get(at + 1)?;
    let end = blocks_end(bytes, at + 2)?;

    match label {
        GRAPHIC_CONTROL if end == at + 8 => out.extend(bytes.get(at..end)?),
        APPLICATION => {
            let name = bytes.get(at + 3..at + 14)?;
            // The first block, of three bytes, says how often.
            if REPEATING.contains(&name) && bytes.get(at + 14..at + 16)? == [3, 1] {
                out.extend(bytes.get(at..at + 18)?);
                out.push(0);
            }
        }
        _ => {}
    }
    Some(end)
}

/// Returns the bytes of a table of colours, by the flags that announce it.
fn table_length(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Returns the end of blocks that each say their length; the last is empty.
fn blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
