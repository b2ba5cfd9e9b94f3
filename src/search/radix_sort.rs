//! LSD radix sort of items by numeric keys.

/// Greatest number of bits in a digit: 2,048 buckets, whose counters stay in the processor's first-level cache.
const MAX_DIGIT_BITS: u32 = 11;

/// Sorts by `key`, stably. LSD radix sort: it has no branches that depend on the keys, so none are mispredicted. `spare` is a
/// buffer, whatever is in it.
pub fn radix_sort<T: Copy>(items: &mut Vec<T>, spare: &mut Vec<T>, key: impl Fn(T) -> u64) {
    let Some(&first) = items.first() else { return };

    // Only the bits that differ among the keys are sorted by.
    let differing = items.iter().fold(0, |any, item| any | key(*item) ^ key(first));
    let low = differing.trailing_zeros() % u64::BITS;
    let bits = (u64::BITS - differing.leading_zeros()).saturating_sub(low);
    let rounds = bits.div_ceil(MAX_DIGIT_BITS);
    let digit_bits = bits.div_ceil(rounds.max(1));
    let buckets = 1 << digit_bits;
    let digit_of = |item: &T, round: u32| (key(*item) >> (low + round * digit_bits)) as usize & (buckets - 1);

    // The histograms of all rounds, in one pass.
    let mut counts = vec![0_u32; buckets * rounds as usize];
    for item in &*items {
        (0..rounds).for_each(|round| counts[round as usize * buckets + digit_of(item, round)] += 1);
    }

    spare.resize(items.len(), first);
    for (round, next) in (0..rounds).zip(counts.chunks_exact_mut(buckets)) {
        // Prefix sums: where each bucket begins.
        let mut start = 0;
        for place in &mut *next {
            start += std::mem::replace(place, start);
        }

        for item in &*items {
            let place = &mut next[digit_of(item, round)];
            spare[*place as usize] = *item;
            *place += 1;
        }
        std::mem::swap(items, spare);
    }
}
