// @ts-check
// A generated bulletin, built, and what its pages say: the truth that search is measured against.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { PROGRAM, example, scratch } from "../browser/support/site.mjs";

const run = promisify(execFile);

/**
 * @typedef {object} Page
 * @property {string} address
 * @property {string} title
 * @property {string[]} fields what the page says, folded, field by field
 */

/** Traditional characters and their simplified ones, from the program's table. @type {Map<string, string>} */
const SIMPLIFIED = new Map();
for (const line of readFileSync(new URL("../../src/search/traditional.txt", import.meta.url), "utf8").split("\n")) {
  const [simplified, ...traditional] = line.startsWith("#") ? "" : line;
  for (const char of traditional) SIMPLIFIED.set(char, simplified);
}

/** What a reader does not type: the test's own folding. @param {string} text */
export const fold = (text) =>
  Array.from(
    text
      .replace(/[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "")
      .replace(/[^…]+/g, (part) => part.normalize("NFKC"))
      .toLowerCase()
      .replaceAll("ς", "σ"),
    (char) => SIMPLIFIED.get(char) ?? char,
  ).join("");

/**
 * Generates and builds a bulletin of so many stories.
 * @param {number} stories
 */
export async function generate(stories) {
  const { directory, remove } = await scratch();
  const root = path.join(directory, "bulletin");
  const out = path.join(directory, "site");
  await run(example("bulletin"), [String(stories), root]);
  await run(PROGRAM, ["build", "--root", root, "--out", out], { maxBuffer: 1 << 28 });
  return { root, out, remove };
}

/**
 * The stories of a built site whose addresses are their sources', as their pages show them. Simple on purpose: the
 * generator writes no HTML, no notes, no figures.
 * @param {string} root
 * @param {string} out
 * @returns {Promise<Page[]>}
 */
export async function pages(root, out) {
  const found = [];
  for (const column of (await readdir(path.join(root, "content"))).sort()) {
    for (const name of (await readdir(path.join(root, "content", column))).sort()) {
      const source = await readFile(path.join(root, "content", column, name), "utf8");
      const address = `${column}/${name.replace(/\.md$/, ".html")}`;
      const html = await readFile(path.join(out, address), "utf8");
      const title = /^title: (.*)$/m.exec(source)?.[1] ?? "";
      const head = /^---\n([\s\S]*?)\n---\n/.exec(source)?.[1] ?? "";
      const names = [...head.matchAll(/(?:记者|通讯员): *(.*)$/gm)].flatMap(([, names]) => names.replace(/[[\]]/g, "").split(","));
      const tags = /^tags: \[(.*)\]$/m.exec(head)?.[1].split(",") ?? [];
      const text = (html.match(/<!--search-->[^]*?<!--\/search-->/g) ?? [])
        .join("\n")
        .replace(/<\/(?:p|h\d|li|td|th|blockquote|div)>|<br>/g, "\n")
        .replace(/<[^>]*>/g, "")
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, "&");
      found.push({ address, title, fields: [title, text, ...names, ...tags].map((field) => fold(field.trim())) });
    }
  }
  return found;
}

/**
 * Lines cut into words by the program's own segmenter, the words apart by spaces.
 * @param {string[]} lines
 * @returns {Promise<string[]>}
 */
export async function words(lines) {
  const cut = run(example("words"), { maxBuffer: 1 << 26 });
  cut.child.stdin?.end(`${lines.join("\n")}\n`);
  return (await cut).stdout.trimEnd().split("\n");
}

/** Pseudo-random numbers below n, the same at every run (mulberry32). @param {number} seed */
export function chances(seed) {
  let state = seed;
  return (/** @type {number} */ n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/**
 * A fetch from a directory that keeps account of the bytes: as a host sends them that compresses what is text.
 * @param {string} out
 */
export function files(out) {
  /** @type {{ url: string, bytes: number }[]} */
  const log = [];
  /** @type {Map<string, Buffer>} */
  const cache = new Map();
  /** @param {string} url */
  const get = async (url) => {
    const name = decodeURIComponent(new URL(url, "http://site/").pathname.slice(1));
    let body = cache.get(name);
    const again = body !== undefined;
    try {
      body ??= await readFile(path.join(out, name));
    } catch {
      return new Response("", { status: 404 });
    }
    cache.set(name, body);
    // What the browser's cache has does not come again.
    if (!again) log.push({ url: name, bytes: /\.(html|js|json)$/.test(name) ? gzipSync(body, { level: 6 }).length : body.length });
    return new Response(new Uint8Array(body), { status: 200 });
  };
  return { fetch: get, log, forget: () => cache.clear() };
}
