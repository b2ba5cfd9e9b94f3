// @ts-check
// A file of terms, unpacked.

import { Bits, Bytes, inflate } from "./bits.js";

/** @typedef {import("./bits.js").List} List */
/** @typedef {List & { frequency: number, last: number }} Word with the frequency of its last character */
/** @typedef {List & { first?: number, words: Map<string, Word> }} Entry with the frequency of the first character and the words that begin here */

/** @type {Map<string, Word>} */
const NONE = new Map();

/**
 * @param {Uint8Array} bytes
 * @param {number} stories
 * @param {boolean} single whether the terms are single characters
 */
export async function shard(bytes, stories, single) {
  const outer = new Bytes(bytes);
  const end = outer.number() + outer.at;
  const inner = new Bytes(await inflate(bytes.subarray(outer.at, end)));
  const lists = new Bits(bytes.subarray(end));
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Map<string, number>} */
  const firsts = new Map();
  const char = String.fromCodePoint;
  for (let code = 0; inner.more; ) {
    code += inner.number();
    if (single) {
      entries.set(char(code), { ...lists.list(inner.number(), stories), words: NONE });
      continue;
    }
    const first = inner.number();
    firsts.set(char(code >>> 4), first);
    for (const high of Array.from(lists.list(inner.number(), 2560).docs)) {
      const pair = char(code >>> 4, high * 16 + (code & 15));
      const count = inner.number();
      const own = lists.list(count >>> 1, stories);
      /** @type {Map<string, Word>} */
      const words = count & 1 ? new Map() : NONE;
      for (let more = count & 1 && inner.number(); more > 0; more--) {
        let text = pair;
        const behind = inner.number();
        for (let n = 0; n < behind; n++) text += char(inner.number());
        const frequency = inner.number();
        const last = inner.number();
        words.set(text, { ...(behind ? lists.list(inner.number(), stories) : own), frequency, last });
      }
      entries.set(pair, { ...own, first, words });
    }
  }
  return { entries, firsts };
}
