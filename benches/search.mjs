// @ts-check
// What a search costs a reader, and its index a site: bytes, files, time, memory, on a generated bulletin.
// `cargo build --release --bins --examples && node benches/search.mjs [stories]`
//
// The browser is driven by a page of its own and not by a test's tool, which would watch every request: that takes
// longer than the request.

import "./release.mjs";

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CHROMIUM } from "../tests/browser/support/browser.mjs";
import { PROGRAM, scratch } from "../tests/browser/support/site.mjs";
import { files as tracked, generate, pages } from "../tests/search/bulletin.mjs";
import { client, costs, kb, module, quantile, quoted, screen, size, substrings, sum, weigh } from "../tests/search/measure.mjs";

const STORIES = Number(process.argv[2] ?? 7000);
const QUERIES = 200;

/** @param {string} what @param {number[]} numbers @param {(n: number) => string} unit */
const print = (what, numbers, unit) =>
  console.log(`${what}: median ${unit(quantile(numbers, 0.5))}, p95 ${unit(quantile(numbers, 0.95))}`);
const ms = (/** @type {number} */ n) => `${n.toFixed(1)} ms`;

const site = await generate(STORIES);
const all = await pages(site.root, site.out);
const queries = substrings(all.map(({ title, fields }) => ({ title, text: fields[1] })), QUERIES).map(quoted);
console.log(`${STORIES} stories, ${QUERIES} random substrings of 1 to 8 characters`);

// What is fetched.
const { open } = await module(site.out, "search.js");
const code = await client(site.out);
console.log(`client: ${kb(code.together)} compressed together, ${kb(code.apart)} file by file; of these a search needs ${kb(code.search)}`);
for (const [excerpts, what] of /** @type {const} */ ([[3, "three excerpts in view"], [10, "all ten excerpts"]])) {
  const { first, later } = await costs(site.out, queries, excerpts);
  print(`first search, ${what}`, first.map((bytes) => bytes + code.search), kb);
  print(`later search, ${what}`, later, kb);
}

print("help with typing the whole of it, beside the search", await help(queries), (bytes) => kb(bytes + code.apart - code.search));

// What lies on the host.
const { bytes, files } = await size(site.out);
const { han, deflated } = weigh(all);
const each = (/** @type {number} */ n) => `${(n / STORIES).toFixed(0)}`;
console.log(`index: ${each(bytes)} bytes a story of ${each(han)} Han characters, whose text takes ${each(deflated)} compressed`);
console.log(`files: ${files}, one for ${(STORIES / files).toFixed(2)} stories`);

// How long it takes, once it is open.
const index = await open("http://site/", { fetch: async (/** @type {string} */ url) => disk(new URL(url).pathname) });
await screen(index, "科技", 3);
/** @type {number[]} */
const node = [];
for (const query of queries) {
  const start = performance.now();
  await screen(index, query, 3);
  node.push(performance.now() - start);
}
print("time in Node, to the excerpts in view", node, ms);
print("time in Chromium over HTTP, to the first result", await chromium(queries), ms);

// What the build takes.
await rm(site.out, { recursive: true });
const [with_, without] = [await peak("build"), await peak("check")];
console.log(`memory: build ${with_.toFixed(0)} MB, check (all pages, no index) ${without.toFixed(0)} MB, ${(with_ - without).toFixed(0)} MB for the index`);
await site.remove();

/** Bytes that suggestions need and the search then does not. @param {string[]} queries */
async function help(queries) {
  const more = [];
  for (const query of queries) {
    const bytes = [];
    for (const typed of [true, false]) {
      const { fetch, log } = tracked(site.out);
      const index = await open("http://site/", { fetch });
      if (typed) await index.suggest(query);
      await screen(index, query, 3);
      bytes.push(sum(log));
    }
    more.push(bytes[0] - bytes[1]);
  }
  return more;
}

/** @param {string} pathname */
async function disk(pathname) {
  const body = await readFile(path.join(site.out, decodeURIComponent(pathname))).catch(() => null);
  return new Response(body && new Uint8Array(body), { status: body ? 200 : 404 });
}

/**
 * Searches in the search page, and gives the times from the input to the first result, or to the word that there is none.
 * @param {string[]} queries
 * @returns {Promise<number[]>}
 */
async function chromium(queries) {
  const work = async (/** @type {string[]} */ queries) => {
    const frame = document.querySelector("iframe");
    const page = /** @type {Document} */ (frame?.contentDocument);
    const input = /** @type {HTMLInputElement} */ (page.getElementById("q"));
    const [status, results] = ["status", "results"].map((id) => /** @type {HTMLElement} */ (page.getElementById(id)));
    const done = () => /找到/.test(status.textContent ?? "");
    /** @param {() => unknown} there */
    const until = (there) =>
      new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        const watch = new MutationObserver(() => there() && (watch.disconnect(), resolve()));
        watch.observe(page.body, { subtree: true, childList: true, characterData: true });
      });
    const times = [];
    for (const query of ["科技", ...queries]) {
      const start = performance.now();
      input.value = query;
      input.form?.requestSubmit();
      await until(() => done() || results.querySelector("a"));
      times.push(performance.now() - start);
      if (!done()) await until(done);
      // As readers do; the excerpts come meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await fetch("/times", { method: "POST", body: JSON.stringify(times.slice(1)) });
  };
  const driver = `<!doctype html><iframe src="/search.html" width="390" height="844"></iframe>
<script>onload = () => (${work})(${JSON.stringify(queries)})</script>`;
  /** @type {Record<string, string>} */
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  /** @type {(times: number[]) => void} */
  let finish = () => {};
  /** @type {Promise<number[]>} */
  const times = new Promise((resolve) => (finish = resolve));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site/");
    if (pathname === "/times") {
      let body = "";
      for await (const part of request) body += part;
      response.end();
      finish(JSON.parse(body));
    } else {
      const body = pathname === "/driver" ? Buffer.from(driver) : await readFile(path.join(site.out, decodeURIComponent(pathname))).catch(() => null);
      const type = pathname === "/driver" ? types[".html"] : (types[path.extname(pathname)] ?? "application/octet-stream");
      response.writeHead(body ? 200 : 404, { "Content-Type": type, "Content-Length": body?.length ?? 0 }).end(body);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const profile = await scratch();
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  const browser = spawn(CHROMIUM, [...options, `--user-data-dir=${profile.directory}`, `http://127.0.0.1:${port}/driver`], { stdio: "ignore" });
  const found = await Promise.race([times, sleep(120_000).then(() => Promise.reject(new Error("no word from Chromium")))]);
  browser.kill();
  await once(browser, "exit");
  server.close();
  server.closeAllConnections();
  await profile.remove();
  return found;
}

/** The most memory that the program holds, in MB; Linux only. @param {"build" | "check"} command */
async function peak(command) {
  const child = spawn(PROGRAM, [command, "--root", site.root, ...(command === "build" ? ["--out", site.out] : [])], { stdio: "ignore" });
  let most = 0;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    most = Math.max(most, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }, 10);
  await once(child, "exit");
  clearInterval(watch);
  return most / 1024;
}
