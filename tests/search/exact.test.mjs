// @ts-check
// A large bulletin, searched with the browser's own modules: exact, and at what cost.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { launch } from "../browser/support/browser.mjs";
import { serve } from "../browser/support/server.mjs";
import { chances, files, fold, generate, pages, words } from "./bulletin.mjs";

const STORIES = 7000;
const QUERIES = 1000;

/** @param {number[]} numbers @param {number} share */
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const kb = (/** @type {number} */ n) => `${(n / 1024).toFixed(1)} KB`;

describe(`search in ${STORIES} stories`, () => {
  /** @type {Awaited<ReturnType<typeof generate>>} */
  let site;
  /** @type {import("./bulletin.mjs").Page[]} */
  let all;
  /** @type {{ open: Function }} */
  let client;
  /** @type {string[]} */
  let queries;

  before(async () => {
    site = await generate(STORIES);
    all = await pages(site.root, site.out);
    client = await import(pathToFileURL(path.join(site.out, "assets/js/search/search.js")).href);
    queries = substrings(all, QUERIES);
  });
  after(() => site.remove());

  /** @param {string} query already folded */
  const truth = (query) => new Set(all.filter((page) => page.fields.some((field) => field.includes(query))).map((page) => page.address));

  test("every story that contains the text is found, and none besides", async () => {
    const index = await client.open("http://site/", { fetch: files(site.out).fetch });
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
    const index = await client.open("http://site/", { fetch: files(site.out).fetch });
    let about = 0;
    for (const query of queries.slice(0, 300)) {
      const reply = await index.search(quoted(query));
      const expected = truth(fold(query));
      if (reply.exact) assert.equal(reply.literal, expected.size, query);
      else about++;
      for (const hit of reply.hits) if (hit.literal) assert.ok(expected.has(hit.address), `${query}: ${hit.address}`);
    }
    console.log(`  of 300 counts ${about} were not exact at once`);
  });

  test("a title finds its story first", async () => {
    const index = await client.open("http://site/", { fetch: files(site.out).fetch });
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
    const from = (/** @type {string} */ name) => import(pathToFileURL(path.join(site.out, "assets/js/search", name)).href);
    const [{ Index }, { segment }] = await Promise.all([from("index.js"), from("segment.js")]);
    const index = new Index("http://site/", files(site.out).fetch);
    await index.load();
    const runs = all.flatMap((page) => fold(page.title).match(/[\u4e00-\u9fff]{2,}/g) ?? []).slice(0, 2000);
    const expected = await words(runs);
    let different = 0;
    for (const [n, run] of runs.entries()) {
      const chars = Array.from(run);
      /** @type {Map<string, number>} */
      const frequencies = new Map();
      for (let at = 0; at + 1 < chars.length; at++) {
        const entry = await index.entry(chars.slice(at, at + 2));
        if (entry.first) frequencies.set(chars[at], entry.first);
        for (const [word, { frequency, last }] of entry.words) {
          frequencies.set(word, frequency).set(Array.from(word).at(-1) ?? "", last);
        }
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
      const index = await client.open("http://site/", { fetch: files(site.out).fetch });
      fresh.push(JSON.stringify(await index.search(query)));
    }
    const index = await client.open("http://site/", { fetch: files(site.out).fetch });
    for (const query of queries.slice(200, 300)) await index.search(query);
    for (const [n, query] of queries.slice(0, 20).entries()) assert.equal(JSON.stringify(await index.search(query)), fresh[n], query);
  });

  test("a search costs few bytes", async () => {
    const directory = path.join(site.out, "assets/js/search");
    const modules = await Promise.all((await readdir(directory)).map((name) => readFile(path.join(directory, name))));
    const code = gzipSync(Buffer.concat(modules), { level: 9 }).length;
    const first = [];
    for (const query of queries.slice(0, 200)) {
      const { fetch, log } = files(site.out);
      await screen(await client.open("http://site/", { fetch }), query);
      first.push(code + sum(log));
    }
    const { fetch, log } = files(site.out);
    const index = await client.open("http://site/", { fetch });
    await screen(index, "科技");
    const later = [];
    const times = [];
    for (const query of queries.slice(0, 200)) {
      const from = sum(log);
      const start = performance.now();
      await screen(index, query);
      times.push(performance.now() - start);
      later.push(sum(log) - from);
    }
    console.log(`  client ${kb(code)}; first search median ${kb(quantile(first, 0.5))}, p95 ${kb(quantile(first, 0.95))}`);
    console.log(`  later search median ${kb(quantile(later, 0.5))}, p95 ${kb(quantile(later, 0.95))}`);
    console.log(`  time median ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`);
    assert.ok(code <= 12 * 1024);
    assert.ok(quantile(first, 0.5) <= 60 * 1024);
    assert.ok(quantile(later, 0.5) <= 35 * 1024);
  });

  test("Chromium finds the same, over HTTP", async () => {
    const server = await serve(site.out, "");
    const browser = await launch();
    // Not the watched page of the other tests: its interception of every request would be most of the time.
    const page = await browser.newPage();
    /** @type {string[]} */
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`${server.origin}/search.html`);
    const index = await client.open("http://site/", { fetch: files(site.out).fetch });
    const times = [];
    for (const query of queries.filter((query) => !/[“”]/.test(query)).slice(0, 30)) {
      const expected = await index.search(quoted(query));
      // Inside the page, so that only the search is timed.
      const took = await page.evaluate(async (text) => {
        const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
        const status = document.getElementById("status");
        const start = performance.now();
        input.value = text;
        input.form?.requestSubmit();
        // To the first result, or to the word that there is none.
        while (!document.querySelector("#results a") && !/找到/.test(status?.textContent ?? "")) await new Promise((done) => setTimeout(done, 1));
        const took = performance.now() - start;
        while (!/找到/.test(status?.textContent ?? "")) await new Promise((done) => setTimeout(done, 1));
        return took;
      }, quoted(query));
      times.push(took);
      const shown = await page.locator("#results article a").evaluateAll((links) => links.map((link) => new URL(/** @type {HTMLAnchorElement} */ (link).href).pathname.slice(1)));
      assert.deepEqual(shown, expected.hits.map((/** @type {any} */ hit) => hit.address), query);
      if (expected.literal > 0) assert.match((await page.locator("#status").textContent()) ?? "", new RegExp(`找到${expected.exact ? "" : "约"} ${expected.literal} 篇`));
    }
    console.log(`  in Chromium: median ${quantile(times.slice(1), 0.5).toFixed(1)} ms, p95 ${quantile(times.slice(1), 0.95).toFixed(1)} ms`);
    assert.deepEqual(faults, []);
    await browser.close();
    await server.close();
  });

  test("the index is small", async () => {
    const list = await readdir(path.join(site.out, "search"), { recursive: true, withFileTypes: true });
    const entries = list.filter((entry) => entry.isFile());
    let bytes = 0;
    for (const entry of entries) bytes += (await readFile(path.join(entry.parentPath, entry.name))).length;
    const text = all.map((page) => page.fields.join("\n"));
    let deflated = 0;
    for (let at = 0; at < text.length; at += 10) deflated += gzipSync(text.slice(at, at + 10).join("\n"), { level: 9 }).length;
    const han = text.join("").replace(/[^\p{Script=Han}]/gu, "").length / STORIES;
    console.log(`  ${(bytes / STORIES).toFixed(0)} bytes a story of ${han.toFixed(0)} Han characters, its text deflated ${(deflated / STORIES).toFixed(0)}; ${entries.length} files`);
    assert.ok(entries.length <= STORIES / 8);
    assert.ok(bytes - deflated <= 1200 * STORIES);
  });
});

