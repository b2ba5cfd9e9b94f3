// @ts-check
// Where terms stand in a text, and excerpts.

/** @typedef {import("./text.js").Fold} Fold */
/** @typedef {[start: number, end: number]} Mark in UTF-16 units */
/** @typedef {{ text: string, marks: Mark[] }} Excerpt */

/** @param {string} text @param {string[]} terms @param {Fold} fold */
function places(text, terms, fold) {
  let folded = "";
  /** @type {number[]} */
  const from = [];
  /** @type {number[]} */
  const to = [];
  // A character with those that may be composed with it.
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

/** @param {{ start: number, end: number }[]} found */
function merge(found) {
  /** @type {Mark[]} */
  const merged = [];
  for (const { start, end } of found) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** @param {string} text @param {string[]} terms @param {Fold} fold */
export const marks = (text, terms, fold) => merge(places(text, terms, fold));

/** The beginning of a sentence or a clause. @param {string} text @param {number} at */
function beginning(text, at) {
  const floor = at - 30;
  if (floor <= 0) return 0;
  const before = text.slice(floor, at);
  const mark = [...before.matchAll(/[。！？；\n][”’」』）》\s]*/g)].at(-1) ?? /[，：、,]\s*/.exec(before);
  return mark ? floor + mark.index + mark[0].length : at - 10;
}

/**
 * The stretch with the most different terms, about 80 characters long.
 * @param {string} text
 * @param {string[]} terms
 * @param {Fold} fold
 * @returns {Excerpt}
 */
export function excerpt(text, terms, fold) {
  const found = places(text, terms, fold);
  /** @type {Map<string, number>} */
  const inside = new Map();
  /** @param {{ term: string }} place @param {number} more */
  const count = ({ term }, more) => inside.set(term, (inside.get(term) ?? 0) + more).get(term) || inside.delete(term);
  let [best, most, last] = [0, 0, 0];
  for (let first = 0, next = 0; first < found.length; first++) {
    while (next <= first || found[next]?.end <= found[first].start + 60) count(found[next++], 1);
    if (inside.size > most) [best, most, last] = [first, inside.size, next - 1];
    count(found[first], -1);
  }
  /** @param {number} at */
  const torn = (at) => /[\udc00-\udfff]/.test(text[at]);
  let start = most && beginning(text, found[best].start);
  if (torn(start)) start--;
  let end = Math.max(start + 80, found[last]?.end ?? 0);
  if (end + 8 > text.length) end = text.length;
  if (torn(end)) end++;
  const head = start > 0 ? "…" : "";
  const shift = head.length - start;
  return {
    text: head + text.slice(start, end).replace(/\n/g, " ") + (end < text.length ? "…" : ""),
    marks: merge(found.filter((place) => place.start >= start && place.end <= end)).map(([from, to]) => [from + shift, to + shift]),
  };
}
