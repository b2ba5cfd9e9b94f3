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
  /** @param {number} count */
  bits(count) {
    let number = 0;
    for (let n = 0; n < count; n++, this.at++) {
      const byte = this.bytes[this.at >>> 3];
      check(byte >= 0);
      number |= ((byte >>> (this.at & 7)) & 1) << n;
    }
    return number >>> 0;
  }

  /**
   * A list of so many out of all.
   * @param {number} count
   * @param {number} total
   * @returns {List}
   */
  list(count, total) {
    check(count > 0 && count <= total);
    let k = 0;
    while (2 ** (k + 1) * count * 1.5 <= total) k++;
    const docs = new Uint32Array(count);
    const classes = new Uint8Array(count);
    const classed = this.bits(1);
    for (let n = 0, doc = 0; n < count; n++) {
      let quotient = 0;
      while (quotient < 65 && this.bits(1)) quotient++;
      doc += quotient < 65 ? quotient * 2 ** k + this.bits(k) : this.bits(32);
      docs[n] = doc++;
      while (classed && classes[n] < 3 && this.bits(1)) classes[n]++;
    }
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
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
