// @ts-check
// The script of the preview in a page: listens for changes, and reloads the page at its scroll position, or replaces the
// panel alone if only the problems have changed. Marks links to stories that readers do not see.

/**
 * A change of the preview, as the server sends it.
 *
 * @typedef {object} Change
 * @property {number} number Revision of the preview.
 * @property {number} page Revision at which the pages last changed.
 * @property {string | null} go Path of the story to go to, if it was just edited.
 */

/**
 * The scroll position of a page that is being reloaded.
 *
 * @typedef {object} ScrollPosition
 * @property {string} url
 * @property {number} left
 * @property {number} top
 */

const SCROLL_KEY = "jianbao-scroll";

/** @returns {HTMLElement | null} */
function findPanel() {
  return document.getElementById("jianbao-preview");
}

/**
 * Returns the revision of the preview that this page is from.
 *
 * @returns {number}
 */
function currentRevision() {
  return Number(findPanel()?.dataset.number);
}

/** Reloads the page; `restoreScroll` then scrolls it to where it is now. */
function reloadPage() {
  /** @type {ScrollPosition} */
  const position = { url: location.href, left: scrollX, top: scrollY };
  sessionStorage.setItem(SCROLL_KEY, JSON.stringify(position));
  location.reload();
}

/** Scrolls to the position before the page was reloaded. */
function restoreScroll() {
  const saved = sessionStorage.getItem(SCROLL_KEY);
  sessionStorage.removeItem(SCROLL_KEY);
  if (!saved) return;

  /** @type {ScrollPosition} */
  const { url, left, top } = JSON.parse(saved);
  if (url !== location.href) return;

  const scrollBack = () => scrollTo({ left, top, behavior: "instant" });
  scrollBack();
  // Pictures without a size move the text when they are loaded.
  if (document.readyState !== "complete") addEventListener("load", scrollBack, { once: true });
}

/** Replaces the panel by the present one. Warnings stay unfolded. */
async function replacePanel() {
  const reply = await fetch("/.jianbao/panel");
  const text = await reply.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("jianbao-preview");
  const old = findPanel();
  if (!reply.ok || !fresh || !old) return;

  const oldWarnings = old.querySelector("details.jianbao-warnings");
  const freshWarnings = fresh.querySelector("details.jianbao-warnings");
  if (oldWarnings instanceof HTMLDetailsElement && freshWarnings instanceof HTMLDetailsElement) {
    freshWarnings.open = oldWarnings.open;
  }
  old.replaceWith(fresh);
}

/**
 * Brings the page up to date after a change.
 *
 * @param {Change} change
 */
async function applyChange(change) {
  if (change.go && change.go !== location.pathname) location.assign(change.go);
  else if (change.page !== Number(findPanel()?.dataset.page)) reloadPage();
  else if (change.number !== currentRevision()) await replacePanel();
}

/**
 * The stream of changes, while the page listens.
 *
 * @type {EventSource | null}
 */
let events = null;

function stopListening() {
  events?.close();
  events = null;
}

/** Listens while the page is visible. A hidden page closes its connection, as browsers allow six to a server. */
function updateListening() {
  const isHidden = document.visibilityState === "hidden";
  if (isHidden || events?.readyState === EventSource.CLOSED) stopListening();
  if (isHidden || events) return;

  events = new EventSource(`/.jianbao/events?since=${currentRevision()}`);
  events.addEventListener("change", (event) => void applyChange(JSON.parse(event.data)));
}

/** Marks links in the page that lead to stories which readers do not see, by the hidden links of the panel. */
function markLinks() {
  for (const mark of document.querySelectorAll("a.jianbao-link")) {
    if (!(mark instanceof HTMLAnchorElement)) continue;

    for (const link of document.querySelectorAll("main a[href]")) {
      if (link instanceof HTMLAnchorElement && link.pathname === mark.pathname && link.textContent?.trim()) {
        link.dataset.jianbaoMark = mark.textContent ?? "";
      }
    }
  }
}

/**
 * Applies the fix of a button of the panel. The server writes the file, and the page follows as after any other edit.
 *
 * @param {HTMLButtonElement} button
 */
async function applyFix(button) {
  const address = button.dataset.fix;
  if (!address) return;

  button.disabled = true;
  const reply = await fetch(address, { method: "POST" });
  // The text has changed meanwhile: the panel shows what there is to mend now.
  if (reply.status === 409) await replacePanel();
  else if (!reply.ok) button.disabled = false;
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("#jianbao-preview button[data-fix]");
  if (button instanceof HTMLButtonElement) void applyFix(button);
});

restoreScroll();
markLinks();
updateListening();

addEventListener("visibilitychange", updateListening);
addEventListener("pagehide", stopListening);
addEventListener("pageshow", (event) => {
  // From the back/forward cache.
  if (event.persisted) updateListening();
});
