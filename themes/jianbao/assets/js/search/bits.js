// @ts-check
// Bytes and bits of the index's files, as docs/search-format.md has them.

/** @param {unknown} good */
const check = (good) => {
  if (!good) throw new Error("文件损坏");
};

/** FNV-1a, 32 bits. @param {Uint8Array} bytes */
export function hash(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

export class Bytes {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  get more() {
    return this.at < this.bytes.length;
  }

  number() {
    for (let number = 0, unit = 1; ; unit *= 128) {
      check(this.more);
      const byte = this.bytes[this.at++];
      number += (byte & 127) * unit;
      if (byte < 128) return number;
    }
  }
}

/** @typedef {{ docs: ArrayLike<number>, classes: ArrayLike<number> }} List stories, ascending, and how a term stands in each */

export class Bits extends Bytes {
  /** The next 24 bits and perhaps a few more, without taking them; zeros behind the end. */
  peek() {
    const { bytes, at } = this;
    const byte = at >>> 3;
    return (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24)) >>> (at & 7);
  }

  /** @param {number} count at most 24 */
  bits(count) {
    const number = this.peek() & ((1 << count) - 1);
    this.at += count;
    return number;
  }

  /** How many 1s there are before a 0, which is taken too; of so many no more are. @param {number} most */
  ones(most) {
    for (let count = 0; ; ) {
      const zeros = ~this.peek() | (1 << 24);
      const found = 31 - Math.clz32(zeros & -zeros);
      if (count + found >= most) {
        this.at += most - count;
        return most;
      }
      this.at += found;
      count += found;
      if (found < 24) {
        this.at++;
        return count;
      }
    }
  }

  /**
   * Reads so many numbers, ascending, nearly all below a total, all below `most`. Of more than half those are written that
   * are missing.
   * @param {number} count
   * @param {(n: number, number: number) => void} each
   * @param {number} total
   * @param {number} most
   */
  numbers(count, each, total, most = total) {
    check(count > 0 && count <= most);
    const missing = count * 2 > most;
    const written = missing ? most - count : count;
    let k = 0;
    while (written && 2 ** (k + 1) * written * 1.5 <= total) k++;
    let number = 0;
    let n = 0;
    /** @param {number} end */
    const take = (end) => {
      check(end <= most);
      while (number < end) each(n++, number++);
    };
    for (let at = 0; at < written; at++) {
      const quotient = this.ones(65);
      const next = number + (quotient < 65 ? quotient * 2 ** k + this.bits(k) : this.bits(16) + this.bits(16) * 65536);
      if (missing) take(next);
      number = next;
      if (missing) number++;
      else take(next + 1);
    }
    if (missing) take(most);
    check(n === count && this.at <= this.bytes.length * 8);
  }

  /**
   * Reads a list of so many out of all: the stories, then in which of them the term stands more than once.
   * @param {number} count
   * @param {number} total
   * @param {(n: number, doc: number) => void} each
   * @param {(n: number, kind: number) => void} mark
   */
  #read(count, total, each, mark) {
    const classed = this.bits(1);
    this.numbers(count, each, total);
    if (!classed) return;
    const length = this.ones(24);
    this.numbers(2 ** length + this.bits(length), (_, n) => mark(n, 1 + this.ones(2)), count);
  }

  /** @param {number} count @param {number} total */
  skip(count, total) {
    const none = () => {};
    this.#read(count, total, none, none);
  }

  /** @param {number} count @param {number} total @returns {List} */
  list(count, total) {
    check(count <= total);
    const docs = new Uint32Array(count);
    const classes = new Uint8Array(count);
    this.#read(count, total, (n, doc) => (docs[n] = doc), (n, kind) => (classes[n] = kind));
    return { docs, classes };
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
