// @ts-check
// Parsing of a query: terms, phrases in quotation marks, excluded terms.

import { collapse, term as toTerm } from "./text.js";

/** @typedef {import("./text.js").Term} Term */

/**
 * Parses a query. Returns its terms, each once, and their texts; the excluded terms; notes on what cannot be searched for; and
 * the whole query as one text, to be compared with headlines.
 * @param {string} input
 * @param {import("./text.js").Fold} fold
 */
export function parse(input, fold) {
  const text = fold(input);
  /** @type {Record<string, string>} */
  const quotes = { '"': '"', "“": "”" };
  // Behind the last closing mark none is looked for, which keeps the time proportional to the length.
  /** @type {Record<string, number>} */
  const last = { '"': text.lastIndexOf('"'), "”": text.lastIndexOf("”") };

  // Pieces, split at white space outside of quotation marks.
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

  // In a query of exclusions alone a minus is a character like others.
  const positive = pieces.some(({ minus, piece }) => !minus && toTerm(piece).text);

  /** @type {Map<string, Term>} */
  const terms = new Map();
  /** @type {Map<string, Term>} */
  const excluded = new Map();
  const notes = new Set();

  for (const { minus, piece, all } of pieces) {
    const term = toTerm(positive ? piece : all);
    if (term.text) (positive && minus ? excluded : terms).set(term.text, term);
    else if (all) notes.add(`“${all}”里没有能查找的字`);
  }

  return {
    terms: [...terms.values()],
    texts: [...terms.keys()],
    excluded: [...excluded.values()],
    notes: [...notes],
    whole: toTerm(collapse(text)).text,
  };
}
