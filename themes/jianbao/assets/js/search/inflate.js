// @ts-check
// Inflate (RFC 1951), for browsers that cannot do it themselves. Fetched by those alone.

/** A canonical Huffman code: how many codes each length has, and the symbols in the order of their codes. @typedef {{ counts: number[], symbols: number[] }} Code */

const MAX_CODE_LENGTH = 15;

/** The least lengths of matches, from symbol 257 on, and the bits that are added to them. */
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/** The order in which the lengths of the code of code lengths stand. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Makes a code of the lengths of its symbols. @param {number[]} lengths @returns {Code} */
function codeOf(lengths) {
  const byLength = Array.from({ length: MAX_CODE_LENGTH + 1 }, () => /** @type {number[]} */ ([]));
  lengths.forEach((length, symbol) => length && byLength[length].push(symbol));
  return { counts: byLength.map(({ length }) => length), symbols: byLength.reduce((all, some) => all.concat(some), []) };
}

/** The codes of blocks that bring none. */
const FIXED_SYMBOLS = codeOf(Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8)));
const FIXED_DISTANCES = codeOf(new Array(30).fill(5));

/** Inflates raw deflate. @param {Uint8Array} bytes @returns {Uint8Array} */
export function inflate(bytes) {
  let out = new Uint8Array(bytes.length * 4);
  let size = 0;
  /** The position in bits. */
  let position = 0;

  const bit = () => {
    if (position >= bytes.length * 8) throw new Error("the deflated data are cut off");
    return (bytes[position >> 3] >> (position++ & 7)) & 1;
  };
  const bits = (/** @type {number} */ count) => {
    let value = 0;
    for (let n = 0; n < count; n++) value |= bit() << n;
    return value;
  };

  const symbolOf = (/** @type {Code} */ { counts, symbols }) => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      code |= bit();
      if (code - first < counts[length]) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("the deflated data are damaged");
  };

  const push = (/** @type {number} */ byte) => {
    if (size === out.length) {
      const larger = new Uint8Array(size * 2 + 64);
      larger.set(out);
      out = larger;
    }
    out[size++] = byte;
  };

  const storedBlock = () => {
    position = (position + 7) & ~7;
    const length = bits(16);
    bits(16);
    for (let n = 0; n < length; n++) push(bits(8));
  };

  const compressedBlock = (/** @type {Code} */ symbols, /** @type {Code} */ distances) => {
    for (let symbol = symbolOf(symbols); symbol !== 256; symbol = symbolOf(symbols)) {
      if (symbol < 256) {
        push(symbol);
        continue;
      }
      const length = LENGTHS[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
      const slot = symbolOf(distances);
      const extra = slot < 2 ? 0 : (slot >> 1) - 1;
      const distance = (slot < 2 ? slot : (2 + (slot & 1)) << extra) + 1 + bits(extra);
      if (distance > size) throw new Error("the deflated data are damaged");
      for (let n = 0; n < length; n++) push(out[size - distance]);
    }
  };

  const readCodes = () => {
    const symbolCount = bits(5) + 257;
    const distanceCount = bits(5) + 1;
    const ownLengths = new Array(19).fill(0);
    for (let n = 0, count = bits(4) + 4; n < count; n++) ownLengths[CODE_LENGTH_ORDER[n]] = bits(3);

    const code = codeOf(ownLengths);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < symbolCount + distanceCount) {
      const symbol = symbolOf(code);
      const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = symbol < 16 ? 0 : symbol === 16 ? 3 + bits(2) : symbol === 17 ? 3 + bits(3) : 11 + bits(7);
      if (symbol < 16) lengths.push(symbol);
      for (let n = 0; n < times; n++) lengths.push(repeated);
    }
    return /** @type {const} */ ([codeOf(lengths.slice(0, symbolCount)), codeOf(lengths.slice(symbolCount))]);
  };

  for (let last = 0; !last; ) {
    last = bit();
    const kind = bits(2);
    if (kind === 0) storedBlock();
    else if (kind === 1) compressedBlock(FIXED_SYMBOLS, FIXED_DISTANCES);
    else compressedBlock(...readCodes());
  }
  return out.subarray(0, size);
}
