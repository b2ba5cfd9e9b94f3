// @ts-check
// 检索词在各稿件中的分量 → 稿件的次序。

/**
 * 找出含有全部必需词的稿件：分高的在前，同分的新稿在前。
 * @param {string[]} required 必需的词
 * @param {string[]} bonus 有则加分的词
 * @param {Map<string, number[]>} postings 词 → [稿件, 分量, 稿件, 分量, …]
 * @param {number} total 全站稿件数
 * @returns {number[]} 稿件的编号，0 是最新一篇
 */
export function rank(required, bonus, postings, total) {
  if (required.length === 0) return [];
  // 从稿件最少的词开始筛，要算的就最少。
  const lists = required.map((term) => postings.get(term) ?? []).sort((a, b) => a.length - b.length);
  /** @type {Map<number, number>} */
  let scores = weights(lists[0], total);
  for (const list of lists.slice(1)) {
    const other = weights(list, total);
    /** @type {Map<number, number>} */
    const both = new Map();
    for (const [story, score] of scores) {
      const more = other.get(story);
      if (more !== undefined) both.set(story, score + more);
    }
    scores = both;
  }
  for (const term of bonus) {
    for (const [story, more] of weights(postings.get(term) ?? [], total)) {
      const score = scores.get(story);
      if (score !== undefined) scores.set(story, score + more);
    }
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([story]) => story);
}

/**
 * 一个词给每篇稿件加多少分：越少见的词越要紧。
 * @param {number[]} list
 * @param {number} total
 * @returns {Map<number, number>}
 */
function weights(list, total) {
  const idf = Math.log(1 + (2 * total) / (list.length || 1));
  /** @type {Map<number, number>} */
  const scores = new Map();
  for (let at = 0; at + 1 < list.length; at += 2) scores.set(list[at], list[at + 1] * idf);
  return scores;
}
