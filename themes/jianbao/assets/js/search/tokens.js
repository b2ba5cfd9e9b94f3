// @ts-check
// 文字 → 检索词。与建站程序的 src/search/terms.rs 逐条对应：那边怎么切，这里就怎么切。

/** @typedef {{ han: boolean, text: string }} Token 一串汉字，或者一个西文词、数字 */

const HAN = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}〇々]$/u;
const ALPHANUMERIC = /^[\p{Alphabetic}\p{N}]$/u;
/** 最长的西文词，按 UTF-8 字节计。 */
const WORD_LIMIT = 64;
/** 索引里长词的最短与最长字数：两个字的词就是相邻两字，不另列。 */
const LONG_WORD = [3, 6];

/**
 * 是不是汉字。
 * @param {string | undefined} char 一个字符
 */
export const isHan = (char) => char !== undefined && HAN.test(char);

/**
 * 是不是西文词里的字符。
 * @param {string | undefined} char 一个字符
 */
export const isWord = (char) => char !== undefined && ALPHANUMERIC.test(char) && !HAN.test(char);

/**
 * 抹平读者不会在意的差别：全角半角、大小写。
 * @param {string} text
 */
export const fold = (text) => text.normalize("NFKC").toLowerCase();

/**
 * 把抹平过的文字切成汉字串和西文词。
 * @param {string} text
 * @returns {Token[]}
 */
export function tokens(text) {
  const chars = Array.from(text);
  /** @type {Token[]} */
  const found = [];
  for (let at = 0; at < chars.length; ) {
    const start = at++;
    if (isHan(chars[start])) {
      while (isHan(chars[at])) at++;
      found.push({ han: true, text: chars.slice(start, at).join("") });
    } else if (isWord(chars[start])) {
      while (isWord(chars[at]) || "+#".includes(chars[at] ?? " ") || ("./-&_".includes(chars[at] ?? " ") && isWord(chars[at + 1]))) at++;
      const word = chars.slice(start, at).join("");
      if (new TextEncoder().encode(word).length <= WORD_LIMIT) found.push({ han: false, text: word });
    }
  }
  return found;
}

/**
 * 一次检索：`required` 个个都要有；`bonus` 是可能存在的长词，有就加分；`single` 是落单、查不了的汉字。
 * @typedef {{ required: string[], bonus: string[], single: string[] }} Query
 */

/**
 * 读者输入的话 → 一次检索。
 * @param {string} input
 * @returns {Query}
 */
export function parseQuery(input) {
  /** @type {Set<string>} */
  const required = new Set();
  /** @type {Set<string>} */
  const bonus = new Set();
  /** @type {Set<string>} */
  const single = new Set();
  for (const { han, text } of tokens(fold(input))) {
    if (!han) {
      required.add(text);
      continue;
    }
    const chars = Array.from(text);
    if (chars.length === 1) single.add(text);
    for (let at = 0; at + 1 < chars.length; at++) {
      required.add(chars[at] + chars[at + 1]);
      for (let length = LONG_WORD[0]; length <= LONG_WORD[1] && at + length <= chars.length; length++) {
        bonus.add(chars.slice(at, at + length).join(""));
      }
    }
  }
  return { required: [...required], bonus: [...bonus], single: [...single] };
}
