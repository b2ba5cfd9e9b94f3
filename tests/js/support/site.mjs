// @ts-check
// A small writer of the search index (docs/search-format.md), and a site in memory that serves it with its pages.

import { deflateRawSync } from "node:zlib";

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

class Bits {
  /** @type {number[]} */
  bits = [];
  /** @param {number} number @param {number} count */
  push(number, count) {
    for (let n = 0; n < count; n++) this.bits.push(Math.floor(number / 2 ** n) % 2);
  }
  /** @param {[number, number][]} list @param {number} total */
  list(list, total) {
    const marked = list.flatMap(([, kind], n) => (kind > 0 ? [/** @type {[number, number]} */ ([n, kind])] : []));
    this.push(Number(marked.length > 0), 1);
    this.numbers(list, () => {}, total);
    if (!marked.length) return;
    const length = Math.floor(Math.log2(marked.length));
    for (let n = 0; n < length; n++) this.push(1, 1);
    this.push(0, 1);
    this.push(marked.length, length);
    this.numbers(marked, (kind) => this.push([0, 0b0, 0b01, 0b11][kind], Math.min(2, kind)), list.length);
  }
  /** @param {[number, number][]} list @param {(kind: number) => void} behind @param {number} total @param {number} most */
  numbers(list, behind, total, most = total) {
    const kinds = new Map(list);
    const missing = list.length * 2 > most;
    const written = missing ? Array.from({ length: most }, (_, number) => number).filter((number) => !kinds.has(number)) : [...kinds.keys()];
    let k = 0;
    while (written.length && 2 ** (k + 1) * written.length * 1.5 <= total) k++;
    let next = 0;
    for (const number of [...written, most]) {
      const gap = number - next;
      const here = missing ? Array.from({ length: gap }, (_, n) => next + n) : [number];
      const before = here.flatMap((number) => kinds.get(number) ?? []);
      next = number + 1;
      if (number === most) {
        if (missing) before.forEach((kind) => behind(kind));
        break;
      }
      const quotient = Math.floor(gap / 2 ** k);
      if (quotient > 64) {
        for (let n = 0; n < 65; n++) this.push(1, 1);
        this.push(gap, 32);
      } else {
        for (let n = 0; n < quotient; n++) this.push(1, 1);
        this.push(0, 1);
        this.push(gap % 2 ** k, k);
      }
      before.forEach((kind) => behind(kind));
    }
  }
  finish() {
    const bytes = new Uint8Array(Math.ceil(this.bits.length / 8));
    this.bits.forEach((bit, at) => (bytes[at >> 3] |= bit << (at & 7)));
    return bytes;
  }
}

/** @param {number[]} bytes @param {number} number */
function put(bytes, number) {
  for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  bytes.push(number);
}

/** @param {Uint8Array[]} parts */
export function file(...parts) {
  const bytes = Buffer.concat(parts);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(hash);
  return Buffer.concat([head, bytes]);
}

/** @param {number[]} dictionary @param {Bits} lists */
function terms(dictionary, lists) {
  const packed = deflateRawSync(Buffer.from(dictionary));
  /** @type {number[]} */
  const length = [];
  put(length, packed.length);
  return file(Buffer.from(length), packed, lists.finish());
}

