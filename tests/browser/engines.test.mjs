// @ts-check
// The search in engines that lack what came after Chromium 87 and Safari 15, as far as a newer one can be one of them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import { build } from "./support/site.mjs";

/** Takes away what old engines lack. */
function forget() {
  const old = /** @type {any} */ (globalThis);
  for (const name of ["DecompressionStream", "Highlight", "HTMLDialogElement", "structuredClone"]) delete old[name];
  delete old.CSS.highlights;
  for (const [owner, names] of /** @type {[any, string[]][]} */ ([
    [URLSearchParams.prototype, ["size"]],
    [HTMLFormElement.prototype, ["requestSubmit"]],
    [Object, ["hasOwn", "groupBy"]],
    [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
    [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
  ])) {
    for (const name of names) delete owner[name];
  }
}

/** @param {import("playwright-core").Page} page @param {RegExp} pattern */
const says = (page, pattern) =>
  page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status")?.textContent ?? ""), pattern.source);

describe("old engines", () => {
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

  test("the style sheet has selectors that Chromium 87 knows", async () => {
    const file = site.files.find((name) => name.endsWith("/css/site.css")) ?? "";
    assert.doesNotMatch(await readFile(path.join(site.out, file), "utf8"), /:is\(/);
  });

  test("a search has its address, which reloading, going back and sharing lead to", async () => {
    const { page, context, faults } = await open(browser, site);
    await context.addInitScript(forget);
    const address = `${site.url}search.html?q=${encodeURIComponent("火炬杯")}`;
    await page.goto(`${site.url}search.html`);
    await page.locator("#q").fill("火炬杯");
    await page.locator("#q").press("Enter");
    await says(page, /找到/);
    assert.equal(page.url(), address);
    const titles = await page.locator("#results a").allInnerTexts();
    assert.match(titles[0], /火炬杯/);

    await page.reload();
    await says(page, /找到/);
    assert.deepEqual(await page.locator("#results a").allInnerTexts(), titles);

    await page.locator("#q").fill("深根计划");
    await page.locator("#q").press("Enter");
    await page.waitForURL(/%E6%B7%B1/);
    await says(page, /找到/);
    await page.goBack();
    await page.waitForFunction((title) => document.querySelector("#results a")?.textContent === title, titles[0]);
    assert.equal(page.url(), address);
    assert.deepEqual(await faults(), []);
    await context.close();
  });

  test("filters and suggestions search, too, and what sounds alike is suggested", async () => {
    const { page, context, faults } = await open(browser, site);
    await context.addInitScript(forget);
    await page.goto(`${site.url}search.html?q=${encodeURIComponent("科技")}`);
    await says(page, /找到/);
    await page.locator("#filters summary").click();
    await page.locator("select[name=sort]").selectOption("date");
    await page.waitForURL(/sort=date/);
    await says(page, /找到/);

    await page.locator("#q").fill("");
    await page.locator("#q").pressSequentially("shengen");
    await page.locator("[role=option]").first().click();
    await page.waitForURL(/%E6%B7%B1%E6%A0%B9/);
    await says(page, /找到/);
    assert.deepEqual(await faults(), []);
    await context.close();
  });

  test("an engine that lacks something else is told to be too old, not the network to be down", async () => {
    const { page, context } = await open(browser, site);
    await context.addInitScript(() => delete (/** @type {any} */ (globalThis).DataView));
    await page.goto(`${site.url}search.html?q=${encodeURIComponent("火炬杯")}`);
    await says(page, /浏览器太旧.*极速模式/);
    await context.close();
  });

  test("an engine that runs no modules shows a note that says so", async () => {
    const { page, context } = await open(browser, site);
    await context.route("**/search/page.js", (route) => route.abort());
    await page.goto(`${site.url}search.html`);
    assert.match((await page.locator("#late").textContent()) ?? "", /浏览器太旧/);
    await context.close();
  });
});
