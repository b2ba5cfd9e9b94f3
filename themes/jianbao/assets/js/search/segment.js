// 分词：概率最大的切法，同 jieba。

export function segment(chars, frequency, total) {
  const best = new Float64Array(chars.length + 1);
  const ends = [];
  for (let at = chars.length - 1; at >= 0; at--) {
    let word = "";
    best[at] = -Infinity;
    for (let end = at + 1; end <= Math.min(chars.length, at + 16); end++) {
      word += chars[end - 1];
      const found = frequency(word);
      if (!found && end > at + 1) continue;
      const log = Math.log(found || 1) - Math.log(total) + best[end];
      if (log < best[at]) continue; // 一样大取长的。
      best[at] = log;
      ends[at] = end;
    }
  }
  const words = [];
  for (let at = 0; at < chars.length; at = ends[at]) words.push(chars.slice(at, ends[at]).join(""));
  return words;
}
