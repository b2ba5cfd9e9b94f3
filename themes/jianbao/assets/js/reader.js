// @ts-check
// What a page does for its reader: settings, sharing, printing, pictures in full. Without it nothing is missing but these.

const root = document.documentElement;

/** What a reader may set: the name it is kept under, what it is called, its values and what they are called. */
const SETTINGS = /** @type {const} */ ([
  ["type", "字号", { "": "标准", large: "大字", huge: "特大" }],
  ["colours", "颜色", { "": "随系统", light: "浅色", dark: "深色" }],
  ["contrast", "对比", { "": "随系统", more: "加强" }],
]);

/** @param {string} name @param {string} value */
function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  try {
    if (value) localStorage.setItem(`jianbao-${name}`, value);
    else localStorage.removeItem(`jianbao-${name}`);
  } catch {
    // It holds for this page.
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {object} properties @param {(Node | string)[]} children
 */
function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return Object.assign(made, properties);
}

/** The form is made here and not in the pages: it does nothing without this module, and a search fetches pages. */
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

/** Where this page is, without what a search has put behind it. */
const here = () => document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? location.href;

/** @type {Record<string, { can?: () => boolean, act: (button: HTMLButtonElement) => unknown }>} */
const ACTIONS = {
  print: { act: () => print() },
  share: {
    can: () => "share" in navigator,
    // A reader who changes her mind is no failure.
    act: () => navigator.share({ title: document.querySelector("h1")?.textContent ?? document.title, url: here() }).catch(() => {}),
  },
  copy: {
    can: () => "clipboard" in navigator,
    act: async (button) => {
      const said = await navigator.clipboard.writeText(here()).then(() => "已复制", () => "没有复制成功");
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

/** Where there is room, the style sheet shows the contents from the first: here they become open in truth, to be closed. */
const contents = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".contents"));
if (contents && CSS.supports("selector(::details-content)")) {
  contents.open = matchMedia("(min-width: 48rem)").matches;
  contents.dataset.set = "";
}

/** @type {HTMLDialogElement | undefined} */
let viewer;

/** Shows a picture as large as the window. @param {HTMLImageElement} image */
function enlarge(image) {
  if (!viewer) {
    viewer = element("dialog", { className: "viewer", ariaLabel: "放大的图片", onclick: () => viewer?.close() }, new Image());
    viewer.append(element("button", {}, "关闭"));
    document.body.append(viewer);
  }
  const large = /** @type {HTMLImageElement} */ (viewer.querySelector("img"));
  large.alt = image.alt;
  large.src = image.src;
  viewer.showModal();
}

for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(".picture img, .story-cover"))) {
  if (image.closest("a")) continue;
  const link = document.createElement("a");
  link.href = image.src;
  link.className = "enlarge";
  link.setAttribute("aria-label", image.alt ? `放大图片：${image.alt}` : "放大图片");
  const place = image.closest("picture") ?? image;
  place.replaceWith(link);
  link.append(place);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    enlarge(image);
  });
}

// On paper a link is a number, and its address a note under the story, counted on from the story's own notes. Without
// this module the address stands behind the link.
addEventListener("beforeprint", () => {
  for (const body of document.querySelectorAll(".body")) {
    const start = body.querySelectorAll(".notes > ol > li").length + 1;
    /** @type {string[]} */
    const addresses = [];
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (body.querySelectorAll("a[href^=http]"))) {
      const address = link.getAttribute("href") ?? "";
      const said = link.textContent === address;
      if (!said && !addresses.includes(address)) addresses.push(address);
      link.dataset.note = said ? "" : `〔${start + addresses.indexOf(address)}〕`;
    }
    if (addresses.length) body.after(element("ol", { className: "addresses", start }, ...addresses.map((address) => element("li", {}, address))));
  }
}, { once: true });
