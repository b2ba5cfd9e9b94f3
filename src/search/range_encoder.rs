//! Adaptive binary range encoder: probabilities learned by context, uniform numbers, and posting lists in an adaptive Golomb code.
//!
//! `docs/search-format.md` has the code; `decoder.js` of the theme decodes it.

use super::impact::Impact;
use super::shard_merger::Posting;

/// The contexts of adaptive bits, as `docs/search-format.md` numbers them. Each has 64 models of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Whether a common first character has bigrams.
    RowPresent,
    /// Whether a row has the bigram with a common second character.
    BigramPresent,
    /// Whether a bigram is a word.
    IsWord,
    /// Whether longer words begin with a bigram.
    HasLongerWords,
    /// Whether an impact is not [`Impact::Once`].
    NotOnce,
    /// Whether an impact is of the head; and if so, whether of the headline.
    InHead,
    /// Whether an impact is [`Impact::Many`].
    IsMany,
    /// Whether a character is a common one.
    IsCommon,
    /// Whether another rare character follows.
    HasMore,
    /// The number of bigrams in a row, less one.
    RowLength,
    /// The number of a row's bigrams whose second character is rare.
    RareCount,
    /// The distance from a character to the next.
    CharacterGap,
    /// The number of longer words of a bigram, less one.
    LongerWordCount,
    /// The number of characters of a word behind its bigram, less one.
    WordLength,
    /// The frequency of a word in the dictionary.
    Frequency,
    /// The number of stories of a character, less one.
    CharacterStoryCount,
    /// The number of a bigram's stories without a longer word; a context for each bucket of the bigram's stories.
    WordAbsences,
    /// The number of stories of a bigram, less one; a context for each bucket of popularity, twice: for those that are words too.
    BigramStoryCount = Self::WordAbsences as isize + LOG2_BUCKETS as isize,
}

/// Number of buckets of a binary logarithm: the last is of all greater ones.
const LOG2_BUCKETS: usize = 8;

/// Number of buckets of a bigram's popularity: the length of its row, and how many rows its second character was in.
pub const POPULARITY_BUCKETS: usize = 2 * LOG2_BUCKETS;

const CONTEXT_COUNT: usize = Context::BigramStoryCount as usize + 2 * POPULARITY_BUCKETS;

const MODELS_PER_CONTEXT: usize = 64;

/// Bits of the range and of the window that still may change.
const RANGE_BITS: u32 = 24;

/// Bits of the probability of a single step.
const PROBABILITY_BITS: u32 = 12;

/// The bucket of a number above 0: its binary logarithm, rounded down.
pub fn log2_bucket(number: usize) -> usize {
    (number.max(1).ilog2() as usize).min(LOG2_BUCKETS - 1)
}

/// Encodes bits and numbers into bytes.
pub struct RangeEncoder {
    /// The lower end of the range: 24 bits that still may change; above them the pending bits, and a carry.
    low: u64,
    /// The number of bits that are not among the bytes yet: fewer than 24 after each step.
    pending_bits: u32,
    /// The width of the range above `low`.
    range: u32,
    bytes: Vec<u8>,
    models: Vec<Model>,
}

/// The learned probability of one kind of bit.
#[derive(Clone, Copy)]
struct Model {
    /// The probability of a 0, of 65,536.
    zero: u16,
    /// The number of bits seen, up to 62: the more, the slower the adaptation.
    count: u8,
}

impl Default for RangeEncoder {
    fn default() -> Self {
        let models = vec![Model { zero: 1 << 15, count: 0 }; CONTEXT_COUNT * MODELS_PER_CONTEXT];
        Self { low: 0, pending_bits: 0, range: (1 << RANGE_BITS) - 1, bytes: Vec::new(), models }
    }
}

impl RangeEncoder {
    /// Encodes an adaptive bit with one of the context's models.
    pub fn encode_bit(&mut self, context: Context, model: usize, bit: bool) {
        self.encode_adaptive(context as usize * MODELS_PER_CONTEXT + model, bit);
    }

