// @ts-check
// Feeds and sitemaps as other programs read them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open } from "./support/browser.mjs";
import { read, unescape } from "./support/html.mjs";
import { BASES, build, stories } from "./support/site.mjs";

const run = promisify(execFile);

for (const [name, base] of Object.entries(BASES)) {
  describe(`feeds, ${name}`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    before(async () => {
      site = await build(base);
    });
    after(() => site?.close());

    test("every XML file is well-formed for xmllint", async () => {
      const files = site.files.filter((file) => file.endsWith(".xml"));
      for (const file of ["feed.xml", "rss.xml", "sitemap.xml"]) assert.ok(files.includes(file), file);
      await run("xmllint", ["--noout", "--nonet", ...files.map((file) => path.join(site.out, file))]);
    });

    test("every JSON file is JSON", async () => {
      for (const file of site.files.filter((file) => file.endsWith(".json"))) JSON.parse(await readFile(path.join(site.out, file), "utf8"));
    });

    test("in the text of a story, every link and picture is absolute and is there", async () => {
      /** @param {string} file */
      const text = (file) => readFile(path.join(site.out, file), "utf8");
      const [atom, rss, json] = await Promise.all(["feed.xml", "rss.xml", "feed.json"].map(text));
      const embedded = [
        ...[...atom.matchAll(/<content\b[^>]*>([\s\S]*?)<\/content>/g)].map(([, html]) => ({ feed: "feed.xml", html: unescape(html) })),
        ...[...rss.matchAll(/<content:encoded>([\s\S]*?)<\/content:encoded>/g)].map(([, html]) => ({ feed: "rss.xml", html: unescape(html) })),
        ...JSON.parse(json).items.map((/** @type {any} */ item) => ({ feed: "feed.json", html: item.content_html })),
      ];
      /** @type {string[]} */
      const faults = [];
      for (const { feed, html } of embedded) {
        for (const { where, url } of read(html).references) {
          const file = url.startsWith(site.published) ? decodeURIComponent(url.slice(site.published.length).replace(/[?#].*/, "")) : null;
          const there = file !== null && (site.files.includes(file) || site.files.includes(`${file}index.html`));
          if (!there) faults.push(`${feed} <${where}> ${url}`);
        }
      }
      assert.deepEqual(faults, []);
    });

    test("the sitemap names each page once, and only pages that may be indexed", async () => {
      const sitemap = await readFile(path.join(site.out, "sitemap.xml"), "utf8");
      const named = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url);
      assert.equal(new Set(named).size, named.length);
      const pages = [];
      for (const file of site.files.filter((file) => file.endsWith(".html"))) {
        const html = await readFile(path.join(site.out, file), "utf8");
        if (!html.includes('content="noindex"')) pages.push(site.published + file.replace(/(^|\/)index\.html$/, "$1"));
      }
      assert.deepEqual(named.map(decodeURI).sort(), pages.sort());
    });
  });
}

describe("feeds in a browser", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {import("./support/site.mjs").Built} */
  let site;
  before(async () => {
    [site, browser] = await Promise.all([build(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test("the Atom feed's entries are the stories, newest first, with their text", async () => {
    const { page, context } = await open(browser, site);
    await page.goto(`${site.url}404.html`);
    const entries = await page.evaluate(async () => {
      const document = new DOMParser().parseFromString(await (await fetch("feed.xml")).text(), "application/xml");
      if (document.querySelector("parsererror")) throw new Error(document.documentElement.textContent ?? "");
      return [...document.querySelectorAll("entry")].map((entry) => ({
        title: entry.querySelector("title")?.textContent ?? "",
        url: entry.querySelector("link[rel=alternate], link:not([rel])")?.getAttribute("href") ?? "",
        updated: entry.querySelector("updated")?.textContent ?? "",
        published: entry.querySelector("published")?.textContent ?? "",
        words: new DOMParser().parseFromString(entry.querySelector("content:not([medium])")?.textContent ?? "", "text/html").body.textContent ?? "",
      }));
    });
    const all = await stories();
    assert.deepEqual(entries.map(({ title }) => title).sort(), all.map(({ title }) => title).sort());
    assert.deepEqual(entries.map(({ published }) => published), entries.map(({ published }) => published).sort().reverse());
    for (const { title, url, updated, words } of entries) {
      assert.ok(url.startsWith(site.published), url);
      assert.match(updated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/, title);
      assert.ok(words.length > 50, `${title}: the entry has no text`);
    }
    await context.close();
  });
});
