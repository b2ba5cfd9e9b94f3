// @ts-check
// Hard cases: a small bulletin in which something is hard to find in every story, and what its queries must find.
// All of it is data, in `hard/`; queries.txt says how to add to it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "parse5";
import { PROGRAM, scratch } from "../browser/support/site.mjs";
import { chances, files, fold } from "./bulletin.mjs";
import { module, quoted, substrings } from "./measure.mjs";

const run = promisify(execFile);
const HARD = fileURLToPath(new URL("hard/", import.meta.url));
/** When the sites are built: the scheduled story is still to come. */
const NOW = "2021-01-01T08:00:00+08:00";
/** More stories than a site in the scan form has. */
const PADDING = 400;
/** In this section a simplified and a traditional character are the same, which the truth below does not know. */
const BOTH_SCRIPTS = "繁简";

/**
 * A line of data.
 * @typedef {object} Case
 * @property {number} line
 * @property {string} section
 * @property {string} query
 * @property {string[]} expected addresses, sorted
 * @property {Record<string, string>} options of `index.search`
 */

/**
 * @param {string} name
 * @returns {Promise<Case[]>}
 */
async function read(name) {
  const text = await readFile(path.join(HARD, name), "utf8");
  let section = "";
  return text.split("\n").flatMap((content, n) => {
    const heading = /^## +(.*)/.exec(content);
    if (heading) section = heading[1];
    if (!content.trim() || /^#{1,2}( |$)/.test(content)) return [];
    const at = content.lastIndexOf(" → ");
    assert.ok(at > 0, `${name}:${n + 1}: no “ → ”`);
    const [list, ...conditions] = content.slice(at + 3).split(" | ");
    /** @type {Record<string, string>} */
    const options = {};
    for (const condition of conditions) {
      const [key, value = ""] = condition.trim().split(/ (.*)/s);
      assert.ok(/^(column|tag|issue|from|to)$/.test(key), `${name}:${n + 1}: no such condition: ${key}`);
      options[key] = value;
    }
    const query = content.slice(0, at).replace(/\\u\{([\dA-F]+)\}/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));
    const expected = list.trim() === "无" ? [] : list.split(",").map((address) => address.trim()).sort();
    return [{ line: n + 1, section, query, expected, options }];
  });
}

/**
 * A page as a browser reads it: the texts that a search looks through (docs/search-format.md, "Fields"), folded.
 * @param {string} html
 */
function fields(html) {
  /** @type {Record<string, string[]>} */
  const found = { head: [], body: [] };
  let inside = false;
  /** @param {any} node @param {boolean} pre @returns {string} */
  const text = (node, pre = false) => {
    if (node.nodeName === "#text") return pre ? node.value : node.value.replace(/\s+/g, " ");
    const name = node.tagName ?? "";
    const classes = node.attrs?.find((/** @type {any} */ a) => a.name === "class")?.value ?? "";
    if (/^(rt|rp|script|style|svg)$/.test(name) || (name === "sup" && classes === "note") || (name === "a" && classes === "back")) return "";
    const below = (node.childNodes ?? []).map((/** @type {any} */ child) => text(child, pre || name === "pre")).join("");
    // Whatever is not in a line stands on its own.
    const inline = /^(a|b|code|del|em|i|img|input|mark|rb|ruby|s|small|span|strong|sub|sup|u|wbr)$/.test(name) && classes !== "credit";
    return inline ? below : `\n${below}\n`;
  };
  /** @param {any} node */
  const visit = (node) => {
    if (node.nodeName === "#comment") inside = node.data === "search" || (inside && node.data !== "/search");
    if (inside) return void found.body.push(text(node));
    const classes = node.attrs?.find((/** @type {any} */ a) => a.name === "class")?.value ?? "";
    const key = `${node.parentNode?.tagName ?? ""} ${node.tagName ?? ""} ${classes}`.trim();
    if (/^header (h1|p kicker|p subtitle)$/.test(key) || key === "li a" || key === "figcaption p chart-title") found.head.push(text(node));
    // 通讯员 柳依依、秦望舒
    if (key === "p span") found.head.push(...(/^\S+ (.*)$/.exec(text(node).trim())?.[1].split("、") ?? []));
    if (/^tr (th|td)$/.test(key) && node.parentNode.parentNode.tagName === "tbody") found.head.push(text(node));
    for (const child of node.childNodes ?? []) visit(child);
  };
  const article = /<article class="story">[\s\S]*?<\/article>\s*(?=<nav class="pager"|<section class="related"|<\/main>)/.exec(html)?.[0] ?? "";
  visit(parse(article));
  return [...found.head, found.body.join("")].map((field) => fold(field.replace(/\s*\n\s*/g, "\n").replace(/[^\S\n]+/g, " ").trim()));
}

