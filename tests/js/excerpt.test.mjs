// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import * as excerpts from "../../themes/jianbao/assets/js/search/excerpt.js";
import { folding } from "../../themes/jianbao/assets/js/search/text.js";

const fold = folding(new Map([["體", "体"]]));
/** @param {string} text @param {string[]} terms */
const excerpt = (text, terms) => excerpts.excerpt(text, terms, fold);
/** @param {string} text @param {string[]} terms */
const marks = (text, terms) => excerpts.marks(text, terms, fold);

/** @param {string} text @param {[number, number][]} ranges */
const show = (text, ranges) => ranges.reduceRight((all, [from, to]) => `${all.slice(0, from)}[${all.slice(from, to)}]${all.slice(to)}`, text);
/** @param {string} text @param {string[]} terms */
const marked = (text, terms) => show(text, marks(text, terms));

test("标出的是原文，折叠改变长度也不错位", () => {
  assert.equal(marked("推进“深根计划”赋能", ["深根", "根计划"]), "推进“[深根计划]”赋能");
  assert.equal(marked("用ＧＢ／Ｔ标准", ["gb/t"]), "用[ＧＢ／Ｔ]标准");
  assert.equal(marked("㍿甲乙㎞", ["甲乙", "km"]), "㍿[甲乙㎞]");
  assert.equal(marked("㍿甲乙", ["会社甲"]), "[㍿甲]乙");
  assert.equal(marked("İİ科技", ["科技"]), "İİ[科技]");
  assert.equal(marked("ｶﾞｶ科技", ["ガカ"]), "[ｶﾞｶ]科技");
  assert.equal(marked("……𠮷野家😀", ["野家"]), "……𠮷[野家]😀");
  assert.equal(marked("cafe\u0301店", ["café"]), "[cafe\u0301]店");
  assert.equal(marked("平湖", ["科技"]), "平湖");
});

test("摘录从句子开头起，取不同的词最多的地方", () => {
  const text = `${"甲".repeat(50)}科技。${"乙".repeat(70)}。今天，创新科技。${"丙".repeat(120)}`;
  const found = excerpt(text, ["科技", "创新"]);
  assert.ok(show(found.text, found.marks).startsWith("…今天，[创新科技]。丙"), found.text);
  assert.ok(found.text.endsWith("丙…") && found.text.length < 90);
});

test("短文全摘，换行成空格；没有命中从头摘", () => {
  assert.deepEqual(excerpt("第一段\n科技", ["科技"]), { text: "第一段 科技", marks: [[4, 6]] });
  assert.deepEqual(excerpt("平湖", ["科技"]), { text: "平湖", marks: [] });
  assert.equal(excerpt("长".repeat(200), []).text, `${"长".repeat(80)}…`);
  assert.deepEqual(excerpt("", ["a"]), { text: "", marks: [] });
});

test("不切开一个字符；标出的都在摘录里", () => {
  for (let n = 0; n < 120; n++) {
    const { text, marks } = excerpt(`${"a".repeat(n % 7)}${"𠮷".repeat(n)}科技${"𠮷".repeat(90)}`, ["科技"]);
    assert.ok(text.isWellFormed(), text);
    assert.equal(text.slice(...marks[0]), "科技");
  }
});

test("命中很多也不慢", () => {
  const start = performance.now();
  excerpt("科".repeat(100_000), ["科", "科科"]);
  assert.ok(performance.now() - start < 1500);
});
