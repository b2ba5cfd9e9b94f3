// @ts-check
// The newsroom, page by page as readers meet it: nothing sticks out at any width and look, headlines come before menus, and
// what is printed has the words of the page.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { NEWSROOM_PAGES } from "../newsroom/pages.mjs";
import { launch, loadPictures, open } from "./support/browser.mjs";
import { LOOKS, WIDTHS, choose } from "./support/looks.mjs";
import { overflow } from "./support/overflow.mjs";
import { buildNewsroom, scratch } from "./support/site.mjs";

const run = promisify(execFile);

/** How far from the top of a phone's window the first headline may begin, in pixels. */
const HEADLINE_AT_MOST = { "": 200, huge: 320 };

/** Kinds of pages whose first screen must hold the beginning of the text. */
const TEXT_STORIES = ["story with a correction", "English story", "code and notes", "notice with signature", "tables of nine and twelve columns"];

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const columns of /** @type {const} */ ([8, 30])) {
  describe(`newsroom with ${columns} columns`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    before(async () => {
      site = await buildNewsroom(columns);
    });
    after(() => site?.close());

    for (const [look, { colorScheme, chosen }] of Object.entries(LOOKS)) {
      test(`nothing sticks out: ${look}`, async () => {
        const watched = await open(browser, site, { viewport: { width: WIDTHS[0], height: 844 }, colorScheme });
        const { page } = watched;
        await choose(page, chosen);
        /** @type {string[]} */
        const faults = [];
        for (const [kind, address] of Object.entries(NEWSROOM_PAGES)) {
          await page.goto(site.url + address, { waitUntil: "load" });
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 844 });
            faults.push(...(await page.evaluate(overflow)).map((fault) => `${kind}, ${width} px: ${fault}`));
          }
          faults.push(...(await watched.faults()).map((fault) => `${kind}: ${fault}`));
        }
        await watched.context.close();
        assert.deepEqual(faults, []);
      });
    }

    for (const [type, most] of Object.entries(HEADLINE_AT_MOST)) {
      test(`the first headline is on the first screen of a phone, type “${type}”`, async () => {
        const { page, context } = await open(browser, site, { viewport: { width: 360, height: 640 } });
        await choose(page, type ? { "jianbao-type": type } : {});
        /** @type {string[]} */
        const faults = [];
        for (const address of ["", "fuwu/", "renwu/2026-11-20-duihua.html", "jishu/2026-11-22-nature.html"]) {
          await page.goto(site.url + address);
          const top = await page.evaluate(() => {
            const headline = document.querySelector(".lead-title, .story-head h1, .heading h1");
            return headline?.getBoundingClientRect().top ?? Infinity;
          });
          if (top > most) faults.push(`${address}: ${top}`);
        }
        await context.close();
        assert.deepEqual(faults, []);
      });
    }

    test("the front page is led by a picture, has each story once and is soon at its end", async () => {
      const { page, context } = await open(browser, site, { viewport: { width: 1280, height: 800 } });
      await page.goto(site.url);
      const { pictureShare, stories, height } = await page.evaluate(() => ({
        pictureShare: (document.querySelector(".lead-cover img")?.clientWidth ?? 0) / (document.querySelector(".front")?.clientWidth ?? 1),
        stories: [...document.querySelectorAll(".front :is(h2, h3, .briefs) a")].map((link) => link.getAttribute("href")).filter((href) => href?.endsWith(".html")),
        height: document.documentElement.scrollHeight,
      }));
      await context.close();
      assert.ok(pictureShare > 0.6, `the leading picture takes ${pictureShare} of the width`);
      assert.deepEqual(stories.filter((href, at) => stories.indexOf(href) !== at), []);
      assert.ok(height < (columns === 30 ? 2400 : 4000), `${height} px`);
    });

    test("a story's text begins on the first screen of a phone", async () => {
      const { page, context } = await open(browser, site, { viewport: { width: 360, height: 640 } });
      /** @type {string[]} */
      const faults = [];
      for (const kind of TEXT_STORIES) {
        const address = /** @type {Record<string, string>} */ (NEWSROOM_PAGES)[kind];
        await page.goto(site.url + address);
        const top = await page.evaluate(() => document.querySelector(".body")?.getBoundingClientRect().top ?? Infinity);
        if (top > 600) faults.push(`${kind}: ${top}`);
      }
      await context.close();
      assert.deepEqual(faults, []);
    });
  });
}

describe("headlines of the newsroom", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  before(async () => {
    site = await buildNewsroom(30);
  });
  after(() => site?.close());

  for (const type of ["", "large", "huge"]) {
    test(`no line is one character, type “${type}”`, async () => {
      const { page, context } = await open(browser, site, { viewport: { width: 1280, height: 844 } });
      await choose(page, type ? { "jianbao-type": type } : {});
      /** @type {string[]} */
      const faults = [];
      for (const kind of /** @type {const} */ (["home", "issue", "column", "dialogue, verse and a long headline", "issue for printing"])) {
        await page.goto(site.url + NEWSROOM_PAGES[kind]);
        for (const width of [320, 360, 390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          faults.push(...(await page.evaluate(lonelyLines)).map((fault) => `${kind}, ${width} px: ${fault}`));
        }
      }
      await context.close();
      assert.deepEqual(faults, []);
    });
  }
});