/**
 * The terms of a query without quotes and signs of exclusion: what is between white space, from a searchable
 * character to a searchable character.
 * @param {string} query
 */
function terms(query) {
  const sign = "[^\\p{Alphabetic}\\p{N}+#./\\-&%@_°]+";
  const ends = new RegExp(`^${sign}|${sign}$`, "gu");
  return fold(query).split(/\s+/).map((term) => term.replace(ends, "")).filter(Boolean);
}

// From the Thousand Character Classic, which hardly repeats a character.
const CLASSIC =
  "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡" +
  "鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩体率宾归王鸣凤在竹白驹食场" +
  "化被草木赖及万方盖此身四大五常恭惟鞠养岂敢毁伤女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使可覆器欲难量墨悲丝染诗赞羔羊" +
  "景行维贤克念作圣德建名立形端表正空谷传声虚堂习听祸因恶积福缘善庆尺璧非宝寸阴是竞资父事君曰严与敬孝当竭力忠则尽命临深履薄夙兴温凊" +
  "似兰斯馨如松之盛川流不息渊澄取映容止若思言辞安定笃初诚美慎终宜令荣业所基籍甚无竟学优登仕摄职从政存以甘棠去而益咏乐殊贵贱礼别尊卑" +
  "上和下睦夫唱妇随外受傅训入奉母仪诸姑伯叔犹子比儿孔怀兄弟同气连枝交友投分切磨箴规仁慈隐恻造次弗离节义廉退颠沛匪亏性静情逸心动神疲";

/**
 * Stories between the others, of characters that neither they nor the queries have.
 * @param {string} root
 */
async function pad(root) {
  const names = (await readdir(path.join(root, "content"), { recursive: true })).filter((name) => name.endsWith(".md"));
  const data = [...names.map((name) => path.join(root, "content", name)), path.join(HARD, "queries.txt"), path.join(HARD, "first.txt")];
  const taken = new Set((await Promise.all(data.map((file) => readFile(file, "utf8")))).join(""));
  const characters = [...new Set(CLASSIC)].filter((c) => !taken.has(c));
  assert.ok(characters.length > 100, `only ${characters.length} characters are left for the padding`);
  const chance = chances(7);
  const words = (/** @type {number} */ n) => Array.from({ length: n }, () => characters[chance(characters.length)]).join("");
  const line = (/** @type {number} */ n) => Array.from({ length: n }, () => words(4)).join("，");
  await mkdir(path.join(root, "content/jiu"));
  for (let n = 0; n < PADDING; n++) {
    const date = new Date(Date.UTC(2020, 0, 1 + (n * 365) / PADDING)).toISOString().slice(0, 10);
    await writeFile(path.join(root, `content/jiu/${n}.md`), `---\ntitle: ${words(7)}\ndate: ${date}\n---\n${line(12)}。\n\n${line(9)}。\n`);
  }
}

/** @type {Case[]} */
const queries = await read("queries.txt");
const first = await read("first.txt");
/** @param {Case} it */
const named = ({ line, query, options }) => [`${line}: ${query}`, ...Object.entries(options).map((option) => option.join(" "))].join(" | ");
/** @param {any} hit */
const place = (hit) => decodeURIComponent(hit.address).replace(/\.html$/, "");

