// @ts-check
// Words: the most probable way to cut a text, as jieba's without guessing.

/**
 * @param {string[]} chars
 * @param {(word: string) => number | undefined} frequency
 * @param {number} total the sum of all frequencies
 */
export function segment(chars, frequency, total) {
  const best = new Float64Array(chars.length + 1);
  /** @type {number[]} */
  const ends = [];
  for (let at = chars.length - 1; at >= 0; at--) {
    let word = "";
    best[at] = -Infinity;
    for (let end = at + 1; end <= Math.min(chars.length, at + 16); end++) {
      word += chars[end - 1];
      const found = frequency(word);
      if (!found && end > at + 1) continue;
      const log = Math.log(found || 1) - Math.log(total) + best[end];
      if (log < best[at]) continue; // Of equals, the longer.
      best[at] = log;
      ends[at] = end;
    }
  }
  const words = [];
  for (let at = 0; at < chars.length; at = ends[at]) words.push(chars.slice(at, ends[at]).join(""));
  return words;
}
