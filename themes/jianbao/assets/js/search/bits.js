// @ts-check
// The bits of the index's files, as docs/search-format.md has them.

/** @param {unknown} good */
export const check = (good) => {
  if (!good) throw new Error("文件损坏");
};

/** FNV-1a, 32 bits. @param {Uint8Array} bytes */
export function hash(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

// Contexts of bits, each with 64 places; those of shard.js are there.
const MARKED = 4;
const HEAD = 5;
const MANY = 6;
const CONTEXTS = 56;

/**
 * Where so many stories are among so many slots: a stretch in which the first may be, and how likely it is, of 4,096.
 * @param {number} left at least 2
 * @param {number} slots
 */
function stretch(left, slots) {
  const some = Math.floor((slots * 522) / (left * 1024 + 261)) || 1;
  let none = some < 8 ? 1 : 0.6;
  for (let n = some < 8 ? some : 0; n; n--) none *= (slots - left) / slots;
  return [some, Math.floor(4096 - none * 4096)];
}

/** @typedef {{ docs: number[], classes: number[] }} List stories, ascending, and how a term stands in each */

/** A file of terms, read from its beginning to its end. */
export class Bits {
  range = 0xffffff;
  at = 3;
  /** How likely a 0 is, of 65,536, and how often that was seen. */
  chances = new Uint16Array(CONTEXTS * 64).fill(32768);
  seen = new Uint8Array(CONTEXTS * 64);

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.code = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
  }

  #settle() {
    while (this.range < 65536) {
      this.range <<= 8;
      this.code = (this.code << 8) | this.bytes[this.at++];
    }
  }

  /** A bit of which is known how likely a 0 is. @param {number} chance of 4,096 */
  #split(chance) {
    const bound = ((this.range >>> 8) * chance) >>> 4;
    const bit = this.code < bound ? 0 : 1;
    if (bit) {
      this.code -= bound;
      this.range -= bound;
    } else this.range = bound;
    this.#settle();
    return bit;
  }

  /** @param {number} context @param {number} [place] */
  bit(context, place = 0) {
    const at = context * 64 + place;
    const chance = this.chances[at];
    const rate = 31 - Math.clz32(this.seen[at] + 2);
    const bit = this.#split(chance >>> 4);
    this.chances[at] += bit ? -(chance >>> rate) : (65535 - chance) >>> rate;
    if (this.seen[at] < 62) this.seen[at]++;
    return bit;
  }

  /** One of so many equally likely numbers. @param {number} total @returns {number} */
  even(total) {
    if (total > 256) {
      const low = 24 - Math.clz32(total);
      return (this.even(((total - 1) >>> low) + 1) << low) | this.even(1 << low);
    }
    this.range = (this.range / total) | 0;
    const number = (this.code / this.range) | 0;
    check(number < total);
    this.code -= number * this.range;
    this.#settle();
    return number;
  }

  /** @param {number} context */
  number(context) {
    let bits = 0;
    while (this.bit(context, bits)) check(++bits < 22);
    if (!bits) return 0;
    const top = 2 + this.bit(context, 32 + bits);
    return ((top << (bits - 1)) | this.even(1 << (bits - 1))) - 1;
  }

  /** A list of so many stories out of all. @param {number} left @param {number} end @returns {List} */
  list(left, end) {
    check(left > 0 && left <= end && this.at <= this.bytes.length);
    const docs = new Array(left);
    const classes = new Array(left);
    for (let n = 0, next = 0, last = 0; left; n++, left--) {
      // Those that are left may be all.
      while (left < end - next) {
        const [some, chance] = left > 1 ? stretch(left, end - next) : [end - next, 0];
        if (chance && this.#split(chance)) next += some;
        else {
          next += this.even(some);
          break;
        }
      }
      check(left <= end - next);
      let kind = 0;
      if (this.bit(MARKED, last && 1)) {
        kind = this.bit(HEAD, last && Math.min(last, 3) - 1)
          ? 3 + this.bit(HEAD, last === 4 ? 4 : 3)
          : 1 + this.bit(MANY, last === 2 ? 1 : 0);
        last = kind;
      }
      docs[n] = next++;
      classes[n] = kind;
    }
    return { docs, classes };
  }

  /** To be called at the end. */
  finish() {
    check(this.at === this.bytes.length);
  }
}

/** The bytes behind a file's hash, if it is right. @param {Uint8Array} file */
export function checked(file) {
  const bytes = file.subarray(4);
  check(bytes.length && new DataView(file.buffer).getUint32(0, true) === hash(bytes));
  return bytes;
}

/** @param {Uint8Array} bytes */
export async function inflate(bytes) {
  // Not by way of a Blob, which a browser keeps in another process.
  const { body } = new Response(/** @type {BodyInit} */ (bytes));
  const stream = /** @type {ReadableStream} */ (body).pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
