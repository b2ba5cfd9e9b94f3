// @ts-check
// Candidates: the stories that may contain a query's terms, by intersecting posting lists, with a TF-IDF score; and word
// segmentation of queries.

import { scripts, term as toTerm } from "./text.js";

/** @typedef {import("./shard.js").Entry} Entry */
/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./text.js").Term} Term */
/** @typedef {(error: any) => undefined} Fail records that a file could not be used */
/**
 * @typedef {object} Candidate a story that may be a hit
 * @property {number} doc its number
 * @property {number} score the sum of the TF-IDF weights of the bigrams and words that were looked up; in the scan form, the
 *   number of occurrences of the terms
 * @property {number} tier where the farthest term stands: -1 the headline is the query, 0 headline, 1 rest of the head, 2 body
 * @property {boolean} [unverified] whether story data or body must tell if it is a hit: because of a filter, a term whose list
 *   is not exact, or an excluded term
 * @property {import("./index.js").Body} [body] once it has been fetched
 */

// By impact (decoder.js has the numbers): the damped term frequency, weighted by field, and the tier.
const WEIGHTS = [1, 1.6, 2.2, 3, 4];
const TIERS = [2, 2, 2, 1, 0];

/** The lookup of one or two characters; undefined if their file could not be used. @param {Index} index @param {Fail} [fail] */
const lookupIn = (index, fail) => (/** @type {string[]} */ ngram) => index.entry(ngram).catch(fail);

/** Intersects candidates with a posting list. @param {Candidate[] | undefined} candidates @param {import("./shard.js").Postings} postings @param {Index} index */
function intersect(candidates, { docs, impacts }, index) {
  const idf = Math.log(1 + index.meta.stories / docs.length);
  candidates ??= Array.from(docs, (doc) => ({ doc, score: 0, tier: 0 }));

  let n = 0;
  return candidates.filter((candidate) => {
    while (docs[n] < candidate.doc) n++;
    if (docs[n] !== candidate.doc) return false;
    candidate.score += idf * WEIGHTS[impacts[n]];
    candidate.tier = Math.max(candidate.tier, TIERS[impacts[n]]);
    return true;
  });
}

/**
 * Lists a term's bigrams (the character itself for a run of one), the most telling first: the first of each run, the last
 * ones, every other one, the rest.
 * @param {Term} term
 */
function bigramsOf({ runs }) {
  /** @type {string[][][]} */
  const ranks = [[], [], [], []];
  for (const run of [...runs].sort((a, b) => b.length - a.length)) {
    const last = Math.max(0, run.length - 2);
    for (let at = 0; at <= last; at++) ranks[at === 0 ? 0 : at === last ? 1 : 2 + (at % 2)].push(run.slice(at, at + 2));
  }
  return ranks.flat();
}

/**
 * Finds the stories that may contain all terms (undefined if no part of the index could be fetched), and the terms whose
 * posting lists are exact: one or two characters, or a word of the dictionary.
 * @param {Index} index
 * @param {Term[]} terms
 * @param {Fail} [fail] without it a file that cannot be fetched is an error
 */
