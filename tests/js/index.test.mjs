// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { SearchIndex, shardOf } from "../../themes/jianbao/assets/js/search/index.js";

/** @param {Record<string, unknown>} files */
function site(files) {
  /** @type {string[]} */
  const asked = [];
  /** @param {string} url */
  const fetch = async (url) => {
    asked.push(url);
    return { ok: url in files, status: url in files ? 200 : 404, json: async () => JSON.parse(JSON.stringify(files[url])) };
  };
  return { asked, fetch };
}

const META = { version: 1, stories: 40, shards: 16, block: 32 };
/** @param {string} term */
const file = (term) => `/x/search/t/${shardOf(term, 16).toString(16).padStart(3, "0")}.json`;

test("一个词与它的头两个字同在一片", () => {
  assert.equal(shardOf("科技创新", 1024), shardOf("科技", 1024));
  assert.equal(shardOf("gb/t", 64), shardOf("gb", 64));
  for (const term of ["科技", "c", "𠮷野"]) assert.ok(shardOf(term, 16) >= 0 && shardOf(term, 16) < 16);
});

test("片号与 Rust 一侧算得相同", () => {
  // 手算：h = 0x811c9dc5；h = (h ^ 0x61) * 0x01000193 mod 2^32，即 FNV-1a("a") = 0xe40c292c。
  assert.equal(shardOf("a", 1024), 0xe40c292c & 1023);
});

test("只取用到的片，取过的不再取", async () => {
  const { asked, fetch } = site({ "/x/search/meta.json": META, [file("科技")]: { 科技: [0, 8], 科技园: [3, 1] } });
  const index = new SearchIndex("/x/", fetch);
  assert.deepEqual([...(await index.postings(["科技", "科技园", "科技城"]))], [["科技", [0, 8]], ["科技园", [3, 1]]]);
  await index.postings(["科技"]);
  assert.deepEqual(asked, ["/x/search/meta.json", file("科技")]);
});

test("对象自带的名字不会被当成词", async () => {
  const { fetch } = site({ "/x/search/meta.json": META, [file("constructor")]: {} });
  assert.equal((await new SearchIndex("/x/", fetch).postings(["constructor"])).size, 0);
});

test("稿件按所在的块去取", async () => {
  const block = Array.from({ length: 32 }, (_, n) => ({ title: `${n}` }));
  const { asked, fetch } = site({ "/x/search/meta.json": META, "/x/search/s/0.json": block, "/x/search/s/1.json": [{ title: "32" }, { title: "33" }] });
  const stories = await new SearchIndex("/x/", fetch).stories([33, 2, 3]);
  assert.deepEqual(stories.map((story) => story.title), ["33", "2", "3"]);
  assert.equal(asked.length, 3);
});

test("取不到就报错，下次重取", async () => {
  /** @type {Record<string, unknown>} */
  const files = {};
  const { fetch } = site(files);
  const index = new SearchIndex("/x/", fetch);
  await assert.rejects(index.meta(), /404/);
  files["/x/search/meta.json"] = META;
  assert.equal((await index.meta()).stories, 40);
  files["/x/search/meta.json"] = { ...META, version: 2 };
  await assert.rejects(new SearchIndex("/x/", fetch).meta(), /版本/);
});
