// @ts-check
// The index as files: fetches them on demand, decodes them and keeps them. A file that could not be fetched is tried again.

import { fnv1a, json, verified } from "./decoder.js";
import { bigrams, characters, common, gb2312, shardOf } from "./shard.js";
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
 * @property {string[]} folded the fields, folded
 * @property {string} [text] the body, in the scan form
 */
/** @typedef {{ text: string, folded: string }} Body */
/** @typedef {[text: string, tag: number, stories: number]} Suggested */

/** Decodes UTF-8. @param {Uint8Array} bytes */
const decode = (bytes) => new TextDecoder().decode(bytes);

// The only characters of GB 2312 that are ever folded.
const FOLDED = "後於乾徵夥麽摺菸";

/** @type {Set<string> | undefined} */
let simplified;

/** The characters of GB 2312 that are never folded. */
const simplifiedCharacters = () => (simplified ??= new Set(gb2312(0xf8).filter((char) => !FOLDED.includes(char))));

/** @typedef {Awaited<ReturnType<typeof load>>} Index */

/**
 * Loads the index of the site at an address: `meta.json` now, all other files when they are needed.
 * @param {string} root
 * @param {(url: string) => Promise<Response>} fetch
 */
export async function load(root, fetch) {
  /** The files fetched so far, by path. @type {Map<string, Promise<any>>} */
  const files = new Map();
  /** Traditional characters with their simplified ones. @type {Map<string, string>} */
  const variants = new Map();
  const fold = folding(variants);

  /** Fetches and decodes a file. A failure names the file and is forgotten. @param {string} path @param {(bytes: Uint8Array) => any} decode */
  const fetchFile = async (path, decode) => {
    try {
      const reply = await fetch(root + path);
      if (!reply.ok) throw new Error(`没有取到：${reply.status}`);
      return await decode(new Uint8Array(await reply.arrayBuffer()));
    } catch (error) {
      files.delete(path);
      throw Object.assign(/** @type {Error} */ (error), { file: path });
    }
  };

  /** Fetches a file, once. @param {string} path @param {(bytes: Uint8Array) => any} decode @returns {Promise<any>} */
  const file = (path, decode) => {
    const found = files.get(path) ?? fetchFile(path, decode);
    files.set(path, found);
    return found;
  };

  const meta = await file("search/meta.json", (bytes) => JSON.parse(decode(bytes)));
  if (meta.version !== 7) throw new Error(`索引的版本是 ${meta.version}`);
  const scan = meta.form === "scan";

  /** Adds traditional characters, each followed by its simplified one. @param {string} pairs */
  const addVariants = (pairs) => {
    const chars = [...pairs];
    for (let n = 0; n < chars.length; n += 2) variants.set(chars[n], chars[n + 1]);
  };
  addVariants(meta.variants);

  /** Fetches all traditional characters for `fold`, if a text may have some; called before the text is folded. @param {string} text */
  const fetchVariants = async (text) => {
    const mayHaveSome = text.match(/\p{sc=Han}/gu)?.some((char) => !simplifiedCharacters().has(char));
    if (mayHaveSome) addVariants((await file("search/fold.bin", json))[0]);
  };

  /**
   * Rewords a folded text: with the mainland's wording, and with that of Taiwan and Hong Kong. Returns what differs.
   * @param {string} text
   * @returns {Promise<string[]>}
   */
  const reworded = async (text) => {
    if (!/\p{sc=Han}/u.test(text)) return [];
    /** @type {[string, string][]} */
    const wording = (await file("search/fold.bin", json))[1];
    return [wording, wording.map(([a, b]) => /** @type {[string, string]} */ ([b, a]))]
      .map((entries) => {
        const words = new Map(entries);
        const longest = [...words.keys()].sort((a, b) => b.length - a.length).join("|");
        return text.replace(new RegExp(longest, "g"), (word) => words.get(word) ?? word);
      })
      .filter((other) => other !== text);
  };

  /**
   * Looks up one or two characters: their postings, and the words that begin with them; an empty list if no story has them.
   * @param {string[]} ngram
   * @returns {Promise<Entry>}
   */
  const entry = async (ngram) => {
    const number = shardOf(ngram, meta);
    const [directory, read] = ngram.length > 1 ? /** @type {const} */ (["t", bigrams]) : /** @type {const} */ (["c", characters]);
    const shard = await file(`search/${directory}/${number}.bin`, (bytes) => read(verified(bytes), number, meta));
    return shard.get(ngram.join("")) ?? { docs: [], impacts: [] };
  };

  /** The frequencies of characters as words of their own; none for longer words. @returns {Promise<(char: string) => number | undefined>} */
  const frequencies = async () => {
    const [, , ordered, others] = await file("search/fold.bin", json);
    return (char) => ordered[char.length > 1 ? -1 : common().indexOf(char.charCodeAt(0))] || others[char];
  };

  /** Names the fields of story data. @param {any[]} data @param {string} [text] @returns {Story} */
  const toStory = ([address, title, date, column, issue, tags, head], text) => {
    const fields = [title, ...tags, ...head].map(collapse);
    return { address, date, issue, tags, fields, text, column: meta.columns[column], folded: fields.map(fold) };
  };

  /** All stories with their texts, and the words in them: the scan form. @returns {Promise<{ stories: Story[], words: Map<string, number> }>} */
  const all = () =>
    file("search/all.bin", async (bytes) => {
      const [stories, words] = await json(bytes);
      return { stories: stories.map((/** @type {[any[], string]} */ [data, text]) => toStory(data, text)), words: new Map(Object.entries(words)) };
    });

  /** The story data of a number. @param {number} doc @returns {Promise<Story>} */
  const story = async (doc) => {
    if (scan) return (await all()).stories[doc];
    const stories = await file(`search/s/${Math.floor(doc / meta.block)}.bin`, async (bytes) =>
      (await json(bytes)).map((/** @type {any[]} */ data) => toStory(data)),
    );
    return stories[doc % meta.block];
  };

  /** The text of a story's body, from its page unless it is there already. @param {Story} story @returns {Promise<Body>} */
  const body = async ({ address, text }) => {
    /** @param {string} text */
    const toBody = (text) => ({ text, folded: fold(text) });
    if (text === undefined) return file(address, (bytes) => toBody(pageText(decode(bytes))));
    return toBody(text.replace(/[^\S\n]+/g, " "));
  };

  /** The pinyin readings of characters. @returns {Promise<Map<string, string[]>>} */
  const sounds = () =>
    file("search/sounds.bin", async (bytes) => {
      const readings = new Map();
      for (const [reading, chars] of Object.entries(await json(bytes))) {
        for (const char of chars) readings.set(char, [...(readings.get(char) ?? []), reading]);
      }
      return readings;
    });

  /** The words and tags of a suggestion key. @param {string} key @returns {Promise<Suggested[]>} */
  const suggested = async (key) => {
    const number = fnv1a(new TextEncoder().encode(key)) % meta.suggestions;
    const lists = await file(`search/p/${number}.bin`, json);
    // No key is as long as a name that every object has.
    return lists[key] ?? [];
  };

  return { root, meta, scan, fold, variants: fetchVariants, reworded, entry, frequencies, all, story, body, sounds, suggested };
}
