// @ts-check
// Queries, what they cost, and how that is summed up: for the tests and for benches/search.mjs.

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { chances, files } from "./bulletin.mjs";

/** @param {number[]} numbers @param {number} share */
export const quantile = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

/** @param {number} bytes */
export const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

/** @param {{ bytes: number }[]} log */
export const sum = (log) => log.reduce((sum, { bytes }) => sum + bytes, 0);

/** White space inside is part of what is looked for. @param {string} query */
export const quoted = (query) => (/[\s-]/.test(query) ? `"${query}"` : query);

/**
 * Random pieces of titles and texts, one to eight characters long, that begin and end with something to search for.
 * @param {{ title: string, text: string }[]} all
 * @param {number} count
 */
export function substrings(all, count) {
  const random = chances(7);
  const edge = /^[\p{Alphabetic}\p{N}]$/u;
  const found = [];
  while (found.length < count) {
    const page = all[random(all.length)];
    const chars = Array.from(random(3) === 0 ? page.title : page.text);
    const length = 1 + random(8);
    const start = random(Math.max(1, chars.length - length));
    const piece = chars.slice(start, start + length);
    if (piece.length === length && edge.test(piece[0]) && edge.test(piece[length - 1]) && !/["“”\n]/.test(piece.join(""))) {
      found.push(piece.join(""));
    }
  }
  return found;
}

/** The directory of a built site's modules: below one that is named by their bytes. @param {string} out */
async function modules(out) {
  const names = await readdir(path.join(out, "assets"));
  const named = names.find((name) => /^[0-9a-f]{10}$/.test(name));
  return path.join(out, "assets", named ?? "", "js/search");
}

/** A module of a built site as one that is not in a browser. @param {string} out @param {string} name */
export const module = async (out, name) => import(pathToFileURL(path.join(await modules(out), name)).href);

/**
 * Bytes of a built site's modules: of all, compressed together; of all, one by one as a host sends them; and of those
 * that a search needs: not help with typing, not the marks in a story.
 * @param {string} out
 */
export async function client(out) {
  const directory = await modules(out);
  // Browsers of our days do not ask for `inflate.js`.
  const names = (await readdir(directory)).filter((name) => name !== "inflate.js");
  const texts = await Promise.all(names.map((name) => readFile(path.join(directory, name))));
  const sizes = texts.map((module) => gzipSync(module, { level: 9 }).length);
  const needed = sizes.filter((_, n) => !["mark.js", "suggest.js"].includes(names[n]));
  const add = (/** @type {number[]} */ sizes) => sizes.reduce((sum, size) => sum + size, 0);
  return { together: gzipSync(Buffer.concat(texts), { level: 9 }).length, apart: add(sizes), search: add(needed) };
}

/** The bytes and the number of the files below `search/`. @param {string} out */
export async function size(out) {
  const list = await readdir(path.join(out, "search"), { recursive: true, withFileTypes: true });
  const entries = list.filter((entry) => entry.isFile());
  const bytes = await Promise.all(entries.map(async ({ parentPath, name }) => (await readFile(path.join(parentPath, name))).length));
  return { bytes: bytes.reduce((sum, n) => sum + n, 0), files: entries.length };
}

/**
 * The Han characters in the texts of all pages, and the bytes of these texts compressed, ten pages together.
 * @param {import("./bulletin.mjs").Page[]} all
 */
export function weigh(all) {
  const texts = all.map((page) => page.fields.join("\n"));
  let deflated = 0;
  for (let at = 0; at < texts.length; at += 10) deflated += gzipSync(texts.slice(at, at + 10).join("\n"), { level: 9 }).length;
  const han = texts.reduce((sum, text) => sum + text.replace(/[^\p{Script=Han}]/gu, "").length, 0);
  return { han, deflated };
}

/**
 * The first screen: ten results, and the excerpts of those that are in view.
 * @param {any} index
 * @param {string} query
 * @param {number} excerpts
 */
export async function screen(index, query, excerpts) {
  const { hits } = await index.search(query);
  await Promise.all(hits.slice(0, excerpts).map((/** @type {any} */ hit) => hit.excerpt ?? hit.load?.()));
}

/**
 * Bytes of searches: of each as a reader's first, without the client, and of each in a session that has had one.
 * @param {string} out
 * @param {string[]} queries
 * @param {number} excerpts
 */
export async function costs(out, queries, excerpts) {
  const { open } = await module(out, "search.js");
  const first = [];
  for (const query of queries) {
    const { fetch, log } = files(out);
    await screen(await open("http://site/", { fetch }), query, excerpts);
    first.push(sum(log));
  }
  const { fetch, log } = files(out);
  const index = await open("http://site/", { fetch });
  await screen(index, "科技", excerpts);
  const later = [];
  for (const query of queries) {
    const from = sum(log);
    await screen(index, query, excerpts);
    later.push(sum(log) - from);
  }
  return { first, later };
}