export async function find(index, terms, fail) {
  const lookup = lookupIn(index, fail);
  const used = new Set();
  /** @type {Set<Term>} */
  const exact = new Set();
  /** @type {Candidate[] | undefined} */
  let candidates;

  /** Looks bigrams up, all at once, and intersects with their lists, the shortest first. @param {string[][]} bigrams */
  const narrow = async (bigrams) => {
    const fresh = bigrams.filter((bigram) => !used.has(bigram.join("")) && used.add(bigram.join("")));
    const entries = (await Promise.all(fresh.map(lookup))).flatMap((entry) => entry ?? []);
    for (const entry of entries.sort((a, b) => a.docs.length - b.docs.length)) candidates = intersect(candidates, entry, index);
  };
  const none = () => candidates?.length === 0;

  // The first two bigrams of each term.
  const rest = terms.map(bigramsOf);
  const first = rest.flatMap((bigrams) => bigrams.splice(0, 2));
  while (first.length && !none()) await narrow(first.splice(0, 16));

  // Terms that have a list of their own.
  for (const term of none() ? [] : terms) {
    const [run] = term.runs;
    if (run.join("") !== term.text) continue;
    const entry = await lookup(run.slice(0, 2));
    const own = run.length > 2 ? entry?.words?.get(term.text) : entry;
    if (!own) continue;
    exact.add(term);
    if (run.length > 2) candidates = intersect(candidates, own, index);
  }

  // More bigrams while there are more than three candidates, two at once if there are many: a round trip costs more than a
  // shard. Two in a row that exclude nothing are enough: the candidates probably contain the term.
  const more = rest.filter((_, n) => !exact.has(terms[n]));
  for (let idle = 0, turn = 0; idle < 2 && !(candidates && candidates.length <= 3); ) {
    const before = candidates?.length ?? 0;
    /** @type {string[][]} */
    const next = [];
    for (; next.length < (before > 12 ? 2 : 1) && more.some((bigrams) => bigrams.length); turn++) {
      next.push(...more[turn % more.length].splice(0, 1));
    }
    if (!next.length) break;

    await narrow(next);
    idle = (candidates?.length ?? 0) === before ? idle + next.length : 0;
  }
  return { candidates, exact };
}

/**
 * Cuts a text into words: the most probable path through the dictionary, by dynamic programming from its end, as jieba does it
 * without its hidden Markov model.
 * @param {string[]} chars
 * @param {(word: string) => number | undefined} frequency
 * @param {number} total the sum of all frequencies
 */
export function segment(chars, frequency, total) {
  /** The logarithm of the probability of the best path from each character on. */
  const best = new Float64Array(chars.length + 1);
  /** The end of the first word of that path. @type {number[]} */
  const ends = [];

  for (let at = chars.length - 1; at >= 0; at--) {
    let word = "";
    best[at] = -Infinity;
    for (let end = at + 1; end <= Math.min(chars.length, at + 16); end++) {
      word += chars[end - 1];
      const found = frequency(word);
      if (!found && end > at + 1) continue;
      const log = Math.log(found || 1) - Math.log(total) + best[end];
      // Of equals, the longer word.
      if (log < best[at]) continue;
      best[at] = log;
      ends[at] = end;
    }
  }

  const words = [];
  for (let at = 0; at < chars.length; at = ends[at]) words.push(chars.slice(at, ends[at]).join(""));
  return words;
}

/**
 * Cuts terms into words; returns none if there are fewer than two, or no others than the terms.
 * @param {Term[]} terms
 * @param {(word: string) => number | undefined} frequency
 * @param {number} total the sum of all frequencies
 */
export function words(terms, frequency, total) {
  /** @type {Set<string>} */
  const words = new Set();
  for (const { text, han } of terms.flatMap(({ runs }) => runs.flatMap((run) => scripts(run.join(""))))) {
    const found = han ? segment([...text], frequency, total).filter((word) => [...word].length > 1) : [text];
    for (const word of found) words.add(word);
  }
  return words.size < 2 || (words.size === terms.length && terms.every(({ text }) => words.has(text))) ? [] : [...words];
}

/**
 * Finds the stories that contain all words of the terms, and these words; none for terms of more than 64 bigrams.
 * @param {Index} index
 * @param {Term[]} terms
 * @param {Fail} fail
 */
export async function related(index, terms, fail) {
  const lookup = lookupIn(index, fail);
  const bigrams = terms.flatMap(bigramsOf);
  if (bigrams.length > 64) return { candidates: [], words: [] };

  /** @type {Map<string, import("./shard.js").Word>} */
  const known = new Map();
  const [single, ...entries] = await Promise.all([index.frequencies().catch(fail), ...bigrams.map(lookup)]);
  for (const entry of entries) for (const [word, postings] of entry?.words ?? []) known.set(word, postings);
  const cut = words(terms, (word) => known.get(word)?.frequency ?? single?.(word), index.meta.total);

  /** @type {Candidate[] | undefined} */
  let candidates;
  for (const word of cut) {
    const own = known.get(word);
    const lists = own ? [own] : await Promise.all(bigramsOf(toTerm(word)).map(lookup));
    for (const list of lists) if (list) candidates = intersect(candidates, list, index);
  }
  return { candidates: candidates ?? [], words: cut };
}
