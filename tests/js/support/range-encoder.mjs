// @ts-check
// An encoder of files of terms, after docs/search-format.md: the range coder with integers of any size, for the tests of the decoder.

/** @typedef {[story: number, impact: number]} Posting */

/** Contexts by their names, as docs/search-format.md numbers them. */
export const CONTEXT = { rowPresent: 0, bigramPresent: 1, isWord: 2, hasLongerWords: 3, notOnce: 4, inHead: 5, isMany: 6, isCommon: 7, hasMore: 8, rowLength: 9, rareCount: 10, characterGap: 11, longerWordCount: 12, wordLength: 13, frequency: 14, characterStoryCount: 15, wordAbsences: 16, bigramStoryCount: 24 };

/** @param {number} number */
export const log2Bucket = (number) => Math.min(7, Math.floor(Math.log2(number)));

export class RangeEncoder {
  /** The code so far, as one number. */
  low = 0n;
  range = 0xffffff;
  /** The number of bytes above the lowest 24 bits. */
  moved = 0;
  /** @type {Map<string, { probability: number, count: number }>} */
  models = new Map();

  /** @param {number} below @param {number} range */
  #narrow(below, range) {
    this.low += BigInt(below);
    this.range = range;
    for (; this.range < 65536; this.range *= 256, this.moved++) this.low *= 256n;
  }

  /** @param {number} probability @param {number} bit */
  #fixedBit(probability, bit) {
    const bound = Math.floor((Math.floor(this.range / 256) * probability) / 16);
    this.#narrow(bit ? bound : 0, bit ? this.range - bound : bound);
  }

  /** @param {number} context @param {number} nth @param {number | boolean} bit */
  bit(context, nth, bit) {
    const key = `${context} ${nth}`;
    const model = this.models.get(key) ?? { probability: 32768, count: 0 };
    this.models.set(key, model);
    this.#fixedBit(Math.floor(model.probability / 16), Number(bit));
    const part = 2 ** Math.floor(Math.log2(model.count + 2));
    model.probability += bit ? -Math.floor(model.probability / part) : Math.floor((65535 - model.probability) / part);
    model.count = Math.min(62, model.count + 1);
  }

  /** @param {number} number @param {number} total */
  uniform(number, total) {
    if (total <= 256) {
      const each = Math.floor(this.range / total);
      return this.#narrow(each * number, each);
    }
    const low = 2 ** (Math.floor(Math.log2(total)) - 7);
    this.uniform(Math.floor(number / low), Math.floor((total - 1) / low) + 1);
    this.uniform(number % low, low);
  }

  /** @param {number} context @param {number} number */
  number(context, number) {
    const digits = (number + 1).toString(2);
    const bits = digits.length - 1;
    for (let n = 0; n < bits; n++) this.bit(context, n, 1);
    this.bit(context, bits, 0);
    if (!bits) return;
    this.bit(context, 32 + bits, Number(digits[1]));
    this.uniform((number + 1) % 2 ** (bits - 1), 2 ** (bits - 1));
  }

  /** @param {Posting[]} list @param {number} total */
  postings(list, total) {
    let next = 0;
    let last = 0;
    for (const [n, [story, impact]] of list.entries()) {
      const left = list.length - n;
      for (let slots = total - next; left < slots; slots = total - next) {
        if (left === 1) {
          this.uniform(story - next, slots);
          break;
        }
        const some = Math.max(1, Math.floor((slots * 522) / (left * 1024 + 261)));
        let none = 0.6;
        if (some < 8) none = Array.from({ length: some }, () => (slots - left) / slots).reduce((none, each) => none * each);
        const beyond = story - next >= some;
        this.#fixedBit(Math.floor(4096 - none * 4096), Number(beyond));
        if (beyond) next += some;
        else {
          this.uniform(story - next, some);
          break;
        }
      }
      next = story + 1;
      this.bit(CONTEXT.notOnce, Number(last > 0), impact > 0);
      if (!impact) continue;
      this.bit(CONTEXT.inHead, Math.max(0, Math.min(last, 3) - 1), impact > 2);
      if (impact > 2) this.bit(CONTEXT.inHead, last === 4 ? 4 : 3, impact === 4);
      else this.bit(CONTEXT.isMany, Number(last === 2), impact === 2);
      last = impact;
    }
  }

  finish() {
    return Buffer.from(this.low.toString(16).padStart((this.moved + 3) * 2, "0"), "hex");
  }
}