/** @param {string} pair @param {number} shards */
export function shardOf(pair, shards) {
  const [a, b] = Array.from(pair).map((char) => BigInt(/** @type {number} */ (char.codePointAt(0))));
  return Number((((a * 32n + (b & 31n)) * 0x9e3779b1n % 2n ** 32n) * BigInt(shards)) >> 32n);
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
  /** Terms and their stories. @type {Map<string, Map<number, { times: number, head: boolean }>>} */
  const index = new Map();
  /** @param {string} term @param {number} doc @param {boolean} head */
  const add = (term, doc, head) => {
    const list = index.get(term) ?? new Map();
    index.set(term, list);
    const entry = list.get(doc) ?? { times: 0, head: false };
    list.set(doc, entry);
    if (head) entry.head = true;
    else entry.times++;
  };
  full.forEach(({ fields, body }, doc) => {
    for (const [text, head] of [...fields.map((field) => /** @type {const} */ ([field, true])), /** @type {const} */ ([body, false])]) {
      for (const run of runsOf(folded(text))) {
        const chars = Array.from(run);
        chars.forEach((char, at) => {
          add(char, doc, head);
          if (at + 1 < chars.length) add(char + chars[at + 1], doc, head);
          for (let length = 3; length <= 16 && at + length <= chars.length; length++) {
            const word = chars.slice(at, at + length).join("");
            if (Object.hasOwn(words, word)) add(word, doc, head);
          }
        });
      }
    }
  });
  /** @param {string} term @returns {[number, number][]} */
  const list = (term) =>
    [...(index.get(term) ?? [])].sort(([a], [b]) => a - b).map(([doc, { times, head }]) => [doc, head ? 3 : times > 3 ? 2 : times > 1 ? 1 : 0]);
  /** @param {string} char */
  const single = (char) => words[char] ?? 0;
  const meta = { version: 5, stories: stories.length, form, shards, characters, suggestions: 1, block, columns, variants, total };
  /** @param {unknown} value */
  const packed = (value) => file(deflateRawSync(Buffer.from(JSON.stringify(value))));
  files.set("search/fold.bin", packed(folding));
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
      /** @type {Map<number, [number, string][]>} */
      const groups = new Map();
      for (const pair of pairs.filter((pair) => shardOf(pair, shards) === n)) {
        const [a, b] = Array.from(pair).map((char) => /** @type {number} */ (char.codePointAt(0)));
        const group = a * 32 + (b & 31);
        const rest = b >> 5;
        const turned = rest < 624 ? rest + 656 : rest < 1280 ? rest - 624 : rest;
        groups.set(group, [...(groups.get(group) ?? []), [turned, pair]]);
      }
      /** @type {number[]} */
      const dictionary = [];
      const lists = new Bits();
      let before = 0;
      for (const [group, members] of [...groups].sort(([a], [b]) => a - b)) {
        put(dictionary, group - before);
        before = group;
        put(dictionary, single(Array.from(members[0][1])[0]));
        put(dictionary, members.length);
        members.sort(([a], [b]) => a - b);
        lists.numbers(members.map(([rest]) => [rest, 0]), () => {}, 656, 34816);
        for (const [, pair] of members) {
          const own = Object.hasOwn(words, pair) ? [pair] : [];
          const longer = long.filter((word) => word.startsWith(pair));
          const begun = [...own, ...longer];
          put(dictionary, list(pair).length * 2 + Number(begun.length > 0));
          lists.list(list(pair), stories.length);
          if (begun.length > 0) put(dictionary, begun.length);
          for (const word of begun) {
            const behind = Array.from(word).slice(2);
            put(dictionary, behind.length);
            for (const char of behind) put(dictionary, /** @type {number} */ (char.codePointAt(0)));
            put(dictionary, words[word]);
            put(dictionary, single(/** @type {string} */ (Array.from(word).at(-1))));
            if (behind.length > 0) {
              put(dictionary, list(word).length);
              const stories = list(pair).map(([doc]) => doc);
              lists.list(list(word).map(([doc, kind]) => [stories.indexOf(doc), kind]), stories.length);
            }
          }
        }
      }
      files.set(`search/t/${n}.bin`, terms(dictionary, lists));
    }
    const chars = [...index.keys()].filter((term) => length(term) === 1);
    for (let n = 0; n < characters; n++) {
      /** @type {number[]} */
      const dictionary = [];
      const lists = new Bits();
      let before = 0;
      const codes = chars.map((char) => /** @type {number} */ (char.codePointAt(0))).filter((code) => code % characters === n);
      for (const code of codes.sort((a, b) => a - b)) {
        put(dictionary, code - before);
        before = code;
        put(dictionary, list(String.fromCodePoint(code)).length);
        lists.list(list(String.fromCodePoint(code)), stories.length);
      }
      files.set(`search/c/${n}.bin`, terms(dictionary, lists));
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
