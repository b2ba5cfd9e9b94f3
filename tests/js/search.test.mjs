// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { open } from "../../themes/jianbao/assets/js/search/search.js";
import { segment } from "../../themes/jianbao/assets/js/search/candidates.js";
import { file, fold, ROOT, shardOf, site } from "./support/site.mjs";

/** @typedef {import("./support/site.mjs").Given} Given */
/** @typedef {import("./support/site.mjs").Shape} Shape */
/** @typedef {import("../../themes/jianbao/assets/js/search/search.js").Answer} Answer */

const WORDS = {
  科技: 9000, 科技创新: 300, 创新: 8000, 深根: 50, 计划: 9000, 深根计划: 200, 人工: 700, 智能: 900, 人工智能: 600, 绘画: 400,
  知识: 3000, 产权: 2000, 知识产权: 900, 揭榜挂帅: 90, 揭榜: 30, 挂帅: 60, 科: 900, 技: 500, 创: 100, 新: 9999, 的: 300000,
};

/** @type {Given[]} */
const STORIES = [
  { title: "深根计划", body: "本市启动人才工作。", head: ["科技"], column: 1 },
  { title: "“深根计划”赋能企业", body: "推动，技术进步。投入6623.48万元，使用C++语言和5G网络。" },
  { title: "标准发布", body: "GB/T 37668标准发布，“1+4+N”体系。\n动技术。", head: ["知识产权", "张三"] },
  { title: "AI绘画大赛", body: "𠮷野家😀参加，㍿主办。等等……不一。深根的计划。", issue: "第一期" },
  { title: "科技创新大会", body: "深入实施深根计划，推进科技创新。ＡＩ绘画。科技局。" },
  { title: "会议", body: "创新券，科技券。c语言，C#，GB/T-1。揭榜挂帅。R&D占3.5%。" },
  { title: "短讯", body: "一、创新的科技，知识的产权。计划在深根。Istanbul İstanbul" },
  { title: "Wi-Fi 覆盖", body: "new york 时报 new\tworld\nyork new", head: ["new  york"] },
];

const QUERIES = [
  "码", "科", "一", "c", "5", "#", "科技", "6623.48", "c++", "C#", "5G", "5g网络", "1+4+N", "GB/T 37668", "\"GB/T 37668\"", "GB/T-1", "AI绘画",
  "ＡＩ绘画", "ａｉ", "深根计划", "，深根计划。", "动，技术", "动技术", "𠮷野家", "𠮷", "家😀参加", "株式会社", "㍿主办", "等等……不一", "R&D",
  "3.5%", "i̇stanbul", "İSTANBUL", "istanbul", "wi-fi", "\"new york\"", "\"york new\"", "“深根计划”赋能", "科技创新大会", "揭榜挂帅",
  "没有的词组", "计划在深", "创新的科技", "张三", "z", "...", "t-1",
];

/** @param {Answer} answer */
const docs = ({ hits }) => hits.map(({ doc }) => doc);
/** @param {Answer} answer */
const literal = ({ hits }) => hits.filter((hit) => hit.literal).map(({ doc }) => doc).sort((a, b) => a - b);
/** @param {Answer} answer */
const plain = (answer) => JSON.stringify(answer);

/** @param {Given[]} stories @param {Shape} [shape] */
async function ready(stories, shape) {
  const it = site(stories, shape);
  return { ...it, index: await open(ROOT, { fetch: it.fetch }) };
}

/** The texts that a hit must contain. @param {string} input */
const wanted = (input) => input.startsWith('"') || !/\s/.test(input) ? [input.replaceAll('"', "")] : input.split(/\s+/);
/** @param {string} text */
const stripped = (text) => fold(text).replace(/^[，。,“”]+|[，。,]+$/g, "");

