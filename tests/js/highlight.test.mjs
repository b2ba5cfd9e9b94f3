// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { highlight } from "../../themes/jianbao/assets/js/search/highlight.js";

/**
 * @param {string} text
 * @param {string[]} terms
 */
const marked = (text, terms) => highlight(text, terms).map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");

test("相连的词合成一段", () => {
  assert.equal(marked("推进“深根计划”赋能", ["深根", "根计", "计划"]), "推进“[深根计划]”赋能");
});

test("全角、大小写不同也能标出，显示的仍是原文", () => {
  assert.equal(marked("用ＧＢ/T标准", ["gb/t"]), "用[ＧＢ/T]标准");
  assert.equal(marked("㎞与km", ["km"]), "[㎞]与[km]");
});

test("西文词要整个对上", () => {
  assert.equal(marked("C++、abc、C", ["c"]), "[C]++、abc、[C]");
  assert.equal(marked("1145家、114家", ["114"]), "1145家、[114]家");
});

test("没有命中、没有文字", () => {
  assert.deepEqual(highlight("平湖", ["科技"]), [{ text: "平湖", hit: false }]);
  assert.deepEqual(highlight("", ["科技"]), []);
});
