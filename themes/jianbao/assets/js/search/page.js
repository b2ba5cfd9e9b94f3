// @ts-check
// 搜索页：只有这个模块碰页面。

import { highlight } from "./highlight.js";
import { SearchIndex } from "./index.js";
import { rank } from "./rank.js";
import { parseQuery } from "./tokens.js";

/** 一次列出的篇数。 */
const STEP = 20;

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`搜索页缺少 #${id}`);
  return found;
}

const form = element("search", HTMLFormElement);
const input = element("q", HTMLInputElement);
const status = element("status", HTMLElement);
const hint = element("hint", HTMLElement);
const results = element("results", HTMLElement);
const more = element("more", HTMLButtonElement);
const template = element("result", HTMLTemplateElement);
const root = form.dataset.root ?? "/";
const index = new SearchIndex(root, (url) => fetch(url));
const pageTitle = document.title;

/** 每搜一次加一：晚到的旧结果据此作废。 */
let turn = 0;
/** 还没有列出的稿件。 @type {number[]} */
let rest = [];
/** 要标出的词。 @type {string[]} */
let marks = [];

/**
 * @param {string} message
 * @param {boolean} [hints] 要不要给出换个找法的建议
 */
function say(message, hints = false) {
  status.textContent = message;
  hint.hidden = !hints;
}

/**
 * @param {Element | null} target
 * @param {string} text
 */
function fill(target, text) {
  target?.replaceChildren(
    ...highlight(text, marks).map(({ text, hit }) => {
      if (!hit) return document.createTextNode(text);
      const mark = document.createElement("mark");
      mark.textContent = text;
      return mark;
    }),
  );
}

/** @param {import("./index.js").StoryEntry} story */
function card(story) {
  const node = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const link = /** @type {HTMLAnchorElement} */ (node.querySelector("a"));
  link.href = root + story.url;
  fill(link, story.title);
  fill(node.querySelector(".card-summary"), story.summary);
  const column = /** @type {HTMLElement} */ (node.querySelector(".meta span"));
  column.textContent = story.column;
  const time = /** @type {HTMLTimeElement} */ (node.querySelector("time"));
  time.dateTime = story.date;
  time.textContent = story.date;
  return node;
}

/**
 * 再列一批。
 * @param {number} mine 这一批属于哪一次搜索
 */
async function show(mine) {
  const stories = await index.stories(rest.slice(0, STEP));
  if (mine !== turn) return;
  rest = rest.slice(STEP);
  const first = results.childElementCount;
  results.append(...stories.map(card));
  more.hidden = rest.length === 0;
  if (first > 0) /** @type {HTMLElement | null} */ (results.children[first].querySelector("a"))?.focus();
}

/** @param {unknown} error */
function failed(error) {
  console.error(error);
  say("搜索暂时不能用：索引没有取到。请检查网络，稍后再试。", true);
}

/** @param {string} text */
async function search(text) {
  const mine = ++turn;
  const { required, bonus, single } = parseQuery(text);
  rest = [];
  marks = [...required, ...bonus];
  results.replaceChildren();
  more.hidden = true;
  document.title = text ? `${text} · ${pageTitle}` : pageTitle;
  if (required.length === 0) {
    say(single.length > 0 ? "请至少输入两个连在一起的字。" : text ? "请输入汉字、字母或数字。" : "");
    return;
  }
  say("正在搜索……");
  try {
    const [meta, postings] = await Promise.all([index.meta(), index.postings([...required, ...bonus])]);
    if (mine !== turn) return;
    rest = rank(required, bonus, postings, meta.stories);
    const found = rest.length;
    if (found > 0) await show(mine);
    if (mine !== turn) return;
    const note = single.length > 0 ? `（单个的字不参加搜索：${single.join("、")}）` : "";
    say(found > 0 ? `找到 ${found} 篇${note}` : `没有找到含有“${text}”的稿件${note}`, found === 0);
  } catch (error) {
    if (mine === turn) failed(error);
  }
}

/** 网址里的搜索词。 */
const asked = () => (new URLSearchParams(location.search).get("q") ?? "").trim();

/** 照网址显示。 */
function follow() {
  input.value = asked();
  search(input.value);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  const url = new URL(location.href);
  if (text) url.searchParams.set("q", text);
  else url.searchParams.delete("q");
  if (text !== asked()) history.pushState(null, "", url);
  search(text);
});

// 输入法选字时按的回车不是提交；Safari 在选字之后才发这个键，键码是 229。
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
});

more.addEventListener("click", () => {
  show(turn).catch(failed);
});

addEventListener("popstate", follow);

follow();
if (!input.value) input.focus();
