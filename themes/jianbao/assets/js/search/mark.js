// @ts-check
// On a story's page: marks the words that the address asks for, and shows the first. A browser's own text fragments
// take nothing but whole words, as the browser cuts them.

import { marks } from "./excerpt.js";
import { folding } from "./text.js";

const fold = folding(new Map());
const words = new URLSearchParams(location.hash.slice(1)).getAll("q").map(fold);
const story = document.querySelector("article.story");

/** @param {Element} story */
function mark(story) {
  const unread = (/** @type {Node} */ node) => node.parentElement?.closest("rt, rp, script, style, sup.note");
  const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT, (node) => (unread(node) ? 2 : 1));
  /** Where each text begins. @type {[Node, number][]} */
  const texts = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    texts.push([node, text.length]);
    text += node.nodeValue;
  }
  let next = 0;
  /** Marks are ascending. @param {number} at @returns {[Node, number]} */
  const place = (at) => {
    while (texts[next + 1]?.[1] <= at) next++;
    return [texts[next][0], at - texts[next][1]];
  };
  const ranges = marks(text, words.filter(Boolean), fold).map(([start, end]) => {
    const range = new Range();
    range.setStart(...place(start));
    const [node, last] = place(end - 1);
    range.setEnd(node, last + 1);
    return range;
  });
  CSS.highlights.set("search", new Highlight(...ranges));
  const [first] = ranges;
  // Not where a reader comes back to the place that was left.
  if (first && !scrollY && first.getBoundingClientRect().bottom > innerHeight) {
    first.startContainer.parentElement?.scrollIntoView({ block: "center" });
  }
}

if (story && CSS.highlights) mark(story);
