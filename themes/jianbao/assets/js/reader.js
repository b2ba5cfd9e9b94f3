// @ts-check
// What a page does for its reader: settings, sharing, printing, pictures in full. Without it nothing is missing but these.

const root = document.documentElement;

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

const settings = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".settings"));
if (settings) {
  for (const input of settings.querySelectorAll("input")) {
    input.checked = input.value === (root.dataset[input.name] ?? "");
    input.addEventListener("change", () => choose(input.name, input.value));
  }
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

/** @type {HTMLDialogElement | undefined} */
let viewer;

/** Shows a picture as large as the window. @param {HTMLImageElement} image */
function enlarge(image) {
  if (!viewer) {
    viewer = document.createElement("dialog");
    viewer.className = "viewer";
    viewer.setAttribute("aria-label", "放大的图片");
    const close = document.createElement("button");
    close.textContent = "关闭";
    viewer.append(new Image(), close);
    viewer.addEventListener("click", () => viewer?.close());
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