/** @param {{ bytes: number }[]} log */
const sum = (log) => log.reduce((sum, { bytes }) => sum + bytes, 0);

/** White space inside is part of what is looked for. @param {string} query */
const quoted = (query) => (/[\s-]/.test(query) ? `"${query}"` : query);

/** The first screen: ten results, and the excerpts of the three that are in view. @param {any} index @param {string} query */
async function screen(index, query) {
  const { hits } = await index.search(query);
  await Promise.all(hits.slice(0, 3).map((/** @type {any} */ hit) => hit.excerpt ?? hit.load?.()));
}

/**
 * Random pieces of titles and bodies, one to eight characters long, that begin and end with something to search for.
 * @param {import("./bulletin.mjs").Page[]} all
 * @param {number} count
 */
function substrings(all, count) {
  const random = chances(7);
  const edge = /^[\p{Alphabetic}\p{N}]$/u;
  const found = [];
  while (found.length < count) {
    const page = all[random(all.length)];
    const chars = Array.from(random(3) === 0 ? page.title : page.fields[1]);
    const length = 1 + random(8);
    const start = random(Math.max(1, chars.length - length));
    const piece = chars.slice(start, start + length);
    if (piece.length === length && edge.test(piece[0]) && edge.test(piece[length - 1]) && !piece.includes("\n") && !piece.includes('"')) {
      found.push(piece.join(""));
    }
  }
  return found;
}
