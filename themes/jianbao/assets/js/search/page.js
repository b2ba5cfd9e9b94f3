// 搜索页：只有这个模块碰页面。

import { open } from "./search.js";

const [form, input, status, hint, results, more, template] = ["search", "q", "status", "hint", "results", "more", "result"].map(
  (id) => document.getElementById(id),
);
const { root } = form.dataset;
const { title } = document;

let opened;
// 每搜一次加一：旧结果作废。
let turn = 0;
// 词，下一页从哪里起，核对几篇。
let text, next, verify;

function say(message, hints = false) {
  status.textContent = message;
  hint.hidden = !hints;
}

function fill(target, text, marks) {
  target.textContent = "";
  let at = 0;
  for (const [start, end] of marks) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    target.append(text.slice(at, start), mark);
    at = end;
  }
  target.append(text.slice(at));
}

function card(hit, terms) {
  const node = template.content.firstElementChild.cloneNode(true);
  const [link, summary, column, time] = ["a", ".card-summary", "span", "time"].map((query) => node.querySelector(query));
  fill(link, hit.title, hit.marks.title);
  column.textContent = hit.column;
  time.dateTime = time.textContent = hit.date;
  const show = (excerpt) => {
    const [mark] = excerpt?.marks ?? [];
    if (excerpt) fill(summary, excerpt.text, excerpt.marks);
    // 直接到这个词。
    const word = mark ? excerpt.text.slice(...mark) : terms[0];
    link.href = hit.url + (hit.where === "body" ? `#:~:text=${encodeURIComponent(word).replace(/-/g, "%2D")}` : "");
  };
  show(hit.excerpt);
  if (!hit.excerpt) {
    // 快要看见再取摘录。
    const seen = (entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      hit.load().then(show, console.error);
    };
    new IntersectionObserver(seen, { rootMargin: "200px" }).observe(node);
  }
  return node;
}

function summary({ literal, loose, exact, complete, notes, terms }) {
  if (!terms.length) return "请输入汉字、字母或数字。";
  const found = literal
    ? `找到${exact ? "" : "约"} ${literal} 篇含有原文的稿件`
    : `${exact ? "" : "还"}没有找到含有“${text}”的稿件`;
  const related = loose ? `，${literal ? "另" : ""}有 ${loose} 篇相关` : "";
  const note = notes.length ? `（${notes.join("；")}）` : "";
  return found + related + note + (complete ? "" : "。部分索引没有取到，结果可能不全。请检查网络后重试。");
}

// 再列一批。
async function show() {
  const mine = turn;
  const offset = next;
  try {
    opened ??= open(root, { fetch: (url) => fetch(url) });
    const index = await opened.catch((error) => {
      opened = undefined;
      throw error;
    });
    const answer = await index.search(text, { offset, verify });
    if (mine !== turn || offset !== next) return;
    const cards = answer.hits.map((hit) => {
      if (!hit.literal && !results.querySelector(".label")) results.append(template.content.lastElementChild.cloneNode(true));
      const node = card(hit, answer.terms);
      results.append(node);
      return node;
    });
    next = answer.next;
    verify += 40;
    more.hidden = next === null;
    more.textContent = answer.exact && next >= answer.literal + answer.loose ? "查找相关稿件" : "显示更多";
    if (offset) cards[0]?.querySelector("a").focus();
    say(summary(answer), answer.terms.length && !answer.literal && !answer.loose);
  } catch (error) {
    console.error(error);
    if (mine === turn) say("搜索暂时不能用：索引没有取到。请检查网络，稍后再试。", true);
  }
}

function search() {
  text = input.value.trim();
  turn++;
  next = 0;
  verify = 40;
  results.textContent = "";
  more.hidden = true;
  document.title = text ? `${text} · ${title}` : title;
  say(text && "正在搜索……");
  if (text) show();
}

// 网址里的搜索词。
const asked = () => (new URLSearchParams(location.search).get("q") ?? "").trim();

function follow() {
  input.value = asked();
  search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const q = input.value.trim();
  if (q !== asked()) history.pushState(null, "", q ? `?${new URLSearchParams({ q })}` : location.pathname);
  search();
});

addEventListener("keydown", (event) => {
  const { key, target } = event;
  const go = (to) => {
    event.preventDefault();
    to?.focus();
  };
  // 输入法选字的键不算，Safari 的键码是 229。
  if (event.isComposing || event.keyCode === 229) {
    if (key === "Enter" && target === input) go();
  } else if (!event.ctrlKey && !event.altKey && !event.metaKey) {
    if (key === "/" && !target.closest("input, textarea, select")) go(input);
    // 上下键选结果。
    const stops = [input, ...results.querySelectorAll("a")];
    const at = stops.indexOf(target);
    const to = stops[at + { ArrowDown: 1, ArrowUp: -1 }[key]];
    if (at >= 0 && to) go(to);
  }
});

more.addEventListener("click", show);
addEventListener("popstate", follow);

follow();
if (!text) input.focus();
