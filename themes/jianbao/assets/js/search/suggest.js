// @ts-check
// Suggestions by characters, pinyin and initials; corrections by fuzzy pinyin. They are offered, never applied.

import { find as findCandidates } from "./candidates.js";
import { term as toTerm } from "./text.js";

/** @typedef {import("./index.js").Index} Index */
/** @typedef {Map<string, string[]>} Readings the pinyin readings of characters */
/**
 * @typedef {object} Suggestion
 * @property {string} text what to search for instead
 * @property {string} shown what it adds to the text, or a headline
 * @property {"tag" | "word" | "title"} kind
 * @property {number} [stories] of a tag
 * @property {string} [url] of a headline
 */

const isHan = (/** @type {string} */ char = "") => /\p{sc=Han}/u.test(char);

/**
 * Whether what is typed is a prefix of a text, where each character may be typed as it is or as a prefix of its pinyin.
 * @param {string} typed
 * @param {string[]} chars
 * @param {Readings} readings
 */
function isPrefix(typed, chars, readings) {
  /** @param {string} rest @param {number} at @returns {boolean} */
  const matchesFrom = (rest, at) => {
    if (!rest) return true;
    const char = chars[at];
    if (char === undefined) return false;
    if (rest.startsWith(char) && matchesFrom(rest.slice(char.length), at + 1)) return true;

    return (readings.get(char) ?? []).some((reading) => {
      let length = 0;
      while (length < reading.length && rest[length] === reading[length]) length++;
      for (; length > 0; length--) if (matchesFrom(rest.slice(length), at + 1)) return true;
      return false;
    });
  };
  return matchesFrom(typed, 0);
}

/**
 * Suggests up to five words and tags, and up to three headlines, for what is being typed.
 * @param {Index} index
 * @param {string} input
 * @returns {Promise<Suggestion[]>}
 */
export async function suggest(index, input) {
  await index.variants(input);
  const { fold } = index;
  const [before] = /** @type {RegExpExecArray} */ (/^(?:.*\s)?-?["“]?/s.exec(input));
  const written = input.slice(before.length);
  // Keyboards type ü as v.
  const letters = (/** @type {string} */ text) => fold(text).replaceAll("ü", "v");
  const typed = letters(written).slice(0, 40);
  const chars = [...typed];
  if (!chars.length || (chars.length < 2 && !isHan(typed))) return [];

  const lengths = isHan(typed) ? (isHan(chars[1]) ? [2] : [1]) : [4, 2];
  const keys = lengths.filter((length) => length <= chars.length).map((length) => chars.slice(0, length).join(""));
  const readings = /[a-z]/.test(typed) ? await index.sounds() : new Map();
  const lists = await Promise.all(keys.map((key) => index.suggested(key)));

  /** @type {Map<string, Suggestion>} */
  const found = new Map();
  for (const [text, tag, stories] of lists.flat()) {
    const folded = letters(text);
    if (found.size < 5 && folded !== typed && isPrefix(typed, [...folded], readings)) {
      found.set(text, { text: before + text, shown: text, kind: tag ? "tag" : "word", ...(tag ? { stories } : {}) });
    }
  }

  // Headlines are found by the best suggestion in place of pinyin. Capitals are an abbreviation, not pinyin.
  const [first] = found.keys();
  const literal = !first || /[A-Z]{2}/.test(written) || !/^[a-z]+$/.test(typed) ? written : first;
  return [...found.values(), ...(await titles(index, fold(literal)))];
}

/** Finds the three newest headlines that contain a text. @param {Index} index @param {string} text @returns {Promise<Suggestion[]>} */
async function titles(index, text) {
  const term = toTerm(text);
  if (!term.text || [...term.text].length < 2) return [];

  const docs = index.scan
    ? Array.from((await index.all()).stories.keys())
    : ((await findCandidates(index, [term])).candidates ?? [])
        .filter(({ tier }) => tier < 1)
        .map(({ doc }) => doc)
        .slice(0, 12);

  const stories = await Promise.all(docs.map((doc) => index.story(doc)));
  return stories
    .filter(({ folded: [title] }) => title.includes(term.text))
    .slice(0, 3)
    .map(({ fields: [title], address }) => ({ text: title, shown: title, kind: "title", url: index.root + address }));
}

/** Fuzzy pinyin: a syllable without the distinctions that many speakers do not make. @param {string} syllable */
const fuzzy = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/^l/, "n").replace(/g$/, "");

/**
 * Corrects a query: returns queries that sound the same and have words of the site, the best first.
 * @param {Index} index
 * @param {string} input
 * @returns {Promise<string[]>}
 */
export async function correct(index, input) {
  await index.variants(input);
  const text = index.fold(input);
  if (/^[a-z' ]+$/.test(text)) {
    const found = await suggest(index, text.replace(/[' ]/g, ""));
    return found.filter(({ kind }) => kind !== "title").slice(0, 3).map(({ shown }) => shown);
  }

  const chars = [...text];
  const readings = await index.sounds();
  const soundsOf = (/** @type {string} */ char) => (readings.get(char) ?? []).map(fuzzy);
  /** @param {string} a @param {string} b */
  const soundAlike = (a, b) => b && soundsOf(a).some((sound) => soundsOf(b).includes(sound));
  /** @type {{ text: string, length: number, changed: number }[]} */
  const found = [];

  for (let at = 0; at + 1 < Math.min(chars.length, 16); at++) {
    const keys = soundsOf(chars[at]).flatMap((a) => soundsOf(chars[at + 1]).map((b) => `~${a} ${b}`));
    for (const [word] of (await Promise.all(keys.map((key) => index.suggested(key)))).flat()) {
      const own = Array.from(index.fold(word));
      const typed = chars.slice(at, at + own.length);
      const changed = own.filter((char, n) => char !== typed[n]).length;
      if (!changed || !own.every((char, n) => char === typed[n] || soundAlike(char, typed[n]))) continue;
      found.push({ text: [...chars.slice(0, at), word, ...chars.slice(at + own.length)].join(""), length: own.length, changed });
    }
  }

  found.sort((a, b) => b.length - a.length || a.changed - b.changed);
  return [...new Set(found.map(({ text }) => text))].slice(0, 6);
}
