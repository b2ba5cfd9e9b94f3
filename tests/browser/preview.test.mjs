// @ts-check
// `jianbao serve` on a copy of the demo: what it answers, and that an open page follows what an editor does to files.

import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, open, pictured } from "./support/browser.mjs";
import { read } from "./support/html.mjs";
import { changes, preview, request as ask } from "./support/preview.mjs";
import { copyBulletin, scratch, stories } from "./support/site.mjs";

/** How long an edit may take to show. */
const PATIENCE = 10_000;

/** @typedef {import("playwright-core").Page} Page */

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./support/site.mjs").Story[]} */
let all;
/** @type {Awaited<ReturnType<typeof scratch>>} */
let copy;
/** @type {import("./support/preview.mjs").Preview} */
let running;

before(async () => {
  copy = await scratch();
  await copyBulletin(copy.directory);
  [browser, all, running] = await Promise.all([launch(), stories(), preview(copy.directory)]);
});
after(async () => {
  await running?.stop();
  await browser?.close();
  await copy?.remove();
});

/** @param {string} path @param {http.RequestOptions} [options] */
const request = (path, options) => ask(running.url, path, options);

/** @param {string} file below the bulletin */
const place = (file) => path.join(copy.directory, file);

/**
 * Waits until a page shows what it should; nobody reloads it.
 * @param {Page} page
 * @param {string} title the headline
 */
const headline = (page, title) => page.locator("h1", { hasText: new RegExp(`^${title}$`) }).waitFor({ timeout: PATIENCE });

/** @param {Page} page */
const errors = (page) => page.locator("#jianbao-preview .jianbao-errors");

/**
 * Waits until something is so.
 * @param {() => Promise<boolean>} so
 * @param {string} what
 */
async function until(so, what) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20)) {
    // A page that is just being loaded answers nothing.
    if (await so().catch(() => false)) return;
  }
  assert.fail(`not so after ${PATIENCE} ms: ${what}\n${running.said()}`);
}

