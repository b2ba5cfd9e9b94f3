// @ts-check
// Help with typing, on every page and on the search page; filters.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, pictured } from "./support/browser.mjs";
import { BASES, build } from "./support/site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @param {Page} page */
const box = (page) => page.locator("input[name=q]");
/** @param {Page} page */
const options = (page) => page.locator("[role=option]");
/** @param {Page} page */
const settled = (page) => page.waitForFunction(() => /找到/.test(document.getElementById("status")?.textContent ?? ""));

for (const [name, base] of Object.entries(BASES)) {
  describe(`help with typing, ${name}`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    before(async () => {
      site = await build(base);
    });
    after(() => site?.close());

    /** @param {string} title @param {(page: Page) => Promise<void>} body */
    const inPage = (title, body) =>
      test(title, async () => {
        const watched = await open(browser, site);
        await pictured(watched, `suggest-${name}-${title}`, async () => {
          await body(watched.page);
          assert.deepEqual(await watched.faults(), []);
        });
        await watched.context.close();
      });
    /** @param {string} query */
    const address = (query) => `${site.url}search.html${query}`;

    inPage("/ leads to the box; pinyin is read; down and Enter search", async (page) => {
      await page.goto(site.url);
      await page.keyboard.press("/");
      assert.equal(await box(page).evaluate((input) => document.activeElement === input), true);
      assert.equal(await box(page).inputValue(), "");
      await box(page).pressSequentially("shengen");
      await options(page).first().waitFor();
      assert.match(await options(page).first().innerText(), /^深根计划\s*标签 1 篇$/);
      assert.equal(await box(page).getAttribute("aria-expanded"), "true");
      await page.keyboard.press("ArrowDown");
      const active = await box(page).getAttribute("aria-activedescendant");
      assert.equal(await page.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
      await page.keyboard.press("Enter");
      await page.waitForURL(address(`?q=${encodeURIComponent("深根计划")}`));
      await settled(page);
    });

    inPage("initials; Escape closes; a click takes it", async (page) => {
      await page.goto(address(""));
      await box(page).pressSequentially("hjb");
      await page.getByRole("option", { name: "火炬杯" }).first().waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await options(page).filter({ visible: true }).count(), 0);
      await box(page).pressSequentially(" ");
      await box(page).press("Backspace");
      await page.getByRole("option", { name: "火炬杯" }).first().click();
      await settled(page);
      assert.match(await page.locator("#status").innerText(), /找到 \d+ 篇/);
    });

    inPage("a headline that is suggested leads to its story", async (page) => {
      await page.goto(site.url);
      await box(page).pressSequentially("签约");
      const option = page.getByRole("option", { name: "市级科技计划项目签约" });
      await option.waitFor();
      await option.click();
      await page.locator("article.story").waitFor();
      assert.equal(await page.locator("h1").innerText(), "市级科技计划项目签约");
    });

    inPage("a character of the same sound is corrected, never silently", async (page) => {
      await page.goto(address(`?q=${encodeURIComponent("生根计划")}`));
      await settled(page);
      const link = page.locator("#other a", { hasText: "深根计划" });
      await link.waitFor();
      assert.equal(await box(page).inputValue(), "生根计划");
      await link.click();
      await settled(page);
      assert.equal(await box(page).inputValue(), "深根计划");
      assert.match(await page.locator("#results a").first().innerText(), /深根计划/);
    });

    inPage("traditional characters find the simplified ones", async (page) => {
      await page.goto(address(`?q=${encodeURIComponent("深根計劃")}`));
      await settled(page);
      assert.match(await page.locator("#results a").first().innerText(), /深根计划/);
    });

    inPage("filters and order stand in the address, and come back from it", async (page) => {
      await page.goto(address(`?q=${encodeURIComponent("企业")}`));
      await settled(page);
      const all = await page.locator("#results article").count();
      await page.locator("#filters summary").click();
      const column = (await page.locator("#results article .meta span").first().innerText()).trim();
      await page.locator("[name=column]").selectOption(column);
      await page.waitForURL(/column=/);
      await settled(page);
      const columns = await page.locator("#results article .meta span").allInnerTexts();
      assert.ok(columns.length > 0 && columns.length < all && columns.every((own) => own.trim() === column));
      await page.locator("[name=sort]").selectOption("date");
      await page.waitForURL(/sort=date/);
      await page.reload();
      await settled(page);
      assert.equal(await page.locator("[name=column]").inputValue(), column);
      assert.deepEqual(await page.locator("#results article .meta span").allInnerTexts().then((texts) => texts.sort()), columns.sort());
      await page.goBack();
      await page.goBack();
      await page.waitForFunction((all) => document.querySelectorAll("#results article").length === all, all);
      assert.equal(await page.locator("[name=column]").inputValue(), "");
      for (const [name, value] of [["tag", "企业服务"], ["issue", "2020年第8期"], ["from", "2020-09-16"], ["to", "2020-09-14"]]) {
        await page.locator(`[name=${name}]`).fill(value);
        await page.locator(`[name=${name}]`).press("Enter");
        await page.waitForURL((url) => url.searchParams.get(name) === value);
        await page.waitForFunction((all) => document.querySelectorAll("#results article").length < all, all);
        await page.goBack();
        await page.waitForFunction((all) => document.querySelectorAll("#results article").length === all, all);
      }
    });
  });
}
