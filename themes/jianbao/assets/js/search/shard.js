// @ts-check
// A file of terms: unpacked once, read through for each term. Only what is asked for becomes lists.

import { Bits, Bytes, inflate } from "./bits.js";

/** @typedef {import("./bits.js").List} List */
/** @typedef {List & { frequency: number, last: number }} Word with the frequency of its last character */
/** @typedef {List & { first?: number, words: Map<string, Word> }} Entry with the frequency of the first character and the words that begin here */
/** @typedef {{ dictionary: Uint8Array, lists: Uint8Array }} Shard */

/** @param {Uint8Array} bytes @returns {Promise<Shard>} */
export async function unpack(bytes) {
  const outer = new Bytes(bytes);
  const end = outer.number() + outer.at;
  return { dictionary: await inflate(bytes.subarray(outer.at, end)), lists: bytes.subarray(end) };
}

/** The Han characters before those that stand before them in Unicode. @param {number} rest */
const turned = (rest) => (rest < 624 ? rest + 656 : rest < 1280 ? rest - 624 : rest);

/**
 * The entry of one character or two; without stories if there is none.
 * @param {Shard} shard
 * @param {string[]} piece
 * @param {number} stories
 * @returns {Entry}
 */
export function lookup(shard, piece, stories) {
  const inner = new Bytes(shard.dictionary);
  const lists = new Bits(shard.lists);
  /** @type {Entry} */
  const entry = { docs: [], classes: [], words: new Map() };
  const [a, b] = piece.map((char) => /** @type {number} */ (char.codePointAt(0)));
  for (let code = 0; inner.more; ) {
    code += inner.number();
    if (b === undefined) {
      const count = inner.number();
      if (code === a) return { ...entry, ...lists.list(count, stories) };
      lists.skip(count, stories);
      continue;
    }
    const first = inner.number();
    const found = code === a * 32 + (b & 31);
    if (code >>> 5 === a) entry.first = first;
    /** @type {number[]} */
    const rests = [];
    lists.numbers(inner.number(), (_, rest) => rests.push(rest), 656, 34816);
    for (const rest of rests) {
      const wanted = found && rest === turned(b >>> 5);
      const count = inner.number();
      if (wanted) Object.assign(entry, lists.list(count >>> 1, stories));
      else lists.skip(count >>> 1, stories);
      for (let more = count & 1 && inner.number(); more > 0; more--) {
        let text = piece.join("");
        const behind = inner.number();
        for (let n = 0; n < behind; n++) {
          const char = inner.number();
          if (wanted) text += String.fromCodePoint(char);
        }
        const [frequency, last] = [inner.number(), inner.number()];
        const own = behind && inner.number();
        if (!wanted) own && lists.skip(own, count >>> 1);
        else {
          const list = own ? lists.list(own, count >>> 1) : entry;
          const docs = own ? Array.from(list.docs, (n) => entry.docs[n]) : entry.docs;
          entry.words.set(text, { docs, classes: list.classes, frequency, last });
        }
      }
      if (wanted) return entry;
    }
  }
  return entry;
}
