// @ts-check
// Every address that the built site mentions is there; every file of it is mentioned somewhere.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { read, readOther } from "./support/html.mjs";
import { BASES, build, stories } from "./support/site.mjs";

/** @typedef {import("./support/site.mjs").Built} Built */
/** @typedef {import("./support/html.mjs").Reference} Reference */

/** Addresses elsewhere that the site may name. */
const ELSEWHERE = [/^https:\/\/beian\.(miit|mps)\.gov\.cn\/$/];
/** Files that no page needs to mention: asked for by name, by the program of the search page, or from elsewhere. */
const UNMENTIONED = [/^404\.html$/, /^robots\.txt$/, /^sitemap(-\d+)?\.xml$/, /^search\//, /^assets\/js\/search\/search\.js$/, /^\.jianbao$/];

/**
 * What the crawl found at an address.
 * @typedef {object} Found
 * @property {number} status
 * @property {Set<string>} anchors
 * @property {Reference[]} references
 * @property {string | null} refresh
 * @property {string[]} from the files that mention it
 */

/**
 * @param {Built} site
 * @param {string[]} starts paths
 * @returns {Promise<{ found: Map<string, Found>, faults: string[] }>}
 */
async function crawl(site, starts) {
  /** @type {Map<string, Found>} */
  const found = new Map();
  /** @type {string[]} */
  const faults = [];
  /** @type {{ from: string, where: string, path: string, fragment: string }[]} */
  const fragments = [];
  const origin = new URL(site.url).origin;
  const queue = starts.map((start) => ({ from: "", where: "start", url: start }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { from, where, url } = next;
    const here = `${from} <${where}> ${JSON.stringify(url)}`;
    if (url === "" && !(where === "a href" && from === "search.html")) {
      faults.push(`${here}: an empty address`);
      continue;
    }
    if (/^(data|mailto|tel):/i.test(url)) continue;
    if (/^javascript:/i.test(url)) {
      faults.push(`${here}: a script as an address`);
      continue;
    }
    let target = new URL(url, new URL(from, site.url));
    if (target.origin === new URL(site.published).origin) target = new URL(target.href.slice(target.origin.length), origin);
    if (target.origin !== origin) {
      if (!ELSEWHERE.some((pattern) => pattern.test(target.href))) faults.push(`${here}: leads off the site`);
      continue;
    }
    if (!target.href.startsWith(site.url)) {
      faults.push(`${here}: leaves ${site.base}/`);
      continue;
    }
    if (target.hash) fragments.push({ from, where, path: target.pathname, fragment: decodeURIComponent(target.hash.slice(1)) });
    const known = found.get(target.pathname);
    if (known) {
      known.from.push(from);
      continue;
    }
    const reply = await fetch(origin + target.pathname, { redirect: "manual" });
    const body = await reply.text();
    if (reply.status !== 200) faults.push(`${here}: ${reply.status}`);
    const file = fileOf(site, target.pathname);
    const html = (reply.headers.get("content-type") ?? "").startsWith("text/html");
    const page = html ? read(body) : { references: readOther(file, body), anchors: new Set(), refresh: null };
    found.set(target.pathname, { status: reply.status, from: [from], ...page });
    for (const reference of page.references) queue.push({ from: file, where: reference.where, url: reference.url });
  }
  for (const { from, where, path, fragment } of fragments) {
    const page = found.get(path);
    if (page?.status === 200 && fragment !== "" && fragment !== "top" && !page.anchors.has(fragment)) {
      faults.push(`${from} <${where}>: there is no #${fragment} on ${path}`);
    }
  }
  return { found, faults };
}

/**
 * The file behind the path of a URL.
 * @param {Built} site
 * @param {string} pathname
 */
function fileOf(site, pathname) {
  const below = decodeURIComponent(pathname.slice(site.base.length + 1));
  return below === "" || below.endsWith("/") ? `${below}index.html` : below;
}

for (const [name, base] of Object.entries(BASES)) {
  describe(`crawl, ${name}`, () => {
    /** @type {Built} */
    let site;
    /** @type {Awaited<ReturnType<typeof crawl>>} */
    let result;
    before(async () => {
      site = await build(base);
      result = await crawl(site, [`${base}/`]);
    });
    after(() => site?.close());

    test("every address answers and every anchor exists", () => {
      assert.ok(result.found.size > 40, `only ${result.found.size} addresses were found`);
      assert.deepEqual(result.faults, []);
    });

    test("every file is mentioned somewhere, redirects and what is asked for by name apart", async () => {
      const reached = new Set([...result.found.keys()].map((pathname) => fileOf(site, pathname)));
      const rest = site.files.filter((file) => !reached.has(file) && !UNMENTIONED.some((pattern) => pattern.test(file)));
      const lost = [];
      for (const file of rest) {
        const redirects = file.endsWith(".html") && read(await readFile(path.join(site.out, file), "utf8")).refresh !== null;
        if (!redirects) lost.push(file);
      }
      assert.deepEqual(lost, []);
    });

    test("every file that is asked for by name points at what is there", async () => {
      const files = site.files.filter((file) => /\.(html|xml|json|txt)$/.test(file) && !file.startsWith("search/"));
      const starts = files.map((file) => `${base}/${file.split("/").map(encodeURIComponent).join("/")}`);
      const { faults } = await crawl(site, starts);
      assert.deepEqual(faults, []);
    });

    test("redirects lead to a page that is itself no redirect", async () => {
      for (const file of site.files.filter((file) => file.endsWith(".html"))) {
        const { refresh } = read(await readFile(path.join(site.out, file), "utf8"));
        if (refresh === null) continue;
        const to = new URL(refresh, site.published + file).href;
        assert.ok(to.startsWith(site.published), `${file} leads to ${to}`);
        const target = fileOf(site, new URL(to).pathname);
        assert.ok(site.files.includes(target), `${file} leads to ${target}, which is not there`);
        assert.equal(read(await readFile(path.join(site.out, target), "utf8")).refresh, null, `${file} → ${target}`);
      }
    });

    test("an address that is not there is answered with the page for it, from any depth", async () => {
      const reply = await fetch(`${site.url}zhuanti/no/such/page.html`);
      assert.equal(reply.status, 404);
      const { references } = read(await reply.text());
      for (const { where, url } of references.filter(({ where }) => !["link canonical"].includes(where))) {
        const to = new URL(url, `${site.url}zhuanti/no/such/page.html`);
        const local = to.href.replace(site.published, site.url);
        assert.ok(local.startsWith(site.url), `${where} ${url}`);
        assert.notEqual(local.replace(/#.*/, ""), `${site.url}zhuanti/no/such/page.html`.replace(/[^/]*$/, ""), `${where} ${url}: a relative address`);
        if (!url.startsWith("#")) assert.equal((await fetch(local)).status, 200, `${where} ${url}`);
      }
    });

    // Without the search, by the ways that readers take.
    describe("the seven stories", () => {
      /** @type {import("./support/site.mjs").Story[]} */
      let all;
      before(async () => {
        all = await stories();
      });

      /** The links of a page. @param {string} address */
      const links = async (address) => {
        const reply = await fetch(site.url + address);
        assert.equal(reply.status, 200, address);
        const { references } = read(await reply.text());
        return references.filter(({ where }) => where === "a href").map(({ url, text }) => ({
          path: new URL(url, site.url + address).href.replace(site.url, ""),
          text: text.trim(),
        }));
      };
      /** Everything that a list links, its older pages included. @param {string} front */
      const listed = async (front) => {
        /** @type {Set<string>} */
        const pages = new Set([front]);
        /** @type {Set<string>} */
        const found = new Set();
        for (const page of pages) {
          for (const { path } of await links(page)) {
            found.add(path);
            if (path.startsWith(`${front}page/`)) pages.add(path);
          }
        }
        return found;
      };
      /** @param {string} page @param {(text: string) => boolean} named */
      const follow = async (page, named) => {
        const link = (await links(page)).find(({ text }) => named(text));
        assert.ok(link, `no such link on /${page}`);
        return link.path;
      };

      test("there are seven of them, each with its headline on its page", async () => {
        assert.equal(all.length, 7);
        for (const story of all) {
          const page = await (await fetch(site.url + story.address)).text();
          assert.ok(page.replaceAll("<wbr>", "").includes(`<h1>${story.title}</h1>`), `${story.address}: ${story.title}`);
        }
      });

      test("from the front page, in the order of the lists", async () => {
        const shown = await listed("");
        for (const story of all) assert.ok(shown.has(story.address), story.address);
      });

      test("by each of their tags", async () => {
        for (const story of all) {
          assert.ok(story.tags.length > 0, story.file);
          for (const tag of story.tags) {
            const page = await follow("tags/", (text) => text.replace(/\d+$/, "") === tag);
            assert.ok((await listed(page)).has(story.address), `${story.address} is not among ${tag}`);
            const own = (await links(story.address)).find(({ text }) => text === tag);
            assert.equal(own?.path, page, `${story.address} does not lead to its tag ${tag}`);
          }
        }
      });

      test("by their column", async () => {
        for (const story of all) {
          assert.ok((await listed(`${story.column}/`)).has(story.address), story.address);
          assert.ok((await links(story.address)).some(({ path }) => path === `${story.column}/`), story.address);
        }
      });

      test("by their issue", async () => {
        for (const story of all) {
          const page = await follow("issues/", (text) => text.startsWith(story.issue.replace(/^\d+年/, "")));
          assert.ok((await links(page)).some(({ path }) => path === story.address), story.address);
          assert.ok((await links(story.address)).some(({ path }) => path === page), story.address);
        }
      });

      test("by the archive: year, then month", async () => {
        for (const story of all) {
          const [year] = story.month.split("/");
          const page = await follow("archive/", (text) => text.startsWith(`${year}年`));
          const month = (await links(page)).find(({ path }) => path === `archive/${story.month}/`);
          assert.ok(month, `${story.month} is not on /${page}`);
          assert.ok((await listed(month.path)).has(story.address), story.address);
        }
      });

      test("in the sitemap and in all three feeds", async () => {
        /** @param {string} file */
        const text = (file) => readFile(path.join(site.out, file), "utf8");
        const [sitemap, atom, rss, json] = await Promise.all(["sitemap.xml", "feed.xml", "rss.xml", "feed.json"].map(text));
        for (const story of all) {
          const url = site.published + story.address;
          assert.ok(sitemap.includes(`<loc>${url}</loc>`), `sitemap.xml: ${url}`);
          const entry = atom.split("<entry>").find((entry) => entry.includes(`href="${url}"`));
          assert.ok(entry?.includes(`<title>${story.title}</title>`), `feed.xml: ${url}`);
          const item = rss.split("<item>").find((item) => item.includes(`<link>${url}</link>`));
          assert.ok(item?.includes(`<title>${story.title}</title>`), `rss.xml: ${url}`);
          const entries = JSON.parse(json).items.filter((/** @type {any} */ item) => item.url === url);
          assert.deepEqual(entries.map((/** @type {any} */ item) => item.title), [story.title], `feed.json: ${url}`);
        }
      });
    });
  });
}
