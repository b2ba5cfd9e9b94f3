//! What is likely in few bits: a range coder, the chances that it learns, and lists of stories, as
//! `docs/search-format.md` has them. `decoder.js` of the theme reads what is written here.

use super::encoding::Impact;
use super::shard_merger::Posting;

/// What bits are about: each context learns for itself how likely a 1 is. A context has 64 places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Whether there are pairs of a first character that may have some.
    RowPresent,
    /// Whether a pair is there.
    BigramPresent,
    /// Whether it is a word.
    IsWord,
    /// Whether longer words begin with it.
    HasLongerWords,
    /// Whether a term stands more than once in a story, or in the head.
    NotOnce,
    /// Whether it stands in the head; and if so, whether in the headline.
    InHead,
    /// Whether it stands more than three times in the body.
    IsMany,
    /// Whether a character is a common one.
    IsCommon,
    /// Whether another rare character follows.
    HasMore,
    /// Numbers: pairs of a first character.
    RowLength,
    /// Those of them whose second character is rare.
    RareCount,
    /// From a character to the next.
    CharacterGap,
    /// Longer words of a pair, but one.
    LongerWordCount,
    /// Characters of a word behind its pair, but one.
    WordLength,
    /// Frequencies.
    Frequency,
    /// Stories of a character, but one.
    CharacterStoryCount,
    /// Stories of a pair that a word does not stand in; for each magnitude of the pair's.
    WordAbsences,
    /// Stories of a pair, but one; from here on.
    BigramStoryCount = Self::WordAbsences as isize + LOG2_BUCKETS as isize,
}

/// Magnitudes that are told apart: the last is of all numbers above.
const LOG2_BUCKETS: usize = 8;

/// Numbers of stories are of pairs that are words, and of those that are not.
const CONTEXT_COUNT: usize = Context::BigramStoryCount as usize + 2 * POPULARITY_BUCKETS;

/// How many are told apart of what is to be expected of a pair.
pub const POPULARITY_BUCKETS: usize = 2 * LOG2_BUCKETS;

/// The magnitude of a number above 0: one less than it has bits, at most the last.
pub fn log2_bucket(number: usize) -> usize {
    (number.max(1).ilog2() as usize).min(LOG2_BUCKETS - 1)
}

/// Writes bits.
pub struct RangeEncoder {
    /// What is written and still may change: 24 bits; above them those that are not among the bytes yet, and a carry.
    low: u64,
    /// How many are not yet: fewer than 24, behind each step.
    pending_bits: u32,
    /// How much room there is above `low`.
    range: u32,
    bytes: Vec<u8>,
    /// How likely a 0 is, of 65,536, and how often that was seen.
    chances: Vec<(u16, u8)>,
}

impl Default for RangeEncoder {
    fn default() -> Self {
        let chances = vec![(1 << 15, 0); CONTEXT_COUNT * 64];
        Self { low: 0, pending_bits: 0, range: (1 << 24) - 1, bytes: Vec::new(), chances }
    }
}

impl RangeEncoder {
    /// Adds a bit of a context at one of its places.
    pub fn encode_bit(&mut self, context: Context, place: usize, bit: bool) {
        self.encode_adaptive(context as usize * 64 + place, bit);
    }

    #[inline(always)]
    fn encode_adaptive(&mut self, at: usize, bit: bool) {
        let (chance, seen) = self.chances[at];
        let rate = (seen + 2).ilog2();
        let learned = if bit { chance - (chance >> rate) } else { chance + ((u16::MAX - chance) >> rate) };
        self.chances[at] = (learned, (seen + 1).min(62));
        self.encode_with_probability(u32::from(chance >> 4), bit);
    }

    /// Adds a bit of which it is known how likely a 0 is, of 4,096.
    #[inline]
    fn encode_with_probability(&mut self, chance: u32, bit: bool) {
        let bound = ((self.range >> 8) * chance) >> 4;
        if bit {
            self.low += u64::from(bound);
            self.range -= bound;
        } else {
            self.range = bound;
        }
        self.renormalize();
    }

    /// Adds one of `total` equally likely numbers from 0 on.
    pub fn encode_uniform(&mut self, number: u32, total: u32) {
        if total > 256 {
            let low = total.ilog2() - 7;
            self.narrow_range(number >> low, self.range / (((total - 1) >> low) + 1));
            self.encode_low_bits(number, low);
        } else {
            self.narrow_range(number, self.range / total);
        }
    }

