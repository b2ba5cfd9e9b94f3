// 从索引里找可能含有这些词的稿件，算出分数。

import { segment } from "./segment.js";
import { parts } from "./text.js";

// 两边都有的稿件。
function join(items, { docs, classes }, stories) {
  const idf = Math.log(1 + stories / docs.length);
  items ??= Array.from(docs, (doc) => ({ doc, score: 0, head: true, place: 2 }));
  let n = 0;
  return items.filter((item) => {
    while (docs[n] < item.doc) n++;
    if (docs[n] !== item.doc) return false;
    item.score += idf * [1, 1.6, 2.2, 3][classes[n]];
    item.head &&= classes[n] > 2;
    return true;
  });
}

// 相邻的字：先各串的头，再尾，再隔一个，再其余。
function pieces({ runs }) {
  const ranks = [[], [], [], []];
  for (const run of [...runs].sort((a, b) => b.length - a.length)) {
    const last = Math.max(0, run.length - 2);
    for (let at = 0; at <= last; at++) ranks[at === 0 ? 0 : at === last ? 1 : 2 + (at % 2)].push(run.slice(at, at + 2));
  }
  return ranks.flat();
}

// 可能含有全部词的稿件，和索引就能确定的词。
export async function candidates(stories, ask, terms) {
  const used = new Set();
  const exact = new Set();
  let items; // 没有就是不限。
  const take = async (pieces) => {
    const fresh = pieces.filter((piece) => !used.has(piece.join("")) && used.add(piece.join("")));
    const found = (await Promise.all(fresh.map(ask))).filter((entry) => entry);
    for (const entry of found.sort((a, b) => a.docs.length - b.docs.length)) items = join(items, entry, stories);
  };
  const rest = terms.map(pieces);
  const first = rest.flatMap((pieces) => pieces.splice(0, 2));
  while (first.length && items?.length !== 0) await take(first.splice(0, 16));
  for (const term of items?.length === 0 ? [] : terms) {
    const [run] = term.runs;
    if (run.join("") !== term.text) continue;
    const entry = await ask(run.slice(0, 2));
    const word = run.length > 2 ? entry?.words.get(term.text) : entry;
    if (!word) continue;
    exact.add(term);
    if (run.length > 2) items = join(items, word, stories);
  }
  // 多于三篇再取；接连两片没有用，多半真有。
  const more = rest.filter((_, n) => !exact.has(terms[n]));
  for (let idle = 0, turn = 0; idle < 2 && !(items?.length <= 3) && more.some((pieces) => pieces.length); turn++) {
    const piece = more[turn % more.length].splice(0, 1);
    const before = items?.length;
    await take(piece);
    if (piece.length) idle = items?.length === before ? idle + 1 : 0;
  }
  return { items, exact };
}

// 再分成词，至少两个。
export function split(terms, frequency, total) {
  const words = new Set();
  for (const { text, han } of terms.flatMap(({ runs }) => runs.flatMap((run) => parts(run.join(""))))) {
    const found = han ? segment(Array.from(text), frequency, total).filter((word) => Array.from(word).length > 1) : [text];
    for (const word of found) words.add(word);
  }
  return words.size < 2 || (words.size === terms.length && terms.every(({ text }) => words.has(text))) ? [] : [...words];
}

export async function related({ stories, total }, ask, terms) {
  const all = terms.flatMap(pieces);
  if (all.length > 64) return { items: [], words: [] };
  const known = new Map();
  const frequencies = new Map();
  for (const entry of await Promise.all(all.map(async (piece) => ({ piece, ...(await ask(piece)) })))) {
    if (entry.first) frequencies.set(entry.piece[0], entry.first);
    for (const [word, found] of entry.words ?? []) {
      known.set(word, found);
      frequencies.set(word, found.frequency).set(Array.from(word).at(-1), found.last);
    }
  }
  const words = split(terms, (word) => frequencies.get(word), total);
  let items;
  for (const text of words) {
    const lists = known.has(text) ? [known.get(text)] : await Promise.all(pieces({ runs: [Array.from(text)] }).map(ask));
    for (const list of lists) if (list) items = join(items, list, stories);
  }
  return { items: items ?? [], words };
}
