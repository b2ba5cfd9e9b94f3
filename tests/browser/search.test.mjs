// @ts-check
// The search page as a reader uses it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, pictured } from "./support/browser.mjs";
import { BASES, build, stories } from "./support/site.mjs";

/** @typedef {import("./support/browser.mjs").Watched} Watched */

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./support/site.mjs").Story[]} */
let all;
before(async () => {
  [browser, all] = await Promise.all([launch(), stories()]);
});
after(() => browser?.close());

/** Words of the stories, and a part of the headline of the story that must come first, if one must. */
const QUERIES = [
  { q: "火炬杯", first: "“火炬杯”" },
  { q: "深根计划", first: "“深根计划”" },
  { q: "新材料", first: "新材料" },
  { q: "6623.48", first: "市级科技计划项目签约" },
];

/** @param {import("playwright-core").Page} page */
const status = (page) => page.locator("#status");
/** @param {import("playwright-core").Page} page */
const titles = (page) => page.locator("#results a").allInnerTexts();
/** Waits for the end of a search: `找到 3 篇` or `没有找到…`. @param {import("playwright-core").Page} page */
const settled = (page) => page.waitForFunction(() => /找到/.test(document.getElementById("status")?.textContent ?? ""));

for (const [name, base] of Object.entries(BASES)) {
  describe(`search, ${name}`, () => {
    /** @type {import("./support/site.mjs").Built} */
    let site;
    before(async () => {
      site = await build(base);
    });
    after(() => site?.close());

    /**
     * A test with a page of its own, on which nothing may go wrong.
     * @param {string} title
     * @param {(watched: Watched) => Promise<void>} body
     */
    const inPage = (title, body) =>
      test(title, async () => {
        const watched = await open(browser, site);
        await pictured(watched, `search-${name}-${title}`, async () => {
          await body(watched);
          assert.deepEqual(await watched.faults(), []);
        });
        await watched.context.close();
      });
    /** @param {string} q */
    const address = (q) => `${site.url}search.html?q=${encodeURIComponent(q)}`;

    for (const { q, first } of QUERIES) {
      inPage(`an address with ${q} finds the stories that say so, and only those`, async ({ page }) => {
        await page.goto(address(q));
        await settled(page);
        const expected = all.filter(({ text }) => text.includes(q)).map(({ title }) => title);
        const found = await titles(page);
        assert.ok(expected.length > 0);
        assert.deepEqual([...found].sort(), expected.sort());
        assert.ok(found[0].includes(first), `first is ${found[0]}`);
        assert.equal(await page.locator("#q").inputValue(), q);
        assert.ok((await page.title()).includes(q));
        assert.match(await status(page).innerText(), new RegExp(`找到 ${expected.length} 篇`));
      });
    }

    inPage("a result leads to its story, below the site's path", async ({ page }) => {
      const story = all.find(({ title }) => title.includes("火炬杯"));
      await page.goto(address("火炬杯"));
      await page.locator("#results a").first().click();
      await page.waitForURL(`${site.url}${story?.address}#q=*`);
      assert.equal(await page.locator("h1").innerText(), story?.title);
    });

    inPage("the words that were looked for are marked in their story, also where they are no words", async ({ page }) => {
      for (const q of ["级科技计划项", "6623.48"]) {
        await page.goto(address(q));
        await settled(page);
        await page.locator("#results mark").first().waitFor();
        await page.locator("#results a").first().click();
        await page.locator("article.story").waitFor();
        const marked = await page.waitForFunction(() => {
          const ranges = [...(CSS.highlights.get("search") ?? [])];
          const shown = ranges.map((range) => /** @type {Range} */ (range).getBoundingClientRect());
          return ranges.length > 0 && { texts: ranges.map(String), seen: shown.some(({ top, bottom }) => top >= 0 && bottom <= innerHeight) };
        });
        const { texts, seen } = /** @type {any} */ (await marked.jsonValue());
        assert.ok(texts.every((/** @type {string} */ text) => text === q), texts.join());
        assert.ok(seen, q);
      }
    });

    inPage("from the front page: type, press Enter", async ({ page }) => {
      await page.goto(site.url);
      await page.locator("input[name=q]").fill("深根计划");
      await page.locator("input[name=q]").press("Enter");
      await page.waitForURL(address("深根计划"));
      await settled(page);
      assert.ok((await titles(page))[0].includes("深根计划"));
    });

    inPage("on the search page: type, press Enter, share the address, go back and forward", async ({ page, context }) => {
      await page.goto(address("火炬杯"));
      await settled(page);
      const [before] = await titles(page);
      await page.locator("#q").fill("");
      await page.locator("#q").pressSequentially("6623.48");
      await page.locator("#q").press("Enter");
      await page.waitForURL(address("6623.48"));
      await page.waitForFunction(() => document.querySelector("#results a")?.textContent?.includes("签约"));
      assert.deepEqual(await titles(page), ["市级科技计划项目签约"]);

      const other = await context.newPage();
      await other.goto(page.url());
      await settled(other);
      assert.deepEqual(await titles(other), await titles(page));
      await other.close();

      await page.goBack();
      await page.waitForFunction((title) => document.querySelector("#results a")?.textContent === title, before);
      assert.equal(page.url(), address("火炬杯"));
      assert.equal(await page.locator("#q").inputValue(), "火炬杯");
      await page.goForward();
      await page.waitForFunction(() => document.querySelector("#results a")?.textContent?.includes("签约"));
      assert.equal(await page.locator("#q").inputValue(), "6623.48");
    });

    inPage("back from a story shows the results again", async ({ page }) => {
      await page.goto(address("新材料"));
      await settled(page);
      const before = await titles(page);
      await page.locator("#results a").first().click();
      await page.waitForURL((url) => !url.pathname.endsWith("search.html"));
      await page.goBack();
      await settled(page);
      assert.deepEqual(await titles(page), before);
    });

    inPage("without words there is nothing but a field that waits for them", async ({ page }) => {
      for (const query of ["", "?q=", "?q=%20%E3%80%80"]) {
        await page.goto(`${site.url}search.html${query}`);
        assert.equal((await titles(page)).length, 0);
        assert.equal((await status(page).textContent())?.trim(), "");
        assert.equal(await page.locator("#q").inputValue(), "");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "q");
      }
    });

    inPage("words that no story has are said not to be there, with a way on", async ({ page }) => {
      await page.goto(address("量子纠缠潜水艇"));
      await settled(page);
      assert.match(await status(page).innerText(), /没有找到.*量子纠缠潜水艇/);
      assert.equal((await titles(page)).length, 0);
      assert.ok(await page.locator("main a").filter({ visible: true }).count(), "no way on");
    });

    inPage("the words of an address are shown as text, whatever they are", async ({ page }) => {
      for (const q of [
        "<img src=x onerror=alert(1)>",
        "火炬杯 <img src=x onerror=\"globalThis.broken=1\">",
        "\"><script>globalThis.broken=1</script>",
        "<svg onload=alert(1)>火炬杯",
        "__proto__ constructor",
      ]) {
        await page.goto(address(q));
        await settled(page);
        assert.equal(await page.locator("#q").inputValue(), q);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).broken), undefined);
        assert.equal(await page.locator("main :is(img, svg, script, iframe)").count(), 0, q);
        assert.ok((await page.title()).startsWith(q.slice(0, 4)), q);
        if ((await titles(page)).length === 0) assert.ok((await status(page).innerText()).includes(q), q);
      }
    });

    inPage("full width, case and spaces do not matter", async ({ page }) => {
      await page.goto(address("　６６２３．４８　"));
      await settled(page);
      assert.deepEqual(await titles(page), ["市级科技计划项目签约"]);
    });

    inPage("Enter that commits a candidate of an input method searches for nothing", async ({ page }) => {
      await page.goto(`${site.url}search.html`);
      const session = await page.context().newCDPSession(page);
      await page.locator("#q").focus();
      await session.send("Input.imeSetComposition", { text: "huojubei", selectionStart: 8, selectionEnd: 8 });
      const submitted = await page.locator("#q").evaluate((input) => {
        const enter = new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
        return input.dispatchEvent(enter);
      });
      assert.equal(submitted, false, "the browser would submit");
      assert.equal(await page.locator("[role=option]").count(), 0);
      await session.send("Input.insertText", { text: "火炬杯" });
      assert.equal(page.url(), `${site.url}search.html`);
      await page.locator("#q").press("Enter");
      await settled(page);
      assert.ok((await titles(page)).length > 0);
    });

    inPage("from the box to the results and back by arrows; what is found is announced", async ({ page }) => {
      await page.goto(address("新材料"));
      await settled(page);
      assert.deepEqual([await status(page).getAttribute("role"), await status(page).getAttribute("aria-live")], ["status", "polite"]);
      await page.locator("#q").focus();
      await page.keyboard.press("ArrowDown");
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      assert.equal(await focused(), (await titles(page))[0]);
      await page.keyboard.press("ArrowUp");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "q");
    });

    inPage("results fit a narrow phone", async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 700 });
      for (const q of ["科技", "x".repeat(60), "长".repeat(300)]) {
        await page.goto(address(q));
        await settled(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), q);
      }
    });
  });
}

