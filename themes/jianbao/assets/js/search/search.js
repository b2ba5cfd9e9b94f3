// @ts-check
// Searching: find, look, rank, page. docs/search-api.md says how it is used.

import { excerpt, marks } from "./excerpt.js";
import { candidates, related, split } from "./find.js";
import { Index } from "./index.js";
import { parse } from "./query.js";
import { runs } from "./text.js";

/** @typedef {import("./find.js").Item} Item */
/** @typedef {import("./text.js").Term} Term */
/**
 * @typedef {object} Options
 * @property {string} [column]
 * @property {string} [tag]
 * @property {string} [issue]
 * @property {string} [from]
 * @property {string} [to]
 * @property {string} [sort] "date" for the newest first
 * @property {number} [limit]
 * @property {number} [offset]
 * @property {AbortSignal} [signal] stops looking at more candidates
 * @property {number | "all"} [verify] up to which number of hits the count is to be exact; 0 to look at the first few candidates only
 */
/**
 * @typedef {object} Hit
 * @property {string} address
 * @property {string} url
 * @property {string} title
 * @property {string} date
 * @property {string} column
 * @property {string} issue
 * @property {string[]} tags
 * @property {number} doc
 * @property {boolean} literal
 * @property {string | null} where "title", "head" or "body"
 * @property {{ title: import("./excerpt.js").Mark[] }} marks
 * @property {import("./excerpt.js").Excerpt | null} excerpt
 * @property {() => Promise<import("./excerpt.js").Excerpt>} load
 */
/** @typedef {Awaited<ReturnType<typeof search>>} Answer */

// Candidates are looked at in goes that end here, always the same, so that one answer is the beginning of another.
const GOES = [5, 12, 40];
const BATCH = 40;
// At more, some megabytes of pages, only who turns the pages looks.
const MOST = 2000;

/**
 * Opens the index of the site at an address.
 * @param {string} root
 * @param {{ fetch?: (url: string) => Promise<Response> }} [options]
 */
export async function open(root, { fetch = (url) => globalThis.fetch(url) } = {}) {
  const index = new Index(root, fetch);
  await index.load();
  const help = () => import("./suggest.js");
  return {
    /** @param {string} text @param {Options} [options] */
    search: (text, options = {}) => search(index, text, options),
    /** @param {string} text */
    suggest: async (text) => (await help()).suggest(index, text),
    /** @param {string} text */
    correct: async (text) => {
      const texts = await (await help()).correct(index, text);
      // Of those, what leads somewhere.
      const found = await Promise.all(texts.map((text) => search(index, text, { limit: 1, verify: 0 })));
      return texts.filter((_, n) => found[n].literal).slice(0, 3);
    },
  };
}

/** @param {Index} index @param {string} input @param {Options} options */
async function search(index, input, options) {
  /** @type {Map<string, string>} */
  const problems = new Map();
  /** @param {any} error @returns {undefined} */
  const fail = (error) => {
    if (!error.file) throw error;
    problems.set(error.file, error.message);
  };
  await index.learn(input + (options.tag ?? "")).catch(fail);
  let answer = await find(index, input, options, fail);
  // Not in these words; perhaps in those of the other side of the strait.
  const others = answer.exact && !answer.literal ? await index.reworded(index.fold(input)).catch(fail) : [];
  for (const other of others ?? []) {
    const found = await find(index, other, options, fail);
    if (answer.literal || (!found.literal && found.loose <= answer.loose)) continue;
    found.notes.push(`没有“${input}”，找的是“${other}”`);
    answer = found;
  }
  return { ...answer, complete: !problems.size, problems: Array.from(problems, ([file, reason]) => ({ file, reason })) };
}

/**
 * @param {Index} index
 * @param {string} input
 * @param {Options} options
 * @param {(error: any) => undefined} fail
 */
