// @ts-check
// The search box of every page: the key /, and suggestions in a combobox. The rest is fetched when a reader begins to type.

/** @typedef {import("./suggest.js").Suggestion} Suggestion */
/** @typedef {Awaited<ReturnType<typeof import("./search.js").open>>} Opened */

// Typing is debounced by so many milliseconds.
const DEBOUNCE = 150;

const LABELS = { tag: "标签", word: "", title: "稿件" };

/** @type {Promise<Opened> | undefined} */
let opened;

/** Opens the index of the site, once; again after a failure. @param {string} root */
export function open(root) {
  opened ??= import("./search.js").then(({ open }) => open(root));
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Whether a key belongs to an input method's composition; in Safari the key code says so. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Sets attributes. @param {Element} element @param {Record<string, string>} attributes */
const setAttributes = (element, attributes) => Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));

/** Attaches a list of suggestions to a search form. @param {HTMLFormElement} form @param {number} number */
function attach(form, number) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.hidden = true;
  setAttributes(list, { role: "listbox", "aria-label": "搜索建议" });
  setAttributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  input.after(list);

  /** @type {Suggestion[]} */
  let shown = [];
  /** The selected option, or -1. */
  let active = -1;
  /** Counts requests: an answer to an older one is stale. */
  let request = 0;

  /** @param {number} at */
  const select = (at) => {
    active = at;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };

  /** @param {number} at */
  const accept = (at) => {
    const { text, url } = shown[at];
    close();
    if (url) return location.assign(url);
    input.value = text;
    /** @type {HTMLElement} */ (form.querySelector("button")).click();
  };

  /** @param {Suggestion} suggestion @param {number} n */
  const toOption = ({ shown, kind, stories }, n) => {
    const option = document.createElement("li");
    setAttributes(option, { role: "option", id: `${list.id}-${n}`, "aria-selected": "false" });
    const note = document.createElement("span");
    note.textContent = LABELS[kind] + (stories ? ` ${stories} 篇` : "");
    option.append(shown, " ", note);

    // The press alone would take the focus from the box, which closes the list.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => accept(n));
    return option;
  };

  /** @param {Suggestion[]} suggestions */
  const show = (suggestions) => {
    shown = suggestions;
    list.replaceChildren(...shown.map(toOption));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    select(-1);
  };

  const close = () => {
    request++;
    show([]);
  };

  const update = async () => {
    const mine = ++request;
    const text = input.value;
    await new Promise((done) => setTimeout(done, DEBOUNCE));
    if (mine !== request) return;

    try {
      const found = text.trim() ? await (await open(/** @type {string} */ (form.dataset.root))).suggest(text) : [];
      if (mine === request) show(found);
    } catch (error) {
      // Searching works without suggestions.
      console.warn(error);
      if (mine === request) close();
    }
  };

  input.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || update());
  input.addEventListener("compositionend", update);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);

  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (composing(event)) {
      // The Enter that commits an input method's candidate must not submit the form.
      if (key === "Enter") event.preventDefault();
    } else if (shown.length && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      const stops = shown.length + 1;
      select(((active + 1 + (key === "ArrowDown" ? 1 : stops - 1)) % stops) - 1);
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      accept(active);
    } else if (key === "Escape" && shown.length) {
      event.preventDefault();
      close();
    }
  });
}

// On a story that was opened from the search page: the words that were searched for.
if (location.hash.startsWith("#q=")) import("./mark.js");

/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[role=search]")).forEach(attach);

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  if (key !== "/" || composing(event) || ctrlKey || altKey || metaKey) return;
  if (!(target instanceof Element) || target.closest("input, textarea, select")) return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (document.querySelector("form[role=search] [name=q]"))?.focus();
});