    /// Adds the lowest bits of a number, evenly.
    fn encode_low_bits(&mut self, number: u32, bits: u32) {
        let low = if bits > 8 { bits - 7 } else { 0 };
        self.narrow_range((number & ((1 << bits) - 1)) >> low, self.range >> (bits - low));
        if low > 0 {
            self.encode_low_bits(number, low);
        }
    }

    /// Goes into the part of this number, each as large as this.
    fn narrow_range(&mut self, number: u32, size: u32) {
        self.range = size;
        self.low += u64::from(size * number);
        self.renormalize();
    }

    /// Adds a number of a context, that has as many places as it needs; the smaller the likelier.
    pub fn encode_number(&mut self, context: Context, number: u32) {
        self.encode_number_at(context as usize, number);
    }

    /// Adds a number of one of several contexts that begin with this one.
    pub fn encode_number_in(&mut self, context: Context, nth: usize, number: u32) {
        self.encode_number_at(context as usize + nth, number);
    }

    fn encode_number_at(&mut self, context: usize, number: u32) {
        let places = context * 64;
        let bits = (number + 1).ilog2();
        (0..bits).for_each(|n| self.encode_adaptive(places + n as usize, true));
        self.encode_adaptive(places + bits as usize, false);
        if bits > 0 {
            let top = (number + 1) >> (bits - 1) & 1;
            self.encode_adaptive(places + 32 + bits as usize, top == 1);
            self.encode_low_bits(number + 1, bits - 1);
        }
    }

    /// Adds a list of stories out of `total`, ascending, with how the term stands in them.
    pub fn encode_postings(&mut self, stories: &[Posting], total: usize) {
        let (mut left, mut slots) = (stories.len() as u32, total as u32);
        let (mut next, mut marked, mut before) = (0, false, Impact::Once);
        for posting in stories {
            let mut away = posting.story() - next;
            next = posting.story() + 1;
            // Those that are left may be all.
            while left < slots {
                let (some, chance) = golomb_step(left, slots);
                if left > 1 {
                    let beyond = away >= some;
                    self.encode_with_probability(chance, beyond);
                    if beyond {
                        away -= some;
                        slots -= some;
                        continue;
                    }
                }
                self.encode_uniform(away, some);
                break;
            }
            slots -= away + 1;
            left -= 1;
            let class = posting.impact();
            let is_once = class == Impact::Once;
            self.encode_bit(Context::NotOnce, usize::from(marked), !is_once);
            if is_once {
                continue;
            }
            let head = class >= Impact::Head;
            self.encode_bit(Context::InHead, usize::from(before.number().clamp(1, 3) - 1), head);
            if head {
                let place = if before == Impact::Title { 4 } else { 3 };
                self.encode_bit(Context::InHead, place, class == Impact::Title);
            } else {
                self.encode_bit(Context::IsMany, usize::from(before == Impact::Many), class == Impact::Many);
            }
            (marked, before) = (true, class);
        }
    }

    /// Makes room again: by no byte, one or two.
    #[inline]
    fn renormalize(&mut self) {
        if self.range < 1 << 16 {
            let more = if self.range < 1 << 8 { 16 } else { 8 };
            self.range <<= more;
            self.low <<= more;
            self.pending_bits += more;
            if self.pending_bits >= 24 {
                self.flush_pending();
            }
        }
    }

    /// What waits is written.
    #[inline(never)]
    fn flush_pending(&mut self) {
        let waiting = self.low >> 24;
        if waiting >> self.pending_bits > 0 {
            self.propagate_carry();
        }
        // Three bytes or four, or fewer in the end: always four, and those taken away that are too many.
        let bytes = (waiting as u32).checked_shl(32 - self.pending_bits).unwrap_or(0).to_be_bytes();
        self.bytes.extend_from_slice(&bytes);
        self.bytes.truncate(self.bytes.len() - 4 + self.pending_bits as usize / 8);
        self.low &= (1 << 24) - 1;
        self.pending_bits = 0;
    }

    /// One more in what is written.
    #[cold]
    fn propagate_carry(&mut self) {
        // All that is written is below 1, so the first byte carries nothing.
        let full = self.bytes.iter().rev().take_while(|byte| **byte == 0xFF).count();
        let last = self.bytes.len() - full - 1;
        self.bytes[last] += 1;
        self.bytes[last + 1..].fill(0);
    }

