// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { open } from "../../themes/jianbao/assets/js/search/search.js";
import { ROOT, site } from "./support/site.mjs";

/** @typedef {import("./support/site.mjs").Given} Given */

const WORDS = { 深根: 50, 计划: 9000, 深根计划: 200, 软件: 900, 网络: 900, 重庆: 90, 安全: 900, 网络安全: 90 };

/** @type {Given[]} */
const STORIES = [
  { title: "“深根计划”赋能企业", body: "网络安全软件。", tags: ["深根计划"], issue: "第15期", column: 1, date: "2024-03-01" },
  { title: "臺灣軟體", body: "網絡安全靠軟體。", tags: ["两岸"], issue: "2024年第2期", date: "2024-02-01" },
  { title: "重庆来信", body: "深根计划，企业。", date: "2024-01-01", tags: ["深根", "网络"] },
];

const SHAPE = {
  words: WORDS,
  variants: "臺台灣湾軟软體体網网絡络",
  fold: /** @type {[string, [string, string][]]} */ (["軟软體体網网絡络計计劃划資资訊讯", [["软体", "软件"], ["资讯", "信息"]]]),
  sounds: { shen: "深申", sheng: "生", gen: "根", ji: "计", hua: "划", huo: "火", ju: "炬", bei: "杯", zhong: "重", chong: "重", qing: "庆", lv: "绿", se: "色" },
  suggested: /** @type {Record<string, [string, number, number][]>} */ ({
    sh: [["深根计划", 1, 12], ["申请", 0, 3]],
    shen: [["深根计划", 1, 12]],
    sg: [["深根计划", 1, 12]],
    深: [["深根计划", 1, 12], ["深入", 0, 2]],
    深根: [["深根计划", 1, 12]],
    hj: [["火炬杯", 0, 3]],
    cq: [["重庆", 0, 1]],
    lv: [["绿色", 0, 1]],
    lvse: [["绿色", 0, 1]],
    ls: [["绿色", 0, 1]],
    绿: [["绿色", 0, 1]],
    ai: [["AI绘画", 1, 4]],
    "~sen gen": [["深根计划", 1, 12], ["深根", 0, 12]],
  }),
};

