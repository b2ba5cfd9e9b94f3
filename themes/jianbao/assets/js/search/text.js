// @ts-check
// Text: folding, runs of searchable characters, and the text of a page. docs/search-format.md has the rules.

/** @typedef {(text: string) => string} Fold normalizes width, case and traditional characters */
/** @typedef {{ text: string, runs: string[][] }} Term a search term, and its runs of searchable characters */

const RUN = /[\p{Alphabetic}\p{N}+#./\-&%@_°]+/gu;
const HAN = /(\p{sc=Han}+)/u;
// Soft hyphens, zero-width spaces and the like, variation selectors.
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * Returns the folding with a site's traditional characters, a map that may still grow.
 * @param {Map<string, string>} variants
 * @returns {Fold}
 */
export const folding = (variants) => (text) => {
  const plain = text
    .replace(INVISIBLE, "")
    .replace(/[^…]+/g, (part) => part.normalize("NFKC"))
    .toLowerCase()
    .replaceAll("ς", "σ");
  return variants.size ? plain.replace(/\p{sc=Han}/gu, (char) => variants.get(char) ?? char) : plain;
};

/** Collapses white space. @param {string} text */
export const collapse = (text) => text.replace(/\s+/g, " ").trim();

/**
 * Makes a search term of a folded text: without unsearchable characters at its ends, and with its runs.
 * @param {string} text
 * @returns {Term}
 */
export function term(text) {
  const found = [...text.matchAll(RUN)];
  const last = found[found.length - 1];
  return {
    text: last ? text.slice(found[0].index, last.index + last[0].length) : "",
    runs: found.map(([run]) => [...run]),
  };
}

/** Splits a run into Han and other characters. @param {string} run */
export const scripts = (run) => run.split(HAN).map((text, n) => ({ text, han: n % 2 === 1 })).filter(({ text }) => text);

const BLOCK =
  /^(article|aside|blockquote|br|caption|d[dlt]|details|div|fig.+|h[1-6r]|li|[ou]l|p|pre|section|summary|t([dhr]|able|body|foot|head))$/;
const SKIPPED = /^<((rt|rp|script|style|svg)[\s>]|sup class="note"|a class="back")/;
/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/** Decodes character references. @param {string} text */
const decodeReferences = (text) =>
  text.replace(/&(?:#(\d{1,7}|x[\da-f]{1,6})|(amp|lt|gt|quot|nbsp));/gi, (whole, code, name) => {
    if (name) return ENTITIES[name.toLowerCase()];
    const point = Number(code.replace(/^x/i, "0x"));
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** The offset behind a tag; a > in quotation marks does not end it. @param {string} html @param {number} at */
function tagEnd(html, at) {
  const delimiter = /[>"']/g;
  for (;;) {
    delimiter.lastIndex = at;
    const found = delimiter.exec(html)?.[0];
    if (found === ">") return delimiter.lastIndex;
    at = found ? html.indexOf(found, delimiter.lastIndex) + 1 : 0;
    if (!at) return html.length;
  }
}

/**
 * Extracts the searchable text of a story's page, a line for each paragraph: what stands between the search marks, without
 * ruby annotations, drawings and the links of footnotes. Fails if the page has no search marks. In time proportional to its
 * length.
 * @param {string} page
 */
export function pageText(page) {
  const marked = page.match(/<!--search-->.*?<!--\/search-->/gs);
  if (!marked) throw new Error("不是稿件");
  const html = marked.join("<p>");

  let text = "";
  // The element that is being skipped, and its depth.
  let skip = "";
  let depth = 0;
  // Whether white space is kept.
  let pre = false;

  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    const end = open < 0 ? html.length : open;
    if (!skip) text += decodeReferences(html.slice(at, end)).replace(pre ? /[^\S\n]+/g : /\s+/g, " ");
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
      } else if (SKIPPED.test(raw)) {
        skip = /** @type {string} */ (name);
        depth = 1;
      } else if (BLOCK.test(/** @type {string} */ (name)) || raw === '<span class="credit">') text += "\n";

      // The content of a script or a style sheet is not HTML.
      if (/^s[ct]/.test(skip)) {
        at = html.indexOf(`</${skip}`, at);
        if (at < 0) break;
      }
    }
  }

  return text.replace(/\s+/g, (space) => (space.includes("\n") ? "\n" : " ")).trim();
}