describe("the preview", () => {
  test("answers the front page and every story", async () => {
    const front = await request("/");
    assert.equal(front.status, 200);
    assert.equal(front.headers["content-type"], "text/html; charset=utf-8");
    for (const story of all) {
      const reply = await request(`/${story.address}`);
      assert.equal(reply.status, 200, story.address);
      assert.ok(reply.body.replaceAll("<wbr>", "").includes(`<h1>${story.title}</h1>`), story.title);
    }
  });

  test("answers a directory without its slash with a redirect", async () => {
    const reply = await request("/tags");
    assert.equal(Math.floor(reply.status / 100), 3);
    assert.equal(reply.headers.location, "/tags/");
  });

  test("answers 404 with the page for it", async () => {
    const reply = await request("/no/such/page.html");
    assert.equal(reply.status, 404);
    assert.match(reply.body, /<h1>没有这一页<\/h1>/);
  });

  test("answers nothing from outside the site", async () => {
    for (const outside of ["/../Cargo.toml", "/%2e%2e/site.yaml", "/..%2fsite.yaml", "/site.yaml", "/content/saishi/2020-09-15-huojubei.md", "/%00", "/%ff"]) {
      const { status } = await request(outside);
      assert.ok([400, 404].includes(status), `${outside}: ${status}`);
    }
  });

  test("answers 421 for the name of another host, so that no foreign page can read drafts", async () => {
    const { port } = new URL(running.url);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", "localhost.evil.example"]) {
      assert.equal((await request("/", { headers: { Host: host } })).status, 421, host);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
      assert.equal((await request("/", { headers: { Host: host } })).status, 200, host);
    }
  });

  test("answers 405 for anything but reading", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const reply = await request("/", { method });
      assert.equal(reply.status, 405, method);
    }
    const head = await request("/", { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(head.body, "");
  });

  test("the search works", async () => {
    const watched = await open(browser, { url: running.url });
    await pictured(watched, "preview-search", async () => {
      await watched.page.goto(`${running.url}search.html?q=${encodeURIComponent("火炬杯")}`);
      await watched.page.waitForSelector("#results a");
      assert.deepEqual(await watched.faults(), []);
    });
    await watched.context.close();
  });

  test("a redirect stays in the preview", async () => {
    const story = path.join(copy.directory, all[0].file);
    const text = await readFile(story, "utf8");
    await writeFile(story, text.replace(/^---\r?\n/, "---\naliases: [/old/address.html]\n"));
    await until(async () => (await request("/old/address.html")).status === 200, "an old address");
    const { body } = await request("/old/address.html");
    await writeFile(story, text);
    const { refresh } = read(body);
    assert.ok(refresh !== null, `no redirect: ${body}`);
    assert.equal(new URL(refresh, `${running.url}old/address.html`).href, running.url + all[0].address);
  });

  test("lets go of connections that ask nothing, and answers others meanwhile", async () => {
    const { hostname, port } = new URL(running.url);
    /** @type {net.Socket[]} */
    const idle = [];
    for (let n = 0; n < 1000; n++) {
      const socket = net.connect(Number(port), hostname);
      socket.on("error", () => {});
      if (n % 2) socket.write("GET / HTTP/1.1\r\nHost: loc");
      idle.push(socket);
    }
    assert.equal((await request("/")).status, 200);
    await new Promise((done) => idle[0].once("close", done).resume());
    for (const socket of idle) socket.destroy();
    assert.equal((await request("/")).status, 200);
  });

  test("tells changes to its own pages alone", async () => {
    for (const headers of [{ Origin: "http://evil.example" }, { "Sec-Fetch-Site": "cross-site" }, { Host: "evil.example" }]) {
      const heard = await changes(running.url, headers);
      heard.close();
      assert.ok([403, 421].includes(heard.status), JSON.stringify(headers));
    }
    const heard = await changes(running.url, { "Sec-Fetch-Site": "same-origin" });
    heard.close();
    assert.deepEqual([heard.status, heard.kind], [200, "text/event-stream"]);
  });

  test("takes the next port when its own is taken, and says so", async () => {
    const taken = net.createServer();
    // Somebody else's program on port 4000 does as well.
    await new Promise((done) => taken.once("listening", done).once("error", done).listen(4000, "127.0.0.1"));
    const second = await preview(copy.directory, []);
    await until(async () => second.said().includes("端口 4000 已被占用"), "what is said of the port");
    assert.notEqual(new URL(second.url).port, "4000");
    await second.stop();
    taken.close();
  });

  test("says that others can see it where they can", async () => {
    const wide = await preview(copy.directory, ["--addr", "0.0.0.0:0"]);
    await until(async () => wide.said().includes("同一网络里的人都能看到"), "who can see it");
    await wide.stop();
  });
});

