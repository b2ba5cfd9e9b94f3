// @ts-check
// How long an editor waits: from the save of a story of the demo to the preview's word that something has changed, and
// to the whole new page. `cargo build --release && node benches/preview.mjs [edits]`

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changes, preview, request } from "../tests/browser/support/preview.mjs";
import { copyBulletin, scratch, stories } from "../tests/browser/support/site.mjs";

const EDITS = Number(process.argv[2] ?? 50);

const copy = await scratch();
await copyBulletin(copy.directory);
const running = await preview(copy.directory);
const [story] = await stories();
const file = path.join(copy.directory, story.file);
const text = await readFile(file, "utf8");
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
  const { body } = await request(running.url, `/${story.address}`);
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
console.log(`${EDITS} edits of the demo`);
print("save to event", events);
print("save to the whole new page", pages);