    /// The bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.flush_pending();
        (self.low, self.pending_bits) = (self.low << 24, 24);
        self.flush_pending();
        self.bytes
    }
}

/// Where `left` stories are among `slots`: a stretch in which the first is with a chance of about 0.4, and this chance, of
/// 4,096. Of a single one, all. The browser computes the same.
fn golomb_step(left: u32, slots: u32) -> (u32, u32) {
    if left == 1 {
        return (slots, 0);
    }
    let some = ((u64::from(slots) * 522 / (u64::from(left) * 1024 + 261)) as u32).max(1);
    if some >= 8 {
        return (some, (4096.0 - 0.6 * 4096.0) as u32);
    }
    let each = f64::from(slots - left) / f64::from(slots);
    let none = (0..some).fold(1.0, |none, _| none * each);
    // Neither 0 nor 4,096: such a stretch is empty with a chance below 0.95, but not with none at all.
    (some, (4096.0 - none * 4096.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded_bytes(write: impl FnOnce(&mut RangeEncoder)) -> Vec<u8> {
        let mut coder = RangeEncoder::default();
        write(&mut coder);
        coder.finish()
    }

    fn encoded_list_length(stories: &[(u32, Impact)], total: usize) -> usize {
        let stories: Vec<_> = stories.iter().map(|(story, class)| Posting::new(*story, *class)).collect();
        encoded_bytes(|coder| coder.encode_postings(&stories, total)).len()
    }

    #[test]
    fn equally_likely_numbers_are_written_digit_by_digit() {
        // Of 16,777,215 parts each of 256 has 65,535: the third and its third begin at 2 * 65,535 and 2 * 255 more.
        assert_eq!(encoded_bytes(|coder| coder.encode_uniform(2, 256)), [1, 0xFF, 0xFE, 0]);
        assert_eq!(encoded_bytes(|coder| (0..2).for_each(|_| coder.encode_uniform(2, 256))).len(), 5);
        // 1,000 are 250 times 4.
        let in_two =
            |coder: &mut RangeEncoder| [(249, 250), (3, 4)].into_iter().for_each(|(n, of)| coder.encode_uniform(n, of));
        assert_eq!(encoded_bytes(|coder| coder.encode_uniform(999, 1000)), encoded_bytes(in_two));
    }

    #[test]
    fn a_carry_goes_through_full_bytes() {
        let coder = RangeEncoder { low: 1 << 24, bytes: vec![7, 0xFF], ..RangeEncoder::default() };
        assert_eq!(coder.finish(), [8, 0, 0, 0, 0]);
    }

    #[test]
    fn what_was_seen_often_takes_few_bits() {
        let learned = encoded_bytes(|coder| (0..1000).for_each(|_| coder.encode_bit(Context::BigramPresent, 3, true)));
        assert!(learned.len() < 8, "{}", learned.len());
        let numbers = encoded_bytes(|coder| (0..1000).for_each(|_| coder.encode_number(Context::CharacterGap, 300)));
        assert!(numbers.len() < 1100, "{}", numbers.len());
    }

    #[test]
    fn a_list_takes_what_its_stories_leave_open() {
        // log₂ of the ways to choose them: 12.8, 24.6, 92.6 and 6,996 bits; three bytes are the end of the file.
        let every = |nth: u32| (0..7000 / nth).map(|n| (n * nth, Impact::Once)).collect::<Vec<_>>();
        let sizes = [
            encoded_list_length(&[(4711, Impact::Once)], 7000),
            encoded_list_length(&every(3500), 7000),
            encoded_list_length(&every(700), 7000),
            encoded_list_length(&every(2), 7000),
        ];
        assert!(
            sizes.iter().zip([1..=3, 3..=5, 11..=14, 870..=885]).all(|(size, most)| most.contains(&(size - 2))),
            "{sizes:?}"
        );
        // Nothing but that none is marked.
        assert!(encoded_list_length(&every(1), 7000) < 40);
        assert!(
            encoded_list_length(&[(0, Impact::Many), (5, Impact::Head)], 6)
                > encoded_list_length(&[(0, Impact::Once), (5, Impact::Once)], 6)
        );
    }
}