for (const form of ["index", "scan"]) {
  describe(form, () => {
    /** @param {Given[]} [stories] */
    const ready = (stories = STORIES) => open(ROOT, { fetch: site(stories, { form, ...SHAPE }).fetch });
    /** @param {string} typed */
    const shown = async (typed) => (await (await ready()).suggest(typed)).map(({ shown }) => shown);

    test("拼音、首字母、多音字、汉字、字母", async () => {
      assert.deepEqual(await shown("shengen"), ["深根计划", "“深根计划”赋能企业"]);
      assert.deepEqual(await shown("sgjh"), ["深根计划", "“深根计划”赋能企业"]);
      assert.deepEqual(await shown("shengjihua"), ["深根计划", "“深根计划”赋能企业"]);
      assert.deepEqual(await shown("hjb"), ["火炬杯"]);
      assert.deepEqual(await shown("cqing"), ["重庆", "重庆来信"]);
      assert.deepEqual(await shown("深"), ["深根计划", "深入"]);
      assert.deepEqual(await shown("深gen"), ["深根计划"]);
      assert.deepEqual(await shown("深根計"), ["深根计划", "“深根计划”赋能企业"]);
      assert.deepEqual(await shown("ai"), ["AI绘画"]);
      assert.deepEqual(await shown("来信"), ["重庆来信"]);
      for (const typed of ["lvse", "lüse", "LÜSE", "ls", "绿s"]) assert.deepEqual(await shown(typed), ["绿色"], typed);
      const latin = await ready([...STORIES, { title: "AI绘画走红", body: "爱心" }]);
      const kinds = async (/** @type {string} */ typed) => (await latin.suggest(typed)).map(({ shown }) => shown);
      assert.deepEqual(await kinds("AI"), ["AI绘画", "AI绘画走红"]);
      for (const nothing of ["", " ", "s", "shenx", "hjx", "，"]) assert.deepEqual(await shown(nothing), [], nothing);
    });

    test("接着前面的词；打完了的词不再提", async () => {
      const [first] = await (await ready()).suggest("重庆 -shengen");
      assert.deepEqual(first, { text: "重庆 -深根计划", shown: "深根计划", kind: "tag", stories: 12 });
      assert.deepEqual(await shown("深根计划"), ["“深根计划”赋能企业"]);
      const title = (await (await ready()).suggest("来信"))[0];
      assert.equal(title.kind, "title");
      assert.equal(title.url, `${ROOT}s/2.html`);
    });

    test("同音的字：提议，不替换", async () => {
      const index = await ready();
      assert.deepEqual(await index.correct("生根计划"), ["深根计划"]);
      assert.deepEqual(await index.correct("申根 企业"), ["深根 企业"]);
      // A correction that finds nothing is not proposed.
      assert.deepEqual(await index.correct("申根启动"), []);
      assert.deepEqual(await index.correct("shen gen"), ["深根计划"]);
      assert.deepEqual(await index.correct("深根计划"), []);
      assert.deepEqual(await index.correct("没有的"), []);
    });

    test("繁体和简体都找得到，标出的是原文", async () => {
      const index = await ready();
      for (const query of ["网络安全", "網絡安全"]) {
        const { hits, literal } = await index.search(query, { verify: "all" });
        assert.equal(literal, 2, query);
        assert.deepEqual(hits.map(({ doc }) => doc).sort(), [0, 1]);
        const traditional = hits.find(({ doc }) => doc === 1);
        const { text, marks } = /** @type {any} */ (traditional?.excerpt ?? (await traditional?.load()));
        assert.equal(text.slice(...marks[0]), "網絡安全");
      }
    });

    test("台湾的说法：有就找，没有才换成大陆的，并且说明", async () => {
      const index = await ready();
      const there = await index.search("軟體");
      assert.deepEqual(there.hits.map(({ doc }) => doc), [1]);
      assert.deepEqual(there.notes, []);
      const other = await (await ready(STORIES.slice(0, 1))).search("軟體");
      assert.deepEqual(other.hits.map(({ doc }) => doc), [0]);
      assert.deepEqual(other.terms, ["软件"]);
      assert.match(other.notes.join(), /“軟體”.*“软件”/);
      const mainland = await (await ready(STORIES.slice(1))).search("软件");
      assert.deepEqual(mainland.hits.map(({ doc }) => doc), [0]);
      assert.deepEqual([mainland.literal, mainland.terms], [1, ["软体"]]);
      assert.match(mainland.notes.join(), /“软件”.*“软体”/);
      assert.equal((await index.search("资讯")).literal, 0);
    });

    test("没有取到繁简对照：照原样找，说明不全", async () => {
      const { fetch, files } = site(STORIES, { form, ...SHAPE });
      files.delete("search/fold.bin");
      const answer = await (await open(ROOT, { fetch })).search("計劃");
      assert.equal(answer.complete, false);
      assert.deepEqual(answer.problems.map(({ file }) => file), ["search/fold.bin"]);
    });

    test("栏目、标签、期号、日期", async () => {
      const index = await ready();
      /** @param {import("../../themes/jianbao/assets/js/search/search.js").Options} options */
      const docs = async (options) => (await index.search("深根", { verify: "all", ...options })).hits.map(({ doc }) => doc).sort();
      assert.deepEqual(await docs({}), [0, 2]);
      assert.deepEqual(await docs({ tag: "深根" }), [2]);
      assert.deepEqual(await docs({ tag: "深根計劃" }), [0]);
      assert.deepEqual(await docs({ tag: "深根计划" }), [0]);
      assert.deepEqual(await docs({ tag: "深" }), []);
      assert.deepEqual(await docs({ issue: "第15期" }), [0]);
      assert.deepEqual(await docs({ issue: "15" }), [0]);
      assert.deepEqual(await docs({ issue: "5" }), []);
      assert.deepEqual(await docs({ column: "科技" }), [0]);
      assert.deepEqual(await docs({ from: "2024-01-01", to: "2024-02-28" }), [2]);
      assert.deepEqual(await docs({ from: "2024-01-02" }), [0]);
    });
  });
}
