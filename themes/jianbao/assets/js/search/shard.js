// @ts-check
// A file of terms, read as a whole: what comes first tells how the rest is to be read.

import { Bits, check } from "./bits.js";

/** @typedef {import("./bits.js").List} List */
/** @typedef {List & { frequency: number }} Word */
/** @typedef {List & { words?: Map<string, Word> }} Entry with the words that begin here */
/** @typedef {{ stories: number, shards: number, characters: number }} Meta */

// Contexts, as docs/search-format.md numbers them.
const ROW = 0;
const PAIR = 1;
const WORD = 2;
const LONGER = 3;
const COMMON = 7;
const MORE = 8;
const PAIRS = 9;
const RARE = 10;
const GAP = 11;
const WORDS = 12;
const LENGTH = 13;
const FREQUENCY = 14;
const STORIES = 15;
const WITHOUT = 16;
const OF = 24;

/** @param {number} code */
const character = (code) => {
  check(code < 0x110000);
  return code;
};
const magnitude = (/** @type {number} */ number) => Math.min(7, 31 - Math.clz32(number));

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

/** Reads a file of pairs. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Map<string, Entry>} */
export function pairs(bytes, shard, { stories, shards }) {
  const bits = new Bits(bytes);
  /** @type {Map<string, Entry>} */
  const terms = new Map();

  /** @param {string} pair @param {number} popular */
  const term = (pair, popular) => {
    const own = bits.bit(WORD);
    const longer = bits.bit(LONGER, own);
    const count = bits.number(OF + own * 16 + popular) + 1;
    /** @type {Entry} */
    const entry = bits.list(count, stories);
    terms.set(pair, entry);
    if (own || longer) entry.words = new Map();
    if (own) entry.words?.set(pair, { ...entry, frequency: bits.number(FREQUENCY) });
    for (let more = longer && bits.number(WORDS) + 1; more > 0; more--) {
      let word = pair;
      for (let length = bits.number(LENGTH); length >= 0; length--) {
        word += String.fromCodePoint(character(bits.bit(COMMON) ? common()[bits.even(common().length)] : bits.even(0x110000)));
      }
      const frequency = bits.number(FREQUENCY);
      // A list of the pair's stories.
      const { docs, classes } = bits.list(count - bits.number(WITHOUT + magnitude(count)), count);
      entry.words?.set(word, { docs: docs.map((n) => entry.docs[n]), classes, frequency });
    }
  };

  for (let low = 0; low < 32; low++) {
    if (shard < shardAt(low, 0, shards) || shard > shardAt(low, 2 ** 27 - 1, shards)) continue;
    const seconds = common().filter((code) => (code & 31) === low);
    // With how many first characters each was seen.
    const seen = new Uint16Array(seconds.length);
    let rows = 0;
    /** @param {number} first */
    const row = (first) => {
      const count = bits.number(PAIRS) + 1;
      const rare = bits.number(RARE);
      const width = magnitude(count);
      const found = [];
      const popular = [];
      rows++;
      for (let n = 0; found.length < count - rare; n++) {
        check(n < seconds.length);
        const times = seen[n];
        const share = times && 1 + magnitude(((times * 64) / rows + 1) | 0);
        if (!bits.bit(PAIR, share * 8 + width)) continue;
        found.push(seconds[n]);
        popular.push(times && 1 + magnitude(times));
        seen[n]++;
      }
      for (let n = 0, rest = 0; n < rare; n++) found.push(character((rest += bits.number(GAP)) * 32 + low));
      for (let n = 0; n < count; n++) term(String.fromCodePoint(first, found[n]), width + (popular[n] ?? 0));
    };
    for (const first of common()) if (shardAt(low, spread(first), shards) === shard && bits.bit(ROW)) row(first);
    for (let code = 0; bits.bit(MORE); ) row(character((code += bits.number(GAP))));
  }
  bits.finish();
  return terms;
}

/** Reads a file of single characters. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Map<string, Entry>} */
export function characters(bytes, shard, { stories, characters }) {
  const bits = new Bits(bytes);
  /** @type {Map<string, Entry>} */
  const terms = new Map();
  for (let code = shard; bits.bit(MORE); ) {
    code += bits.number(GAP) * characters;
    terms.set(String.fromCodePoint(character(code)), bits.list(bits.number(STORIES) + 1, stories));
  }
  bits.finish();
  return terms;
}
