// @ts-check
// Ways through much, by measure: where a page stands, years, what is older and newer, and back to the top, on every kind of page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NEWSROOM_PAGES } from "../newsroom/pages.mjs";
import { launch, open } from "./support/browser.mjs";
import { choose } from "./support/looks.mjs";
import { buildNewsroom } from "./support/site.mjs";

/** Pages of a kind that the newsroom's list has no other one of. */
const PAGES = {
  ...NEWSROOM_PAGES,
  year: "archive/2024/",
  "oldest page of a list": "page/1.html",
  "second page of a list": "page/23.html",
  "issue between two": "issues/2026-10.html",
};

/** Pages that say nothing of where they are: the front page, what is printed, and those that are not below it. */
const NO_PLACE = ["home", "issue for printing", "search", "404"];

/** The most pixels of a phone that the months of a year and an issue may take. */
const MOST_HEIGHT = { "#main .months-of-year": 200, "#main .issues li": 72 };

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const columns of /** @type {const} */ ([8, 30])) {
  describe(`ways through a newsroom with ${columns} columns`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    before(async () => {
      site = await buildNewsroom(columns);
    });
    after(() => site?.close());

    for (const [width, type] of /** @type {const} */ ([[360, ""], [360, "huge"], [390, ""], [1280, ""]])) {
      test(`every kind of page at ${width} pixels, type “${type}”`, async () => {
        const { page, context } = await open(browser, site, { viewport: { width, height: 800 } });
        await choose(page, type ? { "jianbao-type": type } : {});
        /** @type {string[]} */
        const faults = [];
        for (const [kind, address] of Object.entries(PAGES)) {
          await page.goto(site.url + address);
          faults.push(...(await page.evaluate(wayFaults, !NO_PLACE.includes(kind))).map((fault) => `${kind}: ${fault}`));
        }
        await context.close();
        assert.deepEqual(faults, []);
      });
    }

    test("a year of the archive and an issue are a row of a phone", async () => {
      const { page, context } = await open(browser, site);
      for (const address of [PAGES.archive, PAGES.issues]) {
        await page.goto(site.url + address);
        for (const [selector, most] of Object.entries(MOST_HEIGHT)) {
          const heights = await page.locator(selector).evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
          assert.ok(Math.max(0, ...heights) <= most, `${selector}: ${Math.max(...heights)}`);
        }
      }
      await context.close();
    });

    test("from the middle of much a link leads to the top, and to the contents", async () => {
      const { page, context } = await open(browser, site);
      for (const address of [PAGES["story of 45,000 characters"], PAGES["older page of a list"], PAGES.issues, PAGES.tags]) {
        for (const target of address === PAGES["story of 45,000 characters"] ? ["#contents", "#main"] : ["#main"]) {
          await page.goto(site.url + address);
          const link = page.locator(`.jump a[href="${target}"]`);
          assert.equal(await page.evaluate(onFirstScreen), false, `${address}: on the first screen`);
          await page.evaluate(() => scrollTo(0, 3 * innerHeight));
          await link.click();
          const top = await page.locator(target).evaluate((element) => element.getBoundingClientRect().top);
          assert.ok(top >= 0 && top < 60, `${address}: ${target} at ${top}`);
        }
      }
      await context.close();
    });
  });
}

/** Whether the links to the top are within the first screen. Runs in the browser. */
function onFirstScreen() {
  const link = document.querySelector(".jump a");
  return !link || link.getBoundingClientRect().top < innerHeight;
}

/**
 * What is wrong with the ways that lead from a page. Runs in the browser.
 * @param {boolean} hasPlace whether the page says where it is
 */
function wayFaults(hasPlace) {
  /** @type {string[]} */
  const faults = [];
  /** @param {Element} element */
  const box = (element) => element.getBoundingClientRect();
  const line = parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.7;

  const place = document.querySelector("nav[aria-label=当前位置]");
  if (Boolean(place) !== hasPlace) faults.push(`place: ${place?.textContent}`);
  if (place && box(place).height > 2 * line) faults.push(`the place takes ${box(place).height} px`);
  if (place && place.querySelectorAll("[aria-current=page]").length !== 1) faults.push("the place does not end here");

  const years = document.querySelector("nav[aria-label=按年份查找]");
  const heading = document.querySelector(".heading");
  if (years && heading && box(years).top < box(heading).bottom - line) faults.push("years above the heading");
  if (years && innerWidth < 640 && box(years).height > 2.5 * line) faults.push(`years take ${box(years).height} px`);
  for (const current of document.querySelectorAll("main nav [aria-current]")) {
    const { left, right } = box(current);
    if (left < 0 || right > innerWidth) faults.push(`${current.textContent} is out of sight`);
  }

  for (const pager of document.querySelectorAll(".pager")) {
    const links = /** @type {HTMLAnchorElement[]} */ ([...pager.querySelectorAll("a")]);
    const addresses = links.map((link) => link.href);
    if (new Set(addresses).size !== addresses.length) faults.push(`twice in a pager: ${addresses}`);

    const boxes = links.filter((link) => link.matches(".older, .newer"));
    const order = boxes.map((link) => (link.classList.contains("older") ? "older" : "newer")).join(" ");
    if (!["older newer", "older", "newer"].includes(order)) faults.push(`a pager: ${order}`);
    const wanted = innerWidth >= 640 && boxes.length === 2 ? 0.45 : 0.99;
    for (const link of boxes) {
      const share = box(link).width / box(pager).width;
      if (share < wanted) faults.push(`${link.textContent} takes ${share} of its row`);
      if (box(link).height < 44) faults.push(`${link.textContent} is ${box(link).height} px high`);
    }
  }
  return faults;
}
