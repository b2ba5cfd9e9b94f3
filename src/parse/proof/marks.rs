//! Places at which a typing mistake can show. Nearly everything in a Chinese text is a Han character, a comma or a full
//! stop, and passed over many bytes at a time.

/// Bytes that are looked at together.
const MARK_CHUNK: usize = 32;

/// Places (bytes), ascending, at which a rule of proofreading has to look. All others are right by themselves.
pub(super) fn find_marks(text: &str) -> Vec<usize> {
    let mut marks = Vec::with_capacity(text.len() / 64);
    append_marks(text, &mut marks);
    marks
}

/// Adds the places to others.
pub(super) fn append_marks(text: &str, marks: &mut Vec<usize>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // What begins in a chunk may end five bytes behind it.
    while let Some(chunk) = bytes[at..].first_chunk() {
        let flags = flag_candidates(chunk);
        for (n, flags) in flags.as_chunks::<8>().0.iter().enumerate() {
            let mut flags = u64::from_le_bytes(*flags);
            while flags != 0 {
                let place = at + n * 8 + flags.trailing_zeros() as usize / 8;
                flags &= flags - 1;
                if is_mark(bytes, place) {
                    marks.push(place);
                }
            }
        }
        at += MARK_CHUNK;
    }
    marks.extend((at..bytes.len()).filter(|at| is_mark(bytes, *at)));
}

/// For every byte of a chunk 1 if a mark may begin there, else 0. Without branches, so that the compiler makes
/// vector instructions of it.
fn flag_candidates(bytes: &[u8; MARK_CHUNK + 5]) -> [u8; MARK_CHUNK] {
    let mut flags = [0; MARK_CHUNK];
    for n in 0..MARK_CHUNK {
        let lead = bytes[n];
        let last = bytes[n + 2];

        let ascii = (lead.wrapping_sub(b' ') < 15) | (lead.wrapping_sub(b':') < 6) | (lead | 6 == b'_');
        let leads = (lead.wrapping_sub(0xE2) < 2) | (lead == 0xEF);
        // 、 。 and ！ ， ： ； ？ by their last bytes; 「 has that of ，, and ａ … that of others but not the one before.
        let usual = (last.wrapping_sub(0x81) < 2)
            | ((last == 0x8C) & (lead == 0xEF))
            | (last.wrapping_sub(0x9A) < 2)
            | (last == 0x9F);
        // Private use, radicals, compatibility ideographs, U+FFFD.
        let middle = bytes[n + 1];
        let rare = (lead == 0xEE)
            | ((lead == 0xE2) & (middle >= 0xBA))
            | ((lead == 0xEF) & ((middle < 0xBC) | (middle == 0xBF)));
        // 、 。 ， ； ： one behind the other.
        let pair = is_stop(lead, middle, last) & is_stop(bytes[n + 3], bytes[n + 4], bytes[n + 5]);
        let doubled = (lead == bytes[n + 3]) & (bytes[n + 1] == bytes[n + 4]) & (last == bytes[n + 5]);
        // 月 by its last bytes.
        let month = (bytes[n + 1] == 0x9C) & (last == 0x88);
        flags[n] = u8::from(ascii | (leads & (!usual | (bytes[n + 1] == 0xBD))) | doubled | month | rare | pair);
    }
    flags
}

/// Whether three bytes are those of 、 。 ， ： or ；.
fn is_stop(lead: u8, middle: u8, last: u8) -> bool {
    ((lead == 0xE3) & (middle == 0x80) & (last.wrapping_sub(0x81) < 2))
        | ((lead == 0xEF) & (middle == 0xBC) & ((last == 0x8C) | (last.wrapping_sub(0x9A) < 2)))
}

/// Whether a rule has to look at what begins at a place.
fn is_mark(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [b'*' | b'#' | b'[' | b']', ..] => true,
        // Right in Latin text, as in `6.5%`, `GB/T 1`; not twice.
        [b @ (b' ' | b'"' | b'(' | b')' | b',' | b'-' | b'.' | b'!' | b':' | b';' | b'?'), ref rest @ ..] => {
            !bytes[..at].last().is_some_and(u8::is_ascii)
                || !rest.first().is_some_and(u8::is_ascii)
                || rest.first() == Some(&b)
        }
        // “ ”
        [0xE2, 0x80, 0x9C | 0x9D, ..] => true,
        [0xE6, 0x9C, 0x88, ..] => matches!(bytes[..at], [.., b'0'..=b'9'] | [.., b'0'..=b'9', b' ']),
        // Radicals, private use, compatibility ideographs, U+FFFD.
        [0xE2, 0xBA..=0xBF, _, ..] | [0xEE, ..] | [0xEF, 0x80..=0xAB, _, ..] | [0xEF, 0xBF, 0xBD, ..] => true,
        [a @ 0xE2..=0xFF, b, c, d, e, f, ..] if [a, b, c] == [d, e, f] => true,
        [a, b, c, d, e, f, ..] if is_stop(a, b, c) && is_stop(d, e, f) => true,
        // Brackets.
        [0xE3, 0x80, last, ..] => !matches!(last, 0x81 | 0x82),
        // Brackets, letters, digits.
        [0xEF, 0xBC, last, ..] => !matches!(last, 0x81 | 0x8C | 0x9A | 0x9B | 0x9F),
        [0xEF, 0xBD, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every slip that a rule looks for, wherever it stands in a chunk and whatever is around it.
    #[test]
    fn no_mark_is_passed_over() {
        let single = " .-\",;?!:()*[]#“”（）《》「」【】〔〕１Ａａ".chars().map(String::from);
        for slip in single.chain(
            [
                "。。", "；。", "，、", "的的", "了了", "是是", "在在", "和和", "\u{FFFD}", "\u{E841}", "\u{F8FF}",
                "⼯", "⼁", "⻓", "\u{F981}",
            ]
            .map(String::from),
        ) {
            for before in 0..MARK_CHUNK * 2 {
                for filler in ["汉", "，", "—", "é", "𠮷"] {
                    let text = filler.repeat(before) + &slip + &"字，。".repeat(20);
                    assert!(find_marks(&text).contains(&(filler.len() * before)), "{text}");
                }
                let text = "汉".repeat(before) + "9月31日" + &"字，。".repeat(20);
                assert!(find_marks(&text).contains(&(3 * before + 1)), "{text}");
            }
        }
    }

    #[test]
    fn text_without_slips_has_no_marks() {
        let text = "市科技局召开会议，研究部署明年1.5万元工作；会议要求：加快推进！怎么办？GB/T 1、12—5g。";
        assert_eq!(find_marks(&text.repeat(9)), Vec::<usize>::new());
    }
}