    #[inline(always)]
    fn encode_adaptive(&mut self, at: usize, bit: bool) {
        let Model { zero, count } = self.models[at];
        let rate = (count + 2).ilog2();
        let adapted = if bit { zero - (zero >> rate) } else { zero + ((u16::MAX - zero) >> rate) };
        self.models[at] = Model { zero: adapted, count: (count + 1).min(62) };
        self.encode_with_probability(u32::from(zero >> 4), bit);
    }

    /// Encodes a bit whose probability of being 0 is known, of 4,096.
    #[inline]
    fn encode_with_probability(&mut self, zero: u32, bit: bool) {
        let bound = ((self.range >> 8) * zero) >> 4;
        if bit {
            self.low += u64::from(bound);
            self.range -= bound;
        } else {
            self.range = bound;
        }
        self.renormalize();
    }

    /// Encodes a number below `total`, all equally likely.
    pub fn encode_uniform(&mut self, number: u32, total: u32) {
        if total > 256 {
            let low = total.ilog2() - 7;
            self.narrow_range(number >> low, self.range / (((total - 1) >> low) + 1));
            self.encode_low_bits(number, low);
        } else {
            self.narrow_range(number, self.range / total);
        }
    }

    /// Encodes the lowest bits of a number, all values equally likely.
    fn encode_low_bits(&mut self, number: u32, bits: u32) {
        let low = if bits > 8 { bits - 7 } else { 0 };
        self.narrow_range((number & ((1 << bits) - 1)) >> low, self.range >> (bits - low));
        if low > 0 {
            self.encode_low_bits(number, low);
        }
    }

    /// Narrows the range to one of its parts of equal size.
    fn narrow_range(&mut self, part: u32, size: u32) {
        self.range = size;
        self.low += u64::from(size * part);
        self.renormalize();
    }

    /// Encodes a number in Elias gamma code whose length and second highest bit are adaptive: the smaller the likelier.
    pub fn encode_number(&mut self, context: Context, number: u32) {
        self.encode_number_at(context as usize, number);
    }

    /// Encodes a number in one of several contexts that follow one another, the first of which is given.
    pub fn encode_number_in(&mut self, first: Context, nth: usize, number: u32) {
        self.encode_number_at(first as usize + nth, number);
    }

    fn encode_number_at(&mut self, context: usize, number: u32) {
        let models = context * MODELS_PER_CONTEXT;
        let bits = (number + 1).ilog2();
        (0..bits).for_each(|n| self.encode_adaptive(models + n as usize, true));
        self.encode_adaptive(models + bits as usize, false);

        if bits > 0 {
            let second = (number + 1) >> (bits - 1) & 1;
            self.encode_adaptive(models + 32 + bits as usize, second == 1);
            self.encode_low_bits(number + 1, bits - 1);
        }
    }

    /// Encodes a posting list of ascending stories below `total`, with their impacts.
    pub fn encode_postings(&mut self, postings: &[Posting], total: usize) {
        let mut remaining = postings.len() as u32;
        let mut slots = total as u32;
        let mut next = 0;
        let mut last_marked = Impact::Once;

        for posting in postings {
            slots = self.encode_gap(posting.story() - next, remaining, slots) - 1;
            next = posting.story() + 1;
            remaining -= 1;

            self.encode_impact(posting.impact(), last_marked);
            if posting.impact() != Impact::Once {
                last_marked = posting.impact();
            }
        }
    }

    /// Encodes how many slots are skipped before the next story, in Golomb code. Returns the slots that are left, its own included.
    #[inline]
    fn encode_gap(&mut self, gap: u32, remaining: u32, slots: u32) -> u32 {
        let mut gap = gap;
        let mut slots = slots;

        // Without a free slot all stories that are left follow one another.
        while remaining < slots {
            let step = golomb_step(remaining, slots);
            if remaining > 1 {
                let is_beyond = gap >= step.width;
                self.encode_with_probability(step.zero, is_beyond);
                if is_beyond {
                    gap -= step.width;
                    slots -= step.width;
                    continue;
                }
            }
            self.encode_uniform(gap, step.width);
            break;
        }

        slots - gap
    }