describe("an open page", () => {
  /**
   * Opens a story, and puts everything back in the end.
   * @param {string} title
   * @param {(page: Page, story: import("./support/site.mjs").Story, file: string) => Promise<void>} body
   */
  const onStory = (title, body) =>
    test(title, async () => {
      const story = all[0];
      const watched = await open(browser, { url: running.url });
      await pictured(watched, `preview-${title}`, async () => {
        await watched.page.goto(running.url + story.address);
        await headline(watched.page, story.title);
        await watched.faults();
        await body(watched.page, story, place(story.file));
        await writeFile(place(story.file), story.text);
        await headline(watched.page, story.title);
        await errors(watched.page).waitFor({ state: "detached" });
        assert.deepEqual(await watched.faults(), []);
      });
      await watched.context.close();
    });

  onStory("shows every way to save: in place, by a new file, with a backup, in pieces", async (page, story, file) => {
    const text = (/** @type {string} */ title) => story.text.replace(story.title, title);
    await writeFile(file, text("存在原处"));
    await headline(page, "存在原处");
    await writeFile(`${file}.tmp`, text("换上新文件"));
    await rename(`${file}.tmp`, file);
    await headline(page, "换上新文件");
    await rename(file, `${file}~`);
    await writeFile(file, text("留了备份"));
    await headline(page, "留了备份");
    await rm(`${file}~`);
    await writeFile(path.join(path.dirname(file), ".a.md.swp"), "x");
    await copyFile(file, `${file}~`);
    await rm(`${file}~`);
    const whole = text("一段一段地写");
    await writeFile(file, "");
    await sleep(50);
    await writeFile(file, whole.slice(0, whole.length / 2));
    await sleep(50);
    await writeFile(file, whole);
    await headline(page, "一段一段地写");
    assert.equal(await errors(page).count(), 0);
  });

  onStory("keeps the last good version beside a mistake, until it is mended", async (page, story, file) => {
    await writeFile(file, story.text.replace(/^(date|日期):.*$/m, "$1: 2020-02-30"));
    await errors(page).waitFor();
    const said = await errors(page).innerText();
    assert.match(said, /^1 个错误/);
    assert.ok(said.includes(story.file) && said.includes("2020-02-30") && said.includes("办法"), said);
    // The same words as on the terminal.
    const [panel, terminal] = [said, running.said()].map((text) => text.replace(/\s+/g, " "));
    assert.ok(terminal.includes(panel.slice(panel.indexOf("错误["))), `${panel}\n${terminal}`);
    await headline(page, story.title);
    await writeFile(file, story.text);
    await errors(page).waitFor({ state: "detached" });
    await headline(page, story.title);
  });

  onStory("folds warnings and does not hide the page", async (page, story, file) => {
    await writeFile(file, `${story.text}\n他说:好,走。\n`);
    const warnings = page.locator("#jianbao-preview .jianbao-warnings");
    await warnings.waitFor();
    assert.equal(await warnings.locator("pre").first().isVisible(), false);
    await warnings.locator("summary").click();
    assert.ok((await warnings.innerText()).includes(story.file));
    assert.match(await page.locator(".body").innerText(), /他说/);
  });

  onStory("shows the last of 50 saves in a second", async (page, story, file) => {
    for (let n = 1; n <= 50; n++) {
      await writeFile(file, n % 5 === 3 ? "---\ntitle: [\n" : story.text.replace(story.title, `第${n}次`));
      await sleep(20);
    }
    await headline(page, "第50次");
    assert.equal(await errors(page).count(), 0);
  });

  onStory("outlives broken settings", async (page, story) => {
    const settings = place("site.yaml");
    const text = await readFile(settings, "utf8");
    await writeFile(settings, "title: [\n");
    await errors(page).waitFor();
    assert.match(await errors(page).innerText(), /site\.yaml/);
    await headline(page, story.title);
    await writeFile(settings, text.replace(/^title:.*$/m, "title: 改了名的简报"));
    await errors(page).waitFor({ state: "detached" });
    await page.locator(".masthead", { hasText: "改了名的简报" }).waitFor();
    await writeFile(settings, text);
    await page.locator(".masthead", { hasText: "科技资讯" }).waitFor();
  });

  onStory("shows templates and styles, and outlives broken ones", async (page, story) => {
    const templates = place("themes/jianbao/templates");
    const template = path.join(templates, "story.html");
    const text = await readFile(template, "utf8");
    for (const broken of [text.replace("{{ headline", "{{ nothing.at.all }}{{ headline"), `${text}{% if %}`]) {
      await writeFile(template, broken);
      await errors(page).waitFor();
      assert.match(await errors(page).innerText(), /templates\/story\.html/);
      await headline(page, story.title);
      await writeFile(template, text);
      await errors(page).waitFor({ state: "detached" });
    }
    await writeFile(template, text.replace("<h1", '<h1 class="changed"'));
    await page.locator("h1.changed").waitFor();
    await writeFile(template, text);
    await page.locator("h1:not(.changed)").waitFor();
    const style = place("themes/jianbao/assets/css/site.css");
    const css = await readFile(style, "utf8");
    await writeFile(style, `${css}\nh1 { color: rgb(1, 2, 3) }\n`);
    await until(() => page.locator("h1").evaluate((h1) => getComputedStyle(h1).color === "rgb(1, 2, 3)"), "a style");
    await writeFile(style, css);
    await until(() => page.locator("h1").evaluate((h1) => getComputedStyle(h1).color !== "rgb(1, 2, 3)"), "the old style");
  });

  onStory("stays where it is scrolled", async (page, story, file) => {
    await writeFile(file, story.text + "\n这一段很长。\n".repeat(200));
    await until(() => page.evaluate(() => document.body.scrollHeight > 4000), "a long page");
    await page.evaluate(() => scrollTo({ top: 2345, behavior: "instant" }));
    // Below, so that what stands above keeps its height.
    await writeFile(file, `${story.text}${"\n这一段很长。\n".repeat(200)}\n滚动之后。\n`);
    await page.locator(".body", { hasText: "滚动之后" }).waitFor();
    await until(() => page.evaluate(() => document.readyState === "complete" && Math.abs(scrollY - 2345) < 2), "the place");
    await writeFile(file, "---\ntitle: [\n");
    await errors(page).waitFor();
    assert.equal(await page.evaluate(() => Math.abs(scrollY - 2345) < 2), true);
  });

  test("shows new, renamed and removed stories and directories, and marks drafts", async () => {
    const watched = await open(browser, { url: running.url });
    const { page } = watched;
    await pictured(watched, "preview-files", async () => {
      await page.goto(running.url);
      const link = page.locator("main").getByRole("link", { name: /^新写的一篇稿件/ }).first();
      const file = place("content/xiangmu/new-story.md");
      const text = "---\ntitle: 新写的一篇稿件\ndate: 2020-09-16\ndraft: true\n---\n\n正文。\n";
      await writeFile(file, text);
      await link.waitFor();
      // The mark is set by the page's script, which runs when the link is there already.
      await until(async () => (await link.getAttribute("data-jianbao-mark")) === "草稿", "a mark");
      const renamed = place("content/xiangmu/renamed.md");
      await rename(file, renamed);
      await until(async () => new URL((await link.getAttribute("href")) ?? "", page.url()).pathname === "/xiangmu/renamed.html", "a renamed story");
      await rm(renamed);
      await link.waitFor({ state: "detached" });

      // A directory in a column: made, filled, renamed, removed.
      const directory = place("content/xiangmu/2021");
      await mkdir(directory);
      await writeFile(path.join(directory, "deep.md"), text);
      await link.waitFor();
      await rename(directory, place("content/xiangmu/2022"));
      await until(async () => ((await link.getAttribute("href")) ?? "").includes("/2022/"), "a renamed directory");
      await rm(place("content/xiangmu/2022"), { recursive: true });
      await link.waitFor({ state: "detached" });

      // As a checkout of another branch does: everything goes, everything comes again.
      await rename(place("content"), place("content.old"));
      await rm(place("themes"), { recursive: true });
      await sleep(300);
      await rename(place("content.old"), place("content"));
      await copyBulletin(copy.directory);
      // What is written last shows when everything before it has been read.
      await writeFile(place(all[0].file), all[0].text.replace(all[0].title, "都回来了"));
      await page.locator("main").getByText("都回来了").first().waitFor();
      await page.waitForLoadState();
      // Files that were gone for a moment.
      await watched.faults();
      await writeFile(place(all[0].file), all[0].text);
      await page.locator("main").getByText(all[0].title).first().waitFor();
      await writeFile(file, text);
      await link.waitFor();
      await page.goto(`${running.url}xiangmu/new-story.html`);
      assert.match(await page.locator(".jianbao-mark").innerText(), /^草稿/);
      await writeFile(file, text.replace("date: 2020-09-16\ndraft: true", "date: 2099-09-15 08:00"));
      await page.locator(".jianbao-mark", { hasText: "定时 2099年9月15日 08:00" }).waitFor();
      assert.deepEqual(await watched.faults(), []);
      await rm(file);
      await headline(page, "没有这一页");
      await writeFile(file, text);
      await headline(page, "新写的一篇稿件");
      await rm(file);
      await headline(page, "没有这一页");
    });
    await watched.context.close();
  });

  test("goes to the story that is edited with --follow", async () => {
    const following = await preview(copy.directory, ["--addr", "127.0.0.1:0", "--follow"]);
    const watched = await open(browser, { url: following.url });
    const { page } = watched;
    await pictured(watched, "preview-follow", async () => {
      await page.goto(following.url);
      for (const story of [all[1], all[2]]) {
        await writeFile(place(story.file), story.text.replace(story.title, "跟到这一篇"));
        await page.waitForURL(following.url + story.address, { timeout: PATIENCE });
        await headline(page, "跟到这一篇");
        await writeFile(place(story.file), story.text);
        await headline(page, story.title);
      }
      assert.deepEqual(await watched.faults(), []);
    });
    await watched.context.close();
    await following.stop();
  });
});
