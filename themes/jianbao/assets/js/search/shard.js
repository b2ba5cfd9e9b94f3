// @ts-check
// Decoding of the inverted index's shards: bigrams with the words that begin with them, and single characters.

import { check, decoder } from "./decoder.js";

/** @typedef {import("./decoder.js").Postings} Postings */
/** @typedef {Postings & { frequency: number }} Word with its frequency in the segmenter's dictionary */
/** @typedef {Postings & { words?: Map<string, Word> }} Entry the postings of a term, and the words that begin with it */
/** @typedef {{ stories: number, shards: number, characters: number }} Meta */

// Contexts, as docs/search-format.md numbers them.
const ROW_PRESENT = 0;
const BIGRAM_PRESENT = 1;
const IS_WORD = 2;
const HAS_LONGER_WORDS = 3;
const IS_COMMON = 7;
const HAS_MORE = 8;
const ROW_LENGTH = 9;
const RARE_COUNT = 10;
const CHARACTER_GAP = 11;
const LONGER_WORD_COUNT = 12;
const WORD_LENGTH = 13;
const FREQUENCY = 14;
const CHARACTER_STORY_COUNT = 15;
const WORD_ABSENCES = 16;
const BIGRAM_STORY_COUNT = 24;

const POPULARITY_BUCKETS = 16;

/** Checks a code point. @param {number} code */
const codePoint = (code) => {
  check(code < 0x110000);
  return code;
};

/** The binary logarithm of a number above 0, rounded down, at most 7. @param {number} number */
const log2Bucket = (number) => Math.min(7, 31 - Math.clz32(number));

/** Lists the characters of GB 2312, in its order, up to a row. @param {number} endRow */
export function gb2312(endRow) {
  const bytes = [];
  for (let row = 0xb0; row < endRow; row++) for (let cell = 0xa1; cell < 0xff; cell++) bytes.push(row, cell);
  return new TextDecoder("gbk").decode(new Uint8Array(bytes)).match(/\p{sc=Han}/gu) ?? [];
}

/** @type {number[] | undefined} */
let commonCodes;

/** The code points of the common characters: level 1 of GB 2312. */
export const common = () => (commonCodes ??= gb2312(0xd8).map((char) => char.charCodeAt(0)));

/**
 * The shard of bigrams.
 * @param {number} low the lowest five bits of the second character
 * @param {number} spread the hash of the first character
 * @param {number} shards
 */
const bigramShard = (low, spread, shards) => Math.floor(((low * 2 ** 27 + spread) * shards) / 2 ** 32);

/** Fibonacci hashing of a first character, to 27 bits. @param {number} first */
const spread = (first) => Math.imul(first, 0x9e3779b1) >>> 5;

/** The number of the shard with a character or a bigram. @param {string[]} term @param {Meta} meta */
export function shardOf(term, { shards, characters }) {
  const [a, b] = term.map((char) => /** @type {number} */ (char.codePointAt(0)));
  return b === undefined ? a % characters : bigramShard(b & 31, spread(a), shards);
}

/**
 * Decodes what is said of a bigram: its postings, and the words that begin with it.
 * @param {import("./decoder.js").RangeDecoder} decoder
 * @param {string} bigram
 * @param {number} popularity a bucket, from the bigrams decoded before
 * @param {number} stories
 */
function decodeEntry(decoder, bigram, popularity, stories) {
  const isWord = decoder.bit(IS_WORD);
  const hasLonger = decoder.bit(HAS_LONGER_WORDS, isWord);
  const count = decoder.number(BIGRAM_STORY_COUNT + isWord * POPULARITY_BUCKETS + popularity) + 1;

  /** @type {Entry} */
  const entry = decoder.postings(count, stories);
  if (isWord || hasLonger) entry.words = new Map();
  if (isWord) entry.words?.set(bigram, { ...entry, frequency: decoder.number(FREQUENCY) });

  for (let left = hasLonger && decoder.number(LONGER_WORD_COUNT) + 1; left > 0; left--) {
    let word = bigram;
    for (let length = decoder.number(WORD_LENGTH); length >= 0; length--) {
      const code = decoder.bit(IS_COMMON) ? common()[decoder.uniform(common().length)] : decoder.uniform(0x110000);
      word += String.fromCodePoint(codePoint(code));
    }
    const frequency = decoder.number(FREQUENCY);

    // The list of a longer word is one out of the bigram's stories.
    const { docs, impacts } = decoder.postings(count - decoder.number(WORD_ABSENCES + log2Bucket(count)), count);
    entry.words?.set(word, { docs: docs.map((n) => entry.docs[n]), impacts, frequency });
  }
  return entry;
}

/** Decodes a shard of bigrams. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Map<string, Entry>} */
export function bigrams(bytes, shard, { stories, shards }) {
  const input = decoder(bytes);
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  for (let low = 0; low < 32; low++) {
    if (shard < bigramShard(low, 0, shards) || shard > bigramShard(low, 2 ** 27 - 1, shards)) continue;
    const seconds = common().filter((code) => (code & 31) === low);
    // The number of rows that each second character has been in: the likelier it is in the next.
    const counts = new Uint16Array(seconds.length);
    let rows = 0;

    /** Decodes a row: the bigrams of one first character. @param {number} first */
    const decodeRow = (first) => {
      const length = input.number(ROW_LENGTH) + 1;
      const rare = input.number(RARE_COUNT);
      const width = log2Bucket(length);
      const found = [];
      const popularities = [];
      rows++;

      for (let n = 0; found.length < length - rare; n++) {
        check(n < seconds.length);
        const count = counts[n];
        const share = count && 1 + log2Bucket(((count * 64) / rows + 1) | 0);
        if (!input.bit(BIGRAM_PRESENT, share * 8 + width)) continue;
        found.push(seconds[n]);
        popularities.push(count && 1 + log2Bucket(count));
        counts[n]++;
      }
      for (let n = 0, high = 0; n < rare; n++) found.push(codePoint((high += input.number(CHARACTER_GAP)) * 32 + low));

      for (let n = 0; n < length; n++) {
        const bigram = String.fromCodePoint(first, found[n]);
        entries.set(bigram, decodeEntry(input, bigram, width + (popularities[n] ?? 0), stories));
      }
    };

    for (const first of common()) {
      if (bigramShard(low, spread(first), shards) === shard && input.bit(ROW_PRESENT)) decodeRow(first);
    }
    for (let code = 0; input.bit(HAS_MORE); ) decodeRow(codePoint((code += input.number(CHARACTER_GAP))));
  }

  input.finish();
  return entries;
}

/** Decodes a shard of single characters. @param {Uint8Array} bytes @param {number} shard @param {Meta} meta @returns {Map<string, Entry>} */
export function characters(bytes, shard, { stories, characters }) {
  const input = decoder(bytes);
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  for (let code = shard; input.bit(HAS_MORE); ) {
    code += input.number(CHARACTER_GAP) * characters;
    const count = input.number(CHARACTER_STORY_COUNT) + 1;
    entries.set(String.fromCodePoint(codePoint(code)), input.postings(count, stories));
  }

  input.finish();
  return entries;
}
