// @ts-check
// Enhancements of a page: settings, sharing, printing. A page is complete without them.

const root = document.documentElement;

/** The reader's settings: the key that each is stored under, its label, its values with their labels. */
const SETTINGS = /** @type {const} */ ([
  ["type", "字号", { "": "标准", large: "大字", huge: "特大" }],
  ["colours", "颜色", { "": "随系统", light: "浅色", dark: "深色" }],
  ["contrast", "对比", { "": "随系统", more: "加强" }],
]);

/** Applies and stores a setting; the empty value is the default. @param {string} name @param {string} value */
function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  try {
    if (value) localStorage.setItem(`jianbao-${name}`, value);
    else localStorage.removeItem(`jianbao-${name}`);
  } catch {
    // Storage is blocked: the setting lasts for this page.
  }
}

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {object} properties @param {(Node | string)[]} children
 */
export function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return Object.assign(made, properties);
}

// The form is made here and not in the pages: it is useless without this module, and searches fetch pages.
const settings = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".settings"));
if (settings) {
  const form = element("form", {});
  for (const [name, title, values] of SETTINGS) {
    const fieldset = element("fieldset", {}, element("legend", {}, title));
    for (const [value, text] of Object.entries(values)) {
      const checked = value === (root.dataset[name] ?? "");
      const input = element("input", { type: "radio", name, value, checked, onchange: () => choose(name, value) });
      fieldset.append(element("label", {}, input, text));
    }
    form.append(fieldset);
  }
  settings.append(form);

  const close = () => (settings.open = false);
  addEventListener("click", ({ target }) => target instanceof Node && !settings.contains(target) && close());
  settings.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    settings.querySelector("summary")?.focus();
  });
}

/** The address of this page without a fragment. */
const pageUrl = () => document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? location.href;

/** @type {Record<string, { can?: () => boolean, act: (button: HTMLButtonElement) => unknown }>} */
const ACTIONS = {
  print: { act: () => print() },
  share: {
    can: () => "share" in navigator,
    // Cancelling is no failure.
    act: () => navigator.share({ title: document.querySelector("h1")?.textContent ?? document.title, url: pageUrl() }).catch(() => {}),
  },
  copy: {
    can: () => "clipboard" in navigator,
    act: async (button) => {
      const said = await navigator.clipboard.writeText(pageUrl()).then(() => "已复制", () => "没有复制成功");
      const status = /** @type {HTMLElement} */ (button.querySelector("[role=status]"));
      status.textContent = said;
      setTimeout(() => (status.textContent = ""), 3000);
    },
  },
};

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-do]"))) {
  const { can, act } = ACTIONS[button.dataset.do ?? ""] ?? { can: () => false, act() {} };
  if (can && !can()) continue;
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}

// On wide screens the style sheet shows the contents while the element is closed; opening it here lets a reader close it.
const contents = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".contents"));
if (contents && CSS.supports("selector(::details-content)")) {
  contents.open = matchMedia("(min-width: 48rem)").matches;
  contents.dataset.set = "";
}

// Pictures and tables bring a module of their own.
if (document.querySelector(".picture, .story .table")) import("./media.js");

// On phones columns and years are rows that scroll: the current one is brought into view.
for (const current of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("nav [aria-current]"))) {
  const row = /** @type {HTMLElement} */ (current.closest("nav"));
  row.scrollLeft = current.offsetLeft - row.clientWidth / 2;
}

// In print a link becomes a numbered note with its address under the story; the numbers continue those of the story's own
// notes. Without this module the address follows the link.
addEventListener("beforeprint", () => {
  const head = [".footer-name", ".whole-heading h1, .heading-issue h1, .story-meta a[href*=issues]"].map((place) => document.querySelector(place)?.textContent ?? "");
  root.style.setProperty("--running", JSON.stringify(head.join("　")));
  for (const body of document.querySelectorAll(".body")) {
    const start = body.querySelectorAll(".notes > ol > li").length + 1;
    /** @type {string[]} */
    const addresses = [];
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (body.querySelectorAll("a[href^=http]:not(.enlarge)"))) {
      const address = link.getAttribute("href") ?? "";
      const said = link.textContent === address;
      if (!said && !addresses.includes(address)) addresses.push(address);
      link.dataset.note = said ? "" : `〔${start + addresses.indexOf(address)}〕`;
    }
    if (addresses.length) body.after(element("ol", { className: "addresses", start }, ...addresses.map((address) => element("li", {}, address))));
  }
}, { once: true });
