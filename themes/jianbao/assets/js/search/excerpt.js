// @ts-check
// Occurrences of terms in a text, the marks that highlight them, and excerpts.

/** @typedef {import("./text.js").Fold} Fold */
/** @typedef {[start: number, end: number]} Mark in UTF-16 units */
/** @typedef {{ text: string, marks: Mark[] }} Excerpt */

// Lengths in UTF-16 units.
const EXCERPT_LENGTH = 80;
const WINDOW_LENGTH = 60;

/** Finds the occurrences of terms, with offsets into the text as it is written. @param {string} text @param {string[]} terms @param {Fold} fold */
function occurrences(text, terms, fold) {
  let folded = "";
  /** @type {number[]} */
  const from = [];
  /** @type {number[]} */
  const to = [];
  // Folded cluster by cluster: a character with those that NFKC may compose with it.
  for (const { 0: cluster, index } of text.matchAll(/.[\p{M}\u1160-\u11ff\u3131-\u318e\uff9e-\uffdc]*/gsu)) {
    for (const unit of fold(cluster).split("")) {
      folded += unit;
      from.push(index);
      to.push(index + cluster.length);
    }
  }

  const found = [];
  for (const term of new Set(terms)) {
    for (let at = -1; (at = folded.indexOf(term, at)) >= 0; at += term.length) {
      found.push({ start: from[at], end: to[at + term.length - 1], term });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Merges occurrences that touch or overlap. @param {{ start: number, end: number }[]} found */
function merge(found) {
  /** @type {Mark[]} */
  const merged = [];
  /** @type {Mark | undefined} */
  let last;
  for (const { start, end } of found) {
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push((last = [start, end]));
  }
  return merged;
}

/** The marks of terms in a text, ascending. @param {string} text @param {string[]} terms @param {Fold} fold */
export const marks = (text, terms, fold) => merge(occurrences(text, terms, fold));

/** The beginning of the sentence or clause that an offset is in, or ten units before it. @param {string} text @param {number} at */
function clauseStart(text, at) {
  const floor = at - 30;
  if (floor <= 0) return 0;
  const before = text.slice(floor, at);
  const mark = [...before.matchAll(/[。！？；\n][”’」』）》\s]*/g)].pop() ?? /[，：、,]\s*/.exec(before);
  return mark ? floor + mark.index + mark[0].length : at - 10;
}

/** Whether an offset is inside a surrogate pair. @param {string} text @param {number} at */
const splitsCharacter = (text, at) => /[\udc00-\udfff]/.test(text[at]);

/**
 * Extracts about 80 characters with the most different terms, from the beginning of a sentence or clause on.
 * @param {string} text
 * @param {string[]} terms
 * @param {Fold} fold
 * @returns {Excerpt}
 */
export function excerpt(text, terms, fold) {
  const found = occurrences(text, terms, fold);
  /** How often each term is in the window. @type {Map<string, number>} */
  const inside = new Map();
  /** @param {{ term: string }} occurrence @param {number} change */
  const count = ({ term }, change) => inside.set(term, (inside.get(term) ?? 0) + change).get(term) || inside.delete(term);

  // A window slides over the occurrences; the best one has the most different terms.
  let [best, last, most] = [0, 0, 0];
  for (let first = 0, next = 0; first < found.length; first++) {
    while (next <= first || found[next]?.end <= found[first].start + WINDOW_LENGTH) count(found[next++], 1);
    if (inside.size > most) [best, last, most] = [first, next - 1, inside.size];
    count(found[first], -1);
  }

  let start = most && clauseStart(text, found[best].start);
  if (splitsCharacter(text, start)) start--;
  let end = Math.max(start + EXCERPT_LENGTH, found[last]?.end ?? 0);
  if (end + 8 > text.length) end = text.length;
  if (splitsCharacter(text, end)) end++;

  const head = start > 0 ? "…" : "";
  const shift = head.length - start;
  const shown = found.filter((occurrence) => occurrence.start >= start && occurrence.end <= end);
  return {
    text: head + text.slice(start, end).replace(/\n/g, " ") + (end < text.length ? "…" : ""),
    marks: merge(shown).map(([from, to]) => [from + shift, to + shift]),
  };
}
