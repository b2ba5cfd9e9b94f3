// @ts-check
// Help with typing: suggestions by characters, pinyin and initials; corrections by sound. Never silently.

import { candidates } from "./find.js";
import { runs } from "./text.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {Map<string, string[]>} Sounds how characters are read */
/**
 * @typedef {object} Suggestion
 * @property {string} text what to search for instead
 * @property {string} shown what it adds to the text, or a headline
 * @property {"tag" | "word" | "title"} kind
 * @property {number} [stories] of a tag
 * @property {string} [url] of a headline
 */

const isHan = (/** @type {string} */ char = "") => /\p{sc=Han}/u.test(char);

/** Whether letters and characters are the beginning of a text, or of its reading. @param {string} typed @param {string[]} chars @param {Sounds} sounds */
function fits(typed, chars, sounds) {
  /** @param {string} rest @param {number} at @returns {boolean} */
  const from = (rest, at) => {
    if (!rest) return true;
    const char = chars[at];
    if (char === undefined) return false;
    if (rest.startsWith(char) && from(rest.slice(char.length), at + 1)) return true;
    return (sounds.get(char) ?? []).some((reading) => {
      let length = 0;
      while (length < reading.length && rest[length] === reading[length]) length++;
      for (; length > 0; length--) if (from(rest.slice(length), at + 1)) return true;
      return false;
    });
  };
  return from(typed, 0);
}

/**
 * Up to five words and tags, and up to three headlines, for what is being typed.
 * @param {Index} index
 * @param {string} input
 * @returns {Promise<Suggestion[]>}
 */
export async function suggest(index, input) {
  await index.learn(input);
  const { fold } = index;
  const [before] = /** @type {RegExpExecArray} */ (/^(?:.*\s)?-?["“]?/s.exec(input));
  const written = input.slice(before.length);
  // As ü is typed.
  const letters = (/** @type {string} */ text) => fold(text).replaceAll("ü", "v");
  const typed = letters(written).slice(0, 40);
  const chars = Array.from(typed);
  if (!chars.length || (chars.length < 2 && !isHan(typed))) return [];
  const lengths = isHan(typed) ? (isHan(chars[1]) ? [2] : [1]) : [2, 4];
  const keys = lengths.filter((length) => length <= chars.length).map((length) => chars.slice(0, length).join(""));
  const sounds = /[a-z]/.test(typed) ? await index.sounds() : new Map();
  const lists = await Promise.all(keys.reverse().map((key) => index.suggested(key)));
  /** @type {Map<string, Suggestion>} */
  const found = new Map();
  for (const [text, tag, stories] of lists.flat()) {
    const folded = letters(text);
    if (found.size < 5 && folded !== typed && fits(typed, Array.from(folded), sounds)) {
      found.set(text, { text: before + text, shown: text, kind: tag ? "tag" : "word", ...(tag ? { stories } : {}) });
    }
  }
  const [first] = found.keys();
  // Nobody spells in capitals.
  const literal = !first || /[A-Z]{2}/.test(written) || !/^[a-z]+$/.test(typed) ? fold(written) : fold(first);
  return [...found.values(), ...(await titles(index, literal))];
}

/** The three newest headlines with a text. @param {Index} index @param {string} text @returns {Promise<Suggestion[]>} */
async function titles(index, text) {
  const term = runs(text);
  if (!term.text || Array.from(term.text).length < 2) return [];
  const { scan, meta } = index;
  const docs = scan
    ? Array.from((await index.all()).stories.keys())
    : ((await candidates(meta.stories, (piece) => index.entry(piece), [term])).items ?? [])
        .filter(({ place }) => place < 1)
        .map(({ doc }) => doc)
        .slice(0, 12);
  const stories = await Promise.all(docs.map((doc) => index.story(doc)));
  return stories
    .filter(({ folded: [title] }) => title.includes(term.text))
    .slice(0, 3)
    .map(({ fields: [title], address }) => ({ text: title, shown: title, kind: "title", url: index.root + address }));
}

/** A syllable without what many speakers do not tell apart. @param {string} syllable */
const alike = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/^l/, "n").replace(/g$/, "");

/**
 * Queries that sound like one and have words of the site, the best first.
 * @param {Index} index
 * @param {string} input
 * @returns {Promise<string[]>}
 */
export async function correct(index, input) {
  await index.learn(input);
  const { fold } = index;
  const text = fold(input);
  if (/^[a-z' ]+$/.test(text)) {
    const found = await suggest(index, text.replace(/[' ]/g, ""));
    return found.filter(({ kind }) => kind !== "title").slice(0, 3).map(({ shown }) => shown);
  }
  const chars = Array.from(text);
  const sounds = await index.sounds();
  const read = (/** @type {string} */ char) => (sounds.get(char) ?? []).map(alike);
  /** @type {{ text: string, length: number, changed: number }[]} */
  const found = [];
  for (let at = 0; at + 1 < Math.min(chars.length, 16); at++) {
    const keys = read(chars[at]).flatMap((a) => read(chars[at + 1]).map((b) => `~${a} ${b}`));
    for (const [word] of (await Promise.all(keys.map((key) => index.suggested(key)))).flat()) {
      const own = Array.from(fold(word));
      const there = chars.slice(at, at + own.length);
      const sounding = own.every((char, n) => char === there[n] || (there[n] && read(char).some((a) => read(there[n]).includes(a))));
      const changed = own.filter((char, n) => char !== there[n]).length;
      if (!sounding || !changed) continue;
      const text = [...chars.slice(0, at), word, ...chars.slice(at + own.length)].join("");
      found.push({ text, length: own.length, changed });
    }
  }
  found.sort((a, b) => b.length - a.length || a.changed - b.changed);
  return [...new Set(found.map(({ text }) => text))].slice(0, 6);
}
