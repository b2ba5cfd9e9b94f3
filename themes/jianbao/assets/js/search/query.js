// @ts-check
// What a reader typed → what to look for and what to leave out.

import { collapse, runs } from "./text.js";

/** @typedef {import("./text.js").Term} Term */

/**
 * @param {string} input
 * @param {import("./text.js").Fold} fold
 */
export function parse(input, fold) {
  const text = fold(input);
  /** @type {Record<string, string>} */
  const quotes = { '"': '"', "“": "”" };
  // Behind the last closing mark there is none to be found.
  /** @type {Record<string, number>} */
  const last = { '"': text.lastIndexOf('"'), "”": text.lastIndexOf("”") };
  const pieces = [];
  const white = /\s|$/g;
  for (let at = 0; at < text.length; at++) {
    const start = at;
    const minus = text[at] === "-";
    const from = minus ? at + 1 : at;
    const close = quotes[text[from]];
    const quoted = last[close] > from;
    white.lastIndex = at;
    at = quoted ? text.indexOf(close, from + 1) : (white.exec(text)?.index ?? text.length);
    const piece = collapse(text.slice(quoted ? from + 1 : from, at));
    pieces.push({ minus, piece, all: quoted ? piece : text.slice(start, at) });
  }
  // Where nothing is wanted, a minus is a minus.
  const positive = pieces.some(({ minus, piece }) => !minus && runs(piece).text);
  /** @type {Map<string, Term>} */
  const terms = new Map();
  /** @type {Map<string, Term>} */
  const excluded = new Map();
  const notes = new Set();
  for (const { minus, piece, all } of pieces) {
    const term = runs(positive ? piece : all);
    if (term.text) (positive && minus ? excluded : terms).set(term.text, term);
    else if (all) notes.add(`“${all}”里没有能查找的字`);
  }
  return { terms: [...terms.values()], excluded: [...excluded.values()], notes: [...notes], whole: runs(collapse(text)).text };
}
