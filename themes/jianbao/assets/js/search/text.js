// 文字：抹平、分串，网页变成文字。

const RUN = /[\p{Alphabetic}\p{N}+#./\-&%@_]+/gu;
const HAN = /(\p{sc=Han}+)/u;

// 抹平全角半角和大小写。
export const fold = (text) =>
  text.replace(/[^…]+/g, (part) => part.normalize("NFKC")).toLowerCase().replaceAll("ς", "σ");

export const collapse = (text) => text.replace(/\s+/g, " ").trim();

// 去掉两头查不了的；能查的一串串。
export function runs(text) {
  const found = [...text.matchAll(RUN)];
  const last = found.at(-1);
  return {
    text: last ? text.slice(found[0].index, last.index + last[0].length) : "",
    runs: found.map(([run]) => Array.from(run)),
  };
}

export const parts = (run) => run.split(HAN).map((text, n) => ({ text, han: n % 2 })).filter(({ text }) => text);

const BLOCK =
  /^(article|aside|blockquote|br|caption|d[dlt]|details|div|fig.+|h[1-6r]|li|[ou]l|p|pre|section|summary|t([dhr]|able|body|foot|head))$/;
const SKIPPED = /^<((rt|rp|script|style|svg)[\s>]|sup class="note"|a class="back")/;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

const decode = (text) =>
  text.replace(/&(?:#(\d{1,7}|x[\da-f]{1,6})|(amp|lt|gt|quot|nbsp));/gi, (whole, code, name) => {
    if (name) return ENTITIES[name.toLowerCase()];
    const point = Number(code.replace(/^x/i, "0x"));
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

// 引号里的 > 不算。
function tagEnd(html, at) {
  const sign = /[>"']/g;
  for (;;) {
    sign.lastIndex = at;
    const found = sign.exec(html)?.[0];
    if (found === ">") return sign.lastIndex;
    at = found ? html.indexOf(found, sign.lastIndex) + 1 : 0;
    if (!at) return html.length;
  }
}

// 稿件网页的正文，一段一行。
export function pageText(page) {
  const between = (open, close) => {
    const from = page.indexOf(open);
    const to = page.indexOf(close, from);
    return from < 0 || to < 0 ? undefined : page.slice(from, to);
  };
  const html = between("<!--search-->", "<!--/search-->") ?? between("<main", "</main>") ?? page;
  let text = "";
  // 跳过的元素，套了几层。
  let [skip, depth] = ["", 0];
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    const end = open < 0 ? html.length : open;
    if (!skip) text += decode(html.slice(at, end)).replace(/\s+/g, " ");
    at = end;
    const [tag, closing, name] = /^<(\/?)([a-z][a-z\d]*)/.exec(html.slice(at, at + 32).toLowerCase()) ?? [];
    if (html.startsWith("<!--", at)) {
      at = html.indexOf("-->", at) + 3;
      if (at < 3) break;
    } else if (!tag) {
      if (!skip) text += html.slice(at, at + 1);
      at++;
    } else {
      at = tagEnd(html, at + tag.length);
      const raw = html.slice(end, at);
      if (skip) {
        if (name === skip) depth += closing ? -1 : 1;
        if (!depth || (closing && name === "ruby")) skip = "";
      } else if (SKIPPED.test(raw)) [skip, depth] = [name, 1];
      else if (BLOCK.test(name) || raw === '<span class="credit">') text += "\n";
      if (/^s[ct]/.test(skip)) {
        at = html.indexOf(`</${skip}`, at);
        if (at < 0) break;
      }
    }
  }
  return text.replace(/\s+/g, (space) => (space.includes("\n") ? "\n" : " ")).trim();
}
