// @ts-check
// What a page costs a reader, as the embedded theme gives it: in bytes on the wire, never in time.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch } from "./support/browser.mjs";
import { build } from "./support/site.mjs";

const MOST = 20 * 1024;
const STORY = "fuwu/2020-09-15-chuangxinquan.html";

describe("weight", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    [site, browser] = await Promise.all([build("", { shipped: true }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test("a story without pictures, with all that it loads before a search", async (t) => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(site.url + STORY, { waitUntil: "networkidle" });
    await page.close();
    let sum = 0;
    for (const url of asked) {
      assert.ok(url.startsWith(site.url), `a request off the site: ${url}`);
      const { pathname } = new URL(url);
      const bytes = gzipSync(await readFile(path.join(site.out, decodeURIComponent(pathname))), { level: 9 }).length;
      t.diagnostic(`${bytes} ${pathname}`);
      sum += bytes;
    }
    t.diagnostic(`${sum} in ${asked.length} files`);
    assert.ok(asked.length >= 4 && sum <= MOST, `${sum} bytes`);
  });

  test("one style sheet and a script of a few lines block the page", async () => {
    const html = await readFile(path.join(site.out, STORY), "utf8");
    const blocking = [...html.matchAll(/<script src="([^"]+)"><\/script>|<link rel="stylesheet" href="([^"]+)">/g)].map(([, script, style]) => script ?? style);
    assert.equal(blocking.length, 2, blocking.join());
    assert.ok((await readFile(path.join(site.out, blocking[0]))).length < 300, blocking[0]);
    for (const file of blocking) assert.match(file, /^\/assets\/[0-9a-f]{10}\//);
    // Whatever else runs waits for the page.
    assert.deepEqual([...html.matchAll(/<script (?!src=|type="module" src=|type="application\/ld\+json")[^>]*>/g)], []);
  });
});
