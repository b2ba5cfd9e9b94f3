// @ts-check
// On a story's page: highlights the words in the address's fragment and scrolls to the first. The browser's own text
// fragments match whole words only, by its own segmentation.

import { marks } from "./excerpt.js";
import { folding } from "./text.js";

const fold = folding(new Map());
const words = new URLSearchParams(location.hash.slice(1)).getAll("q").map(fold);
const story = document.querySelector("article.story");

if (story && CSS.highlights) {
  const skipped = (/** @type {Node} */ node) => node.parentElement?.closest("rt, rp, script, style, sup.note");
  const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT, (node) => (skipped(node) ? 2 : 1));
  /** The text nodes, each with the offset that it begins at. @type {[Node, number][]} */
  const texts = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    texts.push([node, text.length]);
    text += node.nodeValue;
  }

  let next = 0;
  /** Finds the node of an offset; offsets come in ascending order. @param {number} at @returns {[Node, number]} */
  const locate = (at) => {
    while (texts[next + 1]?.[1] <= at) next++;
    return [texts[next][0], at - texts[next][1]];
  };
  const ranges = marks(text, words.filter(Boolean), fold).map(([start, end]) => {
    const range = new Range();
    range.setStart(...locate(start));
    const [node, last] = locate(end - 1);
    range.setEnd(node, last + 1);
    return range;
  });
  CSS.highlights.set("search", new Highlight(...ranges));

  const [first] = ranges;
  // A page that the browser has scrolled already is left where the reader was.
  if (first && !scrollY && first.getBoundingClientRect().bottom > innerHeight) {
    first.startContainer.parentElement?.scrollIntoView({ block: "center" });
  }
}
