// 读者输入的话 → 要找的词和不要的词。

import { collapse, fold, runs } from "./text.js";

export function parse(input) {
  const text = fold(input);
  const quotes = { '"': '"', "“": "”" };
  // 在最后一个右引号后面就不用再找。
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
    at = quoted ? text.indexOf(close, from + 1) : white.exec(text).index;
    const piece = collapse(text.slice(quoted ? from + 1 : from, at));
    pieces.push({ minus, piece, all: quoted ? piece : text.slice(start, at) });
  }
  // 没有要的词，减号就是减号。
  const positive = pieces.some(({ minus, piece }) => !minus && runs(piece).text);
  const terms = new Map();
  const excluded = new Map();
  const notes = new Set();
  for (const { minus, piece, all } of pieces) {
    const term = runs(positive ? piece : all);
    if (term.text) (positive && minus ? excluded : terms).set(term.text, term);
    else if (all) notes.add(`“${all}”里没有能查找的字`);
  }
  return { terms: [...terms.values()], excluded: [...excluded.values()], notes: [...notes] };
}