/** Headlines, and the site's name, with a line of a single letter. */
function lonelyLines() {
  return [...document.querySelectorAll(".name a, main :is(h1, h2, h3):not(.hidden, .label)")].flatMap((headline) => {
    /** @type {Map<number, string>} */
    const lines = new Map();
    const walker = document.createTreeWalker(headline, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      for (let at = 0; at < node.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const line = Math.round(range.getBoundingClientRect().bottom / 4);
        lines.set(line, (lines.get(line) ?? "") + node.data[at]);
      }
    }
    const texts = [...lines.values()];
    const lonely = texts.length > 1 && texts.some((text) => /^[^\p{L}\p{N}]*\p{Script=Han}[^\p{L}\p{N}]*$/u.test(text));
    return lonely ? [texts.join("|")] : [];
  });
}

describe("the newsroom on paper", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  /** @type {Awaited<ReturnType<typeof scratch>>} */
  let sheets;
  before(async () => {
    [site, sheets] = await Promise.all([buildNewsroom(8), scratch()]);
  });
  after(async () => {
    await site?.close();
    await sheets?.remove();
  });

  for (const [kind, address] of Object.entries(NEWSROOM_PAGES)) {
    if (["search", "404"].includes(kind)) continue;
    test(`${kind}: its words are those of the page`, async () => {
      const { page, context } = await open(browser, site, { viewport: { width: 1280, height: 900 } });
      await page.goto(site.url + address);
      const shown = await printedWords(page);
      const leaves = await print(page, "A4");
      await context.close();

      assert.deepEqual(differences(counts(shown), counts(leaves.map(withoutMargins).join(""))), []);
    });
  }

  for (const format of ["A4", "A3"]) {
    test(`an issue on ${format} has every word, its code, and no headline alone at the foot of a leaf`, async () => {
      const { page, context } = await open(browser, site, { viewport: { width: 1280, height: 900 } });
      await page.goto(site.url + NEWSROOM_PAGES["issue for printing"]);
      const shown = await printedWords(page);
      const heads = await page.evaluate(() => [...document.querySelectorAll(".whole-meta")].map((meta) => meta.textContent ?? ""));
      const leaves = (await print(page, format)).map(withoutMargins);
      await context.close();

      assert.deepEqual(differences(counts(shown), counts(leaves.join(""))), []);
      assert.match(leaves[leaves.length - 1], /用手机扫一扫，读这一期/);
      const stranded = heads.filter((head) => leaves.some((leaf) => withoutBlanks(leaf).endsWith(withoutBlanks(head))));
      assert.deepEqual(stranded, []);
    });
  }

  /** Prints a page with all its pictures and returns the text of each leaf. @param {import("playwright-core").Page} page @param {string} format */
  async function print(page, format) {
    await loadPictures(page);
    const file = path.join(sheets.directory, "page.pdf");
    await writeFile(file, await page.pdf({ format }));
    const { stdout } = await run("pdftotext", ["-raw", file, "-"], { maxBuffer: 1 << 26 });
    return stdout.split("\f").filter((leaf) => leaf.trim() !== "");
  }
});

/** @param {string} text */
function withoutBlanks(text) {
  return text.replace(/\s/g, "");
}

/** The text of a printed leaf without the running head and the number, which every leaf must have. @param {string} leaf */
function withoutMargins(leaf) {
  const lines = leaf.trim().split("\n");
  const head = lines.findIndex((line) => line.startsWith("云汀简报"));
  assert.ok(head === 0 || head === lines.length - 2 || head === lines.length - 1, `no running head: ${lines[0]}`);
  lines.splice(head, 1);
  const number = lines.findIndex((line) => /^\d+ ?\/ ?\d+$/.test(line));
  assert.ok(number >= 0, `no number: ${lines[lines.length - 1]}`);
  lines.splice(number, 1);
  return lines.join("");
}

/**
 * The text of a page that its style sheet prints, as wide as paper is.
 * @param {import("playwright-core").Page} page
 */
async function printedWords(page) {
  await page.setViewportSize({ width: 665, height: 900 });
  await page.emulateMedia({ media: "print" });
  const words = await page.evaluate(wordsOnPaper);
  await page.emulateMedia({ media: null });
  return words;
}

/** Everything that is drawn as text: also the numbers of lists and what the style sheet puts before and after. Runs in the page. */
function wordsOnPaper() {
  dispatchEvent(new Event("beforeprint"));
  const words = [];
  for (const hidden of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".hidden"))) hidden.style.display = "none";
  words.push(document.body.innerText);

  for (const shown of document.body.querySelectorAll("*")) {
    if (shown.getClientRects().length === 0) continue;
    const list = shown.parentElement;
    if (list instanceof HTMLOListElement && getComputedStyle(shown).listStyleType !== "none") words.push(list.start + [...list.children].indexOf(shown));
    for (const place of ["::before", "::after"]) {
      const { content, visibility } = getComputedStyle(shown, place);
      if (visibility === "visible") words.push(...[...content.matchAll(/"([^"]*)"/g)].map(([, text]) => text));
    }
  }

  dispatchEvent(new Event("afterprint"));
  return words.join("\n");
}

/** How often each Chinese character and digit occurs. @param {string} text */
function counts(text) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [sign] of text.normalize("NFKC").matchAll(/[\p{Script=Han}\d]/gu)) found.set(sign, (found.get(sign) ?? 0) + 1);
  return found;
}

/** Characters that are there more or less often than they should be. @param {Map<string, number>} wanted @param {Map<string, number>} got */
function differences(wanted, got) {
  return [...new Set([...wanted.keys(), ...got.keys()])].filter((sign) => (wanted.get(sign) ?? 0) !== (got.get(sign) ?? 0)).map((sign) => `${sign}: ${wanted.get(sign) ?? 0} → ${got.get(sign) ?? 0}`);
}
