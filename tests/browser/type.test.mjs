// @ts-check
// Chinese type as it is set: measured on a page, on a phone and on a wide screen.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { PROGRAM, ROOT, scratch } from "./support/site.mjs";

const TITLE = "科技部门加快新材料产业创新服务综合体建设并推进智能网联汽车研究中心落地";
/** Words of the headline that must stand on one line. */
const WORDS = ["科技", "部门", "加快", "新材料", "产业", "创新", "服务", "综合体", "建设", "推进", "智能网联汽车", "研究", "中心"];
const STORY = `---
title: ${TITLE}
date: 2020-09-15
---
推进*重点*工作，中“引”文，中‘引’文，中——文，中……文，推进**“深根计划”**赋能。

${"很长的小标题后面跟着正文。".repeat(3)}

## 签订合作框架协议共同推进长三角一体化科技创新高地建设

${"a".repeat(60)}
`;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {string} */
let origin;
/** @type {(() => Promise<void>)[]} */
const closing = [];
before(async () => {
  const { directory, remove } = await scratch();
  const root = path.join(directory, "bulletin");
  await mkdir(path.join(root, "content/yaowen"), { recursive: true });
  await writeFile(path.join(root, "site.yaml"), "title: 排版\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n");
  await writeFile(path.join(root, "content/yaowen/a.md"), STORY);
  await promisify(execFile)(PROGRAM, ["build", "--root", root, "--out", path.join(directory, "site")]);
  const server = await serve(path.join(directory, "site"), "");
  origin = server.origin;
  browser = await launch();
  closing.push(() => browser.close(), () => server.close(), remove);
});
after(async () => {
  for (const close of closing) await close();
});

/** Widths and lines of a text's occurrences in an element: one entry a character. @param {string[]} arguments_ */
const measure = ([selector, text]) => {
  const element = /** @type {Element} */ (document.querySelector(selector));
  const size = parseFloat(getComputedStyle(element).fontSize);
  /** @type {{ c: string, node: Text, at: number }[]} */
  const letters = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    [...node.data].forEach((c, at) => letters.push({ c, node, at }));
  }
  const start = letters.map(({ c }) => c).join("").indexOf(text);
  if (start < 0) throw new Error(`no ${text} in ${selector}`);
  return letters.slice(start, start + text.length).map(({ node, at }) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    return { ems: box.width / size, top: Math.round(box.top) };
  });
};

for (const width of [390, 1280]) {
  describe(`type at ${width} px`, () => {
    /** @type {import("playwright-core").Page} */
    let page;
    before(async () => {
      page = await browser.newPage({ viewport: { width, height: 844 }, locale: "zh-CN" });
      await page.goto(`${origin}/yaowen/a.html`);
    });
    after(() => page.close());

    test("quotes, dashes and ellipses are as wide as Han characters", async () => {
      for (const mark of ["“", "”", "‘", "’", "——", "……"]) {
        for (const { ems } of await page.evaluate(measure, [".body p", mark])) {
          assert.ok(Math.abs(ems - 1) < 0.06, `${mark} is ${ems.toFixed(2)} em wide`);
        }
      }
    });

    test("emphasis has dots and is not slanted", async () => {
      const style = await page.locator(".body em").first().evaluate((em) => {
        const { fontStyle, textEmphasisStyle, textEmphasisPosition } = getComputedStyle(em);
        return { fontStyle, textEmphasisStyle, textEmphasisPosition };
      });
      assert.equal(style.fontStyle, "normal");
      assert.match(style.textEmphasisStyle, /dot/);
      assert.match(style.textEmphasisPosition, /under/);
    });

    test("bold beside quotation marks shows no asterisk", async () => {
      assert.equal(await page.locator(".body strong").first().innerText(), "“深根计划”");
      assert.ok(!(await page.locator(".body").innerText()).includes("*"));
    });

    test("no word of a headline is broken", async () => {
      for (const word of WORDS) {
        const lines = new Set((await page.evaluate(measure, ["h1", word])).map(({ top }) => top));
        assert.equal(lines.size, 1, `${word} is broken`);
      }
      for (const word of ["签订", "合作", "框架", "协议", "长三角", "科技", "创新", "高地"]) {
        const lines = new Set((await page.evaluate(measure, [".body h2", word])).map(({ top }) => top));
        assert.equal(lines.size, 1, `${word} is broken`);
      }
    });

    test("a long word does not widen the page", async () => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}

describe("a face of the house's own", () => {
  const HEADLINE = "云汀召开科技创新大会";
  /** @type {string} */
  let root;
  /** @type {string} */
  let out;
  /** @type {string} */
  let url;
  /** @param {string} name @param {string} title @param {string} date */
  const write = (name, title, date) =>
    writeFile(path.join(root, "content/yaowen", name), `---\ntitle: ${title}\ndate: ${date}\n---\n大会今天召开。\n`);
  const build = () => promisify(execFile)(PROGRAM, ["build", "--root", root, "--out", out]);

  before(async () => {
    const { directory, remove } = await scratch();
    root = path.join(directory, "bulletin");
    out = path.join(directory, "site");
    await mkdir(path.join(root, "content/yaowen"), { recursive: true });
    await cp(path.join(ROOT, "tests/fonts"), path.join(root, "fonts"), { recursive: true });
    const theme = "theme: {headline_font: fonts/squares.ttf}";
    await writeFile(path.join(root, "site.yaml"), `title: 云汀简报\nbase_url: https://example.org\ncolumns: {yaowen: 要闻}\n${theme}\n`);
    await write("a.md", HEADLINE, "2026-05-01");
    await write("b.md", HEADLINE, "2026-05-02");
    await build();
    const server = await serve(out, "");
    url = `${server.origin}/yaowen/a.html`;
    closing.push(() => server.close(), remove);
  });

  test("it is loaded without holding up the page, and nothing moves", async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
    await page.goto(url);
    const face = await page.evaluate(async () => {
      await document.fonts.ready;
      const loaded = [...document.fonts].filter(({ family, status }) => family === "Headlines" && status === "loaded");
      const h1 = /** @type {Element} */ (document.querySelector("h1"));
      return { loaded: loaded.length, family: getComputedStyle(h1).fontFamily.split(",")[0], inHead: document.head.innerHTML.includes("headlines.css") };
    });
    assert.deepEqual(face, { loaded: 1, family: "Headlines", inHead: false });
    for (const { ems } of await page.evaluate(measure, ["h1", HEADLINE])) assert.ok(Math.abs(ems - 1) < 0.01);
    await page.close();
  });

  test("a new character in a headline changes the face and no page that does not show it", async () => {
    const files = ["headlines.css", "search.html"];
    const read = () => Promise.all(files.map((file) => readFile(path.join(out, file), "utf8")));
    const [face, page] = await read();
    await write("c.md", "科技创新大会1", "2026-05-03");
    await build();
    const [newFace, newPage] = await read();
    assert.ok(!face.includes("U+31,") && !face.includes("U+31}") && newFace.includes("U+31}"), newFace);
    assert.equal(newPage, page);
  });
});