for (const form of ["index", "scan"]) {
  describe(form, () => {
    for (const query of QUERIES) {
      test(`${query}：含有原文的一篇不多，一篇不少`, async () => {
        const { index, truth } = await ready(STORIES, { form, words: WORDS });
        const answer = await index.search(query, { verify: "all", limit: 99 });
        const lists = wanted(query).map((term) => new Set(truth(stripped(term))));
        const expected = STORIES.map((_, doc) => doc).filter((doc) => lists.every((list) => list.has(doc)));
        assert.deepEqual(literal(answer), expected);
        assert.equal(answer.literal, expected.length);
        assert.equal(answer.hits.length, answer.literal + answer.loose);
        assert.ok(answer.exact && answer.complete);
        assert.equal(answer.next, null);
      });
    }

    test("次序：标题就是这个词、标题里有、标签里有、正文里有", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      const answer = await index.search("深根计划");
      assert.deepEqual(docs(answer).slice(0, 3), [0, 1, 4]);
      assert.deepEqual(answer.hits.slice(0, 3).map(({ where }) => where), ["title", "title", "body"]);
      const tagged = await index.search("科技");
      assert.deepEqual(tagged.hits.map(({ where }) => where), ["title", "head", "body", "body"]);
      assert.deepEqual(docs(await index.search("科技", { sort: "date" })), [0, 4, 5, 6]);
    });

    test("几个词都要有，不要的没有", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      assert.deepEqual(literal(await index.search("科技 创新")), [4, 5, 6]);
      assert.deepEqual(literal(await index.search("科技 创新 -科技创新")), [5, 6]);
      assert.deepEqual(literal(await index.search("科技 -创新的")), [0, 4, 5]);
      assert.deepEqual(literal(await index.search("科技 -“创新券，科技”")), [0, 4, 6]);
      assert.deepEqual(literal(await index.search("科技 -没有过的词")), [0, 4, 5, 6]);
      assert.equal((await index.search("没有过 -科技")).literal, 0);
    });

    test("分开的词都有，是相关的，在有原文的后面", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      const answer = await index.search("创新科技");
      assert.deepEqual(answer.words.sort(), ["创新", "科技"]);
      assert.equal(answer.literal, 0);
      assert.deepEqual(docs(answer).sort(), [4, 5, 6]);
      assert.ok(answer.hits.every((hit) => !hit.literal && hit.where === null));
      assert.deepEqual((await index.search("创新科技 -券")).hits.map(({ doc }) => doc).sort(), [4, 6]);
      // 本身是一个词，或者分不出两个词的，没有相关的。
      for (const query of ["深根计划", "科技 创新", "科技的"]) assert.equal((await index.search(query)).loose, 0, query);
      const both = await index.search("ai科技");
      assert.deepEqual(both.words.sort(), ["ai", "科技"]);
      assert.deepEqual(docs(both), [4]);
    });

    test("有原文的先不找相关的，翻到再找", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      const all = await index.search("科技创新大会 深根计划", { verify: "all" });
      assert.deepEqual([all.literal, all.loose], [1, 0]);
      const first = await index.search("科技局");
      assert.deepEqual([docs(first)[0], first.literal, first.loose], [4, 1, 0]);
      const phrase = "推进科技创新";
      assert.deepEqual(literal(await index.search(phrase)), [4]);
      /** @type {number[]} */
      const seen = [];
      for (let offset = /** @type {number | null} */ (0); offset !== null; ) {
        const answer = await index.search("创新券", { offset });
        seen.push(...docs(answer));
        offset = answer.next;
      }
      assert.deepEqual(seen, [5]);
      const some = site([...STORIES, { title: "券", body: "科技。创新" }, { title: "甲", body: "创新科技" }], { form, words: WORDS });
      const other = await open(ROOT, { fetch: some.fetch });
      const start = await other.search("创新科技");
      assert.deepEqual(literal(start), [9]);
      const rest = start.next === null ? start : await other.search("创新科技", { offset: start.next });
      assert.deepEqual(rest.hits.filter((hit) => !hit.literal).map(({ doc }) => doc).sort(), [4, 5, 6, 8]);
      assert.equal(rest.next, null);
    });

    test("标出的地方和摘录", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      const [hit] = (await index.search("ai绘画大")).hits;
      assert.deepEqual([hit.title, hit.marks.title], ["AI绘画大赛", [[0, 5]]]);
      assert.equal(hit.url, "/x/s/3.html");
      assert.equal(hit.issue, "第一期");
      const [second] = (await index.search("动，技术")).hits;
      assert.ok(second.excerpt);
      assert.equal(second.excerpt.text.slice(...second.excerpt.marks[0]), "动，技术");
      const [third] = (await index.search("会社")).hits;
      const { text, marks } = await third.load();
      assert.equal(text.slice(...marks[0]), "㍿");
      const [named] = (await index.search("张三")).hits;
      const { text: head, marks: [mark] } = await named.load();
      assert.equal(head.slice(...mark), "张三");
    });

    test("按栏目和日期筛选", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      assert.deepEqual(docs(await index.search("深根计划", { column: "科技" })), [0]);
      assert.deepEqual(docs(await index.search("科技", { from: "2024-01-23", to: "2024-01-24" })), [4, 5]);
      assert.deepEqual(docs(await index.search("创新科技", { from: "2024-01-23" })).sort(), [4, 5]);
      const issues = ["2020年第9期", "2020年第19期", "第9期", "2021年第9期", "第2期增刊"];
      const { index: issued } = await ready(issues.map((issue) => ({ title: "期", body: "科技", issue })), { form, words: WORDS });
      for (const [issue, found] of /** @type {const} */ ([
        ["9", [0, 2, 3]], ["第９期", [0, 2, 3]], ["9期", [0, 2, 3]], ["2020年 第9期", [0]], ["19", [1]], ["第2期增刊", [4]], ["3", []],
      ])) assert.deepEqual(docs(await issued.search("科技", { issue })), found, issue);
    });

    test("没有能查找的字", async () => {
      const { index } = await ready(STORIES, { form, words: WORDS });
      for (const query of ["", "，😀", " "]) {
        const answer = await index.search(query);
        assert.deepEqual([answer.literal, answer.loose, answer.hits, answer.exact, answer.next], [0, 0, [], true, null]);
      }
      assert.equal((await index.search("😀 科技")).notes.length, 1);
      assert.equal((await index.search("__proto__ constructor")).literal, 0);
    });

    test("结果与以前搜过什么无关", async () => {
      const { fetch } = site(STORIES, { form, words: WORDS });
      const used = await open(ROOT, { fetch });
      for (const query of [...QUERIES, ...QUERIES].reverse()) await used.search(query);
      for (const query of [...QUERIES, "创新科技", "创新科技 -券"]) {
        const fresh = await (await open(ROOT, { fetch })).search(query);
        assert.equal(plain(await used.search(query)), plain(fresh), query);
      }
    });

    test("同时搜索互不影响", async () => {
      const { index, log } = await ready(STORIES, { form, words: WORDS });
      const all = await Promise.all(QUERIES.map((query) => index.search(query)));
      assert.equal(new Set(log).size, log.length, "取了两次");
      for (const [n, query] of QUERIES.entries()) assert.equal(plain(all[n]), plain(await index.search(query)), query);
    });
  });
}

