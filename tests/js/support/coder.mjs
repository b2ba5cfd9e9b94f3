// @ts-check
// A writer of files of terms, after docs/search-format.md: the range coder with whole numbers of any size.

/** @typedef {[story: number, kind: number]} Posting */

/** Contexts by their names, as docs/search-format.md numbers them. */
export const CONTEXT = { row: 0, pair: 1, word: 2, longer: 3, marked: 4, head: 5, many: 6, common: 7, more: 8, pairs: 9, rare: 10, gap: 11, words: 12, length: 13, frequency: 14, stories: 15, without: 16, of: 24 };

/** @param {number} number */
export const magnitude = (number) => Math.min(7, Math.floor(Math.log2(number)));

export class Coder {
  /** All that is written, as one number. */
  low = 0n;
  range = 0xffffff;
  /** How many bytes were moved out of the lowest 24 bits. */
  moved = 0;
  /** @type {Map<string, { chance: number, seen: number }>} */
  chances = new Map();

  /** @param {number} below @param {number} range */
  #narrow(below, range) {
    this.low += BigInt(below);
    this.range = range;
    for (; this.range < 65536; this.range *= 256, this.moved++) this.low *= 256n;
  }

  /** @param {number} chance @param {number} bit */
  #split(chance, bit) {
    const bound = Math.floor((Math.floor(this.range / 256) * chance) / 16);
    this.#narrow(bit ? bound : 0, bit ? this.range - bound : bound);
  }

  /** @param {number} context @param {number} place @param {number | boolean} bit */
  bit(context, place, bit) {
    const key = `${context} ${place}`;
    const state = this.chances.get(key) ?? { chance: 32768, seen: 0 };
    this.chances.set(key, state);
    this.#split(Math.floor(state.chance / 16), Number(bit));
    const part = 2 ** Math.floor(Math.log2(state.seen + 2));
    state.chance += bit ? -Math.floor(state.chance / part) : Math.floor((65535 - state.chance) / part);
    state.seen = Math.min(62, state.seen + 1);
  }

  /** @param {number} number @param {number} total */
  even(number, total) {
    if (total <= 256) {
      const each = Math.floor(this.range / total);
      return this.#narrow(each * number, each);
    }
    const low = 2 ** (Math.floor(Math.log2(total)) - 7);
    this.even(Math.floor(number / low), Math.floor((total - 1) / low) + 1);
    this.even(number % low, low);
  }

  /** @param {number} context @param {number} number */
  number(context, number) {
    const digits = (number + 1).toString(2);
    const bits = digits.length - 1;
    for (let n = 0; n < bits; n++) this.bit(context, n, 1);
    this.bit(context, bits, 0);
    if (!bits) return;
    this.bit(context, 32 + bits, Number(digits[1]));
    this.even((number + 1) % 2 ** (bits - 1), 2 ** (bits - 1));
  }

  /** @param {Posting[]} list @param {number} total */
  list(list, total) {
    let [next, last] = [0, 0];
    for (const [n, [story, kind]] of list.entries()) {
      const left = list.length - n;
      for (let slots = total - next; left < slots; slots = total - next) {
        if (left === 1) {
          this.even(story - next, slots);
          break;
        }
        const some = Math.max(1, Math.floor((slots * 522) / (left * 1024 + 261)));
        let none = 0.6;
        if (some < 8) none = Array.from({ length: some }, () => (slots - left) / slots).reduce((none, each) => none * each);
        const beyond = story - next >= some;
        this.#split(Math.floor(4096 - none * 4096), Number(beyond));
        if (beyond) next += some;
        else {
          this.even(story - next, some);
          break;
        }
      }
      next = story + 1;
      this.bit(CONTEXT.marked, Number(last > 0), kind > 0);
      if (!kind) continue;
      this.bit(CONTEXT.head, Math.max(0, Math.min(last, 3) - 1), kind > 2);
      if (kind > 2) this.bit(CONTEXT.head, last === 4 ? 4 : 3, kind === 4);
      else this.bit(CONTEXT.many, Number(last === 2), kind === 2);
      last = kind;
    }
  }

  finish() {
    return Buffer.from(this.low.toString(16).padStart((this.moved + 3) * 2, "0"), "hex");
  }
}
