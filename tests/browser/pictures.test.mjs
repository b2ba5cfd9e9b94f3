// @ts-check
// A photograph in a browser: the copy that fits the screen is loaded, and nothing moves when it comes.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { crc32, deflateSync } from "node:zlib";
import { inStages, launch, open, shifts } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { PROGRAM, scratch } from "./support/site.mjs";

/** @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of many colours. @param {number} width @param {number} height */
function photograph(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set([x % 256, y % 256, (x + y) % 256], y * (width * 3 + 1) + 1 + x * 3);
  }
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, close: () => Promise<void> }} */
let site;

before(async () => {
  browser = await launch();
  const { directory, remove } = await scratch();
  const stories = path.join(directory, "bulletin/content/yaowen");
  await mkdir(stories, { recursive: true });
  await writeFile(path.join(directory, "bulletin/site.yaml"), "title: 简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n");
  await writeFile(path.join(stories, "现场.png"), photograph(2000, 1200));
  await writeFile(path.join(stories, "封面.png"), photograph(1300, 800));
  const body = "29个项目集中签约。\n\n![签约现场](现场.png)\n\n图后的一段。\n";
  await writeFile(path.join(stories, "a.md"), `---\ntitle: 项目签约\ndate: 2020-09-15\ncover: 封面.png\n---\n${body}`);
  const out = path.join(directory, "site");
  await promisify(execFile)(PROGRAM, ["build", "--root", path.join(directory, "bulletin"), "--out", out]);
  const server = await serve(out, "");
  site = {
    url: `${server.origin}/`,
    close: async () => {
      await server.close();
      await remove();
    },
  };
});
after(async () => {
  await site?.close();
  await browser?.close();
});

for (const [width, density, body] of [
  [390, 1, 480],
  [390, 2, 800],
  [1280, 1, 800],
  [1280, 2, 1600],
]) {
  test(`at ${width} pixels, ${density} to a dot, the copy of ${body} is loaded, and nothing moves`, async () => {
    const watched = await open(browser, site, { viewport: { width, height: 844 }, deviceScaleFactor: density });
    const { page } = watched;
    await inStages(watched);
    await page.goto(`${site.url}yaowen/a.html`, { waitUntil: "load" });
    const picture = page.locator(".body figure.picture img");
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    const loaded = await picture.evaluate((image) => decodeURI(/** @type {HTMLImageElement} */ (image).currentSrc));
    assert.ok(loaded.endsWith(`/yaowen/现场.png.${body}.webp`), loaded);
    const shown = await picture.boundingBox();
    assert.ok(shown && Math.abs(shown.height / shown.width - 0.6) < 0.02, JSON.stringify(shown));
    assert.deepEqual(await shifts(page), []);
    assert.deepEqual(await watched.faults(), []);
    await watched.context.close();
  });
}

test("the front page shows the cover in a copy", async () => {
  const watched = await open(browser, site, { viewport: { width: 390, height: 844 } });
  await watched.page.goto(site.url, { waitUntil: "load" });
  const covers = await watched.page.locator("picture img").evaluateAll((all) => all.map((image) => decodeURI(/** @type {HTMLImageElement} */ (image).currentSrc)));
  assert.ok(covers.length > 0 && covers.every((src) => /封面\.png\.\d+\.webp$/.test(src)), covers.join());
  assert.deepEqual(await watched.faults(), []);
  await watched.context.close();
});
