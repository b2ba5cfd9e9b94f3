// @ts-check
// Text: what is the same for search, what can be searched for, and what a page says. docs/search-format.md has the rules.

/** @typedef {(text: string) => string} Fold takes away what a reader does not type */
/** @typedef {{ text: string, runs: string[][] }} Term what is looked for, and its runs of searchable characters */

const RUN = /[\p{Alphabetic}\p{N}+#./\-&%@_°]+/gu;
const HAN = /(\p{sc=Han}+)/u;
// Soft hyphens, zero-width spaces and the like, variation selectors.
const UNSEEN = /[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * Folding with a site's traditional characters, which may still become more.
 * @param {Map<string, string>} pairs
 * @returns {Fold}
 */
export const folding = (pairs) => (text) => {
  const plain = text
    .replace(UNSEEN, "")
    .replace(/[^…]+/g, (part) => part.normalize("NFKC"))
    .toLowerCase()
    .replaceAll("ς", "σ");
  return pairs.size ? plain.replace(/\p{sc=Han}/gu, (char) => pairs.get(char) ?? char) : plain;
};

/** @param {string} text */
export const collapse = (text) => text.replace(/\s+/g, " ").trim();

/**
 * A folded text without what cannot be searched for at its ends, and its runs.
 * @param {string} text
 * @returns {Term}
 */
export function runs(text) {
  const found = [...text.matchAll(RUN)];
  const last = found.at(-1);
  return {
    text: last ? text.slice(found[0].index, last.index + last[0].length) : "",
    runs: found.map(([run]) => Array.from(run)),
  };
}

/** A run, Han and other characters apart. @param {string} run */
export const parts = (run) => run.split(HAN).map((text, n) => ({ text, han: n % 2 === 1 })).filter(({ text }) => text);

const BLOCK =
  /^(article|aside|blockquote|br|caption|d[dlt]|details|div|fig.+|h[1-6r]|li|[ou]l|p|pre|section|summary|t([dhr]|able|body|foot|head))$/;
const SKIPPED = /^<((rt|rp|script|style|svg)[\s>]|sup class="note"|a class="back")/;
/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/** @param {string} text */
const decode = (text) =>
  text.replace(/&(?:#(\d{1,7}|x[\da-f]{1,6})|(amp|lt|gt|quot|nbsp));/gi, (whole, code, name) => {
    if (name) return ENTITIES[name.toLowerCase()];
    const point = Number(code.replace(/^x/i, "0x"));
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** Where a tag ends; a > in quotation marks does not end it. @param {string} html @param {number} at */
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

/** The text of a story's page, a line for each paragraph. @param {string} page */
export function pageText(page) {
  const marked = page.match(/<!--search-->.*?<!--\/search-->/gs);
  if (!marked) throw new Error("不是稿件");
  const html = marked.join("<p>");
  let text = "";
  // The element that is passed over, and how deep in it; whether lines are kept.
  let [skip, depth, pre] = ["", 0, false];
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    const end = open < 0 ? html.length : open;
    if (!skip) text += decode(html.slice(at, end)).replace(pre ? /[^\S\n]+/g : /\s+/g, " ");
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
      if (name === "pre") pre = !closing;
      if (skip) {
        if (name === skip) depth += closing ? -1 : 1;
        if (!depth || (closing && name === "ruby")) skip = "";
      } else if (SKIPPED.test(raw)) [skip, depth] = [/** @type {string} */ (name), 1];
      else if (BLOCK.test(/** @type {string} */ (name)) || raw === '<span class="credit">') text += "\n";
      if (/^s[ct]/.test(skip)) {
        at = html.indexOf(`</${skip}`, at);
        if (at < 0) break;
      }
    }
  }
  return text.replace(/\s+/g, (space) => (space.includes("\n") ? "\n" : " ")).trim();
}
