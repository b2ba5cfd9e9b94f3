// @ts-check
// How long an editor waits: until a preview answers, from the save of a story to the preview's word that something has
// changed, and to the whole new page. Of the demo, or of a bulletin of so many stories:
// `cargo build --release --bins --examples && node benches/preview.mjs [edits] [stories]`

import "./release.mjs";

import { execFile } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { changes, preview, request } from "../tests/browser/support/preview.mjs";
import { copyBulletin, example, PROGRAM, scratch } from "../tests/browser/support/site.mjs";

const EDITS = Number(process.argv[2] ?? 50);
const STORIES = Number(process.argv[3] ?? 0);

const copy = await scratch();
if (STORIES) {
  await promisify(execFile)(example("bulletin"), [String(STORIES), copy.directory]);
} else {
  await copyBulletin(copy.directory);
}
const files = (await readdir(path.join(copy.directory, "content"), { recursive: true })).sort();
const story = files.find((name) => /^[^_].*\/[^_/]+\.md$/.test(name));
if (!story) throw new Error("no story");
const file = path.join(copy.directory, "content", story);
const text = await readFile(file, "utf8");

const start = performance.now();
const running = await preview(copy.directory, ["--addr", "127.0.0.1:0", "--verbose"]);
await request(running.url, "/");
const ready = performance.now() - start;
await sleep(200);
const stages = /用时 \d+ 毫秒（(.*)）/.exec(running.said())?.[1] ?? "";
const stage = (/** @type {string} */ name) => Number(new RegExp(`${name} (\\d+)`).exec(stages)?.[1] ?? NaN);

const heard = await changes(running.url);
/** @type {number[]} */
const events = [];
/** @type {number[]} */
const pages = [];
for (let edit = 1; edit <= EDITS; edit++) {
  await sleep(100);
  const from = performance.now();
  await writeFile(file, `${text}\n第${edit}次改动。\n`);
  await heard.next();
  events.push(performance.now() - from);
  const { body } = await request(running.url, `/${story.replace(/\.md$/, ".html")}`);
  pages.push(performance.now() - from);
  if (!body.includes(`第${edit}次改动`)) throw new Error(`edit ${edit} does not show`);
}
heard.close();
await running.stop();
await copy.remove();

/** @param {string} what @param {number[]} times in milliseconds */
const print = (what, times) => {
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => times[Math.floor((times.length - 1) * part)].toFixed(1);
  console.log(`${what}: median ${at(0.5)} ms, nine of ten within ${at(0.9)} ms, worst ${at(1)} ms`);
};
const parsing = stage("读取") + stage("解析");
console.log(`${STORIES || "the demo's"} stories, ${EDITS} edits`);
console.log(`from the start to the first page: ${ready.toFixed(0)} ms, of them ${parsing} ms for reading and parsing (${stages})`);
print("save to event", events);
print("save to the whole new page", pages);
