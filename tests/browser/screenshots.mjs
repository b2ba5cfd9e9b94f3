// Makes the pictures of README.md from the demo bulletin: `node tests/browser/screenshots.mjs`, after a release build.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch } from "./support/browser.mjs";
import { ROOT, build } from "./support/site.mjs";

/** @type {{ name: string, page: string, width: number, height: number, dark?: boolean, print?: boolean }[]} */
const PICTURES = [
  { name: "home.png", page: "", width: 1280, height: 1000 },
  { name: "home-dark.png", page: "", width: 1280, height: 1000, dark: true },
  { name: "issue.png", page: "issues/2020-09.html", width: 1280, height: 1000 },
  { name: "issue-print.png", page: "issues/2020-09-print.html", width: 665, height: 940, print: true },
  { name: "story-phone.png", page: "xiangmu/2020-09-15-qianyue.html", width: 390, height: 844 },
];

const directory = path.join(ROOT, "docs/images");
await mkdir(directory, { recursive: true });
const site = await build();
const browser = await launch();
for (const { name, page: address, width, height, dark, print } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height }, locale: "zh-CN", colorScheme: dark ? "dark" : "light" });
  if (print) await page.emulateMedia({ media: "print" });
  await page.goto(site.url + address, { waitUntil: "networkidle" });
  await page.screenshot({ path: path.join(directory, name) });
  await page.close();
}
await browser.close();
await site.close();
