// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, parseQuery, tokens } from "../../themes/jianbao/assets/js/search/tokens.js";

/** @param {string} text */
const words = (text) => tokens(fold(text)).filter((token) => !token.han).map((token) => token.text);

test("西文词和数字不拆开，与 terms.rs 相同", () => {
  assert.deepEqual(words("投入6623.48万元，“1+4+N”、GB/T 37668、Ｃ++与R&D。"), ["6623.48", "1+4+n", "gb/t", "37668", "c++", "r&d"]);
});

test("句末的标点不算词的一部分", () => {
  assert.deepEqual(words("Wi-Fi. C#, a_b- 3.5% x/"), ["wi-fi", "c#", "a_b", "3.5", "x"]);
  assert.deepEqual(words("12.5万 3-万"), ["12.5", "3"]);
});

test("太长的西文词不是检索词", () => {
  assert.deepEqual(words(`${"a".repeat(64)} ${"b".repeat(65)}`), ["a".repeat(64)]);
  assert.deepEqual(words("é".repeat(33)), []);
});

test("汉字串在非汉字处断开，扩展区的字也是汉字", () => {
  assert.deepEqual(tokens(fold("二〇二〇年、𠮷野家ｋｍ")), [
    { han: true, text: "二〇二〇年" }, { han: true, text: "𠮷野家" }, { han: false, text: "km" },
  ]);
});

test("检索词：相邻两字必需，长词加分，单字查不了", () => {
  assert.deepEqual(parseQuery("创新券 GB/T"), { required: ["创新", "新券", "gb/t"], bonus: ["创新券"], single: [] });
  assert.deepEqual(parseQuery("券"), { required: [], bonus: [], single: ["券"] });
  assert.deepEqual(parseQuery("，。 "), { required: [], bonus: [], single: [] });
  assert.deepEqual(parseQuery("𠮷野家").required, ["𠮷野", "野家"]);
});

test("重复的词只算一次", () => {
  assert.deepEqual(parseQuery("科技 科技").required, ["科技"]);
});
