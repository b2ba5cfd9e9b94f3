// 找、核对、排次序、分页。

import { excerpt, marks } from "./excerpt.js";
import { candidates, related, split } from "./find.js";
import { Index } from "./index.js";
import { parse } from "./query.js";
import { runs } from "./text.js";

const BATCH = 40;

export async function open(root, { fetch }) {
  const index = new Index(root, fetch);
  await index.load();
  return { search: (text, options = {}) => search(index, text, options) };
}

async function search(index, input, { column, from, to, sort, limit = 10, offset = 0, verify }) {
  const { terms, excluded, notes } = parse(input);
  const texts = terms.map(({ text }) => text);
  const { scan, meta } = index;
  const problems = new Map();
  const fail = (error) => {
    if (!error.file) throw error;
    problems.set(error.file, error.message);
  };
  const ask = (piece) => index.entry(piece).catch(fail);
  // 索引就能确定的词。
  const sure = new Set();

  // 看原文；最远在哪里：整个标题 -1，标题 0，标题之类 1，正文 2。
  const look = async (item, wanted) => {
    const story = await index.story(item.doc);
    const { folded } = story;
    const body = async () => (item.body ??= await index.body(story)).folded;
    const where = async (term) => {
      const has = (field) => field.includes(term.text);
      const at = folded.findIndex(has);
      if (at >= 0) return Math.min(at, 1);
      return sure.has(term) || has(await body()) ? 2 : 3;
    };
    item.place = 0;
    for (const term of wanted) {
      item.place = Math.max(item.place, await where(term));
      if (item.place > 2) return false;
      if (scan) for (const field of [...folded, await body()]) item.score += field.split(term.text).length - 1;
    }
    if (item.unsure) for (const term of excluded) if (!sure.has(term) && (await where(term)) < 3) return false;
    if (runs(folded[0]).text === texts.join(" ")) item.place = -1;
    return true;
  };

  const value = ({ doc, score }) => score * (1.15 - (0.15 * doc) / meta.stories);
  const order = (a, b) => (sort !== "date" && (a.place - b.place || value(b) - value(a))) || a.doc - b.doc;

  const filter = async (items) => {
    if (!column && !from && !to) return items;
    const found = await Promise.all(items.map(({ doc }) => index.story(doc).catch(fail)));
    const good = (story) => story && (!column || story.column === column) && !(story.date < from) && !(story.date > to);
    return items.filter((_, n) => good(found[n]));
  };

  // 不要的词可能在哪些稿件里。
  const banned = new Map();
  const ban = (items) =>
    items.filter((item) => {
      const suspects = [...banned].filter(([, docs]) => !docs || docs.has(item.doc));
      item.unsure ||= suspects.length > 0;
      return !suspects.some(([term]) => sure.has(term));
    });

  const all = scan && (await index.all());
  const everything = () => Array.from(all.stories, (_, doc) => ({ doc, score: 0, place: 2, unsure: true }));
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
      item.unsure = exact.size < terms.length;
      if (item.head) item.place = 0.5;
    }
    queue = ban(items);
  }
  queue = (await filter(queue)).sort(order);

  const total = queue.length;
  let found = [];
  const size = scan || !queue.some(({ unsure }) => unsure) ? Infinity : BATCH;
  const budget = verify === "all" ? Infinity : (verify ?? (offset ? Infinity : BATCH));
  for (let spent = 0; queue.length && spent < budget && (verify || !spent || found.length < offset + limit); spent += size) {
    const batch = queue.splice(0, size);
    const few = batch.filter(({ place }) => place < 1).length <= BATCH / 2;
    const good = await Promise.all(
      batch.map((item) => !(item.unsure || (few && item.place < 1)) || look(item, terms).catch(fail)),
    );
    found = found.concat(batch.filter((_, n) => good[n]).sort(order));
  }
  if (verify === "all") found.sort(order);

  // 原文不多，再找相关的；有原文的先不找，翻到再找。
  let words = [];
  let loose = [];
  const few = !queue.length && found.length < 10 && texts.length;
  const later = few && found.length && !scan && !offset && verify !== "all";
  if (few && !later) {
    const taken = new Set(found.map(({ doc }) => doc));
    const others = (items) => filter(items.filter(({ doc }) => !taken.has(doc)));
    if (scan) {
      words = split(terms, (word) => (Object.hasOwn(all.words, word) ? all.words[word] : undefined), meta.total);
      const wanted = words.map((text) => ({ text }));
      for (const item of words.length ? await others(everything()) : []) if (await look(item, wanted)) loose.push(item);
    } else {
      const more = await related(meta, ask, terms);
      words = more.words;
      loose = ban(await others(more.items)).filter(({ unsure }) => !unsure);
    }
    for (const item of loose) item.place = 2;
    loose.sort(order);
  }

  const hit = async (item) => {
    const literal = found.includes(item);
    const story = await index.story(item.doc).catch(fail);
    if (!story) return [];
    if (item.place === 0.5) await look(item, terms);
    const { address, fields, date, column, issue } = story;
    const [title, ...head] = fields;
    const marked = literal ? texts : [...texts, ...words];
    const pick = ({ text }) => {
      const own = excerpt(text, marked);
      return item.place === 1 && !own.marks.length ? excerpt(head.join("　"), marked) : own;
    };
    const body = scan ? await index.body(story) : item.body;
    return [{
      address, title, date, column, issue, literal,
      url: index.root + address,
      doc: item.doc,
      where: literal ? ["title", "head", "body"][Math.max(0, item.place)] : null,
      marks: { title: marks(title, marked) },
      excerpt: body ? pick(body) : null,
      load: async () => pick(await index.body(story)),
    }];
  };
  const page = [...found, ...loose].slice(offset, offset + limit);
  const hits = (await Promise.all(page.map(hit))).flat();
  const next = offset + page.length;
  return {
    literal: queue.length ? Math.round((found.length / (total - queue.length)) * total) : found.length,
    loose: loose.length,
    exact: !queue.length,
    complete: !problems.size,
    problems: Array.from(problems, ([file, reason]) => ({ file, reason })),
    hits,
    next: queue.length || next < found.length + loose.length || (later && terms.some((term) => !sure.has(term))) ? next : null,
    terms: texts,
    words,
    notes,
  };
}
