// @ts-check
// What comes out of a printer: the text of the PDF that Chromium makes of a page, read by pdftotext.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open } from "./support/browser.mjs";
import { build, scratch, stories } from "./support/site.mjs";

const run = promisify(execFile);

/** What is only good on a screen. */
const SCREEN = /搜索|跳到正文|首页|阅读设置|RSS|Atom|网站地图|分享|复制网址|打印|相关稿件|较新|较早|上一篇|下一篇|本文目录|↩/;

const LINKS = "dongtai/2020-09-16-lianjie.html";
const STORY = `---
title: 印在纸上的链接
date: 2020-09-16
issue: 2020年第9期
page: 4
---
先看[一网通办](https://example.com/yiwang)，再看[科技大市场](https://example.com/shichang)，又看[同一处](https://example.com/yiwang)。[^1]

网址本身 <https://example.com/benshen> 不必再注，[站内的稿件](../zhuanti/2020-09-15-shengen.md)也不注。

[^1]: 文内的注。
`;

describe("on paper", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof scratch>>} */
  let sheets;
  before(async () => {
    const files = { [`content/${LINKS.replace(".html", ".md")}`]: STORY };
    [site, browser, sheets] = await Promise.all([build("", { files }), launch(), scratch()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await sheets?.remove();
  });

  /**
   * Prints a page: the size of the sheets, the text without any white space, and the words with their places.
   * @param {string} address
   * @param {import("playwright-core").BrowserContextOptions} [options]
   */
  async function printed(address, options) {
    const { page, context, faults } = await open(browser, site, { viewport: { width: 1280, height: 900 }, ...options });
    await page.goto(site.url + address);
    const file = path.join(sheets.directory, "page.pdf");
    await writeFile(file, await page.pdf({ format: "A4" }));
    assert.deepEqual(await faults(), []);
    await context.close();
    const { stdout: boxes } = await run("pdftotext", ["-bbox", file, "-"], { maxBuffer: 1 << 26 });
    const { stdout: text } = await run("pdftotext", ["-raw", file, "-"], { maxBuffer: 1 << 26 });
    /** @param {string} tag @param {string[]} names */
    const all = (tag, ...names) =>
      [...boxes.matchAll(new RegExp(`<${tag} ${names.map((name) => `${name}="([\\d.]+)"`).join(" ")}`, "g"))].map((match) => match.slice(1).map(Number));
    return {
      sizes: all("page", "width", "height").map((size) => size.map(Math.round)),
      text: text.replace(/\s/g, ""),
      lefts: all("word", "xMin", "yMin").map(([left]) => left),
    };
  }

  /** How many words begin at the left edge of each of so many columns. @param {number[]} lefts @param {number} count */
  function columns(lefts, count) {
    const [from, to] = [(17 / 25.4) * 72, (193 / 25.4) * 72];
    const gap = ((count === 3 ? 6 : 8) / 25.4) * 72;
    const width = (to - from - gap * (count - 1)) / count;
    return Array.from({ length: count }, (_, at) => lefts.filter((left) => Math.abs(left - from - at * (width + gap)) < 2).length);
  }

  for (const [kind, address] of Object.entries({ home: "", story: "zhuanti/2020-09-15-shengen.html", list: "fuwu/", issue: "issues/2020-09-print.html" })) {
    test(`${kind}: A4, with nothing that is only good on a screen`, async () => {
      const { sizes, text } = await printed(address);
      assert.ok(sizes.length >= 1 && sizes.every(([width, height]) => Math.abs(width - 595) <= 1 && Math.abs(height - 842) <= 1), JSON.stringify(sizes));
      assert.ok(text.startsWith("科技资讯"), text.slice(0, 40));
      assert.doesNotMatch(text, SCREEN);
      assert.match(text, /本页网址：https:\/\/example\.org\//);
    });
  }

  test("every other kind of page is printed too, on A4 and with its own text", async () => {
    const kinds = { "tags/": "深根计划", "tags/keji-chuangxin/": "科技创新", "archive/": "2020年", "archive/2020/09/": "2020年9月", "issues/": "2020年第9期", "issues/2020-09.html": "第1版", "map.html": "赛事", "404.html": "没有这一页" };
    for (const [address, own] of Object.entries(kinds)) {
      const { sizes, text } = await printed(address);
      assert.ok(sizes.length >= 1 && sizes.every(([width, height]) => Math.abs(width - 595) <= 1 && Math.abs(height - 842) <= 1), `${address}: ${JSON.stringify(sizes)}`);
      assert.ok(text.startsWith("科技资讯") && text.includes(own), `${address}: ${text.slice(0, 200)}`);
      assert.doesNotMatch(text, /搜索稿件|跳到正文|阅读设置/, address);
    }
  });

  test("a story is there from its headline to its last sentence, in two columns", async () => {
    const { text, lefts } = await printed("zhuanti/2020-09-15-shengen.html");
    for (const part of ["平湖聚力推进“深根计划”赋能科技创新", "记者徐晓雯通讯员金哲宇", "立足嘉兴这个总部", "新材料领域的产学研合作"]) assert.ok(text.includes(part), part);
    assert.ok(columns(lefts, 2).every((count) => count > 20), String(columns(lefts, 2)));
  });

  test("an issue is there with all its stories, in three columns", async () => {
    const { text, lefts } = await printed("issues/2020-09-print.html");
    const own = (await stories()).filter(({ issue }) => issue === "2020年第9期");
    assert.ok(own.length > 3);
    for (const { title } of own) assert.ok(text.includes(title.replace(/\s/g, "")), title);
    assert.ok(columns(lefts, 3).every((count) => count > 20), String(columns(lefts, 3)));
  });

  test("the addresses of links are notes under the story, counted on from its own, each once", async () => {
    for (const address of [LINKS, "issues/2020-09-print.html"]) {
      const { text } = await printed(address);
      assert.match(text, /先看一网通办〔2〕，再看科技大市场〔3〕，又看同一处〔2〕。〔1〕/);
      assert.match(text, /〔1〕文内的注。〔2〕https:\/\/example\.com\/yiwang〔3〕https:\/\/example\.com\/shichang/);
      assert.match(text, /网址本身https:\/\/example\.com\/benshen不必再注，站内的稿件也不注。/);
      for (const name of ["yiwang", "shichang", "benshen"]) assert.equal(text.split(`example.com/${name}`).length, 2, name);
    }
  });

  test("without scripts they stand behind the links", async () => {
    const { text } = await printed(LINKS, { javaScriptEnabled: false });
    assert.match(text, /一网通办（https:\/\/example\.com\/yiwang），再看科技大市场（https:\/\/example\.com\/shichang）/);
    assert.doesNotMatch(text, SCREEN);
  });

  test("what was made for the printer is not on the screen", async () => {
    const { page, context } = await open(browser, site);
    await page.goto(site.url + LINKS);
    await page.pdf();
    assert.equal(await page.locator(".addresses").isVisible(), false);
    assert.doesNotMatch(await page.locator("main").innerText(), /〔2〕|example\.com\/yiwang/);
    await context.close();
  });
});
