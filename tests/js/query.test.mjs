// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../themes/jianbao/assets/js/search/query.js";
import { segment } from "../../themes/jianbao/assets/js/search/candidates.js";
import { folding } from "../../themes/jianbao/assets/js/search/text.js";

const fold = folding(new Map());

/** @param {string} input */
const query = (input) => {
  const { terms, excluded, notes } = parse(input, fold);
  return [terms.map(({ text }) => text), excluded.map(({ text }) => text), notes.length];
};

test("空白隔开的词，引号里的一个词，减号后面的不要", () => {
  assert.deepEqual(query("科技　创新 \"A  b\" “人才 工作”"), [["科技", "创新", "a b", "人才 工作"], [], 0]);
  assert.deepEqual(query("科技 -创新 -\"a b\" －“人才 工作”"), [["科技"], ["创新", "a b", "人才 工作"], 0]);
  assert.deepEqual(query("GB/T-1 1-2"), [["gb/t-1", "1-2"], [], 0]);
  assert.deepEqual(query("科技 科技 ＫＪ kj"), [["科技", "kj"], [], 0]);
});

test("没有要的词时，减号就是减号", () => {
  assert.deepEqual(query("-20"), [["-20"], [], 0]);
  assert.deepEqual(query("-“人才 工作” ，"), [["人才 工作"], [], 1]);
});

test("两头查不了的字符去掉，全是这样的词不算", () => {
  assert.deepEqual(query("，动，技术。 😀 a😀b"), [["动,技术", "a😀b"], [], 1]);
  assert.deepEqual(query("，。"), [[], [], 1]);
  assert.deepEqual(query(" 　\n"), [[], [], 0]);
});

test("没有配对的引号不算引号", () => {
  assert.deepEqual(query("“人才 工作"), [["人才", "工作"], [], 0]);
  assert.deepEqual(query('人才"工 作"'), [["人才\"工", "作"], [], 0]);
  assert.deepEqual(query("推进“深根计划”赋能"), [["推进“深根计划”赋能"], [], 0]);
});

test("长的输入所用时间与长度成正比", () => {
  for (const piece of ["长", "，", " ", '"', "“", "“a ", "-", "- ", "a,", "a ", "…"]) {
    const start = performance.now();
    parse(piece.repeat(100_000 / piece.length), fold);
    assert.ok(performance.now() - start < 1500, `${piece}：${performance.now() - start} ms`);
  }
});

/** @param {Record<string, number>} words @param {string} text @param {number} [total] */
const cut = (words, text, total = 1000) => segment(Array.from(text), (word) => (Object.hasOwn(words, word) ? words[word] : undefined), total).join("|");

test("取概率最大的切法", () => {
  const words = { 北京: 30, 大学: 30, 北京大学: 5, 大学生: 20, 生: 10, 前来: 5, 应聘: 5 };
  assert.equal(cut(words, "北京大学生前来应聘"), "北京|大学生|前来|应聘");
  assert.equal(cut(words, "北京大学"), "北京大学");
  assert.equal(cut({}, "没有词"), "没|有|词");
  assert.equal(cut({ 甲乙: 0 }, "甲乙"), "甲|乙");
  assert.equal(cut({}, ""), "");
});

test("概率一样大取前一个词长的", () => {
  // 甲乙|丙 = 甲|乙丙
  assert.equal(cut({ 甲: 10, 丙: 10, 甲乙: 20, 乙丙: 20 }, "甲乙丙"), "甲乙|丙");
});

test("分词所用时间与长度成正比", () => {
  const start = performance.now();
  assert.equal(cut({ 长: 5, 长长: 5, 长长长: 5 }, "长".repeat(100_000)).length, 100_000 + 33_333);
  assert.ok(performance.now() - start < 3000, `${performance.now() - start} ms`);
});
