// @ts-check
// A small writer of the search index (docs/search-format.md), and a site in memory that serves it with its pages.

import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { CONTEXT, RangeEncoder, log2Bucket } from "./range-encoder.mjs";

/**
 * @typedef {{ title: string, body?: string, html?: string, date?: string, column?: number, tags?: string[], head?: string[],
 *   issue?: string }} Given
 * A story; each line of `body` is a paragraph. `html` is what stands on the page instead.
 */
/**
 * @typedef {{ form?: string, shards?: number, characters?: number, block?: number, words?: Record<string, number>,
 *   total?: number, columns?: string[], variants?: string, fold?: [string, [string, string][]],
 *   sounds?: Record<string, string>, suggested?: Record<string, [string, number, number][]> }} Shape
 */

export const ROOT = "/x/";

/** @param {string} text */
export const fold = (text) =>
  text.replace(/[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "").split("…").map((part) => part.normalize("NFKC")).join("…").toLowerCase().replaceAll("ς", "σ");
/** @param {string} text */
const runsOf = (text) => fold(text).match(/[\p{Alphabetic}\p{N}+#./\-&%@_°]+/gu) ?? [];
/** @param {string} text */
const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** @param {Uint8Array[]} parts */
export function file(...parts) {
  const bytes = Buffer.concat(parts);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(hash);
  return Buffer.concat([head, bytes]);
}

/** The common characters, from the program's list. */
const COMMON = readFileSync(new URL("../../../src/search/common.txt", import.meta.url), "utf8").split("\n").filter((line) => !line.startsWith("#")).join("");
/** @param {number} code */
const rank = (code) => {
  const found = COMMON.indexOf(String.fromCodePoint(code));
  return found < 0 ? COMMON.length + code : found;
};
/** @param {number} low @param {bigint} value @param {number} shards */
const shardAt = (low, value, shards) => Number(((BigInt(low) * 2n ** 27n + value) * BigInt(shards)) / 2n ** 32n);
/** @param {number} first */
const spread = (first) => ((BigInt(first) * 0x9e3779b1n) % 2n ** 32n) / 32n;
/** @param {string} pair */
const codes = (pair) => Array.from(pair, (char) => /** @type {number} */ (char.codePointAt(0)));

/** @param {string} pair @param {number} shards */
export function shardOf(pair, shards) {
  const [a, b] = codes(pair);
  return shardAt(b & 31, spread(a), shards);
}

/**
 * Writes a shard of bigrams. `each` writes the entry of one, with the bucket of its popularity.
 * @param {string[]} pairs
 * @param {number} shard
 * @param {number} shards
 * @param {(encoder: RangeEncoder, bigram: string, popularity: number) => void} each
 */
function terms(pairs, shard, shards, each) {
  const encoder = new RangeEncoder();
  for (let low = 0; low < 32; low++) {
    if (shard < shardAt(low, 0n, shards) || shard > shardAt(low, 2n ** 27n - 1n, shards)) continue;
    /** @type {Map<number, number[]>} */
    const rows = new Map();
    for (const [a, b] of pairs.map(codes).filter(([, b]) => (b & 31) === low)) rows.set(a, [...(rows.get(a) ?? []), b]);
    /** @type {Map<number, number>} */
    const counts = new Map();
    let rowCount = 0;
    /** @param {number} first */
    const row = (first) => {
      const seconds = (rows.get(first) ?? []).sort((a, b) => rank(a) - rank(b));
      const rare = seconds.filter((code) => rank(code) >= COMMON.length);
      rowCount++;
      encoder.number(CONTEXT.rowLength, seconds.length - 1);
      encoder.number(CONTEXT.rareCount, rare.length);
      const width = log2Bucket(seconds.length);
      let left = seconds.length - rare.length;
      for (const code of codes(COMMON).filter((code) => (code & 31) === low)) {
        if (!left) break;
        const seen = counts.get(code);
        encoder.bit(CONTEXT.bigramPresent, (seen ? 1 + log2Bucket(Math.floor((seen * 64) / rowCount) + 1) : 0) * 8 + width, seconds.includes(code));
        if (seconds.includes(code)) left--;
      }
      let before = 0;
      for (const code of rare) {
        encoder.number(CONTEXT.characterGap, (code >> 5) - before);
        before = code >> 5;
      }
      for (const code of seconds) {
        const seen = rare.includes(code) ? 0 : (counts.get(code) ?? 0);
        counts.set(code, seen + 1);
        each(encoder, String.fromCodePoint(first, code), width + (seen && 1 + log2Bucket(seen)));
      }
    };
    for (const first of codes(COMMON).filter((code) => shardAt(low, spread(code), shards) === shard)) {
      encoder.bit(CONTEXT.rowPresent, 0, rows.has(first));
      if (rows.has(first)) row(first);
    }
    let before = 0;
    for (const first of [...rows.keys()].filter((code) => rank(code) >= COMMON.length).sort((a, b) => a - b)) {
      encoder.bit(CONTEXT.hasMore, 0, 1);
      encoder.number(CONTEXT.characterGap, first - before);
      before = first;
      row(first);
    }
    encoder.bit(CONTEXT.hasMore, 0, 0);
  }
  return file(encoder.finish());
}

/**
 * @param {Given[]} stories from the newest
 * @param {Shape} [shape]
 */
export function site(stories, { form = "index", shards = 5, characters = 3, block = 4, words = {}, total = 60000000,
  columns = ["要闻", "科技"], variants = "", fold: folding = ["", []], sounds = {}, suggested = {} } = {}) {
  const pairs = new Map(Array.from({ length: Array.from(variants).length / 2 }, (_, n) => /** @type {[string, string]} */ (Array.from(variants).slice(2 * n, 2 * n + 2))));
  /** @param {string} text */
  const folded = (text) => Array.from(fold(text), (char) => pairs.get(char) ?? char).join("");
  /** @type {Map<string, Buffer | string>} */
  const files = new Map();
  const full = stories.map(({ title, body = "", html, date, column = 0, tags = [], head = [], issue = "" }, n) => ({
    data: [`s/${n}.html`, title, date ?? `2024-01-${String(28 - (n % 28)).padStart(2, "0")}`, column, issue, tags, head],
    body,
    page: `<!doctype html><title>${escape(title)}</title><main><h1>${escape(title)}</h1><!--search-->${html ?? body.split("\n").map((line) => `<p>${escape(line)}</p>\n`).join("")}<!--/search--><p>上一篇：无关</p></main>`,
    fields: [title, ...tags, ...head],
  }));
  /** Terms and their stories; fields are 0 the headline, 1 the head, 2 the body. @type {Map<string, Map<number, { times: number, field: number }>>} */
  const index = new Map();
  /** @param {string} term @param {number} doc @param {number} field */
  const add = (term, doc, field) => {
    const list = index.get(term) ?? new Map();
    index.set(term, list);
    const entry = list.get(doc) ?? { times: 0, field };
    list.set(doc, entry);
    entry.times++;
  };
  full.forEach(({ fields, body }, doc) => {
    for (const [n, text] of [...fields, body].entries()) {
      const field = n === fields.length ? 2 : Math.min(n, 1);
      for (const run of runsOf(folded(text))) {
        const chars = Array.from(run);
        chars.forEach((char, at) => {
          add(char, doc, field);
          if (at + 1 < chars.length) add(char + chars[at + 1], doc, field);
          for (let length = 3; length <= 16 && at + length <= chars.length; length++) {
            const word = chars.slice(at, at + length).join("");
            if (Object.hasOwn(words, word)) add(word, doc, field);
          }
        });
      }
    }
  });
  /** @param {string} term @returns {[number, number][]} */
  const list = (term) =>
    [...(index.get(term) ?? [])].sort(([a], [b]) => a - b).map(([doc, { times, field }]) => [doc, field < 2 ? 4 - field : times > 3 ? 2 : times > 1 ? 1 : 0]);
  const meta = { version: 7, stories: stories.length, form, shards, characters, suggestions: 1, block, columns, variants, total };
  /** @param {unknown} value */
  const packed = (value) => file(deflateRawSync(Buffer.from(JSON.stringify(value))));
  files.set("search/fold.bin", packed([...folding, Array.from(COMMON, (char) => words[char] ?? 0), {}]));
  files.set("search/sounds.bin", packed(sounds));
  files.set("search/p/0.bin", packed(suggested));
  files.set("search/meta.json", JSON.stringify(meta));
  full.forEach(({ data, page }) => files.set(String(data[0]), page));
  if (form === "scan") {
    files.set("search/all.bin", packed([full.map(({ data, body }) => [data, body]), words]));
  } else {
    const length = (/** @type {string} */ term) => Array.from(term).length;
    const pairs = [...index.keys()].filter((term) => length(term) === 2);
    const long = [...index.keys()].filter((term) => length(term) > 2);
    for (let n = 0; n < shards; n++) {
      const here = pairs.filter((pair) => shardOf(pair, shards) === n);
      files.set(`search/t/${n}.bin`, terms(here, n, shards, (encoder, pair, popularity) => {
        const own = Object.hasOwn(words, pair) ? 1 : 0;
        const longer = long.filter((word) => word.startsWith(pair));
        const stories = list(pair).map(([doc]) => doc);
        encoder.bit(CONTEXT.isWord, 0, own);
        encoder.bit(CONTEXT.hasLongerWords, own, longer.length > 0);
        encoder.number(CONTEXT.bigramStoryCount + own * 16 + popularity, stories.length - 1);
        encoder.postings(list(pair), full.length);
        if (own) encoder.number(CONTEXT.frequency, words[pair]);
        if (longer.length) encoder.number(CONTEXT.longerWordCount, longer.length - 1);
        for (const word of longer) {
          const behind = codes(word).slice(2);
          encoder.number(CONTEXT.wordLength, behind.length - 1);
          for (const code of behind) {
            const common = rank(code) < COMMON.length;
            encoder.bit(CONTEXT.isCommon, 0, common);
            encoder.uniform(common ? rank(code) : code, common ? COMMON.length : 0x110000);
          }
          encoder.number(CONTEXT.frequency, words[word]);
          encoder.number(CONTEXT.wordAbsences + log2Bucket(stories.length), stories.length - list(word).length);
          encoder.postings(list(word).map(([doc, kind]) => [stories.indexOf(doc), kind]), stories.length);
        }
      }));
    }
    const chars = [...index.keys()].filter((term) => length(term) === 1);
    for (let n = 0; n < characters; n++) {
      const encoder = new RangeEncoder();
      let before = n;
      for (const code of chars.flatMap(codes).filter((code) => code % characters === n).sort((a, b) => a - b)) {
        const stories = list(String.fromCodePoint(code));
        encoder.bit(CONTEXT.hasMore, 0, 1);
        encoder.number(CONTEXT.characterGap, (code - before) / characters);
        before = code;
        encoder.number(CONTEXT.characterStoryCount, stories.length - 1);
        encoder.postings(stories, full.length);
      }
      encoder.bit(CONTEXT.hasMore, 0, 0);
      files.set(`search/c/${n}.bin`, file(encoder.finish()));
    }
    for (let n = 0; n * block < stories.length; n++) {
      const part = full.slice(n * block, (n + 1) * block).map(({ data }) => data);
      files.set(`search/s/${n}.bin`, packed(part));
    }
  }
  /** Every request. @type {string[]} */
  const log = [];
  /** @param {string} url */
  const fetch = async (url) => {
    const path = url.slice(ROOT.length);
    log.push(path);
    const found = files.get(path);
    return /** @type {any} */ (new Response(/** @type {any} */ (found ?? "404"), { status: found === undefined ? 404 : 200 }));
  };
  /** The stories that contain a text in one of their fields. @param {string} text */
  const truth = (text) =>
    full.flatMap(({ fields, body }, doc) => ([...fields, body].some((field) => folded(field).includes(folded(text))) ? doc : []));
  return { files, log, fetch, truth };
}
