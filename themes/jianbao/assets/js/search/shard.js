// @ts-check
// A file of terms: read once, its lists kept together. Only what is asked for becomes lists of its own.

import { Bits, check } from "./bits.js";

/** @typedef {{ docs: number[], classes: number[] }} List stories, ascending, and how a term stands in each */
/** @typedef {List & { frequency: number }} Word */
/** @typedef {List & { words: Map<string, Word> }} Entry with the words that begin here */
/** @typedef {{ from: number, to: number, words: { text: string, frequency: number, from: number, to: number }[] }} Term */
/** @typedef {{ bits: Bits, terms: Map<string, Term> }} Shard */
/** @typedef {{ stories: number, shards: number, characters: number }} Meta */

// Contexts, as docs/search-format.md numbers them.
const [ROW, PAIR, WORD, LONGER] = [0, 1, 2, 3];
const [COMMON, MORE, PAIRS, RARE, GAP, WORDS, LENGTH, FREQUENCY, STORIES, WITHOUT] = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const OF = 26;

/** @param {number} code */
const text = (code) => {
  check(code < 0x110000);
  return String.fromCodePoint(code);
};
const magnitude = (/** @type {number} */ number) => Math.min(9, 31 - Math.clz32(number));

/** Characters of GB 2312, in its order, up to a row. @param {number} end */
export function chinese(end) {
  const bytes = [];
  for (let a = 0xb0; a < end; a++) for (let b = 0xa1; b < 0xff; b++) bytes.push(a, b);
  return new TextDecoder("gbk").decode(new Uint8Array(bytes)).match(/\p{sc=Han}/gu) ?? [];
}

/** @type {number[] | undefined} */
let known;
/** The common ones. */
export const common = () => (known ??= chinese(0xd8).map((char) => char.charCodeAt(0)));

/** The shard of the pairs of a first character, if their second ones have these lowest bits. @param {number} low @param {number} first @param {number} shards */
const shardAt = (low, first, shards) => Math.floor(((low * 2 ** 27 + first) * shards) / 2 ** 32);
const spread = (/** @type {number} */ first) => Math.imul(first, 0x9e3779b1) >>> 5;

/** The number of the file with one character or two. @param {string[]} piece @param {Meta} meta */
export function shardOf(piece, { shards, characters }) {
  const [a, b] = piece.map((char) => /** @type {number} */ (char.codePointAt(0)));
  return b === undefined ? a % characters : shardAt(b & 31, spread(a), shards);
}

/** Reads a file of pairs. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Shard} */
export function pairs(bytes, shard, { stories, shards }) {
  const bits = new Bits(bytes);
  /** @type {Map<string, Term>} */
  const terms = new Map();
  const character = () => (bits.bit(COMMON) ? common()[bits.even(common().length)] : bits.even(0x110000));

  /** @param {string} pair @param {number} popular */
  const term = (pair, popular) => {
    const own = bits.bit(WORD);
    const longer = bits.bit(LONGER, own);
    const count = bits.number(OF + own * 10 + popular) + 1;
    const from = bits.list(count, stories);
    const to = from + count;
    /** @type {Term["words"]} */
    const words = [];
    if (own) words.push({ text: pair, frequency: bits.number(FREQUENCY), from, to });
    for (let more = longer && bits.number(WORDS) + 1; more > 0; more--) {
      let word = pair;
      for (let length = bits.number(LENGTH); length >= 0; length--) word += text(character());
      const frequency = bits.number(FREQUENCY);
      const own = count - bits.number(WITHOUT + magnitude(count));
      check(own > 0);
      const start = bits.list(own, count);
      // It is a list of the pair's stories.
      for (let n = start; n < start + own; n++) bits.docs[n] = bits.docs[from + bits.docs[n]];
      words.push({ text: word, frequency, from: start, to: start + own });
    }
    terms.set(pair, { from, to, words });
  };

  for (let low = 0; low < 32; low++) {
    if (shard < shardAt(low, 0, shards) || shard > shardAt(low, 2 ** 27 - 1, shards)) continue;
    const seconds = common().filter((code) => (code & 31) === low);
    /** With how many first characters a second one was seen. @type {Map<number, number>} */
    const times = new Map();
    let rows = 0;
    /** @param {number} first */
    const row = (first) => {
      const count = bits.number(PAIRS) + 1;
      const rare = bits.number(RARE);
      const width = Math.min(5, magnitude(count));
      const found = [];
      rows++;
      for (let n = 0; found.length < count - rare; n++) {
        const second = seconds[n];
        check(second);
        const seen = times.get(second);
        const share = seen ? 1 + magnitude(Math.floor((seen * 64) / rows) + 1) : 0;
        if (bits.bit(PAIR, share * 6 + width)) found.push(second);
      }
      for (let n = 0, rest = 0; n < rare; n++) found.push(((rest += bits.number(GAP)) << 5) | low);
      for (const second of found) {
        const seen = times.get(second) ?? 0;
        times.set(second, seen + 1);
        term(text(first) + text(second), Math.min(9, width + (seen && 1 + Math.min(6, magnitude(seen)))));
      }
    };
    for (const first of common()) if (shardAt(low, spread(first), shards) === shard && bits.bit(ROW)) row(first);
    for (let code = 0; bits.bit(MORE); ) row((code += bits.number(GAP)));
  }
  bits.finish();
  return { bits, terms };
}

/** Reads a file of single characters. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Shard} */
export function characters(bytes, shard, { stories, characters }) {
  const bits = new Bits(bytes);
  const terms = new Map();
  for (let code = shard; bits.bit(MORE); ) {
    code += bits.number(GAP) * characters;
    const count = bits.number(STORIES) + 1;
    const from = bits.list(count, stories);
    terms.set(text(code), { from, to: from + count, words: [] });
  }
  bits.finish();
  return { bits, terms };
}

/** The entry of one character or two; without stories if there is none. @param {Shard} shard @param {string[]} piece @returns {Entry} */
export function lookup({ bits, terms }, piece) {
  /** @param {{ from: number, to: number }} place */
  const list = ({ from, to }) => ({ docs: bits.docs.slice(from, to), classes: bits.classes.slice(from, to) });
  const { words, ...place } = terms.get(piece.join("")) ?? { from: 0, to: 0, words: [] };
  return { ...list(place), words: new Map(words.map((word) => [word.text, { ...list(word), frequency: word.frequency }])) };
}