async function find(index, input, { column, tag, issue, from, to, sort, limit = 10, offset, verify, signal }, fail) {
  const { fold, scan, meta } = index;
  const { terms, excluded, notes, whole } = parse(input, fold);
  const texts = terms.map(({ text }) => text);
  /** @param {string[]} piece */
  const ask = (piece) => index.entry(piece).catch(fail);
  // What the index is certain of.
  /** @type {Set<Term>} */
  const sure = new Set();

  const tagged = tag && fold(tag);
  /** @param {string} text */
  const plain = (text) => fold(text).replace(/\s/g, "");
  const number = issue && plain(issue).replace(/^第?(\d+)期?$/, "第$1期");
  const filtered = Boolean(column || tag || issue || from || to);
  /** @param {import("./index.js").Story} story */
  const passes = (story) =>
    !(column && story.column !== column) &&
    !(tagged && !story.tags.some((own) => fold(own) === tagged)) &&
    !(number && !plain(story.issue).endsWith(number)) &&
    !(from && story.date < from) &&
    !(to && story.date > to);

  /** Looks at a story: whether it is a hit, and where the terms stand. @param {Item} item @param {{ text: string }[]} wanted */
  const look = async (item, wanted) => {
    const story = await index.story(item.doc);
    if (!passes(story)) return false;
    const { folded } = story;
    const body = async () => (item.body ??= await index.body(story)).folded;
    /** @param {{ text: string }} term */
    const where = async (term) => {
      /** @param {string} field */
      const has = (field) => field.includes(term.text);
      const at = folded.findIndex(has);
      if (at >= 0) return Math.min(at, 1);
      return sure.has(/** @type {Term} */ (term)) || has(await body()) ? 2 : 3;
    };
    item.place = 0;
    for (const term of wanted) {
      item.place = Math.max(item.place, await where(term));
      if (item.place > 2) return false;
      if (scan) for (const field of [...folded, await body()]) item.score += field.split(term.text).length - 1;
    }
    if (item.unsure) for (const term of excluded) if (!sure.has(term) && (await where(term)) < 3) return false;
    if ([whole, texts.join(" ")].includes(runs(folded[0]).text)) item.place = -1;
    return true;
  };

  /** @param {Item} item */
  const value = ({ doc, score }) => score * (1.15 - (0.15 * doc) / meta.stories);
  /** @param {Item} a @param {Item} b */
  const order = (a, b) => (sort !== "date" && (a.place - b.place || value(b) - value(a))) || a.doc - b.doc;

  // Terms that are not wanted, and the stories that may have them.
  /** @type {Map<Term, Set<number> | undefined>} */
  const banned = new Map();
  /** @param {Item[]} items */
  const ban = (items) =>
    items.filter((item) => {
      const suspects = [...banned].filter(([, docs]) => !docs || docs.has(item.doc));
      item.unsure ||= suspects.length > 0;
      return !suspects.some(([term]) => sure.has(term));
    });

  const all = scan ? await index.all() : undefined;
  /** @returns {Item[]} */
  const everything = () => Array.from(all?.stories ?? [], (_, doc) => ({ doc, score: 0, place: 2, unsure: true }));
  /** @type {Item[]} */
  let queue = [];
  if (scan && texts.length) queue = everything();
  else if (texts.length) {
    const { items, exact } = await candidates(meta.stories, ask, terms);
    if (!items) throw new Error("索引没有取到");
    for (const term of items.length ? excluded : []) {
      const other = await candidates(meta.stories, ask, [term]);
      for (const term of other.exact) sure.add(term);
      banned.set(term, other.items && new Set(other.items.map(({ doc }) => doc)));
    }
    for (const term of exact) sure.add(term);
    for (const item of items) {
      item.unsure = filtered || exact.size < terms.length;
    }
    queue = ban(items);
    const other = tagged && queue.length && runs(tagged).text && (await candidates(meta.stories, ask, [runs(tagged)])).items;
    if (other) {
      const docs = new Set(other.map(({ doc }) => doc));
      queue = queue.filter(({ doc }) => docs.has(doc));
    }
  }
  queue.sort(order);

  const total = queue.length;
  /** @type {Item[]} */
  let found = [];
  const start = offset ?? 0;
  const full = start + limit;
  // Where the index is certain, filters take no pages.
  const free = filtered && sure.size === terms.length;
  const most = verify === 0 ? 1 : verify === "all" || offset !== undefined || free ? Infinity : verify || filtered ? MOST : BATCH;
  /** @param {number} spent */
  const counts = (spent) => verify === "all" || (found.length <= (verify || -1) && spent < MOST);
  const unsure = !scan && queue.some(({ unsure }) => unsure);
  for (let spent = 0; queue.length && !signal?.aborted && spent < most && (found.length < full || counts(spent)); ) {
    const batch = queue.splice(0, unsure ? (GOES.find((end) => end > spent) ?? spent + BATCH) - spent : Infinity);
    spent += batch.length;
    // Of headlines it is looked at whether they are the text and no more; of many, of those that are shown.
    let headlines = batch.filter(({ place }) => place < 1).length;
    if (headlines > BATCH / 2) headlines = limit;
    const good = await Promise.all(
      batch.map((item) => !(item.unsure || (item.place < 1 && headlines-- > 0)) || look(item, terms).catch(fail)),
    );
    found = found.concat(batch.filter((_, n) => good[n]).sort(order));
  }
  if (verify === "all") found.sort(order);

  // Where few contain the text, others contain its words. Not at once where some do: on the next page.
  /** @type {string[]} */
  let words = [];
  /** @type {Item[]} */
  let loose = [];
  const few = !queue.length && found.length < 10 && texts.length > 0;
  const later = few && found.length > 0 && !scan && !start && verify !== "all";
  if (few && !later) {
    const taken = new Set(found.map(({ doc }) => doc));
    /** @param {Item[]} items */
    const others = (items) => items.filter(({ doc }) => !taken.has(doc));
    if (all) {
      words = split(terms, (word) => (Object.hasOwn(all.words, word) ? all.words[word] : undefined), meta.total);
      const wanted = words.map((text) => ({ text }));
      for (const item of words.length ? others(everything()) : []) if (await look(item, wanted)) loose.push(item);
    } else {
      const other = await related(meta, ask, () => index.alone().catch(fail), terms);
      words = other.words;
      loose = ban(others(other.items)).filter(({ unsure }) => !unsure);
      if (filtered) {
        const stories = await Promise.all(loose.map(({ doc }) => index.story(doc).catch(fail)));
        loose = loose.filter((_, n) => stories[n] && passes(stories[n]));
      }
    }
    for (const item of loose) item.place = 2;
    loose.sort(order);
  }

  /** @param {Item} item @returns {Promise<Hit[]>} */
  const hit = async (item) => {
    const literal = found.includes(item);
    const story = await index.story(item.doc).catch(fail);
    if (!story) return [];
    const { address, fields, date, column, issue, tags } = story;
    const [title, ...head] = fields;
    const marked = literal ? texts : [...texts, ...words];
    /** @param {import("./index.js").Body} body */
    const pick = ({ text }) => {
      const own = excerpt(text, marked, fold);
      return item.place === 1 && !own.marks.length ? excerpt(head.join("　"), marked, fold) : own;
    };
    const body = scan ? await index.body(story) : item.body;
    return [{
      address, title, date, column, issue, tags, literal,
      url: index.root + address,
      doc: item.doc,
      where: literal ? ["title", "head", "body"][Math.max(0, item.place)] : null,
      marks: { title: marks(title, marked, fold) },
      excerpt: body ? pick(body) : null,
      load: async () => pick(await index.body(story)),
    }];
  };
  const page = [...found, ...loose].slice(start, full);
  const hits = (await Promise.all(page.map(hit))).flat();
  const next = start + page.length;
  const more = queue.length || next < found.length + loose.length || (later && terms.some((term) => !sure.has(term)));
  return {
    literal: queue.length ? Math.round((found.length / (total - queue.length)) * total) : found.length,
    loose: loose.length,
    exact: !queue.length,
    hits,
    next: more ? next : null,
    terms: texts,
    words,
    notes,
  };
}
