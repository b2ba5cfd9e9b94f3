// @ts-check
// Every page in a browser, in light, in dark and in large type: nothing goes wrong, nothing is asked for elsewhere, nothing
// sticks out of a phone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./support/browser.mjs";
import { read } from "./support/html.mjs";
import { LOOKS, WIDTHS, choose } from "./support/looks.mjs";
import { overflow } from "./support/overflow.mjs";
import { BASES, build } from "./support/site.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [name, base] of Object.entries(BASES)) {
  describe(`pages, ${name}`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    /** @type {string[]} */
    const pages = [];
    /** @type {string[]} */
    const redirects = [];
    before(async () => {
      site = await build(base);
      for (const file of site.files.filter((file) => file.endsWith(".html"))) {
        const { refresh } = read(await readFile(path.join(site.out, file), "utf8"));
        (refresh === null ? pages : redirects).push(file);
      }
    });
    after(() => site?.close());

    // Where a site stands changes its addresses and not its looks: one is enough below a path.
    for (const [look, { colorScheme, chosen, paper, type }] of Object.entries(LOOKS).slice(0, base ? 1 : undefined)) {
      test(`every page at ${WIDTHS.join(", ")} pixels, ${look}`, async () => {
        assert.ok(pages.length > 30, `only ${pages.length} pages`);
        const watched = await open(browser, site, { viewport: { width: WIDTHS[0], height: 844 }, colorScheme });
        const { page } = watched;
        await choose(page, chosen);
        /** @type {string[]} */
        const faults = [];
        for (const file of pages) {
          const before = faults.length;
          const reply = await page.goto(site.url + file.replace(/(^|\/)index\.html$/, "$1"), { waitUntil: "load" });
          if (reply?.status() !== 200) faults.push(`${file}: status ${reply?.status()}`);
          faults.push(...(await page.evaluate(form)).map((fault) => `${file}: ${fault}`));
          const looks = await page.evaluate(() => {
            const [red] = /\d+/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
            return `${Number(red) < 128 ? "dark" : "light"} ${getComputedStyle(document.documentElement).fontSize}`;
          });
          if (looks !== `${paper} ${type}`) faults.push(`${file}: looks ${looks}`);
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 844 });
            faults.push(...(await page.evaluate(overflow)).map((fault) => `${file}, ${width} px: ${fault}`));
          }
          await page.setViewportSize({ width: WIDTHS[0], height: 844 });
          faults.push(...(await watched.faults()).map((fault) => `${file}: ${fault}`));
          if (faults.length > before) faults.push(`${file}: picture: ${await picture(page, `${name}-${look}-${file}`)}`);
        }
        await watched.context.close();
        assert.deepEqual(faults, []);
      });
    }

    test("a redirect takes the reader to its page", async () => {
      for (const file of redirects) {
        const watched = await open(browser, site);
        const { page } = watched;
        await page.goto(site.url + file, { waitUntil: "commit" });
        const { refresh } = read(await readFile(path.join(site.out, file), "utf8"));
        const to = new URL(refresh ?? "", site.published + file).href.replace(site.published, site.url);
        await page.waitForURL(to, { waitUntil: "load" });
        assert.equal(await page.locator("h1").count(), 1);
        assert.deepEqual(await watched.faults(), [], file);
        await watched.context.close();
      }
    });

    test("an address that is not there shows the page for it, styled, from any depth", async () => {
      const { page, context, faults } = await open(browser, site);
      const reply = await page.goto(`${site.url}fuwu/no/such/page.html`);
      assert.equal(reply?.status(), 404);
      const own = (await faults()).filter((fault) => !fault.includes("/no/such/page.html"));
      assert.deepEqual(own, []);
      assert.equal(await page.locator("h1").innerText(), "没有这一页");
      assert.ok(await page.evaluate(() => [...document.styleSheets].every((sheet) => sheet.cssRules.length > 0) && document.styleSheets.length > 0));
      await context.close();
    });
  });
}

/** Whether a page is made as it should be. Runs in the browser. */
function form() {
  /** @type {string[]} */
  const faults = [];
  /** @param {boolean} good @param {string} fault */
  const check = (good, fault) => void (good || faults.push(fault));
  const count = (/** @type {string} */ selector) => document.querySelectorAll(selector).length;
  check(document.doctype !== null && document.compatMode === "CSS1Compat", "no doctype");
  check(document.documentElement.lang === "zh-CN", `lang=${document.documentElement.lang}`);
  check(document.title.trim() !== "", "no title");
  check(count("h1") === 1, `${count("h1")} h1`);
  check((document.querySelector("h1")?.textContent ?? "").trim() !== "", "an empty h1");
  check(count("main") === 1, `${count("main")} main`);
  check(count("nav") > 0, "no nav");
  check(count("meta[name=viewport]") === 1, "no viewport");
  const navs = [...document.querySelectorAll("nav")].map((nav) => nav.getAttribute("aria-label") ?? "");
  check(navs.length < 2 || (!navs.includes("") && new Set(navs).size === navs.length), `navs are not told apart: ${navs}`);
  for (const image of document.querySelectorAll("img")) {
    check(image.hasAttribute("alt"), `an img without alt: ${image.src}`);
    if (image.loading !== "lazy") check(image.complete && image.naturalWidth > 0, `an img that is not there: ${image.src}`);
  }
  for (const drawing of document.querySelectorAll("svg[role=img]")) {
    const label = drawing.getAttribute("aria-label") ?? drawing.querySelector(":scope > title")?.textContent ?? drawing.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
    check(Boolean(label?.trim()), "a drawing without words");
  }
  for (const link of document.querySelectorAll("a[href]:not([aria-hidden])")) {
    check((link.textContent ?? "").trim() !== "" || link.querySelector("img[alt]:not([alt=''])") !== null, `a link without words: ${link.outerHTML}`);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden])")) {
    check(/** @type {HTMLInputElement} */ (field).labels?.length === 1 || field.hasAttribute("aria-label"), `a field without a label: ${field.outerHTML}`);
  }
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].map((heading) => Number(heading.tagName[1]));
  levels.forEach((level, at) => check(at === 0 || level <= levels[at - 1] + 1, `h${level} after h${levels[at - 1]}`));
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  check(new Set(ids).size === ids.length, `an id twice: ${ids.filter((id, at) => ids.indexOf(id) !== at)}`);
  check(count("[style]") === 0 && count("style") === 0, "inline style");
  return faults;
}
