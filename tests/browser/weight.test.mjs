// @ts-check
// What a page costs a reader, as the embedded theme gives it: in bytes on the wire, never in time.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { PROGRAM, ROOT, scratch } from "./support/site.mjs";

const MOST = 20 * 1024;
const STORY = "zhuanti/2020-09-15-shengen.html";

describe("weight", () => {
  /** @type {string} */
  let out;
  /** @type {string} */
  let origin;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {(() => Promise<unknown>)[]} */
  const closing = [];
  before(async () => {
    const { directory, remove } = await scratch();
    const root = path.join(directory, "bulletin");
    out = path.join(directory, "site");
    await cp(path.join(ROOT, "content"), path.join(root, "content"), { recursive: true });
    for (const name of ["site.yaml", "tags.yaml"]) await writeFile(path.join(root, name), await readFile(path.join(ROOT, name)));
    await promisify(execFile)(PROGRAM, ["build", "--root", root, "--out", out]);
    const server = await serve(out, "");
    origin = server.origin;
    browser = await launch();
    closing.push(() => browser.close(), () => server.close(), remove);
  });
  after(async () => {
    for (const close of closing) await close();
  });

  test("a story without pictures, with all that it loads before a search", async (t) => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${origin}/${STORY}`, { waitUntil: "networkidle" });
    await page.close();
    let sum = 0;
    for (const url of asked) {
      assert.ok(url.startsWith(`${origin}/`), `a request off the site: ${url}`);
      const { pathname } = new URL(url);
      const bytes = gzipSync(await readFile(path.join(out, decodeURIComponent(pathname))), { level: 9 }).length;
      t.diagnostic(`${bytes} ${pathname}`);
      sum += bytes;
    }
    t.diagnostic(`${sum} in ${asked.length} files`);
    assert.ok(asked.length >= 4 && sum <= MOST, `${sum} bytes`);
  });

  test("one style sheet and a script of a few lines block the page", async () => {
    const html = await readFile(path.join(out, STORY), "utf8");
    const blocking = [...html.matchAll(/<script src="([^"]+)"><\/script>|<link rel="stylesheet" href="([^"]+)">/g)].map(([, script, style]) => script ?? style);
    assert.equal(blocking.length, 2, blocking.join());
    assert.ok((await readFile(path.join(out, blocking[0]))).length < 300, blocking[0]);
    for (const file of blocking) assert.match(file, /^\/assets\/[0-9a-f]{10}\//);
    // Whatever else runs waits for the page.
    assert.deepEqual([...html.matchAll(/<script (?!src=|type="module" src=|type="application\/ld\+json")[^>]*>/g)], []);
  });
});
