// @ts-check
/**
 * A sheet of screenshots to look at: `node tests/newsroom/sheet.mjs DIRECTORY [--columns 8|30] [WORD …]` photographs a page of
 * each kind, on phone and desktop, light and dark, and its sheets of paper; with words, only the kinds whose names hold one.
 * `DIRECTORY/index.html` shows them side by side.
 */

import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { launch, loadPictures } from "../browser/support/browser.mjs";
import { buildNewsroom } from "../browser/support/site.mjs";
import { NEWSROOM_PAGES } from "./pages.mjs";

const run = promisify(execFile);

/** How much of a page is photographed, in pixels from the top. */
const MOST_HEIGHT = 3000;

/** @type {Record<string, { width: number, height: number, dark?: boolean, type?: string }>} */
const LOOKS = {
  phone: { width: 390, height: 844 },
  "phone-huge-dark": { width: 390, height: 844, dark: true, type: "huge" },
  desktop: { width: 1280, height: 900 },
  "desktop-dark": { width: 1280, height: 900, dark: true },
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { columns: { type: "string", default: "8" } } });
const [directory, ...words] = positionals;
if (!directory || !["8", "30"].includes(values.columns)) {
  console.error("usage: node tests/newsroom/sheet.mjs DIRECTORY [--columns 8|30] [WORD …]");
  process.exit(2);
}

const kinds = Object.entries(NEWSROOM_PAGES).filter(([kind]) => words.length === 0 || words.some((word) => kind.includes(word)));
await mkdir(directory, { recursive: true });
const [site, browser] = await Promise.all([buildNewsroom(values.columns === "30" ? 30 : 8), launch()]);
const rows = [];

for (const [kind, address] of kinds) {
  const name = kind.replace(/[^a-z0-9]+/g, "-");
  const pictures = [];

  for (const [look, { width, height, dark, type }] of Object.entries(LOOKS)) {
    const page = await browser.newPage({ viewport: { width, height }, locale: "zh-CN", colorScheme: dark ? "dark" : "light" });
    if (type) await page.addInitScript((chosen) => localStorage.setItem("jianbao-type", chosen), type);
    await page.goto(site.url + address, { waitUntil: "networkidle" });
    await loadPictures(page);
    const full = await page.evaluate(() => document.documentElement.scrollHeight);
    const file = `${name}-${look}.png`;
    await page.screenshot({ path: path.join(directory, file), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(full, MOST_HEIGHT) } });
    pictures.push(file);
    await page.close();
  }
  pictures.push(...(await paper(name, address)));
  rows.push(`<h2>${kind}</h2><p>${pictures.map((file) => `<img src="${file}" height="600" alt="${file}">`).join(" ")}</p>`);
}

await writeFile(path.join(directory, "index.html"), `<!doctype html><meta charset="utf-8"><title>Newsroom</title>${rows.join("\n")}`);
await browser.close();
await site.close();
console.log(path.join(directory, "index.html"));

/** Photographs the first sheets of a page's paper. @param {string} name @param {string} address */
async function paper(name, address) {
  const page = await browser.newPage({ locale: "zh-CN" });
  await page.goto(site.url + address, { waitUntil: "networkidle" });
  await loadPictures(page);
  const file = path.join(directory, `${name}.pdf`);
  await page.pdf({ path: file, format: "A4" });
  await page.close();
  await run("pdftoppm", ["-png", "-r", "60", "-l", "4", file, path.join(directory, `${name}-paper`)]);
  await rm(file);
  return (await readdir(directory)).filter((found) => found.startsWith(`${name}-paper`)).sort();
}
