// @ts-check
// What a page refers to, by the parser that browsers use.

import { parse } from "parse5";

/**
 * @typedef {object} Reference
 * @property {string} where `a href`
 * @property {string} url as it is written
 * @property {string} text what is read, for links
 */

/**
 * @typedef {object} Document
 * @property {Reference[]} references everything that the page points at
 * @property {Set<string>} anchors
 * @property {string | null} refresh where a redirect leads
 */

const URL_ATTRIBUTES = new Set(["href", "src", "poster", "action", "formaction", "data", "cite", "background", "xlink:href"]);
const URL_PROPERTIES = new Set(["og:url", "og:image", "og:audio", "og:video", "twitter:image"]);

/**
 * @param {string} html
 * @returns {Document}
 */
export function read(html) {
  /** @type {Reference[]} */
  const references = [];
  /** @type {Set<string>} */
  const anchors = new Set();
  /** @type {string | null} */
  let refresh = null;
  /** @param {any} node */
  const visit = (node) => {
    const name = node.tagName;
    const attributes = new Map((node.attrs ?? []).map((/** @type {any} */ a) => [a.prefix ? `${a.prefix}:${a.name}` : a.name, a.value]));
    /** @param {string} attribute @param {string} url */
    const add = (attribute, url) => references.push({ where: `${name} ${attribute}`, url: url.trim(), text: name === "a" ? text(node) : "" });
    for (const [attribute, value] of attributes) {
      if (URL_ATTRIBUTES.has(attribute) && !(name === "object" && attribute === "data" && !value)) add(attribute, value);
      if (attribute === "srcset" || attribute === "imagesrcset") {
        for (const candidate of value.split(/,\s+/)) add(attribute, candidate.trim().split(/\s+/)[0]);
      }
    }
    if (attributes.has("id")) anchors.add(attributes.get("id"));
    if (name === "a" && attributes.has("name")) anchors.add(attributes.get("name"));
    if (name === "meta" && /^refresh$/i.test(attributes.get("http-equiv") ?? "")) {
      refresh = /url\s*=\s*["']?([^"']*)/i.exec(attributes.get("content") ?? "")?.[1].trim() ?? "";
      add("refresh", refresh);
    }
    if (name === "meta" && URL_PROPERTIES.has(attributes.get("property") ?? attributes.get("name") ?? "")) {
      add(attributes.get("property") ?? attributes.get("name"), attributes.get("content") ?? "");
    }
    if (name === "script" && attributes.get("type") === "application/ld+json") {
      for (const url of urls(JSON.parse(text(node)))) add("json-ld", url);
    }
    for (const child of node.childNodes ?? []) visit(child);
    if (node.content) visit(node.content);
  };
  visit(parse(html));
  return { references, anchors, refresh };
}

/** @param {any} node @returns {string} */
function text(node) {
  if (node.nodeName === "#text") return node.value;
  return (node.childNodes ?? []).map(text).join("");
}

/** Addresses anywhere in JSON, the names of vocabularies left out. @param {any} value @returns {string[]} */
export function urls(value) {
  if (typeof value === "string") return /^https?:\/\//.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter(([key]) => !["@context", "version"].includes(key)).flatMap(([, below]) => urls(below));
}

/**
 * What a style sheet, a module or a feed refers to.
 * @param {string} file
 * @param {string} content
 * @returns {Reference[]}
 */
export function readOther(file, content) {
  /** @param {string} where @param {RegExp} pattern */
  const all = (where, pattern) => [...content.matchAll(pattern)].map((match) => ({ where, url: unescape(match[1].trim()), text: "" }));
  if (file.endsWith(".css")) {
    const bare = content.replace(/\/\*[\s\S]*?\*\//g, "");
    content = bare;
    return [...all("url()", /url\(\s*["']?([^"')]+)/g), ...all("@import", /@import\s+["']([^"']+)/g)];
  }
  if (/\.m?js$/.test(file)) return all("import", /\b(?:from|import)\s*\(?\s*["'`](\.{1,2}\/[^"'`]+)["'`]/g);
  if (file.endsWith(".xml")) {
    return [
      ...all("href", /<(?:\w+:)?link\b[^>]*?\bhref="([^"]*)"/g),
      ...all("link", /<link>([^<]*)<\/link>/g),
      ...all("id", /<id>(https?:[^<]*)<\/id>/g),
      ...all("guid", /<guid isPermaLink="true">([^<]*)<\/guid>/g),
      ...all("loc", /<(?:\w+:)?loc>([^<]*)<\/(?:\w+:)?loc>/g),
      ...all("enclosure", /<enclosure\b[^>]*?\burl="([^"]*)"/g),
    ];
  }
  if (file === "feed.json") return urls(JSON.parse(content)).map((url) => ({ where: "json", url, text: "" }));
  if (file === "robots.txt") return all("robots", /^Sitemap:\s*(\S+)/gm);
  return [];
}

/** The text that stands in XML. @param {string} xml */
export function unescape(xml) {
  return xml.replace(/^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/, (_, text) => text.replaceAll("&", "&amp;")).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}
