// @ts-check

/** Returns whether a page is wider than its window, and what sticks out. Runs in the browser. */
export function overflow() {
  const { scrollWidth } = document.documentElement;
  /** @type {string[]} */
  const faults = [];
  for (const root of [document.documentElement, document.body]) {
    if (["hidden", "clip"].includes(getComputedStyle(root).overflowX)) faults.push(`${root.tagName} hides what sticks out`);
  }
  if (scrollWidth > innerWidth) {
    const out = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5);
    const names = out.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} “${(element.textContent ?? "").trim().slice(0, 20)}”`);
    faults.push(`${scrollWidth} wide; sticking out: ${names.join(", ")}`);
  }
  return faults;
}