describe("search, when something is missing", () => {
  /** @type {import("./support/site.mjs").Built} */
  let site;
  before(async () => {
    site = await build();
  });
  after(() => site?.close());

  test("without scripts the page says so and offers other ways", async () => {
    const { page, context } = await open(browser, site, { javaScriptEnabled: false });
    await page.goto(`${site.url}search.html?q=x`);
    const text = await page.locator("main").innerText();
    assert.match(text, /脚本/);
    assert.ok(await page.locator("noscript a").count());
    await context.close();
  });

  test("when the scripts are blocked, the page says so and offers other ways", async () => {
    const { page, context } = await open(browser, site);
    await context.route("**/search/page.js", (route) => route.abort());
    await page.goto(`${site.url}search.html?q=x`);
    assert.ok(!(await page.locator("#late").isVisible()), "too soon");
    await page.locator("#late").waitFor();
    assert.ok(await page.locator("#late a").count());
    await context.close();
  });

  test("results that one part of the index allows are shown, and said to be not all", async () => {
    const { page, context } = await open(browser, site);
    await context.route("**/search/fold.bin", (route) => route.abort());
    await page.goto(`${site.url}search.html?q=${encodeURIComponent("火炬杯 -計劃書")}`);
    await settled(page);
    assert.match(await status(page).innerText(), /找到 \d+ 篇.*可能不全/);
    assert.ok((await titles(page)).length > 0);
    await context.close();
  });

  test("when there is no network, the page says so", async () => {
    const { page, context } = await open(browser, site);
    await page.goto(`${site.url}search.html`);
    await context.setOffline(true);
    await page.locator("#q").fill("火炬杯");
    await page.locator("#q").press("Enter");
    await page.waitForFunction(() => /没有联网/.test(document.getElementById("status")?.textContent ?? ""));
    await context.setOffline(false);
    await page.locator("#q").press("Enter");
    await settled(page);
    assert.ok((await titles(page)).length > 0);
    await context.close();
  });

  test("when the index cannot be had, the page says so and the next attempt works", async () => {
    const { page, context } = await open(browser, site);
    await context.route("**/search/**/*.bin", (route) => route.abort());
    await page.goto(`${site.url}search.html?q=${encodeURIComponent("火炬杯")}`);
    await page.waitForFunction(() => /不能用/.test(document.getElementById("status")?.textContent ?? ""));
    await context.unroute("**/search/**/*.bin");
    await page.locator("#q").press("Enter");
    await settled(page);
    assert.ok((await titles(page)).length > 0);
    await context.close();
  });
});

