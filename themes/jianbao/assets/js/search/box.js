// @ts-check
// The search box of every page: the key /, and suggestions. The rest is fetched when a reader begins to type.

/** @typedef {import("./suggest.js").Suggestion} Suggestion */
/** @typedef {Awaited<ReturnType<typeof import("./search.js").open>>} Opened */

const LABELS = { tag: "标签", word: "", title: "稿件" };

/** @type {Promise<Opened> | undefined} */
let opened;

/** The index of the site, fetched once; again after a failure. @param {string} root */
export function ready(root) {
  opened ??= import("./search.js").then(({ open }) => open(root));
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Whether a key is meant for an input method; Safari tells by the key code. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** @param {HTMLFormElement} form @param {number} number */
function attach(form, number) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.hidden = true;
  /** @param {Element} element @param {Record<string, string>} attributes */
  const set = (element, attributes) => Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));
  set(list, { role: "listbox", "aria-label": "搜索建议" });
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  input.after(list);

  /** @type {Suggestion[]} */
  let shown = [];
  let active = -1;
  let turn = 0;

  /** @param {number} at */
  const mark = (at) => {
    active = at;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const close = () => {
    turn++;
    shown = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  /** @param {number} at */
  const take = (at) => {
    const { text, url } = shown[at];
    close();
    if (url) return location.assign(url);
    input.value = text;
    form.requestSubmit();
  };
  /** @param {Suggestion[]} suggestions */
  const show = (suggestions) => {
    shown = suggestions;
    list.replaceChildren(
      ...shown.map(({ shown, kind, stories }, n) => {
        const option = document.createElement("li");
        set(option, { role: "option", id: `${list.id}-${n}`, "aria-selected": "false" });
        const note = document.createElement("span");
        note.textContent = LABELS[kind] + (stories ? ` ${stories} 篇` : "");
        option.append(shown, " ", note);
        // Before the box loses the focus.
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(n));
        return option;
      }),
    );
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    mark(-1);
  };

  const ask = async () => {
    const mine = ++turn;
    const text = input.value;
    await new Promise((done) => setTimeout(done, 150));
    if (mine !== turn) return;
    try {
      const found = text.trim() ? await (await ready(/** @type {string} */ (form.dataset.root))).suggest(text) : [];
      if (mine === turn) show(found);
    } catch (error) {
      // Without suggestions one can still search.
      console.warn(error);
      if (mine === turn) close();
    }
  };

  input.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || ask());
  input.addEventListener("compositionend", ask);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (composing(event)) {
      // The Enter that commits a candidate.
      if (key === "Enter") event.preventDefault();
    } else if (shown.length && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      const stops = shown.length + 1;
      mark(((active + 1 + (key === "ArrowDown" ? 1 : stops - 1)) % stops) - 1);
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (key === "Escape" && shown.length) {
      event.preventDefault();
      close();
    }
  });
}

// From a result of the search page to a story: the words that were looked for.
if (location.hash.startsWith("#q=")) import("./mark.js");

const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("form[role=search]")]);
forms.forEach(attach);

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  if (key !== "/" || composing(event) || ctrlKey || altKey || metaKey) return;
  if (!(target instanceof Element) || target.closest("input, textarea, select")) return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (document.querySelector("form[role=search] [name=q]"))?.focus();
});
