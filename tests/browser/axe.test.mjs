// @ts-check
// Every kind of page by the rules of axe-core (WCAG 2.2 AA and its best practices): in light, dark and large type, with
// more contrast, on a phone and on a wide window.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { NEWSROOM_PAGES } from "../newsroom/pages.mjs";
import { launch, open } from "./support/browser.mjs";
import { choose } from "./support/looks.mjs";
import { build, buildNewsroom } from "./support/site.mjs";

/** One page of the demo of each kind. */
const DEMO_PAGES = {
  home: "",
  story: "zhuanti/2020-09-15-shengen.html",
  "story with charts": "xiangmu/2020-09-15-qianyue.html",
  column: "fuwu/",
  "older page of a list": "page/1.html",
  tags: "tags/",
  tag: "tags/keji-chuangxin/",
  archive: "archive/",
  month: "archive/2020/09/",
  issues: "issues/",
  issue: "issues/2020-09.html",
  "issue for printing": "issues/2020-09-print.html",
  map: "map.html",
  search: `search.html?q=${encodeURIComponent("科技")}`,
  404: "404.html",
};

/** How a page may look: options of the browser, and what the reader has chosen. */
const LOOKS = {
  "light, on a phone": { width: 390, colorScheme: "light", chosen: {} },
  "dark, on a phone": { width: 390, colorScheme: "dark", chosen: {} },
  "light, wide": { width: 1280, colorScheme: "light", chosen: {} },
  "dark, wide": { width: 1280, colorScheme: "dark", chosen: {} },
  "in huge type": { width: 390, colorScheme: "light", chosen: { "jianbao-type": "huge" } },
  "dark by choice, with more contrast": { width: 768, colorScheme: "light", chosen: { "jianbao-colours": "dark", "jianbao-contrast": "more" } },
};

/** The bulletins whose pages are looked at. */
const BULLETINS = {
  "the demo": { make: () => build(), pages: DEMO_PAGES },
  "the newsroom": { make: () => buildNewsroom(8), pages: NEWSROOM_PAGES },
};

for (const [bulletin, { make, pages }] of Object.entries(BULLETINS)) {
  describe(`axe-core on ${bulletin}`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    /** @type {import("playwright-core").Browser} */
    let browser;
    /** @type {string} */
    let axe;
    before(async () => {
      [site, browser] = await Promise.all([make(), launch()]);
      axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    });
    after(async () => {
      await browser?.close();
      await site?.close();
    });

    for (const [look, { width, colorScheme, chosen }] of Object.entries(LOOKS)) {
      test(`finds nothing on any kind of page, ${look}`, async () => {
        const scheme = /** @type {"light" | "dark"} */ (colorScheme);
        const watched = await open(browser, site, { viewport: { width, height: 844 }, colorScheme: scheme });
        const { page } = watched;
        await choose(page, chosen);
        /** @type {string[]} */
        const found = [];
        for (const [kind, address] of Object.entries(pages)) {
          await page.goto(site.url + address, { waitUntil: "load" });
          if (kind === "search") await page.waitForSelector("#results a");
          const rules = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] }).then((result) => ({
            passes: result.passes.length,
            violations: result.violations.map(({ id, help, nodes }) => id + ": " + help + ": " + nodes.slice(0, 3).map(({ html }) => html).join(" | ")),
          }))`);
          const { passes, violations } = /** @type {{ passes: number, violations: string[] }} */ (rules);
          assert.ok(passes > 10, `${kind}: only ${passes} rules were looked at`);
          found.push(...violations.map((violation) => `${kind}: ${violation}`));
        }
        assert.deepEqual(found, []);
        assert.deepEqual(await watched.faults(), []);
        await watched.context.close();
      });
    }
  });
}