    /// Encodes an impact, given the last one of the list that was not [`Impact::Once`].
    #[inline]
    fn encode_impact(&mut self, impact: Impact, last_marked: Impact) {
        let is_once = impact == Impact::Once;
        self.encode_bit(Context::NotOnce, usize::from(last_marked != Impact::Once), !is_once);
        if is_once {
            return;
        }

        let in_head = impact >= Impact::Head;
        self.encode_bit(Context::InHead, usize::from(last_marked.number().clamp(1, 3) - 1), in_head);
        if in_head {
            let model = if last_marked == Impact::Title { 4 } else { 3 };
            self.encode_bit(Context::InHead, model, impact == Impact::Title);
        } else {
            let model = usize::from(last_marked == Impact::Many);
            self.encode_bit(Context::IsMany, model, impact == Impact::Many);
        }
    }

    /// Widens the range again by no byte, one or two.
    #[inline]
    fn renormalize(&mut self) {
        if self.range < 1 << 16 {
            let bits = if self.range < 1 << 8 { 16 } else { 8 };
            self.range <<= bits;
            self.low <<= bits;
            self.pending_bits += bits;
            if self.pending_bits >= RANGE_BITS {
                self.flush_pending();
            }
        }
    }

    /// Moves the pending bits to the bytes.
    #[inline(never)]
    fn flush_pending(&mut self) {
        let pending = self.low >> RANGE_BITS;
        if pending >> self.pending_bits > 0 {
            self.propagate_carry();
        }

        // Three bytes or four, at the end fewer: always four are written, and the superfluous taken away.
        let bytes = (pending as u32).checked_shl(32 - self.pending_bits).unwrap_or(0).to_be_bytes();
        self.bytes.extend_from_slice(&bytes);
        self.bytes.truncate(self.bytes.len() - 4 + self.pending_bits as usize / 8);
        self.low &= (1 << RANGE_BITS) - 1;
        self.pending_bits = 0;
    }

    /// Adds 1 to the bytes.
    #[cold]
    fn propagate_carry(&mut self) {
        // The bytes are a fraction below 1, so the first one never overflows.
        let full = self.bytes.iter().rev().take_while(|byte| **byte == 0xFF).count();
        let last = self.bytes.len() - full - 1;
        self.bytes[last] += 1;
        self.bytes[last + 1..].fill(0);
    }

    /// Ends the code and returns its bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.flush_pending();
        self.low <<= RANGE_BITS;
        self.pending_bits = RANGE_BITS;
        self.flush_pending();
        self.bytes
    }
}

/// A step of the Golomb code: one bit says whether the next story is beyond it.
struct GolombStep {
    /// The number of slots.
    width: u32,
    /// The probability that the next story is among them, of 4,096.
    zero: u32,
}

/// The Golomb step for `remaining` stories in so many slots: the next story is in it with a probability of about 0.4. For a single
/// story it is all slots. The browser computes the same.
fn golomb_step(remaining: u32, slots: u32) -> GolombStep {
    if remaining == 1 {
        return GolombStep { width: slots, zero: 0 };
    }

    let scale = f64::from(1 << PROBABILITY_BITS);
    let width = ((u64::from(slots) * 522 / (u64::from(remaining) * 1024 + 261)) as u32).max(1);
    if width >= 8 {
        return GolombStep { width, zero: (scale - 0.6 * scale) as u32 };
    }

    let each = f64::from(slots - remaining) / f64::from(slots);
    let empty = (0..width).fold(1.0, |empty, _| empty * each);
    // Neither 0 nor 4,096: a step is empty with a probability below 0.95, but above 0.
    GolombStep { width, zero: (scale - empty * scale) as u32 }
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
        let in_two = encoded_bytes(|coder| {
            coder.encode_uniform(249, 250);
            coder.encode_uniform(3, 4);
        });
        assert_eq!(encoded_bytes(|coder| coder.encode_uniform(999, 1000)), in_two);
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
