// @ts-check

/**
 * Pseudorandom numbers from a seed (xorshift): `draw(n)` is a whole number from 0 to n - 1.
 * @param {number} seed
 * @returns {(below: number) => number}
 */
export function random(seed) {
  let state = (seed * 2654435761 + 88675123) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
