// @ts-check
// The search page: the form, the hits, the counts and the address follow one another.

import { composing, open as openIndex } from "./box.js";

/** @typedef {import("./search.js").Answer} Answer */
/** @typedef {import("./search.js").Hit} Hit */
/** @typedef {import("./box.js").Opened} Opened */

/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id);

/** @type {HTMLFormElement} */
const form = element("search");
/** @type {HTMLElement[]} */
const [input, status, hint, corrections, results, filters] = ["q", "status", "hint", "other", "results", "filters"].map(element);
/** @type {HTMLButtonElement} */
const more = element("more");
/** @type {HTMLTemplateElement} */
const template = element("result");
const root = /** @type {string} */ (form.dataset.root);
const { title } = document;
const FILTERS = ["column", "tag", "issue", "from", "to", "sort"];

/** The search that is going on; answers to an earlier one are stale. */
let current = new AbortController();
/** The query and the filters. @type {Record<string, string>} */
let asked = {};
/** The offset of the next hits. @type {number | null} */
let next = 0;
/** The offset at which a file was missing; it is asked for once more. */
let missed = -1;
/** The numbers of the stories that are shown. @type {Set<number>} */
const shown = new Set();
// Counts are exact up to this.
const verify = 200;

/** Shows a message. @param {string} message @param {boolean} [help] whether the hints are shown too */
function say(message, help = false) {
  status.textContent = message;
  hint.hidden = !help;
}

/** Fills an element with a text and its marks. @param {Element} target @param {string} text @param {[number, number][]} marks */
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

/** Makes the card of a hit. @param {Hit} hit @param {string[]} terms the terms that are highlighted in its story */
function card(hit, terms) {
  const node = /** @type {Element} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  /** @type {any[]} */
  const [link, summary, column, time] = ["a", ".card-summary", "span", "time"].map((query) => node.querySelector(query));
  fill(link, hit.title, hit.marks.title);
  column.textContent = hit.column;
  time.dateTime = time.textContent = hit.date;

  /** @param {Hit["excerpt"]} excerpt */
  const show = (excerpt) => {
    const words = new Set(terms);
    if (excerpt) {
      fill(summary, excerpt.text, excerpt.marks);
      // The link leads to the words as the story writes them, too.
      for (const mark of excerpt.marks) words.add(excerpt.text.slice(...mark));
    }
    link.href = `${hit.url}#${new URLSearchParams(Array.from(words, (word) => ["q", word]))}`;
  };

  show(hit.excerpt);
  if (!hit.excerpt) {
    // The excerpt is fetched when the card comes near the viewport.
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        // After a failure it is fetched when the card is seen again.
        hit.load().then((excerpt) => (watch.disconnect(), show(excerpt)), console.error);
      },
      { rootMargin: "200px" },
    );
    watch.observe(node);
  }
  return node;
}

/** The sentence about an answer. @param {Answer} answer @param {boolean} going whether the search goes on */
function summary({ literal, loose, exact, complete, notes, terms }, going) {
  if (!terms.length) return "请输入汉字、字母或数字。";
  const found = literal
    ? `找到${exact ? "" : "约"} ${literal} 篇含有原文的稿件`
    : `${exact ? "" : "还"}没有找到${FILTERS.some((name) => name !== "sort" && asked[name]) ? "符合筛选、" : ""}含有“${asked.q}”的稿件`;
  const related = loose ? `，${literal ? "另" : ""}有 ${loose} 篇相关` : "";
  const note = notes.length ? `（${notes.join("；")}）` : "";
  return found + related + note + (going ? "，正在继续查找……" : complete ? "" : "。部分索引或稿件没有取到，结果可能不全。请检查网络后重试。");
}

/** Offers corrections of a query. @param {string} text @param {AbortController} mine */
async function correct(text, mine) {
  const found = await (await openIndex(root)).correct(text).catch(() => []);
  if (mine !== current || !found.length) return;
  corrections.replaceChildren(
    "您是不是要找：",
    ...found.flatMap((text, n) => {
      const link = document.createElement("a");
      link.textContent = text;
      link.href = address({ ...asked, q: text });
      return n ? ["、", link] : [link];
    }),
  );
  corrections.hidden = false;
}

// The same search is made up to three times, each time with more verification: for the hits in view, for the whole page, for
// the exact count (until then the count says 约).
const STAGES = [{ limit: 3, verify: 0 }, {}, { verify }];