for (const form of ["scan", "index"]) {
  describe(`hard cases, form ${form}`, () => {
    /** @type {{ out: string, remove: () => Promise<void> }} */
    let site;
    /** @type {(root: string, options: { fetch: Function }) => Promise<any>} */
    let open;
    /** @type {any} */
    let index;
    /** @type {Map<string, string[]>} the fields of the stories by their addresses */
    const pages = new Map();

    before(async () => {
      const { directory, remove } = await scratch();
      const [root, out] = [path.join(directory, "bulletin"), path.join(directory, "site")];
      await cp(path.join(HARD, "site"), root, { recursive: true });
      if (form === "index") await pad(root);
      await run(PROGRAM, ["build", "--root", root, "--out", out, "--now", NOW], { maxBuffer: 1 << 28 });
      site = { out, remove };
      for (const name of await readdir(out, { recursive: true })) {
        const html = name.endsWith(".html") ? await readFile(path.join(out, name), "utf8") : "";
        if (html.includes("<!--search-->")) pages.set(name.split(path.sep).join("/").replace(/\.html$/, ""), fields(html));
      }
      ({ open } = await module(out, "search.js"));
      index = await open("http://site/", { fetch: files(out).fetch });
    });
    after(() => site.remove());

    test("the site has this form, and every address of the data", async () => {
      assert.equal(JSON.parse(await readFile(path.join(site.out, "search/meta.json"), "utf8")).form, form);
      for (const { line, expected } of [...queries, ...first]) {
        for (const address of expected) assert.ok(pages.has(address), `line ${line}: there is no ${address}`);
      }
    });

    test("the data says what the pages say", () => {
      const wrong = [];
      for (const it of queries) {
        if (it.section === BOTH_SCRIPTS || Object.keys(it.options).length || /(^|\s)[-－]|["“”＂]/.test(it.query)) continue;
        const wanted = terms(it.query);
        const has = (/** @type {string[]} */ fields) => wanted.length > 0 && wanted.every((term) => fields.some((field) => field.includes(term)));
        const truth = [...pages].filter(([, fields]) => has(fields)).map(([address]) => address).sort();
        if (truth.join() !== it.expected.join()) wrong.push(`${named(it)} → ${truth.join(", ") || "无"}, not ${it.expected.join(", ") || "无"}`);
      }
      assert.deepEqual(wrong, []);
    });

    /** A thousand queries out of the fields of the stories, but the padding's. */
    const random = () => {
      const own = [...pages].filter(([address]) => !address.startsWith("jiu/")).flatMap(([, fields]) => fields);
      return substrings(own.map((text) => ({ title: text, text })), 1000).map(quoted);
    };

    test("every story that contains a random piece of text is found, and none besides; the same after other queries", async () => {
      const replies = new Map();
      for (const query of random()) {
        const [wanted] = terms(query.replaceAll('"', "").replace(/\s/g, "\0")).map((term) => term.replaceAll("\0", " "));
        const expected = [...pages].filter(([, fields]) => fields.some((field) => field.includes(wanted))).map(([address]) => address).sort();
        const { hits, literal, exact } = await index.search(query, { verify: "all", limit: pages.size });
        assert.deepEqual(hits.filter((/** @type {any} */ hit) => hit.literal).map(place).sort(), expected, query);
        assert.ok(exact && literal === expected.length, query);
        assert.ok(hits.slice(0, Math.min(5, literal)).every((/** @type {any} */ hit) => hit.literal), query);
        if (replies.size < 20) replies.set(query, JSON.stringify(await index.search(query)));
      }
      const fresh = await open("http://site/", { fetch: files(site.out).fetch });
      for (const [query, reply] of replies) assert.equal(JSON.stringify(await fresh.search(query)), reply, query);
    });

    for (const it of queries) {
      test(`queries.txt:${named(it)}`, async () => {
        const reply = await index.search(it.query, { ...it.options, verify: "all", limit: pages.size });
        const literal = reply.hits.filter((/** @type {any} */ hit) => hit.literal);
        assert.deepEqual(literal.map(place).sort(), it.expected);
        assert.equal(reply.literal, it.expected.length);
        assert.equal(reply.hits.length, reply.literal + reply.loose);
        assert.ok(reply.exact && reply.complete);
        // The same without being told to look at everything.
        const quick = await index.search(it.query, { ...it.options, limit: pages.size });
        if (quick.exact) assert.equal(quick.literal, it.expected.length);
        for (const hit of quick.hits) assert.ok(!hit.literal || it.expected.includes(place(hit)), place(hit));
      });
    }

    for (const it of first) {
      test(`first.txt:${named(it)}`, async () => {
        const { hits } = await index.search(it.query, it.options);
        assert.deepEqual(hits.slice(0, 1).map(place), it.expected);
      });
    }
  });
}
