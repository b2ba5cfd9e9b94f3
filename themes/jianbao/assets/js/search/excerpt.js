// 词在原文里的位置，和摘录。

import { fold } from "./text.js";

function places(text, terms) {
  let folded = "";
  const from = [];
  const to = [];
  // 一个字符，连同会与它合成的。
  for (const { 0: cluster, index } of text.matchAll(/.[\p{M}\u1160-\u11ff\u3131-\u318e\uff9e-\uffdc]*/gsu)) {
    for (const unit of fold(cluster).split("")) {
      folded += unit;
      from.push(index);
      to.push(index + cluster.length);
    }
  }
  const found = [];
  for (const term of new Set(terms)) {
    for (let at = -1; (at = folded.indexOf(term, at)) >= 0; at += term.length) {
      found.push({ start: from[at], end: to[at + term.length - 1], term });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function merge(found) {
  const merged = [];
  for (const { start, end } of found) {
    const last = merged.at(-1);
    if (start <= last?.[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export const marks = (text, terms) => merge(places(text, terms));

// 从句首或分句摘起。
function beginning(text, at) {
  const floor = at - 30;
  if (floor <= 0) return 0;
  const before = text.slice(floor, at);
  const mark = [...before.matchAll(/[。！？；\n][”’」』）》\s]*/g)].at(-1) ?? /[，：、,]\s*/.exec(before);
  return mark ? floor + mark.index + mark[0].length : at - 10;
}

// 不同的词最多的一段，大约 80 字。
export function excerpt(text, terms) {
  const found = places(text, terms);
  const inside = new Map();
  const count = ({ term }, more) => inside.set(term, (inside.get(term) ?? 0) + more).get(term) || inside.delete(term);
  let [best, most, last] = [0, 0, 0];
  for (let first = 0, next = 0; first < found.length; first++) {
    while (next <= first || found[next]?.end <= found[first].start + 60) count(found[next++], 1);
    if (inside.size > most) [best, most, last] = [first, inside.size, next - 1];
    count(found[first], -1);
  }
  const torn = (at) => /[\udc00-\udfff]/.test(text[at]);
  let start = most && beginning(text, found[best].start);
  if (torn(start)) start--;
  let end = Math.max(start + 80, found[last]?.end ?? 0);
  if (end + 8 > text.length) end = text.length;
  if (torn(end)) end++;
  const head = start > 0 ? "…" : "";
  const shift = head.length - start;
  return {
    text: head + text.slice(start, end).replace(/\n/g, " ") + (end < text.length ? "…" : ""),
    marks: merge(found.filter((place) => place.start < end && place.end > start)).map(([from, to]) => [
      Math.max(from, start) + shift,
      Math.min(to, end) + shift,
    ]),
  };
}
