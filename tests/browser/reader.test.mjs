// @ts-check
// What a reader chooses is kept, needs no inline script, and is there before the page is painted; what a page does for
// its reader works by keyboard.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inStages, launch, open, shifts } from "./support/browser.mjs";
import { build } from "./support/site.mjs";

const STORY = "zhuanti/2020-09-15-shengen.html";

describe("a reader", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    [site, browser] = await Promise.all([build(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** @param {import("playwright-core").Page} page */
  const look = (page) =>
    page.evaluate(() => ({ size: getComputedStyle(document.documentElement).fontSize, paper: getComputedStyle(document.body).backgroundColor }));

  test("chooses type and colours by keyboard, and finds them on the next page", async () => {
    const { page, context, faults } = await open(browser, site, { viewport: { width: 1280, height: 800 } });
    await page.goto(site.url);
    const before = await look(page);
    await page.locator(".settings summary").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("radio", { name: "标准" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("radio", { name: "浅色" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".settings").getAttribute("open"), null);
    // Without the modules: what sets it stands in the head.
    await context.route("**/reader.js", (route) => route.abort());
    await page.goto(site.url + STORY);
    const after = await look(page);
    assert.deepEqual([before.size, after.size], ["17px", "24px"]);
    assert.notEqual(after.paper, before.paper);
    assert.deepEqual((await faults()).filter((fault) => !fault.includes("reader.js") && !fault.includes("ERR_FAILED")), []);
    await context.close();
  });

  for (const type of ["large", "huge"]) {
    test(`reads every kind of page in ${type} type without scrolling sideways`, async () => {
      const { page, context, faults } = await open(browser, site);
      await page.addInitScript((type) => localStorage.setItem("jianbao-type", type), type);
      for (const address of ["", STORY, "fuwu/", "tags/", "archive/", "issues/", "issues/2020-09.html", "issues/2020-09-print.html", "map.html", "search.html"]) {
        await page.goto(site.url + address);
        for (const width of [320, 768, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${address || "/"} at ${width} px is ${wide} wide`);
        }
      }
      assert.deepEqual(await faults(), []);
      await context.close();
    });
  }

  for (const [screen, width, open_] of /** @type {const} */ ([["a phone", 390, false], ["a wide screen", 1280, true]])) {
    test(`finds the contents of a long story ${open_ ? "open" : "closed"} on ${screen}, where nothing moves`, async () => {
      for (const javaScriptEnabled of [true, false]) {
        const watched = await open(browser, site, { viewport: { width, height: 844 }, javaScriptEnabled });
        const { page, context, faults } = watched;
        if (javaScriptEnabled) await inStages(watched);
        await page.goto(site.url + STORY, { waitUntil: "load" });
        const list = page.locator(".contents ol");
        assert.equal(await list.isVisible(), open_);
        if (javaScriptEnabled) {
          assert.deepEqual(await shifts(page), []);
          assert.equal(await page.locator(".contents").evaluate((contents) => /** @type {HTMLDetailsElement} */ (contents).open), open_);
          await page.locator(".contents summary").click();
          assert.equal(await list.isVisible(), !open_);
        }
        assert.deepEqual(await faults(), []);
        await context.close();
      }
    });
  }

  test("prints an issue without navigation", async () => {
    const { page, context } = await open(browser, site, { viewport: { width: 680, height: 980 } });
    await page.goto(`${site.url}issues/2020-09-print.html`);
    await page.emulateMedia({ media: "print" });
    for (const gone of [".nav ul", ".search", ".footer nav", ".actions"]) {
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    }
    assert.equal(await page.locator(".whole-story").count(), 7);
    const columns = await page.locator(".whole-story .body").first().evaluate((body) => {
      const edges = [...body.querySelectorAll(":scope > p")].flatMap((paragraph) => [...paragraph.getClientRects()].map(({ left }) => Math.round(left)));
      return new Set(edges).size;
    });
    assert.equal(columns, 3);
    await context.close();
  });

  test("copies the address of a story", async () => {
    const { page, context } = await open(browser, site, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(`${site.url}${STORY}#q=x`);
    await page.getByRole("button", { name: "复制网址" }).click();
    await page.getByText("已复制").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), site.published + STORY);
    await context.close();
  });
});
