//! Sorting by numbers.

/// The digits that numbers are sorted by: 2,048 piles, which stay in the processor's nearest memory.
const MAX_DIGIT_BITS: u32 = 11;

/// Sorts by `key`; equals stay in their order. Digit by digit: a comparison that cannot be foreseen costs more than a move.
/// `spare` is room, whatever is in it.
pub fn radix_sort<T: Copy>(items: &mut Vec<T>, spare: &mut Vec<T>, key: impl Fn(T) -> u64) {
    let Some(&first) = items.first() else { return };
    // Bits that are the same in all decide nothing.
    let differing = items.iter().fold(0, |any, item| any | key(*item) ^ key(first));
    let (low, bits) = (differing.trailing_zeros() % u64::BITS, u64::BITS - differing.leading_zeros());
    let rounds = bits.saturating_sub(low).div_ceil(MAX_DIGIT_BITS);
    let digit = bits.saturating_sub(low).div_ceil(rounds.max(1));
    let piles = 1 << digit;
    let pile = |item: &T, round: u32| (key(*item) >> (low + round * digit)) as usize & (piles - 1);
    // How many there are of each digit, in one look at all of them.
    let mut next = vec![0_u32; piles * rounds as usize];
    for item in &*items {
        (0..rounds).for_each(|round| next[round as usize * piles + pile(item, round)] += 1);
    }
    spare.resize(items.len(), first);
    for (round, next) in (0..rounds).zip(next.chunks_exact_mut(piles)) {
        let mut start = 0;
        for place in &mut *next {
            start += std::mem::replace(place, start);
        }
        for item in &*items {
            let place = &mut next[pile(item, round)];
            spare[*place as usize] = *item;
            *place += 1;
        }
        std::mem::swap(items, spare);
    }
}
