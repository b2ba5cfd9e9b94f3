// @ts-check
// The demo bulletin: its stories as the editor wrote them, and its built site at the root of a host or below a path.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeNewsroom } from "../../newsroom/newsroom.mjs";
import { serve } from "./server.mjs";

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** What a bulletin is made of; the rest of the repository is the program. */
const BULLETIN = ["site.yaml", "tags.yaml", "content", "static", "themes"];

/** Where Cargo puts what it builds: tests use its debug profile, benches `release` (`benches/release.mjs`). */
const BUILD_DIR = path.join(path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), process.env.PROFILE ?? "debug");

const EXECUTABLE_SUFFIX = process.platform === "win32" ? ".exe" : "";

/** The program under test. */
export const PROGRAM = path.join(BUILD_DIR, `jianbao${EXECUTABLE_SUFFIX}`);

/** The path of one of the repository's example programs. @param {string} name */
export const example = (name) => path.join(BUILD_DIR, "examples", `${name}${EXECUTABLE_SUFFIX}`);

/** Where the demo is published, by its own `site.yaml`, and where the second build of it is. */
export const BASES = { root: "", "sub-path": "/bulletin" };

/** A new directory; `remove` deletes it. */
export async function scratch() {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), "jianbao-")));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/**
 * Copies the demo bulletin; symbolic links would be refused.
 * @param {string} to
 * @param {string[]} [without]
 */
export async function copyBulletin(to, without = []) {
  const there = new Set(await readdir(ROOT));
  for (const name of BULLETIN.filter((name) => there.has(name) && !without.includes(name))) {
    await cp(path.join(ROOT, name), path.join(to, name), { recursive: true });
  }
}

/**
 * A built site behind a server.
 * @typedef {object} Built
 * @property {string} url where it is served: `http://127.0.0.1:1234/bulletin/`
 * @property {string} base the path of the site without the last slash: `/bulletin`, or empty
 * @property {string} published where its own files say it is: `https://example.org/bulletin/`
 * @property {string} root the bulletin that it was built from
 * @property {string} out its directory
 * @property {string[]} files every file of it, sorted, with `/`
 * @property {{ method: string, path: string, status: number }[]} log every request
 * @property {() => Promise<void>} close
 */

/**
 * Builds the demo for a base path and serves it.
 * @param {string} [base]
 * @param {{ shipped?: boolean, files?: Record<string, string> }} [options] `shipped`: as readers get it, with the theme in the program, which is
 *   minified, behind a server that compresses; else with the theme as it stands in the repository.
 *   `files`: what is to be added to the bulletin, by path
 * @returns {Promise<Built>}
 */
export async function build(base = "", { shipped = false, files = {} } = {}) {
  const place = await scratch();
  const root = path.join(place.directory, "bulletin");
  await copyBulletin(root, shipped ? ["themes"] : []);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const settings = path.join(root, "site.yaml");
  const text = await readFile(settings, "utf8");
  const published = `https://example.org${base}`;
  const moved = text.replace(/^base_url:[^\r\n]*/m, `base_url: ${published}`);
  if (!moved.includes(`base_url: ${published}`)) throw new Error("site.yaml has no line base_url");
  await writeFile(settings, moved);
  return publish(place, root, base, shipped);
}

/**
 * Builds the newsroom of `tests/newsroom` and serves it.
 * @param {8 | 30} columns
 * @param {{ shipped?: boolean }} [options] as for `build`
 * @returns {Promise<Built>}
 */
export async function buildNewsroom(columns, { shipped = false } = {}) {
  const place = await scratch();
  const root = path.join(place.directory, "bulletin");
  await mkdir(root);
  await writeNewsroom(root, { columns });
  if (!shipped) await cp(path.join(ROOT, "themes"), path.join(root, "themes"), { recursive: true });
  return publish(place, root, "", shipped);
}

/**
 * Builds a bulletin and serves its site.
 * @param {Awaited<ReturnType<typeof scratch>>} place where the bulletin and the site are
 * @param {string} root the bulletin
 * @param {string} base the path below which its `site.yaml` publishes it
 * @param {boolean} compressed whether the server compresses
 * @returns {Promise<Built>}
 */
async function publish({ directory, remove }, root, base, compressed) {
  const out = path.join(directory, "site");
  await run(PROGRAM, ["build", "--root", root, "--out", out]);
  const server = await serve(out, base, { hosted: compressed });
  return {
    url: `${server.origin}${base}/`,
    base,
    published: `https://example.org${base}/`,
    root,
    out,
    files: await list(out),
    log: server.log,
    close: async () => {
      await server.close();
      await remove();
    },
  };
}

/**
 * Every file below a directory, sorted.
 * @param {string} directory
 * @returns {Promise<string[]>}
 */
async function list(directory) {
  const found = await readdir(directory, { withFileTypes: true });
  const below = await Promise.all(
    found.map(async (entry) =>
      entry.isDirectory()
        ? (await list(path.join(directory, entry.name))).map((name) => `${entry.name}/${name}`)
        : [entry.name],
    ),
  );
  return below.flat().sort();
}

/**
 * A story as it stands in `content/`.
 * @typedef {object} Story
 * @property {string} file `content/saishi/2020-09-15-huojubei.md`
 * @property {string} address `saishi/2020-09-15-huojubei.html`
 * @property {string} column `saishi`
 * @property {string} title
 * @property {string} issue empty if it is in none
 * @property {string} month `2020/09`
 * @property {string[]} tags by their proper names
 * @property {string} text the whole file
 */

/**
 * The published stories of the demo, read without the program: what the site must show.
 * @returns {Promise<Story[]>}
 */
export async function stories() {
  const proper = await properTags();
  const files = (await list(path.join(ROOT, "content"))).filter((name) => /^[^_].*\/[^_/]+[^/]*\.md$/.test(name));
  return Promise.all(
    files.map(async (name) => {
      const text = await readFile(path.join(ROOT, "content", name), "utf8");
      const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? "";
      /** @param {string[]} keys */
      const value = (...keys) => {
        const line = new RegExp(`^(?:${keys.join("|")}):[ \\t]*(.*?)[ \\t]*$`, "m").exec(head)?.[1] ?? "";
        return line.replace(/^(["'])(.*)\1$/, "$2");
      };
      const title = value("title", "标题");
      const [, year, month] = /^(\d{4})-(\d{2})-\d{2}/.exec(value("date", "日期")) ?? [];
      if (!title || !year) throw new Error(`${name}: these tests read title and date from lines of their own`);
      return {
        file: `content/${name}`,
        address: name.replace(/\.md$/, ".html"),
        column: name.split("/")[0],
        title,
        issue: value("issue", "期"),
        month: `${year}/${month}`,
        tags: value("tags", "标签").replace(/^\[|\]$/g, "").split(",").map((tag) => tag.trim()).filter(Boolean)
          .map((tag) => proper.get(tag) ?? tag),
        text,
      };
    }),
  );
}

/** Tags that were merged into others, by `tags.yaml`: `旧名: 正名`. */
async function properTags() {
  const text = await readFile(path.join(ROOT, "tags.yaml"), "utf8").catch(() => "");
  return new Map([...text.matchAll(/^([^\s#:]+):[ \t]+([^\s{#]+)[ \t]*(?:#.*)?$/gm)].map(([, from, to]) => [from, to]));
}
