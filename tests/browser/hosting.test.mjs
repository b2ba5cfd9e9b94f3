// @ts-check
// The demo behind the web servers of Debian, configured by `jianbao headers`: what they answer, and that the site works.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, pictured } from "./support/browser.mjs";
import { SERVERS, host } from "./support/hosts.mjs";
import { request } from "./support/preview.mjs";
import { BASES, build, stories } from "./support/site.mjs";

/** What the demo has not: former addresses, Chinese names of files. The second of the story's is a directory. */
const MOVED = "moved/旧 文.html";
const FILES = {
  "content/dongtai/2020-09-14-jiuzhi.md": `---\ntitle: 有旧址的稿件\ndate: 2020-09-14\n旧址: [/${MOVED}, /old/, "/a$b;c.html"]\n---\n正文一段。\n`,
  "static/说明 一.txt": "说明。\n",
  "static/.well-known/security.txt": "Contact: mailto:a@example.org\n",
  "static/图.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>\n',
};

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const server of SERVERS) {
  for (const [name, base] of Object.entries(BASES)) {
    describe(`${server}, ${name}`, () => {
      /** @type {import("./support/site.mjs").Built} */
      let site;
      /** @type {Awaited<ReturnType<typeof host>>} */
      let hosted;
      before(async () => {
        site = await build(base, { shipped: true, files: FILES });
        hosted = await host(server, site);
      });
      after(async () => {
        await hosted?.stop();
        await site?.close();
      });
      /** @param {string} below the site's path, encoded @param {import("node:http").OutgoingHttpHeaders} [headers] */
      const get = (below, headers = {}) => request(hosted.origin, `${base}/${below}`, { headers });
      const story = async () => (await stories())[0].address;
      const asset = () => site.files.find((file) => /^assets\/[0-9a-f]+\/css\/site\.css$/.test(file)) ?? "";

      test("every reply has the policy and what goes with it, and no reply says which program it is from", async () => {
        for (const below of ["", await story(), asset(), "search/meta.json", "nichts.html"]) {
          const { headers } = await get(below);
          assert.match(String(headers["content-security-policy"]), /^default-src 'self'; .*frame-ancestors 'self'$/, below);
          assert.equal(headers["x-content-type-options"], "nosniff", below);
          assert.equal(headers["referrer-policy"], "strict-origin-when-cross-origin", below);
          assert.doesNotMatch(String(headers.server), /\d/, below);
        }
      });

      test("assets are kept for ever, pictures for an hour, all else is asked for again and not sent twice", async () => {
        for (const [below, kept] of /** @type {const} */ ([
          [asset(), "public, max-age=31536000, immutable"],
          [encodeURI("图.svg"), "public, max-age=3600"],
          ["", "no-cache"],
          [await story(), "no-cache"],
          ["feed.xml", "no-cache"],
          ["search/meta.json", "no-cache"],
          ["assets/js/search/search.js", "no-cache"],
        ])) {
          const first = await get(below);
          assert.deepEqual([first.status, first.headers["cache-control"]], [200, kept], below);
          const again = await get(below, { "If-None-Match": first.headers.etag });
          assert.deepEqual([again.status, again.body.length], [304, 0], below);
        }
      });

      test("texts are compressed and of the right type, in UTF-8", async () => {
        const encodings = server === "nginx" ? ["gzip", "br"] : ["gzip", "zstd"];
        for (const [below, kind] of /** @type {const} */ ([
          ["", "text/html; charset=utf-8"],
          ["tags/", "text/html; charset=utf-8"],
          [asset(), "text/css; charset=utf-8"],
          [asset().replace("css/site.css", "js/early.js"), "text/javascript; charset=utf-8"],
          ["feed.xml", "application/xml; charset=utf-8"],
          ["feed.json", "application/json; charset=utf-8"],
        ])) {
          assert.equal((await get(below)).headers["content-type"]?.toLowerCase(), kind, below);
          assert.equal((await get(below)).headers["content-encoding"], undefined, below);
          for (const encoding of below.endsWith("early.js") ? [] : encodings) {
            const { headers } = await get(below, { "Accept-Encoding": encoding });
            assert.equal(headers["content-encoding"], encoding, below);
            assert.match(headers.vary ?? "", /accept-encoding/i, below);
          }
        }
      });

      test("a page that is not there has status 404 and is the site's own, and nothing remembers it", async () => {
        const own = await readFile(path.join(site.out, "404.html"), "utf8");
        for (const below of ["nichts.html", "x/y/z", "nichts.jpg", `${path.dirname(asset())}/nichts.css`, "assets/", "%E6%97%A0"]) {
          const { status, headers, body } = await get(below);
          assert.equal(status, 404, below);
          assert.equal(body, own, below);
          assert.equal(headers["content-type"]?.toLowerCase(), "text/html; charset=utf-8", below);
          assert.equal(headers["cache-control"], "no-cache", below);
        }
      });

      test("what has moved leads on with status 301", async () => {
        const to = `${base}/dongtai/2020-09-14-jiuzhi.html`;
        for (const below of [encodeURI(MOVED), "old/", "old/index.html", "a$b;c.html"]) {
          const { status, headers } = await get(below);
          assert.deepEqual([status, headers.location], [301, to], below);
          assert.equal(headers["cache-control"], "no-cache", below);
        }
        const within = await request(hosted.origin, `${base}/tags`);
        assert.ok([301, 308].includes(within.status) && within.headers.location?.endsWith(`${base}/tags/`), JSON.stringify(within.headers));
        if (base) assert.equal((await request(hosted.origin, base)).headers.location, `${base}/`);
      });

      test("Chinese names of files are found", async () => {
        const { status, body, headers } = await get(encodeURI("说明 一.txt"));
        assert.deepEqual([status, body, headers["content-type"]?.toLowerCase()], [200, "说明。\n", "text/plain; charset=utf-8"]);
      });

      test("what stands below .well-known is for programs that ask for it", async () => {
        const { status, body } = await get(".well-known/security.txt");
        assert.deepEqual([status, body], [200, "Contact: mailto:a@example.org\n"]);
      });

      test("no path leaves the site, and what is jianbao's own is not shown", async () => {
        await writeFile(path.join(path.dirname(site.out), "secret.txt"), "SECRET");
        await mkdir(path.join(site.out, ".git"), { recursive: true });
        await writeFile(path.join(site.out, ".git/config"), "SECRET");
        for (const below of [
          "../secret.txt",
          "..%2fsecret.txt",
          "%2e%2e/secret.txt",
          "x/../../secret.txt",
          "tags/..%2f..%2fsecret.txt",
          "..%5csecret.txt",
          "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
          "....//secret.txt",
          ".jianbao",
          "%2ejianbao",
          ".git/config",
          "../bulletin../secret.txt",
        ]) {
          const { status, body } = await get(below);
          assert.ok([400, 404].includes(status), `${below}: ${status}`);
          assert.doesNotMatch(body, /SECRET|root:|jianbao-site|\.html [0-9a-f]{32}/, below);
        }
        if (base) assert.equal((await request(hosted.origin, "/secret.txt")).status, 404);
        assert.ok((await readFile(path.join(site.out, ".jianbao"), "utf8")).includes("index.html"), "the marker is there, and hidden");
        const post = await request(hosted.origin, `${base}/`, { method: "POST" });
        assert.equal(post.status, 405);
      });

      test("home, a story and the search work in a browser, without a violation of the policy", async () => {
        const watched = await open(browser, { url: hosted.url, published: site.published });
        const { page } = watched;
        await pictured(watched, `${server}-${name}`, async () => {
          await page.goto(hosted.url);
          await page.locator("main a").first().click();
          await page.waitForLoadState();
          await page.goto(`${hosted.url}${await story()}`);
          await page.waitForLoadState("networkidle");
          await page.goto(`${hosted.url}search.html?q=${encodeURIComponent("火炬杯")}`);
          await page.waitForFunction(() => /找到/.test(document.getElementById("status")?.textContent ?? ""));
          assert.ok((await page.locator("#results a").count()) > 0);
          await page.locator("#results a").first().click();
          await page.waitForURL(`${hosted.url}**/*.html*`);
          assert.deepEqual(await watched.faults(), []);
          // A server's redirect, seen by a reader.
          await page.goto(`${hosted.url}${encodeURI(MOVED)}`);
          assert.equal(page.url(), `${hosted.url}dongtai/2020-09-14-jiuzhi.html`);
        });
        await watched.context.close();
      });
    });
  }
}