/** A linear generator, so that failures repeat. @param {number} seed */
const random = (seed) => () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;

test("随机的稿件和词：与逐篇查找相同", async () => {
  const next = random(7);
  const chars = [..."科技创新计划ab1+.，。 𠮷"];
  /** @param {number} length */
  const some = (length) => Array.from({ length }, () => chars[Math.floor(next() * chars.length)]).join("");
  const stories = Array.from({ length: 90 }, () => ({ title: some(4), body: some(40) }));
  for (const shape of [{}, { shards: 1, characters: 1, block: 32 }, { form: "scan" }]) {
    const { index, truth } = await ready(stories, { words: WORDS, ...shape });
    for (let n = 0; n < 150; n++) {
      const text = stripped(some(1 + (n % 5)).replace(/[\s"]/g, ""));
      if (!/[\p{L}\p{N}+.]/u.test(text)) continue;
      const answer = await index.search(`"${text}"`, { verify: "all", limit: 999 });
      assert.deepEqual(literal(answer), truth(text), text);
    }
  }
});

test("相隔很远的稿件也在列表里", async () => {
  const stories = Array.from({ length: 400 }, (_, n) => ({ title: `第${n}篇`, body: n < 300 || n === 399 ? "常见" : "罕" }));
  const { index } = await ready(stories, { block: 32 });
  assert.deepEqual(literal(await index.search("常见", { limit: 999 })).at(-1), 399);
  assert.equal((await index.search("常见")).literal, 301);
});

test("要核对的太多：先核对一部分，翻页时再核对", async () => {
  const stories = Array.from({ length: 100 }, (_, n) => ({ title: `第${n}篇`, body: n % 2 ? "甲乙，丙丁" : "甲乙。丙丁" }));
  const { index, log } = await ready(stories, { block: 32 });
  const first = await index.search("乙，丙");
  assert.ok(!first.exact && first.complete);
  assert.equal(first.literal, 50);
  assert.equal(log.filter((path) => path.startsWith("s/")).length, 40);
  /** @type {number[]} */
  const all = [];
  for (let offset = /** @type {number | null} */ (0); offset !== null; ) {
    const answer = await index.search("乙，丙", { offset });
    all.push(...docs(answer));
    offset = answer.next;
  }
  assert.deepEqual([...new Set(all)].length, 50);
  assert.ok(all.every((doc) => doc % 2));
  assert.equal(log.filter((path) => path.startsWith("s/")).length, 100);
});

test("标签都是这个词的再多，标题里有的也在前面", async () => {
  const stories = Array.from({ length: 90 }, (_, n) => ({ title: `第${n}篇`, tags: ["深根计划"], body: "深根计划深根计划深根计划深根计划" }));
  stories[60].title = "深根计划";
  stories[70].title = "深根计划启动";
  for (const words of [WORDS, {}]) {
    const { index } = await ready(stories, { words, block: 32 });
    for (const verify of /** @type {const} */ ([undefined, 200, "all"])) {
      const { hits, literal } = await index.search("深根计划", { verify });
      assert.equal(literal, 90);
      assert.deepEqual(hits.slice(0, 3).map(({ doc, where }) => [doc, where]), [[60, "title"], [70, "title"], [0, "head"]]);
    }
  }
});

test("没有人翻页，最多核对两千篇", async () => {
  const stories = Array.from({ length: 2100 }, (_, n) => ({ title: `第${n}篇`, column: n < 2097 ? 0 : 1, body: n < 2090 ? "甲乙。丙丁" : "甲乙，丙丁" }));
  const { index, log } = await ready(stories, { block: 32 });
  const pages = () => new Set(log.filter((path) => path.startsWith("s/"))).size;
  const first = await index.search("乙，丙", { verify: 200 });
  assert.deepEqual([first.literal, first.exact, first.hits.length, first.next], [0, false, 0, 0]);
  assert.ok(pages() >= 2000 && pages() < 2050, `${pages()}`);
  // A filter on story data needs no pages.
  assert.equal((await index.search("甲乙", { column: "科技", verify: 200 })).literal, 3);
  const turned = await index.search("乙，丙", { verify: 200, offset: 0 });
  assert.deepEqual([turned.literal, turned.exact, turned.hits.length], [10, true, 10]);
});

test("有原文的不到二百篇：可能有的再多，也数得准确；超过了就不再数", async () => {
  const stories = Array.from({ length: 1500 }, (_, n) => ({ title: `第${n}篇`, body: n % 10 ? "甲乙。丙丁" : "甲乙，丙丁" }));
  const { index } = await ready(stories, { block: 32 });
  const few = await index.search("乙，丙", { verify: 200 });
  assert.deepEqual([few.literal, few.exact, few.hits.length], [150, true, 10]);
  const other = await ready(stories, { block: 32 });
  const many = await other.index.search("乙。丙", { verify: 200 });
  assert.equal(many.exact, false);
  assert.ok(Math.abs(many.literal - 1350) < 50, `${many.literal}`);
  const looked = other.log.filter((path) => path.startsWith("s/")).length;
  assert.ok(looked > 200 && looked < 300, `${looked}`);
});

test("不多取：词典里的词不取网页，三个字以上先取两片", async () => {
  const { index, log } = await ready(STORIES, { words: WORDS, shards: 500, block: 32 });
  await index.search("揭榜挂帅");
  assert.equal(log.filter((path) => path.endsWith(".html")).length, 0);
  log.length = 0;
  await index.search("没有这样的说法");
  assert.ok(log.filter((path) => path.startsWith("search/t/")).length <= 6);
});

describe("文件有问题", () => {
  const pair = `search/t/${shardOf("科技", 51)}.bin`;
  const shape = { shards: 51, words: WORDS };
  /** @type {Record<string, (bytes: Buffer) => Buffer | undefined>} */
  const harm = {
    缺少: () => undefined,
    损坏: (bytes) => Buffer.from(bytes.map((byte, at) => (at === 9 ? byte ^ 4 : byte))),
    截短: (bytes) => bytes.subarray(0, bytes.length - 3),
    空的: () => Buffer.alloc(0),
    "不是这个文件": () => file(Buffer.from([5, 1, 2])),
    网页: () => Buffer.from("<!doctype html><title>404</title>"),
  };
  for (const [name, change] of Object.entries(harm)) {
    test(`一片${name}：用别的找，逐篇核对，说明不全；恢复后正常`, async () => {
      const { index, files } = await ready(STORIES, shape);
      const good = /** @type {Buffer} */ (files.get(pair));
      const bad = change(good);
      if (bad) files.set(pair, bad);
      else files.delete(pair);
      const answer = await index.search("科技创新");
      assert.deepEqual(literal(answer), [4]);
      assert.equal(answer.complete, false);
      assert.deepEqual(answer.problems.map(({ file }) => file), [pair]);
      assert.deepEqual(literal(await index.search("科技 计划")), [0, 4, 6]);
      await assert.rejects(index.search("科技"));
      files.set(pair, good);
      const again = await index.search("科技");
      assert.deepEqual([again.literal, again.complete], [4, true]);
    });
  }

  test("不要的词没有取到：逐篇核对", async () => {
    const { index, files } = await ready(STORIES, shape);
    files.delete(pair);
    const answer = await index.search("创新 -科技");
    assert.deepEqual([literal(answer), answer.complete], [[], false]);
    assert.deepEqual(literal(await index.search("计划 -科技")), [1, 3]);
  });

  test("稿件的网页没有取到：不算有原文", async () => {
    const { index, files } = await ready(STORIES, shape);
    files.delete("s/1.html");
    const answer = await index.search("推动，技术");
    assert.deepEqual([literal(answer), answer.complete, answer.problems[0].file], [[], false, "s/1.html"]);
  });

  test("稿件的数据没有取到：不列出，说明不全", async () => {
    const { index, files } = await ready(STORIES, shape);
    files.delete("search/s/1.bin");
    for (const query of ["科技", "的科技", "科技 -创新的"]) {
      const answer = await index.search(query);
      assert.ok(docs(answer).every((doc) => doc < 4), query);
      assert.equal(answer.complete, false);
      assert.equal(answer.problems[0].file, "search/s/1.bin");
    }
  });

  test("版本不对、没有 meta.json、没有 all.bin", async () => {
    const { files, fetch } = site(STORIES, { form: "scan" });
    const meta = String(files.get("search/meta.json"));
    files.delete("search/all.bin");
    await assert.rejects((await open(ROOT, { fetch })).search("科技"));
    files.set("search/meta.json", meta.replace('"version":7', '"version":6'));
    await assert.rejects(open(ROOT, { fetch }), /版本/);
    files.delete("search/meta.json");
    await assert.rejects(open(ROOT, { fetch }), /404/);
  });

  test("网页被换成别的：不算有原文", async () => {
    const { index, files } = await ready(STORIES, shape);
    files.set("s/1.html", "<main><p>请先登录</p></main>");
    const answer = await index.search("推动，技术");
    assert.deepEqual([literal(answer), answer.complete, answer.problems[0].file], [[], false, "s/1.html"]);
  });
});

test("很长的输入：不取很多，不出错", async () => {
  const { index, log } = await ready(STORIES, { words: WORDS, shards: 500 });
  const text = Array.from({ length: 20000 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join("");
  for (const query of [text, text.replace(/../g, "$&，"), text.replace(/../g, "$& "), "长".repeat(100_000)]) {
    log.length = 0;
    assert.equal((await index.search(query)).literal, 0);
    assert.ok(log.length < 40, `${log.length}`);
  }
});

test("切词的步数与长度成正比", () => {
  for (const length of [100, 10_000]) {
    let steps = 0;
    const known = (/** @type {string} */ word) => (steps++, 1 + (word.length % 3));
    assert.equal(segment(Array.from("长".repeat(length)), known, 9999).join("").length, length);
    assert.ok(steps <= length * 16, `${steps}`);
  }
});
