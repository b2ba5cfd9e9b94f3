// @ts-check
// Fetches the index and the stories. What has come is kept; what has not is tried again next time.

import { checked, hash, inflate } from "./bits.js";
import { characters, chinese, common, pairs, shardOf } from "./shard.js";
import { collapse, folding, pageText } from "./text.js";

/** @typedef {import("./shard.js").Entry} Entry */
/**
 * @typedef {object} Story
 * @property {string} address
 * @property {string} date
 * @property {string} column
 * @property {string} issue
 * @property {string[]} tags
 * @property {string[]} fields the headline, the tags, and the other texts of the head
 * @property {string[]} folded
 * @property {string} [text] the body, in the scan form
 */
/** @typedef {{ text: string, folded: string }} Body */
/** @typedef {[text: string, tag: number, stories: number]} Suggested */

/** @param {Uint8Array} bytes */
const decode = (bytes) => new TextDecoder().decode(bytes);
/** @param {Uint8Array} bytes */
const json = async (bytes) => JSON.parse(decode(await inflate(checked(bytes))));

// Of the characters of GB 2312 only these are ever folded.
const FOLDED = "後於乾徵夥麽摺菸";
/** @type {Set<string> | undefined} */
let unfolded;
function plain() {
  if (unfolded) return unfolded;
  unfolded = new Set(chinese(0xf8));
  for (const char of FOLDED) unfolded.delete(char);
  return unfolded;
}

export class Index {
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();
  /** @type {Map<string, string>} */
  #pairs = new Map();
  fold = folding(this.#pairs);

  /** @param {string} root @param {(url: string) => Promise<Response>} fetch */
  constructor(root, fetch) {
    this.root = root;
    this.fetch = fetch;
  }

  async load() {
    const meta = await this.#file("search/meta.json", (bytes) => JSON.parse(decode(bytes)));
    if (meta.version !== 7) throw new Error(`索引的版本是 ${meta.version}`);
    this.meta = meta;
    this.scan = meta.form === "scan";
    this.#learn(meta.variants);
  }

  /** @param {string} pairs */
  #learn(pairs) {
    const chars = Array.from(pairs);
    for (let n = 0; n < chars.length; n += 2) this.#pairs.set(chars[n], chars[n + 1]);
  }

  /** Learns traditional characters, if a text may have some. @param {string} text */
  async learn(text) {
    if (text.match(/\p{sc=Han}/gu)?.some((char) => !plain().has(char))) this.#learn((await this.#file("search/fold.bin", json))[0]);
  }

  /**
   * A folded text in the words of the mainland, and in those of Taiwan and Hong Kong, where these are others.
   * @param {string} text
   * @returns {Promise<string[]>}
   */
  async reworded(text) {
    if (!/\p{sc=Han}/u.test(text)) return [];
    /** @type {[string, string][]} */
    const wording = (await this.#file("search/fold.bin", json))[1];
    return [wording, wording.map(([a, b]) => /** @type {[string, string]} */ ([b, a]))]
      .map((pairs) => {
        const words = new Map(pairs);
        const longest = [...words.keys()].sort((a, b) => b.length - a.length).join("|");
        return text.replace(new RegExp(longest, "g"), (word) => words.get(word) ?? word);
      })
      .filter((other) => other !== text);
  }

  /**
   * The stories of one or two characters, and the words that begin with them; none if there are none.
   * @param {string[]} piece
   * @returns {Promise<Entry>}
   */
  async entry(piece) {
    const number = shardOf(piece, this.meta);
    const [directory, read] = piece.length > 1 ? /** @type {const} */ (["t", pairs]) : /** @type {const} */ (["c", characters]);
    const shard = await this.#file(`search/${directory}/${number}.bin`, (bytes) => read(checked(bytes), number, this.meta));
    return shard.get(piece.join("")) ?? { docs: [], classes: [] };
  }

  /** How often a character is a word, for all. @returns {Promise<(char: string) => number | undefined>} */
  async alone() {
    const [, , ordered, others] = await this.#file("search/fold.bin", json);
    return (char) => ordered[char.length > 1 ? -1 : common().indexOf(char.charCodeAt(0))] || others[char];
  }

  /** @param {number} doc @returns {Promise<Story>} */
  async story(doc) {
    if (this.scan) return (await this.all()).stories[doc];
    const { block } = this.meta;
    const stories = await this.#file(`search/s/${Math.floor(doc / block)}.bin`, async (bytes) =>
      (await json(bytes)).map((/** @type {any[]} */ fields) => this.#story(fields)),
    );
    return stories[doc % block];
  }

  /** Everything, in the scan form. @returns {Promise<{ stories: Story[], words: Record<string, number> }>} */
  all() {
    return this.#file("search/all.bin", async (bytes) => {
      const [stories, words] = await json(bytes);
      return { stories: stories.map((/** @type {[any[], string]} */ [fields, text]) => this.#story(fields, text)), words };
    });
  }

  /** @param {Story} story @returns {Promise<Body>} */
  async body({ address, text }) {
    /** @param {string} text */
    const body = (text) => ({ text, folded: this.fold(text) });
    if (text === undefined) return this.#file(address, (bytes) => body(pageText(decode(bytes))));
    return body(text.replace(/[^\S\n]+/g, " "));
  }

  /** How characters are read. @returns {Promise<Map<string, string[]>>} */
  sounds() {
    return this.#file("search/sounds.bin", async (bytes) => {
      const sounds = new Map();
      for (const [reading, chars] of Object.entries(await json(bytes))) {
        for (const char of chars) sounds.set(char, [...(sounds.get(char) ?? []), reading]);
      }
      return sounds;
    });
  }

  /** Words and tags by a key. @param {string} key @returns {Promise<Suggested[]>} */
  async suggested(key) {
    const number = hash(new TextEncoder().encode(key)) % this.meta.suggestions;
    const lists = await this.#file(`search/p/${number}.bin`, json);
    return Object.hasOwn(lists, key) ? lists[key] : [];
  }

  /** @param {any[]} fields @param {string} [text] @returns {Story} */
  #story([address, title, date, column, issue, tags, head], text) {
    const fields = [title, ...tags, ...head].map(collapse);
    return { address, date, issue, tags, fields, text, column: this.meta.columns[column], folded: fields.map(this.fold) };
  }

  /**
   * @param {string} path
   * @param {(bytes: Uint8Array) => any} decode
   */
  #file(path, decode) {
    const load = async () => {
      try {
        const reply = await this.fetch(this.root + path);
        if (!reply.ok) throw new Error(`没有取到：${reply.status}`);
        return await decode(new Uint8Array(await reply.arrayBuffer()));
      } catch (error) {
        this.#files.delete(path);
        throw Object.assign(new Error(error instanceof Error ? error.message : String(error)), { file: path });
      }
    };
    const file = this.#files.get(path) ?? load();
    this.#files.set(path, file);
    return file;
  }
}
