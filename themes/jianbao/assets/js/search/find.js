// @ts-check
// From the index: the stories that may contain terms, and how much each says.

import { segment } from "./segment.js";
import { parts } from "./text.js";

/** @typedef {import("./shard.js").Entry} Entry */
/** @typedef {import("./text.js").Term} Term */
/** @typedef {{ runs: string[][] }} Runs */
/** @typedef {(piece: string[]) => Promise<Entry | undefined>} Ask the entry of one or two characters; none if its file did not come */
/**
 * @typedef {object} Item a story that may be a hit
 * @property {number} doc
 * @property {number} score
 * @property {number} place where the farthest term stands: -1 the whole headline, 0 the headline, 1 the head, 2 the body
 * @property {boolean} [unsure] whether its text must be looked at
 * @property {import("./index.js").Body} [body]
 */

/** The stories that are in both. @param {Item[] | undefined} items @param {import("./shard.js").List} list @param {number} stories */
function join(items, { docs, classes }, stories) {
  const idf = Math.log(1 + stories / docs.length);
  items ??= Array.from(docs, (doc) => ({ doc, score: 0, place: 0 }));
  let n = 0;
  return items.filter((item) => {
    while (docs[n] < item.doc) n++;
    if (docs[n] !== item.doc) return false;
    item.score += idf * [1, 1.6, 2.2, 3, 4][classes[n]];
    item.place = Math.max(item.place, [2, 2, 2, 1, 0][classes[n]]);
    return true;
  });
}

/** Neighbouring characters: first the heads of the runs, then their tails, then every other, then the rest. @param {Runs} term */
function pieces({ runs }) {
  /** @type {string[][][]} */
  const ranks = [[], [], [], []];
  for (const run of [...runs].sort((a, b) => b.length - a.length)) {
    const last = Math.max(0, run.length - 2);
    for (let at = 0; at <= last; at++) ranks[at === 0 ? 0 : at === last ? 1 : 2 + (at % 2)].push(run.slice(at, at + 2));
  }
  return ranks.flat();
}

/**
 * The stories that may contain all terms (undefined if the index did not come), and the terms of which the index is certain.
 * @param {number} stories
 * @param {Ask} ask
 * @param {Term[]} terms
 */
export async function candidates(stories, ask, terms) {
  const used = new Set();
  /** @type {Set<Term>} */
  const exact = new Set();
  /** @type {Item[] | undefined} */
  let items;
  /** @param {string[][]} pieces */
  const take = async (pieces) => {
    const fresh = pieces.filter((piece) => !used.has(piece.join("")) && used.add(piece.join("")));
    const found = (await Promise.all(fresh.map(ask))).flatMap((entry) => entry ?? []);
    for (const entry of found.sort((a, b) => a.docs.length - b.docs.length)) items = join(items, entry, stories);
  };
  const none = () => items?.length === 0;
  const rest = terms.map(pieces);
  const first = rest.flatMap((pieces) => pieces.splice(0, 2));
  while (first.length && !none()) await take(first.splice(0, 16));
  for (const term of none() ? [] : terms) {
    const [run] = term.runs;
    if (run.join("") !== term.text) continue;
    const entry = await ask(run.slice(0, 2));
    const word = run.length > 2 ? entry?.words?.get(term.text) : entry;
    if (!word) continue;
    exact.add(term);
    if (run.length > 2) items = join(items, word, stories);
  }
  // More for more than three stories, of many two at once, since a round takes longer than a piece. When two in a row
  // were of no use, the stories probably contain it.
  const more = rest.filter((_, n) => !exact.has(terms[n]));
  for (let idle = 0, turn = 0; idle < 2 && !(items && items.length <= 3); ) {
    const before = items?.length ?? 0;
    /** @type {string[][]} */
    const next = [];
    for (; next.length < (before > 12 ? 2 : 1) && more.some((pieces) => pieces.length); turn++) {
      next.push(...more[turn % more.length].splice(0, 1));
    }
    if (!next.length) break;
    await take(next);
    idle = (items?.length ?? 0) === before ? idle + next.length : 0;
  }
  return { items, exact };
}

/**
 * The words of terms, if they are two or more and others than the terms.
 * @param {Term[]} terms
 * @param {(word: string) => number | undefined} frequency
 * @param {number} total
 */
export function split(terms, frequency, total) {
  /** @type {Set<string>} */
  const words = new Set();
  for (const { text, han } of terms.flatMap(({ runs }) => runs.flatMap((run) => parts(run.join(""))))) {
    const found = han ? segment(Array.from(text), frequency, total).filter((word) => Array.from(word).length > 1) : [text];
    for (const word of found) words.add(word);
  }
  return words.size < 2 || (words.size === terms.length && terms.every(({ text }) => words.has(text))) ? [] : [...words];
}

/**
 * The stories that contain all words of the terms, and the words.
 * @param {{ stories: number, total: number }} meta
 * @param {Ask} ask
 * @param {() => Promise<((char: string) => number | undefined) | undefined>} alone how often characters are words
 * @param {Term[]} terms
 */
export async function related({ stories, total }, ask, alone, terms) {
  const all = terms.flatMap(pieces);
  if (all.length > 64) return { items: [], words: [] };
  /** @type {Map<string, import("./shard.js").Word>} */
  const known = new Map();
  const [single, ...entries] = await Promise.all([alone(), ...all.map(ask)]);
  for (const entry of entries) for (const [word, found] of entry?.words ?? []) known.set(word, found);
  const words = split(terms, (word) => known.get(word)?.frequency ?? single?.(word), total);
  /** @type {Item[] | undefined} */
  let items;
  for (const text of words) {
    const own = known.get(text);
    const lists = own ? [own] : await Promise.all(pieces({ runs: [Array.from(text)] }).map(ask));
    for (const list of lists) if (list) items = join(items, list, stories);
  }
  return { items: items ?? [], words };
}
