// @ts-check
// A large bulletin, searched with the browser's own modules: exact, and at what cost.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch } from "../browser/support/browser.mjs";
import { serve } from "../browser/support/server.mjs";
import { files, fold, generate, pages, words } from "./bulletin.mjs";
import { client, costs, kb, module, quantile, quoted, size, substrings } from "./measure.mjs";

const STORIES = 7000;
const QUERIES = 1000;

describe(`search in ${STORIES} stories`, () => {
  /** @type {Awaited<ReturnType<typeof generate>>} */
  let site;
  /** @type {import("./bulletin.mjs").Page[]} */
  let all;
  /** @type {(root: string, options: { fetch: Function }) => Promise<any>} */
  let open;
  /** @type {string[]} */
  let queries;

  before(async () => {
    site = await generate(STORIES);
    all = await pages(site.root, site.out);
    ({ open } = await module(site.out, "search.js"));
    queries = substrings(all.map(({ title, fields }) => ({ title, text: fields[1] })), QUERIES);
  });
  after(() => site.remove());

  /** @param {string} query already folded */
  const truth = (query) => new Set(all.filter((page) => page.fields.some((field) => field.includes(query))).map((page) => page.address));

  test("every story that contains the text is found, and none besides", async () => {
    const index = await open("http://site/", { fetch: files(site.out).fetch });
    let [hits, missed, wrong, inexact, first] = [0, 0, 0, 0, 0];
    for (const query of queries) {
      const expected = truth(fold(query));
      const reply = await index.search(quoted(query), { verify: "all", limit: STORIES });
      const found = new Set(reply.hits.filter((/** @type {any} */ hit) => hit.literal).map((/** @type {any} */ hit) => hit.address));
      hits += expected.size;
      missed += [...expected].filter((address) => !found.has(address)).length;
      wrong += [...found].filter((address) => !expected.has(address)).length;
      if (!reply.exact || reply.literal !== expected.size) inexact++;
      const five = reply.hits.slice(0, Math.min(5, expected.size));
      if (!five.every((/** @type {any} */ hit) => hit.literal)) first++;
      if ([...expected].some((address) => !found.has(address)) || [...found].some((address) => !expected.has(address))) {
        console.log(`  ${JSON.stringify(query)}: ${expected.size} expected, ${found.size} found`);
      }
    }
    console.log(`  ${QUERIES} substrings, ${hits} stories: recall ${(1 - missed / hits) * 100} %, wrong ${wrong}, counts off ${inexact}`);
    assert.equal(missed, 0);
    assert.equal(wrong, 0);
    assert.equal(inexact, 0);
    assert.equal(first, 0);
  });

  test("without being told to verify everything, counts are exact or say that they are not", async () => {
    const index = await open("http://site/", { fetch: files(site.out).fetch });
    let about = 0;
    for (const query of queries.slice(0, 400)) {
      const reply = await index.search(quoted(query));
      const expected = truth(fold(query));
      if (reply.exact) assert.equal(reply.literal, expected.size, query);
      else {
        about++;
        // What the page asks for next.
        const { literal, exact } = await index.search(quoted(query), { verify: 200 });
        if (expected.size <= 200) assert.deepEqual([literal, exact], [expected.size, true], query);
      }
      for (const hit of reply.hits) if (hit.literal) assert.ok(expected.has(hit.address), `${query}: ${hit.address}`);
    }
    console.log(`  of 400 counts ${about} were not exact at once; up to 200, all are in the end`);
  });

  test("a title finds its story first", async () => {
    const index = await open("http://site/", { fetch: files(site.out).fetch });
    const chosen = all.filter((_, n) => n % 14 === 0);
    let found = 0;
    for (const page of chosen) {
      const { hits } = await index.search(page.title);
      if (hits[0]?.address === page.address || hits[0]?.title === page.title) found++;
    }
    console.log(`  ${found} of ${chosen.length} titles found their story first`);
    assert.ok(found >= chosen.length * 0.98);
  });

  test("a query is cut into the words that jieba cuts it into", async () => {
    const [{ load }, { segment }] = await Promise.all([module(site.out, "index.js"), module(site.out, "candidates.js")]);
    const index = await load("http://site/", files(site.out).fetch);
    const frequencyOf = await index.frequencies();
    const runs = all.flatMap((page) => fold(page.title).match(/[\u4e00-\u9fff]{2,}/g) ?? []).slice(0, 2000);
    const expected = await words(runs);
    let different = 0;
    for (const [n, run] of runs.entries()) {
      const chars = Array.from(run);
      /** @type {Map<string, number | undefined>} */
      const frequencies = new Map(chars.map((char) => [char, frequencyOf(char)]));
      for (let at = 0; at + 1 < chars.length; at++) {
        const entry = await index.entry(chars.slice(at, at + 2));
        for (const [word, { frequency }] of entry.words ?? []) frequencies.set(word, frequency);
      }
      const found = segment(chars, (/** @type {string} */ word) => frequencies.get(word), index.meta.total).join(" ");
      if (found === expected[n]) continue;
      different++;
      console.log(`  ${expected[n]} ≠ ${found}`);
    }
    console.log(`  ${runs.length} queries from titles, ${different} cut otherwise`);
    assert.equal(different, 0);
  });

  test("results do not depend on what was searched before", async () => {
    const fresh = [];
    for (const query of queries.slice(0, 20)) {
      const index = await open("http://site/", { fetch: files(site.out).fetch });
      fresh.push(JSON.stringify(await index.search(query)));
    }
    const index = await open("http://site/", { fetch: files(site.out).fetch });
    for (const query of queries.slice(200, 300)) await index.search(query);
    for (const [n, query] of queries.slice(0, 20).entries()) assert.equal(JSON.stringify(await index.search(query)), fresh[n], query);
  });

  test("a search costs few bytes", async () => {
    const code = await client(site.out);
    const { first, later } = await costs(site.out, queries.slice(0, 200), 3);
    const all = first.map((bytes) => bytes + code.search);
    console.log(`  client ${kb(code.together)}; first search median ${kb(quantile(all, 0.5))}, p95 ${kb(quantile(all, 0.95))}`);
    console.log(`  later search median ${kb(quantile(later, 0.5))}, p95 ${kb(quantile(later, 0.95))}`);
    assert.ok(code.together <= 12 * 1024);
    assert.ok(quantile(all, 0.5) <= 60 * 1024);
    assert.ok(quantile(later, 0.5) <= 35 * 1024);
  });

  test("Chromium finds the same, over HTTP", async () => {
    const server = await serve(site.out, "");
    const browser = await launch();
    const page = await browser.newPage();
    /** @type {string[]} */
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`${server.origin}/search.html`);
    const index = await open("http://site/", { fetch: files(site.out).fetch });
    for (const query of queries.slice(0, 30)) {
      const expected = await index.search(quoted(query));
      await page.locator("#q").fill(quoted(query));
      await page.locator("#q").press("Enter");
      await page.waitForFunction((query) => document.title.startsWith(query) && /找到/.test(document.getElementById("status")?.textContent ?? ""), quoted(query));
      const shown = await page.locator("#results article a").evaluateAll((links) => links.map((link) => new URL(/** @type {HTMLAnchorElement} */ (link).href).pathname.slice(1)));
      assert.deepEqual(shown, expected.hits.map((/** @type {any} */ hit) => hit.address), query);
      if (expected.literal > 0) assert.match((await page.locator("#status").textContent()) ?? "", new RegExp(`找到${expected.exact ? "" : "约"} ${expected.literal} 篇`));
    }
    assert.deepEqual(faults, []);
    await browser.close();
    await server.close();
  });

  test("the index is small", async () => {
    const { bytes, files } = await size(site.out);
    const text = all.map((page) => page.fields.join("\n"));
    let deflated = 0;
    for (let at = 0; at < text.length; at += 10) deflated += gzipSync(text.slice(at, at + 10).join("\n"), { level: 9 }).length;
    const han = text.join("").replace(/[^\p{Script=Han}]/gu, "").length / STORIES;
    console.log(`  ${(bytes / STORIES).toFixed(0)} bytes a story of ${han.toFixed(0)} Han characters, its text deflated ${(deflated / STORIES).toFixed(0)}; ${files} files`);
    assert.ok(files <= STORIES / 8);
    assert.ok(bytes <= 1200 * STORIES);
  });
});
