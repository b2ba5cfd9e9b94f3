// @ts-check
// `jianbao serve` on a copy of the demo: what it answers, and that an edit shows after a reload.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, open, pictured } from "./support/browser.mjs";
import { read } from "./support/html.mjs";
import { PROGRAM, copyBulletin, scratch, stories } from "./support/site.mjs";

/** How long an edit may take to show. */
const PATIENCE = 10_000;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./support/site.mjs").Story[]} */
let all;
/** @type {Awaited<ReturnType<typeof scratch>>} */
let copy;
/** @type {Awaited<ReturnType<typeof preview>>} */
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

/**
 * Starts the preview; port 0 lets the system choose, and the program says which it is.
 * @param {string} root
 */
async function preview(root) {
  const child = spawn(PROGRAM, ["serve", "--root", root, "--addr", "127.0.0.1:0", "--lang", "zh"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const ended = new Promise((done) => child.once("exit", done));
  const url = await new Promise((done, failed) => {
    child.stdout.on("data", (data) => {
      said += data;
      const found = /http:\/\/127\.0\.0\.1:[1-9]\d*\//.exec(said);
      if (found) done(found[0]);
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
    setTimeout(() => failed(new Error(`serve gives no address: ${said}`)), 30_000).unref();
  });
  return {
    url: /** @type {string} */ (url),
    said: () => said,
    alive: () => child.exitCode === null,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/**
 * A request as it is, with any headers.
 * @param {string} path
 * @param {http.RequestOptions} [options]
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, body: string }>}
 */
function request(path, options = {}) {
  return new Promise((done, failed) => {
    const sent = http.request(running.url, { path, ...options }, (reply) => {
      let body = "";
      reply.setEncoding("utf8");
      reply.on("data", (data) => (body += data));
      reply.on("end", () => done({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    sent.once("error", failed);
    sent.end();
  });
}

/**
 * Reloads until a page shows what it should.
 * @param {import("playwright-core").Page} page
 * @param {(page: import("playwright-core").Page) => Promise<boolean>} shown
 * @param {string} what
 */
async function reloaded(page, shown, what) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(100)) {
    await page.reload();
    if (await shown(page)) return;
  }
  assert.fail(`not shown after ${PATIENCE} ms: ${what}\n${running.said()}`);
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
    for (const end = Date.now() + PATIENCE; Date.now() < end && (await request("/old/address.html")).status !== 200; ) await sleep(100);
    const { body } = await request("/old/address.html");
    await writeFile(story, text);
    const { refresh } = read(body);
    assert.ok(refresh !== null, `no redirect: ${body}`);
    assert.equal(new URL(refresh, `${running.url}old/address.html`).href, running.url + all[0].address);
  });

  test("shows an edit, a new story and a removed one after a reload, and lives through a mistake", async () => {
    const story = all[0];
    const file = path.join(copy.directory, story.file);
    const text = await readFile(file, "utf8");
    const watched = await open(browser, { url: running.url });
    const { page } = watched;
    /** @param {string} title */
    const headline = (title) => async () => (await page.locator("h1").innerText()) === title;
    await pictured(watched, "preview-edit", async () => {
      await page.goto(running.url + story.address);
      assert.ok(await headline(story.title)());
      // As editors' programs save: in place, and by putting a new file in the place of the old one.
      await writeFile(file, text.replace(story.title, "改过一次的标题"));
      await reloaded(page, headline("改过一次的标题"), "an edit in place");
      await writeFile(`${file}.tmp`, text.replace(story.title, "改过两次的标题"));
      await rename(`${file}.tmp`, file);
      await reloaded(page, headline("改过两次的标题"), "an edit by a new file");

      await page.goto(running.url);
      const added = path.join(path.dirname(file), "new-story.md");
      await writeFile(added, "---\ntitle: 新写的一篇稿件\ndate: 2020-09-16\ndraft: true\n---\n\n正文。\n");
      const linked = async () => (await page.getByRole("link", { name: "新写的一篇稿件" }).count()) > 0;
      await reloaded(page, linked, "a new story, still a draft");
      await rm(added);
      await reloaded(page, async () => !(await linked()), "a story that was removed");

      await page.goto(running.url + story.address);
      const heard = running.said().length;
      await writeFile(file, "---\ntitle: [\n---\n");
      for (const end = Date.now() + PATIENCE; running.said().length === heard && Date.now() < end; await sleep(100)) await page.reload();
      assert.ok(running.said().slice(heard).includes(path.basename(file)), `the mistake is not said: ${running.said().slice(heard)}`);
      assert.ok(running.alive());
      assert.equal((await request("/")).status, 200);
      await writeFile(file, text);
      await reloaded(page, headline(story.title), "a mistake that was mended");
      assert.deepEqual(await watched.faults(), []);
    });
    await watched.context.close();
  });
});