/** Appends the hits that are not shown yet. @param {Answer} answer */
function list({ hits, terms, words }) {
  const label = /** @type {Element} */ (template.content.lastElementChild);
  return hits.filter(({ doc }) => !shown.has(doc) && shown.add(doc)).map((hit) => {
    if (!hit.literal && !results.querySelector(".label")) results.append(label.cloneNode(true));
    const node = card(hit, hit.literal ? terms : [...terms, ...words]);
    results.append(node);
    return node;
  });
}

/** Shows the counts of an answer; returns whether nothing literal was found. @param {Answer} answer @param {boolean} [going] */
function showCounts(answer, going = false) {
  next = answer.next;
  more.hidden = next === null;
  more.textContent = answer.exact && (next ?? 0) >= answer.literal + answer.loose ? "查找相关稿件" : "显示更多";
  const nothing = answer.terms.length > 0 && !answer.literal && answer.exact;
  say(summary(answer, going), nothing && !answer.loose);
  return nothing;
}

/** Runs work that needs the index; reports its failure, unless another search has begun. @param {(index: Opened, mine: AbortController) => Promise<void>} work */
async function withIndex(work) {
  const mine = current;
  try {
    await work(await openIndex(root), mine);
  } catch (error) {
    console.error(error);
    const isTooOld = /^ReferenceError|not a (func|constr)/.test(String(error));
    const why = isTooOld ? "old" : navigator.onLine ? "failed" : "offline";
    if (mine === current) say(status.dataset[why] ?? why, true);
  }
}

/** Searches, stage by stage. */
const searchInStages = () =>
  withIndex(async (index, mine) => {
    const { q, ...options } = asked;
    for (const stage of STAGES) {
      const answer = await index.search(q, { ...options, ...stage, signal: mine.signal });
      if (mine !== current) return;
      list(answer);
      if (stage.limit && answer.next !== null) continue;
      if (showCounts(answer, !answer.exact && !stage.verify)) correct(q, mine);
      if (answer.exact) return;
    }
  });

/** Shows the next hits. */
const showMore = () =>
  withIndex(async (index, mine) => {
    const { q, ...options } = asked;
    const offset = next ?? 0;
    say("正在查找……");
    const answer = await index.search(q, { ...options, offset, verify, signal: mine.signal });
    if (mine !== current || offset !== (next ?? 0)) return;

    const [card] = list(answer);
    showCounts(answer);
    if (!answer.complete && missed !== offset) {
      next = missed = offset;
      more.hidden = false;
    } else if (!card && next === null) say(`没有更多了。${summary(answer, false)}`);
    (card?.querySelector("a") ?? status).focus();
  });

/** Reads the form's fields. @returns {Record<string, string>} */
const readForm = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));

/** The address of a query on this page. @param {Record<string, string>} query */
function address(query) {
  const params = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  // Not `params.size`, which engines before 2023 lack.
  return String(params) ? `?${params}` : location.pathname;
}

/** Begins the search that the form describes. */
function search() {
  asked = readForm();
  current.abort();
  current = new AbortController();
  next = 0;
  missed = -1;

  shown.clear();
  results.textContent = "";
  more.hidden = corrections.hidden = true;
  document.title = asked.q ? `${asked.q} · ${title}` : title;
  say(asked.q && "正在搜索……");
  if (asked.q) searchInStages();
}

/** Fills the form from the address and searches. */
function searchFromAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of ["q", ...FILTERS]) {
    const control = /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (control) control.value = query.get(name)?.trim() ?? "";
  }
  if (FILTERS.some((name) => query.get(name))) /** @type {HTMLDetailsElement} */ (filters).open = true;
  search();
}

/** Searches for what the form says, at an address of its own. */
function submit() {
  const to = address(readForm());
  if (to !== (location.search || location.pathname)) history.pushState(null, "", to);
  search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

filters.addEventListener("change", () => asked.q && submit());

// The arrow keys move between the box and the hits.
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  /** @type {HTMLElement[]} */
  const stops = [input, ...results.querySelectorAll("a")];
  const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
  const to = stops[at + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : NaN)];
  if (at < 0 || !to) return;
  event.preventDefault();
  to.focus();
});

more.addEventListener("click", showMore);
addEventListener("popstate", searchFromAddress);

// The note for readers for whom this module is blocked or does not load.
element("late").remove();
searchFromAddress();
if (!asked.q) input.focus();
