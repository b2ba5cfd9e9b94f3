// @ts-check
// 一段文字里哪些地方是读者要找的词。

import { fold, isHan, isWord } from "./tokens.js";

/**
 * 把文字切成段，标出命中的段；各段连起来就是原文。
 * @param {string} text
 * @param {string[]} terms 抹平过的词
 * @returns {{ text: string, hit: boolean }[]}
 */
export function highlight(text, terms) {
  const chars = Array.from(text);
  /** @type {string[]} 抹平后的字符，和它们各自来自第几个原字符 */
  const folded = [];
  /** @type {number[]} */
  const from = [];
  chars.forEach((char, at) => {
    for (const part of Array.from(fold(char))) {
      folded.push(part);
      from.push(at);
    }
  });
  const hits = new Array(chars.length).fill(false);
  for (const term of terms) {
    const needle = Array.from(term);
    const whole = !isHan(needle[0]);
    for (let at = 0; at + needle.length <= folded.length; at++) {
      if (needle.some((char, offset) => folded[at + offset] !== char)) continue;
      const end = at + needle.length;
      if (whole && (isWord(folded[at - 1]) || isWord(folded[end]))) continue;
      for (let hit = at; hit < end; hit++) hits[from[hit]] = true;
    }
  }
  /** @type {{ text: string, hit: boolean }[]} */
  const parts = [];
  chars.forEach((char, at) => {
    const last = parts.at(-1);
    if (last && last.hit === hits[at]) last.text += char;
    else parts.push({ text: char, hit: hits[at] });
  });
  return parts;
}