describe("a site that is searched by its index", () => {
  const STORIES = 60;
  /** No two are alike, and there are no words in them. @param {number} n */
  const body = (n) => Array.from({ length: 700 }, (_, at) => String.fromCodePoint(0x4e00 + ((n * 131 + at * 17) % 6000))).join("");
  /** @type {import("./support/site.mjs").Built} */
  let site;
  before(async () => {
    const story = (/** @type {number} */ n) => `---\ntitle: 湖畔第${n}期\ndate: 2021-01-${String(1 + (n % 28)).padStart(2, "0")}\n---\n${body(n)}\n`;
    site = await build("", { files: Object.fromEntries(Array.from({ length: STORIES }, (_, n) => [`content/dongtai/hupan-${n}.md`, story(n)])) });
  });
  after(() => site?.close());

  /** @param {import("playwright-core").Page} page */
  const idle = (page) => page.waitForFunction(() => !/正在/.test(document.getElementById("status")?.textContent ?? "正在"));

  test("what did not come when more was wanted comes when it is asked for again", async () => {
    const { page, context } = await open(browser, site);
    await context.route("**/search/s/1.bin", (route) => route.abort());
    await page.goto(`${site.url}search.html?q=${encodeURIComponent("湖畔第")}`);
    await idle(page);
    const more = page.locator("#more");
    while (!/可能不全/.test(await status(page).innerText())) {
      await more.click();
      await idle(page);
    }
    const some = (await titles(page)).length;
    assert.ok(some >= 10 && some < STORIES, `${some}`);
    await context.unroute("**/search/s/1.bin");
    while (await more.isVisible()) {
      await more.click();
      await idle(page);
    }
    assert.equal(new Set(await titles(page)).size, STORIES);
    assert.equal((await titles(page)).length, STORIES);
    assert.match(await status(page).innerText(), /找到 60 篇/);
    await context.close();
  });

  test("where there is no more, that is said, and the keyboard is not lost", async () => {
    const { page, context } = await open(browser, site);
    await page.goto(`${site.url}search.html?q=${encodeURIComponent(body(7).slice(100, 105))}`);
    await idle(page);
    assert.equal(await page.locator("#more").innerText(), "查找相关稿件");
    await page.locator("#more").press("Enter");
    await idle(page);
    assert.match(await status(page).innerText(), /^没有更多了。找到 \d 篇/);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "status");
    await context.close();
  });
});
